#include "tmprec/analysis/explain.h"

#include <stdlib.h>
#include <string.h>

#include "ranking.h"
#include "tmprec/base/memory.h"

/* Rows of scores are kept for a chunk. */
enum { CHUNK = 64 };

typedef struct {
  explanation *out;
  size_t capacity;
} listener;

static void note_scores(void *context, arithmetic *a, size_t layer, size_t head, size_t position, attention_row *row)
{
  listener *l = context;
  explanation *e = l->out;
  if (position != e->position)
    return;
  const ranking r = rank_keys(a, row, position + 1);
  attended_keys k = {layer, head, memory_new(position + 1, sizeof(size_t)), 0, r.best - r.next};
  for (size_t j = 0; j <= position; j++)
    if (a->op->row_score(a, row, j) == r.best)
      k.best[k.count++] = j;
  MEMORY_GROW(e->head, l->capacity, e->heads + 1);
  e->head[e->heads++] = k;
}

static status find_token(explanation *e, const subject *s, size_t token, error *err)
{
  size_t rest = token;
  while (e->segment < s->told.segments && rest >= s->told.segment[e->segment].tokens.length)
    rest -= s->told.segment[e->segment++].tokens.length;
  if (e->segment == s->told.segments)
    return error_set(err, STATUS_REFUSED, "token %zu: there are %zu, counted from 0", token, transcript_tokens(&s->told));
  if (rest + 1 == s->told.segment[e->segment].tokens.length)
    return error_set(err, STATUS_REFUSED, "token %zu is the last of its context and never fed: nothing is computed there", token);
  e->position = rest;
  return STATUS_OK;
}

static void take_stream(explanation *e, const subject *s, const evaluation_plan *plan)
{
  const transformer *t = s->t;
  trajectory *hardmax = trajectory_record(s, e->segment);
  e->stream = memory_new((2 * t->layers + 1) * t->width, 1);
  int8_t *to = e->stream;
  for (size_t row = 0; row <= 2 * t->layers; row++)
    for (uint32_t c = 0; c < t->width; c++) {
      size_t version = row == 0 ? c : row % 2 ? plan_version(plan, (row + 1) / 2, 1, c) : plan_version(plan, row / 2 + 1, 0, c);
      *to++ = trajectory_activation(hardmax, version)[e->position];
    }
  trajectory_free(hardmax);
}

status explain_token(explanation *out, const subject *s, size_t token, error *err)
{
  *out = (explanation) {.segment = 0};
  status result = find_token(out, s, token, err);
  if (result != STATUS_OK)
    return result;
  evaluation_plan *plan = plan_new(s->t, (evaluation_needs) {0, 0});      /* each head by itself */
  const arithmetic_choice exact = {.kind = ARITHMETIC_EXACT};
  listener l = {.out = out};
  arithmetic *a = arithmetic_new(&exact, s->r, plan_longest_product(plan));
  evaluator *e = evaluator_new(plan, a, &(observer) {.context = &l, .scores = note_scores});
  const sequence *tokens = &s->told.segment[out->segment].tokens;
  for (size_t from; (from = evaluator_length(e)) <= out->position;)
    evaluator_feed(e, tokens, out->position + 1 - from < CHUNK ? out->position + 1 - from : CHUNK);
  evaluator_free(e);
  a->op->destroy(a);
  take_stream(out, s, plan);
  plan_free(plan);
  return STATUS_OK;
}

void explanation_clear(explanation *e)
{
  for (size_t h = 0; h < e->heads; h++)
    free(e->head[h].best);
  free(e->head);
  free(e->stream);
  *e = (explanation) {.segment = 0};
}

const int8_t *explanation_stream(const explanation *e, const transformer *t, size_t layer, int part)
{
  size_t row = layer ? 2 * (layer - 1) + (size_t) part : 0;
  return e->stream + row * t->width;
}
