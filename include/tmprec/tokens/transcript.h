/* What a transformer is to say, context by context: a chain of thought has one
   segment, a summarized one has as many as it takes (doc/construction.md, "Token
   sequences"). */
#ifndef TMPREC_TOKENS_TRANSCRIPT_H
#define TMPREC_TOKENS_TRANSCRIPT_H

#include "tmprec/tokens/sequence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The tokens of one context; those at prompt_end + 1 .. length - 1 are predicted. */
typedef struct {
  tp_sequence tokens;
  size_t prompt_end;     /* position of the prompt's last token (tp_sequence_prompt_end) */
} tp_segment;

typedef struct {
  uint32_t tapes;
  tp_segment *segment;
  size_t segments, capacity;
} tp_transcript;

void tp_transcript_init(tp_transcript *t, uint32_t tapes);
void tp_transcript_clear(tp_transcript *t);

/* Append an empty segment, valid until the next one comes; prompt_end is to be set. */
tp_segment *tp_transcript_append(tp_transcript *t);

/* Predictions in a segment, and in all; tokens of the longest context, and of all. */
size_t tp_segment_predictions(const tp_segment *s);
size_t tp_transcript_predictions(const tp_transcript *t);
size_t tp_transcript_longest(const tp_transcript *t);
size_t tp_transcript_tokens(const tp_transcript *t);

/* 1 if they have the same tokens, segment by segment. */
int tp_transcript_equal(const tp_transcript *a, const tp_transcript *b);

/* Where the summary begins that the segment ends with (its last summ behind the
   prompt), or SIZE_MAX if it does not end with esumm or has none. */
size_t tp_segment_summary(const tp_segment *s);

/* m* (doc/precision.md): the most earlier writes, in the same context, of a cell that
   a head looks at.  A prompt's symbol counts as one write.  Heads look at every
   token that is fed, all but a segment's last. */
size_t tp_transcript_rewrites(const tp_transcript *t);

#ifdef __cplusplus
}
#endif

#endif
