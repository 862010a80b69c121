/* SPDX-License-Identifier: MIT */
/* Sums of equal terms, rounded at acc in each order. */
#include "partial_sums.h"

int tp_partial_add(const partial_sums *a, mpfr_t out, mpfr_srcptr x, int sign, mpfr_srcptr y, mpfr_rnd_t toward)
{
  mpfr_t sum;
  mpfr_init2(sum, a->bits);
  int lost = sign > 0 ? mpfr_add(sum, x, y, toward) : mpfr_sub(sum, x, y, toward);
  tp_rounding_mpfr(&a->rule, sum, 0.5);
  for (int up = 0; up < 2; up++)
    if (toward != (up ? MPFR_RNDD : MPFR_RNDU))
      tp_record_rounding(&a->record, &a->rule, sum, up, sign > 0 ? "# + #" : "# - #", x, y);
  mpfr_set(out, sum, toward);
  mpfr_clear(sum);
  return lost == 0;
}

/* sign R(sign x), at least or at most. */
static void round_one(const partial_sums *a, mpfr_t out, mpfr_srcptr x, int sign, int up)
{
  mpfr_t value;
  mpfr_init2(value, a->bits);
  mpfr_mul_si(value, x, sign, MPFR_RNDN);
  tp_rounding_mpfr(&a->rule, value, 0.5);
  tp_record_rounding(&a->record, &a->rule, value, sign > 0 ? up : !up, sign > 0 ? "#" : "- #", x);
  mpfr_mul_si(out, value, sign, MPFR_RNDN);
  mpfr_clear(value);
}

void tp_partial_sum_in_order(const partial_sums *a, mpfr_t out, mpfr_srcptr first, mpfr_srcptr term, uint64_t m, mpfr_rnd_t toward)
{
  tp_partial_add(a, out, first, 1, term, toward);
  for (uint64_t i = 1; i < m; i++)
    tp_partial_add(a, out, out, 1, term, toward);
}

static void sum_in_pairs(const partial_sums *a, mpfr_t out, mpfr_srcptr term, uint64_t m, mpfr_rnd_t toward)
{
  mpfr_t other;
  mpfr_init2(other, a->bits);
  if (m == 1) {
    round_one(a, out, term, 1, toward == MPFR_RNDU);
  } else {
    sum_in_pairs(a, out, term, m - m / 2, toward);
    if (m % 2)
      sum_in_pairs(a, other, term, m / 2, toward);
    else
      mpfr_set(other, out, toward);
    tp_partial_add(a, out, out, 1, other, toward);
  }
  mpfr_clear(other);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y).  0 if this is not known exactly. */
static int sum_compensated(const partial_sums *a, mpfr_t out, mpfr_srcptr term, uint64_t m)
{
  mpfr_t c, y, next;
  int exact = 1;
  mpfr_inits2(a->bits, c, y, next, (mpfr_ptr) NULL);
  mpfr_set_zero(c, 1);
  mpfr_set_zero(out, 1);
  for (uint64_t i = 0; i < m; i++) {
    exact &= tp_partial_add(a, y, term, -1, c, MPFR_RNDN);
    exact &= tp_partial_add(a, next, out, 1, y, MPFR_RNDN);
    exact &= tp_partial_add(a, c, next, -1, out, MPFR_RNDN);
    exact &= tp_partial_add(a, c, c, -1, y, MPFR_RNDN);
    mpfr_set(out, next, MPFR_RNDN);
  }
  mpfr_clears(c, y, next, (mpfr_ptr) NULL);
  return exact;
}

/* One term, or its mirror image. */
static void sum_one(partial_sums *a, mpfr_t low, mpfr_t high)
{
  round_one(a, low, a->weight_low, 1, 0);
  round_one(a, a->part, a->weight_low, -1, 0);
  tp_record_lower(&a->record, low, a->part);
  round_one(a, high, a->weight_high, 1, 1);
  round_one(a, a->part, a->weight_high, -1, 1);
  tp_record_raise(&a->record, high, a->part);
}

int tp_partial_sum_equal(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m)
{
  if (m == 1) {
    sum_one(a, low, high);
    return 1;
  }
  mpfr_set_zero(a->part, 1);
  switch (a->order) {
  case TP_SUM_SEQUENTIAL:
    tp_partial_sum_in_order(a, low, a->part, a->weight_low, m, MPFR_RNDD);
    tp_partial_sum_in_order(a, high, a->part, a->weight_high, m, MPFR_RNDU);
    return 1;
  case TP_SUM_PAIRWISE:
    sum_in_pairs(a, low, a->weight_low, m, MPFR_RNDD);
    sum_in_pairs(a, high, a->weight_high, m, MPFR_RNDU);
    return 1;
  default:
    if (!mpfr_equal_p(a->weight_low, a->weight_high))
      return 0;
    int known = sum_compensated(a, low, a->weight_low, m);
    mpfr_set(high, low, MPFR_RNDN);
    return known;
  }
}
