/* Numbers for stochastic rounding: a function of the place where a number is rounded,
   not of the order in which places come up. */
#ifndef TMPREC_NUMBERS_RANDOM_H
#define TMPREC_NUMBERS_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fold one more part of a place into a key (start with any, such as a seed). */
uint64_t tp_random_key(uint64_t key, uint64_t part);

/* Uniform over (k + 1/2) 2^-52, 0 <= k < 2^52. */
double tp_random_unit(uint64_t key);

/* Of the normal distribution, from two of these (Box and Muller). */
double tp_random_normal(double u, double v);

#ifdef __cplusplus
}
#endif

#endif
