/* SPDX-License-Identifier: MIT */
/* Formats whose values share a scale: the scale and each number against their definitions in rationals, and facts written by
   hand. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "formats.h"
#include "rounding_points.h"
#include "shared_scales.h"
#include "suite.h"
#include "tmprec/numbers/enclosure.h"

static const char *const names[] = {
  "mxfp8e5m2", "mxfp8e4m3fn", "mxfp6e3m2fn", "mxfp6e2m3fn", "mxfp4", "mxint8", "nvfp4"};
static const char *const powers[] = {"floor", "ceil", "even", "rceil"}, *const fractions[] = {"ue4m3", "ue4m3-up"};

/* Format number i of all names, each with all of its rules; 0: there are no more. */
static int next_format(tp_format *f, size_t i)
{
  const size_t count = (LENGTH(names) - 1) * LENGTH(powers);
  if (i >= count + LENGTH(fractions))
    return 0;
  tp_error err;
  *f = parsed(i < count ? names[i / LENGTH(powers)] : "nvfp4");
  ck_assert_int_eq(tp_format_set_scale(f, i < count ? powers[i % LENGTH(powers)] : fractions[i - count], &err), TP_STATUS_OK);
  return 1;
}

static void block_scale(tp_block_scale scale, mpq_t q)
{
  mpq_set_si(q, scale.factor, 1);
  rational_scale(q, scale.exponent);
}

static void check_scale(tp_format f, bench *b, const mpq_t most, mpq_t scale)
{
  mpq_t got;
  mpq_init(got);
  set_exactly(b->m, most);
  expected_scale(f, most, scale);
  block_scale(tp_shared_scale(f, b->m), got);
  char text[400];
  gmp_snprintf(text, sizeof text, "of %Qd: %Qd, not %Qd", most, got, scale);
  ck_assert_msg(mpq_equal(got, scale), "%d %d, %s: scale %s", f.a, f.b, tp_scale_rule_name[f.scale], text);
  b->checks++;
  mpq_clear(got);
}

/* x in the block with this scale, in a mode of its turn, saturating whatever the rule. */
static void check_scaled(tp_format f, bench *b, const mpq_t x, const mpq_t scale, tp_block_scale s, double u)
{
  tp_rounding rule = {f, (tp_rounding_mode) (b->turn % TP_ROUNDING_MODES), (tp_overflow_rule) (b->turn / TP_ROUNDING_MODES % TP_OVERFLOW_RULES),
                      (int) (b->turn % 3)};
  outcome want = BECOMES_ZERO;
  b->turn++;
  mpq_set_ui(b->q, 0, 1);
  if (mpq_sgn(scale))
    mpq_div(b->q, x, scale);
  gap_find(&b->g, b->f, b->q);
  if (mpq_sgn(b->q))
    want = gap_outcome_of(&b->g, &(tp_rounding) {f, rule.mode, TP_OVERFLOW_SATURATE, rule.random_bits}, u);
  set_wants(b, 53);
  mpfr_t factor;
  mpfr_init2(factor, 53);
  mpfr_set_q(factor, scale, MPFR_RNDN);
  for (int o = 0; o < BECOMES_INFINITY; o++) {
    mpfr_prec_round(b->want[o], 53, MPFR_RNDN);
    mpfr_mul(b->want[o], b->want[o], factor, MPFR_RNDN);
  }
  mpfr_clear(factor);
  mpfr_set_prec(b->got, 64);
  mpfr_set_q(b->got, x, MPFR_RNDN);
  tp_rounding_mpfr_scaled(&rule, s, b->got, u);
  b->checks++;
  if (!is_wanted(b, want))
    complain(b, VIA_MPFR, &rule, u, want);
}

/* A block of random numbers and zeros; the largest now and then a power of two, a tie of the scale, or beside one. */
static void check_block(tp_format f, bench *b, random_source *s, int exponent)
{
  enum { COUNT = 16 };
  mpq_t x[COUNT], most, scale;
  mpq_inits(most, scale, (mpq_ptr) NULL);
  for (size_t i = 0; i < COUNT; i++) {
    mpq_init(x[i]);
    mpq_set_d(x[i], ldexp((double) (random_bits(s) >> 11 >> random_below(s, 53)), exponent - (int) random_below(s, 60)));
    if (!i && random_one_in(s, 2)) {
      static const int ends[] = {1, 2, 3, 5, 7, 9, 11, 13, 15, 27, 31, 41, 63, 121, 127, 255, 57};
      mpq_set_d(x[i], ldexp(ends[random_below(s, LENGTH(ends))] + (double) ((int) random_below(s, 3) - 1) * 0x1p-40, exponent));
    } else if (random_one_in(s, 5)) {
      mpq_set_ui(x[i], 0, 1);
    }
    if (mpq_cmp(x[i], most) > 0)
      mpq_set(most, x[i]);
    if (random_one_in(s, 2))
      mpq_neg(x[i], x[i]);
  }
  check_scale(f, b, most, scale);
  const tp_block_scale found = tp_shared_scale(f, b->m);
  for (size_t i = 0; i < COUNT; i++) {
    const double u = ldexp((double) (random_bits(s) >> 11) + 0.5, -53);
    check_scaled(f, b, x[i], scale, found, u < 1 ? u : 0.5);
    mpq_clear(x[i]);
  }
  mpq_clears(most, scale, (mpq_ptr) NULL);
}

START_TEST(test_blocks)
{
  random_source s = random_open(10);
  size_t checks = 0, blocks = random_count(2000, 40);
  tp_format f;
  for (size_t i = 0; next_format(&f, i); i++) {
    bench b;
    tp_format alone = f;
    alone.shared = 0;
    bench_open(&b, alone);
    for (size_t n = 0; n < blocks; n++) {
      const int wide = n % 4 == 0, spread = (int) random_below(&s, wide ? 500 : 24);
      check_block(f, &b, &s, wide ? spread - 300 : spread - (f.scale >= TP_SCALE_UE4M3 ? 10 : 60));
    }
    checks += bench_close(&b);
  }
  print_checks("numbers in blocks", checks);
}
END_TEST

/* All values of a format as the largest of a block, their sums with half a step, and such a block's values: each stays what it
   is if it is a value under the scale. */
START_TEST(test_values)
{
  tp_format f;
  const unsigned step = random_count(100, 1) < 100 ? 13 : 1;         /* all of them, unless little is asked for */
  for (size_t i = 0; next_format(&f, i); i++) {
    const int bits = tp_format_bits(f);
    bench b;
    tp_format alone = f;
    alone.shared = 0;
    bench_open(&b, alone);
    mpq_t most, scale, x, size;
    mpq_inits(most, scale, x, size, (mpq_ptr) NULL);
    for (unsigned pattern = 0; pattern < 1u << (bits + 1); pattern += step) {
      double value;
      if (!tp_format_decode(alone, pattern >> 1, &value) || !isfinite(value) || value == 0)
        continue;
      mpq_set_d(most, fabs(value) * (pattern & 1 ? 1 + 0x1p-20 : 1));
      check_scale(f, &b, most, scale);
      const tp_block_scale found = tp_shared_scale(f, b.m);
      for (unsigned p = 0; p < 1u << bits; p += step)
        if (tp_format_decode(alone, p, &value) && isfinite(value)) {
          mpq_set_d(x, value);
          mpq_mul(x, x, scale);
          mpq_abs(size, x);
          if (mpq_cmp(size, most) > 0)
            continue;
          check_scaled(f, &b, x, scale, found, 0.5);
          quick_assert(mpfr_cmp_q(b.got, x) == 0);
        }
    }
    bench_close(&b);
    mpq_clears(most, scale, x, size, (mpq_ptr) NULL);
  }
}
END_TEST

/* By hand.  6.9 in mxfp4, whose largest value is 6 = 1.5 2^2: floor(log2 6.9) - 2 = 0; ceil 1; 6.9 to one bit after the leading
   one is 6, or from 7 on 8; 6.9 > 6 needs 2.  In nvfp4 6.9 / 6 = 1.15 is between 1.125 and 1.25. */
START_TEST(test_facts)
{
  static const struct {
    const char *name;
    double most, scale, x, result;
  } known[] = {
    {"mxfp4", 6.9, 1, 5, 4}, {"mxfp4", 6.9, 1, 6.9, 6}, {"mxfp4", 8, 2, 5, 4}, {"mxfp4", 8, 2, 7, 8}, {"mxfp4", 1, 0x1p-2, 0.9, 1},
    {"mxfp4", 0x1p-126, 0x1p-127, 0x1p-126, 0x1p-126}, {"mxfp4", 0x1p-140, 0x1p-127, 0x1p-128, 0x1p-128},
    {"mxfp4", 0x1p-140, 0x1p-127, 0x1p-129, 0}, {"mxfp4", 0x1p200, 0x1p127, 0x1p200, 0x1.8p129}, {"mxfp4", 0, 0x1p-127, 0, 0},
    {"mxint8", 1, 1, 0x1.01p0, 1}, {"mxint8", 1.999, 1, 1.999, 1.984375}, {"mxint8", 1.999, 1, -1.999, -2}, {"mxint8", 0.75, 0.5, 0.75, 0.75},
    {"mxfp8e4m3fn", 1, 0x1p-8, 1, 1}, {"mxfp8e4m3fn", 1.99, 0x1p-8, 1.99, 1.75}, {"mxfp8e5m2", 1, 0x1p-15, 1, 1},
    {"mxfp6e3m2fn", 1, 0x1p-4, 1, 1}, {"mxfp6e2m3fn", 1, 0x1p-2, 1.9, 1.875},
    {"mxfp4:ceil", 6.9, 2, 6.9, 6}, {"mxfp4:ceil", 8, 2, 8, 8}, {"mxfp4:ceil", 8.5, 4, 8.5, 8}, {"mxfp4:ceil", 1, 0.25, 1, 1},
    {"mxfp4:even", 6.9, 1, 6.9, 6}, {"mxfp4:even", 7, 2, 7, 8}, {"mxfp4:even", 6.999, 1, 6.999, 6},
    {"mxfp4:rceil", 6, 1, 6, 6}, {"mxfp4:rceil", 6.9, 2, 6.9, 6}, {"mxfp4:rceil", 1, 0.25, 0.9, 1}, {"mxfp4:rceil", 0.9999, 0.25, 0.9999, 1},
    {"mxfp8e4m3fn:rceil", 448, 1, 448, 448}, {"mxfp8e4m3fn:rceil", 449, 2, 449, 448}, {"mxfp8e4m3fn:rceil", 1, 0x1p-8, 1, 1},
    {"mxfp8e4m3fn:even", 0x1.ep8, 1, 480, 448}, {"mxfp8e4m3fn:even", 0x1.fp8, 2, 496, 512},
    {"nvfp4", 6, 1, 6, 6}, {"nvfp4", 6.9, 1.125, 6.9, 6.75}, {"nvfp4", 1, 0.171875, 1, 1.03125}, {"nvfp4", 1, 0.171875, 0.5, 0.515625},
    {"nvfp4", 0x1p-20, 0, 0x1p-20, 0}, {"nvfp4", 5000, 448, 5000, 2688}, {"nvfp4", 0, 0, 0, 0}, {"nvfp4", 0x1.8p-8, 0, 0x1.8p-8, 0}, {"nvfp4", 0x1.9p-8, 0x1p-9, 0x1.9p-8, 0x1.8p-8},
    {"nvfp4:ue4m3-up", 1, 0.171875, 1, 1.03125}, {"nvfp4:ue4m3-up", 6.1, 1.125, 6.1, 6.75}, {"nvfp4:rceil", 0x1p-20, 0x1p-9, 0x1p-20, 0}};
  mpfr_t x;
  mpfr_init2(x, 64);
  for (size_t i = 0; i < LENGTH(known); i++) {
    tp_rounding rule = {parsed(known[i].name), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
    mpfr_set_d(x, known[i].most, MPFR_RNDN);
    const tp_block_scale s = tp_shared_scale(rule.format, x);
    ck_assert_msg(ldexp(s.factor, (int) s.exponent) == known[i].scale, "%s, %g: scale %d 2^%ld", known[i].name, known[i].most, s.factor, s.exponent);
    mpfr_set_d(x, known[i].x, MPFR_RNDN);
    tp_rounding_mpfr_scaled(&rule, s, x, 0.5);
    ck_assert_msg(mpfr_cmp_d(x, known[i].result) == 0, "%s: %a becomes %a, not %a", known[i].name, known[i].x, mpfr_get_d(x, MPFR_RNDN), known[i].result);
    mpfr_set_nan(x);
    tp_rounding_mpfr_scaled(&rule, s, x, 0.5);
    ck_assert(!tp_format_has_nan(rule.format) || mpfr_nan_p(x));
  }
  mpfr_clear(x);
}
END_TEST

/* The same through enclosures: of a number that is known, of a third, and of one between two ends. */
START_TEST(test_enclosures)
{
  random_source s = random_open(11);
  tp_enclosure_room room;
  tp_enclosure x, most;
  mpfr_t plain, third;
  tp_enclosure_room_init(&room, 128);
  tp_enclosure_init(&x, 128);
  tp_enclosure_init(&most, 128);
  mpfr_inits2(200, plain, third, (mpfr_ptr) NULL);
  tp_format f;
  for (size_t n = 0, i = 0; n < random_count(3000, 300); n++, i++) {
    if (!next_format(&f, i))
      next_format(&f, i = 0);
    const tp_rounding rule = {f, (tp_rounding_mode) random_below(&s, TP_ROUND_STOCHASTIC), TP_OVERFLOW_AS_FORMAT, 0};
    const long k = 1 + (long) random_below(&s, 3000), divisor = n % 3 ? 3 : 1;
    const tp_enclosure *block[] = {&x, &most};
    tp_enclosure_set_ratio(&x, k, divisor);
    tp_enclosure_set_int(&most, 1000);
    if (n % 3 == 2) {                                  /* not known to be a third: only between its ends */
      tp_enclosure_forget_rational(&x);
      x.denominator = 1;
    }
    tp_block_scale scale;
    ck_assert(tp_enclosure_shared_scale(f, block, 2, &scale));
    mpfr_set_si(plain, k, MPFR_RNDN);
    mpfr_div_si(plain, plain, divisor, MPFR_RNDN);
    mpfr_set_si(third, 1000, MPFR_RNDN);
    if (mpfr_less_p(third, plain))
      mpfr_set(third, plain, MPFR_RNDN);
    const tp_block_scale want = tp_shared_scale(f, third);
    ck_assert(scale.factor == want.factor && scale.exponent == want.exponent);
    ck_assert(tp_enclosure_round_scaled(&room, &rule, scale, 0.5, &x));
    tp_rounding_mpfr_scaled(&rule, want, plain, 0.5);
    ck_assert_msg(tp_enclosure_is_exact(&x) && mpfr_equal_p(x.low, plain), "%ld/%ld, %s", k, divisor, tp_scale_rule_name[f.scale]);
  }
  mpfr_clears(plain, third, (mpfr_ptr) NULL);
  tp_enclosure_clear(&x);
  tp_enclosure_clear(&most);
  tp_enclosure_room_clear(&room);
}
END_TEST

/* Names with sizes and rules, as they are read and written. */
START_TEST(test_names)
{
  static const char *const read_as[][2] = {
    {"mxfp4", "mxfp4"}, {"MXFP4:32", "mxfp4"}, {"mxfp4:16", "mxfp4:16"}, {"mxfp4:floor", "mxfp4"}, {"mxfp4:16:RCEIL", "mxfp4:16:rceil"},
    {"mxint8:2:even", "mxint8:2:even"}, {"nvfp4:16", "nvfp4"}, {"nvfp4:rceil", "nvfp4:ue4m3-up"}, {"nvfp4:32:ue4m3", "nvfp4:32"},
    {"mxfp8e5m2:65536:ceil", "mxfp8e5m2:65536:ceil"}};
  static const char *const refused[][2] = {
    {"mxfp4:", "not ''"}, {"mxfp4:12", "power of two"}, {"mxfp4:1", "power of two"}, {"mxfp4:131072", "power of two"}, {"mxfp4:up", "not 'up'"},
    {"mxfp4:ue4m3", "floor, ceil, even or rceil"}, {"nvfp4:floor", "ue4m3 or ue4m3-up"}, {"fp16:16", "not known"}, {"mxfp4:16x", "not known"},
    {"mxfp4:16:16", "not '16'"}, {"fp16:floor", "not known"}};
  for (size_t i = 0; i < LENGTH(read_as); i++) {
    tp_buffer text = {NULL, 0, 0};
    tp_format_print(&text, parsed(read_as[i][0]));
    ck_assert_str_eq(text.text, read_as[i][1]);
    tp_buffer_clear(&text);
  }
  for (size_t i = 0; i < LENGTH(refused); i++) {
    tp_format f;
    tp_error err;
    ck_assert_int_ne(tp_format_parse(&f, refused[i][0], &err), TP_STATUS_OK);
    ck_assert_msg(strstr(err.text, refused[i][1]), "%s: %s", refused[i][0], err.text);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("shared scales");
  TCase *tc = suite_case(suite, "shared scales");
  tcase_add_test(tc, test_blocks);
  tcase_add_test(tc, test_values);
  tcase_add_test(tc, test_facts);
  tcase_add_test(tc, test_enclosures);
  tcase_add_test(tc, test_names);
  return suite_run(suite);
}
