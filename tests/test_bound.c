/* SPDX-License-Identifier: MIT */
/* Directed operations (analysis/bound.h) against MPFR at 300 bits, rounded in the same direction.
   A binary64 number is one of 300 bits, so that the least binary64 number not below the exact
   result is not below MPFR's, and the one before it is. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/analysis/bound.h"

enum { BITS = 300 };

/* --- Arguments, many of them where something may go wrong ------------------------------ */

static const double corners[] = {
  0, DBL_TRUE_MIN, 3 * DBL_TRUE_MIN, DBL_MIN, 0x1.fffffffffffffp-1023, 0x1p-600, 0x1p-53, 0x1p-52, 0.1, 0x1.fffffffffffffp-1, 1, 0x1.0000000000001p0, 2, 3,
  0x1.62e42fefa39efp-1, 26.5, 27.3, 709.78271289338397, 709.8, 745.13321910194110, 745.2, 0x1p53, 0x1.fffffffffffffp52, 0x1p600, 0x1p1023, DBL_MAX, INFINITY,
};

static double draw(random_source *s)
{
  double x = corners[random_below(s, LENGTH(corners))];
  switch (random_below(s, 4)) {
  case 0:
    for (uint32_t steps = random_below(s, 3); steps; steps--)
      x = nextafter(x, random_one_in(s, 2) ? INFINITY : 0);
    break;
  case 1: x = ldexp((double) random_bits(s), (int) random_below(s, 2200) - 1164); break;
  case 2: x = ldexp((double) random_bits(s), (int) random_below(s, 20) - 70); break;
  default: break;
  }
  return random_one_in(s, 2) ? -x : x;
}

/* --- Each operation ---------------------------------------------------------------------- */

static int add(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return mpfr_add(z, x, y, to); }
static int sub(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return mpfr_sub(z, x, y, to); }
static int mul(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return mpfr_mul(z, x, y, to); }
static int divide(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to)
{
  if (!mpfr_zero_p(y))
    return mpfr_div(z, x, y, to);
  mpfr_set_nan(z);
  return 0;
}
static int exponential(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return (void) y, mpfr_exp(z, x, to); }
static int logarithm(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return (void) y, mpfr_log(z, x, to); }
static int error_function(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to) { return (void) y, mpfr_erfc(z, x, to); }

static const struct {
  const char *name;
  int (*exact)(mpfr_t z, mpfr_t x, mpfr_t y, mpfr_rnd_t to);
  double (*up)(double a, double b), (*down)(double a, double b);
  double (*up_of_one)(double x), (*down_of_one)(double x);
} operations[] = {
  {"add", add, tp_bound_add_up, tp_bound_add_down, NULL, NULL},
  {"sub", sub, tp_bound_sub_up, tp_bound_sub_down, NULL, NULL},
  {"mul", mul, tp_bound_mul_up, tp_bound_mul_down, NULL, NULL},
  {"div", divide, tp_bound_div_up, tp_bound_div_down, NULL, NULL},
  {"exp", exponential, NULL, NULL, tp_bound_exp_up, tp_bound_exp_down},
  {"log", logarithm, NULL, NULL, tp_bound_log_up, tp_bound_log_down},
  {"erfc", error_function, NULL, NULL, tp_bound_erfc_up, tp_bound_erfc_down},
};

/* The exact result lies between low and high, each the nearest of 300 bits to it. */
static void check_sides(const char *name, double a, double b, mpfr_t low, mpfr_t high, double down, double up)
{
  ck_assert_msg(!isnan(up) && !isnan(down), "%s %a %a: not a number", name, a, b);
  if (mpfr_nan_p(high)) {
    ck_assert_msg(up == INFINITY && down == -INFINITY, "%s %a %a: %a %a of what is not defined", name, a, b, down, up);
    return;
  }
  ck_assert_msg(mpfr_cmp_d(high, up) <= 0, "%s_up %a %a: %a is below the result", name, a, b, up);
  ck_assert_msg(mpfr_cmp_d(low, down) >= 0, "%s_down %a %a: %a is above the result", name, a, b, down);
  ck_assert_msg(up == -INFINITY || mpfr_cmp_d(high, nextafter(up, -INFINITY)) > 0, "%s_up %a %a: %a is not the least", name, a, b, up);
  ck_assert_msg(down == INFINITY || mpfr_cmp_d(low, nextafter(down, INFINITY)) < 0, "%s_down %a %a: %a is not the largest", name, a, b, down);
}

START_TEST(test_operation)
{
  random_source source = random_open(70 + (uint64_t) _i);
  mpfr_t x, y, low, high;
  mpfr_inits2(BITS, x, y, low, high, (mpfr_ptr) NULL);
  size_t inexact = 0, count = random_count(15000, 1000);
  for (size_t i = 0; i < count; i++) {
    double a = draw(&source), b = draw(&source);
    mpfr_set_d(x, a, MPFR_RNDN);
    mpfr_set_d(y, b, MPFR_RNDN);
    operations[_i].exact(low, x, y, MPFR_RNDD);
    operations[_i].exact(high, x, y, MPFR_RNDU);
    double up = operations[_i].up ? operations[_i].up(a, b) : operations[_i].up_of_one(a);
    double down = operations[_i].down ? operations[_i].down(a, b) : operations[_i].down_of_one(a);
    check_sides(operations[_i].name, a, b, low, high, down, up);
    inexact += up != down;
  }
  ck_assert_uint_gt(inexact, count / 20);
  mpfr_clears(x, y, low, high, (mpfr_ptr) NULL);
}
END_TEST

START_TEST(test_unknown)
{
  for (size_t i = 0; i < LENGTH(operations); i++)
    for (int side = 0; side < (operations[i].up ? 2 : 1); side++) {
      double up = operations[i].up ? operations[i].up(side ? 1 : NAN, side ? NAN : 1) : operations[i].up_of_one(NAN);
      double down = operations[i].down ? operations[i].down(side ? 1 : NAN, side ? NAN : 1) : operations[i].down_of_one(NAN);
      ck_assert_msg(up == INFINITY && down == -INFINITY, "%s: %g %g", operations[i].name, down, up);
    }
  ck_assert(tp_bound_div_up(1, 0) == INFINITY && tp_bound_div_down(1, 0) == -INFINITY && tp_bound_div_up(-1, 0) == INFINITY);
  ck_assert(tp_bound_log_up(-1) == INFINITY && tp_bound_log_down(-1) == -INFINITY && tp_bound_log_up(0) == -INFINITY);
  ck_assert(tp_bound_mul_up(0, INFINITY) == INFINITY && tp_bound_sub_down(INFINITY, INFINITY) == -INFINITY);
}
END_TEST

START_TEST(test_conversions)
{
  static const size_t counts[] = {0, 1, 7, ((size_t) 1 << 31) + 1};
  for (size_t i = 0; i < LENGTH(counts); i++)
    ck_assert(tp_bound_count_up(counts[i]) == (double) counts[i] && tp_bound_count_down(counts[i]) == (double) counts[i]);
  if (SIZE_MAX > UINT32_MAX) {
    ck_assert(tp_bound_count_up(SIZE_MAX) == 0x1p64 && tp_bound_count_down(SIZE_MAX) == 0x1.fffffffffffffp63);
    ck_assert(tp_bound_count_up(((size_t) 1 << 26 << 27) + 1) == 0x1.0000000000001p53 && tp_bound_count_down(((size_t) 1 << 26 << 27) + 1) == 0x1p53);
  }
  random_source source = random_open(78);
  mpfr_t x;
  mpfr_init2(x, BITS);
  for (size_t i = 0; i < 2000; i++) {
    mpfr_set_d(x, draw(&source), MPFR_RNDN);
    for (uint32_t n = random_below(&source, 3); n && mpfr_number_p(x); n--)
      random_one_in(&source, 2) ? mpfr_nextabove(x) : mpfr_nextbelow(x);
    check_sides("mpfr", mpfr_get_d(x, MPFR_RNDN), 0, x, x, tp_bound_mpfr_down(x), tp_bound_mpfr_up(x));
  }
  mpfr_set_nan(x);
  ck_assert(tp_bound_mpfr_up(x) == INFINITY && tp_bound_mpfr_down(x) == -INFINITY);
  mpfr_clear(x);
}
END_TEST

/* Whatever the exponent range of the caller, results are the same; and it stays, like the flags. */
START_TEST(test_environment)
{
  random_source source = random_open(79);
  const mpfr_exp_t least = mpfr_get_emin(), most = mpfr_get_emax();
  for (size_t i = 0; i < 2000; i++) {
    double a = draw(&source), b = draw(&source), wide[14], narrow[14];
    for (int pass = 0; pass < 2; pass++) {
      double *out = pass ? narrow : wide;
      if (pass) {
        mpfr_set_emin(-3);
        mpfr_set_emax(4);
        mpfr_clear_flags();
        mpfr_set_divby0();
      }
      for (size_t n = 0; n < LENGTH(operations); n++) {
        out[2 * n] = operations[n].up ? operations[n].up(a, b) : operations[n].up_of_one(a);
        out[2 * n + 1] = operations[n].down ? operations[n].down(a, b) : operations[n].down_of_one(a);
      }
    }
    ck_assert(mpfr_get_emin() == -3 && mpfr_get_emax() == 4 && mpfr_flags_save() == MPFR_FLAGS_DIVBY0);
    mpfr_set_emin(least);
    mpfr_set_emax(most);
    for (size_t n = 0; n < LENGTH(wide); n++)
      ck_assert_msg(wide[n] == narrow[n], "%s %a %a: %a, or %a in a narrow range", operations[n / 2].name, a, b, wide[n], narrow[n]);
  }
}
END_TEST

/* --- Leaks -------------------------------------------------------------------------------- */

/* sum / (ties + sum) in 1000 bits, to nearest, and then upwards. */
static double plain_leak(double beta, size_t ties, const double *distance, const size_t *count, size_t kinds)
{
  mpfr_t sum, term;
  mpfr_inits2(1000, sum, term, (mpfr_ptr) NULL);
  mpfr_set_zero(sum, 1);
  for (size_t i = kinds; i-- > 0;) {
    mpfr_set_d(term, distance[i], MPFR_RNDN);
    mpfr_mul_d(term, term, -beta, MPFR_RNDN);
    mpfr_exp(term, term, MPFR_RNDN);
    mpfr_mul_ui(term, term, (unsigned long) count[i], MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
  }
  mpfr_add_ui(term, sum, (unsigned long) ties, MPFR_RNDN);
  mpfr_div(sum, sum, term, MPFR_RNDN);
  double leak = mpfr_get_d(sum, MPFR_RNDU);
  mpfr_clears(sum, term, (mpfr_ptr) NULL);
  return leak;
}

START_TEST(test_leak)
{
  random_source source = random_open(80);
  enum { KINDS = 6 };
  for (size_t i = 0; i < 5000; i++) {
    double distance[KINDS], beta = random_one_in(&source, 10) ? 0 : random_below(&source, 100000) / 1024.0;
    size_t count[KINDS], kinds = random_below(&source, KINDS), ties = 1 + random_below(&source, 40);
    for (size_t n = 0; n < kinds; n++) {
      distance[n] = 1 + random_below(&source, 30);
      count[n] = 1 + random_below(&source, 1000);
    }
    double leak = tp_bound_leak_up(beta, ties, distance, count, kinds);
    ck_assert_msg(leak == plain_leak(beta, ties, distance, count, kinds), "beta %g: %a", beta, leak);
  }
  /* 1/2 exactly, and no leak */
  ck_assert(tp_bound_leak_up(0, 3, (const double[]) {1, 7}, (const size_t[]) {1, 2}, 2) == 0.5 && tp_bound_leak_up(1, 3, NULL, NULL, 0) == 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tc = tcase_create("bound");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_operation, 0, (int) LENGTH(operations));
  tcase_add_test(tc, test_unknown);
  tcase_add_test(tc, test_conversions);
  tcase_add_test(tc, test_environment);
  tcase_add_test(tc, test_leak);
  Suite *suite = suite_create("bound");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
