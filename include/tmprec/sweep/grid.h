/* Many verifications at once: the cells of a sweep, worked on by threads.  What
   comes out does not depend on how many there are. */
#ifndef TMPREC_SWEEP_GRID_H
#define TMPREC_SWEEP_GRID_H

#include "tmprec/analysis/verify.h"
#include "tmprec/sweep/family.h"

typedef struct grid grid;

typedef struct {
  size_t subject;        /* from grid_add_subject */
  arithmetic_choice choice;
  bits_family family;
  int bits;
} grid_cell;

typedef struct {
  const char *machine, *input;     /* as the user named them */
  const subject *s;
  grid_cell cell;
  verification result;
  double seconds;                  /* processor time of the cell */
} grid_result;

grid *grid_new(void);
void grid_free(grid *g);

/* Takes the subject (opened with compile) over; names are copied. */
size_t grid_add_subject(grid *g, subject *s, const char *name, const char *input);
void grid_add_cell(grid *g, const grid_cell *cell);
size_t grid_cells(const grid *g);

/* Work on all cells with so many threads.  From the calling thread, in order of
   the cells, `finished` is called for each; if it returns 0 the rest is dropped.
   Meanwhile `tick` (may be NULL) is called about twice a second with the cells
   done and the estimated share of the work, 0 .. 1. */
void grid_run(grid *g, unsigned jobs, int (*finished)(void *context, const grid_result *r),
              void (*tick)(void *context, size_t done, size_t cells, double share), void *context);

#endif
