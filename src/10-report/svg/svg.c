/* SPDX-License-Identifier: MIT */
#include "svg.h"

#include <stdlib.h>
#include <string.h>

#include "../figure/label.h"
#include "palette.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

enum { MOST = 80, SWATCH = 14 };

static void put_character(tp_buffer *out, const char *text, size_t bytes)
{
  switch (*text) {
  case '&': tp_buffer_puts(out, "&amp;"); break;
  case '<': tp_buffer_puts(out, "&lt;"); break;
  case '>': tp_buffer_puts(out, "&gt;"); break;
  default: tp_buffer_put(out, text, bytes);
  }
}

void tp_svg_put_text(tp_buffer *out, const char *text, size_t most)
{
  size_t left = strlen(text);
  const size_t all = tp_utf8_count(text, left), shown = all > most ? most - 1 : all;
  for (size_t i = 0; i < shown && left; i++) {
    uint32_t point = 0;
    const size_t bytes = tp_utf8_decode(text, left, &point), step = bytes ? bytes : 1;
    if (bytes && (point == ' ' || tp_utf8_is_printable(point)))
      put_character(out, text, bytes);
    else
      tp_buffer_puts(out, "?");
    text += step;
    left -= step;
  }
  tp_buffer_puts(out, left ? "…" : "");
}

void tp_svg_put(tp_buffer *out, long width, long height, const char *title, const tp_buffer *body)
{
  tp_buffer_printf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%ld\" height=\"%ld\" viewBox=\"0 0 %ld %ld\"\n"
                   "  font-family=\"Helvetica,Arial,sans-serif\" font-size=\"%d\">\n<title>", width, height, width, height, TP_SVG_FONT);
  tp_svg_put_text(out, title, 400);
  tp_buffer_puts(out, "</title>\n");
  tp_svg_rectangle(out, 0, 0, width, height, "#ffffff", NULL);
  tp_buffer_put(out, body->text, body->length);
  tp_buffer_puts(out, "</svg>\n");
}

void tp_svg_rectangle(tp_buffer *out, long x, long y, long width, long height, const char *fill, const char *stroke)
{
  tp_buffer_printf(out, "<rect x=\"%ld\" y=\"%ld\" width=\"%ld\" height=\"%ld\" fill=\"%s\"", x, y, width, height, fill ? fill : "none");
  if (stroke)
    tp_buffer_printf(out, " stroke=\"%s\"", stroke);
  tp_buffer_puts(out, "/>\n");
}

void tp_svg_line(tp_buffer *out, long x, long y, long to_x, long to_y, const char *stroke)
{
  tp_buffer_printf(out, "<path d=\"M%ld %ldL%ld %ld\" stroke=\"%s\"/>\n", x, y, to_x, to_y, stroke);
}

void tp_svg_text(tp_buffer *out, long x, long y, tp_svg_type type, const char *text)
{
  static const char *const anchor[] = {"start", "middle", "end"};
  tp_buffer_printf(out, "<text x=\"%ld\" y=\"%ld\"", x, y);
  if (type.size)
    tp_buffer_printf(out, " font-size=\"%ld\"", type.size);
  if (type.anchor != TP_SVG_START)
    tp_buffer_printf(out, " text-anchor=\"%s\"", anchor[type.anchor]);
  if (type.colour)
    tp_buffer_printf(out, " fill=\"%s\"", type.colour);
  if (type.is_upright)
    tp_buffer_printf(out, " transform=\"rotate(-90 %ld %ld)\"", x, y);
  tp_buffer_puts(out, ">");
  tp_svg_put_text(out, text, type.most ? type.most : MOST);
  tp_buffer_puts(out, "</text>\n");
}

long tp_svg_width(const char *text, long size)
{
  return ((long) tp_utf8_count(text, strlen(text)) * 11 * size + 19) / 20;
}

long tp_svg_paragraph(tp_buffer *out, long x, long top, long room, tp_svg_type type, const char *text)
{
  const long size = type.size ? type.size : TP_SVG_FONT, line = size + 5;
  const size_t characters = (size_t) (20 * room / (11 * size));
  while (*text) {
    const size_t bytes = tp_label_line(text, characters);
    char *part = tp_memory_string(text, bytes);
    type.most = characters;
    tp_svg_text(out, x, top + size, type, part);
    free(part);
    text += bytes;
    text += strspn(text, " ");
    top += line;
  }
  return top;
}

long tp_svg_heading(tp_buffer *out, long top, long width, const char *title, const char *note)
{
  const long room = width - 2 * TP_SVG_EDGE;
  top = tp_svg_paragraph(out, TP_SVG_EDGE, top, room, (tp_svg_type) {.size = TP_SVG_TITLE_FONT}, title);
  return tp_svg_paragraph(out, TP_SVG_EDGE, top + 2, room, (tp_svg_type) {.colour = TP_NOTE}, note) + 4;
}

void tp_svg_legend_entry(tp_svg_legend *l, const char *fill, const char *stroke, const char *mark, const char *text)
{
  const long width = SWATCH + 6 + tp_svg_width(text, TP_SVG_FONT) + 10;
  if (l->x > TP_SVG_EDGE && l->x + width > l->room) {
    l->x = TP_SVG_EDGE;
    l->y += TP_SVG_LINE;
  }
  tp_svg_rectangle(l->out, l->x, l->y + 2, SWATCH, SWATCH, fill, stroke);
  if (*mark)
    tp_svg_text(l->out, l->x + SWATCH / 2, l->y + 14, (tp_svg_type) {.size = 12, .anchor = TP_SVG_MIDDLE, .colour = tp_palette_ink_on(fill)}, mark);
  tp_svg_text(l->out, l->x + SWATCH + 6, l->y + 14, (tp_svg_type) {.size = TP_SVG_FONT}, text);
  l->x += width;
}

long tp_svg_legend_end(const tp_svg_legend *l) { return l->y + TP_SVG_LINE; }
