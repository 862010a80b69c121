/* SPDX-License-Identifier: MIT */
/* The mix of values under a row's weights, rounded into act. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "binary64.h"

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

/* What the keys add whose exponential binary64 lost. */
static double lost(const binary64_row *row)
{
  return row->has_vanished ? 0x1p-900 : 0;
}

/* sum of w v over the keys in binary64, its terms' magnitude and their number */
static double plain_mix(binary64_work *s, const binary64_row *row, const tp_number_column *v, double *magnitude, double *terms)
{
  double sum = 0, size = 0;
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    sum_values(s, row, v);
    for (size_t d = row->range; d-- > 0;) {
      sum += row->weight[d] * s->value_sum[d];
      size += row->weight[d] * abs(s->value_sum[d]);
    }
    *terms = (double) row->range;
  } else {
    for (size_t l = 0; l < row->lives; l++) {
      double term = binary64_weight(row, row->live[l]) * double_at(v, row->live[l]);
      sum += term;
      size += fabs(term);
    }
    *terms = (double) row->lives;
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
  double magnitude, terms, rounded, value, count, sum = plain_mix(s, row, v, &magnitude, &terms);
  if (!s->a->grid && s->rules.is_real[TP_SITE_EXP] && is_uniform(s, row, v, integers, &value, &count)
      && fma(value / count, count, -value) == 0) {
    tp_binary64_sum_start(s);
    tp_binary64_sum_add(s, x);
    tp_binary64_sum_add(s, value / count);
    return tp_binary64_sum_round(s, TP_SITE_ACT, random_act(s, row));
  }
  double y = x + sum / row->total;
  double slack = lost(row) + (2 * row->relative + DBL_EPSILON * (terms + 10)) * (magnitude / row->total) + 2 * DBL_EPSILON * (fabs(y) + fabs(x));
  return tp_binary64_round(s, TP_SITE_ACT, y, slack, random_act(s, row), &rounded) ? rounded : tp_resolve_mix(row, v, x);
}

/* x + sum of w v from its exact terms. */
static double exact_mix(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  if (s->a->grid || row->has_vanished)
    return tp_resolve_mix(row, v, x);
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    for (size_t d = row->range; d-- > 0;)
      if (row->weight[d] != 0)
        tp_binary64_sum_add_product(s, row->weight[d], s->value_sum[d]);
  } else {
    for (size_t l = 0; l < row->lives; l++)
      tp_binary64_sum_add_product(s, binary64_weight(row, row->live[l]), double_at(v, row->live[l]));
  }
  return tp_binary64_sum_round(s, TP_SITE_ACT, random_act(s, row));
}

/* Values are of act, and far from the limits of binary64 (binary64_is_safe). */
static double most_value(const binary64_row *row, const tp_number_column *v)
{
  double most = 1;
  for (size_t j = 0; j <= row->i && !ternary_in(v, 0, row->i + 1); j++)
    most = fmax(most, fabs(double_at(v, j)));
  return most;
}

/* Rounded weights are exact: so are all terms.  Weights with noise that are not rounded are off by weight_slack. */
static double mix_rounded(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  double magnitude, terms, rounded, y = x + plain_mix(s, row, v, &magnitude, &terms);
  double slack = lost(row) + DBL_EPSILON * (terms + 4) * (magnitude + fabs(x));
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
    if (w * value == 0)
      continue;
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
  double magnitude, terms, rounded, g = binary64_weight_of(s, 1, WEIGHT_ALONE), sum = plain_mix(s, row, v, &magnitude, &terms);
  int exact = !s->rules.is_real[TP_SITE_ATTN];
  double total = exact ? 1 : row->total, mix = sum / total;
  double slack = lost(row) + ((exact ? 0 : 2 * row->relative) + DBL_EPSILON * (terms + 10)) * fabs(g) * (magnitude / total);
  double y = x + g * mix;
  slack += 2 * DBL_EPSILON * (fabs(y) + fabs(x));
  return tp_binary64_round(s, TP_SITE_ACT, y, slack, random_act(s, row), &rounded) ? rounded : tp_resolve_mix(row, v, x);
}

static double mix_row(binary64_work *s, binary64_row *row, const tp_number_column *v, double x)
{
  if (row->is_nan)
    return NAN;
  if (!s->rules.is_real[TP_SITE_ACC] && !binary64_shakes_weights(s))
    return mix_in_steps(s, row, v, x);
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
  for (size_t n = 0; n < rows; n++) {
    binary64_row *own = binary64_row_of(row[n]);
    if (own->s != s)                       /* what another workspace resolved is not this one's */
      own->fine = 0;
    own->s = s;
    tp_binary64_put(s, out, mix_row(s, own, v, double_at(x, own->i)), own->i);
  }
}
