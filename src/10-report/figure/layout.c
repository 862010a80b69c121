/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <string.h>

#include "axis.h"
#include "label.h"
#include "tmprec/base/utf8.h"

/* A narrow figure, so that its text can be read in a column of 8 cm. */
enum { COLUMN = 560, AREA = 215, BELOW = 52, LEFT = 72 };
static const double character = 8;        /* a character of FONT on average, in the wide font that stands in for it where it is not there */

size_t tp_layout_lines(const char *text, size_t characters)
{
  size_t lines = 0;
  for (; *text; lines++) {
    text += tp_label_line(text, characters);
    text += strspn(text, " ");
  }
  return lines;
}

double tp_layout_entry(const char *text)
{
  return 34 + character * (double) tp_utf8_count(text, strlen(text));
}

double tp_layout_legend(const tp_layout *l, const tp_figure *f, double *x, double *y)
{
  double across = EDGE, down = l->legend_top + LINE / 2.0;
  int any = 0;
  for (int m = 0; m < TP_MARKS; m++) {
    if (!f->legend[m])
      continue;
    const double width = tp_layout_entry(f->legend[m]);
    if (any && across + width > l->width) {
      across = EDGE;
      down += LINE;
    }
    x[m] = across;
    y[m] = down;
    across += width;
    any = 1;
  }
  return any ? down + LINE / 2.0 - l->legend_top : 0;
}

static size_t columns_of(const tp_figure *f) { return f->panels > 3 ? 2 : 1; }
static size_t rows_of(const tp_figure *f) { return (f->panels + columns_of(f) - 1) / columns_of(f); }

static double panels_top(const tp_layout *l, const tp_figure *f)
{
  double x[TP_MARKS], y[TP_MARKS];
  return l->legend_top + tp_layout_legend(l, f, x, y) + 6;
}

/* All panels take as many lines of title as the one with the most. */
static size_t title_lines(const tp_layout *l, const tp_figure *f)
{
  size_t most = 0;
  for (size_t i = 0; i < f->panels; i++) {
    const size_t lines = tp_layout_lines(f->panel[i].title, l->panel_characters);
    most = lines > most ? lines : most;
  }
  return most;
}

static double panel_height(const tp_layout *l, const tp_figure *f)
{
  return (double) (title_lines(l, f) * LINE) + l->area + BELOW + 8;
}

/* High enough for a name beside each line, left or right of it. */
static double area_of(const tp_figure *f)
{
  size_t most = 0;
  for (size_t i = 0; i < f->panels; i++) {
    size_t names = 0;
    for (size_t k = 0; k < f->panel[i].count; k++)
      names += f->panel[i].series[k].name[0] != '\0';
    names = f->panel[i].ticks_along_y && f->panel[i].ticks > names ? f->panel[i].ticks : names;
    most = names > most ? names : most;
  }
  return most * NAME_LINE > AREA ? (double) (most * NAME_LINE) : AREA;
}

tp_layout tp_layout_of(const tp_figure *f)
{
  tp_layout l = {.width = COLUMN * (double) columns_of(f), .area = area_of(f)};
  l.title_characters = (size_t) ((l.width - 2 * EDGE) / (character * TITLE_FONT / FONT));
  l.note_characters = (size_t) ((l.width - 2 * EDGE) / character);
  l.panel_characters = (size_t) ((COLUMN - LEFT - EDGE) / character);
  const char *title = f->title.text ? f->title.text : "", *note = f->note.text ? f->note.text : "";
  l.legend_top = EDGE + TITLE_LINE * (double) tp_layout_lines(title, l.title_characters)
                 + LINE * (double) tp_layout_lines(note, l.note_characters);
  l.height = panels_top(&l, f) + (double) rows_of(f) * panel_height(&l, f);
  return l;
}

/* Room for the names at the ends of lines. */
static double room_for_names(const tp_panel *p)
{
  size_t most = 0;
  for (size_t i = 0; i < p->count; i++) {
    const size_t length = tp_utf8_count(p->series[i].name, strlen(p->series[i].name));
    most = length > most ? length : most;
  }
  return most ? 32 + character * (double) (most < NAME_MOST ? most : NAME_MOST) : 14;
}

/* Room for texts along y, beyond that for numbers. */
static double room_for_ticks(const tp_panel *p)
{
  size_t most = 0;
  for (size_t i = 0; i < p->ticks && p->ticks_along_y; i++) {
    const size_t length = tp_utf8_count(p->tick[i].text, strlen(p->tick[i].text));
    most = length > most ? length : most;
  }
  const double room = character * (double) (most < TP_TICK_MOST ? most : TP_TICK_MOST) + 24;
  return room > LEFT ? room - LEFT : 0;
}

tp_place tp_layout_place(const tp_layout *l, const tp_figure *f, size_t panel)
{
  const size_t columns = columns_of(f), column = panel % columns, row = panel / columns;
  double names = 0, ticks = 0;
  for (size_t i = 0; i < f->panels; i++) {
    const double here = room_for_names(f->panel + i);
    names = here > names ? here : names;
    const double left = room_for_ticks(f->panel + i);
    ticks = left > ticks ? left : ticks;
  }
  tp_place p = {.left = (double) column * COLUMN + LEFT + ticks, .right = (double) (column + 1) * COLUMN - names};
  p.title_top = panels_top(l, f) + (double) row * panel_height(l, f);
  p.top = p.title_top + (double) (title_lines(l, f) * LINE) + 8;
  p.bottom = p.top + l->area;
  return p;
}
