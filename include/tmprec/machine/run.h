/* A machine's run on a word, recorded step by step. */
#ifndef TMPREC_MACHINE_RUN_H
#define TMPREC_MACHINE_RUN_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TP_RUN_DEFAULT_MAX_STEPS 10000000u

typedef struct {
  size_t steps;          /* transitions recorded */
  size_t *taken;         /* steps entries: index of the transition taken */
  int halted;            /* 1: the halting state is reached; 0: cut after `steps` */
  tp_word output;        /* of a halted run: tape 1 up to its last non-blank cell */
} tp_machine_run;

typedef struct {
  uint64_t max_steps;    /* a machine that has not halted by then is refused */
  uint64_t cut;          /* record this many steps at most and stop; 0: no cut */
} tp_run_limits;

/* Run m on the word.  Refused: a run that gets stuck, has not halted within
   max_steps (unless cut before), or, of a two-way machine, leaves cell 0 to the
   left; and a halted one whose output holds a blank or a symbol that is not an
   input symbol.  The caller frees with tp_run_clear. */
tp_status tp_run_record(tp_machine_run *out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err);
void tp_run_clear(tp_machine_run *r);

#ifdef __cplusplus
}
#endif

#endif
