/* SPDX-License-Identifier: MIT */
/* ONNX: a model is a message of protocol buffers, which has the graph, which has nodes and arrays. */
#include "onnx_graph.h"
#include "wire.h"

enum { MODEL_IR = 1, MODEL_PRODUCER = 2, MODEL_PRODUCER_VERSION = 3, MODEL_GRAPH = 7, MODEL_OPSET = 8, MODEL_METADATA = 14 };
enum { OPSET_VERSION = 2, METADATA_KEY = 1, METADATA_VALUE = 2 };

#define MOST_BYTES (((uint64_t) 1 << 31) - 1)

/* How long the graph is, with `graph` as its beginning. */
static uint64_t graph_bytes(const tp_weights *w, const tp_buffer *graph)
{
  uint64_t bytes = graph->length;
  for (size_t i = 0; i < w->arrays; i++) {
    tp_buffer begin = {NULL, 0, 0};
    tp_onnx_begin_array(&begin, w->array + i);
    bytes += begin.length + w->array[i].bytes;
    tp_buffer_clear(&begin);
  }
  return bytes;
}

/* All of the model up to the arrays. */
static uint64_t put_model(tp_buffer *out, const tp_weights *w)
{
  tp_buffer graph = {NULL, 0, 0}, opset = {NULL, 0, 0}, about = {NULL, 0, 0};
  tp_wire_number(out, MODEL_IR, ONNX_IR);
  tp_wire_text(out, MODEL_PRODUCER, "tmprec");
  tp_wire_text(out, MODEL_PRODUCER_VERSION, w->version);
  tp_wire_number(&opset, OPSET_VERSION, ONNX_OPSET);
  tp_wire_message(out, MODEL_OPSET, &opset);
  tp_wire_text(&about, METADATA_KEY, "tmprec");
  tp_wire_text(&about, METADATA_VALUE, w->metadata.text);
  tp_wire_message(out, MODEL_METADATA, &about);
  tp_onnx_put_graph(&graph, w);
  const uint64_t bytes = graph_bytes(w, &graph);
  tp_wire_begin(out, MODEL_GRAPH, bytes);
  tp_buffer_put(out, graph.text, graph.length);
  const uint64_t all = out->length + bytes - graph.length;
  tp_buffer_clear(&graph);
  return all;
}

tp_status tp_onnx_check(const tp_weights *w, tp_error *err)
{
  if (!tp_onnx_type((int) w->layout.type))
    return tp_error_set(err, TP_STATUS_REFUSED, "products in ONNX take float16, float32 or float64, not %s", tp_entry_type_name[w->layout.type]);
  tp_buffer model = {NULL, 0, 0};
  const uint64_t all = put_model(&model, w);
  tp_buffer_clear(&model);
  if (all > MOST_BYTES)
    return tp_error_set(err, TP_STATUS_REFUSED, "the file would have more than the 2 GB that ONNX holds; safetensors holds it");
  return TP_STATUS_OK;
}

int tp_onnx_write(const tp_weights *w, FILE *out)
{
  tp_buffer text = {NULL, 0, 0};
  put_model(&text, w);
  int ok = fwrite(text.text, 1, text.length, out) == text.length;
  for (size_t i = 0; i < w->arrays && ok; i++) {
    text.length = 0;
    tp_onnx_begin_array(&text, w->array + i);
    ok = fwrite(text.text, 1, text.length, out) == text.length && tp_array_put(w, w->array + i, tp_sink_to(out));
  }
  tp_buffer_clear(&text);
  return ok;
}
