/* What the files of the arithmetic by sites share. */
#ifndef SITES_PRIVATE_H
#define SITES_PRIVATE_H

#include <mpfr.h>

#include "doubles.h"

typedef struct {
  ternary_arithmetic base;
  format act, attn;
  double_rounding to_act, to_attn;
  double beta, weight_floor;
  double *power;                   /* exp(-beta d) for every integer difference d, to nearest */
  int32_t *value_sum;              /* V_d of the mix at work */
  double *term;                    /* the exact terms of the sum at work */
  size_t terms, term_capacity;
  double sum, low, lost;           /* the exact sum is sum + low, but for at most `lost` */
  int seen_infinite;               /* an infinity or NaN was stored */
  int unreliable;                  /* a number that binary64 cannot answer for */
} sites_state;

/* e of every key (or difference d, if the row is all integers) and their total,
   to FINE_BITS bits. */
typedef struct {
  size_t count;
  mpfr_t *e, total;
} fine_row;

struct attention_row {
  sites_state *s;
  size_t i, keys;
  number_column **q, **k;          /* keys entries each, in one allocation at q */
  int16_t *score;                  /* integer part; once weighed, of an integer row: the difference d */
  int is_weighed;
  int is_whole;                    /* scores are not all integers: */
  double *whole;                   /*   these are */
  double score_slack;              /*   and this bounds their error */
  size_t *rest;
  int best;                        /* integer row: best score; d = 0 .. range-1 */
  size_t range;
  uint32_t *count;                 /* keys with difference d */
  double *weight;                  /* by d, or by key if is_whole; not divided by total if
                                      attn is not rounded */
  double total, relative;          /* sum of exponentials; bound on the relative error of weights */
  int is_nan;
  int has_vanished;                /* an exponential below the range of binary64 */
  uint32_t *live;                  /* keys with a weight that is not 0 */
  size_t lives;
  fine_row *fine;
  size_t key_capacity, score_capacity, whole_capacity, rest_capacity, count_capacity, weight_capacity, live_capacity;
};

static inline sites_state *sites_of(arithmetic *a)
{
  return (sites_state *) a;
}

/* The weight of key j, to be divided by the total if attn is not rounded. */
static inline double sites_weight(const attention_row *row, size_t j)
{
  return row->is_whole ? row->weight[j] : row->weight[row->score[j]];
}

/* Append a number of act. */
void sites_put(sites_state *s, number_column *c, double y);
/* Round into act what is known to lie within `slack` of y; 0 if undecided. */
int sites_round_act(const sites_state *s, double y, double slack, double *rounded);

/* A sum of exact terms: start, add, and round into act, always decided. */
void sites_sum_start(sites_state *s);
void sites_sum_add(sites_state *s, double term);
void sites_sum_add_product(sites_state *s, double x, double y);
double sites_sum_round(sites_state *s);

/* The steps of arithmetic.h. */
void sites_neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                  int32_t bias, size_t from, size_t to);
void sites_add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
               const int8_t *weight, size_t from, size_t to);
void sites_score(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                 number_column *const *k, size_t first);
void sites_weigh(arithmetic *a, attention_row *const *row, size_t rows);
void sites_mix(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x);

/* The plain way in MPFR, for what binary64 leaves open. */

void resolve_powers(double *power, size_t range, double beta);
/* The exact sum of the terms, rounded into f. */
double resolve_sum(format f, const double *term, size_t terms);
/* The row's weight of difference (or key) `index`, rounded into attn. */
double resolve_weight(attention_row *row, size_t index);
/* x + (sum of e v) / (sum of e), rounded into act. */
double resolve_mix(attention_row *row, const number_column *v, double x);
void fine_row_free(fine_row *f);

#endif
