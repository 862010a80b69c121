/* SPDX-License-Identifier: MIT */
/* Tokens into the residual stream, or numbers of an earlier run. */
#include <stdlib.h>

#include "evaluator_private.h"
#include "tmprec/base/memory.h"

/* The embedding of position p into x, one number every `stride`. */
static void embed_position(const tp_evaluator *e, const tp_sequence *s, size_t p, int8_t *x, size_t stride)
{
  const tp_transformer *t = e->plan->t;
  const tp_vocabulary *v = &t->vocabulary;
  const uint32_t *token = tp_sequence_token(s, p);
  const tp_token_family *family = v->family + token[0];
  for (size_t i = 0; i < family->embeds; i++) {
    const tp_placement *at = family->embed + i;
    const int8_t *row = tp_placement_row(v, at, token + 1);
    for (uint32_t c = 0; c < v->book[at->book].width; c++)
      x[(at->at + c) * stride] = row[c];
  }
  for (unsigned bit = 0; bit < t->position_bits; bit++)
    x[(t->position_at + bit) * stride] = (uint64_t) p >> bit & 1 ? 1 : -1;
}

void tp_evaluator_embed(tp_evaluator *e, const tp_sequence *s)
{
  const tp_transformer *t = e->plan->t;
  size_t count = e->length - e->chunk;
  int8_t *x = tp_memory_zeroed(t->width * count, 1);
  e->w = tp_schedule_at(e->schedule, 0, TP_PART_ATTENTION);
  for (size_t i = 0; i < count; i++)
    embed_position(e, s, e->chunk + i, x + i, count);
  for (uint32_t c = 0; c < t->width; c++)
    e->w->a->op->load(e->w->a, e->column[c], count, x + c * count);
  free(x);
  if (e->watch.activation)
    for (uint32_t c = 0; c < t->width; c++)
      e->watch.activation(e->watch.context, e->w, c, e->column[c], e->chunk, e->length);
}

void tp_evaluator_recall(tp_evaluator *e, const int8_t *version, size_t stride, size_t count)
{
  tp_evaluator_need_columns(e);
  for (size_t v = 0; v < e->plan->versions; v++)
    if (e->plan->kept[v])
      e->w->a->op->load(e->w->a, e->column[v], count, version + v * stride);
  e->length = count;
}
