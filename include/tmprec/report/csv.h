/* SPDX-License-Identifier: MIT */
/* Rows of CSV files (RFC 4180), as tmprec writes them, to be drawn or shown. */
#ifndef TMPREC_REPORT_CSV_H
#define TMPREC_REPORT_CSV_H

#include <stddef.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_csv tp_csv;

#define TP_CSV_NONE ((size_t) -1)

/* Read the files, whose headers must be the same, and join their rows.  "-" is standard input.
   Refused, with FILE:LINE:COLUMN where there is one: a file that cannot be read, no header, another
   header than the first file's, a row with more or fewer fields than the header, a last row without
   line end (it may be cut short), a quote that is not closed, a NUL byte, no rows at all.
   The caller frees with tp_csv_free; *out is NULL on failure. */
tp_status tp_csv_read(tp_csv **out, char *const *path, size_t paths, tp_error *err);
void tp_csv_free(tp_csv *c);

size_t tp_csv_files(const tp_csv *c);
size_t tp_csv_rows(const tp_csv *c);
size_t tp_csv_columns(const tp_csv *c);
const char *tp_csv_name(const tp_csv *c, size_t column);

/* The column of that name, or TP_CSV_NONE. */
size_t tp_csv_find(const tp_csv *c, const char *name);

/* A field, unquoted.  Column TP_CSV_NONE is empty in every row. */
const char *tp_csv_field(const tp_csv *c, size_t row, size_t column);

/* The field as a finite number; 0 if it is not one, and then *number is left alone. */
int tp_csv_number(const tp_csv *c, size_t row, size_t column, double *number);

#ifdef __cplusplus
}
#endif

#endif
