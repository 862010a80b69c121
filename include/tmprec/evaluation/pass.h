/* SPDX-License-Identifier: MIT */
/* A pass: evaluations of contexts in one arithmetic.  Each has as many bits between roundings as
   its verdict needs.  A pass holds the arithmetics, which are made once for all contexts.  It also
   holds the workspaces, the schedule and the evaluator of the current context.

     tp_pass *p = tp_pass_new(plans, &setup, 0);
     for each context:
       tp_pass_begin(p, segment, watch);
       do {
         tp_pass_feed(p, tokens, end, TP_PASS_CHUNK);
         ... tp_evaluator_predict(tp_pass_evaluator(p), ...)
       } while (something is undecided && tp_pass_refine(p));
     tp_pass_free(p);                                                        */
#ifndef TMPREC_EVALUATION_PASS_H
#define TMPREC_EVALUATION_PASS_H

#include "tmprec/base/pool.h"
#include "tmprec/evaluation/evaluator.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What defines an evaluation. */
typedef struct {
  const tp_choice *choice;         /* not owned */
  tp_draw draw;                    /* the pass sets its segment for each context */
  tp_effort effort;                /* the smallest effort */
  unsigned threads;                /* that may work on a context; 0 is 1 */
  int plain;                       /* 1: every number is to be evaluated, whatever is known without */
  tp_pool *pool;                   /* room for an evaluation by what deviates, which begins it again; NULL: its own */
} tp_setup;

/* The choice, with draw 0 and the smallest effort. */
tp_setup tp_setup_of(const tp_choice *c);
/* Hardmax in exact arithmetic. */
tp_setup tp_setup_hardmax(void);

typedef struct tp_pass tp_pass;

/* The usual number of positions fed at a time, where rows of weights are kept. */
enum { TP_PASS_CHUNK = 64 };

/* A new pass.  The caller frees it.  The choice is copied; `plans` must outlive the pass.
   apart = 0: the plan is the one that the choice needs.  apart = 1: heads share no rows, whatever
   the choice needs. */
tp_pass *tp_pass_new(tp_plans *plans, const tp_setup *setup, int apart);
void tp_pass_free(tp_pass *p);

/* Begin a context at its start, with the smallest effort.  *watch is copied; it may be NULL.  The
   evaluator of the previous context is freed. */
void tp_pass_begin(tp_pass *p, size_t segment, const tp_observer *watch);

/* Begin the same context again at its start, with more bits, and return 1.  At the limit the result
   is 0, and nothing has changed.  The evaluator is replaced by a new one. */
int tp_pass_refine(tp_pass *p);

/* Begin the same context again at its start, with the same bits.  Numbers that these leave undecided
   stay open now: the evaluation goes on with all candidates, where the arithmetic can. */
void tp_pass_keep_open(tp_pass *p);

/* Feed the positions up to end-1 that are not fed yet, at most `chunk` at a time. */
void tp_pass_feed(tp_pass *p, const tp_sequence *tokens, size_t end, size_t chunk);
/* Feed one chunk of them: `chunk` at most, or as many as is good if `chunk` is 0.  The result is how many
   positions are fed in all. */
size_t tp_pass_feed_some(tp_pass *p, const tp_sequence *tokens, size_t end, size_t chunk);

tp_evaluator *tp_pass_evaluator(tp_pass *p);
const tp_plan *tp_pass_plan(const tp_pass *p);
/* What the current context has left undecided so far (TP_UNDECIDED_... bits). */
int tp_pass_undecided(const tp_pass *p);

#ifdef __cplusplus
}
#endif

#endif
