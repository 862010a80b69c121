/* SPDX-License-Identifier: MIT */
/* A transformer decoder as data (doc/construction.md, section 3).

   The residual stream x has `width` coordinates.  Each layer does

     x += sum over heads of out( attention(q . k) v )      causal attention
     x += W2 relu(W1 x + bias)                              neurons

   A head selects coordinates of x by lists.  W1, W2 and bias are sparse and have integer
   entries.  There is no layer norm.  This header fixes neither the arithmetic of an evaluation
   nor what the transformer is for. */
#ifndef TMPREC_TRANSFORMER_TRANSFORMER_H
#define TMPREC_TRANSFORMER_TRANSFORMER_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/base/buffer.h"
#include "tmprec/transformer/vocabulary.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A named range of coordinates of the stream. */
typedef struct {
  const char *name;      /* a string literal, or a text that the transformer keeps */
  uint32_t tape;         /* 1 .. K, or 0 for a register that all tapes share */
  uint32_t offset, width;
  int is_flag;           /* 1: its values are 0 and 1; 0: its values are -1, 0 and 1 */
} tp_stream_register;

/* A head.  The score of query position i and key position j <= i is the sum of
   x_i[q[c]] x_j[k[c]] over c = 0 .. keys-1, in this order.  The sum of the x_j[v[c]], weighted
   by attention, is added to x_i[out[c]]. */
typedef struct {
  uint32_t keys, values;
  uint32_t *q, *k;       /* keys entries */
  uint32_t *v, *out;     /* values entries */
} tp_attention_head;

/* The neurons of a layer.  Neuron m has the hidden value relu(sum of in_weight x[in] + bias[m]).
   It adds out_weight times this value to x[out].  Its inputs are the entries in_start[m] ..
   in_start[m+1]-1, in ascending order of coordinate.  Its outputs are out_start[m] ..
   out_start[m+1]-1. */
typedef struct {
  size_t neurons;
  size_t *in_start, *out_start;    /* neurons + 1 entries (NULL if there are no neurons) */
  uint32_t *in, *out;
  int8_t *in_weight, *out_weight;
  int32_t *bias;
  size_t capacity[5];              /* of in_start, out_start, in, out, bias */
} tp_neuron_block;

/* The neurons from `first` on, up to the next run. */
typedef struct {
  const char *operation;           /* a string literal */
  size_t first;
} tp_neuron_run;

typedef struct {
  tp_attention_head *head;
  size_t heads;
  tp_neuron_block mlp;
  const char **purpose;            /* what the layer is for, in words: one string literal for each purpose */
  size_t purposes;
  tp_neuron_run *run;              /* which operations the neurons are made for, one after the other */
  size_t runs;
} tp_transformer_layer;

typedef struct {
  unsigned position_bits;          /* r */
  uint32_t position_at;            /* first of the r coordinates that hold position p modulo 2^r: lowest bit
                                      first, 1 as +1 and 0 as -1 */
  uint32_t width;
  tp_stream_register *registers;
  size_t register_count;
  tp_transformer_layer *layer;     /* layers entries; layer 1 of the paper is layer[0] */
  size_t layers;
  tp_vocabulary vocabulary;
  char **text;                     /* names and purposes that are no string literals (tp_transformer_keep) */
  size_t texts;
} tp_transformer;

/* Dimensions: the numbers L and d, and of H, d_k, d_v, d_ff the largest of all layers and heads. */
typedef struct {
  size_t layers, heads, key_width, value_width, width, neurons;  /* L H d_k d_v d d_ff */
} tp_transformer_shape;

/* A transformer without registers, heads, neurons and tokens.  The caller frees it. */
tp_transformer *tp_transformer_new(unsigned position_bits, size_t layers);
void tp_transformer_free(tp_transformer *t);

/* A copy of the text that lives as long as the transformer, in place of a string literal. */
const char *tp_transformer_keep(tp_transformer *t, const char *text);

/* Append a register after the others.  The result is its offset. */
uint32_t tp_transformer_add_register(tp_transformer *t, const char *name, uint32_t tape, uint32_t width, int is_flag);

/* Add a head to a layer, 1 .. layers.  The lists are copied. */
void tp_transformer_add_head(tp_transformer *t, size_t layer, uint32_t keys, const uint32_t *q, const uint32_t *k,
                             uint32_t values, const uint32_t *v, const uint32_t *out);

/* Add a neuron to a layer, 1 .. layers.  The lists are copied, and inputs are sorted by
   coordinate. */
void tp_transformer_add_neuron(tp_transformer *t, size_t layer, size_t inputs, const uint32_t *in, const int8_t *in_weight,
                               int32_t bias, size_t outputs, const uint32_t *out, const int8_t *out_weight);

/* Say what layers first .. last, from 1, are for.  `purpose` is a string literal. */
void tp_transformer_add_purpose(tp_transformer *t, size_t first, size_t last, const char *purpose);

/* Say which operation the neurons that come next in the layer are made for.  `operation` is a string literal. */
void tp_transformer_add_run(tp_transformer *t, size_t layer, const char *operation);

tp_transformer_shape tp_transformer_measure(const tp_transformer *t);

/* The numbers in the matrices of a transformer with these dimensions, L (H (2 d d_k + 2 d d_v) + 2 d d_ff + d_ff): of each
   head W_Q, W_K, W_V and W_O, of each layer W1, W2 and bias.  Embeddings are not counted. */
uint64_t tp_transformer_parameters(const tp_transformer_shape *shape);

/* Append a list of coordinates by register, as in "head[1] one x 7 last[1][3..5]". */
void tp_transformer_describe(tp_buffer *out, const tp_transformer *t, const uint32_t *list, size_t length);

/* The register that contains a coordinate, 0 .. width-1. */
const tp_stream_register *tp_transformer_register_of(const tp_transformer *t, uint32_t coordinate);

#ifdef __cplusplus
}
#endif

#endif
