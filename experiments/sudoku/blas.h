/* SPDX-License-Identifier: MIT */
/* Products of matrices, by OpenBLAS.  A program calls openblas_set_num_threads(1) before the first: sums are then taken in
   the same order each time on the same processor; on another one OpenBLAS may choose another order. */
#ifndef SUDOKU_BLAS_H
#define SUDOKU_BLAS_H

#include <cblas.h>
#include <stddef.h>

#include "real.h"

#ifdef SUDOKU_DOUBLE
#define GEMM cblas_dgemm
#define GEMV cblas_dgemv
#else
#define GEMM cblas_sgemm
#define GEMV cblas_sgemv
#endif

/* A matrix: where its first number is, and how far apart two rows are in memory, in numbers.  Turned, its rows in memory are
   its columns. */
typedef struct {
  const real *at;
  size_t row;
  int is_turned;
} matrix;

/* c = a b (+ c if `add`), rows x n from rows x m and m x n.  Rows of c are c_row apart. */
static inline void multiply(real *c, size_t c_row, matrix a, matrix b, size_t rows, size_t n, size_t m, int add)
{
  GEMM(CblasRowMajor, a.is_turned ? CblasTrans : CblasNoTrans, b.is_turned ? CblasTrans : CblasNoTrans, (int) rows, (int) n,
       (int) m, 1, a.at, (int) a.row, b.at, (int) b.row, (real) add, c, (int) c_row);
}

/* y = a x, rows numbers from rows x m and m. */
static inline void multiply_vector(real *y, matrix a, const real *x, size_t rows, size_t m)
{
  GEMV(CblasRowMajor, a.is_turned ? CblasTrans : CblasNoTrans, (int) (a.is_turned ? m : rows), (int) (a.is_turned ? rows : m),
       1, a.at, (int) a.row, x, 1, 0, y, 1);
}

#endif
