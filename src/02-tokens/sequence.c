/* SPDX-License-Identifier: MIT */
#include "tmprec/tokens/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char *const tp_token_family_name[TP_TOKEN_FAMILIES] = {
  "inp", "einp", "outp", "eoutp", "pos", "epos", "summ", "esumm", "sym", "run", "bit", "cell", "state",
};

size_t tp_token_fields(uint32_t family, uint32_t tapes)
{
  switch (family) {
  case TP_TOKEN_SYM:
  case TP_TOKEN_STATE: return 1;
  case TP_TOKEN_BIT: return tapes;
  case TP_TOKEN_CELL: return 2 * (size_t) tapes;
  case TP_TOKEN_RUN: return 1 + 2 * (size_t) tapes;
  default: return 0;
  }
}

void tp_sequence_init(tp_sequence *s, uint32_t tapes)
{
  *s = (tp_sequence) {.tapes = tapes};
}

void tp_sequence_clear(tp_sequence *s)
{
  free(s->number);
  tp_sequence_init(s, s->tapes);
}

uint32_t *tp_sequence_append(tp_sequence *s, uint32_t family)
{
  size_t stride = TP_TOKEN_STRIDE(s->tapes), at = s->length * stride;
  TP_MEMORY_GROW(s->number, s->capacity, at + stride);
  memset(s->number + at, 0, stride * sizeof *s->number);
  s->number[at] = family;
  s->length++;
  return s->number + at + 1;
}

void tp_sequence_append_token(tp_sequence *s, const uint32_t *token)
{
  uint32_t *field = tp_sequence_append(s, token[0]);
  memcpy(field, token + 1, tp_token_fields(token[0], s->tapes) * sizeof *field);
}

const uint32_t *tp_sequence_token(const tp_sequence *s, size_t i)
{
  return s->number + i * TP_TOKEN_STRIDE(s->tapes);
}

int tp_token_equal(const uint32_t *a, const uint32_t *b, uint32_t tapes)
{
  return a[0] == b[0] && !memcmp(a + 1, b + 1, tp_token_fields(a[0], tapes) * sizeof *a);
}

size_t tp_sequence_prompt_end(const tp_sequence *s)
{
  for (size_t i = 0; i < s->length; i++) {
    uint32_t family = tp_sequence_token(s, i)[0];
    if (family == TP_TOKEN_EINP || family == TP_TOKEN_ESUMM)
      return i;
    if (family == TP_TOKEN_RUN)
      break;
  }
  return SIZE_MAX;
}
