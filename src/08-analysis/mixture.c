#include "mixture.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

enum { CHUNK = 64 };

size_t step_number(const transformer *t, const run_step *s)
{
  return (s->position * t->layers + s->layer - 1) * LAYER_PARTS + s->part;
}

run_step step_at(const transformer *t, size_t number)
{
  size_t layers = number / LAYER_PARTS;
  return (run_step) {layers / t->layers, layers % t->layers + 1, (layer_part) (number % LAYER_PARTS)};
}

/* Arithmetics as the choices say; 1 if they are of one kind. */
static int make_arithmetics(mixture *m)
{
  const size_t layers = m->s->t->layers;
  int alike = 1;
  for (int i = 0; i < MIXED; i++) {
    m->layered[i] = layered_new(m->choice + i, m->s->r, plan_longest_product(m->plan), layers);
    m->part[i] = memory_new(layers * LAYER_PARTS, sizeof *m->part[i]);
    for (size_t p = 0; p < layers * LAYER_PARTS; p++)
      m->part[i][p] = m->layered[i].at[p / LAYER_PARTS];
    alike &= m->layered[i].at[0]->op == m->layered[0].at[0]->op;
  }
  return alike;
}

/* All choices with more bits between roundings, and as many; 0 at the cap. */
static int refine_choices(mixture *m)
{
  int working = 0;
  for (int i = 0; i < MIXED; i++) {
    if (!arithmetic_refine(m->choice + i))
      return 0;
    working = m->choice[i].working > working ? m->choice[i].working : working;
  }
  for (int i = 0; i < MIXED; i++)
    m->choice[i].working = working;
  return 1;
}

int mixture_open(mixture *m, const subject *s, const evaluation_plan *plan, size_t g, const arithmetic_choice *before,
                 const arithmetic_choice *at, const arithmetic_choice *behind)
{
  *m = (mixture) {s, plan, g, {*before, *at, *behind}, {{0}}, {NULL}};
  for (int i = 0; i < MIXED; i++) {
    m->choice[i].segment = g;
    if (m->choice[i].kind == ARITHMETIC_MPFR)    /* the quick way is of a kind of its own */
      m->choice[i].working = m->choice[i].operation.a;
  }
  if (make_arithmetics(m))
    return 1;
  return mixture_refine(m);
}

int mixture_refine(mixture *m)
{
  mixture_close(m);
  if (refine_choices(m) && make_arithmetics(m))
    return 1;
  mixture_close(m);
  return 0;
}

void mixture_close(mixture *m)
{
  for (int i = 0; i < MIXED; i++) {
    if (m->part[i])
      layered_free(m->layered + i);
    free(m->part[i]);
    m->part[i] = NULL;
  }
}

int mixture_undecided(const mixture *m)
{
  int undecided = 0;
  for (int i = 0; i < MIXED; i++)
    undecided |= layered_undecided(m->layered + i);
  return undecided;
}

void feed_to(evaluator *e, const sequence *tokens, size_t end)
{
  for (size_t from; (from = evaluator_length(e)) < end;)
    evaluator_feed(e, tokens, end - from < CHUNK ? end - from : CHUNK);
}

evaluator *mixture_run(const mixture *m, size_t step, size_t end, const observer *watch)
{
  const sequence *tokens = &m->s->told.segment[m->segment].tokens;
  const size_t parts = m->s->t->layers * LAYER_PARTS, position = step / parts;
  evaluator *e = evaluator_new(m->plan, m->part[MIX_BEFORE][0], watch);
  arithmetic **mixed = memory_new(parts, sizeof *mixed);
  for (size_t p = 0; p < parts; p++)
    mixed[p] = m->part[p < step % parts ? MIX_BEFORE : p == step % parts ? MIX_AT : MIX_BEHIND][p];
  evaluator_use_parts(e, m->part[MIX_BEFORE]);
  feed_to(e, tokens, position < end ? position : end);
  evaluator_use_parts(e, mixed);
  feed_to(e, tokens, position < end ? position + 1 : end);
  evaluator_use_parts(e, m->part[MIX_BEHIND]);
  feed_to(e, tokens, end);
  free(mixed);
  return e;
}

int predicts_right(evaluator *e, const sequence *tokens)
{
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(tokens->tapes), sizeof *token);
  prediction guess = {.token = token};
  size_t fed = evaluator_length(e);
  evaluator_predict(e, fed - 1, &guess);
  int right = guess.is_number && guess.ties == 1 && token_equal(token, sequence_token(tokens, fed), tokens->tapes);
  free(token);
  return guess.is_decided ? right : -1;
}
