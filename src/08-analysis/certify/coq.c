/* SPDX-License-Identifier: MIT */
/* The inequalities of a certificate as a Coq script, in terms of real numbers, for coq-interval.  What is
   rounded stands there with the numbers between which a rounding has that result; that it has is for
   `check` to find. */
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "layers.h"
#include "record.h"
#include "snap.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/numbers/environment.h"

enum { MOST_TIES = 1024, MOST_SUMMED = 128, MOST_EXPONENT_BITS = 15 };    /* MOST_SUMMED: sums of ties have a lemma for each step */

static void put_outputs(tp_script *s, const tp_others *all, const tp_others *valued, uint64_t ties, mpfr_srcptr low, mpfr_srcptr high)
{
  mpfr_t most, negative;
  mpfr_inits2(s->w->bits, most, negative, (mpfr_ptr) NULL);
  for (uint64_t m = 1; m <= (s->row->may_tie ? ties : 1); m++) {
    if (!(m & (m - 1)))
      tp_script_others(s, valued, m, most, tp_others_weight_up(most, s->w, valued, m));
    if (s->row->value)
      tp_script_best(s, all, m, low, high, most);
  }
  if (!s->row->value) {
    tp_buffer text = {NULL, 0, 0};
    mpfr_neg(negative, most, MPFR_RNDN);
    tp_script_number(&text, s->row->is_flag ? all->largest : negative);
    tp_script_relation(s, low, 0, s->row->is_flag ? "0" : text.text);
    tp_script_relation_up(s, "0", 0, high);
    tp_buffer_clear(&text);
  }
  mpfr_clears(most, negative, (mpfr_ptr) NULL);
}

static void put_row(tp_script *s, uint64_t ties)
{
  tp_others all, valued;
  mpfr_t low, high;
  mpfr_inits2(s->w->bits, low, high, (mpfr_ptr) NULL);
  tp_buffer_printf(s->out, "\n(* %s *)\n", s->row->what);
  s->has_sums = 0;
  tp_row_output(low, high, s->w, s->row, ties);
  tp_others_open(&all, s->w, s->row, 0);
  tp_others_open(&valued, s->w, s->row, 1);
  for (size_t i = 0; i < s->row->kinds; i++)
    tp_script_exponential(s, i, s->row->kind + i);
  tp_script_sum(s, "all", &all, 0);
  tp_script_sum(s, "valued", &valued, 1);
  s->has_sums = 1;
  put_outputs(s, &all, &valued, ties, low, high);
  tp_script_ends(s, low, high);
  tp_others_close(&all);
  tp_others_close(&valued);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

static void put_head(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c)
{
  tp_buffer_puts(out, "(* ");
  tp_choice_print(out, c);
  tp_buffer_printf(out, ": every run of mode %s, r = %u, with at most %llu tokens and %llu ties in a context,\n   is %s by theorem %s of tmprec. *)\n"
                   "From Coq Require Import Reals.\nFrom Interval Require Import Tactic.\nOpen Scope R_scope.\n\n",
                   tp_chain_mode_name[s->mode], s->r, (unsigned long long) s->n, (unsigned long long) s->ties, tp_claim_name[claim->verdict], claim->theorem);
}

static void put_beta(tp_buffer *out, mpfr_srcptr beta)
{
  tp_buffer_puts(out, "Definition beta : R := ");
  tp_script_number(out, beta);
  tp_buffer_puts(out, ".\n");
}

/* --- Theorems ------------------------------------------------------------------------------ */

/* Each operation is a lemma: of one machine, whose sizes are known, and of sums of few ties. */
static int put_operations(tp_script *at, const tp_scope *s, const tp_choice *c)
{
  tp_weighing w = {.bits = 2 * tp_format_significand(c->operation) + 320};
  mpfr_t beta;
  mpfr_init2(beta, tp_format_significand(c->operation));
  tp_choice_beta_operation(beta, c, s->r);
  put_beta(at->out, beta);
  mpfr_clear(beta);
  const tp_record record = {.script = at};
  at->w = &w;
  const int holds = tp_record_every_operation(record, s, c);
  at->w = NULL;
  return holds;
}

/* Of layers that have this arithmetic.  0 if some number is too close. */
static int put_theorem(tp_script *at, const char *theorem, const tp_scope *s, const tp_choice *c)
{
  tp_weighing w;
  tp_row_class *row;
  int holds = 1;
  tp_weighing_open(&w, c, s->r);
  at->w = &w;
  size_t rows = tp_row_classes(&row, s, w.logit.format.family != TP_FORMAT_REAL);
  put_beta(at->out, w.beta_low);
  tp_weighing wide = w;                  /* sums have more bits */
  wide.bits = 2 * w.bits + 2 * tp_format_significand(c->site[TP_SITE_ACC]);
  const int sums = !strcmp(theorem, "snap-acc");
  if (sums)
    at->w = &wide;
  if (sums)
    holds = tp_record_partial_sums((tp_record) {.script = at}, s, &w, c);
  else if (strcmp(theorem, "snap"))
    holds = tp_derive_theorem(&(tp_derivation) {.script = at, .w = &w, .s = s}, theorem, row, rows);
  else
    for (at->number = 0; at->number < rows; at->number++) {
      at->row = row + at->number;
      put_row(at, s->ties);
    }
  at->w = NULL;
  at->row = NULL;
  free(row);
  tp_weighing_close(&w);
  return holds;
}

/* A module for layers that have one arithmetic: the same names stand for other numbers there. */
static int put_layers(tp_script *at, const char *theorem, const tp_scope *s, const tp_choice *c)
{
  int holds = 1;
  for (unsigned first = 1, last; first <= tp_layers(s->r); first = last + 1) {
    const tp_choice there = tp_choice_at_layer(c, first);
    last = tp_layers_alike(c, s->r, first);
    tp_buffer_printf(at->out, "Module layers_%u_to_%u.\n", first, last);
    holds &= put_theorem(at, theorem, s, &there);
    tp_buffer_printf(at->out, "End layers_%u_to_%u.\n\n", first, last);
  }
  return holds;
}

/* --- What there are scripts for ------------------------------------------------------------- */

static tp_status check_sites(const tp_choice *c, uint64_t ties, int most_ties, tp_error *err)
{
  if (ties > (uint64_t) most_ties || tp_choice_is_rounded(c, TP_SITE_EXP) || c->site[TP_SITE_ATTN].family == TP_FORMAT_POSIT
      || tp_format_denominator(c->site[TP_SITE_ATTN]) > 1 || tp_format_denominator(c->site[TP_SITE_ACT]) > 1)
    return tp_error_refuse(err, TP_REASON_NO_SCRIPT, "a Coq script is written for at most %d ties, without grids, posits and rounded exponentials", most_ties);
  if (c->site[TP_SITE_ACT].family == TP_FORMAT_IEEE && c->site[TP_SITE_ACT].a > MOST_EXPONENT_BITS)
    return tp_error_refuse(err, TP_REASON_NO_SCRIPT, "a Coq script is written for at most %d exponent bits at act", MOST_EXPONENT_BITS);
  return TP_STATUS_OK;
}

/* Each layer; of walk, where nothing is rounded, there is always a script. */
static tp_status check_layers(const tp_choice *c, const tp_scope *s, const char *theorem, tp_error *err)
{
  tp_status known = TP_STATUS_OK;
  for (unsigned layer = 1; known == TP_STATUS_OK && layer <= tp_layers(s->r) && strcmp(theorem, "walk"); layer++) {
    const tp_choice there = tp_choice_at_layer(c, layer);
    known = check_sites(&there, s->ties, strcmp(theorem, "snap-acc") ? MOST_TIES : MOST_SUMMED, err);
  }
  return known;
}

static tp_status check_operations(const tp_choice *c, const tp_scope *s, tp_error *err)
{
  if (s->kind == TP_SCOPE_ALL || s->ties > MOST_SUMMED)
    return tp_error_refuse(err, TP_REASON_NO_SCRIPT, "a Coq script of every operation is written for one machine, and at most %d ties", MOST_SUMMED);
  if (c->operation.family == TP_FORMAT_IEEE && c->operation.a > MOST_EXPONENT_BITS)
    return tp_error_refuse(err, TP_REASON_NO_SCRIPT, "a Coq script is written for at most %d exponent bits", MOST_EXPONENT_BITS);
  return TP_STATUS_OK;
}

tp_status tp_certificate_coq(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err)
{
  const int by_operations = !strcmp(claim->theorem, "every-operation");
  if (claim->verdict == TP_CLAIM_NONE)
    return tp_error_set(err, TP_STATUS_REFUSED, "nothing is certified, so there is no Coq script");
  if (c->exceptions && strcmp(claim->theorem, "snap"))
    return tp_error_set(err, TP_STATUS_REFUSED, "where layers differ a Coq script is written for the theorem snap, without partial sums");
  if (!tp_derive_knows(claim->theorem))
    return tp_error_set(err, TP_STATUS_REFUSED, "there are no Coq scripts of theorem %s", claim->theorem);
  const tp_status known = by_operations ? check_operations(c, s, err) : check_layers(c, s, claim->theorem, err);
  if (known != TP_STATUS_OK)
    return known;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_script at = {.out = out};
  put_head(out, claim, s, c);
  int holds = by_operations ? put_operations(&at, s, c) : (c->exceptions ? put_layers : put_theorem)(&at, claim->theorem, s, c);
  tp_buffer_clear(&at.used);
  tp_mpfr_environment_leave(&caller);
  return holds ? TP_STATUS_OK : tp_error_refuse(err, TP_REASON_NO_SCRIPT, "a number of the claim is too close for a Coq script");
}
