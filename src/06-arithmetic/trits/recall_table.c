#include "recall_table.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { FIRST_SLOTS = 8 };

static void set_slots(recall_shape z, recall_table *t, size_t slots)
{
  t->slots = slots;
  t->slot = tp_memory_zeroed(slots * stride_of(z), sizeof *t->slot);
  for (t->shift = 64; slots > 1; slots /= 2)
    t->shift--;
}

recall_table *tp_recall_table_new(recall_shape z, const uint64_t *overlap)
{
  recall_table *made = tp_memory_zeroed(1, sizeof *made);
  made->overlap = memcpy(tp_memory_new(z.words, sizeof *overlap), overlap, z.words * sizeof *overlap);
  set_slots(z, made, FIRST_SLOTS);
  return made;
}

void tp_recall_table_free(recall_table *t)
{
  free(t->overlap);
  free(t->slot);
  free(t);
}

static void grow(recall_shape z, recall_table *t)
{
  const size_t stride = stride_of(z), had = t->slots;
  uint64_t *old = t->slot, *signs = tp_memory_new(z.words, sizeof *signs);
  set_slots(z, t, 2 * had);
  for (const uint64_t *slot = old; slot < old + had * stride; slot += stride) {
    if (!is_taken(z, slot))
      continue;
    for (size_t n = 0; n < z.words; n++)
      signs[n] = signs_in(z, slot, n);
    memcpy(find_slot(z, t, signs, hash_signs(z, t, signs)), slot, stride * sizeof *slot);
  }
  free(signs);
  free(old);
}

int tp_recall_table_reserve(recall_shape z, recall_table *t)
{
  if (2 * (t->used + 1) <= t->slots)
    return 0;
  grow(z, t);
  return 1;
}
