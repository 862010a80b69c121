/* SPDX-License-Identifier: MIT */
#include "drawing.h"

#include <string.h>

#include "hints.h"
#include "output.h"
#include "program.h"

static const struct {
  const char *end, *format;        /* format: as rsvg-convert calls it, or NULL: none is needed */
} of_name[] = {{".svg", NULL}, {".pdf", "pdf"}, {".png", "png"}};
enum { NAMES = sizeof of_name / sizeof *of_name };

static int is_to_file(const settings *s) { return s->output && strcmp(s->output, "-"); }

/* What the name of FILE says, or NAMES. */
static size_t find_name(const settings *s)
{
  const size_t length = strlen(s->output);
  for (size_t i = 0; i < NAMES; i++) {
    const size_t tail = strlen(of_name[i].end);
    if (length > tail && !strcmp(s->output + length - tail, of_name[i].end))
      return i;
  }
  return NAMES;
}

int can_draw(const settings *s)
{
  if (!is_to_file(s))
    return 1;
  if (find_name(s) == NAMES) {
    complain("%.300s: which format? The name should end in .svg, .pdf or .png", s->output);
    return 0;
  }
  return can_write_file(s->output);
}

static int convert(const settings *s, const char *format, const tp_buffer *svg)
{
  char *const argument[] = {"rsvg-convert", "--format", (char *) format, "--zoom", strcmp(format, "png") ? "1" : "2", NULL};
  static const char *const unset[] = {NULL};
  tp_buffer picture = {NULL, 0, 0};
  tp_error err;
  int ok = program_run(&picture, &(program) {argument, unset, "librsvg2-bin"}, svg, NULL, NULL, &err) == TP_STATUS_OK;
  if (!ok)
    complain("%s: %s%s", s->output, err.text, hint_at(err.reason));
  else if (!picture.length)
    complain("%s: rsvg-convert drew nothing", s->output), ok = 0;
  ok = ok && put_text_to(s->output, &picture);
  tp_buffer_clear(&picture);
  return ok;
}

int put_drawing(const settings *s, tp_buffer *svg)
{
  const char *format = is_to_file(s) ? of_name[find_name(s)].format : NULL;
  return format ? convert(s, format, svg) : put_text_to(s->output, svg);
}
