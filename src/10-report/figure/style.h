/* SPDX-License-Identifier: MIT */
/* Colours (palette.h), dashes and shapes: without colours dashes and shapes still differ. */
#ifndef STYLE_H
#define STYLE_H

#include "figure.h"

/* Append the elements of a plot command that show the series, whose data block is $dN: x, y, low, high. */
void tp_style_put(tp_buffer *out, const tp_series *s, size_t n);

/* Append a mark, or the point of a series, as that of a label. */
void tp_style_put_mark(tp_buffer *out, tp_mark mark);
void tp_style_put_point(tp_buffer *out, const tp_series *s);

#endif
