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

size_t tp_transcript_predictions(const tp_transcript *t)
{
  size_t n = 0;
  for (size_t i = 0; i < t->segments; i++)
    n += tp_segment_predictions(t->segment + i);
  return n;
}

size_t tp_transcript_longest(const tp_transcript *t)
{
  size_t longest = 0;
  for (size_t i = 0; i < t->segments; i++)
    if (t->segment[i].tokens.length > longest)
      longest = t->segment[i].tokens.length;
  return longest;
}

size_t tp_transcript_tokens(const tp_transcript *t)
{
  size_t n = 0;
  for (size_t i = 0; i < t->segments; i++)
    n += t->segment[i].tokens.length;
  return n;
}

static int same_tokens(const tp_sequence *a, const tp_sequence *b)
{
  int same = a->length == b->length;
  for (size_t i = 0; i < a->length && same; i++)
    same = tp_token_equal(tp_sequence_token(a, i), tp_sequence_token(b, i), a->tapes);
  return same;
}

int tp_transcript_equal(const tp_transcript *a, const tp_transcript *b)
{
  int same = a->segments == b->segments;
  for (size_t g = 0; g < a->segments && same; g++)
    same = same_tokens(&a->segment[g].tokens, &b->segment[g].tokens);
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
