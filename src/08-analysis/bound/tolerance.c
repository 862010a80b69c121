/* SPDX-License-Identifier: MIT */
#include "tolerance.h"

#include <math.h>
#include <stdlib.h>

#include "beta.h"
#include "radius.h"
#include "remembered.h"
#include "tmprec/analysis/bound.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

/* Rounding at each site is one for which what follows is proved (precision.md, 5.1).  Logits
   are worked out in binary64, and so is beta. */
static int is_covered(const tp_choice *c)
{
  if (c->kind != TP_ARITHMETIC_SITES || !tp_choice_is_rounded(c, TP_SITE_ACT) || !tp_mode_is_nearest(c->mode[TP_SITE_ACT]) || tp_choice_has_noise(c))
    return 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && (c->mode[i] == TP_ROUND_STOCHASTIC || c->site[i].shared))
      return 0;
  if (tp_choice_is_rounded(c, TP_SITE_EXP) || tp_choice_is_rounded(c, TP_SITE_ACC))
    return 0;
  return tp_format_fits_double(c->site[TP_SITE_LOGIT]) && tp_format_fits_double(c->site[TP_SITE_PARAM]);
}

/* Rounded by chance it depends on the trial, and then nothing is known. */
static void set_beta(tolerance *t, const tp_choice *c, unsigned r)
{
  t->beta = t->beta_above = tp_choice_beta(c, r);
  if (c->kind != TP_ARITHMETIC_SITES || !tp_choice_is_rounded(c, TP_SITE_PARAM) || c->mode[TP_SITE_PARAM] == TP_ROUND_STOCHASTIC)
    return;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t low, high;
  mpfr_inits2(128, low, high, (mpfr_ptr) NULL);
  tp_beta_between(low, high, c, r);
  t->beta = tp_bound_mpfr_down(low);
  t->beta_above = tp_bound_mpfr_up(high);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  tp_mpfr_environment_leave(&caller);
}

static void make_logits(tolerance *t, const tp_choice *c, unsigned r, int keys)
{
  t->subtracts_first = c->subtracts_first;
  t->logit_is_fraction = tp_format_denominator(c->site[TP_SITE_LOGIT]) > 1;
  t->first_logit = c->subtracts_first ? -2 * keys : -keys;
  t->logit = tp_memory_new((size_t) (2 * keys + 1), sizeof *t->logit);
  tp_choice_logits(t->logit, c, r, 0.5, t->first_logit, (size_t) (2 * keys + 1));
}

/* Weights to nearest, of which each is off by half a step at most, and by half a step of the
   numbers above 1 once noise is added. */
static void set_half_step(tolerance *t, const tp_choice *c)
{
  const tp_format f = t->attn.format;
  t->half = t->attn_is_rounded ? tp_radius_half_step_up(f) : 0;
  t->half_above_one = f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE ? 2 * t->half : t->half;
  t->attn_is_even = !t->attn_is_rounded
                    || (tp_mode_is_nearest(c->mode[TP_SITE_ATTN]) && isfinite(t->half) && tp_radius_keeps(&t->attn, 1) && !tp_radius_loses(&t->attn, 2));
}

tolerance tp_tolerance_make(const tp_choice *c, unsigned r, int keys, int biases)
{
  tolerance t = {.radius = {INFINITY, INFINITY}, .excess = tp_remembered_new(), .gaps = tp_remembered_new()};
  set_beta(&t, c, r);
  t.is_known = c->kind == TP_ARITHMETIC_EXACT;
  if (!is_covered(c) || !isfinite(t.beta) || !isfinite(t.beta_above))
    return t;
  const tp_rounding param = tp_choice_rounding(c, TP_SITE_PARAM), act = tp_choice_rounding(c, TP_SITE_ACT);
  for (int i = 1; i <= biases; i++)
    if (tp_choice_is_rounded(c, TP_SITE_PARAM) && (!tp_radius_keeps(&param, i) || !tp_radius_keeps(&param, -i)))
      return t;
  t.attn_is_rounded = tp_choice_is_rounded(c, TP_SITE_ATTN);
  t.attn = tp_choice_rounding(c, TP_SITE_ATTN);
  if (t.attn_is_rounded && tp_radius_loses(&t.attn, 1))
    return t;
  t.is_known = 1;
  t.growth = t.attn_is_rounded ? tp_radius_growth_up(&t.attn) : 0;
  set_half_step(&t, c);
  for (int i = 0; i < 2; i++)
    t.radius[i] = tp_radius_down(&act, i);
  if (tp_choice_is_rounded(c, TP_SITE_LOGIT))
    make_logits(&t, c, r, keys);
  return t;
}

head_output tp_head_output_of_counts(int best, size_t ties, size_t others, size_t others_plus, size_t others_minus, int result)
{
  const size_t same = best > 0 ? others_plus : best < 0 ? others_minus : 0, opposite = best > 0 ? others_minus : best < 0 ? others_plus : 0;
  const size_t set = others_plus + others_minus;
  head_output o = {.ties = ties, .others = others, .nonzero = best != 0, .result = result != 0};
  o.helps = best ? same > 0 : set > 0;
  o.harms = opposite > 0;
  o.distance = best ? (opposite ? 2 : set < others) : set > 0;
  return o;
}

int tp_head_output_make(head_output *o, size_t ties, const unsigned char *mark, size_t position, const int8_t *value, int result)
{
  size_t plus = 0, minus = 0;
  int best = 2, same = 1;
  for (size_t j = 0; j <= position; j++) {
    if (mark[j]) {
      same &= best == 2 || value[j] == best;
      best = value[j];
    } else {
      plus += value[j] > 0;
      minus += value[j] < 0;
    }
  }
  *o = tp_head_output_of_counts(best, ties, position + 1 - ties, plus, minus, result);
  return same;
}

/* A value of a grid is a fraction near the binary64 number that stands for it.  A softmax
   over an infinite logit is not a number; over a next one of -infinity it is. */
double tp_tolerance_lead(const tolerance *t, double best, double next)
{
  if (!t->logit)
    return best == next ? 0 : best - next;
  int top = t->subtracts_first ? 0 : (int) best, below = t->subtracts_first ? (int) (next - best) : (int) next;
  double high = t->logit[top - t->first_logit], low = t->logit[below - t->first_logit];
  if (!isfinite(high) || isnan(low))
    return -INFINITY;
  if (high == low)
    return 0;
  if (t->logit_is_fraction) {
    high = nextafter(high, -INFINITY);
    low = isfinite(low) ? nextafter(low, INFINITY) : low;
  }
  return tp_bound_div_down(tp_bound_sub_down(high, low), t->beta_above);
}

static int holds_biases(const tp_rounding *param, const tp_neuron_block *mlp)
{
  for (size_t i = 0; i < mlp->neurons; i++)
    if (!tp_radius_keeps(param, mlp->bias[i]))
      return 0;
  return 1;
}

tolerance tp_tolerance_of_layers(const tp_subject *s, const tp_choice *there, size_t first, size_t last)
{
  tolerance t = tp_tolerance_make(there, s->r, (int) tp_transformer_measure(s->t).key_width, 0);
  const tp_rounding param = tp_choice_rounding(there, TP_SITE_PARAM);
  for (size_t l = first; l <= last && t.is_known && there->kind == TP_ARITHMETIC_SITES && tp_choice_is_rounded(there, TP_SITE_PARAM); l++)
    t.is_known = holds_biases(&param, &s->t->layer[l - 1].mlp);
  return t;
}

/* denominator ties R((1 - leak) / ties), or with a leak a lower bound on it: rounding is monotone.
   A value of a grid is a fraction, of which the rounded weight is the nearest binary number. */
static void sum_of_best(const tolerance *t, mpfr_t sum, size_t ties, double leak)
{
  const int denominator = tp_format_denominator(t->attn.format);
  mpfr_t part, count;
  mpfr_inits2(mpfr_get_prec(sum), part, count, (mpfr_ptr) NULL);
  mpfr_set_d(part, leak, MPFR_RNDN);
  mpfr_ui_sub(part, 1, part, MPFR_RNDD);         /* exact without a leak */
  mpfr_set_ui(count, ties, MPFR_RNDN);
  tp_rounding_mpfr_quotient(&t->attn, sum, part, count, 0.5);
  mpfr_mul_si(sum, sum, denominator, MPFR_RNDN);
  if (denominator > 1)
    mpfr_rint(sum, sum, MPFR_RNDN);
  mpfr_mul(sum, sum, count, MPFR_RNDN);          /* exact: the bits of a weight, and of a count */
  mpfr_clears(part, count, (mpfr_ptr) NULL);
}

/* The best weights' sum less 1, from above without a leak, and from below with one. */
static double excess(const tolerance *t, size_t ties, double leak, mpfr_rnd_t toward)
{
  double *known;
  if (tp_remembered_find(t->excess, ties, toward == MPFR_RNDU, leak, &known))
    return *known;
  const int denominator = tp_format_denominator(t->attn.format);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t sum;
  mpfr_init2(sum, tp_format_significand(t->attn.format) + 192);
  sum_of_best(t, sum, ties, leak);
  mpfr_sub_si(sum, sum, denominator, toward);
  mpfr_div_si(sum, sum, denominator, toward);
  *known = toward == MPFR_RNDU ? tp_bound_mpfr_up(sum) : tp_bound_mpfr_down(sum);
  mpfr_clear(sum);
  tp_mpfr_environment_leave(&caller);
  return *known;
}

/* At most: the others' weights, where they matter. */
static double others_weight(const tolerance *t, double leak)
{
  return leak == 0 ? 0 : tp_bound_mul_up(leak, tp_bound_add_up(1, t->growth));
}

/* The output's distance from hardmax's is at most this for leaks up to that one: weights
   that are not rounded sum to 1; rounded, the best ones lie between what they are without
   a leak and with it, as rounding is monotone, and each of the others grows by `growth` at
   most.  The sum is too large by what the best ones without a leak and the others of their
   sign are, too small by what the best ones with it and the others lack. */
static double error_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded)
    return tp_bound_mul_up(leak, o->distance);
  double above = o->helps ? others_weight(t, leak) : 0, below = o->harms ? others_weight(t, leak) : 0;
  if (!o->nonzero)
    return fmax(above, below);
  return fmax(tp_bound_add_up(excess(t, o->ties, 0, MPFR_RNDU), above), tp_bound_sub_up(below, excess(t, o->ties, leak, MPFR_RNDD)));
}

/* A lower bound on the largest leak that is tolerated: the error grows with the leak. */
static double largest_leak(const tolerance *t, const head_output *o, double (*error)(const tolerance *, const head_output *, double))
{
  double least = 0, most = 1, radius = t->radius[o->result];
  if (error(t, o, 0) >= radius)
    return 0;
  for (int halvings = 0; most - least > least * 0x1p-40 && halvings < 1000; halvings++) {
    double middle = (most + least) / 2;
    *(error(t, o, middle) < radius ? &least : &most) = middle;
  }
  return least;
}

/* (others)(1 - leak) / (ties leak) = e^(beta gap) */
static double gap_for_leak(const tolerance *t, const head_output *o, double leak)
{
  double *known;
  if (leak == 0)
    return INFINITY;
  if (tp_remembered_find(t->gaps, o->others, o->ties, leak, &known))
    return *known;
  double odds = tp_bound_div_up(tp_bound_mul_up(tp_bound_count_up(o->others), tp_bound_sub_up(1, leak)),
                                tp_bound_mul_down(tp_bound_count_down(o->ties), leak));
  double away = tp_bound_log_up(odds);
  return *known = away <= 0 ? 0 : tp_bound_div_up(away, t->beta);      /* infinity at beta = 0 */
}

/* What an output tolerates depends on its ties, and on what else there are few kinds of. */
typedef struct tolerated {
  double leak;           /* at most; -1 if it is not known yet */
  double gap;            /* the gap for that leak, with so many others: */
  size_t others;
} tolerated;

static tolerated *known_for(tolerance *t, const head_output *o)
{
  enum { KINDS = 48 };
  size_t kind = (size_t) ((((o->distance * 2 + o->helps) * 2 + o->harms) * 2 + o->nonzero) * 2 + o->result);
  size_t rows = t->rows;
  if (o->ties >= rows) {
    t->rows = o->ties + 1 + rows;
    t->tolerated = tp_memory_resize(t->tolerated, t->rows * KINDS, sizeof *t->tolerated);
    for (size_t i = rows * KINDS; i < t->rows * KINDS; i++)
      t->tolerated[i] = (tolerated) {.leak = -1};
  }
  return t->tolerated + o->ties * KINDS + kind;
}

static double known_gap(tolerance *t, const head_output *o)
{
  tolerated *known = known_for(t, o);
  if (known->leak < 0)
    *known = (tolerated) {.leak = largest_leak(t, o, error_bound)};
  if (known->others != o->others) {      /* there are some */
    known->others = o->others;
    known->gap = gap_for_leak(t, o, known->leak);
  }
  return known->gap;
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
  return known_gap(t, o);
}

/* How much wider than `half` for each key the half steps of disturbed weights may be in all.  Only a key
   alone with the best score can have a weight above 1/2, and then above 1 with the noise, where its
   half step is half_above_one.  In floating point those of numbers below 1/2 are half as wide,
   which two other keys make up for. */
static double wider_steps(const tolerance *t, const head_output *o, double leak, size_t keys, double each)
{
  const tp_format f = t->attn.format;
  if (o->ties > 1 || !o->nonzero)
    return 0;
  int narrows = f.family == TP_FORMAT_FLOAT || (f.family == TP_FORMAT_IEEE && !f.flushes && tp_format_least_exponent(f) <= -2);
  if (narrows && keys >= 3 && tp_bound_add_up(others_weight(t, leak), each) < 0.5)
    return 0;
  return t->half_above_one - t->half;
}

/* Of room for all keys.  A disturbed weight is rounded again, which adds half a step at most.  Before
   that the sum with the noise, below 2, is taken in binary64, which takes 2^-53. */
static double each_of(const tolerance *t, double room, size_t keys)
{
  double each = tp_bound_sub_down(tp_bound_div_down(room, tp_bound_count_up(keys)), tp_bound_add_up(t->half, 0x1p-53));
  return each > 0 ? each : 0;
}

double tp_tolerance_disturbance(const tolerance *t, const head_output *o, double leak, size_t keys)
{
  double room = tp_bound_sub_down(t->radius[o->result], error_bound(t, o, leak)), each = each_of(t, room, keys);
  double wider = wider_steps(t, o, leak, keys, each);
  return wider > 0 ? each_of(t, tp_bound_sub_down(room, wider), keys) : each;
}

/* Best keys that tie no longer: their weights are rounded each by itself, by half a step
   at most, or relatively where exponents have no bound. */
static double untied_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded || o->ties == 1 || !o->nonzero)
    return error_bound(t, o, leak);
  double half = t->attn.format.family == TP_FORMAT_FLOAT ? t->growth : tp_bound_mul_up(tp_bound_count_up(o->ties), t->half);
  return tp_bound_add_up(half, tp_bound_mul_up(leak, tp_bound_add_up(2, t->growth)));
}

/* A gap shrinks by two noises over beta. */
double tp_tolerance_logit_noise(const tolerance *t, const head_output *o, double gap)
{
  if (!o->others)
    return untied_bound(t, o, 0) < t->radius[o->result] ? INFINITY : 0;
  double spare = tp_bound_sub_down(gap, gap_for_leak(t, o, largest_leak(t, o, untied_bound)));
  return spare > 0 ? tp_bound_mul_down(spare, t->beta / 2) : 0;
}

double tp_tolerance_leak(const tolerance *t, size_t ties, size_t others, double lead)
{
  double power = tp_bound_mul_down(lead < 0 ? t->beta_above : t->beta, lead);
  double sum = tp_bound_mul_up(tp_bound_count_up(others), tp_bound_exp_up(-power));
  if (!others)
    return 0;
  return isinf(sum) ? 1 : fmin(1, tp_bound_div_up(sum, tp_bound_add_down(tp_bound_count_down(ties), sum)));
}

/* A score d below the best is made of positive terms less negative ones; the latter are at
   most `spare`, by which the best falls behind what the query could reach.  So noise on every
   term takes noise (d + 2 spare) of d at most; the output's weight is off besides.  A weight and
   its noise, each at most 1, are added in binary64, which takes 2^-53 of 2 at most. */
static int is_safe(const tolerance *t, const head_output *o, double gap, double spare, double noise)
{
  double off = tp_bound_add_up(noise, 0x1p-52), leak = 0;
  if (o->others) {
    double kept = tp_bound_mul_down(tp_bound_sub_down(1, off), gap);
    leak = tp_tolerance_leak(t, o->ties, o->others, tp_bound_sub_down(kept, tp_bound_mul_up(2 * off, spare)));
  }
  double error = tp_bound_mul_up(tp_bound_add_up(1, off), untied_bound(t, o, leak));
  return tp_bound_add_up(error, o->nonzero ? off : 0) < t->radius[o->result];
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
  free(t->tolerated);
  free(t->logit);
  tp_remembered_free(t->excess);
  tp_remembered_free(t->gaps);
  t->excess = t->gaps = NULL;
  t->tolerated = NULL;
  t->logit = NULL;
  t->rows = 0;
}
