/* SPDX-License-Identifier: MIT */
/* How large runs become, with and without summaries: a point a run, whatever its rows come from. */
#include <math.h>
#include <string.h>

#include "rows.h"

/* What is drawn, each in a panel of its own, if the rows have it. */
static const struct {
  const char *column, *label, *what;
  int log;
} size[] = {
  {"n", TP_TOKENS_LABEL, "The longest context", 10},
  {"tokens", "tokens of the run", "All tokens", 10},
  {"parameters", "parameters", "Parameters", 10},
  {"bits", "bits of a weight", "Bits of weights", 0},
  {"certified_bits", "certified bits of a weight", "Certified bits of weights", 0},
};
enum { SIZES = sizeof size / sizeof *size };

static const struct {
  const char *mode, *name;
  tp_mark mark;
} told[] = {{"cot", "without summaries", TP_MARK_FULL}, {"scot", "with summaries", TP_MARK_OPEN}};
enum { TOLD = sizeof told / sizeof *told };

/* The most of the column among the rows of that mode; -infinity: there are none. */
static double most_of(const tp_rows *r, const char *column, const char *mode)
{
  double most = -INFINITY, y;
  for (size_t i = 0; i < r->count; i++)
    if (!strcmp(tp_rows_field(r, i, "mode"), mode) && tp_rows_number(r, i, column, &y))
      most = y > most ? y : most;
  return most;
}

static void put_title(tp_buffer *out, const tp_rows *r, size_t k)
{
  const char *between = ": at most ";
  tp_buffer_puts(out, size[k].what);
  for (size_t m = 0; m < TOLD; m++) {
    const double most = most_of(r, size[k].column, told[m].mode);
    if (!isfinite(most))
      continue;
    tp_buffer_puts(out, between);
    tp_rows_put_count(out, most);
    tp_buffer_printf(out, " %s", told[m].name);
    between = ", ";
  }
}

static void add_points(tp_panel *p, const tp_rows *r, const char *x, const char *y)
{
  for (size_t i = 0; i < r->count; i++)
    for (size_t m = 0; m < TOLD; m++) {
      double across, up;
      if (strcmp(tp_rows_field(r, i, "mode"), told[m].mode) || !tp_rows_number(r, i, x, &across) || !tp_rows_number(r, i, y, &up)
          || (p->log_x && across <= 0) || (p->log_y && up <= 0))
        continue;
      tp_series_add(tp_panel_marks(p, told[m].mark), across, up);
    }
}

tp_status tp_figure_runs(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  const char *x = choice->across ? choice->across : "steps";
  if (tp_csv_find(rows, x) == TP_CSV_NONE)
    return tp_rows_refuse_column(rows, x, err);
  tp_rows r;
  tp_rows_open(&r, rows);
  tp_buffer_puts(&f->title, "How large runs become, with and without summaries");
  for (size_t k = 0; k < SIZES; k++) {
    if (tp_csv_find(rows, size[k].column) == TP_CSV_NONE)
      continue;
    tp_buffer title = {NULL, 0, 0};
    put_title(&title, &r, k);
    tp_panel *p = tp_figure_add_panel(f, title.text, strcmp(x, "steps") ? x : "steps of the machine", size[k].label);
    p->log_x = strcmp(x, "steps") ? 0 : 10;
    p->log_y = size[k].log;
    p->from_zero = !size[k].log;
    add_points(p, &r, x, size[k].column);
    tp_buffer_clear(&title);
  }
  for (size_t m = 0; m < TOLD; m++)
    f->legend[told[m].mark] = told[m].name;
  tp_rows_note(f, &r, "");
  tp_rows_close(&r);
  return TP_STATUS_OK;
}
