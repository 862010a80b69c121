/* SPDX-License-Identifier: MIT */
/* Rounding of real numbers into a format (doc/precision.md, "Rounding").

   A rule maps every real number to a value.  Stochastic rounding also takes a number u,
   0 < u < 1, from the caller.  Let lo < hi be the neighbours of x in magnitude.  Then x goes
   to hi if (x - lo)/(hi - lo) > u.  The other modes ignore u.  With u = 0 a number that is no value
   goes to hi, and with u = 1 to lo: these are the two candidates.

   With N random bits only the first N bits of u count, for 0 < u < 1.  Let k = 2^N - 1 - floor(2^N u), which is any of
   0 .. 2^N - 1 with the same odds.  Then x goes to hi if floor(2^N (x - lo)/(hi - lo)) + k >= 2^N: k is added below the last
   bit that stays, to the first N bits of what is beside it, and what does not carry is cut off. */
#ifndef TMPREC_NUMBERS_ROUNDING_H
#define TMPREC_NUMBERS_ROUNDING_H

#include <mpfr.h>

#include "tmprec/base/buffer.h"
#include "tmprec/numbers/format.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_ROUND_NEAREST_EVEN, /* rne; if both neighbours are odd (one significand bit), ties go to the larger magnitude */
  TP_ROUND_NEAREST_AWAY, /* rna; ties go to the larger magnitude */
  TP_ROUND_TOWARD_ZERO,  /* rtz */
  TP_ROUND_AWAY,         /* raz, away from zero */
  TP_ROUND_UP,           /* rup, toward +infinity */
  TP_ROUND_DOWN,         /* rdn, toward -infinity */
  TP_ROUND_TO_ODD,       /* rto: to the neighbour whose last bit is 1; if both are odd, toward zero */
  TP_ROUND_STOCHASTIC,   /* rsr */
  TP_ROUNDING_MODES
} tp_rounding_mode;
extern const char *const tp_rounding_mode_name[TP_ROUNDING_MODES];
extern const char *const tp_rounding_mode_about[TP_ROUNDING_MODES];

/* The most random bits of a mode, of TP_ROUND_STOCHASTIC: what is drawn has no more (random.h). */
#define TP_ROUND_MOST_RANDOM_BITS 52

/* Read a mode: a name, or rsr:N for stochastic rounding with N random bits, 1 .. TP_ROUND_MOST_RANDOM_BITS.
   *random_bits is 0 where there is no N.  0: it is none. */
int tp_rounding_mode_parse(tp_rounding_mode *mode, int *random_bits, const char *text, size_t length);
void tp_rounding_mode_print(tp_buffer *out, tp_rounding_mode mode, int random_bits);

/* 1 for rne and rna: then a number is moved no farther than to any value of the format. */
int tp_mode_is_nearest(tp_rounding_mode mode);

/* What a number becomes that is too large.  A number is too large if it exceeds all values of
   the format after rounding with an unbounded exponent.  Values of a shared scale become the
   largest value under every rule. */
typedef enum {
  TP_OVERFLOW_AS_FORMAT, /* in formats with infinities what IEEE 754 says for the mode; else the largest value */
  TP_OVERFLOW_INFINITY,  /* infinity in formats with infinities; else the largest value */
  TP_OVERFLOW_SATURATE,  /* the largest value */
  TP_OVERFLOW_NAN,       /* NaN in eXmY formats with NaN but no infinities, as ml_dtypes does; else as
                            TP_OVERFLOW_AS_FORMAT */
  TP_OVERFLOW_RULES
} tp_overflow_rule;
extern const char *const tp_overflow_rule_name[TP_OVERFLOW_RULES];   /* auto inf saturate nan */

typedef struct {
  tp_format format;
  tp_rounding_mode mode;
  tp_overflow_rule overflow;
  int random_bits;       /* TP_ROUND_STOCHASTIC: as above; 0: all of u counts.  Of other modes nothing changes. */
} tp_rounding;

/* Special numbers, in all functions below:

     NaN stays NaN in every format.
     An infinity stays infinite in real and p:N.  It stays so in eXmY formats that have infinities
       and no shared scale, unless the rule is TP_OVERFLOW_SATURATE.  It becomes NaN as a posit.
       Else it counts as too large.
     -0 and 0 count as the same number; a zero is returned as it is. */

/* A rule for a format that fits binary64 (tp_format_fits_double), with everything that depends
   on the rule alone computed in advance. */
typedef struct {
  tp_rounding rule;
  int is_plain;          /* 1: to nearest even, into fixed point or floating point without flushing */
  int precision;         /* significand bits of a normal number */
  double step, per_step; /* the smallest step and its inverse; 0 if there is none */
  double least_normal;   /* below it every step is the smallest one */
  double low, high;      /* the least and the largest value; infinite if there is none */
  double denominator;    /* of a grid, else 1 */
} tp_double_rounding;
tp_double_rounding tp_double_rounding_make(const tp_rounding *r);

/* Round x, which is taken as an exact number.  The result is the exact one for every double x.
   The exception is a grid: there the neighbours of x are found with an error of 2^-52 |x|, and
   a value k/d is returned as the nearest double. */
double tp_double_rounding_apply(const tp_double_rounding *r, double x, double u);

/* Round a real number that lies strictly between the double y and the next double above it
   (side 1) or below it (side -1); side 0: y itself.  All these numbers are rounded alike if y is
   not 0 and the mode is not stochastic. */
double tp_double_rounding_beside(const tp_double_rounding *r, double y, int side, double u);

/* Round any x into any format without shared scale, in place.  The precision of x must hold the
   result; tp_format_significand bits suffice.  A value of a grid need not be a binary number:
   x becomes the nearest number that its precision allows. */
void tp_rounding_mpfr(const tp_rounding *r, mpfr_t x, double u);

/* Round the exact quotient numerator / denominator into x, with the same condition on the
   precision of x. */
void tp_rounding_mpfr_quotient(const tp_rounding *r, mpfr_t x, mpfr_srcptr numerator, mpfr_srcptr denominator, double u);

/* Formats whose values share a scale (doc/precision.md, "Shared scales"): factor 2^exponent, and
   0 <= factor <= 15.  tp_shared_scale is that of numbers whose largest magnitude is m >= 0; it
   never falls with m.  tp_rounding_mpfr_scaled rounds x in place to the scale times a value.  What is too
   large becomes the largest value, whatever the rule; under the scale 0 all but NaN becomes 0. */
typedef struct { int factor; long exponent; } tp_block_scale;
tp_block_scale tp_shared_scale(tp_format f, mpfr_srcptr m);
void tp_rounding_mpfr_scaled(const tp_rounding *r, tp_block_scale scale, mpfr_t x, double u);

#ifdef __cplusplus
}
#endif

#endif
