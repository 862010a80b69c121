/* Names of formats and what they mean; the options that choose an arithmetic; beta; the
   numbers of stochastic rounding. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "random_source.h"
#include "rational_rounding.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/numbers/random.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

static tp_format parsed(const char *text)
{
  tp_format f;
  tp_error err;
  ck_assert_msg(tp_format_parse(&f, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return f;
}

static void assert_prints(tp_format f, const char *text)
{
  tp_buffer printed = {NULL, 0, 0};
  tp_format_print(&printed, f);
  ck_assert_str_eq(printed.text, text);
  tp_buffer_clear(&printed);
}

/* --- Names ---------------------------------------------------------------------- */

START_TEST(test_parse)
{
  static const struct {
    const char *text;
    tp_format f;
    int bits, significand, fits;
  } names[] = {
    {"real", {.family = TP_FORMAT_REAL}, 0, 0, 1},
    {"fixed:1.0", {TP_FORMAT_FIXED, 1, 0, 0, 0, 0, 0}, 2, 1, 1},
    {"fixed:2.30", {TP_FORMAT_FIXED, 2, 30, 0, 0, 0, 0}, 33, 32, 1},
    {"fixed:2.31", {TP_FORMAT_FIXED, 2, 31, 0, 0, 0, 0}, 34, 33, 0},
    {"fixed:1000.10000", {TP_FORMAT_FIXED, 1000, 10000, 0, 0, 0, 0}, 11001, 11000, 0},
    {"p:1", {TP_FORMAT_FLOAT, 1, 0, 0, 0, 0, 0}, 1, 1, 1},
    {"p:32", {TP_FORMAT_FLOAT, 32, 0, 0, 0, 0, 0}, 32, 32, 1},
    {"p:33", {TP_FORMAT_FLOAT, 33, 0, 0, 0, 0, 0}, 33, 33, 0},
    {"p:10000", {TP_FORMAT_FLOAT, 10000, 0, 0, 0, 0, 0}, 10000, 10000, 0},
    {"e2m1", {TP_FORMAT_IEEE, 2, 1, 1, TP_ENCODING_IEEE, 0, 0}, 4, 2, 1},
    {"e8m7", {TP_FORMAT_IEEE, 8, 7, 127, TP_ENCODING_IEEE, 0, 0}, 16, 8, 1},
    {"e8m31", {TP_FORMAT_IEEE, 8, 31, 127, TP_ENCODING_IEEE, 0, 0}, 40, 32, 1},
    {"e8m32", {TP_FORMAT_IEEE, 8, 32, 127, TP_ENCODING_IEEE, 0, 0}, 41, 33, 0},
    {"e9m7", {TP_FORMAT_IEEE, 9, 7, 255, TP_ENCODING_IEEE, 0, 0}, 17, 8, 1},
    {"e10m7", {TP_FORMAT_IEEE, 10, 7, 511, TP_ENCODING_IEEE, 0, 0}, 18, 8, 0},
    {"e5m2b500", {TP_FORMAT_IEEE, 5, 2, 500, TP_ENCODING_IEEE, 0, 0}, 8, 3, 0},
    {"e5m2b399", {TP_FORMAT_IEEE, 5, 2, 399, TP_ENCODING_IEEE, 0, 0}, 8, 3, 1},
    {"e5m2b400", {TP_FORMAT_IEEE, 5, 2, 400, TP_ENCODING_IEEE, 0, 0}, 8, 3, 0},
    {"e30m10000", {TP_FORMAT_IEEE, 30, 10000, (1 << 29) - 1, TP_ENCODING_IEEE, 0, 0}, 10031, 10001, 0},
    {"e4m3fn", {TP_FORMAT_IEEE, 4, 3, 7, TP_ENCODING_FN, 0, 0}, 8, 4, 1},
    {"e4m3fnuz", {TP_FORMAT_IEEE, 4, 3, 8, TP_ENCODING_FNUZ, 0, 0}, 8, 4, 1},
    {"e4m3b11fnuz", {TP_FORMAT_IEEE, 4, 3, 11, TP_ENCODING_FNUZ, 0, 0}, 8, 4, 1},
    {"e4m3b0", {TP_FORMAT_IEEE, 4, 3, 0, TP_ENCODING_IEEE, 0, 0}, 8, 4, 1},
    {"e4m3b9ftz", {TP_FORMAT_IEEE, 4, 3, 9, TP_ENCODING_IEEE, 1, 0}, 8, 4, 1},
    {"e5m10ftz", {TP_FORMAT_IEEE, 5, 10, 15, TP_ENCODING_IEEE, 1, 0}, 16, 11, 1},
    {"e4m3b11fnuzftz", {TP_FORMAT_IEEE, 4, 3, 11, TP_ENCODING_FNUZ, 1, 0}, 8, 4, 1},
    {"e2m1b1073741823", {TP_FORMAT_IEEE, 2, 1, 1073741823, TP_ENCODING_IEEE, 0, 0}, 4, 2, 0},
    {"int2", {TP_FORMAT_GRID, 2, 0, 0, 0, 0, 0}, 2, 1, 1},
    {"int16", {TP_FORMAT_GRID, 16, 0, 0, 0, 0, 0}, 16, 15, 1},
    {"posit3", {TP_FORMAT_POSIT, 3, 0, 0, 0, 0, 0}, 3, 1, 1},
    {"posit5", {TP_FORMAT_POSIT, 5, 0, 0, 0, 0, 0}, 5, 1, 1},
    {"posit6", {TP_FORMAT_POSIT, 6, 0, 0, 0, 0, 0}, 6, 2, 1},
    {"posit32", {TP_FORMAT_POSIT, 32, 0, 0, 0, 0, 0}, 32, 28, 1},
    {"mxfp4", {TP_FORMAT_IEEE, 2, 1, 1, TP_ENCODING_FN, 0, 32}, 4, 2, 0},
    {"mxint8", {TP_FORMAT_FIXED, 1, 6, 0, 0, 0, 32}, 8, 7, 0},
  };
  for (size_t i = 0; i < LENGTH(names); i++) {
    tp_format f = parsed(names[i].text);
    ck_assert_msg(tp_format_equal(f, names[i].f), "%s", names[i].text);
    ck_assert_int_eq(tp_format_bits(f), names[i].bits);
    ck_assert_int_eq(tp_format_significand(f), names[i].significand);
    ck_assert_msg(tp_format_fits_double(f) == names[i].fits, "%s", names[i].text);
    assert_prints(f, names[i].text);
    tp_format others[] = {f, f, f, f, f, f, f};
    others[0].family = f.family == TP_FORMAT_REAL ? TP_FORMAT_FLOAT : TP_FORMAT_REAL;
    others[1].a++, others[2].b++, others[3].bias++, others[4].encoding = f.encoding == TP_ENCODING_FN ? TP_ENCODING_FNUZ : TP_ENCODING_FN;
    others[5].flushes = !f.flushes, others[6].shared++;
    for (size_t k = 0; k < LENGTH(others); k++)
      ck_assert(!tp_format_equal(f, others[k]));
  }
}
END_TEST

/* Names in other words or letters, and what tp_format_print makes of them. */
START_TEST(test_other_names)
{
  static const char *const names[][2] = {
    {"REAL", "real"}, {"Fixed:1.2", "fixed:1.2"}, {"P:8", "p:8"}, {"p:008", "p:8"}, {"E5M10", "e5m10"}, {"e5M10", "e5m10"},
    {"fp64", "e11m52"}, {"fp32", "e8m23"}, {"tf32", "e8m10"}, {"bf16", "e8m7"}, {"FP16", "e5m10"}, {"E4M3FN", "e4m3fn"},
    {"e4m3b7", "e4m3"}, {"e4m3b7fn", "e4m3fn"}, {"e4m3b8fnuz", "e4m3fnuz"}, {"e4m3b7fnuz", "e4m3b7fnuz"}, {"Int8", "int8"},
    {"POSIT16", "posit16"}, {"MXfp8E4M3fn", "mxfp8e4m3fn"},
  };
  for (size_t i = 0; i < LENGTH(names); i++)
    assert_prints(parsed(names[i][0]), names[i][1]);
}
END_TEST

/* What is in the tables can be read, and what is printed too. */
START_TEST(test_tables)
{
  static const char *const known[] = {
    "fp64", "fp32", "tf32", "bf16", "fp16", "e5m2", "e4m3", "e3m4", "e4m3fn", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e3m2fn", "e2m3fn",
    "e2m1fn", "int8", "int4", "posit8", "posit16", "posit32", "mxfp8e5m2", "mxfp8e4m3fn", "mxfp6e3m2fn", "mxfp6e2m3fn", "mxfp4", "mxint8", "real",
  };
  ck_assert_uint_eq(tp_format_name_count, LENGTH(known));
  for (size_t i = 0; i < tp_format_name_count; i++) {
    ck_assert(tp_format_equal(parsed(known[i]), parsed(known[i])));
    ck_assert(tp_format_equal(parsed(tp_format_names[i].name), tp_format_names[i].format));
    ck_assert_uint_gt(strlen(tp_format_names[i].about), 0);
    tp_buffer printed = {NULL, 0, 0};
    tp_format_print(&printed, tp_format_names[i].format);
    ck_assert(tp_format_equal(parsed(printed.text), tp_format_names[i].format));
    tp_buffer_clear(&printed);
  }
  for (size_t i = 0; i < tp_format_shape_count; i++) {
    ck_assert_uint_gt(strlen(tp_format_shapes[i].about), 0);
    assert_prints(parsed(tp_format_shapes[i].example), tp_format_shapes[i].example);
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
    {"e5m", "not known"}, {"em10", "not known"}, {"m10e5", "not known"}, {"reals", "not known"}, {"exact", "not known"},
    {"mpfr:8", "not known"}, {"fp8", "not known"}, {"fp16ftz", "not known"}, {"bf16fn", "not known"}, {"int", "not known"},
    {"int8x", "not known"}, {"int:8", "not known"}, {"int-8", "not known"}, {"posit", "not known"}, {"posit:8", "not known"},
    {"posit8.2", "not known"}, {"e4m3b", "not known"}, {"e4m3b-1", "not known"}, {"e4m3fnb7", "not known"}, {"e4m3uz", "not known"},
    {"e4m3fnu", "not known"}, {"e4m3ftzfn", "not known"}, {"e4m3fnfn", "not known"}, {"e4m3ftzftz", "not known"},
    {"e4m3f", "not known"}, {"e4m3b7b7", "not known"}, {"fixed:1.6fn", "not known"}, {"p:8ftz", "not known"}, {"mxfp8", "not known"},
    {"mxfp4ftz", "not known"}, {"mx", "not known"},
    {"p:0", "at least 1"}, {"p:00", "at least 1"}, {"fixed:0.3", "at least 1"}, {"e1m3", "at least 2"},
    {"e0m3", "at least 2"}, {"e4m0", "at least 1"}, {"int1", "at least 2"}, {"int0", "at least 2"}, {"posit2", "at least 3"},
    {"p:10001", "at most 10000"}, {"p:99999999999999999999", "at most 10000"}, {"p:4294967297", "at most 10000"},
    {"p:20000", "at most 10000"}, {"p:99990", "at most 10000"}, {"fixed:2000.1", "at most 1000"}, {"fixed:1.90000", "at most 10000"},
    {"int20", "at most 16"}, {"int30", "at most 16"}, {"posit50", "at most 32"}, {"e40m3", "at most 30"}, {"e4m3b2000000000", "at most 1073741823"},
    {"fixed:1001.3", "at most 1000"}, {"fixed:1.10001", "at most 10000"}, {"fixed:99999999999.1", "at most 1000"},
    {"e31m3", "at most 30"}, {"e99m99", "at most 30"}, {"e5m10001", "at most 10000"}, {"int17", "at most 16"},
    {"int4294967304", "at most 16"}, {"posit33", "at most 32"}, {"posit99999999999", "at most 32"},
    {"e4m3b1073741824", "at most 1073741823"}, {"e4m3b99999999999fn", "at most 1073741823"}, {"e4m3b4294967303", "at most 1073741823"},
  };
  for (size_t i = 0; i < LENGTH(refused); i++) {
    tp_format f = {.family = TP_FORMAT_GRID, .a = 9};
    tp_error err = {""};
    ck_assert_msg(tp_format_parse(&f, refused[i].text, &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i].text);
    ck_assert_msg(strstr(err.text, refused[i].says) != NULL, "'%s': %s", refused[i].text, err.text);
    ck_assert_msg(strstr(err.text, refused[i].text) != NULL, "'%s': %s", refused[i].text, err.text);
  }
  char *endless = malloc(100001);
  memset(endless, '8', 100000);
  endless[100000] = '\0';
  static const char *const starts[] = {"p:", "e4m3b", "posit", "x"};
  for (size_t i = 0; i < LENGTH(starts); i++) {
    memcpy(endless, starts[i], strlen(starts[i]));
    tp_format f;
    tp_error err = {""};
    ck_assert(tp_format_parse(&f, endless, &err) == TP_STATUS_REFUSED);
    ck_assert_uint_gt(strlen(err.text), 0);
    ck_assert_uint_lt(strlen(err.text), 300);
  }
  free(endless);
}
END_TEST

/* --- Values --------------------------------------------------------------------- */

static int same_value(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

/* An extreme is that of all patterns; values of grids are whole here. */
static void check_extreme(tp_format f, const char *what, int (*extreme)(tp_format, mpfr_t), double want)
{
  mpfr_t x;
  mpfr_init2(x, 2);
  mpfr_set_ui(x, 3, MPFR_RNDN);
  int known = extreme(f, x);
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, f);
  if (isnan(want))
    ck_assert_msg(!known && mpfr_cmp_ui(x, 3) == 0, "%s: %s", name.text, what);
  else if (f.family == TP_FORMAT_GRID)
    ck_assert_msg(known && mpfr_get_d(x, MPFR_RNDN) == want / tp_format_denominator(f), "%s: %s", name.text, what);
  else
    ck_assert_msg(known && mpfr_cmp_d(x, want) == 0, "%s: %s is %a, not %a", name.text, what, mpfr_get_d(x, MPFR_RNDN), want);
  tp_buffer_clear(&name);
  mpfr_clear(x);
}

/* All patterns of a format, its extremes, and whether it has infinities and NaN. */
static void check_patterns(tp_format f)
{
  int bits = tp_format_bits(f), infinite = 0, nan = 0;
  double largest = 0, least = INFINITY, least_normal = INFINITY;
  f.shared = 0;
  for (unsigned pattern = 0; pattern < 1u << bits; pattern++) {
    double want, got = 77;
    pattern_kind kind = decode_pattern(f, bits, pattern, &want);
    if (kind == PATTERN_NAN)
      want = NAN;
    int used = tp_format_decode(f, pattern, &got);
    if (used != (kind != PATTERN_UNUSED) || (used && !same_value(got, want))) {
      tp_buffer name = {NULL, 0, 0};
      tp_format_print(&name, f);
      ck_abort_msg("%s: pattern %#x is %d, %g, not %d, %g", name.text, pattern, used, got, kind != PATTERN_UNUSED, want);
    }
    infinite |= kind == PATTERN_INFINITY;
    nan |= kind == PATTERN_NAN;
    if (kind != PATTERN_VALUE)
      continue;
    if (want > largest)
      largest = want;
    if (want > 0 && want < least)
      least = want;
    if (want > 0 && want < least_normal && f.family == TP_FORMAT_IEEE && pattern >> f.b)
      least_normal = want;
  }
  ck_assert_int_eq(tp_format_has_infinity(f), infinite);
  ck_assert_int_eq(tp_format_has_nan(f), nan);
  check_extreme(f, "the largest value", tp_format_largest, largest);
  check_extreme(f, "the least positive value", tp_format_least_positive, least);
  check_extreme(f, "the least normal value", tp_format_least_normal, f.family == TP_FORMAT_IEEE ? least_normal : NAN);
  if (f.family == TP_FORMAT_IEEE) {
    ck_assert_int_eq(tp_format_top_exponent(f), ilogb(largest));
    ck_assert_int_eq(tp_format_least_exponent(f), ilogb(least_normal));
    ck_assert_int_eq(tp_format_least_step(f), ilogb(least_normal) - f.b);
  }
  ck_assert_int_eq(tp_format_denominator(f), f.family == TP_FORMAT_GRID ? (int) largest : 1);
}

START_TEST(test_patterns)
{
  for (size_t i = 0; i < tp_format_name_count; i++)
    if (tp_format_bits(tp_format_names[i].format) && tp_format_bits(tp_format_names[i].format) <= 16)
      check_patterns(tp_format_names[i].format);
  for (int a = 1; a <= 8; a++)
    for (int b = 0; 1 + a + b <= 10; b++)
      check_patterns((tp_format) {.family = TP_FORMAT_FIXED, .a = a, .b = b});
  for (int n = 2; n <= 16; n++)
    check_patterns((tp_format) {.family = TP_FORMAT_GRID, .a = n});
  for (int n = 3; n <= 16; n++)
    check_patterns((tp_format) {.family = TP_FORMAT_POSIT, .a = n});
  for (int x = 2; x <= 8; x++)
    for (int y = 1; 1 + x + y <= 12; y++)
      for (int encoding = TP_ENCODING_IEEE; encoding <= TP_ENCODING_FNUZ; encoding++)
        for (int flushes = 0; flushes < 2; flushes++)
          for (int bias = 0; bias < 3; bias++)
            check_patterns((tp_format) {TP_FORMAT_IEEE, x, y, bias == 2 ? 300 : (1 << (x - 1)) - bias, (tp_format_encoding) encoding, flushes, 0});
  check_patterns(parsed("fixed:1.14"));
  check_patterns(parsed("fixed:15.0"));
  check_patterns(parsed("e4m11fnftz"));
}
END_TEST

/* Published numbers. */
START_TEST(test_known_ends)
{
  static const struct {
    const char *name;
    double largest, least_normal, least;
  } known[] = {
    {"fp64", DBL_MAX, DBL_MIN, 0x1p-1074}, {"fp32", FLT_MAX, FLT_MIN, 0x1p-149}, {"fp16", 65504, 0x1p-14, 0x1p-24},
    {"bf16", 0x1.fep127, 0x1p-126, 0x1p-133}, {"tf32", 0x1.ffcp127, 0x1p-126, 0x1p-136}, {"e5m2", 57344, 0x1p-14, 0x1p-16},
    {"e4m3", 240, 0x1p-6, 0x1p-9}, {"e3m4", 15.5, 0.25, 0x1p-6}, {"e4m3fn", 448, 0x1p-6, 0x1p-9}, {"e4m3fnuz", 240, 0x1p-7, 0x1p-10},
    {"e5m2fnuz", 57344, 0x1p-15, 0x1p-17}, {"e4m3b11fnuz", 30, 0x1p-10, 0x1p-13}, {"e3m2fn", 28, 0.25, 0.0625},
    {"e2m3fn", 7.5, 1, 0.125}, {"e2m1fn", 6, 1, 0.5}, {"e5m10ftz", 65504, 0x1p-14, 0x1p-14}, {"int8", 1, NAN, 1}, {"int4", 1, NAN, 1},
    {"posit8", 0x1p24, NAN, 0x1p-24}, {"posit16", 0x1p56, NAN, 0x1p-56}, {"posit32", 0x1p120, NAN, 0x1p-120},
    {"fixed:1.6", 2 - 0x1p-6, NAN, 0x1p-6}, {"fixed:32.20", 0x1p32 - 0x1p-20, NAN, 0x1p-20}, {"p:8", NAN, NAN, NAN}, {"real", NAN, NAN, NAN},
    {"mxfp8e4m3fn", 448, 0x1p-6, 0x1p-9},
  };
  for (size_t i = 0; i < LENGTH(known); i++) {
    tp_format f = parsed(known[i].name);
    double whole = f.family == TP_FORMAT_GRID ? tp_format_denominator(f) : 1;
    check_extreme(f, "the largest value", tp_format_largest, known[i].largest * whole);
    check_extreme(f, "the least normal value", tp_format_least_normal, known[i].least_normal);
    check_extreme(f, "the least positive value", tp_format_least_positive, known[i].least);
  }
  ck_assert_int_eq(tp_format_significand(parsed("bf16")), 8);
  static const double e2m1[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  for (unsigned pattern = 0; pattern < 16; pattern++) {
    double x;
    ck_assert(tp_format_decode(parsed("e2m1fn"), pattern, &x));
    ck_assert(x == (pattern < 8 ? e2m1[pattern] : -e2m1[pattern - 8]));
  }
  /* Sign, regime, exponent, fraction by hand: 0 0001 00 1 is 3/2 2^-12. */
  static const struct {
    int bits;
    unsigned pattern;
    double x;
  } posits[] = {{8, 0x40, 1}, {8, 0xc0, -1}, {8, 0x01, 0x1p-24}, {8, 0x7f, 0x1p24}, {8, 0x81, -0x1p24}, {8, 0x44, 1.5}, {8, 0x48, 2},
                {8, 0x60, 16}, {8, 0x38, 0.5}, {8, 0x09, 0x1.8p-12}, {8, 0x02, 0x1p-20}, {8, 0x03, 0x1p-18}, {16, 0x4000, 1},
                {16, 0x7fff, 0x1p56}, {16, 0x4490, 1.5703125}, {16, 0x5000, 4}};
  for (size_t i = 0; i < LENGTH(posits); i++) {
    double x;
    ck_assert(tp_format_decode((tp_format) {.family = TP_FORMAT_POSIT, .a = posits[i].bits}, posits[i].pattern, &x));
    ck_assert_msg(x == posits[i].x, "posit%d %#x is %a, not %a", posits[i].bits, posits[i].pattern, x, posits[i].x);
  }
}
END_TEST

/* --- Arithmetics ------------------------------------------------------------------ */

static void assert_text(void (*print)(tp_buffer *, const tp_choice *), const tp_choice *c, const char *text)
{
  tp_buffer out = {NULL, 0, 0};
  print(&out, c);
  ck_assert_str_eq(out.text ? out.text : "", text);
  tp_buffer_clear(&out);
}

static void assert_sites(const tp_choice *c, const char *text)
{
  assert_text(tp_choice_print_sites, c, text);
}

static void assert_modes(const tp_choice *c, const char *text)
{
  assert_text(tp_choice_print_modes, c, text);
}

START_TEST(test_choice_format)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  ck_assert(tp_choice_set_beta(&c, "7", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_format(&c, "p:4", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES && c.site[TP_SITE_ACT].a == 4 && c.site[TP_SITE_ATTN].a == 4);
  assert_sites(&c, "act+attn");
  for (int i = 0; i < TP_SITES; i++)
    ck_assert_int_eq(tp_choice_is_rounded(&c, i), i == TP_SITE_ACT || i == TP_SITE_ATTN);
  ck_assert(tp_choice_set_site(&c, TP_SITE_ATTN, "e5m2", &err) == TP_STATUS_OK);
  ck_assert(c.site[TP_SITE_ACT].family == TP_FORMAT_FLOAT && c.site[TP_SITE_ATTN].family == TP_FORMAT_IEEE);
  ck_assert(tp_choice_set_format(&c, "Real", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES);
  assert_sites(&c, "");
  for (int i = 0; i < TP_SITES; i++)
    ck_assert(tp_choice_set_site(&c, i, "fp16", &err) == TP_STATUS_OK);
  assert_sites(&c, "act+attn+logit+exp+acc+param");
  ck_assert(tp_choice_set_format(&c, "mxfp4", &err) == TP_STATUS_OK);    /* the other sites go */
  assert_sites(&c, "act+attn");
  ck_assert(tp_choice_set_format(&c, "Exact", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_EXACT);
  assert_sites(&c, "");
  ck_assert(!tp_choice_is_rounded(&c, TP_SITE_ACT));
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACC, "p:1", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES && c.site[TP_SITE_ACT].family == TP_FORMAT_REAL);
  assert_sites(&c, "acc");
  ck_assert(tp_choice_set_format(&c, "MPFR:10000", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_MPFR && c.operation.family == TP_FORMAT_FLOAT && c.operation.a == 10000);
  assert_sites(&c, "all");
  ck_assert(!tp_choice_is_rounded(&c, TP_SITE_ACT));
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACT, "p:1", &err) == TP_STATUS_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, "act"));
  ck_assert_str_eq(c.beta.decimal, "7");
  static const char *const refused[] = {
    "", "mpfr:", "mpfr:0", "mpfr:-1", "mpfr:10001", "mpfr:8x", "mpfr:99999999999999999999", "mpfr", "exact ", "p:0", "quad",
    "mpfr:fixed:1.6", "mpfr:int8", "mpfr:posit16", "mpfr:real", "mpfr:mxfp4", "mpfr:exact", "mpfr:mpfr:8", "mpfr:p:10001", "mpfr: 8",
  };
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_choice_set_format(&c, refused[i], &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strstr(err.text, refused[i]) != NULL, "'%s': %s", refused[i], err.text);
  }
  ck_assert(c.kind == TP_ARITHMETIC_MPFR && c.operation.a == 10000);
  static const char *const operations[][2] = {
    {"mpfr:24", "p:24"}, {"mpfr:1", "p:1"}, {"mpfr:p:8", "p:8"}, {"mpfr:fp16", "e5m10"}, {"mpfr:FP32", "e8m23"}, {"mpfr:e4m3fn", "e4m3fn"},
    {"mpfr:e5m2ftz", "e5m2ftz"}, {"mpfr:bf16", "e8m7"},
  };
  for (size_t i = 0; i < LENGTH(operations); i++) {
    ck_assert_msg(tp_choice_set_format(&c, operations[i][0], &err) == TP_STATUS_OK, "%s: %s", operations[i][0], err.text);
    assert_prints(c.operation, operations[i][1]);
  }
}
END_TEST

START_TEST(test_choice_mode)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  assert_modes(&c, "rne");
  ck_assert(tp_choice_set_format(&c, "fp16", &err) == TP_STATUS_OK);
  for (int m = 0; m < TP_ROUNDING_MODES; m++) {
    ck_assert(tp_choice_set_mode(&c, tp_rounding_mode_name[m], &err) == TP_STATUS_OK);
    for (int i = 0; i < TP_SITES; i++)
      ck_assert(c.mode[i] == (tp_rounding_mode) m && tp_choice_rounding(&c, i).mode == (tp_rounding_mode) m);
    assert_modes(&c, tp_rounding_mode_name[m]);
  }
  ck_assert(tp_choice_set_mode(&c, "RTZ", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_mode(&c, "attn:rup", &err) == TP_STATUS_OK);
  ck_assert(c.mode[TP_SITE_ACT] == TP_ROUND_TOWARD_ZERO && c.mode[TP_SITE_ATTN] == TP_ROUND_UP && c.mode[TP_SITE_PARAM] == TP_ROUND_TOWARD_ZERO);
  assert_modes(&c, "act:rtz+attn:rup");
  ck_assert(tp_choice_set_mode(&c, "acc:rsr,Act:RNE,attn:rne", &err) == TP_STATUS_OK);
  ck_assert(c.mode[TP_SITE_ACC] == TP_ROUND_STOCHASTIC);
  assert_modes(&c, "rne");                 /* acc is not rounded */
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACC, "fp32", &err) == TP_STATUS_OK);
  assert_modes(&c, "act:rne+attn:rne+acc:rsr");
  static const char *const refused[] = {
    "", "rn", "rnee", " rne", "act:", ":rne", "act:rne,", ",act:rne", "act:rne,,attn:rne", "act:rne,attn", "act:rne;attn:rne", "ac:rne",
    "act:rn", "act:rne,rtz", "rtz,act:rne", "act:rne:rtz", "beta:rne", "act rne", "rne,rtz", "act:rto,act:rne", "act:rne ,attn:rne",
  };
  ck_assert(tp_choice_set_mode(&c, "rdn", &err) == TP_STATUS_OK);
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_choice_set_mode(&c, refused[i], &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strstr(err.text, "ro") != NULL && strlen(err.text) > 20, "'%s': %s", refused[i], err.text);
  }
}
END_TEST

START_TEST(test_choice_words)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  static const char *const rules[] = {"auto", "inf", "saturate", "nan"}, *const sums[] = {"sequential", "pairwise", "compensated"};
  ck_assert_int_eq(LENGTH(rules), TP_OVERFLOW_RULES);
  ck_assert_int_eq(LENGTH(sums), TP_SUMMATIONS);
  ck_assert(tp_choice_set_format(&c, "fp16", &err) == TP_STATUS_OK);
  for (int i = 0; i < TP_OVERFLOW_RULES; i++) {
    ck_assert(tp_choice_set_overflow(&c, rules[i], &err) == TP_STATUS_OK);
    ck_assert(c.overflow == (tp_overflow_rule) i && tp_choice_rounding(&c, TP_SITE_ATTN).overflow == (tp_overflow_rule) i);
    ck_assert(tp_format_equal(tp_choice_rounding(&c, TP_SITE_ATTN).format, parsed("fp16")));
  }
  for (int i = 0; i < TP_SUMMATIONS; i++) {
    ck_assert(tp_choice_set_summation(&c, sums[i], &err) == TP_STATUS_OK);
    ck_assert(c.sum == (tp_summation) i);
  }
  ck_assert(tp_choice_set_overflow(&c, "Saturate", &err) == TP_STATUS_OK && c.overflow == TP_OVERFLOW_SATURATE);
  static const char *const refused[] = {"", "infinity", "in", "saturat", "saturated", "rne", "sequential "};
  for (size_t i = 0; i < LENGTH(refused); i++) {
    ck_assert(tp_choice_set_overflow(&c, refused[i], &err) == TP_STATUS_REFUSED);
    ck_assert_ptr_nonnull(strstr(err.text, "auto, inf, saturate, nan"));
    ck_assert(tp_choice_set_summation(&c, refused[i], &err) == TP_STATUS_REFUSED);
    ck_assert_ptr_nonnull(strstr(err.text, "sequential, pairwise, compensated"));
  }
  ck_assert(c.overflow == TP_OVERFLOW_SATURATE && c.sum == TP_SUM_COMPENSATED);
}
END_TEST

/* What does not go together. */
START_TEST(test_choice_check)
{
  static const struct {
    const char *format, *site[TP_SITES], *mode, *sum;
    int subtracts;
    const char *says;              /* NULL: accepted */
  } cases[] = {
    {"exact", {NULL}, NULL, NULL, 0, NULL},
    {"real", {NULL}, NULL, NULL, 0, NULL},
    {"fp16", {NULL}, "rsr", NULL, 0, NULL},
    {"fixed:1.0", {NULL}, NULL, NULL, 0, NULL},
    {"int2", {NULL}, NULL, NULL, 0, NULL},
    {"posit3", {NULL}, NULL, NULL, 0, NULL},
    {"mxfp4", {[TP_SITE_LOGIT] = "mxint8"}, NULL, NULL, 0, NULL},
    {"real", {[TP_SITE_EXP] = "mxfp4"}, NULL, NULL, 0, "--exp"},
    {"real", {[TP_SITE_ACC] = "mxint8"}, NULL, NULL, 0, "--acc"},
    {"real", {[TP_SITE_PARAM] = "mxfp8e5m2"}, NULL, NULL, 0, "--param"},
    {"fp16", {NULL}, NULL, "pairwise", 0, "--sum"},
    {"fp16", {NULL}, NULL, "compensated", 0, "--acc"},
    {"fp16", {[TP_SITE_ACC] = "fp16"}, NULL, "pairwise", 0, NULL},
    {"fp16", {[TP_SITE_ACC] = "real"}, NULL, "compensated", 0, "--sum"},
    {"fp16", {NULL}, NULL, NULL, 1, "--subtract"},
    {"fp16", {[TP_SITE_LOGIT] = "p:3"}, NULL, NULL, 1, NULL},
    {"e2m1b3", {NULL}, NULL, NULL, 0, "e2m1b3"},                       /* up to 0.75 2^0 */
    {"e2m1b2", {NULL}, NULL, NULL, 0, NULL},
    {"e2m1b1073741823fn", {NULL}, NULL, NULL, 0, "-1 and 1"},
    {"e4m3b0ftz", {NULL}, NULL, NULL, 0, "-1 and 1"},                   /* from 2 on */
    {"real", {[TP_SITE_PARAM] = "e4m3b0ftz"}, NULL, NULL, 0, "weights"},
    {"real", {[TP_SITE_ACT] = "e4m3b0ftz"}, NULL, NULL, 0, "activations"},
    {"real", {[TP_SITE_ATTN] = "e4m3b0ftz"}, NULL, NULL, 0, NULL},
    {"mpfr:8", {NULL}, "rtz", NULL, 0, NULL},
    {"mpfr:fp16", {NULL}, "rto", NULL, 0, NULL},
    {"mpfr:8", {NULL}, "rsr", NULL, 0, "rsr"},
    {"mpfr:8", {NULL}, "acc:rtz", NULL, 0, "SITE:MODE"},
    {"mpfr:8", {NULL}, NULL, "pairwise", 0, "--sum"},
    {"mpfr:8", {NULL}, NULL, NULL, 1, "--subtract"},
    {"mpfr:e4m3b0ftz", {NULL}, NULL, NULL, 0, "e4m3b0ftz"},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_choice c = {.kind = TP_ARITHMETIC_EXACT, .subtracts_first = cases[i].subtracts};
    tp_error err = {""};
    ck_assert(tp_choice_set_format(&c, cases[i].format, &err) == TP_STATUS_OK);
    for (int site = 0; site < TP_SITES; site++)
      if (cases[i].site[site])
        ck_assert(tp_choice_set_site(&c, site, cases[i].site[site], &err) == TP_STATUS_OK);
    if (cases[i].mode)
      ck_assert(tp_choice_set_mode(&c, cases[i].mode, &err) == TP_STATUS_OK);
    if (cases[i].sum)
      ck_assert(tp_choice_set_summation(&c, cases[i].sum, &err) == TP_STATUS_OK);
    tp_status s = tp_choice_check(&c, &err);
    ck_assert_msg((s == TP_STATUS_OK) == !cases[i].says, "case %zu, %s: %s", i, cases[i].format, err.text);
    if (cases[i].says)
      ck_assert_msg(strstr(err.text, cases[i].says) != NULL, "case %zu: %s", i, err.text);
  }
}
END_TEST

/* --- Beta --------------------------------------------------------------------------- */

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
    ck_assert_msg(strstr(err.text, "beta") != NULL, "'%s': %s", refused[i], err.text);
    ck_assert(tp_choice_beta(&c, 4) == 2.25);      /* what was set stays */
    if (*refused[i] == '-' && refused[i][1] >= '0' && refused[i][1] <= '9')
      ck_assert_ptr_nonnull(strstr(err.text, "negative"));
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
      tp_rounding rule = {{.family = TP_FORMAT_FLOAT, .a = precision}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT};
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

/* --- Numbers of stochastic rounding ---------------------------------------------------- */

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
  TCase *tc = tcase_create("format");
  tcase_set_timeout(tc, 0);
  tcase_add_test(tc, test_parse);
  tcase_add_test(tc, test_other_names);
  tcase_add_test(tc, test_tables);
  tcase_add_test(tc, test_parse_refuses);
  tcase_add_test(tc, test_patterns);
  tcase_add_test(tc, test_known_ends);
  tcase_add_test(tc, test_choice_format);
  tcase_add_test(tc, test_choice_mode);
  tcase_add_test(tc, test_choice_words);
  tcase_add_test(tc, test_choice_check);
  tcase_add_test(tc, test_beta);
  tcase_add_test(tc, test_beta_auto);
  tcase_add_test(tc, test_beta_decimal);
  tcase_add_test(tc, test_beta_auto_weight);
  tcase_add_test(tc, test_beta_real);
  tcase_add_test(tc, test_random_unit);
  tcase_add_test(tc, test_random_key);
  tcase_add_test(tc, test_print_shortest);
  Suite *suite = suite_create("format");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
