/* SPDX-License-Identifier: MIT */
/* Names of formats and what they mean; their patterns and extremes. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "formats.h"
#include "rational_rounding.h"
#include "suite.h"

/* --- Names ---------------------------------------------------------------------- */

START_TEST(test_parse)
{
  static const struct {
    const char *text;
    tp_format f;
    int bits, significand, fits;
  } names[] = {
    {"real", {.family = TP_FORMAT_REAL}, 0, 0, 1},
    {"fixed:1.0", {TP_FORMAT_FIXED, 1, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 2, 1, 1},
    {"fixed:2.30", {TP_FORMAT_FIXED, 2, 30, 0, 0, 0, 0, TP_SCALE_FLOOR}, 33, 32, 1},
    {"fixed:2.31", {TP_FORMAT_FIXED, 2, 31, 0, 0, 0, 0, TP_SCALE_FLOOR}, 34, 33, 0},
    {"fixed:1000.10000", {TP_FORMAT_FIXED, 1000, 10000, 0, 0, 0, 0, TP_SCALE_FLOOR}, 11001, 11000, 0},
    {"p:1", {TP_FORMAT_FLOAT, 1, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 1, 1, 1},
    {"p:32", {TP_FORMAT_FLOAT, 32, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 32, 32, 1},
    {"p:33", {TP_FORMAT_FLOAT, 33, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 33, 33, 0},
    {"p:10000", {TP_FORMAT_FLOAT, 10000, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 10000, 10000, 0},
    {"e2m1", {TP_FORMAT_IEEE, 2, 1, 1, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 4, 2, 1},
    {"e8m7", {TP_FORMAT_IEEE, 8, 7, 127, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 16, 8, 1},
    {"e8m31", {TP_FORMAT_IEEE, 8, 31, 127, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 40, 32, 1},
    {"e8m32", {TP_FORMAT_IEEE, 8, 32, 127, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 41, 33, 0},
    {"e9m7", {TP_FORMAT_IEEE, 9, 7, 255, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 17, 8, 1},
    {"e10m7", {TP_FORMAT_IEEE, 10, 7, 511, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 18, 8, 0},
    {"e5m2b500", {TP_FORMAT_IEEE, 5, 2, 500, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 8, 3, 0},
    {"e5m2b399", {TP_FORMAT_IEEE, 5, 2, 399, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 8, 3, 1},
    {"e5m2b400", {TP_FORMAT_IEEE, 5, 2, 400, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 8, 3, 0},
    {"e30m10000", {TP_FORMAT_IEEE, 30, 10000, (1 << 29) - 1, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 10031, 10001, 0},
    {"e4m3fn", {TP_FORMAT_IEEE, 4, 3, 7, TP_ENCODING_FN, 0, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e4m3fnuz", {TP_FORMAT_IEEE, 4, 3, 8, TP_ENCODING_FNUZ, 0, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e4m3b11fnuz", {TP_FORMAT_IEEE, 4, 3, 11, TP_ENCODING_FNUZ, 0, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e4m3b0", {TP_FORMAT_IEEE, 4, 3, 0, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e4m3b9ftz", {TP_FORMAT_IEEE, 4, 3, 9, TP_ENCODING_IEEE, 1, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e5m10ftz", {TP_FORMAT_IEEE, 5, 10, 15, TP_ENCODING_IEEE, 1, 0, TP_SCALE_FLOOR}, 16, 11, 1},
    {"e4m3b11fnuzftz", {TP_FORMAT_IEEE, 4, 3, 11, TP_ENCODING_FNUZ, 1, 0, TP_SCALE_FLOOR}, 8, 4, 1},
    {"e2m1b1073741823", {TP_FORMAT_IEEE, 2, 1, 1073741823, TP_ENCODING_IEEE, 0, 0, TP_SCALE_FLOOR}, 4, 2, 0},
    {"int2", {TP_FORMAT_GRID, 2, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 2, 1, 1},
    {"int16", {TP_FORMAT_GRID, 16, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 16, 15, 1},
    {"posit3", {TP_FORMAT_POSIT, 3, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 3, 1, 1},
    {"posit5", {TP_FORMAT_POSIT, 5, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 5, 1, 1},
    {"posit6", {TP_FORMAT_POSIT, 6, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 6, 2, 1},
    {"posit32", {TP_FORMAT_POSIT, 32, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, 32, 28, 1},
    {"mxfp4", {TP_FORMAT_IEEE, 2, 1, 1, TP_ENCODING_FN, 0, 32, TP_SCALE_FLOOR}, 4, 2, 0},
    {"mxint8", {TP_FORMAT_FIXED, 1, 6, 0, 0, 0, 32, TP_SCALE_FLOOR}, 8, 7, 0},
  };
  for (size_t i = 0; i < LENGTH(names); i++) {
    tp_format f = parsed(names[i].text);
    ck_assert_msg(tp_format_equal(f, names[i].f), "%s", names[i].text);
    ck_assert_int_eq(tp_format_bits(f), names[i].bits);
    ck_assert_int_eq(tp_format_significand(f), names[i].significand);
    ck_assert_msg(tp_format_fits_double(f) == names[i].fits, "%s", names[i].text);
    assert_prints(f, names[i].text);
    tp_format others[] = {f, f, f, f, f, f, f, f};
    others[0].family = f.family == TP_FORMAT_REAL ? TP_FORMAT_FLOAT : TP_FORMAT_REAL;
    others[1].a++, others[2].b++, others[3].bias++, others[4].encoding = f.encoding == TP_ENCODING_FN ? TP_ENCODING_FNUZ : TP_ENCODING_FN;
    others[5].flushes = !f.flushes, others[6].shared++, others[7].scale = TP_SCALE_CEIL;
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

/* Zeros may stand before a number, but a name has at most 63 characters. */
START_TEST(test_longest_name)
{
  char name[65] = "p:";
  memset(name + 2, '0', 62);
  strcpy(name + 62, "8");
  assert_prints(parsed(name), "p:8");
  strcpy(name + 62, "08");
  tp_format f;
  tp_error err = {.text = ""};
  ck_assert(tp_format_parse(&f, name, &err) == TP_STATUS_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, name));
}
END_TEST

/* What is in the tables can be read, and what is printed too. */
START_TEST(test_tables)
{
  static const char *const known[] = {
    "fp64", "fp32", "tf32", "bf16", "fp16", "e5m2", "e4m3", "e3m4", "e4m3fn", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e3m2fn", "e2m3fn",
    "e2m1fn", "int8", "int4", "posit8", "posit16", "posit32", "mxfp8e5m2", "mxfp8e4m3fn", "mxfp6e3m2fn", "mxfp6e2m3fn", "mxfp4", "mxint8", "nvfp4", "real",
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
    tp_error err = {.text = ""};
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
    tp_error err = {.text = ""};
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
            check_patterns((tp_format) {TP_FORMAT_IEEE, x, y, bias == 2 ? 300 : (1 << (x - 1)) - bias, (tp_format_encoding) encoding, flushes, 0, TP_SCALE_FLOOR});
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

int main(void)
{
  Suite *suite = suite_create("format");
  TCase *tc = suite_case(suite, "format");
  tcase_add_test(tc, test_parse);
  tcase_add_test(tc, test_other_names);
  tcase_add_test(tc, test_longest_name);
  tcase_add_test(tc, test_tables);
  tcase_add_test(tc, test_parse_refuses);
  tcase_add_test(tc, test_patterns);
  tcase_add_test(tc, test_known_ends);
  return suite_run(suite);
}
