/* SPDX-License-Identifier: MIT */
/* The run of a machine on a word: how long it is and how it ends.  The machine is deterministic, so
   whoever needs the steps takes them again (configuration.h). */
#ifndef TMPREC_MACHINE_RUN_H
#define TMPREC_MACHINE_RUN_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TP_RUN_DEFAULT_MAX_STEPS 10000000u

typedef struct {
  size_t steps;          /* transitions taken */
  uint32_t state;        /* the state reached */
  int halted;            /* 1: a halting state is reached; 0: the run is cut after `steps` */
  int has_output;        /* 1: it halted, and tape 1 is an output: input symbols from cell 0 on, no blank inside */
  tp_word output;        /* if it has one: tape 1 up to its last cell that is not blank */
  tp_error no_output;    /* of a run that halted without an output: why */
} tp_machine_run;

typedef struct {
  uint64_t max_steps;    /* a run that has not halted after so many steps is refused */
  uint64_t cut;          /* stop after so many steps and keep the run up to there; 0: no cut */
} tp_run_limits;

/* Run m on the word.  The caller frees *out with tp_run_clear.  On failure *out is empty.
   Refused:

     a run that gets stuck;
     a run that has not halted after max_steps steps, unless it was cut before;
     a run of a two-way machine in which a head leaves cell 0 to the left.

   What is on the tapes of a run that halted is no reason to refuse it: see has_output. */
tp_status tp_run_record(tp_machine_run *out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err);
void tp_run_clear(tp_machine_run *r);

#ifdef __cplusplus
}
#endif

#endif
