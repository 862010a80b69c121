#include "tmprec/analysis/explain.h"

#include <stdlib.h>
#include <string.h>

#include "ranking.h"
#include "tmprec/base/memory.h"

typedef struct {
  tp_explanation *out;
  size_t capacity;
} listener;

static void note_scores(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  listener *l = context;
  tp_explanation *e = l->out;
  if (position != e->position)
    return;
  const ranking r = tp_rank_keys(w, row, position + 1);
  tp_attended_keys k = {layer, head, tp_memory_new(position + 1, sizeof(size_t)), 0, r.best - r.next};
  for (size_t j = 0; j <= position; j++)
    if (w->a->op->row_score(w, row, j) == r.best)
      k.best[k.count++] = j;
  TP_MEMORY_GROW(e->head, l->capacity, e->heads + 1);
  e->head[e->heads++] = k;
}

static tp_status find_token(tp_explanation *e, const tp_subject *s, size_t token, tp_error *err)
{
  size_t rest = token;
  while (e->segment < s->told.segments && rest >= s->told.segment[e->segment].tokens.length)
    rest -= s->told.segment[e->segment++].tokens.length;
  if (e->segment == s->told.segments)
    return tp_error_set(err, TP_STATUS_REFUSED, "token %zu: there are only %zu tokens, counted from 0", token, tp_transcript_tokens(&s->told));
  if (rest + 1 == s->told.segment[e->segment].tokens.length)
    return tp_error_set(err, TP_STATUS_REFUSED, "token %zu is the last of its context and is never fed: nothing is computed there", token);
  e->position = rest;
  return TP_STATUS_OK;
}

static void take_stream(tp_explanation *e, const tp_subject *s, const tp_plan *plan)
{
  const tp_transformer *t = s->t;
  tp_trajectory *hardmax = tp_trajectory_record(s, e->segment);
  e->stream = tp_memory_new((2 * t->layers + 1) * t->width, 1);
  int8_t *to = e->stream;
  for (size_t row = 0; row <= 2 * t->layers; row++)
    for (uint32_t c = 0; c < t->width; c++) {
      size_t version = row == 0 ? c : row % 2 ? tp_plan_version(plan, (row + 1) / 2, 1, c) : tp_plan_version(plan, row / 2 + 1, 0, c);
      *to++ = tp_trajectory_activation(hardmax, version)[e->position];
    }
  tp_trajectory_free(hardmax);
}

tp_status tp_explain_token(tp_explanation *out, const tp_subject *s, size_t token, tp_error *err)
{
  *out = (tp_explanation) {.segment = 0};
  tp_status result = find_token(out, s, token, err);
  if (result != TP_STATUS_OK)
    return result;
  const tp_setup hardmax = tp_setup_hardmax();
  listener l = {.out = out};
  tp_pass *p = tp_pass_new(s->plans, &hardmax, 1);
  tp_pass_begin(p, out->segment, &(tp_observer) {.context = &l, .scores = note_scores});
  tp_pass_feed(p, &s->told.segment[out->segment].tokens, out->position + 1, TP_PASS_CHUNK);
  take_stream(out, s, tp_pass_plan(p));
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
