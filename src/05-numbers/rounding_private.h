/* SPDX-License-Identifier: MIT */
/* What rounding in binary64 and in MPFR share: the decision between two
   neighbours, once it is known where between them a number lies. */
#ifndef ROUNDING_PRIVATE_H
#define ROUNDING_PRIVATE_H

#include <math.h>

#include "tmprec/numbers/rounding.h"

/* A magnitude that is no value, between neighbours lo < hi. */
typedef struct {
  int negative;          /* the sign that goes with it */
  int half;              /* -1, 0, 1: below the tie point, on it, above */
  int odd;               /* the pattern of lo is odd */
  int passes;            /* stochastic: the share (x - lo)/(hi - lo) passes the threshold */
} between;

/* What the share (x - lo)/(hi - lo) has to exceed, or with few random bits to reach: floor(2^N s) >= 2^N - k if and only if
   s >= 1 - k/2^N = (floor(2^N u) + 1)/2^N, which binary64 holds. */
static inline double threshold(const tp_rounding *r, double u)
{
  return r->random_bits && u > 0 && u < 1 ? ldexp(floor(ldexp(u, r->random_bits)) + 1, -r->random_bits) : u;
}

/* `sign` is that of the share less the threshold. */
static inline int passes_threshold(const tp_rounding *r, int sign)
{
  return sign > 0 || (sign == 0 && r->random_bits);
}

/* 1: to hi. */
static inline int rounds_up(tp_rounding_mode mode, between b)
{
  switch (mode) {
  case TP_ROUND_NEAREST_EVEN: return b.half > 0 || (b.half == 0 && b.odd);
  case TP_ROUND_NEAREST_AWAY: return b.half >= 0;
  case TP_ROUND_AWAY: return 1;
  case TP_ROUND_UP: return !b.negative;
  case TP_ROUND_DOWN: return b.negative;
  case TP_ROUND_TO_ODD: return !b.odd;
  case TP_ROUND_STOCHASTIC: return b.passes;
  default: return 0;
  }
}

typedef enum { TO_LARGEST, TO_INFINITY, TO_NAN } overflow_end;

/* What a number becomes that is too large; the rounded rule has no infinite input. */
static inline overflow_end overflows_to(const tp_rounding *r, int negative)
{
  if (r->format.shared)
    return TO_LARGEST;
  if (!tp_format_has_infinity(r->format))
    return r->overflow == TP_OVERFLOW_NAN && tp_format_has_nan(r->format) && r->format.family == TP_FORMAT_IEEE ? TO_NAN : TO_LARGEST;
  if (r->overflow == TP_OVERFLOW_SATURATE || r->overflow == TP_OVERFLOW_INFINITY)
    return r->overflow == TP_OVERFLOW_SATURATE ? TO_LARGEST : TO_INFINITY;
  switch (r->mode) {
  case TP_ROUND_TOWARD_ZERO:
  case TP_ROUND_TO_ODD: return TO_LARGEST;
  case TP_ROUND_UP: return negative ? TO_LARGEST : TO_INFINITY;
  case TP_ROUND_DOWN: return negative ? TO_INFINITY : TO_LARGEST;
  default: return TO_INFINITY;
  }
}

/* An infinity itself: it only stays where infinities do; a posit says NaR. */
static inline overflow_end infinity_to(const tp_rounding *r)
{
  if (r->format.family == TP_FORMAT_POSIT)
    return TO_NAN;
  if (tp_format_has_infinity(r->format) && !r->format.shared && (r->overflow != TP_OVERFLOW_SATURATE || r->format.family != TP_FORMAT_IEEE))
    return TO_INFINITY;
  return overflows_to(r, 0) == TO_NAN ? TO_NAN : TO_LARGEST;
}

#endif
