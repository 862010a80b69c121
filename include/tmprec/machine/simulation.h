/* A machine's run to look at: on tapes without a left end if the machine is two-way,
   and fast, for runs of many millions of steps, of which nothing is recorded. */
#ifndef TMPREC_MACHINE_SIMULATION_H
#define TMPREC_MACHINE_SIMULATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint32_t *cell;        /* length entries; all cells beyond are blank (0) */
  size_t length;
  size_t origin;         /* the entry of cell 0; that of cell i is origin + i */
  size_t head;           /* the entry under the head */
  size_t first, last;    /* the leftmost and rightmost entry that it has been on */
} tp_simulated_tape;

typedef struct {
  const tp_machine *m;   /* not owned */
  uint32_t *table;       /* states x symbols^K: transitions, UINT32_MAX where there is none; NULL: too many */
  uint32_t state;
  uint64_t steps;        /* taken so far */
  tp_simulated_tape tape[TP_MACHINE_MAX_TAPES];
} tp_simulation;

typedef enum { TP_SIMULATION_GOES_ON, TP_SIMULATION_HALTED, TP_SIMULATION_STUCK } tp_simulation_end;

/* The start state, the word on the first tape from cell 0 on, all heads in cell 0.  The
   caller frees with tp_simulation_clear. */
void tp_simulation_start(tp_simulation *s, const tp_machine *m, const tp_word *input);
void tp_simulation_clear(tp_simulation *s);

/* Take so many steps more, unless the machine halts or gets stuck before; where it
   stands then. */
tp_simulation_end tp_simulation_run(tp_simulation *s, uint64_t steps);

/* Tape k, 0 .. K-1: where its head is, and the leftmost (0 or less) and rightmost cell
   (0 or more) that it has been on. */
int64_t tp_simulation_head(const tp_simulation *s, uint32_t k);
int64_t tp_simulation_leftmost(const tp_simulation *s, uint32_t k);
int64_t tp_simulation_rightmost(const tp_simulation *s, uint32_t k);

/* The symbol in any cell, and the number of those that hold neither the blank nor
   tp_machine_zero. */
uint32_t tp_simulation_symbol(const tp_simulation *s, uint32_t k, int64_t cell);
uint64_t tp_simulation_nonzero(const tp_simulation *s, uint32_t k);

/* Of a simulation that halted: its output, from cell 0 on, judged as tp_run_record does. */
tp_status tp_simulation_output(tp_word *out, const tp_simulation *s, tp_error *err);

/* Of one that is stuck: where, in the words of tp_run_record. */
tp_status tp_simulation_stuck(const tp_simulation *s, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
