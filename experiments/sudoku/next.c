/* SPDX-License-Identifier: MIT */
/* The forward pass for one more token of several contexts, whose keys and values are kept. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "learn.h"
#include "tmprec/base/memory.h"

cache cache_make(int layers)
{
  const size_t count = (size_t) layers * WIDTH * LONGEST_SEQUENCE;
  return (cache) {tp_memory_new(count, sizeof(real)), tp_memory_new(count, sizeof(real)), 0};
}

void cache_free(cache *c)
{
  free(c->keys);
  free(c->values);
}

struct next_trail {
  real *x, *y, *inverse, *inner, *qkv, *mixed, *hidden, *logits;
};

next_trail *next_new(size_t most)
{
  next_trail *t = tp_memory_new(1, sizeof *t);
  *t = (next_trail) {tp_memory_new(most * WIDTH, sizeof(real)), tp_memory_new(most * WIDTH, sizeof(real)),
                     tp_memory_new(most, sizeof(real)), tp_memory_new(most * WIDTH, sizeof(real)),
                     tp_memory_new(most * 3 * WIDTH, sizeof(real)), tp_memory_new(most * WIDTH, sizeof(real)),
                     tp_memory_new(most * HIDDEN, sizeof(real)), tp_memory_new(most * VOCABULARY, sizeof(real))};
  return t;
}

void next_free(next_trail *t)
{
  free(t->x);
  free(t->y);
  free(t->inverse);
  free(t->inner);
  free(t->qkv);
  free(t->mixed);
  free(t->hidden);
  free(t->logits);
  free(t);
}

/* One head of one context: keys and values have n tokens, the last of which asks. */
static void attend_next(real *mixed, const real *q, const real *keys, const real *values, size_t n, rounder *attn)
{
  real weight[LONGEST_SEQUENCE];
  multiply_vector(weight, (matrix) {keys, DEPTH, 0}, q, n, DEPTH);
  softmax(weight, n, n, (real) (1 / sqrt((double) DEPTH)));
  round_numbers(attn, weight, n);
  multiply_vector(mixed, (matrix) {values, DEPTH, 1}, weight, DEPTH, n);
}

static void attend_context(next_trail *t, size_t row, cache *c, size_t layer, rounder *attn)
{
  const size_t at = (size_t) c->length;
  for (size_t h = 0; h < HEADS; h++) {
    real *q = t->qkv + row * 3 * WIDTH + h * 3 * DEPTH, *k = q + DEPTH, *v = k + DEPTH;
    real *keys = c->keys + (layer * WIDTH + h * DEPTH) * LONGEST_SEQUENCE,
        *values = c->values + (layer * WIDTH + h * DEPTH) * LONGEST_SEQUENCE;
    rotate(q, at, 1);
    rotate(k, at, 1);
    memcpy(keys + at * DEPTH, k, DEPTH * sizeof *k);
    memcpy(values + at * DEPTH, v, DEPTH * sizeof *v);
    attend_next(t->mixed + row * WIDTH + h * DEPTH, q, keys, values, at + 1, attn);
  }
}

static void layer_next(const layer_parameters *w, sites *s, next_trail *t, cache *const *caches, size_t count, size_t layer)
{
  normalize(t->y, t->inverse, t->x, count);
  scale_shift(t->inner, t->y, w->norm_scale, w->norm_shift, count);
  fill_rows(t->qkv, w->qkv_bias, 3 * WIDTH, count);
  apply(t->qkv, t->inner, w->qkv, count, 3 * WIDTH, WIDTH, 1);
  for (size_t i = 0; i < count; i++)
    attend_context(t, i, caches[i], layer, &s->attn);
  scale_shift(t->inner, t->y, w->mlp_scale, w->mlp_shift, count);
  fill_rows(t->hidden, w->up_bias, HIDDEN, count);
  apply(t->hidden, t->inner, w->up, count, HIDDEN, WIDTH, 1);
  gelu(t->hidden, t->hidden, count * HIDDEN);
  round_numbers(&s->act, t->hidden, count * HIDDEN);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < WIDTH; k++)
      t->x[i * WIDTH + k] += w->dense_bias[k] + w->down_bias[k];
  apply(t->x, t->mixed, w->dense, count, WIDTH, WIDTH, 1);
  apply(t->x, t->hidden, w->down, count, WIDTH, HIDDEN, 1);
  round_numbers(&s->act, t->x, count * WIDTH);
}

const real *next_logits(const parameters *p, sites *s, next_trail *t, cache *const *caches, const short *tokens, size_t count)
{
  prepare_rotations(LONGEST_SEQUENCE);
  for (size_t i = 0; i < count; i++)
    memcpy(t->x + i * WIDTH, p->embedding + tokens[i] * WIDTH, WIDTH * sizeof *t->x);
  round_numbers(&s->act, t->x, count * WIDTH);
  for (int l = 0; l < p->layers; l++)
    layer_next(&p->layer[l], s, t, caches, count, (size_t) l);
  for (size_t i = 0; i < count; i++)
    caches[i]->length++;
  normalize(t->y, t->inverse, t->x, count);
  scale_shift(t->inner, t->y, p->last_scale, p->last_shift, count);
  apply(t->logits, t->inner, p->unembedding, count, VOCABULARY, WIDTH, 0);
  return t->logits;
}
