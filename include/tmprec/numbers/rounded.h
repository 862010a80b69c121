/* SPDX-License-Identifier: MIT */
/* What an exact number becomes in a format, and everything there is to say about it (doc/precision.md,
   "One number"). */
#ifndef TMPREC_NUMBERS_ROUNDED_H
#define TMPREC_NUMBERS_ROUNDED_H

#include "tmprec/numbers/exact.h"
#include "tmprec/numbers/rounding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags, as a mask. */
typedef enum {
  TP_FLAG_INEXACT,       /* the result is not the number; NaN stays NaN */
  TP_FLAG_OVERFLOW,      /* the number is too large (tp_overflow_rule), or an infinity that does not stay one */
  TP_FLAG_UNDERFLOW,     /* inexact, and the number is less than the least normal value in magnitude (without normal values:
                            than the least positive value): tininess before rounding, IEEE 754-2019, 7.5 */
  TP_FLAG_SATURATED,     /* the overflow became the largest value */
  TP_FLAG_SUBNORMAL,     /* the result is subnormal */
  TP_FLAGS
} tp_flag;
extern const char *const tp_flag_name[TP_FLAGS];       /* inexact overflow underflow saturated subnormal */

typedef struct {
  tp_exact value;        /* a value of the format; -0 only where the format has it */
  unsigned flags;        /* bit i: flag number i */
  int has_error;         /* number and value are finite */
  mpq_t error;           /* value - number */
  mpq_t ulp;             /* the step at the number: of eXmY the last bit of the significand, the exponent limited to those of
                            normal values; of posits from the value at or below |number| to the next, beyond the largest the
                            last one.  0: there is none (real; 0 in p:N) */
  mpq_t odds;            /* the probability of this outcome: 1, unless the mode is stochastic */
} tp_rounded;

enum { TP_OUTCOMES = 2 };
void tp_rounded_init(tp_rounded out[TP_OUTCOMES]);
void tp_rounded_clear(tp_rounded out[TP_OUTCOMES]);

/* Refused: a shared scale, which is no property of one number, and exponents beyond TP_EXACT_MOST_EXPONENT. */
tp_status tp_rounded_can(tp_format f, tp_error *err);

/* Round the number itself: nothing is rounded before.  The result is the number of outcomes, 1, or for stochastic rounding
   up to 2: first the one of the smaller magnitude.  With random bits, which may be any number here, the share of the way from
   lo to hi is cut to so many bits, and that is the probability of hi. */
int tp_round_exact(tp_rounded out[TP_OUTCOMES], const tp_rounding *r, const tp_exact *x);

/* Append the value in as few decimal digits as read back as it, to nearest even, when it is rounded to so many digits;
   in `real` the number itself. */
void tp_rounded_print_shortest(tp_buffer *out, tp_format f, const tp_exact *value);

#ifdef __cplusplus
}
#endif

#endif
