/* SPDX-License-Identifier: MIT */
/* What is done where every operation is rounded, each with its lemma for who records it. */
#include "every.h"

#include <stdio.h>

void tp_every_round(const every_operation *e, mpfr_t x)
{
  tp_rounding_mpfr(&e->rule, x, 0.5);
  if (mpfr_nan_p(x))
    mpfr_set_inf(x, 1);
}

/* The lemmas: what has been rounded is at least, at most, or exactly what it is said to be. */
static void record_sum(const every_operation *e, mpfr_srcptr out, mpfr_srcptr a, int sign, mpfr_srcptr b, mpfr_rnd_t toward)
{
  for (int up = 0; up < 2; up++)
    if (toward != (up ? MPFR_RNDD : MPFR_RNDU))
      tp_record_rounding(&e->record, &e->rule, out, up, sign > 0 ? "# + #" : "# - #", a, b);
}

static void add(const every_operation *e, mpfr_t out, mpfr_srcptr a, int sign, mpfr_srcptr b, mpfr_rnd_t toward)
{
  mpfr_t sum;
  mpfr_init2(sum, e->bits);
  sign > 0 ? mpfr_add(sum, a, b, toward) : mpfr_sub(sum, a, b, toward);
  tp_every_round(e, sum);
  record_sum(e, sum, a, sign, b, toward);
  mpfr_swap(out, sum);
  mpfr_clear(sum);
}

void tp_every_add(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward)
{
  add(e, out, a, 1, b, toward);
}

void tp_every_subtract(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward)
{
  add(e, out, a, -1, b, toward);
}

void tp_every_add_integer(const every_operation *e, mpfr_t out, mpfr_srcptr a, long integer, mpfr_rnd_t toward)
{
  mpfr_t b;
  mpfr_init2(b, 64);
  mpfr_set_si(b, integer, MPFR_RNDN);
  add(e, out, a, 1, b, toward);
  mpfr_clear(b);
}

void tp_every_clip(mpfr_t x)
{
  if (mpfr_sgn(x) < 0)
    mpfr_set_zero(x, 1);
}

void tp_every_times(const every_operation *e, mpfr_t out, uint64_t times, mpfr_srcptr x)
{
  mpfr_t product;
  mpfr_init2(product, e->bits);
  mpfr_mul_ui(product, x, times, MPFR_RNDU);
  tp_record_bound(&e->record, product, 1, "$ * #", (unsigned long long) times, x);
  mpfr_swap(out, product);
  mpfr_clear(product);
}

static void set_logit(const every_operation *e, mpfr_t out, mpfr_srcptr score, int up)
{
  mpfr_mul(out, e->beta, score, up ? MPFR_RNDU : MPFR_RNDD);
  tp_every_round(e, out);
  if (!e->record.script)
    return;
  tp_script_use(e->record.script, "beta");
  tp_record_rounding(&e->record, &e->rule, out, up, "beta * #", score);
  e->record.script->used.length = 0;
}

/* R(exp(R(R(beta next) - R(beta best)))): each operation is monotone. */
void tp_every_exponential(const every_operation *e, mpfr_t out, const char *label, mpfr_srcptr best, mpfr_srcptr next)
{
  mpfr_t most, lead, stated;
  mpfr_inits2(e->bits, most, lead, stated, (mpfr_ptr) NULL);
  set_logit(e, most, best, 0);
  set_logit(e, lead, next, 1);
  mpfr_set_inf(out, 1);
  if (mpfr_number_p(most)) {
    tp_every_subtract(e, lead, lead, most, MPFR_RNDU);
    mpfr_exp(stated, lead, MPFR_RNDU);
    tp_record_state(&e->record, label, 1, stated);
    tp_record_bound(&e->record, stated, 1, "exp #", lead);
    mpfr_set(out, stated, MPFR_RNDU);
    tp_every_round(e, out);
    tp_record_rounding(&e->record, &e->rule, out, 1, "#", stated);
  }
  mpfr_clears(most, lead, stated, (mpfr_ptr) NULL);
}

void tp_every_grow(const every_operation *e, mpfr_t out, const char *label, mpfr_srcptr x)
{
  mpfr_t grown;
  mpfr_init2(grown, e->bits);
  mpfr_mul(grown, x, e->growth, MPFR_RNDU);
  tp_record_state(&e->record, label, 1, grown);
  tp_record_bound(&e->record, grown, 1, "# * #", e->growth, x);
  mpfr_swap(out, grown);
  mpfr_clear(grown);
}

void tp_every_need_less(every_operation *e, mpfr_srcptr low, mpfr_srcptr high, const char *what)
{
  char text[96];
  snprintf(text, sizeof text, "every-operation, %s", what);
  int holds = mpfr_less_p(low, high);                  /* 0 of a NaN */
  tp_claim_note_less(e->out, text, low, high, holds);
  e->holds &= holds;
}

void tp_every_need_stated(every_operation *e, const char *hypothesis, mpfr_t x, mpfr_srcptr high, const char *what)
{
  char label[96];
  mpfr_t before;
  mpfr_init2(before, e->bits);
  mpfr_set(before, x, MPFR_RNDU);
  snprintf(label, sizeof label, "%s\t%s", hypothesis, what);
  tp_record_state(&e->record, label, 1, x);
  tp_record_bound(&e->record, x, 1, "#", before);
  tp_record_less(&e->record, x, high);
  tp_every_need_less(e, x, high, what);
  mpfr_clear(before);
}

int tp_every_goes_on(const every_operation *e)
{
  return e->holds || e->record.text;
}
