/* SPDX-License-Identifier: MIT */
/* Theorem "snap-acc" (doc/bounds.md, section 5.4): snap where partial sums are rounded at acc.  Scores and neurons are
   sums of integers, which are exact.  What a head adds is a sum of weights, rounded in the order that is chosen. */
#include "partial_sums.h"

#include <stdlib.h>

#include "../bound/radius.h"
#include "tmprec/machine/machine.h"

/* --- The arithmetic ---------------------------------------------------------------------------------- */

/* Scores, and the literals of a neuron: all integers up to there are values. */
static int keeps_integers(const partial_sums *a)
{
  const tp_scope *s = a->s;
  const int tapes = (int) (s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES), states = s->state_bits ? (int) s->state_bits : 32,
            symbols = s->symbol_bits ? (int) s->symbol_bits : 32, r = (int) s->r;
  int most = 2 * r, literals = states + tapes * symbols;
  most = literals > most ? literals : most;
  most = 2 * tapes > most ? 2 * tapes : most;
  for (int i = 1; i <= most; i++)
    if (!tp_radius_keeps(&a->rule, i) || !tp_radius_keeps(&a->rule, -i))
      return 0;
  return 1;
}

static int is_covered(tp_claim *out, const partial_sums *a)
{
  const tp_format f = a->rule.format;
  const size_t before = out->opens;
  if ((f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE && f.family != TP_FORMAT_FIXED) || f.flushes || f.shared)
    tp_claim_open(out, "partial sums rounded at acc into a format of this kind");
  else if (!keeps_integers(a))
    tp_claim_open(out, "partial sums rounded at acc: scores or sums of neurons that are no values");
  return out->opens == before;
}

/* out = (1 + u)^times - less, as it is stated. */
static void state_power(const partial_sums *a, mpfr_t out, const char *label, uint64_t times, unsigned less)
{
  mpfr_add_ui(out, a->half, 1, MPFR_RNDU);
  mpfr_pow_ui(out, out, times, MPFR_RNDU);
  mpfr_sub_ui(out, out, less, MPFR_RNDU);
  tp_record_state(&a->record, label, 1, out);
  tp_record_power(&a->record, out, a->half, times, less);
}

/* Numbers of the format that the output intervals are made of; u is a->half here. */
static void measure(partial_sums *a)
{
  const tp_format f = a->rule.format;
  unsigned depth = 0;
  while ((uint64_t) 1 << depth < a->s->n - 1)
    depth++;
  a->has_relative_errors = f.family == TP_FORMAT_FLOAT;
  mpfr_set_ui(a->growth, 2, MPFR_RNDN);
  if (f.family == TP_FORMAT_FIXED) {
    mpfr_set_ui_2exp(a->half, 1, -(mpfr_exp_t) f.b - 1, MPFR_RNDN);
    mpfr_set(a->leaf, a->half, MPFR_RNDN);
    return;
  }
  if (f.family == TP_FORMAT_IEEE)
    mpfr_set_ui_2exp(a->leaf, 1, tp_format_least_step(f) - 1, MPFR_RNDN);
  mpfr_set_ui_2exp(a->half, 1, -(mpfr_exp_t) tp_format_significand(f), MPFR_RNDN);
  mpfr_div_2ui(a->part_lost, a->half, 1, MPFR_RNDN);
  if (a->has_bounds && a->order == TP_SUM_PAIRWISE)
    state_power(a, a->pairs, "pairs", depth + 1, 1);
  if (a->has_bounds && a->order == TP_SUM_SEQUENTIAL && a->has_relative_errors) {
    state_power(a, a->part, "growth", a->s->n - 2, 0);
    mpfr_min(a->growth, a->growth, a->part, MPFR_RNDU);
  }
}

static int certify(tp_claim *out, partial_sums *a)
{
  tp_row_class *row;
  const size_t rows = tp_row_classes(&row, a->s, a->w->logit.format.family != TP_FORMAT_REAL);
  int all_hold = 1;
  measure(a);
  for (size_t i = 0; i < rows; i++) {
    if (!tp_partial_output(a, row + i)) {
      tp_claim_open(out, "%s: not known with partial sums rounded", row[i].what);
      all_hold = 0;
      continue;
    }
    tp_record_line(&a->record, "rounds\t%d", row[i].value);
    if (row[i].meets_bit)
      tp_record_line(&a->record, "rounds\t1+\t1");
    if (a->record.script)
      tp_script_ends(a->record.script, a->low, a->high);
    int holds = tp_row_snaps(a->w, row + i, a->low, a->high);
    tp_claim_note(out, row[i].what, a->low, a->high, row[i].value, holds);
    all_hold &= holds;
  }
  free(row);
  return all_hold;
}

static int certify_recorded(tp_claim *out, const tp_scope *s, const tp_weighing *w, const tp_choice *c, tp_record record)
{
  partial_sums a = {.record = record, .s = s, .w = w, .rule = tp_choice_rounding(c, TP_SITE_ACC), .order = c->sum};
  mpfr_ptr number[] = {a.half, a.leaf, a.part_lost, a.growth, a.pairs, a.low, a.high, a.weight_low, a.weight_high, a.others, a.other, a.end, a.part};
  int certified;
  a.has_bounds = a.order != TP_SUM_COMPENSATED && tp_mode_is_nearest(a.rule.mode);
  a.bits = w->bits + 2 * tp_format_significand(a.rule.format) + 64;
  a.record.bits = TP_CLAIM_BITS + tp_format_significand(a.rule.format) + tp_format_significand(w->act.format);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], a.bits);
    mpfr_set_zero(number[i], 1);
  }
  certified = is_covered(out, &a) && certify(out, &a);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++)
    mpfr_clear(number[i]);
  return certified;
}

int tp_certify_partial_sums(tp_claim *out, const tp_scope *s, const tp_weighing *w, const tp_choice *c)
{
  return certify_recorded(out, s, w, c, (tp_record) {.text = NULL});
}

int tp_record_partial_sums(tp_record record, const tp_scope *s, const tp_weighing *w, const tp_choice *c)
{
  tp_claim again = {.theorem = ""};
  int holds = certify_recorded(&again, s, w, c, record);
  tp_claim_clear(&again);
  return holds;
}
