#include "tmprec/arithmetic/choice.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const site_name[SITES] = {"act", "attn"};

static status parse_precision(int *out, const char *text, error *err)
{
  const char *digits = strchr(text, ':') + 1;
  size_t length = strlen(digits), read = strspn(digits, "0123456789");
  long value = read && read == length && length < 10 ? strtol(digits, NULL, 10) : -1;
  if (!read || read != length)
    return error_set(err, STATUS_REFUSED, "format '%.80s': mpfr: takes a number of bits", text);
  if (value < 1 || value > FORMAT_MAX_PRECISION)
    return error_set(err, STATUS_REFUSED, "format '%.80s': the number of bits is from 1 to %d", text, FORMAT_MAX_PRECISION);
  *out = (int) value;
  return STATUS_OK;
}

/* act must hold the embedding, which is never rounded: -1, 0 and 1. */
static status check_act(format f, error *err)
{
  if (format_round_double(f, 1) == 1 && format_round_double(f, -1) == -1)
    return STATUS_OK;
  buffer name = {NULL, 0, 0};
  format_print(&name, f);
  error_set(err, STATUS_REFUSED, "format '%s' cannot hold -1 and 1, which activations need", name.text);
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
    status s = parse_precision(&c->precision, text, err);
    if (s == STATUS_OK)
      c->kind = ARITHMETIC_MPFR;
    return s;
  }
  format f;
  status s = format_parse(&f, text, err);
  if (s == STATUS_OK)
    s = check_act(f, err);
  if (s != STATUS_OK)
    return s;
  c->kind = ARITHMETIC_SITES;
  for (int i = 0; i < SITES; i++)
    c->site[i] = f;
  return STATUS_OK;
}

status choice_set_site(arithmetic_choice *c, int site, const char *text, error *err)
{
  format f;
  status s = format_parse(&f, text, err);
  if (s == STATUS_OK && site == SITE_ACT)
    s = check_act(f, err);
  if (s != STATUS_OK)
    return s;
  if (c->kind == ARITHMETIC_MPFR)
    return error_set(err, STATUS_REFUSED, "--%s has no place beside mpfr, which rounds every operation", site_name[site]);
  if (c->kind != ARITHMETIC_SITES) {
    c->kind = ARITHMETIC_SITES;
    for (int i = 0; i < SITES; i++)
      c->site[i] = (format) {FORMAT_REAL, 0, 0};
  }
  c->site[site] = f;
  return STATUS_OK;
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

/* Ziv's loop: ln 2 is irrational, so some precision decides the rounding. */
static void auto_beta(mpfr_t x, unsigned r)
{
  mpfr_prec_t precision = mpfr_get_prec(x);
  for (mpfr_prec_t extra = 64;; extra *= 2) {
    mpfr_t fine;
    mpfr_init2(fine, precision + extra);
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2ul * r, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
    int decided = mpfr_can_round(fine, precision + extra - 4, MPFR_RNDN, MPFR_RNDN, precision);
    mpfr_set(x, fine, MPFR_RNDN);
    mpfr_clear(fine);
    if (decided)
      return;
  }
}

void choice_beta_mpfr(mpfr_t x, const arithmetic_choice *c, unsigned r)
{
  if (c->beta.is_auto)
    auto_beta(x, r);
  else
    mpfr_set_str(x, c->beta.decimal, 10, MPFR_RNDN);
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
  for (int i = 0; i < SITES && c->kind == ARITHMETIC_SITES; i++)
    if (c->site[i].family != FORMAT_REAL) {
      buffer_printf(out, "%s%s", first ? "" : "+", site_name[i]);
      first = 0;
    }
}
