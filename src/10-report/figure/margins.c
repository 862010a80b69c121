/* SPDX-License-Identifier: MIT */
/* Margins of the attention scores by layer and head: what `margins` writes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"

/* Layers are named where they begin, and of many only some. */
static void add_ticks(tp_panel *p, const tp_rows *r)
{
  const tp_key layer = tp_key_with(r, (tp_key) {.columns = 0}, "layer");
  tp_groups g;
  tp_groups_open(&g, r, &layer);
  const size_t step = g.count / 14 + 1;
  for (size_t i = 0; i < g.count; i += step)
    tp_panel_add_tick(p, (double) g.first[i], tp_rows_field(r, g.first[i], "layer"));
  tp_groups_close(&g);
}

static void add_column(tp_panel *p, const tp_rows *r, const char *column, tp_mark mark)
{
  tp_series *s = NULL;
  for (size_t i = 0; i < r->count; i++) {
    double y;
    if (!tp_rows_number(r, i, column, &y) || (p->log_y && y <= 0))
      continue;
    s = s ? s : tp_panel_add_series(p, "", mark, 0);
    tp_series_add(s, (double) i, y);
  }
}

/* The least number of the column, as the row spells it, and of which head it is. */
static void put_least(tp_buffer *out, const tp_rows *r, const char *column, const char *what)
{
  double least = INFINITY, y;
  size_t at = 0;
  for (size_t i = 0; i < r->count; i++)
    if (*tp_rows_field(r, i, "head") && tp_rows_number(r, i, column, &y) && y < least) {
      least = y;
      at = i;
    }
  if (least < INFINITY)
    tp_buffer_printf(out, "%s%s %s, in layer %s, head %s", out->length ? "; " : "", what, tp_rows_field(r, at, column),
                     tp_rows_field(r, at, "layer"), tp_rows_field(r, at, "head"));
}

static const char across[] = "layer, its heads from left to right";

static void add_gaps(tp_figure *f, const tp_rows *r)
{
  tp_buffer title = {NULL, 0, 0};
  tp_buffer_puts(&title, "");
  put_least(&title, r, "gap", "least gap");
  put_least(&title, r, "slack", "least slack");
  tp_panel *p = tp_figure_add_panel(f, title.text, across, "gap of scores");
  p->from_zero = 1;
  add_column(p, r, "gap", TP_MARK_FULL);
  add_column(p, r, "needs", TP_MARK_OPEN);
  add_column(p, r, "run_gap", TP_MARK_THIRD);
  add_ticks(p, r);
  tp_buffer_clear(&title);
}

/* Softmax gives weight to keys that are not the best: on a logarithmic axis. */
static void add_leaks(tp_figure *f, const tp_rows *r)
{
  tp_panel *p = tp_figure_add_panel(f, "Weight that leaks to other keys than the best", across, "leak");
  p->log_y = 10;
  add_column(p, r, "leak", TP_MARK_FULL);
  add_column(p, r, "run_leak", TP_MARK_THIRD);
  add_ticks(p, r);
}

tp_status tp_figure_margins(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  (void) choice;
  if (tp_csv_files(rows) > 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "margins of several files cannot be told apart: draw one at a time");
  tp_rows r;
  tp_rows_open(&r, rows);
  tp_buffer_puts(&f->title, "How far apart the attention scores are");
  add_gaps(f, &r);
  add_leaks(f, &r);
  f->legend[TP_MARK_FULL] = "under hardmax";
  f->legend[TP_MARK_OPEN] = "gap that the arithmetic needs";
  f->legend[TP_MARK_THIRD] = "in that arithmetic";
  tp_rows_note(f, &r, "");
  tp_rows_close(&r);
  return TP_STATUS_OK;
}
