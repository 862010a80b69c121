/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/betas.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"

double tp_beta_number(const tp_inverse_temperature *beta, unsigned r)
{
  tp_choice c = {.beta = *beta};
  return tp_choice_beta(&c, r);
}

/* What the list holds so far. */
typedef struct {
  tp_beta_list list;
  size_t room;                           /* how many it has room for */
  double *number;                        /* those of the list that are not auto, in ascending order */
  size_t numbers, numbers_room;
  int has_auto;
} reading;

/* How many of the numbers are less. */
static size_t numbers_below(const reading *in, double number)
{
  size_t from = 0, to = in->numbers;
  while (from < to) {
    const size_t middle = from + (to - from) / 2;
    if (in->number[middle] < number)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

/* 1, and noted, unless it was there.  Two numbers are the same if they are so in binary64, which rows show. */
static int is_new(reading *in, const tp_inverse_temperature *beta)
{
  if (beta->is_auto) {
    const int was = in->has_auto;
    in->has_auto = 1;
    return !was;
  }
  const double number = tp_beta_number(beta, 4);
  const size_t at = numbers_below(in, number);
  if (at < in->numbers && in->number[at] == number)
    return 0;
  TP_MEMORY_GROW(in->number, in->numbers_room, in->numbers + 1);
  memmove(in->number + at + 1, in->number + at, (in->numbers++ - at) * sizeof *in->number);
  in->number[at] = number;
  return 1;
}

static tp_status append(reading *in, const char *one, tp_error *err)
{
  tp_beta_list *l = &in->list;
  tp_choice c = {0};
  tp_status s = tp_choice_set_beta(&c, one, err);
  if (s != TP_STATUS_OK) {
    tp_buffer prefix = {NULL, 0, 0};
    tp_buffer_printf(&prefix, "'%.80s'", one);
    if (err)
      tp_error_prefix(err, prefix.text);
    tp_buffer_clear(&prefix);
    return s;
  }
  if (!is_new(in, &c.beta))
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is repeated", one);
  if (l->count == TP_BETA_LIST_MOST)
    return tp_error_set(err, TP_STATUS_REFUSED, "more than %d numbers", TP_BETA_LIST_MOST);
  TP_MEMORY_GROW(l->value, in->room, l->count + 1);
  l->value[l->count++] = c.beta;
  return TP_STATUS_OK;
}

/* --- Ranges ------------------------------------------------------------------ */

/* Whole multiples of 10^-scale. */
typedef struct {
  mpz_t first, last, step;
  size_t scale;
} range;

/* digits[.digits] from `text` up to `end`.  No more: an exponent would allow numbers
   of any length, and a bare point would make "1...5" two ranges. */
static int is_plain(const char *text, const char *end)
{
  const char *digits = "0123456789";
  size_t whole = strspn(text, digits);
  const char *at = text + whole;
  if (!whole || at > end || end - text >= TP_BETA_MAX_DIGITS)
    return 0;
  if (at < end && *at == '.') {
    size_t fraction = strspn(at + 1, digits);
    if (!fraction)
      return 0;
    at += 1 + fraction;
  }
  return at == end;
}

static size_t decimals(const char *text, const char *end)
{
  const char *point = memchr(text, '.', (size_t) (end - text));
  return point ? (size_t) (end - point - 1) : 0;
}

static void set_scaled(mpz_t x, const char *text, const char *end, size_t scale)
{
  tp_buffer digits = {NULL, 0, 0};
  for (const char *at = text; at < end; at++)
    if (*at != '.')
      tp_buffer_put(&digits, at, 1);
  for (size_t i = decimals(text, end); i < scale; i++)
    tp_buffer_puts(&digits, "0");
  mpz_set_str(x, digits.text, 10);
  tp_buffer_clear(&digits);
}

/* As one writes it: no zeros at the end after the point. */
static void print_scaled(tp_buffer *out, const mpz_t x, size_t scale)
{
  char *digits = tp_memory_new(mpz_sizeinbase(x, 10) + 2, 1);
  mpz_get_str(digits, 10, x);
  size_t length = strlen(digits);
  while (scale && (length == 0 || digits[length - 1] == '0')) {
    length -= length > 0;
    scale--;
  }
  size_t whole = length > scale ? length - scale : 0;
  tp_buffer_put(out, whole ? digits : "0", whole ? whole : 1);
  if (scale) {
    tp_buffer_puts(out, ".");
    for (size_t i = length; i < scale; i++)
      tp_buffer_puts(out, "0");
    tp_buffer_put(out, digits + whole, length - whole);
  }
  free(digits);
}

static tp_status append_numbers(reading *in, const range *at, tp_error *err)
{
  tp_status s = TP_STATUS_OK;
  mpz_t x;
  mpz_init_set(x, at->first);
  for (; s == TP_STATUS_OK && mpz_cmp(x, at->last) <= 0; mpz_add(x, x, at->step)) {
    tp_buffer one = {NULL, 0, 0};
    print_scaled(&one, x, at->scale);
    s = append(in, one.text, err);
    tp_buffer_clear(&one);
  }
  mpz_clear(x);
  return s;
}

static tp_status append_checked(reading *in, const char *one, const range *at, tp_error *err)
{
  const char *wrong = NULL;
  mpz_t steps;
  mpz_init(steps);
  if (!mpz_sgn(at->step)) {
    wrong = "has a step of 0";
  } else if (mpz_cmp(at->last, at->first) < 0) {
    wrong = "is descending";
  } else {
    mpz_sub(steps, at->last, at->first);
    if (!mpz_divisible_p(steps, at->step))
      wrong = "does not meet its end";
    mpz_tdiv_q(steps, steps, at->step);
  }
  tp_status s = TP_STATUS_OK;
  if (wrong)
    s = tp_error_set(err, TP_STATUS_REFUSED, "the range '%.80s' %s", one, wrong);
  else if (mpz_cmp_ui(steps, TP_BETA_LIST_MOST) >= 0)
    s = tp_error_set(err, TP_STATUS_REFUSED, "more than %d numbers", TP_BETA_LIST_MOST);
  mpz_clear(steps);
  return s == TP_STATUS_OK ? append_numbers(in, at, err) : s;
}

/* FIRST..LAST:STEP */
static tp_status append_range(reading *in, const char *one, tp_error *err)
{
  const char *dots = strstr(one, ".."), *last = dots + 2, *colon = strchr(last, ':'), *end = one + strlen(one);
  const char *last_end = colon ? colon : end, *step = colon ? colon + 1 : end;
  if (!is_plain(one, dots) || !is_plain(last, last_end) || (colon && !is_plain(step, end)))
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not a range of plain decimal numbers, such as 1..12:0.5", one);
  if (!colon)
    return tp_error_set(err, TP_STATUS_REFUSED, "the range '%.80s' has no step, as in 1..12:0.5", one);
  range at = {.scale = decimals(one, dots)};
  if (decimals(last, last_end) > at.scale)
    at.scale = decimals(last, last_end);
  if (decimals(step, end) > at.scale)
    at.scale = decimals(step, end);
  mpz_inits(at.first, at.last, at.step, NULL);
  set_scaled(at.first, one, dots, at.scale);
  set_scaled(at.last, last, last_end, at.scale);
  set_scaled(at.step, step, end, at.scale);
  tp_status s = append_checked(in, one, &at, err);
  mpz_clears(at.first, at.last, at.step, NULL);
  return s;
}

tp_status tp_beta_list_parse(tp_beta_list *out, const char *text, tp_error *err)
{
  reading in = {.number = NULL};
  free(out->value);
  *out = (tp_beta_list) {NULL, 0};
  tp_status s = TP_STATUS_OK;
  for (const char *at = text; s == TP_STATUS_OK; at++) {
    size_t length = strcspn(at, ",");
    char *one = tp_memory_string(at, length);
    s = strstr(one, "..") ? append_range(&in, one, err) : append(&in, one, err);
    free(one);
    at += length;
    if (!*at)
      break;
  }
  free(in.number);
  *out = in.list;
  return s;
}
