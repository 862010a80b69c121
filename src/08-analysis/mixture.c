#include "mixture.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

enum { CHUNK = 64 };

size_t tp_step_number(const tp_transformer *t, const run_step *s)
{
  return (s->position * t->layers + s->layer - 1) * TP_LAYER_PARTS + s->part;
}

run_step tp_step_at(const tp_transformer *t, size_t number)
{
  size_t layers = number / TP_LAYER_PARTS;
  return (run_step) {layers / t->layers, layers % t->layers + 1, (tp_layer_part) (number % TP_LAYER_PARTS)};
}

/* Arithmetics as the choices say; 1 if they are of one kind. */
static int make_arithmetics(mixture *m)
{
  const size_t layers = m->s->t->layers;
  int alike = 1;
  for (int i = 0; i < MIXED; i++) {
    m->layered[i] = tp_layered_new(m->choice + i, m->s->r, tp_plan_longest_product(m->plan), layers);
    m->part[i] = tp_memory_new(layers * TP_LAYER_PARTS, sizeof *m->part[i]);
    for (size_t p = 0; p < layers * TP_LAYER_PARTS; p++)
      m->part[i][p] = m->layered[i].at[p / TP_LAYER_PARTS];
    alike &= m->layered[i].at[0]->op == m->layered[0].at[0]->op;
  }
  return alike;
}

/* All choices with more bits between roundings, and as many; 0 at the cap. */
static int refine_choices(mixture *m)
{
  int working = 0;
  for (int i = 0; i < MIXED; i++) {
    if (!tp_arithmetic_refine(m->choice + i))
      return 0;
    working = m->choice[i].working > working ? m->choice[i].working : working;
  }
  for (int i = 0; i < MIXED; i++)
    m->choice[i].working = working;
  return 1;
}

int tp_mixture_open(mixture *m, const tp_subject *s, const tp_plan *plan, size_t g, const tp_choice *before,
                    const tp_choice *at, const tp_choice *behind)
{
  *m = (mixture) {s, plan, g, {*before, *at, *behind}, {{0}}, {NULL}};
  for (int i = 0; i < MIXED; i++) {
    m->choice[i].segment = g;
    if (m->choice[i].kind == TP_ARITHMETIC_MPFR)    /* the quick way is of a kind of its own */
      m->choice[i].working = m->choice[i].operation.a;
  }
  if (make_arithmetics(m))
    return 1;
  return tp_mixture_refine(m);
}

int tp_mixture_refine(mixture *m)
{
  tp_mixture_close(m);
  if (refine_choices(m) && make_arithmetics(m))
    return 1;
  tp_mixture_close(m);
  return 0;
}

void tp_mixture_close(mixture *m)
{
  for (int i = 0; i < MIXED; i++) {
    if (m->part[i])
      tp_layered_free(m->layered + i);
    free(m->part[i]);
    m->part[i] = NULL;
  }
}

int tp_mixture_undecided(const mixture *m)
{
  int undecided = 0;
  for (int i = 0; i < MIXED; i++)
    undecided |= tp_layered_undecided(m->layered + i);
  return undecided;
}

void tp_feed_to(tp_evaluator *e, const tp_sequence *tokens, size_t end)
{
  for (size_t from; (from = tp_evaluator_length(e)) < end;)
    tp_evaluator_feed(e, tokens, end - from < CHUNK ? end - from : CHUNK);
}

tp_evaluator *tp_mixture_run(const mixture *m, size_t step, size_t end, const tp_observer *watch)
{
  const tp_sequence *tokens = &m->s->told.segment[m->segment].tokens;
  const size_t parts = m->s->t->layers * TP_LAYER_PARTS, position = step / parts;
  tp_evaluator *e = tp_evaluator_new(m->plan, m->part[MIX_BEFORE][0], watch);
  tp_arithmetic **mixed = tp_memory_new(parts, sizeof *mixed);
  for (size_t p = 0; p < parts; p++)
    mixed[p] = m->part[p < step % parts ? MIX_BEFORE : p == step % parts ? MIX_AT : MIX_BEHIND][p];
  tp_evaluator_use_parts(e, m->part[MIX_BEFORE]);
  tp_feed_to(e, tokens, position < end ? position : end);
  tp_evaluator_use_parts(e, mixed);
  tp_feed_to(e, tokens, position < end ? position + 1 : end);
  tp_evaluator_use_parts(e, m->part[MIX_BEHIND]);
  tp_feed_to(e, tokens, end);
  free(mixed);
  return e;
}

int tp_predicts_right(tp_evaluator *e, const tp_sequence *tokens)
{
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(tokens->tapes), sizeof *token);
  tp_prediction guess = {.token = token};
  size_t fed = tp_evaluator_length(e);
  tp_evaluator_predict(e, fed - 1, &guess);
  int right = guess.is_number && guess.ties == 1 && tp_token_equal(token, tp_sequence_token(tokens, fed), tokens->tapes);
  free(token);
  return guess.is_decided ? right : -1;
}
