/* SPDX-License-Identifier: MIT */
#include "recall_table.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { FIRST_SLOTS = 8, HALF_FREE = 1 << 16 };

static void set_slots(const recall *r, recall_table *t, size_t slots)
{
  const size_t words = slots * stride_of(r->shape);
  t->slots = slots;
  t->slot = memset(tp_pool_take(r->pool, words, sizeof *t->slot), 0, words * sizeof *t->slot);
  for (t->shift = 64; slots > 1; slots /= 2)
    t->shift--;
}

recall_table *tp_recall_table_new(const recall *r, const uint64_t *overlap)
{
  recall_table *made = tp_memory_zeroed(1, sizeof *made);
  made->overlap = memcpy(tp_memory_new(r->shape.words, sizeof *overlap), overlap, r->shape.words * sizeof *overlap);
  set_slots(r, made, FIRST_SLOTS);
  return made;
}

void tp_recall_table_free(recall_table *t)
{
  free(t->overlap);
  free(t);
}

static void grow(const recall *r, recall_table *t)
{
  const recall_shape z = r->shape;
  const size_t stride = stride_of(z), had = t->slots;
  uint64_t *old = t->slot, *signs = tp_memory_new(z.words, sizeof *signs);
  set_slots(r, t, 2 * had);
  for (const uint64_t *slot = old; slot < old + had * stride; slot += stride) {
    if (!is_taken(z, slot))
      continue;
    for (size_t n = 0; n < z.words; n++)
      signs[n] = signs_in(z, slot, n);
    memcpy(find_slot(z, t, signs, hash_signs(z, t, signs)), slot, stride * sizeof *slot);
  }
  free(signs);
  tp_pool_give(r->pool, old, had * stride, sizeof *old);
}

/* Small tables are half free, so that one look mostly does; large ones a quarter, for memory. */
int tp_recall_table_reserve(const recall *r, recall_table *t)
{
  const size_t most = t->slots <= HALF_FREE ? t->slots / 2 : t->slots / 4 * 3;
  if (t->used + 1 <= most)
    return 0;
  grow(r, t);
  return 1;
}
