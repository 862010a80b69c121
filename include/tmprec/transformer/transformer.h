/* A transformer decoder as data (doc/construction.md, "Shape").

   The residual stream x has `width` coordinates.  In each layer, first
     x += sum over heads of out( attention(q . k) v ),  causal,
   where a head selects coordinates of x by lists, then
     x += W2 relu(W1 x + bias)
   with sparse integer weights.  No layer norm.  Nothing here says in which
   arithmetic that is evaluated, or what it is good for. */
#ifndef TMPREC_TRANSFORMER_TRANSFORMER_H
#define TMPREC_TRANSFORMER_TRANSFORMER_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/base/buffer.h"
#include "tmprec/transformer/vocabulary.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A named stretch of the stream. */
typedef struct {
  const char *name;      /* a literal */
  uint32_t tape;         /* 1 .. K, or 0 if there is one for all tapes */
  uint32_t offset, width;
  int is_flag;           /* values 0/1, not -1/+1/0 */
} tp_stream_register;

/* Score of query position i and key position j <= i:
   sum over c < keys of x_i[q[c]] x_j[k[c]], in this order.  The attention's
   mix of x_j[v[c]] is added to x_i[out[c]]. */
typedef struct {
  uint32_t keys, values;
  uint32_t *q, *k;       /* keys entries */
  uint32_t *v, *out;     /* values entries */
} tp_attention_head;

/* Neuron m: hidden[m] = relu(sum of in_weight x[in] + bias[m]), inputs in
   ascending order of coordinate; adds out_weight hidden[m] to x[out].  Its
   entries are in_start[m] .. in_start[m+1]-1, likewise for out. */
typedef struct {
  size_t neurons;
  size_t *in_start, *out_start;    /* neurons + 1 entries (NULL if no neurons) */
  uint32_t *in, *out;
  int8_t *in_weight, *out_weight;
  int32_t *bias;
  size_t capacity[5];              /* of in_start, out_start, in, out, bias */
} tp_neuron_block;

typedef struct {
  tp_attention_head *head;
  size_t heads;
  tp_neuron_block mlp;
  const char **purpose;            /* what it is for, in words: literals, one for each thing */
  size_t purposes;
} tp_transformer_layer;

typedef struct {
  unsigned position_bits;          /* r */
  uint32_t position_at;            /* first of the r coordinates where position p stands in
                                      bits, low first, 1 as +1 and 0 as -1, modulo 2^r */
  uint32_t width;
  tp_stream_register *registers;
  size_t register_count;
  tp_transformer_layer *layer;     /* layers entries; layer 1 of the paper is layer[0] */
  size_t layers;
  tp_vocabulary vocabulary;
} tp_transformer;

typedef struct {
  size_t layers, heads, key_width, value_width, width, neurons;  /* L H d_k d_v d d_ff */
} tp_transformer_shape;

tp_transformer *tp_transformer_new(unsigned position_bits, size_t layers);
void tp_transformer_free(tp_transformer *t);

/* Append a register behind the others; its offset. */
uint32_t tp_transformer_add_register(tp_transformer *t, const char *name, uint32_t tape, uint32_t width, int is_flag);

/* Add a head to layer 1 .. layers; the lists are copied. */
void tp_transformer_add_head(tp_transformer *t, size_t layer, uint32_t keys, const uint32_t *q, const uint32_t *k,
                             uint32_t values, const uint32_t *v, const uint32_t *out);

/* Add a neuron to layer 1 .. layers; inputs are sorted here. */
void tp_transformer_add_neuron(tp_transformer *t, size_t layer, size_t inputs, const uint32_t *in, const int8_t *in_weight,
                               int32_t bias, size_t outputs, const uint32_t *out, const int8_t *out_weight);

/* Say what layers first .. last are for; a literal. */
void tp_transformer_add_purpose(tp_transformer *t, size_t first, size_t last, const char *purpose);

tp_transformer_shape tp_transformer_measure(const tp_transformer *t);

/* Append a list of coordinates by register: "head[1] one x 7 last[1][3..5]". */
void tp_transformer_describe(tp_buffer *out, const tp_transformer *t, const uint32_t *list, size_t length);

/* The register that holds a coordinate (0 .. width-1). */
const tp_stream_register *tp_transformer_register_of(const tp_transformer *t, uint32_t coordinate);

#ifdef __cplusplus
}
#endif

#endif
