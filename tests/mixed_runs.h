/* SPDX-License-Identifier: MIT */
/* Runs of which some steps are taken in one arithmetic and the others in another, token by
   token and step by step. */
#ifndef MIXED_RUNS_H
#define MIXED_RUNS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "layer_cells.h"
#include "tmprec/analysis/locate.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/evaluator.h"

typedef struct {
  size_t segment, position;
} place;

static inline place place_of(const tp_subject *s, size_t number)
{
  place at = {0, 0};
  for (; number >= tp_segment_predictions(s->told.segment + at.segment); at.segment++)
    number -= tp_segment_predictions(s->told.segment + at.segment);
  at.position = s->told.segment[at.segment].prompt_end + number;
  return at;
}

/* What a choice computes with. */
typedef struct {
  tp_layered layered;
  tp_workspaces workspaces;
  tp_schedule schedule;
} computation;

static inline computation *computation_new(const tp_subject *s, const tp_choice *c, int bits, size_t g)
{
  computation *made = tp_memory_new(1, sizeof *made);
  made->layered = tp_layered_new(c, &(tp_effort) {.bits = bits}, s->r, tp_transformer_measure(s->t).key_width, s->t->layers);
  made->workspaces = tp_workspaces_new(&made->layered, &(tp_draw) {.segment = g});
  made->schedule = tp_schedule_new(&made->workspaces);
  return made;
}

static inline void computation_free(computation *made)
{
  tp_schedule_free(&made->schedule);
  tp_workspaces_free(&made->workspaces);
  tp_layered_free(&made->layered);
  free(made);
}

/* Slow arithmetics are all of one kind. */
static inline computation *make_slow(const tp_subject *s, const tp_choice *c, size_t g)
{
  return computation_new(s, c, c->kind == TP_ARITHMETIC_MPFR ? c->operation.a : 800, g);
}

static inline const tp_plan *plan_apart(const tp_subject *s)
{
  return tp_plans_get(s->plans, (tp_evaluation_needs) {0, 0});
}

/* Positions up to `last`: the first `count` steps (part after part, layer after layer,
   position after position) by one schedule, the next by another and all others by a third. */
static inline tp_evaluator *run_mixed(const tp_subject *s, const tp_schedule *before, const tp_schedule *at, const tp_schedule *behind,
                                      size_t count, place last, const tp_observer *watch)
{
  const size_t steps = s->t->layers * TP_LAYER_PARTS;
  tp_evaluator *e = tp_evaluator_new(plan_apart(s), before, watch);
  tp_schedule mixed = tp_schedule_copy(before);
  for (size_t p = 0; p <= last.position; p++) {
    for (size_t i = 0; i < steps; i++)
      mixed.at[i] = (p * steps + i < count ? before : p * steps + i == count ? at : behind)->at[i];
    tp_evaluator_use(e, &mixed);
    tp_evaluator_feed(e, &s->told.segment[last.segment].tokens, 1);
  }
  tp_schedule_free(&mixed);
  return e;
}

static inline int is_right(const tp_subject *s, const computation *before, const computation *at, const computation *behind, size_t count,
                           place bad)
{
  const tp_sequence *tokens = &s->told.segment[bad.segment].tokens;
  tp_evaluator *e = run_mixed(s, &before->schedule, &at->schedule, &behind->schedule, count, bad, NULL);
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(tokens->tapes), sizeof *token);
  tp_prediction guess = {.token = token};
  tp_evaluator_predict(e, bad.position, &guess);
  int right = guess.is_number && guess.is_decided && guess.ties == 1 && tp_token_equal(token, tp_sequence_token(tokens, bad.position + 1), tokens->tapes);
  free(token);
  tp_evaluator_free(e);
  return right;
}

/* The choice with count more exceptions, `but` one of them; to be cleared. */
static inline tp_choice with_exceptions(const tp_choice *c, const tp_layer_exception *more, size_t count, size_t but)
{
  tp_choice raised = tp_choice_copy(c);
  for (size_t i = 0; i < count; i++)
    if (i != but)
      tp_choice_add_exception(&raised, more + i);
  return raised;
}

/* What is precise, as locate.h says. */
static inline tp_layer_exception precise(int what, size_t layer)
{
  char rule[NAME];
  tp_error err;
  tp_layer_exception e;
  snprintf(rule, NAME, "%zu:%s=%s", layer, tp_exception_what(what),
           what == TP_EXCEPT_BETA ? "60" : what == TP_EXCEPT_OPERATION ? "256" : what == TP_SITE_ACT ? "fixed:7.24" : "real");
  ck_assert(tp_exception_parse(&e, rule, &err) == TP_STATUS_OK);
  return e;
}

/* The choice with some of it (bits) precise in a layer; to be cleared. */
static inline tp_choice made_precise(const tp_choice *c, unsigned what, size_t layer)
{
  tp_layer_exception more[TP_EXCEPT_OPERATION + 1];
  size_t count = 0;
  for (int i = 0; i <= TP_EXCEPT_OPERATION; i++)
    if (what >> i & 1)
      more[count++] = precise(i, layer);
  return with_exceptions(c, more, count, SIZE_MAX);
}

/* All that is rounded, precise in all layers. */
static inline unsigned all_that_is_rounded(const tp_choice *c, size_t r)
{
  unsigned what = tp_choice_beta(c, (unsigned) r) < 60 ? 1u << TP_EXCEPT_BETA : 0;
  for (int i = 0; i < TP_SITES && c->kind == TP_ARITHMETIC_SITES; i++)
    what |= tp_choice_is_rounded(c, i) ? 1u << i : 0;
  for (size_t i = 0; i < c->exceptions; i++)
    what |= 1u << c->except[i].what;
  return c->kind == TP_ARITHMETIC_MPFR ? what | 1u << TP_EXCEPT_OPERATION : what;
}

static inline tp_choice all_precise(const tp_choice *c, const tp_subject *s)
{
  tp_choice fine = made_precise(c, all_that_is_rounded(c, s->r), 1);
  for (size_t i = c->exceptions; i < fine.exceptions; i++)
    fine.except[i].last = (unsigned) s->t->layers;
  return fine;
}

static inline size_t step_of(const tp_subject *s, const tp_operation *o)
{
  return (o->position * s->t->layers + o->layer - 1) * TP_LAYER_PARTS + o->part;
}

#endif
