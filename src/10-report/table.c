/* SPDX-License-Identifier: MIT */
#include "table_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "value.h"

struct tp_table {
  tp_column *column;
  size_t columns;
  value *cell;           /* row after row */
  size_t cells, capacity;
};

tp_table *tp_table_new(const tp_column *columns, size_t count)
{
  tp_table *t = tp_memory_zeroed(1, sizeof *t);
  t->column = tp_memory_new(count, sizeof *t->column);
  memcpy(t->column, columns, count * sizeof *columns);
  t->columns = count;
  return t;
}

static const tp_column *column_of(const tp_table *t, size_t cell)
{
  return t->column + cell % t->columns;
}

/* Rows from the first on; the row at work follows them. */
static void drop_cells(tp_table *t, size_t count)
{
  for (size_t i = 0; i < count; i++)
    tp_value_clear(t->cell + i, column_of(t, i));
  if (count < t->cells)
    memmove(t->cell, t->cell + count, (t->cells - count) * sizeof *t->cell);
  t->cells -= count;
}

void tp_table_free(tp_table *t)
{
  if (!t)
    return;
  drop_cells(t, t->cells);
  free(t->cell);
  free(t->column);
  free(t);
}

size_t tp_table_rows(const tp_table *t)
{
  return t->cells / t->columns;
}

void tp_table_drop_rows(tp_table *t)
{
  drop_cells(t, tp_table_rows(t) * t->columns);
}

static void put(tp_table *t, value v)
{
  TP_MEMORY_GROW(t->cell, t->capacity, t->cells + 1);
  t->cell[t->cells++] = v;
}

static const tp_column *column_at_work(const tp_table *t)
{
  return column_of(t, t->cells);
}

void tp_table_put_text(tp_table *t, const char *text)
{
  assert(tp_value_is_text(column_at_work(t)));
  put(t, tp_value_of_text(text));
}

void tp_table_put_list(tp_table *t, const char *const *text, size_t count)
{
  assert(column_at_work(t)->type == TP_COLUMN_LIST);
  put(t, tp_value_of_list(text, count));
}

void tp_table_put_integer(tp_table *t, uint64_t integer)
{
  assert(column_at_work(t)->type == TP_COLUMN_INTEGER);
  put(t, (value) {1, {.integer = integer}});
}

void tp_table_put_number(tp_table *t, double number)
{
  assert(tp_value_is_number(column_at_work(t)));
  put(t, (value) {1, {.number = number}});
}

void tp_table_put_verdict(tp_table *t, tp_verdict verdict)
{
  assert(column_at_work(t)->type == TP_COLUMN_VERDICT);
  put(t, (value) {1, {.verdict = verdict}});
}

void tp_table_put_nothing(tp_table *t)
{
  put(t, (value) {.is_there = 0});
}

int tp_table_put_written(tp_table *t, const char *text)
{
  value v;
  if (!tp_value_parse(&v, text, column_at_work(t)))
    return 0;
  put(t, v);
  return 1;
}

void tp_table_print_value(tp_buffer *out, const tp_table *t, size_t row, size_t column)
{
  tp_value_print(out, t->cell + row * t->columns + column, t->column + column);
}

static void json_row(tp_json *j, const tp_table *t, size_t row)
{
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  for (size_t i = 0; i < t->columns; i++)
    tp_value_json(j, t->column[i].name, t->cell + row * t->columns + i, t->column + i);
  tp_json_end(j);
}

void tp_table_write_json(tp_json *j, const tp_table *t)
{
  for (size_t row = 0; row < tp_table_rows(t); row++)
    json_row(j, t, row);
}

void tp_table_write_json_column(tp_json *j, const tp_table *t, size_t column)
{
  for (size_t row = 0; row < tp_table_rows(t); row++)
    tp_value_json(j, NULL, t->cell + row * t->columns + column, t->column + column);
}

size_t tp_table_columns(const tp_table *t)
{
  return t->columns;
}

const char *tp_table_name(const tp_table *t, size_t column)
{
  return t->column[column].name;
}
