/* The mix of values under a row's weights, rounded into act. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sites_private.h"

/* Sums of ternary values by difference: V_d.  Keys without weight add nothing to
   the mix, but one whose exponential binary64 lost has a weight. */
static void sum_values(sites_state *s, const attention_row *row, const number_column *v)
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
static int is_uniform(const sites_state *s, const attention_row *row, const number_column *v, int integers, double *value,
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

/* Keys whose exponential binary64 lost carry something, and nothing else does. */
static int lost_all(const sites_state *s, const attention_row *row, const number_column *v, double y)
{
  if (!row->has_vanished || fabs(y) >= 0x1p-900 || s->weight_floor > -745)
    return 0;
  for (size_t j = 0; j <= row->i; j++)
    if (sites_weight(row, j) < DBL_MIN && double_at(v, j) != 0)
      return 1;
  return 0;
}

/* sum of w v over the keys in binary64, its terms' magnitude and their number */
static double plain_mix(sites_state *s, const attention_row *row, const number_column *v, double *magnitude, double *terms)
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
      double term = sites_weight(row, row->live[l]) * double_at(v, row->live[l]);
      sum += term;
      size += fabs(term);
    }
    *terms = (double) row->lives;
  }
  *magnitude = size;
  return sum;
}

/* Unrounded weights: mix = (sum of e v) / (sum of e). */
static double mix_real(sites_state *s, attention_row *row, const number_column *v, double x)
{
  int integers = !row->is_whole && ternary_in(v, 0, row->i + 1);
  double magnitude, terms, rounded, value, count, sum = plain_mix(s, row, v, &magnitude, &terms);
  if (is_uniform(s, row, v, integers, &value, &count) && fmod(value, count) == 0) {
    sites_sum_start(s);
    sites_sum_add(s, x);
    sites_sum_add(s, value / count);
    return sites_sum_round(s);
  }
  double y = x + sum / row->total;
  if (lost_all(s, row, v, y))
    s->unreliable = 1;
  double slack = (2 * row->relative + DBL_EPSILON * (terms + 8)) * (magnitude / row->total) + 2 * DBL_EPSILON * fabs(y);
  if (row->is_whole)               /* an exponential's own error: |t| 2^-52, t > -746 */
    slack += DBL_EPSILON * 1500 * (magnitude / row->total);
  return sites_round_act(s, y, slack, &rounded) ? rounded : resolve_mix(row, v, x);
}

/* x + sum of w v from its exact terms. */
static double exact_mix(sites_state *s, const attention_row *row, const number_column *v, double x)
{
  sites_sum_start(s);
  sites_sum_add(s, x);
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    for (size_t d = row->range; d-- > 0;)
      if (row->weight[d] != 0)
        sites_sum_add_product(s, row->weight[d], s->value_sum[d]);
  } else {
    for (size_t l = 0; l < row->lives; l++)
      sites_sum_add_product(s, sites_weight(row, row->live[l]), double_at(v, row->live[l]));
  }
  return sites_sum_round(s);
}

/* Rounded weights are exact: so are all terms. */
static double mix_rounded(sites_state *s, attention_row *row, const number_column *v, double x)
{
  double magnitude, terms, rounded, y = x + plain_mix(s, row, v, &magnitude, &terms);
  double slack = DBL_EPSILON * (terms + 2) * (magnitude + fabs(x));
  if (!sites_round_act(s, y, slack, &rounded))
    rounded = exact_mix(s, row, v, x);
  if (lost_all(s, row, v, rounded))
    s->unreliable = 1;
  return rounded;
}

/* 0 times infinity is NaN: keys without weight count, once there are infinities. */
static int meets_infinity(const attention_row *row, const number_column *v)
{
  for (size_t j = 0; j <= row->i; j++)
    if (sites_weight(row, j) == 0 && !isfinite(double_at(v, j)))
      return 1;
  return 0;
}

static void mix_row(sites_state *s, attention_row *row, const number_column *v, number_column *out, const number_column *x)
{
  double at = double_at(x, row->i), y;
  if (row->is_nan || (s->seen_infinite && meets_infinity(row, v)))
    y = NAN;
  else
    y = s->attn.family == FORMAT_REAL ? mix_real(s, row, v, at) : mix_rounded(s, row, v, at);
  sites_put(s, out, y);
}

void sites_mix(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x)
{
  for (size_t n = 0; n < rows; n++)
    mix_row(sites_of(a), row[n], v, out, x);
}

