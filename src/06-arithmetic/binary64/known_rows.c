/* SPDX-License-Identifier: MIT */
/* Rows of which only the best keys are known, and about how far the others are behind: mostly this decides what the
   weights and the mix are rounded to.  Both ends of what an exact number may be are rounded; rounding is monotonic. */
#include <float.h>
#include <math.h>

#include "binary64.h"

/* A product of a few numbers, a sum of positive ones, a quotient or an exp of the C library is off by less. */
static const double above = 1 + 32 * DBL_EPSILON, below = 1 - 32 * DBL_EPSILON;

typedef struct {
  double low, high;
} span;

/* --- Roundings of all finer arithmetics (doc/deviations.md, section 6) ------------- */

/* Numbers of fixed point next to x, which is within their range. */
static span neighbours_of(const tp_double_rounding *to, double x)
{
  const double low = floor(x * to->per_step) * to->step;
  return (span) {low, low == x ? x : low + to->step};
}

/* A format with all numbers of this one has neighbours of x between these, and the nearer of them is no farther from x
   than either of these is. */
static double least_of_finer(const tp_double_rounding *to, double x)
{
  if (!(fabs(x) <= to->high))
    return -INFINITY;
  const span near = neighbours_of(to, x);
  const double mirrored = x - (near.high - x) * above;
  return near.low == near.high ? x : fmax(near.low, mirrored - DBL_EPSILON * fabs(mirrored));
}

static double most_of_finer(const tp_double_rounding *to, double x)
{
  return -least_of_finer(to, -x);
}

/* The ends of what is rounded to a number of a site, where it is at an end. */
static double round_low(const binary64_work *s, int site, double x)
{
  return s->base.of_finer ? least_of_finer(&s->to[site], x) : tp_double_rounding_apply(&s->to[site], x, 0.5);
}

static double round_high(const binary64_work *s, int site, double x)
{
  return s->base.of_finer ? most_of_finer(&s->to[site], x) : tp_double_rounding_apply(&s->to[site], x, 0.5);
}

/* --- Weights ------------------------------------------------------------------------- */

/* What is proved here is about sums and scores that are exact, one number for all keys of a score. */
static int is_covered(const binary64_work *s)
{
  for (int i = 0; i < TP_SITES; i++)
    if (s->rules.is_stochastic[i] || s->rules.noise[i].kind != TP_NOISE_NONE)
      return 0;
  return s->rules.is_real[TP_SITE_LOGIT] && s->rules.is_real[TP_SITE_EXP] && s->rules.is_real[TP_SITE_ACC] && !s->a->grid
         && s->beta > 0 && s->beta <= DBL_MAX;
}

/* Scores of numbers that do not deviate are integers. */
static int has_power(const binary64_work *s, double d) { return d <= 2 * s->a->bound && floor(d) == d; }

/* Not above exp(-beta d), and not below it. */
static double exponential_from_below(const binary64_work *s, double d)
{
  return (has_power(s, d) ? s->power[(int) d] : exp(-s->beta * d * above)) * below;
}

static double exponential_from_above(const binary64_work *s, double d)
{
  return (has_power(s, d) ? s->power[(int) d] : exp(-s->beta * d * below)) * above;
}

/* Of a key of the group, where that of the best one is 1. */
static span exponential(const binary64_work *s, const tp_key_group *g)
{
  if (g->most == 0)
    return (span) {1, 1};
  const double low = exponential_from_below(s, g->most), high = exponential_from_above(s, g->least);
  return (span) {low < 2 * DBL_MIN ? 0 : low, g->least == 0 ? 1 : fmax(high, 2 * DBL_MIN)};
}

/* e / (e + t) for all e and t of two spans. */
static span share(span e, span others)
{
  return (span) {e.low / (e.low + others.high) * below, e.high / (e.high + others.low) * above};
}

/* All that the weights in w may be rounded to: its middle and half its width. */
static void set_weight(const binary64_work *s, span w, double *weight, double *slack)
{
  if (!s->rules.is_real[TP_SITE_ATTN]) {
    w.low = round_low(s, TP_SITE_ATTN, w.low);
    w.high = round_high(s, TP_SITE_ATTN, w.high);
  }
  *weight = w.low == w.high ? w.low : w.low + (w.high - w.low) / 2;
  *slack = w.low == w.high ? 0 : (w.high - w.low) / 2 * above + DBL_EPSILON * w.high;
}

/* The best keys, beside others whose exponentials add up to something of that span.  Without others and where all
   have one score, each has 1/m, which may be where rounding changes, and no more in any row where they are level. */
static span best_weight(const tp_key_group *best, span e, span others)
{
  const double m = (double) best->keys, level = 1 / m;
  const int is_exact = fma(level, m, -1) == 0;
  const span rest = {((m - 1) * e.low + others.low) * below, ((m - 1) * e.high + others.high) * above};
  span w = share(e, rest);
  if (best->most > 0)
    return (span) {w.low, fmin(w.high, 1)};
  w.high = fmin(w.high, is_exact ? level : nextafter(level, 2));
  if (others.high == 0)
    w.low = is_exact ? level : nextafter(level, 0);
  return w;
}

/* How far a weight of at most w <= 1 is from what it is rounded to: less than a step of the numbers up to w, or
   than the least normal one, below which there may be nothing. */
static double weight_error(const binary64_work *s, double w)
{
  const tp_double_rounding *attn = &s->to[TP_SITE_ATTN];
  if (s->rules.is_real[TP_SITE_ATTN])
    return 0;
  if (attn->high < 1)
    return INFINITY;
  switch (attn->rule.format.family) {
  case TP_FORMAT_FIXED: return attn->step;
  case TP_FORMAT_FLOAT: case TP_FORMAT_IEEE: return fmax(fmax(attn->step, attn->least_normal), ldexp(w, 1 - attn->precision));
  default: return INFINITY;
  }
}

/* What the weights of the best keys add up to. */
static void set_total(const binary64_work *s, const tp_key_group *best, span top, span others, tp_known_weights *out)
{
  const double m = (double) best->keys, error = m * weight_error(s, fmin(out->best.weight + out->best.slack, 1));
  const span w = share(top, others);
  out->total.weight = w.low + (w.high - w.low) / 2;
  out->total.slack = ((w.high - w.low) / 2 + error) * above + DBL_EPSILON;
}

int tp_binary64_known_weights(tp_workspace *w, const tp_known_row *row, tp_known_weights *out)
{
  const binary64_work *s = binary64_of(w);
  if (!is_covered(s) || !(row->best.most < INFINITY))
    return 0;
  const span best = exponential(s, &row->best), top = {(1 + ((double) row->best.keys - 1) * best.low) * below, (double) row->best.keys * above};
  const size_t groups = row->groups;
  span e[TP_KEY_GROUPS], others = {0, 0};
  for (size_t g = 0; g < groups; g++) {
    if (!(row->group[g].least > 0))
      return 0;
    e[g] = exponential(s, row->group + g);
    others.low += (double) row->group[g].keys * e[g].low;
    others.high += (double) row->group[g].keys * e[g].high;
  }
  others = (span) {others.low * below, others.high * above};
  const span total = {(top.low + others.low) * below, (top.high + others.high) * above};
  set_weight(s, best_weight(&row->best, best, others), &out->best.weight, &out->best.slack);
  set_total(s, &row->best, top, others, out);
  for (size_t g = 0; g < groups; g++)
    set_weight(s, (span) {e[g].low / total.high * below, e[g].high / total.low * above}, &out->group[g].weight, &out->group[g].slack);
  return isfinite(out->best.weight);
}

void tp_binary64_act(const tp_workspace *w, double x, double *low, double *high)
{
  const binary64_work *s = (const binary64_work *) w;
  *low = round_low(s, TP_SITE_ACT, x);
  *high = s->base.of_finer ? round_high(s, TP_SITE_ACT, x) : *low;
}

/* A format is symmetric, but for a least number whose negative it may lack. */
int tp_binary64_keeps(const tp_workspace *w, double low, double high)
{
  const binary64_work *s = (const binary64_work *) w;
  const tp_double_rounding *act = &s->to[TP_SITE_ACT];
  if (s->base.of_finer)
    return -act->high <= low && high <= act->high;
  return tp_double_rounding_apply(act, low, 0.5) == low && tp_double_rounding_apply(act, high, 0.5) == high;
}

/* All weights and sums are known. */
static int is_known(const tp_known_row *row, const tp_known_weights *weights)
{
  int known = weights->best.slack == 0 && (weights->best.weight == 0 || row->best.slack == 0);
  for (size_t g = 0; g < row->groups; g++)
    known &= weights->group[g].slack == 0 && (weights->group[g].weight == 0 || row->group[g].slack == 0);
  return known;
}

static void exact_mix(binary64_work *s, const tp_known_row *row, const tp_known_weights *weights, double *low, double *high)
{
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, *low);
  tp_binary64_sum_add_product(s, weights->best.weight, row->best.sum);
  for (size_t g = 0; g < row->groups; g++)
    if (weights->group[g].weight != 0)
      tp_binary64_sum_add_product(s, weights->group[g].weight, row->group[g].sum);
  if (s->base.of_finer) {
    double rest, sum = tp_binary64_sum_nearest(s, &rest);
    const int is_exact = rest == 0 && s->lost == 0;
    *low = round_low(s, TP_SITE_ACT, is_exact ? sum : nextafter(nextafter(sum, -INFINITY) - s->lost, -INFINITY));
    *high = round_high(s, TP_SITE_ACT, is_exact ? sum : nextafter(nextafter(sum, INFINITY) + s->lost, INFINITY));
  } else {
    *low = *high = tp_binary64_sum_round(s, TP_SITE_ACT, 0.5);
  }
}

/* What a group adds to the mix: its middle, and how far from that it may be.  Keys of one score have one weight. */
static double add_group(const tp_key_group *of, double weight, double weight_slack, double *slack)
{
  const double most = (double) of->keys * of->value, own = fabs(of->sum) + of->slack, size = of->most == of->least && own < most ? own : most;
  *slack += weight_slack * size + weight * of->slack;
  return weight * of->sum;
}

/* The best keys: with weights that may differ, as their mean times what the weights add up to, if that is sharper. */
static double add_best(const tp_key_group *of, const tp_known_weights *w, double *slack)
{
  double by_weight = 0;
  const double m = (double) of->keys, sum = add_group(of, w->best.weight, w->best.slack, &by_weight), mean = of->sum / m;
  const double by_total = w->total.slack * fabs(mean) + (w->total.weight + w->total.slack) * (of->spread + of->slack / m);
  const int takes_total = by_total < by_weight;        /* it may be no number, where nothing is known of the total */
  *slack += takes_total ? by_total : by_weight;
  return takes_total ? w->total.weight * mean : sum;
}

int tp_binary64_known_mix(tp_workspace *w, const tp_known_row *row, const tp_known_weights *weights, double *low, double *high)
{
  binary64_work *s = binary64_of(w);
  if (*low == *high && is_known(row, weights)) {
    exact_mix(s, row, weights, low, high);
    return !s->has_tiny && binary64_is_safe(*low) && binary64_is_safe(*high) && isfinite(*low) && isfinite(*high);
  }
  double slack = 0, sum = add_best(&row->best, weights, &slack), size = fabs(sum);
  for (size_t g = 0; g < row->groups; g++) {
    const double term = add_group(row->group + g, weights->group[g].weight, weights->group[g].slack, &slack);
    sum += term;
    size += fabs(term);
  }
  slack = slack * above + DBL_MIN + 4 * DBL_EPSILON * (fabs(*low) + fabs(*high) + (double) (row->groups + 3) * size);
  *low = round_low(s, TP_SITE_ACT, *low + sum - slack);
  *high = round_high(s, TP_SITE_ACT, *high + sum + slack);
  return binary64_is_safe(*low) && binary64_is_safe(*high) && isfinite(*low) && isfinite(*high);
}
