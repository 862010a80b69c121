/* SPDX-License-Identifier: MIT */
/* Where a run in rounded arithmetic goes wrong, and what mends it (doc/precision.md, section
   5.2). */
#ifndef TMPREC_ANALYSIS_LOCATE_H
#define TMPREC_ANALYSIS_LOCATE_H

#include "tmprec/analysis/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The limit up to which all steps are tried.  It applies to the product of three numbers: the steps
   that make a difference, the positions that trying one step takes, and the cost of the arithmetic
   (tp_effort_cost). */
#define TP_LOCATE_ALL 200000.0

/* An operation of a run: a number, as hardmax makes it and as the arithmetic makes it. */
typedef struct {
  int found;
  size_t segment, position;
  size_t token;                    /* counted from 0 over all segments */
  size_t layer;                    /* from 1 */
  tp_layer_part part;              /* ATTENTION: head `index` adds to the coordinate; NEURON: the hidden value
                                      of neuron `index`; SUM: the neurons add to the coordinate */
  size_t index;                    /* SIZE_MAX for SUM */
  uint32_t coordinate;             /* not for NEURON */
  double exact, rounded;           /* the number in both.  exact is NaN where the numbers of hardmax leave
                                      -1, 0, 1, as they may if r is too small */
  unsigned what;                   /* a smallest set of things that mends the operation if they are made precise
                                      in this part of this layer at this position alone.  Bits: 1u << site,
                                      1u << TP_EXCEPT_BETA, 1u << TP_EXCEPT_OPERATION.  0: no set does, or none
                                      could be tried */
  double margin;                   /* of this operation under hardmax.  ATTENTION: the gap between the best score
                                      and the next, infinity if all keys tie.  NEURON: the distance of its
                                      pre-activation from 1/2, between not firing and firing; NaN where `exact`
                                      is.  SUM: 1/2, the distance to the midpoint between two ternary numbers */
} tp_operation;

typedef struct {
  tp_verification verdict;
  size_t recorded;                 /* tokens fed before the numbers of hardmax leave -1, 0, 1; SIZE_MAX if they do
                                      not.  `first` is looked for among these tokens only */
  int shares_scales;               /* 1: rounding an activation rounds others, too, those that were not made then.  So no
                                      `decisive` is looked for, and the `what` of `first` is 0 */
  tp_operation first;              /* the first number that differs from that of hardmax.  Made precise by `what`,
                                      it equals that of hardmax to within 2^-24 */
  tp_operation decisive;           /* the step after which the wrong token follows.  If the run is rounded up to and
                                      including this step and precise after it, the token is wrong.  If this step
                                      is precise too, the token is right.  The number shown is the one that
                                      differs most between the two, if possible one that is not that of
                                      hardmax */
  int is_first;                    /* 1: `decisive` is the first such step.  0: it is some such step, found by
                                      bisection because there were too many to try */
  int is_mended;                   /* 1: the exceptions `mend` make the run exact.  They do not if an exception, or
                                      one layer of an exception, is left out.  (A verdict that needs more than 4
                                      times the first number of bits counts as not exact here) */
  tp_layer_exception *mend;
  size_t mends;
  tp_layer_exception *mend_bits;   /* as many: the same rules with more bits in place of precise numbers, with which
                                      the run is exact too; NULL if 32 more do not do it */
} tp_location;

/* Verify s in the arithmetic of `in`.  If a number differs from that of hardmax, find the first one.
   If the run is not exact, find the decisive step and what mends the run.  Nothing is looked for under hardmax or
   if the verdict is unknown.

   Precise means fixed:7.24 for activations, no rounding at the other sites, 256 bits for mpfr, and
   beta = 60 where it is `auto` or less.

   The subject was opened with compile.  The caller clears *out.  `progress` may be NULL.  Else it is
   called after each evaluation with the number of evaluations so far. */
void tp_locate_error(tp_location *out, const tp_subject *s, const tp_setup *in,
                    void (*progress)(void *context, size_t evaluations), void *context);
void tp_location_clear(tp_location *l);

#ifdef __cplusplus
}
#endif

#endif
