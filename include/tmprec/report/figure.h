/* SPDX-License-Identifier: MIT */
/* Figures of the CSV that tmprec writes, as scripts for gnuplot with their data inside. */
#ifndef TMPREC_REPORT_FIGURE_H
#define TMPREC_REPORT_FIGURE_H

#include "tmprec/base/buffer.h"
#include "tmprec/report/csv.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TP_PICTURE_SVG, TP_PICTURE_PDF, TP_PICTURE_PNG, TP_PICTURE_TIKZ, TP_PICTURE_CAIROLATEX, TP_PICTURES } tp_picture;
extern const char *const tp_picture_name[TP_PICTURES];

typedef struct {
  tp_picture picture;
  const char *output;    /* where gnuplot writes; a plain file name, or NULL: its standard output */
  const char *across;    /* the column of the horizontal axis of curves, or NULL: tokens of a context */
} tp_figure_choice;

/* Append the script that draws what fits the columns.  Equal rows give equal bytes.  No text of the
   rows reaches gnuplot but as a label.  Refused: columns that no figure knows, rows of which nothing
   can be drawn, more panels than can be read. */
tp_status tp_figure_script(tp_buffer *out, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err);

/* Append what the figure says in words, a line each: titles of figure and panels, and the notes. */
tp_status tp_figure_findings(tp_buffer *out, const tp_csv *rows, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
