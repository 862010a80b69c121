/* SPDX-License-Identifier: MIT */
/* Effort: the working precision between roundings.  Verdicts do not depend on it.  Only whether
   there is a verdict depends on it: a larger effort may decide what a smaller one leaves open
   (doc/precision.md, "Backends"). */
#ifndef TMPREC_ARITHMETIC_EFFORT_H
#define TMPREC_ARITHMETIC_EFFORT_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The first number of bits is 200, or 2 s + 128 if that is more, where s is the largest number of
   significand bits among the formats of the choice. */
typedef struct {
  int bits;              /* 0: the fastest backend that takes the choice.  TP_ARITHMETIC_SITES: else
                            enclosures of so many bits.  TP_ARITHMETIC_MPFR: else MPFR itself, whatever
                            the number */
  int patience;          /* TP_ARITHMETIC_SITES: bits grow to at most so many times the first number;
                            0: to 64 times */
  int only_verdicts;     /* 1: no number is shown, only what is decided counts.  Without bits, where nothing is rounded,
                            intervals of binary64 come first.  0: enclosures, whose ends are close */
  int keeps_open;        /* 1: where these bits do not decide a rounding, go on with all candidates between
                            two ends.  Needs bits > 0.  0: leave the evaluation undecided there */
} tp_effort;

/* Raise *e to the next larger effort and return 1.  Bits grow by a factor of 4.  At the limit the
   result is 0, and *e is unchanged.  An effort of 0 bits becomes the first number of bits,
   or the next one where 0 stood for that already.  In both cases
   it is one of enclosures from then on, whose numbers may be shown. */
int tp_effort_raise(tp_effort *e, const tp_choice *c);

/* The approximate time of a step with this effort, as a multiple of the time in binary64 (intervals are that, too):
   1 or 35.  The number is measured. */
double tp_effort_cost(const tp_effort *e, const tp_choice *c);

#ifdef __cplusplus
}
#endif

#endif
