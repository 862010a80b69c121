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

#include "../backends.h"
#include "binary64.h"
#include "tmprec/base/memory.h"

static void destroy(tp_arithmetic *a)
{
  binary64_state *s = binary64_of(a);
  tp_resolver_free(s);
  free(s->term);
  free(s->shaken);
  free(s->power);
  free(s->logit);
  free(s->value_sum);
  free(s);
}

static tp_attention_row *row_new(tp_arithmetic *a)
{
  tp_attention_row *row = tp_memory_zeroed(1, sizeof *row);
  row->s = binary64_of(a);
  return row;
}

static void row_free(tp_arithmetic *a, tp_attention_row *row)
{
  (void) a;
  tp_resolve_drop_row(row);
  free(row->q);
  free(row->score);
  free(row->whole);
  free(row->rest);
  free(row->count);
  free(row->weight);
  free(row->live);
  free(row);
}

static double row_score(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  (void) a;
  if (row->is_whole)
    return row->whole[j];
  return row->is_weighed ? row->best - row->score[j] : row->score[j];
}

static double row_weight(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  binary64_state *s = binary64_of(a);
  if (row->is_nan)
    return NAN;
  return binary64_weight(row, j) / (s->rules.is_real[TP_SITE_ATTN] ? row->total : 1);
}

static double approximate(tp_arithmetic *a, tp_number_column *c, size_t position, double *slack)
{
  double x = tp_doubles_approximate(a, c, position, slack);
  if (binary64_of(a)->to[TP_SITE_ACT].denominator > 1 && x != trunc(x))
    *slack = DBL_EPSILON * fabs(x);
  return x;
}

static void bounds(tp_arithmetic *a, tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  double d = binary64_of(a)->to[TP_SITE_ACT].denominator, x = double_at(c, position);
  tp_doubles_bounds(a, c, position, low, high, denominator);
  if (d > 1 && isfinite(x)) {
    mpz_set_d(denominator, d);
    mpfr_set_d(low, nearbyint(d * x), MPFR_RNDN);
    mpfr_set(high, low, MPFR_RNDN);
  }
}

static int undecided(tp_arithmetic *a)
{
  return binary64_of(a)->undecided;
}

static const tp_arithmetic_operations operations = {
  destroy, tp_ternary_column_new, tp_ternary_column_free, tp_ternary_column_restart, tp_ternary_set, tp_binary64_neuron, tp_binary64_add, NULL, NULL,
  row_new, row_free, tp_binary64_score, tp_binary64_weigh, tp_binary64_mix,
  tp_doubles_compare, approximate, bounds, row_score, row_weight, undecided,
};

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
   rounded its errors would grow from layer to layer.  Of acc it takes steps in
   order, and not on a grid. */
int tp_binary64_can(const tp_choice *c)
{
  int grid = 0;
  for (int i = 0; i < TP_SITES; i++) {
    if (!tp_format_fits_double(c->site[i]))
      return 0;
    grid |= tp_format_denominator(c->site[i]) > 1;
  }
  if (!tp_choice_is_rounded(c, TP_SITE_ACT))
    return 0;
  for (int i = TP_SITE_ATTN; i <= TP_SITE_LOGIT; i++)
    if (c->noise[i].kind != TP_NOISE_NONE && !tp_choice_is_rounded(c, i))
      return 0;
  return !tp_choice_is_rounded(c, TP_SITE_ACC) || (c->sum == TP_SUM_SEQUENTIAL && !grid);
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
static int integers_held(const binary64_state *s, int most)
{
  int n = 0;
  while (n < most && tp_double_rounding_apply(&s->to[TP_SITE_ACC], n + 1, 0.5) == n + 1
         && tp_double_rounding_apply(&s->to[TP_SITE_ACC], -n - 1, 0.5) == -n - 1)
    n++;
  return n;
}

tp_arithmetic *tp_binary64_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  binary64_state *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (ternary_arithmetic) {{.op = &operations}, &tp_doubles};
  s->choice = *c;
  s->r = r;
  s->rules = site_rules_make(c);
  for (int i = 0; i < TP_SITES; i++) {
    tp_rounding rule = tp_choice_rounding(c, i);
    s->to[i] = tp_double_rounding_make(&rule);
    s->grid |= s->to[i].denominator > 1;
  }
  mpfr_t beta;
  mpfr_init2(beta, 128);
  tp_choice_beta_weight(beta, c, r, binary64_random(s, TP_SITE_PARAM, 0, 0, 0));
  s->beta = mpfr_get_d(beta, MPFR_RNDN);
  mpfr_clear(beta);
  s->weight_floor = weight_floor(c->site[TP_SITE_ATTN]);
  s->bound = (int) keys;
  s->acc_holds = s->rules.is_real[TP_SITE_ACC] ? INT16_MAX : integers_held(s, INT16_MAX);
  size_t range = 2 * keys + 1;
  s->power = tp_memory_new(range, sizeof *s->power);
  s->logit = tp_memory_new(range, sizeof *s->logit);
  s->value_sum = tp_memory_new(range, sizeof *s->value_sum);
  make_powers(s->power, range, s->beta);
  if (!s->rules.is_real[TP_SITE_LOGIT])
    tp_choice_logits(s->logit, c, r, binary64_random(s, TP_SITE_PARAM, 0, 0, 0), c->subtracts_first ? -2 * s->bound : -s->bound, range);
  return &s->base.base;
}
