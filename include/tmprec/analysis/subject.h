/* SPDX-License-Identifier: MIT */
/* A subject: a machine, an input, and the transformer that should carry out that run. */
#ifndef TMPREC_ANALYSIS_SUBJECT_H
#define TMPREC_ANALYSIS_SUBJECT_H

#include "tmprec/evaluation/pass.h"
#include "tmprec/tokens/chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is done with a two-way machine that leaves cell 0 to the left. */
typedef enum { TP_TWO_WAY_REFUSE, TP_TWO_WAY_FOLD, TP_TWO_WAY_RULES } tp_two_way_rule;
extern const char *const tp_two_way_name[TP_TWO_WAY_RULES];    /* refuse fold */

typedef struct {
  tp_chain_mode mode;
  unsigned r;            /* bits of a position; 0: the smallest number whose context holds every segment */
  int force;             /* 1: accept an r that is too small; positions then count modulo 2^r */
  tp_run_limits limits;
  tp_two_way_rule two_way;
  int unwritten;         /* 1: do not write the tokens down; whoever goes through them segment by segment (reading.h) does
                            not need that, and for a long run they take much memory */
} tp_subject_options;

typedef struct {
  const tp_machine *m;   /* not owned; or `folded`, or else `started` */
  tp_machine *started;   /* owned; NULL if the input is a word and names no state */
  tp_machine *folded;    /* owned; NULL if the machine was not folded */
  tp_word input;
  tp_machine_run run;
  tp_chain_mode mode;
  unsigned r;
  tp_transcript told;    /* the tokens that are examined: the prescribed ones; empty if they are not written down */
  tp_told_size size;     /* of the tokens that the run prescribes */
  tp_transformer *t;               /* NULL if it was not compiled, like the next two */
  tp_plans *plans;                 /* of t */
  const tp_plan *plan;             /* of `plans`: the plan that most arithmetics need */
} tp_subject;

/* Prepare a subject: read the input (tp_start_parse), fold the machine if it has to be folded, run it, choose r, and
   write the run in tokens.  If `compile`, compile the transformer too.  m must outlive the subject.
   The caller closes it.  Refused: what tp_start_parse, tp_machine_fold_for and tp_run_record refuse,
   a run without a step, and an r that is too small (unless `force`).  On failure the subject is closed. */
tp_status tp_subject_open(tp_subject *s, const tp_machine *m, const char *input, const tp_subject_options *o, int compile, tp_error *err);
void tp_subject_close(tp_subject *s);

/* The run in the form in which it is told.  It points into s. */
tp_told_run tp_subject_run(const tp_subject *s);

/* Write down the prescribed tokens of a subject that was opened without. */
void tp_subject_write(tp_subject *s);

/* The size of the tokens that are examined, written down or not. */
tp_told_size tp_subject_size(const tp_subject *s);

/* Read r from text: even, 4 .. 60.  The message says what is wrong with the text. */
tp_status tp_position_bits_parse(unsigned *r, const char *text, tp_error *err);

/* Let this transformer carry out the run instead of the compiled one, for which s was opened with compile.  It is taken
   over; if it is refused, it is freed.  Refused: another vocabulary than that of the machine, or another r. */
tp_status tp_subject_replace_transformer(tp_subject *s, tp_transformer *t, tp_error *err);

/* Examine these tokens instead of the prescribed ones.  s was opened with compile.  *told is taken
   over; if it is refused, it is cleared.  If o->r is 0, r grows until the context holds them, and
   the transformer is compiled again.  Refused: a segment that does not fit the context (unless
   o->force), and a token that the transformer does not have. */
tp_status tp_subject_replace_tokens(tp_subject *s, tp_transcript *told, const tp_subject_options *o, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
