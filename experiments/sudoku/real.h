/* SPDX-License-Identifier: MIT */
/* The numbers of the learned transformer: binary32.  The tests of gradients compile the same source for binary64, in
   which differences of losses are precise enough. */
#ifndef SUDOKU_REAL_H
#define SUDOKU_REAL_H

#include <cblas.h>

#ifdef SUDOKU_DOUBLE
typedef double real;
#define REAL_GEMM cblas_dgemm
#else
typedef float real;
#define REAL_GEMM cblas_sgemm
#endif

#endif
