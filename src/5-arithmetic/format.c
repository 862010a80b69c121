#include "tmprec/arithmetic/format.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number at *text, moved past it; -1 if there is none, limit + 1 if it
   is larger than the limit. */
static int read_number(const char **text, int limit)
{
  if (!isdigit((unsigned char) **text))
    return -1;
  int value = 0;
  for (; isdigit((unsigned char) **text); ++*text)
    if (value <= limit)
      value = 10 * value + (**text - '0');
  return value > limit ? limit + 1 : value;
}

static status too_large(error *err, const char *text, const char *what, int limit)
{
  return error_set(err, STATUS_REFUSED, "format '%.80s': %s is at most %d", text, what, limit);
}

static status too_small(error *err, const char *text, const char *what, int limit)
{
  return error_set(err, STATUS_REFUSED, "format '%.80s': %s is at least %d", text, what, limit);
}

static status no_format(error *err, const char *text)
{
  return error_set(err, STATUS_REFUSED, "format '%.80s' is not known (fixed:I.F, p:N, eXmY, real)", text);
}

/* The shape of each family's name: prefix, and what stands between and behind
   the two numbers (one number only where `middle` is NULL). */
static const struct {
  format_family family;
  const char *prefix, *middle;
  const char *first, *second;      /* what the numbers are, for messages */
  int least[2], most[2];
} shapes[] = {
  {FORMAT_FIXED, "fixed:", ".", "the number of integer bits", "the number of fraction bits", {1, 0},
   {FORMAT_MAX_INTEGER_BITS, FORMAT_MAX_PRECISION}},
  {FORMAT_FLOAT, "p:", NULL, "the number of significand bits", NULL, {1, 0}, {FORMAT_MAX_PRECISION, 0}},
  {FORMAT_IEEE, "e", "m", "the number of exponent bits", "the number of fraction bits", {2, 1},
   {FORMAT_MAX_EXPONENT_BITS, FORMAT_MAX_PRECISION}},
};

status format_parse(format *out, const char *text, error *err)
{
  char lower[64];
  size_t length = strlen(text);
  if (length >= sizeof lower)
    return no_format(err, text);
  for (size_t i = 0; i <= length; i++)
    lower[i] = (char) tolower((unsigned char) text[i]);
  if (!strcmp(lower, "real")) {
    *out = (format) {FORMAT_REAL, 0, 0};
    return STATUS_OK;
  }
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    const char *at = lower;
    size_t prefix = strlen(shapes[i].prefix);
    if (strncmp(at, shapes[i].prefix, prefix))
      continue;
    at += prefix;
    int number[2] = {read_number(&at, shapes[i].most[0]), 0};
    if (shapes[i].middle) {
      if (number[0] < 0 || *at++ != *shapes[i].middle)
        return no_format(err, text);
      number[1] = read_number(&at, shapes[i].most[1]);
    }
    if (number[0] < 0 || number[1] < 0 || *at)
      return no_format(err, text);
    for (int n = 0; n < 2; n++) {
      const char *what = n ? shapes[i].second : shapes[i].first;
      if (number[n] > shapes[i].most[n])
        return too_large(err, text, what, shapes[i].most[n]);
      if (number[n] < shapes[i].least[n])
        return too_small(err, text, what, shapes[i].least[n]);
    }
    *out = (format) {shapes[i].family, number[0], number[1]};
    return STATUS_OK;
  }
  return no_format(err, text);
}

void format_print(buffer *out, format f)
{
  switch (f.family) {
  case FORMAT_REAL: buffer_puts(out, "real"); break;
  case FORMAT_FIXED: buffer_printf(out, "fixed:%d.%d", f.a, f.b); break;
  case FORMAT_FLOAT: buffer_printf(out, "p:%d", f.a); break;
  case FORMAT_IEEE: buffer_printf(out, "e%dm%d", f.a, f.b); break;
  }
}

int format_bits(format f)
{
  switch (f.family) {
  case FORMAT_FIXED:
  case FORMAT_IEEE: return 1 + f.a + f.b;
  case FORMAT_FLOAT: return f.a;
  default: return 0;
  }
}

int format_significand(format f)
{
  switch (f.family) {
  case FORMAT_FIXED: return f.a + f.b;
  case FORMAT_FLOAT: return f.a;
  case FORMAT_IEEE: return f.b + 1;
  default: return 0;
  }
}

int format_fits_double(format f)
{
  if (f.family == FORMAT_REAL)
    return 1;
  return format_significand(f) <= 32 && (f.family != FORMAT_IEEE || f.a <= 8);
}
