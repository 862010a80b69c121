/* SPDX-License-Identifier: MIT */
/* The mix of values under a row's weights, rounded into act. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "binary64.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

/* Sums of ternary values by difference: V_d.  Keys without weight add nothing to
   the mix, but one whose exponential binary64 lost has a weight. */
static void sum_values(binary64_work *s, const binary64_row *row, const tp_number_column *v)
{
  int32_t *sum = s->value_sum;
  memset(sum, 0, row->range * sizeof *sum);
  if (row->lives == row->i + 1 || row->has_vanished)
    for (size_t j = 0; j <= row->i; j++)
      sum[row->score[j]] += v->small[j];
  else
    for (size_t l = 0; l < row->lives; l++)
      sum[row->score[row->live[l]]] += v->small[row->live[l]];
}

/* A mix that does not depend on how the exponentials compare, because every
   group of equal scores has the same mean: 1, and that mean as value / count. */
static int is_uniform(const binary64_work *s, const binary64_row *row, const tp_number_column *v, int integers, double *value,
                      double *count)
{
  *value = integers ? s->value_sum[0] : double_at(v, 0);
  *count = integers ? row->count[0] : 1;
  if (integers) {
    for (size_t d = 1; d < row->range; d++)
      if (s->value_sum[d] * *count != *value * row->count[d])
        return 0;
  } else {
    for (size_t j = 1; j <= row->i; j++)
      if (double_at(v, j) != *value)
        return 0;
  }
  return 1;
}

/* At least the largest magnitude of the first values, and 1; infinity where one is no finite number. */
static double most_of_column(const tp_number_column *v, size_t values)
{
  return v->has_infinite ? INFINITY : tp_doubles_largest(v, values, 1);
}

/* So many of the first values are 0. */
static size_t zeros_of_column(const tp_number_column *v, size_t values)
{
  size_t zeros = 0;
  while (zeros < values && double_at(v, zeros) == 0)
    zeros++;
  return zeros;
}

static double most_value(const binary64_row *row, const tp_number_column *v) { return most_of_column(v, row->i + 1); }

/* What binary64 does not hold of a mix at most: what keys add whose exponential it lost, and the rounding of so many tiny
   terms, of their quotients, and of the sum. */
static double lost(const binary64_row *row, const tp_number_column *v, size_t tiny)
{
  const double vanished = row->has_vanished ? DBL_MIN * 8 * (double) (row->i + 1) * most_value(row, v) : 0;
  return vanished + (tiny ? (double) (2 * tiny + 4) * DBL_TRUE_MIN : 0);
}

/* Terms w v, their sum and that of their magnitudes, and how many are tiny.  The order is fixed: so every processor adds the
   same. */
enum { LANES = 8 };
typedef struct {
  double sum[LANES], size[LANES], tiny[LANES];
} term_sums;

static inline void add_block(term_sums *to, const double *weight, const double *value)
{
  for (size_t l = 0; l < LANES; l++) {
    const double term = weight[l] * value[l], size = fabs(term);
    to->sum[l] += term;
    to->size[l] += size;
    to->tiny[l] += (size < TINY_PRODUCT) & (weight[l] != 0) & (value[l] != 0);
  }
}

TP_CLONES
static void add_terms(term_sums *to, const double *restrict weight, const double *restrict value, size_t blocks)
{
  term_sums sums = *to;
  for (size_t b = 0; b < blocks; b++)
    add_block(&sums, weight + b * LANES, value + b * LANES);
  *to = sums;
}

TP_CLONES
static void add_small_terms(term_sums *to, const double *restrict weight, const int8_t *restrict value, size_t blocks)
{
  term_sums sums = *to;
  for (size_t b = 0; b < blocks; b++) {
    double wide[LANES];
    for (size_t l = 0; l < LANES; l++)
      wide[l] = value[b * LANES + l];
    add_block(&sums, weight + b * LANES, wide);
  }
  *to = sums;
}

static void add_term(term_sums *to, double weight, double value)
{
  const double term = weight * value;
  to->sum[0] += term;
  to->size[0] += fabs(term);
  to->tiny[0] += binary64_is_tiny(term) && weight != 0 && value != 0;
}

/* The weight of each key. */
static const double *weights_of_keys(binary64_row *row)
{
  if (row->is_whole)
    return row->weight;
  if (!row->has_key_weight) {
    TP_MEMORY_GROW(row->key_weight, row->key_weight_capacity, row->i + 1);
    for (size_t j = 0; j <= row->i; j++)
      row->key_weight[j] = row->weight[row->score[j]];
  }
  row->has_key_weight = 1;
  return row->key_weight;
}

/* Keys without a weight add 0.  Where most have none, the others are taken one by one. */
static void add_keys(term_sums *to, binary64_row *row, const tp_number_column *v)
{
  const size_t n = row->i + 1;
  if (row->lives < n / LANES) {
    for (size_t l = 0; l < row->lives; l++)
      add_term(to, binary64_weight(row, row->live[l]), double_at(v, row->live[l]));
    return;
  }
  const double *weight = weights_of_keys(row);
  if (v->wide_any)
    add_terms(to, weight, wide_at(v, &tp_doubles, 0), n / LANES);
  else
    add_small_terms(to, weight, v->small, n / LANES);
  for (size_t j = n / LANES * LANES; j < n; j++)
    add_term(to, weight[j], double_at(v, j));
}

/* sum of w v over the keys in binary64, its terms' magnitude and their number; *tiny: how many of those there are (binary64_is_tiny) */
static double plain_mix(binary64_work *s, binary64_row *row, const tp_number_column *v, double *magnitude, double *terms, size_t *tiny)
{
  double sum = 0, size = 0;
  *tiny = 0;
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    sum_values(s, row, v);
    for (size_t d = row->range; d-- > 0;) {
      sum += row->weight[d] * s->value_sum[d];
      size += row->weight[d] * abs(s->value_sum[d]);
    }
    *terms = (double) row->range;
  } else {
    term_sums sums = {{0}, {0}, {0}};
    add_keys(&sums, row, v);
    for (size_t l = 0; l < LANES; l++) {
      sum += sums.sum[l];
      size += sums.size[l];
      *tiny += (size_t) sums.tiny[l];
    }
    *terms = (double) (row->lives + LANES);
  }
  *magnitude = size;
  return sum;
}

static double random_act(const binary64_work *s, const binary64_row *row)
{
  return binary64_random(s, TP_SITE_ACT, row->i, 0, 0);
}

/* Unrounded weights: mix = (sum of e v) / (sum of e). */
static double mix_real(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  int integers = !row->is_whole && ternary_in(v, 0, row->i + 1);
  double magnitude, terms, rounded, value, count;
  size_t tiny;
  const double sum = plain_mix(s, row, v, &magnitude, &terms, &tiny);
  if (!s->a->grid && s->rules.is_real[TP_SITE_EXP] && is_uniform(s, row, v, integers, &value, &count)
      && fma(value / count, count, -value) == 0) {
    tp_binary64_sum_start(s);
    tp_binary64_sum_add(s, x);
    tp_binary64_sum_add(s, value / count);
    return tp_binary64_sum_round(s, TP_SITE_ACT, random_act(s, row));
  }
  double y = x + sum / row->total;
  double slack = lost(row, v, tiny) + (2 * row->relative + DBL_EPSILON * (terms + 10)) * (magnitude / row->total) + 2 * DBL_EPSILON * (fabs(y) + fabs(x));
  return tp_binary64_round(s, TP_SITE_ACT, y, slack, random_act(s, row), &rounded) ? rounded : tp_resolve_mix(row, v, x);
}

/* Terms w v without an error, three doubles a lane, as tp_binary64_sum_add adds them; what these do not hold at most, and how many
   terms are tiny. */
typedef struct {
  double sum[LANES], low[LANES], lower[LANES], lost[LANES], tiny[LANES];
} exact_sums;

static inline void add_block_exactly(exact_sums *to, const double *weight, const double *value)
{
  for (size_t l = 0; l < LANES; l++) {
    double rest, less, lost;
    const double term = weight[l] * value[l];
    to->sum[l] = tp_two_sum(to->sum[l], term, &rest);
    to->low[l] = tp_two_sum(to->low[l], rest, &less);
    to->lower[l] = tp_two_sum(to->lower[l], less, &lost);
    to->lost[l] += fabs(lost);
    to->tiny[l] += (fabs(term) < TINY_PRODUCT) & (weight[l] != 0) & (value[l] != 0);
  }
}

TP_CLONES
static void add_terms_exactly(exact_sums *to, const double *restrict weight, const double *restrict value, size_t blocks)
{
  exact_sums sums = *to;
  for (size_t b = 0; b < blocks; b++)
    add_block_exactly(&sums, weight + b * LANES, value + b * LANES);
  *to = sums;
}

/* Values from column v, a piece at a time where they are small. */
static void add_column_exactly(exact_sums *to, const double *weight, const tp_number_column *v, size_t blocks)
{
  enum { PIECE = 4 };
  double wide[PIECE * LANES];
  if (v->wide_any) {
    add_terms_exactly(to, weight, wide_at(v, &tp_doubles, 0), blocks);
    return;
  }
  for (size_t b = 0; b < blocks; b += PIECE) {
    const size_t piece = blocks - b < PIECE ? blocks - b : PIECE;
    for (size_t i = 0; i < piece * LANES; i++)
      wide[i] = v->small[b * LANES + i];
    add_terms_exactly(to, weight + b * LANES, wide, piece);
  }
}

/* Significand bits of a value at most, whatever format an earlier layer rounded it into (tp_format_fits_double). */
enum { MOST_BITS = 32 };

/* x + the mix as the sum at work, from blocks of keys; 0 if that does not decide how it is rounded, or if a product is more than
   one double.  The sum does not have its terms then. */
static int sum_blocks(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  const size_t n = row->i + 1, blocks = n / LANES;
  if (row->lives < blocks || s->to[TP_SITE_ATTN].precision + MOST_BITS > DBL_MANT_DIG)
    return 0;
  const double *weight = weights_of_keys(row);
  exact_sums sums = {{0}, {0}, {0}, {0}, {0}};
  add_column_exactly(&sums, weight, v, blocks);
  int has_tiny = 0;
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  for (size_t l = 0; l < LANES; l++) {
    has_tiny |= sums.tiny[l] > 0;
    tp_binary64_sum_add(s, sums.sum[l]);
    tp_binary64_sum_add(s, sums.low[l]);
    tp_binary64_sum_add(s, sums.lower[l]);
    s->lost += sums.lost[l];
  }
  for (size_t j = blocks * LANES; j < n; j++)
    tp_binary64_sum_add_product(s, weight[j], double_at(v, j));
  return !has_tiny && !s->has_tiny && tp_binary64_sum_is_held(s, TP_SITE_ACT);
}

static void sum_keys(binary64_work *s, const binary64_row *row, const tp_number_column *v, double x)
{
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  for (size_t l = 0; l < row->lives; l++)
    tp_binary64_sum_add_product(s, binary64_weight(row, row->live[l]), double_at(v, row->live[l]));
}

/* x + sum of w v from its exact terms, if none is tiny. */
static double exact_mix(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  if (s->a->grid || row->has_vanished)
    return tp_resolve_mix(row, v, x);
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    tp_binary64_sum_start(s);
    tp_binary64_sum_add(s, x);
    for (size_t d = row->range; d-- > 0;)
      if (row->weight[d] != 0)
        tp_binary64_sum_add_product(s, row->weight[d], s->value_sum[d]);
  } else if (!sum_blocks(s, row, v, x)) {
    sum_keys(s, row, v, x);
  }
  return s->has_tiny ? tp_resolve_mix(row, v, x) : tp_binary64_sum_round(s, TP_SITE_ACT, random_act(s, row));
}

/* Rounded weights are exact: so are all terms.  Weights with noise that are not rounded are off by weight_slack. */
static double mix_rounded(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  double magnitude, terms, rounded;
  size_t tiny;
  const double y = x + plain_mix(s, row, v, &magnitude, &terms, &tiny);
  double slack = lost(row, v, tiny) + DBL_EPSILON * (terms + 4) * (magnitude + fabs(x));
  if (row->weight_slack > 0)
    slack += 2 * row->weight_slack * (double) (row->i + 1) * most_value(row, v);
  if (tp_binary64_round(s, TP_SITE_ACT, y, slack, random_act(s, row), &rounded))
    return rounded;
  if (row->weight_slack == 0)
    return exact_mix(s, row, v, x);
  s->base.undecided = TP_UNDECIDED_NUMBER;
  return rounded;
}

/* Of sums with an infinite or undefined term the other terms do not matter. */
static double infinite_mix(binary64_work *s, const binary64_row *row, const tp_number_column *v, double x)
{
  for (size_t j = 0; j <= row->i; j++) {
    double term = binary64_weight(row, j) * double_at(v, j);
    x += isfinite(term) ? 0 : term;
  }
  return tp_double_rounding_apply(&s->to[TP_SITE_ACT], x, random_act(s, row));
}

/* acc: one partial sum after the other, rounded; then x is added and the total
   rounded into act.  A term that is 0 changes nothing; over an infinity it is no number. */
static double mix_in_steps(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  double sum = 0, total = s->rules.is_real[TP_SITE_ATTN] ? row->total : 1;
  int exact = !s->rules.is_real[TP_SITE_ATTN];
  const int takes_all = v->has_infinite || row->has_infinite;
  for (size_t n = 0; n < (takes_all ? row->i + 1 : row->lives); n++) {
    const size_t j = takes_all ? n : row->live[n];
    double w = binary64_weight(row, j), value = double_at(v, j), u = binary64_random(s, TP_SITE_ACC, row->i, 0, j);
    if (w * value == 0 && (w == 0 || value == 0))
      continue;
    if (binary64_is_tiny(w * value))
      return tp_resolve_mix(row, v, x);
    if (exact || !isfinite(w * value)) {
      tp_binary64_sum_start(s);
      tp_binary64_sum_add(s, sum);
      tp_binary64_sum_add_product(s, w, value);
      sum = tp_binary64_sum_round(s, TP_SITE_ACC, u);
      continue;
    }
    double term = w / total * value, slack = (row->relative + 4 * DBL_EPSILON) * fabs(term) + 2 * DBL_EPSILON * (fabs(sum) + fabs(term));
    if (!tp_binary64_round(s, TP_SITE_ACC, sum + term, slack, u, &sum))
      return tp_resolve_mix(row, v, x);
  }
  if (row->has_vanished)
    return tp_resolve_mix(row, v, x);
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, sum);
  tp_binary64_sum_add(s, x);
  return tp_binary64_sum_round(s, TP_SITE_ACT, random_act(s, row));
}

/* A product that is no finite number: 0 times infinity is NaN, so keys without weight count
   too. */
static int meets_infinity(const binary64_row *row, const tp_number_column *v)
{
  for (size_t j = 0; j <= row->i; j++)
    if (!isfinite(binary64_weight(row, j) * double_at(v, j)))
      return 1;
  return 0;
}

/* x + g mix for a weight g that noise has disturbed. */
static double mix_shaken(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  double magnitude, terms, rounded, g = binary64_weight_of(s, 1, WEIGHT_ALONE);
  size_t tiny;
  const double sum = plain_mix(s, row, v, &magnitude, &terms, &tiny);
  int exact = !s->rules.is_real[TP_SITE_ATTN];
  double total = exact ? 1 : row->total, mix = sum / total;
  double slack = lost(row, v, tiny) * fmax(1, fabs(g)) + ((exact ? 0 : 2 * row->relative) + DBL_EPSILON * (terms + 10)) * fabs(g) * (magnitude / total);
  double y = x + g * mix;
  slack += 2 * DBL_EPSILON * (fabs(y) + fabs(x));
  return tp_binary64_round(s, TP_SITE_ACT, y, slack, random_act(s, row), &rounded) ? rounded : tp_resolve_mix(row, v, x);
}

static double mix_row(binary64_work *s, binary64_row *row, const binary64_values *of, double x)
{
  const tp_number_column *v = of->v;
  double y;
  if (!row->is_nan && tp_binary64_mix_near(s, row, of, x, random_act(s, row), &y))
    return y;
  tp_binary64_complete(s, row);
  if (row->is_nan)
    return NAN;
  if (!s->rules.is_real[TP_SITE_ACC] && !binary64_shakes_weights(s))
    return mix_in_steps(s, row, v, x);
  if (v->has_infinite && row->has_vanished)
    return tp_resolve_mix(row, v, x);
  if ((v->has_infinite || row->has_infinite) && meets_infinity(row, v))
    return infinite_mix(s, row, v, x);
  if (binary64_shakes_weights(s))
    return mix_shaken(s, row, v, x);
  return s->rules.is_real[TP_SITE_ATTN] ? mix_real(s, row, v, x) : mix_rounded(s, row, v, x);
}

void tp_binary64_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x)
{
  binary64_work *s = binary64_of(w);
  s->place = at;
  const size_t count = rows ? binary64_row_of(row[rows - 1])->i + 1 : 0;
  const binary64_values values = {v, most_of_column(v, count), zeros_of_column(v, count)};
  for (size_t n = 0; n < rows; n++) {
    binary64_row *own = binary64_row_of(row[n]);
    if (own->s != s)                       /* what another workspace resolved is not this one's */
      own->fine = 0;
    own->s = s;
    tp_binary64_put(s, out, mix_row(s, own, &values, double_at(x, own->i)), own->i);
  }
}
