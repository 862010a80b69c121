/* SPDX-License-Identifier: MIT */
/* Real numbers known to lie between two ends, in binary64: base + mid, off by `rad` at most.  The base is an integer, mostly
   the nearest one.  What softmax leaves beside -1, 0 and 1 is small, so that errors are small beside that, not beside 1.
   A number with mid = rad = 0 is known exactly.

   What is proved of the steps rests on this.  u = 2^-53.

   Operations.  binary64 gives (x op y)(1 + a) + b with |a| <= u.  b = 0 for sums and differences, |b| <= 2^-1075 for
   products and quotients.

   Sums.  A sum of numbers, each rounded at most m - 1 times before it is in the whole, is off by at most
   (m u + growth) times the sum of their magnitudes: (1 + u)^m - 1 <= m u / (1 - m u).  That holds in any order of
   additions, where m counts how deep a number is in them.

   Radii.  What is added to a radius is not negative, so that less than 2^30 roundings one after the other lower a radius by
   less than a part 2^-22 of it.  So INTERVAL_GROWTH times what binary64 gives is no less than the radius meant, and
   also makes up for second-order terms such as 1 - m u above, m < 2^30.

   Small numbers.  INTERVAL_TINY is more than 2^70 of the b above. */
#ifndef INTERVAL_H
#define INTERVAL_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "../mpfr53/exponential.h"
#include "tmprec/base/clones.h"

#define INTERVAL_UNIT 0x1p-53
#define INTERVAL_GROWTH (1 + 0x1p-20)
#define INTERVAL_TINY 0x1p-1000

/* Magnitudes beyond this are left to other arithmetics.  So products of two, and sums of products, are finite. */
#define INTERVAL_MOST 0x1p100
/* And so are sums of more terms. */
enum { INTERVAL_MOST_TERMS = 1 << 28 };

/* Bases fit a byte. */
enum { INTERVAL_MOST_BASE = 127 };

typedef struct {
  int base;
  double mid, rad;
} interval;

/* Sums over positions are kept in so many lanes, which processors add side by side; every processor adds the same. */
enum { INTERVAL_LANES = 8 };

INLINE double interval_sum_of_lanes(const double *lane)
{
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/* m u for a sum of `terms` in lanes: each is in at most terms / 8 + 1 additions of a lane and three more.  The rest, eight,
   is for what happens to a term before. */
INLINE double interval_lanes_error(size_t terms)
{
  return (double) (terms / INTERVAL_LANES + 12) * INTERVAL_UNIT;
}

/* The integer nearest to x, |x| < 2^51. */
INLINE double interval_nearest(double x)
{
  const double shift = 0x1.8p52;
  return (x + shift) - shift;
}

/* -1 and 1: the sign of integer + mid for certain; 0: it is not known, or 0.  integer + mid is off by u times its
   magnitude once it is added. */
INLINE int interval_sign(double integer, double mid, double rad)
{
  const double sum = integer + mid, off = integer == 0 ? rad : (rad + 2 * INTERVAL_UNIT * fabs(sum)) * INTERVAL_GROWTH;
  return sum > off ? 1 : sum < -off ? -1 : 0;
}

#endif
