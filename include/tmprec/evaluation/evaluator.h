/* The forward pass: one for every arithmetic (doc/precision.md, "Definition").

   Tokens are fed in order, in chunks of any size; what earlier positions
   computed is kept (the key/value cache), so chunks of one token make it a
   generator.  An observer sees activations, scores and weights as they arise. */
#ifndef TMPREC_EVALUATION_EVALUATOR_H
#define TMPREC_EVALUATION_EVALUATOR_H

#include "tmprec/evaluation/plan.h"
#include "tmprec/evaluation/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_evaluator tp_evaluator;

/* Callbacks, any of which may be NULL.  Layers count from 1; positions are
   from .. to-1 of the sequence.  Rows are valid during the call only and are
   read with row_score and row_weight for keys 0 .. position, or by row_histogram.
   Heads of a layer that share q and k share a row: `head` is the first of them. */
typedef struct {
  void *context;
  /* A version of a coordinate was computed at these positions. */
  void (*activation)(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to);
  /* Hidden value of a layer's neuron. */
  void (*hidden)(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to);
  void (*scores)(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row);
  void (*weights)(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row);
  /* With tp_evaluator_compare: a number that a part of a layer made, and what the other
     schedule made of the same numbers; `index` is its coordinate or neuron. */
  void (*beside)(void *context, tp_workspace *w, tp_rounding_place at, tp_number_column *c, tp_number_column *other, size_t from, size_t to);
} tp_observer;

/* The evaluator uses plan and schedule but does not own them; watch may be NULL.  Where a
   schedule names several arithmetics, the plan's heads share no rows. */
tp_evaluator *tp_evaluator_new(const tp_plan *p, const tp_schedule *s, const tp_observer *watch);
void tp_evaluator_free(tp_evaluator *e);

/* From the next feed on, another schedule of the same backend. */
void tp_evaluator_use(tp_evaluator *e, const tp_schedule *s);

/* Take each step by this schedule as well, from the same numbers: observers see what comes of
   it `beside`.  To be called before the first feed. */
void tp_evaluator_compare(tp_evaluator *e, const tp_schedule *other);

/* Feed the next `count` tokens, all of the transformer's vocabulary: tokens
   first .. first+count-1 of s, where first = tp_evaluator_length. */
void tp_evaluator_feed(tp_evaluator *e, const tp_sequence *s, size_t count);
size_t tp_evaluator_length(const tp_evaluator *e);       /* tokens fed so far */

/* What the unembedding says after a position of the last chunk. */
typedef struct {
  int is_number;         /* 0: a NaN among the logits */
  int is_decided;        /* 0: numbers out of reach, the maximum is not known */
  double ties;           /* tokens that attain the maximum, 1 if it is one */
  uint32_t *token;       /* one of them (family and fields), room for TP_TOKEN_STRIDE(tapes) */
} tp_prediction;

void tp_evaluator_predict(tp_evaluator *e, size_t position, tp_prediction *out);

/* The token's logit there less the largest of any other's, in binary64: exact as long as
   activations are small integers; NaN if a logit is. */
double tp_evaluator_lead(tp_evaluator *e, size_t position, const uint32_t *token);

#ifdef __cplusplus
}
#endif

#endif
