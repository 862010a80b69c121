/* SPDX-License-Identifier: MIT */
/* The rows of parts that were joined, with their values. */
#include <stdlib.h>
#include <string.h>

#include "csv_scan.h"
#include "merge_private.h"
#include "tmprec/base/memory.h"

/* Fields of a record, owned. */
typedef struct {
  char **text;
  size_t count, room;
} fields;

struct tp_merge_values {
  const tp_merge *m;
  fields header;
  const tp_column **column;
  size_t *with;          /* of each column, the one whose value makes an empty text a value; `count` if there is none */
  tp_table *table;
};

static fields fields_of(const char *text, size_t length)
{
  fields f = {NULL, 0, 0};
  for (size_t at = 0, end;; at = end + 1) {
    end = tp_csv_field_end(text, at, length);
    TP_MEMORY_GROW(f.text, f.room, f.count + 1);
    f.text[f.count++] = tp_csv_unquoted(text + at, end - at);
    if (end >= length)
      return f;
  }
}

static void free_fields(fields *f)
{
  while (f->count)
    free(f->text[--f->count]);
  free(f->text);
}

/* --- Columns ------------------------------------------------------------------------------ */

static size_t find_field(const fields *f, const char *name)
{
  size_t i = 0;
  while (i < f->count && (!name || strcmp(f->text[i], name)))
    i++;
  return i;
}

static tp_status know_column(tp_merge_values *v, size_t i, tp_error *err)
{
  const int is_front = find_field(&v->header, "total_bits") < v->header.count;
  const char *with = NULL;
  v->column[i] = tp_sweep_table_column(v->header.text[i], is_front, &with);
  v->with[i] = find_field(&v->header, with);
  return v->column[i] ? TP_STATUS_OK
                      : tp_error_set(err, TP_STATUS_REFUSED, "%.300s:1:1: no sweep has a column '%.80s'", v->m->of->path, v->header.text[i]);
}

static tp_table *table_of(const tp_merge_values *v)
{
  tp_column *column = tp_memory_new(v->header.count, sizeof *column);
  for (size_t i = 0; i < v->header.count; i++)
    column[i] = *v->column[i];
  tp_table *t = tp_table_new(column, v->header.count);
  free(column);
  return t;
}

tp_status tp_merge_values_new(tp_merge_values **out, const tp_merge *m, tp_error *err)
{
  tp_merge_values *v = tp_memory_zeroed(1, sizeof *v);
  tp_status s = TP_STATUS_OK;
  v->m = m;
  v->header = fields_of(m->of->text.text, m->of->end);
  v->column = tp_memory_zeroed(v->header.count, sizeof *v->column);
  v->with = tp_memory_zeroed(v->header.count, sizeof *v->with);
  for (size_t i = 0; i < v->header.count && s == TP_STATUS_OK; i++)
    s = know_column(v, i, err);
  if (s == TP_STATUS_OK) {
    v->table = table_of(v);
  } else {
    tp_merge_values_free(v);
    v = NULL;
  }
  *out = v;
  return s;
}

void tp_merge_values_free(tp_merge_values *v)
{
  if (!v)
    return;
  tp_table_free(v->table);
  free_fields(&v->header);
  free(v->column);
  free(v->with);
  free(v);
}

tp_table *tp_merge_values_table(tp_merge_values *v)
{
  return v->table;
}

/* --- Rows ----------------------------------------------------------------------------------- */

size_t tp_merge_rows(const tp_merge *m)
{
  return m->rows;
}

static tp_status refuse(const tp_merge *m, const row *r, const char *what, tp_error *err)
{
  const part *p = m->of;
  size_t number = r->order;
  for (; number >= p->name.rows; p++)
    number -= p->name.rows;
  return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: row %zu %s", p->path, number + 1, what);
}

static int is_value(const tp_merge_values *v, const fields *f, size_t i)
{
  return *f->text[i] || (v->with[i] < f->count && *f->text[v->with[i]]);
}

static tp_status put_field(tp_merge_values *v, const row *r, const fields *f, size_t i, tp_error *err)
{
  char what[200];
  if (!is_value(v, f, i))
    tp_table_put_nothing(v->table);
  else if (!tp_table_put_written(v->table, f->text[i])) {
    snprintf(what, sizeof what, "is damaged: '%.80s' is no value of column %.80s", f->text[i], v->header.text[i]);
    return refuse(v->m, r, what, err);
  }
  return TP_STATUS_OK;
}

tp_status tp_merge_values_put(tp_merge_values *v, size_t i, tp_error *err)
{
  const row *r = v->m->row + i;
  fields f = fields_of(r->text, r->length);
  tp_status s = f.count == v->header.count ? TP_STATUS_OK : refuse(v->m, r, "is damaged: it has another number of fields than the header", err);
  for (size_t k = 0; k < f.count && s == TP_STATUS_OK; k++)
    s = put_field(v, r, &f, k, err);
  free_fields(&f);
  return s;
}
