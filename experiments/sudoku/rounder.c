/* SPDX-License-Identifier: MIT */
#include "rounder.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"
#include "tmprec/numbers/random.h"

tp_status rounder_make(rounder *r, const char *format, const char *mode, tp_error *err)
{
  tp_rounding rule = {.mode = TP_ROUND_NEAREST_EVEN, .overflow = TP_OVERFLOW_AS_FORMAT};
  *r = (rounder) {.rounds = 0};
  const tp_status s = tp_format_parse(&rule.format, format, err);
  if (s != TP_STATUS_OK)
    return s;
  int m = 0;
  while (m < TP_ROUNDING_MODES && strcmp(tp_rounding_mode_name[m], mode) != 0)
    m++;
  if (m == TP_ROUNDING_MODES)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: no rounding mode", mode);
  rule.mode = (tp_rounding_mode) m;
  const tp_format f = rule.format;
  if (f.family == TP_FORMAT_REAL)
    return TP_STATUS_OK;
  const int is_small = f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_GRID ||
                       (tp_format_least_step(f) >= -149 && tp_format_top_exponent(f) <= 127) || f.family == TP_FORMAT_FIXED;
  if (!tp_format_fits_double(f) || tp_format_significand(f) > 24 || !is_small || f.family == TP_FORMAT_POSIT ||
      (f.family == TP_FORMAT_FIXED && f.b > 100))
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: binary32 does not hold its values, or not one by one", format);
  r->rounds = 1;
  r->rule = tp_double_rounding_make(&rule);
  if (rule.mode == TP_ROUND_NEAREST_EVEN && (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_FIXED))
    r->fast_bits = f.family == TP_FORMAT_FLOAT && f.a > 1 ? f.a : f.family == TP_FORMAT_FIXED ? -1 : 0;
  return TP_STATUS_OK;
}

/* To N bits of significand, ties to even: what is cut off is added to as much as carries into what stays. */
VECTOR_CLONES
static void to_significand(real *x, size_t n, int bits)
{
#ifdef SUDOKU_DOUBLE
  const real factor = (real) (1ULL << (53 - bits)) + 1;
  for (size_t i = 0; i < n; i++) {
    const real c = x[i] * factor;
    x[i] = c - (c - x[i]);
  }
#else
  const uint32_t drop = (uint32_t) (24 - bits), half = drop ? (1u << (drop - 1)) - 1 : 0, one = drop ? 1 : 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t u;
    memcpy(&u, &x[i], sizeof u);
    u += half + ((u >> drop) & one);
    u &= ~((1u << drop) - 1);
    memcpy(&x[i], &u, sizeof u);
  }
#endif
}

/* Adding and subtracting 1.5 * 2^23 (2^52) rounds to whole numbers, to even; larger numbers are beyond the format. */
VECTOR_CLONES
static void to_steps(real *x, size_t n, const tp_double_rounding *rule)
{
  const real step = (real) rule->step, per = (real) rule->per_step, low = (real) rule->low, high = (real) rule->high;
  const real magic = sizeof(real) == 4 ? (real) 0x1.8p23 : (real) 0x1.8p52;
  for (size_t i = 0; i < n; i++) {
    real y = x[i];
    y = y < low ? low : y;
    y = y > high ? high : y;
    x[i] = (y * per + magic - magic) * step;
  }
}

void round_numbers(rounder *r, real *x, size_t n)
{
  if (r->instead) {
    r->instead(r->context, x, n);
    return;
  }
  if (!r->rounds)
    return;
  if (r->fast_bits > 0) {
    to_significand(x, n, r->fast_bits);
  } else if (r->fast_bits < 0 && r->rule.high * r->rule.per_step < 0x1p22) {
    to_steps(x, n, &r->rule);
  } else {
    const int draws = r->rule.rule.mode == TP_ROUND_STOCHASTIC;
    for (size_t i = 0; i < n; i++) {
      const double u = draws ? tp_random_unit(tp_random_key(r->key, r->count++)) : 0;
      x[i] = (real) tp_double_rounding_apply(&r->rule, (double) x[i], u);
    }
  }
}
