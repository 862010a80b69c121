/* SPDX-License-Identifier: MIT */
/* Products of matrices.  Each sum is taken in the order of its terms, so it is the same on every processor. */
#ifndef SUDOKU_PRODUCTS_H
#define SUDOKU_PRODUCTS_H

#include <stddef.h>

#include "real.h"

/* A matrix: where its first number is, and how far apart two rows and two columns are, in numbers. */
typedef struct {
  const real *at;
  size_t row, column;
} matrix;

/* c = a b (+ c if `add`), rows x n from rows x m and m x n.  Rows of b and c are b_row and c_row apart.  Rows of b have
   room for LANES_OF(n) numbers, which may be any. */
#define LANES_OF(n) (((n) + 15) / 16 * 16)
void multiply(real *c, size_t c_row, matrix a, const real *b, size_t b_row, size_t rows, size_t n, size_t m, int add);

/* The same in vectors of so many bytes: 16, or up to widest_vectors() 32 or 64.  All give the same numbers. */
size_t widest_vectors(void);
void multiply_in(size_t bytes, real *c, size_t c_row, matrix a, const real *b, size_t b_row, size_t rows, size_t n, size_t m,
                 int add);

/* To m rows of `to_row` numbers, from n rows of m numbers that are from_row apart: the transposed matrix. */
void transpose(real *to, size_t to_row, const real *from, size_t from_row, size_t n, size_t m);

#endif
