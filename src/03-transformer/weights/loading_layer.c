/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "loading.h"
#include "tmprec/base/memory.h"

enum { MOST_WEIGHT = 127, MOST_BIAS = 1 << 24, MOST_KEYS = 1 << 20 };

/* Lists of coordinates that grow together. */
typedef struct {
  uint32_t *of, *with;
  size_t length, capacity[2];
} pairs;

static void add_pair(pairs *p, uint32_t of, uint32_t with)
{
  TP_MEMORY_GROW(p->of, p->capacity[0], p->length + 1);
  TP_MEMORY_GROW(p->with, p->capacity[1], p->length + 1);
  p->of[p->length] = of;
  p->with[p->length++] = with;
}

static void clear_pairs(pairs *p)
{
  free(p->of);
  free(p->with);
}

/* The entries of the next row, from *e on. */
static const matrix_entry *end_of_row(const matrix *m, const matrix_entry *e, uint32_t row)
{
  while (e < matrix_end(m) && e->row == row)
    e++;
  return e;
}

/* Both matrices together: of each row all products of an entry of `a` and one of `b`, as often as they say. */
typedef tp_status take_product(loading *l, const matrix_place *p, pairs *to, const matrix_entry *a, const matrix_entry *b);

static tp_status multiply_rows(loading *l, const matrix_place *p, pairs *to, const matrix *a, const matrix *b, take_product *take)
{
  tp_status result = TP_STATUS_OK;
  const matrix_entry *x = a->entry, *y = b->entry;
  for (uint32_t row = 0; row < a->rows && result == TP_STATUS_OK; row++) {
    const matrix_entry *x_end = end_of_row(a, x, row), *y_end = end_of_row(b, y, row);
    for (const matrix_entry *i = x; i < x_end && result == TP_STATUS_OK; i++)
      for (const matrix_entry *j = y; j < y_end && result == TP_STATUS_OK; j++)
        result = take(l, p, to, i, j);
    x = x_end;
    y = y_end;
  }
  return result;
}

static tp_status take_score(loading *l, const matrix_place *p, pairs *to, const matrix_entry *q, const matrix_entry *k)
{
  const int32_t times = q->value * k->value;
  if (times < 0)
    return tp_loading_refuse(l, p, q->row, q->column, "times W_K is a product that is subtracted; heads only add");
  if (to->length + (size_t) times > MOST_KEYS)
    return tp_loading_refuse(l, p, q->row, q->column, "has too many products");
  for (int32_t i = 0; i < times; i++)
    add_pair(to, q->column, k->column);
  return TP_STATUS_OK;
}

/* o is an entry of W_O with row and column exchanged. */
static tp_status take_value(loading *l, const matrix_place *p, pairs *to, const matrix_entry *v, const matrix_entry *o)
{
  if (v->value * o->value != 1)
    return tp_loading_refuse(l, p, o->column, o->row, "times W_V is not 1; heads only copy");
  add_pair(to, v->column, o->column);
  return TP_STATUS_OK;
}

/* Two matrices with the same rows, of which the file or `count` says how many there are. */
static tp_status load_two(loading *l, matrix_place p, matrix_role other, matrix *a, matrix *b, uint64_t count)
{
  *a = (matrix) {.rows = count, .columns = l->width};
  *b = (matrix) {.rows = count, .columns = l->width};
  const int turns = other == MATRIX_O;
  tp_status result = tp_loading_matrix(l, &p, a, MOST_WEIGHT);
  p.role = other;
  b->rows = turns ? l->width : a->rows;
  b->columns = turns ? a->rows : l->width;
  if (result == TP_STATUS_OK)
    result = tp_loading_matrix(l, &p, b, MOST_WEIGHT);
  if (turns)
    tp_matrix_transpose(b);
  return result;
}

/* How many rows a matrix of a head has: what the metadata says counts only where the matrix is not whole. */
static uint64_t rows_of(const loading *l, const matrix_place *p, const json_value *about, const char *name)
{
  uint64_t rows;
  tp_buffer text = {NULL, 0, 0};
  tp_matrix_name(&text, p);
  const int is_whole = tp_stored_find(&l->file, text.text) != NULL;
  tp_buffer_clear(&text);
  return !is_whole && tp_json_count(tp_json_member(about, name, JSON_NUMBER), &rows, INT32_MAX) ? rows : UINT64_MAX;
}

static tp_status check_outputs(loading *l, const matrix_place *p, const pairs *value, unsigned char *written)
{
  for (size_t i = 0; i < value->length; i++) {
    if (written[value->with[i]])
      return tp_loading_refuse(l, &(matrix_place) {MATRIX_O, p->layer, p->head}, value->with[i], 0, "is in a row that attention writes twice in this layer");
    written[value->with[i]] = 1;
  }
  return TP_STATUS_OK;
}

static tp_status load_head(loading *l, uint32_t layer, uint32_t head, const json_value *about, unsigned char *written)
{
  matrix a = {0}, b = {0};
  pairs score = {0}, value = {0};
  const matrix_place q = {MATRIX_Q, layer, head}, v = {MATRIX_V, layer, head}, o = {MATRIX_O, layer, head};
  tp_status result = load_two(l, q, MATRIX_K, &a, &b, rows_of(l, &q, about, "keys"));
  if (result == TP_STATUS_OK)
    result = multiply_rows(l, &q, &score, &a, &b, take_score);
  tp_matrix_clear(&a);
  tp_matrix_clear(&b);
  if (result == TP_STATUS_OK)
    result = load_two(l, v, MATRIX_O, &a, &b, rows_of(l, &v, about, "values"));
  if (result == TP_STATUS_OK)
    result = multiply_rows(l, &o, &value, &a, &b, take_value);
  if (result == TP_STATUS_OK)
    result = check_outputs(l, &v, &value, written);
  if (result == TP_STATUS_OK)
    tp_transformer_add_head(l->t, layer, (uint32_t) score.length, score.of, score.with, (uint32_t) value.length, value.of, value.with);
  tp_matrix_clear(&a);
  tp_matrix_clear(&b);
  clear_pairs(&score);
  clear_pairs(&value);
  return result;
}

/* Columns and weights of a row. */
static size_t list_row(const matrix_entry *e, const matrix_entry *end, uint32_t *at, int8_t *weight)
{
  const size_t count = (size_t) (end - e);
  for (size_t i = 0; i < count; i++) {
    at[i] = e[i].column;
    weight[i] = (int8_t) e[i].value;
  }
  return count;
}

static void add_neurons(loading *l, uint32_t layer, const matrix *in, const matrix *out, const matrix *bias)
{
  uint32_t *from = tp_memory_new(l->width, sizeof *from), *to = tp_memory_new(l->width, sizeof *to);
  int8_t *in_weight = tp_memory_new(l->width, 1), *out_weight = tp_memory_new(l->width, 1);
  const matrix_entry *x = in->entry, *y = out->entry, *b = bias->entry;
  for (uint32_t n = 0; n < bias->columns; n++) {
    const matrix_entry *x_end = end_of_row(in, x, n), *y_end = end_of_row(out, y, n);
    const int has_bias = b < matrix_end(bias) && b->column == n;
    const size_t inputs = list_row(x, x_end, from, in_weight), outputs = list_row(y, y_end, to, out_weight);
    tp_transformer_add_neuron(l->t, layer, inputs, from, in_weight, has_bias ? b->value : 0, outputs, to, out_weight);
    x = x_end;
    y = y_end;
    b = has_bias ? b + 1 : b;
  }
  free(from);
  free(to);
  free(in_weight);
  free(out_weight);
}

static tp_status load_neurons(loading *l, uint32_t layer)
{
  matrix bias = {.rows = 1, .columns = UINT64_MAX}, in = {.columns = l->width}, out = {.rows = l->width};
  tp_status result = tp_loading_matrix(l, &(matrix_place) {MATRIX_BIAS, layer, 0}, &bias, MOST_BIAS);
  in.rows = out.columns = bias.columns;
  if (result == TP_STATUS_OK)
    result = tp_loading_matrix(l, &(matrix_place) {MATRIX_1, layer, 0}, &in, MOST_WEIGHT);
  if (result == TP_STATUS_OK)
    result = tp_loading_matrix(l, &(matrix_place) {MATRIX_2, layer, 0}, &out, MOST_WEIGHT);
  if (result == TP_STATUS_OK) {
    tp_matrix_transpose(&out);
    add_neurons(l, layer, &in, &out, &bias);
  }
  tp_matrix_clear(&bias);
  tp_matrix_clear(&in);
  tp_matrix_clear(&out);
  return result;
}

tp_status tp_loading_layer(loading *l, uint32_t layer, const json_value *about)
{
  const json_value *heads = tp_json_member(about, "heads", JSON_ARRAY), *purposes = tp_json_member(about, "purposes", JSON_ARRAY);
  if (!heads || !purposes)
    return tp_error_set(l->err, TP_STATUS_REFUSED, "layers: no heads or purposes in layer %u", layer);
  for (size_t i = 0; i < purposes->items; i++)
    if (purposes->item[i].kind == JSON_STRING)
      tp_transformer_add_purpose(l->t, layer, layer, tp_transformer_keep(l->t, purposes->item[i].text));
  unsigned char *written = tp_memory_zeroed(l->width, 1);
  tp_status result = TP_STATUS_OK;
  for (uint32_t h = 0; h < heads->items && result == TP_STATUS_OK; h++)
    result = load_head(l, layer, h + 1, heads->item + h, written);
  free(written);
  return result == TP_STATUS_OK ? load_neurons(l, layer) : result;
}
