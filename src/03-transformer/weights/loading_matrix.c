/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "loading.h"

/* Where an entry is found among the arrays of the file. */
typedef struct {
  loading *l;
  const matrix_place *place;
  const stored_array *value;
  int32_t most;
} source;

tp_status tp_loading_refuse(const loading *l, const matrix_place *p, uint64_t row, uint64_t column, const char *what)
{
  tp_buffer name = {NULL, 0, 0};
  tp_matrix_name(&name, p);
  if (p->role == MATRIX_BIAS)
    tp_error_set(l->err, TP_STATUS_REFUSED, "%s[%" PRIu64 "] %s", name.text, column, what);
  else
    tp_error_set(l->err, TP_STATUS_REFUSED, "%s[%" PRIu64 ", %" PRIu64 "] %s", name.text, row, column, what);
  tp_buffer_clear(&name);
  return TP_STATUS_REFUSED;
}

static tp_status refuse_array(const loading *l, const char *name, const char *what)
{
  return tp_error_set(l->err, TP_STATUS_REFUSED, "%.80s %s", name, what);
}

static tp_status add_entry(const source *s, matrix *m, uint64_t row, uint64_t column, uint64_t at)
{
  char text[40], what[120];
  int32_t value = 0;
  const int is_whole = tp_stored_integer(s->value, at, &value, text, sizeof text);
  if (!is_whole || value > s->most || value < -s->most) {
    snprintf(what, sizeof what, "is %s, no whole number from %" PRId32 " to %" PRId32, text, -s->most, s->most);
    return tp_loading_refuse(s->l, s->place, row, column, what);
  }
  if (value)
    tp_matrix_add(m, row, column, value);
  return TP_STATUS_OK;
}

static tp_status load_whole(const source *s, matrix *m, const char *name)
{
  const stored_array *a = s->value;
  const int is_vector = s->place->role == MATRIX_BIAS;
  const uint64_t rows = is_vector ? 1 : a->shape[0], columns = is_vector ? a->shape[0] : a->shape[1];
  if (a->dimensions != (is_vector ? 1 : 2) || (m->rows != UINT64_MAX && rows != m->rows) || (m->columns != UINT64_MAX && columns != m->columns)
      || rows > UINT32_MAX || columns > UINT32_MAX)
    return refuse_array(s->l, name, "has a wrong shape");
  m->rows = rows;
  m->columns = columns;
  tp_status result = TP_STATUS_OK;
  for (uint64_t at = 0; at < rows * columns && result == TP_STATUS_OK; at++)
    result = add_entry(s, m, at / columns, at % columns, at);
  return result;
}

static tp_status load_entries(const source *s, matrix *m, const stored_array *index)
{
  char text[40];
  tp_status result = TP_STATUS_OK;
  const uint64_t entries = s->value->shape[0];
  if (index->dimensions != 2 || index->shape[0] != 2 || s->value->dimensions != 1 || index->shape[1] != entries)
    return refuse_array(s->l, index->name, "and the values have no fitting shapes");
  if (m->rows == UINT64_MAX || m->columns == UINT64_MAX)
    return refuse_array(s->l, index->name, "is there, but how many rows there are is not");
  for (uint64_t i = 0; i < entries && result == TP_STATUS_OK; i++) {
    int32_t row, column;
    if (!tp_stored_integer(index, i, &row, text, sizeof text) || !tp_stored_integer(index, entries + i, &column, text, sizeof text) || row < 0 || column < 0
        || (uint64_t) row >= m->rows || (uint64_t) column >= m->columns)
      return refuse_array(s->l, index->name, "has a place outside of the matrix");
    result = add_entry(s, m, (uint64_t) row, (uint64_t) column, i);
  }
  const size_t before = m->entries;
  tp_matrix_settle(m);
  if (result == TP_STATUS_OK && m->entries != before)
    return refuse_array(s->l, index->name, "has a place twice");
  return result;
}

tp_status tp_loading_matrix(loading *l, const matrix_place *p, matrix *m, int32_t most)
{
  tp_buffer name = {NULL, 0, 0};
  tp_matrix_name(&name, p);
  const size_t length = name.length;
  source s = {l, p, tp_stored_find(&l->file, name.text), most};
  tp_status result;
  if (s.value) {
    result = load_whole(&s, m, name.text);
  } else {
    tp_buffer_puts(&name, ".index");
    const stored_array *index = tp_stored_find(&l->file, name.text);
    name.text[name.length = length] = '\0';
    tp_buffer_puts(&name, ".value");
    s.value = tp_stored_find(&l->file, name.text);
    name.text[length] = '\0';
    result = index && s.value ? load_entries(&s, m, index) : refuse_array(l, name.text, "is missing");
  }
  tp_buffer_clear(&name);
  return result;
}
