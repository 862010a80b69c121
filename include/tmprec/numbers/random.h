/* Random numbers for stochastic rounding and noise.  A random number is a function of the place
   where it is used, not of the order in which places come up (doc/precision.md, "Stochastic
   rounding"). */
#ifndef TMPREC_NUMBERS_RANDOM_H
#define TMPREC_NUMBERS_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Add one more part of a place to a key.  The first key may be any number.  The hash is built
   from the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t tp_random_key(uint64_t key, uint64_t part);

/* A number that is uniform over (k + 1/2) 2^-52, 0 <= k < 2^52. */
double tp_random_unit(uint64_t key);

/* A number of the standard normal distribution, from two independent numbers of tp_random_unit
   (Box and Muller, 1958). */
double tp_random_normal(double u, double v);

#ifdef __cplusplus
}
#endif

#endif
