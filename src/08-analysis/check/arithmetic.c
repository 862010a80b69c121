/* What theorems compute with: exact rationals, roundings, exponentials, and what is known of the arithmetic. */
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"

enum { BITS = 1024, SHORT_BITS = 640, BETA_BITS = 192 };

/* Functions of numbers; what is known of a site; what is known of the layer at work. */
enum { MIN = 1, MAX, FLOOR, UP, DOWN, EXP, ROUND, LOGIT, ARITHMETIC, LAYER, SAME_AS_LAYER, FACTS };
static const char *const function_name[] = {
  "", "min", "max", "floor", "up", "down", "exp_up", "round", "logit", "arithmetic", "layer", "same_as_layer",
  "family", "mode", "P", "step", "least", "denominator", "flushes", "shared", "rounded",
  "by_sites", "by_operations", "order", "noise", "exceptions", "subtracts_first"};

/* --- Numbers ---------------------------------------------------------------------------------------------- */

/* x, or e^x, in so many bits: at least it (up), or at most. */
static void approximate(tp_checker *c, mpq_t x, mpfr_prec_t bits, mpfr_rnd_t toward, int is_exponent)
{
  mpfr_t y;
  mpfr_init2(y, bits);
  mpfr_set_q(y, x, toward);
  if (is_exponent)
    mpfr_exp(y, y, toward);
  if (mpfr_number_p(y) && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) <= 2 * TP_MOST_EXPONENT))
    mpfr_get_q(x, y);
  else
    refuse(c, "a number that is too large or too small");
  mpfr_clear(y);
}

/* x as it is rounded at the site, exactly.  Only an infinite logit is 2^TP_MOST_EXPONENT or -2^TP_MOST_EXPONENT. */
static void round_at(tp_checker *c, mpq_t x, unsigned long site, int is_logit)
{
  tp_enclosure y;
  if (site < TP_SITES && c->rule[site].format.family == TP_FORMAT_REAL)
    return;
  tp_enclosure_init(&y, BITS);
  const int good = site < TP_SITES && tp_enclosure_set_rational(&y, x)
                   && tp_enclosure_round(&c->room, c->rule + site, 0.5, &y, &y);
  if (good && is_logit && mpfr_inf_p(y.high))
    mpq_set_si(x, mpfr_sgn(y.high), 1), mpq_mul_2exp(x, x, TP_MOST_EXPONENT);
  else if (!good || !tp_enclosure_to_rational(x, &y))
    refuse(c, "a number that cannot be rounded exactly");
  tp_enclosure_clear(&y);
}

/* --- The arithmetic ----------------------------------------------------------------------------------------- */

static void read_arithmetic(tp_checker *c)
{
  const char *line = tp_checker_read(c, "arithmetic\t");
  tp_error err;
  char *text = tp_memory_string(line, strcspn(line, "\n"));
  if (tp_choice_parse(&c->stated, text, &err) != TP_STATUS_OK)
    malformed(c, "no arithmetic");
  free(text);
}

/* That of a layer, and beta. */
static void take_layer(tp_checker *c, unsigned layer, mpq_t beta)
{
  const tp_choice *a = &c->choice;
  const unsigned r = (unsigned) mpz_get_ui(mpq_numref(tp_checker_variable(c, "r", 1, TP_NO_INDEX)->value.number));
  c->choice = tp_choice_at_layer(&c->stated, layer);
  const int is_by_operations = a->kind == TP_ARITHMETIC_MPFR;
  for (int i = 0; i < TP_SITES; i++)
    c->rule[i] = is_by_operations ? (tp_rounding) {a->operation, a->mode[0], a->overflow} : tp_choice_rounding(a, i);
  tp_buffer_clear(&c->there);
  tp_buffer_puts(&c->there, "\"");
  tp_choice_print(&c->there, a);
  tp_buffer_puts(&c->there, "\"");
  tp_checker_variable(c, "there", 5, TP_NO_INDEX)->value.text = c->there.text;
  mpfr_t b;
  mpfr_init2(b, is_by_operations ? tp_format_significand(a->operation) : BETA_BITS);
  is_by_operations ? tp_choice_beta_operation(b, a, r) : tp_choice_beta_weight(b, a, r, 0.5);
  if (mpfr_number_p(b) && mpfr_sgn(b) > 0)
    mpfr_get_q(beta, b);
  else
    refuse(c, "beta is no positive number");
  mpfr_clear(b);
}

static long fact(tp_checker *c, int function, unsigned long site)
{
  if (site >= TP_SITES) {
    refuse(c, "there is no such site");
    return 0;
  }
  const tp_format f = c->rule[site].format;
  const int is_binary = f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE;
  const long facts[] = {
    f.family, c->rule[site].mode, tp_format_significand(f), is_binary ? tp_format_least_step(f) : 0,
    f.family == TP_FORMAT_IEEE ? tp_format_least_exponent(f) : 0, tp_format_denominator(f), f.flushes, f.shared,
    tp_choice_is_rounded(&c->choice, (int) site), c->choice.kind == TP_ARITHMETIC_SITES,
    c->choice.kind == TP_ARITHMETIC_MPFR, c->choice.sum, tp_choice_has_noise(&c->choice),
    (long) c->stated.exceptions, c->choice.subtracts_first};
  return facts[function - FACTS];
}

void tp_checker_compute(tp_checker *c, int function, tp_value *value)
{
  mpq_ptr x = value[0].number, y = value[1].number;
  const unsigned long n = mpz_get_ui(mpq_numref(x));
  switch (function) {
  case MIN: case MAX:
    if (function == MIN ? mpq_cmp(y, x) < 0 : mpq_cmp(y, x) > 0)
      mpq_set(x, y);
    break;
  case FLOOR:
    mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    mpz_set_ui(mpq_denref(x), 1);
    break;
  case UP: approximate(c, x, SHORT_BITS, MPFR_RNDU, 0); break;
  case DOWN: approximate(c, x, SHORT_BITS, MPFR_RNDD, 0); break;
  case EXP: approximate(c, x, BITS, MPFR_RNDU, 1); break;
  case ROUND: case LOGIT:
    mpq_swap(x, y);
    round_at(c, x, n, function == LOGIT);
    break;
  case ARITHMETIC: read_arithmetic(c); break;
  case LAYER: take_layer(c, (unsigned) n, x); break;
  case SAME_AS_LAYER: {
    const tp_choice there = tp_choice_at_layer(&c->stated, (unsigned) n);
    mpq_set_ui(x, (unsigned) tp_choice_equal(&there, &c->choice), 1);
    break;
  }
  default: mpq_set_si(x, fact(c, function, n), 1); break;
  }
}

/* --- Names ------------------------------------------------------------------------------------------------------ */

tp_variable *tp_checker_variable(tp_checker *c, const char *name, size_t length, long index)
{
  size_t hash = (size_t) index;
  for (size_t i = 0; i < length; i++)
    hash = hash * 31 + (unsigned char) name[i];
  tp_variable **at = c->variable + hash % (sizeof c->variable / sizeof *c->variable);
  while (*at && ((*at)->index != index || (*at)->length != length || memcmp((*at)->name, name, length)))
    at = &(*at)->next;
  if (!*at) {
    *at = tp_memory_zeroed(1, sizeof **at);
    **at = (tp_variable) {.name = name, .length = length, .index = index};
    mpq_init((*at)->value.number);
  }
  return *at;
}

static tp_variable *name(tp_checker *c, const char *text)
{
  return tp_checker_variable(c, text, strlen(text), TP_NO_INDEX);
}

static void number(tp_checker *c, const char *const *names, long count)
{
  for (long i = 0; i < count; i++) {
    name(c, names[i])->value.is_known = 1;
    mpq_set_si(name(c, names[i])->value.number, i, 1);
  }
}

void tp_checker_name(tp_checker *c)
{
  static const char *const families[] = {
    [TP_FORMAT_REAL] = "real", [TP_FORMAT_FIXED] = "fixed", [TP_FORMAT_FLOAT] = "float", [TP_FORMAT_IEEE] = "ieee",
    [TP_FORMAT_GRID] = "grid", [TP_FORMAT_POSIT] = "posit"};
  for (int i = MIN; i < (int) (sizeof function_name / sizeof *function_name); i++)
    name(c, function_name[i])->function = i;
  number(c, families, 6);
  number(c, tp_site_name, TP_SITES);
  number(c, tp_rounding_mode_name, TP_ROUNDING_MODES);
  number(c, tp_summation_name, TP_SUMMATIONS);
}
