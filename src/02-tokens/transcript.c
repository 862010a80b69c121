#include "tmprec/tokens/transcript.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

void transcript_init(transcript *t, uint32_t tapes)
{
  *t = (transcript) {.tapes = tapes};
}

void transcript_clear(transcript *t)
{
  for (size_t i = 0; i < t->segments; i++)
    sequence_clear(&t->segment[i].tokens);
  free(t->segment);
  transcript_init(t, t->tapes);
}

segment *transcript_append(transcript *t)
{
  MEMORY_GROW(t->segment, t->capacity, t->segments + 1);
  segment *s = t->segment + t->segments++;
  *s = (segment) {.prompt_end = 0};
  sequence_init(&s->tokens, t->tapes);
  return s;
}

size_t segment_predictions(const segment *s)
{
  return s->tokens.length - 1 - s->prompt_end;
}

size_t transcript_predictions(const transcript *t)
{
  size_t n = 0;
  for (size_t i = 0; i < t->segments; i++)
    n += segment_predictions(t->segment + i);
  return n;
}

size_t transcript_longest(const transcript *t)
{
  size_t longest = 0;
  for (size_t i = 0; i < t->segments; i++)
    if (t->segment[i].tokens.length > longest)
      longest = t->segment[i].tokens.length;
  return longest;
}

size_t transcript_tokens(const transcript *t)
{
  size_t n = 0;
  for (size_t i = 0; i < t->segments; i++)
    n += t->segment[i].tokens.length;
  return n;
}

static int same_tokens(const sequence *a, const sequence *b)
{
  int same = a->length == b->length;
  for (size_t i = 0; i < a->length && same; i++)
    same = token_equal(sequence_token(a, i), sequence_token(b, i), a->tapes);
  return same;
}

int transcript_equal(const transcript *a, const transcript *b)
{
  int same = a->segments == b->segments;
  for (size_t g = 0; g < a->segments && same; g++)
    same = same_tokens(&a->segment[g].tokens, &b->segment[g].tokens);
  return same;
}

size_t segment_summary(const segment *s)
{
  size_t at = s->tokens.length - 1;
  if (s->tokens.length <= s->prompt_end + 1 || sequence_token(&s->tokens, at)[0] != TOKEN_ESUMM)
    return SIZE_MAX;
  while (at > s->prompt_end && sequence_token(&s->tokens, at)[0] != TOKEN_SUMM)
    at--;
  return at > s->prompt_end ? at : SIZE_MAX;
}
