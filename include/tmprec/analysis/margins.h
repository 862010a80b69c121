/* SPDX-License-Identifier: MIT */
/* Margins: how far apart the attention scores of a run are, head by head, under hardmax and in
   another arithmetic, and what that arithmetic needs (doc/precision.md, section 5). */
#ifndef TMPREC_ANALYSIS_MARGINS_H
#define TMPREC_ANALYSIS_MARGINS_H

#include "tmprec/analysis/verify.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The least or largest number of its kind in a run, and the token where it was found.  Tokens are
   counted from 0 over all segments.  A NaN counts as worse than every number. */
typedef struct {
  double value;
  size_t token;
  int seen;              /* 0: there is no such number */
} tp_extreme;

typedef struct {
  size_t layer, head;              /* layer from 1, head from 0 in the order of the layer */
  /* In the run under hardmax, over all tokens that are fed: */
  tp_extreme gap;                  /* least: the best score less the next; none where all keys tie */
  tp_extreme ties;                 /* most keys with the best score */
  tp_extreme nonzero;              /* most of them with a value that is not 0 */
  tp_extreme leak;                 /* largest weight that softmax at beta gives to the other keys together */
  /* The gap that suffices for the arithmetic to round the output of the head to that of hardmax
     (section 5.1): */
  int is_known;                    /* 0: no gap is known to suffice; needs and slack mean nothing then */
  double needs;                    /* the gap needed at the token of the least slack; infinity: no gap suffices */
  tp_extreme slack;                /* least: the gap less the gap needed */
  tp_extreme disturbance;          /* least: the largest noise on each weight that is certainly rounded away;
                                      none where all values are 0 */
  /* In the run in the arithmetic, with scores and weights in binary64: */
  tp_extreme run_gap;              /* least: the lowest score of the keys that hardmax attends to, less the
                                      highest score of the others */
  tp_extreme run_ties;             /* most keys with the best score in that run */
  tp_extreme run_nonzero;          /* most of them with a value that is not 0; none if activations share scales */
  tp_extreme run_leak;             /* largest sum of the weights of the keys that hardmax does not attend to */
  tp_extreme run_slack;            /* least: the run_gap of a token less the gap needed there under hardmax */
} tp_head_margin;

typedef struct {
  tp_head_margin *head;            /* layer by layer */
  size_t heads;
  int is_rounded;                  /* 1: the arithmetic was run; 0: it is hardmax itself */
  int is_undecided;                /* 1: that run left a number undecided, so what it shows is unreliable */
  /* The unembedding: the least lead of the right token over all others, over all predictions, under
     hardmax and in the arithmetic. */
  tp_extreme right, right_rounded;
} tp_margins;

/* Evaluate s under hardmax and in the arithmetic of `in`, side by side.  Leaks and needs are for the
   beta of the choice, also if the choice is hardmax.  The subject was opened with compile.  The
   caller clears *out.  `progress` may be NULL.  Else it is called after each chunk, with `context`. */
void tp_margins_measure(tp_margins *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_verify_state *state), void *context);
/* The same but for `disturbance`, which takes most of the time: it is not looked for. */
void tp_margins_measure_gaps(tp_margins *out, const tp_subject *s, const tp_setup *in,
                             void (*progress)(void *context, const tp_verify_state *state), void *context);
void tp_margins_clear(tp_margins *m);

/* For each of some arithmetics the least slack of all heads and tokens of the run under hardmax.  0 or more, and if all keys of all
   rows tie infinity: in that arithmetic the output of each head is rounded to that of hardmax.  -infinity: no gap would suffice somewhere.  NaN: of some
   head no gap is known to.  The same as the least `slack` of tp_margins_measure; its rows are walked through once for all. */
void tp_margins_least_slacks(double *slack, const tp_subject *s, const tp_choice *const *choice, size_t count);

#ifdef __cplusplus
}
#endif

#endif
