/* SPDX-License-Identifier: MIT */
/* Exact numbers as text: what is read, what is refused, what is written. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/numbers/exact.h"

static const struct {
  const char *text, *fraction;     /* the fraction as GMP writes it */
} good[] = {
  {"0", "0"}, {"12", "12"}, {"+12", "12"}, {"-12", "-12"}, {"0.1", "1/10"}, {".5", "1/2"}, {"5.", "5"}, {"1e3", "1000"}, {"1E-3", "1/1000"}, {"-2.5e+1", "-25"},
  {"1/3", "1/3"}, {"-2/6", "-1/3"}, {"0.1/0.3", "1/3"}, {"0x10", "16"}, {"0x1.8p-3", "3/16"}, {"0XFF", "255"}, {"0x.8", "1/2"}, {"-0x1p4", "-16"},
  {"1/0x3", "1/3"}, {"3*2^-7", "3/128"}, {"-0.1*2^3", "-4/5"}, {"0e30000", "0"}, {"007", "7"}, {"1e0", "1"}, {"0x1e3", "483"}, {"4*2^+2", "16"},
};

START_TEST(test_read)
{
  tp_exact x;
  mpq_t want;
  tp_error err;
  tp_exact_init(&x);
  mpq_init(want);
  for (size_t i = 0; i < LENGTH(good); i++) {
    ck_assert_msg(tp_exact_parse(&x, good[i].text, &err) == TP_STATUS_OK, "%s", good[i].text);
    mpq_set_str(want, good[i].fraction, 10);
    ck_assert_msg(x.kind == TP_EXACT_FINITE && mpq_equal(x.q, want), "%s", good[i].text);
    ck_assert_int_eq(x.negative, good[i].text[0] == '-');
  }
  static const struct {
    const char *text;
    tp_exact_kind kind;
    int negative;
  } special[] = {{"inf", TP_EXACT_INFINITE, 0}, {"-Infinity", TP_EXACT_INFINITE, 1}, {"+INF", TP_EXACT_INFINITE, 0}, {"nan", TP_EXACT_NAN, 0},
                 {"-NaN", TP_EXACT_NAN, 0}, {"-0", TP_EXACT_FINITE, 1}, {"-0.000", TP_EXACT_FINITE, 1}, {"-0/7", TP_EXACT_FINITE, 1}};
  for (size_t i = 0; i < LENGTH(special); i++) {
    ck_assert_int_eq(tp_exact_parse(&x, special[i].text, &err), TP_STATUS_OK);
    ck_assert_msg(x.kind == special[i].kind && x.negative == special[i].negative && mpq_sgn(x.q) == 0, "%s", special[i].text);
  }
  tp_exact_clear(&x);
  mpq_clear(want);
}
END_TEST

START_TEST(test_refused)
{
  static const char *const bad[] = {
    "", "-", "+", ".", "e5", "1e", "1e+", "0x", "0xg", "0x.", "1.2.3", "--1", "+-1", "1/", "/3", "1/0", "1/-3", "1/3/5", "1*2^", "1*3^2", "1 ", " 1", "1,5", "1f",
    "in", "infin", "nanx", "1e30001", "1e-30001", "0x1p100001", "0x1p-100001", "1*2^100001", "1e99999999999999999999", "1*2^-99999999999999999999", "1_0",
    "\xc2\xbd", "1e1.5", "inf/2", "0b1",
  };
  tp_exact x;
  tp_error err;
  tp_exact_init(&x);
  for (size_t i = 0; i < LENGTH(bad); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_exact_parse(&x, bad[i], &err) == TP_STATUS_REFUSED, "'%s'", bad[i]);
    ck_assert_msg(err.text[0] && !strchr(err.text, '\n'), "'%s'", bad[i]);
  }
  char text[TP_EXACT_MOST_LENGTH + 2];
  memset(text, '1', sizeof text);
  text[TP_EXACT_MOST_LENGTH + 1] = '\0';
  ck_assert_int_eq(tp_exact_parse(&x, text, &err), TP_STATUS_REFUSED);
  text[TP_EXACT_MOST_LENGTH] = '\0';
  ck_assert_int_eq(tp_exact_parse(&x, text, &err), TP_STATUS_OK);
  tp_exact_clear(&x);
}
END_TEST

static void expect(const char *text, const char *exact, const char *fraction, int digits, const char *rounded)
{
  tp_exact x;
  tp_buffer a = {NULL, 0, 0}, b = {NULL, 0, 0}, c = {NULL, 0, 0};
  tp_exact_init(&x);
  ck_assert_int_eq(tp_exact_parse(&x, text, NULL), TP_STATUS_OK);
  tp_exact_print(&a, &x);
  tp_print_fraction(&b, x.q);
  tp_print_digits(&c, x.q, digits, NULL);
  ck_assert_str_eq(a.text, exact);
  ck_assert_str_eq(b.text, fraction);
  ck_assert_str_eq(c.text, rounded);
  tp_buffer_clear(&a);
  tp_buffer_clear(&b);
  tp_buffer_clear(&c);
  tp_exact_clear(&x);
}

START_TEST(test_written)
{
  expect("0.1", "0.1", "1/10", 3, "0.1");
  expect("-1/8", "-0.125", "-1/8", 2, "-0.13");
  expect("1/3", "1/3", "1/3", 4, "0.3333");
  expect("1200", "1200", "1200", 1, "1000");
  expect("99.96", "99.96", "2499/25", 3, "100");
  expect("0.0001", "0.0001", "1/10000", 1, "0.0001");
  expect("0.00001", "0.00001", "1/100000", 1, "1e-05");
  expect("1e16", "10000000000000000", "10000000000000000", 1, "10000000000000000");
  expect("1e17", "100000000000000000", "100000000000000000", 2, "1e+17");
  expect("3*2^-200", "3*2^-200", "3*2^-200", 3, "1.87e-60");
  expect("-5*2^300", "-5*2^300", "-5*2^300", 1, "-1e+91");
  expect("0.0625", "0.0625", "1/16", 2, "0.063");
}
END_TEST

/* The digits are the nearest decimal, by fractions. */
START_TEST(test_digits)
{
  random_source s = random_open(7800);
  mpq_t q, read, off, half;
  mpq_inits(q, read, off, half, (mpq_ptr) NULL);
  for (size_t i = 0; i < random_count(500, 50); i++) {
    mpq_set_ui(q, 1 + (random_bits(&s) >> random_below(&s, 63)), 1 + random_bits(&s) % 1000000);
    mpq_canonicalize(q);
    const int digits = 1 + (int) random_below(&s, 12);
    tp_buffer text = {NULL, 0, 0};
    tp_print_digits(&text, q, digits, read);
    tp_exact x;
    tp_exact_init(&x);
    ck_assert_int_eq(tp_exact_parse(&x, text.text, NULL), TP_STATUS_OK);
    ck_assert_msg(mpq_equal(x.q, read), "%s is not what is said to be read", text.text);
    /* |q - read| <= 10^(1 - digits) q / 2: half of a unit is at most that */
    mpq_sub(off, q, read);
    mpq_abs(off, off);
    mpz_ui_pow_ui(mpq_denref(half), 10, (unsigned long) digits - 1);
    mpz_set_ui(mpq_numref(half), 1);
    mpq_mul(half, half, q);
    mpq_div_2exp(half, half, 1);
    ck_assert_msg(mpq_cmp(off, half) <= 0, "%s", text.text);
    tp_buffer_clear(&text);
    tp_exact_clear(&x);
  }
  mpq_clears(q, read, off, half, (mpq_ptr) NULL);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("exact");
  TCase *tc = suite_case(s, "text");
  random_print_settings();
  tcase_add_test(tc, test_read);
  tcase_add_test(tc, test_refused);
  tcase_add_test(tc, test_written);
  tcase_add_test(tc, test_digits);
  return suite_run(s);
}
