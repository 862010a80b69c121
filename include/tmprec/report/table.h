/* SPDX-License-Identifier: MIT */
/* A table: named columns with a type, and rows of typed values.  It can be written as CSV
   (RFC 4180), as JSON, as lines of fields separated by tabs, or in aligned columns for reading.

     tp_table *t = tp_table_new(columns, count);
     for each row: one tp_table_put_... for each column
     tp_table_write_csv_header(out, t); tp_table_write_csv(out, t);
     tp_table_free(t);

   Rows can be written as they come: write those that are there, then tp_table_drop_rows. */
#ifndef TMPREC_REPORT_TABLE_H
#define TMPREC_REPORT_TABLE_H

#include "tmprec/analysis/verify.h"
#include "tmprec/base/buffer.h"
#include "tmprec/report/json.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_COLUMN_TEXT,
  TP_COLUMN_INTEGER,     /* from 0 on */
  TP_COLUMN_SHORTEST,    /* a number: the shortest decimal that reads back as the same binary64 */
  TP_COLUMN_SIGNIFICANT, /* a number to so many significant digits */
  TP_COLUMN_DECIMALS,    /* a number with so many digits after the point */
  TP_COLUMN_VERDICT,     /* 0, 1 or unknown */
  TP_COLUMN_DECIMAL,     /* a number that is put as text, because binary64 may not hold it */
  TP_COLUMN_LIST         /* texts without line ends, separated by tabs */
} tp_column_type;

/* Numbers that are not finite are written inf, -inf and nan. */
typedef struct {
  const char *name;
  tp_column_type type;
  int digits;            /* of TP_COLUMN_SIGNIFICANT and TP_COLUMN_DECIMALS */
} tp_column;

typedef struct tp_table tp_table;

/* The columns are copied, but not their names. */
tp_table *tp_table_new(const tp_column *columns, size_t count);
void tp_table_free(tp_table *t);

/* The value of the next column, which must have that type; any column may be empty.  A row is
   complete, and the next begins, when each column has its value. */
void tp_table_put_text(tp_table *t, const char *text);   /* also of TP_COLUMN_DECIMAL */
void tp_table_put_list(tp_table *t, const char *const *text, size_t count);
void tp_table_put_integer(tp_table *t, uint64_t value);
void tp_table_put_number(tp_table *t, double value);     /* of the three types of numbers */
void tp_table_put_verdict(tp_table *t, tp_verdict verdict);
void tp_table_put_nothing(tp_table *t);

/* The value that CSV has as this text, once its quotes are taken away.  0 if the column, which is no list, has none: nothing is
   put then. */
int tp_table_put_written(tp_table *t, const char *text);

/* Complete rows. */
size_t tp_table_rows(const tp_table *t);
void tp_table_drop_rows(tp_table *t);

/* Append the value in that row and column as it is written; nothing for an empty one. */
void tp_table_print_value(tp_buffer *out, const tp_table *t, size_t row, size_t column);

/* CSV: lines end with CR and LF; a field that holds a comma, a quote or a line end is
   quoted. */
void tp_table_write_csv_header(tp_buffer *out, const tp_table *t);
void tp_table_write_csv(tp_buffer *out, const tp_table *t);

/* JSON: an object in one line for each row, into an array that is open; what is empty is null.  Or the
   values of one column alone. */
void tp_table_write_json(tp_json *j, const tp_table *t);
void tp_table_write_json_column(tp_json *j, const tp_table *t, size_t column);

/* Fields with tabs between them; text must hold neither tab nor line end. */
void tp_table_write_tabs_header(tp_buffer *out, const tp_table *t);
void tp_table_write_tabs(tp_buffer *out, const tp_table *t);

/* The same rows, each after a name and a tab, without empty fields at its end. */
void tp_table_write_named(tp_buffer *out, const char *name, const tp_table *t);

/* Header and rows in aligned columns, two blanks between them.  An empty value is written as
   `empty`; if that is "", columns without any value are left out. */
void tp_table_write_aligned(tp_buffer *out, const tp_table *t, const char *empty);
/* The same in lines of at most so many characters, unless one column takes more: columns that do not fit follow in further
   tables below, each after a line that is empty, and each beginning with the first `repeated` columns. */
void tp_table_write_aligned_within(tp_buffer *out, const tp_table *t, const char *empty, size_t most, size_t repeated);

#ifdef __cplusplus
}
#endif

#endif
