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
} rows;

rows rows_new(int is_pretty);
void rows_clear(rows *r);

/* Add a field to the row at work (copied), and end it; all rows have as many. */
void rows_field(rows *r, const char *text);
void rows_end(rows *r);

void rows_print(buffer *out, const rows *r);

/* One field as CSV writes it. */
void csv_field(buffer *out, const char *text, size_t length);

#endif
