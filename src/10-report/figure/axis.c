/* SPDX-License-Identifier: MIT */
#include "axis.h"

#include <math.h>
#include <string.h>

#include "label.h"

static void take(tp_range *r, double value)
{
  r->is_whole &= value == floor(value);
  r->low = value < r->low ? value : r->low;
  r->high = value > r->high ? value : r->high;
}

static const tp_range nothing = {INFINITY, -INFINITY, 1};

/* The end moved outward, unless that leaves the numbers there are. */
static double end_moved(double end, double moved, int base)
{
  return isfinite(moved) && !(base && moved <= 0) ? moved : end;
}

/* Quotients and differences of the ends may be beyond all numbers: their logarithms and halves are not. */
static tp_range widened(tp_range r, int base, int from_zero)
{
  if (r.low > r.high)
    return base ? (tp_range) {1, base, 0} : (tp_range) {0, 1, 0};
  if (base) {
    const double factor = pow(r.high, 0.04) / pow(r.low, 0.04) * 1.06;
    return (tp_range) {end_moved(r.low, r.low / factor, base), end_moved(r.high, r.high * factor, base), r.is_whole};
  }
  const double half = r.high / 2 - r.low / 2, alone = r.is_whole ? 1 : r.high != 0 ? 0.1 * fabs(r.high) : 1;
  const double margin = half == 0 ? alone : r.is_whole && half < 4 ? 0.5 : 0.12 * half;
  return (tp_range) {from_zero && r.low >= 0 ? 0 : end_moved(r.low, r.low - margin, 0), end_moved(r.high, r.high + margin, 0), r.is_whole};
}

tp_range tp_axis_x(const tp_figure *f, const tp_panel *p)
{
  tp_range r = nothing;
  for (size_t i = 0; i < f->panels; i++) {
    const tp_panel *q = f->panel + i;
    if (q != p && (q->log_x != p->log_x || strcmp(q->x_label, p->x_label)))
      continue;
    for (size_t k = 0; k < q->count; k++)
      for (size_t j = 0; j < q->series[k].points; j++)
        take(&r, q->series[k].at[j].x);
    for (size_t k = 0; k < q->ticks && !q->ticks_along_y; k++)
      take(&r, q->tick[k].at);
  }
  return widened(r, p->log_x, 0);
}

tp_range tp_axis_y(const tp_figure *f, const tp_panel *p)
{
  tp_range r = nothing;
  for (size_t i = 0; i < f->panels; i++) {
    const tp_panel *q = f->panel + i;
    if (q != p && (q->log_y != p->log_y || strcmp(q->y_label, p->y_label)))
      continue;
    for (size_t k = 0; k < q->count; k++)
      for (size_t j = 0; j < q->series[k].points; j++) {
        take(&r, q->series[k].at[j].low);
        take(&r, q->series[k].at[j].high);
      }
    for (size_t k = 0; k < q->ticks && q->ticks_along_y; k++)
      take(&r, q->tick[k].at);
  }
  return widened(r, p->log_y, p->from_zero);
}

double tp_axis_share(tp_range r, int base, double value)
{
  return base ? (log(value) - log(r.low)) / (log(r.high) - log(r.low)) : (value / 2 - r.low / 2) / (r.high / 2 - r.low / 2);
}

/* A count as 20k or 5M: longer ones reach into the label of the axis.  0: it is not one. */
static int put_short(tp_buffer *out, double value, tp_picture picture)
{
  static const char unit[] = "kMGT";
  char text[32];
  int i = 0;
  if (value < 1e4 || value >= 1e15)
    return 0;
  for (value /= 1e3; value >= 1e3; i++)
    value /= 1e3;
  snprintf(text, sizeof text, "%g%c", value, unit[i]);
  tp_label_put_tick(out, text, sizeof text, picture);
  return 1;
}

/* As a number while that is short. */
static void put_power(tp_buffer *out, int base, int e, tp_picture picture)
{
  const double value = pow(base, e);
  if (base == 10 && put_short(out, value, picture)) {
    tp_buffer_printf(out, " %.17g", value);
    return;
  }
  if (value >= 1e-3 && value < 1e5) {
    tp_buffer_printf(out, "%.10g", value);
    return;
  }
  char text[32];
  snprintf(text, sizeof text, base == 10 ? "1e%d" : "2^%d", e);
  tp_label_put_tick(out, text, sizeof text, picture);
  tp_buffer_printf(out, " %.17g", value);
}

/* 1, 2 and 5 times powers of ten; 0: there are not two. */
static int put_parts(tp_buffer *out, tp_range r, tp_picture picture)
{
  static const double part[] = {1, 2, 5};
  double at[9];
  int count = 0;
  for (int e = (int) floor(log10(r.low)); pow(10, e) <= r.high; e++)
    for (int i = 0; i < 3 && count < 9; i++)
      if (part[i] * pow(10, e) >= r.low && part[i] * pow(10, e) <= r.high)
        at[count++] = part[i] * pow(10, e);
  for (int i = 0; i < count && count > 1; i++) {
    tp_buffer_puts(out, i ? ", " : " (");
    tp_buffer_puts(out, put_short(out, at[i], picture) ? " " : "");
    tp_buffer_printf(out, "%.10g", at[i]);
  }
  tp_buffer_puts(out, count > 1 ? ")" : "");
  return count > 1;
}

/* Powers of the base, at most eight or so; where there are not two, the ends of the axis. */
static void put_powers(tp_buffer *out, tp_range r, int base, tp_picture picture)
{
  const int first = (int) ceil(log(r.low) / log(base) - 1e-9), last = (int) floor(log(r.high) / log(base) + 1e-9);
  const int step = (last - first) / 8 + 1;
  if (base == 10 && last < first + 2 && put_parts(out, r, picture))
    return;
  if (last <= first) {
    const double low = r.is_whole ? ceil(r.low) : r.low, high = r.is_whole ? floor(r.high) : r.high;
    tp_buffer_printf(out, low < high ? " ('%.5g' %.10g, '%.5g' %.10g)" : " ('%.5g' %.10g)", low, low, high, high);
    return;
  }
  tp_buffer_puts(out, " (");
  for (int e = first; e <= last && isfinite(pow(base, e)); e += step) {
    tp_buffer_puts(out, e > first ? ", " : "");
    put_power(out, base, e, picture);
  }
  tp_buffer_puts(out, ")");
}

/* Whole numbers have no ticks between them. */
static void put_numbers(tp_buffer *out, tp_range r)
{
  if (r.is_whole && r.high / 2 - r.low / 2 < 5)
    tp_buffer_puts(out, " 1");
  else
    tp_buffer_puts(out, " autofreq");
}

static void put_axis(tp_buffer *out, char axis, tp_range r, int base)
{
  tp_buffer_printf(out, base ? "set logscale %c %d\n" : "unset logscale %c\n", axis, base);
  tp_buffer_printf(out, "set %crange [%.10g:%.10g]\nset format %c '%%g'\nset %ctics nomirror", axis, r.low, r.high, axis, axis);
}

static void put_texts(tp_buffer *out, const tp_panel *p, tp_picture picture)
{
  tp_buffer_puts(out, " (");
  for (size_t i = 0; i < p->ticks; i++) {
    tp_buffer_puts(out, i ? ", " : "");
    tp_label_put_tick(out, p->tick[i].text, TP_TICK_MOST, picture);
    tp_buffer_printf(out, " %.10g", p->tick[i].at);
  }
  tp_buffer_puts(out, ")");
}

static void put_ticks(tp_buffer *out, const tp_panel *p, int has_texts, tp_range r, int base, tp_picture picture)
{
  if (has_texts)
    put_texts(out, p, picture);
  else if (base)
    put_powers(out, r, base, picture);
  else
    put_numbers(out, r);
  tp_buffer_puts(out, "\n");
}

void tp_axis_put(tp_buffer *out, const tp_panel *p, tp_range x, tp_range y, tp_picture picture)
{
  put_axis(out, 'x', x, p->log_x);
  put_ticks(out, p, p->ticks && !p->ticks_along_y, x, p->log_x, picture);
  put_axis(out, 'y', y, p->log_y);
  put_ticks(out, p, p->ticks && p->ticks_along_y, y, p->log_y, picture);
}
