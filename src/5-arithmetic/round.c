/* Rounding to nearest even into a format.  Each format is described for
   rounding by its precision, its smallest step and its range. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tmprec/arithmetic/format.h"

/* Steps are 2^step; `least` is the smallest step's exponent there is. */
typedef struct {
  int precision;         /* significand bits, 0: no limit (fixed point) */
  int bounded_below;     /* 1: steps are at least 2^least */
  long least;
  int saturating;        /* 1: clamped to the range, 0: overflows to infinity */
  int bounded_above;
} shape;

static long ieee_bias(format f)
{
  return (1L << (f.a - 1)) - 1;
}

static shape shape_of(format f)
{
  switch (f.family) {
  case FORMAT_FIXED: return (shape) {0, 1, -(long) f.b, 1, 1};
  case FORMAT_IEEE: return (shape) {f.b + 1, 1, 1 - ieee_bias(f) - f.b, 0, 1};
  default: return (shape) {f.a, 0, 0, 0, 0};
  }
}

static double round_to_step(double x, long step)
{
  return ldexp(nearbyint(ldexp(x, (int) -step)), (int) step);
}

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

double format_round_double(format f, double x)
{
  if (f.family == FORMAT_REAL || x != x || x == 0 || x == 1 || x == -1)
    return x;
  shape s = shape_of(f);
  if (f.family == FORMAT_FIXED) {
    double low = -ldexp(1, f.a), high = ldexp(1, f.a) - ldexp(1, -f.b);
    double y = fabs(x) < ldexp(1, f.a + 1) ? round_to_step(x, s.least) : x;
    return y < low ? low : y > high ? high : y;
  }
  if (isinf(x))
    return x;
  if (s.bounded_below && fabs(x) < ldexp(1, (int) (s.least + s.precision - 1)))
    return round_to_step(x, s.least);
  double y = fabs(x) < 0x1p-1022 ? round_to_step(x, ilogb(x) + 1 - s.precision) : round_significand(x, s.precision);
  if (s.bounded_above && fabs(y) >= ldexp(1, (int) ieee_bias(f) + 1))
    return copysign(INFINITY, x);
  return y;
}

static void round_mpfr_to_step(mpfr_t x, long step)
{
  mpfr_mul_2si(x, x, -step, MPFR_RNDN);
  mpfr_rint(x, x, MPFR_RNDN);
  mpfr_mul_2si(x, x, step, MPFR_RNDN);
}

static void clamp_fixed(format f, mpfr_t x)
{
  mpfr_t bound;
  mpfr_init2(bound, f.a + f.b + 2);
  mpfr_set_si_2exp(bound, -1, f.a, MPFR_RNDN);
  if (mpfr_cmp(x, bound) < 0)
    mpfr_set(x, bound, MPFR_RNDN);
  mpfr_neg(bound, bound, MPFR_RNDN);
  mpfr_t step;
  mpfr_init2(step, 2);
  mpfr_set_si_2exp(step, 1, -f.b, MPFR_RNDN);
  mpfr_sub(bound, bound, step, MPFR_RNDN);
  if (mpfr_cmp(x, bound) > 0)
    mpfr_set(x, bound, MPFR_RNDN);
  mpfr_clears(bound, step, (mpfr_ptr) NULL);
}

void format_round_mpfr(format f, mpfr_t x)
{
  if (f.family == FORMAT_REAL || mpfr_nan_p(x) || mpfr_zero_p(x))
    return;
  shape s = shape_of(f);
  if (f.family == FORMAT_FIXED) {
    if (!mpfr_inf_p(x) && mpfr_get_exp(x) <= f.a + 1)   /* else far outside */
      round_mpfr_to_step(x, s.least);
    clamp_fixed(f, x);
    return;
  }
  if (mpfr_inf_p(x))
    return;
  mpfr_exp_t exponent = mpfr_get_exp(x);        /* 2^(e-1) <= |x| < 2^e */
  long step = (long) exponent - s.precision;
  if (s.bounded_below && step < s.least)
    round_mpfr_to_step(x, s.least);
  else
    round_mpfr_to_step(x, step);   /* with one bit 1.5 steps go to 2: the larger magnitude */
  if (s.bounded_above && !mpfr_zero_p(x) && mpfr_get_exp(x) > ieee_bias(f) + 1)
    mpfr_set_inf(x, mpfr_signbit(x) ? -1 : 1);
}
