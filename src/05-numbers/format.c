/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/format.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format_names.h"

/* --- Names --------------------------------------------------------------- */

/* A decimal number at *text, moved past it; -1 if there is none, limit + 1 if it
   is larger than the limit. */
static int read_number(const char **text, int limit)
{
  if (!isdigit((unsigned char) **text))
    return -1;
  int64_t value = 0;
  for (; isdigit((unsigned char) **text); ++*text)
    if (value <= limit)
      value = 10 * value + (**text - '0');
  return value > limit ? limit + 1 : (int) value;
}

static tp_status check_number(tp_error *err, const char *text, const char *what, int value, int least, int most)
{
  if (value >= least && value <= most)
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': %s is at %s %d", text, what, value < least ? "least" : "most",
                      value < least ? least : most);
}

/* Move past `word` if it is what comes next. */
static int skip(const char **at, const char *word)
{
  size_t length = strlen(word);
  if (strncmp(*at, word, length))
    return 0;
  *at += length;
  return 1;
}

/* What follows eXmY: bB, fn or fnuz, ftz. */
static tp_status parse_suffix(tp_format *f, const char **at, const char *text, tp_error *err)
{
  int bias = -1;
  if (skip(at, "b")) {
    bias = read_number(at, TP_FORMAT_MAX_BIAS - 1);
    if (bias < 0)
      return tp_format_unknown(text, err);
  }
  f->encoding = skip(at, "fnuz") ? TP_ENCODING_FNUZ : skip(at, "fn") ? TP_ENCODING_FN : TP_ENCODING_IEEE;
  f->flushes = skip(at, "ftz");
  if (bias > TP_FORMAT_MAX_BIAS - 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': the exponent bias is at most %d", text, TP_FORMAT_MAX_BIAS - 1);
  assert(f->a > 0);
  f->bias = bias >= 0 ? bias : (1 << (f->a - 1)) - (f->encoding != TP_ENCODING_FNUZ);
  return TP_STATUS_OK;
}

/* The shape of each family's name: prefix, and what stands between the two numbers
   (one number only where `middle` is NULL). */
static const struct {
  tp_format_family family;
  const char *prefix, *middle;
  const char *first, *second;      /* what the numbers are, for messages */
  int least[2], most[2];
} patterns[] = {
  {TP_FORMAT_FIXED, "fixed:", ".", "the number of integer bits", "the number of fraction bits", {1, 0},
   {TP_FORMAT_MAX_INTEGER_BITS, TP_FORMAT_MAX_PRECISION}},
  {TP_FORMAT_FLOAT, "p:", NULL, "the number of significand bits", NULL, {1, 0}, {TP_FORMAT_MAX_PRECISION, 0}},
  {TP_FORMAT_IEEE, "e", "m", "the number of exponent bits", "the number of fraction bits", {2, 1},
   {TP_FORMAT_MAX_EXPONENT_BITS, TP_FORMAT_MAX_PRECISION}},
  {TP_FORMAT_GRID, "int", NULL, "the number of bits", NULL, {2, 0}, {TP_FORMAT_MAX_GRID_BITS, 0}},
  {TP_FORMAT_POSIT, "posit", NULL, "the number of bits", NULL, {3, 0}, {TP_FORMAT_MAX_POSIT_BITS, 0}},
};

/* What follows the name of a format with a shared scale: :N, :RULE or both. */
static tp_status parse_block(tp_format *f, const char *at, const char *text, tp_error *err)
{
  if (*at == ':' && isdigit((unsigned char) at[1])) {
    at++;
    f->shared = read_number(&at, TP_FORMAT_MAX_BLOCK);
    if (f->shared < 2 || f->shared > TP_FORMAT_MAX_BLOCK || f->shared & (f->shared - 1))
      return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': a power of two from 2 to %d values share a scale", text, TP_FORMAT_MAX_BLOCK);
  }
  if (!*at)
    return TP_STATUS_OK;
  tp_error why;
  if (*at != ':' || tp_format_set_scale(f, at + 1, &why) != TP_STATUS_OK)
    return *at != ':' ? tp_format_unknown(text, err) : tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': %s", text, why.text);
  return TP_STATUS_OK;
}

/* A name, and whether there is one; where values share a scale, what follows a colon. */
static int parse_name(tp_format *out, const char *lower, const char *text, tp_status *status, tp_error *err)
{
  char name[64];
  const size_t length = strcspn(lower, ":");
  memcpy(name, lower, length);
  name[length] = '\0';
  const tp_named_format *named = tp_format_named(name);
  if (!named || (lower[length] && !named->format.shared))
    return 0;
  *out = named->format;
  *status = lower[length] ? parse_block(out, lower + length, text, err) : TP_STATUS_OK;
  return 1;
}

tp_status tp_format_parse(tp_format *out, const char *text, tp_error *err)
{
  char lower[64];
  size_t length = strlen(text);
  if (length >= sizeof lower)
    return tp_format_unknown(text, err);
  for (size_t i = 0; i <= length; i++)
    lower[i] = (char) tolower((unsigned char) text[i]);
  tp_status named;
  if (parse_name(out, lower, text, &named, err))
    return named;
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    const char *at = lower;
    if (!skip(&at, patterns[i].prefix))
      continue;
    int number[2] = {read_number(&at, patterns[i].most[0]), 0};
    if (patterns[i].middle) {
      if (number[0] < 0 || !skip(&at, patterns[i].middle))
        return tp_format_unknown(text, err);
      number[1] = read_number(&at, patterns[i].most[1]);
    }
    if (number[0] < 0 || number[1] < 0 || (*at && patterns[i].family != TP_FORMAT_IEEE))
      return tp_format_unknown(text, err);
    tp_format f = {.family = patterns[i].family, .a = number[0], .b = number[1]};
    tp_status s = check_number(err, text, patterns[i].first, number[0], patterns[i].least[0], patterns[i].most[0]);
    if (s == TP_STATUS_OK && patterns[i].middle)
      s = check_number(err, text, patterns[i].second, number[1], patterns[i].least[1], patterns[i].most[1]);
    if (s == TP_STATUS_OK && f.family == TP_FORMAT_IEEE)
      s = parse_suffix(&f, &at, text, err);
    if (s != TP_STATUS_OK)
      return s;
    if (*at)
      return tp_format_unknown(text, err);
    *out = f;
    return TP_STATUS_OK;
  }
  return tp_format_unknown(text, err);
}

static void print_ieee(tp_buffer *out, tp_format f)
{
  static const char *const suffix[] = {"", "fn", "fnuz"};
  tp_buffer_printf(out, "e%dm%d", f.a, f.b);
  if (f.bias != (1 << (f.a - 1)) - (f.encoding != TP_ENCODING_FNUZ))
    tp_buffer_printf(out, "b%d", f.bias);
  tp_buffer_printf(out, "%s%s", suffix[f.encoding], f.flushes ? "ftz" : "");
}

/* The name with the same values whose scales are of the same kind; then in what this format differs. */
static void print_shared(tp_buffer *out, tp_format f)
{
  for (size_t i = 0; i < tp_format_name_count; i++) {
    tp_format named = tp_format_names[i].format, same = f;
    same.shared = named.shared;
    same.scale = named.scale;
    if (!named.shared || !tp_format_equal(same, named) || (named.scale >= TP_SCALE_UE4M3) != (f.scale >= TP_SCALE_UE4M3))
      continue;
    tp_buffer_puts(out, tp_format_names[i].name);
    if (f.shared != named.shared)
      tp_buffer_printf(out, ":%d", f.shared);
    if (f.scale != named.scale)
      tp_buffer_printf(out, ":%s", tp_scale_rule_name[f.scale]);
    return;
  }
}

void tp_format_print(tp_buffer *out, tp_format f)
{
  if (f.shared) {
    print_shared(out, f);
    return;
  }
  switch (f.family) {
  case TP_FORMAT_REAL: tp_buffer_puts(out, "real"); break;
  case TP_FORMAT_FIXED: tp_buffer_printf(out, "fixed:%d.%d", f.a, f.b); break;
  case TP_FORMAT_FLOAT: tp_buffer_printf(out, "p:%d", f.a); break;
  case TP_FORMAT_IEEE: print_ieee(out, f); break;
  case TP_FORMAT_GRID: tp_buffer_printf(out, "int%d", f.a); break;
  case TP_FORMAT_POSIT: tp_buffer_printf(out, "posit%d", f.a); break;
  }
}

int tp_format_equal(tp_format f, tp_format g)
{
  return f.family == g.family && f.a == g.a && f.b == g.b && f.bias == g.bias && f.encoding == g.encoding
         && f.flushes == g.flushes && f.shared == g.shared && f.scale == g.scale;
}

/* --- Sizes ----------------------------------------------------------------- */

int tp_format_bits(tp_format f)
{
  switch (f.family) {
  case TP_FORMAT_FIXED:
  case TP_FORMAT_IEEE: return 1 + f.a + f.b;
  case TP_FORMAT_FLOAT:
  case TP_FORMAT_GRID:
  case TP_FORMAT_POSIT: return f.a;
  default: return 0;
  }
}

int tp_format_significand(tp_format f)
{
  switch (f.family) {
  case TP_FORMAT_FIXED: return f.a + f.b;
  case TP_FORMAT_FLOAT: return f.a;
  case TP_FORMAT_IEEE: return f.b + 1;
  case TP_FORMAT_GRID: return f.a - 1;
  case TP_FORMAT_POSIT: return f.a > 5 ? f.a - 4 : 1;    /* sign, regime of two, exponent */
  default: return 0;
  }
}

int tp_format_denominator(tp_format f)
{
  return f.family == TP_FORMAT_GRID ? (1 << (f.a - 1)) - 1 : 1;
}

int tp_format_fits_double(tp_format f)
{
  if (f.shared || tp_format_significand(f) > 32)
    return 0;
  return f.family != TP_FORMAT_IEEE || (tp_format_least_step(f) >= -400 && tp_format_top_exponent(f) <= 400);
}

int tp_format_has_infinity(tp_format f)
{
  return f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_REAL || (f.family == TP_FORMAT_IEEE && f.encoding == TP_ENCODING_IEEE);
}

int tp_format_has_nan(tp_format f)
{
  if (f.family == TP_FORMAT_IEEE)
    return f.encoding != TP_ENCODING_FN || tp_format_bits(f) >= 8;
  return f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_REAL || f.family == TP_FORMAT_POSIT;
}

/* --- Ends -------------------------------------------------------------------- */

/* 1 if the largest exponent's largest fraction is NaN. */
static int loses_last(tp_format f)
{
  return f.encoding == TP_ENCODING_FN && tp_format_has_nan(f);
}

long tp_format_top_exponent(tp_format f)
{
  return (1L << f.a) - (f.encoding == TP_ENCODING_IEEE ? 2 : 1) - f.bias;
}

long tp_format_least_exponent(tp_format f)
{
  return 1L - f.bias;
}

long tp_format_least_step(tp_format f)
{
  return f.family == TP_FORMAT_FIXED ? -(long) f.b : tp_format_least_exponent(f) - f.b;
}

static void set_power(mpfr_t x, long exponent)
{
  mpfr_set_prec(x, 2);
  mpfr_set_si_2exp(x, 1, exponent, MPFR_RNDN);
}

/* 2^exponent - 2^step */
static void set_difference(mpfr_t x, long exponent, long step)
{
  mpfr_t last;
  mpfr_init2(last, 2);
  mpfr_set_si_2exp(last, 1, step, MPFR_RNDN);
  mpfr_set_prec(x, exponent - step + 2);
  mpfr_set_si_2exp(x, 1, exponent, MPFR_RNDN);
  mpfr_sub(x, x, last, MPFR_RNDN);
  mpfr_clear(last);
}

int tp_format_largest(tp_format f, mpfr_t x)
{
  switch (f.family) {
  case TP_FORMAT_FIXED: set_difference(x, f.a, -(long) f.b); return 1;
  case TP_FORMAT_IEEE:
    set_difference(x, tp_format_top_exponent(f) + 1, tp_format_top_exponent(f) - f.b + loses_last(f));
    return 1;
  case TP_FORMAT_GRID: set_power(x, 0); return 1;
  case TP_FORMAT_POSIT: set_power(x, 4L * (f.a - 2)); return 1;
  default: return 0;
  }
}

int tp_format_least_normal(tp_format f, mpfr_t x)
{
  if (f.family != TP_FORMAT_IEEE)
    return 0;
  set_power(x, tp_format_least_exponent(f));
  return 1;
}

int tp_format_least_positive(tp_format f, mpfr_t x)
{
  switch (f.family) {
  case TP_FORMAT_FIXED: set_power(x, -(long) f.b); return 1;
  case TP_FORMAT_IEEE: set_power(x, f.flushes ? tp_format_least_exponent(f) : tp_format_least_step(f)); return 1;
  case TP_FORMAT_GRID:
    mpfr_set_prec(x, 53);
    mpfr_set_ui(x, 1, MPFR_RNDN);
    mpfr_div_si(x, x, tp_format_denominator(f), MPFR_RNDN);
    return 1;
  case TP_FORMAT_POSIT: set_power(x, -4L * (f.a - 2)); return 1;
  default: return 0;
  }
}

/* --- Bit patterns -------------------------------------------------------------- */

static int decode_ieee(tp_format f, unsigned pattern, double *x)
{
  unsigned sign = pattern >> (f.a + f.b), field = pattern >> f.b & ((1u << f.a) - 1), fraction = pattern & ((1u << f.b) - 1);
  unsigned ones = (1u << f.a) - 1;
  if (f.encoding == TP_ENCODING_FNUZ && sign && !field && !fraction)
    *x = NAN;
  else if (f.encoding == TP_ENCODING_IEEE && field == ones)
    *x = fraction ? NAN : INFINITY;
  else if (loses_last(f) && field == ones && fraction == (1u << f.b) - 1)
    *x = NAN;
  else if (!field)
    *x = ldexp(fraction, (int) tp_format_least_step(f));
  else
    *x = ldexp(fraction + (1u << f.b), (int) field - f.bias - f.b);
  if (sign && !isnan(*x))
    *x = -*x;
  return !(f.flushes && !field && fraction);
}

/* Sign; a row of equal bits and their opposite; two bits of exponent; fraction.
   Bits beyond the end are 0. */
static double decode_posit(int bits, unsigned pattern)
{
  unsigned mask = (1u << bits) - 1, sign = pattern >> (bits - 1);
  if (!(pattern & (mask >> 1)))
    return sign ? NAN : 0;
  if (sign)
    pattern = -pattern & mask;
  int at = bits - 2, first = pattern >> at & 1, run = 0;
  for (; at >= 0 && (int) (pattern >> at & 1) == first; at--)
    run++;
  int exponent = 4 * (first ? run - 1 : -run);
  at--;                                  /* the opposite bit */
  for (int weight = 2; weight; weight /= 2, at--)
    exponent += at >= 0 && pattern >> at & 1 ? weight : 0;
  double significand = 1;
  for (double weight = 0.5; at >= 0; at--, weight /= 2)
    significand += pattern >> at & 1 ? weight : 0;
  double x = ldexp(significand, exponent);
  return sign ? -x : x;
}

/* Two's complement */
static int signed_pattern(int bits, unsigned pattern)
{
  return (int) pattern - (pattern >> (bits - 1) ? 1 << bits : 0);
}

int tp_format_decode(tp_format f, unsigned pattern, double *x)
{
  int bits = tp_format_bits(f);
  switch (f.family) {
  case TP_FORMAT_FIXED: *x = ldexp(signed_pattern(bits, pattern), -f.b); return 1;
  case TP_FORMAT_IEEE: return decode_ieee(f, pattern, x);
  case TP_FORMAT_GRID: *x = signed_pattern(bits, pattern); return pattern != 1u << (bits - 1);
  case TP_FORMAT_POSIT: *x = decode_posit(bits, pattern); return 1;
  default: return 0;
  }
}
