/* A machine's run to look at: on tapes without a left end if the machine is two-way,
   and fast, for runs of many millions of steps, of which nothing is recorded. */
#ifndef TMPREC_MACHINE_SIMULATION_H
#define TMPREC_MACHINE_SIMULATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

typedef struct {
  uint32_t *cell;        /* length entries; all cells beyond are blank (0) */
  size_t length;
  size_t origin;         /* the entry of cell 0; that of cell i is origin + i */
  size_t head;           /* the entry under the head */
  size_t first, last;    /* the leftmost and rightmost entry that it has been on */
} simulated_tape;

typedef struct {
  const machine *m;      /* not owned */
  uint32_t *table;       /* states x symbols^K: transitions, UINT32_MAX where there is none; NULL: too many */
  uint32_t state;
  uint64_t steps;        /* taken so far */
  simulated_tape tape[MACHINE_MAX_TAPES];
} simulation;

typedef enum { SIMULATION_GOES_ON, SIMULATION_HALTED, SIMULATION_STUCK } simulation_end;

/* The start state, the word on the first tape from cell 0 on, all heads in cell 0.  The
   caller frees with simulation_clear. */
void simulation_start(simulation *s, const machine *m, const word *input);
void simulation_clear(simulation *s);

/* Take so many steps more, unless the machine halts or gets stuck before; where it
   stands then. */
simulation_end simulation_run(simulation *s, uint64_t steps);

/* Tape k, 0 .. K-1: where its head is, and the leftmost (0 or less) and rightmost cell
   (0 or more) that it has been on. */
int64_t simulation_head(const simulation *s, uint32_t k);
int64_t simulation_leftmost(const simulation *s, uint32_t k);
int64_t simulation_rightmost(const simulation *s, uint32_t k);

/* The symbol in any cell, and the number of those that hold neither the blank nor
   machine_zero. */
uint32_t simulation_symbol(const simulation *s, uint32_t k, int64_t cell);
uint64_t simulation_nonzero(const simulation *s, uint32_t k);

/* Of a simulation that halted: its output, from cell 0 on, judged as run_record does. */
status simulation_output(word *out, const simulation *s, error *err);

/* Of one that is stuck: where, in the words of run_record. */
status simulation_stuck(const simulation *s, error *err);

#endif
