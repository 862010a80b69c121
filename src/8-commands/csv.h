/* The rows of a sweep as CSV (RFC 4180); one table names the columns. */
#ifndef CSV_H
#define CSV_H

#include "minimum.h"

/* --minimum and --time choose the columns.  A cell's row, or that of the curve c
   whose cell is r. */
void sweep_header(buffer *out, const settings *s);
void sweep_row(buffer *out, const settings *s, const grid_result *r, const curve *c);

#endif
