/* SPDX-License-Identifier: MIT */
/* The loops are written so that compilers turn every loop over lanes or positions into vector instructions (base/clones.h).

   Included by kernels.c and kernels_odd.c, for ODD and KERNELS. */
#include <math.h>

#include "exponential.h"
#include "kernels.h"
#include "tmprec/base/clones.h"

/* A kernel for either number of lanes, a constant in each, so that loops over
   lanes are unrolled. */
#define BY_LANES(call) (lanes == MPFR53_LANES ? call(MPFR53_LANES) : call(MPFR53_FEW_LANES))

/* Of numbers of P bits, rounded to P bits. */
INLINE double add(const mpfr53_rounding *r, double a, double b)
{
  return ODD ? mpfr53_add_exactly(r, a, b) : mpfr53_round(r, a + b);
}

INLINE double multiply(const mpfr53_rounding *r, double a, double b)
{
  return ODD ? mpfr53_multiply_exactly(r, a, b) : mpfr53_round(r, a * b);
}

INLINE double divide(const mpfr53_rounding *r, double a, double b)
{
  return ODD ? mpfr53_divide_exactly(r, a, b) : mpfr53_round(r, a / b);
}

INLINE double value_at(const mpfr53_values *v, size_t j)
{
  return v->wide ? v->wide[j] : v->small[j];
}

INLINE int is_unit(double x)
{
  return x == 1 || x == -1;
}

/* --- Scores ------------------------------------------------------------------ */

INLINE void whole_scores_of(size_t lanes, double *restrict score, size_t keys, size_t coordinates,
                            const int16_t *restrict query, const int8_t *const *key)
{
  for (size_t j = 0; j < keys; j++) {
    int16_t sum[MPFR53_LANES] = {0};
    for (size_t c = 0; c < coordinates; c++) {
      int16_t k = key[c][j];
      const int16_t *restrict q = query + c * lanes;
      for (size_t l = 0; l < lanes; l++)
        sum[l] = (int16_t) (sum[l] + k * q[l]);
    }
    for (size_t l = 0; l < lanes; l++)
      score[j * lanes + l] = sum[l];
  }
}

TP_CLONES
static void whole_scores(double *score, size_t lanes, size_t keys, size_t coordinates, const int16_t *query,
                         const int8_t *const *key)
{
#define CALL(n) whole_scores_of(n, score, keys, coordinates, query, key)
  BY_LANES(CALL);
#undef CALL
}

/* 1 if factor times one of the values is too small, though neither is 0. */
INLINE int is_lost(size_t lanes, double factor, const double *value)
{
  for (size_t l = 0; l < lanes; l++)
    if (value[l] != 0 && !(fabs(factor * value[l]) >= MPFR53_LEAST_PRODUCT))
      return 1;
  return 0;
}

/* Products with 0, 1 and -1 are exact; so are sums of them while they are integers
   of at most 2^P. */
INLINE int add_scores_of(size_t lanes, double *restrict score, size_t keys, size_t coordinates,
                         const mpfr53_coordinate *restrict at, const mpfr53_rounding *restrict rounding)
{
  const mpfr53_rounding r = *rounding;
  for (size_t j = 0; j < keys; j++) {
    double sum[MPFR53_LANES];
    int whole = 1;
    for (size_t l = 0; l < lanes; l++)
      sum[l] = score[j * lanes + l];
    for (size_t c = 0; c < coordinates; c++) {
      const double *restrict q = at[c].value;
      double k = value_at(&at[c].key, j);
      if (k == 0)
        continue;
      int unit = is_unit(k);
      whole &= unit & at[c].whole;
      if (whole) {
        for (size_t l = 0; l < lanes; l++)
          sum[l] += k * q[l];
      } else if (unit | at[c].ternary) {
        for (size_t l = 0; l < lanes; l++)
          sum[l] = add(&r, sum[l], k * q[l]);
      } else {
        if (!(fabs(k) * at[c].least >= MPFR53_LEAST_PRODUCT) && is_lost(lanes, k, q))
          return 0;
        for (size_t l = 0; l < lanes; l++)
          sum[l] = add(&r, sum[l], multiply(&r, k, q[l]));
      }
    }
    for (size_t l = 0; l < lanes; l++)
      score[j * lanes + l] = sum[l];
  }
  return 1;
}

TP_CLONES
static int add_scores(double *score, size_t lanes, size_t keys, size_t coordinates, const mpfr53_coordinate *at,
                      const mpfr53_rounding *r)
{
#define CALL(n) add_scores_of(n, score, keys, coordinates, at, r)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Exponentials -------------------------------------------------------------- */

INLINE int exponentials_of(size_t lanes, double *restrict power, const double *restrict score, size_t keys, double beta,
                           const mpfr53_rounding *restrict rounding, int *open)
{
  const mpfr53_rounding r = *rounding;
  double best[MPFR53_LANES], least[MPFR53_LANES] = {0}, smallest[MPFR53_LANES];
  for (size_t l = 0; l < lanes; l++)
    best[l] = score[l], smallest[l] = 1;
  for (size_t j = 1; j < keys; j++)
    for (size_t l = 0; l < lanes; l++)
      best[l] = score[j * lanes + l] > best[l] ? score[j * lanes + l] : best[l];
  for (size_t l = 0; l < lanes; l++)
    best[l] = multiply(&r, beta, best[l]);
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++) {
      double t = add(&r, multiply(&r, beta, score[j * lanes + l]), -best[l]);
      double e = decided_exponential(&r, t);
      power[j * lanes + l] = e;
      least[l] = t < least[l] ? t : least[l];
      smallest[l] = e < smallest[l] ? e : smallest[l];
    }
  int reached = 1;
  for (size_t l = 0; l < lanes; l++) {
    reached &= least[l] >= MPFR53_LEAST_ARGUMENT;
    *open |= smallest[l] <= 0;
  }
  return reached;
}

TP_CLONES
static int exponentials(double *power, const double *score, size_t lanes, size_t keys, double beta, const mpfr53_rounding *r,
                        int *open)
{
#define CALL(n) exponentials_of(n, power, score, keys, beta, r, open)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Weights and mixes ----------------------------------------------------------- */

INLINE double normalize_of(size_t lanes, double *restrict power, size_t keys, const mpfr53_rounding *restrict rounding)
{
  const mpfr53_rounding r = *rounding;
  double total[MPFR53_LANES] = {0}, least[MPFR53_LANES];
  for (size_t l = 0; l < lanes; l++)
    least[l] = 1;
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++)
      total[l] = add(&r, total[l], power[j * lanes + l]);
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++) {
      double w = divide(&r, power[j * lanes + l], total[l]), counted = w > 0 ? w : 1;
      power[j * lanes + l] = w;
      least[l] = counted < least[l] ? counted : least[l];
    }
  for (size_t l = 1; l < lanes; l++)
    least[0] = least[l] < least[0] ? least[l] : least[0];
  return least[0];
}

TP_CLONES
static double normalize(double *power, size_t lanes, size_t keys, const mpfr53_rounding *r)
{
#define CALL(n) normalize_of(n, power, keys, r)
  return BY_LANES(CALL);
#undef CALL
}

INLINE int mix_of(size_t lanes, double *restrict y, const double *restrict x, const double *restrict weight, size_t keys,
                  const mpfr53_values *restrict value, double least, const mpfr53_rounding *restrict rounding)
{
  const mpfr53_rounding r = *rounding;
  double sum[MPFR53_LANES] = {0};
  for (size_t j = 0; j < keys; j++) {
    double v = value_at(value, j);
    const double *restrict w = weight + j * lanes;
    if (v == 0)
      continue;
    if (is_unit(v)) {
      for (size_t l = 0; l < lanes; l++)
        sum[l] = add(&r, sum[l], v * w[l]);
    } else {
      if (!(fabs(v) * least >= MPFR53_LEAST_PRODUCT) && is_lost(lanes, v, w))
        return 0;
      for (size_t l = 0; l < lanes; l++)
        sum[l] = add(&r, sum[l], multiply(&r, v, w[l]));
    }
  }
  for (size_t l = 0; l < lanes; l++)
    y[l] = add(&r, x[l], sum[l]);
  return 1;
}

TP_CLONES
static int mix(double *y, const double *x, const double *weight, size_t lanes, size_t keys, const mpfr53_values *value,
               double least, const mpfr53_rounding *r)
{
#define CALL(n) mix_of(n, y, x, weight, keys, value, least, r)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Neurons ---------------------------------------------------------------------- */

/* Products of ternary numbers with weights 0, 1 and -1 are exact, and so are those of
   any with 1 and -1. */
INLINE void add_column(double *restrict sum, const mpfr53_values *value, double w, size_t count, const mpfr53_rounding r)
{
  const double *restrict wide = value->wide;
  const int8_t *restrict small = value->small;
  if (is_unit(w) && wide)
    for (size_t i = 0; i < count; i++)
      sum[i] = add(&r, sum[i], w * wide[i]);
  else if (is_unit(w))
    for (size_t i = 0; i < count; i++)
      sum[i] = add(&r, sum[i], w * small[i]);
  else
    for (size_t i = 0; i < count; i++)
      sum[i] = add(&r, sum[i], multiply(&r, w, wide ? wide[i] : small[i]));
}

TP_CLONES
static void accumulate(double *sum, size_t columns, const mpfr53_values *value, const int8_t *weight, size_t count,
                       const mpfr53_rounding *r)
{
  memset(sum, 0, count * sizeof *sum);
  for (size_t c = 0; c < columns; c++)
    add_column(sum, value + c, weight[c], count, *r);
}

TP_CLONES
static void rectify(double *restrict sum, int32_t bias, size_t count, const mpfr53_rounding *rounding)
{
  const mpfr53_rounding r = *rounding;
  double b = bias;
  if (!ODD && mpfr53_round(&r, b) == b)
    for (size_t i = 0; i < count; i++) {
      double y = add(&r, sum[i], b);
      sum[i] = y > 0 ? y : 0;
    }
  else                             /* a bias is as it is; it may have more than P bits */
    for (size_t i = 0; i < count; i++) {
      double y = mpfr53_add_exactly(&r, sum[i], b);
      sum[i] = y > 0 ? y : 0;
    }
}

TP_CLONES
static void finish(double *restrict sum, const mpfr53_values *value, size_t count, const mpfr53_rounding *rounding)
{
  const mpfr53_rounding r = *rounding;
  const double *restrict wide = value->wide;
  const int8_t *restrict small = value->small;
  if (wide)
    for (size_t i = 0; i < count; i++)
      sum[i] = add(&r, wide[i], sum[i]);
  else
    for (size_t i = 0; i < count; i++)
      sum[i] = add(&r, small[i], sum[i]);
}

/* x^2 = |x| for -1, 0 and 1 only. */
TP_CLONES
static mpfr53_kinds look(const double *value, size_t count)
{
  uint64_t outside = 0, other = 0;
  for (size_t i = 0; i < count; i++) {
    double x = fabs(value[i]);
    outside |= !(x <= MPFR53_MOST_NUMBER);
    other |= mpfr53_bits(x * x) ^ mpfr53_bits(x);
  }
  return (mpfr53_kinds) {outside != 0, other != 0};
}

const mpfr53_kernels KERNELS = {whole_scores, add_scores, exponentials, normalize, mix,
                                accumulate, rectify, finish, look};
