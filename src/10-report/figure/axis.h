/* SPDX-License-Identifier: MIT */
/* Ranges and ticks of axes. */
#ifndef AXIS_H
#define AXIS_H

#include "figure.h"

typedef struct {
  double low, high;
  int is_whole;          /* all values are whole numbers */
} tp_range;

/* What the points of the figure's panels span, with a margin: of the panel, or of all panels if they
   have the same axis. */
tp_range tp_axis_x(const tp_figure *f, const tp_panel *p);
tp_range tp_axis_y(const tp_figure *f, const tp_panel *p);

enum { TP_TICK_MOST = 16 };   /* characters of a tick with a text */

/* Append the lines that set the axes of the panel. */
void tp_axis_put(tp_buffer *out, const tp_panel *p, tp_range x, tp_range y, tp_picture picture);

/* Where a value lies on an axis: 0 at its low end, 1 at its high one. */
double tp_axis_share(tp_range r, int base, double value);

#endif
