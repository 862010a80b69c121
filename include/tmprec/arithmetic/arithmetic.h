/* An arithmetic: how the numbers of a transformer's evaluation are held, and
   the steps of that evaluation (doc/precision.md, "Definition"):

     neuron     h = R(relu(W1 x + bias))
     add        x = R(x + W2 h)
     score      s_j = q . k_j                          for all keys j <= i
     weigh      a_j = softmax (or hardmax) of s
     mix        x_i = R(x_i + sum_j a_j v_j)

   Numbers live in columns: one coordinate of the stream at successive positions
   of the sequence.  Whoever evaluates drives these steps and never asks which
   arithmetic does them.  An arithmetic, its columns and rows belong to one
   thread at a time. */
#ifndef TMPREC_ARITHMETIC_ARITHMETIC_H
#define TMPREC_ARITHMETIC_ARITHMETIC_H

#include <gmp.h>
#include <mpfr.h>
#include <stddef.h>
#include <stdint.h>

#include "tmprec/arithmetic/choice.h"

typedef struct tp_arithmetic tp_arithmetic;
typedef struct tp_number_column tp_number_column;
typedef struct tp_attention_row tp_attention_row;

/* Which part of a layer a step belongs to, and which neuron, coordinate or head of it:
   the evaluation says so before each step, for stochastic rounding. */
typedef enum { TP_PART_ATTENTION, TP_PART_NEURON, TP_PART_SUM, TP_LAYER_PARTS } tp_layer_part;
typedef struct {
  size_t layer;          /* from 1 */
  tp_layer_part part;
  size_t index;
} tp_rounding_place;

/* What an arithmetic could not decide (bits of `undecided`). */
enum {
  TP_UNDECIDED_NUMBER = 1,  /* some number may not be what the definition asks for */
  TP_UNDECIDED_EQUALITY = 2 /* `compare` met a number that may or may not be the expected one */
};

typedef struct {
  void (*destroy)(tp_arithmetic *a);

  /* A column of positions first, first + 1, ...; empty at first. */
  tp_number_column *(*column_new)(tp_arithmetic *a);
  void (*column_free)(tp_arithmetic *a, tp_number_column *c);
  void (*column_restart)(tp_arithmetic *a, tp_number_column *c, size_t first);

  /* Positions are written in ascending order without gaps, from a column's
     first; the columns read hold them already.  set: value is -1, 0 or 1. */
  void (*set)(tp_arithmetic *a, tp_number_column *c, size_t position, int value);
  void (*neuron)(tp_arithmetic *a, tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight,
                 int32_t bias, size_t from, size_t to);
  void (*add)(tp_arithmetic *a, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
              const int8_t *weight, size_t from, size_t to);

  /* For activations that share scales; NULL in arithmetics that have none.  copy: append
     positions from .. to-1 of `of`.  share: round these columns, one block of them,
     together at each of these positions. */
  void (*copy)(tp_arithmetic *a, tp_number_column *c, const tp_number_column *of, size_t from, size_t to);
  void (*share)(tp_arithmetic *a, size_t count, tp_number_column *const *c, size_t from, size_t to);

  tp_attention_row *(*row_new)(tp_arithmetic *a);
  void (*row_free)(tp_arithmetic *a, tp_attention_row *row);
  /* Rows come in groups of successive query positions, the same group to all three
     steps, so that an arithmetic may work on them side by side.
     Scores of positions i = first, first + 1, ... against keys 0 .. i each. */
  void (*score)(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, size_t keys, tp_number_column *const *q,
                tp_number_column *const *k, size_t first);
  void (*weigh)(tp_arithmetic *a, tp_attention_row *const *row, size_t rows);
  /* For the rows' own positions; v holds as many as the last one has keys. */
  void (*mix)(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, tp_number_column *v, tp_number_column *out, tp_number_column *x);

  /* First position in from .. to-1 where the column differs, or may differ, from
     `expected` (entries from, from + 1, ...; each -1, 0 or 1), or `to`.  -0 equals 0. */
  size_t (*compare)(tp_arithmetic *a, tp_number_column *c, size_t from, size_t to, const int8_t *expected);

  /* One number in binary64 (NaN and infinities as such), at most *slack away. */
  double (*approximate)(tp_arithmetic *a, tp_number_column *c, size_t position, double *slack);
  /* What is known of it: it is between low and high, over the denominator; low and high
     are equal if it is known exactly (or not a number).  Their precision is set. */
  void (*bounds)(tp_arithmetic *a, tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator);

  /* A row's scores and weights, likewise, for key j. */
  double (*row_score)(tp_arithmetic *a, tp_attention_row *row, size_t j);
  double (*row_weight)(tp_arithmetic *a, tp_attention_row *row, size_t j);

  /* What so far this arithmetic's means did not decide; 0: nothing is open. */
  int (*undecided)(tp_arithmetic *a);
} tp_arithmetic_operations;

struct tp_arithmetic {
  const tp_arithmetic_operations *op;
  tp_rounding_place place;
};

/* The arithmetic chosen, for r bits of position and dot products q.k of at most
   `keys` terms. */
tp_arithmetic *tp_arithmetic_new(const tp_choice *c, unsigned r, size_t keys);

/* The same for each layer, where the choice has exceptions: arithmetics of one kind, whose
   columns each may read.  Layers that compute alike share one. */
typedef struct {
  size_t layers, count;
  tp_arithmetic **at;              /* by layer: of layer 1 first */
  tp_arithmetic **own;             /* count entries */
} tp_layered_arithmetic;
tp_layered_arithmetic tp_layered_new(const tp_choice *c, unsigned r, size_t keys, size_t layers);
void tp_layered_free(tp_layered_arithmetic *l);
int tp_layered_undecided(const tp_layered_arithmetic *l);    /* of all */

/* Where that left something undecided: the same choice, to be evaluated with more
   bits.  0 at the cap. */
int tp_arithmetic_refine(tp_choice *c);

/* What an evaluation has to heed.  Heads that read the same may share their rows of
   weights, unless each draws its own random numbers; and so many activations,
   coordinates of a position or neurons of a layer in a row, share a scale (0: none). */
typedef struct {
  int shares_rows;
  size_t block;
} tp_evaluation_needs;
tp_evaluation_needs tp_arithmetic_needs(const tp_choice *c);

/* How long a step takes in the arithmetic chosen, as a multiple of what it takes in
   binary64; about. */
double tp_arithmetic_cost(const tp_choice *c);

#endif
