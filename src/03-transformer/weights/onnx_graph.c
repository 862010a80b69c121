/* SPDX-License-Identifier: MIT */
#include "onnx_graph.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

/* Numbers of fields, from onnx.proto. */
enum {
  NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_OPERATOR = 4, NODE_ATTRIBUTE = 5,
  ATTRIBUTE_NAME = 1, ATTRIBUTE_INTEGER = 3, ATTRIBUTE_TYPE = 20, TYPE_INTEGER = 2,
  GRAPH_NODE = 1, GRAPH_NAME = 2, GRAPH_ARRAY = 5, GRAPH_INPUT = 11, GRAPH_OUTPUT = 12,
  ARRAY_SHAPE = 1, ARRAY_TYPE = 2, ARRAY_NAME = 8, ARRAY_BYTES = 9,
  VALUE_NAME = 1, VALUE_TYPE = 2, TYPE_TENSOR = 1, TENSOR_TYPE = 1, TENSOR_SHAPE = 2, SHAPE_DIMENSION = 1, DIMENSION_SIZE = 1, DIMENSION_NAME = 2
};

enum { ONNX_FLOAT = 1, ONNX_INT64 = 7, ONNX_FLOAT16 = 10, ONNX_DOUBLE = 11 };

unsigned tp_onnx_type(int type)
{
  return type == TP_ENTRY_FLOAT32 ? ONNX_FLOAT : type == TP_ENTRY_FLOAT64 ? ONNX_DOUBLE : type == TP_ENTRY_FLOAT16 ? ONNX_FLOAT16 : 0;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* An operator, its output, and its inputs, separated by blanks; with an attribute, if it has a name. */
static void put_node_with(tp_buffer *out, const char *operator, const char *output, const char *inputs, const char *attribute, int64_t value)
{
  tp_buffer node = {NULL, 0, 0}, about = {NULL, 0, 0};
  for (size_t length; *inputs; inputs += length + (inputs[length] == ' ')) {
    length = strcspn(inputs, " ");
    tp_wire_begin(&node, NODE_INPUT, length);
    tp_buffer_put(&node, inputs, length);
  }
  tp_wire_text(&node, NODE_OUTPUT, output);
  tp_wire_text(&node, NODE_OPERATOR, operator);
  if (attribute) {
    tp_wire_text(&about, ATTRIBUTE_NAME, attribute);
    tp_wire_number(&about, ATTRIBUTE_INTEGER, (uint64_t) value);
    tp_wire_number(&about, ATTRIBUTE_TYPE, TYPE_INTEGER);
    tp_wire_message(&node, NODE_ATTRIBUTE, &about);
  }
  tp_wire_message(out, GRAPH_NODE, &node);
}

static void put_node(tp_buffer *out, const char *operator, const char *output, const char *inputs)
{
  put_node_with(out, operator, output, inputs, NULL, 0);
}

enum { MOST_TEXT = 160 };

/* Names of values and arrays: of a layer or head, with the prefix `at`. */
static const char *named(char *text, const char *format, ...) TP_PRINTF(2, 3);
static const char *named(char *text, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  vsnprintf(text, MOST_TEXT, format, args);
  va_end(args);
  return text;
}

/* The token's factors and its position, and which keys come later than a query. */
static void put_embedding(tp_buffer *out, unsigned type)
{
  put_node(out, "Gather", "rows", "embedding factors");
  put_node_with(out, "ReduceSum", "token", "rows second", "keepdims", 0);
  put_node(out, "Unsqueeze", "column", "positions second");
  put_node(out, "Div", "shifted", "column powers");
  put_node(out, "Mod", "bits", "shifted two");
  put_node_with(out, "Cast", "bits.number", "bits", "to", type);
  put_node(out, "Add", "bits.twice", "bits.number bits.number");
  put_node(out, "Sub", "bits.signs", "bits.twice one");
  put_node(out, "MatMul", "place", "bits.signs position");
  put_node(out, "Add", "layer.0.x", "token place");
  put_node(out, "Unsqueeze", "row", "positions first");
  put_node(out, "Greater", "is_later", "row column");
}

static void put_head(tp_buffer *out, const char *x, const char *head, const char *sum, const char *next)
{
  char a[MOST_TEXT], b[MOST_TEXT];
  put_node(out, "MatMul", named(a, "%s.q", head), named(b, "%s %s.W_Q", x, head));
  put_node(out, "MatMul", named(a, "%s.k", head), named(b, "%s %s.W_K", x, head));
  put_node(out, "MatMul", named(a, "%s.v", head), named(b, "%s %s.W_V", x, head));
  put_node(out, "Transpose", named(a, "%s.k.turned", head), named(b, "%s.k", head));
  put_node(out, "MatMul", named(a, "%s.score", head), named(b, "%s.q %s.k.turned", head, head));
  put_node(out, "Mul", named(a, "%s.logit", head), named(b, "%s.score beta", head));
  put_node(out, "Where", named(a, "%s.seen", head), named(b, "is_later nothing %s.logit", head));
  put_node_with(out, "Softmax", named(a, "%s.weight", head), named(b, "%s.seen", head), "axis", -1);
  put_node(out, "MatMul", named(a, "%s.mixed", head), named(b, "%s.weight %s.v", head, head));
  put_node(out, "MatMul", named(a, "%s.out", head), named(b, "%s.mixed %s.W_O", head, head));
  put_node(out, "Add", next, named(b, "%s %s.out", sum, head));
}

static void put_neurons(tp_buffer *out, const char *x, uint32_t layer, size_t neurons)
{
  char a[MOST_TEXT], b[MOST_TEXT];
  if (!neurons) {
    put_node(out, "Identity", named(a, "layer.%u.x", layer), x);
    return;
  }
  put_node(out, "MatMul", named(a, "layer.%u.in", layer), named(b, "%s layer.%u.W1", x, layer));
  put_node(out, "Add", named(a, "layer.%u.biased", layer), named(b, "layer.%u.in layer.%u.b1", layer, layer));
  put_node(out, "Relu", named(a, "layer.%u.hidden", layer), named(b, "layer.%u.biased", layer));
  put_node(out, "MatMul", named(a, "layer.%u.added", layer), named(b, "layer.%u.hidden layer.%u.W2", layer, layer));
  put_node(out, "Add", named(a, "layer.%u.x", layer), named(b, "%s layer.%u.added", x, layer));
}

static void put_layer(tp_buffer *out, const tp_transformer_layer *of, uint32_t layer)
{
  char x[MOST_TEXT], sum[MOST_TEXT], next[MOST_TEXT], head[MOST_TEXT];
  named(x, "layer.%u.x", layer - 1);
  strcpy(sum, x);
  for (uint32_t h = 1; h <= of->heads; h++, strcpy(sum, next))
    put_head(out, x, named(head, "layer.%u.head.%u", layer, h), sum, named(next, "layer.%u.head.%u.sum", layer, h));
  put_neurons(out, sum, layer, of->mlp.neurons);
}

/* --- Arrays and values ------------------------------------------------------------------------ */

void tp_onnx_begin_array(tp_buffer *out, const weights_array *a)
{
  tp_buffer array = {NULL, 0, 0};
  for (unsigned d = 0; d < a->dimensions; d++)
    tp_wire_number(&array, ARRAY_SHAPE, a->shape[d]);
  tp_wire_number(&array, ARRAY_TYPE, tp_onnx_type(a->type));
  tp_wire_text(&array, ARRAY_NAME, a->name);
  tp_wire_begin(&array, ARRAY_BYTES, a->bytes);
  tp_wire_begin(out, GRAPH_ARRAY, array.length + a->bytes);
  tp_buffer_put(out, array.text, array.length);
  tp_buffer_clear(&array);
}

/* A constant of 64-bit integers, in one row; `wide`: of shape 1 x count, else count. */
static void put_integers(tp_buffer *out, const char *name, const int64_t *value, size_t count, int wide)
{
  tp_buffer array = {NULL, 0, 0};
  if (wide)
    tp_wire_number(&array, ARRAY_SHAPE, 1);
  tp_wire_number(&array, ARRAY_SHAPE, count);
  tp_wire_number(&array, ARRAY_TYPE, ONNX_INT64);
  tp_wire_text(&array, ARRAY_NAME, name);
  tp_wire_begin(&array, ARRAY_BYTES, 8 * count);
  for (size_t i = 0; i < count; i++)
    for (unsigned b = 0; b < 64; b += 8)
      tp_buffer_put(&array, &(char) {(char) ((uint64_t) value[i] >> b)}, 1);
  tp_wire_message(out, GRAPH_ARRAY, &array);
}

/* A constant of binary64, and a node that makes it a number of the matrices' type. */
static void put_number(tp_buffer *out, const char *name, double value, unsigned type)
{
  tp_buffer array = {NULL, 0, 0};
  char binary64[MOST_TEXT];
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  tp_wire_number(&array, ARRAY_TYPE, ONNX_DOUBLE);
  tp_wire_text(&array, ARRAY_NAME, named(binary64, "%s.binary64", name));
  tp_wire_begin(&array, ARRAY_BYTES, 8);
  for (unsigned b = 0; b < 64; b += 8)
    tp_buffer_put(&array, &(char) {(char) (bits >> b)}, 1);
  tp_wire_message(out, GRAPH_ARRAY, &array);
  put_node_with(out, "Cast", name, binary64, "to", type);
}

/* A value of one or two dimensions: `first` is a name, `second` a size or 0 for no second one. */
static void put_value(tp_buffer *out, unsigned field, const char *name, unsigned type, const char *first, uint64_t second)
{
  tp_buffer value = {NULL, 0, 0}, kind = {NULL, 0, 0}, tensor = {NULL, 0, 0}, shape = {NULL, 0, 0}, dimension = {NULL, 0, 0};
  tp_wire_text(&dimension, DIMENSION_NAME, first);
  tp_wire_message(&shape, SHAPE_DIMENSION, &dimension);
  if (second) {
    tp_wire_number(&dimension, DIMENSION_SIZE, second);
    tp_wire_message(&shape, SHAPE_DIMENSION, &dimension);
  }
  tp_wire_number(&tensor, TENSOR_TYPE, type);
  tp_wire_message(&tensor, TENSOR_SHAPE, &shape);
  tp_wire_message(&kind, TYPE_TENSOR, &tensor);
  tp_wire_text(&value, VALUE_NAME, name);
  tp_wire_message(&value, VALUE_TYPE, &kind);
  tp_wire_message(out, field, &value);
}

static void put_constants(tp_buffer *out, const tp_weights *w, unsigned type)
{
  int64_t power[64];
  for (unsigned b = 0; b < w->t->position_bits; b++)
    power[b] = (int64_t) 1 << b;
  put_integers(out, "powers", power, w->t->position_bits, 1);
  put_integers(out, "two", &(int64_t) {2}, 1, 0);
  put_integers(out, "first", &(int64_t) {0}, 1, 0);
  put_integers(out, "second", &(int64_t) {1}, 1, 0);
  put_number(out, "beta", strtod(w->beta, NULL), type);
  put_number(out, "one", 1, type);
  put_number(out, "nothing", -INFINITY, type);
}

void tp_onnx_put_graph(tp_buffer *out, const tp_weights *w)
{
  const tp_transformer *t = w->t;
  const unsigned type = tp_onnx_type((int) w->layout.type);
  uint32_t fields = 0;
  char last[MOST_TEXT];
  uint64_t factors = 0;
  for (uint32_t f = 0; f < TP_TOKEN_FAMILIES; f++)
    if (t->vocabulary.family[f].present && t->vocabulary.family[f].fields > fields)
      fields = t->vocabulary.family[f].fields;
  for (size_t i = 0; i < w->arrays; i++)
    if (w->array[i].place.role == MATRIX_UNEMBEDDING)
      factors = w->array[i].shape[1];
  put_constants(out, w, type);
  put_embedding(out, type);
  for (uint32_t l = 1; l <= t->layers; l++)
    put_layer(out, t->layer + l - 1, l);
  put_node(out, "MatMul", "logits", named(last, "layer.%zu.x unembedding", t->layers));
  tp_wire_text(out, GRAPH_NAME, "transformer");
  put_value(out, GRAPH_INPUT, "factors", ONNX_INT64, "tokens", 1 + (uint64_t) fields);
  put_value(out, GRAPH_INPUT, "positions", ONNX_INT64, "tokens", 0);
  put_value(out, GRAPH_OUTPUT, "logits", type, "tokens", factors);
}
