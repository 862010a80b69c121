/* What the two files of enclosures share: terms of a sum, and numbers known as fractions. */
#ifndef RATIONAL_PRIVATE_H
#define RATIONAL_PRIVATE_H

#include "tmprec/numbers/enclosure.h"

typedef struct tp_enclosure_term {
  long weight;
  const tp_enclosure *x, *y;
} tp_enclosure_term;

/* Of the fraction of y, if it has one, a copy for x; the rest of x is the caller's. */
void tp_enclosure_keep_rational(tp_enclosure *x, const tp_enclosure *y);

/* The sum in the room over the divisor, or NULL for none, if all of it is known exactly
   and finite; else 0. */
int tp_enclosure_sum_rational(const tp_enclosure_room *room, const tp_enclosure *divisor, mpq_t sum);
/* -1, 0, 1; 2 if one of them is not known exactly. */
int tp_enclosure_compare_rational(const tp_enclosure *x, const tp_enclosure *y);
/* q rounded into out, which must hold the result. */
void tp_rational_round(const tp_rounding *r, const mpq_t q, double u, mpfr_t out);

#endif
