/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <math.h>
#include <string.h>

#include "blas.h"

/* dw += dy^T x, db += the sum of dy */
static void weights_back(real *dw, real *db, const real *dy, const real *x, size_t rows, size_t n, size_t m)
{
  multiply(dw, m, (matrix) {dy, n, 1}, (matrix) {x, m, 0}, n, m, rows, 1);
  if (db)
    add_columns(db, dy, n, rows);
}

/* dx = dy w */
static void inputs_back(real *dx, const real *dy, const real *w, size_t rows, size_t n, size_t m)
{
  multiply(dx, m, (matrix) {dy, n, 0}, (matrix) {w, m, 0}, rows, m, n, 0);
}

/* One head of one sequence, as attend in model.c.  With rounding, values were mixed by rounded weights, and the softmax
   is derived where it was: gradients pass the rounding as they are. */
static void attend_back(const real *qkv, size_t n, const real *weights, const real *used, const real *d_mixed, real *scores,
                        real *d_qkv)
{
  for (size_t i = 0; i < n; i++)
    memset(d_qkv + i * 3 * WIDTH + DEPTH, 0, 2 * DEPTH * sizeof *d_qkv);
  for (size_t from = 0; from < n; from += QUERIES) {
    const size_t to = from + QUERIES < n ? from + QUERIES : n, rows = to - from, ld = 3 * WIDTH;
    const real *dm = d_mixed + from * WIDTH, *q = qkv + from * ld;
    real *d = scores + from * n;
    multiply(d, n, (matrix) {dm, WIDTH, 0}, (matrix) {qkv + 2 * DEPTH, ld, 1}, rows, to, DEPTH, 0);
    multiply(d_qkv + 2 * DEPTH, ld, (matrix) {used + from * n, n, 1}, (matrix) {dm, WIDTH, 0}, to, DEPTH, rows, 1);
    for (size_t i = from; i < to; i++)
      softmax_back(scores + i * n, weights + i * n, i + 1, to, (real) (1 / sqrt((double) DEPTH)));
    multiply(d_qkv + from * ld, ld, (matrix) {d, n, 0}, (matrix) {qkv + DEPTH, ld, 0}, rows, DEPTH, to, 0);
    multiply(d_qkv + DEPTH, ld, (matrix) {d, n, 1}, (matrix) {q, ld, 0}, to, DEPTH, rows, 1);
  }
}

static void attend_all_back(const batch *b, const layer_trail *a, int is_rounded, trail *t)
{
  size_t row = 0, square = 0;
  for (size_t s = 0; s < b->sequences; s++) {
    const size_t n = (size_t) b->sequence[s]->length;
    for (size_t h = 0; h < HEADS; h++, square += n * n)
      attend_back(a->qkv + row * 3 * WIDTH + h * 3 * DEPTH, n, a->weights + square,
                  (is_rounded ? a->rounded : a->weights) + square,
                  t->d_mixed + row * WIDTH + h * DEPTH, t->scores, t->d_qkv + row * 3 * WIDTH + h * 3 * DEPTH);
    for (size_t i = 0; i < n; i++)
      for (size_t h = 0; h < HEADS; h++) {
        rotate(t->d_qkv + (row + i) * 3 * WIDTH + h * 3 * DEPTH, i, -1);
        rotate(t->d_qkv + (row + i) * 3 * WIDTH + h * 3 * DEPTH + DEPTH, i, -1);
      }
    row += n;
  }
}

/* From the gradient of y * scale + shift: those of scale and shift, and dy += that of y. */
VECTOR_CLONES
static void norm_back(real *restrict dy, const real *restrict d, const real *restrict y, const real *restrict scale,
                      real *restrict d_scale,
                      real *restrict d_shift, size_t rows)
{
  for (size_t i = 0; i < rows; i++, dy += WIDTH, d += WIDTH, y += WIDTH)
    for (int k = 0; k < WIDTH; k++) {
      d_scale[k] += d[k] * y[k];
      d_shift[k] += d[k];
      dy[k] = d[k] * scale[k] + dy[k];
    }
}

/* t->dx is the gradient of what the layer leaves, and becomes that of what it finds. */
static void layer_back(const layer_parameters *w, const batch *b, const layer_trail *a, int is_rounded, trail *t,
                       layer_parameters *g)
{
  const size_t rows = b->rows;
  weights_back(g->down, g->down_bias, t->dx, a->fired, rows, WIDTH, HIDDEN);
  inputs_back(t->wide, t->dx, w->down, rows, WIDTH, HIDDEN);
  gelu_back(t->wide, a->hidden, rows * HIDDEN);
  weights_back(g->up, g->up_bias, t->wide, a->outer, rows, HIDDEN, WIDTH);
  inputs_back(t->last, t->wide, w->up, rows, HIDDEN, WIDTH);
  memset(t->dy, 0, rows * WIDTH * sizeof *t->dy);
  norm_back(t->dy, t->last, a->y, w->mlp_scale, g->mlp_scale, g->mlp_shift, rows);

  weights_back(g->dense, g->dense_bias, t->dx, a->mixed, rows, WIDTH, WIDTH);
  inputs_back(t->d_mixed, t->dx, w->dense, rows, WIDTH, WIDTH);
  attend_all_back(b, a, is_rounded, t);
  weights_back(g->qkv, g->qkv_bias, t->d_qkv, a->inner, rows, 3 * WIDTH, WIDTH);
  inputs_back(t->last, t->d_qkv, w->qkv, rows, 3 * WIDTH, WIDTH);
  norm_back(t->dy, t->last, a->y, w->norm_scale, g->norm_scale, g->norm_shift, rows);
  normalize_back(t->dx, t->dy, a->y, a->inverse, rows);
}

void backward(const parameters *p, const sites *s, const batch *b, trail *t, parameters *g)
{
  const int is_rounded = s->attn.rounds || s->attn.instead;
  weights_back(g->unembedding, NULL, t->logits, t->last, b->rows, VOCABULARY, WIDTH);
  inputs_back(t->last, t->logits, p->unembedding, b->rows, VOCABULARY, WIDTH);
  memset(t->dy, 0, b->rows * WIDTH * sizeof *t->dy);
  norm_back(t->dy, t->last, t->y, p->last_scale, g->last_scale, g->last_shift, b->rows);
  memset(t->dx, 0, b->rows * WIDTH * sizeof *t->dx);
  normalize_back(t->dx, t->dy, t->y, t->inverse, b->rows);
  for (int l = p->layers - 1; l >= 0; l--)
    layer_back(&p->layer[l], b, &t->layer[l], is_rounded, t, &g->layer[l]);
  size_t row = 0;
  for (size_t i = 0; i < b->sequences; i++)
    for (int k = 0; k < b->sequence[i]->length; k++, row++)
      add_columns(g->embedding + b->sequence[i]->token[k] * WIDTH, t->dx + row * WIDTH, WIDTH, 1);
}
