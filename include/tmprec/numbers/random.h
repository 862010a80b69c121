/* SPDX-License-Identifier: MIT */
/* Random numbers for stochastic rounding and noise.  A random number is a function of the place
   where it is used, not of the order in which places come up (doc/precision.md, "Stochastic
   rounding"). */
#ifndef TMPREC_NUMBERS_RANDOM_H
#define TMPREC_NUMBERS_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection in which every bit of
   the input reaches every bit of the output. */
static inline uint64_t tp_random_scramble(uint64_t z)
{
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* Add one more part of a place to a key.  The first key may be any number.  It stands here so
   that loops compute only once what their keys have in common. */
static inline uint64_t tp_random_key(uint64_t key, uint64_t part)
{
  const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
  return tp_random_scramble(tp_random_scramble(key + golden) ^ (part + 1) * golden);
}

/* A number that is uniform over (k + 1/2) 2^-52, 0 <= k < 2^52. */
static inline double tp_random_unit(uint64_t key)
{
  return ((double) (key >> 12) + 0.5) * 0x1p-52;
}

/* A number of the standard normal distribution, from two independent numbers of tp_random_unit
   (Box and Muller, 1958). */
double tp_random_normal(double u, double v);

#ifdef __cplusplus
}
#endif

#endif
