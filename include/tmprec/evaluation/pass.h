/* A pass: evaluations of contexts in one arithmetic, each with as many bits between roundings
   as its verdict takes.  It holds the arithmetics, which are made once for all contexts, the
   workspaces, the schedule and the evaluator of the context at work.

     tp_pass *p = tp_pass_new(plans, &setup, 0);
     for each context:
       tp_pass_begin(p, segment, watch);
       do {
         tp_pass_feed(p, tokens, end, TP_PASS_CHUNK);
         ... tp_evaluator_predict(tp_pass_evaluator(p), ...)
       } while (something is open && tp_pass_refine(p));
     tp_pass_free(p);                                                        */
#ifndef TMPREC_EVALUATION_PASS_H
#define TMPREC_EVALUATION_PASS_H

#include "tmprec/evaluation/evaluator.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an evaluation is made with. */
typedef struct {
  const tp_choice *choice;
  tp_draw draw;                    /* its segment is set for each context */
  tp_effort effort;                /* the least */
} tp_setup;

/* The choice with draw 0 and the quickest way there is. */
tp_setup tp_setup_of(const tp_choice *c);
/* Hardmax in exact arithmetic. */
tp_setup tp_setup_hardmax(void);

typedef struct tp_pass tp_pass;

/* Positions are fed so many at a time: enough to work on vectors, few enough to stop soon
   after a wrong prediction, as rows of weights are kept for a chunk. */
enum { TP_PASS_CHUNK = 64 };

/* The choice is copied; plans must outlive the pass.  The plan is what the choice needs;
   apart: each head by itself, whatever the choice needs. */
tp_pass *tp_pass_new(tp_plans *plans, const tp_setup *setup, int apart);
void tp_pass_free(tp_pass *p);

/* Another context from its start, with the least effort.  watch may be NULL. */
void tp_pass_begin(tp_pass *p, size_t segment, const tp_observer *watch);

/* The same context from its start, with more bits; 0 at the limit, and then nothing has
   changed. */
int tp_pass_refine(tp_pass *p);

/* Positions up to end-1, at most `chunk` at a time. */
void tp_pass_feed(tp_pass *p, const tp_sequence *tokens, size_t end, size_t chunk);

tp_evaluator *tp_pass_evaluator(tp_pass *p);
const tp_plan *tp_pass_plan(const tp_pass *p);
/* What the context left undecided so far (TP_UNDECIDED_... bits). */
int tp_pass_undecided(const tp_pass *p);

#ifdef __cplusplus
}
#endif

#endif
