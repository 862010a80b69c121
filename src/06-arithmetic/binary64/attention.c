/* Scores and weights of a row. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "binary64.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

/* --- Scores ------------------------------------------------------------------ */

/* score[j] of a row that is not all integers, and a bound on its error. */
static void whole_scores(binary64_row *row, size_t left, const double *shaken)
{
  size_t n = row->i + 1;
  double magnitude = 0;
  for (size_t j = 0; j < n; j++)
    row->whole[j] = row->score[j];
  for (size_t c = 0; c < left; c++) {
    double query = double_at(row->q[row->rest[c]], row->i) * (shaken ? shaken[c] : 1), largest = 1;
    const tp_number_column *key = row->k[row->rest[c]];
    double *restrict sum = row->whole;
    if (key->wide_any) {
      const double *restrict value = (const double *) (const void *) key->wide;
      for (size_t j = 0; j < n; j++) {
        sum[j] += query * value[j];
        largest = fabs(value[j]) > largest ? fabs(value[j]) : largest;
      }
    } else {
      for (size_t j = 0; j < n; j++)
        sum[j] += query * key->small[j];
    }
    magnitude += fabs(query) * largest;
  }
  row->score_slack = DBL_EPSILON * (double) (left + 2) * (magnitude + (double) row->keys);
}

/* 1 if every step of whole_scores was exact, as it mostly is with numbers of few bits.  Products
   stay far inside the range of binary64 (smallest_safe in sums.c). */
static int scores_are_exact(const binary64_row *row, size_t left)
{
  size_t n = row->i + 1;
  for (size_t j = 0; j < n; j++) {
    double sum = row->score[j], lost = 0, rest;
    for (size_t c = 0; c < left; c++) {
      double query = double_at(row->q[row->rest[c]], row->i), key = double_at(row->k[row->rest[c]], j), product = query * key;
      sum = tp_two_sum(sum, product, &rest);
      lost += fabs(rest) + fabs(fma(query, key, -product));
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
      sum = tp_binary64_sum_round(s, TP_SITE_ACC, binary64_random(s, TP_SITE_ACC, row->i, j, c));
    }
    row->whole[j] = sum;
  }
  row->score_slack = 0;
}

/* Keys of equal score do not share their weights if each draws its own numbers. */
static int draws_by_key(const binary64_work *s)
{
  return s->rules.is_stochastic[TP_SITE_LOGIT] || s->rules.is_stochastic[TP_SITE_EXP] || s->rules.is_stochastic[TP_SITE_ATTN]
         || s->rules.noise[TP_SITE_LOGIT].kind != TP_NOISE_NONE || s->rules.noise[TP_SITE_ATTN].kind != TP_NOISE_NONE;
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
  row->is_whole = left || stepwise || draws_by_key(s) || binary64_shakes_weights(s);
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

/* --- Weights ------------------------------------------------------------------- */

/* R_attn(e / total), both known to a relative error together; 0 if undecided. */
static int round_weight(const binary64_work *s, double e, double total, double relative, double u, double *rounded)
{
  double w = e / total;
  if (relative == 0 && fma(w, total, -e) != 0)
    relative = DBL_EPSILON;              /* else the quotient is exact */
  return tp_binary64_round(s, TP_SITE_ATTN, w, relative * w, u, rounded);
}

/* Weights by difference d; the keys whose weight is not 0 are `live`. */
static void find_live(binary64_row *row)
{
  row->lives = 0;
  row->has_infinite = 0;
  for (size_t j = 0; j <= row->i; j++) {
    row->has_infinite |= !isfinite(binary64_weight(row, j));
    row->live[row->lives] = (uint32_t) j;
    row->lives += binary64_weight(row, j) != 0;
  }
}

/* exp of the difference of two rounded logits, with the relative error that it has. */
static double exponential(const binary64_work *s, double t, double most, double *relative)
{
  double x = t - most;
  *relative = DBL_EPSILON * (4 + fabs(x) * (s->to[TP_SITE_LOGIT].denominator > 1 ? 8 : 1));
  return exp(x);
}

/* An exponential below the range of binary64.  Where it is rounded into a format with a
   least value, now or as a weight, all numbers as small round alike; else what is 0
   here is noted not to be. */
static double vanished(const binary64_work *s, binary64_row *row, double e, double logit)
{
  if (!(e < DBL_MIN) || logit == -INFINITY)
    return e;
  int site = s->rules.is_real[TP_SITE_EXP] ? TP_SITE_ATTN : TP_SITE_EXP;
  if (s->rules.noise[TP_SITE_ATTN].kind != TP_NOISE_NONE)
    return e;                            /* nothing next to the noise */
  if (s->rules.is_real[site] || s->rules.rule[site].format.family == TP_FORMAT_FLOAT) {
    row->has_vanished = 1;
    return e;
  }
  return 0x1p-500;                       /* all of its multiples at hand are normal numbers: quick */
}

/* e of difference d, rounded if exp is; 0 if the row has no number there. */
static int integer_exponentials(binary64_work *s, binary64_row *row, double *relative)
{
  int top = (s->a->choice.subtracts_first ? s->a->bound : row->best) + s->a->bound;
  *relative = DBL_EPSILON;
  double most = s->rules.is_real[TP_SITE_LOGIT] ? 0 : s->logit[top];
  if (!s->rules.is_real[TP_SITE_LOGIT] && !(fabs(most) <= DBL_MAX))
    return 0;
  for (size_t d = 0; d < row->range; d++) {
    row->weight[d] = 0;
    if (!row->count[d])
      continue;
    double e = s->power[d], t = 0, own = d ? DBL_EPSILON : 0;
    if (!s->rules.is_real[TP_SITE_LOGIT]) {
      t = s->logit[top - (int) d];
      if (isnan(t))
        return 0;
      e = exponential(s, t, most, &own);
      own = t == most ? 0 : own;
    }
    if (isnan(e))                        /* beta is infinite, once rounded */
      return 0;
    e = vanished(s, row, e, t);
    if (!s->rules.is_real[TP_SITE_EXP] && !tp_binary64_round(s, TP_SITE_EXP, e, own * e, 0.5, &e))
      e = tp_resolve_exponential(row, d);
    *relative = own > *relative ? own : *relative;
    row->weight[d] = e;
  }
  return 1;
}

/* A rounded total may overflow.  Then what is finite is 0 over it, and infinity no number. */
static void divide_by_infinity(binary64_row *row, size_t weights)
{
  for (size_t n = 0; n < weights; n++) {
    row->is_nan |= isinf(row->weight[n]);
    row->weight[n] = 0;
  }
  row->total = 1;
  row->relative = 0;
}

/* The total of so many weights, rounded if exp is; relative: of the exponentials, then of
   weights. */
static void round_total(binary64_work *s, binary64_row *row, size_t weights)
{
  double rounded;
  if (s->rules.is_real[TP_SITE_EXP])
    return;
  if (!tp_binary64_round(s, TP_SITE_EXP, row->total, DBL_EPSILON * (double) (weights + 2) * row->total,
                         site_random(&s->rules, TP_SITE_EXP, row->place, row->i, row->i + 1, 0), &rounded))
    rounded = tp_resolve_total(row);
  row->total = rounded;
  row->relative = s->to[TP_SITE_EXP].denominator > 1 ? 4 * DBL_EPSILON : 0;
  row->is_nan |= !(row->total > 0);
  if (isinf(row->total))
    divide_by_infinity(row, weights);
}

static void weigh_integers(binary64_work *s, binary64_row *row)
{
  size_t n = row->i + 1, range;
  int16_t most = row->score[0], least = row->score[0];
  for (size_t j = 1; j < n; j++) {
    most = row->score[j] > most ? row->score[j] : most;
    least = row->score[j] < least ? row->score[j] : least;
  }
  range = row->range = (size_t) (most - least) + 1;
  row->best = most;
  TP_MEMORY_GROW(row->count, row->count_capacity, range);
  TP_MEMORY_GROW(row->weight, row->weight_capacity, range);
  memset(row->count, 0, range * sizeof *row->count);
  for (size_t j = 0; j < n; j++)
    row->count[row->score[j] = (int16_t) (most - row->score[j])]++;
  double relative;
  row->is_nan = !integer_exponentials(s, row, &relative);
  if (row->is_nan)
    return;
  row->total = 0;
  for (size_t d = range; d-- > 0;)
    row->total += row->count[d] * row->weight[d];
  row->relative = 2 * relative + DBL_EPSILON * (double) (range + 2);
  if (row->total == (double) n)          /* exactly: all exponentials are 1 */
    row->relative = 0;
  round_total(s, row, range);
  for (size_t d = 0; d < range && !s->rules.is_real[TP_SITE_ATTN] && !row->is_nan; d++)
    if (row->count[d] && !round_weight(s, row->weight[d], row->total, row->relative, 0.5, &row->weight[d]))
      row->weight[d] = tp_resolve_weight(row, d);
  find_live(row);
}

/* A bound on the distance of t, which is beta (whole - less) in binary64, from the exact logit. */
static double logit_slack(const binary64_work *s, const binary64_row *row, double t, double whole, double less)
{
  double rest, base = tp_two_sum(whole, -less, &rest);
  if (isinf(t))
    return 0;
  /* A beta on a grid is a fraction near s->beta. */
  int is_plain = fabs(t) > 0x1p-900;     /* else a product may be subnormal */
  if (row->score_slack == 0 && rest == 0 && (base == 0 || (is_plain && s->to[TP_SITE_PARAM].denominator == 1 && fma(s->beta, base, -t) == 0)))
    return 0;
  return 2 * s->beta * row->score_slack + 2 * DBL_EPSILON * fabs(t) + (is_plain ? 0 : DBL_MIN);
}

/* Logits by key into row->weight, and their error; the largest is returned. */
static double whole_logits(binary64_work *s, binary64_row *row, double *slack)
{
  size_t n = row->i + 1;
  double most = row->whole[0], largest = -INFINITY;
  for (size_t j = 1; j < n; j++)
    most = row->whole[j] > most ? row->whole[j] : most;
  *slack = 0;
  double less = s->a->choice.subtracts_first || s->rules.is_real[TP_SITE_LOGIT] ? most : 0;
  for (size_t j = 0; j < n; j++) {
    double t = s->beta * (row->whole[j] - less), away = logit_slack(s, row, t, row->whole[j], less);
    if (!s->rules.is_real[TP_SITE_LOGIT]) {
      double u = site_random(&s->rules, TP_SITE_LOGIT, row->place, row->i, j, 0);
      if (!tp_binary64_round(s, TP_SITE_LOGIT, t, away, u, &t))
        t = tp_resolve_logit(row, j);
      t = tp_binary64_disturb(s, TP_SITE_LOGIT, t, row->place, row->i, j);
      away = 0;
    }
    row->is_nan |= isnan(t);
    largest = t > largest ? t : largest;
    *slack = away > *slack ? away : *slack;
    row->weight[j] = t;
  }
  return largest;
}

/* Weights by key. */
static void weigh_whole(binary64_work *s, binary64_row *row)
{
  size_t n = row->i + 1;
  /* Infinity less itself is no number; a rounded logit may be finite again. */
  const int may_saturate = !s->rules.is_real[TP_SITE_LOGIT] && !s->a->choice.subtracts_first;
  TP_MEMORY_GROW(row->weight, row->weight_capacity, n);
  for (size_t j = 0; j < n; j++)
    row->is_nan |= isnan(row->whole[j]) || (row->whole[j] == INFINITY && !may_saturate);
  if (row->is_nan)
    return;
  double slack, most = whole_logits(s, row, &slack);
  row->is_nan |= isinf(most);
  row->lives = 0;
  if (row->is_nan)
    return;
  /* In fixed point and narrow floating point what is far below the smallest
     step is 0, and its share of the total is in the bound on the error. */
  double floor = s->rules.is_real[TP_SITE_EXP] ? s->a->weight_floor : -745, farthest = 0;
  row->total = 0;
  for (size_t j = 0; j < n; j++) {
    double t = row->weight[j] - most, own = 2 * slack + DBL_EPSILON * (8 * fabs(t) + 4);
    double e = vanished(s, row, t > floor ? exp(t) : 0, row->weight[j]);
    own = t == 0 && slack == 0 ? 0 : own;
    if (!s->rules.is_real[TP_SITE_EXP]) {
      double u = site_random(&s->rules, TP_SITE_EXP, row->place, row->i, j, 0);
      if (!tp_binary64_round(s, TP_SITE_EXP, e, own * e, u, &e))
        e = tp_resolve_exponential(row, j);
    }
    farthest = t > floor && own > farthest ? own : farthest;
    row->weight[j] = e;
    row->total += e;
  }
  row->relative = 2 * farthest + DBL_EPSILON * (double) (2 * n + 8);
  if (!(slack < 0.01) && s->rules.is_real[TP_SITE_EXP])
    s->base.undecided = TP_UNDECIDED_NUMBER;
  round_total(s, row, n);
  for (size_t j = 0; j < n && !s->rules.is_real[TP_SITE_ATTN] && !row->is_nan; j++) {
    double u = site_random(&s->rules, TP_SITE_ATTN, row->place, row->i, j, 0);
    if (row->weight[j] != 0 && !round_weight(s, row->weight[j], row->total, row->relative, u, &row->weight[j]))
      row->weight[j] = tp_resolve_weight(row, j);
    row->weight[j] = tp_binary64_disturb(s, TP_SITE_ATTN, row->weight[j], row->place, row->i, j);
  }
  find_live(row);
}

static void weigh_row(binary64_work *s, binary64_row *row)
{
  row->is_weighed = 1;
  row->has_vanished = 0;
  TP_MEMORY_GROW(row->live, row->live_capacity, row->i + 1);
  tp_resolve_drop_row(row);
  if (row->is_whole)
    weigh_whole(s, row);
  else
    weigh_integers(s, row);
}

void tp_binary64_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  binary64_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    weigh_row(binary64_of(w), binary64_row_of(row[n]));
}
