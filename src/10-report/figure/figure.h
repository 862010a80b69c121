/* SPDX-License-Identifier: MIT */
/* What a figure is made of.  Figures of all kinds fill this in; script.c writes it for gnuplot. */
#ifndef FIGURE_H
#define FIGURE_H

#include "tmprec/report/figure.h"

/* How points are shown.  Shapes differ where colours do, for readers without colours. */
typedef enum {
  TP_MARK_LINE,          /* a point each, joined by a line */
  TP_MARK_BESIDE,        /* the same, open and dotted: what belongs to the line of that style */
  TP_MARK_STAIRS,        /* points joined by stairs */
  TP_MARK_HOLES,         /* crosses from low to high */
  TP_MARK_UNKNOWN,       /* stars from low to high */
  TP_MARK_NONE,          /* triangles: there is no such number */
  TP_MARK_INTERVAL,      /* a point with its interval low .. high */
  TP_MARK_COURSE,        /* the same, joined by a line from left to right */
  TP_MARK_YES, TP_MARK_CERTIFIED, TP_MARK_NO,    /* cells of a map; unknown ones are TP_MARK_UNKNOWN */
  TP_MARK_FULL, TP_MARK_OPEN, TP_MARK_THIRD,     /* points of three kinds */
  TP_MARKS
} tp_mark;

typedef struct {
  double x, y, low, high;
} tp_point;

typedef struct {
  char *name;            /* owned; stands at the last point, "" if nothing does */
  tp_mark mark;
  size_t style;          /* colour, dash and shape of lines */
  tp_point *at;
  size_t points, room;
} tp_series;

typedef struct {
  double at;
  char *text;            /* owned */
} tp_tick;

typedef struct {
  char *title, *x_label, *y_label;     /* owned */
  int log_x, log_y;      /* the base, or 0 */
  int from_zero;         /* y begins at 0 */
  tp_series *series;
  size_t count, room;
  tp_tick *tick;         /* along x, or y, instead of numbers; none: numbers */
  size_t ticks, tick_room;
  int ticks_along_y;
} tp_panel;

typedef struct {
  tp_buffer title, note; /* note: one line below the title */
  const char *legend[TP_MARKS];        /* what a mark means, or NULL: not said */
  tp_panel *panel;
  size_t panels, room;
} tp_figure;

void tp_figure_clear(tp_figure *f);
/* The labels may be names of columns: `_` in them becomes a blank. */
tp_panel *tp_figure_add_panel(tp_figure *f, const char *title, const char *x_label, const char *y_label);
/* The panel's series; the pointer holds until the next is added. */
tp_series *tp_panel_add_series(tp_panel *p, const char *name, tp_mark mark, size_t style);
/* That mark's series without a name, made when there is none. */
tp_series *tp_panel_marks(tp_panel *p, tp_mark mark);
void tp_series_add(tp_series *s, double x, double y);
void tp_series_add_range(tp_series *s, double x, double low, double high);
void tp_panel_add_tick(tp_panel *p, double at, const char *text);

/* Append the script. */
void tp_figure_write(tp_buffer *out, tp_figure *f, const tp_figure_choice *choice);

/* --- The kinds of figures.  Each fills in the figure of rows that it knows. ------------- */

typedef tp_status tp_figure_maker(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err);
tp_figure_maker tp_figure_curves, tp_figure_betas, tp_figure_map, tp_figure_fronts, tp_figure_margins, tp_figure_rates, tp_figure_successes, tp_figure_errors, tp_figure_runs;

/* Refused: more panels, or curves in one, than can be read. */
tp_status tp_figure_check_size(size_t panels, size_t curves, tp_error *err);

/* The tokens of a context, as the axes of several figures name them. */
#define TP_TOKENS_LABEL "tokens of the longest context"

#endif
