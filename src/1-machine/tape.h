/* One-way tapes under their heads: the simulator's memory. */
#ifndef TAPE_H
#define TAPE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t *cell;        /* length entries; beyond them all cells are blank (0) */
  uint32_t *writes;      /* how often each was written, capacities as cell */
  size_t length, head;
  size_t cells, counts;  /* capacities */
} tape;

void tape_reach(tape *t, size_t position);     /* make the cell exist */
void tape_move(tape *t, uint32_t move);        /* L in cell 0 stays */
void tape_clear(tape *t);

#endif
