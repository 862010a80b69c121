/* Real numbers as far as they are known: between two numbers of MPFR, or exactly.
   And what the arithmetic by sites does with them: sums of products, rounded by a
   rule, with the answer whether what is known decides the rounding.

   A rational k/d of a small d is exact although no binary number is: values of a
   grid such as int8, and the weights 1/m of m tied keys. */
#ifndef TMPREC_NUMBERS_ENCLOSURE_H
#define TMPREC_NUMBERS_ENCLOSURE_H

#include <mpfr.h>
#include <stddef.h>

#include "tmprec/numbers/rounding.h"

enum { OPEN_LOW = 1, OPEN_HIGH = 2 };

typedef struct {
  mpfr_t low, high;      /* the number is in [low, high], */
  unsigned open;         /* and not OPEN_LOW, not OPEN_HIGH: then it is beside that end */
  long denominator;      /* exact if low = high, then 1; or if > 1: it is numerator / denominator */
  long numerator;
} real;

/* Room for what the operations below need besides; one for each thread. */
typedef struct {
  mpfr_prec_t bits;      /* of all numbers */
  struct real_term *term;
  size_t terms, term_capacity;
  mpfr_t *number;        /* of the sum at work */
  mpfr_ptr *pointer;
  size_t made, pointer_capacity;
} real_room;

void real_room_init(real_room *room, mpfr_prec_t bits);
void real_room_clear(real_room *room);

void real_init(real *x, mpfr_prec_t bits);
void real_clear(real *x);
void real_set(real *x, const real *y);
void real_set_int(real *x, long value);
/* numerator / denominator, denominator >= 1 */
void real_set_ratio(real *x, long numerator, long denominator);
void real_set_double(real *x, double value);

/* Infinities and NaN are exact. */
int real_is_exact(const real *x);
int real_is_nan(const real *x);

/* A sum: start, add terms weight x y (y may be NULL: weight x), and take it.  What is
   added must stay until it is taken. */
void real_sum_start(real_room *room);
void real_sum_add(real_room *room, long weight, const real *x, const real *y);

/* The sum.  divisor may be NULL; else the sum is divided by it.  Not rounded: */
void real_sum_take(real_room *room, const real *divisor, real *out);
/* Rounded; 0 if what is known of the terms does not decide how, and then *out is one
   of the candidates.  Always decided if terms and divisor are exact. */
int real_sum_round(real_room *room, const real *divisor, const rounding *r, double u, real *out);

/* x itself rounded into *out, which may be x. */
int real_round(real_room *room, const rounding *r, double u, const real *x, real *out);

/* The scale that numbers share, by the largest magnitude; 0 if what is known of them
   does not decide it. */
int real_shared_scale(format f, const real *const *x, size_t count, long *scale);
/* x to 2^scale times a value, in place. */
int real_round_scaled(real_room *room, const rounding *r, long scale, double u, real *x);

/* e^(x - y), as [low, high]; 1 if both are the same number exactly. */
void real_exp_difference(real *out, const real *x, const real *y);

/* -1, 0, 1 by the ends of what is known, 2 if that is open. */
int real_compare(const real *x, const real *y);

#endif
