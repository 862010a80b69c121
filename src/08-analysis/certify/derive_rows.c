/* SPDX-License-Identifier: MIT */
/* Rows of a claim that is stated: gaps, exponentials, what others weigh, and outputs. */
#include <stdio.h>
#include <string.h>

#include "derive.h"
#include "ties.h"

/* Exponentials below 2^-TINY are stated as that: it is nothing beside all others, and Coq takes minutes for fractions of ten
   thousands of digits. */
enum { TINY = 5000 };

void tp_derived_row_open(tp_derivation *d, tp_derived_row *r)
{
  r->row = (tp_row_class) {.value = 1, .others = d->s->n - 2};
  r->all.count = r->valued.count = 0;
  mpfr_inits2(d->w->bits, r->all.sum, r->all.largest, r->valued.sum, r->valued.largest, (mpfr_ptr) NULL);
  mpfr_ptr zero[] = {r->all.sum, r->all.largest, r->valued.sum, r->valued.largest};
  for (int i = 0; i < 4; i++)
    mpfr_set_zero(zero[i], 1);
  for (int i = 0; i < 64; i++)
    mpfr_init2(r->weigh[i], d->bits);
  tp_fact_open(d, &r->low);
  tp_fact_open(d, &r->high);
  if (!d->script)
    return;
  d->script->row = &r->row;
  d->script->number = d->rows++;
  d->script->has_sums = 0;
}

void tp_derived_row_close(tp_derived_row *r)
{
  tp_others_close(&r->all);
  tp_others_close(&r->valued);
  for (int i = 0; i < 64; i++)
    mpfr_clear(r->weigh[i]);
  tp_fact_close(&r->low);
  tp_fact_close(&r->high);
}

void tp_derive_class(tp_derivation *d, tp_derived_row *r, const tp_row_class *of)
{
  tp_others_close(&r->all);
  tp_others_close(&r->valued);
  r->row = *of;
  tp_others_open(&r->all, d->w, of, 0);
  tp_others_open(&r->valued, d->w, of, 1);
  if (d->text) {
    tp_buffer_printf(d->text, "row\t%s\n", of->what);
  } else {
    tp_buffer_printf(d->script->out, "\n(* %s *)\n", of->what);
    for (size_t i = 0; i < of->kinds; i++)
      tp_script_exponential(d->script, i, of->kind + i);
  }
}

static void add_keys(tp_others *o, uint64_t count, mpfr_srcptr e, uint64_t most, mpfr_prec_t bits)
{
  mpfr_t part;
  mpfr_init2(part, bits);
  mpfr_mul_ui(part, e, count, MPFR_RNDU);
  mpfr_add(o->sum, o->sum, part, MPFR_RNDU);
  mpfr_max(o->largest, o->largest, e, MPFR_RNDU);
  o->count = o->count + count < most ? o->count + count : most;
  mpfr_clear(part);
}

void tp_derive_exponential(tp_derivation *d, tp_fact *out, const char *name, const tp_linear *gap)
{
  char label[48];
  tp_fact behind;
  mpfr_t e;
  tp_fact_open(d, &behind);
  mpfr_init2(e, d->w->bits);
  snprintf(label, sizeof label, "gap\t%s", name);
  tp_derive(d, &behind, label, 0, TP_DERIVE_SUM, gap);
  d->fails |= mpfr_sgn(behind.x) <= 0;
  mpfr_mul(e, behind.x, d->w->beta_low, MPFR_RNDD);
  mpfr_neg(e, e, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDU);
  mpfr_set(out->x, e, MPFR_RNDU);
  if (mpfr_cmp_ui_2exp(out->x, 1, -TINY) < 0)
    mpfr_set_ui_2exp(out->x, 1, -TINY, MPFR_RNDN);
  if (d->text) {
    tp_buffer_printf(d->text, "exp\t%s\t<=\t", name);
    tp_derive_number(d->text, out->x);
    tp_buffer_puts(d->text, "\n");
  } else if (!d->fails) {
    tp_buffer_printf(d->script->out, "Definition %s : R := ", out->name);
    tp_script_number(d->script->out, out->x);
    tp_buffer_printf(d->script->out, ".\nLemma l%zu : exp (- (%s * beta)) <= %s.\nProof. unfold beta, %s, %s; interval with (i_prec %ld). Qed.\n",
                     d->script->lemmas++, behind.name, out->name, behind.name, out->name, (long) d->w->bits);
  }
  mpfr_clear(e);
  tp_fact_close(&behind);
}

void tp_derive_keys(tp_derivation *d, tp_derived_row *r, const char *name, const tp_linear *gap, uint64_t count, int has_value)
{
  tp_fact e;
  const size_t i = r->row.kinds++;
  r->row.kind[i] = (tp_row_kind) {.count = count, .value = has_value ? TP_OTHERS_ANY : TP_OTHERS_ZERO};
  tp_fact_open(d, &e);
  if (d->script)
    snprintf(e.name, sizeof e.name, "e%zu_%zu", d->script->number, i);
  tp_derive_exponential(d, &e, name, gap);
  add_keys(&r->all, count, e.x, d->s->n - 2, d->w->bits);
  if (has_value)
    add_keys(&r->valued, count, e.x, d->s->n - 2, d->w->bits);
  tp_fact_close(&e);
}

static void prove_less(tp_derivation *d, mpfr_srcptr x, mpfr_srcptr y)
{
  tp_buffer text = {NULL, 0, 0};
  tp_script_number(&text, y);
  tp_script_relation(d->script, x, 0, text.text);
  tp_buffer_clear(&text);
}

void tp_derive_others(tp_derivation *d, tp_derived_row *r, uint64_t ties)
{
  mpfr_t most;
  mpfr_init2(most, d->w->bits);
  if (d->script && !d->fails) {
    tp_script_sum(d->script, "all", &r->all, 0);
    tp_script_sum(d->script, "valued", &r->valued, 1);
    d->script->has_sums = 1;
    d->script->used.length = 0;
  }
  for (unsigned i = 0; i < 64 && (uint64_t) 1 << i <= ties; i++) {
    const uint64_t m = (uint64_t) 1 << i;
    tp_others_reason reason = tp_others_weight_up(most, d->w, &r->valued, m);
    mpfr_set(r->weigh[i], most, MPFR_RNDU);
    d->fails |= !mpfr_number_p(most);
    if (d->text) {
      tp_buffer_printf(d->text, "by\t%s\nothers\t%llu\t<=\t", tp_others_reason_name[reason], (unsigned long long) m);
      tp_derive_number(d->text, r->weigh[i]);
      tp_buffer_puts(d->text, "\n");
    } else if (!d->fails) {
      tp_script_others(d->script, &r->valued, m, most, reason);
      prove_less(d, most, r->weigh[i]);
    }
  }
  mpfr_clear(most);
}

void tp_fact_weight(tp_derivation *d, tp_fact *out, const tp_derived_row *r)
{
  mpfr_set(out->x, r->weigh[0], MPFR_RNDU);
  tp_derive_name(d, out, "others");
}

/* Between which numbers the output lies, from the weights of others as they are stated. */
static void measure_output(tp_derivation *d, const tp_derived_row *r, mpfr_t low, mpfr_t high, uint64_t ties)
{
  mpfr_t part;
  mpfr_init2(part, d->w->bits);
  if (!r->row.value) {
    mpfr_neg(low, r->weigh[0], MPFR_RNDN);
    if (r->row.is_flag)
      mpfr_set_zero(low, 1);
    mpfr_set(high, r->weigh[0], MPFR_RNDN);
  } else if (r->row.may_tie) {
    d->fails |= !tp_tied_output(low, high, d->w, &r->all, &r->valued, ties);
    tp_tied_blocks(low, high, d->w, &r->all, &r->valued, ties);
    mpfr_mul_2si(part, r->weigh[0], 1 - (long) d->bits, MPFR_RNDU);      /* by how much others are stated too large */
    mpfr_add(high, high, part, MPFR_RNDU);
  } else {
    tp_tied_weight(low, high, d->w, &r->all, 1);
    mpfr_sub(low, low, r->weigh[0], MPFR_RNDD);
    mpfr_add(high, high, r->weigh[0], MPFR_RNDU);
  }
  mpfr_clear(part);
}

void tp_derive_output(tp_derivation *d, tp_derived_row *r, uint64_t ties)
{
  mpfr_t low, high;
  mpfr_inits2(d->w->bits, low, high, (mpfr_ptr) NULL);
  measure_output(d, r, low, high, ties);
  tp_derive_state(d, &r->low, "output", 0, low);
  tp_derive_state(d, &r->high, "output", 1, high);
  unsigned power = 0;
  for (uint64_t m = 1; d->script && !d->fails && r->row.value && m <= ties; m++) {
    if (m >> power > 1)
      power++;
    tp_script_best(d->script, &r->all, m, r->low.x, r->high.x, r->weigh[power]);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}
