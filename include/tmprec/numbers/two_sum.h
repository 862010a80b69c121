/* SPDX-License-Identifier: MIT */
/* Additions in binary64 with what they leave out (Knuth's TwoSum).  It takes binary64 arithmetic
   without excess precision, which src/06-arithmetic/binary64/sums.c asserts. */
#ifndef TMPREC_NUMBERS_TWO_SUM_H
#define TMPREC_NUMBERS_TWO_SUM_H

#ifdef __cplusplus
extern "C" {
#endif

/* a + b to nearest.  *rest becomes the exact a + b less that, which is a binary64 number too;
   where something overflows, or is no number, *rest is not 0. */
static inline double tp_two_sum(double a, double b, double *rest)
{
  double sum = a + b, part = sum - a;
  *rest = (a - (sum - part)) + (b - part);
  return sum;
}

#ifdef __cplusplus
}
#endif

#endif
