/* SPDX-License-Identifier: MIT */
/* A run of a machine for inspection.  The tapes of a two-way machine have no left end here.
   The simulation is fast enough for many millions of steps and records none of them. */
#ifndef TMPREC_MACHINE_SIMULATION_H
#define TMPREC_MACHINE_SIMULATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint32_t *cell;        /* length entries; all cells outside them are blank (0) */
  size_t length;
  size_t origin;         /* the entry of cell 0; the entry of cell i is origin + i */
  size_t head;           /* the entry under the head */
  size_t first, last;    /* the leftmost and the rightmost entry that the head has been on */
} tp_simulated_tape;

typedef struct {
  const tp_machine *m;   /* not owned */
  uint32_t *table;       /* states x symbols^K transitions, UINT32_MAX where there is none; NULL if over 2^20 */
  uint32_t state;
  uint64_t steps;        /* taken so far */
  tp_simulated_tape tape[TP_MACHINE_MAX_TAPES];
} tp_simulation;

typedef enum { TP_SIMULATION_GOES_ON, TP_SIMULATION_HALTED, TP_SIMULATION_STUCK } tp_simulation_end;

/* The start configuration: the start state, the word on tape 1 from cell 0 on, all heads in
   cell 0, but that of tape 1 in tp_machine_head.  The caller frees it with tp_simulation_clear. */
void tp_simulation_start(tp_simulation *s, const tp_machine *m, const tp_word *input);
void tp_simulation_clear(tp_simulation *s);

/* Take `steps` more steps, or fewer if the machine halts or gets stuck.  The result describes
   the configuration reached.  TP_SIMULATION_GOES_ON: another transition applies. */
tp_simulation_end tp_simulation_run(tp_simulation *s, uint64_t steps);

/* Cells of tape k, k = 0 .. K-1: the cell under the head, the leftmost cell that the head has
   been on (0 or less), and the rightmost one (0 or more). */
int64_t tp_simulation_head(const tp_simulation *s, uint32_t k);
int64_t tp_simulation_leftmost(const tp_simulation *s, uint32_t k);
int64_t tp_simulation_rightmost(const tp_simulation *s, uint32_t k);

/* The symbol in any cell of tape k, and the number of its cells that hold neither the blank
   nor tp_machine_zero. */
uint32_t tp_simulation_symbol(const tp_simulation *s, uint32_t k, int64_t cell);
uint64_t tp_simulation_nonzero(const tp_simulation *s, uint32_t k);

/* The output of a simulation that halted, from cell 0 of tape 1 on.  It is refused under the
   same conditions as in tp_run_record.  The caller frees *out with tp_word_clear. */
tp_status tp_simulation_output(tp_word *out, const tp_simulation *s, tp_error *err);

/* For a simulation that is stuck: TP_STATUS_REFUSED, with the message of tp_run_record that
   says where. */
tp_status tp_simulation_stuck(const tp_simulation *s, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
