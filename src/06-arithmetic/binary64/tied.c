/* Rows of which only the best keys are known, and that the others are behind: how much these weigh does not
   matter where their exponentials are lost beside 1, and they themselves in the rounding to 0.  Both ends of what
   the exact number may be are rounded; rounding is monotonic. */
#include <float.h>
#include <math.h>

#include "binary64.h"

/* Steps after which a product of three numbers, a quotient or exp of the C library is surely passed. */
static const double above = 1 + 16 * DBL_EPSILON, below = 1 - 16 * DBL_EPSILON;

/* What is proved here is about sums and scores that are exact, one number for all keys of a score. */
static int is_covered(const binary64_work *s)
{
  for (int i = 0; i < TP_SITES; i++)
    if (s->rules.is_stochastic[i] || s->rules.noise[i].kind != TP_NOISE_NONE)
      return 0;
  return s->rules.is_real[TP_SITE_LOGIT] && s->rules.is_real[TP_SITE_EXP] && s->rules.is_real[TP_SITE_ACC] && !s->a->grid
         && s->beta > 0 && s->beta <= DBL_MAX;
}

/* R(1 / (ties + t)) is one number for all t from 0 to tail. */
static int round_weight(const binary64_work *s, size_t ties, double tail, double *weight)
{
  const tp_double_rounding *attn = &s->to[TP_SITE_ATTN];
  const double m = (double) ties, quotient = 1 / m;
  const int is_exact = fma(quotient, m, -1) == 0;
  const double high = is_exact ? quotient : nextafter(quotient, 2), low = (is_exact ? quotient : nextafter(quotient, 0)) * (1 - tail / m);
  *weight = tp_double_rounding_apply(attn, high, 0.5);
  return tp_double_rounding_apply(attn, tail > 0 ? low * below : low, 0.5) == *weight;
}

int tp_binary64_tied(tp_workspace *w, size_t ties, size_t others, double lead, tp_tied_weights *out)
{
  const binary64_work *s = binary64_of(w);
  if (!is_covered(s) || !(lead > 0))
    return 0;
  const double e = fmax(exp(-s->beta * lead * below) * above, DBL_MIN);
  *out = (tp_tied_weights) {1 / (double) ties, others ? (double) others * e * above : 0};
  if (!(out->tail < 0.5))
    return 0;
  if (s->rules.is_real[TP_SITE_ATTN])
    return 1;
  if (!round_weight(s, ties, out->tail, &out->weight))
    return 0;
  const int is_lost = !others || tp_double_rounding_apply(&s->to[TP_SITE_ATTN], e * above / (double) ties, 0.5) == 0;
  out->tail = 0;
  return is_lost;
}

/* Weights that are not rounded: (sum + d) / (ties + t) with |d| <= t most and t <= tail. */
static int mix_real(const binary64_work *s, const tp_tied_weights *t, double m, double sum, double most, double x, double *y)
{
  const double mean = sum / m, whole = x + mean;
  const double slack = t->tail * (most + fabs(mean)) / m * above + 4 * DBL_EPSILON * (fabs(whole) + fabs(x) + fabs(mean));
  return tp_binary64_round(s, TP_SITE_ACT, whole, slack, 0.5, y) && binary64_is_safe(*y);
}

int tp_binary64_tied_mix(tp_workspace *w, const tp_tied_weights *t, size_t ties, double sum, double most, double x, double *y)
{
  binary64_work *s = binary64_of(w);
  if (s->rules.is_real[TP_SITE_ATTN])
    return mix_real(s, t, (double) ties, sum, most, x, y);
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, x);
  tp_binary64_sum_add_product(s, t->weight, sum);
  *y = tp_binary64_sum_round(s, TP_SITE_ACT, 0.5);
  return binary64_is_safe(*y);
}
