/* SPDX-License-Identifier: MIT */
/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   The theorems are formulas (data/theorems, doc/theorems.md).  They say what stands in a certificate, line by line, and this
   file tells them what is there, and what numbers become. */
#include <stdlib.h>
#include <string.h>

#include "theorems.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/enclosure.h"
#include "tmprec/numbers/environment.h"
#include "tmprec/numbers/formulas.h"

enum { NUMBER_BITS = 4096, BITS = 1024, SHORT_BITS = 640, BETA_BITS = 192, MOST_EXPONENT = 100000 };

typedef struct {
  const char *name, *next, *end;         /* of the certificate; its next line */
  size_t line;
  tp_error *err;
  tp_certificate_result result;          /* what is wrong first; nothing is confirmed after it */
  tp_formulas *theorems;
  tp_choice stated, choice;              /* the arithmetic of all layers, and of the layer at work */
  int is_alike;                          /* the latter, and the one of the layer before */
  tp_rounding rule[TP_SITES];            /* of the layer at work */
  tp_buffer text;                        /* its arithmetic as a text */
  tp_enclosure_room room;
} tp_checker;

static void fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula)
{
  if (c->result != TP_CERTIFICATE_CONFIRMED)
    return;
  c->result = how;
  tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s%.*s", c->name, c->line, what, (int) strcspn(formula, "\n"), formula);
  tp_formulas_stop(c->theorems);
}

static void refuse(void *c, const char *what, const char *formula)
{
  fail(c, TP_CERTIFICATE_REFUSED, what, formula);
}

/* --- The certificate ----------------------------------------------------------------------------------------- */

/* What stands after this text on the next line, which begins with it and is read then; else NULL. */
static const char *read_line(tp_checker *c, const char *text, const char *end_of_text, int is_needed)
{
  const char *line = c->next, *end = memchr(line, '\n', (size_t) (c->end - line));
  tp_buffer wanted = {NULL, 0, 0};
  tp_formulas_expand(c->theorems, &wanted, text, line, (size_t) (c->end - line));
  tp_buffer_puts(&wanted, end_of_text);
  const int is_next = end && !strncmp(line, wanted.text, wanted.length);
  c->line += is_next || is_needed;
  c->next = is_next ? end + 1 : line;
  line = is_next ? line + wanted.length : NULL;
  for (char *tab; (tab = strchr(wanted.text, '\t'));)
    *tab = ' ';
  if (is_needed && !is_next)
    fail(c, TP_CERTIFICATE_MALFORMED, "this line should be another: ", wanted.text);
  tp_buffer_clear(&wanted);
  return line;
}

/* x = y, if that is a number and neither too large nor too small; y is cleared. */
static void take(tp_checker *c, mpq_t x, mpfr_t y, long most, tp_certificate_result otherwise)
{
  if (mpfr_number_p(y) && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) < most))
    mpfr_get_q(x, y);
  else
    fail(c, otherwise, "not a number as %a writes them, or too large or too small", "");
  mpfr_clear(y);
}

static void read_number(tp_checker *c, mpq_t x, const char *number)
{
  char *end;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  const int is_hexadecimal = number && !strncmp(number + (*number == '-'), "0x", 2);
  if (!is_hexadecimal || mpfr_strtofr(y, number, &end, 16, MPFR_RNDN) != 0 || *end != '\n')
    mpfr_set_nan(y);
  take(c, x, y, MOST_EXPONENT, TP_CERTIFICATE_MALFORMED);
}

static void read_arithmetic(tp_checker *c, const char *line)
{
  tp_error err;
  char *arithmetic = line ? tp_memory_string(line, strcspn(line, "\n")) : NULL;
  if (line && tp_choice_parse(&c->stated, arithmetic, &err) != TP_STATUS_OK)
    fail(c, TP_CERTIFICATE_MALFORMED, "no arithmetic", "");
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

/* Take the arithmetic of a layer; beta, where contexts have 2^r tokens. */
static void take_layer(tp_checker *c, unsigned layer, unsigned r, mpq_t beta)
{
  const tp_choice before = c->choice, *a = &c->choice;
  c->choice = tp_choice_at_layer(&c->stated, layer);
  c->is_alike = tp_choice_equal(&before, a);
  c->text.length = 0;
  tp_choice_print(&c->text, a);
  const int by_operations = a->kind == TP_ARITHMETIC_MPFR;
  for (int i = 0; i < TP_SITES; i++)
    c->rule[i] = by_operations ? (tp_rounding) {a->operation, a->mode[0], a->overflow, 0} : tp_choice_rounding(a, i);
  mpfr_t b;
  mpfr_init2(b, by_operations ? tp_format_significand(a->operation) : BETA_BITS);
  by_operations ? tp_choice_beta_operation(b, a, r) : tp_choice_beta_weight(b, a, r, 0.5);
  take(c, beta, b, MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

/* --- What theorems ask --------------------------------------------------------------------------------------- */

/* Theorem `certificate` has names for these numbers. */
_Static_assert(TP_SITE_ACT == 0 && TP_SITE_ATTN == 1 && TP_SITE_LOGIT == 2 && TP_SITE_EXP == 3 && TP_SITE_ACC == 4 && TP_SITE_PARAM == 5
               && TP_FORMAT_REAL == 0 && TP_FORMAT_FIXED == 1 && TP_FORMAT_FLOAT == 2 && TP_FORMAT_IEEE == 3 && TP_FORMAT_GRID == 4
               && TP_FORMAT_POSIT == 5 && TP_ROUND_NEAREST_EVEN == 0 && TP_ROUND_NEAREST_AWAY == 1 && TP_ROUND_TOWARD_ZERO == 2
               && TP_ROUND_AWAY == 3 && TP_ROUND_UP == 4 && TP_ROUND_DOWN == 5 && TP_ROUND_TO_ODD == 6 && TP_ROUND_STOCHASTIC == 7
               && TP_SUM_SEQUENTIAL == 0 && TP_SUM_PAIRWISE == 1 && TP_SUM_COMPENSATED == 2, "sites, families, modes, orders of sums");

/* x = what the function says of the layer's arithmetic at a site, or of all of it; whether there is such a function. */
static int tell(const tp_checker *c, const char *function, unsigned long site, mpq_t x)
{
  const tp_choice *a = &c->choice;
  const tp_rounding rule = c->rule[site % TP_SITES];
  const tp_format f = rule.format;
  const int has_step = f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE;
  const struct { const char *function; long value; } told[] = {
    {"family_at", f.family}, {"mode_at", rule.mode}, {"significand_at", tp_format_significand(f)},
    {"least_step_at", has_step ? tp_format_least_step(f) : 0}, {"flushes_at", f.flushes}, {"shared_at", f.shared},
    {"rounded_at", tp_choice_is_rounded(a, (int) (site % TP_SITES))}, {"is_by_sites", a->kind == TP_ARITHMETIC_SITES},
    {"is_by_operations", a->kind == TP_ARITHMETIC_MPFR}, {"has_noise", tp_choice_has_noise(a)}, {"order_of_sums", a->sum},
    {"largest_subtracted", a->subtracts_first}, {"have_layers_rules", c->stated.exceptions > 0}, {"is_alike", c->is_alike}};
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    if (!strcmp(function, told[i].function)) {
      mpq_set_si(x, told[i].value, 1);
      return 1;
    }
  return 0;
}

static void compute(void *host, const char *f, tp_formula_value *first, const tp_formula_value *second, const char *formula)
{
  tp_checker *c = host;
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
    read_number(c, x, read_line(c, first->text, "\t", 1));
  } else if (!strcmp(f, "arithmetic")) {
    read_arithmetic(c, read_line(c, first->text, "\t", 1));
  } else if (!strcmp(f, "layer")) {
    take_layer(c, (unsigned) n, (unsigned) mpz_get_ui(mpq_numref(second->number)), x);
  } else if (!strcmp(f, "text_of_arithmetic")) {
    first->text = c->text.text;
  } else if (!tell(c, f, n, x) && (strcmp(f, "check") || mpq_sgn(x) == 0)) {
    refuse(c, "this does not hold: ", formula);
  }
}

/* --- The whole ----------------------------------------------------------------------------------------------- */

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_checker c = {.name = name, .next = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED};
  c.theorems = tp_formulas_new(&(tp_formula_host) {compute, refuse, &c});
  tp_enclosure_room_init(&c.room, BITS);
  for (const struct tp_theorem_file *f = tp_theorem_files; f->name; f++)
    tp_formulas_evaluate(c.theorems, f->text);
  tp_formulas_evaluate(c.theorems, "certificate()");
  if (c.next != c.end)
    fail(&c, TP_CERTIFICATE_MALFORMED, "lines after the end", "");
  tp_formulas_free(c.theorems);
  tp_enclosure_room_clear(&c.room);
  tp_buffer_clear(&c.text);
  tp_choice_clear(&c.stated);
  tp_mpfr_environment_leave(&caller);
  return c.result;
}
