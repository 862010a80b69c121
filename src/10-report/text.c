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

void tp_table_write_aligned(tp_buffer *out, const tp_table *t, const char *empty)
{
  const size_t columns = tp_table_columns(t);
  size_t *width = tp_memory_new(columns, sizeof *width), last = 0;
  for (size_t c = 0; c < columns; c++) {
    width[c] = width_of(t, c, empty);
    last = width[c] ? c : last;
  }
  for (size_t c = 0; c < columns; c++)
    if (width[c])
      put_padded(out, tp_table_name(t, c), width[c], c == last);
  tp_buffer field = {NULL, 0, 0};
  for (size_t row = 0; row < tp_table_rows(t); row++)
    for (size_t c = 0; c < columns; c++)
      if (width[c])
        put_padded(out, text_of(&field, t, row, c, empty), width[c], c == last);
  tp_buffer_clear(&field);
  free(width);
}
