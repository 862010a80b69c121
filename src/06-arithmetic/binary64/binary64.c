/* SPDX-License-Identifier: MIT */
/* Softmax, rounded at sites, in binary64 in between.

   What is rounded is first computed with a bound on its error; if the bound
   does not decide the rounding, it is computed again from the same operands in
   enclosures (resolve.c).  So a rounded number is the one that the definition asks
   for, not the one that binary64 happens to give.

   As long as queries and keys are ternary, scores are integers: then a row
   needs one exponential per difference d = (best score) - (score), and how
   often d occurs. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "../histogram.h"
#include "../key_store.h"
#include "binary64.h"
#include "tmprec/base/memory.h"

static tp_attention_row *row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(binary64_row));
}

static void row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  binary64_row *row = binary64_row_of(freed);
  (void) a;
  free(row->q);
  free(row->score);
  free(row->whole);
  free(row->rest);
  free(row->query);
  free(row->count);
  free(row->weight);
  free(row->key_weight);
  free(row->live);
  free(row->near.key);
  free(row->near.weight);
  free(row);
}

static double row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const binary64_row *row = (const binary64_row *) of;
  (void) w;
  if (row->is_whole)
    return row->whole[j];
  return row->is_weighed ? row->best - row->score[j] : row->score[j];
}

/* A row of which somebody asks for weights. */
static const binary64_row *complete(tp_workspace *w, const tp_attention_row *of)
{
  binary64_row *row = binary64_row_of((tp_attention_row *) of);      /* what it stands for does not change */
  if (row->is_weighed)
    tp_binary64_complete(binary64_of(w), row);
  return row;
}

static double row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const binary64_row *row = complete(w, of);
  if (row->is_nan)
    return NAN;
  return binary64_weight(row, j) / (binary64_of(w)->rules.is_real[TP_SITE_ATTN] ? row->total : 1);
}

static void row_numbers(tp_workspace *w, const tp_attention_row *of, double *score, double *weight)
{
  const binary64_row *row = complete(w, of);
  const double total = binary64_of(w)->rules.is_real[TP_SITE_ATTN] ? row->total : 1;
  const size_t keys = row->i + 1;
  if (row->is_whole) {
    memcpy(score, row->whole, keys * sizeof *score);
  } else {
    for (size_t j = 0; j < keys; j++)
      score[j] = row->best - row->score[j];
  }
  for (size_t j = 0; j < keys; j++)
    weight[j] = row->is_nan ? NAN : binary64_weight(row, j) / total;
}

static int row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  const binary64_row *row = (const binary64_row *) of;
  (void) w;
  if (row->is_whole)
    return 0;
  if (row->is_weighed)
    tp_histogram_of_counts(out, row->best, row->range, row->count);
  else
    tp_histogram_of_scores(out, row->score, row->i + 1);
  return 1;
}

static void read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  tp_doubles_read(w, c, from, to, value, slack);
  if (binary64_of(w)->to[TP_SITE_ACT].denominator > 1)
    for (size_t i = 0; i < to - from; i++)
      if (value[i] != trunc(value[i]))
        slack[i] = DBL_EPSILON * fabs(value[i]);
}

static void bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  double d = binary64_of(w)->to[TP_SITE_ACT].denominator, x = double_at(c, position);
  tp_doubles_bounds(w, c, position, low, high, denominator);
  if (d > 1 && isfinite(x)) {
    mpz_set_d(denominator, d);
    mpfr_set_d(low, nearbyint(d * x), MPFR_RNDN);
    mpfr_set(high, low, MPFR_RNDN);
  }
}

/* Below exp(floor) a weight is 0 in the format, by far. */
static double weight_floor(tp_format attn)
{
  switch (attn.family) {
  case TP_FORMAT_FIXED: return -0.7 * (attn.b + 80);
  case TP_FORMAT_IEEE: return -0.7 * (80 - (double) tp_format_least_step(attn));
  case TP_FORMAT_GRID: return -0.7 * 100;
  default: return -745;
  }
}

/* Binary64 stands in for the reals between roundings only: where activations are never
   rounded its errors would grow from layer to layer.  Of acc it takes exact products in
   order, one by one, and not on a grid.  Noise on weights or logits that are not rounded leaves them known up to an error, which
   the mix takes into account, but no steps, and no weights of the transformer that have noise too. */
int tp_binary64_can(const tp_choice *c)
{
  int grid = 0;
  const int takes_errors = !tp_choice_is_rounded(c, TP_SITE_ACC) && c->noise[TP_SITE_PARAM].kind == TP_NOISE_NONE;
  for (int i = 0; i < TP_SITES; i++) {
    if (!tp_format_fits_double(c->site[i]))
      return 0;
    grid |= tp_format_denominator(c->site[i]) > 1;
  }
  if (!tp_choice_is_rounded(c, TP_SITE_ACT))
    return 0;
  for (int i = TP_SITE_ATTN; i <= TP_SITE_LOGIT; i++)
    if (c->noise[i].kind != TP_NOISE_NONE && !tp_choice_is_rounded(c, i) && !(takes_errors && !grid))
      return 0;
  return !tp_choice_is_rounded(c, TP_SITE_ACC) || (c->sum == TP_SUM_SEQUENTIAL && tp_choice_accumulates_plainly(c) && !grid);
}

/* exp(-beta d), to nearest, for d = 0 .. count-1 */
static void make_powers(double *power, size_t count, double beta)
{
  mpfr_t t;
  mpfr_init2(t, 128);
  for (size_t d = 0; d < count; d++) {
    mpfr_set_d(t, beta, MPFR_RNDN);
    mpfr_mul_ui(t, t, d, MPFR_RNDN);
    mpfr_neg(t, t, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    power[d] = mpfr_get_d(t, MPFR_RNDN);
  }
  mpfr_clear(t);
}

/* The largest n up to `most` for which acc has all integers from -n to n. */
static int integers_held(const tp_double_rounding *acc, int most)
{
  int n = 0;
  while (n < most && tp_double_rounding_apply(acc, n + 1, 0.5) == n + 1 && tp_double_rounding_apply(acc, -n - 1, 0.5) == -n - 1)
    n++;
  return n;
}

/* --- beta, and what depends on it ------------------------------------------------- */

static size_t range_of(const binary64_arithmetic *a)
{
  return (size_t) (2 * a->bound + 1);
}

static double rounded_beta(const binary64_arithmetic *a, double u)
{
  mpfr_t beta;
  mpfr_init2(beta, 128);
  tp_choice_beta_weight(beta, &a->choice, a->r, u);
  double value = mpfr_get_d(beta, MPFR_RNDN);
  mpfr_clear(beta);
  return value;
}

static double *new_powers(const binary64_arithmetic *a, double beta)
{
  double *power = tp_memory_new(range_of(a), sizeof *power);
  make_powers(power, range_of(a), beta);
  return power;
}

/* NULL if logits are not rounded. */
static double *new_logits(const binary64_arithmetic *a, double u)
{
  if (!tp_choice_is_rounded(&a->choice, TP_SITE_LOGIT))
    return NULL;
  double *logit = tp_memory_new(range_of(a), sizeof *logit);
  tp_choice_logits(logit, &a->choice, a->r, u, a->choice.subtracts_first ? -2 * a->bound : -a->bound, range_of(a));
  return logit;
}

static void take_beta(binary64_work *s)
{
  const binary64_arithmetic *a = s->a;
  s->beta = a->beta;
  s->power = a->power;
  s->logit = a->logit;
  if (!a->draws_beta)
    return;
  double u = binary64_random(s, TP_SITE_PARAM, 0, 0, 0);
  s->beta = rounded_beta(a, u);
  s->power = s->own_power = new_powers(a, s->beta);
  s->logit = s->own_logit = new_logits(a, u);
}

/* --- Workspaces and arithmetics ---------------------------------------------------- */

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  binary64_work *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (tp_workspace) {.a = a, .draw = *d};
  s->a = (const binary64_arithmetic *) a;
  s->to = s->a->to;
  s->rules = site_rules_make(&s->a->choice, d);
  for (int i = TP_SITE_ATTN; i <= TP_SITE_LOGIT; i++)
    s->rules.is_real[i] &= s->a->choice.noise[i].kind == TP_NOISE_NONE;
  s->value_sum = tp_memory_new(range_of(s->a), sizeof *s->value_sum);
  take_beta(s);
  return &s->base;
}

static void workspace_free(tp_workspace *w)
{
  binary64_work *s = binary64_of(w);
  tp_resolver_free(s);
  free(s->term);
  free(s->shaken);
  free(s->number);
  free(s->own_power);
  free(s->own_logit);
  free(s->value_sum);
  free(s);
}

static void destroy(tp_arithmetic *of)
{
  binary64_arithmetic *a = (binary64_arithmetic *) of;
  tp_choice_clear(&a->choice);
  free(a->power);
  free(a->logit);
  free(a);
}

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_ternary_column_new, .column_free = tp_ternary_column_free, .column_restart = tp_ternary_column_restart,
  .load = tp_ternary_load, .neuron = tp_binary64_neuron, .add = tp_binary64_add,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = row_new, .row_free = row_free, .score = tp_binary64_score, .weigh = tp_binary64_weigh, .mix = tp_binary64_mix,
  .known_weights = tp_binary64_known_weights, .known_mix = tp_binary64_known_mix,
  .distance_weights = tp_binary64_distance_weights, .act = tp_binary64_act, .keeps = tp_binary64_keeps, .append = tp_doubles_append,
  .compare = tp_doubles_compare, .read = read, .bounds = bounds,
  .row_score = row_score, .row_weight = row_weight, .row_numbers = row_numbers,
  .row_histogram = row_histogram,
};

tp_arithmetic *tp_binary64_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  binary64_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  a->base = (ternary_arithmetic) {{&operations}, &tp_doubles};
  a->choice = tp_choice_copy(c);
  a->r = r;
  for (int i = 0; i < TP_SITES; i++) {
    tp_rounding rule = tp_choice_rounding(c, i);
    a->to[i] = tp_double_rounding_make(&rule);
    a->grid |= a->to[i].denominator > 1;
  }
  a->weight_floor = weight_floor(c->site[TP_SITE_ATTN]);
  a->bound = (int) keys;
  a->acc_holds = tp_choice_is_rounded(c, TP_SITE_ACC) ? integers_held(&a->to[TP_SITE_ACC], INT16_MAX) : INT16_MAX;
  a->draws_beta = tp_choice_is_rounded(c, TP_SITE_PARAM) && c->mode[TP_SITE_PARAM] == TP_ROUND_STOCHASTIC;
  if (!a->draws_beta) {
    a->beta = rounded_beta(a, 0.5);
    a->power = new_powers(a, a->beta);
    a->logit = new_logits(a, 0.5);
  }
  return &a->base.base;
}
