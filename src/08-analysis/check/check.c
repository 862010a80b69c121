/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   The theorems are data (data/theorems); they say what stands in a certificate, line by line. */
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

enum { NUMBER_BITS = 4096, BITS = 1024, SHORT_BITS = 640, BETA_BITS = 192, MOST_EXPONENT = 100000 };

static void fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula)
{
  if (c->result != TP_CERTIFICATE_CONFIRMED)
    return;
  c->result = how;
  const int length = (int) strcspn(formula, "\n");
  tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s%.*s", c->name, c->line, what, length, formula);
}

void tp_checker_refuse(tp_checker *c, const char *what, const char *formula)
{
  fail(c, TP_CERTIFICATE_REFUSED, what, formula);
}

/* --- The certificate ----------------------------------------------------------------------------------------- */

/* What stands after this text on the next line, which begins with it and is read then; or NULL. */
static const char *read_line(tp_checker *c, const char *text, const char *end_of_text, int is_needed)
{
  tp_buffer wanted = {NULL, 0, 0};
  tp_checker_expand(c, &wanted, text);
  tp_buffer_puts(&wanted, end_of_text);
  const char *line = c->next, *end = memchr(line, '\n', (size_t) (c->end - line));
  const char *rest = end && !strncmp(line, wanted.text, wanted.length) ? line + wanted.length : NULL;
  c->line += rest || is_needed;
  if (rest)
    c->next = end + 1;
  else if (is_needed)
    fail(c, TP_CERTIFICATE_MALFORMED, "this line should be another: ", wanted.text);
  tp_buffer_clear(&wanted);
  return rest;
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

static void read_number(tp_checker *c, mpq_t x, const char *text)
{
  const char *number = read_line(c, text, "\t", 1);
  char *end;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  if (!number || strncmp(number + (*number == '-'), "0x", 2) || mpfr_strtofr(y, number, &end, 16, MPFR_RNDN) || *end != '\n')
    mpfr_set_nan(y);
  take(c, x, y, MOST_EXPONENT, TP_CERTIFICATE_MALFORMED);
}

static void read_arithmetic(tp_checker *c, const char *text)
{
  tp_error err;
  const char *line = read_line(c, text, "\t", 1);
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
    tp_checker_refuse(c, "a number that cannot be rounded exactly", "");
  }
  tp_enclosure_clear(&y);
}

/* The arithmetic of a layer, where tokens are 2^r: beta; what else is known of it is said as theorems say it. */
static void take_layer(tp_checker *c, unsigned layer, unsigned r, mpq_t beta)
{
  static const char *const family[] = {
    [TP_FORMAT_REAL] = "real", [TP_FORMAT_FIXED] = "fixed", [TP_FORMAT_FLOAT] = "float", [TP_FORMAT_IEEE] = "ieee",
    [TP_FORMAT_GRID] = "grid", [TP_FORMAT_POSIT] = "posit"};
  const tp_choice before = c->choice, *a = &c->choice;
  tp_buffer *facts = &c->facts;
  c->choice = tp_choice_at_layer(&c->stated, layer);
  const int by_operations = a->kind == TP_ARITHMETIC_MPFR;
  facts->length = 0;
  tp_buffer_printf(facts, "{ by_operations = %d  by_sites = %d  noise = %d  order = %s  subtracts_first = %d  ",
                   by_operations, a->kind == TP_ARITHMETIC_SITES, tp_choice_has_noise(a), tp_summation_name[a->sum],
                   a->subtracts_first);
  for (int i = 0; i < TP_SITES; i++) {
    const tp_rounding rule = by_operations ? (tp_rounding) {a->operation, a->mode[0], a->overflow} : tp_choice_rounding(a, i);
    const tp_format f = rule.format;
    const int has_step = f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE;
    const char *site = tp_site_name[i];
    c->rule[i] = rule;
    tp_buffer_printf(facts, "%s = %d  family[%s] = %s  mode[%s] = %s  P[%s] = %d  ", site, i, site, family[f.family],
                     site, tp_rounding_mode_name[rule.mode], site, tp_format_significand(f));
    tp_buffer_printf(facts, "step[%s] = %ld  flushes[%s] = %d  shared[%s] = %d  rounded[%s] = %d  ", site,
                     has_step ? tp_format_least_step(f) : 0, site, f.flushes, site, f.shared, site,
                     tp_choice_is_rounded(a, i));
  }
  tp_buffer_printf(facts, "layers_differ = %d  alike = %d  there = \"", c->stated.exceptions > 0, tp_choice_equal(&before, a));
  tp_choice_print(facts, a);
  tp_buffer_puts(facts, "\" }");
  tp_checker_evaluate(c, facts->text);
  mpfr_t b;
  mpfr_init2(b, by_operations ? tp_format_significand(a->operation) : BETA_BITS);
  by_operations ? tp_choice_beta_operation(b, a, r) : tp_choice_beta_weight(b, a, r, 0.5);
  take(c, beta, b, MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

void tp_checker_compute(tp_checker *c, const tp_variable *function, tp_value *value, const char *formula)
{
  enum { FLOOR, UP, DOWN, EXP, ROUND, LOGIT, CHECK, LINE, GIVEN, NUMBER, ARITHMETIC, LAYER, FUNCTIONS };
  static const char *const name[] = {
    "floor", "up", "down", "exp_up", "round", "logit", "check", "line", "given", "number", "arithmetic", "layer"};
  mpq_ptr x = value[0].number, y = value[1].number;
  const unsigned long n = mpz_get_ui(mpq_numref(x));
  int i = 0;
  while (i < FUNCTIONS && strcmp(name[i], function->name))
    i++;
  switch (i) {
  case FLOOR:
    mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    mpz_set_ui(mpq_denref(x), 1);
    break;
  case UP: approximate(c, x, SHORT_BITS, MPFR_RNDU, 0); break;
  case DOWN: approximate(c, x, SHORT_BITS, MPFR_RNDD, 0); break;
  case EXP: approximate(c, x, BITS, MPFR_RNDU, 1); break;
  case ROUND: case LOGIT:
    mpq_swap(x, y);
    round_at(c, x, n, i == LOGIT);
    break;
  case CHECK:
    if (mpq_sgn(x) == 0)
      tp_checker_refuse(c, "this does not hold: ", formula);
    break;
  case LINE: case GIVEN: mpq_set_ui(x, read_line(c, value->text, "\n", i == LINE) != NULL, 1); break;
  case NUMBER: read_number(c, x, value->text); break;
  case ARITHMETIC: read_arithmetic(c, value->text); break;
  case LAYER: take_layer(c, (unsigned) n, (unsigned) mpz_get_ui(mpq_numref(y)), x); break;
  default: tp_checker_refuse(c, "there is no such function: ", formula);
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
  while (c->made > 0)
    mpq_clear(c->stack[--c->made].number);
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
  tp_checker_define(&c);
  tp_checker_evaluate(&c, "certificate()");
  if (c.next != c.end)
    fail(&c, TP_CERTIFICATE_MALFORMED, "lines after the end", "");
  close_checker(&c);
  tp_mpfr_environment_leave(&caller);
  return c.result;
}
