#include "tmprec/tokens/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char *const token_family_name[TOKEN_FAMILIES] = {
  "inp", "einp", "outp", "eoutp", "pos", "epos", "summ", "esumm", "sym", "run", "bit", "cell", "state",
};

size_t token_fields(uint32_t family, uint32_t tapes)
{
  switch (family) {
  case TOKEN_SYM:
  case TOKEN_STATE: return 1;
  case TOKEN_BIT: return tapes;
  case TOKEN_CELL: return 2 * (size_t) tapes;
  case TOKEN_RUN: return 1 + 2 * (size_t) tapes;
  default: return 0;
  }
}

void sequence_init(sequence *s, uint32_t tapes)
{
  *s = (sequence) {.tapes = tapes};
}

void sequence_clear(sequence *s)
{
  free(s->number);
  sequence_init(s, s->tapes);
}

uint32_t *sequence_append(sequence *s, uint32_t family)
{
  size_t stride = TOKEN_STRIDE(s->tapes), at = s->length * stride;
  MEMORY_GROW(s->number, s->capacity, at + stride);
  memset(s->number + at, 0, stride * sizeof *s->number);
  s->number[at] = family;
  s->length++;
  return s->number + at + 1;
}

void sequence_append_token(sequence *s, const uint32_t *token)
{
  uint32_t *field = sequence_append(s, token[0]);
  memcpy(field, token + 1, token_fields(token[0], s->tapes) * sizeof *field);
}

const uint32_t *sequence_token(const sequence *s, size_t i)
{
  return s->number + i * TOKEN_STRIDE(s->tapes);
}

int token_equal(const uint32_t *a, const uint32_t *b, uint32_t tapes)
{
  return a[0] == b[0] && !memcmp(a + 1, b + 1, token_fields(a[0], tapes) * sizeof *a);
}

size_t sequence_prompt_end(const sequence *s)
{
  for (size_t i = 0; i < s->length; i++) {
    uint32_t family = sequence_token(s, i)[0];
    if (family == TOKEN_EINP || family == TOKEN_ESUMM)
      return i;
    if (family == TOKEN_RUN)
      break;
  }
  return SIZE_MAX;
}
