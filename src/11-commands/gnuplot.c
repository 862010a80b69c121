/* SPDX-License-Identifier: MIT */
#include "gnuplot.h"

#include <string.h>

#include "program.h"
#include "tmprec/base/memory.h"

/* -d: neither the system's nor the user's settings are read. */
tp_status gnuplot_run(tp_buffer *out, const tp_buffer *script, const char *directory, int *is_missing, tp_error *err)
{
  static char *const argument[] = {"gnuplot", "-d", "-", NULL};
  static const char *const unset[] = {"GNUTERM", "GNUPLOT_LIB", NULL};
  return program_run(out, &(program) {argument, unset, "gnuplot-nox"}, script, directory, is_missing, err);
}

/* Dates stand uncompressed; other digits in their place leave all offsets as they are. */
static void still_dates(tp_buffer *pdf)
{
  static const char date[] = "Date (D:", still[] = "20000101000000";
  const size_t before = sizeof date - 1, digits = sizeof still - 1;
  for (size_t i = 0; i + before + digits < pdf->length; i++)
    if (!memcmp(pdf->text + i, date, before))
      memcpy(pdf->text + i + before, still, digits);
}

static void escape_ends(tp_buffer *svg)
{
  tp_buffer out = {NULL, 0, 0};
  const char *from = svg->text, *at;
  if (!from || !strstr(from, "]]>"))
    return;
  for (; (at = strstr(from, "]]>")); from = at + 3) {
    tp_buffer_put(&out, from, (size_t) (at - from));
    tp_buffer_puts(&out, "]]&gt;");
  }
  tp_buffer_puts(&out, from);
  tp_buffer_clear(svg);
  *svg = out;
}

/* The second line of its head is a comment with the date. */
static void drop_date(tp_buffer *tikz)
{
  static const char head[] = "%% generated with GNUPLOT";
  char *line = tikz->text ? strstr(tikz->text, head) : NULL;
  line = line ? strchr(line, '\n') : NULL;
  if (!line || strncmp(++line, "%% ", 3))
    return;
  const char *next = strchr(line, '\n');
  next = next ? next + 1 : line + strlen(line);
  const size_t length = (size_t) (next - line);
  memmove(line, next, strlen(next) + 1);
  tikz->length -= length;
}

void gnuplot_settle(tp_buffer *picture, tp_picture kind)
{
  if (kind == TP_PICTURE_PDF || kind == TP_PICTURE_CAIROLATEX)
    still_dates(picture);
  if (kind == TP_PICTURE_TIKZ)
    drop_date(picture);
  if (kind == TP_PICTURE_SVG)
    escape_ends(picture);
}
