/* SPDX-License-Identifier: MIT */
#include "label.h"

#include <string.h>

#include "tmprec/base/utf8.h"

static int is_latex(tp_picture picture)
{
  return picture == TP_PICTURE_TIKZ || picture == TP_PICTURE_CAIROLATEX;
}

/* What stands for a character of ASCII, or NULL: itself. */
static const char *latex_of(char c)
{
  switch (c) {
  case '\\': return "{\\textbackslash}";
  case '{': return "\\{";
  case '}': return "\\}";
  case '$': return "\\$";
  case '&': return "\\&";
  case '#': return "\\#";
  case '%': return "\\%";
  case '_': return "\\_";
  case '^': return "{\\textasciicircum}";
  case '~': return "{\\textasciitilde}";
  case '<': return "{\\textless}";
  case '>': return "{\\textgreater}";
  case '|': return "{\\textbar}";
  case '"': return "{\\textquotedbl}";
  case '`': return "{\\textasciigrave}";
  default: return NULL;
  }
}

static void put_character(tp_buffer *out, const char *text, size_t bytes, tp_picture picture, int is_tick)
{
  const char *latex = bytes == 1 && is_latex(picture) ? latex_of(*text) : NULL;
  tp_buffer piece = {NULL, 0, 0};
  if (latex)
    tp_buffer_puts(&piece, latex);
  else
    tp_buffer_put(&piece, text, bytes);
  for (size_t i = 0; i < piece.length; i++) {
    if (piece.text[i] == '\'')
      tp_buffer_puts(out, "’");
    else
      tp_buffer_put(out, piece.text + i, 1);
    if (is_tick && piece.text[i] == '%')
      tp_buffer_puts(out, "%");
  }
  tp_buffer_clear(&piece);
}

static void put(tp_buffer *out, const char *text, size_t most, tp_picture picture, int is_tick)
{
  size_t left = strlen(text);
  const size_t all = tp_utf8_count(text, left), shown = all > most ? most - 1 : all;
  tp_buffer_puts(out, "'");
  for (size_t i = 0; i < shown && left; i++) {
    uint32_t point = 0;
    const size_t bytes = tp_utf8_decode(text, left, &point), step = bytes ? bytes : 1;
    if (bytes && (point == ' ' || tp_utf8_is_printable(point)))
      put_character(out, text, bytes, picture, is_tick);
    else
      tp_buffer_puts(out, "?");
    text += step;
    left -= step;
  }
  tp_buffer_puts(out, left ? "…'" : "'");
}

void tp_label_put(tp_buffer *out, const char *text, size_t most, tp_picture picture) { put(out, text, most, picture, 0); }
void tp_label_put_tick(tp_buffer *out, const char *text, size_t most, tp_picture picture) { put(out, text, most, picture, 1); }

size_t tp_label_line(const char *text, size_t most)
{
  size_t bytes = 0, characters = 0, blank = 0;
  while (text[bytes] && characters < most) {
    uint32_t point;
    const size_t step = tp_utf8_decode(text + bytes, strlen(text + bytes), &point);
    if (text[bytes] == ' ')
      blank = bytes;
    bytes += step ? step : 1;
    characters++;
  }
  return text[bytes] && blank ? blank : bytes;
}
