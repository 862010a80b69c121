/* SPDX-License-Identifier: MIT */
#include "tmprec/base/buffer.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/base/utf8.h"

void tp_buffer_clear(tp_buffer *b)
{
  free(b->text);
  *b = (tp_buffer) {NULL, 0, 0};
}

void tp_buffer_put(tp_buffer *b, const char *text, size_t length)
{
  TP_MEMORY_GROW(b->text, b->capacity, b->length + length + 1);
  if (length)
    memcpy(b->text + b->length, text, length);
  b->length += length;
  b->text[b->length] = '\0';
}

void tp_buffer_puts(tp_buffer *b, const char *text)
{
  tp_buffer_put(b, text, strlen(text));
}

void tp_buffer_printf(tp_buffer *b, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const size_t room = b->text ? b->capacity - b->length : 0;     /* mostly enough */
  int length = vsnprintf(room ? b->text + b->length : NULL, room, format, args);
  va_end(args);
  if (length < 0)
    tp_memory_exhausted((size_t) INT_MAX);   /* too long, or no memory to write it: a text without it would be another */
  if ((size_t) length >= room && length > 0) {
    TP_MEMORY_GROW(b->text, b->capacity, b->length + (size_t) length + 1);
    vsnprintf(b->text + b->length, (size_t) length + 1, format, again);
  }
  b->length += (size_t) length;
  va_end(again);
}

/* The place of the text's end, as a user counts. */
static void find_end(const tp_buffer *b, size_t start, size_t *line, size_t *column)
{
  size_t line_start = start;
  *line = 1;
  for (size_t i = start; i < b->length; i++)
    if (b->text[i] == '\n') {
      line_start = i + 1;
      ++*line;
    }
  *column = 1 + tp_utf8_count(b->text + line_start, b->length - line_start);
}

/* in: NULL, or a stream */
static void close_file(void *in)
{
  if (in)
    fclose(in);
}

tp_status tp_buffer_read_file(tp_buffer *b, const char *path, size_t limit, tp_error *err)
{
  int standard = !strcmp(path, "-");
  const char *name = standard ? "(standard input)" : path;
  FILE *in = standard ? stdin : fopen(path, "rb");
  if (!in)
    return tp_error_refuse(err, errno == ENOMEM ? TP_REASON_NO_MEMORY : TP_REASON_OTHER, "%.300s: %s", name, strerror(errno));
  tp_held_resource held;
  tp_recovery_hold(&held, close_file, standard ? NULL : in);
  char block[8192];
  size_t got, start = b->length;
  tp_status s = TP_STATUS_OK;
  errno = 0;
  while (s == TP_STATUS_OK && (got = fread(block, 1, sizeof block, in)) > 0) {
    size_t room = limit - (b->length - start);
    tp_buffer_put(b, block, got < room ? got : room);
    if (got > room) {
      size_t line, column;
      find_end(b, start, &line, &column);
      s = tp_error_set(err, TP_STATUS_REFUSED, "%.300s:%zu:%zu: the file is longer than %zu bytes", name, line, column, limit);
    }
  }
  if (s == TP_STATUS_OK && ferror(in))
    s = tp_error_refuse(err, errno == ENOMEM ? TP_REASON_NO_MEMORY : TP_REASON_OTHER, "%.300s: %s", name, strerror(errno ? errno : EIO));
  tp_recovery_let_go(&held);
  close_file(standard ? NULL : in);
  if (s == TP_STATUS_OK)
    tp_buffer_put(b, "", 0);
  return s;
}
