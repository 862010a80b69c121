/* SPDX-License-Identifier: MIT */
/* Enclosures of rational numbers that two machine words do not hold: kept as fractions of
   any size up to a limit, so that what is rational stays exactly known. */
#include <stdlib.h>

#include "enclosure_private.h"
#include "form.h"
#include "tmprec/base/memory.h"

/* Fractions of more bits are no longer kept; then the two ends are all that is known.
   Binary numbers whose exponents are as far away are not made fractions. */
enum { LIMIT_BITS = 8192, LIMIT_EXPONENT = 1 << 16 };

void tp_enclosure_forget_rational(tp_enclosure *x)
{
  if (x->rational) {
    mpq_clear(x->rational);
    free(x->rational);
    x->rational = NULL;
  }
  x->denominator = 1;
  tp_form_forget(&x->form);
}

void tp_enclosure_keep_rational(tp_enclosure *x, const tp_enclosure *y)
{
  if (!y->rational) {
    tp_enclosure_forget_rational(x);
    return;
  }
  if (!x->rational) {
    x->rational = tp_memory_new(1, sizeof *x->rational);
    mpq_init(x->rational);
  }
  if (x != y)
    mpq_set(x->rational, y->rational);
}

int tp_enclosure_to_rational(mpq_t q, const tp_enclosure *x)
{
  if (x->rational) {
    mpq_set(q, x->rational);
    return 1;
  }
  if (x->denominator > 1) {
    mpq_set_si(q, x->numerator, (unsigned long) x->denominator);
    mpq_canonicalize(q);
    return 1;
  }
  if (!mpfr_number_p(x->low) || !mpfr_equal_p(x->low, x->high))
    return 0;
  if (mpfr_regular_p(x->low) && (mpfr_get_exp(x->low) > LIMIT_EXPONENT || mpfr_get_exp(x->low) < -LIMIT_EXPONENT))
    return 0;
  mpfr_get_q(q, x->low);
  return 1;
}

int tp_enclosure_set_rational(tp_enclosure *x, const mpq_t q)
{
  if (mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2) > LIMIT_BITS)
    return 0;
  mpfr_set_q(x->low, q, MPFR_RNDD);
  mpfr_set_q(x->high, q, MPFR_RNDU);
  tp_enclosure_forget_rational(x);
  x->open = 0;
  if (mpfr_equal_p(x->low, x->high))
    return 1;
  x->open = TP_OPEN_LOW | TP_OPEN_HIGH;
  x->rational = tp_memory_new(1, sizeof *x->rational);
  mpq_init(x->rational);
  mpq_set(x->rational, q);
  return 1;
}

/* weight x y, exactly, added to sum. */
static int add_term(mpq_t sum, const tp_enclosure_term *t, mpq_t a, mpq_t b)
{
  if (!tp_enclosure_to_rational(a, t->x))
    return 0;
  if (t->y) {
    if (!tp_enclosure_to_rational(b, t->y))
      return 0;
    mpq_mul(a, a, b);
  }
  if (t->weight != 1) {
    mpq_set_si(b, t->weight, 1);
    mpq_mul(a, a, b);
  }
  mpq_add(sum, sum, a);
  return 1;
}

int tp_enclosure_sum_rational(const tp_enclosure_room *room, const tp_enclosure *divisor, mpq_t sum)
{
  if (divisor && !tp_enclosure_is_exact(divisor))
    return 0;
  for (size_t i = 0; i < room->terms; i++)
    if (!tp_enclosure_is_exact(room->term[i].x) || (room->term[i].y && !tp_enclosure_is_exact(room->term[i].y)))
      return 0;
  mpq_t a, b;
  mpq_inits(a, b, (mpq_ptr) NULL);
  mpq_set_ui(sum, 0, 1);
  int known = 1;
  for (size_t i = 0; i < room->terms && known; i++)
    known = add_term(sum, room->term + i, a, b);
  known = known && (!divisor || (tp_enclosure_to_rational(a, divisor) && mpq_sgn(a) != 0));
  if (known && divisor)
    mpq_div(sum, sum, a);
  mpq_clears(a, b, (mpq_ptr) NULL);
  return known;
}

int tp_enclosure_compare_rational(const tp_enclosure *x, const tp_enclosure *y)
{
  mpq_t a, b;
  mpq_inits(a, b, (mpq_ptr) NULL);
  int order = 2;
  if (tp_enclosure_to_rational(a, x) && tp_enclosure_to_rational(b, y)) {
    order = mpq_cmp(a, b);
    order = (order > 0) - (order < 0);
  }
  mpq_clears(a, b, (mpq_ptr) NULL);
  return order;
}

void tp_rational_round(const tp_rounding *r, const mpq_t q, double u, mpfr_t out)
{
  mpfr_t numerator, denominator;
  mpfr_init2(numerator, (mpfr_prec_t) mpz_sizeinbase(mpq_numref(q), 2) + 1);
  mpfr_init2(denominator, (mpfr_prec_t) mpz_sizeinbase(mpq_denref(q), 2) + 1);
  mpfr_set_z(numerator, mpq_numref(q), MPFR_RNDN);
  mpfr_set_z(denominator, mpq_denref(q), MPFR_RNDN);
  tp_rounding_mpfr_quotient(r, out, numerator, denominator, u);
  mpfr_clears(numerator, denominator, (mpfr_ptr) NULL);
}
