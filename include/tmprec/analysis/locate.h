/* Where a run in rounded arithmetic goes wrong, and what would mend it
   (doc/precision.md, "What locate does"). */
#ifndef TMPREC_ANALYSIS_LOCATE_H
#define TMPREC_ANALYSIS_LOCATE_H

#include "tmprec/analysis/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All steps are tried as long as those that make a difference, times the positions that
   trying one takes, times what the arithmetic costs (tp_effort_cost), are at most this. */
#define TP_LOCATE_ALL 200000.0

/* An operation of a run: the number that it makes under hardmax and in the arithmetic. */
typedef struct {
  int found;
  size_t segment, position;
  size_t token;                    /* counted from 0 over all segments */
  size_t layer;                    /* from 1 */
  tp_layer_part part;              /* ATTENTION: head `index` adds to the coordinate; NEURON: hidden value
                                      of neuron `index`; SUM: the neurons add to the coordinate */
  size_t index;                    /* SIZE_MAX of SUM */
  uint32_t coordinate;             /* not of NEURON */
  double exact, rounded;           /* exact: NaN where hardmax's numbers leave -1, 0, 1, as they may if r is
                                      too small; then a neuron's margin as well */
  unsigned what;                   /* a least set of what, made precise in this part of this layer at this
                                      position alone, mends it: bit 1u << site, TP_EXCEPT_BETA or
                                      TP_EXCEPT_OPERATION; 0: nothing does */
  double margin;                   /* under hardmax there.  ATTENTION: between the best score and the next,
                                      infinity if all keys tie; NEURON: from its pre-activation to 1/2,
                                      between not firing and firing; SUM: 1/2, to what is as near to the next
                                      ternary number */
} tp_operation;

typedef struct {
  tp_verification verdict;
  size_t recorded;                 /* tokens fed before hardmax's numbers leave -1, 0, 1; SIZE_MAX if they do not.
                                      Only among them is the first looked for */
  tp_error obstacle;               /* empty, or why nothing can be made more precise here: then there is only
                                      the first, with nothing named */
  tp_operation first;              /* the first number that differs from hardmax's; made precise, it is
                                      hardmax's to 2^-24 */
  tp_operation decisive;           /* rounded up to and with that step and precise from there on, the wrong
                                      token follows; with that step precise as well, it does not: that mends
                                      it.  Shown is the number for which it makes the most difference */
  int is_first;                    /* 1: the decisive operation is the first such; 0: one such, found by
                                      bisection as there were too many to try */
  int is_mended;                   /* 1: this mends the run, and does not if an exception or one of its layers
                                      is left out: */
  tp_layer_exception *mend;
  size_t mends;
} tp_location;

/* Verify s in the arithmetic chosen.  If an activation differs, find the first, and if the
   run is not exact find out why.  Precise means fixed:7.24 for activations, no rounding at
   the other sites, 256 bits for mpfr, and beta = 60 if it is less; that is for formats that
   --at takes. */
void tp_locate_error(tp_location *out, const tp_subject *s, const tp_setup *in,
                    void (*progress)(void *context, size_t evaluations), void *context);
void tp_location_clear(tp_location *l);

#ifdef __cplusplus
}
#endif

#endif
