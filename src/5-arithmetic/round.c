/* Rounding to nearest even into a format.  Each format is described for
   rounding by its precision, its smallest step and its range. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tmprec/arithmetic/format.h"

static long ieee_bias(format f)
{
  return (1L << (f.a - 1)) - 1;
}

/* Exponent of the smallest step, where there is one. */
static long least_step(format f)
{
  return f.family == FORMAT_FIXED ? -(long) f.b : 1 - ieee_bias(f) - f.b;
}

double_rounding double_rounding_make(format f)
{
  double_rounding r = {.family = f.family, .precision = f.family == FORMAT_FIXED ? 0 : format_significand(f), .high = INFINITY};
  if (f.family == FORMAT_FIXED || f.family == FORMAT_IEEE) {
    r.step = ldexp(1, (int) least_step(f));
    r.per_step = ldexp(1, (int) -least_step(f));
  }
  if (f.family == FORMAT_FIXED) {
    r.low = -ldexp(1, f.a);
    r.high = ldexp(1, f.a) - r.step;
  } else if (f.family == FORMAT_IEEE) {
    r.least_normal = ldexp(1, (int) (1 - ieee_bias(f)));
    r.high = ldexp(1, (int) ieee_bias(f) + 1);
  }
  return r;
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

/* Subnormal doubles only come up here for floating point without a smallest step. */
static double round_tiny(double x, int keep)
{
  return ldexp(round_significand(ldexp(x, 200), keep), -200);
}

/* |x / step| < 2^51: adding and taking away 1.5 x 2^52 rounds to an integer. */
static double round_to_step(const double_rounding *r, double x)
{
  const double shift = 0x1.8p52;
  double sum = x * r->per_step + shift;
  return (sum - shift) * r->step;
}

double double_rounding_apply(const double_rounding *r, double x)
{
  if (r->family == FORMAT_REAL || x != x || x == 0 || x == 1 || x == -1)
    return x;
  if (r->family == FORMAT_FIXED) {
    if (x <= r->low || x >= r->high)
      return x <= r->low ? r->low : r->high;
    return round_to_step(r, x);
  }
  if (isinf(x))
    return x;
  if (fabs(x) < r->least_normal)
    return round_to_step(r, x);
  double y = fabs(x) < 0x1p-1022 ? round_tiny(x, r->precision) : round_significand(x, r->precision);
  return fabs(y) >= r->high ? copysign(INFINITY, x) : y;
}

double format_round_double(format f, double x)
{
  double_rounding r = double_rounding_make(f);
  return double_rounding_apply(&r, x);
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
  if (f.family == FORMAT_FIXED) {
    if (!mpfr_inf_p(x) && mpfr_get_exp(x) <= f.a + 1)   /* else far outside */
      round_mpfr_to_step(x, least_step(f));
    clamp_fixed(f, x);
    return;
  }
  if (mpfr_inf_p(x))
    return;
  mpfr_exp_t exponent = mpfr_get_exp(x);        /* 2^(e-1) <= |x| < 2^e */
  long step = (long) exponent - format_significand(f);
  if (f.family == FORMAT_IEEE && step < least_step(f))
    step = least_step(f);
  round_mpfr_to_step(x, step);     /* with one bit 1.5 steps go to 2: the larger magnitude */
  if (f.family == FORMAT_IEEE && !mpfr_zero_p(x) && mpfr_get_exp(x) > ieee_bias(f) + 1)
    mpfr_set_inf(x, mpfr_signbit(x) ? -1 : 1);
}
