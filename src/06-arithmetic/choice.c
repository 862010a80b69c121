#include "tmprec/arithmetic/choice.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const site_name[SITES] = {"act", "attn", "logit", "exp", "acc", "param"};
const char *const site_about[SITES] = {
  "activations and hidden values", "attention weights", "logits", "exponentials and their sum",
  "partial sums of dot products", "weights: biases and beta",
};
const char *const summation_name[SUMMATIONS] = {"sequential", "pairwise", "compensated"};

static const format real = {FORMAT_REAL, 0, 0, 0, 0, 0, 0};

/* mpfr:P or mpfr:FORMAT, the latter of floating point. */
static status parse_operation(format *out, const char *text, error *err)
{
  const char *what = strchr(text, ':') + 1;
  size_t length = strlen(what), read = strspn(what, "0123456789");
  if (read && read == length) {
    long value = length < 10 ? strtol(what, NULL, 10) : FORMAT_MAX_PRECISION + 1L;
    if (value < 1 || value > FORMAT_MAX_PRECISION)
      return error_set(err, STATUS_REFUSED, "format '%.80s': the number of bits is from 1 to %d", text, FORMAT_MAX_PRECISION);
    *out = (format) {.family = FORMAT_FLOAT, .a = (int) value};
    return STATUS_OK;
  }
  error inner = {.text = ""};
  format f;
  if (*what && format_parse(&f, what, &inner) == STATUS_OK && !f.shared
      && (f.family == FORMAT_FLOAT || f.family == FORMAT_IEEE)) {
    *out = f;
    return STATUS_OK;
  }
  return error_set(err, STATUS_REFUSED, "format '%.80s': behind mpfr: stands a number of bits or a format eXmY%s%.300s", text,
                   *inner.text ? "; " : "", inner.text);
}

static int holds(const rounding *rule, int value)
{
  mpfr_t x;
  mpfr_init2(x, FORMAT_MAX_PRECISION + 64);
  mpfr_set_si(x, value, MPFR_RNDN);
  rounding_mpfr(rule, x, 0.5);
  int same = mpfr_number_p(x) && mpfr_cmp_si(x, value) == 0;
  mpfr_clear(x);
  return same;
}

/* act must hold the embedding, which is never rounded, and so must the weights that
   select and copy: -1, 0 and 1. */
static status check_units(const rounding *rule, const char *who, error *err)
{
  if (holds(rule, 1) && holds(rule, -1))
    return STATUS_OK;
  buffer name = {NULL, 0, 0};
  format_print(&name, rule->format);
  error_set(err, STATUS_REFUSED, "format '%s' cannot hold -1 and 1, which %s", name.text, who);
  buffer_clear(&name);
  return STATUS_REFUSED;
}

status choice_set_format(arithmetic_choice *c, const char *text, error *err)
{
  if (!strcasecmp(text, "exact")) {
    c->kind = ARITHMETIC_EXACT;
    return STATUS_OK;
  }
  if (!strncasecmp(text, "mpfr:", 5)) {
    status s = parse_operation(&c->operation, text, err);
    if (s == STATUS_OK)
      c->kind = ARITHMETIC_MPFR;
    return s;
  }
  format f;
  status s = format_parse(&f, text, err);
  if (s != STATUS_OK)
    return s;
  c->kind = ARITHMETIC_SITES;
  for (int i = 0; i < SITES; i++)
    c->site[i] = i == SITE_ACT || i == SITE_ATTN ? f : real;
  return STATUS_OK;
}

status choice_set_site(arithmetic_choice *c, int site, const char *text, error *err)
{
  format f;
  status s = format_parse(&f, text, err);
  if (s != STATUS_OK)
    return s;
  if (c->kind == ARITHMETIC_MPFR)
    return error_set(err, STATUS_REFUSED, "--%s has no place beside mpfr, which rounds every operation", site_name[site]);
  if (c->kind != ARITHMETIC_SITES) {
    c->kind = ARITHMETIC_SITES;
    for (int i = 0; i < SITES; i++)
      c->site[i] = real;
  }
  c->site[site] = f;
  return STATUS_OK;
}

/* The index of text[0 .. length-1] in names, or -1. */
static int find_name(const char *const *names, int count, const char *text, size_t length)
{
  for (int i = 0; i < count; i++)
    if (strlen(names[i]) == length && !strncasecmp(names[i], text, length))
      return i;
  return -1;
}

static status no_name(error *err, const char *what, const char *text, size_t length, const char *const *names, int count)
{
  buffer list = {NULL, 0, 0};
  for (int i = 0; i < count; i++)
    buffer_printf(&list, "%s%s", i ? ", " : "", names[i]);
  error_set(err, STATUS_REFUSED, "%s '%.*s' is not one of %s", what, length > 80 ? 80 : (int) length, text, list.text);
  buffer_clear(&list);
  return STATUS_REFUSED;
}

status choice_set_mode(arithmetic_choice *c, const char *text, error *err)
{
  int mode = find_name(rounding_mode_name, ROUNDING_MODES, text, strlen(text));
  for (int i = 0; i < SITES && mode >= 0; i++)
    c->mode[i] = (rounding_mode) mode;
  if (mode >= 0)
    return STATUS_OK;
  if (!strchr(text, ':'))
    return no_name(err, "rounding mode", text, strlen(text), rounding_mode_name, ROUNDING_MODES);
  unsigned seen = 0;
  for (const char *at = text;; at++) {
    size_t name = strcspn(at, ":,");
    if (at[name] != ':')
      return error_set(err, STATUS_REFUSED, "--round '%.80s': not a mode or a list of SITE:MODE, like act:rne,attn:rtz", text);
    size_t rest = strcspn(at + name + 1, ",");
    int site = find_name(site_name, SITES, at, name);
    mode = find_name(rounding_mode_name, ROUNDING_MODES, at + name + 1, rest);
    if (site < 0 || mode < 0) {
      buffer option = {NULL, 0, 0};
      buffer_printf(&option, "--round '%.80s'", text);
      if (site < 0)
        no_name(err, "the site", at, name, site_name, SITES);
      else
        no_name(err, "the mode", at + name + 1, rest, rounding_mode_name, ROUNDING_MODES);
      error_prefix(err, option.text);
      buffer_clear(&option);
      return STATUS_REFUSED;
    }
    if (seen >> site & 1)
      return error_set(err, STATUS_REFUSED, "--round '%.80s': '%s' stands there twice", text, site_name[site]);
    seen |= 1u << site;
    c->mode[site] = (rounding_mode) mode;
    at += name + 1 + rest;
    if (!*at)
      return STATUS_OK;
  }
}

status choice_set_overflow(arithmetic_choice *c, const char *text, error *err)
{
  int rule = find_name(overflow_rule_name, OVERFLOW_RULES, text, strlen(text));
  if (rule < 0)
    return no_name(err, "overflow rule", text, strlen(text), overflow_rule_name, OVERFLOW_RULES);
  c->overflow = (overflow_rule) rule;
  return STATUS_OK;
}

status choice_set_summation(arithmetic_choice *c, const char *text, error *err)
{
  int sum = find_name(summation_name, SUMMATIONS, text, strlen(text));
  if (sum < 0)
    return no_name(err, "order of summation", text, strlen(text), summation_name, SUMMATIONS);
  c->sum = (summation) sum;
  return STATUS_OK;
}

rounding choice_rounding(const arithmetic_choice *c, int site)
{
  return (rounding) {c->site[site], c->mode[site], c->overflow};
}

int choice_is_rounded(const arithmetic_choice *c, int site)
{
  return c->kind == ARITHMETIC_SITES && c->site[site].family != FORMAT_REAL;
}

static status check_mpfr(const arithmetic_choice *c, error *err)
{
  for (int i = 1; i < SITES; i++)
    if (c->mode[i] != c->mode[0])
      return error_set(err, STATUS_REFUSED, "--round SITE:MODE has no place beside mpfr, which rounds every operation alike");
  if (c->mode[0] == ROUND_STOCHASTIC)
    return error_set(err, STATUS_REFUSED, "--round rsr has no place beside mpfr, which does not round stochastically");
  if (c->sum != SUM_SEQUENTIAL || c->subtracts_first)
    return error_set(err, STATUS_REFUSED, "--sum and --subtract have no place beside mpfr, whose operations have one order");
  return check_units(&(rounding) {c->operation, c->mode[0], c->overflow}, "activations need", err);
}

static status check_exact(const arithmetic_choice *c, error *err)
{
  for (int i = 0; i < SITES; i++)
    if (c->mode[i] != ROUND_NEAREST_EVEN || c->overflow != OVERFLOW_AS_FORMAT)
      return error_set(err, STATUS_REFUSED, "--round and --overflow have no meaning for hardmax, which rounds nothing: "
                       "choose a format with --format or a site's option");
  return STATUS_OK;
}

/* What holds in one layer. */
static status check_plain(const arithmetic_choice *c, error *err)
{
  if (c->kind == ARITHMETIC_MPFR)
    return check_mpfr(c, err);
  static const int shares[SITES] = {[SITE_ACT] = 1, [SITE_ATTN] = 1, [SITE_LOGIT] = 1};
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i) && c->site[i].shared && !shares[i])
      return error_set(err, STATUS_REFUSED, "--%s: a format whose values share a scale goes with act, attn and logit only", site_name[i]);
  if (c->kind == ARITHMETIC_EXACT)
    return check_exact(c, err);
  rounding act = choice_rounding(c, SITE_ACT), param = choice_rounding(c, SITE_PARAM);
  status s = check_units(&act, "activations need", err);
  return s == STATUS_OK ? check_units(&param, "weights need", err) : s;
}

const char *const noise_name[NOISES] = {"none", "uniform", "normal"};

int choice_has_noise(const arithmetic_choice *c)
{
  for (int i = 0; i < SITES; i++)
    if (c->noise[i].kind != NOISE_NONE)
      return 1;
  return 0;
}

static status check_noise(const arithmetic_choice *c, error *err)
{
  if (c->kind != ARITHMETIC_SITES)
    return error_set(err, STATUS_REFUSED, "--noise goes with formats at sites, not with hardmax or mpfr");
  for (int i = 0; i < SITES; i++)
    if (format_denominator(c->site[i]) > 1 || c->site[i].shared)
      return error_set(err, STATUS_REFUSED, "--noise does not go with integer grids and shared scales");
  if (c->noise[SITE_PARAM].kind != NOISE_NONE && choice_is_rounded(c, SITE_ACC))
    return error_set(err, STATUS_REFUSED, "--noise param does not go with --acc: the products are no values that one could round in steps");
  return STATUS_OK;
}

/* In some layer at least, or where layers are not told apart. */
static int is_rounded_somewhere(const arithmetic_choice *c, int site)
{
  int rounded = choice_is_rounded(c, site);
  for (size_t i = 0; i < c->exceptions; i++)
    rounded |= c->except[i].what == site && c->except[i].format.family != FORMAT_REAL;
  return rounded;
}

static status check_orders(const arithmetic_choice *c, error *err)
{
  if (c->kind == ARITHMETIC_MPFR)
    return STATUS_OK;
  if (c->sum != SUM_SEQUENTIAL && !is_rounded_somewhere(c, SITE_ACC))
    return error_set(err, STATUS_REFUSED, "--sum needs --acc: without it no partial sum is rounded");
  if (c->subtracts_first && !is_rounded_somewhere(c, SITE_LOGIT))
    return error_set(err, STATUS_REFUSED, "--subtract before needs --logit: without it no logit is rounded");
  return STATUS_OK;
}

/* Grids and shared scales are refused in company: a number is known to be a value of the
   format by the arithmetic that made it. */
static status check_company(const arithmetic_choice *c, error *err)
{
  int grid = 0, shared = 0;
  for (int i = 0; i < SITES && c->kind == ARITHMETIC_SITES; i++) {
    grid |= format_denominator(c->site[i]) > 1;
    shared |= c->site[i].shared;
  }
  for (size_t i = 0; i < c->exceptions; i++) {
    grid |= format_denominator(c->except[i].format) > 1;
    shared |= c->except[i].format.shared;
  }
  if (grid || shared)
    return error_set(err, STATUS_REFUSED, "--at goes with fixed and floating point formats only, not with integer grids and shared scales");
  return STATUS_OK;
}

static status check_exception(const arithmetic_choice *c, const layer_exception *e, error *err)
{
  if (c->kind == ARITHMETIC_EXACT)
    return error_set(err, STATUS_REFUSED, "--at has no meaning for hardmax, which rounds nothing");
  if ((e->what == EXCEPT_OPERATION) != (c->kind == ARITHMETIC_MPFR) && e->what != EXCEPT_BETA)
    return error_set(err, STATUS_REFUSED, c->kind == ARITHMETIC_MPFR ? "--at: beside mpfr there are mpfr and beta, not sites"
                                                                     : "--at: mpfr has no place beside sites");
  const unsigned edges[3] = {e->first, e->last, e->last + 1};
  status s = STATUS_OK;
  for (int i = 0; i < 3 && s == STATUS_OK; i++) {
    arithmetic_choice there = choice_at_layer(c, edges[i]);
    s = check_plain(&there, err);
  }
  return s;
}

status choice_check(const arithmetic_choice *c, error *err)
{
  status s = check_orders(c, err);
  if (s == STATUS_OK)
    s = check_plain(c, err);
  if (s == STATUS_OK && choice_has_noise(c))
    s = check_noise(c, err);
  if (s == STATUS_OK && c->exceptions)
    s = check_company(c, err);
  for (size_t i = 0; i < c->exceptions && s == STATUS_OK; i++)
    s = check_exception(c, c->except + i, err);
  return s;
}

/* [digits][.digits][e[+-]digits], at least one digit before the exponent. */
static int is_decimal(const char *text)
{
  size_t digits = 0;
  for (; isdigit((unsigned char) *text); text++)
    digits++;
  if (*text == '.')
    for (text++; isdigit((unsigned char) *text); text++)
      digits++;
  if (digits && (*text == 'e' || *text == 'E')) {
    text++;
    if (*text == '+' || *text == '-')
      text++;
    if (!isdigit((unsigned char) *text))
      return 0;
    while (isdigit((unsigned char) *text))
      text++;
  }
  return digits && !*text;
}

status choice_set_beta(arithmetic_choice *c, const char *text, error *err)
{
  if (!strcasecmp(text, "auto")) {
    c->beta.is_auto = 1;
    return STATUS_OK;
  }
  if (*text == '-' && is_decimal(text + 1))
    return error_set(err, STATUS_REFUSED, "beta '%.80s': negative", text);
  const char *plain = *text == '+' ? text + 1 : text;
  if (!is_decimal(plain))
    return error_set(err, STATUS_REFUSED, "beta '%.80s': not 'auto' or a finite decimal number", text);
  if (strlen(plain) >= BETA_MAX_DIGITS)
    return error_set(err, STATUS_REFUSED, "beta '%.80s': more than %d characters", text, BETA_MAX_DIGITS - 1);
  double value = strtod(plain, NULL);
  if (value > 1e12)
    return error_set(err, STATUS_REFUSED, "beta '%.80s': at most 1e12", text);
  if (value == 0 && strpbrk(plain, "123456789") && strcspn(plain, "eE") > strcspn(plain, "123456789"))
    return error_set(err, STATUS_REFUSED, "beta '%.80s': too small to be told from 0", text);
  c->beta.is_auto = 0;
  strcpy(c->beta.decimal, plain);
  return STATUS_OK;
}

/* The decimal as a fraction, exactly: at most BETA_MAX_DIGITS digits, over a power of
   ten no larger than those of the least binary64 number allow. */
static void decimal_fraction(mpfr_t numerator, mpfr_t denominator, const char *text)
{
  char digits[BETA_MAX_DIGITS];
  size_t count = 0;
  long exponent = 0;
  for (int point = 0; isdigit((unsigned char) *text) || *text == '.'; text++)
    if (*text == '.') {
      point = 1;
    } else {
      digits[count++] = *text;
      exponent -= point;
    }
  digits[count] = '\0';
  const mpfr_prec_t enough = 2048;
  mpfr_set_prec(numerator, enough);
  mpfr_set_prec(denominator, enough);
  mpfr_set_str(numerator, digits, 10, MPFR_RNDN);
  mpfr_set_ui(denominator, 1, MPFR_RNDN);
  if (mpfr_zero_p(numerator))      /* its exponent may be anything */
    return;
  if (*text)
    exponent += strtol(text + 1, NULL, 10);
  mpfr_t power;
  mpfr_init2(power, enough);
  mpfr_ui_pow_ui(power, 10, (unsigned long) labs(exponent), MPFR_RNDN);
  mpfr_ptr factor = exponent < 0 ? denominator : numerator;
  mpfr_mul(factor, factor, power, MPFR_RNDN);
  mpfr_clear(power);
}

/* 2 r ln 2 + 2 toward -infinity or +infinity, to the precision of x and some bits
   less. */
static void auto_bound(mpfr_t x, unsigned r, mpfr_rnd_t toward)
{
  mpfr_const_log2(x, toward);
  mpfr_mul_ui(x, x, 2ul * r, toward);
  mpfr_add_ui(x, x, 2, toward);
}

/* beta rounded by the rule into x, whatever the working precision.  A decimal is a
   fraction: on a grid it may be a value or a tie that no binary number is.  The
   other is irrational, so that Ziv's loop ends. */
static void round_beta(mpfr_t x, const arithmetic_choice *c, unsigned r, const rounding *rule, double u)
{
  mpfr_t low, high;
  mpfr_prec_t precision = mpfr_get_prec(x) + 128;
  mpfr_inits2(precision, low, high, (mpfr_ptr) NULL);
  int decided = !c->beta.is_auto;
  if (decided) {
    decimal_fraction(low, high, c->beta.decimal);
    rounding_mpfr_quotient(rule, x, low, high, u);
  }
  for (; !decided; precision *= 2) {
    mpfr_set_prec(low, precision);
    mpfr_set_prec(high, precision);
    auto_bound(low, r, MPFR_RNDD);
    auto_bound(high, r, MPFR_RNDU);
    rounding_mpfr(rule, low, u);
    rounding_mpfr(rule, high, u);
    decided = mpfr_equal_p(low, high) || (mpfr_nan_p(low) && mpfr_nan_p(high));
    mpfr_set(x, low, MPFR_RNDN);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

void choice_beta_mpfr(mpfr_t x, const arithmetic_choice *c, unsigned r)
{
  round_beta(x, c, r, &(rounding) {{.family = FORMAT_FLOAT, .a = (int) mpfr_get_prec(x)}, ROUND_NEAREST_EVEN, OVERFLOW_AS_FORMAT}, 0.5);
}

void choice_beta_operation(mpfr_t x, const arithmetic_choice *c, unsigned r)
{
  round_beta(x, c, r, &(rounding) {c->operation, c->mode[0], c->overflow}, 0.5);
}

void choice_beta_weight(mpfr_t x, const arithmetic_choice *c, unsigned r, double u)
{
  rounding rule = choice_rounding(c, SITE_PARAM);
  if (rule.format.family == FORMAT_REAL)
    mpfr_set_d(x, choice_beta(c, r), MPFR_RNDN);
  else
    round_beta(x, c, r, &rule, u);
}

double choice_beta(const arithmetic_choice *c, unsigned r)
{
  mpfr_t x;
  mpfr_init2(x, 53);
  choice_beta_mpfr(x, c, r);
  double value = mpfr_get_d(x, MPFR_RNDN);
  mpfr_clear(x);
  return value;
}

void print_shortest(buffer *out, double x)
{
  char text[40];
  int digits = 0, exponent;
  do
    snprintf(text, sizeof text, "%.*e", digits, x);
  while (strtod(text, NULL) != x && digits++ < 16);
  /* As many digits as that took, but no exponent where the number is short without. */
  exponent = atoi(strchr(text, 'e') + 1);
  snprintf(text, sizeof text, "%.*g", exponent > digits && exponent < 17 ? exponent + 1 : digits + 1, x);
  buffer_puts(out, text);
}

void choice_print_sites(buffer *out, const arithmetic_choice *c)
{
  if (c->kind == ARITHMETIC_MPFR) {
    buffer_puts(out, "all");
    return;
  }
  int first = 1;
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i)) {
      buffer_printf(out, "%s%s", first ? "" : "+", site_name[i]);
      first = 0;
    }
}

void choice_print_modes(buffer *out, const arithmetic_choice *c)
{
  int first = -1, same = 1;
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i)) {
      first = first < 0 ? i : first;
      same &= c->mode[i] == c->mode[first];
    }
  if (same) {
    buffer_puts(out, rounding_mode_name[c->mode[first < 0 ? 0 : first]]);
    return;
  }
  for (int i = first; i < SITES; i++)
    if (choice_is_rounded(c, i))
      buffer_printf(out, "%s%s:%s", i == first ? "" : "+", site_name[i], rounding_mode_name[c->mode[i]]);
}

status choice_set_noise(arithmetic_choice *c, const char *text, error *err)
{
  size_t name = strcspn(text, ":"), kind_length = text[name] ? strcspn(text + name + 1, ":") : 0;
  const char *kind = text + name + (text[name] != 0), *size = kind + kind_length;
  int site = find_name(site_name, SITES, text, name), which = find_name(noise_name + 1, NOISES - 1, kind, kind_length);
  if (site < 0 || site == SITE_EXP || site == SITE_ACC || which < 0 || *size != ':' || !is_decimal(size + 1) || strlen(size + 1) >= BETA_MAX_DIGITS)
    return error_set(err, STATUS_REFUSED, "--noise '%.80s': not SITE:uniform:SIZE or SITE:normal:SIZE, with a site of act, attn, logit, param "
                     "and a decimal size", text);
  double value = strtod(size + 1, NULL);
  if (value > 1e6)
    return error_set(err, STATUS_REFUSED, "--noise '%.80s': the size is at most 1e6", text);
  c->noise[site] = (site_noise) {value > 0 ? (noise_kind) (which + 1) : NOISE_NONE, value};
  return STATUS_OK;
}
