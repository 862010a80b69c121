/* SPDX-License-Identifier: MIT */
#include "radius.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tmprec/numbers/environment.h"

/* A binary64 number has no bit below 2^-1074. */
mpfr_prec_t tp_radius_bits(tp_format f)
{
  int significand = tp_format_significand(f);
  return 1200 + significand;
}

/* value + by, exactly that, rounded: the value? */
static int is_rounded_back(const tp_rounding *r, mpfr_t x, int value, double by)
{
  mpfr_set_d(x, by, MPFR_RNDN);
  mpfr_add_si(x, x, value, MPFR_RNDN);
  tp_rounding_mpfr(r, x, 0.5);
  return mpfr_cmp_si(x, value) == 0 && !mpfr_nan_p(x);
}

/* Half way from a to b in the order of positive binary64 numbers, which is that of their bits:
   a bisection then takes 62 steps, however small the number sought is. */
static double between_bits(double a, double b)
{
  uint64_t low, high;
  memcpy(&low, &a, sizeof low);
  memcpy(&high, &b, sizeof high);
  low += (high - low) / 2;
  memcpy(&a, &low, sizeof a);
  return a;
}

/* Rounding is monotone, so that the numbers rounded to a value are an interval around it; it
   does not reach to the values 0 and 1 both. */
double tp_radius_down(const tp_rounding *r, int value)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t x;
  mpfr_init2(x, tp_radius_bits(r->format));
  double narrow = 0, wide = is_rounded_back(r, x, value, 0) ? 1 : 0;
  while (nextafter(narrow, 1) < wide) {
    double middle = between_bits(narrow, wide);
    *(is_rounded_back(r, x, value, middle) && is_rounded_back(r, x, value, -middle) ? &narrow : &wide) = middle;
  }
  mpfr_clear(x);
  tp_mpfr_environment_leave(&caller);
  return narrow;
}

/* 2^exponent, or a larger number where binary64 has none so small. */
static double power_up(long exponent)
{
  return exponent < -1074 ? 0x1p-1074 : ldexp(1, (int) exponent);
}

static double half_step_of_ieee(tp_format f)
{
  long least = tp_format_least_exponent(f), binade = least > -1 ? least : -1;    /* of the numbers just below 1 */
  double half = power_up(binade - f.b - 1);
  return f.flushes ? fmax(half, power_up(least)) : half;
}

double tp_radius_half_step_up(tp_format f)
{
  switch (f.family) {
  case TP_FORMAT_REAL:  return 0;
  case TP_FORMAT_FIXED: return power_up(-f.b - 1L);
  case TP_FORMAT_FLOAT: return power_up(-f.a - 1L);
  case TP_FORMAT_IEEE:  return half_step_of_ieee(f);
  case TP_FORMAT_GRID:  return nextafter(0.5 / tp_format_denominator(f), 1);
  default:              return INFINITY;
  }
}

double tp_radius_growth_up(const tp_rounding *r)
{
  const tp_format f = r->format;
  if (f.family == TP_FORMAT_REAL)
    return 0;
  if (f.family == TP_FORMAT_POSIT)
    return INFINITY;
  switch (r->mode) {
  case TP_ROUND_TOWARD_ZERO:
  case TP_ROUND_DOWN:         return 0;
  case TP_ROUND_NEAREST_EVEN:
  case TP_ROUND_NEAREST_AWAY: return f.family == TP_FORMAT_FLOAT ? power_up(-f.a) : 1;
  default:                    return f.family == TP_FORMAT_FLOAT ? power_up(1L - f.a) : INFINITY;
  }
}

static void round_integer(const tp_rounding *r, mpfr_t x, int value)
{
  mpfr_set_si(x, value, MPFR_RNDN);
  tp_rounding_mpfr(r, x, 0.5);
}

int tp_radius_keeps(const tp_rounding *r, int value)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t x;
  mpfr_init2(x, tp_radius_bits(r->format));
  round_integer(r, x, value);
  int same = !mpfr_nan_p(x) && mpfr_cmp_si(x, value) == 0;
  mpfr_clear(x);
  tp_mpfr_environment_leave(&caller);
  return same;
}

int tp_radius_loses(const tp_rounding *r, int value)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t x;
  mpfr_init2(x, tp_radius_bits(r->format));
  round_integer(r, x, value);
  int lost = !mpfr_number_p(x);
  mpfr_clear(x);
  tp_mpfr_environment_leave(&caller);
  return lost;
}
