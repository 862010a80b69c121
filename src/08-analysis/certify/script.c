/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdlib.h>
#include <string.h>

/* --- Numbers and lemmas ------------------------------------------------------------------ */

void tp_script_number(tp_buffer *out, mpfr_srcptr x)
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

static void begin_lemma(tp_script *s)
{
  tp_buffer_printf(s->out, "Lemma l%zu : ", s->lemmas++);
}

static void end_lemma(tp_script *s)
{
  tp_buffer_puts(s->out, ".\nProof. ");
  if (s->has_sums)
    tp_buffer_printf(s->out, "unfold all%zu, valued%zu", s->number, s->number);
  if (s->used.length)
    tp_buffer_printf(s->out, "%s%s", s->has_sums ? ", " : "unfold ", s->used.text + 2);
  tp_buffer_printf(s->out, "%sinterval with (i_prec %ld). Qed.\n", s->has_sums || s->used.length ? "; " : "", (long) s->w->bits + 64);
}

void tp_script_use(tp_script *s, const char *name)
{
  tp_buffer_printf(&s->used, ", %s", name);
}

void tp_script_lemma(tp_script *s, const char *text)
{
  begin_lemma(s);
  tp_buffer_puts(s->out, text);
  end_lemma(s);
}

void tp_script_relation(tp_script *s, mpfr_srcptr left, int strict, const char *right)
{
  begin_lemma(s);
  tp_script_number(s->out, left);
  tp_buffer_printf(s->out, " %s %s", strict ? "<" : "<=", right);
  end_lemma(s);
}

void tp_script_relation_up(tp_script *s, const char *left, int strict, mpfr_srcptr right)
{
  begin_lemma(s);
  tp_buffer_printf(s->out, "%s %s ", left, strict ? "<" : "<=");
  tp_script_number(s->out, right);
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

void tp_script_rounding(tp_script *s, const char *expression, const tp_rounding *rule, mpfr_srcptr value, int up)
{
  mpfr_t end;
  int strict;
  mpfr_init2(end, s->w->bits);
  const int is_zero_alone = rule->format.family == TP_FORMAT_FLOAT && mpfr_zero_p(value);      /* no other number becomes 0 */
  if (rule->format.family == TP_FORMAT_REAL || is_zero_alone)
    up ? tp_script_relation_up(s, expression, 0, value) : tp_script_relation(s, value, 0, expression);
  else if (find_end(end, &strict, rule, value, up))
    up ? tp_script_relation_up(s, expression, strict, end) : tp_script_relation(s, end, strict, expression);
  mpfr_clear(end);
}

/* --- Rows -------------------------------------------------------------------------------- */

void tp_script_exponential(tp_script *s, size_t number, const tp_row_kind *k)
{
  mpfr_t e;
  mpfr_init2(e, TP_CLAIM_BITS);
  tp_exponential_up(e, s->w, k->best, k->next);
  tp_buffer_printf(s->out, "Definition e%zu_%zu : R := ", s->number, number);
  tp_script_number(s->out, e);
  tp_buffer_printf(s->out, ".\nLemma l%zu : exp (- ", s->lemmas++);
  mpfr_set_prec(e, s->w->bits);
  tp_lead_down(e, s->w, k->best, k->next);
  if (s->w->logit.format.family == TP_FORMAT_REAL)
    tp_buffer_printf(s->out, "(%d * beta)", k->best - k->next);
  else
    tp_script_number(s->out, e);
  tp_buffer_printf(s->out, ") <= e%zu_%zu.\nProof. unfold beta, e%zu_%zu; interval with (i_prec %ld). Qed.\n", s->number, number, s->number, number,
                   (long) s->w->bits);
  mpfr_clear(e);
}

/* all or those with a value: the sum, as a number that is at least as large. */
void tp_script_sum(tp_script *s, const char *name, const tp_others *o, int with_value)
{
  tp_buffer_printf(s->out, "Definition %s%zu : R := ", name, s->number);
  tp_script_number(s->out, o->sum);
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
void tp_script_others(tp_script *s, const tp_others *o, uint64_t m, mpfr_srcptr most, tp_others_reason reason)
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
    tp_script_number(&whole, o->largest);
    tp_buffer_printf(&whole, ") / (%llu + ", (unsigned long long) m);
    tp_script_number(&whole, o->largest);
    tp_buffer_puts(&whole, ")");
    tp_script_rounding(s, whole.text, &w->attn, x, 1);
  } else if (reason == TP_BY_LEAST_VALUE) {
    tp_buffer_puts(&whole, "2 - 1 / (");
    tp_script_number(&whole, o->largest);
    tp_buffer_puts(&whole, " * ");
    tp_script_number(&whole, w->per_least);
    tp_buffer_puts(&whole, ")");
    tp_script_relation_up(s, whole.text, 0, most);
  } else {
    tp_others_line(x, part, w, o, reason);
    tp_script_number(&whole, x);
    tp_buffer_printf(&whole, " * (%s) + ", text);
    tp_script_number(&whole, part);
    tp_script_relation_up(s, whole.text, 0, most);
  }
  tp_buffer_clear(&whole);
  mpfr_clears(x, part, (mpfr_ptr) NULL);
}

/* m best keys: their weights, and what they come to. */
void tp_script_best(tp_script *s, const tp_others *all, uint64_t m, mpfr_srcptr low, mpfr_srcptr high, mpfr_srcptr also)
{
  char text[200];
  mpfr_t weight_low, weight_high, x;
  mpfr_inits2(s->w->bits, weight_low, weight_high, x, (mpfr_ptr) NULL);
  tp_tied_weight(weight_low, weight_high, s->w, all, m);
  snprintf(text, sizeof text, "1 / (%llu + all%zu)", (unsigned long long) m, s->number);
  tp_script_rounding(s, text, &s->w->attn, weight_low, 0);
  snprintf(text, sizeof text, "1 / %llu", (unsigned long long) m);
  tp_script_rounding(s, text, &s->w->attn, weight_high, 1);
  tp_buffer sum = {NULL, 0, 0};
  tp_buffer_printf(&sum, "%llu * ", (unsigned long long) m);
  tp_script_number(&sum, weight_low);
  if (!s->row->may_tie) {                /* others may have the other sign */
    tp_buffer_puts(&sum, " - ");
    tp_script_number(&sum, also);
  }
  tp_script_relation(s, low, 0, sum.text);
  sum.length = 0;
  tp_buffer_printf(&sum, "%llu * ", (unsigned long long) m);
  tp_script_number(&sum, weight_high);
  tp_buffer_puts(&sum, " + ");
  tp_script_number(&sum, also);
  tp_script_relation_up(s, sum.text, 0, high);
  tp_buffer_clear(&sum);
  mpfr_clears(weight_low, weight_high, x, (mpfr_ptr) NULL);
}

/* The ends of the output are rounded to what they should be. */
void tp_script_ends(tp_script *s, mpfr_srcptr low, mpfr_srcptr high)
{
  mpfr_t value;
  tp_buffer text = {NULL, 0, 0};
  mpfr_init2(value, s->w->bits);
  for (int to = 0; to <= s->row->meets_bit; to++) {
    mpfr_set_si(value, to + s->row->value, MPFR_RNDN);
    for (int up = 0; up < 2; up++) {
      text.length = 0;
      tp_buffer_printf(&text, "%d + ", to);
      tp_script_number(&text, up ? high : low);
      tp_script_rounding(s, text.text, &s->w->act, value, up);
    }
  }
  tp_buffer_clear(&text);
  mpfr_clear(value);
}
