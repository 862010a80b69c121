/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "factors.h"
#include "loading.h"
#include "metadata.h"

enum { MOST_WIDTH = 1 << 24, MOST_LAYERS = 1000 };

static tp_status refuse(const loading *l, const char *what)
{
  return tp_error_set(l->err, TP_STATUS_REFUSED, "%s", what);
}

static tp_status read_register(loading *l, const json_value *about)
{
  const json_value *name = tp_json_member(about, "name", JSON_STRING), *flag = tp_json_member(about, "flag", JSON_BOOLEAN);
  uint64_t tape, first, bits;
  if (!name || !flag || !tp_json_count(tp_json_member(about, "tape", JSON_NUMBER), &tape, UINT32_MAX)
      || !tp_json_count(tp_json_member(about, "first", JSON_NUMBER), &first, MOST_WIDTH) || !tp_json_count(tp_json_member(about, "bits", JSON_NUMBER), &bits, MOST_WIDTH)
      || !bits || first != l->t->width || bits > l->width - first)
    return refuse(l, "registers: they are not one after the other, or do not say what they are");
  tp_transformer_add_register(l->t, tp_transformer_keep(l->t, name->text), (uint32_t) tape, (uint32_t) bits, flag->is_true);
  return TP_STATUS_OK;
}

static tp_status read_registers(loading *l)
{
  const json_value *registers = tp_json_member(&l->file.metadata, "registers", JSON_ARRAY);
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; registers && i < registers->items && result == TP_STATUS_OK; i++)
    result = read_register(l, registers->item + i);
  if (result == TP_STATUS_OK && l->t->width != l->width)
    return refuse(l, "registers: they do not fill the width");
  return result;
}

/* The positional code has to be the bits of the position. */
static tp_status read_position(loading *l)
{
  const matrix_place place = {MATRIX_POSITION, 0, 0};
  matrix m = {.rows = l->t->position_bits, .columns = l->width};
  tp_status result = tp_loading_matrix(l, &place, &m, 1);
  int good = m.entries == m.rows;
  for (size_t i = 0; i < m.entries && good; i++)
    good = m.entry[i].row == i && m.entry[i].column == l->t->position_at + i && m.entry[i].value == 1;
  tp_matrix_clear(&m);
  return result == TP_STATUS_OK && !good ? refuse(l, "position: row b has to be 1 in the coordinate of bit b, and 0 elsewhere") : result;
}

static tp_status read_frame(loading *l)
{
  const json_value *about = &l->file.metadata, *position = tp_json_member(about, "position", JSON_OBJECT), *layers = tp_json_member(about, "layers", JSON_ARRAY);
  const json_value *format = tp_json_member(about, "format", JSON_STRING);
  uint64_t version, bits, first;
  if (!format || strcmp(format->text, WEIGHTS_FORMAT) || !tp_json_count(tp_json_member(about, "format_version", JSON_NUMBER), &version, UINT32_MAX))
    return refuse(l, "the metadata are not those of weights of tmprec");
  if (version != WEIGHTS_VERSION)
    return tp_error_set(l->err, TP_STATUS_REFUSED, "format_version %u; this version of tmprec reads %d: export the weights again", (unsigned) version, WEIGHTS_VERSION);
  if (!tp_json_count(tp_json_member(about, "width", JSON_NUMBER), &l->width, MOST_WIDTH) || !tp_json_count(tp_json_member(position, "bits", JSON_NUMBER), &bits, 60)
      || bits < 4 || bits % 2 || !tp_json_count(tp_json_member(position, "first", JSON_NUMBER), &first, MOST_WIDTH) || first + bits > l->width)
    return refuse(l, "width or position: not there, or out of range");
  if (!layers || !layers->items || layers->items > MOST_LAYERS)
    return refuse(l, "layers: not there, or too many");
  l->t = tp_transformer_new((unsigned) bits, layers->items);
  l->t->position_at = (uint32_t) first;
  return TP_STATUS_OK;
}

static tp_status read_layers(loading *l)
{
  const json_value *layers = tp_json_member(&l->file.metadata, "layers", JSON_ARRAY);
  tp_status result = TP_STATUS_OK;
  for (uint32_t i = 0; i < layers->items && result == TP_STATUS_OK; i++)
    result = tp_loading_layer(l, i + 1, layers->item + i);
  return result;
}

static tp_status read_settings(loading *l, tp_loaded_weights *out)
{
  const json_value *about = &l->file.metadata, *mode = tp_json_member(about, "mode", JSON_STRING), *beta = tp_json_member(about, "beta", JSON_NUMBER);
  const json_value *automatic = tp_json_member(about, "beta_is_auto", JSON_BOOLEAN);
  if (!mode || strlen(mode->text) >= sizeof out->mode || !beta || strlen(beta->text) >= sizeof out->beta || !automatic)
    return refuse(l, "mode or beta: not there, or wrong");
  strcpy(out->mode, mode->text);
  strcpy(out->beta, beta->text);
  out->beta_is_auto = automatic->is_true;
  return TP_STATUS_OK;
}

tp_status tp_weights_load(tp_loaded_weights *out, const char *path, tp_error *err)
{
  tp_error own;
  if (!err)
    err = &own;
  loading l = {.err = err};
  *out = (tp_loaded_weights) {.t = NULL};
  tp_status result = tp_stored_read(&l.file, path, l.err);
  if (result != TP_STATUS_OK) {
    tp_stored_clear(&l.file);
    return result;
  }
  static tp_status (*const steps[])(loading *) = {read_frame, read_registers, read_position, tp_loading_vocabulary, read_layers};
  for (size_t i = 0; i < sizeof steps / sizeof *steps && result == TP_STATUS_OK; i++)
    result = steps[i](&l);
  if (result == TP_STATUS_OK)
    result = read_settings(&l, out);
  if (result == TP_STATUS_OK) {
    out->t = l.t;
  } else {
    tp_error_prefix(l.err, path);
    tp_transformer_free(l.t);
  }
  tp_stored_clear(&l.file);
  return result;
}
