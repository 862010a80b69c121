/* SPDX-License-Identifier: MIT */
/* The steps of mpfr:P in binary64 against the same in MPFR, on columns of numbers that no
   machine has. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../src/06-arithmetic/mpfr53/mpfr53.h"
#include "mpfr53_choice.h"
#include "steps.h"
#include "suite.h"

static steps steps_of(random_source source, int precision, const char *beta, size_t rows)
{
  const tp_choice c = choice_of(precision, beta);
  return steps_open(source, &c, 1, rows);
}

START_TEST(test_steps)
{
  static const char *const some_beta[] = {"0", "0.001", "0.0123", "0.3", "1", "2.7", "9", "40"};
  random_source source = random_open(14);
  size_t count = random_count(360, 24), made = 0;
  for (size_t number = 0; number < count; number++) {
    steps s = steps_of(source, 1 + (int) (20 * number % MPFR53_MOST_PRECISION), some_beta[random_below(&source, 8)],
                         1 + random_below(&source, ROWS));
    made += take_steps(&s);
    source = s.source;
    steps_close(&s);
  }
  printf("%zu steps compared\n", made);
  ck_assert_uint_gt(made, 10 * count);
}
END_TEST

/* exp(-2^-25) with 24 bits: halfway between two numbers, but for 2^-51; exp(-2^-50) with 49: but
   for 2^-101, which MPFR knows.  2^-15 and 2^-40 come of means over 32 keys, and beta is 2^-10. */
START_TEST(test_open_weight)
{
  const int means = _i ? 8 : 3;
  steps s = steps_of(random_open(15), 9 + 5 * means, "0.0009765625", 32);
  int8_t none[32] = {0}, last[32] = {[31] = 1}, all[32];
  memset(all, 1, sizeof all);
  set_column(&s, none);
  set_column(&s, last);
  set_column(&s, all);
  const int zero = 0, one = 2;
  for (int value = 1, times = 0; times < means; value = s.columns - 1, times++)
    ck_assert(attend(&s, &zero, &zero, 1, value, 0));
  int small = s.columns - 1;
  double slack;
  ck_assert(tp_read_one(s.w[FAST], s.column[FAST][small], 31, &slack) == ldexp(1, -5 * means));
  ck_assert(attend(&s, &one, &small, 1, 1, 0));
  steps_close(&s);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("mpfr53, steps");
  TCase *tc = suite_case(suite, "steps");
  tcase_add_test(tc, test_steps);
  tcase_add_loop_test(tc, test_open_weight, 0, 2);
  return suite_run(suite);
}
