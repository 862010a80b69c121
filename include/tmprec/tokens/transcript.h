/* SPDX-License-Identifier: MIT */
/* The tokens that a transformer should say, context by context.  A plain chain of thought has
   one segment.  A summarized one has as many as the run needs (doc/construction.md, sections 2
   and 9.1). */
#ifndef TMPREC_TOKENS_TRANSCRIPT_H
#define TMPREC_TOKENS_TRANSCRIPT_H

#include "tmprec/tokens/sequence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The tokens of one context.  Those at prompt_end + 1 .. length - 1 are predicted. */
typedef struct {
  tp_sequence tokens;
  size_t prompt_end;     /* position of the last token of the prompt (tp_sequence_prompt_end) */
} tp_segment;

typedef struct {
  uint32_t tapes;
  tp_segment *segment;
  size_t segments, capacity;
} tp_transcript;

/* How many tokens a transcript has. */
typedef struct {
  size_t segments;
  size_t longest;        /* tokens of the longest context */
  size_t tokens;         /* of all contexts, prompts included */
  size_t predictions;    /* of all contexts */
} tp_told_size;

/* Add a segment of so many tokens, of which so many are its prompt. */
void tp_told_size_add(tp_told_size *size, size_t tokens, size_t prompt);

/* An empty transcript.  The owner clears it, which clears its segments too. */
void tp_transcript_init(tp_transcript *t, uint32_t tapes);
void tp_transcript_clear(tp_transcript *t);

/* Append an empty segment.  The result is valid until the next one is appended.  The caller
   sets prompt_end. */
tp_segment *tp_transcript_append(tp_transcript *t);

/* The number of predictions in a segment. */
size_t tp_segment_predictions(const tp_segment *s);
/* The size of a transcript, and its parts. */
tp_told_size tp_transcript_size(const tp_transcript *t);
size_t tp_transcript_predictions(const tp_transcript *t);
size_t tp_transcript_longest(const tp_transcript *t);
size_t tp_transcript_tokens(const tp_transcript *t);

/* 1 if both have the same tokens, segment by segment. */
int tp_segment_equal(const tp_segment *a, const tp_segment *b);
int tp_transcript_equal(const tp_transcript *a, const tp_transcript *b);

/* The position where the summary at the end of the segment begins: its last summ after the
   prompt.  SIZE_MAX if the segment does not end with esumm or has no such summ. */
size_t tp_segment_summary(const tp_segment *s);

/* The rewrites m_max (doc/precision.md, section 3.1): the largest number of earlier writes, in
   the same context, of a cell that a head looks at.  A symbol of the prompt counts as one
   write.  Every token that is fed makes heads look, and every token of a segment is fed except
   the last. */
size_t tp_segment_rewrites(const tp_segment *s);
size_t tp_transcript_rewrites(const tp_transcript *t);

#ifdef __cplusplus
}
#endif

#endif
