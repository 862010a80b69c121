/* The rows of a sweep as CSV (RFC 4180); one table names the columns. */
#ifndef CSV_H
#define CSV_H

#include "tmprec/analysis/grid.h"

void sweep_header(buffer *out, int with_seconds);
void sweep_row(buffer *out, const grid_result *r, int with_seconds);

#endif
