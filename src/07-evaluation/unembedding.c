/* SPDX-License-Identifier: MIT */
/* What the unembedding reads, and what a prediction says. */
#include <stdlib.h>
#include <string.h>

#include "evaluator_private.h"
#include "tmprec/base/memory.h"

int tp_prediction_is(const tp_prediction *guess, const uint32_t *token, uint32_t tapes)
{
  return guess->is_number && guess->is_decided && guess->ties == 1 && tp_token_equal(guess->token, token, tapes);
}

/* Placements of a family add up. */
void tp_unembedding_reads(const tp_transformer *t, unsigned char *times)
{
  unsigned char *own = tp_memory_new(t->width, 1);
  for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++) {
    const tp_token_family *f = t->vocabulary.family + i;
    memset(own, 0, t->width);
    for (size_t u = 0; f->present && u < f->unembeds; u++) {
      const tp_codebook *b = t->vocabulary.book + f->unembed[u].book;
      for (uint32_t c = 0; c < b->width; c++)
        for (uint32_t row = 0; row < b->rows; row++)
          if (b->entry[(size_t) row * b->width + c]) {
            own[f->unembed[u].at + c]++;
            break;
          }
    }
    for (uint32_t c = 0; c < t->width; c++)
      times[c] = own[c] > times[c] ? own[c] : times[c];
  }
  free(own);
}
