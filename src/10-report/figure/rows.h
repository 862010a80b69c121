/* SPDX-License-Identifier: MIT */
/* Rows of a CSV as figures sort them: those drawn, and groups of equal fields. */
#ifndef ROWS_H
#define ROWS_H

#include "figure.h"

enum { TP_ROWS_KEY = 16 };               /* columns of a key at most */

typedef struct {
  const tp_csv *csv;
  size_t *row, count;                    /* all but those that a sweep refused */
  size_t refused;
} tp_rows;

void tp_rows_open(tp_rows *r, const tp_csv *csv);
void tp_rows_close(tp_rows *r);
const char *tp_rows_field(const tp_rows *r, size_t i, const char *column);
int tp_rows_number(const tp_rows *r, size_t i, const char *column, double *number);

/* The names of all columns, with commas between. */
void tp_rows_name_columns(tp_buffer *out, const tp_csv *csv);
/* Refuse rows without this column, and name those that are there. */
tp_status tp_rows_refuse_column(const tp_csv *csv, const char *missing, tp_error *err);

typedef struct {
  const char *column[TP_ROWS_KEY];
  size_t columns;
} tp_key;

/* With one column more.  Columns that the rows do not have are left out, and those that are there already. */
tp_key tp_key_with(const tp_rows *r, tp_key k, const char *column);
tp_key tp_key_of(const tp_rows *r, const char *const *column, size_t columns);

typedef struct {
  size_t *of;            /* of each row its group, from 0 in the order of the first rows */
  size_t *first;         /* of each group its first row */
  size_t count;
} tp_groups;

void tp_groups_open(tp_groups *g, const tp_rows *r, const tp_key *k);
void tp_groups_close(tp_groups *g);

/* Whether rows that are alike in the key differ in the column. */
int tp_rows_differ(const tp_rows *r, const tp_key *k, const char *column);

/* The fields of row i in the columns of the key, as a title: with blanks between them, numbers with
   the column's name before them. */
void tp_rows_describe(tp_buffer *out, const tp_rows *r, const tp_key *k, size_t i);

/* Runs of numbers, as the columns `holes` and `unknown` have them: add each to the series at x. */
void tp_rows_add_runs(tp_series *s, double x, const char *runs);

/* Append a count as 3,964. */
void tp_rows_put_count(tp_buffer *out, double count);

/* The note: what is there, and how many rows a sweep refused. */
void tp_rows_note(tp_figure *f, const tp_rows *r, const char *text);

#endif
