#include "tmprec/report/rows.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

rows rows_new(int is_pretty)
{
  return (rows) {.is_pretty = is_pretty};
}

void rows_clear(rows *r)
{
  for (size_t i = 0; i < r->fields; i++)
    free(r->field[i]);
  free(r->field);
  *r = rows_new(r->is_pretty);
}

void rows_field(rows *r, const char *text)
{
  MEMORY_GROW(r->field, r->capacity, r->fields + 1);
  r->field[r->fields++] = memory_string(text, strlen(text));
}

void rows_end(rows *r)
{
  if (!r->columns)
    r->columns = r->fields;
}

void csv_field(buffer *out, const char *text, size_t length)
{
  if (!length || !strpbrk(text, ",\"\r\n")) {
    buffer_put(out, text, length);
    return;
  }
  buffer_puts(out, "\"");
  for (size_t i = 0; i < length; i++)
    buffer_printf(out, text[i] == '"' ? "\"\"" : "%c", text[i]);
  buffer_puts(out, "\"");
}

static size_t characters(const char *text)
{
  return utf8_count(text, strlen(text));
}

static void print_padded(buffer *out, const char *text, size_t width, int is_last)
{
  buffer_puts(out, text);
  for (size_t i = characters(text); i < width && !is_last; i++)
    buffer_puts(out, " ");
  buffer_puts(out, is_last ? "\n" : "  ");
}

/* Columns that are empty throughout are left out. */
static void print_pretty(buffer *out, const rows *r)
{
  size_t *width = memory_zeroed(r->columns, sizeof *width), last = 0;
  for (size_t i = r->columns; i < r->fields; i++)
    if (characters(r->field[i]) > width[i % r->columns])
      width[i % r->columns] = characters(r->field[i]);
  for (size_t c = 0; c < r->columns; c++)
    if (width[c]) {
      last = c;
      if (characters(r->field[c]) > width[c])
        width[c] = characters(r->field[c]);
    }
  for (size_t i = 0; i < r->fields; i++)
    if (width[i % r->columns])
      print_padded(out, r->field[i], width[i % r->columns], i % r->columns == last);
  free(width);
}

void rows_print(buffer *out, const rows *r)
{
  if (r->is_pretty) {
    print_pretty(out, r);
    return;
  }
  for (size_t i = 0; i < r->fields; i++) {
    csv_field(out, r->field[i], strlen(r->field[i]));
    buffer_puts(out, (i + 1) % r->columns ? "," : "\r\n");
  }
}
