/* SPDX-License-Identifier: MIT */
/* From scores to weights in binary64: logits, exponentials, quotients. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "binary64.h"
#include "tmprec/arithmetic/row_draws.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

int tp_binary64_round_weight(const binary64_work *s, double e, double total, double relative, double u, double *rounded)
{
  double w = e / total;
  if (relative == 0 && fma(w, total, -e) != 0)
    relative = DBL_EPSILON;              /* else the quotient is exact */
  return tp_binary64_round(s, TP_SITE_ATTN, w, relative * w + (w < DBL_MIN && w > 0 ? DBL_TRUE_MIN : 0), u, rounded);
}

/* The keys whose weight is not 0 are `live`. */
static void find_live(binary64_row *row)
{
  row->lives = 0;
  for (size_t j = 0; j <= row->i; j++) {
    row->live[row->lives] = (uint32_t) j;
    row->lives += row->weight[row->score[j]] != 0;
  }
}

/* The same where they are some of those that are live so far. */
static void keep_live(binary64_row *row)
{
  const size_t before = row->lives;
  row->lives = 0;
  row->has_infinite = 0;
  for (size_t n = 0; n < before; n++) {
    const uint32_t j = row->live[n];
    row->has_infinite |= !isfinite(row->weight[j]);
    row->live[row->lives] = j;
    row->lives += row->weight[j] != 0;
  }
}

/* exp of the difference of two rounded logits, with the relative error that it has. */
static double exponential(const binary64_work *s, double t, double most, double *relative)
{
  double x = t - most;
  *relative = DBL_EPSILON * (4 + fabs(x) * (s->to[TP_SITE_LOGIT].denominator > 1 ? 8 : 1));
  return exp(x);
}

int tp_binary64_is_boundless(const binary64_work *s, int site)
{
  return s->rules.is_real[site] || s->rules.rule[site].format.family == TP_FORMAT_FLOAT;
}

/* An exponential below the range of binary64, which is not 0. */
static int is_lost(double e, double logit) { return e < DBL_MIN && logit != -INFINITY; }

/* All multiples of it at hand are normal numbers: quick. */
static const double stand_in = 0x1p-500;

/* What stands for one that is lost.  Where it is rounded into a format with a least value, now or as a weight, all numbers
   as small round alike, away from 0 too; else what is 0 here is noted not to be. */
static double vanished(const binary64_work *s, binary64_row *row, double e)
{
  if (tp_binary64_is_boundless(s, TP_SITE_EXP) && tp_binary64_is_boundless(s, TP_SITE_ATTN)) {
    row->has_vanished |= s->rules.noise[TP_SITE_ATTN].kind == TP_NOISE_NONE;      /* else nothing next to the noise */
    return e;
  }
  return stand_in;
}

/* R_exp(e) for a relative error; 0 if that is not decided. */
static int round_exponential(binary64_work *s, binary64_row *row, double e, double logit, double relative, double u, double *rounded)
{
  const int lost = is_lost(e, logit);
  *rounded = lost ? vanished(s, row, e) : e;
  if (s->rules.is_real[TP_SITE_EXP] || (lost && tp_binary64_is_boundless(s, TP_SITE_EXP)))
    return 1;
  return tp_binary64_round(s, TP_SITE_EXP, *rounded, relative * *rounded, u, rounded);
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
    if (!round_exponential(s, row, e, t, own, 0.5, &e))
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

/* From the counts by difference; 0 if a weight is not decided, which its enclosure then is to find. */
static int weigh_counts(binary64_work *s, binary64_row *row)
{
  double relative;
  int decided = 1;
  row->is_nan = !integer_exponentials(s, row, &relative);
  if (row->is_nan)
    return 1;
  row->total = 0;
  for (size_t d = row->range; d-- > 0;)
    row->total += row->count[d] * row->weight[d];
  row->relative = 2 * relative + DBL_EPSILON * (double) (row->range + 2);
  if (row->total == (double) (row->i + 1))    /* exactly: all exponentials are 1 */
    row->relative = 0;
  round_total(s, row, row->range);
  for (size_t d = 0; d < row->range && !s->rules.is_real[TP_SITE_ATTN] && !row->is_nan; d++) {
    if (!row->count[d] || tp_binary64_round_weight(s, row->weight[d], row->total, row->relative, 0.5, &row->weight[d]))
      continue;
    if (row->q)
      row->weight[d] = tp_resolve_weight(row, d);
    else
      decided = 0;
  }
  return decided;
}

/* A row without keys: what only enclosures of its scores decide stays open. */
int tp_binary64_distance_weights(tp_workspace *w, int best, size_t range, const uint32_t *count, double *weight)
{
  binary64_work *s = binary64_of(w);
  if (binary64_draws_by_key(s) || binary64_shakes_weights(s) || !s->rules.is_real[TP_SITE_EXP] || !s->rules.is_real[TP_SITE_ACC])
    return 0;
  binary64_row row = {.s = s, .best = best, .range = range, .count = (uint32_t *) count, .weight = weight};
  for (size_t d = 0; d < range; d++)
    row.i += count[d];
  row.i--;
  if (!weigh_counts(s, &row) || row.is_nan)
    return 0;
  for (size_t d = 0; d < range && s->rules.is_real[TP_SITE_ATTN]; d++)
    weight[d] /= row.total;
  return 1;
}

TP_CLONES
static void find_ends(const int16_t *restrict score, size_t n, int16_t *most, int16_t *least)
{
  int16_t high = score[0], low = score[0];
  for (size_t j = 1; j < n; j++) {
    high = score[j] > high ? score[j] : high;
    low = score[j] < low ? score[j] : low;
  }
  *most = high;
  *least = low;
}

TP_CLONES
static void subtract_from(int16_t most, int16_t *restrict score, size_t n)
{
  for (size_t j = 0; j < n; j++)
    score[j] = (int16_t) (most - score[j]);
}

/* Scores become differences; how many keys have each.  Two counters of each take turns, for neighbours often have one score. */
static void count_differences(binary64_row *row, int16_t most)
{
  const size_t n = row->i + 1;
  uint32_t *even = row->count, *odd = row->count + row->range;
  memset(row->count, 0, 2 * row->range * sizeof *row->count);
  subtract_from(most, row->score, n);
  for (size_t j = 0; j < n / 2 * 2; j += 2) {
    even[row->score[j]]++;
    odd[row->score[j + 1]]++;
  }
  if (n % 2)
    even[row->score[n - 1]]++;
  for (size_t d = 0; d < row->range; d++)
    even[d] += odd[d];
}

static void weigh_integers(binary64_work *s, binary64_row *row)
{
  int16_t most, least;
  find_ends(row->score, row->i + 1, &most, &least);
  row->range = (size_t) (most - least) + 1;
  row->best = most;
  TP_MEMORY_GROW(row->count, row->count_capacity, 2 * row->range);
  TP_MEMORY_GROW(row->weight, row->weight_capacity, row->range);
  count_differences(row, most);
  weigh_counts(s, row);
  row->has_infinite = 0;
  for (size_t d = 0; d < row->range && !row->is_nan; d++)
    row->has_infinite |= row->count[d] && !isfinite(row->weight[d]);
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

double tp_binary64_logit(const binary64_work *s, const binary64_row *row, size_t j, double top, double *slack)
{
  const double t = s->beta * (row->whole[j] - top);
  *slack = logit_slack(s, row, t, row->whole[j], top);
  return t;
}

/* What the last numbers became that a step of this row rounded, where no key draws a number of its own: few
   scores of a row differ.  Only results that binary64 decides depend on the number alone. */
enum { REMEMBERED = 64 };
typedef struct {
  uint64_t used;                   /* bit n: entry n is */
  uint64_t from[REMEMBERED];       /* bits: 0 and -0 are two numbers here */
  double to[REMEMBERED];
} remembered;

static uint64_t bits_of(double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static size_t remembered_at(uint64_t bits) { return (size_t) (bits * UINT64_C(0x9e3779b97f4a7c15) >> 58); }

static int recall(const remembered *m, double x, double *y)
{
  const uint64_t bits = bits_of(x);
  const size_t n = remembered_at(bits);
  if (!(m->used >> n & 1) || m->from[n] != bits)
    return 0;
  *y = m->to[n];
  return 1;
}

static void remember(remembered *m, double x, double y)
{
  const uint64_t bits = bits_of(x);
  const size_t n = remembered_at(bits);
  m->used |= UINT64_C(1) << n;
  m->from[n] = bits;
  m->to[n] = y;
}

static tp_row_draws draws_of(const binary64_work *s, const binary64_row *row, int site)
{
  return (tp_row_draws) {site_key_of_place(s->rules.key, site, row->place, row->i), s->rules.is_stochastic[site], s->rules.noise[site]};
}

/* tp_binary64_disturb. */
static double disturbed(const binary64_work *s, int site, const tp_row_draws *d, double y, size_t j)
{
  if (d->noise.kind == TP_NOISE_NONE || !isfinite(y))
    return y;
  return tp_double_rounding_apply(&s->to[site], y + tp_row_draws_noise(d, j), tp_row_draws_second_rounding(d, j));
}

/* Logits of the live keys into row->weight, and their error, for a largest score; the largest is returned. */
static double whole_logits(binary64_work *s, binary64_row *row, double most, double *slack)
{
  double largest = -INFINITY;
  *slack = 0;
  double less = s->a->choice.subtracts_first || binary64_is_unrounded(s, TP_SITE_LOGIT) ? most : 0;
  const tp_row_draws draw = draws_of(s, row, TP_SITE_LOGIT);
  const int is_shared = !s->rules.is_stochastic[TP_SITE_LOGIT] && s->rules.noise[TP_SITE_LOGIT].kind == TP_NOISE_NONE;
  remembered known = {.used = 0};
  for (size_t n = 0; n < row->lives; n++) {
    const size_t j = row->live[n];
    if (is_shared && recall(&known, row->whole[j], row->weight + j))
      continue;
    double t = s->beta * (row->whole[j] - less), away = logit_slack(s, row, t, row->whole[j], less);
    int decided = 1;
    if (binary64_is_unrounded(s, TP_SITE_LOGIT) && !s->rules.is_real[TP_SITE_LOGIT]) {
      const double noise = tp_row_draws_noise(&draw, j);
      away += 2 * DBL_EPSILON * (fabs(t) + fabs(noise));
      t += isfinite(t) ? noise : 0;
    } else if (!s->rules.is_real[TP_SITE_LOGIT]) {
      decided = tp_binary64_round(s, TP_SITE_LOGIT, t, away, tp_row_draws_rounding(&draw, j), &t);
      if (!decided)
        t = tp_resolve_logit(row, j);
      t = disturbed(s, TP_SITE_LOGIT, &draw, t, j);
      away = 0;
    }
    row->is_nan |= isnan(t);
    largest = t > largest ? t : largest;
    *slack = away > *slack ? away : *slack;
    row->weight[j] = t;
    if (decided)
      remember(&known, row->whole[j], t);
  }
  return largest;
}

/* Weights that are not rounded, with noise: known up to an error.  Where the sum is that of binary64, by definition, it is
   within the error too. */
static void disturb_weights(binary64_work *s, binary64_row *row, size_t n)
{
  const tp_row_draws draw = draws_of(s, row, TP_SITE_ATTN);
  for (size_t j = 0; j < n; j++) {
    const double w = row->weight[j] / row->total, noise = tp_row_draws_noise(&draw, j);
    const double slack = (row->relative + 4 * DBL_EPSILON) * w + 2 * DBL_EPSILON * fabs(noise) + DBL_MIN;
    row->weight_slack = slack > row->weight_slack ? slack : row->weight_slack;
    row->weight[j] = w + noise;
  }
}

/* Below this a weight is rounded to 0 whatever it draws; 0 where none is. */
static double always_zero(const binary64_work *s, const tp_row_draws *draw)
{
  const tp_double_rounding *to = &s->to[TP_SITE_ATTN];
  const double least = !draw->is_stochastic || draw->noise.kind != TP_NOISE_NONE ? 0 : to->step * 0x1p-56;
  return tp_double_rounding_apply(to, least, TP_LEAST_DRAW) == 0 && tp_double_rounding_apply(to, least, TP_MOST_DRAW) == 0 ? least : 0;
}

/* Of the keys that are live so far. */
static void round_weights(binary64_work *s, binary64_row *row)
{
  const int is_shared = !binary64_draws_by_key(s);
  const tp_row_draws draw = draws_of(s, row, TP_SITE_ATTN);
  const double zero = always_zero(s, &draw) * row->total / 2;
  remembered known = {.used = 0};
  for (size_t n = 0; n < row->lives; n++) {
    const size_t j = row->live[n];
    const double e = row->weight[j];
    if (is_shared && recall(&known, e, row->weight + j))
      continue;
    if (e < zero) {
      row->weight[j] = 0;
      continue;
    }
    const int decided = e == 0 || tp_binary64_round_weight(s, e, row->total, row->relative, tp_row_draws_rounding(&draw, j), &row->weight[j]);
    if (!decided)
      row->weight[j] = tp_resolve_weight(row, j);
    row->weight[j] = disturbed(s, TP_SITE_ATTN, &draw, row->weight[j], j);
    if (decided)
      remember(&known, e, row->weight[j]);
  }
}

/* Whether an exponential that stands for one below the range gives a weight that is 0, whatever it draws, where it has no
   noise. */
static int loses_vanished(const binary64_work *s, const binary64_row *row)
{
  const tp_row_draws draw = draws_of(s, row, TP_SITE_ATTN);
  if (draw.noise.kind != TP_NOISE_NONE)
    return 0;
  if (tp_binary64_is_boundless(s, TP_SITE_ATTN))
    return 1;
  return draw.is_stochastic ? always_zero(s, &draw) > 2 * stand_in : tp_double_rounding_apply(&s->to[TP_SITE_ATTN], 2 * stand_in, 0.5) == 0;
}

/* Scores in blocks. */
enum { BLOCK = 8 };

static inline double larger(double a, double b) { return a > b ? a : b; }

/* The largest of a block; *zero stays 0 as long as all are finite. */
static double largest_of_block(const double *x, double *zero)
{
  *zero += ((x[0] * 0 + x[1] * 0) + (x[2] * 0 + x[3] * 0)) + ((x[4] * 0 + x[5] * 0) + (x[6] * 0 + x[7] * 0));
  return larger(larger(larger(x[0], x[1]), larger(x[2], x[3])), larger(larger(x[4], x[5]), larger(x[6], x[7])));
}

/* The largest score, and those of whole blocks; *is_finite: all are finite. */
static double largest_score(const double *score, size_t n, double *of_block, int *is_finite)
{
  double most = -INFINITY, zero = 0;
  for (size_t block = 0; block < n / BLOCK; block++) {
    of_block[block] = largest_of_block(score + block * BLOCK, &zero);
    most = larger(of_block[block], most);
  }
  for (size_t j = n / BLOCK * BLOCK; j < n; j++) {
    zero += score[j] * 0;
    most = larger(score[j], most);
  }
  *is_finite = zero == 0;
  return most;
}

static void take_if_near(binary64_row *row, size_t j, double beta, double most, double floor)
{
  row->live[row->lives] = (uint32_t) j;
  row->lives += !(beta * (row->whole[j] - most) <= floor);
}

/* Keys that may have a weight are live; of_block may stand where weights come to stand.  Where exponentials are not rounded,
   those whose exponential is not above exp(floor) are not live; they are no nearer than the best of their block.  If all scores
   are finite, theirs is not 0. */
static void find_near(binary64_work *s, binary64_row *row, double most, const double *of_block, int is_finite, double floor)
{
  const int takes_all = !is_finite || !s->rules.is_real[TP_SITE_LOGIT] || !s->rules.is_real[TP_SITE_EXP] || !loses_vanished(s, row);
  const size_t n = row->i + 1;
  const double beta = s->beta;
  row->lives = 0;
  for (size_t j = 0; j < n && takes_all; j++)
    row->live[row->lives++] = (uint32_t) j;
  for (size_t block = 0; block < n / BLOCK && !takes_all; block++)
    for (size_t j = block * BLOCK; j < (block + 1) * BLOCK && !(beta * (of_block[block] - most) <= floor); j++)
      take_if_near(row, j, beta, most, floor);
  for (size_t j = n / BLOCK * BLOCK; j < n && !takes_all; j++)
    take_if_near(row, j, beta, most, floor);
  if (row->lives < n)
    vanished(s, row, 0);
  memset(row->weight, 0, n * sizeof *row->weight);
}

/* --- Scores that many keys share --------------------------------------------------- */

/* Different scores of a row, when keys do not draw numbers of their own: each is weighed once. */
enum { DISTINCT = 512, SLOTS = 4 * DISTINCT, MANY_LIVE = 64 };
typedef struct {
  size_t count;
  uint16_t of_slot[SLOTS];         /* its number, counted from 1; 0: the slot is free */
  double score[DISTINCT], weight[DISTINCT];
  uint32_t keys[DISTINCT];
} distinct_scores;

/* The number of each live key's score; 0 if there are too many of them. */
static int find_distinct(const binary64_row *row, distinct_scores *d, uint16_t *number)
{
  d->count = 0;
  memset(d->of_slot, 0, sizeof d->of_slot);
  for (size_t k = 0; k < row->lives; k++) {
    const double score = row->whole[row->live[k]];
    size_t slot = (size_t) (bits_of(score) * UINT64_C(0x9e3779b97f4a7c15) >> 53);
    while (d->of_slot[slot] && bits_of(d->score[d->of_slot[slot] - 1]) != bits_of(score))
      slot = (slot + 1) % SLOTS;
    if (!d->of_slot[slot]) {
      if (d->count == DISTINCT)
        return 0;
      d->score[d->count] = score;
      d->keys[d->count] = 0;
      d->of_slot[slot] = (uint16_t) ++d->count;
    }
    number[k] = (uint16_t) (d->of_slot[slot] - 1);
    d->keys[number[k]]++;
  }
  return 1;
}

/* Their logits, in place of weights; 0 if one is not decided, or no finite number. */
static int distinct_logits(const binary64_work *s, const binary64_row *row, distinct_scores *d, double top, double *most, double *slack)
{
  const double less = s->a->choice.subtracts_first || s->rules.is_real[TP_SITE_LOGIT] ? top : 0;
  *most = -INFINITY;
  *slack = 0;
  for (size_t n = 0; n < d->count; n++) {
    double t = s->beta * (d->score[n] - less), away = logit_slack(s, row, t, d->score[n], less);
    if (!s->rules.is_real[TP_SITE_LOGIT]) {
      if (!tp_binary64_round(s, TP_SITE_LOGIT, t, away, 0.5, &t))
        return 0;
      away = 0;
    }
    if (!isfinite(t))
      return 0;
    *slack = fmax(*slack, away);
    *most = fmax(*most, t);
    d->weight[n] = t;
  }
  return *slack < 0.01;
}

/* The same weights as key by key; 0 if that is needed after all. */
static int weigh_distinct(binary64_work *s, binary64_row *row, distinct_scores *d, double top, double floor)
{
  double most, slack, farthest = 0;
  if (!distinct_logits(s, row, d, top, &most, &slack))
    return 0;
  row->total = 0;
  for (size_t n = 0; n < d->count; n++) {
    const double logit = d->weight[n], t = logit - most, own = t == 0 && slack == 0 ? 0 : 2 * slack + DBL_EPSILON * (8 * fabs(t) + 4);
    round_exponential(s, row, t > floor ? exp(t) : 0, logit, own, 0.5, &d->weight[n]);
    farthest = t > floor ? fmax(farthest, own) : farthest;
    row->total += d->keys[n] * d->weight[n];
  }
  row->relative = 2 * farthest + DBL_EPSILON * (double) (2 * row->i + 10);
  for (size_t n = 0; n < d->count && !s->rules.is_real[TP_SITE_ATTN]; n++)
    if (d->weight[n] != 0 && !tp_binary64_round_weight(s, d->weight[n], row->total, row->relative, 0.5, &d->weight[n]))
      return 0;
  return 1;
}

static int weigh_by_score(binary64_work *s, binary64_row *row, double top, double floor)
{
  distinct_scores d;
  if (row->lives < MANY_LIVE || binary64_draws_by_key(s) || !s->rules.is_real[TP_SITE_EXP])
    return 0;
  TP_MEMORY_GROW(s->number, s->number_capacity, row->lives);
  if (!find_distinct(row, &d, s->number) || !weigh_distinct(s, row, &d, top, floor))
    return 0;
  for (size_t k = 0; k < row->lives; k++)
    row->weight[row->live[k]] = d.weight[s->number[k]];
  return 1;
}

/* --- Scores that are no integers ----------------------------------------------------- */

/* Weights by key. */
void tp_binary64_weigh_whole(binary64_work *s, binary64_row *row, double floor)
{
  const size_t n = row->i + 1;
  /* Infinity less itself is no number; a rounded logit may be finite again. */
  const int may_saturate = !binary64_is_unrounded(s, TP_SITE_LOGIT) && !s->a->choice.subtracts_first;
  TP_MEMORY_GROW(row->weight, row->weight_capacity, n);
  row->lives = 0;
  int is_finite;
  const double top = largest_score(row->whole, n, row->weight, &is_finite);
  for (size_t j = 0; j < n && !is_finite; j++)
    row->is_nan |= isnan(row->whole[j]) || (row->whole[j] == INFINITY && !may_saturate);
  if (row->is_nan)
    return;
  find_near(s, row, top, row->weight, is_finite, floor);
  if (weigh_by_score(s, row, top, floor)) {
    keep_live(row);
    return;
  }
  double slack, farthest = 0;
  const double most = whole_logits(s, row, top, &slack);
  row->is_nan |= isinf(most);
  if (row->is_nan) {
    row->lives = 0;
    return;
  }
  const int is_shared = !s->rules.is_stochastic[TP_SITE_EXP];
  remembered known = {.used = 0};
  row->total = 0;
  for (size_t k = 0; k < row->lives; k++) {
    const size_t j = row->live[k];
    const double logit = row->weight[j];
    if (is_shared && recall(&known, logit, row->weight + j)) {
      row->total += row->weight[j];
      continue;
    }
    double t = logit - most, own = 2 * slack + DBL_EPSILON * (8 * fabs(t) + 4), e = t > floor ? exp(t) : 0;
    own = t == 0 && slack == 0 ? 0 : own;
    const double u = is_shared ? 0.5 : site_random(&s->rules, TP_SITE_EXP, row->place, row->i, j, 0);
    const int decided = round_exponential(s, row, e, logit, own, u, &e);
    if (!decided)
      e = tp_resolve_exponential(row, j);
    if (decided)
      remember(&known, logit, e);
    farthest = t > floor && own > farthest ? own : farthest;
    row->weight[j] = e;
    row->total += e;
  }
  row->relative = 2 * farthest + DBL_EPSILON * (double) (2 * n + 8);
  if (!(slack < 0.01) && s->rules.is_real[TP_SITE_EXP])
    s->base.undecided = TP_UNDECIDED_NUMBER;
  round_total(s, row, n);
  if (!s->rules.is_real[TP_SITE_ATTN] && !row->is_nan && binary64_is_unrounded(s, TP_SITE_ATTN))
    disturb_weights(s, row, n);
  else if (!s->rules.is_real[TP_SITE_ATTN] && !row->is_nan)
    round_weights(s, row);
  keep_live(row);
}

/* In fixed point and narrow floating point what is far below the smallest step is 0, and its share of the total is in the bound
   on the error. */
static double floor_of(const binary64_work *s) { return s->rules.is_real[TP_SITE_EXP] ? s->a->weight_floor : -745; }

void tp_binary64_complete(binary64_work *s, binary64_row *row)
{
  if (!row->is_complete && row->is_whole)
    tp_binary64_weigh_whole(s, row, floor_of(s));
  else if (!row->is_complete)
    find_live(row);
  row->is_complete = 1;
}

static void weigh_row(binary64_work *s, binary64_row *row)
{
  row->is_weighed = row->is_complete = 1;
  row->has_vanished = row->has_key_weight = row->near.is_made = 0;
  row->weight_slack = 0;
  TP_MEMORY_GROW(row->live, row->live_capacity, row->i + 1);
  row->fine = 0;
  if (!row->is_whole) {
    weigh_integers(s, row);
    row->is_complete = row->is_nan;
  } else if (tp_binary64_weigh_near(s, row)) {
    row->is_complete = 0;
  } else {
    tp_binary64_weigh_whole(s, row, floor_of(s));
  }
}

void tp_binary64_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  binary64_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    weigh_row(binary64_of(w), binary64_row_of(row[n]));
}
