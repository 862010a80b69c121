/* SPDX-License-Identifier: MIT */
#include "tmprec/transformer/weights.h"

#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "metadata.h"
#include "tmprec/base/memory.h"

const char *const tp_weights_form_name[TP_WEIGHTS_FORMS] = {"safetensors", "npz", "onnx"};

static const struct {
  tp_status (*check)(const tp_weights *w, tp_error *err);
  int (*write)(const tp_weights *w, FILE *out);
} forms[TP_WEIGHTS_FORMS] = {{tp_safetensors_check, tp_safetensors_write}, {tp_npz_check, tp_npz_write}, {tp_onnx_check, tp_onnx_write}};

static void add_array(tp_weights *w, const matrix_place *place, array_part part, int type, unsigned dimensions, uint64_t first, uint64_t second)
{
  TP_MEMORY_GROW(w->array, w->capacity, w->arrays + 1);
  weights_array *a = w->array + w->arrays++;
  *a = (weights_array) {.place = *place, .part = part, .type = type, .dimensions = dimensions, .shape = {first, second}};
  a->bytes = first * (dimensions > 1 ? second : 1) * tp_array_types[type].bytes;
  tp_buffer name = {NULL, 0, 0};
  tp_matrix_name(&name, place);
  snprintf(a->name, sizeof a->name, "%s%s", name.text, part == ARRAY_INDEX ? ".index" : part == ARRAY_VALUE ? ".value" : "");
  tp_buffer_clear(&name);
}

/* In ONNX vectors are rows, so matrices stand on their right.  The embedding has one more row, which is 0. */
static void add_factor(tp_weights *w, const matrix_place *place, const matrix *m)
{
  const int is_turned = place->role != MATRIX_EMBEDDING && place->role != MATRIX_POSITION;
  const uint64_t rows = m->rows + (place->role == MATRIX_EMBEDDING);
  add_array(w, place, ARRAY_ALL, (int) w->layout.type, 2, is_turned ? m->columns : rows, is_turned ? rows : m->columns);
  w->array[w->arrays - 1].is_turned = is_turned;
}

/* The first entry that does not fit; SIZE_MAX: all fit. */
static size_t misfit(const matrix *m, int type)
{
  unsigned char bytes[8];
  for (size_t i = 0; i < m->entries; i++)
    if (!tp_entry_encode(bytes, type, m->entry[i].value))
      return i;
  return SIZE_MAX;
}

static tp_status add_matrix(tp_weights *w, const matrix_place *place, tp_error *err)
{
  matrix m = tp_matrix_of(w->t, place);
  const int type = (int) w->layout.type;
  const size_t bad = misfit(&m, type);
  tp_status result = TP_STATUS_OK;
  if (bad != SIZE_MAX) {
    tp_buffer name = {NULL, 0, 0};
    tp_matrix_name(&name, place);
    result = tp_error_refuse(err, TP_REASON_ENTRY_TYPE, "%s does not have %d, an entry of %s", tp_entry_type_name[type], (int) m.entry[bad].value, name.text);
    tp_buffer_clear(&name);
  } else if (w->layout.form == TP_WEIGHTS_ONNX && place->role != MATRIX_BIAS) {
    add_factor(w, place, &m);
  } else if (place->role == MATRIX_BIAS) {
    add_array(w, place, ARRAY_ALL, type, 1, m.columns, 0);
  } else if (w->layout.dense) {
    add_array(w, place, ARRAY_ALL, type, 2, m.rows, m.columns);
  } else {
    add_array(w, place, ARRAY_INDEX, ARRAY_INT32, 2, 2, m.entries);
    add_array(w, place, ARRAY_VALUE, type, 1, m.entries, 0);
  }
  tp_matrix_clear(&m);
  return result;
}

/* All matrices of the transformer. */
static tp_status add_all(tp_weights *w, tp_error *err)
{
  size_t count;
  matrix_place *place = tp_matrix_places(w->t, &count);
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; i < count && result == TP_STATUS_OK; i++)
    result = add_matrix(w, place + i, err);
  free(place);
  return result;
}

/* Biases are the only weights that can be other than -2 .. 2. */
static tp_entry_type usual_type(const tp_transformer *t)
{
  for (size_t l = 0; l < t->layers; l++)
    for (size_t n = 0; n < t->layer[l].mlp.neurons; n++)
      if (t->layer[l].mlp.bias[n] < INT8_MIN || t->layer[l].mlp.bias[n] > INT8_MAX)
        return TP_ENTRY_FLOAT32;
  return TP_ENTRY_INT8;
}

tp_status tp_weights_new(tp_weights **out, const tp_transformer *t, const tp_weights_about *about, const tp_weights_layout *layout,
                         tp_error *err)
{
  tp_weights *w = tp_memory_zeroed(1, sizeof *w);
  w->t = t;
  w->layout = *layout;
  if (w->layout.type == TP_ENTRY_USUAL)
    w->layout.type = layout->form == TP_WEIGHTS_ONNX ? TP_ENTRY_FLOAT32 : usual_type(t);
  w->layout.dense |= layout->form == TP_WEIGHTS_ONNX;
  w->beta = about->beta;
  w->version = about->version;
  tp_metadata_put(&w->metadata, t, about, &w->layout);
  tp_status result = add_all(w, err);
  if (result == TP_STATUS_OK)
    result = forms[layout->form].check(w, err);
  *out = result == TP_STATUS_OK ? w : NULL;
  if (result != TP_STATUS_OK)
    tp_weights_free(w);
  return result;
}

void tp_weights_free(tp_weights *w)
{
  if (!w)
    return;
  tp_buffer_clear(&w->metadata);
  free(w->array);
  free(w);
}

int tp_weights_write(const tp_weights *w, FILE *out)
{
  return forms[w->layout.form].write(w, out);
}
