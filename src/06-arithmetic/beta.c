/* SPDX-License-Identifier: MIT */
/* The inverse temperature beta: a decimal number, or 2 r ln 2 + 2. */
#include "beta.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tmprec/arithmetic/choice.h"
#include "tmprec/numbers/environment.h"

int tp_is_decimal(const char *text)
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

/* Whether its one form for all texts of it can be read again: that may be longer than the text, by a 0 before a point. */
static int is_short(const tp_inverse_temperature *beta)
{
  tp_buffer text = {NULL, 0, 0};
  tp_beta_print(&text, beta);
  const size_t length = text.length;
  tp_buffer_clear(&text);
  return length < TP_BETA_MAX_DIGITS;
}

tp_status tp_choice_set_beta(tp_choice *c, const char *text, tp_error *err)
{
  if (!strcasecmp(text, "auto")) {
    c->beta.is_auto = 1;
    return TP_STATUS_OK;
  }
  if (*text == '-' && tp_is_decimal(text + 1))
    return tp_error_set(err, TP_STATUS_REFUSED, "negative");
  const char *plain = *text == '+' ? text + 1 : text;
  if (!tp_is_decimal(plain))
    return tp_error_set(err, TP_STATUS_REFUSED, "not 'auto' or a finite decimal number");
  if (strlen(plain) >= TP_BETA_MAX_DIGITS)
    return tp_error_set(err, TP_STATUS_REFUSED, "more than %d characters", TP_BETA_MAX_DIGITS - 1);
  double value = strtod(plain, NULL);
  if (value > 1e12)
    return tp_error_set(err, TP_STATUS_REFUSED, "at most 1e12");
  if (value == 0 && strpbrk(plain, "123456789") && strcspn(plain, "eE") > strcspn(plain, "123456789"))
    return tp_error_set(err, TP_STATUS_REFUSED, "too small to be distinguished from 0");
  tp_inverse_temperature beta = {.is_auto = 0};
  strcpy(beta.decimal, plain);
  if (!is_short(&beta))
    return tp_error_set(err, TP_STATUS_REFUSED, "more than %d characters where zeros and exponent are written out", TP_BETA_MAX_DIGITS - 1);
  c->beta = beta;
  return TP_STATUS_OK;
}

/* The digits of a decimal without zeros at either end, and the power of ten of which the
   first counts the multiples. */
static long significant_digits(tp_buffer *digits, const char *text)
{
  tp_buffer all = {NULL, 0, 0};
  size_t whole = strspn(text, "0123456789");
  tp_buffer_put(&all, text, whole);
  text += whole;
  if (*text == '.') {
    size_t rest = strspn(text + 1, "0123456789");
    tp_buffer_put(&all, text + 1, rest);
    text += 1 + rest;
  }
  size_t zeros = strspn(all.text, "0");
  while (all.length > zeros && all.text[all.length - 1] == '0')
    all.length--;
  tp_buffer_put(digits, all.text + zeros, all.length - zeros);
  tp_buffer_clear(&all);
  if (!digits->length)             /* the exponent of 0 may be anything */
    return 0;
  return (long) whole - 1 - (long) zeros + (*text ? strtol(text + 1, NULL, 10) : 0);
}

void tp_beta_print(tp_buffer *out, const tp_inverse_temperature *beta)
{
  tp_buffer digits = {NULL, 0, 0};
  long power = beta->is_auto ? 0 : significant_digits(&digits, beta->decimal);
  if (beta->is_auto) {
    tp_buffer_puts(out, "auto");
  } else if (!digits.length) {
    tp_buffer_puts(out, "0");
  } else if (power < -6 || power >= 16) {
    tp_buffer_printf(out, "%c%s%se%ld", digits.text[0], digits.length > 1 ? "." : "", digits.text + 1, power);
  } else if (power < 0) {
    tp_buffer_puts(out, "0.");
    for (long i = power; i < -1; i++)
      tp_buffer_puts(out, "0");
    tp_buffer_puts(out, digits.text);
  } else {
    long whole = power + 1, length = (long) digits.length;
    tp_buffer_put(out, digits.text, (size_t) (length < whole ? length : whole));
    for (long i = length; i < whole; i++)
      tp_buffer_puts(out, "0");
    if (length > whole)
      tp_buffer_printf(out, ".%s", digits.text + whole);
  }
  tp_buffer_clear(&digits);
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
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
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
  tp_mpfr_environment_leave(&caller);
}

void tp_choice_beta_mpfr(mpfr_t x, const tp_choice *c, unsigned r)
{
  round_beta(x, c, r, &(tp_rounding) {{.family = TP_FORMAT_FLOAT, .a = (int) mpfr_get_prec(x)}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0}, 0.5);
}

void tp_choice_beta_operation(mpfr_t x, const tp_choice *c, unsigned r)
{
  round_beta(x, c, r, &(tp_rounding) {c->operation, c->mode[0], c->overflow, 0}, 0.5);
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
