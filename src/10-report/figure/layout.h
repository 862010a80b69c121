/* SPDX-License-Identifier: MIT */
/* Where the parts of a figure stand, in units of a pixel of the SVG, from the top left. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "figure.h"

enum { FONT = 14, TITLE_FONT = 16, LINE = 19, TITLE_LINE = 22, EDGE = 12, NAME_LINE = 15, NAME_MOST = 18 };

typedef struct {
  double left, right, top, bottom;     /* of the area of the points */
  double title_top;      /* of the first line above it */
} tp_place;

typedef struct {
  double width, height;
  size_t title_characters, note_characters, panel_characters;    /* of a line */
  double legend_top, area;       /* area: the height of the points' area */
} tp_layout;

/* Up to three panels stand one below the other, more in two columns. */
tp_layout tp_layout_of(const tp_figure *f);
tp_place tp_layout_place(const tp_layout *l, const tp_figure *f, size_t panel);

/* Lines that a text takes. */
size_t tp_layout_lines(const char *text, size_t characters);

/* Entries of the legend: how wide one is, and on which line and where each stands. */
double tp_layout_entry(const char *text);
double tp_layout_legend(const tp_layout *l, const tp_figure *f, double *x, double *y);   /* x, y: TP_MARKS; its height */

#endif
