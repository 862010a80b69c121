/* The rows of a sweep as CSV (RFC 4180); one table names the columns. */
#ifndef CSV_H
#define CSV_H

#include "front.h"
#include "minimum.h"

/* --minimum, --per-site and --time choose the columns.  A cell's row, or that of the curve
   c whose cell is r, or of a cell r of the front f. */
void sweep_header(tp_buffer *out, const settings *s);
void sweep_row(tp_buffer *out, const settings *s, const tp_grid_result *r, const curve *c, const front *f);

#endif
