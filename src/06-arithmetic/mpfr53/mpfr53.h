/* SPDX-License-Identifier: MIT */
/* What the files of this arithmetic share: mpfr:P in binary64. */
#ifndef MPFR53_H
#define MPFR53_H

#include <mpfr.h>

#include "../columns/doubles.h"
#include "kernels.h"

/* The range.  Every number is a multiple of 2^-(925 + P) and at most 2^400 in magnitude, or
   the state becomes unreliable, which is for good.  Rounding to P bits and sums keep
   multiples; products are 2^-926 at least, or 0, and have P bits; weights are at least
   exp(-620) by the number of keys, of which fewer than 2^31 fit into memory, and that is
   above 2^-926 as well.  So all these are normal numbers, for P <= 53.

   beta is a multiple of 2^-(9 + P), so that products with it are 2^-988 at least, and multiples
   of 2^-(934 + 2 P), as their differences are.  With P <= 44 these are not subnormal.  With more
   bits they may be; then they have fewer than 20 bits, which rounding leaves as they are.

   Errors, and what is on the way to them, are multiples of what the last places of two factors
   multiply to.  Products have 2^-(925 + 2 P), those with beta 2^-(934 + 2 P), quotients times sums
   of weights 2^-978 2^-(P - 1): none is below 2^-1074, and binary64 holds them.

   Nothing overflows on the way to being looked at: a product has at most 2^800. */
/* exp(t) that binary64 does not decide, by t. */
enum { MPFR53_POWERS = 256 };
typedef struct {
  double t, power;                 /* at first exp(0) = 1 */
} mpfr53_power;

typedef struct {
  ternary_arithmetic base;
  int precision;
  mpfr53_rounding rounding;
  const mpfr53_kernels *kernel;
  double beta;                     /* of P bits */
  long most_whole;                 /* integers up to here have P bits, and fit into int16_t */
  size_t keys;                     /* coordinates of a product at most */
} mpfr53_arithmetic;

typedef struct {
  tp_workspace base;               /* undecided: a number was out of range, which is for good */
  const mpfr53_arithmetic *a;
  int16_t *query;                  /* room for the coordinates of a product */
  const int8_t **key;
  mpfr53_coordinate *coordinate;
  mpfr53_values *values;           /* room for the columns of a sum */
  size_t value_capacity;
  mpfr_t number;
  mpfr53_power power[MPFR53_POWERS];
} mpfr53_work;

/* Up to MPFR53_LANES rows of successive positions share a block, which the first of
   them holds. */
typedef struct mpfr53_row {
  struct mpfr53_row *block;
  size_t lane;
  /* Of a block: */
  size_t first, rows, lanes, keys; /* query positions first .. first+rows-1 in so many lanes */
  double *score, *weight;          /* keys x lanes */
  double least;                    /* weight that is not 0 */
  size_t score_capacity, weight_capacity;
} mpfr53_row;

static inline mpfr53_work *mpfr53_of(tp_workspace *w)
{
  return (mpfr53_work *) w;
}

static inline mpfr53_row *mpfr53_row_of(tp_attention_row *row)
{
  return (mpfr53_row *) row;
}

static inline int mpfr53_is_unreliable(const mpfr53_work *s)
{
  return s->base.undecided != 0;
}

/* From a position on; and all of `count` must be ternary, or the column holds
   binary64 there. */
static inline mpfr53_values mpfr53_from(const tp_number_column *c, size_t position, size_t count)
{
  return (mpfr53_values) {c->small + (position - c->first),
                          ternary_in(c, position, position + count) ? NULL : wide_at(c, &tp_doubles, position)};
}

/* Append numbers of P bits, if they are in range; 0 instead of each once the state is
   unreliable. */
void tp_mpfr53_put(mpfr53_work *s, tp_number_column *c, const double *value, size_t count);

/* exp(t) rounded to P bits, with more bits than tp_mpfr53_exponential has; by MPFR. */
double tp_mpfr53_resolve_exponential(mpfr53_work *s, double t);
double tp_mpfr53_exponential_by_mpfr(mpfr53_work *s, double t);

/* The steps of arithmetic.h. */
void tp_mpfr53_neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                      const int8_t *weight, int32_t bias, size_t from, size_t to);
void tp_mpfr53_add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                   tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);
void tp_mpfr53_score(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                     tp_number_column *const *q, size_t first);
void tp_mpfr53_weigh(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows);
void tp_mpfr53_mix(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                   tp_number_column *out, tp_number_column *x);

#endif
