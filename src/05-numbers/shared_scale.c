/* SPDX-License-Identifier: MIT */
/* Scales that values share: what a block of numbers is divided by before it is rounded. */
#include <string.h>

#include "tmprec/numbers/rounding.h"

const char *const tp_scale_rule_name[TP_SCALE_RULES] = {"floor", "ceil", "even", "rceil", "ue4m3", "ue4m3-up"};

enum { LEAST = -127, MOST = 127 };       /* exponents of e8m0 */

static int is_fraction(tp_scale_rule rule)
{
  return rule == TP_SCALE_UE4M3 || rule == TP_SCALE_UE4M3_UP;
}

tp_status tp_format_set_scale(tp_format *f, const char *rule, tp_error *err)
{
  int wanted = 0;
  while (wanted < TP_SCALE_RULES && strcmp(rule, tp_scale_rule_name[wanted]))
    wanted++;
  if (wanted == TP_SCALE_RULES)
    return tp_error_set(err, TP_STATUS_REFUSED, "the rule of a scale is floor, ceil, even, rceil, ue4m3 or ue4m3-up, not '%.20s'", rule);
  if (!f->shared)
    return tp_error_set(err, TP_STATUS_REFUSED, "its values share no scale");
  if (is_fraction(f->scale) && wanted == TP_SCALE_RCEIL)
    wanted = TP_SCALE_UE4M3_UP;
  if (is_fraction(f->scale) != is_fraction((tp_scale_rule) wanted))
    return tp_error_set(err, TP_STATUS_REFUSED, "its scale is %s", is_fraction(f->scale) ? "a value of e4m3fn: the rule is ue4m3 or ue4m3-up"
                                                                                           : "a power of two: the rule is floor, ceil, even or rceil");
  f->scale = (tp_scale_rule) wanted;
  return TP_STATUS_OK;
}

/* The least s with m <= 2^s times the largest value. */
static long exponent_that_holds(tp_format f, mpfr_srcptr m)
{
  mpfr_t largest;
  mpfr_init2(largest, 2);
  tp_format_largest(f, largest);
  long s = (long) (mpfr_get_exp(m) - mpfr_get_exp(largest));
  mpfr_mul_2si(largest, largest, s, MPFR_RNDN);
  s += mpfr_greater_p(m, largest);
  mpfr_clear(largest);
  return s;
}

/* The e with 2^e <= m rounded < 2^(e+1), by the rule. */
static long exponent_of(tp_format f, mpfr_srcptr m)
{
  const mpfr_exp_t e = mpfr_get_exp(m);
  mpfr_t edge;
  mpfr_init2(edge, tp_format_significand(f) + 1);
  mpfr_set_ui_2exp(edge, 1, f.scale == TP_SCALE_CEIL ? e - 1 : e, MPFR_RNDN);
  if (f.scale == TP_SCALE_EVEN)                        /* half a step below the next power of two */
    mpfr_nextbelow(edge);
  const int is_more = f.scale == TP_SCALE_CEIL ? mpfr_greater_p(m, edge) : f.scale == TP_SCALE_EVEN && mpfr_greaterequal_p(m, edge);
  mpfr_clear(edge);
  return (long) e - 1 + is_more;
}

static tp_block_scale power_of_two(tp_format f, mpfr_srcptr m)
{
  const long top = f.family == TP_FORMAT_FIXED ? f.a - 1 : tp_format_top_exponent(f);
  const long s = !mpfr_regular_p(m) ? LEAST : f.scale == TP_SCALE_RCEIL ? exponent_that_holds(f, m) : exponent_of(f, m) - top;
  return (tp_block_scale) {1, s < LEAST ? LEAST : s > MOST ? MOST : s};
}

static tp_block_scale fraction(tp_format f, mpfr_srcptr m)
{
  static const tp_format e4m3fn = {.family = TP_FORMAT_IEEE, .a = 4, .b = 3, .bias = 7, .encoding = TP_ENCODING_FN};
  const tp_rounding rule = {e4m3fn, f.scale == TP_SCALE_UE4M3 ? TP_ROUND_NEAREST_EVEN : TP_ROUND_UP, TP_OVERFLOW_SATURATE, 0};
  mpfr_t largest, scale;
  mpfr_init2(largest, 2);
  mpfr_init2(scale, 4);
  tp_format_largest(f, largest);
  tp_rounding_mpfr_quotient(&rule, scale, m, largest, 0.5);
  tp_block_scale s = {0, 0};
  if (mpfr_regular_p(scale)) {
    s.exponent = (long) mpfr_get_exp(scale) - 4;
    mpfr_mul_2si(scale, scale, -s.exponent, MPFR_RNDN);
    s.factor = (int) mpfr_get_si(scale, MPFR_RNDN);
  }
  mpfr_clears(largest, scale, (mpfr_ptr) NULL);
  return s;
}

tp_block_scale tp_shared_scale(tp_format f, mpfr_srcptr m)
{
  return is_fraction(f.scale) ? fraction(f, m) : power_of_two(f, m);
}

void tp_rounding_mpfr_scaled(const tp_rounding *r, tp_block_scale scale, mpfr_t x, double u)
{
  if (!scale.factor && !mpfr_nan_p(x))
    mpfr_set_zero(x, mpfr_signbit(x) ? -1 : 1);
  if (!scale.factor)
    return;
  mpfr_t divisor;
  mpfr_init2(divisor, 4);
  mpfr_set_si_2exp(divisor, scale.factor, scale.exponent, MPFR_RNDN);
  tp_rounding_mpfr_quotient(r, x, x, divisor, u);
  mpfr_mul(x, x, divisor, MPFR_RNDN);
  mpfr_clear(divisor);
}
