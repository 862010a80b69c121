/* SPDX-License-Identifier: MIT */
#include "style.h"

#include "../svg/palette.h"

static const char *const colour[] = {TP_BLACK, TP_BLUE, TP_VERMILION, TP_GREEN, TP_PURPLE, TP_ORANGE, TP_SKY, TP_GREY};
static const char *const dash[] = {"solid", "(8,4)", "(2,3)", "(14,4)", "(8,3,2,3)"};
static const int filled[] = {7, 5, 9, 13, 11, 15}, open[] = {6, 4, 8, 12, 10, 14};
#define COUNT(a) (sizeof (a) / sizeof *(a))

static const char *colour_of(const tp_series *s) { return colour[s->style % COUNT(colour)]; }
static int shape_of(const tp_series *s) { return (s->mark == TP_MARK_BESIDE ? open : filled)[s->style % COUNT(filled)]; }

static const struct {
  const char *colour;
  int shape;
  double size;
} of_mark[TP_MARKS] = {
  [TP_MARK_LINE] = {TP_BLACK, 7, 0.7},
  [TP_MARK_BESIDE] = {TP_BLACK, 6, 0.8},
  [TP_MARK_STAIRS] = {TP_BLACK, 7, 0.7},
  [TP_MARK_HOLES] = {TP_BLACK, 2, 0.7},
  [TP_MARK_UNKNOWN] = {TP_PURPLE, 3, 0.9},
  [TP_MARK_NONE] = {TP_VERMILION, 8, 0.9},
  [TP_MARK_INTERVAL] = {TP_BLACK, 7, 0.7},
  [TP_MARK_COURSE] = {TP_BLACK, 7, 0.7},
  [TP_MARK_YES] = {TP_BLUE, 4, 1.0},
  [TP_MARK_CERTIFIED] = {TP_BLACK, 5, 1.1},
  [TP_MARK_NO] = {TP_VERMILION, 2, 0.8},
  [TP_MARK_FULL] = {TP_BLACK, 7, 0.8},
  [TP_MARK_OPEN] = {TP_VERMILION, 4, 1.1},
  [TP_MARK_THIRD] = {TP_BLUE, 8, 1.0},
};

void tp_style_put_mark(tp_buffer *out, tp_mark mark)
{
  tp_buffer_printf(out, "pt %d ps %g lw 1.4 lc rgb '%s'", of_mark[mark].shape, of_mark[mark].size, of_mark[mark].colour);
}

void tp_style_put_point(tp_buffer *out, const tp_series *s)
{
  tp_buffer_printf(out, "pt %d ps 0.7 lc rgb '%s'", shape_of(s), colour_of(s));
}

static void put_line(tp_buffer *out, const tp_series *s, size_t n, const char *with, const char *dashes)
{
  tp_buffer_printf(out, "$d%zu using 1:2 with %s lw 1.6 dt %s ", n, with, dashes);
  tp_style_put_point(out, s);
}

static void put_marks(tp_buffer *out, const tp_series *s, size_t n, int column)
{
  tp_buffer_printf(out, "$d%zu using 1:%d with points ", n, column);
  tp_style_put_mark(out, s->mark);
}

static void put_runs(tp_buffer *out, const tp_series *s, size_t n)
{
  put_marks(out, s, n, 3);
  tp_buffer_puts(out, ", ");
  put_marks(out, s, n, 4);
  tp_buffer_printf(out, ", $d%zu using 1:3:(0):($4-$3) with vectors nohead lw 1 lc rgb '%s'", n, of_mark[s->mark].colour);
}

void tp_style_put(tp_buffer *out, const tp_series *s, size_t n)
{
  const char *const dashes = dash[s->style % COUNT(dash)];
  switch (s->mark) {
  case TP_MARK_LINE: put_line(out, s, n, "linespoints", dashes); break;
  case TP_MARK_BESIDE: put_line(out, s, n, "linespoints", "(1,4)"); break;
  case TP_MARK_STAIRS:
    tp_buffer_printf(out, "$d%zu using 1:2 with steps lw 1.6 dt %s lc rgb '%s', ", n, dashes, colour_of(s));
    tp_buffer_printf(out, "$d%zu using 1:2 with points ", n);
    tp_style_put_point(out, s);
    break;
  case TP_MARK_COURSE:
    tp_buffer_printf(out, "$d%zu using 1:2 smooth unique with lines lw 1 dt %s lc rgb '%s', ", n, dashes, colour_of(s));
    /* fall through */
  case TP_MARK_INTERVAL:
    tp_buffer_printf(out, "$d%zu using 1:2:3:4 with yerrorbars lw 1.4 ", n);
    tp_style_put_point(out, s);
    break;
  case TP_MARK_HOLES:
  case TP_MARK_UNKNOWN: put_runs(out, s, n); break;
  default: put_marks(out, s, n, 2); break;
  }
}
