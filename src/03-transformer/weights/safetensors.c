/* SPDX-License-Identifier: MIT */
/* safetensors: eight bytes with the length of the header, the header in JSON, and the arrays one after the other,
   without a gap.  Wide types come first, so that all arrays are aligned. */
#include <inttypes.h>
#include <stdlib.h>

#include "arrays.h"
#include "metadata.h"
#include "tmprec/base/memory.h"

enum { MOST_HEADER = 100000000, WIDEST = 8 };

static void put_shape(tp_buffer *out, const weights_array *a)
{
  tp_buffer_printf(out, "[%" PRIu64, a->shape[0]);
  if (a->dimensions > 1)
    tp_buffer_printf(out, ",%" PRIu64, a->shape[1]);
  tp_buffer_puts(out, "]");
}

static void put_header(tp_buffer *out, const tp_weights *w)
{
  uint64_t at = 0;
  tp_buffer_puts(out, "{\"__metadata__\":{\"format\":\"" WEIGHTS_FORMAT "\",\"tmprec\":");
  tp_json_put_string(out, w->metadata.text);
  tp_buffer_puts(out, "}");
  for (unsigned bytes = WIDEST; bytes; bytes--)
    for (size_t i = 0; i < w->arrays; i++) {
      const weights_array *a = w->array + i;
      if (tp_array_types[a->type].bytes != bytes)
        continue;
      tp_buffer_printf(out, ",\"%s\":{\"dtype\":\"%s\",\"shape\":", a->name, tp_array_types[a->type].safetensors);
      put_shape(out, a);
      tp_buffer_printf(out, ",\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}", at, at + a->bytes);
      at += a->bytes;
    }
  tp_buffer_puts(out, "}");
  while (out->length % WIDEST)
    tp_buffer_puts(out, " ");
}

tp_status tp_safetensors_check(const tp_weights *w, tp_error *err)
{
  tp_buffer header = {NULL, 0, 0};
  put_header(&header, w);
  const size_t length = header.length;
  tp_buffer_clear(&header);
  if (length > MOST_HEADER)
    return tp_error_set(err, TP_STATUS_REFUSED, "the header would have %zu bytes, but safetensors allows %d", length, MOST_HEADER);
  return TP_STATUS_OK;
}

int tp_safetensors_write(const tp_weights *w, FILE *out)
{
  tp_buffer header = {NULL, 0, 0};
  put_header(&header, w);
  unsigned char length[8];
  for (unsigned b = 0; b < 8; b++)
    length[b] = (unsigned char) ((uint64_t) header.length >> 8 * b);
  int ok = fwrite(length, 1, sizeof length, out) == sizeof length && fwrite(header.text, 1, header.length, out) == header.length;
  tp_buffer_clear(&header);
  for (unsigned bytes = WIDEST; bytes; bytes--)
    for (size_t i = 0; i < w->arrays && ok; i++)
      if (tp_array_types[w->array[i].type].bytes == bytes)
        ok = tp_array_put(w, w->array + i, tp_sink_to(out));
  return ok;
}
