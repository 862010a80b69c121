/* SPDX-License-Identifier: MIT */
/* What an exact number becomes, and all that is said of it: value, error, step, odds and flags, against the plain
   definitions of rational_rounding.h.  In formats of at most 8 bits at every value, every tie and beside them; in others at
   random numbers. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "formats.h"
#include "random_source.h"
#include "rational_rounding.h"
#include "small_formats.h"
#include "suite.h"
#include "tmprec/numbers/pattern.h"
#include "tmprec/numbers/rounded.h"

static const char *const large[] = {
  "fp16", "bf16", "fp32", "fp64", "tf32", "e8m20fnftz", "e15m112", "fixed:3.20", "fixed:20.40", "int16", "posit16", "posit32", "p:1", "p:2", "p:11", "p:53",
  "p:200",
};

typedef struct {
  tp_format f;
  const char *name;
  gap g;
  mpq_t want, spare;
  tp_exact x;
  tp_rounded got[TP_OUTCOMES];
  size_t checks;
} bench;

static void bench_open(bench *b, const char *name)
{
  *b = (bench) {.f = parsed(name), .name = name};
  gap_init(&b->g);
  mpq_inits(b->want, b->spare, (mpq_ptr) NULL);
  tp_exact_init(&b->x);
  tp_rounded_init(b->got);
}

static void bench_close(bench *b)
{
  gap_clear(&b->g);
  mpq_clears(b->want, b->spare, (mpq_ptr) NULL);
  tp_exact_clear(&b->x);
  tp_rounded_clear(b->got);
}

#define CHECK(b, r, condition, what) \
  quick_assert_msg(condition, "%s of %.40g (%s%s) in %s, %s, overflow %s", what, mpq_get_d((b)->x.q), (b)->x.negative ? "-" : "", \
                   (b)->x.kind == TP_EXACT_FINITE ? "finite" : "not finite", (b)->name, tp_rounding_mode_name[(r)->mode], \
                   tp_overflow_rule_name[(r)->overflow])

/* --- Plain definitions ---------------------------------------------------------------- */

static int keeps_minus_zero(tp_format f)
{
  return f.family == TP_FORMAT_FLOAT || (f.family == TP_FORMAT_IEEE && f.encoding != TP_ENCODING_FNUZ);
}

/* The least magnitude that is not tiny; 0: there is none. */
static void set_least(mpq_t x, tp_format f)
{
  switch (f.family) {
  case TP_FORMAT_IEEE: rational_power(x, 1 - (long) f.bias); break;
  case TP_FORMAT_FIXED: rational_power(x, -f.b); break;
  case TP_FORMAT_GRID: mpq_set_ui(x, 1, (1ul << (f.a - 1)) - 1); break;
  case TP_FORMAT_POSIT: rational_power(x, -4L * (f.a - 2)); break;
  default: mpq_set_ui(x, 0, 1); break;
  }
}

/* The step at the number of the gap: neighbours of what is a little beside it, within the range. */
static void set_step(bench *b, mpq_t out)
{
  const tp_format f = b->f;
  mpq_t end;
  mpq_init(end);
  if (f.family == TP_FORMAT_IEEE) {
    long e = b->g.sign ? rational_log2(b->g.size) : -100000, top = ieee_top_field(f) - f.bias, least = 1 - (long) f.bias;
    e = e > top ? top : e < least ? least : e;
    rational_power(out, e - f.b);
  } else if (f.family == TP_FORMAT_POSIT) {
    const uint64_t last = (UINT64_C(1) << (f.a - 1)) - 1;
    uint64_t k = last - 1;
    for (uint64_t bit = UINT64_C(1) << (f.a - 1), low = 0; bit; bit >>= 1) {       /* the last posit that is not larger */
      mpq_set_d(end, low + bit < last ? posit_value(f.a, low + bit) : 1e300);
      low += low + bit < last && mpq_cmp(end, b->g.size) <= 0 ? bit : 0;
      k = low;
    }
    mpq_set_d(out, posit_value(f.a, k + 1) - posit_value(f.a, k));
  } else if (f.family == TP_FORMAT_FLOAT) {
    mpq_set_ui(out, 0, 1);
    if (b->g.sign)
      rational_power(out, rational_log2(b->g.size) + 1 - f.a);
  } else {
    set_least(out, f);
  }
  mpq_clear(end);
}

static void check_outcome(bench *b, const tp_rounding *r, const tp_rounded *o, outcome want, int too_large)
{
  const int negative = b->x.negative;
  CHECK(b, r, o->value.kind == (want == BECOMES_NAN ? TP_EXACT_NAN : want == BECOMES_INFINITY ? TP_EXACT_INFINITE : TP_EXACT_FINITE), "kind");
  if (want < BECOMES_INFINITY) {
    outcome_value(&b->g, want, b->want);
    CHECK(b, r, mpq_equal(o->value.q, b->want), "value");
    CHECK(b, r, o->value.negative == (negative && (mpq_sgn(b->want) != 0 || keeps_minus_zero(b->f))), "sign");
    CHECK(b, r, o->has_error, "error");
    mpq_sub(b->spare, b->want, b->x.q);
    CHECK(b, r, mpq_equal(o->error, b->spare), "error");
    set_step(b, b->spare);
    CHECK(b, r, mpq_equal(o->ulp, b->spare), "step");
  } else {
    CHECK(b, r, !o->has_error && o->value.negative == (negative && want == BECOMES_INFINITY), "special");
  }
  mpq_t size;
  mpq_init(size);
  mpq_abs(size, b->want);
  set_least(b->spare, b->f);
  const int inexact = want >= BECOMES_INFINITY || !mpq_equal(b->want, b->x.q);
  const int subnormal = b->f.family == TP_FORMAT_IEEE && want < BECOMES_INFINITY && mpq_sgn(size) && mpq_cmp(size, b->spare) < 0;
  mpq_abs(size, b->x.q);
  const int underflow = inexact && mpq_cmp(size, b->spare) < 0;
  mpq_clear(size);
  CHECK(b, r, (o->flags >> TP_FLAG_INEXACT & 1) == (unsigned) inexact, "inexact");
  CHECK(b, r, (o->flags >> TP_FLAG_OVERFLOW & 1) == (unsigned) too_large, "overflow");
  CHECK(b, r, (o->flags >> TP_FLAG_UNDERFLOW & 1) == (unsigned) underflow, "underflow");
  CHECK(b, r, (o->flags >> TP_FLAG_SATURATED & 1) == (unsigned) (too_large && want < BECOMES_INFINITY), "saturated");
  CHECK(b, r, (o->flags >> TP_FLAG_SUBNORMAL & 1) == (unsigned) subnormal, "subnormal");
  b->checks++;
}

/* 1: too large, if the number goes up or down. */
static int is_over(const bench *b, int up, int beyond)
{
  return b->f.family == TP_FORMAT_POSIT ? beyond : up ? b->g.hi_over : b->g.lo_over;
}

static void check_stochastic(bench *b, const tp_rounding *r, int outcomes, int beyond)
{
  const int is_value = b->g.exact || mpq_equal(b->g.lo, b->g.hi);
  mpq_t all;
  mpq_init(all);
  for (int i = 0; i < outcomes; i++) {
    /* u = 1 and 0 */
    const int up = i == 1;
    check_outcome(b, r, b->got + i, gap_outcome(&b->g, r->mode, r->overflow, up ? 0 : 1), is_over(b, up, beyond));
    mpq_add(all, all, b->got[i].odds);
    if (outcomes == 2)
      CHECK(b, r, mpq_equal(b->got[1].odds, b->g.share), "odds");
  }
  CHECK(b, r, mpq_cmp_ui(all, 1, 1) == 0, "sum of the odds");
  CHECK(b, r, outcomes == 1 || !is_value, "two outcomes of a value");
  if (outcomes == 1 && !is_value) {      /* nothing differs */
    const outcome low = gap_outcome(&b->g, r->mode, r->overflow, 1), high = gap_outcome(&b->g, r->mode, r->overflow, 0);
    mpq_t other;
    mpq_init(other);
    outcome_value(&b->g, low, b->want);
    outcome_value(&b->g, high, other);
    CHECK(b, r, (low < BECOMES_INFINITY) == (high < BECOMES_INFINITY) && mpq_equal(b->want, other), "an outcome is missing");
    CHECK(b, r, is_over(b, 0, beyond) == is_over(b, 1, beyond), "an outcome is missing");
    mpq_clear(other);
  }
  mpq_clear(all);
}

static void check_number(bench *b, const mpq_t x)
{
  tp_exact_set_rational(&b->x, x);
  for (int rule = 0; rule < TP_OVERFLOW_RULES; rule++)
    for (int mode = 0; mode < TP_ROUNDING_MODES; mode++) {
      const tp_rounding r = {b->f, (tp_rounding_mode) mode, (tp_overflow_rule) rule, 0};
      gap_find(&b->g, b->f, x);
      mpq_abs(b->spare, x);
      const int beyond = b->g.bounded && b->g.sign && mpq_cmp(b->spare, b->g.largest) > 0;
      const int outcomes = tp_round_exact(b->got, &r, &b->x);
      if (mode == TP_ROUND_STOCHASTIC) {
        check_stochastic(b, &r, outcomes, beyond);
        continue;
      }
      CHECK(b, &r, outcomes == 1 && mpq_cmp_ui(b->got->odds, 1, 1) == 0, "outcomes");
      const int up = b->g.sign && !b->g.exact && goes_up(&b->g, r.mode, 0);
      check_outcome(b, &r, b->got, gap_outcome(&b->g, r.mode, r.overflow, 0), b->g.sign && is_over(b, up, beyond));
    }
}

static void check_both_signs(bench *b, mpq_t x)
{
  check_number(b, x);
  mpq_neg(x, x);
  check_number(b, x);
  mpq_neg(x, x);
}

/* --- Every value and tie ------------------------------------------------------------------ */

START_TEST(test_small)
{
  bench b;
  mpq_t x, beside, y;
  bench_open(&b, small[_i]);
  mpq_inits(x, beside, y, (mpq_ptr) NULL);
  for (unsigned pattern = 0; pattern < 1u << tp_format_bits(b.f); pattern++) {
    double value;
    if (decode_pattern(b.f, tp_format_bits(b.f), pattern, &value) != PATTERN_VALUE)
      continue;
    set_value(x, b.f, value);
    check_number(&b, x);
    mpq_set_ui(beside, 1, 3);            /* a third is no binary number */
    rational_scale(beside, -200);
    mpq_add(y, x, beside);
    check_both_signs(&b, y);
    /* ties, from the gap just above the value */
    mpq_abs(y, x);
    mpq_add(y, y, beside);
    gap_find(&b.g, b.f, y);
    mpq_set(y, b.g.tie);
    if (!b.g.bounded || mpq_cmp(y, b.g.largest) != 0 || b.f.family != TP_FORMAT_POSIT) {
      check_both_signs(&b, y);
      mpq_add(y, y, beside);
      check_both_signs(&b, y);
      mpq_sub(y, y, beside);
      mpq_sub(y, y, beside);
      check_both_signs(&b, y);
    }
  }
  mpq_clears(x, beside, y, (mpq_ptr) NULL);
  ck_assert_uint_gt(b.checks, 100);
  bench_close(&b);
}
END_TEST

START_TEST(test_random_numbers)
{
  bench b;
  random_source s = random_open(7700 + (uint64_t) _i);
  const char *name = _i < (int) LENGTH(small) ? small[_i] : large[_i - (int) LENGTH(small)];
  bench_open(&b, name);
  mpq_t x;
  mpq_init(x);
  for (size_t i = 0; i < random_count(60, 10); i++) {
    const int binary = random_one_in(&s, 2);
    mpq_set_ui(x, random_bits(&s) >> random_below(&s, 64), binary ? 1 : 1 + random_below(&s, 1000));
    mpq_canonicalize(x);
    if (mpq_sgn(x))
      rational_scale(x, -rational_log2(x) + (long) random_below(&s, 40) - 20);
    if (random_one_in(&s, 8))
      rational_scale(x, random_one_in(&s, 2) ? -(long) random_below(&s, 1100) : (long) random_below(&s, 1100));
    check_both_signs(&b, x);
  }
  mpq_clear(x);
  bench_close(&b);
}
END_TEST

/* Zeros, infinities, NaN. */
START_TEST(test_special)
{
  bench b;
  const char *name = _i < (int) LENGTH(small) ? small[_i] : large[_i - (int) LENGTH(small)];
  bench_open(&b, name);
  for (int rule = 0; rule < TP_OVERFLOW_RULES; rule++)
    for (int mode = 0; mode < TP_ROUNDING_MODES; mode++)
      for (int sign = 0; sign < 2; sign++) {
        const tp_rounding r = {b.f, (tp_rounding_mode) mode, (tp_overflow_rule) rule, 0};
        tp_exact_set_special(&b.x, TP_EXACT_FINITE, sign);
        ck_assert_int_eq(tp_round_exact(b.got, &r, &b.x), 1);
        CHECK(&b, &r, tp_exact_is_zero(&b.got->value) && b.got->value.negative == (sign && keeps_minus_zero(b.f)) && !b.got->flags, "zero");
        tp_exact_set_special(&b.x, TP_EXACT_NAN, sign);
        ck_assert_int_eq(tp_round_exact(b.got, &r, &b.x), 1);
        CHECK(&b, &r, b.got->value.kind == TP_EXACT_NAN && !b.got->flags && !b.got->has_error, "NaN");
        tp_exact_set_special(&b.x, TP_EXACT_INFINITE, sign);
        ck_assert_int_eq(tp_round_exact(b.got, &r, &b.x), 1);
        const outcome want = infinity_outcome(b.f, r.overflow);
        const tp_exact *v = &b.got->value;
        CHECK(&b, &r, v->kind == (want == BECOMES_NAN ? TP_EXACT_NAN : want == BECOMES_INFINITY ? TP_EXACT_INFINITE : TP_EXACT_FINITE), "infinity");
        CHECK(&b, &r, v->negative == (sign && want != BECOMES_NAN), "sign of infinity");
        if (v->kind == TP_EXACT_FINITE) {
          rational_largest(b.f, sign ? -1 : 1, b.want);
          mpq_abs(b.spare, v->q);
          CHECK(&b, &r, mpq_equal(b.spare, b.want), "largest");
        }
        const unsigned overflow = 1u << TP_FLAG_INEXACT | 1u << TP_FLAG_OVERFLOW | 1u << TP_FLAG_SATURATED;
        const unsigned flags = want == BECOMES_INFINITY ? 0 : b.f.family == TP_FORMAT_POSIT ? 1u << TP_FLAG_INEXACT
                               : want == BECOMES_NAN    ? overflow & ~(1u << TP_FLAG_SATURATED) : overflow;
        CHECK(&b, &r, b.got->flags == flags, "flags of infinity");
      }
  bench_close(&b);
}
END_TEST

/* --- The shortest decimal ----------------------------------------------------------------------- */

START_TEST(test_shortest)
{
  bench b;
  const char *name = _i < (int) LENGTH(small) ? small[_i] : large[_i - (int) LENGTH(small)];
  random_source s = random_open(7900 + (uint64_t) _i);
  bench_open(&b, name);
  const tp_rounding r = {b.f, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_SATURATE, 0};
  mpq_t x;
  mpq_init(x);
  for (size_t i = 0; i < random_count(40, 10); i++) {
    mpq_set_ui(x, 1 + (random_bits(&s) >> 12), 1);
    rational_scale(x, -52 + (long) random_below(&s, 12) - 6);
    tp_exact_set_rational(&b.x, x);
    tp_round_exact(b.got, &r, &b.x);
    tp_buffer text = {NULL, 0, 0}, exact = {NULL, 0, 0};
    tp_exact value, read;
    tp_exact_init(&value);
    tp_exact_init(&read);
    tp_exact_set(&value, &b.got->value);
    tp_rounded_print_shortest(&text, b.f, &value);
    ck_assert_int_eq(tp_exact_parse(&read, text.text, NULL), TP_STATUS_OK);
    tp_round_exact(b.got, &r, &read);
    ck_assert_msg(tp_exact_equal(&b.got->value, &value), "%s: %s does not read back", name, text.text);
    if (!strcmp(name, "fp64")) {
      double d;
      sscanf(text.text, "%lf", &d);
      ck_assert_msg(d == mpq_get_d(value.q), "%s", text.text);
    }
    tp_exact_print(&exact, &value);
    ck_assert_int_eq(tp_exact_parse(&read, exact.text, NULL), TP_STATUS_OK);
    ck_assert_msg(tp_exact_equal(&read, &value), "%s is not exact", exact.text);
    tp_buffer_clear(&text);
    tp_buffer_clear(&exact);
    tp_exact_clear(&value);
    tp_exact_clear(&read);
  }
  mpq_clear(x);
  bench_close(&b);
}
END_TEST

static Suite *suite(void)
{
  const int all = (int) (LENGTH(small) + LENGTH(large));
  Suite *s = suite_create("rounded");
  TCase *tc = suite_case(s, "numbers");
  tcase_add_loop_test(tc, test_small, 0, (int) LENGTH(small));
  tcase_add_loop_test(tc, test_random_numbers, 0, all);
  tcase_add_loop_test(tc, test_special, 0, all);
  tcase_add_loop_test(tc, test_shortest, 0, all);
  return s;
}

int main(void)
{
  random_print_settings();
  return suite_run(suite());
}
