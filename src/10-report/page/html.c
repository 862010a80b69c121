/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <string.h>

#include "tmprec/base/utf8.h"

static void put_character(tp_buffer *out, const char *text, size_t bytes)
{
  switch (*text) {
  case '&': tp_buffer_puts(out, "&amp;"); break;
  case '<': tp_buffer_puts(out, "&lt;"); break;
  case '>': tp_buffer_puts(out, "&gt;"); break;
  case '"': tp_buffer_puts(out, "&quot;"); break;
  case '\'': tp_buffer_puts(out, "&#39;"); break;
  default: tp_buffer_put(out, text, bytes);
  }
}

void tp_html_put(tp_buffer *out, const char *text)
{
  size_t left = strlen(text);
  while (left) {
    uint32_t point = 0;
    const size_t bytes = tp_utf8_decode(text, left, &point), step = bytes ? bytes : 1;
    if (bytes && (point == ' ' || point == '\n' || tp_utf8_is_printable(point)))
      put_character(out, text, bytes);
    else
      tp_buffer_puts(out, "\xef\xbf\xbd");
    text += step;
    left -= step;
  }
}

static int begins(const char *text, const char *with) { return !strncmp(text, with, strlen(with)); }

/* Append a tag, up to its '>'; its end.  Ids get the number of the figure, for several figures have the
   same; those in double quotes, which panels of one figure share, become classes. */
static const char *put_tag(tp_buffer *out, const char *at, size_t number)
{
  static const char *const names[][2] = {{"id='", "id='"}, {"id=\"", "class=\""}, {"href='#", "href='#"}};
  while (*at && *at != '>') {
    size_t taken = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !taken; i++)
      if (begins(at, names[i][0])) {
        taken = strlen(names[i][0]);
        tp_buffer_printf(out, "%sf%zu-", names[i][1], number);
      }
    if (!taken)
      tp_buffer_put(out, at, taken = 1);
    at += taken;
  }
  return at;
}

/* Behind an element that the page has no use for, or `at`. */
static const char *without(const char *at, const char *begin, const char *end)
{
  const char *stop = begins(at, begin) ? strstr(at, end) : NULL;
  return stop ? stop + strlen(end) : at;
}

/* The width it is drawn for; 0 if it does not say that. */
static unsigned width_of(const char *svg)
{
  unsigned width = 0;
  const char *box = strstr(svg, "viewBox=\"0 0 ");
  return box && sscanf(box, "viewBox=\"0 0 %4u", &width) == 1 ? width : 0;
}

void tp_html_put_svg(tp_buffer *out, const char *svg, size_t number, const char *name)
{
  const char *at = strstr(svg, "<svg");
  if (!at)
    return;
  tp_buffer_puts(out, "<svg role=\"img\" aria-label=\"");
  tp_html_put(out, name);
  tp_buffer_puts(out, "\"");
  const unsigned width = width_of(at);
  if (width)
    tp_buffer_printf(out, " style=\"max-width:%upx;min-width:%upx\"", width, width * 3 / 5);
  at += strlen("<svg");
  at = put_tag(out, at, number);
  while (*at) {
    const char *next = without(without(at, "<title>", "</title>"), "<desc>", "</desc>");
    if (next != at)
      at = next;
    else if (*at == '<')
      at = put_tag(out, at, number);
    else
      tp_buffer_put(out, at++, 1);
  }
}
