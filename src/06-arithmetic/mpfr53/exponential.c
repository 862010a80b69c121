/* SPDX-License-Identifier: MIT */
/* Exponentials that binary64 does not decide: in pairs of binary64 numbers, else by MPFR. */
#include "exponential.h"

#include <math.h>

#include "mpfr53.h"
#include "tmprec/numbers/environment.h"

double tp_mpfr53_exponential(double t, const mpfr53_rounding *r)
{
  return decided_exponential(r, t);
}

/* The sum is this + *rest.  |a| >= |b|, or a = 0. */
static double ordered_sum(double a, double b, double *rest)
{
  double sum = a + b;
  *rest = b - (sum - a);
  return sum;
}

/* exp(u + v) = this + *low but for 2^-60, |u| < 0.35, |v| < 2^-53.

   1, u, u^2/2 and u^3/6 are added with all that binary64 drops; the latter two, exact products
   and 1/6 = (1 + 2^-54) sixth, have their dropped parts in half and cube.  Dropped parts are below
   2^-53 each, so that their own roundings do not matter.  The other terms, up to u^16/16!, are
   below 2^-10 together and off by 6 roundings, 2^-50 of them, at most; what is left out is below
   2^-70.  v comes in with the sum of the first four terms, which is exp(u) but for 2^-10. */
static double fine_exponential(double u, double v, double *low)
{
  const double sixth = 1.0 / 6;
  double square = u * u, half = fma(u, u, -square), cube = u * square;
  double cubed = fma(u, square, -cube) + u * half, third = cube * sixth;
  double dropped = fma(cube, sixth, -third) + sixth * (cubed + cube * 0x1p-54) + half / 2;
  double term = 0, rest[3];
  for (int k = 16; k > 4; k--)
    term = (1 + term) * u / k;
  double sum = ordered_sum(1, u, rest);
  sum = ordered_sum(sum, square / 2, rest + 1);
  sum = ordered_sum(sum, third, rest + 2);
  *low = (dropped + rest[0] + rest[1] + rest[2] + v * sum) + square * square / 24 * (1 + term);
  return sum;
}

static double add(const mpfr53_rounding *r, double a, double b)
{
  return r->drop ? mpfr53_add_exactly(r, a, b) : a + b;
}

/* ln 2 = high + middle + last but for 2^-118.  high and middle have 32 bits, so that n times either
   is exact, and t - n high is, as in raw_exponential.  What is below 2^-53 then is v. */
double tp_mpfr53_fine_exponential(double t, const mpfr53_rounding *r)
{
  const double per_ln2 = 0x1.71547652b82fep0, high = 0x1.62e42feep-1, middle = 0x1.a39ef356p-33, last = 0x1.93c7673007e5fp-65;
  double n = nearbyint(t * per_ln2), a = t - n * high, b = -(n * middle), u = a + b, bb = u - a, low;
  double most = fine_exponential(u, (a - (u - bb)) + (b - bb) - n * last, &low);
  double below = add(r, most, low - 0x1p-59), above = add(r, most, low + 0x1p-59);
  return below == above ? ldexp(below, (int) n) : t;
}

double tp_mpfr53_exponential_by_mpfr(mpfr53_work *s, double t)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_set_d(s->number, t, MPFR_RNDN);
  mpfr_exp(s->number, s->number, MPFR_RNDN);
  tp_mpfr_environment_leave(&caller);
  return mpfr_get_d(s->number, MPFR_RNDN);
}

double tp_mpfr53_resolve_exponential(mpfr53_work *s, double t)
{
  mpfr53_power *known = s->power + (mpfr53_bits(t) * UINT64_C(0x9e3779b97f4a7c15) >> 56);
  if (known->t != t) {
    double power = tp_mpfr53_fine_exponential(t, &s->a->rounding);
    *known = (mpfr53_power) {t, power > 0 ? power : tp_mpfr53_exponential_by_mpfr(s, t)};
  }
  return known->power;
}
