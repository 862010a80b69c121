/* SPDX-License-Identifier: MIT */
/* Scores in intervals.

   With q = a + d, off by p, and k = b + f, off by g, where a and b are the bases,

     q k = a b + d b + v f + error,   v = q rounded,
     |error| <= |v| (g + 2 u |f|) + p (|b| + |f| + g) + second order.

   The products a b add up exactly.  The others of n coordinates are off by (n + 3) u times the magnitudes of their terms:
   two of a coordinate are added first.  |b| + |f| + g is at most that of any key (tp_interval_most), so that the second
   term is one number for all keys of a row.  e = (n + 8) u covers both and leaves 3 u |delta| for weights.c. */
#include <string.h>

#include "intervals.h"
#include "tmprec/base/memory.h"

/* Keys are worked on in pieces that stay in the first-level cache. */
enum { PIECE = 512 };

TP_CLONES
static void score_bases(int16_t *restrict sum, const int8_t *restrict b, int a, size_t count)
{
  for (size_t j = 0; j < count; j++)
    sum[j] = (int16_t) (sum[j] + a * b[j]);
}

/* A query that is an integer there. */
TP_CLONES
static void score_rests(double *restrict delta, double *restrict radius, double v, double error, const double *restrict f,
                        const double *restrict g, size_t count)
{
  const double size = fabs(v);
  for (size_t j = 0; j < count; j++) {
    delta[j] += v * f[j];
    radius[j] += size * (g[j] + error * fabs(f[j]));
  }
}

/* Keys that are integers there. */
TP_CLONES
static void score_bases_times(double *restrict delta, double d, const int8_t *restrict b, size_t count)
{
  for (size_t j = 0; j < count; j++)
    delta[j] += d * b[j];
}

TP_CLONES
static void score_both(double *restrict delta, double *restrict radius, double v, double d, double error, const int8_t *restrict b,
                       const double *restrict f, const double *restrict g, size_t count)
{
  const double size = fabs(v);
  for (size_t j = 0; j < count; j++) {
    delta[j] += v * f[j] + d * b[j];
    radius[j] += size * (g[j] + error * fabs(f[j]));
  }
}

TP_CLONES
static void score_radii(double *restrict radius, double beside, size_t count)
{
  for (size_t j = 0; j < count; j++)
    radius[j] = (radius[j] + beside) * INTERVAL_GROWTH;
}

static void score_piece(const interval_work *s, interval_row *row, size_t coordinates, double error, double beside, size_t from,
                        size_t count)
{
  int16_t *score = row->score + from;
  memset(score, 0, count * sizeof *score);
  for (size_t c = 0; c < coordinates; c++)
    if (s->coordinate[c].q.base)
      score_bases(score, s->coordinate[c].key->base + from, s->coordinate[c].q.base, count);
  if (row->is_integer)
    return;
  double *delta = row->delta + from, *radius = row->radius + from;
  memset(delta, 0, count * sizeof *delta);
  memset(radius, 0, count * sizeof *radius);
  for (size_t c = 0; c < coordinates; c++) {
    const interval_coordinate *at = s->coordinate + c;
    const int is_wide = interval_is_wide_in(at->key, from, from + count);
    const double *f = is_wide ? at->key->mid + from : NULL, *g = is_wide ? at->key->rad + from : NULL;
    if (is_wide && at->q.mid != 0)
      score_both(delta, radius, at->value, at->q.mid, error, at->key->base + from, f, g, count);
    else if (is_wide)
      score_rests(delta, radius, at->value, error, f, g, count);
    else if (at->q.mid != 0)
      score_bases_times(delta, at->q.mid, at->key->base + from, count);
  }
  score_radii(radius, beside, count);
}

/* The coordinates whose query is not 0; whether sums of bases fit 16 bits; what all radii have in common. */
static size_t gather(interval_work *s, interval_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k,
                     double error, int *fits, double *beside)
{
  size_t count = 0;
  int64_t most = 0;
  *beside = 0;
  row->is_integer = 1;
  for (size_t c = 0; c < keys; c++) {
    const interval x = interval_at(interval_column_at(q[c]), row->i);
    const interval_column *key = interval_column_at(k[c]);
    if (x.base == 0 && x.mid == 0 && x.rad == 0)
      continue;
    s->coordinate[count++] = (interval_coordinate) {x, x.base + x.mid, key};
    if (x.base)
      most += (int64_t) (x.base < 0 ? -x.base : x.base) * tp_interval_most_base(key, row->i);
    if (x.mid != 0 || x.rad != 0)
      *beside += (x.rad + error * fabs(x.mid)) * tp_interval_most(key, row->i);
    row->is_integer &= x.mid == 0 && x.rad == 0 && !interval_is_wide_in(key, 0, row->i + 1);
  }
  *fits = most <= INT16_MAX;
  *beside += INTERVAL_TINY;
  return count;
}

static void score_row(interval_work *s, interval_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k,
                      size_t i)
{
  const size_t n = i + 1;
  const double error = (double) (keys + 8) * INTERVAL_UNIT;
  double beside;
  int fits;
  row->i = i;
  TP_MEMORY_GROW(s->coordinate, s->coordinate_capacity, keys);
  size_t coordinates = gather(s, row, keys, q, k, error, &fits, &beside);
  TP_MEMORY_GROW(row->score, row->score_capacity, n);
  if (!row->is_integer) {
    TP_MEMORY_GROW(row->delta, row->delta_capacity, n);
    TP_MEMORY_GROW(row->radius, row->radius_capacity, n);
  }
  if (!fits || n >= INTERVAL_MOST_TERMS) {
    interval_leave_open(s, 1);
    coordinates = 0;
  }
  for (size_t from = 0; from < n; from += PIECE)
    score_piece(s, row, coordinates, error, beside, from, n - from < PIECE ? n - from : PIECE);
}

void tp_interval_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first)
{
  (void) at;
  for (size_t n = 0; n < rows; n++)
    score_row(interval_work_of(w), interval_row_of(row[n]), store->coordinates, q, store->k, first + n);
}
