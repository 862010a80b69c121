/* SPDX-License-Identifier: MIT */
/* The fixed-bit arithmetic, on random machines, formats, sites, modes and inverse
   temperatures: in binary64 with its bounds on errors against enclosures of many
   more bits, which must come to the same verdicts. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "site_cells.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"

static tp_verification verdict_of(const tp_subject *s, tp_hardmax_record *t, const cell *c, int bits)
{
  tp_verification v;
  tp_choice choice;
  choice_of(&choice, c);
  tp_verify_subject(&v, s, &(tp_setup) {.choice = &choice, .effort.bits = bits}, t);
  return v;
}

static int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  if (a->exact != b->exact || a->exact_act != b->exact_act)
    return 0;
  return a->exact != TP_VERDICT_NO       /* what is unknown names no prediction */
         || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes));
}

static void check_verdict(const random_machine *m, const tp_subject *s, const cell *c, size_t *exact, size_t *exact_act)
{
  tp_hardmax_record *t = tp_hardmax_record_new(s, 1);
  tp_verification fast = verdict_of(s, t, c, 0), fine = verdict_of(s, t, c, MORE_BITS);
  if (!same_verification(&fast, &fine, s->told.tapes)) {
    random_machine_print(m);
    char text[400];
    print_cell(c, text, sizeof text);
    ck_abort_msg("%s: exact %s, exact_act %s, first error %zu, ties %g, but %s, %s, %zu, %g with more bits",
                 text, tp_verdict_text[fast.exact], tp_verdict_text[fast.exact_act], fast.first_error, fast.ties,
                 tp_verdict_text[fine.exact], tp_verdict_text[fine.exact_act], fine.first_error, fine.ties);
  }
  /* What real activations bring beside a site that is rounded may be a tie that no number
     of bits decides (doc/precision.md, section 1). */
  if (fast.exact == TP_VERDICT_UNKNOWN && strcmp(c->beta, enormous) && strcmp(c->site[TP_SITE_ACT], "real")) {
    random_machine_print(m);
    char text[400];
    print_cell(c, text, sizeof text);
    ck_abort_msg("%s: unknown", text);
  }
  *exact += fast.exact == TP_VERDICT_YES;
  *exact_act += fast.exact_act == TP_VERDICT_YES;
  tp_verify_clear(&fast);
  tp_verify_clear(&fine);
  tp_hardmax_record_free(t);
}

/* Every other machine tells its run with summaries, and so in several contexts; since
   there are 7 kinds of cells, each meets both. */
START_TEST(test_verdicts)
{
  static const char *const extreme[] = {"0", "1e-300", "80", "700", enormous};
  random_source source = random_open(4);
  size_t count = random_count(150, 12), exact = 0, exact_act = 0;
  random_quota quota[TP_CHAIN_MODES] = {{.left = count - count / 2, .wanted = {0, count / 50, count / 10}},
                                        {.left = count / 2, .wanted = {[RANDOM_SEGMENTS] = count / 10}, .mode = TP_MODE_SCOT}};
  for (size_t number = 0; quota[number % TP_CHAIN_MODES].left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, number % TP_CHAIN_MODES == TP_MODE_SCOT ? 28 : 64, quota + number % TP_CHAIN_MODES);
    cell c = next_cell(&source, number);
    if (number % CELL_KINDS == CELL_RANDOM && strcmp(c.site[TP_SITE_ACT], "real") && random_one_in(&source, 4))
      snprintf(c.beta, NAME, "%s", extreme[random_below(&source, LENGTH(extreme))]);
    check_verdict(&m, &s, &c, &exact, &exact_act);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu cells: %zu inexact, %zu exact, of which %zu in every activation\n", count, count - exact, exact, exact_act);
  ck_assert_uint_gt(count, exact);
  ck_assert_uint_gt(exact, exact_act);
  ck_assert_uint_gt(exact_act, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("sites");
  TCase *tc = suite_case(suite, "verdicts");
  tcase_add_test(tc, test_verdicts);
  return suite_run(suite);
}
