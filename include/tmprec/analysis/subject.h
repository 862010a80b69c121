/* What is examined: a machine, an input, and the transformer that is to carry
   out that run. */
#ifndef TMPREC_ANALYSIS_SUBJECT_H
#define TMPREC_ANALYSIS_SUBJECT_H

#include "tmprec/evaluation/evaluator.h"
#include "tmprec/tokens/chain.h"

/* What becomes of a two-way machine that leaves cell 0 to the left. */
typedef enum { TWO_WAY_REFUSE, TWO_WAY_FOLD, TWO_WAY_RULES } two_way_rule;
extern const char *const two_way_name[TWO_WAY_RULES];    /* refuse fold */

typedef struct {
  chain_mode mode;
  unsigned r;            /* bits of position, or 0: the smallest that holds every context */
  int force;             /* take an r that is too small all the same */
  run_limits limits;
  two_way_rule two_way;
} subject_options;

typedef struct {
  const machine *m;      /* not owned, or `folded` */
  machine *folded;       /* NULL: the machine given did not have to be */
  word input;
  machine_run run;
  chain_mode mode;
  unsigned r;
  transcript told;       /* what is examined: the prescribed tokens */
  transformer *t;
  evaluation_plan *plan;
} subject;

/* Run the machine, folded if it has to be, choose r, write the sequence down; compile if `compile`. */
status subject_open(subject *s, const machine *m, const char *input, const subject_options *o, int compile, error *err);
void subject_close(subject *s);

/* r as an option says it: even, 4 .. 60. */
status position_bits_parse(unsigned *r, const char *text, error *err);

/* Examine these tokens instead of the prescribed ones (taken over), with an r that
   holds both unless o says which; s was opened with compile.  They must fit the
   context and be made of the transformer's tokens. */
status subject_replace_tokens(subject *s, transcript *told, const subject_options *o, error *err);

#endif
