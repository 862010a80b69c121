/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/noise.h"

#include <math.h>

#include "tmprec/analysis/bound.h"
#include "tmprec/arithmetic/choice.h"
#include "tolerance.h"
#include "weight_noise.h"

/* --- Safe whatever it is ------------------------------------------------------------- */

/* Whether the proof is for that site and this arithmetic. */
static int is_proved(const tolerance *t, const tp_choice *c, int site)
{
  if (!t->is_known || c->kind == TP_ARITHMETIC_EXACT || c->exceptions)
    return 0;
  return site == TP_SITE_ACT || site == TP_SITE_PARAM || (site == TP_SITE_ATTN && t->attn_is_even)
         || (site == TP_SITE_LOGIT && t->attn_is_even && !t->logit);
}

/* By the heads: 0 if one has no slack, which noise would not mend. */
static double by_margins(const tp_margins *m, const tolerance *t, int site)
{
  double least = INFINITY;
  for (size_t i = 0; i < m->heads; i++) {
    const tp_head_margin *h = m->head + i;
    if (site == TP_SITE_ATTN && h->disturbance.seen)
      least = fmin(least, h->disturbance.value);
    if (site == TP_SITE_LOGIT && h->slack.seen)
      least = fmin(least, tp_bound_mul_down(nextafter(h->slack.value, -INFINITY), t->beta / 2));
    if (h->slack.seen && h->slack.value <= 0)
      least = 0;
  }
  return fmax(least, 0);
}

/* A ternary activation and its noise, less than 2, are added in binary64. */
static double by_radius(const tolerance *t)
{
  return fmax(fmin(t->radius[0], tp_bound_sub_down(t->radius[1], 0x1p-53)), 0);
}

double tp_margins_noise(const tp_margins *m, const tp_subject *s, const tp_choice *c, int site)
{
  tolerance t = tp_tolerance_of_layers(s, c, 1, s->t->layers);
  double least = -1;
  if (is_proved(&t, c, site)) {
    least = by_margins(m, &t, site);
    if (site == TP_SITE_ACT)
      least = fmin(least, by_radius(&t));
    if (site == TP_SITE_LOGIT && least > 0 && t.attn_is_rounded)
      least = fmin(least, tp_logit_noise(s, c));       /* keys that tied no longer do */
    if (site == TP_SITE_PARAM && least > 0)
      least = tp_weight_noise(s, c);
  }
  tp_tolerance_clear(&t);
  return least < INFINITY ? least : -1;
}

static double power_up(int exponent)
{
  return exponent < -1074 ? 0x1p-1074 : ldexp(1, exponent);
}

/* How far a logit of at most `most`, disturbed by at most `noise`, is off by being rounded
   before and after, and by the sum in binary64 in between; infinity where no bound is known.  A
   rounding takes half a step to nearest, and less than a step in other modes. */
static double rounded_twice(tp_format f, tp_rounding_mode mode, double most, double noise)
{
  const int step = !tp_mode_is_nearest(mode);
  const double all = tp_bound_add_up(most, noise);
  if (f.family == TP_FORMAT_REAL)
    return tp_bound_mul_up(all, 0x1p-52);
  if (f.family == TP_FORMAT_FIXED && tp_bound_add_up(all, 1) < ldexp(1, f.a))
    return tp_bound_add_up(power_up(step - f.b), tp_bound_mul_up(all + 1, 0x1p-52));
  if (f.family != TP_FORMAT_FLOAT)
    return INFINITY;
  double part = power_up(step - f.a), once = tp_bound_mul_up(most, tp_bound_add_up(1, part));
  double twice = tp_bound_mul_up(tp_bound_add_up(tp_bound_add_up(most, once), noise), part);
  return tp_bound_add_up(twice, tp_bound_mul_up(tp_bound_add_up(once, noise), 0x1p-51));
}

/* Scores have at most 4r - 1 terms, and the difference of two as many twice. */
static double largest_logit(const tp_subject *s, const tp_choice *c)
{
  tolerance t = tp_tolerance_of_layers(s, c, 1, s->t->layers);
  double most = tp_bound_mul_up(t.beta_above, (c->subtracts_first ? 2 : 1) * (4.0 * s->r - 1));
  tp_tolerance_clear(&t);
  return most;
}

double tp_noise_bound(const tp_subject *s, const tp_choice *c, int site)
{
  tp_choice quiet = *c;
  quiet.noise[site].kind = TP_NOISE_NONE;
  if (site == TP_SITE_LOGIT)
    quiet.site[TP_SITE_LOGIT] = (tp_format) {.family = TP_FORMAT_REAL};
  tp_margins found;
  const tp_setup setup = tp_setup_of(&quiet);
  tp_margins_measure(&found, s, &setup, NULL, NULL);
  double safe = tp_margins_noise(&found, s, &quiet, site);
  tp_margins_clear(&found);
  if (site != TP_SITE_LOGIT || safe <= 0)
    return safe;
  double off = rounded_twice(c->site[TP_SITE_LOGIT], c->mode[TP_SITE_LOGIT], largest_logit(s, &quiet), safe);
  return isinf(off) ? -1 : fmax(tp_bound_sub_down(safe, off), 0);
}

/* --- Safe with a probability --------------------------------------------------------- */

double tp_noise_safe(const tp_subject *s, const tp_choice *c, int site, size_t trials, double probability)
{
  double safe = tp_noise_bound(s, c, site);
  if (safe <= 0 || c->noise[site].kind == TP_NOISE_UNIFORM)
    return safe;
  return tp_noise_deviation(safe, tp_bound_mul_up(tp_bound_count_up(trials), tp_noise_draws(s, site)), probability);
}

/* A neuron's inputs, bias and outputs; a head's coordinates of q.k, and each of its output. */
static double count_weights(const tp_transformer *t)
{
  size_t count = 0;
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    if (at->mlp.neurons)
      count += at->mlp.in_start[at->mlp.neurons] + at->mlp.neurons + at->mlp.out_start[at->mlp.neurons];
    for (size_t h = 0; h < at->heads; h++)
      count += at->head[h].keys + at->head[h].values;
  }
  return tp_bound_count_up(count);
}

double tp_noise_draws(const tp_subject *s, int site)
{
  const tp_transformer *t = s->t;
  size_t heads = 0, numbers = tp_plan_versions(s->plan) - t->width, positions = 0;
  double rows = 0;
  if (site == TP_SITE_PARAM)
    return count_weights(t);
  for (size_t l = 0; l < t->layers; l++) {
    heads += t->layer[l].heads;
    numbers += t->layer[l].mlp.neurons;
  }
  for (size_t g = 0; g < s->told.segments; g++) {
    size_t n = s->told.segment[g].tokens.length - 1, even = n % 2 ? n + 1 : n, odd = n % 2 ? n : n + 1;
    positions += n;                /* and keys of all queries: n (n + 1) / 2 */
    rows = tp_bound_add_up(rows, tp_bound_mul_up(tp_bound_count_up(even / 2), tp_bound_count_up(odd)));
  }
  return site == TP_SITE_ACT ? tp_bound_mul_up(tp_bound_count_up(numbers), tp_bound_count_up(positions)) : tp_bound_mul_up(tp_bound_count_up(heads), rows);
}

/* sqrt 2, from above */
static const double root_up = 0x1.6a09e667f3bcdp0;

/* draws P(|x| > z) <= 1 - probability, P(|x| > z) = erfc(z / sqrt 2), for the least z that is found */
double tp_noise_deviation(double size, double draws, double probability)
{
  const double allowed = tp_bound_sub_down(1, probability);
  double low = 0, high = 40;
  for (int halvings = 0; halvings < 100 && nextafter(low, high) < high; halvings++) {
    double middle = (low + high) / 2;
    double fails = tp_bound_mul_up(draws, tp_bound_erfc_up(tp_bound_div_down(middle, root_up)));
    *(fails > allowed ? &low : &high) = middle;
  }
  return tp_bound_div_down(size, high);
}
