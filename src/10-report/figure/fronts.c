/* SPDX-License-Identifier: MIT */
/* Pareto fronts of the bits of sites: what `sweep --per-site` writes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "tmprec/base/memory.h"

/* The column `bits`, such as act=2/2+attn=2/4: a number for each site and group of layers. */
enum { AXES = 64 };

typedef struct {
  char name[AXES][24];
  double bits[AXES];
  size_t count;
} cell;

/* 1 if the text has that form. */
static int read_cell(cell *c, const char *text)
{
  c->count = 0;
  while (*text) {
    const size_t name = strcspn(text, "=");
    if (!text[name] || !name || name > 15)
      return 0;
    const char *site = text;
    text += name;
    for (unsigned group = 1; *text == '=' || *text == '/'; group++) {
      char *end;
      if (c->count == AXES || !strchr("0123456789", text[1]) || !text[1])
        return 0;
      c->bits[c->count] = strtod(text + 1, &end);
      snprintf(c->name[c->count], sizeof c->name[0], *end == '/' || group > 1 ? "%.*s %u" : "%.*s", (int) name, site, group);
      c->count++;
      text = end;
    }
    if (*text && *text++ != '+')
      return 0;
  }
  return c->count > 0;
}

typedef struct {
  const tp_rows *r;
  tp_groups panel, series;
  tp_key panel_key, series_key;
} fronts;

static int same_axes(const cell *a, const cell *b)
{
  int same = a->count == b->count;
  for (size_t i = 0; i < a->count && same; i++)
    same = !strcmp(a->name[i], b->name[i]);
  return same;
}

static void put_title(tp_buffer *out, const fronts *f, size_t panel)
{
  tp_rows_describe(out, f->r, &f->panel_key, f->panel.first[panel]);
  tp_buffer_puts(out, ": least sum of bits ");
  int any = 0;
  for (size_t s = 0; s < f->series.count; s++) {
    double least = INFINITY, total;
    size_t best = 0;
    for (size_t i = 0; i < f->r->count; i++)
      if (f->panel.of[i] == panel && f->series.of[i] == s && tp_rows_number(f->r, i, "total_bits", &total) && total < least) {
        least = total;
        best = i;
      }
    if (least == INFINITY)
      continue;
    tp_buffer_puts(out, any++ ? ", " : "");
    tp_rows_describe(out, f->r, &f->series_key, f->series.first[s]);
    tp_buffer_printf(out, " %s", tp_rows_field(f->r, best, "bits"));
  }
}

static int compare_points(const void *a, const void *b)
{
  const tp_point *p = a, *q = b;
  return p->x < q->x ? -1 : p->x > q->x;
}

/* Two axes: stairs.  Otherwise a line for each cell, over its sites. */
static tp_status add_rows(const fronts *f, tp_panel *p, size_t panel, size_t series, int is_plane, tp_error *err)
{
  tp_buffer name = {NULL, 0, 0};
  tp_rows_describe(&name, f->r, &f->series_key, f->series.first[series]);
  tp_series *s = NULL;
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; i < f->r->count && result == TP_STATUS_OK; i++) {
    cell c;
    if (f->panel.of[i] != panel || f->series.of[i] != series)
      continue;
    if (!read_cell(&c, tp_rows_field(f->r, i, "bits"))) {
      result = tp_error_set(err, TP_STATUS_REFUSED, "row %zu: the column bits is not like act=4+attn=5", f->r->row[i] + 1);
      continue;
    }
    if (!s || !is_plane)
      s = tp_panel_add_series(p, s ? "" : name.text, is_plane ? TP_MARK_STAIRS : TP_MARK_LINE, series);
    if (is_plane)
      tp_series_add(s, c.bits[0], c.bits[1]);
    for (size_t k = 0; k < c.count && !is_plane; k++)
      tp_series_add(s, (double) k, c.bits[k]);
  }
  if (s && is_plane)
    qsort(s->at, s->points, sizeof *s->at, compare_points);
  tp_buffer_clear(&name);
  return result;
}

static tp_status add_panel(const fronts *f, tp_figure *out, size_t panel, tp_error *err)
{
  cell first, c;
  if (!read_cell(&first, tp_rows_field(f->r, f->panel.first[panel], "bits")))
    return tp_error_set(err, TP_STATUS_REFUSED, "row %zu: the column bits is not like act=4+attn=5", f->r->row[f->panel.first[panel]] + 1);
  for (size_t i = 0; i < f->r->count; i++)
    if (f->panel.of[i] == panel && (!read_cell(&c, tp_rows_field(f->r, i, "bits")) || !same_axes(&first, &c)))
      return tp_error_set(err, TP_STATUS_REFUSED, "row %zu: other sites than row %zu has", f->r->row[i] + 1,
                          f->r->row[f->panel.first[panel]] + 1);
  tp_buffer title = {NULL, 0, 0}, across = {NULL, 0, 0}, up = {NULL, 0, 0};
  const int is_plane = first.count == 2;
  put_title(&title, f, panel);
  tp_buffer_printf(&across, is_plane ? "bits of %s" : "site", first.name[0]);
  tp_buffer_printf(&up, is_plane ? "bits of %s" : "bits", first.name[1]);
  tp_panel *p = tp_figure_add_panel(out, title.text, across.text, up.text);
  for (size_t k = 0; k < first.count && !is_plane; k++)
    tp_panel_add_tick(p, (double) k, first.name[k]);
  tp_status result = TP_STATUS_OK;
  for (size_t s = 0; s < f->series.count && result == TP_STATUS_OK; s++)
    result = add_rows(f, p, panel, s, is_plane, err);
  tp_buffer_clear(&title);
  tp_buffer_clear(&across);
  tp_buffer_clear(&up);
  return result;
}

static void choose_keys(fronts *f)
{
  static const char *const subject[] = {"mode", "r", "sites"}, *const settings[] = {"round", "beta", "details"};
  static const char *const first[] = {"machine", "input"};
  f->panel_key = tp_key_of(f->r, first, 2);
  for (size_t i = 0; i < sizeof subject / sizeof *subject; i++)
    if (tp_rows_differ(f->r, &f->panel_key, subject[i]))
      f->panel_key = tp_key_with(f->r, f->panel_key, subject[i]);
  f->series_key = tp_key_with(f->r, (tp_key) {.columns = 0}, "family");
  tp_key all = tp_key_with(f->r, f->panel_key, "family");
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    if (tp_rows_differ(f->r, &all, settings[i])) {
      f->series_key = tp_key_with(f->r, f->series_key, settings[i]);
      all = tp_key_with(f->r, all, settings[i]);
    }
}

tp_status tp_figure_fronts(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  (void) choice;
  tp_rows r;
  tp_rows_open(&r, rows);
  fronts all = {.r = &r};
  choose_keys(&all);
  tp_groups_open(&all.panel, &r, &all.panel_key);
  tp_groups_open(&all.series, &r, &all.series_key);
  tp_buffer_puts(&f->title, "The fewest bits of each site");
  tp_rows_note(f, &r, "each point is exact, and no exact cell has at most as many bits at every site");
  tp_status s = tp_figure_check_size(all.panel.count, all.series.count, err);
  for (size_t i = 0; i < all.panel.count && s == TP_STATUS_OK; i++)
    s = add_panel(&all, f, i, err);
  tp_groups_close(&all.panel);
  tp_groups_close(&all.series);
  tp_rows_close(&r);
  return s;
}
