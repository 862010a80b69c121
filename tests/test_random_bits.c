/* SPDX-License-Identifier: MIT */
/* Stochastic rounding with few random bits: all numbers that N bits can be, counted, between all values of the formats of up
   to 8 bits, against the first N bits of the share in rationals. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "formats.h"
#include "small_formats.h"
#include "suite.h"
#include "tmprec/numbers/pattern.h"
#include "tmprec/numbers/random.h"
#include "tmprec/numbers/rounded.h"

enum { MOST_VALUES = 256, MOST_BITS = 5 };

/* The finite values of a format, ascending, each once. */
static size_t list_values(mpq_t *value, tp_format f)
{
  size_t count = 0;
  tp_exact x;
  mpz_t pattern;
  tp_exact_init(&x);
  mpz_init(pattern);
  for (unsigned long p = 0; p < 1ul << tp_format_bits(f); p++) {
    mpz_set_ui(pattern, p);
    if (!tp_pattern_decode(&x, f, pattern) || x.kind != TP_EXACT_FINITE)
      continue;
    size_t at = count;
    while (at && mpq_cmp(value[at - 1], x.q) > 0)
      at--;
    if (at && mpq_equal(value[at - 1], x.q))
      continue;
    for (size_t i = count++; i > at; i--)
      mpq_set(value[i], value[i - 1]);
    mpq_set(value[at], x.q);
  }
  mpz_clear(pattern);
  tp_exact_clear(&x);
  return count;
}

/* A number between two values, by its share of the way to the one of larger magnitude. */
typedef struct {
  mpq_t x, lo, hi, share;
  const char *name;
  tp_format f;
  unsigned turn;                   /* another number of bits each time: there are 19 shares and 5 numbers */
} between_values;

/* Check writes to a file at every assertion: too slow here. */
static void require(int condition, const between_values *b, double u)
{
  if (!condition)
    ck_abort_msg("%s: %.17g, u = %.17g", b->name, mpq_get_d(b->x), u);
}

/* floor(2^N share) of the 2^N. */
static unsigned long first_bits(const between_values *b, int random_bits)
{
  mpz_t k;
  mpz_init(k);
  mpz_mul_2exp(k, mpq_numref(b->share), (mp_bitcnt_t) random_bits);
  mpz_fdiv_q(k, k, mpq_denref(b->share));
  const unsigned long count = mpz_get_ui(k);
  mpz_clear(k);
  return count;
}

/* 1: it became hi, or a binary number nearer to it. */
static int is_hi(const between_values *b, mpfr_srcptr y)
{
  mpq_t to_lo, to_hi;
  mpq_inits(to_lo, to_hi, (mpq_ptr) NULL);
  mpfr_get_q(to_lo, y);
  mpq_sub(to_hi, to_lo, b->hi);
  mpq_sub(to_lo, to_lo, b->lo);
  mpq_abs(to_hi, to_hi);
  mpq_abs(to_lo, to_lo);
  const int order = mpq_cmp(to_hi, to_lo);
  require(order, b, 0);
  mpq_clears(to_lo, to_hi, (mpq_ptr) NULL);
  return order < 0;
}

static int quotient_is_hi(const between_values *b, const tp_rounding *r, double u)
{
  mpfr_t x, numerator, denominator;
  mpfr_init2(x, 64);
  mpfr_init2(numerator, 128);
  mpfr_init2(denominator, 128);
  require((mpfr_set_z(numerator, mpq_numref(b->x), MPFR_RNDN) | mpfr_set_z(denominator, mpq_denref(b->x), MPFR_RNDN)) == 0, b, u);
  tp_rounding_mpfr_quotient(r, x, numerator, denominator, u);
  const int up = is_hi(b, x);
  mpfr_clears(x, numerator, denominator, (mpfr_ptr) NULL);
  return up;
}

/* Both ways for a binary number. */
static void check_binary(const between_values *b, const tp_rounding *r, double u, int up)
{
  const tp_double_rounding d = tp_double_rounding_make(r);
  mpfr_t y;
  mpfr_init2(y, 64);
  mpfr_set_d(y, tp_double_rounding_apply(&d, mpq_get_d(b->x), u), MPFR_RNDN);
  require(is_hi(b, y) == up, b, u);
  mpfr_set_q(y, b->x, MPFR_RNDN);
  tp_rounding_mpfr(r, y, u);
  require(is_hi(b, y) == up, b, u);
  mpfr_clear(y);
}

static void check_odds(const between_values *b, const tp_rounding *r, unsigned long count)
{
  tp_rounded out[TP_OUTCOMES];
  tp_exact x;
  mpq_t odds;
  tp_rounded_init(out);
  tp_exact_init(&x);
  mpq_init(odds);
  mpq_set(odds, b->x);
  tp_exact_set_rational(&x, odds);
  const int outcomes = tp_round_exact(out, r, &x);
  mpq_set_ui(odds, count, 1);
  mpq_div_2exp(odds, odds, (mp_bitcnt_t) r->random_bits);
  require(outcomes == (count ? 2 : 1), b, 0);
  require(!count || (mpq_equal(out[1].odds, odds) && mpq_equal(out[1].value.q, b->hi)), b, 0);
  mpq_add(odds, odds, out[0].odds);
  require(mpq_cmp_ui(odds, 1, 1) == 0 && mpq_equal(out[0].value.q, b->lo), b, 0);
  mpq_clear(odds);
  tp_exact_clear(&x);
  tp_rounded_clear(out);
}

/* All that N bits can be. */
static void check_number(const between_values *b, int random_bits)
{
  const tp_rounding r = {b->f, TP_ROUND_STOCHASTIC, TP_OVERFLOW_AS_FORMAT, random_bits};
  const int is_binary = b->f.family != TP_FORMAT_GRID && mpz_scan1(mpq_denref(b->x), 0) + 1 == mpz_sizeinbase(mpq_denref(b->x), 2);
  const unsigned long all = 1ul << random_bits;
  unsigned long count = 0;
  for (unsigned long k = 0; k < all; k++) {
    const double u = ((double) k + 0.5) / (double) all;
    const int up = quotient_is_hi(b, &r, u);
    count += (unsigned long) up;
    if (is_binary)
      check_binary(b, &r, u, up);
  }
  if (count != first_bits(b, random_bits))
    ck_abort_msg("%s: %.17g, %d bits: %lu of %lu, not %lu", b->name, mpq_get_d(b->x), random_bits, count, all, first_bits(b, random_bits));
  check_odds(b, &r, count);
}

/* On every point where the odds change, beside it, and where no binary number is. */
static void check_gap(between_values *b)
{
  static const struct {
    unsigned long over, under;
  } shares[] = {{1, 32}, {1, 16}, {1, 8}, {3, 16}, {1, 4}, {1, 3}, {3, 8}, {1, 2}, {5, 9}, {5, 8}, {3, 4}, {7, 8}, {31, 32},
                {1, 1024}, {511, 1024}, {513, 1024}, {1023, 1024}, {1, 3000}, {2999, 3000}};
  mpq_t width;
  mpq_init(width);
  mpq_sub(width, b->hi, b->lo);
  for (size_t i = 0; i < LENGTH(shares); i++) {
    mpq_set_ui(b->share, shares[i].over, shares[i].under);
    mpq_canonicalize(b->share);
    mpq_mul(b->x, b->share, width);
    mpq_add(b->x, b->x, b->lo);
    check_number(b, 1 + (int) (b->turn++ % MOST_BITS));
  }
  mpq_clear(width);
}

START_TEST(test_all_values)
{
  mpq_t value[MOST_VALUES];
  between_values b = {.name = small[_i], .f = parsed(small[_i])};
  if (b.f.flushes)                 /* between 0 and the least normal value other numbers are its neighbours */
    return;
  for (size_t i = 0; i < MOST_VALUES; i++)
    mpq_init(value[i]);
  mpq_inits(b.x, b.lo, b.hi, b.share, (mpq_ptr) NULL);
  const size_t count = list_values(value, b.f);
  ck_assert_uint_ge(count, 3);
  for (size_t i = 1; i < count; i++) {
    const int below_zero = mpq_sgn(value[i]) <= 0;
    mpq_set(b.lo, value[below_zero ? i : i - 1]);
    mpq_set(b.hi, value[below_zero ? i - 1 : i]);
    check_gap(&b);
  }
  mpq_clears(b.x, b.lo, b.hi, b.share, (mpq_ptr) NULL);
  for (size_t i = 0; i < MOST_VALUES; i++)
    mpq_clear(value[i]);
}
END_TEST

/* Of what is drawn every number of N bits comes up as often: by the first bits of many draws; and 0 and 1 are the candidates. */
START_TEST(test_draws)
{
  enum { DRAWS = 1 << 16, BITS = 3 };
  const tp_double_rounding d = tp_double_rounding_make(&(tp_rounding) {parsed("fixed:4.0"), TP_ROUND_STOCHASTIC, TP_OVERFLOW_AS_FORMAT, BITS});
  for (int eighths = 0; eighths < 8; eighths++) {
    long up = 0;
    for (uint64_t i = 0; i < DRAWS; i++)
      up += tp_double_rounding_apply(&d, 3 + (eighths + 0.9) / 8, tp_random_unit(tp_random_key((uint64_t) eighths, i))) == 4;
    ck_assert_msg(labs(up - eighths * (DRAWS / 8)) < 800, "%d eighths: %ld", eighths, up);      /* six deviations */
  }
  ck_assert(tp_double_rounding_apply(&d, 3.0001, 0) == 4 && tp_double_rounding_apply(&d, 3.9999, 1) == 3);
  ck_assert(tp_double_rounding_apply(&d, 3, 0) == 3);
}
END_TEST

START_TEST(test_names)
{
  static const struct {
    const char *text;
    int good, bits;
  } cases[] = {{"rsr", 1, 0},   {"rsr:1", 1, 1}, {"RSR:52", 1, 52}, {"rsr:53", 0, 0}, {"rsr:0", 0, 0},  {"rsr:", 0, 0}, {"rsr:-1", 0, 0},
               {"rsr:1x", 0, 0}, {"rne:3", 0, 0}, {"rsr:008", 0, 0}, {"rsr 3", 0, 0},  {"", 0, 0},       {":3", 0, 0},   {"rsr:3:4", 0, 0}};
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_rounding_mode mode = TP_ROUND_NEAREST_EVEN;
    tp_buffer text = {NULL, 0, 0};
    int bits;
    const int good = tp_rounding_mode_parse(&mode, &bits, cases[i].text, strlen(cases[i].text));
    ck_assert_msg(good == cases[i].good, "%s", cases[i].text);
    if (!good)
      continue;
    ck_assert(mode == TP_ROUND_STOCHASTIC && bits == cases[i].bits);
    tp_rounding_mode_print(&text, mode, bits);
    ck_assert_msg(!strcasecmp(text.text, cases[i].text), "%s", text.text);
    tp_buffer_clear(&text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("random bits");
  TCase *tc = suite_case(suite, "random bits");
  tcase_add_loop_test(tc, test_all_values, 0, (int) LENGTH(small));
  tcase_add_test(tc, test_draws);
  tcase_add_test(tc, test_names);
  return suite_run(suite);
}
