/* The inequalities of a certificate as a Coq script, in terms of real numbers, for coq-interval.  What is
   rounded stands there with the numbers between which a rounding has that result; that it has is for
   `check` to find. */
#include <stdlib.h>
#include <string.h>

#include "snap.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

enum { MOST_TIES = 1024 };

typedef struct {
  tp_buffer *out;
  const tp_weighing *w;
  const tp_row_class *row;
  size_t number;                   /* of the row */
  size_t lemmas;
} script;

/* --- Numbers and lemmas ------------------------------------------------------------------ */

/* An exact fraction. */
static void put_number(tp_buffer *out, mpfr_srcptr x)
{
  mpq_t q;
  mpq_init(q);
  mpfr_get_q(q, x);
  char *numerator = mpz_get_str(NULL, 10, mpq_numref(q)), *denominator = mpz_get_str(NULL, 10, mpq_denref(q));
  void (*release)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &release);
  tp_buffer_printf(out, mpz_cmp_ui(mpq_denref(q), 1) ? "(%s / %s)" : "(%s)", numerator, denominator);
  release(numerator, strlen(numerator) + 1);
  release(denominator, strlen(denominator) + 1);
  mpq_clear(q);
}

static void begin_lemma(script *s)
{
  tp_buffer_printf(s->out, "Lemma l%zu : ", s->lemmas++);
}

static void end_lemma(script *s)
{
  tp_buffer_printf(s->out, ".\nProof. unfold all%zu, valued%zu; interval with (i_prec %ld). Qed.\n", s->number, s->number, (long) s->w->bits + 64);
}

/* LEFT <= RIGHT, or < */
static void put_relation(script *s, mpfr_srcptr left, int strict, const char *right)
{
  begin_lemma(s);
  put_number(s->out, left);
  tp_buffer_printf(s->out, " %s %s", strict ? "<" : "<=", right);
  end_lemma(s);
}

static void put_relation_up(script *s, const char *left, int strict, mpfr_srcptr right)
{
  begin_lemma(s);
  tp_buffer_printf(s->out, "%s %s ", left, strict ? "<" : "<=");
  put_number(s->out, right);
  end_lemma(s);
}

/* --- Roundings --------------------------------------------------------------------------- */

static int rounds_to(const tp_rounding *rule, mpfr_srcptr x, mpfr_srcptr value)
{
  mpfr_t y;
  mpfr_init2(y, mpfr_get_prec(x));
  mpfr_set(y, x, MPFR_RNDN);
  tp_rounding_mpfr(rule, y, 0.5);
  int same = mpfr_equal_p(y, value);
  mpfr_clear(y);
  return same;
}

/* The value beside `value`. */
static void neighbour(mpfr_t out, const tp_rounding *rule, mpfr_srcptr value, int up)
{
  tp_rounding toward = *rule;
  toward.mode = up ? TP_ROUND_UP : TP_ROUND_DOWN;
  mpfr_set(out, value, MPFR_RNDN);
  (up ? mpfr_nextabove : mpfr_nextbelow)(out);
  tp_rounding_mpfr(&toward, out, 0.5);
}

/* From where (up: to where) numbers are rounded to the value: it, its neighbour, or half way between them; *strict:
   not there itself.  0 if there is no such end, as above the largest value. */
static int find_end(mpfr_t out, int *strict, const tp_rounding *rule, mpfr_srcptr value, int up)
{
  mpfr_t beside, at, inside;
  int found = 0;
  mpfr_inits2(mpfr_get_prec(out), beside, at, inside, (mpfr_ptr) NULL);
  neighbour(beside, rule, value, up);
  if (mpfr_number_p(beside) && !mpfr_equal_p(beside, value))
    for (int quarters = 0; quarters <= 4 && !found; quarters += 2) {
      mpfr_sub(at, value, beside, MPFR_RNDN);
      mpfr_mul_ui(at, at, (unsigned) quarters, MPFR_RNDN);
      mpfr_div_ui(at, at, 4, MPFR_RNDN);
      mpfr_add(at, at, beside, MPFR_RNDN);
      mpfr_set(inside, at, MPFR_RNDN);
      (up ? mpfr_nextbelow : mpfr_nextabove)(inside);
      *strict = !rounds_to(rule, at, value);
      found = !*strict || rounds_to(rule, inside, value);
      mpfr_set(out, at, MPFR_RNDN);
    }
  mpfr_clears(beside, at, inside, (mpfr_ptr) NULL);
  return found;
}

/* The expression is rounded to the value at least (up: at most). */
static void put_rounding(script *s, const char *expression, const tp_rounding *rule, mpfr_srcptr value, int up)
{
  mpfr_t end;
  int strict;
  mpfr_init2(end, s->w->bits);
  if (rule->format.family == TP_FORMAT_REAL)
    up ? put_relation_up(s, expression, 0, value) : put_relation(s, value, 0, expression);
  else if (find_end(end, &strict, rule, value, up))
    up ? put_relation_up(s, expression, strict, end) : put_relation(s, end, strict, expression);
  mpfr_clear(end);
}

/* --- Rows -------------------------------------------------------------------------------- */

static void put_exponential(script *s, size_t number, const tp_row_kind *k)
{
  mpfr_t e;
  mpfr_init2(e, TP_CLAIM_BITS);
  tp_exponential_up(e, s->w, k->best, k->next);
  tp_buffer_printf(s->out, "Definition e%zu_%zu : R := ", s->number, number);
  put_number(s->out, e);
  tp_buffer_printf(s->out, ".\nLemma l%zu : exp (- ", s->lemmas++);
  mpfr_set_prec(e, s->w->bits);
  tp_lead_down(e, s->w, k->best, k->next);
  if (s->w->logit.format.family == TP_FORMAT_REAL)
    tp_buffer_printf(s->out, "(%d * beta)", k->best - k->next);
  else
    put_number(s->out, e);
  tp_buffer_printf(s->out, ") <= e%zu_%zu.\nProof. unfold beta, e%zu_%zu; interval with (i_prec %ld). Qed.\n", s->number, number, s->number, number,
                   (long) s->w->bits);
  mpfr_clear(e);
}

/* all or those with a value: the sum, as a number that is at least as large. */
static void put_sum(script *s, const char *name, const tp_others *o, int with_value)
{
  tp_buffer_printf(s->out, "Definition %s%zu : R := ", name, s->number);
  put_number(s->out, o->sum);
  tp_buffer_printf(s->out, ".\nLemma l%zu : 0", s->lemmas++);
  for (size_t i = 0; i < s->row->kinds; i++)
    if (!with_value || s->row->kind[i].value != TP_OTHERS_ZERO)
      tp_buffer_printf(s->out, " + %llu * e%zu_%zu", (unsigned long long) s->row->kind[i].count, s->number, i);
  tp_buffer_printf(s->out, " <= %s%zu.\nProof. unfold %s%zu", name, s->number, name, s->number);
  for (size_t i = 0; i < s->row->kinds; i++)
    tp_buffer_printf(s->out, ", e%zu_%zu", s->number, i);
  tp_buffer_printf(s->out, "; interval with (i_prec %ld). Qed.\n", (long) s->w->bits + 64);
}

/* Others with a value weigh `most` at most beside m best keys. */
static void put_others(script *s, const tp_others *o, uint64_t m, mpfr_srcptr most, tp_others_reason reason)
{
  const tp_weighing *w = s->w;
  char text[200];
  mpfr_t x, part;
  mpfr_inits2(w->bits, x, part, (mpfr_ptr) NULL);
  snprintf(text, sizeof text, "valued%zu / (%llu + valued%zu)", s->number, (unsigned long long) m, s->number);
  tp_buffer whole = {NULL, 0, 0};
  if (reason == TP_BY_COUNT) {           /* each of the count weighs most/count, rounded */
    mpfr_div_ui(x, most, o->count ? o->count : 1, MPFR_RNDN);
    tp_buffer_puts(&whole, "(");
    put_number(&whole, o->largest);
    tp_buffer_printf(&whole, ") / (%llu + ", (unsigned long long) m);
    put_number(&whole, o->largest);
    tp_buffer_puts(&whole, ")");
    put_rounding(s, whole.text, &w->attn, x, 1);
  } else if (reason == TP_BY_LEAST_VALUE) {
    tp_buffer_puts(&whole, "2 - 1 / (");
    put_number(&whole, o->largest);
    tp_buffer_puts(&whole, " * ");
    put_number(&whole, w->per_least);
    tp_buffer_puts(&whole, ")");
    put_relation_up(s, whole.text, 0, most);
  } else {
    tp_others_line(x, part, w, o, reason);
    put_number(&whole, x);
    tp_buffer_printf(&whole, " * (%s) + ", text);
    put_number(&whole, part);
    put_relation_up(s, whole.text, 0, most);
  }
  tp_buffer_clear(&whole);
  mpfr_clears(x, part, (mpfr_ptr) NULL);
}

/* m best keys: their weights, and what they come to. */
static void put_best(script *s, const tp_others *all, uint64_t m, mpfr_srcptr low, mpfr_srcptr high, mpfr_srcptr also)
{
  char text[200];
  mpfr_t weight_low, weight_high, x;
  mpfr_inits2(s->w->bits, weight_low, weight_high, x, (mpfr_ptr) NULL);
  tp_tied_weight(weight_low, weight_high, s->w, all, m);
  snprintf(text, sizeof text, "1 / (%llu + all%zu)", (unsigned long long) m, s->number);
  put_rounding(s, text, &s->w->attn, weight_low, 0);
  snprintf(text, sizeof text, "1 / %llu", (unsigned long long) m);
  put_rounding(s, text, &s->w->attn, weight_high, 1);
  tp_buffer sum = {NULL, 0, 0};
  tp_buffer_printf(&sum, "%llu * ", (unsigned long long) m);
  put_number(&sum, weight_low);
  if (!s->row->may_tie) {                /* others may have the other sign */
    tp_buffer_puts(&sum, " - ");
    put_number(&sum, also);
  }
  put_relation(s, low, 0, sum.text);
  sum.length = 0;
  tp_buffer_printf(&sum, "%llu * ", (unsigned long long) m);
  put_number(&sum, weight_high);
  tp_buffer_puts(&sum, " + ");
  put_number(&sum, also);
  put_relation_up(s, sum.text, 0, high);
  tp_buffer_clear(&sum);
  mpfr_clears(weight_low, weight_high, x, (mpfr_ptr) NULL);
}

static void put_outputs(script *s, const tp_others *all, const tp_others *valued, uint64_t ties, mpfr_srcptr low, mpfr_srcptr high)
{
  mpfr_t most, negative;
  mpfr_inits2(s->w->bits, most, negative, (mpfr_ptr) NULL);
  for (uint64_t m = 1; m <= (s->row->may_tie ? ties : 1); m++) {
    if (!(m & (m - 1)))
      put_others(s, valued, m, most, tp_others_weight_up(most, s->w, valued, m));
    if (s->row->value)
      put_best(s, all, m, low, high, most);
  }
  if (!s->row->value) {
    tp_buffer text = {NULL, 0, 0};
    mpfr_neg(negative, most, MPFR_RNDN);
    put_number(&text, s->row->is_flag ? all->largest : negative);
    put_relation(s, low, 0, s->row->is_flag ? "0" : text.text);
    put_relation_up(s, "0", 0, high);
    tp_buffer_clear(&text);
  }
  mpfr_clears(most, negative, (mpfr_ptr) NULL);
}

/* The ends of the output are rounded to what they should be. */
static void put_ends(script *s, mpfr_srcptr low, mpfr_srcptr high)
{
  mpfr_t value;
  tp_buffer text = {NULL, 0, 0};
  mpfr_init2(value, s->w->bits);
  for (int to = 0; to <= s->row->meets_bit; to++) {
    mpfr_set_si(value, to + s->row->value, MPFR_RNDN);
    for (int up = 0; up < 2; up++) {
      text.length = 0;
      tp_buffer_printf(&text, "%d + ", to);
      put_number(&text, up ? high : low);
      put_rounding(s, text.text, &s->w->act, value, up);
    }
  }
  tp_buffer_clear(&text);
  mpfr_clear(value);
}

static void put_row(script *s, uint64_t ties)
{
  tp_others all, valued;
  mpfr_t low, high;
  mpfr_inits2(s->w->bits, low, high, (mpfr_ptr) NULL);
  tp_buffer_printf(s->out, "\n(* %s *)\n", s->row->what);
  tp_row_output(low, high, s->w, s->row, ties);
  tp_others_open(&all, s->w, s->row, 0);
  tp_others_open(&valued, s->w, s->row, 1);
  for (size_t i = 0; i < s->row->kinds; i++)
    put_exponential(s, i, s->row->kind + i);
  put_sum(s, "all", &all, 0);
  put_sum(s, "valued", &valued, 1);
  put_outputs(s, &all, &valued, ties, low, high);
  put_ends(s, low, high);
  tp_others_close(&all);
  tp_others_close(&valued);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

tp_status tp_certificate_coq(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err)
{
  if (claim->verdict == TP_CLAIM_NONE || strcmp(claim->theorem, "snap") || c->exceptions)
    return tp_error_set(err, TP_STATUS_REFUSED, "a Coq script is written for theorem snap only, with one arithmetic in all layers");
  if (s->ties > MOST_TIES || tp_choice_is_rounded(c, TP_SITE_EXP) || c->site[TP_SITE_ATTN].family == TP_FORMAT_POSIT
      || tp_format_denominator(c->site[TP_SITE_ATTN]) > 1 || tp_format_denominator(c->site[TP_SITE_ACT]) > 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "a Coq script is written for at most %d ties, without grids, posits and rounded exponentials", MOST_TIES);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_weighing w;
  tp_row_class *row;
  script at = {.out = out, .w = &w};
  tp_weighing_open(&w, c, s->r);
  size_t rows = tp_row_classes(&row, s, w.logit.format.family != TP_FORMAT_REAL);
  tp_buffer_puts(out, "(* ");
  tp_choice_print(out, c);
  tp_buffer_printf(out, ": every run of mode %s, r = %u, with at most %llu tokens and %llu ties in a context,\n   is %s by theorem snap of tmprec. *)\n"
                   "From Coq Require Import Reals.\nFrom Interval Require Import Tactic.\nOpen Scope R_scope.\n\nDefinition beta : R := ",
                   tp_chain_mode_name[s->mode], s->r, (unsigned long long) s->n, (unsigned long long) s->ties, tp_claim_name[claim->verdict]);
  put_number(out, w.beta_low);
  tp_buffer_puts(out, ".\n");
  for (size_t i = 0; i < rows; i++) {
    at.row = row + i;
    at.number = i;
    put_row(&at, s->ties);
  }
  free(row);
  tp_weighing_close(&w);
  tp_mpfr_environment_leave(&caller);
  return TP_STATUS_OK;
}
