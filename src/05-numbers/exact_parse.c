/* SPDX-License-Identifier: MIT */
/* Reading exact numbers.  Every part is refused, rather than cut, where it is beyond the limits. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tmprec/numbers/exact.h"

static tp_status no_number(tp_error *err, const char *text)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not a number such as 0.1, -2.5e-3, 1/3, 0x1.8p-3, 3*2^-7, inf or nan", text);
}

static tp_status too_far(tp_error *err, const char *text, char base)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s': exponents of %s are from %d to %d", text, base == 'p' ? "2" : "10",
                      base == 'p' ? -TP_EXACT_MOST_EXPONENT : -TP_EXACT_MOST_DECIMAL_EXPONENT,
                      base == 'p' ? TP_EXACT_MOST_EXPONENT : TP_EXACT_MOST_DECIMAL_EXPONENT);
}

/* A whole number with or without a sign at *at, moved past it; 0 if there is none.  It stops to grow
   at limit + 1. */
static int read_exponent(long *out, const char **at, long limit)
{
  const int negative = **at == '-';
  *at += **at == '-' || **at == '+';
  if (!isdigit((unsigned char) **at))
    return 0;
  long value = 0;
  for (; isdigit((unsigned char) **at); ++*at)
    value = value > limit ? value : 10 * value + (**at - '0');
  *out = negative ? -value : value;
  return 1;
}

/* q times base^exponent */
static void scale(mpq_t q, unsigned long base, long exponent)
{
  mpq_t power;
  mpq_init(power);
  mpz_ui_pow_ui(mpq_numref(power), base, (unsigned long) (exponent < 0 ? -exponent : exponent));
  if (exponent < 0)
    mpq_div(q, q, power);
  else
    mpq_mul(q, q, power);
  mpq_clear(power);
}

static int digit_of(char c, int base)
{
  const int d = isdigit((unsigned char) c) ? c - '0' : isxdigit((unsigned char) c) ? tolower((unsigned char) c) - 'a' + 10 : base;
  return d < base ? d : -1;
}

/* Digits with a point or without, moved past; 0 if there is no digit.  *after: digits after the point. */
static int read_digits(mpz_t out, const char **at, int base, long *after)
{
  char digits[TP_EXACT_MOST_LENGTH + 1];
  size_t count = 0;
  int has_point = 0;
  *after = 0;
  for (; digit_of(**at, base) >= 0 || (**at == '.' && !has_point); ++*at) {
    if (**at == '.') {
      has_point = 1;
      continue;
    }
    digits[count++] = **at;
    *after += has_point;
  }
  digits[count] = '\0';
  return count && mpz_set_str(out, digits, base) == 0;
}

/* A decimal or hexadecimal number without sign. */
static tp_status read_magnitude(mpq_t out, const char **at, const char *text, tp_error *err)
{
  const int hex = (*at)[0] == '0' && tolower((unsigned char) (*at)[1]) == 'x';
  long after, exponent = 0;
  *at += hex ? 2 : 0;
  mpq_set_ui(out, 0, 1);
  if (!read_digits(mpq_numref(out), at, hex ? 16 : 10, &after))
    return no_number(err, text);
  const char mark = hex ? 'p' : 'e';
  const long limit = hex ? TP_EXACT_MOST_EXPONENT : TP_EXACT_MOST_DECIMAL_EXPONENT;
  if (tolower((unsigned char) **at) == mark) {
    ++*at;
    if (!read_exponent(&exponent, at, limit))
      return no_number(err, text);
    if (exponent > limit || exponent < -limit)
      return too_far(err, text, mark);
  }
  scale(out, hex ? 2 : 10, exponent - (hex ? 4 * after : after));
  return TP_STATUS_OK;
}

/* What follows a number: /NUMBER, *2^E, or nothing. */
static tp_status read_rest(mpq_t q, const char *at, const char *text, tp_error *err)
{
  tp_status s = TP_STATUS_OK;
  if (*at == '/') {
    mpq_t divisor;
    mpq_init(divisor);
    at++;
    s = read_magnitude(divisor, &at, text, err);
    if (s == TP_STATUS_OK && mpq_sgn(divisor) == 0)
      s = tp_error_set(err, TP_STATUS_REFUSED, "'%.80s': the denominator is 0", text);
    if (s == TP_STATUS_OK)
      mpq_div(q, q, divisor);
    mpq_clear(divisor);
  } else if (!strncmp(at, "*2^", 3)) {
    long exponent;
    at += 3;
    if (!read_exponent(&exponent, &at, TP_EXACT_MOST_EXPONENT))
      return no_number(err, text);
    if (exponent > TP_EXACT_MOST_EXPONENT || exponent < -TP_EXACT_MOST_EXPONENT)
      return too_far(err, text, 'p');
    scale(q, 2, exponent);
  }
  return s == TP_STATUS_OK && *at ? no_number(err, text) : s;
}

tp_status tp_exact_parse(tp_exact *out, const char *text, tp_error *err)
{
  const char *at = text;
  if (strlen(text) > TP_EXACT_MOST_LENGTH)
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.40s..': a number has at most %d characters", text, TP_EXACT_MOST_LENGTH);
  const int negative = *at == '-';
  at += *at == '-' || *at == '+';
  if (!strcasecmp(at, "inf") || !strcasecmp(at, "infinity") || !strcasecmp(at, "nan")) {
    tp_exact_set_special(out, tolower((unsigned char) *at) == 'n' ? TP_EXACT_NAN : TP_EXACT_INFINITE, negative);
    return TP_STATUS_OK;
  }
  mpq_t q;
  mpq_init(q);
  tp_status s = read_magnitude(q, &at, text, err);
  if (s == TP_STATUS_OK)
    s = read_rest(q, at, text, err);
  if (s == TP_STATUS_OK) {
    if (negative)
      mpq_neg(q, q);
    tp_exact_set_rational(out, q);
    out->negative = negative;
  }
  mpq_clear(q);
  return s;
}
