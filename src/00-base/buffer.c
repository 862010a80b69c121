#include "tmprec/base/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

void buffer_clear(buffer *b)
{
  free(b->text);
  *b = (buffer) {NULL, 0, 0};
}

void buffer_put(buffer *b, const char *text, size_t length)
{
  MEMORY_GROW(b->text, b->capacity, b->length + length + 1);
  if (length)
    memcpy(b->text + b->length, text, length);
  b->length += length;
  b->text[b->length] = '\0';
}

void buffer_puts(buffer *b, const char *text)
{
  buffer_put(b, text, strlen(text));
}

void buffer_printf(buffer *b, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length > 0) {
    MEMORY_GROW(b->text, b->capacity, b->length + (size_t) length + 1);
    vsnprintf(b->text + b->length, (size_t) length + 1, format, again);
    b->length += (size_t) length;
  }
  va_end(again);
}

/* The place of the text's end, as a user counts. */
static void find_end(const buffer *b, size_t start, size_t *line, size_t *column)
{
  size_t line_start = start;
  *line = 1;
  for (size_t i = start; i < b->length; i++)
    if (b->text[i] == '\n') {
      line_start = i + 1;
      ++*line;
    }
  *column = 1 + utf8_count(b->text + line_start, b->length - line_start);
}

status buffer_read_file(buffer *b, const char *path, size_t limit, error *err)
{
  int standard = !strcmp(path, "-");
  const char *name = standard ? "(standard input)" : path;
  FILE *in = standard ? stdin : fopen(path, "rb");
  if (!in)
    return error_set(err, STATUS_REFUSED, "%.300s: %s", name, strerror(errno));
  char block[65536];
  size_t got, start = b->length;
  status s = STATUS_OK;
  errno = 0;
  while (s == STATUS_OK && (got = fread(block, 1, sizeof block, in)) > 0) {
    size_t room = limit - (b->length - start);
    buffer_put(b, block, got < room ? got : room);
    if (got > room) {
      size_t line, column;
      find_end(b, start, &line, &column);
      s = error_set(err, STATUS_REFUSED, "%.300s:%zu:%zu: the file is longer than %zu bytes", name, line, column, limit);
    }
  }
  if (s == STATUS_OK && ferror(in))
    s = error_set(err, STATUS_REFUSED, "%.300s: %s", name, strerror(errno ? errno : EIO));
  if (!standard)
    fclose(in);
  if (s == STATUS_OK)
    buffer_put(b, "", 0);
  return s;
}
