/* SPDX-License-Identifier: MIT */
/* Figures in memory. */
#include "figure.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static char *copy(const char *text) { return tp_memory_string(text, strlen(text)); }

static void clear_panel(tp_panel *p)
{
  for (size_t i = 0; i < p->count; i++) {
    free(p->series[i].name);
    free(p->series[i].at);
  }
  for (size_t i = 0; i < p->ticks; i++)
    free(p->tick[i].text);
  free(p->series);
  free(p->tick);
  free(p->title);
  free(p->x_label);
  free(p->y_label);
}

void tp_figure_clear(tp_figure *f)
{
  for (size_t i = 0; i < f->panels; i++)
    clear_panel(f->panel + i);
  free(f->panel);
  tp_buffer_clear(&f->title);
  tp_buffer_clear(&f->note);
  *f = (tp_figure) {.panel = NULL};
}

/* A column's name, as words. */
static char *label(const char *name)
{
  char *words = copy(name);
  for (char *at; (at = strchr(words, '_'));)
    *at = ' ';
  return words;
}

tp_panel *tp_figure_add_panel(tp_figure *f, const char *title, const char *x_label, const char *y_label)
{
  TP_MEMORY_GROW(f->panel, f->room, f->panels + 1);
  f->panel[f->panels] = (tp_panel) {.title = copy(title), .x_label = label(x_label), .y_label = label(y_label)};
  return f->panel + f->panels++;
}

tp_series *tp_panel_add_series(tp_panel *p, const char *name, tp_mark mark, size_t style)
{
  TP_MEMORY_GROW(p->series, p->room, p->count + 1);
  p->series[p->count] = (tp_series) {.name = copy(name), .mark = mark, .style = style};
  return p->series + p->count++;
}

tp_series *tp_panel_marks(tp_panel *p, tp_mark mark)
{
  for (size_t i = 0; i < p->count; i++)
    if (p->series[i].mark == mark)
      return p->series + i;
  return tp_panel_add_series(p, "", mark, 0);
}

static void add(tp_series *s, tp_point at)
{
  TP_MEMORY_GROW(s->at, s->room, s->points + 1);
  s->at[s->points++] = at;
}

void tp_series_add(tp_series *s, double x, double y) { add(s, (tp_point) {x, y, y, y}); }
void tp_series_add_range(tp_series *s, double x, double low, double high) { add(s, (tp_point) {x, low, low, high}); }

void tp_panel_add_tick(tp_panel *p, double at, const char *text)
{
  TP_MEMORY_GROW(p->tick, p->tick_room, p->ticks + 1);
  p->tick[p->ticks++] = (tp_tick) {at, copy(text)};
}
