/* SPDX-License-Identifier: MIT */
/* What numbers become in formats, and what bit patterns mean. */
#include <string.h>

#include "numbers.h"
#include "output.h"
#include "print_document.h"
#include "tmprec/numbers/pattern.h"
#include "tmprec/numbers/rounded.h"
#include "wrap.h"

static const tp_column columns[] = {
  {"number", TP_COLUMN_TEXT, 0}, {"format", TP_COLUMN_TEXT, 0}, {"round", TP_COLUMN_TEXT, 0}, {"value", TP_COLUMN_TEXT, 0},
  {"shortest", TP_COLUMN_TEXT, 0}, {"hex", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_TEXT, 0}, {"error", TP_COLUMN_TEXT, 0},
  {"ulps", TP_COLUMN_TEXT, 0}, {"odds", TP_COLUMN_TEXT, 0}, {"flags", TP_COLUMN_TEXT, 0},
};

static const tp_column pattern_columns[] = {
  {"pattern", TP_COLUMN_TEXT, 0}, {"format", TP_COLUMN_TEXT, 0}, {"kind", TP_COLUMN_TEXT, 0}, {"value", TP_COLUMN_TEXT, 0},
  {"shortest", TP_COLUMN_TEXT, 0}, {"hex", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_TEXT, 0}, {"encoded", TP_COLUMN_TEXT, 0},
};

static void put_value(tp_table *t, tp_format f, const tp_exact *x)
{
  tp_buffer exact = {NULL, 0, 0}, shortest = {NULL, 0, 0};
  tp_exact_print(&exact, x);
  tp_rounded_print_shortest(&shortest, f, x);
  put_and_clear(t, &exact);
  put_and_clear(t, &shortest);
}

/* --- Numbers ------------------------------------------------------------------------ */

static void put_value_pattern(tp_table *t, tp_format f, const tp_exact *x)
{
  tp_buffer hex = {NULL, 0, 0}, bits = {NULL, 0, 0};
  mpz_t pattern;
  mpz_init(pattern);
  if (tp_pattern_encode(pattern, f, x))
    put_pattern(&hex, &bits, f, pattern);
  mpz_clear(pattern);
  put_and_clear(t, &hex);
  put_and_clear(t, &bits);
}

static void put_error(tp_table *t, const tp_rounded *o)
{
  tp_buffer error = {NULL, 0, 0}, ulps = {NULL, 0, 0};
  mpq_t q;
  mpq_init(q);
  if (o->has_error) {
    tp_print_fraction(&error, o->error);
    if (mpq_sgn(o->error))
      mpq_div(q, o->error, o->ulp);
    tp_print_digits(&ulps, q, 6, NULL);
  }
  mpq_clear(q);
  put_and_clear(t, &error);
  put_and_clear(t, &ulps);
}

static void put_flags(tp_table *t, unsigned flags)
{
  tp_buffer text = {NULL, 0, 0};
  for (int i = 0; i < TP_FLAGS; i++)
    if (flags >> i & 1)
      tp_buffer_printf(&text, "%s%s", text.length ? " " : "", tp_flag_name[i]);
  put_and_clear(t, &text);
}

static void put_number(tp_table *t, const char *number, const char *name, const tp_rounding *r, const tp_exact *x, int named_bits)
{
  tp_rounded outcome[TP_OUTCOMES];
  tp_rounded_init(outcome);
  const int outcomes = tp_round_exact(outcome, r, x);
  for (int i = 0; i < outcomes; i++) {
    tp_buffer odds = {NULL, 0, 0}, mode = {NULL, 0, 0};
    tp_rounding_mode_print(&mode, r->mode, named_bits);
    tp_table_put_text(t, number);
    tp_table_put_text(t, name);
    put_and_clear(t, &mode);
    put_value(t, r->format, &outcome[i].value);
    put_value_pattern(t, r->format, &outcome[i].value);
    put_error(t, outcome + i);
    tp_print_fraction(&odds, outcome[i].odds);
    put_and_clear(t, &odds);
    put_flags(t, outcome[i].flags);
  }
  tp_rounded_clear(outcome);
}

static int put_numbers(tp_table *t, const settings *s, const word_list *words, const format_list *formats)
{
  const unsigned modes = s->round_modes ? s->round_modes : (1u << TP_ROUNDING_MODES) - 1;
  const int bits = s->mode_bits ? s->mode_bits : (int) s->random_bits;
  tp_exact x;
  int good = 1;
  tp_exact_init(&x);
  for (size_t i = 0; i < words->count && good; i++) {
    tp_error err;
    good = tp_exact_parse(&x, words->text[i], &err) == TP_STATUS_OK;
    if (!good)
      complain_of_word(words, i, &err);
    for (size_t k = 0; k < formats->count && good; k++)
      for (int mode = 0; mode < TP_ROUNDING_MODES; mode++)
        if (modes >> mode & 1)
          put_number(t, words->text[i], formats->name[k],
                     &(tp_rounding) {formats->format[k], (tp_rounding_mode) mode, (tp_overflow_rule) s->overflow, bits}, &x, s->mode_bits);
  }
  tp_exact_clear(&x);
  return good;
}

/* --- Patterns -------------------------------------------------------------------------- */

/* 0x and hexadecimal digits, 0b and bits, or a decimal number. */
static tp_status parse_pattern(mpz_t out, const char *text, tp_error *err)
{
  const int base = text[0] != '0' ? 10 : text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'b' || text[1] == 'B' ? 2 : 10;
  const char *digits = text + (base == 10 ? 0 : 2);
  if (strlen(text) <= TP_EXACT_MOST_LENGTH && *digits && strspn(digits, "0123456789abcdefABCDEF") == strlen(digits)
      && mpz_set_str(out, digits, base) == 0)
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not a bit pattern such as 0x7f, 0b1101 or 127", text);
}

static const char *kind_of(tp_format f, const tp_exact *x)
{
  if (x->kind != TP_EXACT_FINITE)
    return x->kind == TP_EXACT_NAN ? f.family == TP_FORMAT_POSIT ? "NaR" : "nan" : "infinity";
  if (tp_exact_is_zero(x))
    return "zero";
  mpfr_t least;
  mpq_t size;
  mpfr_init2(least, 2);
  mpq_init(size);
  mpq_abs(size, x->q);
  const int subnormal = tp_format_least_normal(f, least) && mpfr_cmp_q(least, size) > 0;
  mpfr_clear(least);
  mpq_clear(size);
  return subnormal ? "subnormal" : "normal";
}

static void put_decoded(tp_table *t, const char *text, const char *name, tp_format f, const mpz_t pattern)
{
  tp_exact x;
  tp_buffer hex = {NULL, 0, 0}, bits = {NULL, 0, 0}, again = {NULL, 0, 0}, unused = {NULL, 0, 0};
  mpz_t encoded;
  mpz_init(encoded);
  tp_exact_init(&x);
  const int used = tp_pattern_decode(&x, f, pattern);
  tp_table_put_text(t, text);
  tp_table_put_text(t, name);
  tp_table_put_text(t, used ? kind_of(f, &x) : "unused");
  if (used) {
    put_value(t, f, &x);
  } else {
    tp_table_put_nothing(t);
    tp_table_put_nothing(t);
  }
  put_pattern(&hex, &bits, f, pattern);
  put_and_clear(t, &hex);
  put_and_clear(t, &bits);
  if (used && tp_pattern_encode(encoded, f, &x))
    put_pattern(&again, &unused, f, encoded);
  put_and_clear(t, &again);
  tp_buffer_clear(&unused);
  tp_exact_clear(&x);
  mpz_clear(encoded);
}

static int put_patterns(tp_table *t, const word_list *words, const format_list *formats)
{
  mpz_t pattern;
  int good = 1;
  mpz_init(pattern);
  for (size_t i = 0; i < words->count && good; i++) {
    tp_error err;
    tp_status s = parse_pattern(pattern, words->text[i], &err);
    for (size_t k = 0; k < formats->count && s == TP_STATUS_OK; k++) {
      const tp_format f = formats->format[k];
      if (!tp_pattern_exists(f))
        s = tp_error_set(&err, TP_STATUS_REFUSED, "format '%.80s' has no bit patterns", formats->name[k]);
      else if (mpz_sgn(pattern) && mpz_sizeinbase(pattern, 2) > (size_t) tp_format_bits(f))
        s = tp_error_set(&err, TP_STATUS_REFUSED, "'%.80s' has more than the %d bits of %.80s", words->text[i], tp_format_bits(f), formats->name[k]);
      else
        put_decoded(t, words->text[i], formats->name[k], f, pattern);
    }
    if (s != TP_STATUS_OK)
      complain_of_word(words, i, &err);
    good = s == TP_STATUS_OK;
  }
  mpz_clear(pattern);
  return good;
}

/* ------------------------------------------------------------------------------------------ */

static void print_pretty(tp_table *t)
{
  tp_buffer text = {NULL, 0, 0};
  tp_table_write_aligned_within(&text, t, "", WRAP_MOST, 3);
  wrap_lines(&text);
  print_out(&text);
  tp_buffer_clear(&text);
  tp_table_free(t);
}

static int print_table(const settings *s, const word_list *words, const format_list *formats)
{
  tp_table *t = s->patterns ? tp_table_new(pattern_columns, sizeof pattern_columns / sizeof *pattern_columns)
                            : tp_table_new(columns, sizeof columns / sizeof *columns);
  if (!(s->patterns ? put_patterns(t, words, formats) : put_numbers(t, s, words, formats))) {
    tp_table_free(t);
    return EXIT_REFUSED;
  }
  if (s->pretty) {
    print_pretty(t);
    return finish_output(EXIT_DONE);
  }
  tp_document *d = tp_document_new();
  tp_document_table(d, s->patterns ? "patterns" : "numbers", t, TP_STYLE_TABS);
  print_document(s, d);
  return finish_output(EXIT_DONE);
}

int perform_round(settings *s)
{
  format_list formats;
  word_list words;
  int code = EXIT_REFUSED;
  if (s->patterns && (s->round_modes || s->overflow || s->random_bits)) {
    complain("--pattern rounds nothing: neither --round nor --overflow nor --random-bits goes with it");
    return code;
  }
  if (s->mode_bits && s->random_bits) {
    complain("--random-bits is for rsr; --round rsr:%d has its own", s->mode_bits);
    return code;
  }
  if (!read_format_list(&formats, s->argument[0]))
    return code;
  if (read_value_words(&words, s, 1)) {
    code = print_table(s, &words, &formats);
    word_list_clear(&words);
  }
  format_list_clear(&formats);
  return code;
}
