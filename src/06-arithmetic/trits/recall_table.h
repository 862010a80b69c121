/* SPDX-License-Identifier: MIT */
/* Entries hashed by signs: the keys of a recall within a mask, each with its values.

   An entry is its signs and, beside them, its values.  Where both have room in one word they share it: that halves the
   memory that look-ups wait for.  A free entry is 0, since the last bit of a word of values is 1. */
#ifndef TRITS_RECALL_TABLE_H
#define TRITS_RECALL_TABLE_H

#include "recall.h"

ALWAYS_INLINE size_t stride_of(recall_shape z) { return z.is_packed ? 1 : z.words + z.value_words; }

ALWAYS_INLINE int is_taken(recall_shape z, const uint64_t *slot) { return slot[z.is_packed ? 0 : z.words] != 0; }

/* One word of the signs, or of the values, of an entry. */
ALWAYS_INLINE uint64_t signs_in(recall_shape z, const uint64_t *slot, size_t n)
{
  return z.is_packed ? slot[0] & ((UINT64_C(1) << z.pairs) - 1) : slot[n];
}

ALWAYS_INLINE uint64_t values_in(recall_shape z, const uint64_t *slot, size_t n)
{
  return z.is_packed ? slot[0] >> z.pairs : slot[z.words + n];
}

ALWAYS_INLINE void set_values_in(recall_shape z, uint64_t *slot, size_t n, uint64_t values)
{
  if (z.is_packed)
    slot[0] = signs_in(z, slot, 0) | values << z.pairs;
  else
    slot[z.words + n] = values;
}

/* Two multiplications: the first bits, which choose a slot, depend on all bits of the signs, and keys that count do not
   crowd. */
ALWAYS_INLINE uint64_t mix(uint64_t h)
{
  h *= UINT64_C(0x9e3779b97f4a7c15);
  return (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
}

ALWAYS_INLINE uint64_t hash_signs(recall_shape z, const recall_table *t, const uint64_t *negative)
{
  uint64_t h = mix(negative[0] & t->overlap[0]);
  for (size_t n = 1; n < z.words; n++)
    h = mix(h ^ (negative[n] & t->overlap[n]));
  return h;
}

ALWAYS_INLINE uint64_t *first_slot(recall_shape z, const recall_table *t, uint64_t hash)
{
  return t->slot + (hash >> t->shift) * stride_of(z);
}

/* The slot that these signs have or would get. */
ALWAYS_INLINE uint64_t *find_slot(recall_shape z, const recall_table *t, const uint64_t *negative, uint64_t hash)
{
  const uint64_t signs = negative[0] & t->overlap[0];
  for (size_t at = hash >> t->shift;; at = (at + 1) & (t->slots - 1)) {
    uint64_t *slot = t->slot + at * stride_of(z), differs = z.is_packed ? (slot[0] ^ signs) << (TRITS_WORD - z.pairs) : slot[0] ^ signs;
    for (size_t n = 1; n < z.words; n++)
      differs |= slot[n] ^ (negative[n] & t->overlap[n]);
    if (!is_taken(z, slot) || !differs)
      return slot;
  }
}

ALWAYS_INLINE const uint64_t *find(recall_shape z, const recall_table *t, const uint64_t *negative)
{
  return find_slot(z, t, negative, hash_signs(z, t, negative));
}

/* Values of one more key beside those known: where the two differ, as VALUES_DIFFER says it. */
ALWAYS_INLINE uint64_t joined(recall_shape z, uint64_t known, uint64_t values)
{
  const uint64_t differs = known ^ values;
  return known | (((differs | differs >> z.value_bits) & VALUES_MASK(z)) | VALUES_DIFFER(z, values)) << 2 * z.value_bits;
}

recall_table *tp_recall_table_new(const recall *r, const uint64_t *overlap);
void tp_recall_table_free(recall_table *t);
/* Room for one more entry; 1 if slots have moved. */
int tp_recall_table_reserve(const recall *r, recall_table *t);

/* 1 if that tells the table something new. */
ALWAYS_INLINE int add_to_table(const recall *r, recall_shape z, recall_table *t, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  uint64_t *slot = find_slot(z, t, negative, hash);
  if (is_taken(z, slot)) {
    uint64_t change = 0;
    for (size_t n = 0; n < z.value_words; n++) {
      const uint64_t known = values_in(z, slot, n), both = joined(z, known, values[n]);
      change |= known ^ both;
      if (known != both)
        set_values_in(z, slot, n, both);
    }
    return change != 0;
  }
  if (tp_recall_table_reserve(r, t))
    slot = find_slot(z, t, negative, hash);
  t->used++;
  for (size_t n = 0; n < z.words; n++)
    slot[n] = negative[n] & t->overlap[n];
  for (size_t n = 0; n < z.value_words; n++)
    set_values_in(z, slot, n, values[n]);
  return 1;
}

#endif
