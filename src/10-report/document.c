/* SPDX-License-Identifier: MIT */
#include "tmprec/report/document.h"

#include <stdlib.h>

#include "table_private.h"
#include "tmprec/base/memory.h"
#include "value.h"

typedef enum { FACT, TABLE, LIST, PROSE } item_kind;

typedef struct {
  item_kind kind;
  int is_hidden;
  tp_column column;      /* the name of all but prose */
  value fact;
  tp_table *table;
  tp_table_style style;
  tp_buffer prose;
} item;

struct tp_document {
  item *item;
  size_t items, capacity;
};

tp_document *tp_document_new(void)
{
  return tp_memory_zeroed(1, sizeof(tp_document));
}

void tp_document_free(tp_document *d)
{
  if (!d)
    return;
  for (size_t n = 0; n < d->items; n++) {
    tp_value_clear(&d->item[n].fact, &d->item[n].column);
    tp_table_free(d->item[n].table);
    tp_buffer_clear(&d->item[n].prose);
  }
  free(d->item);
  free(d);
}

static void put(tp_document *d, item i)
{
  TP_MEMORY_GROW(d->item, d->capacity, d->items + 1);
  d->item[d->items++] = i;
}

static void put_fact(tp_document *d, const char *name, tp_column_type type, value v)
{
  put(d, (item) {.kind = FACT, .column = {name, type, 0}, .fact = v});
}

void tp_document_nothing(tp_document *d, const char *name)
{
  put_fact(d, name, TP_COLUMN_TEXT, (value) {.is_there = 0});
}

void tp_document_text(tp_document *d, const char *name, const char *text)
{
  if (text)
    put_fact(d, name, TP_COLUMN_TEXT, tp_value_of_text(text));
  else
    tp_document_nothing(d, name);
}

void tp_document_integer(tp_document *d, const char *name, uint64_t integer)
{
  put_fact(d, name, TP_COLUMN_INTEGER, (value) {1, {.integer = integer}});
}

void tp_document_verdict(tp_document *d, const char *name, tp_verdict verdict)
{
  put_fact(d, name, TP_COLUMN_VERDICT, (value) {1, {.verdict = verdict}});
}

void tp_document_boolean(tp_document *d, const char *name, int is_true)
{
  tp_document_verdict(d, name, is_true ? TP_VERDICT_YES : TP_VERDICT_NO);
}

void tp_document_number(tp_document *d, const tp_column *as, double number)
{
  put(d, (item) {.kind = FACT, .column = *as, .fact = {1, {.number = number}}});
}

void tp_document_table(tp_document *d, const char *name, tp_table *t, tp_table_style style)
{
  put(d, (item) {.kind = TABLE, .column.name = name, .table = t, .style = style});
}

void tp_document_list(tp_document *d, const char *name, tp_table *t)
{
  put(d, (item) {.kind = LIST, .column.name = name, .table = t, .style = TP_STYLE_NAMED});
}

void tp_document_prose(tp_document *d, tp_buffer *text)
{
  put(d, (item) {.kind = PROSE, .prose = *text});
  *text = (tp_buffer) {NULL, 0, 0};
}

void tp_document_hide(tp_document *d)
{
  d->item[d->items - 1].is_hidden = 1;
}

/* --- Text --------------------------------------------------------------------------------------- */

/* Of TP_STYLE_PRETTY: characters of a line; so many columns begin each table. */
enum { PRETTY = 100, REPEATED = 3 };

static void write_table(tp_buffer *out, const item *i)
{
  switch (i->style) {
  case TP_STYLE_CSV:
    tp_table_write_csv_header(out, i->table);
    tp_table_write_csv(out, i->table);
    break;
  case TP_STYLE_TABS:
    tp_table_write_tabs_header(out, i->table);
    tp_table_write_tabs(out, i->table);
    break;
  case TP_STYLE_ROWS: tp_table_write_tabs(out, i->table); break;
  case TP_STYLE_ALIGNED: tp_table_write_aligned(out, i->table, "-"); break;
  case TP_STYLE_PRETTY: tp_table_write_aligned_within(out, i->table, "", PRETTY, REPEATED); break;
  case TP_STYLE_NAMED: tp_table_write_named(out, i->column.name, i->table); break;
  }
}

static void write_fact(tp_buffer *out, const item *i)
{
  tp_buffer_printf(out, "%s\t", i->column.name);
  tp_value_print(out, &i->fact, &i->column);
  tp_buffer_puts(out, "\n");
}

void tp_document_write_text(tp_buffer *out, const tp_document *d)
{
  for (size_t n = 0; n < d->items; n++) {
    const item *i = d->item + n;
    if (i->is_hidden)
      continue;
    if (i->kind == FACT)
      write_fact(out, i);
    else if (i->kind == PROSE)
      tp_buffer_put(out, i->prose.text ? i->prose.text : "", i->prose.length);
    else
      write_table(out, i);
  }
}

/* --- JSON --------------------------------------------------------------------------------------- */

static void json_rows(tp_json *j, const item *i)
{
  tp_json_begin(j, i->column.name, TP_JSON_ARRAY);
  if (i->kind == LIST)
    tp_table_write_json_column(j, i->table, 0);
  else
    tp_table_write_json(j, i->table);
  tp_json_end(j);
}

void tp_document_write_json(tp_json *j, const tp_document *d)
{
  for (size_t n = 0; n < d->items; n++) {
    const item *i = d->item + n;
    if (i->kind == FACT)
      tp_value_json(j, i->column.name, &i->fact, &i->column);
    else if (i->kind != PROSE)
      json_rows(j, i);
  }
}
