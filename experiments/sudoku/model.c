/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

/* --- Parameters ------------------------------------------------------------ */

/* A tensor of a layer, or of none: -1. */
static void add_tensor(parameters *p, int layer, const char *name, size_t rows, size_t columns)
{
  tensor *t = &p->tensor[p->tensors++];
  *t = (tensor) {.rows = rows, .columns = columns, .offset = p->count};
  if (layer < 0)
    snprintf(t->name, sizeof t->name, "%s", name);
  else
    snprintf(t->name, sizeof t->name, "gpt_neox.layers.%d.%s", layer, name);
  p->count += rows * (columns ? columns : 1);
}

static void add_layer(parameters *p, int l)
{
  add_tensor(p, l, "input_layernorm.weight", WIDTH, 0);
  add_tensor(p, l, "input_layernorm.bias", WIDTH, 0);
  add_tensor(p, l, "post_attention_layernorm.weight", WIDTH, 0);
  add_tensor(p, l, "post_attention_layernorm.bias", WIDTH, 0);
  add_tensor(p, l, "attention.query_key_value.weight", 3 * WIDTH, WIDTH);
  add_tensor(p, l, "attention.query_key_value.bias", 3 * WIDTH, 0);
  add_tensor(p, l, "attention.dense.weight", WIDTH, WIDTH);
  add_tensor(p, l, "attention.dense.bias", WIDTH, 0);
  add_tensor(p, l, "mlp.dense_h_to_4h.weight", HIDDEN, WIDTH);
  add_tensor(p, l, "mlp.dense_h_to_4h.bias", HIDDEN, 0);
  add_tensor(p, l, "mlp.dense_4h_to_h.weight", WIDTH, HIDDEN);
  add_tensor(p, l, "mlp.dense_4h_to_h.bias", WIDTH, 0);
}

void parameters_make(parameters *p, int layers)
{
  *p = (parameters) {.layers = layers};
  add_tensor(p, -1, "gpt_neox.embed_in.weight", VOCABULARY, WIDTH);
  for (int l = 0; l < layers; l++)
    add_layer(p, l);
  add_tensor(p, -1, "gpt_neox.final_layer_norm.weight", WIDTH, 0);
  add_tensor(p, -1, "gpt_neox.final_layer_norm.bias", WIDTH, 0);
  add_tensor(p, -1, "embed_out.weight", VOCABULARY, WIDTH);
  p->all = tp_memory_zeroed(p->count, sizeof *p->all);
  const tensor *t = p->tensor;
  p->embedding = p->all;
  for (int l = 0; l < layers; l++) {
    real *a[LAYER_TENSORS];
    for (int i = 0; i < LAYER_TENSORS; i++)
      a[i] = p->all + (++t)->offset;
    p->layer[l] = (layer_parameters) {a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]};
  }
  p->last_scale = p->all + t[1].offset;
  p->last_shift = p->all + t[2].offset;
  p->unembedding = p->all + t[3].offset;
}

void parameters_draw(parameters *p, uint64_t seed)
{
  const uint64_t key = tp_random_key(seed, 0);
  for (int i = 0; i < p->tensors; i++) {
    const tensor *t = &p->tensor[i];
    if (t->columns)
      for (size_t k = t->offset; k < t->offset + t->rows * t->columns; k++)
        p->all[k] = (real) (0.08 * tp_random_normal(tp_random_unit(tp_random_key(key, 2 * k)),
                                                    tp_random_unit(tp_random_key(key, 2 * k + 1))));
    else
      for (size_t k = t->offset; k < t->offset + t->rows; k++)
        p->all[k] = strstr(t->name, "norm.weight") ? 1 : 0;
  }
}

/* --- What is kept ----------------------------------------------------------- */

trail *trail_new(int layers)
{
  trail *t = tp_memory_zeroed(1, sizeof *t);
  t->layers = layers;
  return t;
}

static void resize(real **x, size_t rows, size_t columns)
{
  free(*x);
  rows += rows / 4;
  *x = tp_memory_aligned(64, (rows * columns * sizeof **x + 63) / 64 * 64);
}

static void make_room(trail *t, size_t rows, size_t weights)
{
  if (weights > t->room_weights) {
    t->room_weights = weights + weights / 4;
    resize(&t->scores, weights, 1);
    for (int l = 0; l < t->layers; l++) {
      resize(&t->layer[l].weights, weights, 1);
      resize(&t->layer[l].rounded, weights, 1);
    }
  }
  if (rows <= t->room)
    return;
  t->room = rows + rows / 4;
  for (int l = 0; l < t->layers; l++) {
    layer_trail *a = &t->layer[l];
    resize(&a->x, rows, WIDTH);
    resize(&a->y, rows, WIDTH);
    resize(&a->inverse, rows, 1);
    resize(&a->inner, rows, WIDTH);
    resize(&a->outer, rows, WIDTH);
    resize(&a->qkv, rows, 3 * WIDTH);
    resize(&a->mixed, rows, WIDTH);
    resize(&a->hidden, rows, HIDDEN);
    resize(&a->fired, rows, HIDDEN);
  }
  real **const narrow[] = {&t->x, &t->y, &t->last, &t->dx, &t->dy, &t->d_mixed};
  for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
    resize(narrow[i], rows, WIDTH);
  resize(&t->inverse, rows, 1);
  resize(&t->logits, rows, VOCABULARY);
  resize(&t->wide, rows, HIDDEN);
  resize(&t->d_qkv, rows, 3 * WIDTH);
}

void trail_free(trail *t)
{
  for (int l = 0; l < t->layers; l++) {
    layer_trail *a = &t->layer[l];
    real *const all[] = {a->x, a->y, a->inverse, a->inner, a->outer, a->qkv, a->mixed, a->hidden, a->fired, a->weights,
                         a->rounded};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
      free(all[i]);
  }
  real *const all[] = {t->x, t->y, t->inverse, t->last, t->logits, t->dx, t->dy, t->wide, t->d_qkv, t->d_mixed, t->scores};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    free(all[i]);
  free(t);
}

batch batch_make(const sequence *const *s, size_t sequences)
{
  batch b = {s, sequences, 0, 0};
  for (size_t i = 0; i < sequences; i++) {
    b.rows += (size_t) s[i]->length;
    b.predicted += (size_t) (s[i]->length - s[i]->given);
  }
  return b;
}

/* --- Forward ---------------------------------------------------------------- */

void apply(real *y, const real *x, const real *w, size_t rows, size_t n, size_t m, int add)
{
  multiply(y, n, (matrix) {x, m, 0}, (matrix) {w, m, 1}, rows, n, m, add);
}

/* One head of one sequence of n tokens, from q, k and v in rows of 3 WIDTH numbers: block after block of queries, each
   with the keys up to its end. */
static void attend(const real *qkv, size_t n, real *weights, real *rounded, rounder *attn, real *mixed)
{
  const size_t ld = 3 * WIDTH;
  for (size_t from = 0; from < n; from += QUERIES) {
    const size_t to = from + QUERIES < n ? from + QUERIES : n;
    real *w = weights + from * n;
    const real *used = w;
    multiply(w, n, (matrix) {qkv + from * ld, ld, 0}, (matrix) {qkv + DEPTH, ld, 1}, to - from, to, DEPTH, 0);
    for (size_t i = from; i < to; i++)
      softmax(weights + i * n, i + 1, to, (real) (1 / sqrt((double) DEPTH)));
    if (attn->rounds || attn->instead) {
      used = rounded + from * n;
      for (size_t i = from; i < to; i++) {
        memcpy(rounded + i * n, weights + i * n, to * sizeof *rounded);
        round_numbers(attn, rounded + i * n, i + 1);
      }
    }
    multiply(mixed + from * WIDTH, WIDTH, (matrix) {used, n, 0}, (matrix) {qkv + 2 * DEPTH, ld, 0}, to - from, DEPTH, to, 0);
  }
}

static void attend_all(const batch *b, layer_trail *a, rounder *attn)
{
  size_t row = 0, square = 0;
  for (size_t s = 0; s < b->sequences; s++) {
    const size_t n = (size_t) b->sequence[s]->length;
    for (size_t i = 0; i < n; i++)
      for (size_t h = 0; h < HEADS; h++) {
        rotate(a->qkv + (row + i) * 3 * WIDTH + h * 3 * DEPTH, i, 1);
        rotate(a->qkv + (row + i) * 3 * WIDTH + h * 3 * DEPTH + DEPTH, i, 1);
      }
    for (size_t h = 0; h < HEADS; h++, square += n * n)
      attend(a->qkv + row * 3 * WIDTH + h * 3 * DEPTH, n, a->weights + square, a->rounded + square, attn,
             a->mixed + row * WIDTH + h * DEPTH);
    row += n;
  }
}

static void layer_forward(const layer_parameters *w, sites *s, const batch *b, layer_trail *a, real *out)
{
  const size_t rows = b->rows;
  normalize(a->y, a->inverse, a->x, rows);
  scale_shift(a->inner, a->y, w->norm_scale, w->norm_shift, rows);
  fill_rows(a->qkv, w->qkv_bias, 3 * WIDTH, rows);
  apply(a->qkv, a->inner, w->qkv, rows, 3 * WIDTH, WIDTH, 1);
  attend_all(b, a, &s->attn);
  scale_shift(a->outer, a->y, w->mlp_scale, w->mlp_shift, rows);
  fill_rows(a->hidden, w->up_bias, HIDDEN, rows);
  apply(a->hidden, a->outer, w->up, rows, HIDDEN, WIDTH, 1);
  gelu(a->fired, a->hidden, rows * HIDDEN);
  round_numbers(&s->act, a->fired, rows * HIDDEN);
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < WIDTH; k++)
      out[i * WIDTH + k] = a->x[i * WIDTH + k] + w->dense_bias[k] + w->down_bias[k];
  apply(out, a->mixed, w->dense, rows, WIDTH, WIDTH, 1);
  apply(out, a->fired, w->down, rows, WIDTH, HIDDEN, 1);
  round_numbers(&s->act, out, rows * WIDTH);
}

void forward(const parameters *p, sites *s, const batch *b, trail *t)
{
  size_t weights = 0, row = 0;
  for (size_t i = 0; i < b->sequences; i++)
    weights += (size_t) (b->sequence[i]->length * b->sequence[i]->length) * HEADS;
  make_room(t, b->rows, weights);
  prepare_rotations(LONGEST_SEQUENCE);
  real *x = p->layers ? t->layer[0].x : t->x;
  for (size_t i = 0; i < b->sequences; i++)
    for (int k = 0; k < b->sequence[i]->length; k++, row++)
      memcpy(x + row * WIDTH, p->embedding + b->sequence[i]->token[k] * WIDTH, WIDTH * sizeof *x);
  round_numbers(&s->act, x, b->rows * WIDTH);
  for (int l = 0; l < p->layers; l++)
    layer_forward(&p->layer[l], s, b, &t->layer[l], l + 1 < p->layers ? t->layer[l + 1].x : t->x);
  normalize(t->y, t->inverse, t->x, b->rows);
  scale_shift(t->last, t->y, p->last_scale, p->last_shift, b->rows);
  apply(t->logits, t->last, p->unembedding, b->rows, VOCABULARY, WIDTH, 0);
}

double loss_of(const batch *b, trail *t)
{
  double sum = 0;
  real *row = t->logits;
  for (size_t s = 0; s < b->sequences; s++) {
    const sequence *q = b->sequence[s];
    for (int i = 0; i < q->length; i++, row += VOCABULARY) {
      if (i + 1 < q->given || i + 1 == q->length) {
        memset(row, 0, VOCABULARY * sizeof *row);
        continue;
      }
      softmax(row, VOCABULARY, VOCABULARY, 1);
      real *const right = &row[q->token[i + 1]];
      sum -= log((double) *right + 1e-30);
      *right -= 1;
      for (int k = 0; k < VOCABULARY; k++)
        row[k] /= (real) b->predicted;
    }
  }
  return sum / (double) b->predicted;
}
