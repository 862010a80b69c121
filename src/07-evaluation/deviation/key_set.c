/* Scores are taken against each different key once. */
#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static uint64_t hash_at(const key_set *k, size_t position)
{
  uint64_t hash = TP_INDEX_SEED;
  for (size_t c = 0; c < k->coordinates; c++)
    hash = tp_index_hash(hash, k->column[c] + position, 1);
  return hash;
}

static uint64_t hash_of_key(const void *owner, uint32_t number)
{
  const key_set *k = owner;
  return hash_at(k, k->first[number]);
}

static int equal_key(const void *owner, uint32_t number, const void *key)
{
  const key_set *k = owner;
  const size_t position = *(const size_t *) key;
  for (size_t c = 0; c < k->coordinates; c++)
    if (k->column[c][position] != k->entry[c * k->room + number])
      return 0;
  return 1;
}

uint32_t tp_key_set_take(key_set *k, value_set *value, size_t values, size_t position)
{
  const uint64_t hash = hash_at(k, position);
  uint32_t number = tp_index_find(&k->index, hash, equal_key, k, &position), previous = NO_KEY;
  if (number == UINT32_MAX) {
    number = (uint32_t) k->distinct++;
    k->first[number] = (uint32_t) position;
    k->count[number] = 0;
    for (size_t v = 0; v < values; v++)
      value[v].of_key[number] = value[v].size_of_key[number] = 0;
    for (size_t c = 0; c < k->coordinates; c++)
      k->entry[c * k->room + number] = k->column[c][position];
    tp_index_add(&k->index, number, hash_of_key, k);
  } else {
    previous = k->last[number];
  }
  k->last[number] = (uint32_t) position;
  k->count[number]++;
  for (size_t v = 0; v < values; v++) {
    value[v].of_key[number] += value[v].value[position];
    value[v].size_of_key[number] += value[v].value[position] != 0;
  }
  return previous;
}

/* Bytes hold the sums of so many terms. */
enum { BYTE_TERMS = 127 };

static void empty_bytes(int16_t *restrict score, int8_t *restrict partial, size_t count)
{
  for (size_t j = 0; j < count; j++) {
    score[j] = (int16_t) (score[j] + partial[j]);
    partial[j] = 0;
  }
}

static void add_entries(int8_t *restrict partial, const int8_t *restrict entry, int sign, size_t count)
{
  if (sign > 0)
    for (size_t j = 0; j < count; j++)
      partial[j] = (int8_t) (partial[j] + entry[j]);
  else
    for (size_t j = 0; j < count; j++)
      partial[j] = (int8_t) (partial[j] - entry[j]);
}

void tp_key_set_score(key_set *k, const int8_t *const *query, size_t position)
{
  const size_t count = k->distinct;
  size_t terms = 0;
  memset(k->score, 0, count * sizeof *k->score);
  memset(k->partial, 0, count);
  for (size_t c = 0; c < k->coordinates; c++) {
    if (!query[c][position])
      continue;
    add_entries(k->partial, k->entry + c * k->room, query[c][position], count);
    if (++terms % BYTE_TERMS == 0)
      empty_bytes(k->score, k->partial, count);
  }
  empty_bytes(k->score, k->partial, count);
}

key_set tp_key_set_make(const tp_hardmax_numbers *run, const row_set *set)
{
  key_set k = {.coordinates = set->keys, .room = run->positions};
  k.column = tp_memory_new(set->keys, sizeof *k.column);
  for (size_t c = 0; c < set->keys; c++)
    k.column[c] = run->version + set->k[c] * run->positions;
  k.entry = tp_memory_new(set->keys, k.room);
  k.first = tp_memory_new(3 * k.room, sizeof *k.first);
  k.last = k.first + k.room;
  k.count = k.last + k.room;
  k.partial = tp_memory_new(k.room, sizeof *k.partial);
  k.score = tp_memory_new(k.room, sizeof *k.score);
  k.near = tp_memory_new(k.room, sizeof *k.near);
  k.group = tp_memory_new(k.room, sizeof *k.group);
  k.best = tp_memory_new(k.room, sizeof *k.best);
  return k;
}

void tp_key_set_clear(key_set *k)
{
  free(k->column);
  free(k->entry);
  free(k->first);
  free(k->partial);
  free(k->score);
  free(k->near);
  free(k->group);
  free(k->best);
  tp_index_clear(&k->index);
}
