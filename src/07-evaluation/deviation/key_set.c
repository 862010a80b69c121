/* SPDX-License-Identifier: MIT */
/* Scores are taken against each different key once. */
#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

/* Scores are taken of BLOCK keys at a time, so that sums stay in registers; bytes hold the sums of so many terms. */
enum { BLOCK = 64, BYTE_TERMS = 127 };

/* A block's entries follow each other, coordinate by coordinate: whatever the length of the run, they are read in turn
   and do not take each other's place in the caches. */
static int8_t *entry_of(const key_set *k, size_t coordinate, size_t number)
{
  return k->entry + (number / BLOCK * k->coordinates + coordinate) * BLOCK + number % BLOCK;
}

/* Up to 40 trits make a number of 64 bits, which is hashed. */
static uint64_t hash_at(const key_set *k, size_t position)
{
  enum { TRITS = 40 };
  uint64_t hash = TP_INDEX_SEED;
  for (size_t c = 0; c < k->coordinates; c += TRITS) {
    uint64_t number = 0;
    for (size_t i = c; i < k->coordinates && i < c + TRITS; i++)
      number = 3 * number + (uint64_t) (k->column[i][position] + 1);
    hash = tp_index_hash(hash, &number, sizeof number);
  }
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
    if (k->column[c][position] != *entry_of(k, c, number))
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
      *entry_of(k, c, number) = k->column[c][position];
    tp_index_add(&k->index, number, hash_of_key, k);
  } else {
    previous = k->last[number];
  }
  k->last[number] = (uint32_t) position;
  k->count[number]++;
  for (size_t v = 0; v < values; v++) {
    value[v].of_key[number] += value[v].value[position];
    value[v].size_of_key[number] += value[v].value[position] != 0;
    value[v].of_all += value[v].value[position];
    value[v].size_of_all += value[v].value[position] != 0;
  }
  return previous;
}

/* score[] of a block += the sums of so many of its coordinates, less those of the `negated` last ones; the largest. */
TP_CLONES
static int add_block(int16_t *restrict score, const int8_t *restrict entry, const uint32_t *coordinate, size_t terms, size_t negated)
{
  int8_t sum[BLOCK] = {0};
  int16_t top = INT16_MIN;
  for (size_t t = 0; t < terms - negated; t++)
    for (size_t j = 0; j < BLOCK; j++)
      sum[j] = (int8_t) (sum[j] + entry[coordinate[t] * BLOCK + j]);
  for (size_t t = terms - negated; t < terms; t++)
    for (size_t j = 0; j < BLOCK; j++)
      sum[j] = (int8_t) (sum[j] - entry[coordinate[t] * BLOCK + j]);
  for (size_t j = 0; j < BLOCK; j++)
    score[j] = (int16_t) (score[j] + sum[j]);
  for (size_t j = 0; j < BLOCK; j++)
    top = score[j] > top ? score[j] : top;
  return top;
}

/* Of these coordinates, BYTE_TERMS at most. */
static void add_coordinates(key_set *k, const int8_t *const *query, size_t position, size_t first, size_t end)
{
  uint32_t coordinate[BYTE_TERMS];
  size_t added = 0, negated = 0;
  for (size_t c = first; c < end; c++)
    if (query[c][position] > 0)
      coordinate[added++] = (uint32_t) c;
  for (size_t c = first; c < end; c++)
    if (query[c][position] < 0)
      coordinate[added + negated++] = (uint32_t) c;
  for (size_t from = 0; from < k->distinct; from += BLOCK)
    k->block_top[from / BLOCK] = (int16_t) add_block(k->score + from, entry_of(k, 0, from), coordinate, added + negated, negated);
}

static void score_all(key_set *k, const int8_t *const *query, size_t position)
{
  memset(k->score, 0, k->distinct * sizeof *k->score);
  for (size_t c = 0; c < k->coordinates; c += BYTE_TERMS)
    add_coordinates(k, query, position, c, k->coordinates - c < BYTE_TERMS ? k->coordinates : c + BYTE_TERMS);
  /* Of the last block, places without a key do not count. */
  const size_t last = (k->distinct - 1) / BLOCK;
  k->block_top[last] = INT16_MIN;
  for (size_t j = last * BLOCK; j < k->distinct; j++)
    k->block_top[last] = k->score[j] > k->block_top[last] ? k->score[j] : k->block_top[last];
}

/* Each key is written, and the next over it if it is not near: quicker than to ask. */
static void take_near_of_block(key_set *k, size_t from, size_t to)
{
  const int least = k->top - FARTHEST;
  const int16_t *restrict score = k->score;
  uint32_t *restrict near = k->near;
  size_t nears = k->nears;
  for (size_t j = from; j < to; j++) {
    near[nears] = (uint32_t) j;
    nears += score[j] >= least;
  }
  k->nears = nears;
}

void tp_key_set_score(key_set *k, const int8_t *const *query, size_t position)
{
  const size_t blocks = (k->distinct + BLOCK - 1) / BLOCK;
  score_all(k, query, position);
  k->top = INT16_MIN;
  for (size_t n = 0; n < blocks; n++)
    k->top = k->block_top[n] > k->top ? k->block_top[n] : k->top;
  k->nears = 0;
  k->farthest = FARTHEST;
  for (size_t n = 0; n < blocks; n++)
    if (k->block_top[n] >= k->top - FARTHEST)
      take_near_of_block(k, n * BLOCK, k->distinct < (n + 1) * BLOCK ? k->distinct : (n + 1) * BLOCK);
}

/* --- Keys that are positions ------------------------------------------------------- */

/* The bit of a position that each coordinate of the key is; NULL if the keys are not all bits of different positions. */
static unsigned char *position_bits(const tp_hardmax_numbers *run, const row_set *set)
{
  const tp_transformer *t = run->plan->t;
  uint64_t seen = 0;
  if (set->keys != t->position_bits || run->positions > (uint64_t) 1 << t->position_bits)
    return NULL;
  unsigned char *bit = tp_memory_new(set->keys, 1);
  for (size_t c = 0; c < set->keys; c++) {
    bit[c] = (unsigned char) (set->k[c] - t->position_at);
    if (set->k[c] >= t->position_at && set->k[c] < t->position_at + t->position_bits)   /* versions of the embedding */
      seen |= UINT64_C(1) << bit[c];
  }
  if (seen == (UINT64_C(1) << t->position_bits) - 1)
    return bit;
  free(bit);
  return NULL;
}

/* Of few bits all pairs of them are looked at too. */
enum { FEW_BITS = 8 };

static void add_near(key_set *k, size_t key, size_t position, int below)
{
  if (key > position)
    return;
  k->near[k->nears++] = (uint32_t) key;
  k->score[key] = (int16_t) (k->top - below);
}

/* The key of that position has the best score, and each bit that differs takes 2 away.  Keys are numbered like
   positions. */
int tp_key_set_score_positions(key_set *k, const int8_t *const *query, size_t position)
{
  size_t target = 0;
  if (!k->bit)
    return 0;
  for (size_t c = 0; c < k->coordinates; c++) {
    if (!query[c][position])
      return 0;
    target |= (size_t) (query[c][position] > 0) << k->bit[c];
  }
  if (target > position)
    return 0;
  k->top = (int) k->coordinates;
  k->farthest = k->coordinates <= FEW_BITS ? 5 : 3;
  k->nears = 0;
  add_near(k, target, position, 0);
  for (size_t b = 0; b < k->coordinates; b++) {
    add_near(k, target ^ (size_t) 1 << b, position, 2);
    for (size_t c = 0; c < b && k->coordinates <= FEW_BITS; c++)
      add_near(k, target ^ (size_t) 1 << b ^ (size_t) 1 << c, position, 4);
  }
  return 1;
}

key_set tp_key_set_make(const tp_hardmax_numbers *run, const row_set *set)
{
  key_set k = {.coordinates = set->keys, .room = (run->positions + BLOCK - 1) / BLOCK * BLOCK, .bit = position_bits(run, set)};
  k.column = tp_memory_new(set->keys, sizeof *k.column);
  for (size_t c = 0; c < set->keys; c++)
    k.column[c] = run->version + set->k[c] * run->positions;
  k.entry = tp_memory_zeroed(set->keys, k.room);
  k.first = tp_memory_new(3 * k.room, sizeof *k.first);
  k.last = k.first + k.room;
  k.count = k.last + k.room;
  k.score = tp_memory_zeroed(k.room, sizeof *k.score);
  k.block_top = tp_memory_new(k.room / BLOCK, sizeof *k.block_top);
  k.near = tp_memory_new(k.room + 1, sizeof *k.near);
  k.behind = tp_memory_new(k.room, sizeof *k.behind);
  k.best = tp_memory_new(k.room, sizeof *k.best);
  return k;
}

void tp_key_set_clear(key_set *k)
{
  free((void *) k->bit);
  free(k->column);
  free(k->entry);
  free(k->first);
  free(k->score);
  free(k->block_top);
  free(k->near);
  free(k->behind);
  free(k->best);
  tp_index_clear(&k->index);
}
