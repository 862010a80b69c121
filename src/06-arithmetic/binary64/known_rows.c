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

/* What is proved here is about sums and scores that are exact, one number for all keys of a score. */
static int is_covered(const binary64_work *s)
{
  for (int i = 0; i < TP_SITES; i++)
    if (s->rules.is_stochastic[i] || s->rules.noise[i].kind != TP_NOISE_NONE)
      return 0;
  return s->rules.is_real[TP_SITE_LOGIT] && s->rules.is_real[TP_SITE_EXP] && s->rules.is_real[TP_SITE_ACC] && !s->a->grid
         && s->beta > 0 && s->beta <= DBL_MAX;
}

/* Of a key of the group, where that of a best key is 1. */
static span exponential(const binary64_work *s, const tp_lead_group *g)
{
  const double low = exp(-s->beta * g->most * above) * below, high = exp(-s->beta * g->least * below) * above;
  return (span) {low < 2 * DBL_MIN ? 0 : low, fmax(high, 2 * DBL_MIN)};
}

/* x / (m + t) for all t of the total of the others. */
static span quotient(span x, double m, span others)
{
  return (span) {x.low / (m + others.high) * below, x.high / (m + others.low) * above};
}

/* All that the weights in w may be rounded to: its middle and half its width. */
static void set_weight(const binary64_work *s, span w, double *weight, double *slack)
{
  if (!s->rules.is_real[TP_SITE_ATTN]) {
    w.low = tp_double_rounding_apply(&s->to[TP_SITE_ATTN], w.low, 0.5);
    w.high = tp_double_rounding_apply(&s->to[TP_SITE_ATTN], w.high, 0.5);
  }
  *weight = w.low == w.high ? w.low : w.low + (w.high - w.low) / 2;
  *slack = w.low == w.high ? 0 : (w.high - w.low) / 2 * above + DBL_EPSILON * w.high;
}

int tp_binary64_known_weights(tp_workspace *w, const tp_known_row *row, tp_known_weights *out)
{
  const binary64_work *s = binary64_of(w);
  if (!is_covered(s))
    return 0;
  span e[TP_LEAD_GROUPS], others = {0, 0};
  for (size_t g = 0; g < row->groups; g++) {
    if (!(row->group[g].least > 0))
      return 0;
    e[g] = exponential(s, row->group + g);
    others.low += (double) row->group[g].keys * e[g].low;
    others.high += (double) row->group[g].keys * e[g].high;
  }
  others = (span) {others.low * below, others.high * above};
  const double m = (double) row->ties, share = 1 / m;
  const int is_exact = fma(share, m, -1) == 0;
  span best = quotient((span) {1, 1}, m, others);
  best.high = fmin(best.high, is_exact ? share : nextafter(share, 2));    /* 1/m may be where rounding changes */
  if (!row->groups)
    best.low = is_exact ? share : nextafter(share, 0);
  set_weight(s, best, &out->best.weight, &out->best.slack);
  for (size_t g = 0; g < row->groups; g++)
    set_weight(s, quotient(e[g], m, others), &out->group[g].weight, &out->group[g].slack);
  return isfinite(out->best.weight);
}

/* All weights and values are known. */
static int is_known(const tp_known_row *row, const tp_known_weights *weights)
{
  int exact = weights->best.slack == 0;
  for (size_t g = 0; g < row->groups; g++)
    exact &= weights->group[g].slack == 0 && (weights->group[g].weight == 0 || row->group[g].slack == 0);
  return exact;
}

static double exact_mix(binary64_work *s, const tp_known_row *row, const tp_known_weights *weights, double x)
{
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  tp_binary64_sum_add_product(s, weights->best.weight, row->sum);
  for (size_t g = 0; g < row->groups; g++)
    if (weights->group[g].weight != 0)
      tp_binary64_sum_add_product(s, weights->group[g].weight, row->group[g].sum);
  return tp_binary64_sum_round(s, TP_SITE_ACT, 0.5);
}

int tp_binary64_known_mix(tp_workspace *w, const tp_known_row *row, const tp_known_weights *weights, double x, double *y)
{
  binary64_work *s = binary64_of(w);
  if (is_known(row, weights)) {
    *y = exact_mix(s, row, weights, x);
    return binary64_is_safe(*y);
  }
  double sum = weights->best.weight * row->sum, size = fabs(sum), slack = weights->best.slack * fabs(row->sum);
  for (size_t g = 0; g < row->groups; g++) {
    const tp_lead_group *of = row->group + g;
    const double term = weights->group[g].weight * of->sum;
    sum += term;
    size += fabs(term);
    slack += weights->group[g].slack * (double) of->keys * of->value + weights->group[g].weight * of->slack;
  }
  const double whole = x + sum;
  slack = slack * above + 4 * DBL_EPSILON * (fabs(whole) + fabs(x) + (double) (row->groups + 2) * size);
  return tp_binary64_round(s, TP_SITE_ACT, whole, slack, 0.5, y) && binary64_is_safe(*y);
}
