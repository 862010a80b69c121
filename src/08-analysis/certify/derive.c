#include "derive.h"

#include <stdio.h>
#include <string.h>

#include "spans.h"
#include "ties.h"
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

static void put_number(tp_buffer *out, mpfr_srcptr x)
{
  char *text;
  if (mpfr_asprintf(&text, "%Ra", x) >= 0) {
    tp_buffer_puts(out, text);
    mpfr_free_str(text);
  }
}

/* The number gets a name in the script. */
static void name(tp_derivation *d, tp_fact *f, const char *about)
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

/* And stands in the certificate. */
static void state(tp_derivation *d, tp_fact *out, const char *label, int up, mpfr_srcptr x)
{
  mpfr_set(out->x, x, up ? MPFR_RNDU : MPFR_RNDD);
  if (mpfr_zero_p(out->x))
    mpfr_set_zero(out->x, 1);
  d->fails |= !mpfr_number_p(out->x);
  if (d->text) {
    tp_buffer_printf(d->text, "%s\t%s\t", label, up ? "<=" : ">=");
    put_number(d->text, out->x);
    tp_buffer_puts(d->text, "\n");
  }
  name(d, out, label);
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
  state(d, &stated, label, up, x);
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
  put_number(d->text, v);
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

/* --- Rows ---------------------------------------------------------------------------------- */

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

void tp_derive_keys(tp_derivation *d, tp_derived_row *r, const char *name, const tp_linear *gap, uint64_t count, int has_value)
{
  char label[48];
  tp_fact behind;
  mpfr_t e;
  const size_t i = r->row.kinds++;
  r->row.kind[i] = (tp_row_kind) {.count = count, .value = has_value ? TP_OTHERS_ANY : TP_OTHERS_ZERO};
  tp_fact_open(d, &behind);
  mpfr_init2(e, d->w->bits);
  snprintf(label, sizeof label, "gap\t%s", name);
  tp_derive(d, &behind, label, 0, TP_DERIVE_SUM, gap);
  d->fails |= mpfr_sgn(behind.x) <= 0;
  mpfr_mul(e, behind.x, d->w->beta_low, MPFR_RNDD);
  mpfr_neg(e, e, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDU);
  mpfr_prec_round(e, d->bits, MPFR_RNDU);
  if (d->text) {
    tp_buffer_printf(d->text, "exp\t%s\t<=\t", name);
    put_number(d->text, e);
    tp_buffer_puts(d->text, "\n");
  } else if (!d->fails) {
    char own[48];
    snprintf(own, sizeof own, "e%zu_%zu", d->script->number, i);
    tp_buffer_printf(d->script->out, "Definition %s : R := ", own);
    tp_script_number(d->script->out, e);
    tp_buffer_printf(d->script->out, ".\nLemma l%zu : exp (- (%s * beta)) <= %s.\nProof. unfold beta, %s, %s; interval with (i_prec %ld). Qed.\n",
                     d->script->lemmas++, behind.name, own, behind.name, own, (long) d->w->bits);
  }
  add_keys(&r->all, count, e, d->s->n - 2, d->w->bits);
  if (has_value)
    add_keys(&r->valued, count, e, d->s->n - 2, d->w->bits);
  mpfr_clear(e);
  tp_fact_close(&behind);
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
      tp_buffer_printf(d->text, "others\t%llu\t<=\t", (unsigned long long) m);
      put_number(d->text, r->weigh[i]);
      tp_buffer_printf(d->text, "\tby %s\n", tp_others_reason_name[reason]);
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
  name(d, out, "others");
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
  state(d, &r->low, "output", 0, low);
  state(d, &r->high, "output", 1, high);
  unsigned power = 0;
  for (uint64_t m = 1; d->script && !d->fails && r->row.value && m <= ties; m++) {
    if (m >> power > 1)
      power++;
    tp_script_best(d->script, &r->all, m, r->low.x, r->high.x, r->weigh[power]);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

/* --- Theorems -------------------------------------------------------------------------------- */

int tp_derive_knows(const char *theorem)
{
  return !strcmp(theorem, "snap") || !strcmp(theorem, "half-snap") || !strcmp(theorem, "tolerant");
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
  tp_leaks_open(d, &g);
  tp_derive_hypotheses(d, &g, row, rows, is_tolerant ? 1 : d->s->ties);
  if (is_tolerant && !d->fails)
    tp_derive_tolerant(d, &g, row, rows);
  tp_leaks_close(&g);
  return !d->fails;
}
