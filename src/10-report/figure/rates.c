/* SPDX-License-Identifier: MIT */
/* Rates of failures, or of successes, with their intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "tmprec/base/memory.h"

/* What is counted. */
typedef struct {
  const char *column, *axis, *verb, *title;
  int better;                      /* 1: to be lower is better, -1: higher */
} counted;
static const counted failures = {"failures", "rate of failures", "fails", "How often runs fail", 1};
static const counted successes = {"successes", "rate of successes", "succeeds", "How often runs succeed", -1};

static int is_result(const char *column)
{
  static const char *const name[] = {"trials", "failures", "successes", "unknown", "rate", "low", "high", "seed", "trial", "seconds"};
  int found = 0;
  for (size_t i = 0; i < sizeof name / sizeof *name; i++)
    found |= !strcmp(name[i], column);
  return found;
}

static int is_numeric(const tp_rows *r, const char *column)
{
  double x;
  int all = 1;
  for (size_t i = 0; i < r->count && all; i++)
    all = tp_rows_number(r, i, column, &x);
  return all;
}

/* The first column of numbers that differ, other than the results; NULL: rows are counted. */
static const char *choose_x(const tp_rows *r, const tp_figure_choice *choice)
{
  const tp_key none = {.columns = 0};
  if (choice->across)
    return choice->across;
  for (size_t c = 0; c < tp_csv_columns(r->csv); c++) {
    const char *name = tp_csv_name(r->csv, c);
    if (!is_result(name) && strcmp(name, "input") && is_numeric(r, name) && tp_rows_differ(r, &none, name))
      return name;
  }
  return NULL;
}

/* What may say the same as x in other words. */
static int goes_along(const char *name)
{
  return !strcmp(name, "arithmetic") || !strcmp(name, "details");
}

/* Columns that differ, other than x and the results, tell series apart; those that may go along with x if they differ at
   the same x. */
static tp_key series_key(const tp_rows *r, const char *x)
{
  const tp_key none = {.columns = 0};
  tp_key k = none;
  for (int along = 0; along < 2; along++)
    for (size_t c = 0; c < tp_csv_columns(r->csv); c++) {
      const char *name = tp_csv_name(r->csv, c);
      const tp_key same = along && x ? tp_key_with(r, k, x) : none;
      if (x && strcmp(name, x) && !is_result(name) && goes_along(name) == along && tp_rows_differ(r, &same, name))
        k = tp_key_with(r, k, name);
    }
  return k;
}

/* A rate that is not known has its interval only. */
static void add_row(tp_panel *p, tp_series **s, const tp_rows *r, const counted *what, size_t i, double x)
{
  double count, trials, unknown, low, high;
  if (!tp_rows_number(r, i, "low", &low) || !tp_rows_number(r, i, "high", &high))
    return;
  const int is_known = !tp_rows_number(r, i, "unknown", &unknown) || unknown == 0;
  if (!is_known || !tp_rows_number(r, i, what->column, &count) || !tp_rows_number(r, i, "trials", &trials) || trials <= 0) {
    const size_t at = (size_t) (*s - p->series);
    tp_series_add_range(tp_panel_marks(p, TP_MARK_UNKNOWN), x, low, high);
    *s = p->series + at;
    return;
  }
  tp_series_add(*s, x, count / trials);
  (*s)->at[(*s)->points - 1].low = low;
  (*s)->at[(*s)->points - 1].high = high;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* The series' first point at x; NULL: there is none. */
static const tp_point *point_at(const tp_series *s, double x)
{
  for (size_t i = 0; i < s->points; i++)
    if (s->at[i].x == x)
      return s->at + i;
  return NULL;
}

/* All series with intervals beside each other, where all have a point: at x[0] < ... < x[count - 1]. */
typedef struct {
  const tp_series **series;
  double *x;
  size_t all, count;
} comparison;

static comparison compare(const tp_panel *p)
{
  comparison c = {.series = tp_memory_new(p->count, sizeof(tp_series *))};
  for (size_t i = 0; i < p->count; i++)
    if (p->series[i].mark != TP_MARK_UNKNOWN && p->series[i].points)
      c.series[c.all++] = p->series + i;
  const size_t most = c.all ? c.series[0]->points : 0;
  c.x = tp_memory_new(most, sizeof *c.x);
  for (size_t i = 0; i < most; i++) {
    size_t have = 0;
    for (size_t k = 0; k < c.all; k++)
      have += point_at(c.series[k], c.series[0]->at[i].x) != NULL;
    if (have == c.all)
      c.x[c.count++] = c.series[0]->at[i].x;
  }
  qsort(c.x, c.count, sizeof *c.x, ascending);
  return c;
}

/* sign 1: the interval of series k at x lies above that of another one; -1: below. */
static int is_apart(const comparison *c, size_t k, double x, int sign)
{
  const tp_point *p = point_at(c->series[k], x);
  for (size_t i = 0; i < c->all; i++) {
    const tp_point *q = point_at(c->series[i], x);
    if (sign > 0 ? q->high < p->low : p->high < q->low)
      return 1;
  }
  return 0;
}

/* From which number of c->x on the series is never apart from another one on that side. */
static size_t never_apart_from(const comparison *c, size_t k, int sign)
{
  size_t from = c->count;
  while (from && !is_apart(c, k, c->x[from - 1], sign))
    from--;
  return from;
}

static double sum_from(const comparison *c, size_t k, size_t from)
{
  double sum = 0;
  for (size_t i = from; i < c->count; i++)
    sum += point_at(c->series[k], c->x[i])->y;
  return sum;
}

/* From the number `from` of c->x on the series is never apart from another one on that side, and its rates have the least sum
   (sign 1) or the largest (-1). */
static int is_extreme(const comparison *c, size_t k, size_t from, int sign)
{
  const double sum = sum_from(c, k, from);
  int is_it = never_apart_from(c, k, sign) <= from;
  for (size_t i = 0; i < c->all && is_it; i++)
    is_it = i == k || sign * sum_from(c, i, from) > sign * sum;
  return is_it;
}

/* Which series is best up to the end, and which one worst: where their intervals say so. */
static int put_extremes(tp_buffer *out, const tp_panel *p, const counted *what)
{
  const comparison c = compare(p);
  size_t from = c.count, best = c.all, differs = 0;
  for (size_t k = 0; k < c.all; k++) {
    const size_t reach = never_apart_from(&c, k, what->better);
    if (reach < from && is_extreme(&c, k, reach, what->better)) {
      from = reach;
      best = k;
    }
  }
  for (size_t i = from; i < c.count; i++)
    differs += (size_t) is_apart(&c, best, c.x[i], -what->better);
  if (differs) {
    if (from)
      tp_buffer_printf(out, "From %g on, ", c.x[from]);
    tp_buffer_printf(out, "%s %s %s often", c.series[best]->name, what->verb, what->better > 0 ? "least" : "most");
    for (size_t k = 0; k < c.all; k++)
      if (is_extreme(&c, k, from, -what->better))
        tp_buffer_printf(out, ", %s %s often", c.series[k]->name, what->better > 0 ? "most" : "least");
  }
  free(c.series);
  free(c.x);
  return differs > 0;
}

/* All trials went well. */
static void put_all_well(tp_buffer *out, const counted *what, double low, double high)
{
  if (what->better > 0)
    tp_buffer_printf(out, "No trial failed; no interval goes beyond %.3g", high);
  else
    tp_buffer_printf(out, "Every trial succeeded; no interval begins below %.3g", low);
}

static void put_title(tp_buffer *out, const tp_rows *r, const tp_panel *p, const counted *what)
{
  double low = 1, high = 0, count, trials, unknown, l, h;
  int is_known = 1, is_well = 1;
  for (size_t i = 0; i < r->count; i++)
    if (tp_rows_number(r, i, "unknown", &unknown) && unknown > 0) {
      is_known = 0;
    } else if (tp_rows_number(r, i, what->column, &count) && tp_rows_number(r, i, "trials", &trials) && tp_rows_number(r, i, "low", &l)
               && tp_rows_number(r, i, "high", &h)) {
      is_well &= count == (what->better > 0 ? 0 : trials);
      low = l < low ? l : low;
      high = h > high ? h : high;
    }
  if (is_known && is_well)
    put_all_well(out, what, low, high);
  else if (!is_known || !put_extremes(out, p, what))
    tp_buffer_puts(out, what->title);
}

static tp_status draw(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, const counted *what, tp_error *err)
{
  tp_rows r;
  tp_rows_open(&r, rows);
  const char *x = choose_x(&r, choice);
  if (x && tp_csv_find(rows, x) == TP_CSV_NONE) {
    tp_rows_close(&r);
    return tp_rows_refuse_column(rows, x, err);
  }
  const tp_key key = series_key(&r, x);
  tp_groups series;
  tp_groups_open(&series, &r, &key);
  const tp_status s = tp_figure_check_size(1, series.count, err);
  tp_panel *p = tp_figure_add_panel(f, "", x ? x : "row", what->axis);
  p->from_zero = 1;
  for (size_t g = 0; g < series.count && s == TP_STATUS_OK; g++) {
    tp_buffer name = {NULL, 0, 0};
    tp_rows_describe(&name, &r, &key, series.first[g]);
    tp_series *points = tp_panel_add_series(p, name.text, x ? TP_MARK_COURSE : TP_MARK_INTERVAL, g);
    for (size_t i = 0; i < r.count; i++) {
      double at = (double) i + 1;
      if (series.of[i] == g && (!x || tp_rows_number(&r, i, x, &at)))
        add_row(p, &points, &r, what, i, at);
    }
    tp_buffer_clear(&name);
  }
  put_title(&f->title, &r, p, what);
  f->legend[TP_MARK_INTERVAL] = f->legend[TP_MARK_COURSE] = "rate and its interval";
  f->legend[TP_MARK_UNKNOWN] = "interval of a rate that is not known";
  tp_rows_note(f, &r, "");
  tp_groups_close(&series);
  tp_rows_close(&r);
  return s;
}

tp_status tp_figure_rates(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  return draw(f, rows, choice, &failures, err);
}

tp_status tp_figure_successes(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  return draw(f, rows, choice, &successes, err);
}
