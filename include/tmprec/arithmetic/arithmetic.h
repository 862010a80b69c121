/* An arithmetic: how the numbers of a transformer's evaluation are held, and the steps of
   that evaluation (doc/precision.md, "Definition"):

     neuron     h = R(relu(W1 x + bias))
     add        x = R(x + W2 h)
     score      s_j = q . k_j                          for all keys j <= i
     weigh      a_j = softmax (or hardmax) of s
     mix        x_i = R(x_i + sum_j a_j v_j)

   Numbers live in columns: one coordinate of the stream at successive positions of the
   sequence.  Whoever evaluates drives these steps and never asks which arithmetic does them.

   An arithmetic does not change once it is made, so threads share it.  What a thread needs
   to compute in it is a workspace: scratch memory, the random draw, and what was left
   undecided.  Columns, key stores and rows are data: any workspace of their arithmetic may
   work on them, one at a time. */
#ifndef TMPREC_ARITHMETIC_ARITHMETIC_H
#define TMPREC_ARITHMETIC_ARITHMETIC_H

#include <gmp.h>
#include <mpfr.h>
#include <stddef.h>
#include <stdint.h>

#include "tmprec/arithmetic/draw.h"
#include "tmprec/arithmetic/effort.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_arithmetic tp_arithmetic;
typedef struct tp_number_column tp_number_column;
typedef struct tp_attention_row tp_attention_row;

/* Where a step is.  Stochastic rounding and noise depend on it. */
typedef enum { TP_PART_ATTENTION, TP_PART_NEURON, TP_PART_SUM, TP_LAYER_PARTS } tp_layer_part;
typedef struct {
  size_t layer;          /* from 1 */
  tp_layer_part part;
  size_t index;          /* of the head, neuron or coordinate */
} tp_rounding_place;

/* What a workspace could not decide (bits of `undecided`). */
enum {
  TP_UNDECIDED_NUMBER = 1,    /* some number may not be what the definition asks for */
  TP_UNDECIDED_EQUALITY = 2   /* `compare` met a number that may or may not be the expected one */
};

/* The workspace of every arithmetic begins with this. */
typedef struct {
  const tp_arithmetic *a;
  tp_draw draw;
  int undecided;         /* collected over all steps; 0: nothing is open */
} tp_workspace;

/* What is known of the keys of a row set.  It grows with the sequence and lasts as long.
   An arithmetic may keep an index, counts of equal keys or bit planes after it. */
typedef struct {
  size_t coordinates;              /* of a key: d_k */
  tp_number_column **k;            /* so many columns, not owned */
  size_t keys;                     /* positions 0 .. keys-1 are in it */
} tp_key_store;

/* The scores of a row if all are integers: the distinct ones, and how many keys have each. */
typedef struct {
  size_t count, capacity;
  int *score;                      /* descending */
  size_t *keys;                    /* at least 1 each */
} tp_score_histogram;
void tp_score_histogram_clear(tp_score_histogram *h);

typedef struct {
  void (*destroy)(tp_arithmetic *a);

  tp_workspace *(*workspace_new)(const tp_arithmetic *a, const tp_draw *d);
  void (*workspace_free)(tp_workspace *w);

  /* A column of positions first, first + 1, ...; empty at first. */
  tp_number_column *(*column_new)(const tp_arithmetic *a);
  void (*column_free)(const tp_arithmetic *a, tp_number_column *c);
  void (*column_restart)(const tp_arithmetic *a, tp_number_column *c, size_t first);

  /* Positions are written in ascending order without gaps, from a column's
     first; the columns read hold them already.  load: append `count` numbers, each -1, 0 or 1. */
  void (*load)(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value);
  void (*neuron)(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                 const int8_t *weight, int32_t bias, size_t from, size_t to);
  void (*add)(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
              tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);

  /* For activations that share scales; NULL in arithmetics that have none.  copy: append
     positions from .. to-1 of `of`.  share: round these columns, one block of them,
     together at each of these positions. */
  void (*copy)(tp_workspace *w, tp_number_column *c, const tp_number_column *of, size_t from, size_t to);
  void (*share)(tp_workspace *w, tp_rounding_place at, size_t count, tp_number_column *const *c, size_t from, size_t to);

  /* extend: the columns hold positions up to keys-1 now.  A store begins empty, with its base
     filled in. */
  tp_key_store *(*store_new)(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k);
  void (*store_extend)(tp_workspace *w, tp_key_store *store, size_t keys);
  void (*store_free)(const tp_arithmetic *a, tp_key_store *store);

  tp_attention_row *(*row_new)(const tp_arithmetic *a);
  void (*row_free)(const tp_arithmetic *a, tp_attention_row *row);
  /* Rows come in groups of successive query positions, the same group to all three
     steps, so that an arithmetic may work on them side by side.
     Scores of positions i = first, first + 1, ... against keys 0 .. i of the store each. */
  void (*score)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                tp_number_column *const *q, size_t first);
  void (*weigh)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
  /* For the rows' own positions; v holds as many as the last one has keys. */
  void (*mix)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
              tp_number_column *out, tp_number_column *x);

  /* First position in from .. to-1 where the column differs, or may differ, from
     `expected` (entries from, from + 1, ...; each -1, 0 or 1), or `to`.  -0 equals 0. */
  size_t (*compare)(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected);

  /* Numbers from .. to-1 in binary64 (NaN and infinities as such), each at most its slack
     away. */
  void (*read)(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack);
  /* What is known of one: it is between low and high, over the denominator; low and high
     are equal if it is known exactly (or not a number).  Their precision is set. */
  void (*bounds)(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator);

  /* A row's scores and weights, likewise, for key j. */
  double (*row_score)(tp_workspace *w, const tp_attention_row *row, size_t j);
  double (*row_weight)(tp_workspace *w, const tp_attention_row *row, size_t j);
  /* 1 and the row's scores by how often they occur, or 0 if they are not all integers. */
  int (*row_histogram)(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out);
} tp_arithmetic_operations;

struct tp_arithmetic {
  const tp_arithmetic_operations *op;
};

/* The arithmetic chosen, without exceptions, for r bits of position and dot products q.k of at
   most `keys` terms. */
tp_arithmetic *tp_arithmetic_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys);
void tp_arithmetic_free(tp_arithmetic *a);

tp_workspace *tp_workspace_new(const tp_arithmetic *a, const tp_draw *d);
void tp_workspace_free(tp_workspace *w);

/* One number by `read`. */
double tp_read_one(tp_workspace *w, const tp_number_column *c, size_t position, double *slack);

/* What an evaluation has to heed.  Heads that read the same may share their rows of
   weights, unless each draws its own random numbers; and so many activations,
   coordinates of a position or neurons of a layer in a row, share a scale (0: none). */
typedef struct {
  int shares_rows;
  size_t block;
} tp_evaluation_needs;
tp_evaluation_needs tp_choice_needs(const tp_choice *c);

#ifdef __cplusplus
}
#endif

#endif
