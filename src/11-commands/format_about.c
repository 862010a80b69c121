/* SPDX-License-Identifier: MIT */
#include "format_about.h"

#include <string.h>

#include "numbers.h"
#include "scale_about.h"
#include "tmprec/numbers/pattern.h"
#include "tmprec/numbers/rounded.h"

/* Nothing is nearer to a value than this, but to 0 (TP_EXACT_MOST_EXPONENT). */
enum { TINY = -200000 };

/* --- How many --------------------------------------------------------------------------- */

static void put_large(tp_document *d, const char *name, const mpz_t n)
{
  tp_exact x;
  tp_buffer text = {NULL, 0, 0};
  mpq_t q;
  mpq_init(q);
  tp_exact_init(&x);
  mpq_set_z(q, n);
  tp_exact_set_rational(&x, q);
  tp_exact_print(&text, &x);
  tp_document_text(d, name, text.text);
  tp_buffer_clear(&text);
  tp_exact_clear(&x);
  mpq_clear(q);
}

static void set_two_to(mpz_t n, long exponent)
{
  mpz_set_ui(n, 1);
  mpz_mul_2exp(n, n, (mp_bitcnt_t) exponent);
}

/* Finite values, 0 and -0 being one, and patterns of NaN. */
static void count_ieee(mpz_t finite, mpz_t nans, tp_format f)
{
  const int narrow = f.encoding == TP_ENCODING_FN && !tp_format_has_nan(f);
  mpz_t fractions;
  mpz_init(fractions);
  set_two_to(fractions, f.b);
  set_two_to(finite, f.a + f.b);                       /* magnitudes */
  if (f.encoding == TP_ENCODING_IEEE)
    mpz_sub(finite, finite, fractions);
  if (f.encoding == TP_ENCODING_FN && !narrow)
    mpz_sub_ui(finite, finite, 1);
  mpz_sub_ui(fractions, fractions, 1);
  if (f.flushes)
    mpz_sub(finite, finite, fractions);
  mpz_mul_2exp(finite, finite, 1);
  mpz_sub_ui(finite, finite, 1);
  if (f.encoding == TP_ENCODING_IEEE)
    mpz_mul_2exp(nans, fractions, 1);
  else
    mpz_set_ui(nans, f.encoding == TP_ENCODING_FNUZ ? 1 : narrow ? 0 : 2);
  mpz_clear(fractions);
}

static void put_counts(tp_document *d, tp_format f)
{
  mpz_t finite, nans;
  mpz_inits(finite, nans, (mpz_ptr) NULL);
  if (f.family == TP_FORMAT_IEEE) {
    count_ieee(finite, nans, f);
  } else {
    set_two_to(finite, tp_format_bits(f));
    mpz_sub_ui(finite, finite, f.family != TP_FORMAT_FIXED);
    mpz_set_ui(nans, f.family == TP_FORMAT_POSIT);
  }
  if (tp_pattern_exists(f)) {
    put_large(d, "values", finite);
    put_large(d, "nan_patterns", nans);
  } else {
    tp_document_nothing(d, "values");
    tp_document_nothing(d, "nan_patterns");
  }
  mpz_clears(finite, nans, (mpz_ptr) NULL);
}

/* --- Its numbers -------------------------------------------------------------------------- */

static const tp_column number_columns[] = {
  {"what", TP_COLUMN_TEXT, 0}, {"value", TP_COLUMN_TEXT, 0}, {"shortest", TP_COLUMN_TEXT, 0}, {"hex", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_TEXT, 0},
};

static void put_number(tp_table *t, const char *what, tp_format f, const tp_exact *x)
{
  tp_buffer value = {NULL, 0, 0}, shortest = {NULL, 0, 0}, hex = {NULL, 0, 0}, bits = {NULL, 0, 0};
  mpz_t pattern;
  mpz_init(pattern);
  tp_exact_print(&value, x);
  tp_rounded_print_shortest(&shortest, f, x);
  if (tp_pattern_encode(pattern, f, x))
    put_pattern(&hex, &bits, f, pattern);
  mpz_clear(pattern);
  tp_table_put_text(t, what);
  put_and_clear(t, &value);
  put_and_clear(t, &shortest);
  put_and_clear(t, &hex);
  put_and_clear(t, &bits);
}

/* x, rounded; 0 if the mode is one that has to be exact and it is not. */
static int round_to(tp_exact *out, tp_format f, const mpq_t x, tp_rounding_mode mode, int must_be_exact)
{
  const tp_rounding r = {f, mode, TP_OVERFLOW_SATURATE, 0};
  tp_rounded outcome[TP_OUTCOMES];
  tp_exact number;
  tp_exact_init(&number);
  tp_rounded_init(outcome);
  tp_exact_set_rational(&number, x);
  tp_round_exact(outcome, &r, &number);
  tp_exact_set(out, &outcome->value);
  const int good = !(outcome->flags & 1u << (must_be_exact ? TP_FLAG_INEXACT : TP_FLAG_OVERFLOW));
  tp_rounded_clear(outcome);
  tp_exact_clear(&number);
  return good;
}

static int get_end(mpq_t out, tp_format f, int (*which)(tp_format, mpfr_t))
{
  mpfr_t x;
  mpfr_init2(x, 2);
  const int there = which(f, x);
  if (there)
    mpfr_get_q(out, x);
  mpfr_clear(x);
  return there;
}

static int get_least_positive(mpq_t out, tp_format f)
{
  const int there = get_end(out, f, tp_format_least_positive);
  if (f.family == TP_FORMAT_GRID)
    mpq_set_ui(out, 1, (unsigned long) tp_format_denominator(f));
  return there;
}

static void put_rational(tp_table *t, const char *what, tp_format f, const mpq_t q)
{
  tp_exact x;
  tp_exact_init(&x);
  tp_exact_set_rational(&x, q);
  put_number(t, what, f, &x);
  tp_exact_clear(&x);
}

static void put_ends(tp_table *t, tp_format f)
{
  mpq_t q, step;
  mpq_inits(q, step, (mpq_ptr) NULL);
  if (get_end(q, f, tp_format_largest)) {
    put_rational(t, "largest", f, q);
    if (f.family == TP_FORMAT_FIXED)
      tp_set_power_of_two(q, f.a);
    mpq_neg(q, q);
    put_rational(t, "lowest", f, q);
  }
  if (get_end(q, f, tp_format_least_normal)) {
    put_rational(t, "least normal", f, q);
    tp_set_power_of_two(step, tp_format_least_step(f));
    mpq_sub(q, q, step);
    if (!f.flushes) {
      put_rational(t, "largest subnormal", f, q);
      put_rational(t, "least subnormal", f, step);
    }
  }
  if (get_least_positive(q, f))
    put_rational(t, "least positive", f, q);
  mpq_clears(q, step, (mpq_ptr) NULL);
}

/* 1 and what is beside it, if they are values; the distances become facts. */
static void put_around_one(tp_document *d, tp_table *t, tp_format f)
{
  tp_exact one, beside;
  mpq_t x, tiny, step;
  mpq_inits(x, tiny, step, (mpq_ptr) NULL);
  tp_exact_init(&one);
  tp_exact_init(&beside);
  mpq_set_ui(x, 1, 1);
  const int has_one = f.family != TP_FORMAT_REAL && round_to(&one, f, x, TP_ROUND_NEAREST_EVEN, 1);
  if (has_one)
    put_number(t, "one", f, &one);
  for (int side = 1; side >= -1; side -= 2) {
    tp_buffer distance = {NULL, 0, 0};
    tp_set_power_of_two(tiny, TINY);
    if (side < 0)
      mpq_sub(x, one.q, tiny);
    else
      mpq_add(x, one.q, tiny);
    if (has_one && round_to(&beside, f, x, side > 0 ? TP_ROUND_UP : TP_ROUND_DOWN, 0) && !mpq_equal(beside.q, one.q)) {
      put_number(t, side > 0 ? "next above 1" : "next below 1", f, &beside);
      mpq_sub(step, beside.q, one.q);
      mpq_abs(step, step);
      tp_print_fraction(&distance, step);
    }
    tp_document_text(d, side > 0 ? "spacing_above_1" : "spacing_below_1", distance.text);
    tp_buffer_clear(&distance);
  }
  tp_exact_clear(&one);
  tp_exact_clear(&beside);
  mpq_clears(x, tiny, step, (mpq_ptr) NULL);
}

static void put_specials(tp_table *t, tp_format f)
{
  tp_exact x;
  tp_exact_init(&x);
  put_number(t, "zero", f, &x);
  tp_exact_set_special(&x, TP_EXACT_FINITE, 1);
  if (tp_format_has_negative_zero(f))
    put_number(t, "minus zero", f, &x);
  for (int negative = 0; negative < 2 && tp_format_has_infinity(f); negative++) {
    tp_exact_set_special(&x, TP_EXACT_INFINITE, negative);
    put_number(t, negative ? "minus infinity" : "infinity", f, &x);
  }
  tp_exact_set_special(&x, TP_EXACT_NAN, 0);
  if (tp_format_has_nan(f))
    put_number(t, f.family == TP_FORMAT_POSIT ? "NaR" : "NaN", f, &x);
  tp_exact_clear(&x);
}

/* --- Its edges ----------------------------------------------------------------------------- */

static const tp_column edge_columns[] = {
  {"number", TP_COLUMN_TEXT, 0}, {"overflow", TP_COLUMN_TEXT, 0}, {"becomes", TP_COLUMN_TEXT, 0}, {"round", TP_COLUMN_TEXT, 0},
};

/* What x becomes, and in which modes: a line for each outcome. */
static void put_edge(tp_table *t, const char *what, tp_format f, tp_overflow_rule rule, const char *rule_name, const tp_exact *x)
{
  enum { MOST = TP_OUTCOMES * TP_ROUNDING_MODES };
  tp_buffer value[MOST] = {{NULL, 0, 0}}, modes[MOST] = {{NULL, 0, 0}};
  int count = 0;
  tp_rounded outcome[TP_OUTCOMES];
  tp_rounded_init(outcome);
  for (int mode = 0; mode < TP_ROUNDING_MODES; mode++) {
    const tp_rounding r = {f, (tp_rounding_mode) mode, rule, 0};
    const int outcomes = tp_round_exact(outcome, &r, x);
    for (int i = 0; i < outcomes; i++) {
      tp_buffer text = {NULL, 0, 0};
      int k = 0;
      tp_exact_print(&text, &outcome[i].value);
      while (k < count && strcmp(value[k].text, text.text))
        k++;
      if (k == count)
        tp_buffer_puts(&value[count++], text.text);
      tp_buffer_printf(&modes[k], "%s%s", modes[k].length ? " " : "", tp_rounding_mode_name[mode]);
      tp_buffer_clear(&text);
    }
  }
  for (int k = 0; k < count; k++) {
    tp_table_put_text(t, what);
    if (rule_name)
      tp_table_put_text(t, rule_name);
    else
      tp_table_put_nothing(t);
    put_and_clear(t, &value[k]);
    put_and_clear(t, &modes[k]);
  }
  tp_rounded_clear(outcome);
}

static tp_table *list_edges(tp_format f)
{
  tp_table *t = tp_table_new(edge_columns, sizeof edge_columns / sizeof *edge_columns);
  tp_exact x;
  mpq_t q;
  mpq_init(q);
  tp_exact_init(&x);
  for (int negative = 0; negative < 2; negative++)
    for (int rule = 0; rule < TP_OVERFLOW_RULES && get_end(q, f, tp_format_largest); rule++) {
      mpq_mul_2exp(q, q, 4);
      if (negative)
        mpq_neg(q, q);
      tp_exact_set_rational(&x, q);
      put_edge(t, negative ? "-16 largest" : "16 largest", f, (tp_overflow_rule) rule, tp_overflow_rule_name[rule], &x);
    }
  for (int rule = 0; rule < TP_OVERFLOW_RULES; rule++) {
    tp_exact_set_special(&x, TP_EXACT_INFINITE, 0);
    put_edge(t, "inf", f, (tp_overflow_rule) rule, tp_overflow_rule_name[rule], &x);
  }
  static const char *const small[] = {"1/4 least positive", "1/2 least positive", "3/4 least positive"};
  for (unsigned long k = 0; k < 3 && get_least_positive(q, f); k++) {
    mpq_set_ui(x.q, k + 1, 4);
    mpq_canonicalize(x.q);
    mpq_mul(q, q, x.q);
    tp_exact_set_rational(&x, q);
    put_edge(t, small[k], f, TP_OVERFLOW_AS_FORMAT, NULL, &x);
  }
  tp_exact_clear(&x);
  mpq_clear(q);
  return t;
}

/* --------------------------------------------------------------------------------------------- */

static void put_count_or_nothing(tp_document *d, const char *name, int number)
{
  if (number)
    tp_document_integer(d, name, (uint64_t) number);
  else
    tp_document_nothing(d, name);
}

tp_document *format_about(const char *name, tp_format f, const char *about)
{
  static const char *const kinds[] = {"real", "fixed point", "floating point, unbounded exponent", "floating point", "grid", "posit"};
  tp_document *d = tp_document_new();
  tp_table *numbers = tp_table_new(number_columns, sizeof number_columns / sizeof *number_columns);
  tp_document_text(d, "name", name);
  tp_document_text(d, "about", *about ? about : NULL);
  tp_document_text(d, "kind", kinds[f.family]);
  put_count_or_nothing(d, "bits", tp_format_bits(f));
  put_count_or_nothing(d, "significand", tp_format_significand(f));
  if (f.family == TP_FORMAT_IEEE)
    tp_document_integer(d, "bias", (uint64_t) f.bias);
  else
    tp_document_nothing(d, "bias");
  put_count_or_nothing(d, "share_a_scale", f.shared);
  put_counts(d, f);
  put_ends(numbers, f);
  put_around_one(d, numbers, f);
  if (f.shared)
    put_scale_facts(d, f);
  put_specials(numbers, f);
  tp_document_table(d, "numbers", numbers, TP_STYLE_ALIGNED);
  tp_document_table(d, "edges", list_edges(f), TP_STYLE_ALIGNED);
  return d;
}
