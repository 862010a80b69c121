/* SPDX-License-Identifier: MIT */
/* Columns of bit planes: a number that is -1, 0 or 1 is two bits, so that one operation works on 64 positions.
   Numbers of any other kind stand beside them as rationals, and are few: of a run there are none. */
#ifndef HARDMAX_PLANES_H
#define HARDMAX_PLANES_H

#include "tmprec/arithmetic/arithmetic.h"

enum { WORD = 64 };

/* A number that is not ternary. */
typedef struct {
  size_t position;
  mpq_t value;
} other_number;

/* Positions first .. end-1.  Bit p % 64 of word p / 64 - first / 64 belongs to position p; bits of other positions
   are 0. */
struct tp_number_column {
  size_t first, end, words;        /* words: capacity of the planes */
  uint64_t *set;                   /* the number is -1 or 1 */
  uint64_t *negative;              /* it is -1 */
  other_number *other;             /* in ascending order of position; both its bits are 0 */
  size_t others, other_capacity;
};

/* How many bits of a word are 1: without an instruction for it too, which not every processor has. */
static inline int bits_in(uint64_t x)
{
  x -= x >> 1 & UINT64_C(0x5555555555555555);
  x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
  return (int) (((x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * UINT64_C(0x0101010101010101) >> 56);
}

/* What is read and written of a column in words: those of the positions from .. to-1. */
typedef struct {
  size_t from, to;
  size_t word, count;              /* first word, counted from position 0; how many */
} span;

static inline span span_of(size_t from, size_t to)
{
  return (span) {from, to, from / WORD, to > from ? (to - 1) / WORD - from / WORD + 1 : 0};
}

/* The bits of word n of the span that belong to its positions. */
static inline uint64_t span_mask(const span *s, size_t n)
{
  const size_t start = (s->word + n) * WORD;
  uint64_t mask = ~UINT64_C(0);
  if (start < s->from)
    mask &= ~UINT64_C(0) << (s->from - start);
  if (start + WORD > s->to)
    mask &= ~UINT64_C(0) >> (start + WORD - s->to);
  return mask;
}

static inline const uint64_t *set_at(const tp_number_column *c, const span *s) { return c->set + (s->word - c->first / WORD); }
static inline const uint64_t *negative_at(const tp_number_column *c, const span *s) { return c->negative + (s->word - c->first / WORD); }

/* 1 if all of from .. to-1 are ternary. */
static inline int is_ternary_in(const tp_number_column *c, size_t from, size_t to)
{
  return !c->others || c->other[c->others - 1].position < from || c->other[0].position >= to;
}

/* A ternary number. */
static inline int trit_at(const tp_number_column *c, size_t position)
{
  const size_t word = position / WORD - c->first / WORD, bit = position % WORD;
  return (int) (c->set[word] >> bit & 1) - 2 * (int) (c->negative[word] >> bit & 1);
}

/* The number at a position: one that is not ternary itself, or a ternary one written to `room`. */
mpq_srcptr tp_planes_number(const tp_number_column *c, size_t position, mpq_ptr room);

tp_number_column *tp_planes_new(const tp_arithmetic *a);
void tp_planes_free(const tp_arithmetic *a, tp_number_column *c);
void tp_planes_restart(const tp_arithmetic *a, tp_number_column *c, size_t first);
void tp_planes_load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value);

/* Append the positions of the span, all 0 so far: bits may be set in the planes, through set_for and
   negative_for, and other numbers be put in ascending order, until the next call. */
void tp_planes_extend(tp_number_column *c, const span *s);
static inline uint64_t *set_for(tp_number_column *c, const span *s) { return c->set + (s->word - c->first / WORD); }
static inline uint64_t *negative_for(tp_number_column *c, const span *s) { return c->negative + (s->word - c->first / WORD); }
/* One of these numbers. */
void tp_planes_put(tp_number_column *c, size_t position, const mpq_t value);

/* Columns first .. of 64 as rows: afterwards bit c of a[p] is what bit p of a[c] was. */
void tp_planes_transpose(uint64_t a[WORD]);

#endif
