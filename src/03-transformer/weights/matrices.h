/* SPDX-License-Identifier: MIT */
/* The matrices of a transformer, one at a time, by their entries that are not 0. */
#ifndef MATRICES_H
#define MATRICES_H

#include "tmprec/transformer/transformer.h"

typedef enum {
  MATRIX_EMBEDDING, MATRIX_POSITION, MATRIX_UNEMBEDDING,
  MATRIX_Q, MATRIX_K, MATRIX_V, MATRIX_O,     /* of a head */
  MATRIX_1, MATRIX_BIAS, MATRIX_2,            /* of a layer; the bias is a vector: one row */
  MATRIX_ROLES
} matrix_role;
extern const char *const tp_matrix_role_name[MATRIX_ROLES];

typedef struct {
  matrix_role role;
  uint32_t layer, head;        /* from 1, where the role has one */
} matrix_place;

typedef struct {
  uint32_t row, column;
  int32_t value;
} matrix_entry;

typedef struct {
  uint64_t rows, columns;
  size_t entries, capacity;
  matrix_entry *entry;         /* ascending by row, then by column; each once; none is 0 */
} matrix;

/* Behind the last entry; of a matrix without entries what it has as the first. */
static inline const matrix_entry *matrix_end(const matrix *m)
{
  return m->entries ? m->entry + m->entries : m->entry;
}

/* Its name in a file, such as layer.1.head.2.W_Q. */
void tp_matrix_name(tp_buffer *out, const matrix_place *p);

/* All of a transformer, in the order of a file: the caller frees. */
matrix_place *tp_matrix_places(const tp_transformer *t, size_t *count);

matrix tp_matrix_of(const tp_transformer *t, const matrix_place *p);
void tp_matrix_add(matrix *m, uint64_t row, uint64_t column, int32_t value);
void tp_matrix_settle(matrix *m);     /* in order, each once; entries of one place are added up */
void tp_matrix_transpose(matrix *m);
void tp_matrix_clear(matrix *m);

#endif
