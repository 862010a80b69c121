/* SPDX-License-Identifier: MIT */
/* exp in binary64, and its rounding to P bits where binary64 decides it. */
#ifndef MPFR53_EXPONENTIAL_H
#define MPFR53_EXPONENTIAL_H

#include "round.h"

#ifdef __GNUC__
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* exp(t) for 0 >= t >= MPFR53_LEAST_ARGUMENT, to a relative error below 2^-50.4.  (For
   other t some number.)

   t = n ln 2 + u, |u| < 0.35.  high has 32 bits, so that n high is exact, and so is
   t - n high: both are multiples of 2^-54 (if n is not 0, t is above 1/4 in magnitude)
   and the difference is below 1/2.  high + low is ln 2 but for 2^-85;
   with the two roundings that follow, u is off by less than 2^-53, and exp(u) by that part.
   The polynomial leaves out u^14/14! and less, below 2^-57.  Its even part lies between 1
   and 1.07, its odd part divided by u likewise: the last rounding of either is at most
   2^-53, and all before come in with a factor u^2/2 < 2^-4.  So the even part is off by
   less than 2^-52, the odd one by less than 2^-53 with its product; the sum of both is
   rounded once more, by 2^-53.  Less than 2^-51 together, and the sum is above 0.7. */
INLINE double raw_exponential(double t)
{
  const double per_ln2 = 0x1.71547652b82fep0, high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33, shift = 0x1.8p52;
  double shifted = t * per_ln2 + shift, n = shifted - shift, u = (t - n * high) - n * low;
  double square = u * u, even = 1.0 / 479001600, odd = 1.0 / 6227020800;
  even = even * square + 1.0 / 3628800;
  odd = odd * square + 1.0 / 39916800;
  even = even * square + 1.0 / 40320;
  odd = odd * square + 1.0 / 362880;
  even = even * square + 1.0 / 720;
  odd = odd * square + 1.0 / 5040;
  even = even * square + 1.0 / 24;
  odd = odd * square + 1.0 / 120;
  even = even * square + 0.5;
  odd = odd * square + 1.0 / 6;
  even = even * square + 1;
  odd = odd * square + 1;
  double p = even + odd * u;
  /* The last bits of `shifted` are n: into the exponent with them. */
  return mpfr53_of_bits(mpfr53_bits(p) + (mpfr53_bits(shifted) << 52));
}

/* Rounding is monotone: if it takes both ends of where exp(t) lies to the same
   number, it takes exp(t) there.  (The ends are rounded to 53 bits: 2^-50.4 and 2^-53 are less
   than 2^-50.) */
INLINE double decided_exponential(const mpfr53_rounding *r, double t)
{
  double e = raw_exponential(t), slack = e * 0x1p-50;
  double below = mpfr53_round(r, e - slack), above = mpfr53_round(r, e + slack);
  return below == above ? below : t;
}

#endif
