/* SPDX-License-Identifier: MIT */
/* A transformer as a file of matrices, for other programs (doc/weights.md).

   A residual stream x of `width` coordinates, softmax attention with the inverse temperature
   beta, no layer norm:

     embedding    [factors, width]   a token is the sum of the rows of its factors (factors.h)
     position     [r, width]         position p adds row b for bit b of p that is 1, and subtracts it if it is 0
     layer.L.head.H.W_Q  W_K         [keys, width]      score = (W_Q x_i) . (W_K x_j)
     layer.L.head.H.W_V              [values, width]
     layer.L.head.H.W_O              [width, values]
     layer.L.W1  b1  W2              [neurons, width] [neurons] [width, neurons]
     unembedding  [factors, width]   the logit of a token is the sum of those of its factors

   Layers and heads count from 1.  A sparse file has of each matrix NAME.index, int32 [2, entries], rows and then
   columns, in ascending order, and NAME.value [entries].  What is no number is JSON text. */
#ifndef TMPREC_TRANSFORMER_WEIGHTS_H
#define TMPREC_TRANSFORMER_WEIGHTS_H

#include <stdio.h>

#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ONNX is the computation besides: a graph of standard operators. */
typedef enum { TP_WEIGHTS_SAFETENSORS, TP_WEIGHTS_NPZ, TP_WEIGHTS_ONNX, TP_WEIGHTS_FORMS } tp_weights_form;
extern const char *const tp_weights_form_name[TP_WEIGHTS_FORMS];     /* safetensors npz onnx: also how names of files end */

/* How entries are held. */
typedef enum {
  TP_ENTRY_INT8, TP_ENTRY_FLOAT16, TP_ENTRY_BFLOAT16, TP_ENTRY_FLOAT32, TP_ENTRY_FLOAT64, TP_ENTRY_TYPES,
  TP_ENTRY_USUAL = TP_ENTRY_TYPES      /* int8; float32 if some weight does not fit int8, and for ONNX */
} tp_entry_type;
extern const char *const tp_entry_type_name[TP_ENTRY_TYPES];         /* int8 float16 bfloat16 float32 float64 */

/* What is told of the transformer beside its weights.  Nothing here is owned. */
typedef struct {
  const char *version;                 /* of tmprec */
  const char *machine, *hash;          /* its name, and which it is */
  const char *mode;                    /* cot, scot */
  const char *beta;                    /* a JSON number */
  int beta_is_auto;                    /* 1: it is 2 r ln 2 + 2 */
  const char *const *state, *const *symbol;     /* names, as tokens spell them */
  uint32_t states, symbols;
  void (*put_token)(tp_buffer *out, const void *context, const uint32_t *token);     /* appends its text */
  const void *context;
} tp_weights_about;

typedef struct {
  tp_weights_form form;
  tp_entry_type type;
  int dense;
} tp_weights_layout;

/* A file that is ready to be written.  Refused: a weight that the type cannot hold exactly, a type that the
   form does not have (npz: bfloat16; ONNX: int8 and bfloat16), and what is too large for the form (npz: 4 GB, 65535
   arrays; safetensors: a header of 100 MB; ONNX: 2 GB).  The caller frees it.  *t and *about must outlive it. */
typedef struct tp_weights tp_weights;
tp_status tp_weights_new(tp_weights **out, const tp_transformer *t, const tp_weights_about *about, const tp_weights_layout *layout,
                         tp_error *err);
void tp_weights_free(tp_weights *w);

/* Write the file.  Equal transformers make equal bytes.  0 if it could not be written (errno). */
int tp_weights_write(const tp_weights *w, FILE *out);

/* A file of weights, read again. */
typedef struct {
  tp_transformer *t;
  char mode[8], beta[48];              /* as the file has them */
  int beta_is_auto;
} tp_loaded_weights;

/* Read a file of either form, whatever wrote it: entries may be other than those that were exported, and neurons
   may be fewer.  Where rows are selections, as in what was exported, all lists come out in their order.  A
   transformer (transformer.h) holds what is read, so these are refused, by the entry that is too much:

     an entry that is no whole number; beyond -1 .. 1 in embedding and unembedding, -127 .. 127 in others but biases,
     2^24 in biases
     a token two of whose factors, or a factor and the position, write the same coordinate
     a head with a product of coordinates of W_Q and W_K that is subtracted, or with an output that is no selection
     heads of a layer that write the same coordinate

   The caller frees t.  Messages begin with the path. */
tp_status tp_weights_load(tp_loaded_weights *out, const char *path, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
