/* SPDX-License-Identifier: MIT */
/* Theorem "every-operation" (doc/every-operation.md): what heads leak, what stays beside it, and what is asked of the
   format. */
#include "every.h"

#include <stdio.h>
#include <stdlib.h>

#include "../bound/radius.h"
#include "tmprec/machine/machine.h"

/* --- The arithmetic (E1) --------------------------------------------------------------------- */

/* Of which exact numbers are asked: scores, sums of a neuron's literals, and the ties. */
static uint64_t largest_integer(const every_operation *e)
{
  uint64_t most = 2 * (uint64_t) e->s->r + 2, literals = e->state_bits + e->tapes * (uint64_t) e->symbol_bits;
  most = literals > most ? literals : most;
  most = 2 * (uint64_t) e->tapes > most ? 2 * (uint64_t) e->tapes : most;
  return e->s->ties > most ? e->s->ties : most;
}

/* Logits are numbers, their differences not NaN. */
static int has_logits(const every_operation *e)
{
  mpfr_t x;
  int defined = 1;
  mpfr_init2(x, e->bits);
  for (int sign = -1; sign <= 1; sign += 2)
    for (int times = 1; times <= 2; times++) {
      mpfr_mul_si(x, e->beta, sign * times * (2 * (int) e->s->r + 2), MPFR_RNDN);
      tp_rounding_mpfr(&e->rule, x, 0.5);
      defined &= times == 1 ? mpfr_number_p(x) : !mpfr_nan_p(x);
    }
  mpfr_clear(x);
  return defined;
}

/* In a format of bounded exponents: 1/m is a normal number, 1/4 too, and all integers asked for are below the largest value. */
static int has_range(const every_operation *e, uint64_t most)
{
  const tp_format f = e->rule.format;
  mpfr_t x;
  int covered = 1;
  if (f.family != TP_FORMAT_IEEE)
    return 1;
  mpfr_init2(x, 64);
  if (tp_format_largest(f, x))
    covered &= mpfr_cmp_ui(x, most) >= 0;
  if (tp_format_least_normal(f, x)) {
    covered &= mpfr_cmp_d(x, 0.25) <= 0;
    mpfr_mul_ui(x, x, e->s->ties, MPFR_RNDU);
    covered &= mpfr_cmp_ui(x, 1) <= 0;
  }
  mpfr_clear(x);
  return covered && tp_radius_keeps(&e->rule, 1) && has_logits(e);
}

static void need_integers(every_operation *e, uint64_t most)
{
  mpfr_set_ui(e->low, most, MPFR_RNDU);
  mpfr_set_ui_2exp(e->high, 1, tp_format_significand(e->rule.format), MPFR_RNDN);
  tp_record_state(&e->record, "E1\tthe largest integer that is summed", 1, e->low);
  tp_record_within(&e->record, e->low, e->high);
  mpfr_add_ui(e->high, e->high, 1, MPFR_RNDD);
  tp_every_need_less(e, e->low, e->high, "the largest integer that is summed, and 2^P + 1");
}

static int is_covered(every_operation *e, const tp_choice *c)
{
  const tp_format f = c->operation;
  const size_t before = e->out->opens;
  if (!tp_mode_is_nearest(c->mode[0]))
    tp_claim_open(e->out, "every operation rounded, but not to nearest");
  if ((f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE) || f.flushes || f.shared)
    tp_claim_open(e->out, "every operation rounded into a format without subnormals");
  else if (tp_format_significand(f) < 2)
    tp_claim_open(e->out, "every operation rounded to one bit");
  if (c->exceptions)
    tp_claim_open(e->out, "every operation rounded, in each layer in its own way");
  if (e->s->n > (uint64_t) 1 << e->s->r)
    tp_claim_open(e->out, "a context that is too small for the run");
  return e->out->opens == before;
}

/* --- Rows (E2) ---------------------------------------------------------------------------------- */

/* sum += count x. */
static void add_keys(const every_operation *e, mpfr_t sum, uint64_t count, mpfr_srcptr x)
{
  mpfr_t more;
  mpfr_init2(more, e->bits);
  mpfr_mul_ui(more, x, count, MPFR_RNDU);
  mpfr_add(more, more, sum, MPFR_RNDU);
  tp_record_bound(&e->record, more, 1, "# + $ * #", sum, (unsigned long long) count, x);
  mpfr_swap(sum, more);
  mpfr_clear(more);
}

/* The sum of the exponentials of a row's other keys; of those that may have a value. */
static void sum_others(const every_operation *e, mpfr_t all, mpfr_t valued, const tp_row_class *row)
{
  char label[48];
  mpfr_t best, next, part;
  mpfr_inits2(e->bits, best, next, part, (mpfr_ptr) NULL);
  mpfr_set_zero(all, 1);
  mpfr_set_zero(valued, 1);
  for (size_t i = 0; i < row->kinds; i++) {
    const tp_row_kind *k = row->kind + i;
    mpfr_set_si(best, k->best, MPFR_RNDN);
    mpfr_set_si(next, k->next, MPFR_RNDN);
    snprintf(label, sizeof label, "exp\t%d\t%d", k->best, k->next);
    tp_every_exponential(e, part, label, best, next);
    add_keys(e, all, k->count, part);
    if (k->value != TP_OTHERS_ZERO)
      add_keys(e, valued, k->count, part);
  }
  mpfr_clears(best, next, part, (mpfr_ptr) NULL);
}

/* Where something is found: e->low and e->part become the worst of all rows. */
static void measure_found(every_operation *e, mpfr_t all, mpfr_t valued, const tp_row_class *row)
{
  mpfr_mul_2ui(e->high, e->half, 1, MPFR_RNDD);
  tp_every_grow(e, all, "E2\tall", all);
  tp_record_less(&e->record, all, e->high);
  if (row->may_tie)
    tp_every_times(e, valued, 4, valued);
  tp_every_grow(e, valued, "E2\tvalued", valued);
  tp_record_less(&e->record, valued, e->half);
  mpfr_max(e->low, e->low, all, MPFR_RNDU);
  mpfr_max(e->part, e->part, valued, MPFR_RNDU);
}

/* Where nothing is found.  Of D only where something was written: else its query is garbage. */
static void measure_rows(every_operation *e)
{
  static const char *const leak[] = {"leak\talpha", "leak\tmu", "leak\tgamma", NULL, "leak\teta"};
  tp_row_class *row;
  const size_t rows = tp_row_classes(&row, e->s, 1);
  mpfr_ptr miss[] = {e->alpha, e->mu, e->gamma, NULL, e->eta};
  mpfr_t all, valued;
  mpfr_inits2(e->bits, all, valued, (mpfr_ptr) NULL);
  mpfr_set_zero(e->low, 1);
  mpfr_set_zero(e->part, 1);
  for (size_t i = 0; i < rows; i++) {
    const int kind = row[i].what[0] - 'A';
    if (!row[i].value && !miss[kind])
      continue;
    tp_record_line(&e->record, "row\t%s", row[i].what);
    sum_others(e, all, valued, row + i);
    if (row[i].value) {
      measure_found(e, all, valued, row + i);
    } else {
      tp_every_grow(e, valued, leak[kind], valued);
      tp_record_raise(&e->record, miss[kind], valued);
    }
  }
  mpfr_mul_2ui(e->high, e->half, 1, MPFR_RNDD);
  tp_every_need_less(e, e->low, e->high, "keys beside the best one, where something is found");
  tp_every_need_less(e, e->part, e->half, "those of them that have a value");
  mpfr_clears(all, valued, (mpfr_ptr) NULL);
  free(row);
}

/* `read` where nothing was written: r bits of garbage, so a key with a time has a score of at most 2 r gamma. */
static void measure_reads(every_operation *e)
{
  tp_every_times(e, e->low, 2 * e->s->r, e->gamma);
  mpfr_set_ui(e->high, 1, MPFR_RNDN);
  tp_every_exponential(e, e->delta, "exp\tdelta", e->high, e->low);
  tp_every_times(e, e->delta, e->s->n - 2, e->delta);
  tp_every_grow(e, e->delta, "leak\tdelta", e->delta);
}

/* --- Garbage (E3) --------------------------------------------------------------------------------- */

static void need_absorbed(every_operation *e, mpfr_srcptr x, uint64_t times, const char *what)
{
  tp_every_times(e, e->part, times, x);
  tp_every_need_stated(e, "E3", e->part, e->half, what);
}

static void need_kept(every_operation *e)
{
  need_absorbed(e, e->mu, 1, "B (marker), at the marker");
  need_absorbed(e, e->gamma, e->is_scot ? 4 * e->tapes : 1, "written, high that are not set");
  need_absorbed(e, e->delta, 1, "read that is not set");
  mpfr_set(e->low, e->eta, MPFR_RNDU);
  add_keys(e, e->low, 2, e->alpha);
  need_absorbed(e, e->low, 1, "head that is not set");
  need_absorbed(e, e->alpha, 2 * (e->s->r - 1), "next_bit that is not set");
}

/* --- The theorem ------------------------------------------------------------------------------------ */

/* min(2, (1 + 2^-P)^N) where exponents have no bound, else 2. */
static void set_growth(every_operation *e, mpfr_srcptr unit)
{
  mpfr_t base;
  mpfr_init2(base, e->bits);
  mpfr_set_ui(e->growth, 2, MPFR_RNDN);
  mpfr_add_ui(base, unit, 1, MPFR_RNDU);
  mpfr_pow_ui(base, base, e->s->n - 2, MPFR_RNDU);
  const int is_less = e->rule.format.family == TP_FORMAT_FLOAT && mpfr_less_p(base, e->growth);
  if (is_less)
    mpfr_set(e->growth, base, MPFR_RNDU);
  tp_record_state(&e->record, "growth", 1, e->growth);
  if (is_less)
    tp_record_power(&e->record, e->growth, unit, e->s->n - 2, 0);
  mpfr_clear(base);
}

static void open_numbers(every_operation *e, const tp_choice *c)
{
  const int P = tp_format_significand(c->operation);
  mpfr_ptr number[] = {e->beta, e->half, e->growth, e->alpha, e->mu, e->gamma, e->delta, e->eta, e->low, e->high, e->part};
  e->bits = 2 * P + 320;
  e->record.bits = P + TP_CLAIM_BITS;
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], e->bits);
    mpfr_set_zero(number[i], 1);
  }
  tp_choice_beta_operation(e->beta, c, e->s->r);
  mpfr_set_ui_2exp(e->half, 1, -(mpfr_exp_t) P - 1, MPFR_RNDN);
}

static void close_numbers(every_operation *e)
{
  mpfr_clears(e->beta, e->half, e->growth, e->alpha, e->mu, e->gamma, e->delta, e->eta, e->low, e->high, e->part, (mpfr_ptr) NULL);
}

static void certify(every_operation *e)
{
  const uint64_t most = largest_integer(e);
  mpfr_t written;
  mpfr_mul_2ui(e->part, e->half, 1, MPFR_RNDN);
  set_growth(e, e->part);
  need_integers(e, most);
  if (!has_range(e, most)) {
    tp_claim_open(e->out, "every operation rounded into a format whose range is too small");
    e->holds = 0;
  }
  if (!tp_every_goes_on(e))
    return;
  measure_rows(e);
  measure_reads(e);
  need_kept(e);
  if (!tp_every_goes_on(e))
    return;
  mpfr_init2(written, e->bits);
  tp_every_search(e, written);
  if (tp_every_goes_on(e))
    tp_every_last_step(e, written);
  mpfr_clear(written);
}

static int certify_recorded(tp_claim *out, const tp_scope *s, const tp_choice *c, tp_record record)
{
  every_operation e = {.out = out, .record = record, .s = s,
                       .rule = {c->operation, c->mode[0], c->overflow, 0}, .is_scot = s->mode == TP_MODE_SCOT,
                       .tapes = s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES, .state_bits = s->state_bits ? s->state_bits : 32,
                       .symbol_bits = s->symbol_bits ? s->symbol_bits : 32, .holds = 1};
  if (!is_covered(&e, c))
    return 0;
  open_numbers(&e, c);
  certify(&e);
  close_numbers(&e);
  return e.holds;
}

int tp_certify_every_operation(tp_claim *out, const tp_scope *s, const tp_choice *c)
{
  return certify_recorded(out, s, c, (tp_record) {.text = NULL});
}

int tp_record_every_operation(tp_record record, const tp_scope *s, const tp_choice *c)
{
  tp_claim again = {.theorem = ""};
  int holds = certify_recorded(&again, s, c, record);
  tp_claim_clear(&again);
  return holds;
}
