/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/claim.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bound/radius.h"
#include "layers.h"
#include "snap.h"
#include "tmprec/analysis/bound.h"
#include "tmprec/analysis/reading.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/numbers/environment.h"

const char *const tp_scope_name[TP_SCOPES] = {"all", "machine", "run"};
const char *const tp_claim_name[TP_CLAIM_VERDICTS] = {"", "exact", "exact_act"};

/* --- What a claim says -------------------------------------------------------------- */

void tp_claim_note(tp_claim *c, const char *what, mpfr_srcptr low, mpfr_srcptr high, int value, int holds)
{
  c->because = tp_memory_resize(c->because, c->becauses + 1, sizeof *c->because);
  tp_inequality *added = c->because + c->becauses++;
  /* 0 has no sign here. */
  *added = (tp_inequality) {.low = tp_bound_mpfr_down(low) + 0.0, .high = tp_bound_mpfr_up(high) + 0.0, .value = value, .holds = holds};
  snprintf(added->what, sizeof added->what, "%s", what);
}

void tp_claim_note_less(tp_claim *c, const char *what, mpfr_srcptr low, mpfr_srcptr high, int holds)
{
  tp_claim_note(c, what, low, high, 0, holds);
  tp_inequality *added = c->because + c->becauses - 1;
  added->kind = TP_INEQUALITY_LESS;
  added->low = tp_bound_mpfr_up(low);
  added->high = tp_bound_mpfr_down(high);
}

/* Forget the first inequalities: those of a theorem that certifies nothing, where another does. */
static void forget(tp_claim *c, size_t first)
{
  c->becauses -= first;
  memmove(c->because, c->because + first, c->becauses * sizeof *c->because);
}

void tp_claim_open(tp_claim *c, const char *format, ...)
{
  va_list arguments;
  c->open = tp_memory_resize(c->open, c->opens + 1, sizeof *c->open);
  va_start(arguments, format);
  vsnprintf(c->open[c->opens++], sizeof *c->open, format, arguments);
  va_end(arguments);
}

void tp_claim_clear(tp_claim *c)
{
  free(c->because);
  free(c->open);
  *c = (tp_claim) {.theorem = ""};
}

/* --- What the theorems cover ----------------------------------------------------------- */

static int is_rounded(const tp_choice *c, int site) { return tp_choice_is_rounded(c, site); }

/* Biases of the construction are integers from -max(r + 2, d_Q + K d_G - 1) to 1; without a machine
   there is no bound on them. */
static int keeps_biases(const tp_choice *c, const tp_scope *s)
{
  const tp_rounding param = tp_choice_rounding(c, TP_SITE_PARAM);
  if (!is_rounded(c, TP_SITE_PARAM))
    return 1;
  int literals = (int) (s->state_bits + s->tapes * s->symbol_bits) - 1, most = (int) s->r + 2;
  for (int bias = -(literals > most ? literals : most); bias <= 1; bias++)
    if (!tp_radius_keeps(&param, bias))
      return 0;
  return s->kind != TP_SCOPE_ALL;
}

/* Rounding makes x a number or an infinity, not NaN. */
static int is_defined_at(const tp_choice *c, int site, mpfr_t x)
{
  const tp_rounding rule = tp_choice_rounding(c, site);
  tp_rounding_mpfr(&rule, x, 0.5);
  return !mpfr_nan_p(x);
}

/* All keys may tie; what they add up to is then n - 1. */
static int has_totals(const tp_choice *c, const tp_scope *s)
{
  mpfr_t x;
  mpfr_init2(x, 64);
  mpfr_set_ui(x, s->n - 1, MPFR_RNDN);
  int defined = !is_rounded(c, TP_SITE_EXP) || is_defined_at(c, TP_SITE_EXP, x);
  mpfr_clear(x);
  return defined;
}

/* Scores are at most 2r in magnitude, and their differences 4r: rounding is defined there, and so in between. */
static int has_logits(const tp_choice *c, const tp_scope *s)
{
  mpfr_t beta, x;
  int defined = 1, most = (c->subtracts_first ? 4 : 2) * (int) s->r;
  if (!is_rounded(c, TP_SITE_LOGIT))
    return 1;
  mpfr_inits2(256, beta, x, (mpfr_ptr) NULL);
  tp_choice_beta_weight(beta, c, s->r, 0.5);
  for (int sign = -1; sign <= 1; sign += 2) {
    mpfr_mul_si(x, beta, sign * most, MPFR_RNDN);
    defined &= is_defined_at(c, TP_SITE_LOGIT, x);
  }
  mpfr_clears(beta, x, (mpfr_ptr) NULL);
  return defined;
}

static int rounds_nothing(const tp_choice *c)
{
  int nothing = 1;
  for (int i = 0; i < TP_SITES; i++)
    nothing &= !is_rounded(c, i);
  return nothing;
}

/* 1 if the theorems are about this arithmetic; else what they do not cover is noted. */
static int is_covered(tp_claim *out, const tp_choice *c, const tp_scope *s, int for_all_layers)
{
  size_t before = out->opens;
  if (s->n > (uint64_t) 1 << s->r)
    tp_claim_open(out, "a context that is too small for the run");
  for (int i = 0; i < TP_SITES; i++) {
    if (is_rounded(c, i) && c->mode[i] == TP_ROUND_STOCHASTIC)
      tp_claim_open(out, "%s rounded by chance", tp_site_name[i]);
    if (is_rounded(c, i) && c->site[i].shared)
      tp_claim_open(out, "%s in a format that shares scales", tp_site_name[i]);
    if (c->noise[i].kind != TP_NOISE_NONE)
      tp_claim_open(out, "noise at %s", tp_site_name[i]);
  }
  if (!is_rounded(c, TP_SITE_ACT) && !(for_all_layers && rounds_nothing(c)))
    tp_claim_open(out, "activations that are not rounded");
  const tp_rounding exponential = tp_choice_rounding(c, TP_SITE_EXP);
  if (is_rounded(c, TP_SITE_EXP) && !tp_radius_keeps(&exponential, 1))
    tp_claim_open(out, "exponentials in a format without 1");
  const tp_rounding weight = tp_choice_rounding(c, TP_SITE_ATTN);
  if (is_rounded(c, TP_SITE_ATTN) && !tp_radius_keeps(&weight, 1))
    tp_claim_open(out, "weights in a format without 1");
  if (is_rounded(c, TP_SITE_ACC) && !tp_choice_sums_in_theorems(c))
    tp_claim_open(out, "partial sums in this order, or by this accumulator");
  if (!has_totals(c, s))
    tp_claim_open(out, "sums of exponentials that become NaN");
  if (!has_logits(c, s))
    tp_claim_open(out, "logits that become NaN");
  if (!keeps_biases(c, s))
    tp_claim_open(out, s->kind == TP_SCOPE_ALL ? "param rounded, without a machine whose biases it keeps" : "a bias that param does not hold");
  return out->opens == before;
}

/* --- Claims ---------------------------------------------------------------------------- */

/* If it certifies, nothing else is of interest; if not, what snap and half-snap lack is. */
static void try_tolerant(tp_claim *out, const tp_scope *s, const tp_weighing *w, size_t opens)
{
  const size_t becauses = out->becauses, opens_before = out->opens;
  if (tp_certify_tolerant(out, s, w)) {
    forget(out, becauses);
    out->opens = opens;
    out->verdict = TP_CLAIM_EXACT;
    out->theorem = "tolerant";
  } else {
    out->becauses = becauses;
    out->opens = opens_before;
  }
}

/* Every operation rounded. */
static void certify_every_operation(tp_claim *out, const tp_scope *s, const tp_choice *c)
{
  if (!tp_certify_every_operation(out, s, c))
    return;
  out->verdict = TP_CLAIM_EXACT;
  out->theorem = "every-operation";
}

/* One arithmetic for all layers, or for some of them: then what other layers get is not known, and only snap
   is of use. */
static void certify(tp_claim *out, const tp_scope *s, const tp_choice *c, int for_all_layers)
{
  tp_weighing w;
  if (!is_covered(out, c, s, for_all_layers))
    return;
  tp_weighing_open(&w, c, s->r);
  if (rounds_nothing(c)) {
    out->verdict = tp_certify_walk(out, s, &w) ? TP_CLAIM_EXACT : TP_CLAIM_NONE;
    out->theorem = out->verdict == TP_CLAIM_EXACT ? "walk" : "";
  } else if (is_rounded(c, TP_SITE_ACC)) {
    if (tp_certify_partial_sums(out, s, &w, c)) {
      out->verdict = TP_CLAIM_EXACT_ACT;
      out->theorem = "snap-acc";
    }
  } else if (tp_certify_snap(out, s, &w)) {
    out->verdict = TP_CLAIM_EXACT_ACT;
    out->theorem = "snap";
  } else if (for_all_layers) {
    const size_t of_snap = out->becauses, opens = out->opens;
    if (tp_certify_half_snap(out, s, &w)) {
      forget(out, of_snap);
      out->verdict = TP_CLAIM_EXACT;
      out->theorem = "half-snap";
    } else {
      try_tolerant(out, s, &w, opens);
    }
  }
  tp_weighing_close(&w);
}

static void say_of_layers(tp_claim *out, size_t becauses, size_t opens, unsigned first, unsigned last)
{
  char text[sizeof *out->open];
  for (size_t i = becauses; i < out->becauses; i++) {
    char *what = out->because[i].what;
    snprintf(text, sizeof text, "layers %u to %u: %s", first, last, what);
    snprintf(what, sizeof out->because[i].what, "%.*s", (int) sizeof out->because[i].what - 1, text);
  }
  for (size_t i = opens; i < out->opens; i++) {
    snprintf(text, sizeof text, "layers %u to %u: %.120s", first, last, out->open[i]);
    memcpy(out->open[i], text, sizeof text);
  }
}

/* Each layer by its own arithmetic: that all snap is enough, by induction over the layers.  The theorem is `snap-acc` if
   some rest on that. */
static void certify_layers(tp_claim *out, const tp_scope *s, const tp_choice *c)
{
  int all = 1, by_partial_sums = 0;
  for (unsigned first = 1, last; first <= tp_layers(s->r); first = last + 1) {
    const tp_choice there = tp_choice_at_layer(c, first);
    last = tp_layers_alike(c, s->r, first);
    size_t becauses = out->becauses, opens = out->opens;
    tp_recovery_tell(first - 1);
    out->verdict = TP_CLAIM_NONE;
    certify(out, s, &there, 0);
    say_of_layers(out, becauses, opens, first, last);
    all &= out->verdict == TP_CLAIM_EXACT_ACT;
    by_partial_sums |= is_rounded(&there, TP_SITE_ACC);
  }
  out->verdict = all ? TP_CLAIM_EXACT_ACT : TP_CLAIM_NONE;
  out->theorem = !all ? "" : by_partial_sums ? "snap-acc" : "snap";
}

void tp_claim_make(tp_claim *out, const tp_scope *s, const tp_choice *c)
{
  *out = (tp_claim) {.theorem = ""};
  if (s->is_other) {
    tp_claim_open(out, "a run that does not halt with an output, or that starts elsewhere or on a word with blanks");
    return;
  }
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  if (c->kind == TP_ARITHMETIC_EXACT) {
    out->verdict = TP_CLAIM_EXACT_ACT;
    out->theorem = "construction";
  } else if (c->kind == TP_ARITHMETIC_MPFR) {
    certify_every_operation(out, s, c);
  } else if (c->exceptions) {
    certify_layers(out, s, c);
  } else {
    certify(out, s, c, 1);
  }
  tp_mpfr_environment_leave(&caller);
}

/* --- The least beta --------------------------------------------------------------------- */

static int is_certified(const tp_scope *s, const tp_choice *c, double beta, tp_claim_verdict wanted)
{
  tp_choice at = *c;                     /* the exceptions stay those of c */
  tp_claim claim;
  at.beta.is_auto = 0;
  snprintf(at.beta.decimal, sizeof at.beta.decimal, "%.17g", beta);
  tp_claim_make(&claim, s, &at);
  int certified = claim.verdict >= wanted;
  tp_claim_clear(&claim);
  return certified;
}

/* Without rounded logits every lead grows with beta, and all that follows is monotone in the leads.  That is so for
   half-snap too: what heads add where they find nothing falls as leads grow.  So does what act makes of it, as
   rounding is monotone; so the lead of the sink over keys with a time, beta (1 - r gamma), grows by both factors.
   All inequalities bound such numbers from above, or ask that numbers near 1 closer than these be rounded to 1.
   Tolerant search and walk say why they are monotone (tolerant.c, walk.c).  What is certified by one of several theorems is monotone if
   each is. */
int tp_claim_least_beta(double *beta, const tp_scope *s, const tp_choice *c, tp_claim_verdict wanted)
{
  double low = 0, high = 1;
  if (c->kind != TP_ARITHMETIC_SITES || c->exceptions || is_rounded(c, TP_SITE_LOGIT))
    return 0;
  while (!is_certified(s, c, high, wanted)) {
    low = high;
    high *= 2;
    if (high > 1e6)
      return 0;
  }
  while (nextafter(low, high) < high) {
    double middle = low + (high - low) / 2;
    *(is_certified(s, c, middle, wanted) ? &high : &low) = middle;
  }
  *beta = high;
  return 1;
}

/* --- Scopes ------------------------------------------------------------------------------ */

tp_scope tp_scope_all(tp_chain_mode mode, unsigned r, uint64_t n)
{
  return (tp_scope) {.kind = TP_SCOPE_ALL, .mode = mode, .r = r, .n = n, .ties = tp_context_ties(mode, r, n)};
}

static void set_sizes(tp_scope *s, const tp_machine *m)
{
  s->tapes = tp_machine_tapes(m);
  s->state_bits = tp_code_width(tp_machine_states(m));
  s->symbol_bits = tp_code_width(tp_machine_symbols(m));
}

tp_scope tp_scope_machine(const tp_machine *m, tp_chain_mode mode, unsigned r, uint64_t n)
{
  tp_scope s = tp_scope_all(mode, r, n);
  s.kind = TP_SCOPE_MACHINE;
  s.ties = tp_machine_ties(m, s.ties);
  set_sizes(&s, m);
  return s;
}

static int is_other(const tp_subject *of)
{
  return !of->run.has_output || tp_machine_words_have_blanks(of->m) || tp_machine_head(of->m);
}

tp_scope tp_scope_run(const tp_subject *of)
{
  tp_scope s = {.kind = TP_SCOPE_RUN, .mode = of->mode, .r = of->r, .n = tp_subject_size(of).longest,
                .ties = tp_subject_rewrites(of), .is_other = is_other(of)};
  set_sizes(&s, of->m);
  return s;
}

tp_claim_verdict tp_claim_of_run(const tp_subject *s, const tp_choice *c)
{
  if (c->kind == TP_ARITHMETIC_EXACT || tp_choice_has_noise(c))
    return TP_CLAIM_NONE;
  const tp_scope scope = tp_scope_run(s);
  tp_claim claim;
  tp_claim_make(&claim, &scope, c);
  const tp_claim_verdict verdict = claim.verdict;
  tp_claim_clear(&claim);
  return verdict;
}
