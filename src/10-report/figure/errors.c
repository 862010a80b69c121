/* SPDX-License-Identifier: MIT */
/* The largest error of activations by layer: what `margins --errors` writes. */
#include <math.h>
#include <string.h>

#include "rows.h"
#include "tmprec/base/memory.h"

/* Across: layers, their neurons half a layer behind their attention. */
static int place_of(const tp_rows *r, size_t i, double *x)
{
  if (!tp_rows_number(r, i, "layer", x))
    return 0;
  *x += !strcmp(tp_rows_field(r, i, "part"), "neurons") ? 0.5 : 0;
  return 1;
}

/* What else differs tells lines apart. */
static tp_key series_key(const tp_rows *r)
{
  static const char *const known[] = {"machine", "input", "mode", "r", "n", "arithmetic", "beta", "details"};
  const tp_key none = {.columns = 0};
  tp_key k = none;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (tp_rows_differ(r, &k, known[i]))
      k = tp_key_with(r, k, known[i]);
  return k;
}

/* An error of 0, and one of a NaN, have no place on a logarithmic axis. */
static void add_line(tp_panel *p, const tp_rows *r, const tp_groups *g, size_t group, const char *name)
{
  tp_series *s = tp_panel_add_series(p, name, TP_MARK_LINE, group);
  for (size_t i = 0; i < r->count; i++) {
    double x, error;
    if (g->of[i] == group && place_of(r, i, &x) && tp_rows_number(r, i, "error", &error) && error > 0 && isfinite(error))
      tp_series_add(s, x, error);
  }
}

static void put_title(tp_buffer *out, const tp_rows *r)
{
  double most = 0, error;
  size_t at = 0;
  for (size_t i = 0; i < r->count; i++)
    if (tp_rows_number(r, i, "error", &error) && error > most) {
      most = error;
      at = i;
    }
  if (most == 0)
    tp_buffer_puts(out, "No activation is off");
  else
    tp_buffer_printf(out, "Activations are off by at most %.3g, in layer %s", most, tp_rows_field(r, at, "layer"));
}

tp_status tp_figure_errors(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  (void) choice;
  tp_rows r;
  tp_rows_open(&r, rows);
  const tp_key key = series_key(&r);
  tp_groups g;
  tp_groups_open(&g, &r, &key);
  const tp_status s = tp_figure_check_size(1, g.count, err);
  put_title(&f->title, &r);
  tp_panel *p = tp_figure_add_panel(f, "", "layer", "largest error of an activation");
  p->log_y = 10;
  for (size_t i = 0; i < g.count && s == TP_STATUS_OK; i++) {
    tp_buffer name = {NULL, 0, 0};
    tp_rows_describe(&name, &r, &key, g.first[i]);
    add_line(p, &r, &g, i, name.text ? name.text : "");
    tp_buffer_clear(&name);
  }
  tp_rows_note(f, &r, "");
  tp_groups_close(&g);
  tp_rows_close(&r);
  return s;
}
