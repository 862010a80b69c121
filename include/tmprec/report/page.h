/* SPDX-License-Identifier: MIT */
/* A page of HTML that shows CSV files: what they say, their figures, their rows. */
#ifndef TMPREC_REPORT_PAGE_H
#define TMPREC_REPORT_PAGE_H

#include "tmprec/base/buffer.h"
#include "tmprec/report/csv.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char *name;      /* of the file */
  const tp_csv *rows;
  const char *findings;  /* a line each, or "" */
  const char *figure;    /* SVG as gnuplot writes it, or NULL */
  const char *no_figure; /* why there is none, or NULL */
} tp_page_part;

/* Appends the command that gives the row again; 0 and nothing if there is none. */
typedef int tp_page_command(tp_buffer *out, const tp_csv *rows, size_t row);

/* Append the page.  It needs no other file, no network, and no script: with one, tables can be sorted.
   All text of the parts is escaped; of a figure only what it draws is taken. */
void tp_page_write(tp_buffer *out, const tp_page_part *part, size_t parts, const char *made_by, tp_page_command *command);

#ifdef __cplusplus
}
#endif

#endif
