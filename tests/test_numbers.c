/* SPDX-License-Identifier: MIT */
/* The numbers of stochastic rounding, and the shortest decimals of binary64 numbers. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/numbers/random.h"

START_TEST(test_random_unit)
{
  ck_assert(tp_random_unit(0) == 0x1p-53 && tp_random_unit(UINT64_MAX) == 1 - 0x1p-53);
  size_t count = random_count(1000000, 1000), bins[64] = {0};
  double sum = 0;
  for (size_t n = 0; n < count; n++) {
    double u = tp_random_unit(tp_random_key(tp_random_key(1, 2), n)), k = u * 0x1p52 - 0.5;
    if (!(u > 0 && u < 1) || k != floor(k))
      ck_abort_msg("%a", u);
    sum += u;
    bins[(int) (u * 64)]++;
  }
  double mean = sum / (double) count, chi = 0;
  ck_assert_msg(fabs(mean - 0.5) < 5 * 0.289 / sqrt((double) count), "mean %g", mean);
  for (int i = 0; i < 64; i++)
    chi += pow((double) bins[i] - (double) count / 64, 2) / ((double) count / 64);
  ck_assert_msg(chi < 63 + 6 * sqrt(2 * 63), "chi %g", chi);
}
END_TEST

/* Another order or number of parts is another key; so is every other part. */
START_TEST(test_random_key)
{
  ck_assert(tp_random_key(tp_random_key(9, 1), 2) != tp_random_key(tp_random_key(9, 2), 1));
  ck_assert(tp_random_key(1, 2) != tp_random_key(2, 1));
  ck_assert(tp_random_key(9, 0) != 9 && tp_random_key(tp_random_key(9, 0), 0) != tp_random_key(9, 0));
  ck_assert(tp_random_key(0, 0) != 0);
  ck_assert(tp_random_key(9, UINT64_MAX) != tp_random_key(9, 0));
  enum { SIDE = 60 };
  static uint64_t keys[SIDE * SIDE];
  for (uint64_t i = 0; i < SIDE; i++)
    for (uint64_t k = 0; k < SIDE; k++)
      keys[i * SIDE + k] = tp_random_key(tp_random_key(i, k), k);
  for (size_t i = 0; i < SIDE * SIDE; i++)
    for (size_t k = 0; k < i; k++)
      if (keys[i] == keys[k])
        ck_abort_msg("keys %zu and %zu", i, k);
  /* One bit of a part changes about half of the key. */
  for (int bit = 0; bit < 64; bit++) {
    uint64_t difference = tp_random_key(5, 77) ^ tp_random_key(5, 77 ^ UINT64_C(1) << bit);
    int changed = 0;
    for (; difference; difference &= difference - 1)
      changed++;
    ck_assert_int_gt(changed, 10);
    ck_assert_int_lt(changed, 54);
  }
}
END_TEST

START_TEST(test_print_shortest)
{
  static const struct {
    double x;
    const char *text;
  } known[] = {
    {16, "16"}, {0.1, "0.1"}, {12.5, "12.5"}, {0, "0"}, {-2.25, "-2.25"}, {1.0 / 3, "0.3333333333333333"},
    {0.1 + 0.2, "0.30000000000000004"}, {5e-324, "5e-324"}, {1e22, "1e+22"}, {DBL_MAX, "1.7976931348623157e+308"},
    {123456, "123456"},
  };
  for (size_t i = 0; i < LENGTH(known); i++) {
    tp_buffer out = {NULL, 0, 0};
    tp_print_shortest(&out, known[i].x);
    ck_assert_str_eq(out.text, known[i].text);
    tp_buffer_clear(&out);
  }
  random_source s = random_open(20);
  for (int n = 0; n < 2000; n++) {
    double x = ldexp((double) (random_bits(&s) >> random_below(&s, 64)), (int) random_below(&s, 200) - 130);
    tp_buffer out = {NULL, 0, 0};
    tp_print_shortest(&out, x);
    ck_assert_msg(strtod(out.text, NULL) == x, "%a printed as %s", x, out.text);
    tp_buffer_clear(&out);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("numbers");
  TCase *tc = suite_case(suite, "numbers");
  tcase_add_test(tc, test_random_unit);
  tcase_add_test(tc, test_random_key);
  tcase_add_test(tc, test_print_shortest);
  return suite_run(suite);
}
