/* SPDX-License-Identifier: MIT */
/* A figure as a script for gnuplot: numbers in data blocks, texts as labels. */
#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "figure.h"
#include "label.h"
#include "layout.h"
#include "style.h"
#include "tmprec/base/memory.h"

const char *const tp_picture_name[TP_PICTURES] = {"svg", "pdf", "png", "tikz", "cairolatex"};

typedef struct {
  tp_buffer *out;
  const tp_layout *l;
  tp_picture picture;
  size_t labels;         /* used so far; those of a panel are unset behind it */
} writer;

static void put_terminal(tp_buffer *out, const tp_layout *l, tp_picture picture)
{
  const double w = l->width, h = l->height;
  tp_buffer_puts(out, "set encoding utf8\n");
  switch (picture) {
  case TP_PICTURE_SVG:
    tp_buffer_printf(out, "set terminal svg noenhanced size %g,%g fixed font 'Helvetica,Arial,sans-serif,%d' background '#ffffff'\n", w, h,
                     FONT);
    break;
  case TP_PICTURE_PDF:
    tp_buffer_printf(out, "set terminal pdfcairo noenhanced size %.4gin,%.4gin font 'Helvetica,%d' fontscale 0.57 background '#ffffff'\n",
                     w / 96, h / 96, FONT);
    break;
  case TP_PICTURE_PNG:
    tp_buffer_printf(out, "set terminal pngcairo noenhanced size %g,%g font 'Helvetica,%d' fontscale 1.5 linewidth 2 pointscale 2 "
                     "background '#ffffff'\n", 2 * w, 2 * h, FONT);
    break;
  case TP_PICTURE_TIKZ:
    tp_buffer_printf(out, "set terminal tikz size %.4gin,%.4gin font '\\footnotesize'\n", w / 96, h / 96);
    break;
  default:
    tp_buffer_printf(out, "set terminal cairolatex pdf size %.4gin,%.4gin font ',8'\n", w / 96, h / 96);
  }
}

/* A label at the middle of its height, of at most `most` characters; the line is not ended. */
static void put_text(writer *w, const char *text, size_t most, double x, double y)
{
  tp_buffer_printf(w->out, "set label %zu ", ++w->labels);
  tp_label_put(w->out, text, most, w->picture);
  tp_buffer_printf(w->out, " at screen %.6g,%.6g", x / w->l->width, 1 - y / w->l->height);
}

/* Lines from `top` on; the end of the last. */
static double put_lines(writer *w, const char *text, size_t characters, double x, double top, double line, const char *how)
{
  while (*text) {
    const size_t bytes = tp_label_line(text, characters);
    char *part = tp_memory_string(text, bytes);
    put_text(w, part, characters, x, top + line / 2);
    tp_buffer_printf(w->out, "%s\n", how);
    free(part);
    text += bytes;
    text += strspn(text, " ");
    top += line;
  }
  return top;
}

static void put_heading(writer *w, const tp_figure *f)
{
  char how[40] = "";
  double x[TP_MARKS] = {0}, y[TP_MARKS] = {0};
  if (w->picture == TP_PICTURE_SVG || w->picture == TP_PICTURE_PDF || w->picture == TP_PICTURE_PNG)
    snprintf(how, sizeof how, " font ',%d'", TITLE_FONT);
  const double top = put_lines(w, f->title.text ? f->title.text : "", w->l->title_characters, EDGE, EDGE, TITLE_LINE, how);
  put_lines(w, f->note.text ? f->note.text : "", w->l->note_characters, EDGE, top, LINE, " textcolor rgb '#555555'");
  tp_layout_legend(w->l, f, x, y);
  for (int m = 0; m < TP_MARKS; m++) {
    if (!f->legend[m])
      continue;
    put_text(w, f->legend[m], 80, x[m] + 6, y[m]);
    tp_buffer_puts(w->out, " offset 1,0 point ");
    tp_style_put_mark(w->out, (tp_mark) m);
    tp_buffer_puts(w->out, "\n");
  }
}

/* --- Names at the right of their lines, in the order in which the lines end ----------------- */

typedef struct {
  const tp_series *s;
  double y;              /* down from the top of the figure */
} name;

static int compare_names(const void *a, const void *b)
{
  const name *m = a, *n = b;
  if (m->y != n->y)
    return m->y < n->y ? -1 : 1;
  return m->s < n->s ? -1 : m->s > n->s;
}

/* Move names apart: down from the top, then back up from the bottom. */
static void spread(name *list, size_t count, const tp_place *p)
{
  double free_from = p->top;
  for (size_t i = 0; i < count; i++) {
    list[i].y = list[i].y > free_from ? list[i].y : free_from;
    free_from = list[i].y + NAME_LINE;
  }
  double free_to = p->bottom;
  for (size_t i = count; i-- > 0;) {
    list[i].y = list[i].y < free_to ? list[i].y : free_to;
    free_to = list[i].y - NAME_LINE;
  }
}

static void put_names(writer *w, const tp_panel *panel, const tp_place *p, tp_range y)
{
  name *list = tp_memory_new(panel->count, sizeof *list);
  size_t count = 0;
  for (size_t i = 0; i < panel->count; i++) {
    const tp_series *s = panel->series + i;
    if (*s->name && s->points)
      list[count++] = (name) {s, p->bottom - (p->bottom - p->top) * tp_axis_share(y, panel->log_y, s->at[s->points - 1].y)};
  }
  qsort(list, count, sizeof *list, compare_names);
  spread(list, count, p);
  for (size_t i = 0; i < count; i++) {
    put_text(w, list[i].s->name, NAME_MOST, p->right + 8, list[i].y);
    tp_buffer_puts(w->out, " offset 1,0 point ");
    tp_style_put_point(w->out, list[i].s);
    tp_buffer_puts(w->out, "\n");
  }
  free(list);
}

/* --- Panels --------------------------------------------------------------------------------- */

static void put_data(tp_buffer *out, const tp_panel *p)
{
  for (size_t i = 0; i < p->count; i++) {
    const tp_series *s = p->series + i;
    tp_buffer_printf(out, "$d%zu << EOD\n", i + 1);
    for (size_t k = 0; k < s->points; k++)
      tp_buffer_printf(out, "%.10g %.10g %.10g %.10g\n", s->at[k].x, s->at[k].y, s->at[k].low, s->at[k].high);
    tp_buffer_puts(out, "EOD\n");
  }
}

/* Where they stand does not depend on how wide the ticks of the other axis are. */
static void put_axis_labels(writer *w, const tp_panel *panel, const tp_place *p)
{
  put_text(w, panel->x_label, 60, (p->left + p->right) / 2, p->bottom + 38);
  tp_buffer_puts(w->out, " center textcolor rgb '#333333'\n");
  put_text(w, panel->y_label, 60, p->left - 60, (p->top + p->bottom) / 2);
  tp_buffer_puts(w->out, " center rotate by 90 textcolor rgb '#333333'\n");
}

static void put_panel(writer *w, const tp_figure *f, size_t i)
{
  const tp_panel *panel = f->panel + i;
  const tp_place p = tp_layout_place(w->l, f, i);
  const tp_range x = tp_axis_x(f, panel), y = tp_axis_y(f, panel);
  const double width = w->l->width, height = w->l->height;
  tp_buffer_printf(w->out, "set lmargin at screen %.6g\nset rmargin at screen %.6g\nset tmargin at screen %.6g\nset bmargin at screen %.6g\n",
                   p.left / width, p.right / width, 1 - p.top / height, 1 - p.bottom / height);
  put_lines(w, panel->title, w->l->panel_characters, p.left, p.title_top, LINE, "");
  put_names(w, panel, &p, y);
  put_axis_labels(w, panel, &p);
  tp_axis_put(w->out, panel, x, y, w->picture);
  put_data(w->out, panel);
  tp_buffer_puts(w->out, "plot NaN notitle");
  for (size_t k = 0; k < panel->count; k++)
    if (panel->series[k].points) {
      tp_buffer_puts(w->out, ", ");
      tp_style_put(w->out, panel->series + k, k + 1);
      tp_buffer_puts(w->out, " notitle");
    }
  tp_buffer_puts(w->out, "\nunset label\n");
}

void tp_figure_write(tp_buffer *out, tp_figure *f, const tp_figure_choice *choice)
{
  const tp_layout l = tp_layout_of(f);
  writer w = {out, &l, choice->picture, 0};
  put_terminal(out, &l, choice->picture);
  if (choice->output) {
    tp_buffer_puts(out, "set output ");
    tp_label_put(out, choice->output, 4096, TP_PICTURE_SVG);
    tp_buffer_puts(out, "\n");
  }
  tp_buffer_puts(out, "set border 3 lc rgb '#777777'\nset tics scale 0.4 textcolor rgb '#333333'\n"
                 "set grid lt 1 dt solid lw 0.6 lc rgb '#e4e4e4'\nunset key\nset multiplot\n");
  put_heading(&w, f);
  for (size_t i = 0; i < f->panels; i++)
    put_panel(&w, f, i);
  tp_buffer_puts(out, "unset multiplot\nunset output\n");
}
