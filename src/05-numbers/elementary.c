/* SPDX-License-Identifier: MIT */
/* Series after an exact reduction.  All steps are IEEE operations, so every system does the same. */
#include "tmprec/numbers/elementary.h"

#include <math.h>

/* ln 2: the first part has 33 bits, so that its product with an exponent is exact. */
static const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33, one_by_ln2 = 0x1.71547652b82fep+0;
static const double two_pi = 0x1.921fb54442d18p+2;

/* Below this e^x is 0 in binary64. */
static const double least = -746;

double tp_elementary_exp(double x)
{
  if (x < least)
    return 0;
  const double n = floor(x * one_by_ln2 + 0.5), high = x - n * ln2_high, low = n * ln2_low, r = high - low;
  /* e^r = 1 + r + r^2 / 2 + ..: |r| < 0.35, and r^15 / 15! is less than 2^-62. */
  double sum = 0;
  for (int k = 14; k >= 2; k--)
    sum = (sum + 1) * r / k;
  return ldexp(1 + (high + (r * sum - low)), (int) n);
}

double tp_elementary_log(double x)
{
  int e;
  double m = frexp(x, &e);
  if (m < 0x1.6a09e667f3bcdp-1) {
    m *= 2;
    e--;
  }
  /* ln m = 2 (f + f^3 / 3 + ..), |f| < 0.172, and f^22 / 23 is less than 2^-60.  f = g / 2 - f g / 2, so the sum begins
     with g, which is exact. */
  const double g = m - 1, f = g / (2 + g), square = f * f;
  double sum = 0;
  for (int k = 21; k >= 3; k -= 2)
    sum = (sum + 1.0 / k) * square;
  return e * ln2_high + (g + (e * ln2_low - f * (g - 2 * sum)));
}

double tp_elementary_cos_turns(double v)
{
  const double nearest = floor(v + 0.5), turn = fabs(v - nearest);
  const double half = turn > 0.25 ? 0.5 - turn : turn, sign = turn > 0.25 ? -1 : 1;
  const int is_sine = half > 0.125;
  const double x = two_pi * (is_sine ? 0.25 - half : half), square = x * x;
  /* x - x^3 / 3! + .., or 1 - x^2 / 2 + ..: x < 0.79, and x^18 / 18! is less than 2^-58. */
  double sum = 0;
  for (int k = is_sine ? 17 : 16; k > 1; k -= 2)
    sum = -(1 + sum) * square / (k * (k - 1));
  return sign * (is_sine ? x + x * sum : 1 + sum);
}
