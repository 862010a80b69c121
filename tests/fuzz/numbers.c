/* SPDX-License-Identifier: MIT */
/* Numbers and their formats: a letter for what is read, and its text. */
#include <math.h>

#include "fuzz.h"
#include "tmprec/sweep/betas.h"
#include "tmprec/sweep/family.h"
#include "tmprec/base/number_list.h"

enum { MOST_DIGITS = 3 };

static void read_format(const char *text)
{
  tp_format f, again;
  tp_error err;
  if (tp_format_parse(&f, text, &err) != TP_STATUS_OK)
    return;
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, f);
  fuzz_require(f.shared || (tp_format_parse(&again, name.text, &err) == TP_STATUS_OK && tp_format_equal(f, again)));
  tp_buffer_clear(&name);
  mpfr_t x, y;
  mpfr_inits2(53, x, y, NULL);
  if (tp_format_largest(f, x) && tp_format_least_positive(f, y))
    fuzz_require(mpfr_sgn(y) > 0 && mpfr_lessequal_p(y, x));
  tp_format_least_normal(f, y);
  double value;
  for (unsigned i = 0; tp_format_bits(f) > 0 && tp_format_bits(f) <= 6 && i < 1u << tp_format_bits(f); i++)
    tp_format_decode(f, i, &value);
  mpfr_clears(x, y, NULL);
}

static void read_list(const char *text, tp_number_limits limits)
{
  tp_number_list list = {NULL, 0};
  tp_error err;
  if (tp_number_list_parse(&list, text, limits, &err) == TP_STATUS_OK)
    for (size_t i = 0; i < list.count; i++)
      fuzz_require(list.value[i] >= limits.least && list.value[i] <= limits.most);
  else
    fuzz_require(!list.count);
  tp_number_list_clear(&list);
}

/* The exact number, rounded to few bits and to many. */
static void check_beta(const tp_inverse_temperature *beta)
{
  const tp_choice c = {.kind = TP_ARITHMETIC_SITES, .beta = *beta};
  mpfr_t x;
  mpfr_init2(x, 53);
  tp_choice_beta_mpfr(x, &c, 10);
  const double number = tp_beta_number(beta, 10);
  fuzz_require(number >= 0 && number <= 1e12 && mpfr_get_d(x, MPFR_RNDN) == number);
  tp_buffer shortest = {NULL, 0, 0};
  tp_print_shortest(&shortest, number);
  fuzz_require(strtod(shortest.text, NULL) == number);
  tp_buffer_clear(&shortest);
  mpfr_clear(x);
}

/* A range may have 10,000 numbers, each compared with those before it: here ten or so. */
static int is_short(const char *text)
{
  int digits = 0;
  for (const char *at = text; *at; at++)
    digits += *at >= '0' && *at <= '9';
  return digits <= MOST_DIGITS || !strstr(text, "..");
}

static void read_betas(const char *text)
{
  tp_beta_list list = {NULL, 0};
  tp_error err;
  if (is_short(text) && tp_beta_list_parse(&list, text, &err) == TP_STATUS_OK)
    for (size_t i = 0; i < list.count; i += 1 + list.count / 8)
      check_beta(list.value + i);
  free(list.value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (!size)
    return 0;
  char *text = fuzz_text(data + 1, size - 1);
  tp_choice c = {.beta.is_auto = 1};
  switch (data[0]) {
  case 'f': read_format(text); break;
  case 'n': read_list(text, (tp_number_limits) {1, 400, 1}); break;
  case 'r': read_list(text, (tp_number_limits) {4, 60, 2}); break;
  case 'l': read_betas(text); break;
  default:
    if (tp_choice_set_beta(&c, text, NULL) == TP_STATUS_OK)
      check_beta(&c.beta);
  }
  free(text);
  return 0;
}
