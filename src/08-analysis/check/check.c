/* SPDX-License-Identifier: MIT */
/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   The theorems are data (data/theorems); they say what stands in a certificate, line by line. */
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

enum { NUMBER_BITS = 4096, BITS = 1024, SHORT_BITS = 640, BETA_BITS = 192, MOST_EXPONENT = 100000 };

void tp_checker_fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula)
{
  if (c->result != TP_CERTIFICATE_CONFIRMED)
    return;
  c->result = how;
  const int length = (int) strcspn(formula, "\n");
  tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s%.*s", c->name, c->line, what, length, formula);
}

/* --- The certificate ----------------------------------------------------------------------------------------- */

/* What stands after this text on the next line, which begins with it and is read then; else NULL. */
static const char *read_line(tp_checker *c, const char *text, const char *end_of_text, int is_needed)
{
  tp_buffer wanted = {NULL, 0, 0};
  tp_checker_expand(c, &wanted, text);
  tp_buffer_puts(&wanted, end_of_text);
  const char *line = c->next, *end = memchr(line, '\n', (size_t) (c->end - line));
  const int is_next = end && !strncmp(line, wanted.text, wanted.length);
  c->line += is_next || is_needed;
  c->next = is_next ? end + 1 : line;
  line = is_next ? line + wanted.length : NULL;
  for (char *tab; (tab = strchr(wanted.text, '\t'));)
    *tab = ' ';
  if (is_needed && !is_next)
    malformed(c, "this line should be another: ", wanted.text);
  tp_buffer_clear(&wanted);
  return line;
}

/* x = y, if that is a number and neither too large nor too small; y is cleared. */
static void take(tp_checker *c, mpq_t x, mpfr_t y, long most, tp_certificate_result otherwise)
{
  if (mpfr_number_p(y) && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) < most))
    mpfr_get_q(x, y);
  else
    tp_checker_fail(c, otherwise, "not a number as %a writes them, or too large or too small", "");
  mpfr_clear(y);
}

static void read_number(tp_checker *c, mpq_t x, const char *text)
{
  const char *number = read_line(c, text, "\t", 1);
  char *end;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  const int is_hexadecimal = number && !strncmp(number + (*number == '-'), "0x", 2);
  if (!is_hexadecimal || mpfr_strtofr(y, number, &end, 16, MPFR_RNDN) != 0 || *end != '\n')
    mpfr_set_nan(y);
  take(c, x, y, MOST_EXPONENT, TP_CERTIFICATE_MALFORMED);
}

static void read_arithmetic(tp_checker *c, const char *text)
{
  tp_error err;
  const char *line = read_line(c, text, "\t", 1);
  char *arithmetic = line ? tp_memory_string(line, strcspn(line, "\n")) : NULL;
  if (line && tp_choice_parse(&c->stated, arithmetic, &err) != TP_STATUS_OK)
    malformed(c, "no arithmetic", "");
  free(arithmetic);
}

/* --- Numbers ------------------------------------------------------------------------------------------------- */

/* x, or e^x, in so many bits: at least it (up), or at most. */
static void approximate(tp_checker *c, mpq_t x, mpfr_prec_t bits, mpfr_rnd_t toward, int is_exponent)
{
  mpfr_t y;
  mpfr_init2(y, bits);
  mpfr_set_q(y, x, toward);
  if (is_exponent)
    mpfr_exp(y, y, toward);
  take(c, x, y, 2 * MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

/* x as it is rounded at the site, exactly.  Only an infinite logit is 2^MOST_EXPONENT or -2^MOST_EXPONENT. */
static void round_at(tp_checker *c, mpq_t x, unsigned long site, int is_logit)
{
  tp_enclosure y;
  if (site < TP_SITES && c->rule[site].format.family == TP_FORMAT_REAL)
    return;
  tp_enclosure_init(&y, BITS);
  const int good = site < TP_SITES && tp_enclosure_set_rational(&y, x)
                   && tp_enclosure_round(&c->room, c->rule + site, 0.5, &y, &y);
  if (good && is_logit && mpfr_inf_p(y.high)) {
    mpq_set_si(x, mpfr_sgn(y.high), 1);
    mpq_mul_2exp(x, x, MOST_EXPONENT);
  } else if (!good || !tp_enclosure_to_rational(x, &y)) {
    refuse(c, "a number that cannot be rounded exactly", "");
  }
  tp_enclosure_clear(&y);
}

/* Take the arithmetic of a layer; beta, where contexts have 2^r tokens.  What else is known of it the theorems are told
   by `site` and `everywhere`, which they define. */
static void take_layer(tp_checker *c, unsigned layer, unsigned r, mpq_t beta)
{
  static const char *const family[] = {
    [TP_FORMAT_REAL] = "real", [TP_FORMAT_FIXED] = "fixed", [TP_FORMAT_FLOAT] = "float", [TP_FORMAT_IEEE] = "ieee",
    [TP_FORMAT_GRID] = "grid", [TP_FORMAT_POSIT] = "posit"};
  const tp_choice before = c->choice, *a = &c->choice;
  c->choice = tp_choice_at_layer(&c->stated, layer);
  const int by_operations = a->kind == TP_ARITHMETIC_MPFR;
  c->facts.length = 0;
  for (int i = 0; i < TP_SITES; i++) {
    c->rule[i] = by_operations ? (tp_rounding) {a->operation, a->mode[0], a->overflow} : tp_choice_rounding(a, i);
    const tp_format f = c->rule[i].format;
    const int has_step = f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE;
    tp_buffer_printf(&c->facts, "%s = %d; site(%d, %s, %s, %d, %ld, %d, %d, %d);", tp_site_name[i], i, i,
                     family[f.family], tp_rounding_mode_name[c->rule[i].mode], tp_format_significand(f),
                     has_step ? tp_format_least_step(f) : 0, f.flushes, f.shared, tp_choice_is_rounded(a, i));
  }
  tp_buffer_printf(&c->facts, "everywhere(%d, %d, %d, %s, %d, %d, %d, \"", a->kind == TP_ARITHMETIC_SITES,
                   by_operations, tp_choice_has_noise(a), tp_summation_name[a->sum], a->subtracts_first,
                   c->stated.exceptions > 0, tp_choice_equal(&before, a));
  tp_choice_print(&c->facts, a);
  tp_buffer_puts(&c->facts, "\")");
  tp_checker_evaluate(c, c->facts.text);
  mpfr_t b;
  mpfr_init2(b, by_operations ? tp_format_significand(a->operation) : BETA_BITS);
  by_operations ? tp_choice_beta_operation(b, a, r) : tp_choice_beta_weight(b, a, r, 0.5);
  take(c, beta, b, MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

void tp_checker_compute(tp_checker *c, const char *f, tp_value *first, const tp_value *second, const char *formula)
{
  mpq_ptr x = first->number;
  const unsigned long n = mpz_get_ui(mpq_numref(x));
  if (!strcmp(f, "round") || !strcmp(f, "logit")) {
    mpq_set(x, second->number);
    round_at(c, x, n, *f == 'l');
  } else if (!strcmp(f, "up") || !strcmp(f, "down")) {
    approximate(c, x, SHORT_BITS, *f == 'u' ? MPFR_RNDU : MPFR_RNDD, 0);
  } else if (!strcmp(f, "exp_up")) {
    approximate(c, x, BITS, MPFR_RNDU, 1);
  } else if (!strcmp(f, "floor")) {
    mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    mpz_set_ui(mpq_denref(x), 1);
  } else if (!strcmp(f, "line") || !strcmp(f, "given")) {
    mpq_set_ui(x, read_line(c, first->text, "\n", *f == 'l') != NULL, 1);
  } else if (!strcmp(f, "number")) {
    read_number(c, x, first->text);
  } else if (!strcmp(f, "arithmetic")) {
    read_arithmetic(c, first->text);
  } else if (!strcmp(f, "layer")) {
    take_layer(c, (unsigned) n, (unsigned) mpz_get_ui(mpq_numref(second->number)), x);
  } else if (strcmp(f, "check") || mpq_sgn(x) == 0) {
    refuse(c, "this does not hold: ", formula);
  }
}

/* --- The whole ----------------------------------------------------------------------------------------------- */

static void close_checker(tp_checker *c)
{
  for (size_t i = 0; i < sizeof c->variable / sizeof *c->variable; i++)
    for (tp_variable *v = c->variable[i], *next; v; v = next) {
      next = v->next;
      mpq_clear(v->value.number);
      free(v->name);
      free(v);
    }
  while (c->made-- > 0) {
    mpq_clear(c->stack[c->made]->number);
    free(c->stack[c->made]);
  }
  free(c->stack);
  tp_buffer_clear(&c->facts);
  tp_enclosure_room_clear(&c->room);
  tp_choice_clear(&c->stated);
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_checker c = {.name = name, .next = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED};
  tp_enclosure_room_init(&c.room, BITS);
  for (const struct tp_theorem_file *f = tp_theorem_files; f->name; f++)
    tp_checker_evaluate(&c, f->text);
  tp_checker_evaluate(&c, "certificate()");
  if (c.next != c.end)
    malformed(&c, "lines after the end", "");
  close_checker(&c);
  tp_mpfr_environment_leave(&caller);
  return c.result;
}
