/* SPDX-License-Identifier: MIT */
/* What a sum may become in whatever order it is rounded step by step: bounds on all orders (doc/precision.md, "Every
   order"). */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "enclosure_private.h"
#include "tmprec/base/memory.h"

/* Bounds are upper ones: each operation is followed by a step up. */
static double sum_up(double x, double y)
{
  return x + y > 0 ? nextafter(x + y, INFINITY) : 0;
}

static double product_up(double x, double y)
{
  return x * y > 0 ? nextafter(x * y, INFINITY) : x > 0 && y > 0 ? DBL_TRUE_MIN : 0;
}

static double power_up(long exponent)
{
  return exponent > DBL_MAX_EXP ? INFINITY : exponent < -1073 ? DBL_TRUE_MIN : ldexp(1, (int) exponent);
}

/* What binary64 says of a format: the largest magnitude that both signs have, from below. */
static double largest_of(tp_format f)
{
  mpfr_t x;
  mpfr_init2(x, 53);
  const double largest = tp_format_largest(f, x) ? mpfr_get_d(x, MPFR_RNDD) : INFINITY;
  mpfr_clear(x);
  return largest;
}

static double posit_gap(tp_rounding r, double most)
{
  mpfr_t low, high;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpfr_set_d(low, most, MPFR_RNDN);
  mpfr_set_d(high, nextafter(most, INFINITY), MPFR_RNDN);
  r.mode = TP_ROUND_TOWARD_ZERO;
  tp_rounding_mpfr(&r, low, 0.5);
  r.mode = TP_ROUND_AWAY;
  tp_rounding_mpfr(&r, high, 0.5);
  mpfr_sub(high, high, low, MPFR_RNDU);
  const double gap = mpfr_get_d(high, MPFR_RNDU);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  return gap;
}

/* Values are where a number to nearest is no farther from them than from any other. */
static int is_nearest(const tp_rounding *r)
{
  return tp_mode_is_nearest(r->mode) && r->format.family != TP_FORMAT_POSIT && !r->format.flushes;
}

/* The most by which rounding moves a number of at most this magnitude, which is in range. */
static double error_up_to(const tp_rounding *r, double most)
{
  const tp_format f = r->format;
  long exponent = most > 0 ? ilogb(most) : -1074;
  switch (f.family) {
  case TP_FORMAT_FIXED: exponent = -(long) f.b; break;
  case TP_FORMAT_GRID: exponent = 2 - (long) f.a; break;
  case TP_FORMAT_POSIT: return posit_gap(*r, most);
  default:
    if (f.family == TP_FORMAT_IEEE && exponent < tp_format_least_exponent(f))
      exponent = tp_format_least_exponent(f);
    exponent -= tp_format_significand(f) - 1;
  }
  const double error = power_up(exponent - tp_mode_is_nearest(r->mode));
  return f.flushes ? fmax(error, power_up(tp_format_least_exponent(f))) : error;
}

/* Errors of all roundings of a sum of `count` terms whose magnitudes add up to `all`; infinite if no bound is found. */
static double errors_of(const tp_rounding *r, double count, double all)
{
  double most = all;
  for (int i = 0; i < 100; i++) {
    const double errors = product_up(2 * count - 1, error_up_to(r, most)), next = sum_up(all, errors);
    if (next <= most)
      return errors;
    most = next;
  }
  return INFINITY;
}

/* The same where partial sums are at most `most`.  Of magnitudes in descending order the last ones may be so small that
   what they add is less than what a rounding may move. */
static double errors_apart(const tp_rounding *r, const double *size, size_t count, double most)
{
  const double one = error_up_to(r, most);
  double least = product_up(2 * (double) count - 1, one), rest = 0;
  for (size_t large = count - 1; large > 0 && is_nearest(r); large--) {
    rest = sum_up(rest, size[large]);
    if (rest > least)
      break;
    const double own = errors_of(r, (double) (count - large), rest);
    const double all = sum_up(sum_up(product_up(2 * (double) large - 1, one), rest), sum_up(own, own));
    least = fmin(least, all);
  }
  return least;
}

/* The most by which the sum may be off, if no partial sum leaves the range; else infinite. */
static double most_error(const tp_rounding *r, const double *size, size_t count)
{
  const double largest = largest_of(r->format);
  double all = 0;
  for (size_t i = count; i-- > 0;)
    all = sum_up(all, size[i]);
  double most = all;
  for (int i = 0; i < 100; i++) {
    const double errors = errors_apart(r, size, count, most), next = sum_up(all, errors);
    if (!(next <= largest) || next > 0x1p1000)
      return INFINITY;
    if (next <= most)
      return errors;
    most = next;
  }
  return INFINITY;
}

static int descending(const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x < y) - (x > y);
}

static double size_of(const tp_enclosure *x)
{
  return fabs(mpfr_get_d(mpfr_cmpabs(x->low, x->high) > 0 ? x->low : x->high, MPFR_RNDA));
}

/* 1 if all terms are multiples of 2^unit such that the format has each of these up to the sum of magnitudes: then no
   partial sum is rounded. */
static int is_never_rounded(const tp_rounding *r, tp_enclosure *const *x, size_t count, double all)
{
  const tp_format f = r->format;
  if (f.family != TP_FORMAT_FIXED && f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE)
    return 0;
  long unit = LONG_MAX;
  for (size_t i = 0; i < count; i++) {
    if (!mpfr_equal_p(x[i]->low, x[i]->high))
      return 0;
    const long last = mpfr_get_exp(x[i]->low) - mpfr_min_prec(x[i]->low);
    unit = last < unit ? last : unit;
  }
  const long least = f.family == TP_FORMAT_FIXED ? -(long) f.b : f.family == TP_FORMAT_FLOAT ? LONG_MIN
                     : f.flushes ? tp_format_least_exponent(f) : tp_format_least_step(f);
  const int bits = tp_format_significand(f) < 100 ? tp_format_significand(f) : 100;
  return unit >= least && all <= largest_of(f)
         && (f.family == TP_FORMAT_FIXED || (unit > -900 && unit < 900 && all <= ldexp(ldexp(1, (int) unit), bits)));
}

/* All that no partial sum leaves: 1, if overflow gives the largest value. */
static int take_range(const tp_rounding *r, tp_enclosure *out)
{
  mpfr_t largest, end;
  mpfr_inits2(mpfr_get_prec(out->low), largest, end, (mpfr_ptr) NULL);
  const int is_bounded = tp_format_largest(r->format, largest);
  int saturates = is_bounded;
  for (int sign = -1; sign <= 1 && is_bounded; sign += 2) {
    mpfr_ptr to = sign < 0 ? out->low : out->high;
    mpfr_mul_si(end, largest, 4 * sign, MPFR_RNDN);    /* so does all that is larger */
    tp_rounding_mpfr(r, end, 0.5);
    saturates &= mpfr_number_p(end) != 0;
    mpfr_set(to, end, sign < 0 ? MPFR_RNDD : MPFR_RNDU);
  }
  mpfr_clears(largest, end, (mpfr_ptr) NULL);
  for (int sign = -1; sign <= 1 && !saturates; sign += 2)
    mpfr_set_inf(sign < 0 ? out->low : out->high, sign);
  return saturates;
}

/* Sums are values: no end lies between two. */
static void shrink_to_values(const tp_rounding *r, tp_enclosure *out)
{
  const tp_format f = r->format;
  tp_rounding inward = *r;
  if ((f.family != TP_FORMAT_FIXED && f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE) || f.flushes
      || tp_format_significand(f) > mpfr_get_prec(out->low))
    return;
  inward.mode = TP_ROUND_UP;
  tp_rounding_mpfr(&inward, out->low, 0.5);
  inward.mode = TP_ROUND_DOWN;
  tp_rounding_mpfr(&inward, out->high, 0.5);
}

/* The exact sum, and what it may be off. */
static void take_with_error(tp_enclosure_room *room, tp_enclosure *const *x, size_t count, double error, tp_enclosure *out)
{
  int has_negative = 0, has_positive = 0;
  tp_enclosure_sum_start(room);
  for (size_t i = 0; i < count; i++) {
    tp_enclosure_sum_add(room, 1, x[i], NULL);
    has_negative |= mpfr_sgn(x[i]->low) < 0;
    has_positive |= mpfr_sgn(x[i]->high) > 0;
  }
  tp_enclosure_sum_take(room, NULL, out);
  mpfr_sub_d(out->low, out->low, error, MPFR_RNDD);
  mpfr_add_d(out->high, out->high, error, MPFR_RNDU);
  if (!has_negative && mpfr_sgn(out->low) < 0)       /* rounding keeps signs */
    mpfr_set_zero(out->low, 1);
  if (!has_positive && mpfr_sgn(out->high) > 0)
    mpfr_set_zero(out->high, 1);
}

static int is_zero(const tp_enclosure *x)
{
  return mpfr_zero_p(x->low) && mpfr_zero_p(x->high);
}

int tp_enclosure_sum_any_order(tp_enclosure_room *room, tp_enclosure **x, size_t count, const tp_rounding *r, tp_enclosure *out)
{
  size_t terms = 0;
  int is_finite = 1, is_nan = 0;
  for (size_t i = 0; i < count; i++) {               /* 0 changes no sum */
    is_nan |= mpfr_nan_p(x[i]->low) && mpfr_nan_p(x[i]->high);
    is_finite &= mpfr_number_p(x[i]->low) && mpfr_number_p(x[i]->high);
    if (!is_zero(x[i]))
      x[terms++] = x[i];
  }
  tp_enclosure_set_int(out, 0);
  if (is_nan) {
    mpfr_set_nan(out->low);
    mpfr_set_nan(out->high);
    return 1;
  }
  if (!is_finite || !terms) {
    for (int sign = -1; sign <= 1 && !is_finite; sign += 2)
      mpfr_set_inf(sign < 0 ? out->low : out->high, sign);
    return is_finite;
  }
  if (terms == 1 && r->mode != TP_ROUND_STOCHASTIC) {
    tp_enclosure_round(room, r, 0.5, x[0], out);
    return mpfr_number_p(out->low) && mpfr_number_p(out->high);
  }
  double *size = tp_memory_new(terms, sizeof *size), all = 0;
  for (size_t i = 0; i < terms; i++)
    all = sum_up(all, size[i] = size_of(x[i]));
  qsort(size, terms, sizeof *size, descending);
  const int is_exact = is_never_rounded(r, x, terms, all);
  const double error = is_exact ? 0 : most_error(r, size, terms);
  free(size);
  if (!(error < INFINITY))
    return take_range(r, out);
  take_with_error(room, x, terms, error, out);
  if (!is_exact)
    shrink_to_values(r, out);
  out->open = 0;
  return 1;
}
