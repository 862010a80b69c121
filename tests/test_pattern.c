/* SPDX-License-Identifier: MIT */
/* Bit patterns of any length, against the plain decoder of rational_rounding.h. */
#include <check.h>
#include <math.h>

#include "formats.h"
#include "rational_rounding.h"
#include "small_formats.h"
#include "suite.h"
#include "tmprec/numbers/pattern.h"

START_TEST(test_patterns)
{
  const char *const sixteen[] = {"fp16", "bf16", "int16", "posit16", "fixed:3.12"};
  const char *name = _i < (int) LENGTH(small) ? small[_i] : sixteen[_i - (int) LENGTH(small)];
  const tp_format f = parsed(name);
  tp_exact x;
  mpz_t pattern, back;
  mpq_t want;
  tp_exact_init(&x);
  mpz_inits(pattern, back, (mpz_ptr) NULL);
  mpq_init(want);
  for (unsigned p = 0; p < 1u << tp_format_bits(f); p++) {
    double value;
    const pattern_kind kind = decode_pattern(f, tp_format_bits(f), p, &value);
    mpz_set_ui(pattern, p);
    const int used = tp_pattern_decode(&x, f, pattern);
    quick_assert_msg(used == (kind != PATTERN_UNUSED), "%s 0x%x", name, p);
    if (!used)
      continue;
    quick_assert_msg(x.kind == (kind == PATTERN_NAN ? TP_EXACT_NAN : kind == PATTERN_INFINITY ? TP_EXACT_INFINITE : TP_EXACT_FINITE), "%s 0x%x", name, p);
    if (kind == PATTERN_VALUE) {
      set_value(want, f, value);
      quick_assert_msg(mpq_equal(want, x.q), "%s 0x%x", name, p);
    }
    if (kind != PATTERN_NAN)
      quick_assert_msg(x.negative == (signbit(value) != 0), "%s 0x%x: sign", name, p);
    quick_assert_msg(tp_pattern_encode(back, f, &x), "%s 0x%x has no pattern", name, p);
    if (kind != PATTERN_NAN) {
      quick_assert_msg(mpz_cmp(back, pattern) == 0, "%s 0x%x", name, p);
      continue;
    }
    double again;
    quick_assert_msg(decode_pattern(f, tp_format_bits(f), (unsigned) mpz_get_ui(back), &again) == PATTERN_NAN, "%s: NaN", name);
  }
  tp_exact_clear(&x);
  mpz_clears(pattern, back, (mpz_ptr) NULL);
  mpq_clear(want);
}
END_TEST

/* What is no value has no pattern. */
START_TEST(test_no_pattern)
{
  static const char *const pairs[][2] = {
    {"e4m3fn", "0.1"}, {"e4m3fn", "480"}, {"e4m3fn", "inf"}, {"e4m3", "256"}, {"e2m1fn", "nan"}, {"e2m1fn", "0.25"}, {"e4m3ftz", "0.001953125"},
    {"int4", "0.5"}, {"int4", "8/7"}, {"int4", "-8/7"}, {"int4", "nan"}, {"fixed:1.2", "2"}, {"fixed:1.2", "-2.25"}, {"fixed:1.2", "1/8"},
    {"fixed:1.2", "inf"}, {"posit8", "3.1"}, {"posit8", "2*2^24"}, {"posit8", "1/3"}, {"posit8", "inf"}, {"real", "1"}, {"p:4", "1"}, {"fp16", "1/3"},
  };
  tp_exact x;
  mpz_t pattern;
  tp_exact_init(&x);
  mpz_init(pattern);
  for (size_t i = 0; i < LENGTH(pairs); i++) {
    ck_assert_int_eq(tp_exact_parse(&x, pairs[i][1], NULL), TP_STATUS_OK);
    ck_assert_msg(!tp_pattern_encode(pattern, parsed(pairs[i][0]), &x), "%s %s", pairs[i][0], pairs[i][1]);
  }
  tp_exact_clear(&x);
  mpz_clear(pattern);
}
END_TEST

/* Patterns of more than 16 bits: those of binary64 are the machine's own. */
START_TEST(test_binary64)
{
  static const double values[] = {0, 1, -1, 0.1, 1e300, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, -3.5e-310, 123456789};
  tp_exact x;
  mpz_t pattern;
  tp_exact_init(&x);
  mpz_init(pattern);
  for (size_t i = 0; i < LENGTH(values); i++) {
    union {
      double x;
      uint64_t bits;
    } own = {values[i]};
    mpz_set_ui(pattern, (unsigned long) (own.bits >> 32));
    mpz_mul_2exp(pattern, pattern, 32);
    mpz_add_ui(pattern, pattern, (unsigned long) (own.bits & 0xffffffff));
    ck_assert(tp_pattern_decode(&x, parsed("fp64"), pattern));
    ck_assert_msg(mpq_get_d(x.q) == values[i], "%g", values[i]);
    mpz_t back;
    mpz_init(back);
    ck_assert(tp_pattern_encode(back, parsed("fp64"), &x) && mpz_cmp(back, pattern) == 0);
    mpz_clear(back);
  }
  tp_exact_clear(&x);
  mpz_clear(pattern);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("pattern");
  TCase *tc = suite_case(s, "patterns");
  tcase_add_loop_test(tc, test_patterns, 0, (int) LENGTH(small) + 5);
  tcase_add_test(tc, test_no_pattern);
  tcase_add_test(tc, test_binary64);
  return suite_run(s);
}
