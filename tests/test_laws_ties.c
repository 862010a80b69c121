/* SPDX-License-Identifier: MIT */
/* The laws of ties (doc/precision.md, section 3.4), each on both sides of its bound. */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "judging.h"
#include "suite.h"

/* A machine that comes to cell 1, writes it m times and reads it again: what it
   does next depends on the number it finds there, and a blank starts anew. */
static void open_rewriter(examined *e, int m)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "tapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> s _ R\ns _ -> s 1 S\n");
  for (int i = 1; i < m; i++)
    tp_buffer_printf(&text, "s %d -> s %d S\n", i, i + 1);
  tp_buffer_printf(&text, "s %d -> h _ R\n", m);
  open_text(e, text.text, "");
  tp_buffer_clear(&text);
  ck_assert_uint_eq(tp_transcript_rewrites(&e->s.told), (size_t) m);
}

enum { LEAST_REWRITES = 2, MOST_REWRITES = 40 };

/* The fewest fraction bits w with 2^w > factor m. */
static int least_fraction(double factor, int m)
{
  int w = 0;
  while (!(ldexp(1, w) > factor * m))
    w++;
  return w;
}

static judgement judge_weights(const examined *e, const char *act, int fraction)
{
  char attn[20];
  snprintf(attn, sizeof attn, "fixed:1.%d", fraction);
  return judge_sites(e, act, attn, "60");
}

START_TEST(test_ties)
{
  examined e;
  open_rewriter(&e, _i);
  int w = least_fraction(0.5, _i);
  ck_assert_int_gt(w, 0);
  judgement enough = judge_weights(&e, "fixed:1.0", w), less = judge_weights(&e, "fixed:1.0", w - 1);
  ck_assert_msg(enough.exact && enough.exact_act, "m %d, %d bits: %d %d", _i, w, enough.exact, enough.exact_act);
  /* here the weights vanish, the blank is read, and this machine then does something else */
  ck_assert_msg(!less.exact && !less.exact_act, "m %d, %d bits: %d %d", _i, w - 1, less.exact, less.exact_act);
  w = least_fraction(2.0 / 3, _i);
  ck_assert_int_gt(w, 0);
  enough = judge_weights(&e, "fixed:2.0", w), less = judge_weights(&e, "fixed:2.0", w - 1);
  ck_assert_msg(enough.exact && enough.exact_act, "act fixed:2.0, m %d, %d bits: %d %d", _i, w, enough.exact,
                enough.exact_act);
  ck_assert_msg(!less.exact_act, "act fixed:2.0, m %d, %d bits", _i, w - 1);
  /* weights in floating point need no such condition */
  ck_assert(judge_sites(&e, "fixed:2.0", "p:1", "60").exact_act);
  close_run(&e);
}
END_TEST

/* A search row of 2 outweighs the bits after it, where act holds 2. */
START_TEST(test_ties_wide_act)
{
  examined e;
  open_text(&e,
            "tapes 1\nblank _\ninput x\nstart s0\nhalt halt\n"
            "s0 _ -> s1 _ R\ns1 _ -> s2 _ R\ns2 _ -> s3 _ R\ns3 _ -> s4 _ R\ns4 _ -> s5 _ R\ns5 _ -> s6 _ R\n"
            "s6 _ -> s7 b S\ns7 b -> s8 c S\ns8 c -> s9 d S\ns9 d -> halt _ R\ns9 b -> halt b S\n",
            "");
  ck_assert_uint_eq(e.s.r, 6);
  ck_assert_uint_eq(tp_transcript_rewrites(&e.s.told), 3);
  judgement narrow = judge_weights(&e, "fixed:1.0", 1), wide = judge_weights(&e, "fixed:2.0", 1);
  ck_assert(narrow.exact && narrow.exact_act);
  ck_assert(!wide.exact && !wide.exact_act);
  ck_assert_uint_eq(e.s.told.segment[0].prompt_end + wide.first_error, 18);
  close_run(&e);
}
END_TEST

/* Truncated weights: exact_act if and only if 2^w > 2 m, for 1/(m + leak) is below 1/m. */
START_TEST(test_truncated_weights)
{
  examined e;
  open_rewriter(&e, _i);
  int w = least_fraction(2, _i);
  for (int enough = 0; enough <= 1; enough++) {
    char attn[20];
    snprintf(attn, sizeof attn, "fixed:1.%d", w - 1 + enough);
    arrangement how = {.act = "fixed:1.0", .attn = attn, .beta = "60", .modes = "attn:rtz"};
    ck_assert_msg(judge_arrangement(&e, &how).exact_act == enough, "m %d, %s", _i, attn);
    how.act = "fixed:2.0";
    ck_assert(judge_arrangement(&e, &how).exact_act == enough);
    how.modes = "attn:rdn";
    ck_assert(judge_arrangement(&e, &how).exact_act == enough);
  }
  close_run(&e);
}
END_TEST

/* Of p bits, m weights R(1/m) add up to 1 until m = 13 (p = 2) and m = 29 (p = 3); the
   same bits for activations keep the error. */
START_TEST(test_ties_in_floating_point)
{
  static const int first[] = {13, 29};
  for (int p = 2; p <= 3; p++)
    for (int fails = 0; fails <= 1; fails++) {
      examined e;
      char name[20];
      snprintf(name, sizeof name, "e8m%d", p - 1);
      open_rewriter(&e, first[p - 2] - 1 + fails);
      judgement j = judge_sites(&e, name, name, "200");
      ck_assert_msg(j.exact_act == !fails, "%s, m %d", name, first[p - 2] - 1 + fails);
      close_run(&e);
    }
}
END_TEST

/* Weights that vanish do no harm where a blank was to be read. */
START_TEST(test_ties_of_blanks)
{
  examined e;
  open_text(&e, "tapes 1\nblank _\ninput x\nstart s0\nhalt h\ns0 _ -> s1 _ S\ns1 _ -> s2 _ S\ns2 _ -> s3 _ S\ns3 _ -> h _ S\n", "");
  ck_assert_uint_eq(tp_transcript_rewrites(&e.s.told), 4);
  judgement none = judge_weights(&e, "fixed:1.0", 0), one = judge_weights(&e, "fixed:1.0", 1), two = judge_weights(&e, "fixed:1.0", 2);
  ck_assert(none.exact && !none.exact_act);
  ck_assert(one.exact && !one.exact_act);
  ck_assert(two.exact && two.exact_act);
  close_run(&e);
}
END_TEST

/* The first m with fl(m fl(1/m)) other than 1, in p bits. */
START_TEST(test_tied_rows)
{
  static const int first[] = {11, 13, 29, 19, 25, 13, 55};
  for (int p = 1; p <= (int) LENGTH(first); p++) {
    const tp_rounding rule = {.format = {.family = TP_FORMAT_FLOAT, .a = p}};
    const tp_double_rounding to = tp_double_rounding_make(&rule);
    int m = 1;
    while (tp_double_rounding_apply(&to, m * tp_double_rounding_apply(&to, 1.0 / m, 0), 0) == 1)
      m++;
    ck_assert_msg(m == first[p - 1], "p %d: m = %d", p, m);
  }
  const tp_rounding one_bit = {.format = {.family = TP_FORMAT_FLOAT, .a = 1}};
  const tp_double_rounding to = tp_double_rounding_make(&one_bit);
  for (int m = 1; m <= 10000; m++) {              /* yet with one bit a row is off by a third at most */
    double sum = m * tp_double_rounding_apply(&to, 1.0 / m, 0);
    ck_assert(sum >= 2.0 / 3 && sum <= 4.0 / 3);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("laws, ties");
  TCase *tc = suite_case(suite, "ties");
  tcase_add_loop_test(tc, test_ties, LEAST_REWRITES, MOST_REWRITES + 1);
  tcase_add_loop_test(tc, test_truncated_weights, LEAST_REWRITES, MOST_REWRITES + 1);
  tcase_add_test(tc, test_ties_in_floating_point);
  tcase_add_test(tc, test_ties_wide_act);
  tcase_add_test(tc, test_ties_of_blanks);
  tcase_add_test(tc, test_tied_rows);
  return suite_run(suite);
}
