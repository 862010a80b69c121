/* SPDX-License-Identifier: MIT */
/* What the files of the arithmetic of real numbers in intervals of binary64 share. */
#ifndef INTERVALS_H
#define INTERVALS_H

#include "column.h"

typedef struct {
  tp_arithmetic base;
  double beta;                     /* by definition a binary64 number (doc/precision.md, "Backends") */
} interval_arithmetic;

/* A coordinate of a product q . k for one query: what its factor is, and what of the keys is read. */
typedef struct {
  interval q;
  double value;                    /* base + mid of q, rounded */
  const interval_column *key;
} interval_coordinate;

typedef struct {
  tp_workspace base;
  const interval_arithmetic *a;
  interval_coordinate *coordinate; /* of the query at work */
  size_t coordinate_capacity;
} interval_work;

/* The row of a query: by key.  The score is score[j] + delta[j], off by radius[j]; the exponential of its logit less that
   of the best key is power[j], off by a part doubt[j] of that, and doubt[j] also holds what summing adds. */
typedef struct {
  size_t i;
  int16_t *score;
  int is_integer;                  /* 1: delta and radius are 0, and not written */
  double *delta, *radius;
  double *power, *doubt;
  size_t best;                     /* its power is 1 */
  double most_doubt;
  double lost;                     /* so much at most are the exponentials together for which power is 0 */
  double total, total_radius;      /* of the exponentials */
  size_t score_capacity, delta_capacity, radius_capacity, power_capacity, doubt_capacity;
} interval_row;

static inline interval_work *interval_work_of(tp_workspace *w)
{
  return (interval_work *) w;
}

static inline interval_row *interval_row_of(tp_attention_row *row)
{
  return (interval_row *) row;
}

/* Numbers beyond the range of this arithmetic: all is evaluated again in another. */
static inline void interval_leave_open(interval_work *s, int is_open)
{
  if (is_open)
    s->base.undecided |= TP_UNDECIDED_NUMBER;
}

/* The steps of arithmetic.h. */
void tp_interval_neuron(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                        const int8_t *weight, int32_t bias, size_t from, size_t to);
void tp_interval_add(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
                     tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);
void tp_interval_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first);
void tp_interval_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
void tp_interval_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x);

#endif
