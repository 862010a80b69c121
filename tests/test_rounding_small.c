/* SPDX-License-Identifier: MIT */
/* Rounding into formats of at most 8 bits, in every value and tie, and into many of those of
   16 bits, against the rounder on rationals. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "formats.h"
#include "rounding_points.h"
#include "suite.h"
#include "tmprec/base/memory.h"

/* --- Values of small formats ----------------------------------------------------- */

typedef struct {
  double *value;                   /* from 0 on, ascending; of a grid times its denominator */
  size_t count, capacity;
} list;

static void list_add(list *l, double x)
{
  TP_MEMORY_GROW(l->value, l->capacity, l->count + 1);
  l->value[l->count++] = x;
}

static int compare_doubles(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Magnitudes of all values from all patterns; of p:N some binades. */
static list list_magnitudes(tp_format f)
{
  list l = {NULL, 0, 0};
  if (f.family == TP_FORMAT_FLOAT) {
    list_add(&l, 0);
    static const int binade[] = {-1000, -301, -300, -40, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 30, 299, 300, 1000};
    for (size_t e = 0; e < LENGTH(binade); e++)
      for (int k = 1 << (f.a - 1); k < 1 << f.a; k++)
        list_add(&l, ldexp(k, binade[e] + 1 - f.a));
    return l;
  }
  for (unsigned pattern = 0; pattern < 1u << tp_format_bits(f); pattern++) {
    double x;
    if (decode_pattern(f, tp_format_bits(f), pattern, &x) == PATTERN_VALUE)
      list_add(&l, fabs(x));
  }
  qsort(l.value, l.count, sizeof *l.value, compare_doubles);
  size_t n = 0;
  for (size_t i = 0; i < l.count; i++)
    if (!n || l.value[i] != l.value[n - 1])
      l.value[n++] = l.value[i];
  l.count = n;
  return l;
}

/* The rounder on rationals finds the neighbours in the list. */
static void check_reference(bench *b, const list *l, size_t i)
{
  mpq_t want;
  mpq_init(want);
  for (int half = 0; half < 2; half++) {
    double x = half ? (l->value[i] + l->value[i + 1]) / 2 : l->value[i];
    mpq_set_d(b->q, x);
    mpq_set_d(want, l->value[i]);
    if (b->f.family == TP_FORMAT_GRID) {
      mpq_set_ui(b->spare, 1, (unsigned long) tp_format_denominator(b->f));
      mpq_mul(b->q, b->q, b->spare);
      mpq_mul(want, want, b->spare);
    }
    gap_find(&b->g, b->f, b->q);
    quick_assert(b->g.exact == !half || (b->f.family == TP_FORMAT_POSIT && l->value[i + 1] == l->value[l->count - 1]));
    quick_assert(mpq_equal(b->g.lo, want));
    quick_assert(!b->g.lo_over && !b->g.hi_over && !b->g.lo_flushed && !b->g.hi_flushed);
    if (half && b->f.family != TP_FORMAT_POSIT)
      quick_assert(b->g.side == 0);
    if (half && b->f.family != TP_FORMAT_FLOAT)
      quick_assert((int) (i % 2) == b->g.lo_odd && b->g.lo_odd != b->g.hi_odd);
  }
  mpq_clear(want);
}

static void check_format(bench *b, size_t stride, size_t offset)
{
  list l = list_magnitudes(b->f);
  mpq_t value;
  mpq_init(value);
  int checks_reference = b->f.family != TP_FORMAT_FLOAT && !b->f.flushes && b->thorough;
  for (size_t i = 0; i < l.count; i++) {
    if (i > 4 && i + 4 < l.count && i % stride != offset % stride)
      continue;
    if (checks_reference && i + 2 < l.count)
      check_reference(b, &l, i);
    mpq_set_d(value, l.value[i]);
    if (b->f.family == TP_FORMAT_GRID) {
      mpq_set_ui(b->spare, 1, (unsigned long) tp_format_denominator(b->f));
      mpq_mul(value, value, b->spare);
    }
    check_value_and_tie(b, value);
  }
  /* Beyond the largest, as if there were more; and where flushed what is below. */
  for (int beyond = 0; beyond < 6 && b->f.family != TP_FORMAT_FLOAT; beyond++) {
    gap_find(&b->g, b->f, value);
    mpq_set(value, b->g.hi);
    if (b->f.family == TP_FORMAT_POSIT || beyond > 3)
      rational_scale(value, 1 + 10 * (beyond > 4));
    check_value_and_tie(b, value);
  }
  if (b->f.family == TP_FORMAT_IEEE && b->f.flushes)
    for (int e = 1; e <= 3; e++)
      for (int k = 0; k < 1 << b->f.b; k += 1 + (k > 2 && k + 4 < 1 << b->f.b ? (int) stride - 1 : 0)) {
        mpq_set_d(value, ldexp((1 << b->f.b) + k, 1 - b->f.bias - e - b->f.b));
        check_value_and_tie(b, value);
      }
  mpq_clear(value);
  free(l.value);
}

static size_t check_small(tp_format f)
{
  bench b;
  bench_open(&b, f);
  check_format(&b, thin(f.family == TP_FORMAT_FLOAT ? 40 : 12), 0);
  return bench_close(&b);
}

START_TEST(test_small_named)
{
  size_t checks = 0;
  for (size_t i = 0; i < tp_format_name_count; i += thin(3)) {
    tp_format f = tp_format_names[i].format;
    f.shared = 0;
    if (tp_format_bits(f) && tp_format_bits(f) <= 8)
      checks += check_small(f);
  }
  print_checks("names of at most 8 bits", checks);
}
END_TEST

/* All small formats of shapes with one or two numbers. */
START_TEST(test_small_fixed)
{
  size_t checks = 0;
  for (int i = 1; i <= 7; i += (int) thin(2))
    for (int f = 0; 1 + i + f <= 8; f += (int) thin(3))
      checks += check_small((tp_format) {.family = TP_FORMAT_FIXED, .a = i, .b = f});
  print_checks("fixed:i.f of at most 8 bits", checks);
}
END_TEST

START_TEST(test_small_float)
{
  size_t checks = 0;
  for (int n = 1; n <= 8; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_FLOAT, .a = n});
  print_checks("p:1 .. p:8", checks);
}
END_TEST

START_TEST(test_small_grid)
{
  size_t checks = 0;
  for (int n = 2; n <= 9; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_GRID, .a = n});
  print_checks("int2 .. int9", checks);
}
END_TEST

START_TEST(test_small_posit)
{
  size_t checks = 0;
  for (int n = 3; n <= 10; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_POSIT, .a = n});
  print_checks("posit3 .. posit10", checks);
}
END_TEST

/* eXmY with every way to write its ends, the given bias less the usual one. */
static size_t check_shapes(int most_bits, int less)
{
  size_t checks = 0, number = 0;
  for (int x = 2; x <= 6; x++)
    for (int y = 1; 1 + x + y <= most_bits; y++)
      for (int encoding = TP_ENCODING_IEEE; encoding <= TP_ENCODING_FNUZ; encoding++)
        for (int flushes = 0; flushes < 2; flushes++) {
          int bias = (1 << (x - 1)) - (encoding != TP_ENCODING_FNUZ) - less;
          if (number++ % thin(40) == 0 && bias >= 0)
            checks += check_small((tp_format) {TP_FORMAT_IEEE, x, y, bias, (tp_format_encoding) encoding, flushes, 0, TP_SCALE_FLOOR});
        }
  return checks;
}

START_TEST(test_small_ieee)
{
  print_checks("eXmY of at most 8 bits", check_shapes(8, 0));
}
END_TEST

START_TEST(test_small_bias)
{
  print_checks("eXmYbB of at most 7 bits", check_shapes(7, 1) + check_shapes(6, -200) + check_shapes(6, 3));
}
END_TEST

/* --- Formats of 16 bits: every third value, all with TMPREC_RANDOM=1500 ------------------ */

static const char *const sixteen[] = {
  "fp16", "bf16", "e4m11", "e3m12fn", "e6m9fnuzftz", "e5m10ftz", "fixed:1.14", "posit16", "int16",
};

START_TEST(test_sixteen_bits)
{
  bench b;
  bench_open(&b, parsed(sixteen[_i]));
  b.thorough = 0;
  check_format(&b, thin_below(1500, 500), (size_t) _i);
  print_checks(sixteen[_i], bench_close(&b));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("rounding, small");
  TCase *tc = suite_case(suite, "small");
  tcase_add_test(tc, test_small_named);
  tcase_add_test(tc, test_small_fixed);
  tcase_add_test(tc, test_small_float);
  tcase_add_test(tc, test_small_grid);
  tcase_add_test(tc, test_small_posit);
  tcase_add_test(tc, test_small_ieee);
  tcase_add_test(tc, test_small_bias);
  tc = suite_case(suite, "sixteen");
  tcase_add_loop_test(tc, test_sixteen_bits, 0, (int) LENGTH(sixteen));
  return suite_run(suite);
}
