/* SPDX-License-Identifier: MIT */
/* Irrational numbers that cancel: sums of enclosures with names, and verdicts that depend on them. */
#include <limits.h>
#include <stdio.h>

#include "machine_text.h"
#include "plain_compare.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/numbers/enclosure.h"

enum { BITS = 100, MANY = 65 };

static tp_enclosure_room room;
static tp_enclosure x[MANY], out, other;

static const tp_rounding real = {{.family = TP_FORMAT_REAL}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};

static void set_root(tp_enclosure *y, unsigned long of)
{
  tp_enclosure_set_int(y, 0);
  mpfr_sqrt_ui(y->low, of, MPFR_RNDD);
  mpfr_sqrt_ui(y->high, of, MPFR_RNDU);
  y->open = TP_OPEN_LOW | TP_OPEN_HIGH;
}

/* x[i] = sqrt(4 i + 2), which is irrational. */
static void start(void)
{
  tp_enclosure_room_init(&room, BITS);
  tp_enclosure_init(&out, BITS);
  tp_enclosure_init(&other, BITS);
  uint64_t name = tp_enclosure_new_names(MANY);
  for (unsigned long i = 0; i < MANY; i++) {
    tp_enclosure_init(x + i, BITS);
    set_root(x + i, 4 * i + 2);
    tp_enclosure_name(x + i, name + i);
  }
}

static void end(void)
{
  for (int i = 0; i < MANY; i++)
    tp_enclosure_clear(x + i);
  tp_enclosure_clear(&out);
  tp_enclosure_clear(&other);
  tp_enclosure_room_clear(&room);
}

static void add(long weight, const tp_enclosure *a, const tp_enclosure *b)
{
  tp_enclosure_sum_add(&room, weight, a, b);
}

static void take(const tp_enclosure *divisor, tp_enclosure *to)
{
  ck_assert_int_eq(tp_enclosure_sum_round(&room, divisor, &real, 0, to), 1);
  tp_enclosure_sum_start(&room);
}

static int is_ratio(const tp_enclosure *y, long numerator, unsigned long denominator)
{
  mpq_t q;
  mpq_init(q);
  int is = tp_enclosure_to_rational(q, y) && mpq_cmp_si(q, numerator, denominator) == 0;
  mpq_clear(q);
  return is;
}

START_TEST(test_sums_cancel)
{
  start();
  tp_enclosure_sum_start(&room);
  add(1, x, NULL), add(-1, x, NULL);
  take(NULL, &out);
  ck_assert(is_ratio(&out, 0, 1));
  add(1, x, NULL), add(1, x + 1, NULL);
  take(NULL, &out);
  ck_assert(!tp_enclosure_is_exact(&out));
  add(1, &out, NULL), add(-1, x, NULL);
  take(NULL, &out);
  ck_assert_int_eq(tp_enclosure_compare(&out, x + 1), 0);
  ck_assert_int_eq(tp_enclosure_compare(x, x + 1), -1);
  tp_enclosure_set_ratio(&other, 2, 3);
  add(3, x, &other), add(-2, x, NULL), add(5, &other, NULL);
  take(NULL, &out);
  ck_assert(is_ratio(&out, 10, 3));
  tp_enclosure_set_int(&other, 6);
  add(4, x, NULL), add(1, x + 2, NULL);
  take(&other, &out);
  add(6, &out, NULL), add(-4, x, NULL), add(-1, x + 2, NULL);
  take(NULL, &out);
  ck_assert(is_ratio(&out, 0, 1));
  end();
}
END_TEST

/* (x + 1) (x - 1) - x x = -1.  A product of three names is kept, one of four is not. */
START_TEST(test_products)
{
  tp_enclosure one, minus;
  start();
  tp_enclosure_init(&one, BITS);
  tp_enclosure_init(&minus, BITS);
  tp_enclosure_set_int(&one, 1);
  tp_enclosure_sum_start(&room);
  add(1, x, NULL), add(1, &one, NULL);
  take(NULL, &out);
  add(1, x, NULL), add(-1, &one, NULL);
  take(NULL, &minus);
  add(1, &out, &minus), add(-1, x, x);
  take(NULL, &out);
  ck_assert(is_ratio(&out, -1, 1));
  for (size_t names = 2; names <= 4; names++) {
    tp_enclosure_set(&out, x);
    tp_enclosure_set(&other, x + names - 1);
    for (size_t i = 1; i < names; i++) {
      add(1, &out, x + i);
      take(NULL, &out);
      add(1, &other, x + names - 1 - i);
      take(NULL, &other);
    }
    ck_assert_int_eq(tp_enclosure_compare(&out, &other), names <= 3 ? 0 : 2);
  }
  tp_enclosure_clear(&one);
  tp_enclosure_clear(&minus);
  end();
}
END_TEST

/* Nothing is claimed of what cannot be kept, and of numbers without names or whose names differ. */
START_TEST(test_limits)
{
  start();
  tp_enclosure_sum_start(&room);
  for (int count = MANY - 1; count <= MANY; count++) {
    for (int i = 0; i < count; i++)
      add(1, x + i, NULL);
    take(NULL, &out);
    ck_assert_int_eq(tp_enclosure_compare(&out, &out), count < MANY ? 0 : 2);
  }
  add(LONG_MAX / 4, x, NULL), add(-(LONG_MAX / 4), x, NULL);
  take(NULL, &out);
  ck_assert(is_ratio(&out, 0, 1));
  add(LONG_MAX / 4, x, NULL), add(1, x, NULL), add(-(LONG_MAX / 4), x, NULL), add(-1, x, NULL);
  take(NULL, &out);
  ck_assert(!tp_enclosure_is_exact(&out));
  set_root(&other, 2);
  for (int named = 0; named < 2; named++) {
    if (named)
      tp_enclosure_name(&other, tp_enclosure_new_names(1));
    add(1, x, NULL), add(-1, &other, NULL);
    take(NULL, &out);
    ck_assert(!tp_enclosure_is_exact(&out));
    ck_assert_int_eq(tp_enclosure_compare(x, &other), 2);
  }
  end();
}
END_TEST

/* A sum of 0 is rounded away from zero: to 0.  What sets a number makes it another one. */
START_TEST(test_rounding)
{
  static const tp_rounding away = {{.family = TP_FORMAT_FIXED, .a = 3, .b = 6}, TP_ROUND_AWAY, TP_OVERFLOW_AS_FORMAT, 0};
  start();
  tp_enclosure_sum_start(&room);
  tp_enclosure_set(&out, x);
  add(1, x, x + 1), add(-1, &out, x + 1);
  ck_assert_int_eq(tp_enclosure_sum_round(&room, NULL, &away, 0, &other), 1);
  ck_assert(is_ratio(&other, 0, 1));
  set_root(&out, 2);
  tp_enclosure_sum_start(&room);
  add(1, x, x + 1), add(-1, &out, x + 1);
  ck_assert_int_eq(tp_enclosure_sum_round(&room, NULL, &away, 0, &other), 0);
  tp_enclosure_set(&out, x);
  const tp_block_scale scale = {1, 3};
  tp_enclosure_round_scaled(&room, &real, scale, 0, &out);
  tp_enclosure_set(&other, x);
  tp_enclosure_sum_start(&room);
  add(1, &out, NULL), add(-1, &other, NULL);
  take(NULL, &out);
  ck_assert(!tp_enclosure_is_exact(&out));
  tp_enclosure_exp_difference(&out, x, &other);
  ck_assert(is_ratio(&out, 1, 1));
  end();
}
END_TEST

/* --- Verdicts ------------------------------------------------------------------- */

static const char flips[] = ONE "q0 a -> q1 b R\nq0 b -> q1 a R\nq1 a -> q0 b R\nq1 b -> h a R\nq0 _ -> h _ R\nq1 _ -> h _ R\n";
static const char walks[] = ONE "q0 a -> q0 b R\nq0 b -> h b R\nq0 _ -> h b R\n";
static const char turns[] = "tapes 1\nblank _\ninput a\nstart q0\nhalt h\nq0 a -> q1 a S\nq1 a -> q1 _ R\nq1 _ -> h _ R\n";
static const char stops[] = "tapes 1\nblank _\ninput a\nstart q0\nhalt h\nq0 a -> h a R\nq0 _ -> h a R\n";

typedef struct {
  const char *machine, *input;
  tp_chain_mode mode;
  const char *choice;
} cell;

static tp_verification verify(const cell *of, const char *act)
{
  tp_error err = {.text = ""};
  tp_choice c;
  tp_subject s;
  tp_verification v;
  char text[128];
  snprintf(text, sizeof text, "%s%s", of->choice, act);
  tp_machine *m = parse(of->machine);
  ck_assert_msg(tp_choice_parse(&c, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  const tp_subject_options options = {.mode = of->mode, .limits = {.max_steps = 100}};
  ck_assert_msg(tp_subject_open(&s, m, of->input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_verify_subject(&v, &s, &(tp_setup) {.choice = &c}, NULL);
  tp_subject_close(&s);
  tp_choice_clear(&c);
  tp_machine_free(m);
  return v;
}

/* Activations of 40 bits are all known exactly.  Here they are precise enough: equal numbers are
   rounded to equal ones.  The prediction has to be the same where activations are real numbers. */
START_TEST(test_verdicts)
{
  static const cell cells[] = {
    {turns, "a", TP_MODE_COT, "logit=int2 subtract=before overflow=nan"},
    {stops, "a", TP_MODE_COT, "logit=int2 subtract=before"},
    {flips, "a", TP_MODE_SCOT, "param=e3m5 logit=fixed:1.6 round=logit:raz beta=2.66"},
    {flips, "ab", TP_MODE_COT, "logit=fixed:2.1 round=logit:rup subtract=before beta=2.5"},
    {walks, "ab", TP_MODE_SCOT, "logit=fixed:2.1 round=logit:rup subtract=before beta=2.5"},
    {walks, "b", TP_MODE_SCOT, "logit=fixed:1.3 round=logit:raz beta=0.7"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++) {
    tp_verification v = verify(cells + n, ""), rounded = verify(cells + n, " act=p:40");
    ck_assert_msg(v.exact == TP_VERDICT_NO && rounded.exact == TP_VERDICT_NO, "%zu: %d, rounded %d", n, v.exact, rounded.exact);
    ck_assert_uint_eq(v.first_error, rounded.first_error);
    ck_assert_double_eq(v.ties, rounded.ties);
    ck_assert_mem_eq(v.predicted, rounded.predicted, TP_TOKEN_STRIDE(1) * sizeof *v.predicted);
    tp_verify_clear(&v);
    tp_verify_clear(&rounded);
  }
}
END_TEST

/* What is said of each number holds, whatever the number of bits. */
START_TEST(test_every_number)
{
  static const cell cells[] = {
    {turns, "a", TP_MODE_COT, "logit=int2 subtract=before"},
    {flips, "a", TP_MODE_COT, "logit=int4 beta=1"},
    {walks, "b", TP_MODE_COT, "format=real beta=0.5"}, {stops, "a", TP_MODE_SCOT, "format=real beta=2.5"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++) {
    tp_error err = {.text = ""};
    tp_choice c;
    tp_subject s;
    int undecided;
    tp_machine *m = parse(cells[n].machine);
    ck_assert_int_eq(tp_choice_parse(&c, cells[n].choice, &err), TP_STATUS_OK);
    const tp_subject_options options = {.mode = cells[n].mode, .limits = {.max_steps = 100}};
    ck_assert_int_eq(tp_subject_open(&s, m, cells[n].input, &options, 1, &err), TP_STATUS_OK);
    plain mine = plain_evaluate(&s, 0, &c, 2000, MPFR_RNDN);
    for (int bits = 24; bits <= 384; bits *= 2) {
      size_t different = plain_differences(&mine, &s, &c, bits, &undecided);
      ck_assert_msg(!different || undecided, "%s, %d bits: %zu numbers differ", cells[n].choice, bits, different);
    }
    ck_assert_int_eq(undecided, 0);
    plain_clear(&mine);
    tp_subject_close(&s);
    tp_choice_clear(&c);
    tp_machine_free(m);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("forms");
  TCase *tc = suite_case(suite, "numbers");
  tcase_add_test(tc, test_sums_cancel);
  tcase_add_test(tc, test_products);
  tcase_add_test(tc, test_limits);
  tcase_add_test(tc, test_rounding);
  tc = suite_case(suite, "verdicts");
  tcase_add_test(tc, test_verdicts);
  tcase_add_test(tc, test_every_number);
  return suite_run(suite);
}
