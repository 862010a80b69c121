/* SPDX-License-Identifier: MIT */
/* Rounding into formats: facts written by hand, which the rounder on rationals of the other tests must know too. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "formats.h"
#include "rounding_points.h"
#include "suite.h"

#define INF INFINITY

/* What becomes of x: by rne rna rtz raz rup rdn rto, and rsr with u = 1/2. */
static const struct {
  const char *name;
  tp_overflow_rule overflow;
  double x, result[TP_ROUNDING_MODES];
} facts[] = {
  {"fp16", 0, 65504, {65504, 65504, 65504, 65504, 65504, 65504, 65504, 65504}},
  {"fp16", 0, 65519, {65504, 65504, 65504, INF, INF, 65504, 65504, 65504}},
  {"fp16", 0, 65520, {INF, INF, 65504, INF, INF, 65504, 65504, 65504}},
  {"fp16", 0, 65521, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", 0, -65520, {-INF, -INF, -65504, -INF, -65504, -INF, -65504, -65504}},
  {"fp16", 0, 65536, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", TP_OVERFLOW_INFINITY, 65535, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", TP_OVERFLOW_INFINITY, 65536, {INF, INF, INF, INF, INF, INF, INF, INF}},
  {"fp16", TP_OVERFLOW_SATURATE, 1e9, {65504, 65504, 65504, 65504, 65504, 65504, 65504, 65504}},
  {"fp16", TP_OVERFLOW_NAN, 1e9, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", 0, INF, {INF, INF, INF, INF, INF, INF, INF, INF}},
  {"fp16", TP_OVERFLOW_SATURATE, -INF, {-65504, -65504, -65504, -65504, -65504, -65504, -65504, -65504}},
  {"fp16", 0, 0x1p-24, {0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24}},
  {"fp16", 0, 0x1p-25, {0, 0x1p-24, 0, 0x1p-24, 0x1p-24, 0, 0x1p-24, 0}},
  {"fp16", 0, -0x1p-25, {0, -0x1p-24, 0, -0x1p-24, 0, -0x1p-24, -0x1p-24, 0}},
  {"fp16", 0, 0x1.8p-24, {0x1p-23, 0x1p-23, 0x1p-24, 0x1p-23, 0x1p-23, 0x1p-24, 0x1p-24, 0x1p-24}},
  {"fp16", 0, 2049, {2048, 2050, 2048, 2050, 2050, 2048, 2050, 2048}},
  {"fp16", 0, 2051, {2052, 2052, 2050, 2052, 2052, 2050, 2050, 2050}},
  {"e5m10ftz", 0, 0x1.ffcp-15, {0, 0, 0, 0, 0, 0, 0, 0}},
  {"e5m10ftz", 0, 0x1.ffep-15, {0x1p-14, 0x1p-14, 0, 0x1p-14, 0x1p-14, 0, 0, 0}},
  {"e5m10ftz", 0, 0x1.ffdp-15, {0, 0, 0, 0x1p-14, 0x1p-14, 0, 0, 0}},
  {"e5m10ftz", 0, -0x1.fffp-15, {-0x1p-14, -0x1p-14, 0, -0x1p-14, 0, -0x1p-14, 0, -0x1p-14}},
  {"bf16", 0, 257, {256, 258, 256, 258, 258, 256, 258, 256}},
  {"bf16", 0, 259, {260, 260, 258, 260, 260, 258, 258, 258}},
  {"e4m3", 0, 248, {INF, INF, 240, INF, INF, 240, 240, 240}},
  {"e4m3fn", 0, 464, {448, 448, 448, 448, 448, 448, 448, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, 464, {448, NAN, 448, NAN, NAN, 448, NAN, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, -464, {-448, NAN, -448, NAN, -448, NAN, NAN, -448}},
  {"e4m3fn", TP_OVERFLOW_NAN, 465, {NAN, NAN, 448, NAN, NAN, 448, NAN, NAN}},
  {"e4m3fn", TP_OVERFLOW_NAN, 480, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  {"e4m3fn", TP_OVERFLOW_INFINITY, 480, {448, 448, 448, 448, 448, 448, 448, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, INF, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  {"e4m3fnuz", TP_OVERFLOW_NAN, 247, {240, 240, 240, NAN, NAN, 240, 240, 240}},
  {"e4m3fnuz", TP_OVERFLOW_NAN, 248, {NAN, NAN, 240, NAN, NAN, 240, 240, 240}},
  {"e5m2", 0, 61440, {INF, INF, 57344, INF, INF, 57344, 57344, 57344}},
  {"e2m1fn", 0, 5, {4, 6, 4, 6, 6, 4, 6, 4}},
  {"e2m1fn", 0, 2.5, {2, 3, 2, 3, 3, 2, 3, 2}},
  {"e2m1fn", 0, 1.75, {2, 2, 1.5, 2, 2, 1.5, 1.5, 1.5}},
  {"e2m1fn", 0, 0.25, {0, 0.5, 0, 0.5, 0.5, 0, 0.5, 0}},
  {"e2m1fn", TP_OVERFLOW_NAN, -7, {-6, -6, -6, -6, -6, -6, -6, -6}},
  {"fp32", 0, 0x1.ffffffp127, {INF, INF, FLT_MAX, INF, INF, FLT_MAX, FLT_MAX, FLT_MAX}},
  {"p:1", 0, 3, {4, 4, 2, 4, 4, 2, 2, 2}},
  {"p:1", 0, -3, {-4, -4, -2, -4, -2, -4, -2, -2}},
  {"p:1", 0, 0.75, {1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5}},
  {"p:1", 0, 2.75, {2, 2, 2, 4, 4, 2, 2, 2}},
  {"p:2", 0, 2.5, {2, 3, 2, 3, 3, 2, 3, 2}},
  {"p:2", 0, 7, {8, 8, 6, 8, 8, 6, 6, 6}},
  {"p:24", 0, 16777217, {16777216, 16777218, 16777216, 16777218, 16777218, 16777216, 16777218, 16777216}},
  {"fixed:1.0", 0, 0.5, {0, 1, 0, 1, 1, 0, 1, 0}},
  {"fixed:1.0", 0, -0.5, {0, -1, 0, -1, 0, -1, -1, 0}},
  {"fixed:1.0", 0, -1.5, {-2, -2, -1, -2, -1, -2, -1, -1}},
  {"fixed:1.0", 0, -2.5, {-2, -2, -2, -2, -2, -2, -2, -2}},
  {"fixed:1.0", TP_OVERFLOW_NAN, 1.5, {1, 1, 1, 1, 1, 1, 1, 1}},
  {"fixed:2.0", TP_OVERFLOW_INFINITY, 1e300, {3, 3, 3, 3, 3, 3, 3, 3}},
  {"fixed:2.0", 0, -INF, {-4, -4, -4, -4, -4, -4, -4, -4}},
  {"int2", 0, 0.5, {0, 1, 0, 1, 1, 0, 1, 0}},
  {"int2", TP_OVERFLOW_NAN, -7, {-1, -1, -1, -1, -1, -1, -1, -1}},
  {"int8", 0, 0.5, {64.0 / 127, 64.0 / 127, 63.0 / 127, 64.0 / 127, 64.0 / 127, 63.0 / 127, 63.0 / 127, 63.0 / 127}},
  {"posit8", 0, 1e30, {0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24}},
  {"posit8", 0, -1e-30, {-0x1p-24, -0x1p-24, 0, -0x1p-24, 0, -0x1p-24, -0x1p-24, 0}},
  {"posit8", 0, -0x1p25, {-0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24}},
  {"posit8", 0, INF, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  /* Patterns of 7 bits between 2^20 and 2^24 halve the exponent: the tie is 2^22. */
  {"posit8", 0, 0x1p22, {0x1p20, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"posit8", 0, 0x1.1p22, {0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"posit8", 0, 0x1.1p23, {0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"real", 0, 0.1, {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}},
  {"real", TP_OVERFLOW_SATURATE, -INF, {-INF, -INF, -INF, -INF, -INF, -INF, -INF, -INF}},
};

static int same(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

START_TEST(test_facts)
{
  for (size_t i = 0; i < LENGTH(facts); i++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      tp_rounding rule = {parsed(facts[i].name), (tp_rounding_mode) m, facts[i].overflow, 0};
      tp_double_rounding fast = tp_double_rounding_make(&rule);
      double want = facts[i].result[m], got = tp_double_rounding_apply(&fast, facts[i].x, 0.5);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_t x;
      mpfr_init2(x, 53);
      mpfr_set_d(x, facts[i].x, MPFR_RNDN);
      tp_rounding_mpfr(&rule, x, 0.5);
      got = mpfr_get_d(x, MPFR_RNDN);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g in MPFR, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_clear(x);
      if (!isfinite(facts[i].x))
        continue;
      /* The rounder of these tests must know it too. */
      gap g;
      mpq_t q;
      gap_init(&g);
      mpq_init(q);
      mpq_set_d(q, facts[i].x);
      gap_find(&g, rule.format, q);
      outcome o = gap_outcome(&g, rule.mode, rule.overflow, 0.5);
      outcome_value(&g, o, q);
      mpfr_init2(x, 53);
      mpfr_set_q(x, q, MPFR_RNDN);
      got = o == BECOMES_NAN ? NAN : o == BECOMES_INFINITY ? copysign(INF, g.sign) : mpfr_get_d(x, MPFR_RNDN);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g on rationals, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_clear(x);
      mpq_clear(q);
      gap_clear(&g);
    }
}
END_TEST

/* On a grid of doubles what is rounded stays. */
START_TEST(test_grid_stays)
{
  for (int bits = 2; bits <= 16; bits++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      tp_rounding rule = {{.family = TP_FORMAT_GRID, .a = bits}, (tp_rounding_mode) m, TP_OVERFLOW_AS_FORMAT, 0};
      tp_double_rounding fast = tp_double_rounding_make(&rule);
      int n = (1 << (bits - 1)) - 1;
      for (int k = -n; k <= n; k += 1 + (n > 100 ? (int) thin(40) - 1 : 0)) {
        double x = (double) k / n, y = tp_double_rounding_apply(&fast, x, 0.5);
        quick_assert_msg(x == y, "int%d %s: %d / %d becomes %.17g", bits, tp_rounding_mode_name[m], k, n, y);
      }
    }
}
END_TEST

/* Exponents far beyond what rationals can hold. */
START_TEST(test_wide_ieee)
{
  const long top = 1L << 29, least = 2 - top - 4;
  const struct {
    long n, exponent, result, result_exponent;     /* n 2^exponent; result 0 and an exponent: infinity */
  } cases[] = {
    {31, top - 5, 31, top - 5}, {62, top - 6, 31, top - 5}, {125, top - 7, 31, top - 5}, {63, top - 6, 0, 1},
    {1, top, 0, 1}, {1, 10 * top, 0, 1}, {1, least, 1, least}, {1, least - 1, 0, 0}, {3, least - 1, 2, least},
    {3, least - 2, 1, least}, {33, least - 2, 8, least}, {35, least, 36, least}, {1, -10 * top, 0, 0},
  };
  tp_rounding rule = {parsed("e30m4"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
  mpfr_t x, want;
  mpfr_inits2(64, x, want, (mpfr_ptr) NULL);
  for (size_t i = 0; i < LENGTH(cases); i++) {
    mpfr_set_si_2exp(x, cases[i].n, cases[i].exponent, MPFR_RNDN);
    mpfr_set_si_2exp(want, cases[i].result, cases[i].result_exponent, MPFR_RNDN);
    if (!cases[i].result && cases[i].result_exponent)
      mpfr_set_inf(want, 1);
    tp_rounding_mpfr(&rule, x, 0.5);
    ck_assert_msg(mpfr_equal_p(x, want), "case %zu", i);
  }
  mpfr_clears(x, want, (mpfr_ptr) NULL);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("rounding");
  TCase *tc = suite_case(suite, "facts");
  tcase_add_test(tc, test_facts);
  tcase_add_test(tc, test_grid_stays);
  tcase_add_test(tc, test_wide_ieee);
  return suite_run(suite);
}
