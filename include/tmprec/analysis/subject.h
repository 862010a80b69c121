/* What is examined: a machine, an input, and the transformer that is to carry
   out that run. */
#ifndef TMPREC_ANALYSIS_SUBJECT_H
#define TMPREC_ANALYSIS_SUBJECT_H

#include "tmprec/evaluation/pass.h"
#include "tmprec/tokens/chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What becomes of a two-way machine that leaves cell 0 to the left. */
typedef enum { TP_TWO_WAY_REFUSE, TP_TWO_WAY_FOLD, TP_TWO_WAY_RULES } tp_two_way_rule;
extern const char *const tp_two_way_name[TP_TWO_WAY_RULES];    /* refuse fold */

typedef struct {
  tp_chain_mode mode;
  unsigned r;            /* bits of position, or 0: the smallest that holds every context */
  int force;             /* take an r that is too small all the same */
  tp_run_limits limits;
  tp_two_way_rule two_way;
} tp_subject_options;

typedef struct {
  const tp_machine *m;   /* not owned, or `folded` */
  tp_machine *folded;    /* NULL: the machine given did not have to be */
  tp_word input;
  tp_machine_run run;
  tp_chain_mode mode;
  unsigned r;
  tp_transcript told;    /* what is examined: the prescribed tokens */
  tp_transformer *t;
  tp_plans *plans;                 /* of t */
  const tp_plan *plan;             /* that which most arithmetics need */
} tp_subject;

/* Run the machine, folded if it has to be, choose r, write the sequence down; compile if `compile`. */
tp_status tp_subject_open(tp_subject *s, const tp_machine *m, const char *input, const tp_subject_options *o, int compile, tp_error *err);
void tp_subject_close(tp_subject *s);

/* r as text: even, 4 .. 60.  The message says what is wrong with the text. */
tp_status tp_position_bits_parse(unsigned *r, const char *text, tp_error *err);

/* Examine these tokens instead of the prescribed ones (taken over), with an r that
   holds both unless o says which; s was opened with compile.  They must fit the
   context and be made of the transformer's tokens. */
tp_status tp_subject_replace_tokens(tp_subject *s, tp_transcript *told, const tp_subject_options *o, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
