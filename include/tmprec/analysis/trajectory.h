/* SPDX-License-Identifier: MIT */
/* The hardmax run of a subject: its activations and hidden values, recorded so that rounded runs
   can be compared with them. */
#ifndef TMPREC_ANALYSIS_TRAJECTORY_H
#define TMPREC_ANALYSIS_TRAJECTORY_H

#include "tmprec/analysis/subject.h"
#include "tmprec/evaluation/deviation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The record of one segment.  All subjects here have written their tokens down (tp_subject_write). */
typedef struct tp_trajectory tp_trajectory;

/* Evaluate segment g of s under hardmax and record it.  The caller frees the record.  On tokens that
   are not the run of a machine, and if r is too small, numbers may leave {-1, 0, 1}.  Such numbers
   are not recorded: their entries have no meaning.  tp_trajectory_is_complete is 0 then.
   tp_trajectory_ternary is the number of positions before the first such number. */
tp_trajectory *tp_trajectory_record(const tp_subject *s, size_t g);
void tp_trajectory_free(tp_trajectory *t);
int tp_trajectory_is_complete(const tp_trajectory *t);
size_t tp_trajectory_ternary(const tp_trajectory *t);

/* The least lead of a token of the segment, by which the logit that predicts it is above all others; 0 if some token is not
   predicted. */
double tp_trajectory_lead(const tp_trajectory *t);
/* All numbers of a complete one; they belong to it. */
tp_hardmax_numbers tp_trajectory_numbers(const tp_trajectory *t);

/* A version of a coordinate (plan.h) at the positions 0, 1, ... of the segment that are fed: all but
   the last. */
const int8_t *tp_trajectory_activation(const tp_trajectory *t, size_t version);
/* A hidden value at these positions; layer from 1, neuron from 0. */
const int8_t *tp_trajectory_hidden(const tp_trajectory *t, size_t layer, size_t neuron);

/* The records of all segments, which belong to it.  Each is made when it is first asked for.
   kept = 1: all are kept, and threads may share them.  kept = 0: only the last one asked for is
   kept, and one thread uses it.  s must outlive it. */
typedef struct tp_hardmax_record tp_hardmax_record;
tp_hardmax_record *tp_hardmax_record_new(const tp_subject *s, int kept);
void tp_hardmax_record_free(tp_hardmax_record *h);
const tp_trajectory *tp_hardmax_record_segment(tp_hardmax_record *h, size_t g);
/* The best keys of a segment whose record is complete: kept and shared like the record. */
const tp_best_keys *tp_hardmax_record_best_keys(tp_hardmax_record *h, size_t g);

/* About the bytes of all records together (here the tokens need not be written down): one for each version and each neuron at each token.  (The last
   token of a segment, which is not fed, is counted too.) */
size_t tp_hardmax_record_size(const tp_subject *s);
/* More than this is not worth it to be quicker. */
#define TP_HARDMAX_RECORD_MOST ((size_t) 1 << 30)

/* An observer that compares an evaluation of the same subject with a record.  The caller sets `same`
   to 1 and `differs` to 0.  `same` becomes 0 at the first number that differs or may differ, `differs` 1 at the first
   that differs for certain: before the pass left any number undecided.  Each thread needs its own
   comparison.  *c must outlive the evaluation. */
typedef struct {
  const tp_trajectory *with;
  const tp_pass *pass;             /* that is watched */
  int same, differs;
} tp_trajectory_comparison;
tp_observer tp_trajectory_observer(tp_trajectory_comparison *c);

#ifdef __cplusplus
}
#endif

#endif
