/* SPDX-License-Identifier: MIT */
/* Two-way machines: the simulator against a plain run, step for step, on random machines;
   the busy beavers against their published figures, and folded ones through the
   transformer. */
#include <check.h>
#include <string.h>

#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/fold.h"
#include "tmprec/machine/simulation.h"
#include "tmprec/sweep/family.h"
#include "two_way.h"

/* --- The simulator ----------------------------------------------------------------------- */

static void assert_simulated(const random_machine *a, const plain_run *p, const tp_simulation *s)
{
  random_assert(a, s->state == p->state);
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++) {
    uint64_t nonzero = 0;
    random_assert(a, tp_simulation_head(s, k) == p->head[k]);
    random_assert(a, tp_simulation_leftmost(s, k) == p->least[k] && tp_simulation_rightmost(s, k) == p->most[k]);
    for (int i = -REACH; i <= REACH; i++) {
      random_assert(a, tp_simulation_symbol(s, k, i) == p->cell[k][REACH + i]);
      nonzero += p->cell[k][REACH + i] != 0;
    }
    random_assert(a, tp_simulation_nonzero(s, k) == nonzero);
  }
}

static void check_simulation(const two_way_machine *a)
{
  static plain_run p;
  tp_simulation s;
  plain_start(&p, a->of.m, &a->input);
  tp_simulation_start(&s, a->of.m, &a->input);
  for (uint64_t steps = 0;; steps++) {
    tp_transition t;
    assert_simulated(&a->of, &p, &s);
    random_assert(&a->of, s.steps == steps);
    int halted = p.state == tp_machine_halting(a->of.m), goes_on = !halted && plain_find(&p, &t);
    tp_simulation_end end = tp_simulation_run(&s, steps < STEPS);
    random_assert(&a->of, steps == STEPS || halted || !goes_on || s.steps == steps + 1);
    if (steps == STEPS || halted || !goes_on) {
      random_assert(&a->of, end == (halted ? TP_SIMULATION_HALTED : goes_on ? TP_SIMULATION_GOES_ON : TP_SIMULATION_STUCK));
      break;
    }
    plain_take(&p, t);
  }
  tp_simulation_clear(&s);
}

START_TEST(test_simulation)
{
  random_source source = random_open(41);
  for (size_t i = 0; i < random_count(500, 20); i++) {
    two_way_machine a = draw(&source, 0);
    check_simulation(&a);
    two_way_clear(&a);
  }
  /* with more symbols than a table of all configurations has room for */
  for (size_t i = 0; i < random_count(30, 3); i++) {
    two_way_machine a = draw(&source, 1100);
    check_simulation(&a);
    two_way_clear(&a);
  }
}
END_TEST

/* One-way tapes, and far to both sides. */
START_TEST(test_simulation_of_tapes)
{
  static const struct {
    const char *text;
    uint64_t steps;
    int64_t head, leftmost, rightmost;
  } cases[] = {
    {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 5, 0, 0, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 5, -5, -5, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 100000, -100000, -100000, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a R\nq a -> q a L\n", 100000, 100000, 0, 100000},
    /* there and back, one cell farther each time: cell n after 1 + 2 + .. + 2 n steps */
    {"two-way\ntapes 1\nblank _\ninput a\nstart r\nhalt h\nr _ -> l a L\nr a -> r a R\nl _ -> r a R\nl a -> l a L\n",
     1000 * 2001, 1000, -1000, 1000},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_machine *m = parse(cases[i].text);
    tp_simulation s;
    tp_simulation_start(&s, m, &(tp_word) {NULL, 0});
    ck_assert_int_eq(tp_simulation_run(&s, cases[i].steps), TP_SIMULATION_GOES_ON);
    ck_assert_uint_eq(s.steps, cases[i].steps);
    ck_assert_msg(tp_simulation_head(&s, 0) == cases[i].head, "case %zu: head %lld", i, (long long) tp_simulation_head(&s, 0));
    ck_assert_int_eq(tp_simulation_leftmost(&s, 0), cases[i].leftmost);
    ck_assert_int_eq(tp_simulation_rightmost(&s, 0), cases[i].rightmost);
    tp_simulation_clear(&s);
    tp_machine_free(m);
  }
}
END_TEST

/* --- The ladder ------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  uint64_t steps, nonzero;
  int64_t left, right;
  int bits[TP_CHAIN_MODES];        /* the fewest in fixed point that are exact, or 0: too long a run */
} ladder[] = {
  {"bb2", 6, 4, 2, 1, {3, 3}},
  {"bb3", 21, 5, 1, 3, {7, 5}},
  {"bb23", 38, 9, 6, 2, {8, 5}},
  {"bb4", 107, 13, 10, 3, {8, 9}},
  {"bb24", 3932964, 2050, 15, 2034, {0, 0}},
  {"bb5", 47176870, 4098, 12243, 45, {0, 0}},
};

START_TEST(test_ladder)
{
  tp_machine *m, *folded;
  tp_error err = {.text = ""};
  const tp_word empty = {NULL, 0};
  ck_assert_msg(tp_catalog_open(&m, ladder[_i].name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_machine_is_two_way(m));
  tp_simulation s;
  tp_simulation_start(&s, m, &empty);
  ck_assert_int_eq(tp_simulation_run(&s, ladder[_i].steps - 1), TP_SIMULATION_GOES_ON);
  ck_assert_int_eq(tp_simulation_run(&s, 1), TP_SIMULATION_HALTED);
  ck_assert_uint_eq(s.steps, ladder[_i].steps);
  ck_assert_uint_eq(tp_simulation_nonzero(&s, 0), ladder[_i].nonzero);
  ck_assert_int_eq(tp_simulation_leftmost(&s, 0), -ladder[_i].left);
  ck_assert_int_eq(tp_simulation_rightmost(&s, 0), ladder[_i].right);
  /* and folded: the halves together; the sentinel counts */
  tp_simulation f;
  ck_assert_msg(tp_machine_fold(&folded, m, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_simulation_start(&f, folded, &empty);
  ck_assert_int_eq(tp_simulation_run(&f, ladder[_i].steps), TP_SIMULATION_HALTED);
  ck_assert_uint_eq(f.steps, ladder[_i].steps);
  ck_assert_uint_eq(tp_simulation_nonzero(&f, 0) + tp_simulation_nonzero(&f, 1), ladder[_i].nonzero + 1);
  ck_assert_int_eq(tp_simulation_leftmost(&f, 0), 0);
  ck_assert_int_eq(tp_simulation_rightmost(&f, 1), ladder[_i].left > ladder[_i].right ? ladder[_i].left : ladder[_i].right);
  tp_simulation_clear(&f);
  tp_simulation_clear(&s);
  tp_machine_free(folded);
  tp_machine_free(m);
}
END_TEST

static tp_verdict exact_in(const tp_subject *s, const tp_choice *c)
{
  const tp_setup in = tp_setup_of(c);
  tp_verification v;
  tp_verify_subject(&v, s, &in, NULL);
  tp_verify_clear(&v);
  return v.exact;
}

/* With so many bits, in fixed point, it is exact, and with none fewer. */
static void assert_fewest_bits(const tp_subject *s, int fewest)
{
  tp_error err;
  for (int bits = 2; bits <= fewest; bits++) {
    tp_choice c = {.beta = {.is_auto = 1}};
    ck_assert(tp_family_choose(&c, TP_FAMILY_FIXED, bits, 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN, &err) == TP_STATUS_OK);
    ck_assert_msg(exact_in(s, &c) == (bits == fewest ? TP_VERDICT_YES : TP_VERDICT_NO), "%d bits", bits);
  }
}

/* By the transformer, in exact arithmetic and, if fewest is not 0, in as few bits. */
static void assert_verified(const tp_machine *m, const char *input, tp_chain_mode mode, int fewest)
{
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.mode = mode, .limits = {.max_steps = RANDOM_STEPS}, .two_way = TP_TWO_WAY_FOLD};
  ck_assert_msg(tp_subject_open(&s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(s.m == s.folded);
  ck_assert_int_eq(exact_in(&s, &(tp_choice) {.kind = TP_ARITHMETIC_EXACT}), TP_VERDICT_YES);
  assert_fewest_bits(&s, fewest);
  tp_subject_close(&s);
}

START_TEST(test_ladder_verified)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  if (!ladder[_i].bits[0])
    return;
  ck_assert(tp_catalog_open(&m, ladder[_i].name, &err) == TP_STATUS_OK);
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
    tp_subject s;
    const tp_subject_options refuse = {.mode = (tp_chain_mode) mode, .limits = {.max_steps = RANDOM_STEPS}};
    assert_verified(m, "", (tp_chain_mode) mode, ladder[_i].bits[mode]);
    ck_assert(tp_subject_open(&s, m, "", &refuse, 0, &err) == TP_STATUS_REFUSED);
    ck_assert_msg(strstr(err.text, "left of cell 0") && err.reason == TP_REASON_LEFT_OF_CELL_0, "%s", err.text);
  }
  tp_machine_free(m);
}
END_TEST

/* Random machines, folded, that halt with a word. */
START_TEST(test_random_verified)
{
  random_source source = random_open(44);
  size_t drawn = 0;
  for (size_t left = random_count(12, 2); left; drawn++) {
    ck_assert_msg(drawn < 10000, "hardly any of the folded machines halts");
    two_way_machine a = draw(&source, 0);
    tp_machine *folded = NULL;
    tp_machine_run run;
    tp_error err;
    const tp_run_limits limits = {STEPS, 0};
    if (tp_machine_fold_for(&folded, a.of.m, &a.input, limits, &err) == TP_STATUS_OK && folded
        && tp_run_record(&run, folded, &a.input, limits, &err) == TP_STATUS_OK) {
      if (run.steps >= 5 && tp_machine_transitions(folded) <= 3000) {
        for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
          assert_verified(a.of.m, a.of.input.text, (tp_chain_mode) mode, 0);
        left--;
      }
      tp_run_clear(&run);
    }
    tp_machine_free(folded);
    two_way_clear(&a);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("two-way");
  TCase *tc = suite_case(suite, "two-way");
  tcase_add_test(tc, test_simulation);
  tcase_add_test(tc, test_simulation_of_tapes);
  tcase_add_loop_test(tc, test_ladder, 0, (int) LENGTH(ladder));
  tcase_add_loop_test(tc, test_ladder_verified, 0, (int) LENGTH(ladder));
  tcase_add_test(tc, test_random_verified);
  return suite_run(suite);
}
