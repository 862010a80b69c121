/* SPDX-License-Identifier: MIT */
/* Beta: how it is written, and that it is rounded once, against rationals. */
#include <check.h>
#include <math.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "rational_rounding.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"

START_TEST(test_beta)
{
  static const struct {
    const char *text;
    double value;
  } accepted[] = {
    {"12.5", 12.5}, {".5", 0.5}, {"5.", 5}, {"1e1", 10}, {"1E+1", 10}, {"25e-1", 2.5}, {"+3", 3}, {"0", 0}, {"0.1", 0.1},
    {"0e99999", 0}, {"0.00e-99999999999999999999", 0}, {"007", 7}, {"1e12", 1e12}, {"9007199254740993e-4", 900719925474.0993},
    {"5e-324", 5e-324}, {"2.5e-324", 5e-324}, {"0.0000000000000000000000000000000000000000000000000001e64", 1e12},
    {"100000000000000000000000000000000000000000000000000000000e-56", 1},
    {"1.00000000000000011102230246251565404236316680908203125", 1}, {"1.0000000000000001110223024625156540423631668090820312501", 1.0000000000000002},
  };
  static const char *const refused[] = {
    "nan", "-1", "inf", "infinity", "1e999", "", "x", "0x10", "-0", "-", "+", ".", "e1", "1e", "1e+", "1.2.3", "1,5", " 1",
    "1 ", "--1", "+-1", "1e13", "automatic", "1e-999",
    "0.1234567890123456789012345678901234567890123456789012345678901234567890",
  };
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  for (size_t i = 0; i < LENGTH(accepted); i++) {
    ck_assert_msg(tp_choice_set_beta(&c, accepted[i].text, &err) == TP_STATUS_OK, "'%s': %s", accepted[i].text, err.text);
    ck_assert_msg(!c.beta.is_auto && tp_choice_beta(&c, 4) == accepted[i].value, "'%s' is %.17g", accepted[i].text, tp_choice_beta(&c, 4));
  }
  ck_assert(tp_choice_set_beta(&c, "2.25", &err) == TP_STATUS_OK);
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_choice_set_beta(&c, refused[i], &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strlen(err.text) > 7, "'%s': %s", refused[i], err.text);
    ck_assert(tp_choice_beta(&c, 4) == 2.25);      /* what was set stays */
    if (*refused[i] == '-' && refused[i][1] >= '0' && refused[i][1] <= '9')
      ck_assert_str_eq(err.text, "negative");
  }
}
END_TEST

/* 2 r ln 2 + 2, in all digits. */
START_TEST(test_beta_auto)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  ck_assert(tp_choice_set_beta(&c, "3", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_beta(&c, "AUTO", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_beta(&c, "auto", &err) == TP_STATUS_OK);
  mpfr_t fine, got, want;
  mpfr_init2(fine, 20000);
  for (unsigned r = 4; r <= 60; r += 2) {
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2 * r, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
    ck_assert(tp_choice_beta(&c, r) == mpfr_get_d(fine, MPFR_RNDN));
    ck_assert(fabs(tp_choice_beta(&c, r) - (2 * r * 0.693147180559945309 + 2)) < 1e-13);
    for (int precision = 1; precision < 10000; precision = 3 * precision / 2 + 1) {
      mpfr_inits2(precision, got, want, (mpfr_ptr) NULL);
      tp_choice_beta_mpfr(got, &c, r);
      mpfr_set(want, fine, MPFR_RNDN);
      ck_assert_msg(mpfr_equal_p(got, want), "r %u, %d bits", r, precision);
      mpfr_clears(got, want, (mpfr_ptr) NULL);
    }
  }
  mpfr_clear(fine);
}
END_TEST

/* x is what the rule makes of beta, which is q or a little more than q and less than
   any number where a rule changes its mind. */
static void check_beta(const char *what, mpfr_srcptr x, const tp_rounding *rule, const mpq_t q, double u)
{
  gap g;
  mpq_t value;
  mpfr_t want;
  gap_init(&g);
  mpq_init(value);
  gap_find(&g, rule->format, q);
  outcome o = gap_outcome(&g, rule->mode, rule->overflow, u);
  outcome_value(&g, o, value);
  mpfr_init2(want, mpfr_get_prec(x));
  mpfr_set_q(want, value, MPFR_RNDN);
  if (o == BECOMES_INFINITY)
    mpfr_set_inf(want, 1);
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, rule->format);
  if (o == BECOMES_NAN ? !mpfr_nan_p(x) : !mpfr_equal_p(x, want)) {
    char text[300];
    mpfr_snprintf(text, sizeof text, "%.20Rg, not %.20Rg", x, want);
    ck_abort_msg("beta %s as %s, %s, %s, u = %g: %s", what, name.text, tp_rounding_mode_name[rule->mode], tp_overflow_rule_name[rule->overflow], u, text);
  }
  tp_buffer_clear(&name);
  mpfr_clear(want);
  mpq_clear(value);
  gap_clear(&g);
}

static const char *const beta_formats[] = {
  "p:1", "p:2", "p:3", "p:8", "p:24", "p:64", "fixed:1.0", "fixed:3.1", "fixed:4.4", "fixed:8.100", "fp16", "bf16", "e4m3fn", "e4m3fnuz", "e5m2",
  "e2m1fn", "e3m2fnftz", "fp64", "int2", "int4", "int5", "int8", "int9", "int13", "int16", "posit8", "posit16", "posit32",
};

/* Decimals are rounded once: ties are ties, also where no binary number is. */
static void check_weight(const char *text, const mpq_t q, unsigned r)
{
  static const double units[] = {0.5, 0x1p-53, 0.25, 0.9, 0x1.999999999999ap-4, 0x1.999999999999p-2};
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  mpfr_t x;
  mpfr_init2(x, 200);
  ck_assert(tp_choice_set_beta(&c, text, &err) == TP_STATUS_OK);
  for (size_t i = 0; i < LENGTH(beta_formats); i++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++)
      for (size_t k = 0; k < (m == TP_ROUND_STOCHASTIC ? LENGTH(units) : 1); k++)
        for (int o = 0; o < TP_OVERFLOW_RULES; o++) {
          c.overflow = (tp_overflow_rule) o;
          c.mode[TP_SITE_PARAM] = (tp_rounding_mode) m;
          ck_assert(tp_choice_set_site(&c, TP_SITE_PARAM, beta_formats[i], &err) == TP_STATUS_OK);
          tp_choice_beta_weight(x, &c, r, units[k]);
          tp_rounding rule = tp_choice_rounding(&c, TP_SITE_PARAM);
          check_beta(text, x, &rule, q, units[k]);
          if (m == TP_ROUND_STOCHASTIC || (rule.format.family != TP_FORMAT_FLOAT && rule.format.family != TP_FORMAT_IEEE))
            continue;
          tp_choice all = {.kind = TP_ARITHMETIC_MPFR, .operation = rule.format, .overflow = c.overflow, .beta = c.beta};
          for (int site = 0; site < TP_SITES; site++)
            all.mode[site] = (tp_rounding_mode) m;
          tp_choice_beta_operation(x, &all, r);
          check_beta(text, x, &rule, q, 0.5);
        }
  mpfr_clear(x);
}

START_TEST(test_beta_decimal)
{
  static const struct {
    const char *text;
    unsigned long numerator, denominator;
  } decimals[] = {
    {"0", 0, 1}, {"0.1", 1, 10}, {"0.2", 1, 5}, {"0.3", 3, 10}, {"0.5", 1, 2}, {"0.6", 3, 5}, {".9", 9, 10}, {"1", 1, 1}, {"1.5", 3, 2},
    {"2.5", 5, 2}, {"3.5", 7, 2}, {"25e-1", 5, 2}, {"0.00035e4", 7, 2}, {"3", 3, 1}, {"5", 5, 1}, {"7", 7, 1}, {"5.000000001", 5000000001, 1000000000},
    {"10.3", 103, 10}, {"12.5", 25, 2}, {"464", 464, 1}, {"464.01", 46401, 100}, {"480", 480, 1}, {"65520", 65520, 1}, {"1e6", 1000000, 1},
    {"1e-7", 1, 10000000}, {"0.02", 1, 50}, {"987654321.123", 987654321123, 1000}, {"1e12", 1000000000000, 1},
    {"0.03333333333333333333333333", 0, 0},
  };
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  mpq_t q;
  mpq_init(q);
  for (size_t i = 0; i < LENGTH(decimals); i++) {
    if (decimals[i].denominator)
      mpq_set_ui(q, decimals[i].numerator, decimals[i].denominator);
    else
      mpq_set_str(q, "3333333333333333333333333/100000000000000000000000000", 10);
    mpq_canonicalize(q);
    check_weight(decimals[i].text, q, 4);
    ck_assert(tp_choice_set_beta(&c, decimals[i].text, &err) == TP_STATUS_OK);
    for (int precision = 1; precision <= 200; precision++) {
      tp_rounding rule = {{.family = TP_FORMAT_FLOAT, .a = precision}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
      mpfr_t got;
      mpfr_init2(got, precision);
      tp_choice_beta_mpfr(got, &c, 4);
      check_beta(decimals[i].text, got, &rule, q, 0.5);
      mpfr_clear(got);
    }
  }
  mpq_clear(q);
}
END_TEST

START_TEST(test_beta_auto_weight)
{
  mpfr_t fine;
  mpq_t q;
  mpfr_init2(fine, 3000);
  mpq_init(q);
  for (unsigned r = 4; r <= 64; r += 6) {
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2 * r, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
    mpfr_get_q(q, fine);
    check_weight("auto", q, r);
  }
  mpq_clear(q);
  mpfr_clear(fine);
}
END_TEST

/* Not rounded, a weight is the binary64 number. */
START_TEST(test_beta_real)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  mpfr_t x;
  mpfr_init2(x, 200);
  ck_assert(tp_choice_set_beta(&c, "0.1", &err) == TP_STATUS_OK);
  tp_choice_beta_weight(x, &c, 4, 0.5);
  ck_assert(mpfr_cmp_d(x, 0.1) == 0);
  mpfr_clear(x);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("beta");
  TCase *tc = suite_case(suite, "beta");
  tcase_add_test(tc, test_beta);
  tcase_add_test(tc, test_beta_auto);
  tcase_add_test(tc, test_beta_decimal);
  tcase_add_test(tc, test_beta_auto_weight);
  tcase_add_test(tc, test_beta_real);
  return suite_run(suite);
}
