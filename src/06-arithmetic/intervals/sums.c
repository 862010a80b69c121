/* SPDX-License-Identifier: MIT */
/* Neurons, and their sums, in intervals: weights are small integers.  Bases add up exactly.

   Of k terms weight x mid each is rounded in its product, unless the weight is 1 or -1, and in at most k additions (adding
   0 does not round).  So
   the sum is off by (k + 1) u times the sum of |weight| |mid| at most, further to the sum of |weight| rad (interval.h). */
#include <string.h>

#include "intervals.h"

/* Positions of a chunk are worked on in pieces of at most this many. */
enum { PIECE = 256 };

/* The sums of a piece: the integer, the rest, the magnitudes of its terms, its radius. */
typedef struct {
  int32_t integer[PIECE];
  double mid[PIECE], magnitude[PIECE], rad[PIECE];
  int is_wide;                     /* a term is no integer, somewhere in the piece */
} piece_sums;

TP_CLONES
static void sum_bases(int32_t *restrict sum, const int8_t *restrict base, int32_t weight, size_t count)
{
  for (size_t i = 0; i < count; i++)
    sum[i] += weight * base[i];
}

TP_CLONES
static void sum_rests(double *restrict mid, double *restrict magnitude, double *restrict rad, const double *restrict x,
                      const double *restrict off, double weight, size_t count)
{
  const double size = fabs(weight);
  for (size_t i = 0; i < count; i++) {
    const double product = weight * x[i];
    mid[i] += product;
    magnitude[i] += fabs(product);
    rad[i] += size * off[i];
  }
}

static void start(piece_sums *s, int32_t integer, size_t count)
{
  for (size_t i = 0; i < count; i++)
    s->integer[i] = integer;
  s->is_wide = 0;
}

static void accumulate(piece_sums *s, const tp_number_column *of, int weight, size_t from, size_t count)
{
  const interval_column *c = interval_column_at(of);
  const size_t at = from - c->first;
  if (!weight)
    return;
  sum_bases(s->integer, c->base + at, weight, count);
  if (!interval_is_wide_in(c, from, from + count))
    return;
  if (!s->is_wide) {
    s->is_wide = 1;
    memset(s->mid, 0, count * sizeof *s->mid);
    memset(s->magnitude, 0, count * sizeof *s->magnitude);
    memset(s->rad, 0, count * sizeof *s->rad);
  }
  sum_rests(s->mid, s->magnitude, s->rad, c->mid + at, c->rad + at, weight, count);
}

/* What summing adds to the radii. */
static void finish(piece_sums *s, size_t terms, size_t count)
{
  const double error = (double) (terms + 1) * INTERVAL_UNIT;
  for (size_t i = 0; i < count; i++)
    s->rad[i] = (s->rad[i] + error * s->magnitude[i]) * INTERVAL_GROWTH;
}

static double mid_at(const piece_sums *s, size_t i) { return s->is_wide ? s->mid[i] : 0; }
static double rad_at(const piece_sums *s, size_t i) { return s->is_wide ? s->rad[i] : 0; }

/* 1 if sums of bases fit 32 bits. */
static int fits(size_t columns, const int8_t *weight, int32_t bias)
{
  int64_t most = bias < 0 ? -(int64_t) bias : bias;
  for (size_t c = 0; c < columns; c++)
    most += INTERVAL_MOST_BASE * (int64_t) (weight[c] < 0 ? -weight[c] : weight[c]);
  return most + INTERVAL_MOST_BASE <= INT32_MAX;
}

/* relu; of a number that may be on either side of 0, what lies between 0 and its upper end. */
static int put_rectified(interval_column *c, double integer, double mid, double rad)
{
  if (mid == 0 && rad == 0)
    return tp_interval_put(c, integer > 0 ? integer : 0, 0, 0);
  const int sign = interval_sign(integer, mid, rad);
  if (sign < 0)
    return tp_interval_put(c, 0, 0, 0);
  if (sign > 0)
    return tp_interval_put(c, integer, mid, rad);
  const double sum = integer + mid, high = (fabs(sum) + rad) * INTERVAL_GROWTH;
  return tp_interval_put(c, 0, high / 2, high / 2);
}

void tp_interval_neuron(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                        const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  interval_work *s = interval_work_of(w);
  interval_column *out = interval_column_of(hidden);
  const int is_sum = fits(inputs, weight, bias);
  (void) at;
  interval_leave_open(s, !is_sum);
  piece_sums sums;
  for (size_t count; from < to; from += count) {
    count = to - from < PIECE ? to - from : PIECE;
    start(&sums, is_sum ? bias : 0, count);
    for (size_t c = 0; c < inputs && is_sum; c++)
      accumulate(&sums, x[c], weight[c], from, count);
    if (sums.is_wide)
      finish(&sums, inputs, count);
    for (size_t i = 0; i < count; i++)
      interval_leave_open(s, !put_rectified(out, sums.integer[i], mid_at(&sums, i), rad_at(&sums, i)));
  }
}

void tp_interval_add(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
                     tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  interval_work *s = interval_work_of(w);
  interval_column *sum = interval_column_of(out);
  const int is_sum = fits(terms, weight, 0);
  (void) at;
  interval_leave_open(s, !is_sum);
  piece_sums sums;
  for (size_t count; from < to; from += count) {
    count = to - from < PIECE ? to - from : PIECE;
    start(&sums, 0, count);
    for (size_t c = 0; c < terms && is_sum; c++)
      accumulate(&sums, hidden[c], weight[c], from, count);
    accumulate(&sums, x, 1, from, count);
    if (sums.is_wide)
      finish(&sums, terms + 1, count);
    for (size_t i = 0; i < count; i++)
      interval_leave_open(s, !tp_interval_put(sum, sums.integer[i], mid_at(&sums, i), rad_at(&sums, i)));
  }
}
