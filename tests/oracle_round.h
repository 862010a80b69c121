/* SPDX-License-Identifier: MIT */
/* Rounding of the oracle's numbers (oracle_number.h) by rational_rounding.h. */
#ifndef ORACLE_ROUND_H
#define ORACLE_ROUND_H


#include "oracle_number.h"
#include "shared_scales.h"

/* No format of the tests has a value or a tie beyond 2^20000 or below 2^-20000, but for
   p:N, whose values are the same in every binade. */
enum { FARTHEST_EXPONENT = 20000 };

static inline void round_outcome(number *x, const gap *g, outcome o)
{
  switch (o) {
  case BECOMES_NAN: x->kind = NO_NUMBER; break;
  case BECOMES_INFINITY: number_set_infinite(x, g->sign); break;
  default:
    outcome_value(g, o, x->q);
    number_settle(x);
  }
}

static inline void round_rational(number *x, const tp_rounding *rule, const mpq_t q, double u)
{
  static gap g;
  static int is_made;
  if (!is_made)
    gap_init(&g);
  is_made = 1;
  gap_find(&g, rule->format, q);
  round_outcome(x, &g, gap_outcome_of(&g, rule, u));
}

static inline void round_infinite(number *x, const tp_rounding *rule, int sign)
{
  outcome o = infinity_outcome(rule->format, rule->overflow);
  if (o == BECOMES_NAN) {
    x->kind = NO_NUMBER;
  } else if (o == BECOMES_INFINITY) {
    number_set_infinite(x, sign);
  } else {
    rational_largest(rule->format, sign, x->q);
    if (sign < 0)
      mpq_neg(x->q, x->q);
    number_settle(x);
  }
}

/* The end of an enclosure. */
static inline void round_end(number *x, const tp_rounding *rule, mpfr_srcptr end, double u)
{
  mpfr_t y;
  mpq_t q;
  mpfr_init2(y, mpfr_get_prec(end));
  mpq_init(q);
  mpfr_set(y, end, MPFR_RNDN);
  mpfr_exp_t far = mpfr_regular_p(y) ? mpfr_get_exp(y) : 0;
  int is_far = far > FARTHEST_EXPONENT || far < -FARTHEST_EXPONENT, scales = is_far && rule->format.family == TP_FORMAT_FLOAT;
  if (is_far)                      /* there all round alike, or p:N as they do around 1 */
    mpfr_set_exp(y, scales ? 0 : far > 0 ? FARTHEST_EXPONENT : -FARTHEST_EXPONENT);
  mpfr_get_q(q, y);
  round_rational(x, rule, q, u);
  if (scales) {
    number_make_ends(x, oracle_bits > rule->format.a ? oracle_bits : rule->format.a);
    mpfr_set_q(x->low, x->q, MPFR_RNDN);
    mpfr_mul_2si(x->low, x->low, (long) far, MPFR_RNDN);
    mpfr_set(x->high, x->low, MPFR_RNDN);
    x->kind = BETWEEN;
  }
  mpq_clear(q);
  mpfr_clear(y);
}

/* Whatever lies between a and b, in x: rounding is monotonic, but for overflow to NaN. */
static inline void number_join(number *x, const number *a, const number *b)
{
  if (a->kind == ANYTHING || b->kind == ANYTHING || a->kind == NO_NUMBER || b->kind == NO_NUMBER || a->kind == INFINITE
      || b->kind == INFINITE) {
    x->kind = ANYTHING;
    return;
  }
  ends_room *r = ends_of(a, b);
  number_make_ends(x, oracle_bits);
  mpfr_set(x->low, r->al, MPFR_RNDD);
  mpfr_set(x->high, r->bh, MPFR_RNDU);
  x->kind = BETWEEN;
}

static inline void round_enclosure(number *x, const tp_rounding *rule, double u)
{
  number low, high;
  number_init(&low);
  number_init(&high);
  int one_sign = number_sign(x) != 2;
  round_end(&low, rule, x->low, u);
  round_end(&high, rule, x->high, u);
  int order = number_compare(&low, &high);
  if (order == 0 || (order == ORDER_IS_NONE && low.kind == high.kind && one_sign)) {
    number_set(x, &low);
  } else {
    oracle_is_open = 1;
    number_join(x, &low, &high);
  }
  number_clear(&low);
  number_clear(&high);
}

/* R(x) in place; u is the random number, if the mode takes one. */
static inline void number_round(number *x, const tp_rounding *rule, double u)
{
  if (rule->format.family == TP_FORMAT_REAL)
    return;
  switch (x->kind) {
  case EXACT: round_rational(x, rule, x->q, u); break;
  case INFINITE: round_infinite(x, rule, x->sign); break;
  case BETWEEN: round_enclosure(x, rule, u); break;
  default: break;
  }
}

/* --- Shared scales ------------------------------------------------------------------- */

/* x times a positive factor, or over it. */
static inline void number_scale(number *x, const mpq_t factor, int is_quotient)
{
  if (x->kind == EXACT) {
    (is_quotient ? mpq_div : mpq_mul)(x->q, x->q, factor);
  } else if (x->kind == BETWEEN) {
    (is_quotient ? mpfr_div_q : mpfr_mul_q)(x->low, x->low, factor, MPFR_RNDD);
    (is_quotient ? mpfr_div_q : mpfr_mul_q)(x->high, x->high, factor, MPFR_RNDU);
  }
}

/* |x| is at least and at most; 0: x is not finite. */
static inline int number_size(const number *x, mpq_t least, mpq_t most)
{
  if (x->kind != EXACT && x->kind != BETWEEN)
    return 0;
  if (x->kind == EXACT) {
    mpq_abs(least, x->q);
    mpq_set(most, least);
    return 1;
  }
  const int low_is_nearer = mpfr_cmpabs(x->low, x->high) < 0;
  mpfr_get_q(least, low_is_nearer ? x->low : x->high);
  mpfr_get_q(most, low_is_nearer ? x->high : x->low);
  mpq_abs(least, least);
  mpq_abs(most, most);
  if (number_sign(x) == 2)
    mpq_set_ui(least, 0, 1);
  return 1;
}

/* The largest magnitude is at least and at most; 0: not known. */
static inline int largest_size(number *const *x, size_t count, mpq_t least, mpq_t most)
{
  int known = 1;
  mpq_t l, m;
  mpq_inits(l, m, (mpq_ptr) NULL);
  for (size_t i = 0; i < count && known; i++) {
    known = number_size(x[i], l, m);
    if (mpq_cmp(l, least) > 0)
      mpq_set(least, l);
    if (mpq_cmp(m, most) > 0)
      mpq_set(most, m);
  }
  mpq_clears(l, m, (mpq_ptr) NULL);
  return known;
}

/* Numbers of one block: they share a scale, which never falls with the largest magnitude. */
static inline void round_block(number *const *x, size_t count, const tp_rounding *rule, const double *u)
{
  tp_rounding plain = *rule;
  plain.format.shared = 0;
  plain.overflow = TP_OVERFLOW_SATURATE;
  mpq_t least, most, scale;
  mpq_inits(least, most, scale, (mpq_ptr) NULL);
  int known = largest_size(x, count, least, most);
  if (known) {
    expected_scale(rule->format, least, scale);
    expected_scale(rule->format, most, least);
    known = mpq_equal(scale, least);
  }
  oracle_is_open |= !known;
  for (size_t i = 0; i < count; i++) {
    if (!known) {
      x[i]->kind = ANYTHING;
    } else if (!mpq_sgn(scale)) {
      number_set_int(x[i], 0);
    } else {
      number_scale(x[i], scale, 1);
      number_round(x[i], &plain, u[i]);
      number_scale(x[i], scale, 0);
    }
  }
  mpq_clears(least, most, scale, (mpq_ptr) NULL);
}

#endif
