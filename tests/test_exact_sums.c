/* SPDX-License-Identifier: MIT */
/* Sums of exact terms in binary64, of exponents far apart and mostly cancelled, against their exact sums in MPFR. */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "../src/06-arithmetic/binary64/binary64.h"
#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/arithmetic.h"

/* More bits than the sum of any terms here has. */
enum { TERMS = 9, BITS = 4000, MOST_EXPONENT = 400 };

static const char *const choices[] = {"act=p:9", "act=p:3 round=act:rto", "act=fixed:1.10", "act=e4m3fn round=act:rdn", "act=bf16 round=act:rup",
                                      "act=p:1 round=act:rtz"};

/* Few bits, anywhere in the range, or beside another term. */
static double draw_term(random_source *source, const double *before, size_t terms)
{
  const int near = terms && random_one_in(source, 2);
  const double like = near ? before[random_below(source, (uint32_t) terms)] : 1;
  const int exponent = near ? (int) random_below(source, 120) - 60 : (int) random_below(source, 2 * MOST_EXPONENT) - MOST_EXPONENT;
  const double x = ldexp((double) random_below(source, 1 << 9) - (1 << 8), exponent) * (near ? ldexp(1, ilogb(like)) : 1);
  return fabs(x) < 0x1p-900 || fabs(x) > 0x1p900 ? 1 : x;
}

/* Three terms and less than three doubles hold beside them.  Then the three are taken away, and more than half of that less from
   a number between two values: on which side of it is the sum? */
static size_t draw_lost(random_source *source, double *term)
{
  const double lost = ldexp(random_one_in(source, 2) ? 1 : -1, -60 - (int) random_below(source, 20));
  size_t n = 0;
  for (int exponent = 180; exponent > 0; exponent -= 60)
    term[n++] = ldexp(1, exponent);
  term[n++] = lost;
  for (size_t i = 0; i < 3; i++, n++)
    term[n] = -term[2 - i];
  term[n++] = 1 + ldexp(1, -1 - (int) random_below(source, 12));
  term[n++] = -lost * 0.75;
  return n;
}

/* Terms of which some cancel earlier ones; how many. */
static size_t draw_terms(random_source *source, double *term)
{
  if (random_one_in(source, 4))
    return draw_lost(source, term);
  const size_t terms = 1 + random_below(source, TERMS);
  for (size_t n = 0; n < terms; n++)
    term[n] = n && random_one_in(source, 3) ? -term[random_below(source, (uint32_t) n)] : draw_term(source, term, n);
  return terms;
}

static double exact_sum(const tp_rounding *rule, const double *term, size_t terms)
{
  mpfr_t sum;
  mpfr_init2(sum, BITS);
  mpfr_set_zero(sum, 1);
  for (size_t n = 0; n < terms; n++)
    ck_assert(mpfr_add_d(sum, sum, term[n], MPFR_RNDN) == 0);
  tp_rounding_mpfr(rule, sum, 0.5);
  const double rounded = mpfr_get_d(sum, MPFR_RNDN);
  mpfr_clear(sum);
  return rounded;
}

typedef struct {
  size_t two, three, more;         /* doubles that hold the sum */
} held;

static void check_sum(random_source *source, binary64_work *s, const char *choice, held *count)
{
  double term[TERMS], rest;
  const size_t terms = draw_terms(source, term);
  tp_binary64_sum_start(s);
  for (size_t n = 0; n < terms; n++)
    tp_binary64_sum_add(s, term[n]);
  *(s->lost > 0 ? &count->more : s->lower != 0 ? &count->three : &count->two) += 1;
  const double nearest = tp_binary64_sum_nearest(s, &rest), rounded = tp_binary64_sum_round(s, TP_SITE_ACT, 0.5),
               right = exact_sum(&s->rules.rule[TP_SITE_ACT], term, terms);
  if (rounded == right && fabs(rest) <= fabs(nearest) * 0x1p-53)
    return;
  fprintf(stderr, "%s: nearest %a, rest %a, lost %a; rounded %a, not %a; terms", choice, nearest, rest, s->lost, rounded, right);
  for (size_t n = 0; n < terms; n++)
    fprintf(stderr, " %a", term[n]);
  fprintf(stderr, "\n");
  ck_abort_msg("a sum is rounded otherwise");
}

START_TEST(test_sums)
{
  random_source source = random_open(1 + 20 * (unsigned) _i);
  tp_choice c = {.beta.is_auto = 1};
  held count = {0, 0, 0};
  ck_assert(tp_choice_parse(&c, choices[_i], NULL) == TP_STATUS_OK);
  tp_arithmetic *a = tp_arithmetic_new(&c, &(tp_effort) {.bits = 0}, 6, TERMS);
  tp_workspace *w = tp_workspace_new(a, &(tp_draw) {.seed = 1});
  const size_t sums = random_count(20000, 1000);
  for (size_t n = 0; n < sums; n++)
    check_sum(&source, binary64_of(w), choices[_i], &count);
  ck_assert(count.two > sums / 20 && count.three > sums / 20 && count.more > sums / 20);
  tp_workspace_free(w);
  tp_arithmetic_free(a);
  tp_choice_clear(&c);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("exact sums");
  tcase_add_loop_test(suite_case(suite, "sums"), test_sums, 0, LENGTH(choices));
  return suite_run(suite);
}
