/* SPDX-License-Identifier: MIT */
/* Rounding into formats against MPFR's own emulation and the processor. */
#include <check.h>
#include <math.h>

#include <mpfr.h>

#include "formats.h"
#include "random_source.h"
#include "suite.h"
#include "tmprec/numbers/rounding.h"

static const struct {
  tp_rounding_mode mode;
  mpfr_rnd_t mpfr;
} mpfr_modes[] = {
  {TP_ROUND_NEAREST_EVEN, MPFR_RNDN}, {TP_ROUND_TOWARD_ZERO, MPFR_RNDZ}, {TP_ROUND_UP, MPFR_RNDU}, {TP_ROUND_DOWN, MPFR_RNDD},
  {TP_ROUND_AWAY, MPFR_RNDA},
};

/* MPFR's emulation of an IEEE format: bounded exponents and subnormals. */
static void emulate(mpfr_t out, mpfr_srcptr x, long top, long least_step, mpfr_rnd_t mode)
{
  mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  mpfr_set_emin(least_step + 1);
  mpfr_set_emax(top + 1);
  int ternary = mpfr_set(out, x, mode);
  ternary = mpfr_check_range(out, ternary, mode);
  mpfr_subnormalize(out, ternary, mode);
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
}

START_TEST(test_mpfr_emulation)
{
  static const struct {
    const char *name;
    int exponent_bits, precision;
  } ieee[] = {{"fp16", 5, 11}, {"bf16", 8, 8}, {"e5m2", 5, 3}, {"fp32", 8, 24}, {"e4m3", 4, 4}, {"fp64", 11, 53}, {"e15m112", 15, 113}};
  random_source s = random_open(7);
  size_t count = random_count(200000, 200);
  mpfr_t x, y, want;
  for (size_t i = 0; i < LENGTH(ieee); i++) {
    const long bias = (1L << (ieee[i].exponent_bits - 1)) - 1;
    const tp_format format = parsed(ieee[i].name);
    mpfr_inits2(140, x, y, (mpfr_ptr) NULL);
    mpfr_init2(want, ieee[i].precision);
    for (size_t n = 0; n < count; n++) {
      uint64_t bits = random_bits(&s) >> random_below(&s, 64);
      mpfr_set_uj(x, bits, MPFR_RNDN);
      mpfr_mul_2si(x, x, (long) random_below(&s, (uint32_t) (2 * bias + ieee[i].precision + 80)) - bias - ieee[i].precision - 68, MPFR_RNDN);
      if (random_one_in(&s, 2))
        mpfr_neg(x, x, MPFR_RNDN);
      tp_rounding_mode mode = mpfr_modes[n % LENGTH(mpfr_modes)].mode;
      tp_rounding rule = {format, mode, TP_OVERFLOW_AS_FORMAT, 0};
      mpfr_set(y, x, MPFR_RNDN);
      tp_rounding_mpfr(&rule, y, 0.5);
      emulate(want, x, bias, 1 - bias - ieee[i].precision + 1, mpfr_modes[n % LENGTH(mpfr_modes)].mpfr);
      if (!mpfr_equal_p(y, want)) {
        char text[300];
        mpfr_snprintf(text, sizeof text, "%Ra becomes %Ra, not %Ra", x, y, want);
        ck_abort_msg("%s %s: %s", ieee[i].name, tp_rounding_mode_name[mode], text);
      }
    }
    mpfr_clears(x, y, want, (mpfr_ptr) NULL);
  }
}
END_TEST

START_TEST(test_mpfr_precision)
{
  random_source s = random_open(8);
  size_t count = random_count(300000, 500);
  mpfr_t x, y;
  for (size_t n = 0; n < count; n++) {
    int precision = 1 + (int) random_below(&s, random_one_in(&s, 2) ? 8 : 130);
    mpfr_inits2(140, x, y, (mpfr_ptr) NULL);
    mpfr_set_uj(x, random_bits(&s) >> random_below(&s, 64), MPFR_RNDN);
    mpfr_mul_2ui(x, x, 70, MPFR_RNDN);
    mpfr_add_d(x, x, random_one_in(&s, 2) ? 0 : (double) random_bits(&s), MPFR_RNDN);
    mpfr_mul_2si(x, x, (long) random_below(&s, 3000) - 1500, MPFR_RNDN);
    if (random_one_in(&s, 2))
      mpfr_neg(x, x, MPFR_RNDN);
    size_t i = n % LENGTH(mpfr_modes);
    tp_rounding rule = {{.family = TP_FORMAT_FLOAT, .a = precision}, mpfr_modes[i].mode, (tp_overflow_rule) (n % TP_OVERFLOW_RULES), 0};
    mpfr_set(y, x, MPFR_RNDN);
    tp_rounding_mpfr(&rule, y, 0.5);
    mpfr_prec_round(x, precision, mpfr_modes[i].mpfr);
    quick_assert_msg(mpfr_equal_p(x, y), "p:%d %s", precision, tp_rounding_mode_name[rule.mode]);
    mpfr_clears(x, y, (mpfr_ptr) NULL);
  }
}
END_TEST

/* binary32 and binary64 are the processor's. */
START_TEST(test_processor)
{
  tp_rounding single = {parsed("fp32"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0}, twice = {parsed("fp64"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
  tp_double_rounding fast = tp_double_rounding_make(&single);
  random_source s = random_open(9);
  mpfr_t x;
  mpfr_init2(x, 140);
  size_t count = random_count(8000000, 1000);
  for (size_t n = 0; n < count; n++) {
    double y = ldexp((double) random_bits(&s), (int) random_below(&s, 360) - 240);
    if (n % 2)
      y = nextafter((double) (float) y, 0);
    if (n % 3 == 0)
      y = -y;
    if (tp_double_rounding_apply(&fast, y, 0.5) != (double) (float) y)
      ck_abort_msg("fp32: %a", y);
    if (n % 50)
      continue;
    mpfr_set_uj(x, random_bits(&s), MPFR_RNDN);
    mpfr_mul_2si(x, x, (long) random_below(&s, 2200) - 1160, MPFR_RNDN);
    y = mpfr_get_d(x, MPFR_RNDN);
    tp_rounding_mpfr(&twice, x, 0.5);
    if (mpfr_cmp_d(x, y))
      ck_abort_msg("fp64: %a", y);
  }
  mpfr_clear(x);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("rounding, MPFR");
  TCase *tc = suite_case(suite, "mpfr");
  tcase_add_test(tc, test_mpfr_emulation);
  tcase_add_test(tc, test_mpfr_precision);
  tcase_add_test(tc, test_processor);
  return suite_run(suite);
}
