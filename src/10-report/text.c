/* SPDX-License-Identifier: MIT */
/* Tables in aligned columns. */
#include <stdlib.h>
#include <string.h>

#include "table_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static size_t characters(const char *text)
{
  return tp_utf8_count(text, strlen(text));
}

/* The text of a value, in a buffer that is used again and again. */
static const char *text_of(tp_buffer *field, const tp_table *t, size_t row, size_t column, const char *empty)
{
  field->length = 0;
  tp_buffer_puts(field, "");
  tp_table_print_value(field, t, row, column);
  return field->length ? field->text : empty;
}

/* Characters of the widest field; 0 if the column has no value, and then the header does not count. */
static size_t width_of(const tp_table *t, size_t column, const char *empty)
{
  size_t width = 0, name = characters(tp_table_name(t, column));
  tp_buffer field = {NULL, 0, 0};
  for (size_t row = 0; row < tp_table_rows(t); row++) {
    size_t here = characters(text_of(&field, t, row, column, empty));
    width = here > width ? here : width;
  }
  tp_buffer_clear(&field);
  return width && name > width ? name : width;
}

static void put_padded(tp_buffer *out, const char *text, size_t width, int is_last)
{
  tp_buffer_puts(out, text);
  for (size_t i = characters(text); i < width && !is_last; i++)
    tp_buffer_puts(out, " ");
  tp_buffer_puts(out, is_last ? "\n" : "  ");
}

/* The columns whose `is_in` is not 0. */
static void put_block(tp_buffer *out, const tp_table *t, const char *empty, const size_t *width, const char *is_in)
{
  const size_t columns = tp_table_columns(t);
  tp_buffer field = {NULL, 0, 0};
  size_t last = 0;
  for (size_t c = 0; c < columns; c++)
    last = is_in[c] ? c : last;
  for (size_t c = 0; c < columns; c++)
    if (is_in[c])
      put_padded(out, tp_table_name(t, c), width[c], c == last);
  for (size_t row = 0; row < tp_table_rows(t); row++)
    for (size_t c = 0; c < columns; c++)
      if (is_in[c])
        put_padded(out, text_of(&field, t, row, c, empty), width[c], c == last);
  tp_buffer_clear(&field);
}

void tp_table_write_aligned_within(tp_buffer *out, const tp_table *t, const char *empty, size_t most, size_t repeated)
{
  const size_t columns = tp_table_columns(t);
  size_t *width = tp_memory_new(columns, sizeof *width), start = 0, next = repeated;
  char *is_in = tp_memory_zeroed(columns, 1);
  for (size_t c = 0; c < columns; c++) {
    width[c] = width_of(t, c, empty);
    is_in[c] = c < repeated && width[c];
    start += is_in[c] ? width[c] + 2 : 0;
  }
  for (int is_first = 1; is_first || next < columns; is_first = 0) {
    size_t used = start;
    memset(is_in + repeated, 0, columns - repeated);
    for (size_t put = 0; next < columns && (!put || !width[next] || used + width[next] <= most); next++)
      if (width[next]) {
        is_in[next] = 1;
        used += width[next] + 2;
        put++;
      }
    tp_buffer_puts(out, is_first ? "" : "\n");
    put_block(out, t, empty, width, is_in);
  }
  free(width);
  free(is_in);
}

void tp_table_write_aligned(tp_buffer *out, const tp_table *t, const char *empty)
{
  tp_table_write_aligned_within(out, t, empty, SIZE_MAX, 0);
}
