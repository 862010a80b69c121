/* The loops are written so that compilers turn every loop over lanes or positions into vector
   instructions.  If configure found out how (VECTOR_CLONES), they are compiled once for each kind of
   processor, and one version is chosen when the program starts.  Every operation is one of IEEE 754:
   there are no fused ones (-ffp-contract=off).  So all versions give the same bits. */
#include "kernels.h"

#include <math.h>

#ifndef VECTOR_CLONES
#define VECTOR_CLONES
#endif
#ifdef __GNUC__
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* A kernel for either number of lanes, a constant in each, so that loops over
   lanes are unrolled. */
#define BY_LANES(call) (lanes == MPFR24_LANES ? call(MPFR24_LANES) : call(MPFR24_FEW_LANES))

INLINE double value_at(const mpfr24_values *v, size_t j)
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
    int16_t sum[MPFR24_LANES] = {0};
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

VECTOR_CLONES
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
    if (value[l] != 0 && !(fabs(factor * value[l]) >= MPFR24_LEAST_PRODUCT))
      return 1;
  return 0;
}

/* Products with 0, 1 and -1 are exact; so are sums of them while they are integers
   of at most 2^P. */
INLINE int add_scores_of(size_t lanes, double *restrict score, size_t keys, size_t coordinates,
                         const mpfr24_coordinate *restrict at, const mpfr24_rounding *restrict rounding)
{
  const mpfr24_rounding r = *rounding;
  for (size_t j = 0; j < keys; j++) {
    double sum[MPFR24_LANES];
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
          sum[l] = mpfr24_round(&r, sum[l] + k * q[l]);
      } else {
        if (!(fabs(k) * at[c].least >= MPFR24_LEAST_PRODUCT) && is_lost(lanes, k, q))
          return 0;
        for (size_t l = 0; l < lanes; l++)
          sum[l] = mpfr24_round(&r, sum[l] + mpfr24_round(&r, k * q[l]));
      }
    }
    for (size_t l = 0; l < lanes; l++)
      score[j * lanes + l] = sum[l];
  }
  return 1;
}

VECTOR_CLONES
static int add_scores(double *score, size_t lanes, size_t keys, size_t coordinates, const mpfr24_coordinate *at,
                      const mpfr24_rounding *r)
{
#define CALL(n) add_scores_of(n, score, keys, coordinates, at, r)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Exponentials -------------------------------------------------------------- */

/* exp(t) for 0 >= t >= MPFR24_LEAST_ARGUMENT, t of at most 24 bits, to a relative
   error below 2^-49.  (For other t some number.)

   t = n ln 2 + u, |u| < 0.35.  high has 32 bits, so that n high is exact, and so is
   t - n high: both are multiples of 2^-32 (if n is not 0, t is above 1/4 in magnitude,
   and has 24 bits) and the difference is below 1/2.  high + low is ln 2 but for 2^-85;
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
  return mpfr24_of_bits(mpfr24_bits(p) + (mpfr24_bits(shifted) << 52));
}

/* Rounding is monotone: if it takes both ends of where exp(t) lies to the same
   number, it takes exp(t) there. */
INLINE double decided_exponential(const mpfr24_rounding *r, double t)
{
  double e = raw_exponential(t), slack = e * 0x1p-49;
  double below = mpfr24_round(r, e - slack), above = mpfr24_round(r, e + slack);
  return below == above ? below : t;
}

double tp_mpfr24_exponential(double t, const mpfr24_rounding *r)
{
  return decided_exponential(r, t);
}

INLINE int exponentials_of(size_t lanes, double *restrict power, const double *restrict score, size_t keys, double beta,
                           const mpfr24_rounding *restrict rounding, int *open)
{
  const mpfr24_rounding r = *rounding;
  double best[MPFR24_LANES], least[MPFR24_LANES] = {0}, smallest[MPFR24_LANES];
  for (size_t l = 0; l < lanes; l++)
    best[l] = score[l], smallest[l] = 1;
  for (size_t j = 1; j < keys; j++)
    for (size_t l = 0; l < lanes; l++)
      best[l] = score[j * lanes + l] > best[l] ? score[j * lanes + l] : best[l];
  for (size_t l = 0; l < lanes; l++)
    best[l] = mpfr24_round(&r, beta * best[l]);
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++) {
      double t = mpfr24_round(&r, mpfr24_round(&r, beta * score[j * lanes + l]) - best[l]);
      double e = decided_exponential(&r, t);
      power[j * lanes + l] = e;
      least[l] = t < least[l] ? t : least[l];
      smallest[l] = e < smallest[l] ? e : smallest[l];
    }
  int reached = 1;
  for (size_t l = 0; l < lanes; l++) {
    reached &= least[l] >= MPFR24_LEAST_ARGUMENT;
    *open |= smallest[l] <= 0;
  }
  return reached;
}

VECTOR_CLONES
static int exponentials(double *power, const double *score, size_t lanes, size_t keys, double beta, const mpfr24_rounding *r,
                        int *open)
{
#define CALL(n) exponentials_of(n, power, score, keys, beta, r, open)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Weights and mixes ----------------------------------------------------------- */

INLINE double normalize_of(size_t lanes, double *restrict power, size_t keys, const mpfr24_rounding *restrict rounding)
{
  const mpfr24_rounding r = *rounding;
  double total[MPFR24_LANES] = {0}, least[MPFR24_LANES];
  for (size_t l = 0; l < lanes; l++)
    least[l] = 1;
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++)
      total[l] = mpfr24_round(&r, total[l] + power[j * lanes + l]);
  for (size_t j = 0; j < keys; j++)
    for (size_t l = 0; l < lanes; l++) {
      double w = mpfr24_round(&r, power[j * lanes + l] / total[l]), counted = w > 0 ? w : 1;
      power[j * lanes + l] = w;
      least[l] = counted < least[l] ? counted : least[l];
    }
  for (size_t l = 1; l < lanes; l++)
    least[0] = least[l] < least[0] ? least[l] : least[0];
  return least[0];
}

VECTOR_CLONES
static double normalize(double *power, size_t lanes, size_t keys, const mpfr24_rounding *r)
{
#define CALL(n) normalize_of(n, power, keys, r)
  return BY_LANES(CALL);
#undef CALL
}

INLINE int mix_of(size_t lanes, double *restrict y, const double *restrict x, const double *restrict weight, size_t keys,
                  const mpfr24_values *restrict value, double least, const mpfr24_rounding *restrict rounding)
{
  const mpfr24_rounding r = *rounding;
  double sum[MPFR24_LANES] = {0};
  for (size_t j = 0; j < keys; j++) {
    double v = value_at(value, j);
    const double *restrict w = weight + j * lanes;
    if (v == 0)
      continue;
    if (is_unit(v)) {
      for (size_t l = 0; l < lanes; l++)
        sum[l] = mpfr24_round(&r, sum[l] + v * w[l]);
    } else {
      if (!(fabs(v) * least >= MPFR24_LEAST_PRODUCT) && is_lost(lanes, v, w))
        return 0;
      for (size_t l = 0; l < lanes; l++)
        sum[l] = mpfr24_round(&r, sum[l] + mpfr24_round(&r, v * w[l]));
    }
  }
  for (size_t l = 0; l < lanes; l++)
    y[l] = mpfr24_round(&r, x[l] + sum[l]);
  return 1;
}

VECTOR_CLONES
static int mix(double *y, const double *x, const double *weight, size_t lanes, size_t keys, const mpfr24_values *value,
               double least, const mpfr24_rounding *r)
{
#define CALL(n) mix_of(n, y, x, weight, keys, value, least, r)
  return BY_LANES(CALL);
#undef CALL
}

/* --- Neurons ---------------------------------------------------------------------- */

/* Products of ternary numbers with weights 0, 1 and -1 are exact, and so are those of
   any with 1 and -1. */
INLINE void add_column(double *restrict sum, const mpfr24_values *value, double w, size_t count, const mpfr24_rounding r)
{
  const double *restrict wide = value->wide;
  const int8_t *restrict small = value->small;
  if (is_unit(w) && wide)
    for (size_t i = 0; i < count; i++)
      sum[i] = mpfr24_round(&r, sum[i] + w * wide[i]);
  else if (is_unit(w))
    for (size_t i = 0; i < count; i++)
      sum[i] = mpfr24_round(&r, sum[i] + w * small[i]);
  else
    for (size_t i = 0; i < count; i++)
      sum[i] = mpfr24_round(&r, sum[i] + mpfr24_round(&r, w * (wide ? wide[i] : small[i])));
}

VECTOR_CLONES
static void accumulate(double *sum, size_t columns, const mpfr24_values *value, const int8_t *weight, size_t count,
                       const mpfr24_rounding *r)
{
  memset(sum, 0, count * sizeof *sum);
  for (size_t c = 0; c < columns; c++)
    add_column(sum, value + c, weight[c], count, *r);
}

VECTOR_CLONES
static void rectify(double *restrict sum, int32_t bias, size_t count, const mpfr24_rounding *rounding)
{
  const mpfr24_rounding r = *rounding;
  double b = bias;
  if (mpfr24_round(&r, b) == b)
    for (size_t i = 0; i < count; i++) {
      double y = mpfr24_round(&r, sum[i] + b);
      sum[i] = y > 0 ? y : 0;
    }
  else                             /* a bias is as it is; it may have more than P bits */
    for (size_t i = 0; i < count; i++) {
      double y = mpfr24_add_exactly(&r, sum[i], b);
      sum[i] = y > 0 ? y : 0;
    }
}

VECTOR_CLONES
static void finish(double *restrict sum, const mpfr24_values *value, size_t count, const mpfr24_rounding *rounding)
{
  const mpfr24_rounding r = *rounding;
  const double *restrict wide = value->wide;
  const int8_t *restrict small = value->small;
  if (wide)
    for (size_t i = 0; i < count; i++)
      sum[i] = mpfr24_round(&r, wide[i] + sum[i]);
  else
    for (size_t i = 0; i < count; i++)
      sum[i] = mpfr24_round(&r, small[i] + sum[i]);
}

/* x^2 = |x| for -1, 0 and 1 only. */
VECTOR_CLONES
static mpfr24_kinds look(const double *value, size_t count)
{
  uint64_t outside = 0, other = 0;
  for (size_t i = 0; i < count; i++) {
    double x = fabs(value[i]);
    outside |= !(x <= MPFR24_MOST_NUMBER);
    other |= mpfr24_bits(x * x) ^ mpfr24_bits(x);
  }
  return (mpfr24_kinds) {outside != 0, other != 0};
}

const mpfr24_kernels tp_mpfr24_kernel = {whole_scores, add_scores, exponentials, normalize, mix,
                                         accumulate, rectify, finish, look};
