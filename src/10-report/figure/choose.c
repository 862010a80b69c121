/* SPDX-License-Identifier: MIT */
/* Which figure fits the columns. */
#include <string.h>

#include "rows.h"

enum { NEEDED = 7, MOST_PANELS = 40, MOST_CURVES = 60 };

/* The first whose columns are all there. */
static const struct {
  const char *needed[NEEDED + 1];
  const char *from;      /* whose columns they are */
  tp_figure_maker *make;
  int has_axes;          /* of its own: no other column takes the place of the horizontal one */
} kind[] = {
  {{"failures", "trials", "low", "high"}, "failure rates", tp_figure_rates, 0},
  {{"successes", "trials", "low", "high"}, "success rates", tp_figure_successes, 0},
  {{"bits", "total_bits", "family"}, "fronts of a sweep", tp_figure_fronts, 1},
  {{"bits", "least_exact", "exact_from", "holes", "family"}, "least betas of a sweep", tp_figure_betas, 0},
  {{"n", "family", "beta", "least_exact", "exact_from", "holes"}, "least bits of a sweep", tp_figure_curves, 0},
  {{"r", "n", "family", "bits", "beta", "exact"}, "cells of a sweep", tp_figure_map, 1},
  {{"layer", "head", "gap", "leak"}, "margins", tp_figure_margins, 1},
  {{"layer", "part", "error"}, "errors by layer", tp_figure_errors, 1},
  {{"mode", "steps"}, "sizes of runs", tp_figure_runs, 0},
};
enum { KINDS = sizeof kind / sizeof *kind };

static int fits(const tp_csv *c, size_t k)
{
  for (size_t i = 0; kind[k].needed[i]; i++)
    if (tp_csv_find(c, kind[k].needed[i]) == TP_CSV_NONE)
      return 0;
  return 1;
}

static tp_status refuse_columns(const tp_csv *c, tp_error *err)
{
  tp_buffer have = {NULL, 0, 0}, would = {NULL, 0, 0};
  tp_rows_name_columns(&have, c);
  for (size_t k = 0; k < KINDS; k++) {
    tp_buffer_puts(&would, k ? "; " : "");
    for (size_t i = 0; kind[k].needed[i]; i++)
      tp_buffer_printf(&would, "%s%s", i ? "," : "", kind[k].needed[i]);
    tp_buffer_printf(&would, " (%s)", kind[k].from);
  }
  const tp_status s = tp_error_set(err, TP_STATUS_REFUSED, "no figure fits the columns %.300s; these would do: %.600s", have.text, would.text);
  tp_buffer_clear(&have);
  tp_buffer_clear(&would);
  return s;
}

static size_t points_of(const tp_figure *f)
{
  size_t points = 0;
  for (size_t i = 0; i < f->panels; i++)
    for (size_t k = 0; k < f->panel[i].count; k++)
      points += f->panel[i].series[k].points;
  return points;
}

tp_status tp_figure_check_size(size_t panels, size_t curves, tp_error *err)
{
  if (panels > MOST_PANELS)
    return tp_error_set(err, TP_STATUS_REFUSED, "%zu panels are more than the %d that can be read: give it fewer rows", panels, MOST_PANELS);
  if (curves > MOST_CURVES)
    return tp_error_set(err, TP_STATUS_REFUSED, "%zu curves are more than the %d that can be read: give it fewer rows", curves, MOST_CURVES);
  return TP_STATUS_OK;
}

/* A mark that does not occur needs no explanation; of one panel the finding is the title. */
static void settle(tp_figure *f)
{
  int occurs[TP_MARKS] = {0};
  for (size_t i = 0; i < f->panels; i++)
    for (size_t k = 0; k < f->panel[i].count; k++)
      occurs[f->panel[i].series[k].mark] |= f->panel[i].series[k].points > 0;
  for (int m = 0; m < TP_MARKS; m++)
    f->legend[m] = occurs[m] ? f->legend[m] : NULL;
  if (f->panels == 1 && *f->panel->title) {
    f->title.length = 0;
    tp_buffer_puts(&f->title, f->panel->title);
    *f->panel->title = '\0';
  }
}

static tp_status make(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  *f = (tp_figure) {.panel = NULL};
  for (size_t k = 0; k < KINDS; k++)
    if (fits(rows, k)) {
      if (kind[k].has_axes && choice->across)
        return tp_error_set(err, TP_STATUS_REFUSED, "the figure of %s has axes of its own: '%.80s' cannot be one", kind[k].from, choice->across);
      const tp_status s = kind[k].make(f, rows, choice, err);
      settle(f);
      if (s == TP_STATUS_OK && !points_of(f))
        return tp_error_set(err, TP_STATUS_REFUSED, "no row has anything to draw");
      return s;
    }
  return refuse_columns(rows, err);
}

tp_status tp_figure_script(tp_buffer *out, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  tp_figure f;
  const tp_status s = make(&f, rows, choice, err);
  if (s == TP_STATUS_OK)
    tp_figure_write(out, &f, choice);
  tp_figure_clear(&f);
  return s;
}

tp_status tp_figure_findings(tp_buffer *out, const tp_csv *rows, tp_error *err)
{
  tp_figure f;
  const tp_status s = make(&f, rows, &(tp_figure_choice) {.picture = TP_PICTURE_SVG}, err);
  if (s == TP_STATUS_OK && f.title.length)
    tp_buffer_printf(out, "%s\n", f.title.text);
  for (size_t i = 0; i < f.panels && s == TP_STATUS_OK; i++)
    if (*f.panel[i].title)
      tp_buffer_printf(out, "%s\n", f.panel[i].title);
  if (s == TP_STATUS_OK && f.note.length)
    tp_buffer_printf(out, "%s\n", f.note.text);
  tp_figure_clear(&f);
  return s;
}
