/* SPDX-License-Identifier: MIT */
#include "weights.h"

#include <stdlib.h>

#include "../bound/beta.h"
#include "../bound/radius.h"
#include "tmprec/base/memory.h"

static int is_real(const tp_rounding *rule) { return rule->format.family == TP_FORMAT_REAL; }

/* --- Opening ---------------------------------------------------------------------- */

static mpfr_prec_t bits_for(const tp_weighing *w)
{
  const tp_rounding *rule[] = {&w->logit, &w->exp, &w->attn, &w->act};
  mpfr_prec_t bits = 0;
  for (int i = 0; i < 4; i++)
    if (tp_format_significand(rule[i]->format) > bits)
      bits = tp_format_significand(rule[i]->format);
  return 2 * bits + 320;
}

/* A power of two, or the denominator of a grid. */
static void set_least(tp_weighing *w)
{
  mpfr_t least;
  mpfr_inits2(64, w->per_least, least, (mpfr_ptr) NULL);
  mpfr_set_zero(w->per_least, 1);
  if (tp_format_denominator(w->attn.format) > 1)
    mpfr_set_si(w->per_least, tp_format_denominator(w->attn.format), MPFR_RNDN);
  else if (tp_format_least_positive(w->attn.format, least))
    mpfr_ui_div(w->per_least, 1, least, MPFR_RNDN);
  mpfr_clear(least);
}

void tp_weighing_open(tp_weighing *w, const tp_choice *c, unsigned r)
{
  *w = (tp_weighing) {.logit = tp_choice_rounding(c, TP_SITE_LOGIT), .exp = tp_choice_rounding(c, TP_SITE_EXP),
                      .attn = tp_choice_rounding(c, TP_SITE_ATTN), .act = tp_choice_rounding(c, TP_SITE_ACT),
                      .subtracts_first = c->subtracts_first};
  w->bits = bits_for(w);
  mpfr_inits2(192, w->beta_low, w->beta_high, (mpfr_ptr) NULL);
  tp_beta_between(w->beta_low, w->beta_high, c, r);
  set_least(w);
  w->gaps = is_real(&w->logit) ? 4 * (int) r + 1 : 0;
  w->of_gap = tp_memory_new((size_t) w->gaps + 1, sizeof *w->of_gap);
  w->is_known = tp_memory_zeroed((size_t) w->gaps + 1, sizeof *w->is_known);
}

void tp_weighing_close(tp_weighing *w)
{
  for (int i = 0; i < w->gaps; i++)
    if (w->is_known[i])
      mpfr_clear(w->of_gap[i]);
  free(w->of_gap);
  free(w->is_known);
  mpfr_clears(w->beta_low, w->beta_high, w->per_least, (mpfr_ptr) NULL);
}

void tp_weighing_round(const tp_rounding *rule, mpfr_t x, mpfr_rnd_t toward)
{
  const int denominator = tp_format_denominator(rule->format);
  tp_rounding_mpfr(rule, x, 0.5);
  if (denominator > 1 && mpfr_number_p(x)) {
    mpfr_mul_si(x, x, denominator, MPFR_RNDN);
    mpfr_rint(x, x, MPFR_RNDN);
    mpfr_div_si(x, x, denominator, toward);
  }
}

/* --- Exponentials ------------------------------------------------------------------ */

/* The logit of a score, at least (MPFR_RNDD) or at most (MPFR_RNDU). */
static void logit(mpfr_t out, const tp_weighing *w, int score, mpfr_rnd_t toward)
{
  mpfr_mul_si(out, (score < 0) == (toward == MPFR_RNDU) ? w->beta_low : w->beta_high, score, toward);
  tp_weighing_round(&w->logit, out, toward);
}

/* Scores that are not rounded lose nothing. */
void tp_lead_down(mpfr_t out, const tp_weighing *w, int best, int next)
{
  mpfr_t high;
  mpfr_init2(high, w->bits);
  if (is_real(&w->logit)) {
    mpfr_mul_si(out, w->beta_low, best - next, MPFR_RNDD);
  } else {
    logit(out, w, w->subtracts_first ? 0 : best, MPFR_RNDD);
    logit(high, w, w->subtracts_first ? next - best : next, MPFR_RNDU);
    if (mpfr_number_p(out))
      mpfr_sub(out, out, high, MPFR_RNDD);
    else
      mpfr_set_nan(out);
  }
  if (mpfr_nan_p(out))
    mpfr_set_inf(out, -1);
  mpfr_clear(high);
}

void tp_exponential_up(mpfr_t out, const tp_weighing *w, int best, int next)
{
  const int gap = best - next;
  mpfr_t lead;
  if (gap >= 0 && gap < w->gaps && w->is_known[gap]) {
    mpfr_set_prec(out, TP_CLAIM_BITS);
    mpfr_set(out, w->of_gap[gap], MPFR_RNDU);
    return;
  }
  mpfr_init2(lead, w->bits);
  tp_lead_down(lead, w, best, next);
  mpfr_neg(lead, lead, MPFR_RNDN);
  mpfr_set_prec(out, TP_CLAIM_BITS);
  mpfr_exp(out, lead, MPFR_RNDU);
  mpfr_clear(lead);
  if (gap >= 0 && gap < w->gaps) {
    mpfr_init2(w->of_gap[gap], TP_CLAIM_BITS);
    mpfr_set(w->of_gap[gap], out, MPFR_RNDU);
    w->is_known[gap] = 1;
  }
}

void tp_others_open(tp_others *o, const tp_weighing *w, const tp_row_class *row, int with_value)
{
  mpfr_t e, part;
  o->count = 0;
  mpfr_inits2(w->bits, o->sum, o->largest, e, part, (mpfr_ptr) NULL);
  mpfr_set_zero(o->sum, 1);
  mpfr_set_zero(o->largest, 1);
  for (size_t i = 0; i < row->kinds; i++) {
    const tp_row_kind *k = row->kind + i;
    if (with_value && k->value == TP_OTHERS_ZERO)
      continue;
    tp_exponential_up(e, w, k->best, k->next);
    mpfr_prec_round(e, w->bits, MPFR_RNDN);
    tp_weighing_round(&w->exp, e, MPFR_RNDU);
    mpfr_mul_ui(part, e, k->count, MPFR_RNDU);
    mpfr_add(o->sum, o->sum, part, MPFR_RNDU);
    mpfr_max(o->largest, o->largest, e, MPFR_RNDU);
    o->count += k->count;
  }
  if (o->count > row->others)
    o->count = row->others;
  mpfr_clears(e, part, (mpfr_ptr) NULL);
}

void tp_others_close(tp_others *o)
{
  mpfr_clears(o->sum, o->largest, (mpfr_ptr) NULL);
}

/* --- Weights ---------------------------------------------------------------------- */

/* The rounded total of `ties` ones and what there is besides: between ties and ties + more. */
static void total(mpfr_t out, const tp_weighing *w, uint64_t ties, mpfr_srcptr more, mpfr_rnd_t toward)
{
  mpfr_set_ui(out, ties, MPFR_RNDN);     /* exact */
  if (more)
    mpfr_add(out, out, more, toward);
  tp_weighing_round(&w->exp, out, toward);
}

void tp_tied_weight(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, uint64_t ties)
{
  total(low, w, ties, all->sum, MPFR_RNDU);
  mpfr_ui_div(low, 1, low, MPFR_RNDD);
  tp_weighing_round(&w->attn, low, MPFR_RNDD);
  total(high, w, ties, NULL, MPFR_RNDD);
  mpfr_ui_div(high, 1, high, MPFR_RNDU);
  tp_weighing_round(&w->attn, high, MPFR_RNDU);
}

/* x / (ties + x): what x is of the total, which is rounded where exp is. */
static void share_up(mpfr_t out, const tp_weighing *w, mpfr_srcptr x, uint64_t ties)
{
  mpfr_t below;
  mpfr_init2(below, w->bits);
  if (!is_real(&w->exp)) {
    total(below, w, ties, NULL, MPFR_RNDD);
    mpfr_div(out, x, below, MPFR_RNDU);
  } else if (mpfr_inf_p(x)) {
    mpfr_set_ui(out, 1, MPFR_RNDN);
  } else {
    mpfr_set_ui(below, ties, MPFR_RNDN);
    mpfr_add(below, below, x, MPFR_RNDD);
    mpfr_div(out, x, below, MPFR_RNDU);
  }
  mpfr_clear(below);
}

/* Of four bounds the first: a weight grows by a part at most. */
static int growth_line(mpfr_t factor, mpfr_t addend, const tp_weighing *w)
{
  mpfr_set_d(factor, tp_radius_growth_up(&w->attn), MPFR_RNDU);
  mpfr_add_ui(factor, factor, 1, MPFR_RNDU);
  mpfr_set_zero(addend, 1);
  return 1;
}

void tp_other_weight_up(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties)
{
  share_up(out, w, o->largest, ties);
  tp_weighing_round(&w->attn, out, MPFR_RNDU);
}

/* The second: each is at most the largest, rounded. */
static int by_count(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties)
{
  tp_other_weight_up(out, w, o, ties);
  if (!mpfr_zero_p(out) || mpfr_nan_p(out))
    mpfr_mul_ui(out, out, o->count, MPFR_RNDU);
  return !is_real(&w->attn);
}

/* The third: a weight is rounded up by a part of it, where values are relatively dense, or by a part of
   the least value; to nearest by half a step, else by a step. */
static int steps_line(mpfr_t factor, mpfr_t addend, const tp_weighing *w, const tp_others *o)
{
  const tp_format f = w->attn.format;
  const int halves = tp_mode_is_nearest(w->attn.mode);
  if (mpfr_zero_p(w->per_least) || f.flushes || f.family == TP_FORMAT_POSIT)
    return 0;
  mpfr_set_ui(factor, 1, MPFR_RNDN);
  if (f.family == TP_FORMAT_IEEE) {
    mpfr_div_2ui(factor, factor, (unsigned long) (f.b + halves), MPFR_RNDU);
    mpfr_add_ui(factor, factor, 1, MPFR_RNDU);
  }
  mpfr_ui_div(addend, o->count, w->per_least, MPFR_RNDU);
  mpfr_div_2ui(addend, addend, (unsigned long) halves, MPFR_RNDU);
  return 1;
}

int tp_others_line(mpfr_t factor, mpfr_t addend, const tp_weighing *w, const tp_others *o, tp_others_reason reason)
{
  return reason == TP_BY_GROWTH ? growth_line(factor, addend, w) : reason == TP_BY_STEPS && steps_line(factor, addend, w, o);
}

static int by_line(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties, tp_others_reason reason)
{
  mpfr_t factor, addend;
  mpfr_inits2(w->bits, factor, addend, (mpfr_ptr) NULL);
  int known = tp_others_line(factor, addend, w, o, reason);
  if (known) {
    share_up(out, w, o->sum, ties);
    mpfr_mul(out, out, factor, MPFR_RNDU);
    mpfr_add(out, out, addend, MPFR_RNDU);
  }
  mpfr_clears(factor, addend, (mpfr_ptr) NULL);
  return known;
}

static int by_growth(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties) { return by_line(out, w, o, ties, TP_BY_GROWTH); }
static int by_steps(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties) { return by_line(out, w, o, ties, TP_BY_STEPS); }

/* The fourth: let the least positive value be s, and every other weight below 3s/2 before it
   is rounded to nearest: it becomes s or 0.  If c of them become s, then the lightest of these is at
   least s/2 and at most e/(1 + c e): so c <= 2/s - 1/e, and together they weigh at most 2 - s/e. */
static int by_least_value(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties)
{
  (void) ties;                           /* one at least */
  if (!tp_mode_is_nearest(w->attn.mode) || !is_real(&w->exp) || mpfr_zero_p(w->per_least) || w->attn.format.flushes || mpfr_zero_p(o->largest)
      || w->attn.format.family == TP_FORMAT_POSIT)
    return 0;
  mpfr_mul(out, o->largest, w->per_least, MPFR_RNDU);            /* e/s */
  if (!(mpfr_cmp_d(out, 1.5) < 0))
    return 0;
  mpfr_ui_div(out, 1, out, MPFR_RNDD);
  mpfr_ui_sub(out, 2, out, MPFR_RNDU);
  if (mpfr_sgn(out) < 0)
    mpfr_set_zero(out, 1);
  return 1;
}

const char *const tp_others_reason_name[TP_BY_REASONS] = {"growth", "count", "steps", "least"};

tp_others_reason tp_others_weight_up(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties)
{
  static int (*const bound[TP_BY_REASONS])(mpfr_t, const tp_weighing *, const tp_others *, uint64_t) = {
    [TP_BY_GROWTH] = by_growth, [TP_BY_COUNT] = by_count, [TP_BY_STEPS] = by_steps, [TP_BY_LEAST_VALUE] = by_least_value};
  tp_others_reason reason = TP_BY_GROWTH;
  mpfr_t other;
  mpfr_init2(other, w->bits);
  mpfr_set_inf(out, 1);
  for (int i = 0; i < TP_BY_REASONS; i++)
    if (bound[i](other, w, o, ties) && !mpfr_nan_p(other) && mpfr_less_p(other, out)) {
      mpfr_set(out, other, MPFR_RNDU);
      reason = (tp_others_reason) i;
    }
  mpfr_clear(other);
  return reason;
}
