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

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_OPEN_LOW = 1, TP_OPEN_HIGH = 2 };

typedef struct {
  mpfr_t low, high;      /* the number is in [low, high], */
  unsigned open;         /* and not TP_OPEN_LOW, not TP_OPEN_HIGH: then it is beside that end */
  long denominator;      /* exact if low = high, then 1; or if > 1: it is numerator / denominator */
  long numerator;
} tp_enclosure;

/* Room for what the operations below need besides; one for each thread. */
typedef struct {
  mpfr_prec_t bits;      /* of all numbers */
  struct tp_enclosure_term *term;
  size_t terms, term_capacity;
  mpfr_t *number;        /* of the sum at work */
  mpfr_ptr *pointer;
  size_t made, pointer_capacity;
} tp_enclosure_room;

void tp_enclosure_room_init(tp_enclosure_room *room, mpfr_prec_t bits);
void tp_enclosure_room_clear(tp_enclosure_room *room);

void tp_enclosure_init(tp_enclosure *x, mpfr_prec_t bits);
void tp_enclosure_clear(tp_enclosure *x);
void tp_enclosure_set(tp_enclosure *x, const tp_enclosure *y);
void tp_enclosure_set_int(tp_enclosure *x, long value);
/* numerator / denominator, denominator >= 1 */
void tp_enclosure_set_ratio(tp_enclosure *x, long numerator, long denominator);
void tp_enclosure_set_double(tp_enclosure *x, double value);

/* Infinities and NaN are exact. */
int tp_enclosure_is_exact(const tp_enclosure *x);
int tp_enclosure_is_nan(const tp_enclosure *x);

/* A sum: start, add terms weight x y (y may be NULL: weight x), and take it.  What is
   added must stay until it is taken. */
void tp_enclosure_sum_start(tp_enclosure_room *room);
void tp_enclosure_sum_add(tp_enclosure_room *room, long weight, const tp_enclosure *x, const tp_enclosure *y);

/* The sum.  divisor may be NULL; else the sum is divided by it.  Not rounded: */
void tp_enclosure_sum_take(tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out);
/* Rounded; 0 if what is known of the terms does not decide how, and then *out is one
   of the candidates.  Always decided if terms and divisor are exact. */
int tp_enclosure_sum_round(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out);

/* x itself rounded into *out, which may be x. */
int tp_enclosure_round(tp_enclosure_room *room, const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out);

/* The scale that numbers share, by the largest magnitude; 0 if what is known of them
   does not decide it. */
int tp_enclosure_shared_scale(tp_format f, const tp_enclosure *const *x, size_t count, long *scale);
/* x to 2^scale times a value, in place. */
int tp_enclosure_round_scaled(tp_enclosure_room *room, const tp_rounding *r, long scale, double u, tp_enclosure *x);

/* e^(x - y), as [low, high]; 1 if both are the same number exactly. */
void tp_enclosure_exp_difference(tp_enclosure *out, const tp_enclosure *x, const tp_enclosure *y);

/* -1, 0, 1 by the ends of what is known, 2 if that is open. */
int tp_enclosure_compare(const tp_enclosure *x, const tp_enclosure *y);

#ifdef __cplusplus
}
#endif

#endif
