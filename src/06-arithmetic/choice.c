#include "tmprec/arithmetic/choice.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const tp_site_name[TP_SITES] = {"act", "attn", "logit", "exp", "acc", "param"};
const char *const tp_site_about[TP_SITES] = {
  "activations and hidden values", "attention weights", "logits", "exponentials and their sum",
  "partial sums of dot products", "weights: biases and beta",
};
const char *const tp_summation_name[TP_SUMMATIONS] = {"sequential", "pairwise", "compensated"};

static const tp_format real = {TP_FORMAT_REAL, 0, 0, 0, 0, 0, 0};

/* mpfr:P or mpfr:FORMAT, the latter of floating point. */
static tp_status parse_operation(tp_format *out, const char *text, tp_error *err)
{
  const char *what = strchr(text, ':') + 1;
  size_t length = strlen(what), read = strspn(what, "0123456789");
  if (read && read == length) {
    long value = length < 10 ? strtol(what, NULL, 10) : TP_FORMAT_MAX_PRECISION + 1L;
    if (value < 1 || value > TP_FORMAT_MAX_PRECISION)
      return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': the number of bits is from 1 to %d", text, TP_FORMAT_MAX_PRECISION);
    *out = (tp_format) {.family = TP_FORMAT_FLOAT, .a = (int) value};
    return TP_STATUS_OK;
  }
  tp_error inner = {.text = ""};
  tp_format f;
  if (*what && tp_format_parse(&f, what, &inner) == TP_STATUS_OK && !f.shared
      && (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE)) {
    *out = f;
    return TP_STATUS_OK;
  }
  return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': behind mpfr: stands a number of bits or a format eXmY%s%.300s", text,
                      *inner.text ? "; " : "", inner.text);
}

static int holds(const tp_rounding *rule, int value)
{
  mpfr_t x;
  mpfr_init2(x, TP_FORMAT_MAX_PRECISION + 64);
  mpfr_set_si(x, value, MPFR_RNDN);
  tp_rounding_mpfr(rule, x, 0.5);
  int same = mpfr_number_p(x) && mpfr_cmp_si(x, value) == 0;
  mpfr_clear(x);
  return same;
}

/* act must hold the embedding, which is never rounded, and so must the weights that
   select and copy: -1, 0 and 1. */
static tp_status check_units(const tp_rounding *rule, const char *who, tp_error *err)
{
  if (holds(rule, 1) && holds(rule, -1))
    return TP_STATUS_OK;
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, rule->format);
  tp_error_set(err, TP_STATUS_REFUSED, "format '%s' cannot hold -1 and 1, which %s", name.text, who);
  tp_buffer_clear(&name);
  return TP_STATUS_REFUSED;
}

tp_status tp_choice_set_format(tp_choice *c, const char *text, tp_error *err)
{
  if (!strcasecmp(text, "exact")) {
    c->kind = TP_ARITHMETIC_EXACT;
    return TP_STATUS_OK;
  }
  if (!strncasecmp(text, "mpfr:", 5)) {
    tp_status s = parse_operation(&c->operation, text, err);
    if (s == TP_STATUS_OK)
      c->kind = TP_ARITHMETIC_MPFR;
    return s;
  }
  tp_format f;
  tp_status s = tp_format_parse(&f, text, err);
  if (s != TP_STATUS_OK)
    return s;
  c->kind = TP_ARITHMETIC_SITES;
  for (int i = 0; i < TP_SITES; i++)
    c->site[i] = i == TP_SITE_ACT || i == TP_SITE_ATTN ? f : real;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_site(tp_choice *c, int site, const char *text, tp_error *err)
{
  tp_format f;
  tp_status s = tp_format_parse(&f, text, err);
  if (s != TP_STATUS_OK)
    return s;
  if (c->kind == TP_ARITHMETIC_MPFR)
    return tp_error_set(err, TP_STATUS_REFUSED, "--%s has no place beside mpfr, which rounds every operation", tp_site_name[site]);
  if (c->kind != TP_ARITHMETIC_SITES) {
    c->kind = TP_ARITHMETIC_SITES;
    for (int i = 0; i < TP_SITES; i++)
      c->site[i] = real;
  }
  c->site[site] = f;
  return TP_STATUS_OK;
}

/* The index of text[0 .. length-1] in names, or -1. */
static int find_name(const char *const *names, int count, const char *text, size_t length)
{
  for (int i = 0; i < count; i++)
    if (strlen(names[i]) == length && !strncasecmp(names[i], text, length))
      return i;
  return -1;
}

static tp_status no_name(tp_error *err, const char *what, const char *text, size_t length, const char *const *names, int count)
{
  tp_buffer list = {NULL, 0, 0};
  for (int i = 0; i < count; i++)
    tp_buffer_printf(&list, "%s%s", i ? ", " : "", names[i]);
  tp_error_set(err, TP_STATUS_REFUSED, "%s '%.*s' is not one of %s", what, length > 80 ? 80 : (int) length, text, list.text);
  tp_buffer_clear(&list);
  return TP_STATUS_REFUSED;
}

tp_status tp_choice_set_mode(tp_choice *c, const char *text, tp_error *err)
{
  int mode = find_name(tp_rounding_mode_name, TP_ROUNDING_MODES, text, strlen(text));
  for (int i = 0; i < TP_SITES && mode >= 0; i++)
    c->mode[i] = (tp_rounding_mode) mode;
  if (mode >= 0)
    return TP_STATUS_OK;
  if (!strchr(text, ':'))
    return no_name(err, "rounding mode", text, strlen(text), tp_rounding_mode_name, TP_ROUNDING_MODES);
  unsigned seen = 0;
  for (const char *at = text;; at++) {
    size_t name = strcspn(at, ":,");
    if (at[name] != ':')
      return tp_error_set(err, TP_STATUS_REFUSED, "--round '%.80s': not a mode or a list of SITE:MODE, like act:rne,attn:rtz", text);
    size_t rest = strcspn(at + name + 1, ",");
    int site = find_name(tp_site_name, TP_SITES, at, name);
    mode = find_name(tp_rounding_mode_name, TP_ROUNDING_MODES, at + name + 1, rest);
    if (site < 0 || mode < 0) {
      tp_buffer option = {NULL, 0, 0};
      tp_buffer_printf(&option, "--round '%.80s'", text);
      if (site < 0)
        no_name(err, "the site", at, name, tp_site_name, TP_SITES);
      else
        no_name(err, "the mode", at + name + 1, rest, tp_rounding_mode_name, TP_ROUNDING_MODES);
      tp_error_prefix(err, option.text);
      tp_buffer_clear(&option);
      return TP_STATUS_REFUSED;
    }
    if (seen >> site & 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "--round '%.80s': '%s' stands there twice", text, tp_site_name[site]);
    seen |= 1u << site;
    c->mode[site] = (tp_rounding_mode) mode;
    at += name + 1 + rest;
    if (!*at)
      return TP_STATUS_OK;
  }
}

tp_status tp_choice_set_overflow(tp_choice *c, const char *text, tp_error *err)
{
  int rule = find_name(tp_overflow_rule_name, TP_OVERFLOW_RULES, text, strlen(text));
  if (rule < 0)
    return no_name(err, "overflow rule", text, strlen(text), tp_overflow_rule_name, TP_OVERFLOW_RULES);
  c->overflow = (tp_overflow_rule) rule;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_summation(tp_choice *c, const char *text, tp_error *err)
{
  int sum = find_name(tp_summation_name, TP_SUMMATIONS, text, strlen(text));
  if (sum < 0)
    return no_name(err, "order of summation", text, strlen(text), tp_summation_name, TP_SUMMATIONS);
  c->sum = (tp_summation) sum;
  return TP_STATUS_OK;
}

tp_rounding tp_choice_rounding(const tp_choice *c, int site)
{
  return (tp_rounding) {c->site[site], c->mode[site], c->overflow};
}

int tp_choice_is_rounded(const tp_choice *c, int site)
{
  return c->kind == TP_ARITHMETIC_SITES && c->site[site].family != TP_FORMAT_REAL;
}

static tp_status check_mpfr(const tp_choice *c, tp_error *err)
{
  for (int i = 1; i < TP_SITES; i++)
    if (c->mode[i] != c->mode[0])
      return tp_error_set(err, TP_STATUS_REFUSED, "--round SITE:MODE has no place beside mpfr, which rounds every operation alike");
  if (c->mode[0] == TP_ROUND_STOCHASTIC)
    return tp_error_set(err, TP_STATUS_REFUSED, "--round rsr has no place beside mpfr, which does not round stochastically");
  if (c->sum != TP_SUM_SEQUENTIAL || c->subtracts_first)
    return tp_error_set(err, TP_STATUS_REFUSED, "--sum and --subtract have no place beside mpfr, whose operations have one order");
  return check_units(&(tp_rounding) {c->operation, c->mode[0], c->overflow}, "activations need", err);
}

static tp_status check_exact(const tp_choice *c, tp_error *err)
{
  for (int i = 0; i < TP_SITES; i++)
    if (c->mode[i] != TP_ROUND_NEAREST_EVEN || c->overflow != TP_OVERFLOW_AS_FORMAT)
      return tp_error_set(err, TP_STATUS_REFUSED, "--round and --overflow have no meaning for hardmax, which rounds nothing: "
                          "choose a format with --format or a site's option");
  return TP_STATUS_OK;
}

/* What holds in one layer. */
static tp_status check_plain(const tp_choice *c, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_MPFR)
    return check_mpfr(c, err);
  static const int shares[TP_SITES] = {[TP_SITE_ACT] = 1, [TP_SITE_ATTN] = 1, [TP_SITE_LOGIT] = 1};
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && c->site[i].shared && !shares[i])
      return tp_error_set(err, TP_STATUS_REFUSED, "--%s: a format whose values share a scale goes with act, attn and logit only", tp_site_name[i]);
  if (c->kind == TP_ARITHMETIC_EXACT)
    return check_exact(c, err);
  tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), param = tp_choice_rounding(c, TP_SITE_PARAM);
  tp_status s = check_units(&act, "activations need", err);
  return s == TP_STATUS_OK ? check_units(&param, "weights need", err) : s;
}

const char *const tp_noise_name[TP_NOISES] = {"none", "uniform", "normal"};

int tp_choice_has_noise(const tp_choice *c)
{
  for (int i = 0; i < TP_SITES; i++)
    if (c->noise[i].kind != TP_NOISE_NONE)
      return 1;
  return 0;
}

static tp_status check_noise(const tp_choice *c, tp_error *err)
{
  if (c->kind != TP_ARITHMETIC_SITES)
    return tp_error_set(err, TP_STATUS_REFUSED, "--noise goes with formats at sites, not with hardmax or mpfr");
  for (int i = 0; i < TP_SITES; i++)
    if (tp_format_denominator(c->site[i]) > 1 || c->site[i].shared)
      return tp_error_set(err, TP_STATUS_REFUSED, "--noise does not go with integer grids and shared scales");
  if (c->noise[TP_SITE_PARAM].kind != TP_NOISE_NONE && tp_choice_is_rounded(c, TP_SITE_ACC))
    return tp_error_set(err, TP_STATUS_REFUSED, "--noise param does not go with --acc: the products are no values that one could round in steps");
  return TP_STATUS_OK;
}

/* In some layer at least, or where layers are not told apart. */
static int is_rounded_somewhere(const tp_choice *c, int site)
{
  int rounded = tp_choice_is_rounded(c, site);
  for (size_t i = 0; i < c->exceptions; i++)
    rounded |= c->except[i].what == site && c->except[i].format.family != TP_FORMAT_REAL;
  return rounded;
}

static tp_status check_orders(const tp_choice *c, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_MPFR)
    return TP_STATUS_OK;
  if (c->sum != TP_SUM_SEQUENTIAL && !is_rounded_somewhere(c, TP_SITE_ACC))
    return tp_error_set(err, TP_STATUS_REFUSED, "--sum needs --acc: without it no partial sum is rounded");
  if (c->subtracts_first && !is_rounded_somewhere(c, TP_SITE_LOGIT))
    return tp_error_set(err, TP_STATUS_REFUSED, "--subtract before needs --logit: without it no logit is rounded");
  return TP_STATUS_OK;
}

/* Grids and shared scales are refused in company: a number is known to be a value of the
   format by the arithmetic that made it. */
static tp_status check_company(const tp_choice *c, tp_error *err)
{
  int grid = 0, shared = 0;
  for (int i = 0; i < TP_SITES && c->kind == TP_ARITHMETIC_SITES; i++) {
    grid |= tp_format_denominator(c->site[i]) > 1;
    shared |= c->site[i].shared;
  }
  for (size_t i = 0; i < c->exceptions; i++) {
    grid |= tp_format_denominator(c->except[i].format) > 1;
    shared |= c->except[i].format.shared;
  }
  if (grid || shared)
    return tp_error_set(err, TP_STATUS_REFUSED, "--at goes with fixed and floating point formats only, not with integer grids and shared scales");
  return TP_STATUS_OK;
}

static tp_status check_exception(const tp_choice *c, const tp_layer_exception *e, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_EXACT)
    return tp_error_set(err, TP_STATUS_REFUSED, "--at has no meaning for hardmax, which rounds nothing");
  if ((e->what == TP_EXCEPT_OPERATION) != (c->kind == TP_ARITHMETIC_MPFR) && e->what != TP_EXCEPT_BETA)
    return tp_error_set(err, TP_STATUS_REFUSED, c->kind == TP_ARITHMETIC_MPFR ? "--at: beside mpfr there are mpfr and beta, not sites"
                                                                              : "--at: mpfr has no place beside sites");
  const unsigned edges[3] = {e->first, e->last, e->last + 1};
  tp_status s = TP_STATUS_OK;
  for (int i = 0; i < 3 && s == TP_STATUS_OK; i++) {
    tp_choice there = tp_choice_at_layer(c, edges[i]);
    s = check_plain(&there, err);
  }
  return s;
}

tp_status tp_choice_check(const tp_choice *c, tp_error *err)
{
  tp_status s = check_orders(c, err);
  if (s == TP_STATUS_OK)
    s = check_plain(c, err);
  if (s == TP_STATUS_OK && tp_choice_has_noise(c))
    s = check_noise(c, err);
  if (s == TP_STATUS_OK && c->exceptions)
    s = check_company(c, err);
  for (size_t i = 0; i < c->exceptions && s == TP_STATUS_OK; i++)
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

tp_status tp_choice_set_beta(tp_choice *c, const char *text, tp_error *err)
{
  if (!strcasecmp(text, "auto")) {
    c->beta.is_auto = 1;
    return TP_STATUS_OK;
  }
  if (*text == '-' && is_decimal(text + 1))
    return tp_error_set(err, TP_STATUS_REFUSED, "beta '%.80s': negative", text);
  const char *plain = *text == '+' ? text + 1 : text;
  if (!is_decimal(plain))
    return tp_error_set(err, TP_STATUS_REFUSED, "beta '%.80s': not 'auto' or a finite decimal number", text);
  if (strlen(plain) >= TP_BETA_MAX_DIGITS)
    return tp_error_set(err, TP_STATUS_REFUSED, "beta '%.80s': more than %d characters", text, TP_BETA_MAX_DIGITS - 1);
  double value = strtod(plain, NULL);
  if (value > 1e12)
    return tp_error_set(err, TP_STATUS_REFUSED, "beta '%.80s': at most 1e12", text);
  if (value == 0 && strpbrk(plain, "123456789") && strcspn(plain, "eE") > strcspn(plain, "123456789"))
    return tp_error_set(err, TP_STATUS_REFUSED, "beta '%.80s': too small to be told from 0", text);
  c->beta.is_auto = 0;
  strcpy(c->beta.decimal, plain);
  return TP_STATUS_OK;
}

/* The decimal as a fraction, exactly: at most TP_BETA_MAX_DIGITS digits, over a power of
   ten no larger than those of the least binary64 number allow. */
static void decimal_fraction(mpfr_t numerator, mpfr_t denominator, const char *text)
{
  char digits[TP_BETA_MAX_DIGITS];
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
static void round_beta(mpfr_t x, const tp_choice *c, unsigned r, const tp_rounding *rule, double u)
{
  mpfr_t low, high;
  mpfr_prec_t precision = mpfr_get_prec(x) + 128;
  mpfr_inits2(precision, low, high, (mpfr_ptr) NULL);
  int decided = !c->beta.is_auto;
  if (decided) {
    decimal_fraction(low, high, c->beta.decimal);
    tp_rounding_mpfr_quotient(rule, x, low, high, u);
  }
  for (; !decided; precision *= 2) {
    mpfr_set_prec(low, precision);
    mpfr_set_prec(high, precision);
    auto_bound(low, r, MPFR_RNDD);
    auto_bound(high, r, MPFR_RNDU);
    tp_rounding_mpfr(rule, low, u);
    tp_rounding_mpfr(rule, high, u);
    decided = mpfr_equal_p(low, high) || (mpfr_nan_p(low) && mpfr_nan_p(high));
    mpfr_set(x, low, MPFR_RNDN);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

void tp_choice_beta_mpfr(mpfr_t x, const tp_choice *c, unsigned r)
{
  round_beta(x, c, r, &(tp_rounding) {{.family = TP_FORMAT_FLOAT, .a = (int) mpfr_get_prec(x)}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT}, 0.5);
}

void tp_choice_beta_operation(mpfr_t x, const tp_choice *c, unsigned r)
{
  round_beta(x, c, r, &(tp_rounding) {c->operation, c->mode[0], c->overflow}, 0.5);
}

void tp_choice_beta_weight(mpfr_t x, const tp_choice *c, unsigned r, double u)
{
  tp_rounding rule = tp_choice_rounding(c, TP_SITE_PARAM);
  if (rule.format.family == TP_FORMAT_REAL)
    mpfr_set_d(x, tp_choice_beta(c, r), MPFR_RNDN);
  else
    round_beta(x, c, r, &rule, u);
}

double tp_choice_beta(const tp_choice *c, unsigned r)
{
  mpfr_t x;
  mpfr_init2(x, 53);
  tp_choice_beta_mpfr(x, c, r);
  double value = mpfr_get_d(x, MPFR_RNDN);
  mpfr_clear(x);
  return value;
}

void tp_print_shortest(tp_buffer *out, double x)
{
  char text[40];
  int digits = 0, exponent;
  do
    snprintf(text, sizeof text, "%.*e", digits, x);
  while (strtod(text, NULL) != x && digits++ < 16);
  /* As many digits as that took, but no exponent where the number is short without. */
  exponent = atoi(strchr(text, 'e') + 1);
  snprintf(text, sizeof text, "%.*g", exponent > digits && exponent < 17 ? exponent + 1 : digits + 1, x);
  tp_buffer_puts(out, text);
}

void tp_choice_print_sites(tp_buffer *out, const tp_choice *c)
{
  if (c->kind == TP_ARITHMETIC_MPFR) {
    tp_buffer_puts(out, "all");
    return;
  }
  int first = 1;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      tp_buffer_printf(out, "%s%s", first ? "" : "+", tp_site_name[i]);
      first = 0;
    }
}

void tp_choice_print_modes(tp_buffer *out, const tp_choice *c)
{
  int first = -1, same = 1;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      first = first < 0 ? i : first;
      same &= c->mode[i] == c->mode[first];
    }
  if (same) {
    tp_buffer_puts(out, tp_rounding_mode_name[c->mode[first < 0 ? 0 : first]]);
    return;
  }
  for (int i = first; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i))
      tp_buffer_printf(out, "%s%s:%s", i == first ? "" : "+", tp_site_name[i], tp_rounding_mode_name[c->mode[i]]);
}

tp_status tp_choice_set_noise(tp_choice *c, const char *text, tp_error *err)
{
  size_t name = strcspn(text, ":"), kind_length = text[name] ? strcspn(text + name + 1, ":") : 0;
  const char *kind = text + name + (text[name] != 0), *size = kind + kind_length;
  int site = find_name(tp_site_name, TP_SITES, text, name), which = find_name(tp_noise_name + 1, TP_NOISES - 1, kind, kind_length);
  if (site < 0 || site == TP_SITE_EXP || site == TP_SITE_ACC || which < 0 || *size != ':' || !is_decimal(size + 1) || strlen(size + 1) >= TP_BETA_MAX_DIGITS)
    return tp_error_set(err, TP_STATUS_REFUSED, "--noise '%.80s': not SITE:uniform:SIZE or SITE:normal:SIZE, with a site of act, attn, logit, param "
                        "and a decimal size", text);
  double value = strtod(size + 1, NULL);
  if (value > 1e6)
    return tp_error_set(err, TP_STATUS_REFUSED, "--noise '%.80s': the size is at most 1e6", text);
  c->noise[site] = (tp_site_noise) {value > 0 ? (tp_noise_kind) (which + 1) : TP_NOISE_NONE, value};
  return TP_STATUS_OK;
}
