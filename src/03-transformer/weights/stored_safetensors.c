/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stored.h"
#include "tmprec/base/memory.h"

enum { LENGTH_BYTES = 8 };
#define MOST_HEADER UINT64_C(100000000)

static const char *const names[STORED_TYPES] = {"I8", "U8", "I16", "I32", "I64", "F16", "BF16", "F32", "F64"};

typedef struct {
  uint64_t from, to;
} stretch;

static int compare(const void *a, const void *b)
{
  const stretch *x = a, *y = b;
  return x->from != y->from ? (x->from > y->from) - (x->from < y->from) : (x->to > y->to) - (x->to < y->to);
}

static tp_status find_type(stored_type *out, const json_value *entry, const char *name, tp_error *err)
{
  const json_value *type = tp_json_member(entry, "dtype", JSON_STRING);
  for (int t = 0; type && t < STORED_TYPES; t++)
    if (!strcmp(type->text, names[t])) {
      *out = (stored_type) t;
      return TP_STATUS_OK;
    }
  return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the type %.20s is not one of I8 U8 I16 I32 I64 F16 BF16 F32 F64", name,
                      type ? type->text : "that is missing");
}

static tp_status read_array(stored_file *f, const json_value *entry, uint64_t start, stretch *at, tp_error *err)
{
  stored_array a = {.name = entry->name};
  const uint64_t data = f->file.length - start;
  const json_value *shape = tp_json_member(entry, "shape", JSON_ARRAY), *offsets = tp_json_member(entry, "data_offsets", JSON_ARRAY);
  tp_status result = find_type(&a.type, entry, a.name, err);
  if (result != TP_STATUS_OK)
    return result;
  if (!shape || shape->items > 2)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: no shape of at most two dimensions", a.name);
  for (a.dimensions = 0; a.dimensions < shape->items; a.dimensions++)
    if (!tp_json_count(shape->item + a.dimensions, a.shape + a.dimensions, UINT64_MAX / 2))
      return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the shape is wrong", a.name);
  if (!offsets || offsets->items != 2 || !tp_json_count(offsets->item, &at->from, data) || !tp_json_count(offsets->item + 1, &at->to, data)
      || at->from > at->to)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: data_offsets are wrong, or beyond the %" PRIu64 " bytes of data", a.name, data);
  a.bytes = (const unsigned char *) f->file.text + start + at->from;
  return tp_stored_add(f, &a, at->to - at->from, err);
}

/* All data, each byte once. */
static tp_status check_stretches(stretch *at, size_t count, uint64_t data, tp_error *err)
{
  uint64_t end = 0;
  qsort(at, count, sizeof *at, compare);
  for (size_t i = 0; i < count; end = at[i++].to)
    if (at[i].from != end)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s at byte %" PRIu64 " of the data", at[i].from < end ? "arrays overlap" : "there is a gap", end);
  if (end != data)
    return tp_error_set(err, TP_STATUS_REFUSED, "%" PRIu64 " bytes of data belong to no array", data - end);
  return TP_STATUS_OK;
}

static tp_status read_arrays(stored_file *f, const json_value *header, uint64_t start, tp_error *err)
{
  stretch *at = tp_memory_new(header->items, sizeof *at);
  size_t count = 0;
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; i < header->items && result == TP_STATUS_OK; i++)
    if (strcmp(header->item[i].name, "__metadata__"))
      result = read_array(f, header->item + i, start, at + count++, err);
  if (result == TP_STATUS_OK)
    result = check_stretches(at, count, f->file.length - start, err);
  free(at);
  return result;
}

/* Which begins with its version and the name of its producer. */
static int is_onnx(const unsigned char *bytes, size_t length)
{
  return length > 2 && bytes[0] == 0x08 && bytes[1] < 0x20 && bytes[2] == 0x12;
}

tp_status tp_stored_safetensors(stored_file *f, tp_error *err)
{
  const unsigned char *bytes = (const unsigned char *) f->file.text;
  uint64_t length = 0;
  json_value header;
  if (is_onnx(bytes, f->file.length))
    return tp_error_set(err, TP_STATUS_REFUSED, "an ONNX model: weights are read from .safetensors and .npz alone");
  for (unsigned b = LENGTH_BYTES; b-- > 0 && f->file.length >= LENGTH_BYTES;)
    length = length << 8 | bytes[b];
  if (f->file.length < LENGTH_BYTES || length > MOST_HEADER || length > f->file.length - LENGTH_BYTES || bytes[LENGTH_BYTES] != '{')
    return tp_error_set(err, TP_STATUS_REFUSED, "neither .npz nor safetensors, or cut off: no header");
  tp_status result = tp_json_read(&header, f->file.text + LENGTH_BYTES, length, err);
  if (result != TP_STATUS_OK)
    return result;
  const json_value *about = tp_json_member(tp_json_member(&header, "__metadata__", JSON_OBJECT), "tmprec", JSON_STRING);
  result = about ? tp_json_read(&f->metadata, about->text, strlen(about->text), err)
                 : tp_error_set(err, TP_STATUS_REFUSED, "no metadata of tmprec: it does not say what the arrays mean");
  if (result == TP_STATUS_OK)
    result = read_arrays(f, &header, LENGTH_BYTES + length, err);
  tp_json_clear(&header);
  return result;
}
