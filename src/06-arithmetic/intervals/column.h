/* SPDX-License-Identifier: MIT */
/* Columns of intervals: bases in a byte each, and what stands beside them from the first number on that is no integer. */
#ifndef INTERVAL_COLUMN_H
#define INTERVAL_COLUMN_H

#include "interval.h"
#include "tmprec/arithmetic/arithmetic.h"

typedef struct {
  size_t first, end;               /* positions first .. end-1 are written */
  size_t capacity, wide_capacity;  /* in positions */
  int8_t *base;
  double *mid, *rad;               /* used while is_wide */
  int is_wide;
  size_t wide_first, wide_last;    /* the first and the last position whose mid or rad is not 0, if is_wide */
  int most_base;                   /* no base has a larger magnitude */
  double most;                     /* nor a number */
} interval_column;

static inline interval_column *interval_column_of(tp_number_column *c)
{
  return (interval_column *) c;
}

static inline const interval_column *interval_column_at(const tp_number_column *c)
{
  return (const interval_column *) c;
}

/* 1 if some of from .. to-1 is not known to be an integer. */
static inline int interval_is_wide_in(const interval_column *c, size_t from, size_t to)
{
  return c->is_wide && c->wide_first < to && c->wide_last >= from;
}

static inline interval interval_at(const interval_column *c, size_t position)
{
  const size_t n = position - c->first;
  if (!c->is_wide)
    return (interval) {c->base[n], 0, 0};
  return (interval) {c->base[n], c->mid[n], c->rad[n]};
}

/* No number, or base, up to a position has a larger magnitude.  They do not depend on numbers behind it, so that results
   do not depend on how many positions are evaluated at a time. */
double tp_interval_most(const interval_column *c, size_t position);
int tp_interval_most_base(const interval_column *c, size_t position);

/* Append integer + mid, off by rad at most; 0, and 0 appended, if that is beyond INTERVAL_MOST. */
int tp_interval_put(interval_column *c, double integer, double mid, double rad);

/* The steps of arithmetic.h. */
tp_number_column *tp_interval_column_new(const tp_arithmetic *a);
void tp_interval_column_free(const tp_arithmetic *a, tp_number_column *c);
void tp_interval_column_restart(const tp_arithmetic *a, tp_number_column *c, size_t first);
void tp_interval_load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value);
size_t tp_interval_compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected);
void tp_interval_read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack);
void tp_interval_bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator);

#endif
