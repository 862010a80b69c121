/* What the files of the native arithmetic share. */
#ifndef MPFR24_PRIVATE_H
#define MPFR24_PRIVATE_H

#include <mpfr.h>

#include "../columns/doubles.h"
#include "kernels.h"

/* The range.  Every number is a multiple of 2^-983 and at most 2^400 in magnitude, or
   the state becomes unreliable, which is for good.  Rounding to P bits and sums keep
   multiples; products are 2^-960 at least, or 0, and have at most 24 bits; weights are
   at least exp(-620) by the number of keys.  So nothing is ever subnormal, and nothing
   overflows on the way to being looked at: a product has at most 2^800. */
/* exp(t) that binary64 does not decide, by t. */
enum { MPFR24_POWERS = 256 };
typedef struct {
  double t, power;                 /* t = 0: none yet */
} mpfr24_power;

typedef struct {
  ternary_arithmetic base;
  int precision;
  mpfr24_rounding rounding;
  double beta;                     /* of P bits */
  long most_whole;                 /* integers up to here have P bits, and fit into int16_t */
  int unreliable;                  /* a number was out of range */
  int16_t *query;                  /* room for the coordinates of a product */
  const int8_t **key;
  mpfr24_coordinate *coordinate;
  mpfr24_values *values;           /* room for the columns of a sum */
  size_t value_capacity;
  mpfr_t number;
  mpfr24_power power[MPFR24_POWERS];
} mpfr24_state;

/* Up to MPFR24_LANES rows of successive positions share a block, which the first of
   them holds. */
struct tp_attention_row {
  tp_attention_row *block;
  size_t lane;
  /* Of a block: */
  size_t first, rows, lanes, keys; /* query positions first .. first+rows-1 in so many lanes */
  double *score, *weight;          /* keys x lanes */
  double least;                    /* weight that is not 0 */
  size_t score_capacity, weight_capacity;
};

static inline mpfr24_state *mpfr24_of(tp_arithmetic *a)
{
  return (mpfr24_state *) a;
}

/* From a position on; and all of `count` must be ternary, or the column holds
   binary64 there. */
static inline mpfr24_values mpfr24_from(const tp_number_column *c, size_t position, size_t count)
{
  return (mpfr24_values) {c->small + (position - c->first),
                          ternary_in(c, position, position + count) ? NULL : wide_at(c, &tp_doubles, position)};
}

/* Append numbers of P bits, if they are in range; 0 instead of each once the state is
   unreliable. */
void tp_mpfr24_put(mpfr24_state *s, tp_number_column *c, const double *value, size_t count);

/* exp(t) to P bits by MPFR. */
double tp_mpfr24_resolve_exponential(mpfr24_state *s, double t);

/* The steps of arithmetic.h. */
void tp_mpfr24_neuron(tp_arithmetic *a, tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight,
                      int32_t bias, size_t from, size_t to);
void tp_mpfr24_add(tp_arithmetic *a, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                   const int8_t *weight, size_t from, size_t to);
void tp_mpfr24_score(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, size_t keys, tp_number_column *const *q,
                     tp_number_column *const *k, size_t first);
void tp_mpfr24_weigh(tp_arithmetic *a, tp_attention_row *const *row, size_t rows);
void tp_mpfr24_mix(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, tp_number_column *v, tp_number_column *out, tp_number_column *x);

#endif
