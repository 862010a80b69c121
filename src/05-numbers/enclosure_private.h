/* SPDX-License-Identifier: MIT */
/* What the files of enclosures share: terms of a sum, its parts, and numbers known as fractions. */
#ifndef ENCLOSURE_PRIVATE_H
#define ENCLOSURE_PRIVATE_H

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

/* 1 if the number is not that end itself. */
static inline int end_is_open(const tp_enclosure *x, int high)
{
  return (x->open & (high ? TP_OPEN_HIGH : TP_OPEN_LOW)) != 0;
}

/* Parts of a sum in the room (enclosure_sum.c): the numbers at work, the least common
   denominator of all terms or 0, their numerators over it, their sum toward zero with a sign
   of what is lost, and a quotient. */
mpfr_ptr *tp_enclosure_pointers(tp_enclosure_room *room, size_t count);
long tp_enclosure_common_denominator(const tp_enclosure_room *room);
void tp_enclosure_exact_numerators(tp_enclosure_room *room, long denominator);
void tp_enclosure_sticky_sum(tp_enclosure_room *room, mpfr_ptr out);
int tp_enclosure_has_short_form(const tp_enclosure *x);

/* The short way (enclosure_short.c): 1 if the sum in the room is shown to be a binary64 number.  Then
   *out is that number, rounded by the rule. */
int tp_enclosure_round_short(tp_enclosure_room *room, const tp_rounding *r, double u, tp_enclosure *out);

/* most = max(most, the least (end 0) or largest magnitude that x may have), exactly. */
void tp_enclosure_widen(mpfr_ptr most, const tp_enclosure *x, int end);

/* An end that the number does not reach, moved inside by a quarter of its last bit. */
void tp_enclosure_step_inside(mpfr_t end, int up);

#endif
