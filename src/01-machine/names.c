/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

typedef struct {
  const char *text;
  size_t length;
} piece;

static int equal(const void *owner, uint32_t number, const void *key)
{
  const names *n = owner;
  const piece *p = key;
  return n->length[number] == p->length && !memcmp(n->name[number], p->text, p->length);
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const names *n = owner;
  return tp_index_hash(TP_INDEX_SEED, n->name[number], n->length[number]);
}

uint32_t tp_names_find(const names *n, const char *name, size_t length)
{
  return tp_index_find(&n->index, tp_index_hash(TP_INDEX_SEED, name, length), equal, n, &(piece) {name, length});
}

uint32_t tp_names_add(names *n, const char *name, size_t length)
{
  uint32_t known = tp_names_find(n, name, length);
  if (known != UINT32_MAX)
    return known;
  TP_MEMORY_GROW(n->name, n->capacity, n->count + 1);
  TP_MEMORY_GROW(n->length, n->lengths, n->count + 1);
  n->name[n->count] = tp_memory_string(name, length);
  n->length[n->count] = length;
  tp_index_add(&n->index, (uint32_t) n->count, hash_of, n);
  return (uint32_t) n->count++;
}

void tp_names_clear(names *n)
{
  for (size_t i = 0; i < n->count; i++)
    free(n->name[i]);
  free(n->name);
  free(n->length);
  tp_index_clear(&n->index);
  *n = (names) {0};
}
