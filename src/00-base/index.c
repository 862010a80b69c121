/* SPDX-License-Identifier: MIT */
#include "tmprec/base/index.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

uint64_t tp_index_hash(uint64_t seed, const void *bytes, size_t length)
{
  const unsigned char *p = bytes;
  for (size_t i = 0; i < length; i++)
    seed = (seed ^ p[i]) * UINT64_C(1099511628211);
  return seed;
}

/* The high bits of an FNV hash are the well mixed ones. */
static size_t first_slot(uint64_t hash, size_t slots)
{
  return (size_t) (hash ^ hash >> 32) & (slots - 1);
}

uint32_t tp_index_find(const tp_index_table *t, uint64_t hash, int (*equal)(const void *, uint32_t, const void *),
                       const void *owner, const void *key)
{
  if (t->slots)
    for (size_t i = first_slot(hash, t->slots); t->slot[i]; i = (i + 1) & (t->slots - 1))
      if (equal(owner, t->slot[i] - 1, key))
        return t->slot[i] - 1;
  return UINT32_MAX;
}

static void insert(tp_index_table *t, uint32_t number, uint64_t hash)
{
  size_t i = first_slot(hash, t->slots);
  while (t->slot[i])
    i = (i + 1) & (t->slots - 1);
  t->slot[i] = number + 1;
}

void tp_index_add(tp_index_table *t, uint32_t number, uint64_t (*hash_of)(const void *, uint32_t), const void *owner)
{
  if (2 * (t->used + 1) > t->slots) {
    tp_index_table grown = {NULL, t->slots ? 2 * t->slots : 16, t->used};
    grown.slot = tp_memory_zeroed(grown.slots, sizeof *grown.slot);
    for (size_t i = 0; i < t->slots; i++)
      if (t->slot[i])
        insert(&grown, t->slot[i] - 1, hash_of(owner, t->slot[i] - 1));
    free(t->slot);
    *t = grown;
  }
  insert(t, number, hash_of(owner, number));
  t->used++;
}

void tp_index_clear(tp_index_table *t)
{
  free(t->slot);
  *t = (tp_index_table) {NULL, 0, 0};
}
