/* SPDX-License-Identifier: MIT */
/* The operations of mpfr:P in binary64 against the same in MPFR, on random operands and on
   those at the borders of rounding. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <mpfr.h>

#include "../src/06-arithmetic/mpfr53/mpfr53.h"
#include "mpfr53_choice.h"
#include "random_source.h"
#include "suite.h"

typedef struct {
  random_source source;
  int precision;
  mpfr53_rounding rounding;
  const mpfr53_kernels *kernel;
  mpfr_t a, b, c;                  /* of that precision */
  size_t tried;
} operations;

static operations operations_open(uint64_t stream, int precision)
{
  operations o = {.source = random_open(stream + 100 * (uint64_t) precision), .precision = precision,
                  .rounding = mpfr53_rounding_make(precision), .kernel = mpfr53_kernels_for(precision)};
  mpfr_inits2(precision, o.a, o.b, o.c, (mpfr_ptr) NULL);
  return o;
}

static void operations_close(operations *o)
{
  mpfr_clears(o->a, o->b, o->c, (mpfr_ptr) NULL);
}

/* How many of each operation are tried for a precision. */
static size_t operands(void)
{
  return random_count(1000000, 2000) / MPFR53_MOST_PRECISION;
}

/* A number of P bits with an exponent in -range .. range: often one of few ones, or of
   many, or one beside a number of few bits, as rounding changes there; sometimes 0. */
static double draw_number(operations *o, int range)
{
  uint64_t top = (uint64_t) 1 << (o->precision - 1), low = random_bits(&o->source) & (top - 1);
  switch (random_below(&o->source, 8)) {
  case 0: low = 0; break;
  case 1: low = top - 1; break;
  case 2: low &= random_bits(&o->source) & random_bits(&o->source); break;
  case 3: low |= (random_bits(&o->source) | random_bits(&o->source)) & (top - 1); break;
  case 4: low >>= random_below(&o->source, 64); break;
  case 5: low = (top - 1) ^ low >> random_below(&o->source, 64); break;
  }
  if (random_one_in(&o->source, 50))
    return 0;
  double x = ldexp((double) (top | low), (int) random_below(&o->source, 2 * (uint32_t) range + 1) - range - o->precision + 1);
  return random_one_in(&o->source, 2) ? x : -x;
}

/* One whose exponent is near that of x, or P, or 53, or anything below. */
static double draw_beside(operations *o, double x)
{
  static const int far[] = {0, 0, 1, 24, 25, 48, 50, 52, 53, 54, 55, 60};
  int shift = far[random_below(&o->source, LENGTH(far))];
  if (random_one_in(&o->source, 3))
    shift = o->precision;
  shift += (int) random_below(&o->source, 5) - 2;
  double y = draw_number(o, 0);
  return x == 0 ? y : ldexp(y, ilogb(x) - shift);
}

static void check_number(const operations *o, const char *operation, double a, double b, double got, const mpfr_t want)
{
  if (got != mpfr_get_d(want, MPFR_RNDN))
    ck_abort_msg("%d bits: %a %s %a is %a, not %a", o->precision, a, operation, b, got, mpfr_get_d(want, MPFR_RNDN));
}

static void try_sums(operations *o)
{
  double a[MPFR53_LANES], b[MPFR53_LANES], sum[MPFR53_LANES];
  for (int i = 0; i < MPFR53_LANES; i++) {
    a[i] = draw_number(o, 400);
    sum[i] = b[i] = draw_beside(o, a[i]);
    if (random_one_in(&o->source, 2)) {
      sum[i] = b[i] = a[i];
      a[i] = draw_beside(o, b[i]);
    }
  }
  mpfr53_values value = {NULL, a};
  o->kernel->finish(sum, &value, MPFR53_LANES, &o->rounding);
  for (int i = 0; i < MPFR53_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_set_d(o->b, b[i], MPFR_RNDN);
    mpfr_add(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "+", a[i], b[i], sum[i], o->c);
  }
}

/* A bias has as many bits as it likes. */
static void try_biases(operations *o)
{
  double a[MPFR53_LANES], sum[MPFR53_LANES];
  int32_t bias = (int32_t) random_bits(&o->source) >> random_below(&o->source, 31);
  for (int i = 0; i < MPFR53_LANES; i++)
    sum[i] = a[i] = draw_beside(o, bias ? bias : 1);
  o->kernel->rectify(sum, bias, MPFR53_LANES, &o->rounding);
  for (int i = 0; i < MPFR53_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_add_si(o->c, o->a, bias, MPFR_RNDN);
    if (mpfr_sgn(o->c) < 0)
      mpfr_set_zero(o->c, 1);
    check_number(o, "+ bias", a[i], bias, sum[i], o->c);
  }
}

/* Two columns, of which the first may be bytes. */
static void try_weights(operations *o)
{
  double a[MPFR53_LANES], b[MPFR53_LANES], sum[MPFR53_LANES];
  int8_t small[MPFR53_LANES], weight[2] = {(int8_t) random_bits(&o->source), (int8_t) random_bits(&o->source)};
  int bytes = random_one_in(&o->source, 2);
  for (int i = 0; i < MPFR53_LANES; i++) {
    small[i] = (int8_t) (random_below(&o->source, 3) - 1);
    a[i] = bytes ? small[i] : draw_number(o, 400);
    b[i] = draw_beside(o, a[i]);
  }
  const mpfr53_values value[2] = {{small, bytes ? NULL : a}, {NULL, b}};
  o->kernel->accumulate(sum, 2, value, weight, MPFR53_LANES, &o->rounding);
  for (int i = 0; i < MPFR53_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_mul_si(o->a, o->a, weight[0], MPFR_RNDN);
    mpfr_set_d(o->b, b[i], MPFR_RNDN);
    mpfr_mul_si(o->b, o->b, weight[1], MPFR_RNDN);
    mpfr_add(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "weighted, and", a[i], b[i], sum[i], o->c);
  }
}

/* An odd number x of P bits, and y with x y = z modulo 2^count, where |z| is small. */
static uint64_t draw_odd(operations *o)
{
  return ((uint64_t) 1 << (o->precision - 1) | random_bits(&o->source) >> (64 - o->precision)) | 1;
}

static uint64_t draw_small(operations *o)
{
  return (random_bits(&o->source) >> (58 + random_below(&o->source, 6))) * (random_one_in(&o->source, 2) ? 1 : ~(uint64_t) 0);
}

static uint64_t divide_modulo(uint64_t z, uint64_t x, int count)
{
  uint64_t inverse = x;            /* three of its bits are right, and each step doubles them */
  for (int i = 0; i < 5; i++)
    inverse *= 2 - x * inverse;
  return (z * inverse) & (((uint64_t) 1 << count) - 1);
}

/* A number whose product with the odd x is beside a half of its P-th bit: what P bits drop of
   it, which is P bits or one less, is a half and a little. */
static double draw_factor(operations *o, uint64_t x)
{
  int dropped = o->precision - (int) random_below(&o->source, 2);
  if (dropped == 0)
    return draw_number(o, 400);
  uint64_t y = divide_modulo(((uint64_t) 1 << (dropped - 1)) + draw_small(o), x, dropped);
  return ldexp((double) (y | (dropped < o->precision ? (uint64_t) 1 << dropped : 0)), (int) random_below(&o->source, 600) - 300);
}

static void try_products(operations *o)
{
  mpfr53_coordinate at = {.least = 0};
  double score[MPFR53_LANES] = {0}, y[MPFR53_LANES], none[MPFR53_LANES] = {0}, key = draw_number(o, 400);
  uint64_t odd = draw_odd(o);
  int near = random_one_in(&o->source, 2);
  if (near)
    key = (double) odd;
  for (int i = 0; i < MPFR53_LANES; i++)
    at.value[i] = near ? draw_factor(o, odd) : draw_number(o, 400);
  at.key.wide = &key;
  ck_assert(o->kernel->add_scores(score, MPFR53_LANES, 1, 1, &at, &o->rounding));
  ck_assert(o->kernel->mix(y, none, at.value, MPFR53_LANES, 1, &at.key, 0, &o->rounding));
  for (int i = 0; i < MPFR53_LANES; i++) {
    mpfr_set_d(o->a, at.value[i], MPFR_RNDN);
    mpfr_set_d(o->b, key, MPFR_RNDN);
    mpfr_mul(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "*", at.value[i], key, score[i], o->c);
    check_number(o, "*", at.value[i], key, y[i], o->c);
  }
}

/* Powers a and b whose sum t is odd, and a/t is beside a number m of P + 1 bits: 2^(P+1) a = m t + z. */
static void draw_powers(operations *o, double *a, double *b)
{
  int count = o->precision + 1;
  uint64_t t, z;
  do {
    t = draw_odd(o);
    z = draw_small(o);
    *a = nearbyint(ldexp((double) divide_modulo(~z + 1, t, count) * (double) t, -count));
    *b = (double) t - *a;
  } while (*a <= 0 || *b <= 0);
}

/* Two keys with powers a and b: a/(a + b), rounded twice. */
static void try_quotients(operations *o)
{
  double a[2 * MPFR53_LANES], power[2 * MPFR53_LANES];
  for (int i = 0; i < MPFR53_LANES; i++) {
    do
      a[i] = fabs(draw_number(o, 300));
    while (a[i] == 0);
    a[i + MPFR53_LANES] = fabs(draw_beside(o, a[i]));
    if (o->precision > 2 && random_one_in(&o->source, 2))
      draw_powers(o, a + i, a + i + MPFR53_LANES);
  }
  memcpy(power, a, sizeof a);
  o->kernel->normalize(power, MPFR53_LANES, 2, &o->rounding);
  for (int i = 0; i < 2 * MPFR53_LANES; i++) {
    mpfr_set_d(o->a, a[i % MPFR53_LANES], MPFR_RNDN);
    mpfr_set_d(o->b, a[i % MPFR53_LANES + MPFR53_LANES], MPFR_RNDN);
    mpfr_add(o->b, o->a, o->b, MPFR_RNDN);
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_div(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "by the sum", a[i], a[i % MPFR53_LANES + MPFR53_LANES], power[i], o->c);
  }
}

/* exp rounded to 48 bits, so that binary64's own error shows. */
static void try_fine_exponentials(operations *o)
{
  const mpfr53_rounding fine = mpfr53_rounding_make(48);
  mpfr_t e;
  mpfr_init2(e, 48);
  for (int i = 0; i < MPFR53_LANES; i++) {
    double t = -fabs(draw_number(o, 8)), got = tp_mpfr53_exponential(t, &fine);
    if (got <= 0 || t < MPFR53_LEAST_ARGUMENT)
      continue;
    mpfr_set_d(o->a, t, MPFR_RNDN);
    mpfr_exp(e, o->a, MPFR_RNDN);
    check_number(o, "exp to 48 bits", t, t, got, e);
  }
  mpfr_clear(e);
}

/* Scores 0 and t: exp(t), and exp(0). */
static size_t try_exponentials(operations *o)
{
  double score[2 * MPFR53_LANES] = {0}, power[2 * MPFR53_LANES];
  size_t undecided = 0;
  int open = 0;
  for (int i = 0; i < MPFR53_LANES; i++)
    do
      score[MPFR53_LANES + i] = -fabs(draw_number(o, random_one_in(&o->source, 2) ? 9 : 60));
    while (score[MPFR53_LANES + i] < MPFR53_LEAST_ARGUMENT);
  ck_assert(o->kernel->exponentials(power, score, MPFR53_LANES, 2, 1, &o->rounding, &open));
  for (int i = 0; i < 2 * MPFR53_LANES; i++) {
    double t = score[i];
    if (mpfr53_bits(power[i]) != mpfr53_bits(tp_mpfr53_exponential(t, &o->rounding)))
      ck_abort_msg("exp(%a) is %a in a vector, %a alone", t, power[i], tp_mpfr53_exponential(t, &o->rounding));
    if (power[i] <= 0) {
      if (power[i] != t || !open)
        ck_abort_msg("exp(%a) is left open as %a", t, power[i]);
      undecided++;
      continue;
    }
    mpfr_set_d(o->a, t, MPFR_RNDN);
    mpfr_exp(o->c, o->a, MPFR_RNDN);
    check_number(o, "exp", t, t, power[i], o->c);
  }
  return undecided;
}

START_TEST(test_operations)
{
  if (!mpfr53_can(_i))
    return;
  void (*const try[])(operations *) = {try_sums, try_biases, try_weights, try_products, try_quotients,
                                             try_fine_exponentials};
  size_t undecided = 0, count = operands();
  operations o = operations_open(10, _i);
  for (size_t i = 0; i < LENGTH(try); i++)
    for (o.tried = 0; o.tried < count; o.tried += MPFR53_LANES)
      try[i](&o);
  for (o.tried = 0; o.tried < count; o.tried += MPFR53_LANES)
    undecided += try_exponentials(&o);
  operations_close(&o);
  if (_i % 8 == 0)
    printf("%d bits: %zu of %zu exponentials left to MPFR\n", _i, undecided, 2 * count);
  ck_assert_double_le((double) undecided, (double) count * (0.01 + ldexp(1, _i - 47)));
}
END_TEST

/* What binary64 leaves open, asked for again and again in any order. */
START_TEST(test_left_open)
{
  if (!mpfr53_can(_i))
    return;
  tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = _i}, .beta = {.is_auto = 1}};
  tp_arithmetic *a = tp_arithmetic_new(&c, &(tp_effort) {.bits = 0}, 6, 10);
  tp_workspace *w = tp_workspace_new(a, &(tp_draw) {.seed = 0});
  operations o = operations_open(13, _i);
  double t[2 * MPFR53_POWERS];
  size_t undecided = 0;
  for (int i = 0; i < 2 * MPFR53_POWERS; i++)
    do
      t[i] = -fabs(draw_number(&o, 9));
    while (t[i] < MPFR53_LEAST_ARGUMENT);
  for (int i = 0; i < 10 * MPFR53_POWERS; i++) {
    double x = t[random_below(&o.source, 2 * MPFR53_POWERS)];
    mpfr_set_d(o.a, x, MPFR_RNDN);
    mpfr_exp(o.c, o.a, MPFR_RNDN);
    check_number(&o, "exp", x, x, tp_mpfr53_resolve_exponential(mpfr53_of(w), x), o.c);
    check_number(&o, "exp", x, x, tp_mpfr53_exponential_by_mpfr(mpfr53_of(w), x), o.c);
    undecided += tp_mpfr53_fine_exponential(x, &o.rounding) <= 0;
  }
  ck_assert_double_le((double) undecided, 10 * MPFR53_POWERS * (0.02 + ldexp(1, _i - 56)));
  operations_close(&o);
  tp_workspace_free(w);
  tp_arithmetic_free(a);
}
END_TEST

/* What is out of range must not pass. */
START_TEST(test_range)
{
  mpfr53_rounding r = mpfr53_rounding_make(_i);
  const mpfr53_kernels *kernel = mpfr53_kernels_for(_i);
  double score[2 * MPFR53_FEW_LANES] = {0}, power[2 * MPFR53_FEW_LANES], y[MPFR53_FEW_LANES], none[MPFR53_FEW_LANES] = {0};
  int open = 0;
  score[MPFR53_FEW_LANES + 5] = -1024;
  ck_assert(!kernel->exponentials(power, score, MPFR53_FEW_LANES, 2, 1, &r, &open));
  score[MPFR53_FEW_LANES + 5] = -512;
  ck_assert(kernel->exponentials(power, score, MPFR53_FEW_LANES, 2, 1, &r, &open));
  double key = 0x1.8p-480;
  for (int small = 0; small < 2; small++) {
    if (_i == 1)
      key = 0x1p-480;
    mpfr53_coordinate at = {.value = {[3] = small ? -0x1p-450 : -0x1p-440}, .key = {NULL, &key}};
    at.least = fabs(at.value[3]);
    memset(score, 0, sizeof score);
    ck_assert_int_eq(kernel->add_scores(score, MPFR53_FEW_LANES, 1, 1, &at, &r), !small);
    ck_assert_int_eq(kernel->mix(y, none, at.value, MPFR53_FEW_LANES, 1, &at.key, at.least, &r), !small);
  }
  static const double number[] = {0, -1, 1, 0.5, 0x1p400, 0x1.8p400, INFINITY, NAN, -INFINITY};
  for (size_t i = 0; i < LENGTH(number); i++) {
    double value[5] = {1, 1, 0, number[i], -1};
    mpfr53_kinds kinds = kernel->look(value, 5);
    ck_assert_int_eq(kinds.outside, i > 4);
    ck_assert(kinds.outside || kinds.other == (i > 2));
  }
}
END_TEST

/* Which arithmetic a choice gets, so that nothing above is compared with itself. */
START_TEST(test_choice)
{
  static const int precision[] = {53, 53, 53, 52, 54, 24, 25, 26, 51};
  const tp_arithmetic_operations *seen[LENGTH(precision)];
  for (size_t i = 0; i < LENGTH(precision); i++) {
    tp_choice c = choice_of(precision[i], i == 2 ? "1e-5" : "auto");
    tp_arithmetic *a = tp_arithmetic_new(&c, &(tp_effort) {.bits = i == 1}, 6, 10);
    seen[i] = a->op;
    tp_arithmetic_free(a);
  }
  ck_assert(seen[0] != seen[1]);
  for (size_t i = 2; i < LENGTH(precision); i++)
    ck_assert(seen[i] == seen[i > 4 ? 0 : 1]);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("mpfr53");
  TCase *tc = suite_case(suite, "operations");
  tcase_add_loop_test(tc, test_operations, 1, MPFR53_MOST_PRECISION + 1);
  tcase_add_loop_test(tc, test_range, 1, MPFR53_MOST_PRECISION + 1);
  tcase_add_loop_test(tc, test_left_open, 1, MPFR53_MOST_PRECISION + 1);
  tcase_add_test(tc, test_choice);
  return suite_run(suite);
}
