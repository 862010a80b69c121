/* The forward pass: one for every arithmetic (doc/precision.md, "Definition").

   Tokens are fed in order, in chunks of any size; what earlier positions
   computed is kept (the key/value cache), so chunks of one token make it a
   generator.  An observer sees activations, scores and weights as they arise. */
#ifndef TMPREC_EVALUATION_EVALUATOR_H
#define TMPREC_EVALUATION_EVALUATOR_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/transformer/transformer.h"

typedef struct tp_plan tp_plan;
typedef struct tp_evaluator tp_evaluator;

/* What of a transformer's evaluation does not depend on numbers; may be shared
   by evaluators in several threads.  Refers to t, which must outlive it.  An
   arithmetic asks for what it needs by tp_arithmetic_needs; {1, 0} is what most do. */
tp_plan *tp_plan_new(const tp_transformer *t, tp_evaluation_needs needs);
void tp_plan_free(tp_plan *p);
const tp_transformer *tp_plan_transformer(const tp_plan *p);

/* Versions: a coordinate of the stream before any layer is version 0 .. width-1
   (its embedding); each sublayer that writes it makes a new version, numbered on
   in the order of layers, attention before MLP; within attention head after head,
   each in the order of its `out`, within the MLP by coordinate.  tp_plan_versions counts them all.
   Where activations share scales a sublayer rounds coordinates anew that it does not
   write; observers see these under the version that they were. */
size_t tp_plan_versions(const tp_plan *p);
size_t tp_plan_longest_product(const tp_plan *p);   /* d_k */

/* The version of a coordinate that layer `layer`, from 1, reads: its heads (part 0), or
   its neurons (part 1).  Of layer L + 1 part 0: the last. */
size_t tp_plan_version(const tp_plan *p, size_t layer, int part, uint32_t coordinate);

/* Callbacks, any of which may be NULL.  Layers count from 1; positions are
   from .. to-1 of the sequence.  Rows are valid during the call only and are
   read with the arithmetic's row_score and row_weight for keys 0 .. position.
   Heads of a layer that share q and k share a row: `head` is the first of them. */
typedef struct {
  void *context;
  /* A version of a coordinate was computed at these positions. */
  void (*activation)(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to);
  /* Hidden value of a layer's neuron. */
  void (*hidden)(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to);
  void (*scores)(void *context, tp_arithmetic *a, size_t layer, size_t head, size_t position, tp_attention_row *row);
  void (*weights)(void *context, tp_arithmetic *a, size_t layer, size_t head, size_t position, tp_attention_row *row);
  /* With tp_evaluator_compare_parts: a number that a part of a layer made, and what the other
     arithmetic made of the same numbers; `index` is its coordinate or neuron. */
  void (*beside)(void *context, tp_arithmetic *a, tp_rounding_place at, tp_number_column *c, tp_number_column *other, size_t from, size_t to);
} tp_observer;

/* The evaluator uses a (but does not own it) and plan; watch may be NULL. */
tp_evaluator *tp_evaluator_new(const tp_plan *p, tp_arithmetic *a, const tp_observer *watch);
void tp_evaluator_free(tp_evaluator *e);

/* From the next feed on, each layer with an arithmetic of its own (tp_layered_arithmetic.at,
   which must outlive it): of the same kind as that which the evaluator was made with, under
   a plan whose heads share no rows. */
void tp_evaluator_use_layers(tp_evaluator *e, tp_arithmetic *const *by_layer);
/* The same with TP_LAYER_PARTS entries a layer, in the order of tp_layer_part. */
void tp_evaluator_use_parts(tp_evaluator *e, tp_arithmetic *const *by_part);

/* Do each part of each layer in these arithmetics as well, from the same numbers: observers
   see what comes of it `beside`.  To be called before the first feed; the evaluator has
   been told by one of the functions above what to use itself. */
void tp_evaluator_compare_parts(tp_evaluator *e, tp_arithmetic *const *by_part);

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

#endif
