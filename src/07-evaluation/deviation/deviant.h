/* SPDX-License-Identifier: MIT */
/* What deviates in one version of a coordinate: a set of positions, and the numbers there. */
#ifndef DEVIANT_H
#define DEVIANT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "number.h"
#include "tmprec/base/pool.h"

typedef struct {
  const int8_t *hardmax;           /* the numbers of the hardmax run */
  uint64_t *at;                    /* positions as bits; NULL while nothing deviates */
  number **of_word;                /* by word of `at` that is not 0: its numbers, in the order of positions */
  unsigned char *room;             /* for so many */
  size_t first, first_open;        /* the first position that deviates, or is open; SIZE_MAX: none */
  double most;                     /* the largest magnitude among all numbers so far, at least 1 */
  double away;                     /* the most that a number deviates so far */
  int has_infinite;                /* an infinity or a NaN is among them */
} deviant;

/* Nothing deviates. */
void tp_deviant_restart(deviant *d, const int8_t *hardmax);
/* Positions ascend; there are `positions` in all.  What it takes of the pool is the same for all numbers. */
void tp_deviant_append(deviant *d, tp_pool *pool, size_t positions, size_t position, const number *value);

static inline int deviates_at(const deviant *d, size_t position)
{
  return d->at && (d->at[position / 64] >> position % 64 & 1);
}

/* The number at a position where it deviates. */
static inline const number *deviant_number(const deviant *d, size_t position)
{
  const uint64_t below = d->at[position / 64] & ((UINT64_C(1) << position % 64) - 1);
  return d->of_word[position / 64] + (size_t) __builtin_popcountll(below);
}

/* The number at a position that was evaluated. */
static inline number deviant_at(const deviant *d, size_t position)
{
  return deviates_at(d, position) ? *deviant_number(d, position) : number_exact(d->hardmax[position]);
}

/* How far a number that deviates is from hardmax's, at most, but for rounding. */
static inline double number_away(const number *x)
{
  const double low = fabs(x->low - x->hardmax), high = fabs(x->high - x->hardmax);
  return low > high ? low : high;
}

/* The positions of the word `word` that deviate. */
static inline uint64_t deviant_word(const deviant *d, size_t word)
{
  return d->at ? d->at[word] : 0;
}

#endif
