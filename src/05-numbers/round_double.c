/* SPDX-License-Identifier: MIT */
/* Rounding in binary64, for formats that fit it (tp_format_fits_double). */
#include <stdint.h>
#include <string.h>

#include "rounding_private.h"
#include "tmprec/numbers/environment.h"

/* An extreme of the format, rounded to binary64 (exact but for formats that do not
   fit). */
static double end_of(int (*which)(tp_format, mpfr_t), tp_format f, double none)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t x;
  mpfr_init2(x, 2);
  double value = which(f, x) ? mpfr_get_d(x, MPFR_RNDN) : none;
  mpfr_clear(x);
  tp_mpfr_environment_leave(&caller);
  return value;
}

tp_double_rounding tp_double_rounding_make(const tp_rounding *rule)
{
  tp_format f = rule->format;
  tp_double_rounding r = {.rule = *rule, .precision = tp_format_significand(f), .denominator = tp_format_denominator(f)};
  r.high = end_of(tp_format_largest, f, INFINITY);
  r.low = -(f.family == TP_FORMAT_FIXED ? ldexp(1, f.a) : r.high);
  if (f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE) {
    r.step = ldexp(1, (int) tp_format_least_step(f));
    r.per_step = ldexp(1, (int) -tp_format_least_step(f));
  }
  if (f.family == TP_FORMAT_IEEE)
    r.least_normal = end_of(tp_format_least_normal, f, 0);
  r.is_plain = rule->mode == TP_ROUND_NEAREST_EVEN && !f.flushes && f.family != TP_FORMAT_GRID && f.family != TP_FORMAT_POSIT;
  return r;
}

/* --- Nearest even, the common case ---------------------------------------- */

/* Bits of the double's significand beyond `keep` rounded off; x normal. */
static double round_significand(double x, int keep)
{
  uint64_t bits, drop = (uint64_t) 53 - (uint64_t) keep;
  memcpy(&bits, &x, sizeof bits);
  /* With one bit the kept one is the hidden leading 1, which is odd. */
  uint64_t odd = keep == 1 ? 1 : bits >> drop & 1;
  bits += ((uint64_t) 1 << (drop - 1)) - 1 + odd;
  bits &= ~(((uint64_t) 1 << drop) - 1);
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Subnormal doubles only come up here for floating point without a smallest step. */
static double round_tiny(double x, int keep)
{
  return ldexp(round_significand(ldexp(x, 200), keep), -200);
}

/* |x / step| < 2^51: adding and taking away 1.5 x 2^52 rounds to an integer. */
static double round_to_step(const tp_double_rounding *r, double x)
{
  const double shift = 0x1.8p52;
  double sum = x * r->per_step + shift;
  return (sum - shift) * r->step;
}

static double to_end(const tp_double_rounding *r, overflow_end end, double x)
{
  return end == TO_NAN ? NAN : end == TO_INFINITY ? copysign(INFINITY, x) : x < 0 ? r->low : r->high;
}

static double round_plain(const tp_double_rounding *r, double x)
{
  if (r->rule.format.family == TP_FORMAT_FIXED) {
    if (x <= r->low || x >= r->high)
      return x <= r->low ? r->low : r->high;
    return round_to_step(r, x);
  }
  if (isinf(x))
    return to_end(r, infinity_to(&r->rule), x);
  if (fabs(x) < r->least_normal)
    return round_to_step(r, x);
  double y = fabs(x) < 0x1p-1022 ? round_tiny(x, r->precision) : round_significand(x, r->precision);
  return fabs(y) > r->high ? to_end(r, overflows_to(&r->rule, x < 0), x) : y;
}

/* --- Any mode: the neighbours first ------------------------------------------ */

/* lo <= x < hi, the tie point between them, and whether lo is odd. */
typedef struct {
  double lo, tie, hi;
  int odd;
} neighbours;

static neighbours on_steps(double x, double step, double per_step)
{
  double k = floor(x * per_step);
  return (neighbours) {k * step, (k + 0.5) * step, (k + 1) * step, fmod(k, 2) != 0};
}

static neighbours on_grid(double x, double denominator)
{
  double k = floor(x * denominator);
  return (neighbours) {k / denominator, (k + 0.5) / denominator, (k + 1) / denominator, fmod(k, 2) != 0};
}

static neighbours of_significand(double x, int precision)
{
  int exponent = ilogb(x) - precision + 1;
  double k = floor(ldexp(x, -exponent));
  return (neighbours) {ldexp(k, exponent), ldexp(k + 0.5, exponent), ldexp(k + 1, exponent), fmod(k, 2) != 0};
}

/* x >= 2^(-4(bits - 2)), below the largest.  The pattern of a posit is its infinite
   one cut off: regime of 1^(k+1) 0 for k >= 0 or 0^(-k) 1 for k < 0 at exponent
   4k + t, then t in two bits, then the fraction; the pattern of the tie point is
   that of lo followed by a 1. */
static neighbours of_posit(double x, int bits)
{
  int exponent = ilogb(x), k = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4), t = exponent - 4 * k;
  int left = bits - 1 - (k >= 0 ? k + 2 : 1 - k);
  if (left >= 2) {
    neighbours n = of_significand(x, left - 1);
    if (left == 2)                 /* the last bit is t's */
      n.odd = t & 1;
    return n;
  }
  if (left == 1)
    return (neighbours) {ldexp(1, exponent - (t & 1)), ldexp(1, exponent - (t & 1) + 1), ldexp(1, exponent - (t & 1) + 2), t >> 1};
  return (neighbours) {ldexp(1, 4 * k), ldexp(1, 4 * k + 2), ldexp(1, 4 * k + 4), k < 0};
}

/* Below the least positive posit: 0 is no nearest value. */
static neighbours below_posits(double least)
{
  return (neighbours) {0, 0, least, 0};
}

/* Of x > 0, below the largest value where there is one. */
static neighbours find_neighbours(const tp_double_rounding *r, double x)
{
  tp_format f = r->rule.format;
  switch (f.family) {
  case TP_FORMAT_FIXED: return on_steps(x, r->step, r->per_step);
  case TP_FORMAT_IEEE:
    if (x < r->least_normal && !f.flushes)
      return on_steps(x, r->step, r->per_step);
    return of_significand(x, r->precision);
  case TP_FORMAT_GRID: return on_grid(x, r->denominator);
  case TP_FORMAT_POSIT: {
    double least = 1 / r->high;
    return x < least ? below_posits(least) : of_posit(x, f.a);
  }
  default: return of_significand(x, r->precision);
  }
}

/* (x - lo)/(hi - lo) beside the threshold, without the division: between posits it is by 3 or 15. */
static int passes(const tp_rounding *r, neighbours n, double x, double u)
{
  const double beyond = fma(-threshold(r, u), n.hi - n.lo, x - n.lo);
  return passes_threshold(r, (beyond > 0) - (beyond < 0));
}

/* x > 0, and something beyond it, less than any double between, if `more`. */
static double round_magnitude(const tp_double_rounding *r, double x, int negative, int more, double u)
{
  double end = negative ? -r->low : r->high;
  tp_format f = r->rule.format;
  if (f.family != TP_FORMAT_IEEE && x >= end)
    return end;
  neighbours n = find_neighbours(r, x);
  double y = n.lo;
  if (x > n.lo || more) {
    between b = {negative, x > n.tie || (x == n.tie && more) ? 1 : x == n.tie ? 0 : -1, n.odd,
                 r->rule.mode == TP_ROUND_STOCHASTIC && passes(&r->rule, n, x, u)};
    if (rounds_up(r->rule.mode, b))
      y = n.hi;
  }
  return f.flushes && y < r->least_normal ? 0 : y;
}

static double round_any(const tp_double_rounding *r, double x, int side, double u)
{
  if (isinf(x))
    return to_end(r, infinity_to(&r->rule), x);
  int negative = x < 0 || (x == 0 && side < 0);
  double magnitude = fabs(x);
  side = negative ? -side : side;
  if (side < 0)
    magnitude = nextafter(magnitude, 0);
  if (magnitude == 0 && side)      /* less than every double, and than every step */
    magnitude = 0x1p-1074;
  /* Tiny doubles and differences of them are subnormal, and a huge one's neighbour is
     infinite; scaled, they are not, and only p:N has values there. */
  int up = r->rule.format.family != TP_FORMAT_FLOAT ? 0 : magnitude < 0x1p-700 ? 400 : magnitude > 0x1p1000 ? -400 : 0;
  if (up)
    magnitude = ldexp(magnitude, up);
  double y = magnitude == 0 ? 0 : round_magnitude(r, magnitude, negative, side != 0, u);
  if (up)
    y = ldexp(y, -up);
  if (r->rule.format.family == TP_FORMAT_IEEE && y > r->high)
    return to_end(r, overflows_to(&r->rule, negative), x);
  return negative ? -y : y;
}

double tp_double_rounding_apply(const tp_double_rounding *r, double x, double u)
{
  if (r->rule.format.family == TP_FORMAT_REAL || x != x || x == 0)
    return x;
  return r->is_plain ? round_plain(r, x) : round_any(r, x, 0, u);
}

double tp_double_rounding_beside(const tp_double_rounding *r, double y, int side, double u)
{
  if (r->rule.format.family == TP_FORMAT_REAL || y != y || (y == 0 && !side))
    return y;
  return round_any(r, y, side, u);
}
