/* A run that changes its arithmetic on the way: one before a step, another for that step
   alone, and a third behind it.  A step is one part of one layer at one position; steps
   are numbered from 0 in the order in which they are taken. */
#ifndef MIXTURE_H
#define MIXTURE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/evaluation/evaluator.h"

typedef struct {
  size_t position, layer;          /* layer from 1 */
  layer_part part;
} run_step;

size_t step_number(const transformer *t, const run_step *s);
run_step step_at(const transformer *t, size_t number);

enum { MIX_BEFORE, MIX_AT, MIX_BEHIND, MIXED };

typedef struct {
  const subject *s;
  const evaluation_plan *plan;     /* heads share no rows */
  size_t segment;
  arithmetic_choice choice[MIXED];
  layered_arithmetic layered[MIXED];
  arithmetic **part[MIXED];        /* LAYER_PARTS a layer */
} mixture;

/* For segment g.  The arithmetics read each other's numbers, which takes some of one
   kind; 0 if there are none, and then nothing is to be closed. */
int mixture_open(mixture *m, const subject *s, const evaluation_plan *plan, size_t g, const arithmetic_choice *before,
                 const arithmetic_choice *at, const arithmetic_choice *behind);
/* The same with more bits, where those at hand left something undecided; 0 at the cap,
   and then it is closed. */
int mixture_refine(mixture *m);
void mixture_close(mixture *m);
int mixture_undecided(const mixture *m);

/* Positions 0 .. end-1, with this step; watched, if `watch` is not NULL, from the step's
   position on.  The evaluator is the caller's, and not to outlive the mixture. */
evaluator *mixture_run(const mixture *m, size_t step, size_t end, const observer *watch);

/* Whether the token after the last position fed is predicted: 1, 0, or -1 where that is
   not decided. */
int predicts_right(evaluator *e, const sequence *tokens);

/* Feed positions up to end-1, so many at a time: rows of weights are kept for a chunk. */
void feed_to(evaluator *e, const sequence *tokens, size_t end);

#endif
