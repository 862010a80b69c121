/* SPDX-License-Identifier: MIT */
/* The learned transformer: a decoder as people train them, like GPT-NeoX.  Attention and MLP read the same numbers,
   each through a layer norm of its own, and what they write is added to them at once; positions are turns of queries
   and keys; nothing ties the embedding to the unembedding.  The layout is that of GPT-NeoX in Hugging Face's
   transformers. */
#ifndef SUDOKU_MODEL_H
#define SUDOKU_MODEL_H

#include "kernels.h"
#include "rounder.h"
#include "tokens.h"

/* QUERIES: a block of queries, which attention takes at once. */
enum { QUERIES = 64, MOST_LAYERS = 6, LAYER_TENSORS = 12, MOST_TENSORS = LAYER_TENSORS * MOST_LAYERS + 4 };

/* The parameters of a layer, or their gradients. */
typedef struct {
  real *norm_scale, *norm_shift;       /* before attention: WIDTH */
  real *mlp_scale, *mlp_shift;         /* before the MLP: WIDTH */
  real *qkv, *qkv_bias;                /* 3 WIDTH x WIDTH; head after head, of each q, k and v */
  real *dense, *dense_bias;            /* WIDTH x WIDTH */
  real *up, *up_bias;                  /* HIDDEN x WIDTH */
  real *down, *down_bias;              /* WIDTH x HIDDEN */
} layer_parameters;

typedef struct {
  char name[64];
  size_t rows, columns, offset;        /* columns 0: a vector; in numbers from the first */
} tensor;

typedef struct {
  int layers, tensors;
  size_t count;                        /* of numbers */
  tensor tensor[MOST_TENSORS];         /* one after the other in *all */
  real *all, *embedding, *last_scale, *last_shift, *unembedding;
  layer_parameters layer[MOST_LAYERS];
} parameters;

/* All zero.  The caller frees p->all. */
void parameters_make(parameters *p, int layers);
/* Matrices normal with a deviation of 0.08, scales 1, all else 0.  At this width GPT-NeoX's 0.02 learns more slowly. */
void parameters_draw(parameters *p, uint64_t seed);

/* Where numbers are rounded: activations after the embedding, after each layer and in the hidden layer, and attention
   weights.  Gradients go through as if nothing was rounded. */
typedef struct {
  rounder act, attn;
} sites;

/* What a forward pass of several sequences keeps for the backward pass.  Rows are the tokens of all sequences, one
   after the other. */
typedef struct {
  real *x, *y, *inverse, *inner, *qkv, *mixed, *outer, *hidden, *fired;
  real *weights, *rounded;             /* of all heads of all sequences, a square each */
} layer_trail;

typedef struct {
  int layers;
  size_t room, room_weights;           /* in rows, and in weights of a layer */
  layer_trail layer[MOST_LAYERS];
  real *x, *y, *inverse, *last, *logits;
  real *dx, *dy, *wide, *d_qkv, *d_mixed, *scores;
} trail;

trail *trail_new(int layers);
void trail_free(trail *t);

typedef struct {
  const sequence *const *sequence;
  size_t sequences, rows, predicted;   /* predicted: tokens with a loss */
} batch;

batch batch_make(const sequence *const *s, size_t sequences);

/* The logits of all rows are in t->logits. */
void forward(const parameters *p, sites *s, const batch *b, trail *t);
/* The mean loss of predicted tokens.  t->logits become its gradient. */
double loss_of(const batch *b, trail *t);
/* Adds to the gradients g, after forward and loss_of. */
void backward(const parameters *p, const sites *s, const batch *b, trail *t, parameters *g);

/* y = x w^T (+ y if add), rows x n from rows x m and n x m. */
void apply(real *y, const real *x, const real *w, size_t rows, size_t n, size_t m, int add);

#endif
