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
#include <stddef.h>
#include <stdint.h>

#include "tmprec/arithmetic/choice.h"

typedef struct arithmetic arithmetic;
typedef struct number_column number_column;
typedef struct attention_row attention_row;

/* How far a number can be read as an exact rational. */
typedef enum {
  NUMBER_RATIONAL,       /* finite, and written to the mpq */
  NUMBER_NAN,
  NUMBER_INFINITE,       /* sign in the mpq: 1 or -1 */
  NUMBER_OUT_OF_REACH    /* finite, but its exponent is beyond 2^20 */
} number_kind;

typedef struct {
  void (*destroy)(arithmetic *a);

  /* A column of positions first, first + 1, ...; empty at first. */
  number_column *(*column_new)(arithmetic *a);
  void (*column_free)(arithmetic *a, number_column *c);
  void (*column_restart)(arithmetic *a, number_column *c, size_t first);

  /* Positions are written in ascending order without gaps, from a column's
     first; the columns read hold them already.  set: value is -1, 0 or 1. */
  void (*set)(arithmetic *a, number_column *c, size_t position, int value);
  void (*neuron)(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                 int32_t bias, size_t from, size_t to);
  void (*add)(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
              const int8_t *weight, size_t from, size_t to);

  attention_row *(*row_new)(arithmetic *a);
  void (*row_free)(arithmetic *a, attention_row *row);
  /* Rows come in groups of successive query positions, the same group to all three
     steps, so that an arithmetic may work on them side by side.
     Scores of positions i = first, first + 1, ... against keys 0 .. i each. */
  void (*score)(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                number_column *const *k, size_t first);
  void (*weigh)(arithmetic *a, attention_row *const *row, size_t rows);
  /* For the rows' own positions; v holds as many as the last one has keys. */
  void (*mix)(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x);

  /* First position in from .. to-1 where the column differs from `expected`
     (entries from, from + 1, ...; each -1, 0 or 1), or `to`.  -0 equals 0. */
  size_t (*compare)(arithmetic *a, number_column *c, size_t from, size_t to, const int8_t *expected);

  /* One number, as the nearest double (NaN and infinities as such), and exactly. */
  double (*approximate)(arithmetic *a, number_column *c, size_t position);
  number_kind (*exact)(arithmetic *a, number_column *c, size_t position, mpq_t value);

  /* A row's scores and weights, likewise, for key j. */
  double (*row_score)(arithmetic *a, attention_row *row, size_t j);
  double (*row_weight)(arithmetic *a, attention_row *row, size_t j);

  /* 0 if some number so far may not be what the definition asks for, because
     this arithmetic's means did not reach: evaluate again with more bits. */
  int (*reliable)(arithmetic *a);
} arithmetic_operations;

struct arithmetic {
  const arithmetic_operations *op;
};

/* The arithmetic chosen, for r bits of position and dot products q.k of at most
   `keys` terms. */
arithmetic *arithmetic_new(const arithmetic_choice *c, unsigned r, size_t keys);

/* How long a step takes in the arithmetic chosen, as a multiple of what it takes in
   binary64; about. */
double arithmetic_cost(const arithmetic_choice *c);

/* The same choice, all of it in MPFR; what lies between sites with 200 bits, or more if
   the formats need them. */
arithmetic_choice arithmetic_with_working_bits(const arithmetic_choice *c);

#endif
