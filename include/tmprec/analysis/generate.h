/* SPDX-License-Identifier: MIT */
/* Generation: the transformer gets the prompt and feeds on its own tokens.  If it ends a context
   with a summary, the summary is the prompt of the next context.  Nothing else is handed on. */
#ifndef TMPREC_ANALYSIS_GENERATE_H
#define TMPREC_ANALYSIS_GENERATE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A generation is given up after so many times as many tokens as the transcript has. */
#define TP_GENERATION_PATIENCE ((size_t) 16)

typedef enum {
  TP_GENERATION_ENDED,      /* eoutp; or, if the run has no output, as many run tokens as the run has steps */
  TP_GENERATION_FULL,       /* the context was full before that: 2^r tokens, or the longest context of the
                               transcript if that is longer */
  TP_GENERATION_GIVEN_UP,   /* too many tokens without an end */
  TP_GENERATION_LOST,       /* esumm, and no summ before it in what was generated */
  TP_GENERATION_TIED,       /* a prediction was tied or not a number */
  TP_GENERATION_UNKNOWN     /* a prediction could not be decided */
} tp_generation_end;

typedef struct {
  tp_generation_end end;
  tp_transcript told;    /* the prompt of each segment and the tokens generated after it; see tp_generate_watch */
  size_t predictions;    /* tokens generated, in all segments */
  tp_word output;        /* the symbols directly before eoutp, if the run has an output and the end is TP_GENERATION_ENDED */
  int same_output;       /* 1: they are the output of the machine; for a run without one: all tokens are the prescribed ones */
} tp_generation;

/* The progress of a generation. */
typedef struct {
  size_t steps, segments, tokens;  /* run tokens, complete segments, and tokens generated so far */
} tp_generate_state;

/* Who watches a generation.  `progress` may be NULL.  Else it is called from time to time.  `segment` may
   be NULL.  Else it is called with each segment once that is generated, to its end or as far as it
   came, and `told` keeps only the last one.  `token` may be NULL.  Else it is called for each token of
   segment g, from 0, those of its prompt too, in their order, once it is certain.

   `observer` may be NULL.  Else it sees numbers, scores and weights (evaluator.h).  `begins`, if it is not NULL, is called
   before: segment g begins, by that plan, or begins again with more bits.  An observer of scores or weights gets each head
   by itself. */
typedef struct {
  void (*progress)(void *context, const tp_generate_state *state);
  void (*segment)(void *context, const tp_segment *s);
  void (*token)(void *context, const tp_segment *s, size_t g, size_t position);
  const tp_observer *observer;
  void (*begins)(void *context, size_t g, const tp_plan *plan);
  void *context;
} tp_generate_watch;

/* Generate from the first prompt of the subject, which was opened with compile.  The caller clears
   *out.  Of a subject whose tokens are not written down only the segment at work is told.

   In exact arithmetic without an observer, the subject's tokens are a draft (speculative decoding): the transformer reads
   many of them at a time, and what it predicts after each is what it generates.  From the first prediction on that
   is another token it goes on token by token.  in->plain = 1: it does so from the prompt on.  The result is the
   same, whatever the draft is. */
void tp_generate_segments(tp_generation *out, const tp_subject *s, const tp_setup *in, const tp_generate_watch *watch);
/* The same without anyone who watches: all segments are kept. */
void tp_generate_tokens(tp_generation *out, const tp_subject *s, const tp_setup *in);
void tp_generation_clear(tp_generation *g);

#ifdef __cplusplus
}
#endif

#endif
