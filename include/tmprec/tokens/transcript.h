/* What a transformer is to say, context by context: a chain of thought has one
   segment, a summarized one has as many as it takes (doc/construction.md, "Token
   sequences"). */
#ifndef TMPREC_TOKENS_TRANSCRIPT_H
#define TMPREC_TOKENS_TRANSCRIPT_H

#include "tmprec/tokens/sequence.h"

/* The tokens of one context; those at prompt_end + 1 .. length - 1 are predicted. */
typedef struct {
  sequence tokens;
  size_t prompt_end;     /* position of the prompt's last token (sequence_prompt_end) */
} segment;

typedef struct {
  uint32_t tapes;
  segment *segment;
  size_t segments, capacity;
} transcript;

void transcript_init(transcript *t, uint32_t tapes);
void transcript_clear(transcript *t);

/* Append an empty segment, valid until the next one comes; prompt_end is to be set. */
segment *transcript_append(transcript *t);

/* Predictions in a segment, and in all; tokens of the longest context, and of all. */
size_t segment_predictions(const segment *s);
size_t transcript_predictions(const transcript *t);
size_t transcript_longest(const transcript *t);
size_t transcript_tokens(const transcript *t);

/* 1 if they have the same tokens, segment by segment. */
int transcript_equal(const transcript *a, const transcript *b);

/* Where the summary begins that the segment ends with (its last summ behind the
   prompt), or SIZE_MAX if it does not end with esumm or has none. */
size_t segment_summary(const segment *s);

/* m* (doc/precision.md): the most earlier writes, in the same context, of a cell that
   a head looks at.  A prompt's symbol counts as one write.  Heads look at every
   token that is fed, all but a segment's last. */
size_t transcript_rewrites(const transcript *t);

#endif
