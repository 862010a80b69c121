/* SPDX-License-Identifier: MIT */
/* The numbers of the fixed-bit arithmetic, on random machines, formats, sites, modes and
   inverse temperatures: in binary64, in enclosures of more bits, and by the definition. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "plain_compare.h"
#include "random_machines.h"
#include "site_cells.h"
#include "suite.h"
#include "tmprec/numbers/environment.h"

/* Every number is the rounded one, so both arithmetics agree with the definition, which
   3000 bits stand for: but where fractions such as 1/3 or 1/127 meet a tie, which no
   number of bits shows, or where a number is lost beside another.  Of a run in several contexts it is the last that is compared. */
START_TEST(test_numbers)
{
  enum { DEFINITION = 3000 };
  random_source source = random_open(5);
  size_t count = random_count(40, 3), compared = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    quota.mode = (tp_chain_mode) (number % TP_CHAIN_MODES);
    random_next_subject(&source, &m, &s, 20, &quota);
    cell c = next_cell(&source, number);
    tp_choice choice;
    choice_of(&choice, &c);
    int fractions = !tp_choice_is_rounded(&choice, TP_SITE_ATTN) || !tp_choice_needs(&choice, s.t->layers).shares_rows;
    for (int i = 0; i < TP_SITES; i++)
      fractions |= tp_format_denominator(choice.site[i]) > 1;
    if (tp_choice_is_rounded(&choice, TP_SITE_ACT) && !fractions) {
      plain mine = plain_evaluate(&s, s.told.segments - 1, &choice, DEFINITION, MPFR_RNDN);
      int undecided[2];
      size_t fast = plain_differences(&mine, &s, &choice, 0, undecided), slow = plain_differences(&mine, &s, &choice, MORE_BITS, undecided + 1);
      if (!mine.absorbed && ((fast && !undecided[0]) || (slow && !undecided[1]))) {
        random_machine_print(&m);
        char text[400];
        print_cell(&c, text, sizeof text);
        ck_abort_msg("%s: %zu numbers differ from the definition, %zu with more bits", text, fast, slow);
      }
      compared += !undecided[0] && !mine.absorbed;
      plain_clear(&mine);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells compared in every number\n", compared, count);
  ck_assert_uint_gt(compared, count / 4);
}
END_TEST

/* Accumulators, where numbers deviate most: few weights are 1, and activations have some bits. */
START_TEST(test_accumulators)
{
  static const char *const act[] = {"fixed:2.6", "fixed:1.3", "fp16", "e4m3", "p:6", "bf16"}, *const acc[] = {"p:6", "fp16", "e4m3", "fixed:4.5", "p:12", "e5m4ftz", "e3m4fn"};
  enum { DEFINITION = 3000, WHAT = 4 };
  random_source source = random_open(9);
  size_t count = random_count(40, 4), compared = 0, of[WHAT] = {0};
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 24, &quota);
    cell c = {.beta = "auto", .modes = "rne", .sum = "sequential", .subtract = "after", .overflow = "auto"};
    tp_choice choice;
    for (int i = 0; i < TP_SITES; i++)
      snprintf(c.site[i], NAME, "real");
    snprintf(c.site[TP_SITE_ACT], NAME, "%s", act[random_below(&source, LENGTH(act))]);
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", act[random_below(&source, LENGTH(act))]);
    snprintf(c.site[TP_SITE_ACC], NAME, "%s", acc[random_below(&source, LENGTH(acc))]);
    snprintf(c.modes, NAME, "act:rne,acc:%s", tp_rounding_mode_name[random_below(&source, TP_ROUND_STOCHASTIC)]);
    draw_order(&source, c.sum);
    snprintf(c.beta, NAME, "%.2f", (20 + random_below(&source, 400)) / 100.0);
    do {
      c.block[0] = c.fuse[0] = '\0';
      draw_accumulator(&source, &c);
    } while (!choice_of(&choice, &c));
    if (!tp_format_denominator(choice.accumulator.narrow) || tp_format_denominator(choice.accumulator.narrow) == 1) {
      plain mine = plain_evaluate(&s, s.told.segments - 1, &choice, DEFINITION, MPFR_RNDN);
      int undecided;
      size_t different = plain_differences(&mine, &s, &choice, 0, &undecided);
      if (different || undecided) {
        random_machine_print(&m);
        char text[400];
        print_cell(&c, text, sizeof text);
        ck_abort_msg("%s: %zu numbers differ from the definition%s", text, different, undecided ? ", and some are open" : "");
      }
      const tp_accumulator *a = &choice.accumulator;
      const int has[WHAT] = {a->rounds_products, a->block > 0, a->at_once > 0, a->cuts};
      for (int i = 0; i < WHAT; i++)
        of[i] += (size_t) has[i];
      compared++;
      plain_clear(&mine);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells compared in every number: products rounded %zu, blocks %zu, terms at once %zu, cut %zu\n", compared, count, of[0], of[1], of[2],
         of[3]);
  for (int i = 0; i < WHAT; i++)
    ck_assert(count < 40 || of[i] > 0);
}
END_TEST

/* A cell that rounds nothing yet. */
static cell plain_cell(void)
{
  cell c = {.subtract = "after", .overflow = "auto", .sum = "sequential"};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c.site[i], NAME, "real");
  return c;
}

/* 1 if all numbers of binary64 are known, and so many bits tell what they are; then they are those of the definition. */
static int is_as_defined(const random_machine *m, const tp_subject *s, const cell *c, mpfr_prec_t definition)
{
  tp_choice choice;
  ck_assert(choice_of(&choice, c));
  plain mine = plain_evaluate(s, 0, &choice, definition, MPFR_RNDN);
  int undecided;
  const size_t different = plain_differences(&mine, s, &choice, 0, &undecided);
  const int is_told = !undecided && !mine.absorbed;
  if (different && is_told) {
    random_machine_print(m);
    char text[400];
    print_cell(c, text, sizeof text);
    ck_abort_msg("%s: %zu numbers differ from the definition", text, different);
  }
  plain_clear(&mine);
  return is_told;
}

/* Exponentials too small for binary64, in a format without a least value, and weights that some modes round up to a
   least one: all keys have a weight then. */
START_TEST(test_lost_exponentials)
{
  static const char *const weight[] = {"fixed:1.0", "fixed:2.5", "e4m3", "e2m1fn", "posit6", "p:3", "real"}, *const mode[] = {"raz", "rup", "rto", "rne"};
  enum { DEFINITION = 3000 };
  random_source source = random_open(10);
  size_t count = random_count(20, 8), compared = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 20, &quota);
    cell c = plain_cell();
    snprintf(c.site[TP_SITE_ACT], NAME, "p:%" PRIu32, 2 + random_below(&source, 10));
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", weight[random_below(&source, LENGTH(weight))]);
    snprintf(c.site[TP_SITE_EXP], NAME, random_one_in(&source, 4) ? "real" : "p:%" PRIu32, 1 + random_below(&source, 8));
    if (random_one_in(&source, 3))
      snprintf(c.site[TP_SITE_LOGIT], NAME, "e7m%" PRIu32, 1 + random_below(&source, 8));
    snprintf(c.modes, NAME, "act:rne,attn:%s,exp:%s", mode[random_below(&source, LENGTH(mode))], mode[random_below(&source, LENGTH(mode))]);
    snprintf(c.beta, NAME, "%" PRIu32, 20 + random_below(&source, 900));
    compared += (size_t) is_as_defined(&m, &s, &c, DEFINITION);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells compared in every number\n", compared, count);
  ck_assert_uint_gt(compared, count / 4);
}
END_TEST

/* Numbers so small that binary64 holds them, but not what they make of each other: products, quotients, exact rests. */
START_TEST(test_tiny_numbers)
{
  static const char *const weight[] = {"real", "p:4", "p:9", "fixed:1.8", "bf16"}, *const sum[] = {"real", "real", "p:7"},
                    *const mode[] = {"rne", "rtz", "rup", "rto"};
  enum { DEFINITION = 6000 };
  random_source source = random_open(11);
  size_t count = random_count(30, 6), compared = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 20, &quota);
    cell c = plain_cell();
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", weight[random_below(&source, LENGTH(weight))]);
    /* Where weights are fractions, bits of the definition are all that is known of a sum that is 0: a format with a least value
       rounds what is left to 0. */
    snprintf(c.site[TP_SITE_ACT], NAME, strcmp(c.site[TP_SITE_ATTN], "real") ? "p:%" PRIu32 : "e9m%" PRIu32, 2 + random_below(&source, 12));
    snprintf(c.site[TP_SITE_ACC], NAME, "%s", sum[random_below(&source, LENGTH(sum))]);
    if (random_one_in(&source, 4)) {
      snprintf(c.site[TP_SITE_LOGIT], NAME, "p:%" PRIu32, 6 + random_below(&source, 8));
      snprintf(c.subtract, NAME, "%s", random_one_in(&source, 2) ? "before" : "after");
    }
    snprintf(c.modes, NAME, "act:%s", mode[random_below(&source, LENGTH(mode))]);
    snprintf(c.beta, NAME, "%" PRIu32, 10 + random_below(&source, 200));
    compared += (size_t) is_as_defined(&m, &s, &c, DEFINITION);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells compared in every number\n", compared, count);
  ck_assert_uint_gt(compared, count / 4);
}
END_TEST

/* Formats whose values share scales, at the sites that may have them, against the
   definition. */
START_TEST(test_shared_scales)
{
  static const char *const shared[] = {"mxint8", "mxfp4", "mxfp6e2m3fn", "mxfp6e3m2fn", "mxfp8e4m3fn", "mxfp8e5m2",
                                       "mxfp4:16:rceil", "mxfp6e2m3fn:8:even", "mxint8:64:ceil", "nvfp4", "nvfp4:ue4m3-up"};
  enum { FORMATS = LENGTH(shared) };
  random_source source = random_open(6);
  size_t count = random_count(12, 2), rounded_again = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 40, &quota);
    cell c = next_cell(&source, CELL_SNAPS);
    for (int i = 0; i < TP_SITES; i++)
      snprintf(c.site[i], NAME, "real");
    snprintf(c.modes, NAME, "%s", number % 2 ? "rne" : tp_rounding_mode_name[random_below(&source, TP_ROUND_STOCHASTIC)]);
    snprintf(c.sum, NAME, "sequential");
    c.product[0] = c.block[0] = c.fuse[0] = '\0';
    snprintf(c.subtract, NAME, "after");
    c.noise[0] = '\0';
    snprintf(c.beta, NAME, "%g", 0.5 + random_below(&source, 100) / 8.0);
    const char *act = shared[number % FORMATS], *attn = shared[random_below(&source, FORMATS)];
    snprintf(c.site[TP_SITE_ACT], NAME, "%s", act);
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", attn);
    if (random_one_in(&source, 2))
      snprintf(c.site[TP_SITE_LOGIT], NAME, "%s", shared[random_below(&source, FORMATS)]);
    tp_choice choice;
    ck_assert(choice_of(&choice, &c));
    plain mine = plain_evaluate(&s, 0, &choice, 1000, MPFR_RNDN);
    int undecided;
    size_t different = plain_differences(&mine, &s, &choice, 0, &undecided);
    if (different || undecided) {
      random_machine_print(&m);
      char text[400];
      print_cell(&c, text, sizeof text);
      ck_abort_msg("%s: %zu numbers differ from the definition", text, different);
    }
    for (size_t v = 0; v < mine.versions; v++)
      rounded_again += mine.agains[v] > 0;
    plain_clear(&mine);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  ck_assert_uint_gt(rounded_again, 0);
}
END_TEST

/* Some modes tell the least weight from 0. */
static void widen(void)
{
  tp_mpfr_environment_enter();
}

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("sites, numbers");
  TCase *tc = suite_case(suite, "numbers");
  tcase_add_checked_fixture(tc, widen, NULL);
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_accumulators);
  tcase_add_test(tc, test_lost_exponentials);
  tcase_add_test(tc, test_tiny_numbers);
  tcase_add_test(tc, test_shared_scales);
  return suite_run(suite);
}
