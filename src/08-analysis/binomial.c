/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/binomial.h"

#include <math.h>

/* Probability of at least `least` among n, each of probability p, 0 < p < 1. */
static double upper_tail(size_t least, size_t n, double p)
{
  double sum = 0, log_p = log(p), log_q = log1p(-p);
  for (size_t k = n + 1; k-- > least;)
    sum += exp(lgamma((double) n + 1) - lgamma((double) k + 1) - lgamma((double) (n - k) + 1) + (double) k * log_p
               + (double) (n - k) * log_q);
  return sum;
}

/* The rate at which at least `least` have that probability; it grows with the rate. */
static double rate_of_tail(size_t least, size_t n, double probability)
{
  double low = 0, high = 1;
  for (int i = 0; i < 60; i++) {
    double middle = (low + high) / 2;
    *(upper_tail(least, n, middle) < probability ? &low : &high) = middle;
  }
  return (low + high) / 2;
}

void tp_binomial_interval(size_t found, size_t trials, double confidence, double *low, double *high)
{
  double outside = (1 - confidence) / 2;
  *low = found == 0 ? 0 : rate_of_tail(found, trials, outside);
  *high = found == trials ? 1 : rate_of_tail(found + 1, trials, 1 - outside);
}
