/* SPDX-License-Identifier: MIT */
/* The forward pass, one for all arithmetics (doc/precision.md, section 1).

   Tokens are fed in order, in chunks of any size.  What earlier positions computed is kept (the
   key/value cache).  So chunks of one token make the evaluator a generator.  An observer sees
   activations, scores and weights as they are computed.

   Hardmax in exact arithmetic is evaluated by whole parts of layers, if nobody observes it, for as long
   as all numbers are -1, 0 and 1 (trits.h).  At the first that is not, all is evaluated again
   number by number. */
#ifndef TMPREC_EVALUATION_EVALUATOR_H
#define TMPREC_EVALUATION_EVALUATOR_H

#include "tmprec/evaluation/plan.h"
#include "tmprec/evaluation/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_evaluator tp_evaluator;

/* Callbacks of an observer; each may be NULL.  Layers count from 1.  Positions are from .. to-1 of
   the sequence.  Rows are valid during the call only.  They are read with row_score and row_weight
   for the keys 0 .. position, or with row_histogram.

   Heads that read the same versions of q and k share a row, also heads of successive layers.  Then
   there is one call for the row: `layer` and `head` are those of the first of these heads. */
typedef struct {
  void *context;
  /* A version of a coordinate (plan.h) was computed at these positions. */
  void (*activation)(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to);
  /* The hidden value of a neuron was computed.  Neurons of a layer count from 0. */
  void (*hidden)(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to);
  void (*scores)(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row);
  void (*weights)(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row);
  /* After tp_evaluator_compare: a number that a part of a layer made, and what the other schedule
     made from the same numbers.  at.index is the coordinate or the neuron. */
  void (*beside)(void *context, tp_workspace *w, tp_rounding_place at, tp_number_column *c, tp_number_column *other, size_t from, size_t to);
} tp_observer;

/* A new evaluator, with no tokens fed.  The caller frees it.  It uses the plan and the schedule but
   does not own them.  *watch is copied; it may be NULL.  If a schedule names several arithmetics,
   the plan must be one in which heads share no rows. */
tp_evaluator *tp_evaluator_new(const tp_plan *p, const tp_schedule *s, const tp_observer *watch);
void tp_evaluator_free(tp_evaluator *e);

/* Use another schedule of the same backend from the next feed on. */
void tp_evaluator_use(tp_evaluator *e, const tp_schedule *s);

/* Take each step by the other schedule too, from the same numbers.  The callback `beside` gets its
   results.  To be called before the first feed. */
void tp_evaluator_compare(tp_evaluator *e, const tp_schedule *other);

/* So many threads may work on a chunk, at least 1.  Results are the same for any number.  Only hardmax in exact
   arithmetic takes more than one. */
void tp_evaluator_thread(tp_evaluator *e, unsigned threads);
/* A good number of positions to feed next. */
size_t tp_evaluator_chunk(const tp_evaluator *e);

/* Instead of feeding the first `count` tokens: all numbers there are these, -1, 0 or 1, of a run of the same tokens.
   version[v * stride + p] is version v (plan.h) at position p.  Before the first feed, and not where activations share
   scales. */
void tp_evaluator_recall(tp_evaluator *e, const int8_t *version, size_t stride, size_t count);

/* Feed the next `count` tokens: tokens first .. first+count-1 of s, where first is
   tp_evaluator_length.  All must be tokens of the vocabulary of the transformer.  Tokens 0 .. first-1
   of s are those that were fed before.

   Where hardmax goes over to numbers one by one, it begins anew: only the first tokens of s are fed then, and
   tp_evaluator_length says how many.  From there on too, fewer may be fed than asked for, since rationals take long: as
   many as tp_evaluator_piece says. */
enum { TP_EVALUATOR_ONE_BY_ONE = 512 };
void tp_evaluator_feed(tp_evaluator *e, const tp_sequence *s, size_t count);
size_t tp_evaluator_length(const tp_evaluator *e);       /* tokens fed so far */
/* Tokens that are fed at once, number by number, after so many: at most TP_EVALUATOR_ONE_BY_ONE, and so few that their
   pairs with those before take no more than some seconds and megabytes. */
size_t tp_evaluator_piece(size_t length);

/* A prediction: the argmax of the unembedding after a position. */
typedef struct {
  int is_number;         /* 0: a NaN is among the logits */
  int is_decided;        /* 0: what is known of the numbers does not decide the maximum */
  double ties;           /* tokens that attain the maximum; 1 if there is one */
  uint32_t *token;       /* one of them (family and fields); the caller gives room for TP_TOKEN_STRIDE(tapes) */
} tp_prediction;

/* 1 if the prediction is this token for certain, and no other attains its maximum. */
int tp_prediction_is(const tp_prediction *guess, const uint32_t *token, uint32_t tapes);

/* Predict the token after a position of the last chunk. */
void tp_evaluator_predict(tp_evaluator *e, size_t position, tp_prediction *out);

/* The logit of the token after a position of the last chunk, less the largest logit of any other
   token.  It is computed in binary64: it is exact as long as activations are small integers, and
   NaN if a logit is NaN. */
double tp_evaluator_lead(tp_evaluator *e, size_t position, const uint32_t *token);

/* 1 if every number that a logit adds is exactly 0 after a position of the last chunk: then all logits are 0. */
int tp_evaluator_is_silent(tp_evaluator *e, size_t position);

#ifdef __cplusplus
}
#endif

#endif
