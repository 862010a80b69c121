/* SPDX-License-Identifier: MIT */
/* How far the activations of a run in another arithmetic are from those of hardmax: at one token, and the most of
   each sublayer in the whole run. */
#ifndef TMPREC_ANALYSIS_ERRORS_H
#define TMPREC_ANALYSIS_ERRORS_H

#include "tmprec/analysis/explain.h"
#include "tmprec/analysis/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The largest distance of a number that a sublayer makes from that of hardmax, over all tokens. */
typedef struct {
  size_t layer;                    /* from 1 */
  int part;                        /* 1: attention, 2: neurons, as tp_explanation_stream has them */
  int seen;                        /* 0: the sublayer writes nothing */
  double error;                    /* in binary64; NaN counts as infinity */
  uint32_t coordinate;             /* where it is: the first of the largest, by token, then by coordinate */
  double exact, rounded;           /* the number in both */
  size_t token, segment, position; /* each from 0 */
} tp_sublayer_error;

typedef struct {
  tp_sublayer_error *sublayer;     /* two for each layer, in their order */
  size_t sublayers;
  int is_undecided;                /* 1: the run left a number undecided, so its errors are unreliable */
  size_t recorded;                 /* tokens fed before the numbers of hardmax leave -1, 0, 1; SIZE_MAX if they do
                                      not.  Errors are looked for among these only */
} tp_errors;

/* The subject was opened with compile.  The caller clears *out.  `progress` may be NULL.  Else it is called after each
   segment, with `context`. */
void tp_errors_measure(tp_errors *out, const tp_subject *s, const tp_setup *in,
                       void (*progress)(void *context, const tp_verify_state *state), void *context);
void tp_errors_clear(tp_errors *e);

/* A token of a run in another arithmetic, beside what hardmax does there. */
typedef struct {
  double *stream;                  /* as of tp_explanation */
  double *held;                    /* by head of the explanation: the weight of the keys that hardmax attends to */
  int is_undecided;                /* 1: numbers were left undecided, and what is shown is unreliable */
  int is_predicted;                /* 0: nothing is predicted there, or what is, is not decided */
  int is_number;                   /* of a prediction: 0 if a NaN is among the logits */
  double ties;                     /* tokens that attain its maximum */
  uint32_t *token;                 /* one of them */
} tp_rounded_token;

/* The token that `e` is about.  The caller clears *out. */
void tp_round_token(tp_rounded_token *out, const tp_subject *s, const tp_setup *in, const tp_explanation *e);
void tp_rounded_token_clear(tp_rounded_token *r);
/* The stream as tp_explanation_stream has it. */
const double *tp_rounded_stream(const tp_rounded_token *r, const tp_transformer *t, size_t layer, int part);

#ifdef __cplusplus
}
#endif

#endif
