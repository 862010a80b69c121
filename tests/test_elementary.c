/* SPDX-License-Identifier: MIT */
/* Functions of binary64 without the C library's (numbers/elementary.h), beside MPFR's. */
#include <check.h>
#include <math.h>
#include <mpfr.h>

#include "suite.h"
#include "tmprec/numbers/elementary.h"
#include "tmprec/numbers/random.h"

enum { TRIALS = 20000 };

/* Units in the last place of x between x and what is right, which is in a. */
static double units_between(mpfr_t a, double x)
{
  mpfr_sub_d(a, a, x, MPFR_RNDN);
  return fabs(mpfr_get_d(a, MPFR_RNDN)) / (nextafter(fabs(x), INFINITY) - fabs(x));
}

static double unit(int i, int which) { return tp_random_unit(tp_random_key(tp_random_key(7, (uint64_t) i), (uint64_t) which)); }

START_TEST(test_exp)
{
  mpfr_t a;
  mpfr_init2(a, 200);
  for (int i = 0; i < TRIALS; i++) {
    const double x = -unit(i, 0) * (i % 3 == 0 ? 745 : i % 3 == 1 ? 20 : 1);
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_exp(a, a, MPFR_RNDN);
    ck_assert_msg(units_between(a, tp_elementary_exp(x)) < 2, "exp(%a)", x);
  }
  mpfr_clear(a);
  ck_assert(tp_elementary_exp(0) == 1 && tp_elementary_exp(-INFINITY) == 0 && tp_elementary_exp(-1000) == 0);
}
END_TEST

START_TEST(test_log)
{
  mpfr_t a;
  mpfr_init2(a, 200);
  for (int i = 0; i < TRIALS; i++) {
    const double x = i % 2 ? unit(i, 0) : i % 4 ? 1 - unit(i, 0) * 0x1p-20 : unit(i, 0) * 0x1p-40;
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_log(a, a, MPFR_RNDN);
    ck_assert_msg(units_between(a, tp_elementary_log(x)) < 2, "log(%a)", x);
  }
  mpfr_clear(a);
  ck_assert(tp_elementary_log(1) == 0);
}
END_TEST

/* 2 pi v is rounded, too. */
START_TEST(test_cos)
{
  mpfr_t a, pi;
  mpfr_inits2(200, a, pi, NULL);
  mpfr_const_pi(pi, MPFR_RNDN);
  for (int i = 0; i < TRIALS; i++) {
    const double v = unit(i, 0);
    mpfr_mul_d(a, pi, 2 * v, MPFR_RNDN);
    mpfr_cos(a, a, MPFR_RNDN);
    ck_assert_msg(units_between(a, tp_elementary_cos_turns(v)) < 3, "cos(2 pi %a)", v);
  }
  mpfr_clears(a, pi, NULL);
  ck_assert(tp_elementary_cos_turns(0) == 1 && tp_elementary_cos_turns(0.5) == -1);
  ck_assert(tp_elementary_cos_turns(0.25) == 0 && tp_elementary_cos_turns(0.75) == 0);
}
END_TEST

/* The same bits everywhere. */
START_TEST(test_bits)
{
  static const struct { double x, exp, log, cos; } row[] = {
    {0.1, 0x1.cf46d99d52b3ap-1, -0x1.26bb1bbb55515p+1, 0x1.9e3779b97f4a8p-1},
    {0.7, 0x1.fc80db9dd5542p-2, -0x1.6d3c324e13f5p-2, -0x1.3c6ef372fe954p-2},
    {0.9999, 0x1.78bf084e7a402p-2, -0x1.a3738d2cf1cc2p-14, 0x1.fffff9606a38ep-1}};
  for (size_t i = 0; i < LENGTH(row); i++) {
    ck_assert(tp_elementary_exp(-row[i].x) == row[i].exp);
    ck_assert(tp_elementary_log(row[i].x) == row[i].log);
    ck_assert(tp_elementary_cos_turns(row[i].x) == row[i].cos);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("elementary");
  TCase *tc = suite_case(suite, "elementary");
  tcase_add_test(tc, test_exp);
  tcase_add_test(tc, test_log);
  tcase_add_test(tc, test_cos);
  tcase_add_test(tc, test_bits);
  return suite_run(suite);
}
