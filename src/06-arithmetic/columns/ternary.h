/* SPDX-License-Identifier: MIT */
/* Columns that hold -1, 0 and 1 in a byte each for as long as that lasts, and
   numbers of any other kind beside them from then on; and the integer parts of
   the steps, which exact and fixed-bit arithmetic share: as long as numbers are
   ternary, scores and sums are small integers in every arithmetic that does not
   round them. */
#ifndef TERNARY_H
#define TERNARY_H

#include "tmprec/arithmetic/arithmetic.h"

/* The other numbers: how to make and drop `count` of them, and store a small
   integer in one. */
typedef struct {
  size_t size;
  void (*init)(void *number, size_t count);
  void (*clear)(void *number, size_t count);
  void (*set)(void *number, int value);
} wide_kind;

struct tp_number_column {
  size_t first, end;               /* positions first .. end-1 are written */
  size_t capacity, wide_capacity;  /* in positions */
  int8_t *small;                   /* the number if it is ternary, else 0 */
  unsigned char *wide;             /* NULL while all are ternary, else all numbers */
  size_t wide_first, wide_last;    /* first and last position that is not ternary, if wide_any */
  int wide_any;
  int has_infinite;                /* an infinity or a NaN is among them */
};

/* Arithmetics with such columns begin with this. */
typedef struct {
  tp_arithmetic base;
  const wide_kind *kind;
} ternary_arithmetic;

/* The steps of arithmetic.h that concern columns only. */
tp_number_column *tp_ternary_column_new(const tp_arithmetic *a);
void tp_ternary_column_free(const tp_arithmetic *a, tp_number_column *c);
void tp_ternary_column_restart(const tp_arithmetic *a, tp_number_column *c, size_t first);
void tp_ternary_load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value);

/* Append a ternary number. */
void tp_ternary_put(tp_number_column *c, const wide_kind *kind, int value);
/* Append them all if all are ternary, and return 1; else 0 and nothing appended. */
int tp_ternary_put_many(tp_number_column *c, const wide_kind *kind, const int16_t *value, size_t count);
/* Append a number that is not ternary: room for the caller to fill. */
void *tp_ternary_put_wide(tp_number_column *c, const wide_kind *kind);
/* The same for `count` of them (at least 1); some may be ternary all the same. */
void *tp_ternary_put_wide_many(tp_number_column *c, const wide_kind *kind, size_t count);

/* 1 if all of from .. to-1 are ternary. */
static inline int ternary_in(const tp_number_column *c, size_t from, size_t to)
{
  return !c->wide_any || c->wide_last < from || c->wide_first >= to;
}

static inline int8_t ternary_at(const tp_number_column *c, size_t position)
{
  return c->small[position - c->first];
}

static inline void *wide_at(const tp_number_column *c, const wide_kind *kind, size_t position)
{
  return c->wide + (position - c->first) * kind->size;
}

/* Sums of ternary numbers are taken in 16 bits, which is quick.  No partial sum is larger than
   the sum of the weights' magnitudes and that of the bias (and 1 for a further ternary
   number): who calls checks that against INT16_MAX first, and takes another way beyond. */
long tp_ternary_most(size_t columns, const int8_t *weight, long bias);

/* sum[i] += weight x column[from + i] for i < count; all ternary there. */
void tp_ternary_accumulate(int16_t *sum, const tp_number_column *c, int weight, size_t from, size_t count);

/* sum[i] += weight . columns[from + i] for i < count if all is ternary there, and 1;
   else 0. */
int tp_ternary_accumulate_all(int16_t *sum, size_t columns, tp_number_column *const *x, const int8_t *weight, size_t from, size_t count);
/* sum[i] = max(sum[i] + bias, 0) */
void tp_ternary_rectify(int16_t *sum, int32_t bias, size_t count);

/* Integer part of a row's scores: score[j] = sum of q k over those lists'
   entries where q is ternary at i and k on 0 .. i.  The others' indices are
   written to rest; returns how many.  At most TP_TERNARY_TERMS terms that are not 0 are
   summed, so that scores and the differences of two fit 16 bits; terms beyond are left to
   the rest too. */
enum { TP_TERNARY_TERMS = INT16_MAX / 2 };
size_t tp_ternary_scores(int16_t *score, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i, size_t *rest);

/* Positions of a chunk are worked on in pieces of at most this many. */
#define TERNARY_PIECE 256u

#endif
