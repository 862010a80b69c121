/* What is examined: a machine, an input, and the transformer that is to carry
   out that run. */
#ifndef TMPREC_ANALYSIS_SUBJECT_H
#define TMPREC_ANALYSIS_SUBJECT_H

#include "tmprec/evaluation/evaluator.h"
#include "tmprec/machine/run.h"
#include "tmprec/tokens/sequence.h"

typedef struct {
  unsigned r;            /* bits of position, or 0: the smallest that holds the sequence */
  int force;             /* take an r that is too small all the same */
  run_limits limits;
} subject_options;

typedef struct {
  const machine *m;      /* not owned */
  word input;
  machine_run run;
  unsigned r;
  sequence tokens;       /* the sequence that is examined: the prescribed one */
  size_t prompt_end;     /* predictions are made at prompt_end .. length - 2 */
  transformer *t;
  evaluation_plan *plan;
} subject;

/* Run the machine, choose r, write the sequence down; compile if `compile`. */
status subject_open(subject *s, const machine *m, const char *input, const subject_options *o, int compile, error *err);
void subject_close(subject *s);

/* r as an option says it: even, 4 .. 60. */
status position_bits_parse(unsigned *r, const char *text, error *err);

/* Examine this sequence instead of the prescribed one (taken over), with an r that
   holds both unless o says which; s was opened with compile.  The sequence must
   fit the context and be made of the transformer's tokens. */
status subject_replace_tokens(subject *s, sequence *tokens, const subject_options *o, error *err);

/* Predictions in the sequence. */
size_t subject_predictions(const subject *s);

#endif
