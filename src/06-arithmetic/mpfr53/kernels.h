/* SPDX-License-Identifier: MIT */
/* The inner loops of this arithmetic, on plain arrays.

   `lanes` queries of successive positions are worked on side by side: what belongs to
   query number l and key j is entry j lanes + l.  Sums over coordinates and over keys
   are chains in which every partial sum is rounded, so that the terms of one sum
   cannot be split; but the queries do not depend on each other. */
#ifndef MPFR53_KERNELS_H
#define MPFR53_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "round.h"

/* lanes is one of these. */
enum { MPFR53_LANES = 32, MPFR53_FEW_LANES = 8 };

/* Products below, arguments of exp below, and numbers to be kept above these are beyond
   this arithmetic (mpfr53.h). */
#define MPFR53_LEAST_PRODUCT 0x1p-926
#define MPFR53_LEAST_ARGUMENT (-620.0)
#define MPFR53_MOST_NUMBER 0x1p400

/* A stretch of a column: the numbers, or bytes while all are ternary. */
typedef struct {
  const int8_t *small;
  const double *wide;              /* NULL: small */
} mpfr53_values;

/* A coordinate of a product q . k. */
typedef struct {
  double value[MPFR53_LANES];      /* of the queries */
  double least;                    /* magnitude of those that are not 0 */
  int ternary;                     /* all are */
  int whole;                       /* moreover partial sums up to here hold as integers, as
                                      long as keys are ternary too */
  mpfr53_values key;
} mpfr53_coordinate;

typedef struct {
  int outside;                     /* one is beyond MPFR53_MOST_NUMBER, or none */
  int other;                       /* one is not -1, 0 or 1 */
} mpfr53_kinds;

typedef struct {
  /* score = sum of query x key over the coordinates; all ternary, at most 2^P. */
  void (*whole_scores)(double *score, size_t lanes, size_t keys, size_t coordinates, const int16_t *query,
                       const int8_t *const *key);
  /* score += query x key, coordinate by coordinate.  0 if a product is too small. */
  int (*add_scores)(double *score, size_t lanes, size_t keys, size_t coordinates, const mpfr53_coordinate *at,
                    const mpfr53_rounding *r);
  /* power = exp(beta score - beta (best score)); where that is not decided, its argument,
     which is negative, and *open becomes 1.  0 if an argument is too small. */
  int (*exponentials)(double *power, const double *score, size_t lanes, size_t keys, double beta, const mpfr53_rounding *r,
                      int *open);
  /* Each power divided by the sum over its lane; a power of 0 is none.  Returns the
     least weight that is not 0. */
  double (*normalize)(double *power, size_t lanes, size_t keys, const mpfr53_rounding *r);
  /* y = x + (sum over keys of weight x value).  0 if a product is too small;
     `least` bounds the weights that are not 0. */
  int (*mix)(double *y, const double *x, const double *weight, size_t lanes, size_t keys, const mpfr53_values *value,
             double least, const mpfr53_rounding *r);
  /* sum = sum over columns of weight x value, for `count` positions. */
  void (*accumulate)(double *sum, size_t columns, const mpfr53_values *value, const int8_t *weight, size_t count,
                     const mpfr53_rounding *r);
  /* sum = max(sum + bias, 0) */
  void (*rectify)(double *sum, int32_t bias, size_t count, const mpfr53_rounding *r);
  /* sum = value + sum */
  void (*finish)(double *sum, const mpfr53_values *value, size_t count, const mpfr53_rounding *r);
  /* Which kinds of numbers there are among these. */
  mpfr53_kinds (*look)(const double *value, size_t count);
} mpfr53_kernels;

extern const mpfr53_kernels tp_mpfr53_kernel, tp_mpfr53_kernel_odd;

static inline const mpfr53_kernels *mpfr53_kernels_for(int precision)
{
  return mpfr53_is_plain(precision) ? &tp_mpfr53_kernel : &tp_mpfr53_kernel_odd;
}

/* exp(t) rounded to P bits if binary64, or a pair of binary64 numbers, decides it; else t
   itself.  t <= 0, and if it is not below MPFR53_LEAST_ARGUMENT. */
double tp_mpfr53_exponential(double t, const mpfr53_rounding *r);
double tp_mpfr53_fine_exponential(double t, const mpfr53_rounding *r);

#endif
