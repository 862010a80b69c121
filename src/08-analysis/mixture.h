/* SPDX-License-Identifier: MIT */
/* A run that changes its arithmetic on the way: one before a step, another for that step
   alone, and a third after it.  A step is one part of one layer at one position; steps
   are numbered from 0 in the order in which they are taken. */
#ifndef MIXTURE_H
#define MIXTURE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"

typedef struct {
  size_t position, layer;          /* layer from 1 */
  tp_layer_part part;
} run_step;

size_t tp_step_number(const tp_transformer *t, const run_step *s);
run_step tp_step_at(const tp_transformer *t, size_t number);

enum { MIX_BEFORE, MIX_AT, MIX_BEHIND, MIXED };

typedef struct {
  const tp_subject *s;
  const tp_plan *plan;             /* heads share no rows */
  size_t segment;
  tp_draw draw;
  tp_choice choice[MIXED];
  tp_effort effort[MIXED];         /* of as many bits */
  tp_layered layered[MIXED];
  tp_workspaces workspaces[MIXED];
  tp_schedule schedule[MIXED];
  const tp_trajectory *hardmax;    /* NULL, or: at so many positions MIX_BEFORE has all numbers of this record, which is complete */
  size_t recalled;
  int is_open;
} mixture;

/* For segment g, with the draw of `in`, whose choice is that of MIX_BEFORE.  The arithmetics read each other's numbers, which takes some of one
   kind; 0 if there are none, and then nothing is to be closed. */
int tp_mixture_open(mixture *m, const tp_subject *s, const tp_plan *plan, size_t g, const tp_setup *in,
                    const tp_choice *at, const tp_choice *behind);
/* The same with more bits, where those at hand left something undecided; 0 at the cap,
   and then it is closed. */
int tp_mixture_refine(mixture *m);
void tp_mixture_close(mixture *m);
int tp_mixture_undecided(const mixture *m);

/* Positions 0 .. end-1, with this step; watched, if `watch` is not NULL, from the step's
   position on.  The evaluator is the caller's, and not to outlive the mixture. */
tp_evaluator *tp_mixture_run(const mixture *m, size_t step, size_t end, const tp_observer *watch);

/* Whether the token after the last position fed is predicted: 1, 0, or -1 where that is
   not decided. */
int tp_predicts_right(tp_evaluator *e, const tp_sequence *tokens);

/* Feed positions up to end-1, so many at a time: rows of weights are kept for a chunk. */
void tp_feed_to(tp_evaluator *e, const tp_sequence *tokens, size_t end);

#endif
