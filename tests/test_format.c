/* Rounding into formats, against a rounder on exact rationals and against lists
   of all values of small formats, both written from doc/precision.md,
   "Formats"; then the names of formats and arithmetics, and beta. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "tmprec/arithmetic/choice.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* Bits of the numbers that are rounded: enough for a value and a tiny rest. */
enum { WIDE = 2300, TINY = -1200 };

/* --- The rounder on rationals ------------------------------------------------ */

static void scale(mpq_t x, long exponent)
{
  if (exponent >= 0)
    mpq_mul_2exp(x, x, (mp_bitcnt_t) exponent);
  else
    mpq_div_2exp(x, x, (mp_bitcnt_t) -exponent);
}

/* The e with 2^e <= x < 2^(e+1); x > 0. */
static long floor_log2(const mpq_t x)
{
  long e = (long) mpz_sizeinbase(mpq_numref(x), 2) - (long) mpz_sizeinbase(mpq_denref(x), 2);
  mpq_t power;
  mpq_init(power);
  mpq_set_ui(power, 1, 1);
  scale(power, e);
  e -= mpq_cmp(x, power) < 0;
  mpq_clear(power);
  return e;
}

static long ieee_bias(format f)
{
  return (1L << (f.a - 1)) - 1;
}

/* Values of f around x > 0 are the multiples of 2^this, leaving f's ends aside. */
static long step_at(format f, const mpq_t x)
{
  if (f.family == FORMAT_FIXED)
    return -f.b;
  long e = floor_log2(x);
  if (f.family == FORMAT_FLOAT)
    return e + 1 - f.a;
  return (e > -ieee_bias(f) ? e : 1 - ieee_bias(f)) - f.b;
}

/* What lies beyond the ends; x >= 0 has been rounded. */
static int past_the_end(format f, int sign, mpq_t x)
{
  int beyond = 0;
  mpq_t end, step;
  mpq_inits(end, step, (mpq_ptr) NULL);
  mpq_set_ui(end, 1, 1);
  mpq_set_ui(step, 1, 1);
  if (f.family == FORMAT_FIXED) {
    scale(end, f.a);
    scale(step, -f.b);
    if (sign > 0)
      mpq_sub(end, end, step);
    if (mpq_cmp(x, end) > 0)
      mpq_set(x, end);
  } else if (f.family == FORMAT_IEEE) {
    scale(end, ieee_bias(f) + 1);
    beyond = mpq_cmp(x, end) >= 0;
  }
  mpq_clears(end, step, (mpq_ptr) NULL);
  return beyond;
}

/* Round x in place; 1 if that gives infinity, of the sign that x keeps. */
static int round_rational(format f, mpq_t x)
{
  int sign = mpq_sgn(x);
  if (!sign || f.family == FORMAT_REAL)
    return 0;
  mpz_t n, rest;
  mpz_inits(n, rest, (mpz_ptr) NULL);
  mpq_abs(x, x);
  long step = step_at(f, x);
  scale(x, -step);
  mpz_fdiv_qr(n, rest, mpq_numref(x), mpq_denref(x));
  mpz_mul_2exp(rest, rest, 1);
  int half = mpz_cmp(rest, mpq_denref(x));
  if (half > 0 || (half == 0 && mpz_odd_p(n)))     /* of p:1 every n is odd */
    mpz_add_ui(n, n, 1);
  mpq_set_z(x, n);
  scale(x, step);
  int infinite = past_the_end(f, sign, x);
  if (sign < 0)
    mpq_neg(x, x);
  mpz_clears(n, rest, (mpz_ptr) NULL);
  return infinite;
}

/* --- One number through all rounders ------------------------------------------ */

typedef struct {
  int infinite;          /* 1 or -1 */
  mpq_t value;
} expected;

static void report(format f, mpfr_srcptr x, const char *who, mpfr_srcptr got)
{
  buffer name = {NULL, 0, 0};
  format_print(&name, f);
  char text[200];
  mpfr_snprintf(text, sizeof text, "%s: %s makes %.25Rg of %.25Rg", name.text, who, got, x);
  buffer_clear(&name);
  ck_abort_msg("%s", text);
}

static int is_expected(mpfr_srcptr got, const expected *want)
{
  if (want->infinite)
    return mpfr_inf_p(got) && mpfr_sgn(got) == want->infinite;
  return mpfr_number_p(got) && mpfr_cmp_q(got, want->value) == 0;
}

/* format_round_mpfr, on a copy of x of the given precision. */
static void check_mpfr(format f, mpfr_srcptr x, mpfr_prec_t precision, const expected *want)
{
  mpfr_t y;
  mpfr_init2(y, precision);
  mpfr_set(y, x, MPFR_RNDN);
  format_round_mpfr(f, y);
  if (!is_expected(y, want))
    report(f, x, "format_round_mpfr", y);
  mpfr_clear(y);
}

static void check_double(format f, mpfr_srcptr x, const expected *want)
{
  mpfr_t y;
  mpfr_init2(y, 53);
  mpfr_set_d(y, format_round_double(f, mpfr_get_d(x, MPFR_RNDN)), MPFR_RNDN);
  /* p:N may ask for 2^1024, which is no double. */
  if (!is_expected(y, want) && (want->infinite || isfinite(mpq_get_d(want->value))))
    report(f, x, "format_round_double", y);
  mpfr_clear(y);
}

static void check_rounding(format f, mpfr_srcptr x)
{
  expected want;
  mpq_init(want.value);
  mpfr_get_q(want.value, x);
  want.infinite = round_rational(f, want.value) * mpfr_sgn(x);
  check_mpfr(f, x, WIDE, &want);
  int enough = format_significand(f);
  if (enough && mpfr_min_prec(x) <= enough)
    check_mpfr(f, x, enough, &want);
  if (format_fits_double(f) && mpfr_cmp_d(x, mpfr_get_d(x, MPFR_RNDN)) == 0)
    check_double(f, x, &want);
  mpq_clear(want.value);
}

/* x + 2^TINY tiny must become `result`, for the rounder on rationals too. */
static void expect(format f, double x, int tiny, double result)
{
  mpfr_t y, z;
  mpq_t q;
  mpfr_inits2(WIDE, y, z, (mpfr_ptr) NULL);
  mpq_init(q);
  mpfr_set_si_2exp(y, tiny, TINY, MPFR_RNDN);
  mpfr_add_d(y, y, x, MPFR_RNDN);
  mpfr_get_q(q, y);
  if (round_rational(f, q))
    mpfr_set_inf(z, mpq_sgn(q));
  else
    mpfr_set_q(z, q, MPFR_RNDN);
  if (mpfr_cmp_d(z, result))
    report(f, y, "the test's own rounder", z);
  check_rounding(f, y);
  mpq_clear(q);
  mpfr_clears(y, z, (mpfr_ptr) NULL);
}

/* --- Formats of at most 8 bits: every value -------------------------------------- */

typedef struct {
  double value;
  int even;
} list_entry;

/* All values of a fixed format; of others those from 0 on, and of the unbounded
   ones a window.  The last entry of an IEEE format stands for infinity. */
static size_t list_values(format f, list_entry *list)
{
  int n = 0;
  if (f.family == FORMAT_FIXED)
    for (int k = -(1 << (f.a + f.b)); k < 1 << (f.a + f.b); k++)
      list[n++] = (list_entry) {ldexp(k, -f.b), k % 2 == 0};
  if (f.family == FORMAT_FLOAT)
    for (int e = -2; e <= 1; e++)
      for (int k = 1 << (f.a - 1); k < 1 << f.a; k++)
        list[n++] = (list_entry) {ldexp(k, e), k % 2 == 0};
  if (f.family == FORMAT_IEEE)
    for (int code = 0; code <= ((1 << f.a) - 1) << f.b; code++) {
      int exponent = code >> f.b, fraction = code & ((1 << f.b) - 1), bias = (int) ieee_bias(f);
      double value = exponent ? ldexp((1 << f.b) + fraction, exponent - bias - f.b) : ldexp(fraction, 1 - bias - f.b);
      list[n++] = (list_entry) {value, code % 2 == 0};
    }
  return (size_t) n;
}

static void expect_signed(format f, int sign, double x, int tiny, double result)
{
  expect(f, sign * x, sign * tiny, sign * result);
}

/* Everything between the neighbours a and b, which becomes `above` if it goes up. */
static void check_gap(format f, int sign, list_entry a, list_entry b, double above)
{
  double middle = (a.value + b.value) / 2, tie = a.even ? a.value : above;
  const struct {
    double x;
    int tiny;
    double result;
  } points[] = {
    {a.value, 0, a.value}, {a.value, 1, a.value}, {nextafter(a.value, b.value), 0, a.value},
    {(a.value + middle) / 2, 0, a.value}, {nextafter(middle, a.value), 0, a.value}, {middle, -1, a.value},
    {middle, 0, tie},
    {middle, 1, above}, {nextafter(middle, b.value), 0, above}, {(middle + b.value) / 2, 0, above},
    {nextafter(b.value, a.value), 0, above}, {b.value, -1, above}, {b.value, 0, above},
  };
  for (size_t i = 0; i < LENGTH(points); i++)
    expect_signed(f, sign, points[i].x, points[i].tiny, points[i].result);
}

static void check_all_values(format f)
{
  static list_entry list[2048];
  size_t n = list_values(f, list);
  for (size_t i = 0; i + 1 < n; i++) {
    double above = f.family == FORMAT_IEEE && i + 2 == n ? INFINITY : list[i + 1].value;
    check_gap(f, 1, list[i], list[i + 1], above);
    if (f.family != FORMAT_FIXED)
      check_gap(f, -1, list[i], list[i + 1], above);
  }
}

START_TEST(test_all_fixed)
{
  for (int i = 1; i <= 7; i++)
    for (int f = 0; 1 + i + f <= 8; f++)
      check_all_values((format) {FORMAT_FIXED, i, f});
}
END_TEST

START_TEST(test_all_float)
{
  for (int n = 1; n <= 8; n++)
    check_all_values((format) {FORMAT_FLOAT, n, 0});
}
END_TEST

START_TEST(test_all_ieee)
{
  for (int x = 2; x <= 6; x++)
    for (int y = 1; 1 + x + y <= 8; y++)
      check_all_values((format) {FORMAT_IEEE, x, y});
}
END_TEST

/* --- All formats: ends, special values, chance ------------------------------------ */

static const char *const formats[] = {
  "fixed:1.0", "fixed:1.6", "fixed:7.0", "fixed:1.30", "fixed:16.16", "fixed:32.0", "fixed:1.100", "fixed:200.300",
  "p:1", "p:2", "p:8", "p:11", "p:24", "p:32", "p:53", "p:200",
  "e2m1", "e4m3", "e5m2", "e3m4", "e5m10", "e8m7", "e8m10", "e8m23", "e8m31", "e11m52", "e15m112", "e2m300",
};

static format parsed(const char *text)
{
  format f;
  error err;
  ck_assert_msg(format_parse(&f, text, &err) == STATUS_OK, "%s: %s", text, err.text);
  return f;
}

/* x and what is a little above and below, of both signs. */
static void check_around(format f, mpfr_srcptr x)
{
  mpfr_t y;
  mpfr_init2(y, WIDE);
  for (int tiny = -1; tiny <= 1; tiny++) {
    mpfr_set_si_2exp(y, tiny, TINY, MPFR_RNDN);
    mpfr_add(y, y, x, MPFR_RNDN);
    check_rounding(f, y);
    mpfr_neg(y, y, MPFR_RNDN);
    check_rounding(f, y);
  }
  double near = mpfr_get_d(x, MPFR_RNDN);
  for (int up = 0; up < 2 && isfinite(2 * near); up++) {
    mpfr_set_d(y, nextafter(near, up ? INFINITY : -INFINITY), MPFR_RNDN);
    check_rounding(f, y);
  }
  mpfr_clear(y);
}

/* n halves of 2^exponent, around which f may change its mind. */
static void check_halves(format f, long exponent)
{
  mpfr_t x;
  mpfr_init2(x, WIDE);
  for (int n = 1; n <= 9; n++) {
    mpfr_set_si_2exp(x, n, exponent - 1, MPFR_RNDN);
    check_around(f, x);
  }
  mpfr_clear(x);
}

START_TEST(test_ends)
{
  format f = parsed(formats[_i]);
  long top = f.family == FORMAT_FIXED ? f.a : f.family == FORMAT_IEEE ? ieee_bias(f) + 1 : 3;
  long least = f.family == FORMAT_FIXED ? -f.b : f.family == FORMAT_IEEE ? 1 - ieee_bias(f) - f.b : 3 - f.a;
  long last_step = f.family == FORMAT_FIXED ? -f.b : top - format_significand(f);
  if (f.family == FORMAT_IEEE && top > 1500)
    return;                        /* beyond the reach of WIDE; test_wide_ieee */
  check_halves(f, least);
  check_halves(f, least + format_significand(f) - 1);    /* the least normal number */
  check_halves(f, top);
  mpfr_t x, halves;
  mpfr_inits2(WIDE, x, halves, (mpfr_ptr) NULL);
  for (int n = -6; n <= 6; n++) {
    mpfr_set_si_2exp(x, 1, top, MPFR_RNDN);
    mpfr_set_si_2exp(halves, n, last_step - 1, MPFR_RNDN);
    mpfr_add(x, x, halves, MPFR_RNDN);
    check_around(f, x);
  }
  mpfr_clears(x, halves, (mpfr_ptr) NULL);
}
END_TEST

START_TEST(test_huge_and_tiny)
{
  format f = parsed(formats[_i]);
  const double numbers[] = {DBL_MAX, nextafter(DBL_MAX, 0), 0x1p1023, 0x1p500, 0x1p-500, DBL_MIN, nextafter(DBL_MIN, 0),
                            nextafter(DBL_MIN, 1), 0x1p-1030 * 1.25, 5e-324, 1e-323, 1.5e-323, 0x1.fffffffffffffp-600,
                            FLT_MAX, FLT_MIN, 0x1p-149, 0x1p-150};
  mpfr_t x;
  mpfr_init2(x, WIDE);
  for (int sign = -1; sign <= 1; sign += 2) {
    for (size_t i = 0; i < LENGTH(numbers); i++) {
      mpfr_set_d(x, sign * numbers[i], MPFR_RNDN);
      check_rounding(f, x);
    }
    mpfr_set_si_2exp(x, 3 * sign, 100000, MPFR_RNDN);
    check_rounding(f, x);
    mpfr_set_si_2exp(x, 3 * sign, -100000, MPFR_RNDN);
    check_rounding(f, x);
  }
  mpfr_clear(x);
}
END_TEST

/* Infinities stay or saturate; NaN stays. */
START_TEST(test_special_values)
{
  format f = parsed(formats[_i]);
  expected want;
  mpfr_t x;
  mpfr_init2(x, WIDE);
  mpq_init(want.value);
  for (int sign = -1; sign <= 1; sign += 2) {
    want.infinite = f.family == FORMAT_FIXED ? 0 : sign;
    mpq_set_si(want.value, sign, 1);
    scale(want.value, 5000);
    round_rational(f, want.value);
    mpfr_set_inf(x, sign);
    check_mpfr(f, x, WIDE, &want);
    if (format_fits_double(f))
      check_double(f, x, &want);
    mpfr_set_zero(x, sign);
    format_round_mpfr(f, x);
    ck_assert(mpfr_zero_p(x));
  }
  mpfr_set_nan(x);
  format_round_mpfr(f, x);
  ck_assert_msg(mpfr_nan_p(x), "%s: NaN", formats[_i]);
  if (format_fits_double(f)) {
    ck_assert_msg(isnan(format_round_double(f, NAN)), "%s: NaN", formats[_i]);
    ck_assert(format_round_double(f, 0.0) == 0 && format_round_double(f, -0.0) == 0);
  }
  mpq_clear(want.value);
  mpfr_clear(x);
}
END_TEST

static uint64_t chance_state;

static uint64_t chance(void)
{
  uint64_t z = chance_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Numbers of any length, and then what lies half a step beside their roundings. */
START_TEST(test_random)
{
  format f = parsed(formats[_i]);
  long low = -300, high = 300;
  if (f.family == FORMAT_FIXED)
    low = -f.b - 66, high = f.a;
  else if (f.family == FORMAT_IEEE && f.a <= 8)
    low = -ieee_bias(f) - f.b - 66, high = ieee_bias(f);
  mpfr_t x, half;
  mpq_t q;
  mpfr_inits2(WIDE, x, half, (mpfr_ptr) NULL);
  mpq_init(q);
  chance_state = (uint64_t) _i;
  for (int n = 0; n < 400; n++) {
    unsigned drop = (unsigned) (chance() % 64);
    mpfr_set_ui(x, chance() >> drop, MPFR_RNDN);
    mpfr_mul_2si(x, x, low + (long) (chance() % (uint64_t) (high - low + 4)), MPFR_RNDN);
    if (chance() % 2)
      mpfr_neg(x, x, MPFR_RNDN);
    check_rounding(f, x);
    mpfr_get_q(q, x);
    if (mpfr_zero_p(x) || round_rational(f, q) || !mpq_sgn(q))
      continue;
    mpfr_set_q(x, q, MPFR_RNDN);
    mpq_abs(q, q);
    mpfr_set_si_2exp(half, 1, step_at(f, q) - 1, MPFR_RNDN);
    mpfr_add(x, x, half, MPFR_RNDN);
    check_around(f, x);
  }
  mpq_clear(q);
  mpfr_clears(x, half, (mpfr_ptr) NULL);
}
END_TEST

/* e8m23 and e11m52 are the formats of the processor. */
START_TEST(test_binary32_and_binary64)
{
  format single = parsed("e8m23"), twice = parsed("e11m52");
  mpfr_t x;
  mpfr_init2(x, WIDE);
  chance_state = 1;
  for (int n = 0; n < 5000; n++) {
    double y = ldexp((double) chance(), (int) (chance() % 360) - 240);
    if (chance() % 2)
      y = nextafter((double) (float) y, 0);
    ck_assert(format_round_double(single, y) == (double) (float) y);
    mpfr_set_ui(x, chance(), MPFR_RNDN);
    mpfr_mul_2si(x, x, (long) (chance() % 2200) - 1160, MPFR_RNDN);
    y = mpfr_get_d(x, MPFR_RNDN);
    format_round_mpfr(twice, x);
    ck_assert(mpfr_cmp_d(x, y) == 0);
  }
  mpfr_clear(x);
}
END_TEST

/* Exponents far beyond what rationals can hold. */
START_TEST(test_wide_ieee)
{
  format f = parsed("e30m4");
  const long top = 1L << 29, least = 2 - top - 4;
  const struct {
    long n, exponent, result, result_exponent;     /* n 2^exponent; result 0: infinity */
  } cases[] = {
    {31, top - 5, 31, top - 5}, {62, top - 6, 31, top - 5}, {125, top - 7, 31, top - 5}, {63, top - 6, 0, 0},
    {1, top, 0, 0}, {1, 10 * top, 0, 0}, {1, least, 1, least}, {1, least - 1, 0, 1}, {3, least - 1, 2, least},
    {3, least - 2, 1, least}, {33, least - 2, 8, least}, {35, least, 36, least}, {1, -10 * top, 0, 1},
  };
  mpfr_t x, want;
  mpfr_inits2(64, x, want, (mpfr_ptr) NULL);
  for (size_t i = 0; i < LENGTH(cases); i++) {
    mpfr_set_si_2exp(x, cases[i].n, cases[i].exponent, MPFR_RNDN);
    mpfr_set_si_2exp(want, cases[i].result, cases[i].result_exponent, MPFR_RNDN);
    if (!cases[i].result && !cases[i].result_exponent)
      mpfr_set_inf(want, 1);
    format_round_mpfr(f, x);
    ck_assert_msg(mpfr_equal_p(x, want), "case %zu", i);
  }
  mpfr_clears(x, want, (mpfr_ptr) NULL);
}
END_TEST

START_TEST(test_facts)
{
  static const struct {
    const char *name;
    double x, result;
  } facts[] = {
    {"e5m10", 65504, 65504}, {"e5m10", 65519, 65504}, {"e5m10", 65520, INFINITY}, {"e5m10", -65520, -INFINITY},
    {"e5m10", 0x1p-24, 0x1p-24}, {"e5m10", 0x1p-25, 0}, {"e5m10", 0x1.8p-25, 0x1p-24}, {"e5m10", 2049, 2048},
    {"e4m3", 240, 240}, {"e4m3", 247, 240}, {"e4m3", 248, INFINITY}, {"e4m3", 0x1p-9, 0x1p-9},
    {"e5m2", 57344, 57344}, {"e5m2", 61439, 57344}, {"e5m2", 61440, INFINITY}, {"e5m2", 0x1p-16, 0x1p-16},
    {"e8m7", 255, 255}, {"e8m7", 257, 256}, {"e8m7", 259, 260}, {"e8m7", 0x1.fep127, 0x1.fep127},
    {"e8m7", 0x1.ffp127, INFINITY}, {"e8m7", 0x1p-133, 0x1p-133},
    {"e8m23", FLT_MAX, FLT_MAX}, {"e8m23", 0x1.ffffffp127, INFINITY},
    {"p:1", 0.75, 1}, {"p:1", 3, 4}, {"p:1", 5, 4}, {"p:1", 6, 8}, {"p:1", -0.75, -1},
    {"p:2", 5, 4}, {"p:2", 7, 8}, {"p:2", 2.5, 2}, {"p:24", 16777217, 16777216}, {"p:24", 16777219, 16777220},
    {"fixed:1.0", 0.5, 0}, {"fixed:1.0", 0.75, 1}, {"fixed:1.0", 1.5, 1}, {"fixed:1.0", 2, 1}, {"fixed:1.0", -0.5, 0},
    {"fixed:1.0", -1.5, -2}, {"fixed:1.0", -2.5, -2}, {"fixed:1.0", -1e300, -2},
    {"fixed:2.0", 1.5, 2}, {"fixed:2.0", 2.5, 2}, {"fixed:2.0", 9, 3}, {"fixed:1.1", 0.25, 0}, {"fixed:1.1", 0.75, 1},
    {"real", 0.1, 0.1}, {"real", 5e-324, 5e-324}, {"real", -INFINITY, -INFINITY},
  };
  for (size_t i = 0; i < LENGTH(facts); i++) {
    double y = format_round_double(parsed(facts[i].name), facts[i].x);
    ck_assert_msg(y == facts[i].result, "%s: %a becomes %a, not %a", facts[i].name, facts[i].x, y, facts[i].result);
  }
}
END_TEST

/* --- Names ---------------------------------------------------------------------- */

START_TEST(test_parse)
{
  static const struct {
    const char *text;
    format f;
    int bits, significand, fits;
  } names[] = {
    {"real", {FORMAT_REAL, 0, 0}, 0, 0, 1},
    {"fixed:1.0", {FORMAT_FIXED, 1, 0}, 2, 1, 1},
    {"fixed:2.30", {FORMAT_FIXED, 2, 30}, 33, 32, 1},
    {"fixed:2.31", {FORMAT_FIXED, 2, 31}, 34, 33, 0},
    {"fixed:1000.10000", {FORMAT_FIXED, 1000, 10000}, 11001, 11000, 0},
    {"p:1", {FORMAT_FLOAT, 1, 0}, 1, 1, 1},
    {"p:32", {FORMAT_FLOAT, 32, 0}, 32, 32, 1},
    {"p:33", {FORMAT_FLOAT, 33, 0}, 33, 33, 0},
    {"p:10000", {FORMAT_FLOAT, 10000, 0}, 10000, 10000, 0},
    {"e2m1", {FORMAT_IEEE, 2, 1}, 4, 2, 1},
    {"e8m7", {FORMAT_IEEE, 8, 7}, 16, 8, 1},
    {"e8m31", {FORMAT_IEEE, 8, 31}, 40, 32, 1},
    {"e9m7", {FORMAT_IEEE, 9, 7}, 17, 8, 0},
    {"e8m32", {FORMAT_IEEE, 8, 32}, 41, 33, 0},
    {"e30m10000", {FORMAT_IEEE, 30, 10000}, 10031, 10001, 0},
  };
  for (size_t i = 0; i < LENGTH(names); i++) {
    format f = parsed(names[i].text);
    ck_assert(f.family == names[i].f.family && f.a == names[i].f.a && f.b == names[i].f.b);
    ck_assert_int_eq(format_bits(f), names[i].bits);
    ck_assert_int_eq(format_significand(f), names[i].significand);
    ck_assert_int_eq(format_fits_double(f), names[i].fits);
    buffer printed = {NULL, 0, 0};
    format_print(&printed, f);
    ck_assert_str_eq(printed.text, names[i].text);
    buffer_clear(&printed);
  }
  static const char *const other_case[][2] = {{"REAL", "real"}, {"Fixed:1.2", "fixed:1.2"}, {"P:8", "p:8"},
                                              {"E5M10", "e5m10"}, {"e5M10", "e5m10"}};
  for (size_t i = 0; i < LENGTH(other_case); i++) {
    buffer printed = {NULL, 0, 0};
    format_print(&printed, parsed(other_case[i][0]));
    ck_assert_str_eq(printed.text, other_case[i][1]);
    buffer_clear(&printed);
  }
}
END_TEST

START_TEST(test_parse_refuses)
{
  static const struct {
    const char *text, *says;
  } refused[] = {
    {"", "not known"}, {" ", "not known"}, {"p", "not known"}, {"p:", "not known"}, {"p:-1", "not known"},
    {"p:+1", "not known"}, {"p: 1", "not known"}, {"p:8 ", "not known"}, {" p:8", "not known"}, {"p:8.0", "not known"},
    {"p:8x", "not known"}, {"p8", "not known"}, {"p:0x8", "not known"}, {"fixed", "not known"}, {"fixed:", "not known"},
    {"fixed:1", "not known"}, {"fixed:1.", "not known"}, {"fixed:.3", "not known"}, {"fixed:1.5x", "not known"},
    {"fixed:1,5", "not known"}, {"fixed:1.-5", "not known"}, {"fixed:1.2.3", "not known"}, {"e5", "not known"},
    {"e5m", "not known"}, {"em10", "not known"}, {"e5m10fn", "not known"}, {"m10e5", "not known"}, {"reals", "not known"},
    {"exact", "not known"}, {"mpfr:8", "not known"}, {"bf16", "not known"}, {"fp16", "not known"}, {"int8", "not known"},
    {"p:0", "at least 1"}, {"p:00", "at least 1"}, {"fixed:0.3", "at least 1"}, {"e1m3", "at least 2"},
    {"e0m3", "at least 2"}, {"e4m0", "at least 1"},
    {"p:10001", "at most 10000"}, {"p:99999999999999999999", "at most 10000"}, {"p:4294967297", "at most 10000"},
    {"fixed:1001.3", "at most 1000"}, {"fixed:1.10001", "at most 10000"}, {"fixed:99999999999.1", "at most 1000"},
    {"e31m3", "at most 30"}, {"e99m99", "at most 30"}, {"e5m10001", "at most 10000"},
  };
  for (size_t i = 0; i < LENGTH(refused); i++) {
    format f;
    error err = {""};
    ck_assert_msg(format_parse(&f, refused[i].text, &err) == STATUS_REFUSED, "'%s' was accepted", refused[i].text);
    ck_assert_msg(strstr(err.text, refused[i].says) != NULL, "'%s': %s", refused[i].text, err.text);
    ck_assert_msg(strstr(err.text, refused[i].text) != NULL, "'%s': %s", refused[i].text, err.text);
  }
  char *endless = malloc(100001);
  memset(endless, '8', 100000);
  endless[100000] = '\0';
  memcpy(endless, "p:", 2);
  format f;
  error err = {""};
  ck_assert(format_parse(&f, endless, &err) == STATUS_REFUSED);
  ck_assert_uint_gt(strlen(err.text), 0);
  ck_assert_uint_lt(strlen(err.text), 300);
  free(endless);
}
END_TEST

/* --- Arithmetics ------------------------------------------------------------------ */

static void assert_sites(const arithmetic_choice *c, const char *text)
{
  buffer sites = {NULL, 0, 0};
  choice_print_sites(&sites, c);
  ck_assert_str_eq(sites.text ? sites.text : "", text);
  buffer_clear(&sites);
}

START_TEST(test_choice_format)
{
  arithmetic_choice c = {.kind = ARITHMETIC_EXACT};
  error err;
  ck_assert(choice_set_beta(&c, "7", &err) == STATUS_OK);
  ck_assert(choice_set_format(&c, "p:4", &err) == STATUS_OK);
  ck_assert(c.kind == ARITHMETIC_SITES && c.site[SITE_ACT].a == 4 && c.site[SITE_ATTN].a == 4);
  assert_sites(&c, "act+attn");
  ck_assert(choice_set_site(&c, SITE_ATTN, "e5m2", &err) == STATUS_OK);
  ck_assert(c.site[SITE_ACT].family == FORMAT_FLOAT && c.site[SITE_ATTN].family == FORMAT_IEEE);
  ck_assert(choice_set_format(&c, "Real", &err) == STATUS_OK);
  ck_assert(c.kind == ARITHMETIC_SITES);
  assert_sites(&c, "");
  ck_assert(choice_set_site(&c, SITE_ACT, "fixed:1.0", &err) == STATUS_OK);
  assert_sites(&c, "act");
  ck_assert(choice_set_format(&c, "Exact", &err) == STATUS_OK);
  ck_assert(c.kind == ARITHMETIC_EXACT);
  assert_sites(&c, "");
  ck_assert(choice_set_site(&c, SITE_ATTN, "p:1", &err) == STATUS_OK);
  ck_assert(c.kind == ARITHMETIC_SITES && c.site[SITE_ACT].family == FORMAT_REAL);
  assert_sites(&c, "attn");
  ck_assert(choice_set_format(&c, "MPFR:10000", &err) == STATUS_OK);
  ck_assert(c.kind == ARITHMETIC_MPFR && c.precision == 10000);
  assert_sites(&c, "all");
  ck_assert(choice_set_site(&c, SITE_ACT, "p:1", &err) == STATUS_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, "act"));
  ck_assert_str_eq(c.beta.decimal, "7");
  static const char *const refused[] = {"", "mpfr:", "mpfr:0", "mpfr:-1", "mpfr:10001", "mpfr:8x", "mpfr:99999999999999999999",
                                        "mpfr", "exact ", "p:0", "quad"};
  for (size_t i = 0; i < LENGTH(refused); i++)
    ck_assert_msg(choice_set_format(&c, refused[i], &err) == STATUS_REFUSED, "'%s' was accepted", refused[i]);
  ck_assert(c.kind == ARITHMETIC_MPFR && c.precision == 10000);
}
END_TEST

START_TEST(test_beta)
{
  static const struct {
    const char *text;
    double value;
  } accepted[] = {
    {"12.5", 12.5}, {".5", 0.5}, {"5.", 5}, {"1e1", 10}, {"1E+1", 10}, {"25e-1", 2.5}, {"+3", 3}, {"0", 0}, {"0.1", 0.1},
    {"0e99999", 0}, {"007", 7}, {"1e12", 1e12}, {"9007199254740993e-4", 900719925474.0993},
  };
  static const char *const refused[] = {
    "nan", "-1", "inf", "infinity", "1e999", "", "x", "0x10", "-0", "-", "+", ".", "e1", "1e", "1e+", "1.2.3", "1,5", " 1",
    "1 ", "--1", "+-1", "1e13", "automatic", "1e-999",
    "0.1234567890123456789012345678901234567890123456789012345678901234567890",
  };
  arithmetic_choice c = {.kind = ARITHMETIC_EXACT};
  error err;
  for (size_t i = 0; i < LENGTH(accepted); i++) {
    ck_assert_msg(choice_set_beta(&c, accepted[i].text, &err) == STATUS_OK, "'%s': %s", accepted[i].text, err.text);
    ck_assert(!c.beta.is_auto && choice_beta(&c, 4) == accepted[i].value);
  }
  ck_assert(choice_set_beta(&c, "2.25", &err) == STATUS_OK);
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(choice_set_beta(&c, refused[i], &err) == STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strstr(err.text, "beta") != NULL, "'%s': %s", refused[i], err.text);
    ck_assert(choice_beta(&c, 4) == 2.25);         /* what was set stays */
    if (*refused[i] == '-' && refused[i][1] >= '0' && refused[i][1] <= '9')
      ck_assert_ptr_nonnull(strstr(err.text, "negative"));
  }
}
END_TEST

/* 2 r ln 2 + 2, in all digits. */
START_TEST(test_beta_auto)
{
  arithmetic_choice c = {.kind = ARITHMETIC_EXACT};
  error err;
  ck_assert(choice_set_beta(&c, "3", &err) == STATUS_OK);
  ck_assert(choice_set_beta(&c, "AUTO", &err) == STATUS_OK);
  ck_assert(choice_set_beta(&c, "auto", &err) == STATUS_OK);
  mpfr_t fine, got, want;
  mpfr_init2(fine, 20000);
  for (unsigned r = 4; r <= 60; r += 2) {
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2 * r, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
    ck_assert(choice_beta(&c, r) == mpfr_get_d(fine, MPFR_RNDN));
    ck_assert(fabs(choice_beta(&c, r) - (2 * r * 0.693147180559945309 + 2)) < 1e-13);
    for (int precision = 1; precision < 10000; precision = 3 * precision / 2 + 1) {
      mpfr_inits2(precision, got, want, (mpfr_ptr) NULL);
      choice_beta_mpfr(got, &c, r);
      mpfr_set(want, fine, MPFR_RNDN);
      ck_assert_msg(mpfr_equal_p(got, want), "r %u, %d bits", r, precision);
      mpfr_clears(got, want, (mpfr_ptr) NULL);
    }
  }
  mpfr_clear(fine);
}
END_TEST

/* A decimal is rounded once. */
START_TEST(test_beta_decimal)
{
  static const struct {
    const char *text;
    unsigned long numerator, denominator;
  } decimals[] = {{"0.1", 1, 10}, {"10.3", 103, 10}, {"12.5", 25, 2}, {"1e-7", 1, 10000000}, {"987654321.123", 987654321123, 1000}};
  arithmetic_choice c = {.kind = ARITHMETIC_EXACT};
  error err;
  for (size_t i = 0; i < LENGTH(decimals); i++) {
    ck_assert(choice_set_beta(&c, decimals[i].text, &err) == STATUS_OK);
    for (int precision = 1; precision <= 200; precision++) {
      mpq_t q;
      mpfr_t got;
      mpq_init(q);
      mpfr_init2(got, precision);
      mpq_set_ui(q, decimals[i].numerator, decimals[i].denominator);
      mpq_canonicalize(q);
      round_rational((format) {FORMAT_FLOAT, precision, 0}, q);
      choice_beta_mpfr(got, &c, 4);
      ck_assert_msg(mpfr_cmp_q(got, q) == 0, "%s, %d bits", decimals[i].text, precision);
      mpfr_clear(got);
      mpq_clear(q);
    }
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
    buffer out = {NULL, 0, 0};
    print_shortest(&out, known[i].x);
    ck_assert_str_eq(out.text, known[i].text);
    buffer_clear(&out);
  }
  chance_state = 2;
  for (int n = 0; n < 2000; n++) {
    double x = ldexp((double) (chance() >> chance() % 64), (int) (chance() % 200) - 130);
    buffer out = {NULL, 0, 0};
    print_shortest(&out, x);
    ck_assert_msg(strtod(out.text, NULL) == x, "%a printed as %s", x, out.text);
    buffer_clear(&out);
  }
}
END_TEST

int main(void)
{
  const int count = (int) LENGTH(formats);
  TCase *tc = tcase_create("format");
  tcase_set_timeout(tc, 0);
  tcase_add_test(tc, test_all_fixed);
  tcase_add_test(tc, test_all_float);
  tcase_add_test(tc, test_all_ieee);
  tcase_add_loop_test(tc, test_ends, 0, count);
  tcase_add_loop_test(tc, test_huge_and_tiny, 0, count);
  tcase_add_loop_test(tc, test_special_values, 0, count);
  tcase_add_loop_test(tc, test_random, 0, count);
  tcase_add_test(tc, test_binary32_and_binary64);
  tcase_add_test(tc, test_wide_ieee);
  tcase_add_test(tc, test_facts);
  tcase_add_test(tc, test_parse);
  tcase_add_test(tc, test_parse_refuses);
  tcase_add_test(tc, test_choice_format);
  tcase_add_test(tc, test_beta);
  tcase_add_test(tc, test_beta_auto);
  tcase_add_test(tc, test_beta_decimal);
  tcase_add_test(tc, test_print_shortest);
  Suite *suite = suite_create("format");
  suite_add_tcase(suite, tc);
  SRunner *sr = srunner_create(suite);
  srunner_run_all(sr, CK_ENV);
  int failed = srunner_ntests_failed(sr);
  srunner_free(sr);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
