/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

/* A class like c, of no positions yet. */
static void add_class(support_classes *c, size_t like)
{
  if (c->classes == c->room) {
    c->room = c->room ? 2 * c->room : 8;
    c->where = tp_memory_resize(c->where, c->room, sizeof *c->where);
    c->support = tp_memory_resize(c->support, c->room * c->words, sizeof *c->support);
  }
  if (c->classes)
    memcpy(c->support + c->classes * c->words, c->support + like * c->words, c->words * sizeof *c->support);
  else
    memset(c->support, 0, c->words * sizeof *c->support);
  memset(c->where + c->classes++, 0, sizeof *c->where);
}

/* One more number, which is not 0 at the positions `set`: its class, or that and a new one. */
ALWAYS_INLINE void sort_by(support_classes *c, size_t pair, const uint64_t *set)
{
  for (size_t i = 0, had = c->classes; i < had; i++) {
    uint64_t hits = 0, misses = 0;
    for (size_t n = 0; n < LANES; n++) {
      hits |= c->where[i][n] & set[n];
      misses |= c->where[i][n] & ~set[n];
    }
    if (hits && misses) {
      add_class(c, i);
      for (size_t n = 0; n < LANES; n++) {
        c->where[c->classes - 1][n] = c->where[i][n] & ~set[n];
        c->where[i][n] &= set[n];
      }
    }
    if (hits)
      c->support[i * c->words + pair / TRITS_WORD] |= UINT64_C(1) << pair % TRITS_WORD;
  }
}

ALWAYS_INLINE void add_changes(const uint64_t *plane, lanes changes)
{
  for (size_t n = 0; n < LANES; n++)
    changes[n] |= (plane[n] ^ plane[n] << 1) | (plane[LANES + n] ^ plane[LANES + n] << 1);
}

TP_CLONES static void sort(support_classes *c, const uint64_t *planes, const uint32_t *coordinate, size_t pairs, lanes changes)
{
  for (size_t pair = 0; pair < pairs; pair++) {
    const uint64_t *plane = planes + (size_t) coordinate[pair] * 2 * LANES;
    sort_by(c, pair, plane);
    add_changes(plane, changes);
  }
}

TP_CLONES static void find_changes(const uint64_t *planes, const uint32_t *coordinate, size_t count, lanes changes)
{
  for (size_t n = 0; n < count; n++)
    add_changes(planes + (size_t) coordinate[n] * 2 * LANES, changes);
}

/* A function with clones is for its file alone: compilers differ in what others see of it. */
void tp_classes_changes(const uint64_t *planes, const uint32_t *coordinate, size_t count, lanes changes)
{
  find_changes(planes, coordinate, count, changes);
}

void tp_classes_make(support_classes *c, size_t words, const lanes valid, const uint64_t *planes, const uint32_t *coordinate, size_t pairs, lanes changes)
{
  *c = (support_classes) {.words = words};
  add_class(c, 0);
  memcpy(c->where[0], valid, sizeof *c->where);
  sort(c, planes, coordinate, pairs, changes);
  for (size_t i = 1; i < c->classes; i++)
    for (size_t n = 0; n < LANES; n++)
      for (uint64_t left = c->where[i][n]; left; left &= left - 1)
        c->of[n * TRITS_WORD + (size_t) __builtin_ctzll(left)] = (uint16_t) i;
}

void tp_classes_clear(support_classes *c)
{
  free(c->where);
  free(c->support);
}
