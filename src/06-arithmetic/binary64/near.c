/* SPDX-License-Identifier: MIT */
/* Keys in the order of their weights.  Where no number is so small that a format has 0 for it, all keys have weights.  Yet few of
   them have almost all of it, and mostly decide how a mix is rounded.  Where their values cancel, those behind them decide it:
   shell by shell, until what is left cannot change it.  Only where shells are not small is a row weighed as a whole. */
#include <float.h>
#include <math.h>

#include "binary64.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

/* One key in so many is in the shells at most.  Else all of them are as quick. */
enum { SHARE = 8 };

/* Exponentials of a shell are above exp of this times its largest.  Behind the first one their share of the total is in the
   bound on its error, as for all formats whose least step is large. */
#define SHELL (-0.7 * 80)
/* All are normal numbers of binary64. */
#define LEAST_FLOOR (-700.0)

/* Rows whose weights depend on their scores alone. */
static int may_be_near(const binary64_work *s)
{
  return !binary64_draws_by_key(s) && !binary64_shakes_weights(s) && s->rules.is_real[TP_SITE_ACC];
}

/* --- Scores that are no integers ---------------------------------------------------- */

static int may_weigh_near(const binary64_work *s)
{
  return may_be_near(s) && !s->a->draws_beta && s->rules.is_real[TP_SITE_LOGIT] && s->rules.is_real[TP_SITE_EXP]
         && tp_binary64_is_boundless(s, TP_SITE_ATTN) && s->a->weight_floor <= LEAST_FLOOR;
}

static void make_room(binary64_near *near, size_t keys)
{
  TP_MEMORY_GROW(near->key, near->key_capacity, keys);
  TP_MEMORY_GROW(near->weight, near->weight_capacity, keys);
}

static void close_shell(binary64_near *near, size_t end, double far)
{
  near->end[near->shells] = end;
  near->far[near->shells++] = far;
  near->is_done |= far == 0;
}

/* Of so many other keys: a score is off by less than exp(0.01) shows, a total at least 1, and a number at most twice as large
   once it is rounded. */
static double far_behind(size_t keys, double floor) { return 4 * (double) keys * exp(floor); }

int tp_binary64_weigh_near(binary64_work *s, binary64_row *row)
{
  const size_t n = row->i + 1;
  binary64_near *near = &row->near;
  if (!may_weigh_near(s))
    return 0;
  tp_binary64_weigh_whole(s, row, SHELL);
  row->has_vanished = 0;
  if (row->is_nan || row->has_infinite || row->lives > n / SHARE)
    return 0;
  make_room(near, n / SHARE);
  near->shells = 0;
  near->is_made = 1;
  near->is_done = s->rules.is_real[TP_SITE_ATTN];
  near->floor = SHELL;
  near->top = -INFINITY;
  for (size_t l = 0; l < row->lives; l++) {
    const size_t j = near->key[l] = row->live[l];
    near->weight[l] = row->weight[j];
    near->top = fmax(near->top, row->whole[j]);
  }
  near->total = row->total;
  near->relative = row->relative;
  close_shell(near, row->lives, far_behind(n, SHELL));
  return 1;
}

/* The rounded weight of a key behind the first shell. */
static double weigh_key(binary64_row *row, size_t j)
{
  const binary64_work *s = row->s;
  double slack, weight;
  const double t = tp_binary64_logit(s, row, j, row->near.top, &slack);
  const double relative = row->near.relative + 2 * slack + DBL_EPSILON * (8 * fabs(t) + 4);
  return tp_binary64_round_weight(s, exp(t), row->near.total, relative, 0.5, &weight) ? weight : tp_resolve_weight(row, j);
}

/* The largest exponent of keys behind the shells: its weight is about exp of it. */
TP_CLONES
static double next_exponent(const double *restrict score, size_t n, double beta, double top, double floor)
{
  double next = -INFINITY;
  for (size_t j = 0; j < n; j++) {
    const double t = beta * (score[j] - top);
    next = t <= floor && t > next ? t : next;
  }
  return next;
}

/* 0 if there is no further one, or its keys are not few. */
static int next_shell_by_score(binary64_row *row)
{
  binary64_near *near = &row->near;
  const size_t n = row->i + 1, from = near->end[near->shells - 1];
  const double beta = row->s->beta, above = near->floor, floor = SHELL + next_exponent(row->whole, n, beta, near->top, above);
  size_t end = from;
  if (floor < LEAST_FLOOR || near->shells == BINARY64_SHELLS)
    return 0;
  for (size_t j = 0; j < n; j++) {
    const double t = beta * (row->whole[j] - near->top);
    if (t <= floor || t > above)
      continue;
    if (end == n / SHARE)
      return 0;
    near->key[end++] = (uint32_t) j;
  }
  for (size_t l = from; l < end; l++)
    near->weight[l] = weigh_key(row, near->key[l]);
  near->floor = floor;
  close_shell(near, end, end < n ? far_behind(n, floor) : 0);
  return 1;
}

/* --- Integer scores ---------------------------------------------------------------------- */

/* All weights are there, by distance.  Keys of small distances in their order, each distance a shell; the first ones, which
   have all but 2^-60 of the largest weight, are one. */
static void make_shells_of_distances(binary64_row *row)
{
  binary64_near *near = &row->near;
  const size_t n = row->i + 1;
  size_t range = 0, first = 0, keys = 0, at[BINARY64_SHELLS];
  double far = 0;
  near->is_made = near->is_done = 1;
  near->shells = 0;
  near->total = row->total;
  near->relative = row->relative;
  while (range < row->range && range < BINARY64_SHELLS && keys + row->count[range] <= n / SHARE)
    keys += row->count[range++];
  if (!range)
    return;
  make_room(near, keys);
  for (size_t d = 0, place = 0; d < range; place += row->count[d++])
    at[d] = place;
  for (size_t j = 0; j < n; j++)
    if ((size_t) row->score[j] < range)
      near->key[at[row->score[j]]++] = (uint32_t) j;
  for (size_t l = 0; l < keys; l++)
    near->weight[l] = row->weight[row->score[near->key[l]]];
  double behind[BINARY64_SHELLS];
  for (size_t d = row->range; d-- > 0;) {
    if (d < range)
      behind[d] = 2 * far;               /* where weights are not rounded, they are known up to an error */
    far += row->count[d] * row->weight[d];
  }
  while (first + 1 < range && behind[first] > 0x1p-60 * row->weight[0])
    first++;
  for (size_t d = first; d < range; d++)
    if (row->count[d])
      close_shell(near, at[d], behind[d]);
}

/* --- Mixes ---------------------------------------------------------------------------------- */

/* The first shell in binary64. */
static int mix_first_shell(binary64_work *s, const binary64_row *row, const binary64_values *of, double x, double u, double *y)
{
  const binary64_near *near = &row->near;
  const tp_number_column *v = of->v;
  const double total = s->rules.is_real[TP_SITE_ATTN] ? near->total : 1;
  double sum = 0, size = 0;
  for (size_t l = 0; l < near->end[0]; l++) {
    const double term = near->weight[l] * double_at(v, near->key[l]);
    sum += term;
    size += fabs(term);
  }
  sum = x + sum / total;
  const double terms = (double) near->end[0] + 10, slack = (near->far[0] * of->most + (2 * near->relative + DBL_EPSILON * terms) * size) / total
                                                           + 2 * DBL_EPSILON * (fabs(sum) + fabs(x)) + terms * DBL_MIN;
  return tp_binary64_round(s, TP_SITE_ACT, sum, slack, u, y);
}

static int add_shell(binary64_work *s, const binary64_near *near, const tp_number_column *v, size_t shell)
{
  for (size_t l = shell ? near->end[shell - 1] : 0; l < near->end[shell]; l++) {
    const double value = double_at(v, near->key[l]);
    if (value != 0 && near->weight[l] != 0)
      tp_binary64_sum_add_product(s, near->weight[l], value);
  }
  return !s->has_tiny;
}

/* The sum at work, when it is off by `away` at most. */
static int round_sum(binary64_work *s, double away, double u, double *y)
{
  double rest, lost = s->lost;
  const double sum = tp_binary64_sum_nearest(s, &rest);
  s->lost += away;
  /* A slack less than the least difference of doubles there would be none. */
  int decided = isfinite(sum) && tp_binary64_round(s, TP_SITE_ACT, sum, 2 * (fabs(rest) + s->lost + DBL_EPSILON * fabs(sum)), u, y);
  if (!decided && tp_binary64_sum_is_held(s, TP_SITE_ACT)) {
    *y = tp_binary64_sum_round(s, TP_SITE_ACT, u);
    decided = 1;
  }
  s->lost = lost;
  return decided;
}

/* Rounded weights are exact: sums of exact terms, from one shell after the other. */
static int mix_shells(binary64_work *s, binary64_row *row, const binary64_values *of, double x, double u, double *y)
{
  binary64_near *near = &row->near;
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  for (size_t shell = 0;; shell++) {
    if (shell == near->shells && !near->is_done)
      near->is_done = !next_shell_by_score(row);
    if (shell == near->shells || !add_shell(s, near, of->v, shell))
      return 0;
    if (round_sum(s, near->far[shell] * of->most * (1 + 4 * DBL_EPSILON), u, y))
      return 1;
  }
}

int tp_binary64_mix_near(binary64_work *s, binary64_row *row, const binary64_values *of, double x, double u, double *y)
{
  if (!(of->most < INFINITY) || !may_be_near(s) || (row->is_whole && !row->near.is_made) || row->has_vanished || row->has_infinite)
    return 0;
  if (row->i < of->zeros)
    return tp_binary64_round(s, TP_SITE_ACT, x, 0, u, y);
  if (!row->near.is_made)
    make_shells_of_distances(row);
  if (!row->near.shells)
    return 0;
  if (mix_first_shell(s, row, of, x, u, y))
    return 1;
  return !s->rules.is_real[TP_SITE_ATTN] && !s->a->grid && mix_shells(s, row, of, x, u, y);
}
