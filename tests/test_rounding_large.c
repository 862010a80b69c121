/* SPDX-License-Identifier: MIT */
/* Rounding into formats of more bits, at their ends and by chance, and of what is no number
   or zero, against the rounder on rationals. */
#include <check.h>
#include <float.h>
#include <math.h>

#include "formats.h"
#include "rounding_points.h"
#include "suite.h"

/* And how many numbers by chance, in thousands. */
static const struct {
  const char *name;
  size_t thousands;
} larger[] = {
  {"fp32", 50}, {"tf32", 30}, {"e8m31", 10}, {"e8m23ftz", 20}, {"e6m15fn", 10}, {"e7m20fnuz", 10}, {"e5m26b3fnftz", 10},
  {"fixed:1.0", 10}, {"fixed:8.23", 30}, {"fixed:1.30", 10}, {"fixed:32.0", 10}, {"fixed:16.16", 10}, {"fixed:1.31", 10},
  {"fixed:1.100", 5}, {"fixed:200.300", 5},
  {"posit17", 10}, {"posit24", 10}, {"posit31", 10}, {"posit32", 30}, {"int12", 10}, {"int16", 10},
  {"p:1", 10}, {"p:2", 10}, {"p:11", 10}, {"p:24", 30}, {"p:32", 30}, {"p:33", 5}, {"p:53", 10}, {"p:64", 5}, {"p:65", 5}, {"p:100", 10},
  {"p:128", 5}, {"p:1000", 2},
  {"fp64", 30}, {"e9m7", 10}, {"e11m52fn", 10}, {"e11m52ftz", 10}, {"e9m33", 5}, {"e8m63", 5}, {"e15m112", 2}, {"e2m300", 2},
  {"e4m70fnuz", 5}, {"e3m200b9ftz", 5},
};

/* The exponents of leading bits between which something happens. */
static void exponent_range(tp_format f, long *low, long *high)
{
  *low = -300, *high = 300;
  switch (f.family) {
  case TP_FORMAT_FIXED: *low = -f.b - 3, *high = f.a + 1; break;
  case TP_FORMAT_IEEE: *low = 1 - f.bias - f.b - 3, *high = ieee_top_field(f) - f.bias + 2; break;
  case TP_FORMAT_GRID: *low = -f.a - 2, *high = 2; break;
  case TP_FORMAT_POSIT: *low = -4 * f.a, *high = 4 * f.a; break;
  default: break;
  }
}

/* Powers of two and halves of steps around the ends. */
START_TEST(test_ends)
{
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  long low, high;
  exponent_range(f, &low, &high);
  mpq_t p, width;
  mpq_inits(p, width, (mpq_ptr) NULL);
  long span = high - low, step = (span > 80 ? span / 40 : 1) * (long) thin(40);
  for (long e = low; e <= high; e += e < low + 6 || (e > high - 6 && thin(2) == 1) ? 1 : step)
    for (int n = 1; n <= 7; n += (2 + 2 * (n > 1)) * (int) thin(4)) {
      mpq_set_ui(p, (unsigned long) n, 1);
      rational_scale(p, e);
      check_value_and_tie(&b, p);
    }
  long least_normal = f.family == TP_FORMAT_IEEE ? 1 - f.bias : 0;
  for (int end = 0; end < 2; end++)
    for (int n = -5; n <= 5; n += 1 + (thin(2) == 2 && n < 3)) {
      long e = end ? f.family == TP_FORMAT_FIXED ? f.a : f.family == TP_FORMAT_IEEE ? high - 1 : high - 2 : least_normal;
      rational_power(p, e);
      mpq_set_si(width, n, 1);
      rational_scale(width, (f.family == TP_FORMAT_FIXED ? -f.b : e - tp_format_significand(f)) - 1);
      mpq_add(p, p, width);
      mpq_abs(width, width);
      if (n)
        check_point(&b, p, width);
      mpq_neg(p, p);
      if (n)
        check_point(&b, p, width);
    }
  mpq_clears(p, width, (mpq_ptr) NULL);
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* A number of 1 to 64 bits; or one at or beside a value or tie of the format. */
static void draw_number(bench *b, random_source *s, long low, long high)
{
  uint64_t bits = random_bits(s) >> random_below(s, 64);
  mpz_t n;
  mpz_init(n);
  mpz_import(n, 1, -1, sizeof bits, 0, 0, &bits);
  mpq_set_z(b->q, n);
  mpz_clear(n);
  if (!bits)
    return;
  rational_scale(b->q, low + (long) random_below(s, (uint32_t) (high - low + 1)) - rational_log2(b->q));
  if (random_one_in(s, 2))
    mpq_neg(b->q, b->q);
  if (random_one_in(s, 2))
    return;
  gap_find(&b->g, b->f, b->q);
  mpq_sub(b->spare, b->g.hi, b->g.lo);
  mpq_set(b->q, random_one_in(s, 4) ? b->g.lo : b->g.tie);
  rational_scale(b->spare, -(long) random_below(s, 80));
  if (random_one_in(s, 2))
    (random_one_in(s, 2) ? mpq_add : mpq_sub)(b->q, b->q, b->spare);
  if (b->g.sign < 0)
    mpq_neg(b->q, b->q);
}

START_TEST(test_random)
{
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  b.thorough = 0;
  long low, high;
  exponent_range(f, &low, &high);
  random_source s = random_open(100 + (uint64_t) _i);
  size_t count = random_count(1000 * larger[_i].thousands, 20);
  for (size_t n = 0; n < count; n++) {
    draw_number(&b, &s, low, high);
    check_number(&b);
    double x = mpq_get_d(b.q);
    if (b.fits && n % 4 == 0 && isfinite(x))
      check_beside(&b, x, n % 8 ? 1 : -1);
  }
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* The ends of binary64, and numbers beyond. */
START_TEST(test_huge_and_tiny)
{
  static const double numbers[] = {DBL_MAX, 0x1.fffffffffffffp1022, 0x1p1023, 0x1p500, 0x1p-500, DBL_MIN, 0x1p-1030 * 1.25,
                                   5e-324, 1e-323, 1.5e-323, 0x1.fffffffffffffp-600, FLT_MAX, FLT_MIN, 0x1p-149, 0x1p-150,
                                   0x1p63, 0x1p64, 0x1p53, 0x1p52, 0x1.8p52, 0x1p31, 0x1p32, 1, 1.5, 0.5, 0x1.fffffffffffffp-1};
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  for (int sign = -1; sign <= 1; sign += 2) {
    for (size_t i = 0; i < LENGTH(numbers); i++) {
      check_double(&b, sign * numbers[i]);
      if (f.family == TP_FORMAT_FLOAT && numbers[i] < DBL_MIN)
        continue;                  /* a double's step is wider than the format's */
      check_beside(&b, sign * numbers[i], 1);
      check_beside(&b, sign * numbers[i], -1);
      double next = nextafter(sign * numbers[i], sign);
      check_double(&b, next);
    }
    for (int e = -20000; e <= 20000; e += 40000) {
      mpq_set_si(b.q, 3 * sign, 1);
      rational_scale(b.q, e);
      check_number(&b);
    }
  }
  check_beside(&b, 0, 1);
  check_beside(&b, 0, -1);
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* --- Infinities, NaN, zeros -------------------------------------------------------------- */

static void check_special(bench *b, const tp_rounding *rule, const tp_double_rounding *fast)
{
  for (int sign = -1; sign <= 1; sign += 2) {
    mpq_set_si(b->q, sign, 1);
    gap_find(&b->g, b->f, b->q);
    outcome want = infinity_outcome(b->f, rule->overflow);
    set_wants(b, 200);
    mpfr_set_prec(b->got, 1100);
    mpfr_set_inf(b->got, sign);
    b->x = sign > 0 ? INFINITY : -INFINITY;
    tp_rounding_mpfr(rule, b->got, 0.5);
    b->checks++;
    if (!is_wanted(b, want))
      complain(b, VIA_MPFR, rule, 0.5, want);
    if (b->fits) {
      double y = tp_double_rounding_apply(fast, b->x, 0.5);
      mpfr_set_d(b->got, y, MPFR_RNDN);
      b->checks++;
      if (!is_wanted(b, want))
        complain(b, VIA_APPLY, rule, 0.5, want);
    }
    mpfr_set_zero(b->got, sign);
    tp_rounding_mpfr(rule, b->got, 0.5);
    ck_assert(mpfr_zero_p(b->got));
    if (b->fits)
      ck_assert(tp_double_rounding_apply(fast, sign * 0.0, 0.5) == 0);
    mpfr_set_zero(b->numerator, sign);
    mpfr_set_ui(b->denominator, 3, MPFR_RNDN);
    tp_rounding_mpfr_quotient(rule, b->got, b->numerator, b->denominator, 0.5);
    ck_assert(mpfr_zero_p(b->got));
  }
  mpfr_set_nan(b->got);
  tp_rounding_mpfr(rule, b->got, 0.5);
  ck_assert(mpfr_nan_p(b->got));
  if (b->fits)
    ck_assert(isnan(tp_double_rounding_apply(fast, NAN, 0.5)));
}

static void check_special_of(tp_format f)
{
  bench b;
  bench_open(&b, f);
  for (int o = 0; o < TP_OVERFLOW_RULES; o++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++)
      check_special(&b, &b.rule[o][m], &b.fast[o][m]);
  bench_close(&b);
}

START_TEST(test_special_values)
{
  for (size_t i = 0; i < tp_format_name_count; i++) {
    tp_format f = tp_format_names[i].format;
    f.shared = 0;
    check_special_of(f);
  }
  for (size_t i = 0; i < LENGTH(larger); i++)
    check_special_of(parsed(larger[i].name));
}
END_TEST

int main(void)
{
  const int count = (int) LENGTH(larger);
  random_print_settings();
  Suite *suite = suite_create("rounding, large");
  TCase *tc = suite_case(suite, "large");
  tcase_add_test(tc, test_special_values);
  tcase_add_loop_test(tc, test_ends, 0, count);
  tcase_add_loop_test(tc, test_random, 0, count);
  tcase_add_loop_test(tc, test_huge_and_tiny, 0, count);
  return suite_run(suite);
}
