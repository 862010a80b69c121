/* SPDX-License-Identifier: MIT */
/* Scores of a row. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "binary64.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

/* Keys are worked on in pieces that stay in the first-level cache. */
enum { PIECE = 512 };

TP_CLONES
static void widen(double *restrict to, const int16_t *restrict from, size_t count)
{
  for (size_t j = 0; j < count; j++)
    to[j] = from[j];
}

/* sum[j] += query key[j] for keys from .. from+count-1 */
TP_CLONES
static void add_coordinate(double *restrict sum, double query, const tp_number_column *key, size_t from, size_t count)
{
  const double *restrict wide = key->wide_any ? (const double *) wide_at(key, &tp_doubles, from) : NULL;
  const int8_t *restrict small = key->small + from;
  if (wide)
    for (size_t j = 0; j < count; j++)
      sum[j] += query * wide[j];
  else
    for (size_t j = 0; j < count; j++)
      sum[j] += query * small[j];
}

/* score[j] of a row that is not all integers, and a bound on its error. */
static void whole_scores(binary64_row *row, size_t left, const double *shaken)
{
  const size_t n = row->i + 1;
  double magnitude = 0;
  TP_MEMORY_GROW(row->query, row->query_capacity, left);
  for (size_t c = 0; c < left; c++) {
    row->query[c] = double_at(row->q[row->rest[c]], row->i) * (shaken ? shaken[c] : 1);
    magnitude += fabs(row->query[c]) * tp_doubles_largest(row->k[row->rest[c]], n, 1);
  }
  for (size_t from = 0; from < n; from += PIECE) {
    const size_t count = n - from < PIECE ? n - from : PIECE;
    widen(row->whole + from, row->score + from, count);
    for (size_t c = 0; c < left; c++)
      add_coordinate(row->whole + from, row->query[c], row->k[row->rest[c]], from, count);
  }
  row->score_slack = DBL_EPSILON * (double) (left + 2) * (magnitude + (double) row->keys);
}

/* 1 if every step of whole_scores was exact, as it mostly is with numbers of few bits. */
static int scores_are_exact(const binary64_row *row, size_t left)
{
  size_t n = row->i + 1;
  for (size_t j = 0; j < n; j++) {
    double sum = row->score[j], lost = 0, rest;
    for (size_t c = 0; c < left; c++) {
      double query = double_at(row->q[row->rest[c]], row->i), key = double_at(row->k[row->rest[c]], j), product = query * key;
      sum = tp_two_sum(sum, product, &rest);
      lost += fabs(rest) + fabs(fma(query, key, -product)) + (binary64_is_tiny(product) && query != 0 && key != 0);
    }
    if (lost != 0)
      return 0;
  }
  return 1;
}

/* All coordinates, each with a weight of its own. */
static void shaken_scores(binary64_work *s, binary64_row *row)
{
  TP_MEMORY_GROW(s->shaken, s->shaken_capacity, row->keys);
  memset(row->score, 0, (row->i + 1) * sizeof *row->score);
  for (size_t c = 0; c < row->keys; c++) {
    row->rest[c] = c;
    s->shaken[c] = binary64_weight_of(s, 1, c);
  }
  whole_scores(row, row->keys, s->shaken);
}

/* Every partial sum rounded at acc. */
static void stepwise_scores(binary64_work *s, binary64_row *row)
{
  for (size_t j = 0; j <= row->i; j++) {
    double sum = 0;
    for (size_t c = 0; c < row->keys; c++) {
      tp_binary64_sum_start(s);
      tp_binary64_sum_add(s, sum);
      tp_binary64_sum_add_product(s, double_at(row->q[c], row->i), double_at(row->k[c], j));
      if (s->has_tiny)
        s->base.undecided = TP_UNDECIDED_NUMBER;
      sum = tp_binary64_sum_round(s, TP_SITE_ACC, binary64_random(s, TP_SITE_ACC, row->i, j, c));
    }
    row->whole[j] = sum;
  }
  row->score_slack = 0;
}

static void score_row(binary64_work *s, binary64_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i)
{
  row->i = i;
  row->keys = keys;
  row->s = s;
  row->place = s->place;
  TP_MEMORY_GROW(row->q, row->key_capacity, 2 * keys);
  row->k = row->q + keys;
  memcpy(row->q, q, keys * sizeof *q);
  memcpy(row->k, k, keys * sizeof *k);
  TP_MEMORY_GROW(row->score, row->score_capacity, i + 1);
  TP_MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = tp_ternary_scores(row->score, keys, q, k, i, row->rest);
  int stepwise = !s->rules.is_real[TP_SITE_ACC] && (left || (int) keys > s->a->acc_holds);
  row->is_whole = left || stepwise || binary64_draws_by_key(s) || binary64_shakes_weights(s);
  row->is_nan = row->is_weighed = 0;
  if (!row->is_whole)
    return;
  TP_MEMORY_GROW(row->whole, row->whole_capacity, i + 1);
  if (binary64_shakes_weights(s))
    shaken_scores(s, row);
  else if (stepwise)
    stepwise_scores(s, row);
  else
    whole_scores(row, left, NULL);
  /* It is logits that are rounded which a slack of the scores may leave open. */
  if (!stepwise && !binary64_shakes_weights(s)
      && (!left || (!s->rules.is_real[TP_SITE_LOGIT] && s->to[TP_SITE_ACT].denominator == 1 && scores_are_exact(row, left))))
    row->score_slack = 0;
}

void tp_binary64_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first)
{
  binary64_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    score_row(binary64_of(w), binary64_row_of(row[n]), store->coordinates, q, store->k, first + n);
}
