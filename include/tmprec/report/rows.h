/* A table of text: as CSV (RFC 4180), or in aligned columns for reading. */
#ifndef TMPREC_REPORT_ROWS_H
#define TMPREC_REPORT_ROWS_H

#include <stddef.h>

#include "tmprec/base/buffer.h"

typedef struct {
  int is_pretty;
  char **field;                    /* row after row */
  size_t fields, capacity;
  size_t columns;                  /* of the first row, once it is ended */
} tp_rows;

tp_rows tp_rows_new(int is_pretty);
void tp_rows_clear(tp_rows *r);

/* Add a field to the row at work (copied), and end it; all rows have as many. */
void tp_rows_field(tp_rows *r, const char *text);
void tp_rows_end(tp_rows *r);

void tp_rows_print(tp_buffer *out, const tp_rows *r);

/* One field as CSV writes it. */
void tp_csv_field(tp_buffer *out, const char *text, size_t length);

#endif
