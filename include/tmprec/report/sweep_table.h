/* SPDX-License-Identifier: MIT */
/* The rows of a sweep as a table.  What the rows are (cells, curves, a front) decides which
   columns there are; one table in sweep_table.c names them. */
#ifndef TMPREC_REPORT_SWEEP_TABLE_H
#define TMPREC_REPORT_SWEEP_TABLE_H

#include "tmprec/report/table.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/specification.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_sweep_table tp_sweep_table;

/* Of a completed specification, which must outlive it; with_seconds: with the column
   `seconds`, the processor time. */
tp_sweep_table *tp_sweep_table_new(const tp_sweep *s, int with_seconds);
void tp_sweep_table_free(tp_sweep_table *t);

/* A part of a sweep (sweep/shard.h). */
typedef struct {
  unsigned part, parts;  /* from 1 */
  char fingerprint[33];  /* tp_sweep_fingerprint */
  size_t rows;           /* of this part */
} tp_sweep_part;

/* A last column more, in which each row has the number of its unit, and whose name says which part of which sweep this
   is (report/merge.h).  Before the header is written. */
void tp_sweep_table_name_part(tp_sweep_table *t, const tp_sweep_part *part);
/* Of the next cell. */
void tp_sweep_table_set_unit(tp_sweep_table *t, size_t unit);

/* Take the next cell.  The rows that it completes are appended to the table: its own; or that
   of the curve, or those of the front, of which it is the last cell. */
void tp_sweep_table_take(tp_sweep_table *t, const tp_grid_result *r);

/* A row that says what was refused. */
void tp_sweep_table_refuse(tp_sweep_table *t, const tp_sweep_refusal *r);

tp_table *tp_sweep_table_rows(tp_sweep_table *t);

/* The column of that name, to read rows that were written; NULL if there is none.  is_front: among those of fronts, which
   have `total_bits`.  An empty field is no value, but a text without characters if the row has a value in column *with; *with
   is NULL if it never is. */
const tp_column *tp_sweep_table_column(const char *name, int is_front, const char **with);

#ifdef __cplusplus
}
#endif

#endif
