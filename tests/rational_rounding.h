/* SPDX-License-Identifier: MIT */
/* Rounding into formats by the definitions (doc/precision.md), on rationals: slow and
   plain, and made of nothing from the library but its types.

   Every number lies between two neighbours, which are found as if exponents had no
   bound above (and none below where small values are flushed); the mode picks one;
   what is too large or too small is replaced last. */
#ifndef RATIONAL_ROUNDING_H
#define RATIONAL_ROUNDING_H

#include <gmp.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "tmprec/numbers/rounding.h"

static inline void rational_scale(mpq_t x, long exponent)
{
  if (exponent >= 0)
    mpq_mul_2exp(x, x, (mp_bitcnt_t) exponent);
  else
    mpq_div_2exp(x, x, (mp_bitcnt_t) -exponent);
}

static inline void rational_power(mpq_t x, long exponent)
{
  mpq_set_ui(x, 1, 1);
  rational_scale(x, exponent);
}

/* The e with 2^e <= x < 2^(e+1); x > 0. */
static inline long rational_log2(const mpq_t x)
{
  long e = (long) mpz_sizeinbase(mpq_numref(x), 2) - (long) mpz_sizeinbase(mpq_denref(x), 2);
  mpq_t power;
  mpq_init(power);
  rational_power(power, e);
  e -= mpq_cmp(x, power) < 0;
  mpq_clear(power);
  return e;
}

/* --- Values ------------------------------------------------------------------ */

static inline long ieee_least_exponent(tp_format f)
{
  return 1 - (long) f.bias;
}

/* The fields of the largest finite value. */
static inline long ieee_top_field(tp_format f)
{
  long ones = (1L << f.a) - 1;
  return f.encoding == TP_ENCODING_IEEE ? ones - 1 : ones;
}

static inline int ieee_ones_are_nan(tp_format f)
{
  return f.encoding == TP_ENCODING_FN && 1 + f.a + f.b >= 8;
}

/* The largest magnitude of a value of that sign; 0 if nothing is the largest. */
static inline int rational_largest(tp_format f, int sign, mpq_t x)
{
  mpq_t last;
  switch (f.family) {
  case TP_FORMAT_FIXED:
    rational_power(x, f.a);
    if (sign > 0) {
      mpq_init(last);
      rational_power(last, -f.b);
      mpq_sub(x, x, last);
      mpq_clear(last);
    }
    return 1;
  case TP_FORMAT_IEEE:
    rational_power(x, f.b + 1);
    mpz_sub_ui(mpq_numref(x), mpq_numref(x), ieee_ones_are_nan(f) ? 2 : 1);
    rational_scale(x, ieee_top_field(f) - f.bias - f.b);
    return 1;
  case TP_FORMAT_GRID:
    mpq_set_ui(x, 1, 1);
    return 1;
  case TP_FORMAT_POSIT:
    rational_power(x, 4L * (f.a - 2));
    return 1;
  default:
    return 0;
  }
}

/* A posit by the formula of the standard, which takes the fields of negative posits as
   they stand: ((1 - 3s) + f) 2^((1 - 2s)(4r + e + s)).  Exact for up to 33 bits. */
static inline double posit_value(int bits, uint64_t pattern)
{
  if (!(pattern << (65 - bits)))
    return pattern ? NAN : 0;
  int bit[70] = {0};               /* from the sign on; 0 beyond the last */
  for (int i = 0; i < bits; i++)
    bit[i] = (int) (pattern >> (bits - 1 - i) & 1);
  int s = bit[0], k = 1;
  while (k + 1 < bits && bit[k + 1] == bit[1])
    k++;
  int r = bit[1] ? k - 1 : -k;
  const int *rest = bit + k + 2;
  int e = 2 * rest[0] + rest[1];
  double f = 0;
  for (int i = 0; i < 32; i++)
    f += ldexp(rest[2 + i], -1 - i);
  return ldexp(1 - 3 * s + f, (1 - 2 * s) * (4 * r + e + s));
}

typedef enum { PATTERN_UNUSED, PATTERN_VALUE, PATTERN_INFINITY, PATTERN_NAN } pattern_kind;

/* What a pattern of at most 16 bits means; a value of intN times 2^(N-1) - 1. */
static inline pattern_kind decode_pattern(tp_format f, int bits, unsigned pattern, double *x)
{
  int negative = pattern >> (bits - 1) & 1;
  *x = 0;
  if (f.family == TP_FORMAT_POSIT) {
    *x = posit_value(bits, pattern);
    return isnan(*x) ? PATTERN_NAN : PATTERN_VALUE;
  }
  if (f.family != TP_FORMAT_IEEE) {   /* two's complement */
    int k = (int) pattern - negative * (1 << bits);
    *x = f.family == TP_FORMAT_FIXED ? ldexp(k, -f.b) : k;
    return f.family == TP_FORMAT_GRID && k == -(1 << (bits - 1)) ? PATTERN_UNUSED : PATTERN_VALUE;
  }
  int magnitude = (int) pattern - negative * (1 << (bits - 1));
  int field = magnitude / (1 << f.b), fraction = magnitude % (1 << f.b);
  if (f.encoding == TP_ENCODING_FNUZ && negative && !magnitude)
    return PATTERN_NAN;
  if (ieee_ones_are_nan(f) && magnitude == (1 << (bits - 1)) - 1)
    return PATTERN_NAN;
  if (field > ieee_top_field(f)) {
    *x = negative ? -INFINITY : INFINITY;
    return fraction ? PATTERN_NAN : PATTERN_INFINITY;
  }
  if (field == 0 && fraction && f.flushes)
    return PATTERN_UNUSED;
  *x = field ? (1 + fraction / ldexp(1, f.b)) * ldexp(1, field - f.bias) : fraction / ldexp(1, f.b) * ldexp(1, 1 - f.bias);
  *x = negative ? -*x : *x;
  return PATTERN_VALUE;
}

/* --- Neighbours ----------------------------------------------------------------- */

/* A number and its neighbours in magnitude, lo <= |x| < hi. */
typedef struct {
  tp_format f;
  int sign;                        /* of x; 0 of 0 */
  mpq_t size;                      /* |x| */
  mpq_t lo, hi, tie;
  mpq_t largest;
  int bounded;                     /* whether there is a largest value */
  int exact;                       /* |x| = lo */
  int side;                        /* of |x| beside the tie: -1, 0, 1 */
  int lo_odd, hi_odd;
  int lo_over, hi_over;            /* larger than all values of x's sign */
  int lo_flushed, hi_flushed;
  mpq_t share;                     /* (|x| - lo)/(hi - lo) */
} gap;

static inline void gap_init(gap *g)
{
  mpq_inits(g->size, g->lo, g->hi, g->tie, g->largest, g->share, (mpq_ptr) NULL);
}

static inline void gap_clear(gap *g)
{
  mpq_clears(g->size, g->lo, g->hi, g->tie, g->largest, g->share, (mpq_ptr) NULL);
}

/* Posits have doubles for values and ties, so that |x| cut to a double has the same
   neighbours. */
static inline void gap_find_posit(gap *g)
{
  int bits = g->f.a;
  if (mpq_cmp(g->size, g->largest) >= 0) {
    mpq_set(g->lo, g->largest);
    mpq_set(g->hi, g->largest);
    mpq_set(g->tie, g->largest);
    mpq_set(g->size, g->largest);
    return;
  }
  double size = mpq_get_d(g->size);
  uint64_t below = 0, above = (UINT64_C(1) << (bits - 1)) - 1;
  while (above - below > 1) {
    uint64_t middle = below + (above - below) / 2;
    if (posit_value(bits, middle) <= size)
      below = middle;
    else
      above = middle;
  }
  mpq_set_d(g->lo, posit_value(bits, below));
  mpq_set_d(g->hi, posit_value(bits, above));
  /* Nothing but 0 becomes 0 to nearest. */
  mpq_set_d(g->tie, below ? posit_value(bits + 1, 2 * below + 1) : 0);
  g->lo_odd = below % 2 == 1;
  g->hi_odd = above % 2 == 1;
}

/* All other values are multiples of a unit, which depends on |x|. */
static inline void gap_find_multiples(gap *g)
{
  tp_format f = g->f;
  mpq_t unit, k;
  mpz_t n;
  mpq_inits(unit, k, (mpq_ptr) NULL);
  mpz_init(n);
  if (f.family == TP_FORMAT_FIXED) {
    rational_power(unit, -f.b);
  } else if (f.family == TP_FORMAT_GRID) {
    mpq_set_ui(unit, 1, (1ul << (f.a - 1)) - 1);
  } else {
    long e = rational_log2(g->size);
    if (f.family == TP_FORMAT_IEEE && !f.flushes && e < ieee_least_exponent(f))
      e = ieee_least_exponent(f);
    rational_power(unit, f.family == TP_FORMAT_IEEE ? e - f.b : e + 1 - f.a);
  }
  mpq_div(k, g->size, unit);
  mpz_fdiv_q(n, mpq_numref(k), mpq_denref(k));
  g->lo_odd = mpz_odd_p(n);
  g->hi_odd = !g->lo_odd;
  if (f.family == TP_FORMAT_FLOAT && f.a == 1)     /* all are powers of two, of significand 1 */
    g->lo_odd = g->hi_odd = 1;
  mpq_set_z(k, n);
  mpq_mul(g->lo, k, unit);
  mpq_add(g->hi, g->lo, unit);
  mpq_add(g->tie, g->lo, g->hi);
  rational_scale(g->tie, -1);
  mpq_clears(unit, k, (mpq_ptr) NULL);
  mpz_clear(n);
}

static inline void gap_find(gap *g, tp_format f, const mpq_t x)
{
  g->f = f;
  g->sign = mpq_sgn(x);
  g->lo_odd = g->hi_odd = g->lo_over = g->hi_over = g->lo_flushed = g->hi_flushed = 0;
  mpq_abs(g->size, x);
  g->bounded = rational_largest(f, g->sign ? g->sign : 1, g->largest);
  if (!g->sign || f.family == TP_FORMAT_REAL) {
    mpq_set(g->lo, g->size);
    mpq_set(g->hi, g->size);
    g->exact = 1;
    return;
  }
  if (f.family == TP_FORMAT_POSIT)
    gap_find_posit(g);
  else
    gap_find_multiples(g);
  g->exact = mpq_equal(g->size, g->lo);
  g->side = mpq_cmp(g->size, g->tie);
  g->side = (g->side > 0) - (g->side < 0);
  g->lo_over = g->bounded && mpq_cmp(g->lo, g->largest) > 0;
  g->hi_over = g->bounded && mpq_cmp(g->hi, g->largest) > 0;
  if (f.family == TP_FORMAT_IEEE && f.flushes) {
    mpq_t least;
    mpq_init(least);
    rational_power(least, ieee_least_exponent(f));
    g->lo_flushed = mpq_cmp(g->lo, least) < 0;
    g->hi_flushed = mpq_cmp(g->hi, least) < 0;
    mpq_clear(least);
  }
  if (!g->exact) {
    mpq_t width;
    mpq_init(width);
    mpq_sub(g->share, g->size, g->lo);
    mpq_sub(width, g->hi, g->lo);
    mpq_div(g->share, g->share, width);
    mpq_clear(width);
  }
}

/* --- Modes ------------------------------------------------------------------------- */

/* What a number becomes, with its own sign. */
typedef enum { BECOMES_ZERO, BECOMES_LO, BECOMES_HI, BECOMES_LARGEST, BECOMES_INFINITY, BECOMES_NAN } outcome;

/* Whether x that is no value goes to hi. */
static inline int goes_up(const gap *g, tp_rounding_mode mode, double u)
{
  switch (mode) {
  case TP_ROUND_NEAREST_EVEN:
    if (g->side)
      return g->side > 0;
    return !g->hi_odd || (g->lo_odd && g->hi_odd);
  case TP_ROUND_NEAREST_AWAY:
    return g->side >= 0;
  case TP_ROUND_TOWARD_ZERO:
    return 0;
  case TP_ROUND_AWAY:
    return 1;
  case TP_ROUND_UP:
    return g->sign > 0;
  case TP_ROUND_DOWN:
    return g->sign < 0;
  case TP_ROUND_TO_ODD:
    return g->hi_odd && !g->lo_odd;
  default: {
    mpq_t number;
    mpq_init(number);
    mpq_set_d(number, u);
    int up = mpq_cmp(g->share, number) > 0;
    mpq_clear(number);
    return up;
  }
  }
}

static inline int mode_overflows_to_infinity(tp_rounding_mode mode, int sign)
{
  switch (mode) {
  case TP_ROUND_TOWARD_ZERO:
  case TP_ROUND_TO_ODD:
    return 0;
  case TP_ROUND_UP:
    return sign > 0;
  case TP_ROUND_DOWN:
    return sign < 0;
  default:
    return 1;
  }
}

static inline int has_infinity(tp_format f)
{
  return f.family == TP_FORMAT_IEEE && f.encoding == TP_ENCODING_IEEE;
}

static inline int has_nan_only(tp_format f)
{
  return f.family == TP_FORMAT_IEEE && (f.encoding == TP_ENCODING_FNUZ || ieee_ones_are_nan(f));
}

/* What is larger than all values; posits know no such thing. */
static inline outcome overflow_outcome(tp_format f, int sign, tp_rounding_mode mode, tp_overflow_rule rule)
{
  if (has_infinity(f) && (rule == TP_OVERFLOW_INFINITY || (rule != TP_OVERFLOW_SATURATE && mode_overflows_to_infinity(mode, sign))))
    return BECOMES_INFINITY;
  return has_nan_only(f) && rule == TP_OVERFLOW_NAN ? BECOMES_NAN : BECOMES_LARGEST;
}

static inline outcome gap_outcome(const gap *g, tp_rounding_mode mode, tp_overflow_rule rule, double u)
{
  if (!g->sign)
    return BECOMES_ZERO;
  int up = !g->exact && goes_up(g, mode, u);
  if (up ? g->hi_flushed : g->lo_flushed)
    return BECOMES_ZERO;
  if (up ? g->hi_over : g->lo_over)
    return overflow_outcome(g->f, g->sign, mode, rule);
  return up ? BECOMES_HI : BECOMES_LO;
}

/* With few random bits, by their sum: k is added to the first N bits of the share, and carries or not. */
static inline int carries(const gap *g, int random_bits, double u)
{
  mpz_t sum, end;
  mpz_inits(sum, end, (mpz_ptr) NULL);
  mpz_setbit(end, (mp_bitcnt_t) random_bits);
  mpz_mul(sum, mpq_numref(g->share), end);
  mpz_fdiv_q(sum, sum, mpq_denref(g->share));
  mpz_add(sum, sum, end);
  mpz_sub_ui(sum, sum, 1 + (unsigned long) floor(ldexp(u, random_bits)));
  const int up = mpz_cmp(sum, end) >= 0;
  mpz_clears(sum, end, (mpz_ptr) NULL);
  return up;
}

static inline outcome gap_outcome_of(const gap *g, const tp_rounding *r, double u)
{
  if (g->sign && !g->exact && r->mode == TP_ROUND_STOCHASTIC && r->random_bits && u > 0 && u < 1)
    u = carries(g, r->random_bits, u) ? 0 : 1;
  return gap_outcome(g, r->mode, r->overflow, u);
}

/* What an infinity becomes; BECOMES_LARGEST with its sign. */
static inline outcome infinity_outcome(tp_format f, tp_overflow_rule rule)
{
  if (f.family == TP_FORMAT_REAL || f.family == TP_FORMAT_FLOAT)
    return BECOMES_INFINITY;
  if (f.family == TP_FORMAT_POSIT)
    return BECOMES_NAN;
  if (has_infinity(f) && rule != TP_OVERFLOW_SATURATE)
    return BECOMES_INFINITY;
  return has_nan_only(f) && rule == TP_OVERFLOW_NAN ? BECOMES_NAN : BECOMES_LARGEST;
}

/* The magnitude of a finite outcome. */
static inline void outcome_value(const gap *g, outcome o, mpq_t x)
{
  switch (o) {
  case BECOMES_LO: mpq_set(x, g->lo); break;
  case BECOMES_HI: mpq_set(x, g->hi); break;
  case BECOMES_LARGEST: mpq_set(x, g->largest); break;
  default: mpq_set_ui(x, 0, 1); break;
  }
  if (g->sign < 0)
    mpq_neg(x, x);
}

#endif
