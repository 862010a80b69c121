/* SPDX-License-Identifier: MIT */
#include "tmprec/transformer/transformer.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_transformer *tp_transformer_new(unsigned position_bits, size_t layers)
{
  tp_transformer *t = tp_memory_zeroed(1, sizeof *t);
  t->position_bits = position_bits;
  t->layers = layers;
  t->layer = tp_memory_zeroed(layers, sizeof *t->layer);
  return t;
}

void tp_transformer_free(tp_transformer *t)
{
  if (!t)
    return;
  for (size_t l = 0; l < t->layers; l++) {
    tp_transformer_layer *at = t->layer + l;
    for (size_t h = 0; h < at->heads; h++) {
      free(at->head[h].q);
      free(at->head[h].k);
      free(at->head[h].v);
      free(at->head[h].out);
    }
    free(at->head);
    free(at->mlp.in_start);
    free(at->mlp.out_start);
    free(at->mlp.in);
    free(at->mlp.out);
    free(at->mlp.in_weight);
    free(at->mlp.out_weight);
    free(at->mlp.bias);
    free(at->purpose);
    free(at->run);
  }
  free(t->layer);
  free(t->registers);
  for (size_t i = 0; i < t->texts; i++)
    free(t->text[i]);
  free(t->text);
  tp_vocabulary_clear(&t->vocabulary);
  free(t);
}

const char *tp_transformer_keep(tp_transformer *t, const char *text)
{
  t->text = tp_memory_resize(t->text, t->texts + 1, sizeof *t->text);
  return t->text[t->texts++] = tp_memory_string(text, strlen(text));
}

uint32_t tp_transformer_add_register(tp_transformer *t, const char *name, uint32_t tape, uint32_t width, int is_flag)
{
  t->registers = tp_memory_resize(t->registers, t->register_count + 1, sizeof *t->registers);
  t->registers[t->register_count++] = (tp_stream_register) {name, tape, t->width, width, is_flag};
  t->width += width;
  return t->width - width;
}

void tp_transformer_add_run(tp_transformer *t, size_t layer, const char *operation)
{
  tp_transformer_layer *at = t->layer + layer - 1;
  if (at->runs && at->run[at->runs - 1].operation == operation)
    return;
  at->run = tp_memory_resize(at->run, at->runs + 1, sizeof *at->run);
  at->run[at->runs++] = (tp_neuron_run) {operation, at->mlp.neurons};
}

void tp_transformer_add_purpose(tp_transformer *t, size_t first, size_t last, const char *purpose)
{
  for (size_t l = first; l <= last; l++) {
    tp_transformer_layer *at = t->layer + l - 1;
    at->purpose = tp_memory_resize(at->purpose, at->purposes + 1, sizeof *at->purpose);
    at->purpose[at->purposes++] = purpose;
  }
}

static uint32_t *copy_list(const uint32_t *list, uint32_t length)
{
  uint32_t *copy = tp_memory_new(length, sizeof *copy);
  if (length)
    memcpy(copy, list, length * sizeof *copy);
  return copy;
}

void tp_transformer_add_head(tp_transformer *t, size_t layer, uint32_t keys, const uint32_t *q, const uint32_t *k,
                             uint32_t values, const uint32_t *v, const uint32_t *out)
{
  tp_transformer_layer *at = t->layer + layer - 1;
  at->head = tp_memory_resize(at->head, at->heads + 1, sizeof *at->head);
  at->head[at->heads++] = (tp_attention_head) {keys, values, copy_list(q, keys), copy_list(k, keys),
                                               copy_list(v, values), copy_list(out, values)};
}

void tp_transformer_add_neuron(tp_transformer *t, size_t layer, size_t inputs, const uint32_t *in, const int8_t *in_weight,
                               int32_t bias, size_t outputs, const uint32_t *out, const int8_t *out_weight)
{
  tp_neuron_block *b = &t->layer[layer - 1].mlp;
  size_t n = b->neurons, first = n ? b->in_start[n] : 0, end = first + inputs;
  size_t out_first = n ? b->out_start[n] : 0, out_end = out_first + outputs;
  TP_MEMORY_GROW(b->in_start, b->capacity[0], n + 2);
  TP_MEMORY_GROW(b->out_start, b->capacity[1], n + 2);
  size_t ins = b->capacity[2], outs = b->capacity[3];
  TP_MEMORY_GROW(b->in, b->capacity[2], end);
  TP_MEMORY_GROW(b->out, b->capacity[3], out_end);
  if (!b->in_weight || b->capacity[2] != ins)
    b->in_weight = tp_memory_resize(b->in_weight, b->capacity[2], 1);
  if (!b->out_weight || b->capacity[3] != outs)
    b->out_weight = tp_memory_resize(b->out_weight, b->capacity[3], 1);
  TP_MEMORY_GROW(b->bias, b->capacity[4], n + 1);
  b->in_start[0] = b->out_start[0] = 0;
  for (size_t i = 0; i < inputs; i++) {
    size_t at = first + i;
    for (; at > first && b->in[at - 1] > in[i]; at--) {
      b->in[at] = b->in[at - 1];
      b->in_weight[at] = b->in_weight[at - 1];
    }
    b->in[at] = in[i];
    b->in_weight[at] = in_weight[i];
  }
  memcpy(b->out + out_first, out, outputs * sizeof *out);
  memcpy(b->out_weight + out_first, out_weight, outputs);
  b->bias[n] = bias;
  b->in_start[n + 1] = end;
  b->out_start[n + 1] = out_end;
  b->neurons++;
}

tp_transformer_shape tp_transformer_measure(const tp_transformer *t)
{
  tp_transformer_shape s = {.layers = t->layers, .width = t->width};
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    if (at->heads > s.heads)
      s.heads = at->heads;
    if (at->mlp.neurons > s.neurons)
      s.neurons = at->mlp.neurons;
    for (size_t h = 0; h < at->heads; h++) {
      if (at->head[h].keys > s.key_width)
        s.key_width = at->head[h].keys;
      if (at->head[h].values > s.value_width)
        s.value_width = at->head[h].values;
    }
  }
  return s;
}

uint64_t tp_transformer_parameters(const tp_transformer_shape *shape)
{
  const uint64_t d = shape->width, head = 2 * d * shape->key_width + 2 * d * shape->value_width;
  return shape->layers * (shape->heads * head + 2 * d * shape->neurons + shape->neurons);
}

const tp_stream_register *tp_transformer_register_of(const tp_transformer *t, uint32_t coordinate)
{
  size_t low = 0, high = t->register_count;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (t->registers[middle].offset <= coordinate)
      low = middle;
    else
      high = middle;
  }
  return t->registers + low;
}

/* Coordinates of one register in a row, from list[i] on. */
static size_t stretch(const tp_transformer *t, const uint32_t *list, size_t length, size_t i)
{
  const tp_stream_register *r = tp_transformer_register_of(t, list[i]);
  size_t end = i + 1;
  while (end < length && list[end] == list[end - 1] + 1 && list[end] < r->offset + r->width)
    end++;
  return end - i;
}

static void describe_stretch(tp_buffer *out, const tp_transformer *t, uint32_t first, size_t count)
{
  const tp_stream_register *r = tp_transformer_register_of(t, first);
  uint32_t bit = first - r->offset;
  tp_buffer_puts(out, r->name);
  if (r->tape)
    tp_buffer_printf(out, "[%u]", r->tape);
  if (count == r->width)
    return;
  if (count == 1)
    tp_buffer_printf(out, "[%u]", bit);
  else
    tp_buffer_printf(out, "[%u..%zu]", bit, bit + count - 1);
}

void tp_transformer_describe(tp_buffer *out, const tp_transformer *t, const uint32_t *list, size_t length)
{
  const char *blank = "";
  for (size_t i = 0; i < length;) {
    size_t count = stretch(t, list, length, i), times = 1;
    while (i + (times + 1) * count <= length && !memcmp(list + i, list + i + times * count, count * sizeof *list))
      times++;
    tp_buffer_puts(out, blank);
    describe_stretch(out, t, list[i], count);
    if (times > 1)
      tp_buffer_printf(out, " x %zu", times);
    i += times * count;
    blank = " ";
  }
}
