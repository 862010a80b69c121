/* SPDX-License-Identifier: MIT */
/* Writing SVG: rectangles, lines and text at whole numbers of units, so that the bytes depend on no
   arithmetic but that of integers.  Colours are text, as palette.h has them. */
#ifndef SVG_H
#define SVG_H

#include "tmprec/base/buffer.h"

enum { TP_SVG_FONT = 14, TP_SVG_TITLE_FONT = 16, TP_SVG_LINE = 19, TP_SVG_EDGE = 12 };

typedef enum { TP_SVG_START, TP_SVG_MIDDLE, TP_SVG_END } tp_svg_anchor;

typedef struct {
  long size;             /* of the font; 0: TP_SVG_FONT */
  tp_svg_anchor anchor;
  const char *colour;    /* NULL: black */
  int is_upright;        /* 1: read from the bottom to the top */
  size_t most;           /* characters at most, cut off with an ellipsis; 0: 80 */
} tp_svg_type;

/* The picture around `body`, on white.  `title` is what programs that read pictures aloud say. */
void tp_svg_put(tp_buffer *out, long width, long height, const char *title, const tp_buffer *body);

/* Append text as the contents of an element.  What is not printable or no UTF-8 becomes '?'. */
void tp_svg_put_text(tp_buffer *out, const char *text, size_t most);

/* fill, stroke: NULL, none.  The stroke of a rectangle lies on its edge. */
void tp_svg_rectangle(tp_buffer *out, long x, long y, long width, long height, const char *fill, const char *stroke);
void tp_svg_line(tp_buffer *out, long x, long y, long to_x, long to_y, const char *stroke);

/* A line of text whose base line is at y. */
void tp_svg_text(tp_buffer *out, long x, long y, tp_svg_type type, const char *text);

/* About how wide a text of FONT is, and a bit more. */
long tp_svg_width(const char *text, long size);

/* Lines of text as wide as the room, from `top` on; the result is where the last ends. */
long tp_svg_paragraph(tp_buffer *out, long x, long top, long room, tp_svg_type type, const char *text);

/* The title, and below it what there is to know in a paragraph of grey; the result is where that ends. */
long tp_svg_heading(tp_buffer *out, long top, long width, const char *title, const char *note);

/* A legend in the making: entries after each other, on as many lines as they take. */
typedef struct {
  tp_buffer *out;
  long x, y, room;       /* where the next entry begins, the top of its line, and how wide lines are */
} tp_svg_legend;

/* An area of the colour with a mark in it, and what that means.  The mark may be "". */
void tp_svg_legend_entry(tp_svg_legend *l, const char *fill, const char *stroke, const char *mark, const char *text);
long tp_svg_legend_end(const tp_svg_legend *l);        /* where its last line ends */

#endif
