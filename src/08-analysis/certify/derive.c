/* SPDX-License-Identifier: MIT */
#include "derive.h"

#include <stdio.h>
#include <string.h>

#include "spans.h"
#include "tmprec/machine/machine.h"

/* --- Numbers --------------------------------------------------------------------------- */

void tp_fact_open(const tp_derivation *d, tp_fact *f)
{
  mpfr_init2(f->x, d->bits);
  mpfr_set_zero(f->x, 1);
  strcpy(f->name, "0");
}

void tp_fact_close(tp_fact *f)
{
  mpfr_clear(f->x);
}

void tp_derive_number(tp_buffer *out, mpfr_srcptr x)
{
  char *text;
  if (mpfr_asprintf(&text, "%Ra", x) >= 0) {
    tp_buffer_puts(out, text);
    mpfr_free_str(text);
  }
}

void tp_derive_name(tp_derivation *d, tp_fact *f, const char *about)
{
  snprintf(f->name, sizeof f->name, "f%zu", d->facts++);
  if (!d->script || d->fails)
    return;
  tp_buffer_printf(d->script->out, "Definition %s : R := ", f->name);
  tp_script_number(d->script->out, f->x);
  tp_buffer_puts(d->script->out, ".  (* ");
  for (; *about; about++)
    tp_buffer_printf(d->script->out, "%c", *about == '\t' ? ' ' : *about == '*' ? '.' : *about);
  tp_buffer_puts(d->script->out, " *)\n");
}

void tp_derive_state(tp_derivation *d, tp_fact *out, const char *label, int up, mpfr_srcptr x)
{
  mpfr_set(out->x, x, up ? MPFR_RNDU : MPFR_RNDD);
  if (mpfr_zero_p(out->x))
    mpfr_set_zero(out->x, 1);
  d->fails |= !mpfr_number_p(out->x);
  if (d->text) {
    tp_buffer_printf(d->text, "%s\t%s\t", label, up ? "<=" : ">=");
    tp_derive_number(d->text, out->x);
    tp_buffer_puts(d->text, "\n");
  }
  tp_derive_name(d, out, label);
}

static void evaluate(tp_derivation *d, mpfr_t out, const tp_linear *of, int up)
{
  mpfr_rnd_t toward = up ? MPFR_RNDU : MPFR_RNDD;
  mpfr_t part;
  mpfr_init2(part, d->w->bits);
  mpfr_set_si(out, of->constant, MPFR_RNDN);
  for (size_t i = 0; i < 4 && of->term[i].fact; i++) {
    mpfr_mul_si(part, of->term[i].fact->x, of->term[i].times, toward);
    mpfr_add(out, out, part, toward);
  }
  mpfr_clear(part);
}

/* The sum as an expression, whose names are used. */
static void put_expression(tp_derivation *d, tp_buffer *out, const tp_linear *of)
{
  tp_buffer_printf(out, of->constant < 0 ? "((%ld)" : "(%ld", of->constant);
  for (size_t i = 0; i < 4 && of->term[i].fact; i++) {
    tp_buffer_printf(out, " + (%ld) * %s", of->term[i].times, of->term[i].fact->name);
    if (of->term[i].fact->name[0] == 'f')
      tp_script_use(d->script, of->term[i].fact->name);
  }
  tp_buffer_puts(out, ")");
}

static void round_outwards(tp_derivation *d, mpfr_t x, int up)
{
  span both;
  tp_span_open(&both, d->w->bits);
  mpfr_set(both.low, x, MPFR_RNDN);
  mpfr_set(both.high, x, MPFR_RNDN);
  tp_span_round(&both, d->w);
  mpfr_set(x, up ? both.high : both.low, MPFR_RNDN);
  tp_span_close(&both);
}

/* The lemma that the number is a bound; what is not negative needs none to be at least 0. */
static void prove(tp_derivation *d, const tp_fact *f, int up, tp_derive_kind kind, const tp_linear *of)
{
  tp_buffer text = {NULL, 0, 0};
  d->script->used.length = 0;
  put_expression(d, &text, of);
  if (kind == TP_DERIVE_SUM) {
    tp_script_use(d->script, f->name);
    tp_buffer_printf(&text, " %s %s", up ? "<=" : ">=", f->name);
    tp_script_lemma(d->script, text.text);
  } else if (up || kind != TP_DERIVE_NEURON || !mpfr_zero_p(f->x)) {
    tp_script_rounding(d->script, text.text, &d->w->act, f->x, up);
  }
  tp_buffer_clear(&text);
}

void tp_derive_all(tp_derivation *d, tp_fact *out, const char *label, int up, tp_derive_kind kind, const tp_linear *of, size_t count)
{
  tp_fact stated;
  mpfr_t x, next;
  mpfr_inits2(d->w->bits, x, next, (mpfr_ptr) NULL);
  tp_fact_open(d, &stated);
  for (size_t i = 0; i < count; i++) {
    evaluate(d, next, of + i, up);
    if (!i || (up ? mpfr_greater_p(next, x) : mpfr_less_p(next, x)) || mpfr_nan_p(next))
      mpfr_set(x, next, MPFR_RNDN);
  }
  if (kind == TP_DERIVE_NEURON && mpfr_sgn(x) < 0)
    mpfr_set_zero(x, 1);
  if (kind != TP_DERIVE_SUM)
    round_outwards(d, x, up);
  tp_derive_state(d, &stated, label, up, x);
  for (size_t i = 0; i < count && d->script && !d->fails; i++)
    prove(d, &stated, up, kind, of + i);
  mpfr_set(out->x, stated.x, MPFR_RNDN);       /* only now: it may be one of the terms */
  strcpy(out->name, stated.name);
  tp_fact_close(&stated);
  mpfr_clears(x, next, (mpfr_ptr) NULL);
}

void tp_derive(tp_derivation *d, tp_fact *out, const char *label, int up, tp_derive_kind kind, const tp_linear *of)
{
  tp_derive_all(d, out, label, up, kind, of, 1);
}

/* --- Hypotheses -------------------------------------------------------------------------- */

static void put_line(tp_derivation *d, const char *word, mpfr_srcptr v)
{
  if (!d->text)
    return;
  tp_buffer_printf(d->text, "%s\t", word);
  tp_derive_number(d->text, v);
  tp_buffer_puts(d->text, "\n");
}

/* act rounds the number to 1; that it rounds its mirror image to -1 is the same. */
static void need_rounding(tp_derivation *d, const tp_fact *f, int up)
{
  mpfr_t one;
  mpfr_init2(one, d->w->bits);
  mpfr_set(one, f->x, MPFR_RNDN);
  tp_rounding_mpfr(&d->w->act, one, 0.5);
  d->fails |= mpfr_nan_p(one) || mpfr_cmp_ui(one, 1) != 0;
  if (d->script && !d->fails) {
    d->script->used.length = 0;
    tp_script_use(d->script, f->name);
    tp_script_rounding(d->script, f->name, &d->w->act, one, up);
  }
  mpfr_clear(one);
}

void tp_derive_one(tp_derivation *d, const char *label, const tp_linear *low, const tp_linear *high)
{
  tp_fact from, to;
  tp_fact_open(d, &from);
  tp_fact_open(d, &to);
  tp_derive(d, &from, label, 0, TP_DERIVE_SUM, low);
  tp_derive(d, &to, label, 1, TP_DERIVE_SUM, high);
  if (d->text)
    tp_buffer_puts(d->text, "rounds\t1\n");
  need_rounding(d, &from, 0);
  need_rounding(d, &to, 1);
  tp_fact_close(&from);
  tp_fact_close(&to);
}

/* LABEL <= X was the last line. */
static void need_less(tp_derivation *d, const tp_fact *f, mpfr_srcptr v)
{
  put_line(d, "less", v);
  d->fails |= !mpfr_less_p(f->x, v);
  if (d->script && !d->fails) {
    d->script->used.length = 0;
    tp_script_use(d->script, f->name);
    tp_script_relation_up(d->script, f->name, 1, v);
  }
}

void tp_derive_less(tp_derivation *d, tp_fact *out, const char *label, const tp_linear *of, size_t count, mpfr_srcptr v)
{
  tp_derive_all(d, out, label, 1, TP_DERIVE_SUM, of, count);
  need_less(d, out, v);
}

void tp_derive_less_than(tp_derivation *d, tp_fact *out, const char *label, tp_derive_kind kind, const tp_linear *of, double v)
{
  mpfr_t limit;
  mpfr_init2(limit, 53);
  mpfr_set_d(limit, v, MPFR_RNDN);
  tp_derive(d, out, label, 1, kind, of);
  need_less(d, out, limit);
  mpfr_clear(limit);
}

void tp_derive_least(tp_derivation *d, tp_fact *out, const char *label, tp_derive_kind kind, const tp_linear *of, double v)
{
  mpfr_t limit;
  mpfr_init2(limit, 53);
  mpfr_set_d(limit, v, MPFR_RNDN);
  tp_derive(d, out, label, 0, kind, of);
  put_line(d, "least", limit);
  d->fails |= !mpfr_greaterequal_p(out->x, limit);
  if (d->script && !d->fails) {
    d->script->used.length = 0;
    tp_script_use(d->script, out->name);
    tp_script_relation(d->script, limit, 0, out->name);
  }
  mpfr_clear(limit);
}

/* --- Theorems -------------------------------------------------------------------------------- */

int tp_derive_knows(const char *theorem)
{
  static const char *const known[] = {"snap", "snap-acc", "half-snap", "tolerant", "every-operation", "walk"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(theorem, known[i]))
      return 1;
  return 0;
}

static mpfr_prec_t bits_of(const tp_weighing *w)
{
  mpfr_prec_t act = tp_format_significand(w->act.format), attn = tp_format_significand(w->attn.format);
  return TP_CLAIM_BITS + (act > attn ? act : attn);
}

int tp_derive_theorem(tp_derivation *d, const char *theorem, const tp_row_class *row, size_t rows)
{
  const int is_tolerant = !strcmp(theorem, "tolerant");
  tp_leaks g;
  d->bits = bits_of(d->w);
  d->tapes = d->s->tapes ? d->s->tapes : TP_MACHINE_MAX_TAPES;
  d->state_bits = d->s->state_bits ? d->s->state_bits : 32;
  d->symbol_bits = d->s->symbol_bits ? d->s->symbol_bits : 32;
  if (!strcmp(theorem, "walk")) {
    tp_derive_walk(d);
    return !d->fails;
  }
  tp_leaks_open(d, &g);
  tp_derive_hypotheses(d, &g, row, rows, is_tolerant ? 1 : d->s->ties);
  if (is_tolerant && !d->fails)
    tp_derive_tolerant(d, &g, row, rows);
  tp_leaks_close(&g);
  return !d->fails;
}
