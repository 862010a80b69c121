/* SPDX-License-Identifier: MIT */
#include "tmprec/tokens/transcript.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

void tp_transcript_init(tp_transcript *t, uint32_t tapes)
{
  *t = (tp_transcript) {.tapes = tapes};
}

void tp_transcript_clear(tp_transcript *t)
{
  for (size_t i = 0; i < t->segments; i++)
    tp_sequence_clear(&t->segment[i].tokens);
  free(t->segment);
  tp_transcript_init(t, t->tapes);
}

tp_segment *tp_transcript_append(tp_transcript *t)
{
  TP_MEMORY_GROW(t->segment, t->capacity, t->segments + 1);
  tp_segment *s = t->segment + t->segments++;
  *s = (tp_segment) {.prompt_end = 0};
  tp_sequence_init(&s->tokens, t->tapes);
  return s;
}

size_t tp_segment_predictions(const tp_segment *s)
{
  return s->tokens.length - 1 - s->prompt_end;
}

void tp_told_size_add(tp_told_size *size, size_t tokens, size_t prompt)
{
  size->segments++;
  size->longest = tokens > size->longest ? tokens : size->longest;
  size->tokens += tokens;
  size->predictions += tokens - prompt;
}

tp_told_size tp_transcript_size(const tp_transcript *t)
{
  tp_told_size size = {.segments = 0};
  for (size_t i = 0; i < t->segments; i++)
    tp_told_size_add(&size, t->segment[i].tokens.length, t->segment[i].prompt_end + 1);
  return size;
}

size_t tp_transcript_predictions(const tp_transcript *t) { return tp_transcript_size(t).predictions; }
size_t tp_transcript_longest(const tp_transcript *t) { return tp_transcript_size(t).longest; }
size_t tp_transcript_tokens(const tp_transcript *t) { return tp_transcript_size(t).tokens; }

int tp_segment_equal(const tp_segment *x, const tp_segment *y)
{
  const tp_sequence *a = &x->tokens, *b = &y->tokens;
  int same = a->length == b->length;
  for (size_t i = 0; i < a->length && same; i++)
    same = tp_token_equal(tp_sequence_token(a, i), tp_sequence_token(b, i), a->tapes);
  return same;
}

int tp_transcript_equal(const tp_transcript *a, const tp_transcript *b)
{
  int same = a->segments == b->segments;
  for (size_t g = 0; g < a->segments && same; g++)
    same = tp_segment_equal(a->segment + g, b->segment + g);
  return same;
}

size_t tp_segment_summary(const tp_segment *s)
{
  size_t at = s->tokens.length - 1;
  if (s->tokens.length <= s->prompt_end + 1 || tp_sequence_token(&s->tokens, at)[0] != TP_TOKEN_ESUMM)
    return SIZE_MAX;
  while (at > s->prompt_end && tp_sequence_token(&s->tokens, at)[0] != TP_TOKEN_SUMM)
    at--;
  return at > s->prompt_end ? at : SIZE_MAX;
}
