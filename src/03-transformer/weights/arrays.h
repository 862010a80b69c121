/* SPDX-License-Identifier: MIT */
/* The arrays of a file of weights: what they are called, their shapes, and their bytes, which are made as they
   are written. */
#ifndef ARRAYS_H
#define ARRAYS_H

#include "entries.h"
#include "matrices.h"

/* What of a matrix an array holds. */
typedef enum { ARRAY_ALL, ARRAY_INDEX, ARRAY_VALUE } array_part;

typedef struct {
  char name[56];
  matrix_place place;
  array_part part;
  int type;                    /* of tp_array_types */
  unsigned dimensions;
  int is_turned;               /* rows and columns exchanged; for factors of a product from the right */
  uint64_t shape[2], bytes;    /* of whole matrices with more rows than there are, the others are 0 */
} weights_array;

struct tp_weights {
  const tp_transformer *t;
  tp_weights_layout layout;
  const char *beta, *version;
  tp_buffer metadata;          /* JSON */
  weights_array *array;
  size_t arrays, capacity;
};

/* Takes bytes; 0 if that fails. */
typedef struct {
  int (*take)(void *context, const unsigned char *bytes, size_t length);
  void *context;
} byte_sink;

/* The sink that appends to a FILE. */
byte_sink tp_sink_to(FILE *out);

/* All bytes of an array. */
int tp_array_put(const tp_weights *w, const weights_array *a, byte_sink to);

/* The forms: whether it holds these arrays, and how it is written. */
tp_status tp_safetensors_check(const tp_weights *w, tp_error *err);
int tp_safetensors_write(const tp_weights *w, FILE *out);
tp_status tp_npz_check(const tp_weights *w, tp_error *err);
int tp_npz_write(const tp_weights *w, FILE *out);
tp_status tp_onnx_check(const tp_weights *w, tp_error *err);
int tp_onnx_write(const tp_weights *w, FILE *out);

#endif
