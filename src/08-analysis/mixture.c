/* SPDX-License-Identifier: MIT */
#include "mixture.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

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
    m->layered[i] = tp_layered_new(m->choice + i, m->effort + i, m->s->r, tp_plan_longest_product(m->plan), layers);
    m->workspaces[i] = tp_workspaces_new(m->layered + i, &m->draw);
    m->schedule[i] = tp_schedule_new(m->workspaces + i);
    alike &= m->layered[i].own[0]->op == m->layered[0].own[0]->op;
  }
  m->is_open = 1;
  return alike;
}

static void drop_arithmetics(mixture *m)
{
  for (int i = 0; i < MIXED && m->is_open; i++) {
    tp_schedule_free(m->schedule + i);
    tp_workspaces_free(m->workspaces + i);
    tp_layered_free(m->layered + i);
  }
  m->is_open = 0;
}

/* All with more bits between roundings, and as many; 0 at the limit. */
static int raise_efforts(mixture *m)
{
  int bits = 0;
  for (int i = 0; i < MIXED; i++) {
    if (!tp_effort_raise(m->effort + i, m->choice + i))
      return 0;
    bits = m->effort[i].bits > bits ? m->effort[i].bits : bits;
  }
  for (int i = 0; i < MIXED; i++)
    m->effort[i].bits = bits;
  return 1;
}

int tp_mixture_open(mixture *m, const tp_subject *s, const tp_plan *plan, size_t g, const tp_setup *in, const tp_choice *at,
                    const tp_choice *behind)
{
  *m = (mixture) {.s = s, .plan = plan, .segment = g, .draw = in->draw};
  m->draw.segment = g;
  const tp_choice *choice[MIXED] = {in->choice, at, behind};
  for (int i = 0; i < MIXED; i++) {
    m->choice[i] = tp_choice_copy(choice[i]);
    m->effort[i] = in->effort;
    if (choice[i]->kind == TP_ARITHMETIC_MPFR && !in->effort.bits)    /* the quick way is of a kind of its own */
      tp_effort_raise(m->effort + i, m->choice + i);
  }
  return make_arithmetics(m) || tp_mixture_refine(m);
}

int tp_mixture_refine(mixture *m)
{
  drop_arithmetics(m);
  if (raise_efforts(m) && make_arithmetics(m))
    return 1;
  tp_mixture_close(m);
  return 0;
}

void tp_mixture_close(mixture *m)
{
  drop_arithmetics(m);
  for (int i = 0; i < MIXED; i++)
    tp_choice_clear(m->choice + i);
}

int tp_mixture_undecided(const mixture *m)
{
  int undecided = 0;
  for (int i = 0; i < MIXED; i++)
    undecided |= tp_workspaces_undecided(m->workspaces + i);
  return undecided;
}

void tp_feed_to(tp_evaluator *e, const tp_sequence *tokens, size_t end)
{
  for (size_t from; (from = tp_evaluator_length(e)) < end;)
    tp_evaluator_feed(e, tokens, end - from < TP_PASS_CHUNK ? end - from : TP_PASS_CHUNK);
}

tp_evaluator *tp_mixture_run(const mixture *m, size_t step, size_t end, const tp_observer *watch)
{
  const tp_sequence *tokens = &m->s->told.segment[m->segment].tokens;
  const size_t parts = m->s->t->layers * TP_LAYER_PARTS, position = step / parts;
  tp_evaluator *e = tp_evaluator_new(m->plan, m->schedule + MIX_BEFORE, watch);
  tp_schedule mixed = tp_schedule_copy(m->schedule + MIX_BEHIND);
  const size_t before = position < end ? position : end, recalled = before < m->recalled ? before : m->recalled;
  if (recalled) {
    const tp_hardmax_numbers run = tp_trajectory_numbers(m->hardmax);
    tp_evaluator_recall(e, run.version, run.positions, recalled);
  }
  for (size_t p = 0; p <= step % parts; p++)
    mixed.at[p] = m->schedule[p < step % parts ? MIX_BEFORE : MIX_AT].at[p];
  tp_feed_to(e, tokens, before);
  tp_evaluator_use(e, &mixed);
  tp_feed_to(e, tokens, position < end ? position + 1 : end);
  tp_evaluator_use(e, m->schedule + MIX_BEHIND);
  tp_feed_to(e, tokens, end);
  tp_schedule_free(&mixed);
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
