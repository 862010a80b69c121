/* How far the attention scores of a run are apart, head by head, in hardmax and in
   another arithmetic, and what that arithmetic needs (doc/precision.md, "Margins"). */
#ifndef TMPREC_ANALYSIS_MARGINS_H
#define TMPREC_ANALYSIS_MARGINS_H

#include "tmprec/analysis/verify.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The least or largest number of its kind in a run, and at which token, counted from 0
   over all segments; `seen` is 0 if there is none. */
typedef struct {
  double value;
  size_t token;
  int seen;
} tp_extreme;

typedef struct {
  size_t layer, head;              /* layer from 1, head from 0 in the order of the layer */
  /* Of hardmax's run, over all tokens that are fed. */
  tp_extreme gap;                  /* least: best score - next; none where all keys tie */
  tp_extreme ties;                 /* most keys with the best score */
  tp_extreme nonzero;              /* most of them with a value that is not 0 */
  tp_extreme leak;                 /* largest weight that softmax at beta gives to the others */
  /* What is enough for the arithmetic to round the head's output to hardmax's: at the
     token where it is scarcest, the gap needed, and how much larger it is. */
  int is_known;                    /* 0: nothing is known to be enough */
  double needs;                    /* infinity: no gap is enough */
  tp_extreme slack;
  tp_extreme disturbance;          /* least: noise on each weight that is surely rounded away; none
                                      where no value is set */
  /* The same of the run in the arithmetic, scores and values to binary64. */
  tp_extreme run_gap;              /* least: lowest score of the keys that hardmax attends to - highest of
                                      the others */
  tp_extreme run_ties;             /* most keys with the best score there */
  tp_extreme run_nonzero;          /* most of them with a value that is not 0 */
  tp_extreme run_leak;             /* largest sum of the weights of the keys that hardmax leaves out */
  tp_extreme run_slack;            /* least: that gap - the gap needed there under hardmax */
} tp_head_margin;

typedef struct {
  tp_head_margin *head;            /* layer after layer */
  size_t heads;
  int is_rounded;                  /* 1: the arithmetic was run; 0: it is hardmax itself */
  int is_undecided;                /* 1: it left something open: what it shows is unreliable */
  /* Unembedding: least lead of the right token over all others, over the predictions. */
  tp_extreme right, right_rounded;
} tp_margins;

/* Evaluate s under hardmax and in the arithmetic chosen, side by side.  Leaks and needs
   are for its beta, those of hardmax for `auto`.  `progress` is called now and then, unless
   it is NULL. */
void tp_margins_measure(tp_margins *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_verify_state *state), void *context);
void tp_margins_clear(tp_margins *m);

#ifdef __cplusplus
}
#endif

#endif
