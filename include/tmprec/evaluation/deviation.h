/* SPDX-License-Identifier: MIT */
/* A rounded run by what deviates in it from hardmax's (doc/precision.md, section 5).

   Many rounded runs have most of their numbers in common with the hardmax run of the same tokens.  Where
   everything that a step reads is hardmax's, so is its result, for neurons and sums; for a row of attention, if
   its best keys have the weights that hardmax gives them.  So only what deviates is evaluated, and its results
   are compared with hardmax's again.  A row is mostly decided without a look at its scores: by how many keys were
   how far behind the best ones, and how much its query and keys deviate.  There are two ways to go on where that
   leaves a number open:
     exact   the row is evaluated as it is, score by score.  All numbers are those of a plain evaluation.
     open    the number stays open between two ends, and remembers what it is made of (number.h).  No row is
             evaluated.  What is asked may stay open too, but what is said is certain.

     tp_best_keys *best = tp_best_keys_new(&run);            once for a context
     tp_deviation *d = tp_deviation_new(plan, setup);        NULL: not for this arithmetic
     tp_deviation_begin(d, &run, best, TP_NUMBERS_EXACT);
     while (tp_deviation_feed(d, to, TP_FEED_ALL) == 1) ... tp_deviation_next(d, from, to) ... tp_deviation_at(d, p, &index)
     tp_deviation_free(d);
     tp_best_keys_free(best);                                                                                    */
#ifndef TMPREC_EVALUATION_DEVIATION_H
#define TMPREC_EVALUATION_DEVIATION_H

#include "tmprec/evaluation/pass.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers of a hardmax run of one context, all of them -1, 0 or 1.  Not owned. */
typedef struct {
  const tp_plan *plan;             /* with needs {1, 0} */
  size_t positions;
  const int8_t *version;           /* versions (plan.h) x positions */
  const int8_t *hidden;            /* neurons of all layers, one after the other, x positions */
} tp_hardmax_numbers;

/* The best keys of every row of a hardmax run: how many, which, and how far before the others.  Immutable, so
   threads share it.  It takes time like the square of the positions, with a small constant, and memory like
   their number.  The caller frees it. */
typedef struct tp_best_keys tp_best_keys;
tp_best_keys *tp_best_keys_new(const tp_hardmax_numbers *run);
void tp_best_keys_free(tp_best_keys *b);

/* An evaluation by deviations.  `plan` must outlive it; the choice is copied.  NULL if the arithmetic is not one
   for which this is known to be right.  It is for softmax by sites that binary64 stands in for: `act` is rounded, and
   nothing else but attention weights and parameters, by rules without chance and without shared scales, into formats
   that have -1, 0, 1 and all biases; without noise, and `act` is the same in all layers.  The caller frees it. */
typedef struct tp_deviation tp_deviation;
int tp_deviation_covers(const tp_plan *plan, const tp_setup *setup);    /* 1: that will not be NULL */
tp_deviation *tp_deviation_new(const tp_plan *plan, const tp_setup *setup);
void tp_deviation_free(tp_deviation *d);

/* What is known of numbers. */
typedef enum {
  TP_NUMBERS_EXACT,                /* all are known exactly */
  TP_NUMBERS_OPEN,                 /* some stay open between two ends */
  TP_NUMBERS_OF_FINER              /* likewise, and the ends hold for all arithmetics that are finer: doc/deviations.md, 6 */
} tp_deviating_numbers;

/* Begin a context.  The run and its best keys must outlive the work on it. */
void tp_deviation_begin(tp_deviation *d, const tp_hardmax_numbers *run, const tp_best_keys *best, tp_deviating_numbers numbers);

/* Evaluate the positions up to `to`-1 that are not evaluated yet.  1: done.  0: give up, because so many rows are
   open that a plain evaluation is quicker, or because nothing is known of some number.  Then nothing else may be
   asked.  TP_FEED_UNTIL_ANY: it may end as soon as some number deviates for certain (tp_deviation_any); then nothing else
   may be asked. */
typedef enum { TP_FEED_ALL, TP_FEED_UNTIL_ANY } tp_feed_until;
int tp_deviation_feed(tp_deviation *d, size_t to, tp_feed_until until);

/* The first position in from .. to-1 after which the unembedding reads a number that deviates; `to` if there is
   none.  At all others the prediction is hardmax's. */
size_t tp_deviation_next(const tp_deviation *d, size_t from, size_t to);
/* 1 if what the unembedding reads there is open. */
int tp_deviation_is_open(const tp_deviation *d, size_t position);
/* 1 if the prediction is hardmax's, in which no other token comes nearer than `lead` to the best one: logits deviate
   by less. */
int tp_deviation_is_clear(const tp_deviation *d, size_t position, double lead);
/* An evaluator whose position *index is that position of the last feed, to predict from: of a position where nothing
   is open.  It belongs to d. */
tp_evaluator *tp_deviation_at(tp_deviation *d, size_t position, size_t *index);

/* A workspace of its arithmetic, for the context begun last. */
tp_workspace *tp_deviation_workspace(tp_deviation *d);

/* The ends of a version of a coordinate (plan.h) at a position that was fed. */
void tp_deviation_number(const tp_deviation *d, size_t version, size_t position, double *low, double *high);
/* 1 if some activation or hidden value deviates for certain; 0 if none does; 2 if that is open. */
int tp_deviation_any(const tp_deviation *d);
/* Rows that were evaluated score by score so far, of all contexts. */
size_t tp_deviation_rows(const tp_deviation *d);

#ifdef __cplusplus
}
#endif

#endif
