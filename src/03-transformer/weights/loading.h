/* SPDX-License-Identifier: MIT */
/* A transformer from the arrays and the metadata of a file. */
#ifndef LOADING_H
#define LOADING_H

#include "stored.h"

typedef struct {
  stored_file file;
  tp_transformer *t;
  uint64_t width;
  tp_error *err;
} loading;

/* The matrix of this name, whole or by its entries.  rows and columns are those of m; rows of UINT64_MAX: as many
   as the file says, which only a whole matrix does.  Entries are within -most .. most.  The caller clears it, also on
   failure. */
tp_status tp_loading_matrix(loading *l, const matrix_place *p, matrix *m, int32_t most);

/* Refuse it for an entry of the matrix at `p`. */
tp_status tp_loading_refuse(const loading *l, const matrix_place *p, uint64_t row, uint64_t column, const char *what);

/* The steps, in this order. */
tp_status tp_loading_vocabulary(loading *l);      /* families, fields, and both embeddings */
tp_status tp_loading_layer(loading *l, uint32_t layer, const json_value *about);

#endif
