/* SPDX-License-Identifier: MIT */
/* What each layer does at one token, under hardmax. */
#ifndef TMPREC_ANALYSIS_EXPLAIN_H
#define TMPREC_ANALYSIS_EXPLAIN_H

#include "tmprec/analysis/subject.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A head at that token: the keys with the best score. */
typedef struct {
  size_t layer, head;              /* layer from 1, head from 0 */
  size_t *best;                    /* positions, ascending */
  size_t count;
  double gap;                      /* the best score less the next; infinity if all keys tie */
} tp_attended_keys;

typedef struct {
  size_t segment, position;
  tp_attended_keys *head;          /* the heads of all layers, in their order */
  size_t heads;
  int8_t *stream;                  /* (2 layers + 1) x width: the stream as embedded, then for each layer the
                                      stream after its attention and after its neurons */
} tp_explanation;

/* Explain a token.  Tokens are counted from 0 over all segments.  The subject was opened with
   compile.  Refused: a token that does not exist, and the last token of a segment, which is never
   fed.  The caller clears *out.  On failure there is nothing to clear. */
tp_status tp_explain_token(tp_explanation *out, const tp_subject *s, size_t token, tp_error *err);
void tp_explanation_clear(tp_explanation *e);

/* 1 if the head changes the stream there. */
int tp_explanation_acts(const tp_explanation *e, const tp_transformer *t, const tp_attended_keys *k);

/* The stream in layer `layer`, from 1: after its attention (part 1) or after its neurons (part 2).
   Layer 0: the stream as embedded.  `width` entries, which belong to e. */
const int8_t *tp_explanation_stream(const tp_explanation *e, const tp_transformer *t, size_t layer, int part);

#ifdef __cplusplus
}
#endif

#endif
