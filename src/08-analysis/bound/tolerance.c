#include "tolerance.h"

#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"

/* Whether value + by, exactly that, is rounded to the value: beside 1 binary64 may not hold
   the sum. */
static int is_rounded_back(const tp_double_rounding *to, const tp_rounding *act, int value, double by)
{
  if (value == 0)
    return tp_double_rounding_apply(to, by, 0.5) == 0;
  mpfr_t x;
  mpfr_init2(x, 256);
  mpfr_set_d(x, by, MPFR_RNDN);
  int inexact = mpfr_add_si(x, x, value, MPFR_RNDN);
  tp_rounding_mpfr(act, x, 0.5);
  int same = !inexact && mpfr_cmp_si(x, value) == 0;
  mpfr_clear(x);
  return same;
}

/* Half of the step beside a value, which rounding to nearest does away with; 0 where
   values lie dense, as around 0 in formats whose exponents have no bound. */
static double radius_at(const tp_rounding *act, int value)
{
  const tp_double_rounding to = tp_double_rounding_make(act);
  double wide = 1, narrow = 0;
  for (int halvings = 0; wide - narrow > narrow * 0x1p-50 && halvings < 1000; halvings++) {
    double middle = (wide + narrow) / 2;
    *(is_rounded_back(&to, act, value, middle) && is_rounded_back(&to, act, value, -middle) ? &narrow : &wide) = middle;
  }
  return narrow;
}

static int is_nearest(const tp_choice *c, int site)
{
  return c->mode[site] == TP_ROUND_NEAREST_EVEN || c->mode[site] == TP_ROUND_NEAREST_AWAY;
}

/* By how much rounding makes a weight larger, relatively.  To nearest: to twice as much
   where it becomes the least positive one, less where exponents have no bound; but all that
   is not 0 becomes a positive posit.  Upwards there is no bound unless exponents have none. */
static double growth_of(tp_format f, tp_rounding_mode mode)
{
  if (f.family == TP_FORMAT_REAL)
    return 0;
  if (f.family == TP_FORMAT_POSIT)
    return INFINITY;
  switch (mode) {
  case TP_ROUND_TOWARD_ZERO:
  case TP_ROUND_DOWN:         return 0;
  case TP_ROUND_NEAREST_EVEN:
  case TP_ROUND_NEAREST_AWAY: return f.family == TP_FORMAT_FLOAT ? ldexp(1, -f.a) : 1;
  default:                 return f.family == TP_FORMAT_FLOAT ? ldexp(1, 1 - f.a) : INFINITY;
  }
}

/* 1 if no weight becomes an infinity or NaN. */
static int holds_weights(const tp_rounding *attn)
{
  const tp_double_rounding to = tp_double_rounding_make(attn);
  return isfinite(tp_double_rounding_apply(&to, 1, 0.5));
}

/* 1 if rounded weights of the transformer are what they were, but for beta. */
static int holds_integers(const tp_rounding *param, int most)
{
  const tp_double_rounding to = tp_double_rounding_make(param);
  for (int i = 1; i <= most; i++)
    if (tp_double_rounding_apply(&to, i, 0.5) != i || tp_double_rounding_apply(&to, -i, 0.5) != -i)
      return 0;
  return 1;
}

/* Rounding at each site is one for which what follows is proved. */
static int is_covered(const tp_choice *c, int biases)
{
  const tp_rounding param = tp_choice_rounding(c, TP_SITE_PARAM);
  if (c->kind != TP_ARITHMETIC_SITES || !tp_choice_is_rounded(c, TP_SITE_ACT) || !is_nearest(c, TP_SITE_ACT) || tp_choice_has_noise(c))
    return 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && (c->mode[i] == TP_ROUND_STOCHASTIC || !tp_format_fits_double(c->site[i]) || c->site[i].shared))
      return 0;
  if (tp_choice_is_rounded(c, TP_SITE_EXP) || tp_choice_is_rounded(c, TP_SITE_ACC))
    return 0;
  return !tp_choice_is_rounded(c, TP_SITE_PARAM) || holds_integers(&param, biases);
}

/* beta, rounded if param is; by chance that depends on the trial. */
static double beta_weight(const tp_choice *c, unsigned r)
{
  if (c->kind != TP_ARITHMETIC_SITES || !tp_choice_is_rounded(c, TP_SITE_PARAM) || c->mode[TP_SITE_PARAM] == TP_ROUND_STOCHASTIC)
    return tp_choice_beta(c, r);
  mpfr_t beta;
  mpfr_init2(beta, 128);
  tp_choice_beta_weight(beta, c, r, 0.5);
  double value = mpfr_get_d(beta, MPFR_RNDN);
  mpfr_clear(beta);
  return value;
}

static void make_logits(tolerance *t, const tp_choice *c, unsigned r, int keys)
{
  t->subtracts_first = c->subtracts_first;
  t->first_logit = c->subtracts_first ? -2 * keys : -keys;
  t->logit = tp_memory_new((size_t) (2 * keys + 1), sizeof *t->logit);
  tp_choice_logits(t->logit, c, r, 0.5, t->first_logit, (size_t) (2 * keys + 1));
}

tolerance tp_tolerance_make(const tp_choice *c, unsigned r, int keys, int biases)
{
  tolerance t = {.beta = beta_weight(c, r), .radius = {INFINITY, INFINITY}};
  t.is_known = c->kind == TP_ARITHMETIC_EXACT;
  if (!is_covered(c, biases) || !isfinite(t.beta))
    return t;
  t.attn_is_rounded = tp_choice_is_rounded(c, TP_SITE_ATTN);
  t.attn = tp_choice_rounding(c, TP_SITE_ATTN);
  t.growth = growth_of(t.attn.format, t.attn.mode);
  if (isinf(t.growth) || (t.attn_is_rounded && !holds_weights(&t.attn)))
    return t;
  t.is_known = 1;
  t.half = t.attn_is_rounded ? radius_at(&t.attn, 1) : 0;
  t.attn_is_even = !t.attn_is_rounded || (is_nearest(c, TP_SITE_ATTN) && t.half > 0);
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT);
  for (int i = 0; i < 2; i++)
    t.radius[i] = radius_at(&act, i);
  if (tp_choice_is_rounded(c, TP_SITE_LOGIT))
    make_logits(&t, c, r, keys);
  return t;
}

int tp_head_output_make(head_output *o, size_t ties, const unsigned char *mark, size_t position, const int8_t *value, int result)
{
  *o = (head_output) {.ties = ties, .others = position + 1 - ties, .result = result != 0};
  int best = 2, same = 1;
  for (size_t j = 0; j <= position; j++)
    if (mark[j]) {
      same &= best == 2 || value[j] == best;
      best = value[j];
    }
  for (size_t j = 0; j <= position; j++)
    if (!mark[j]) {
      o->helps |= best ? value[j] == best : value[j] != 0;
      o->harms |= best && value[j] == -best;
      o->distance = abs(value[j] - best) > o->distance ? abs(value[j] - best) : o->distance;
    }
  o->nonzero = best != 0;
  return same;
}

double tp_tolerance_lead(const tolerance *t, double best, double next)
{
  if (!t->logit)
    return best - next;
  int high = t->subtracts_first ? 0 : (int) best, low = t->subtracts_first ? (int) (next - best) : (int) next;
  double apart = t->logit[high - t->first_logit] - t->logit[low - t->first_logit];
  return isnan(apart) ? -INFINITY : t->beta > 0 ? apart / t->beta : 0;
}

static int largest_bias(const tp_neuron_block *mlp)
{
  int most = 0;
  for (size_t i = 0; i < mlp->neurons; i++)
    most = abs(mlp->bias[i]) > most ? abs(mlp->bias[i]) : most;
  return most;
}

tolerance tp_tolerance_of_layers(const tp_subject *s, const tp_choice *there, size_t first, size_t last)
{
  int biases = 0;
  for (size_t l = first; l <= last; l++) {
    int most = largest_bias(&s->t->layer[l - 1].mlp);
    biases = most > biases ? most : biases;
  }
  return tp_tolerance_make(there, s->r, (int) tp_transformer_measure(s->t).key_width, biases);
}

/* ties R((1 - leak) / ties) - 1, away from zero */
static double tie_error(const tolerance *t, size_t ties, double leak)
{
  mpfr_t weight, part, count;
  mpfr_inits2(128, weight, part, count, (mpfr_ptr) NULL);
  mpfr_set_d(part, leak, MPFR_RNDN);
  mpfr_ui_sub(part, 1, part, MPFR_RNDD);
  mpfr_set_ui(count, ties, MPFR_RNDN);
  tp_rounding_mpfr_quotient(&t->attn, weight, part, count, 0.5);
  mpfr_mul(weight, weight, count, MPFR_RNDN);
  mpfr_sub_ui(weight, weight, 1, MPFR_RNDN);
  double excess = mpfr_get_d(weight, MPFR_RNDA);
  mpfr_clears(weight, part, count, (mpfr_ptr) NULL);
  return excess;
}

/* The output's distance from hardmax's is at most this for leaks up to that one: weights
   that are not rounded sum to 1; rounded, the best ones lie between what they are without
   a leak and with it, as rounding is monotone, and each of the others grows by `growth` at
   most.  The sum is too large by what the best ones without a leak and the others of their
   sign are, too small by what the best ones with it and the others lack. */
static double error_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded)
    return leak * o->distance;
  double others = leak * (1 + t->growth), above = others * o->helps, below = others * o->harms;
  if (!o->nonzero)
    return fmax(above, below);
  return fmax(tie_error(t, o->ties, 0) + above, below - tie_error(t, o->ties, leak));
}

/* The error grows with the leak. */
static double largest_leak(const tolerance *t, const head_output *o)
{
  double least = 0, most = 1, radius = t->radius[o->result];
  if (error_bound(t, o, 0) >= radius)
    return 0;
  for (int halvings = 0; most - least > least * 0x1p-40 && halvings < 1000; halvings++) {
    double middle = (most + least) / 2;
    *(error_bound(t, o, middle) < radius ? &least : &most) = middle;
  }
  return least;
}

/* It depends on the ties, and on what else there are few kinds of. */
static double known_leak(tolerance *t, const head_output *o)
{
  enum { KINDS = 48 };
  size_t kind = (size_t) ((((o->distance * 2 + o->helps) * 2 + o->harms) * 2 + o->nonzero) * 2 + o->result);
  size_t rows = t->rows;
  if (o->ties >= rows) {
    t->rows = o->ties + 1 + rows;
    t->leak = tp_memory_resize(t->leak, t->rows * KINDS, sizeof *t->leak);
    for (size_t i = rows * KINDS; i < t->rows * KINDS; i++)
      t->leak[i] = -1;
  }
  double *leak = t->leak + o->ties * KINDS + kind;
  if (*leak < 0)
    *leak = largest_leak(t, o);
  return *leak;
}

double tp_tolerance_gap(tolerance *t, const head_output *o)
{
  if (isinf(t->radius[o->result]))
    return 0;
  int is_harmless = !o->others || (!o->distance && (!o->nonzero || !t->attn_is_rounded));
  if (is_harmless) {               /* whatever the leak; what the ties lose is there all the same */
    double off = error_bound(t, o, 0);
    return off == 0 || off < t->radius[o->result] ? 0 : INFINITY;
  }
  double leak = known_leak(t, o);
  if (leak == 0)
    return INFINITY;
  double gap = log((double) o->others * (1 - leak) / ((double) o->ties * leak)) / t->beta;
  return gap > 0 ? gap : 0;
}

/* A disturbed weight is rounded again, which adds half a step at most; that is widest
   beside 1. */
double tp_tolerance_disturbance(const tolerance *t, const head_output *o, double leak, size_t keys)
{
  double room = t->radius[o->result] - error_bound(t, o, leak);
  double each = room / (double) keys - t->half;
  return each > 0 ? each : 0;
}

/* Best keys that tie no longer: their weights are rounded each by itself, by half a step
   beside 1 at most, or relatively where exponents have no bound. */
static double untied_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded || o->ties == 1 || !o->nonzero)
    return error_bound(t, o, leak);
  double half = t->attn.format.family == TP_FORMAT_FLOAT ? t->growth : (double) o->ties * t->half;
  return half + leak * (2 + t->growth);
}

/* A score d below the best is made of positive terms less negative ones; the latter are at
   most `spare`, by which the best falls behind what the query could reach.  So noise on every
   term takes noise (d + 2 spare) of d at most; the output's weight is off besides. */
static int is_safe(const tolerance *t, const head_output *o, double gap, double spare, double noise)
{
  double leak = 0;
  if (o->others) {
    double others = (double) o->others * exp(-t->beta * ((1 - noise) * gap - 2 * noise * spare));
    leak = isinf(others) ? 1 : others / ((double) o->ties + others);
  }
  return (1 + noise) * untied_bound(t, o, leak) + noise * o->nonzero < t->radius[o->result];
}

double tp_tolerance_weight_noise(const tolerance *t, const head_output *o, double gap, double spare, double least)
{
  if (is_safe(t, o, gap, spare, least))
    return least;
  double low = 0, high = least;
  for (int halvings = 0; halvings < 60; halvings++) {
    double middle = (low + high) / 2;
    *(is_safe(t, o, gap, spare, middle) ? &low : &high) = middle;
  }
  return low;
}

void tp_tolerance_clear(tolerance *t)
{
  free(t->leak);
  free(t->logit);
  t->leak = t->logit = NULL;
  t->rows = 0;
}
