/* SPDX-License-Identifier: MIT */
/* The least exact bits or beta of curves: what `sweep --minimum` writes. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "tmprec/base/memory.h"

typedef struct {
  const char *number, *y_label, *certified;
  int is_beta;
} kind;

static const kind of_bits = {"number of bits", "fewest exact bits", "certified_bits", 0};
static const kind of_beta = {"beta", "least exact beta", "certified_from", 1};

typedef struct {
  const tp_rows *r;
  const kind *k;
  const char *x;         /* the column across */
  tp_key panel_key, series_key;
  tp_groups panel, series;
} curves;

/* --- Columns: what is across, what makes a panel, what makes a curve -------------------------- */

/* What grows by factors. */
static int is_count(const char *x)
{
  return !strcmp(x, "n") || !strcmp(x, "steps") || !strcmp(x, "rewrites");
}

static const char *choose_x(const tp_rows *r, const kind *k, const tp_figure_choice *choice)
{
  const tp_key none = {.columns = 0};
  if (choice->across)
    return choice->across;
  if (k->is_beta && tp_rows_differ(r, &none, "bits"))
    return "bits";
  return !tp_rows_differ(r, &none, "n") && tp_rows_differ(r, &none, "r") ? "r" : "n";
}

/* Machines are always told apart; other columns where they differ within a panel, or, if they go along
   with x, where they differ at the same x of the same input. */
static void choose_keys(curves *c)
{
  static const char *const settings[] = {"mode", "sites", "round", "details"}, *const along[] = {"r", "beta", "format", "bits"};
  c->panel_key = tp_key_with(c->r, (tp_key) {.columns = 0}, "family");
  tp_key all = tp_key_with(c->r, c->panel_key, "machine");
  c->series_key = tp_key_with(c->r, (tp_key) {.columns = 0}, "machine");
  const char *more[10];
  size_t count = 0;
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    if (tp_rows_differ(c->r, &all, settings[i]))
      more[count++] = settings[i];
  if (!is_count(c->x) && tp_rows_differ(c->r, &all, "input"))
    more[count++] = "input";
  for (size_t i = 0; i < count; i++) {
    c->series_key = tp_key_with(c->r, c->series_key, more[i]);
    all = tp_key_with(c->r, all, more[i]);
  }
  all = tp_key_with(c->r, tp_key_with(c->r, all, c->x), "input");
  for (size_t i = 0; i < sizeof along / sizeof *along; i++)
    if (tp_rows_differ(c->r, &all, along[i])) {
      c->series_key = tp_key_with(c->r, c->series_key, along[i]);
      all = tp_key_with(c->r, all, along[i]);
    }
}

/* --- Points ----------------------------------------------------------------------------------- */

static int compare_points(const void *a, const void *b)
{
  const tp_point *p = a, *q = b;
  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  return p->y > q->y ? -1 : p->y < q->y;
}

/* From left to right; of several runs with one x that which needs most. */
static void sort_points(tp_series *s)
{
  size_t kept = 0;
  if (s->points)
    qsort(s->at, s->points, sizeof *s->at, compare_points);
  for (size_t i = 0; i < s->points; i++)
    if (!kept || s->at[kept - 1].x != s->at[i].x)
      s->at[kept++] = s->at[i];
  s->points = kept;
}

static const size_t any_panel = SIZE_MAX;

static void add_line(curves *c, tp_panel *p, size_t panel, size_t series, const char *column, tp_mark mark)
{
  tp_buffer name = {NULL, 0, 0};
  tp_series *s = NULL;
  tp_rows_describe(&name, c->r, &c->series_key, c->series.first[series]);
  for (size_t i = 0; i < c->r->count; i++) {
    double x, y;
    if ((c->panel.of[i] != panel && panel != any_panel) || c->series.of[i] != series || !tp_rows_number(c->r, i, c->x, &x) || !tp_rows_number(c->r, i, column, &y)
        || (p->log_x && x <= 0) || (p->log_y && y <= 0))
      continue;
    if (!s)
      s = tp_panel_add_series(p, mark == TP_MARK_LINE ? name.text : "", mark, series);
    tp_series_add(s, x, y);
  }
  if (s)
    sort_points(s);
  tp_buffer_clear(&name);
}

static double highest(const tp_panel *p)
{
  double most = 0;
  for (size_t k = 0; k < p->count; k++)
    for (size_t i = 0; i < p->series[k].points; i++)
      most = p->series[k].at[i].high > most ? p->series[k].at[i].high : most;
  return most;
}

/* Holes, what is unknown, and a mark on top where nothing is exact. */
static void add_marks(curves *c, tp_panel *p, size_t panel)
{
  for (size_t i = 0; i < c->r->count; i++) {
    double x;
    if (c->panel.of[i] != panel || !tp_rows_number(c->r, i, c->x, &x) || (p->log_x && x <= 0))
      continue;
    if (*tp_rows_field(c->r, i, "holes"))
      tp_rows_add_runs(tp_panel_marks(p, TP_MARK_HOLES), x, tp_rows_field(c->r, i, "holes"));
    if (*tp_rows_field(c->r, i, "unknown"))
      tp_rows_add_runs(tp_panel_marks(p, TP_MARK_UNKNOWN), x, tp_rows_field(c->r, i, "unknown"));
  }
  const double top = ceil(highest(p)) + 1;
  for (size_t i = 0; i < c->r->count; i++) {
    double x;
    if (c->panel.of[i] == panel && !*tp_rows_field(c->r, i, "least_exact") && tp_rows_number(c->r, i, c->x, &x) && (!p->log_x || x > 0))
      tp_series_add(tp_panel_marks(p, TP_MARK_NONE), x, top);
  }
}

/* --- Findings --------------------------------------------------------------------------------- */

typedef struct {
  size_t rows, without;  /* without: the largest swept number is not known to be exact */
  double most;
  int some_is_exact, some_is_unknown;  /* in a row without: a smaller number, any number */
} finding;

static finding find(const curves *c, size_t panel, const char *column)
{
  finding f = {0, 0, -INFINITY, 0, 0};
  for (size_t i = 0; i < c->r->count; i++) {
    double y;
    if (c->panel.of[i] != panel)
      continue;
    f.rows++;
    if (tp_rows_number(c->r, i, column, &y)) {
      f.most = y > f.most ? y : f.most;
      continue;
    }
    f.without++;
    f.some_is_exact |= *tp_rows_field(c->r, i, "least_exact") != '\0';
    f.some_is_unknown |= *tp_rows_field(c->r, i, "unknown") != '\0';
  }
  return f;
}

/* How far curves of the panel go: all of them, and the one that ends last. */
typedef struct {
  double all, some;
} reach;

/* Rewrites make a curve of all runs together. */
static reach reach_of(const curves *c, size_t panel)
{
  double *end = tp_memory_new(c->series.count, sizeof *end), x;
  reach r = {INFINITY, -INFINITY};
  for (size_t s = 0; s < c->series.count; s++)
    end[s] = -INFINITY;
  for (size_t i = 0; i < c->r->count; i++)
    if (c->panel.of[i] == panel && tp_rows_number(c->r, i, c->x, &x))
      end[c->series.of[i]] = x > end[c->series.of[i]] ? x : end[c->series.of[i]];
  for (size_t s = 0; s < c->series.count; s++)
    if (end[s] > -INFINITY) {
      r.all = end[s] < r.all ? end[s] : r.all;
      r.some = end[s] > r.some ? end[s] : r.some;
    }
  free(end);
  if (!strcmp(c->x, "rewrites"))
    r.all = r.some;
  return r;
}

/* The finding is one of all rows.  Where some curves end long before others it does not say how far they go together. */
static void put_up_to(tp_buffer *out, const curves *c, reach r)
{
  const double x = r.all;
  if (!isfinite(x) || !strcmp(c->x, "bits"))
    return;
  if (is_count(c->x) && r.some > 2 * r.all) {
    tp_buffer_puts(out, " in all these runs");
    return;
  }
  tp_buffer_puts(out, " up to ");
  if (!is_count(c->x))
    tp_buffer_printf(out, "%s = ", c->x);
  tp_rows_put_count(out, x);
  if (is_count(c->x))
    tp_buffer_printf(out, " %s", !strcmp(c->x, "n") ? "tokens" : c->x);
}

static void put_without(tp_buffer *out, const finding *f, const kind *k)
{
  tp_buffer_printf(out, ": for %zu of %zu curves ", f->without, f->rows);
  if (f->some_is_exact)
    tp_buffer_printf(out, "%s not %sexact", k->is_beta ? "the largest beta is" : "the most bits are", f->some_is_unknown ? "known to be " : "");
  else
    tp_buffer_printf(out, "no swept %s is enough", k->number);
}

/* Of one file all curves have been swept alike, but rows of several may stop at different numbers. */
static void put_finding(tp_buffer *out, const curves *c, size_t panel)
{
  const finding f = find(c, panel, "exact_from"), sure = find(c, panel, c->k->certified);
  tp_rows_describe(out, c->r, &c->panel_key, c->panel.first[panel]);
  if (f.without) {
    put_without(out, &f, c->k);
    return;
  }
  if (c->k->is_beta)
    tp_buffer_printf(out, tp_csv_files(c->r->csv) > 1 ? ": exact from at most beta %.10g on" : ": exact from beta %.10g on", f.most);
  else if (tp_csv_files(c->r->csv) > 1)
    tp_buffer_printf(out, ": exact from at most %.10g bits on", f.most);
  else
    tp_buffer_printf(out, f.most == 1 ? ": 1 bit is enough" : ": %.10g bits are enough", f.most);
  put_up_to(out, c, reach_of(c, panel));
  if (tp_csv_find(c->r->csv, c->k->certified) != TP_CSV_NONE && !sure.without)
    tp_buffer_printf(out, " (certified: %.10g)", sure.most);
}

/* --- The figure ------------------------------------------------------------------------------- */

static const char *label_of(const char *x)
{
  return !strcmp(x, "n") ? TP_TOKENS_LABEL : !strcmp(x, "bits") ? "bits of the format" : !strcmp(x, "r") ? "r, bits of a position"
         : !strcmp(x, "steps") ? "steps of the machine" : !strcmp(x, "rewrites") ? "rewrites of a cell in a context" : x;
}

static void add_panel(curves *c, tp_figure *f, size_t panel)
{
  tp_buffer title = {NULL, 0, 0};
  put_finding(&title, c, panel);
  tp_panel *p = tp_figure_add_panel(f, title.text, label_of(c->x), c->k->y_label);
  p->log_x = is_count(c->x) ? 2 : 0;
  for (size_t s = 0; s < c->series.count; s++) {
    add_line(c, p, panel, s, "least_exact", TP_MARK_LINE);
    add_line(c, p, panel, s, c->k->certified, TP_MARK_BESIDE);
  }
  add_marks(c, p, panel);
  tp_buffer_clear(&title);
}

/* What an axis of steps asks next: how long contexts become. */
static void add_contexts(curves *c, tp_figure *f)
{
  if (!strcmp(c->x, "n") || !strcmp(c->x, "bits") || !strcmp(c->x, "r"))
    return;
  tp_panel *p = tp_figure_add_panel(f, "The longest context", label_of(c->x), TP_TOKENS_LABEL);
  p->log_x = p->log_y = 2;
  for (size_t s = 0; s < c->series.count; s++)
    add_line(c, p, any_panel, s, "n", TP_MARK_LINE);
}

static tp_status make(tp_figure *f, const tp_csv *rows, const kind *k, const tp_figure_choice *choice, tp_error *err)
{
  tp_rows r;
  tp_rows_open(&r, rows);
  curves c = {.r = &r, .k = k, .x = choose_x(&r, k, choice)};
  if (tp_csv_find(rows, c.x) == TP_CSV_NONE) {
    tp_rows_close(&r);
    return tp_rows_refuse_column(rows, c.x, err);
  }
  choose_keys(&c);
  tp_groups_open(&c.panel, &r, &c.panel_key);
  tp_groups_open(&c.series, &r, &c.series_key);
  const tp_status s = tp_figure_check_size(c.panel.count, c.series.count, err);
  tp_buffer_puts(&f->title, k->is_beta ? "From which beta on runs are exact" : "How many bits simulate a Turing machine exactly");
  for (size_t i = 0; i < c.panel.count && s == TP_STATUS_OK; i++)
    add_panel(&c, f, i);
  if (s == TP_STATUS_OK)
    add_contexts(&c, f);
  tp_rows_note(f, &r, "");
  f->legend[TP_MARK_LINE] = "measured";
  f->legend[TP_MARK_BESIDE] = "certified";
  f->legend[TP_MARK_HOLES] = "not exact, though above the least";
  f->legend[TP_MARK_UNKNOWN] = "unknown";
  f->legend[TP_MARK_NONE] = "none of those swept is exact";
  tp_groups_close(&c.panel);
  tp_groups_close(&c.series);
  tp_rows_close(&r);
  return s;
}

tp_status tp_figure_curves(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  return make(f, rows, &of_bits, choice, err);
}

tp_status tp_figure_betas(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  return make(f, rows, &of_beta, choice, err);
}
