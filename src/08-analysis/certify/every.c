/* Theorem "every-operation" (doc/every-operation.md): what heads leak, what stays beside it, and what is asked of the
   format. */
#include "every.h"

#include <stdio.h>
#include <stdlib.h>

#include "../bound/radius.h"
#include "tmprec/machine/machine.h"

/* --- Operations ---------------------------------------------------------------------------- */

void tp_every_round(const every_operation *e, mpfr_t x)
{
  tp_rounding_mpfr(&e->rule, x, 0.5);
  if (mpfr_nan_p(x))
    mpfr_set_inf(x, 1);
}

void tp_every_add(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward)
{
  mpfr_add(out, a, b, toward);
  tp_every_round(e, out);
}

void tp_every_subtract(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward)
{
  mpfr_sub(out, a, b, toward);
  tp_every_round(e, out);
}

void tp_every_clip(mpfr_t x)
{
  if (mpfr_sgn(x) < 0)
    mpfr_set_zero(x, 1);
}

/* R(exp(R(R(beta next) - R(beta best)))): each operation is monotone. */
void tp_every_exponential(const every_operation *e, mpfr_t out, mpfr_srcptr best, mpfr_srcptr next)
{
  mpfr_t most;
  mpfr_init2(most, e->bits);
  mpfr_mul(most, e->beta, best, MPFR_RNDD);
  tp_every_round(e, most);
  mpfr_mul(out, e->beta, next, MPFR_RNDU);
  tp_every_round(e, out);
  if (mpfr_number_p(most)) {
    tp_every_subtract(e, out, out, most, MPFR_RNDU);
    mpfr_exp(out, out, MPFR_RNDU);
    tp_every_round(e, out);
  } else {
    mpfr_set_inf(out, 1);
  }
  mpfr_clear(most);
}

void tp_every_need_less(every_operation *e, mpfr_srcptr low, mpfr_srcptr high, const char *what)
{
  char text[96];
  snprintf(text, sizeof text, "every-operation, %s", what);
  int holds = mpfr_less_p(low, high);                  /* 0 of a NaN */
  tp_claim_note_less(e->out, text, low, high, holds);
  e->holds &= holds;
}

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

/* The sum of the exponentials of a row's other keys; of those that may have a value. */
static void sum_others(const every_operation *e, mpfr_t all, mpfr_t valued, const tp_row_class *row)
{
  mpfr_t best, next, part;
  mpfr_inits2(e->bits, best, next, part, (mpfr_ptr) NULL);
  mpfr_set_zero(all, 1);
  mpfr_set_zero(valued, 1);
  for (size_t i = 0; i < row->kinds; i++) {
    const tp_row_kind *k = row->kind + i;
    mpfr_set_si(best, k->best, MPFR_RNDN);
    mpfr_set_si(next, k->next, MPFR_RNDN);
    tp_every_exponential(e, part, best, next);
    mpfr_mul_ui(part, part, k->count, MPFR_RNDU);
    mpfr_add(all, all, part, MPFR_RNDU);
    if (k->value != TP_OTHERS_ZERO)
      mpfr_add(valued, valued, part, MPFR_RNDU);
  }
  mpfr_mul(all, all, e->growth, MPFR_RNDU);
  mpfr_mul(valued, valued, e->growth, MPFR_RNDU);
  mpfr_clears(best, next, part, (mpfr_ptr) NULL);
}

/* Of D only where something was written: else its query is garbage. */
static void measure_rows(every_operation *e)
{
  tp_row_class *row;
  const size_t rows = tp_row_classes(&row, e->s, 1);
  mpfr_ptr miss[] = {e->alpha, e->mu, e->gamma, NULL, e->eta};
  mpfr_t all, valued;
  mpfr_inits2(e->bits, all, valued, (mpfr_ptr) NULL);
  mpfr_set_zero(e->low, 1);
  mpfr_set_zero(e->part, 1);
  for (size_t i = 0; i < rows; i++) {
    const int kind = row[i].what[0] - 'A';
    sum_others(e, all, valued, row + i);
    if (row[i].value) {
      mpfr_mul_ui(valued, valued, row[i].may_tie ? 4 : 1, MPFR_RNDU);
      mpfr_max(e->low, e->low, all, MPFR_RNDU);
      mpfr_max(e->part, e->part, valued, MPFR_RNDU);
    } else if (miss[kind]) {
      mpfr_max(miss[kind], miss[kind], valued, MPFR_RNDU);
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
  mpfr_mul_ui(e->low, e->gamma, 2 * e->s->r, MPFR_RNDU);
  mpfr_set_ui(e->high, 1, MPFR_RNDN);
  tp_every_exponential(e, e->delta, e->high, e->low);
  mpfr_mul_ui(e->delta, e->delta, e->s->n - 2, MPFR_RNDU);
  mpfr_mul(e->delta, e->delta, e->growth, MPFR_RNDU);
}

/* --- Garbage (E3) --------------------------------------------------------------------------------- */

static void need_kept(every_operation *e)
{
  tp_every_need_less(e, e->mu, e->half, "B (marker), at the marker");
  mpfr_mul_ui(e->part, e->gamma, e->is_scot ? 4 * e->tapes : 1, MPFR_RNDU);
  tp_every_need_less(e, e->part, e->half, "written, high that are not set");
  tp_every_need_less(e, e->delta, e->half, "read that is not set");
  mpfr_mul_2ui(e->part, e->alpha, 1, MPFR_RNDU);
  mpfr_add(e->part, e->part, e->eta, MPFR_RNDU);
  tp_every_need_less(e, e->part, e->half, "head that is not set");
  mpfr_mul_ui(e->part, e->alpha, 2 * (e->s->r - 1), MPFR_RNDU);
  tp_every_need_less(e, e->part, e->half, "next_bit that is not set");
}

/* --- The theorem ------------------------------------------------------------------------------------ */

/* min(2, (1 + 2^-P)^N) where exponents have no bound, else 2. */
static void set_growth(every_operation *e, mpfr_t unit)
{
  if (e->rule.format.family == TP_FORMAT_FLOAT) {
    mpfr_add_ui(unit, unit, 1, MPFR_RNDU);
    mpfr_pow_ui(e->growth, unit, e->s->n - 2, MPFR_RNDU);
    if (mpfr_cmp_ui(e->growth, 2) <= 0)
      return;
  }
  mpfr_set_ui(e->growth, 2, MPFR_RNDN);
}

static void open_numbers(every_operation *e, const tp_choice *c)
{
  const int P = tp_format_significand(c->operation);
  mpfr_ptr number[] = {e->beta, e->half, e->growth, e->alpha, e->mu, e->gamma, e->delta, e->eta, e->low, e->high, e->part};
  e->bits = 2 * P + 320;
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], e->bits);
    mpfr_set_zero(number[i], 1);
  }
  tp_choice_beta_operation(e->beta, c, e->s->r);
  mpfr_set_ui_2exp(e->part, 1, -(mpfr_exp_t) P, MPFR_RNDN);
  set_growth(e, e->part);
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
  need_integers(e, most);
  if (!has_range(e, most)) {
    tp_claim_open(e->out, "every operation rounded into a format whose range is too small");
    e->holds = 0;
  }
  if (!e->holds)
    return;
  measure_rows(e);
  measure_reads(e);
  need_kept(e);
  if (!e->holds)
    return;
  mpfr_init2(written, e->bits);
  tp_every_search(e, written);
  if (e->holds)
    tp_every_last_step(e, written);
  mpfr_clear(written);
}

int tp_certify_every_operation(tp_claim *out, const tp_scope *s, const tp_choice *c)
{
  every_operation e = {.out = out, .s = s, .rule = {c->operation, c->mode[0], c->overflow}, .is_scot = s->mode == TP_MODE_SCOT,
                       .tapes = s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES, .state_bits = s->state_bits ? s->state_bits : 32,
                       .symbol_bits = s->symbol_bits ? s->symbol_bits : 32, .holds = 1};
  if (!is_covered(&e, c))
    return 0;
  open_numbers(&e, c);
  certify(&e);
  close_numbers(&e);
  return e.holds;
}
