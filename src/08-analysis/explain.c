/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/explain.h"

#include <stdlib.h>
#include <string.h>

#include "ranking.h"
#include "tmprec/base/memory.h"

typedef struct {
  tp_explanation *out;
  const tp_plan *plan;
  tp_attended_keys *row;           /* by row of the plan */
  int8_t *number;                  /* by version: at the position */
} listener;

/* Numbers that are not ternary are shown as the nearest that is. */
static void note_number(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  listener *l = context;
  double slack;
  if (l->out->position < from || l->out->position >= to)
    return;
  const double value = tp_read_one(w, c, l->out->position, &slack);
  l->number[version] = (int8_t) (value > 0.5 ? 1 : value < -0.5 ? -1 : 0);
}

static void note_scores(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  listener *l = context;
  if (position != l->out->position)
    return;
  const ranking r = tp_rank_keys(w, row, position + 1);
  tp_attended_keys *k = l->row + tp_plan_row(l->plan, layer, head);
  *k = (tp_attended_keys) {.best = tp_memory_new(r.ties, sizeof *k->best), .gap = r.best - r.next};
  for (size_t j = 0; j <= position; j++)
    if (w->a->op->row_score(w, row, j) == r.best)
      k->best[k->count++] = j;
}

/* Each head has what its row has. */
static void take_heads(const listener *l)
{
  const tp_transformer *t = tp_plan_transformer(l->plan);
  size_t capacity = 0;
  for (size_t layer = 1; layer <= t->layers; layer++)
    for (size_t h = 0; h < t->layer[layer - 1].heads; h++) {
      const size_t row = tp_plan_row(l->plan, layer, h);
      if (row == SIZE_MAX)
        continue;
      tp_attended_keys k = l->row[row];
      k.layer = layer;
      k.head = h;
      k.best = memcpy(tp_memory_new(k.count, sizeof *k.best), k.best, k.count * sizeof *k.best);
      TP_MEMORY_GROW(l->out->head, capacity, l->out->heads + 1);
      l->out->head[l->out->heads++] = k;
    }
}

static tp_status find_token(tp_explanation *e, const tp_subject *s, size_t token, tp_error *err)
{
  size_t rest = token;
  while (e->segment < s->told.segments && rest >= s->told.segment[e->segment].tokens.length)
    rest -= s->told.segment[e->segment++].tokens.length;
  if (e->segment == s->told.segments)
    return tp_error_set(err, TP_STATUS_REFUSED, "token %zu: there are only %zu tokens, counted from 0", token, tp_transcript_tokens(&s->told));
  if (rest + 1 == s->told.segment[e->segment].tokens.length)
    return tp_error_set(err, TP_STATUS_REFUSED, "token %zu is the last of its context and is never fed: nothing is computed there; token %zu predicts it", token, token - 1);
  e->position = rest;
  return TP_STATUS_OK;
}

/* What version is where: a row of width entries for the embedding and for every sublayer, like the stream. */
static size_t *versions_of_stream(const tp_plan *plan)
{
  const tp_transformer *t = tp_plan_transformer(plan);
  size_t *version = tp_memory_new((2 * t->layers + 1) * t->width, sizeof *version), *to = version;
  for (size_t row = 0; row <= 2 * t->layers; row++)
    for (uint32_t c = 0; c < t->width; c++)
      *to++ = row % 2 ? tp_plan_version(plan, (row + 1) / 2, 1, c) : tp_plan_version(plan, row / 2 + 1, 0, c);
  return version;
}

static void take_stream(const listener *l)
{
  const tp_transformer *t = tp_plan_transformer(l->plan);
  const size_t numbers = (2 * t->layers + 1) * t->width;
  size_t *version = versions_of_stream(l->plan);
  l->out->stream = tp_memory_new(numbers, 1);
  for (size_t i = 0; i < numbers; i++)
    l->out->stream[i] = l->number[version[i]];
  free(version);
}

tp_status tp_explain_token(tp_explanation *out, const tp_subject *s, size_t token, tp_error *err)
{
  *out = (tp_explanation) {.segment = 0};
  tp_status result = find_token(out, s, token, err);
  if (result != TP_STATUS_OK)
    return result;
  const tp_setup hardmax = tp_setup_hardmax();
  tp_pass *p = tp_pass_new(s->plans, &hardmax, 0);
  listener l = {.out = out, .plan = tp_pass_plan(p)};
  l.row = tp_memory_zeroed(tp_plan_rows(l.plan), sizeof *l.row);
  l.number = tp_memory_zeroed(tp_plan_versions(l.plan), 1);
  tp_pass_begin(p, out->segment, &(tp_observer) {.context = &l, .scores = note_scores, .activation = note_number});
  while (tp_pass_feed_some(p, &s->told.segment[out->segment].tokens, out->position + 1, 0) <= out->position)
    ;
  take_heads(&l);
  take_stream(&l);
  for (size_t i = 0; i < tp_plan_rows(l.plan); i++)
    free(l.row[i].best);
  free(l.row);
  free(l.number);
  tp_pass_free(p);
  return TP_STATUS_OK;
}

void tp_explanation_clear(tp_explanation *e)
{
  for (size_t h = 0; h < e->heads; h++)
    free(e->head[h].best);
  free(e->head);
  free(e->stream);
  *e = (tp_explanation) {.segment = 0};
}

const int8_t *tp_explanation_stream(const tp_explanation *e, const tp_transformer *t, size_t layer, int part)
{
  size_t row = layer ? 2 * (layer - 1) + (size_t) part : 0;
  return e->stream + row * t->width;
}

int tp_explanation_acts(const tp_explanation *e, const tp_transformer *t, const tp_attended_keys *k)
{
  const tp_attention_head *h = t->layer[k->layer - 1].head + k->head;
  const int8_t *before = tp_explanation_stream(e, t, k->layer - 1, 2), *after = tp_explanation_stream(e, t, k->layer, 1);
  for (uint32_t c = 0; c < h->values; c++)
    if (before[h->out[c]] != after[h->out[c]])
      return 1;
  return 0;
}
