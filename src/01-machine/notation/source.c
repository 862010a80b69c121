/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/machine.h"

int tp_source_next(source *s, field *line)
{
  if (s->next >= s->length)
    return 0;
  const char *begin = s->text + s->next, *end = memchr(begin, '\n', s->length - s->next);
  size_t size = end ? (size_t) (end - begin) : s->length - s->next;
  s->next += size + 1;
  s->line++;
  *line = (field) {begin, size && begin[size - 1] == '\r' ? size - 1 : size, s->line, 1};
  return 1;
}

tp_status tp_source_refuse(const source *s, size_t line, size_t column, const char *what, ...)
{
  char text[sizeof s->err->text];
  va_list args;
  va_start(args, what);
  vsnprintf(text, sizeof text, what, args);
  va_end(args);
  return tp_error_set(s->err, TP_STATUS_REFUSED, "%.300s:%zu:%zu: %.600s", s->name, line, column, text);
}

tp_status tp_source_refuse_field(const source *s, const field *f, const char *what)
{
  return tp_source_refuse(s, f->line, f->column, "%s '%.*s'", what, f->length > 80 ? 80 : (int) f->length, f->text);
}

tp_status tp_source_refuse_long(const source *s, size_t line)
{
  return tp_source_refuse(s, line, TP_MACHINE_MAX_LINE + 1, "a line of more than %u bytes", TP_MACHINE_MAX_LINE);
}

/* How many characters of ASCII that print, blanks among them, a line begins with: for most that is all of it. */
static size_t plain_start(const field *line)
{
  size_t at = 0;
  while (at < line->length && line->text[at] >= ' ' && line->text[at] < 0x7f)
    at++;
  return at;
}

static tp_status check_characters(const source *s, const field *line)
{
  size_t at = plain_start(line), column = line->column + at;
  for (; at < line->length; column++) {
    uint32_t point = (unsigned char) line->text[at];
    size_t size = point < 0x80 ? 1 : tp_utf8_decode(line->text + at, line->length - at, &point);
    if (!size)
      return tp_source_refuse(s, line->line, column, "not valid UTF-8");
    if (point == 0)
      return tp_source_refuse(s, line->line, column, "NUL character");
    if ((point < 0x20 && point != '\t') || (point >= 0x7f && point < 0xa0))
      return tp_source_refuse(s, line->line, column, "control character");
    at += size;
  }
  return TP_STATUS_OK;
}

tp_status tp_source_check(const source *s, const field *line)
{
  return line->length > TP_MACHINE_MAX_LINE ? tp_source_refuse_long(s, line->line) : check_characters(s, line);
}

tp_status tp_source_check_all(source *s)
{
  field line;
  tp_status result = TP_STATUS_OK;
  while (result == TP_STATUS_OK && tp_source_next(s, &line))
    result = check_characters(s, &line);
  return result;
}

static void append(field_list *out, field f)
{
  TP_MEMORY_GROW(out->at, out->capacity, out->count + 1);
  out->at[out->count++] = f;
}

/* The character at f; f moves past it. */
static uint32_t take_character(field *f)
{
  uint32_t point = (unsigned char) *f->text;
  size_t size = point < 0x80 ? 1 : tp_utf8_decode(f->text, f->length, &point);
  size = size ? size : 1;
  f->text += size;
  f->length -= size;
  f->column++;
  return point;
}

void tp_fields_between_blanks(field_list *out, const field *line)
{
  const char *begin = NULL;        /* of the field that is not over */
  size_t column = 0;
  out->count = 0;
  for (field rest = *line; rest.length;) {
    const field at = rest;
    const int prints = tp_utf8_is_printable(take_character(&rest));
    if (prints == !!begin)
      continue;
    if (!prints)
      append(out, (field) {begin, (size_t) (at.text - begin), at.line, column});
    begin = prints ? at.text : NULL;
    column = at.column;
  }
  if (begin)
    append(out, (field) {begin, (size_t) (line->text + line->length - begin), line->line, column});
}

void tp_fields_between_commas(field_list *out, const field *line)
{
  out->count = 0;
  field rest = *line, piece = {rest.text, 0, rest.line, rest.column};
  while (rest.length) {
    const char *at = rest.text;
    if (take_character(&rest) == ',') {
      append(out, tp_field_trim(piece));
      piece = (field) {rest.text, 0, rest.line, rest.column};
    } else {
      piece.length += (size_t) (rest.text - at);
    }
  }
  append(out, tp_field_trim(piece));
}

void tp_fields_clear(field_list *f)
{
  free(f->at);
  *f = (field_list) {0};
}

field tp_field_trim(field f)
{
  field rest = f, out = f;
  int begun = 0;
  out.length = 0;
  while (rest.length) {
    field at = rest;
    if (!tp_utf8_is_printable(take_character(&rest)))
      continue;
    if (!begun)
      out = at;
    begun = 1;
    out.length = (size_t) (rest.text - out.text);
  }
  return out;
}

size_t tp_field_characters(const field *f)
{
  return tp_utf8_count(f->text, f->length);
}

int tp_field_is(const field *f, const char *text)
{
  return f->length == strlen(text) && !memcmp(f->text, text, f->length);
}

int tp_field_begins(const field *f, const char *text)
{
  size_t length = strlen(text);
  return f->length >= length && !strncasecmp(f->text, text, length);
}

int tp_field_equal(const field *a, const field *b)
{
  return a->length == b->length && !memcmp(a->text, b->text, a->length);
}
