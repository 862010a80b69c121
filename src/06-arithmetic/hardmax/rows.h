/* SPDX-License-Identifier: MIT */
/* A row of hardmax attention, and the key store that knows its keys. */
#ifndef HARDMAX_ROWS_H
#define HARDMAX_ROWS_H

#include "hardmax.h"
#include "key_index.h"

typedef struct {
  tp_key_store base;
  key_index index;
  size_t indexed;                  /* keys 0 .. indexed-1 are in the index */
  tp_number_column **q;            /* the queries of the rows at work */
} hardmax_store;

typedef struct {
  size_t i;                        /* query position; keys 0 .. i */
  hardmax_store *store;
  uint64_t *query;                 /* set, negative: so many words each as a mask of the index has */
  size_t query_capacity;
  key_answer answer;
  int is_whole;                    /* not all is ternary: scores are rationals, best keys are listed */
  mpq_t *whole;
  size_t whole_made;
  uint32_t *best;
  size_t best_count, best_capacity;
  int16_t *score;                  /* of all keys, */
  size_t score_capacity;
  int has_scores;                  /* once asked for */
} hardmax_row;

static inline hardmax_row *hardmax_row_of(tp_attention_row *row) { return (hardmax_row *) row; }

tp_key_store *tp_hardmax_store_new(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k);
void tp_hardmax_store_free(const tp_arithmetic *a, tp_key_store *store);

tp_attention_row *tp_hardmax_row_new(const tp_arithmetic *a);
void tp_hardmax_row_free(const tp_arithmetic *a, tp_attention_row *row);
void tp_hardmax_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                      tp_number_column *const *q, size_t first);
void tp_hardmax_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
void tp_hardmax_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                    tp_number_column *out, tp_number_column *x);
double tp_hardmax_row_score(tp_workspace *w, const tp_attention_row *row, size_t j);
double tp_hardmax_row_weight(tp_workspace *w, const tp_attention_row *row, size_t j);
int tp_hardmax_row_histogram(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out);

#endif
