/* SPDX-License-Identifier: MIT */
/* The arrays of a file that is read: names, types, shapes, and where the numbers are. */
#ifndef STORED_H
#define STORED_H

#include "json.h"
#include "matrices.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/index.h"

typedef enum {
  STORED_INT8, STORED_UINT8, STORED_INT16, STORED_INT32, STORED_INT64, STORED_FLOAT16, STORED_BFLOAT16, STORED_FLOAT32, STORED_FLOAT64,
  STORED_TYPES
} stored_type;
extern const unsigned tp_stored_bytes[STORED_TYPES];

typedef struct {
  char *name;                      /* owned */
  stored_type type;
  unsigned dimensions;             /* 0 .. 2 */
  uint64_t shape[2];
  const unsigned char *bytes;      /* of the file */
} stored_array;

typedef struct {
  tp_buffer file;
  stored_array *array;
  size_t arrays, capacity;
  tp_index_table by_name;
  json_value metadata;
} stored_file;

/* The largest file that is read. */
#define STORED_MOST ((size_t) 1 << 33)

/* Read a file in either form.  The caller clears it, also on failure. */
tp_status tp_stored_read(stored_file *f, const char *path, tp_error *err);
void tp_stored_clear(stored_file *f);

/* The readers of both forms: they fill in arrays and metadata. */
tp_status tp_stored_safetensors(stored_file *f, tp_error *err);
tp_status tp_stored_npz(stored_file *f, tp_error *err);

/* Add an array whose bytes are `length` from `bytes` on.  The name is copied.  Refused: a name that is there, a
   shape that needs other bytes, one of more than 2^40 numbers. */
tp_status tp_stored_add(stored_file *f, const stored_array *a, uint64_t length, tp_error *err);

/* NULL if there is none. */
const stored_array *tp_stored_find(const stored_file *f, const char *name);

/* The number at a place, exactly, if it is whole and below 2^31 in size; else 0, and the text says what it is. */
int tp_stored_integer(const stored_array *a, uint64_t at, int32_t *value, char *text, size_t size);

#endif
