/* SPDX-License-Identifier: MIT */
/* Training, greedy generation, and files of weights. */
#ifndef SUDOKU_LEARN_H
#define SUDOKU_LEARN_H

#include <stdio.h>

#include "model.h"

/* Puzzles of a file that sudoku-puzzles wrote, in its order. */
typedef struct {
  puzzle *p;
  size_t count;
} puzzles;
tp_status puzzles_read(puzzles *out, const char *path, int held_out, int shortest, int longest, tp_error *err);

typedef struct {
  chain_mode mode;
  int layers, batch_tokens, report_every;   /* report_every: steps; 0: never */
  long tokens;                              /* of all batches */
  double rate;                              /* the highest: up to it for 2 % of the tokens, then by a cosine to 2 % of it */
  uint64_t seed;
  FILE *batches;                            /* NULL, or where each batch is told, for others to train on */
} training;

/* The mean loss of the last hundred steps. */
double train(parameters *p, sites *s, const puzzles *from, const training *how, FILE *progress);

/* How puzzles of one length came out. */
typedef struct {
  long puzzles, exact, valid;               /* the whole trace and answer right; the answer a solution */
} score;

/* Greedily, with the tokens of the puzzle given.  For each bin. */
void test(const parameters *p, sites *s, const puzzles *on, chain_mode mode, score by_bin[BINS]);

/* safetensors, with the number of layers and the mode; read are only files as they are written here. */
tp_status weights_write(const parameters *p, chain_mode mode, const char *path, tp_error *err);
tp_status weights_read(parameters *p, chain_mode *mode, const char *path, tp_error *err);

/* One more token of each of `count` contexts, which have caches[i].length tokens: its logits. */
typedef struct {
  real *keys, *values;   /* of each layer and head: [position][coordinate] */
  int length;
} cache;
cache cache_make(int layers);
void cache_free(cache *c);
typedef struct next_trail next_trail;
next_trail *next_new(size_t most);
void next_free(next_trail *t);
const real *next_logits(const parameters *p, sites *s, next_trail *t, cache *const *caches, const short *tokens, size_t count);

#endif
