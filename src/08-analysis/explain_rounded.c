/* SPDX-License-Identifier: MIT */
/* One token of a run in another arithmetic. */
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/errors.h"
#include "tmprec/base/memory.h"

typedef struct {
  const tp_explanation *e;
  const tp_plan *plan;
  double *number;                  /* by version: at the position */
  double *held;                    /* by head of the explanation */
} listener;

static void note_number(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  listener *l = context;
  double slack;
  if (l->e->position >= from && l->e->position < to)
    l->number[version] = tp_read_one(w, c, l->e->position, &slack);
}

/* The row is that of all heads that share it. */
static void note_weights(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  listener *l = context;
  if (position != l->e->position)
    return;
  for (size_t h = 0; h < l->e->heads; h++) {
    const tp_attended_keys *k = l->e->head + h;
    if (tp_plan_row(l->plan, k->layer, k->head) != tp_plan_row(l->plan, layer, head))
      continue;
    l->held[h] = 0;
    for (size_t i = 0; i < k->count; i++)
      l->held[h] += w->a->op->row_weight(w, row, k->best[i]);
  }
}

static void predict(tp_rounded_token *out, const tp_subject *s, tp_pass *p, const tp_explanation *e)
{
  const tp_segment *at = s->told.segment + e->segment;
  if (e->position < at->prompt_end)
    return;
  out->token = tp_memory_zeroed(TP_TOKEN_STRIDE(at->tokens.tapes), sizeof *out->token);
  tp_prediction guess = {.token = out->token};
  tp_evaluator_predict(tp_pass_evaluator(p), e->position, &guess);
  out->is_predicted = guess.is_decided;
  out->is_number = guess.is_number;
  out->ties = guess.ties;
}

static void take_stream(tp_rounded_token *out, const listener *l)
{
  const tp_transformer *t = tp_plan_transformer(l->plan);
  out->stream = tp_memory_new((2 * t->layers + 1) * t->width, sizeof *out->stream);
  double *to = out->stream;
  for (size_t row = 0; row <= 2 * t->layers; row++)
    for (uint32_t c = 0; c < t->width; c++)
      *to++ = l->number[row % 2 ? tp_plan_version(l->plan, (row + 1) / 2, 1, c) : tp_plan_version(l->plan, row / 2 + 1, 0, c)];
}

void tp_round_token(tp_rounded_token *out, const tp_subject *s, const tp_setup *in, const tp_explanation *e)
{
  *out = (tp_rounded_token) {.held = tp_memory_zeroed(e->heads + 1, sizeof *out->held)};
  tp_pass *p = tp_pass_new(s->plans, in, 0);
  listener l = {.e = e, .plan = tp_pass_plan(p), .held = out->held};
  l.number = tp_memory_zeroed(tp_plan_versions(l.plan), sizeof *l.number);
  tp_pass_begin(p, e->segment, &(tp_observer) {.context = &l, .activation = note_number, .weights = note_weights});
  do {
    free(out->token);
    out->token = NULL;
    out->is_predicted = 0;
    tp_pass_feed(p, &s->told.segment[e->segment].tokens, e->position + 1, TP_PASS_CHUNK);
    predict(out, s, p, e);
    out->is_undecided = tp_pass_undecided(p) != 0;
  } while (out->is_undecided && tp_pass_refine(p));
  take_stream(out, &l);
  free(l.number);
  tp_pass_free(p);
}

void tp_rounded_token_clear(tp_rounded_token *r)
{
  free(r->stream);
  free(r->held);
  free(r->token);
  *r = (tp_rounded_token) {.stream = NULL};
}

const double *tp_rounded_stream(const tp_rounded_token *r, const tp_transformer *t, size_t layer, int part)
{
  return r->stream + (layer ? 2 * (layer - 1) + (size_t) part : 0) * t->width;
}
