/* SPDX-License-Identifier: MIT */
/* From scores to exponentials in intervals.

   Weights do not depend on what is subtracted from all logits, so let it be the logit of one of the best keys, whose exponential
   is 1 then.  For key j let t = beta ((score[j] - score of the best) + (delta[j] - delta of the best)), in binary64.  The
   three roundings leave t off by 3 u |t| and beta u times both deltas, for which their radii have room (scores.c).
   So it is off by D = beta (radius[j] + that of the best) + 3 u |t| at most.  For D <= 1 the exponential is off by a part
   e^D - 1 <= D + D^2, and by 2^-50.4 as binary64 gives it (mpfr53/exponential.h; t may be above 0 by what
   roundings leave, and the proof is the same): by D + D^2 + 2^-49 of what binary64 gives.

   Exponentials below e^LEAST, for certain, count as lost: 0 up to LOST. */
#include "intervals.h"
#include "tmprec/base/memory.h"

#define LEAST (-619.0)
#define LOST 0x1p-892              /* above e^-619 = 2^-893.02.. */

/* The sums over the keys of a row that both kinds of rows make. */
typedef struct {
  double beta, most;               /* of the best key: delta and radius, */
  double delta, radius;
  int best;                        /* its score, */
  double error;                    /* and what summing adds to doubts */
} logit_terms;

typedef struct {
  double total, doubts, most_doubt, lost;
} power_sums;

INLINE void add_power(const logit_terms *r, double score, double delta, double radius, size_t lane, double *restrict power,
                      double *restrict doubt, double *restrict total, double *restrict doubts, double *restrict most,
                      double *restrict lost)
{
  const double t = r->beta * (score + (delta - r->delta));
  const double off = (r->beta * (radius + r->radius) + 3 * INTERVAL_UNIT * fabs(t)) * INTERVAL_GROWTH;
  const double part = (off + off * off + 0x1p-49) * INTERVAL_GROWTH, is_lost = t + off < LEAST ? 1 : 0;
  const double e = is_lost != 0 ? 0 : raw_exponential(t), own = is_lost != 0 ? 0 : part;
  *power = e;
  *doubt = own + r->error;
  total[lane] += e;
  doubts[lane] += e * (own + r->error);
  most[lane] = own > most[lane] ? own : most[lane];
  lost[lane] += is_lost;
}

#define LANES \
  double total[INTERVAL_LANES] = {0}, doubts[INTERVAL_LANES] = {0}, most[INTERVAL_LANES] = {0}, lost[INTERVAL_LANES] = {0}

INLINE power_sums sums_of(const double *total, const double *doubts, const double *most, const double *lost)
{
  double largest = 0;
  for (size_t l = 0; l < INTERVAL_LANES; l++)
    largest = most[l] > largest ? most[l] : largest;
  return (power_sums) {interval_sum_of_lanes(total), interval_sum_of_lanes(doubts), largest, interval_sum_of_lanes(lost)};
}

TP_CLONES
static power_sums wide_powers(const logit_terms *of, const int16_t *restrict score, const double *restrict delta,
                              const double *restrict radius, double *restrict power, double *restrict doubt, size_t keys)
{
  const logit_terms r = *of;
  LANES;
  size_t j = 0;
  for (; j + INTERVAL_LANES <= keys; j += INTERVAL_LANES)
    for (size_t l = 0; l < INTERVAL_LANES; l++)
      add_power(&r, score[j + l] - r.best, delta[j + l], radius[j + l], l, power + j + l, doubt + j + l, total, doubts, most, lost);
  for (size_t l = 0; j < keys; j++, l++)
    add_power(&r, score[j] - r.best, delta[j], radius[j], l, power + j, doubt + j, total, doubts, most, lost);
  return sums_of(total, doubts, most, lost);
}

TP_CLONES
static power_sums integer_powers(const logit_terms *of, const int16_t *restrict score, double *restrict power,
                                 double *restrict doubt, size_t keys)
{
  const logit_terms r = *of;
  LANES;
  size_t j = 0;
  for (; j + INTERVAL_LANES <= keys; j += INTERVAL_LANES)
    for (size_t l = 0; l < INTERVAL_LANES; l++)
      add_power(&r, score[j + l] - r.best, 0, 0, l, power + j + l, doubt + j + l, total, doubts, most, lost);
  for (size_t l = 0; j < keys; j++, l++)
    add_power(&r, score[j] - r.best, 0, 0, l, power + j, doubt + j, total, doubts, most, lost);
  return sums_of(total, doubts, most, lost);
}

static size_t best_of(const interval_row *row)
{
  size_t best = 0;
  if (row->is_integer) {
    for (size_t j = 1; j <= row->i; j++)
      best = row->score[j] > row->score[best] ? j : best;
    return best;
  }
  double most = row->score[0] + row->delta[0];
  for (size_t j = 1; j <= row->i; j++) {
    const double score = row->score[j] + row->delta[j];
    if (score > most) {
      most = score;
      best = j;
    }
  }
  return best;
}

static void weigh_row(interval_work *s, interval_row *row)
{
  const size_t n = row->i + 1, best = row->best = best_of(row);
  logit_terms r = {.beta = s->a->beta, .best = row->score[best], .error = interval_lanes_error(n)};
  TP_MEMORY_GROW(row->power, row->power_capacity, n);
  TP_MEMORY_GROW(row->doubt, row->doubt_capacity, n);
  if (!row->is_integer) {
    r.delta = row->delta[best];
    r.radius = row->radius[best];
  }
  const power_sums sums = row->is_integer ? integer_powers(&r, row->score, row->power, row->doubt, n)
                                          : wide_powers(&r, row->score, row->delta, row->radius, row->power, row->doubt, n);
  row->doubt[best] = r.error;
  row->most_doubt = sums.most_doubt;
  row->lost = sums.lost * LOST;
  row->total = sums.total;
  row->total_radius = sums.doubts * INTERVAL_GROWTH + row->lost;
  /* D + D^2 is above 2 only for D > 1, and doubts of some keys may be as large as the total: then nothing is known. */
  interval_leave_open(s, !(row->most_doubt <= 2));
}

void tp_interval_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  (void) at;
  for (size_t n = 0; n < rows; n++)
    weigh_row(interval_work_of(w), interval_row_of(row[n]));
}
