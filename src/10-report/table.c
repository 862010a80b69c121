#include "table_private.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/numbers/decimal.h"

typedef struct {
  int is_there;
  union {
    char *text;          /* owned */
    uint64_t integer;
    double number;
    tp_verdict verdict;
  } as;
} value;

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
    if (t->cell[i].is_there && column_of(t, i)->type == TP_COLUMN_TEXT)
      free(t->cell[i].as.text);
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

static tp_column_type type_at_work(const tp_table *t)
{
  return column_of(t, t->cells)->type;
}

static int is_number(tp_column_type type)
{
  return type == TP_COLUMN_SHORTEST || type == TP_COLUMN_SIGNIFICANT || type == TP_COLUMN_DECIMALS;
}

void tp_table_put_text(tp_table *t, const char *text)
{
  assert(type_at_work(t) == TP_COLUMN_TEXT);
  put(t, (value) {1, {.text = tp_memory_string(text, strlen(text))}});
}

void tp_table_put_integer(tp_table *t, uint64_t integer)
{
  assert(type_at_work(t) == TP_COLUMN_INTEGER);
  put(t, (value) {1, {.integer = integer}});
}

void tp_table_put_number(tp_table *t, double number)
{
  assert(is_number(type_at_work(t)));
  put(t, (value) {1, {.number = number}});
}

void tp_table_put_verdict(tp_table *t, tp_verdict verdict)
{
  assert(type_at_work(t) == TP_COLUMN_VERDICT);
  put(t, (value) {1, {.verdict = verdict}});
}

void tp_table_put_nothing(tp_table *t)
{
  put(t, (value) {.is_there = 0});
}

static void print_number(tp_buffer *out, const tp_column *c, double x)
{
  if (isnan(x))
    tp_buffer_puts(out, "nan");
  else if (isinf(x))
    tp_buffer_puts(out, x < 0 ? "-inf" : "inf");
  else if (c->type == TP_COLUMN_SHORTEST)
    tp_print_shortest(out, x);
  else if (c->type == TP_COLUMN_SIGNIFICANT)
    tp_buffer_printf(out, "%.*g", c->digits, x);
  else
    tp_buffer_printf(out, "%.*f", c->digits, x);
}

void tp_table_print_value(tp_buffer *out, const tp_table *t, size_t row, size_t column)
{
  const tp_column *c = t->column + column;
  const value *v = t->cell + row * t->columns + column;
  if (!v->is_there)
    return;
  switch (c->type) {
  case TP_COLUMN_TEXT: tp_buffer_puts(out, v->as.text); break;
  case TP_COLUMN_INTEGER: tp_buffer_printf(out, "%" PRIu64, v->as.integer); break;
  case TP_COLUMN_VERDICT: tp_buffer_puts(out, tp_verdict_text[v->as.verdict]); break;
  default: print_number(out, c, v->as.number); break;
  }
}

size_t tp_table_columns(const tp_table *t)
{
  return t->columns;
}

const char *tp_table_name(const tp_table *t, size_t column)
{
  return t->column[column].name;
}
