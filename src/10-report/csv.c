/* SPDX-License-Identifier: MIT */
/* Tables with a separator between fields: CSV (RFC 4180), and tabs. */
#include <string.h>

#include "table_private.h"

static void put_quoted(tp_buffer *out, const char *text)
{
  tp_buffer_puts(out, "\"");
  for (size_t part; *text; text += part) {
    part = strcspn(text, "\"");
    tp_buffer_put(out, text, part);
    if (text[part])
      tp_buffer_puts(out, "\"\""), part++;
  }
  tp_buffer_puts(out, "\"");
}

static void put_csv(tp_buffer *out, const char *text)
{
  if (strpbrk(text, ",\"\r\n"))
    put_quoted(out, text);
  else
    tp_buffer_puts(out, text);
}

static void put_plain(tp_buffer *out, const char *text)
{
  tp_buffer_puts(out, text);
}

typedef struct {
  const char *between, *end;
  void (*put)(tp_buffer *out, const char *text);
} style;

static const style csv = {.between = ",", .end = "\r\n", .put = put_csv}, tabs = {.between = "\t", .end = "\n", .put = put_plain};

static void write_header(tp_buffer *out, const tp_table *t, const style *in)
{
  for (size_t c = 0; c < tp_table_columns(t); c++) {
    tp_buffer_puts(out, c ? in->between : "");
    in->put(out, tp_table_name(t, c));
  }
  tp_buffer_puts(out, in->end);
}

static void write_rows(tp_buffer *out, const tp_table *t, const style *in)
{
  tp_buffer field = {NULL, 0, 0};
  for (size_t row = 0; row < tp_table_rows(t); row++) {
    for (size_t c = 0; c < tp_table_columns(t); c++) {
      field.length = 0;
      tp_buffer_puts(&field, "");
      tp_table_print_value(&field, t, row, c);
      tp_buffer_puts(out, c ? in->between : "");
      in->put(out, field.text);
    }
    tp_buffer_puts(out, in->end);
  }
  tp_buffer_clear(&field);
}

void tp_table_write_csv_header(tp_buffer *out, const tp_table *t) { write_header(out, t, &csv); }
void tp_table_write_csv(tp_buffer *out, const tp_table *t) { write_rows(out, t, &csv); }
void tp_table_write_tabs_header(tp_buffer *out, const tp_table *t) { write_header(out, t, &tabs); }
void tp_table_write_tabs(tp_buffer *out, const tp_table *t) { write_rows(out, t, &tabs); }

void tp_table_write_named(tp_buffer *out, const char *name, const tp_table *t)
{
  for (size_t row = 0; row < tp_table_rows(t); row++) {
    tp_buffer_puts(out, name);
    for (size_t c = 0; c < tp_table_columns(t); c++) {
      tp_buffer_puts(out, "\t");
      tp_table_print_value(out, t, row, c);
    }
    while (out->text[out->length - 1] == '\t')
      out->text[--out->length] = '\0';
    tp_buffer_puts(out, "\n");
  }
}
