#include "tmprec/report/rows.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

tp_rows tp_rows_new(int is_pretty)
{
  return (tp_rows) {.is_pretty = is_pretty};
}

void tp_rows_clear(tp_rows *r)
{
  for (size_t i = 0; i < r->fields; i++)
    free(r->field[i]);
  free(r->field);
  *r = tp_rows_new(r->is_pretty);
}

void tp_rows_field(tp_rows *r, const char *text)
{
  TP_MEMORY_GROW(r->field, r->capacity, r->fields + 1);
  r->field[r->fields++] = tp_memory_string(text, strlen(text));
}

void tp_rows_end(tp_rows *r)
{
  if (!r->columns)
    r->columns = r->fields;
}

void tp_csv_field(tp_buffer *out, const char *text, size_t length)
{
  if (!length || !strpbrk(text, ",\"\r\n")) {
    tp_buffer_put(out, text, length);
    return;
  }
  tp_buffer_puts(out, "\"");
  for (size_t i = 0; i < length; i++)
    tp_buffer_printf(out, text[i] == '"' ? "\"\"" : "%c", text[i]);
  tp_buffer_puts(out, "\"");
}

static size_t characters(const char *text)
{
  return tp_utf8_count(text, strlen(text));
}

static void print_padded(tp_buffer *out, const char *text, size_t width, int is_last)
{
  tp_buffer_puts(out, text);
  for (size_t i = characters(text); i < width && !is_last; i++)
    tp_buffer_puts(out, " ");
  tp_buffer_puts(out, is_last ? "\n" : "  ");
}

/* Columns that are empty throughout are left out. */
static void print_pretty(tp_buffer *out, const tp_rows *r)
{
  size_t *width = tp_memory_zeroed(r->columns, sizeof *width), last = 0;
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

void tp_rows_print(tp_buffer *out, const tp_rows *r)
{
  if (r->is_pretty) {
    print_pretty(out, r);
    return;
  }
  for (size_t i = 0; i < r->fields; i++) {
    tp_csv_field(out, r->field[i], strlen(r->field[i]));
    tp_buffer_puts(out, (i + 1) % r->columns ? "," : "\r\n");
  }
}
