/* SPDX-License-Identifier: MIT */
/* An arithmetic: how the numbers of an evaluation are held, and the five steps of the evaluation
   (doc/precision.md, section 1):

     neuron     h = R(relu(W1 x + bias))
     add        x = R(x + W2 h)
     score      s_j = q . k_j                          for all keys j <= i
     weigh      a_j = softmax (or hardmax) of s
     mix        x_i = R(x_i + sum_j a_j v_j)

   Numbers are held in columns.  A column is one coordinate of the stream at successive positions
   of the sequence.  The evaluation drives these steps.  It never asks which arithmetic does
   them.

   An arithmetic does not change after it is made, so threads share it.  A workspace holds what
   one thread needs to compute in it: scratch memory, the random draw, and what was left
   undecided.  Columns, key stores and rows are data.  Any workspace of their arithmetic may work
   on them, one at a time. */
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

/* The place of a step.  Stochastic rounding and noise depend on it. */
typedef enum { TP_PART_ATTENTION, TP_PART_NEURON, TP_PART_SUM, TP_LAYER_PARTS } tp_layer_part;
typedef struct {
  size_t layer;          /* from 1 */
  tp_layer_part part;
  size_t index;          /* of the head, neuron or coordinate */
} tp_rounding_place;

/* What a workspace could not decide (bits of `undecided`). */
enum {
  TP_UNDECIDED_NUMBER = 1,    /* some number may differ from the one that the definition asks for */
  TP_UNDECIDED_EQUALITY = 2   /* `compare` met a number that may or may not be the expected one */
};

/* The workspace of every arithmetic begins with this. */
typedef struct {
  const tp_arithmetic *a;
  tp_draw draw;
  int undecided;         /* collected over all steps; 0: nothing is undecided */
  int of_finer;          /* 1: numbers between ends are those of all arithmetics that are finer (doc/deviations.md, 6) */
} tp_workspace;

/* A key store: what is known of the keys of a row set.  It grows with the sequence and lasts as
   long.  After this struct an arithmetic may keep an index, counts of equal keys or bit planes. */
typedef struct {
  size_t coordinates;              /* of a key: d_k */
  tp_number_column **k;            /* so many columns; the columns are not owned */
  size_t keys;                     /* positions 0 .. keys-1 are in the store */
} tp_key_store;

/* The scores of a row as a histogram, if all are integers: the distinct scores, and how many keys
   have each of them.  An empty histogram is all zero.  The owner clears it. */
typedef struct {
  size_t count, capacity;
  int *score;                      /* in descending order */
  size_t *keys;                    /* at least 1 each */
} tp_score_histogram;
void tp_score_histogram_clear(tp_score_histogram *h);

/* Some keys of a row of attention, as far as they are known: their scores are lower than the best of all by `least` at
   least and by `most` at most; their values add up to something within `slack` of `sum`, none has a larger
   magnitude than `value`, and each is within `spread` of their mean. */
typedef struct {
  size_t keys;
  double least, most;
  double sum, slack, value, spread;
} tp_key_group;

/* A row: the keys that attain the best score, or come near it (least = 0), and all others (least > 0). */
enum { TP_KEY_GROUPS = 4 };
typedef struct {
  tp_key_group best;
  size_t groups;
  tp_key_group group[TP_KEY_GROUPS];
} tp_known_row;

/* The weights of these keys: each within `slack` of `weight`; 0: all are exactly that.  And what those of the best
   keys add up to. */
typedef struct {
  struct {
    double weight, slack;
  } best, total, group[TP_KEY_GROUPS];
} tp_known_weights;

/* The operations of an arithmetic.  Each *_new has a function that frees its result.  None of them
   fails.  What an operation cannot decide it records in `undecided` of the workspace. */
typedef struct {
  /* 1: these steps are hardmax in exact arithmetic.  As long as all numbers are trits, the evaluation takes whole
     parts of layers instead (trits.h). */
  int is_exact_hardmax;

  void (*destroy)(tp_arithmetic *a);

  tp_workspace *(*workspace_new)(const tp_arithmetic *a, const tp_draw *d);
  void (*workspace_free)(tp_workspace *w);

  /* A new column is empty and begins at position 0.  restart: empty it again; its positions are
     now first, first + 1, ... */
  tp_number_column *(*column_new)(const tp_arithmetic *a);
  void (*column_free)(const tp_arithmetic *a, tp_number_column *c);
  void (*column_restart)(const tp_arithmetic *a, tp_number_column *c, size_t first);

  /* Positions of a column are written in ascending order without gaps.  The columns that a step
     reads already hold the positions from .. to-1.
     load: append `count` numbers, each -1, 0 or 1.
     neuron, add: append positions from .. to-1 of `hidden` or `out`. */
  void (*load)(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value);
  void (*neuron)(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                 const int8_t *weight, int32_t bias, size_t from, size_t to);
  void (*add)(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
              tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);

  /* For activations that share scales; NULL in arithmetics without shared scales.
     copy: append positions from .. to-1 of the column `of`.
     share: round these columns, one block of them, together at each of these positions; nothing where values of act share
     no scales, as in some of the layers that differ. */
  void (*copy)(tp_workspace *w, tp_number_column *c, const tp_number_column *of, size_t from, size_t to);
  void (*share)(tp_workspace *w, tp_rounding_place at, size_t count, tp_number_column *const *c, size_t from, size_t to);

  /* A new store has no keys, and its tp_key_store is filled in.  The list k is copied.
     store_extend: the columns now hold the positions 0 .. keys-1. */
  tp_key_store *(*store_new)(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k);
  void (*store_extend)(tp_workspace *w, tp_key_store *store, size_t keys);
  void (*store_free)(const tp_arithmetic *a, tp_key_store *store);

  tp_attention_row *(*row_new)(const tp_arithmetic *a);
  void (*row_free)(const tp_arithmetic *a, tp_attention_row *row);
  /* A row has the scores and weights of one query.  Rows come in groups of successive query
     positions.  All three steps get the same group, so an arithmetic may work on its rows side
     by side.
     score: the scores of the queries at positions i = first, first + 1, ..., each against the
     keys 0 .. i of the store. */
  void (*score)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                tp_number_column *const *q, size_t first);
  void (*weigh)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
  /* mix: append the query positions of the rows to `out`.  v holds a number for every key of the
     last row. */
  void (*mix)(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
              tp_number_column *out, tp_number_column *x);

  /* Rows of which this is known, and numbers between two ends; NULL in arithmetics without.
     known_weights: the weights, as far as they follow; 0 if nothing does.  Only the keys and their scores matter.
     known_mix: the ends *low and *high of R(x + mix) for x between low and high; 0 if nothing is known.
     distance_weights: the weights of keys whose scores are integers, as row_weight gives them: weight[d] of each of
     the count[d] keys that are d below the best score, for d < range.  0 if that is not decided.
     act: the ends of R(x) of an exact number: both R(x), unless numbers are those of all finer arithmetics.
     keeps: 1 if R leaves all numbers as they are that are some number of act between these ends, or its negative.
     append: append numbers that are values of act to a column. */
  int (*known_weights)(tp_workspace *w, const tp_known_row *row, tp_known_weights *out);
  int (*known_mix)(tp_workspace *w, const tp_known_row *row, const tp_known_weights *weights, double *low, double *high);
  int (*distance_weights)(tp_workspace *w, int best, size_t range, const uint32_t *count, double *weight);
  void (*act)(const tp_workspace *w, double x, double *low, double *high);
  int (*keeps)(const tp_workspace *w, double low, double high);
  void (*append)(const tp_arithmetic *a, tp_number_column *c, size_t count, const double *value);

  /* The first position in from .. to-1 where the column differs, or may differ, from `expected`;
     `to` if there is none.  expected[0] belongs to position `from`; each entry is -1, 0 or 1.
     -0 equals 0.  A number that may differ sets TP_UNDECIDED_EQUALITY. */
  size_t (*compare)(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected);

  /* The same numbers where all are -1, 0 or 1, into value[0] and on; 0: some are not, or that is not known.  NULL in
     arithmetics whose numbers are seldom so. */
  int (*trits)(const tp_number_column *c, size_t from, size_t to, int8_t *value);

  /* The numbers from .. to-1 in binary64, and how far each may be from its number at most
     (slack).  NaN and infinities are returned as such. */
  void (*read)(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack);
  /* What is known of one number: it lies between low / denominator and high / denominator.  low
     and high are equal if it is known exactly.  For a NaN at least one of them is NaN.  Their
     precision is set here. */
  void (*bounds)(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator);
  /* The sign -1, 0 or 1 of the sum of times[i] x the number of c[i] at this position, for sums
     whose sign the bounds of the numbers leave open; 2 if nothing more is known.  NULL in
     arithmetics that know no more than the bounds. */
  int (*sum_sign)(tp_workspace *w, size_t count, const tp_number_column *const *c, const int32_t *times, size_t position);

  /* The score and the weight of key j in a row, in binary64.  They have no meaning after a number
     was left undecided. */
  double (*row_score)(tp_workspace *w, const tp_attention_row *row, size_t j);
  double (*row_weight)(tp_workspace *w, const tp_attention_row *row, size_t j);
  /* The scores and weights of all its keys, as row_score and row_weight give them.  NULL: one by one. */
  void (*row_numbers)(tp_workspace *w, const tp_attention_row *row, double *score, double *weight);
  /* 1: *out has the scores of the row as a histogram.  0: the scores are not known to be
     integers, and *out is unchanged.  mpfr never has histograms. */
  int (*row_histogram)(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out);
} tp_arithmetic_operations;

struct tp_arithmetic {
  const tp_arithmetic_operations *op;
};

/* The arithmetic of a choice.  The choice has no exceptions (see layered.h).  r is the number of
   bits of a position.  Dot products q.k have at most `keys` terms.  The caller frees it. */
tp_arithmetic *tp_arithmetic_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys);
void tp_arithmetic_free(tp_arithmetic *a);

/* A workspace for one thread.  The arithmetic must outlive it.  The caller frees it. */
tp_workspace *tp_workspace_new(const tp_arithmetic *a, const tp_draw *d);
void tp_workspace_free(tp_workspace *w);

/* One number, as `read` gives it. */
double tp_read_one(tp_workspace *w, const tp_number_column *c, size_t position, double *slack);

/* What an evaluation has to take into account. */
typedef struct {
  int shares_rows;       /* 1: heads that read the same numbers may share their rows of weights; 0: each head
                            draws its own random numbers, or layers differ */
  size_t block;          /* so many successive activations share a scale: coordinates of a position, or neurons
                            of a layer; 0: none */
} tp_evaluation_needs;
tp_evaluation_needs tp_choice_needs(const tp_choice *c, size_t layers);

#ifdef __cplusplus
}
#endif

#endif
