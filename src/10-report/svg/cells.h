/* SPDX-License-Identifier: MIT */
/* The cells of a tape over time as areas of equal colour. */
#ifndef CELLS_H
#define CELLS_H

#include "tmprec/machine/simulation.h"

/* Colours of symbols, the last for all that have none of their own; times four opacities. */
enum { TP_CELL_COLOURS = 7, TP_CELL_LEVELS = 4, TP_CELL_KINDS = TP_CELL_COLOURS * TP_CELL_LEVELS };

/* The colour of a symbol that is not blank. */
const char *tp_cell_colour(uint32_t symbol);

typedef struct {
  int value;             /* 0: blank, or 1 + the kind */
  size_t end, top;       /* columns value's area spans up to here; the row in which it begins */
} tp_open_area;

/* A tape's area in the making.  What is known of the rows so far is written as paths, a buffer a kind. */
typedef struct {
  uint32_t tape;
  int64_t least, most;   /* the cells that are drawn */
  int64_t group;         /* so many are a column */
  int is_wide;           /* set by the caller: the symbol is seen beside the mark of the head */
  size_t columns, rows;  /* rows: so far */
  int *value;            /* of the columns of the last row */
  tp_open_area *open;    /* by the column in which it begins; end = 0: none begins there */
  uint32_t *count;       /* by symbol: 0 between columns */
  tp_buffer path[TP_CELL_KINDS], head;
} tp_cells;

void tp_cells_open(tp_cells *c, const tp_machine *m, uint32_t tape, int64_t least, int64_t most, int64_t group);
void tp_cells_close(tp_cells *c);

/* The tape as it is now, as another row. */
void tp_cells_add(tp_cells *c, const tp_simulation *s);

/* No more rows: write the areas, in units of columns and rows. */
void tp_cells_end(tp_cells *c);

size_t tp_cells_column(const tp_cells *c, int64_t cell);

#endif
