/* SPDX-License-Identifier: MIT */
#include "planes.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_number_column *tp_planes_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(tp_number_column));
}

static void drop_others(tp_number_column *c)
{
  for (size_t i = 0; i < c->others; i++)
    mpq_clear(c->other[i].value);
  c->others = 0;
}

void tp_planes_free(const tp_arithmetic *a, tp_number_column *c)
{
  (void) a;
  if (!c)
    return;
  drop_others(c);
  free(c->other);
  free(c->set);
  free(c->negative);
  free(c);
}

void tp_planes_restart(const tp_arithmetic *a, tp_number_column *c, size_t first)
{
  (void) a;
  if (c->end > c->first) {
    const size_t used = (c->end - 1) / WORD - c->first / WORD + 1;
    memset(c->set, 0, used * sizeof *c->set);
    memset(c->negative, 0, used * sizeof *c->negative);
  }
  drop_others(c);
  c->first = c->end = first;
}

void tp_planes_extend(tp_number_column *c, const span *s)
{
  const size_t need = s->word + s->count - c->first / WORD;
  if (need > c->words) {
    const size_t had = c->words;
    size_t capacity = c->words;
    c->set = tp_memory_grow(c->set, &capacity, need, sizeof *c->set);
    c->negative = tp_memory_resize(c->negative, capacity, sizeof *c->negative);
    c->words = capacity;
    memset(c->set + had, 0, (capacity - had) * sizeof *c->set);
    memset(c->negative + had, 0, (capacity - had) * sizeof *c->negative);
  }
  c->end = s->to;
}

void tp_planes_load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value)
{
  (void) a;
  const span s = span_of(c->end, c->end + count);
  tp_planes_extend(c, &s);
  uint64_t *set = set_for(c, &s), *negative = negative_for(c, &s);
  for (size_t i = 0; i < count; i++) {
    const size_t word = (s.from + i) / WORD - s.word, bit = (s.from + i) % WORD;
    set[word] |= (uint64_t) (value[i] != 0) << bit;
    negative[word] |= (uint64_t) (value[i] < 0) << bit;
  }
}

void tp_planes_put(tp_number_column *c, size_t position, const mpq_t value)
{
  if (!mpz_cmp_ui(mpq_denref(value), 1) && mpz_cmpabs_ui(mpq_numref(value), 1) <= 0) {
    const size_t word = position / WORD - c->first / WORD, bit = position % WORD;
    c->set[word] |= (uint64_t) (mpq_sgn(value) != 0) << bit;
    c->negative[word] |= (uint64_t) (mpq_sgn(value) < 0) << bit;
    return;
  }
  TP_MEMORY_GROW(c->other, c->other_capacity, c->others + 1);
  other_number *n = c->other + c->others++;
  n->position = position;
  mpq_init(n->value);
  mpq_set(n->value, value);
}

static int order(const void *key, const void *other)
{
  const size_t a = *(const size_t *) key, b = ((const other_number *) other)->position;
  return (a > b) - (a < b);
}

mpq_srcptr tp_planes_number(const tp_number_column *c, size_t position, mpq_ptr room)
{
  const other_number *n = c->others ? bsearch(&position, c->other, c->others, sizeof *c->other, order) : NULL;
  if (n)
    return n->value;
  mpq_set_si(room, trit_at(c, position), 1);
  return room;
}

/* Halves are exchanged, then quarters, and so on (Warren, "Hacker's Delight", 7-3). */
void tp_planes_transpose(uint64_t a[WORD])
{
  uint64_t mask = 0x00000000ffffffff;
  for (size_t j = 32; j; j >>= 1, mask ^= mask << j)
    for (size_t k = 0; k < WORD; k = ((k | j) + 1) & ~j) {
      const uint64_t t = (a[k] >> j ^ a[k | j]) & mask;
      a[k] ^= t << j;
      a[k | j] ^= t;
    }
}
