/* Which cells a sweep has, and in which order. */
#ifndef CELLS_H
#define CELLS_H

#include "front.h"

typedef struct {
  tp_grid *g;
  tp_machine **machine;  /* of the grid's subjects */
  size_t machines;
  tp_subject **subject;  /* of the grid */
  size_t subjects;
  size_t curve;          /* cells of a curve (--minimum), which stand side by side */
  unsigned mpfr_most_r;  /* cells of mpfr beyond are left out; 0: none are */
} sweep_cells;

/* All cells that the settings ask for, which get their defaults here.  To be
   cleared, also on failure. */
tp_status sweep_cells_open(sweep_cells *w, settings *s, tp_error *err);
void sweep_cells_close(sweep_cells *w);

#endif
