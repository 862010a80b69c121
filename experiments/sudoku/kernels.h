/* SPDX-License-Identifier: MIT */
/* Loops over the numbers of one layer, compiled for several kinds of processor. */
#ifndef SUDOKU_KERNELS_H
#define SUDOKU_KERNELS_H

#include <stddef.h>

#include "real.h"

/* Clang before 17 gives clones a name that other files do not find. */
#if !defined VECTOR_CLONES || (defined __clang__ && __clang_major__ < 17)
#undef VECTOR_CLONES
#define VECTOR_CLONES
#endif

enum { WIDTH = 64, HEADS = 4, DEPTH = WIDTH / HEADS, HIDDEN = 4 * WIDTH };

/* y = (x - mean) / deviation for each row of WIDTH numbers, and 1 / deviation. */
void normalize(real *y, real *inverse, const real *x, size_t rows);
/* y = x * scale + shift */
void scale_shift(real *y, const real *x, const real *scale, const real *shift, size_t rows);
/* dx += the derivative through normalize, from that of y. */
void normalize_back(real *dx, const real *dy, const real *y, const real *inverse, size_t rows);

/* GELU as x sigmoid(1.5958 (x + 0.044715 x^3)), and from the gradient of it that of x. */
void gelu(real *y, const real *x, size_t n);
void gelu_back(real *dy, const real *x, size_t n);

/* Softmax of scale * x over the first `seen` of n numbers; the others become 0. */
void softmax(real *x, size_t seen, size_t n, real scale);
/* From the gradient of weights that of scores: d = scale * p (d - sum p d), 0 beyond `seen`. */
void softmax_back(real *d, const real *p, size_t seen, size_t n, real scale);

/* Turns the queries and keys of one head by the angles of the position; direction -1 turns them back. */
void rotate(real *x, size_t position, real direction);
void prepare_rotations(size_t positions);

void fill_rows(real *y, const real *row, size_t n, size_t rows);
void add_columns(real *sum, const real *x, size_t n, size_t rows);   /* sum += over the rows */

/* One step of AdamW; the rates are corrected for the number of the step. */
typedef struct {
  real rate, decay, first, second, correct_first, correct_second;
} adam_step;
void adam(real *w, const real *g, real *m, real *v, size_t n, adam_step s);

#endif
