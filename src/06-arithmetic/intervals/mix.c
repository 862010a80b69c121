/* SPDX-License-Identifier: MIT */
/* The mix of values in intervals: x + v* + (sum of e (v - v*)) / (sum of e), where v* is the base of the best key's value, and
   e are the exponentials of weights.c.  So values that are v* add nothing, and what does is small.

   Let e_j be off by a part r_j, and v_j = b + f by g.  c = (b - v*) + f is rounded once.  Then the sum of e c, N, is off
   by the sum of

     e (1 + r) (g + u |c|) + e r |c| + what summing adds, a part `error` of e |c|,

   and by what is lost: `lost` times the largest |v - v*|.  doubt = r + error.  T, the sum of all e, is off by total_radius,
   and is at least 1.  The quotient is off by (radius of N + |N / T| radius of T) / (least T) and by its own rounding. */
#include "intervals.h"

typedef struct {
  double sum, radius;
} value_sums;

INLINE void add_value(size_t lane, double e, double doubt, double c, double g, double *restrict sum, double *restrict radius)
{
  const double product = e * c;
  sum[lane] += product;
  radius[lane] += e * g + fabs(product) * doubt;
}

/* All values are integers. */
TP_CLONES
static value_sums integer_values(const double *restrict power, const double *restrict doubt, const int8_t *restrict base,
                                 int best, size_t keys)
{
  double sum[INTERVAL_LANES] = {0}, radius[INTERVAL_LANES] = {0};
  size_t j = 0;
  for (; j + INTERVAL_LANES <= keys; j += INTERVAL_LANES)
    for (size_t l = 0; l < INTERVAL_LANES; l++)
      add_value(l, power[j + l], doubt[j + l], base[j + l] - best, 0, sum, radius);
  for (size_t l = 0; j < keys; j++, l++)
    add_value(l, power[j], doubt[j], base[j] - best, 0, sum, radius);
  return (value_sums) {interval_sum_of_lanes(sum), interval_sum_of_lanes(radius)};
}

TP_CLONES
static value_sums wide_values(const double *restrict power, const double *restrict doubt, const int8_t *restrict base,
                              const double *restrict mid, const double *restrict rad, int best, size_t keys)
{
  double sum[INTERVAL_LANES] = {0}, radius[INTERVAL_LANES] = {0};
  size_t j = 0;
  for (; j + INTERVAL_LANES <= keys; j += INTERVAL_LANES)
    for (size_t l = 0; l < INTERVAL_LANES; l++)
      add_value(l, power[j + l], doubt[j + l], (base[j + l] - best) + mid[j + l], rad[j + l], sum, radius);
  for (size_t l = 0; j < keys; j++, l++)
    add_value(l, power[j], doubt[j], (base[j] - best) + mid[j], rad[j], sum, radius);
  return (value_sums) {interval_sum_of_lanes(sum), interval_sum_of_lanes(radius)};
}

/* 1 if all values are v*: then the mix is that, exactly. */
TP_CLONES
static int all_bases_are(const int8_t *base, int best, size_t keys)
{
  int other = 0;
  for (size_t j = 0; j < keys; j++)
    other |= base[j] ^ best;
  return other == 0;
}

static int all_are(const interval_column *v, int best, size_t keys)
{
  if (!all_bases_are(v->base, best, keys))
    return 0;
  for (size_t j = 0; j < keys && interval_is_wide_in(v, 0, keys); j++)
    if (v->mid[j] != 0 || v->rad[j] != 0)
      return 0;
  return 1;
}

/* x + mix */
static int mix_row(const interval_row *row, const interval_column *v, const interval_column *x, interval_column *out)
{
  const size_t n = row->i + 1;
  const int best = v->base[row->best], is_wide = interval_is_wide_in(v, 0, n);
  const interval before = interval_at(x, row->i);
  if (!is_wide && all_bases_are(v->base, best, n))
    return tp_interval_put(out, before.base + best, before.mid, before.rad);
  const value_sums s = is_wide ? wide_values(row->power, row->doubt, v->base, v->mid, v->rad, best, n)
                               : integer_values(row->power, row->doubt, v->base, best, n);
  if (s.sum == 0 && s.radius == 0 && all_are(v, best, n))
    return tp_interval_put(out, before.base + best, before.mid, before.rad);
  const double most = row->lost > 0 ? tp_interval_most(v, row->i) + INTERVAL_MOST_BASE : 0;
  const double radius = (s.radius * (1 + row->most_doubt) + row->lost * most + INTERVAL_TINY) * INTERVAL_GROWTH;
  const double left = row->total - row->total_radius, least = left > 1 ? left * (1 - 0x1p-40) : 1;
  const double quotient = s.sum / row->total, rest = before.mid + quotient;
  const double off = (radius + fabs(quotient) * row->total_radius) / least, rounded = 2 * INTERVAL_UNIT * (fabs(quotient) + fabs(rest));
  return tp_interval_put(out, before.base + best, rest, (off + before.rad + rounded + INTERVAL_TINY) * INTERVAL_GROWTH);
}

void tp_interval_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x)
{
  (void) at;
  int is_known = 1;
  for (size_t n = 0; n < rows; n++)
    is_known &= mix_row(interval_row_of(row[n]), interval_column_at(v), interval_column_at(x), interval_column_of(out));
  interval_leave_open(interval_work_of(w), !is_known);
}
