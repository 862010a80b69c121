/* SPDX-License-Identifier: MIT */
/* The laws of doc/precision.md, section 3, each on both sides of its bound; those of ties
   are in test_laws_ties.c. */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "judging.h"
#include "suite.h"

/* --- Snap: beta (section 3.3) --------------------------------------------------------- */

static const struct {
  const char *name;
  size_t input;
} snapping[] = {{"counter", 0}, {"counter", 2}, {"counter", 3}, {"parity", 0}, {"parity", 1},
                {"reverse", 0}, {"reverse", 1}};

/* exact_act holds a little above `bound`, and not below. */
static void assert_bound(const examined *e, const char *act, const char *attn, double bound)
{
  for (int above = 0; above <= 1; above++) {
    char beta[40];
    snprintf(beta, sizeof beta, "%.15f", bound + (above ? 0.02 : -0.02));
    ck_assert_msg(judge_sites(e, act, attn, beta).exact_act == above, "n %zu, act %s, attn %s, beta %s: exact_act is %d",
                  e->s.told.segment[0].tokens.length, act, attn, beta, !above);
  }
}

START_TEST(test_snap)
{
  static const int significands[] = {1, 2, 3, 8}, fractions[] = {0, 1, 4};
  examined e;
  open_shipped(&e, snapping[_i].name, snapping[_i].input);
  double N = (double) e.s.told.segment[0].tokens.length - 2;
  for (size_t i = 0; i < LENGTH(significands); i++) {
    char attn[20];
    double power = ldexp(1, significands[i]);
    snprintf(attn, sizeof attn, "p:%d", significands[i]);
    assert_bound(&e, "fixed:1.0", attn, log(N * (power + 1) / (power - 1)));
    ck_assert(judge_sites(&e, "fixed:1.0", attn, "auto").exact_act);
  }
  for (size_t i = 0; i < LENGTH(fractions); i++) {
    char act[20];
    snprintf(act, sizeof act, "fixed:1.%d", fractions[i]);
    assert_bound(&e, act, "real", log(N * (ldexp(1, fractions[i] + 1) - 1)));
  }
  /* one bit of weights is enough, but with activations that have no least positive number nothing snaps */
  ck_assert(!judge_sites(&e, "p:8", "p:8", "30").exact_act);
  close_run(&e);
}
END_TEST

/* --- Modes and logits (sections 3.4, 3.8, 3.9) -------------------------------------------- */

/* Weights rounded up: each of the other keys has one step, so steps must be finer than
   the context is long. */
START_TEST(test_weights_rounded_up)
{
  examined e;
  open_shipped(&e, snapping[_i].name, snapping[_i].input);
  double n = (double) e.s.told.segment[0].tokens.length;
  int fine = 0;
  while (ldexp(1, fine) <= 2 * n)
    fine++;
  for (int enough = 0; enough <= 1; enough++) {
    char attn[20];
    snprintf(attn, sizeof attn, "fixed:1.%d", enough ? fine : (int) floor(log2(n / 2)));
    arrangement how = {.act = "fixed:1.0", .attn = attn, .beta = "60", .modes = "attn:rup"};
    ck_assert_msg(judge_arrangement(&e, &how).exact_act == enough, "n %g, %s", n, attn);
    how.modes = "attn:raz";
    ck_assert(judge_arrangement(&e, &how).exact_act == enough);
  }
  /* in floating point a small number rounded up stays small */
  ck_assert(judge_arrangement(&e, &(arrangement) {.act = "fixed:1.0", .attn = "p:2", .beta = "60", .modes = "attn:rup"}).exact_act);
  close_run(&e);
}
END_TEST

/* Ternary activations need a mode that rounds to nearest. */
START_TEST(test_directed_activations)
{
  examined e;
  open_shipped(&e, snapping[_i].name, snapping[_i].input);
  for (int mode = 0; mode < TP_ROUND_STOCHASTIC; mode++) {
    char modes[40];
    int nearest = mode == TP_ROUND_NEAREST_EVEN || mode == TP_ROUND_NEAREST_AWAY;
    snprintf(modes, sizeof modes, "act:%s", tp_rounding_mode_name[mode]);
    judgement j = judge_arrangement(&e, &(arrangement) {.act = "fixed:1.0", .beta = "auto", .modes = modes});
    ck_assert_msg(j.exact_act == nearest && j.exact == nearest, "%s", modes);
  }
  close_run(&e);
}
END_TEST

/* ceil(log2 2r) bits of logits are enough if beta is a power of two; here one less is
   not.  If the largest is subtracted first, one bit is enough. */
START_TEST(test_logits)
{
  examined e;
  open_shipped(&e, snapping[_i].name, snapping[_i].input);
  int bits = 0;
  while (1 << bits < 2 * (int) e.s.r)
    bits++;
  for (int enough = 0; enough <= 1; enough++) {
    char logit[20];
    snprintf(logit, sizeof logit, "p:%d", bits - 1 + enough);
    arrangement how = {.act = "fixed:1.0", .logit = logit, .beta = "16"};
    ck_assert_msg(judge_arrangement(&e, &how).exact_act == enough, "r %u, %s", e.s.r, logit);
  }
  arrangement first = {.act = "fixed:1.0", .logit = "p:1", .beta = "16", .subtracts_first = 1};
  ck_assert(judge_arrangement(&e, &first).exact_act);
  first.beta = "auto";
  ck_assert(judge_arrangement(&e, &first).exact_act);
  first.subtracts_first = 0;
  ck_assert(!judge_arrangement(&e, &first).exact_act);
  close_run(&e);
}
END_TEST

/* More bits of logits can be worse: here 3 are enough, 4 and 5 are not. */
START_TEST(test_logits_are_not_monotone)
{
  static const int exact[] = {0, 0, 1, 0, 0};
  examined e;
  open_shipped(&e, "third", 0);
  for (int bits = 1; bits <= 5; bits++) {
    char logit[20];
    snprintf(logit, sizeof logit, "p:%d", bits);
    judgement j = judge_arrangement(&e, &(arrangement) {.act = "fixed:1.0", .logit = logit, .beta = "2.3"});
    ck_assert_msg(j.exact == exact[bits - 1], "%d bits: %d", bits, j.exact);
  }
  close_run(&e);
}
END_TEST

/* --- More bits can be worse (section 3.7) -------------------------------------------------- */

static void open_smallest(examined *e)
{
  open_text(e, "tapes 1\nblank _\ninput a\nstart q0\nhalt halt\nq0 a -> halt _ S\nq0 _ -> q0 a S\n", "");
  ck_assert_uint_eq(e->s.r, 4);
  ck_assert_uint_eq(e->s.told.segment[0].tokens.length, 6);
}

START_TEST(test_not_monotone_in_bits)
{
  static const int bits[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 24, 32};
  examined e;
  open_smallest(&e);
  for (size_t i = 0; i < LENGTH(bits); i++) {
    char f[20];
    snprintf(f, sizeof f, "p:%d", bits[i]);
    ck_assert_msg(judge_sites(&e, f, f, "1.5").exact == (bits[i] == 1), "%s", f);
  }
  ck_assert(!judge_sites(&e, "real", "real", "1.5").exact);
  close_run(&e);
}
END_TEST

START_TEST(test_not_monotone_in_beta)
{
  static const struct {
    const char *beta;
    int exact;
  } cells[] = {{"1.98", 0}, {"1.99", 1}, {"2.03", 1}, {"2.07", 1}, {"2.08", 0}, {"2.09", 0}, {"2.10", 1}, {"2.5", 1}, {"7.99", 1}};
  examined e;
  open_smallest(&e);
  for (size_t i = 0; i < LENGTH(cells); i++)
    ck_assert_msg(judge_sites(&e, "p:5", "p:5", cells[i].beta).exact == cells[i].exact, "beta %s", cells[i].beta);
  close_run(&e);
}
END_TEST

/* --- Everything rounded (section 3.9) ---------------------------------------------------- */

static const struct {
  const char *name;
  size_t input;
  unsigned r;
  int precision;
} everything[] = {
  {"parity", 0, 4, 3}, {"third", 0, 4, 3}, {"sort", 0, 4, 3},
  {"parity", 1, 6, 4}, {"reverse", 1, 6, 4}, {"add", 0, 6, 4},
  {"parity", 2, 8, 5}, {"gray", 2, 8, 5}, {"counter", 3, 8, 5},
};

START_TEST(test_everything_rounded)
{
  examined e;
  open_shipped(&e, everything[_i].name, everything[_i].input);
  ck_assert_uint_eq(e.s.r, everything[_i].r);
  tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = everything[_i].precision},
                 .beta = {.is_auto = 1}};
  ck_assert(judge(&e, &c).exact);
  c.operation.a--;
  ck_assert(!judge(&e, &c).exact);
  close_run(&e);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("laws");
  TCase *tc = suite_case(suite, "laws");
  tcase_add_loop_test(tc, test_snap, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_weights_rounded_up, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_directed_activations, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_logits, 0, (int) LENGTH(snapping));
  tcase_add_test(tc, test_logits_are_not_monotone);
  tcase_add_test(tc, test_not_monotone_in_bits);
  tcase_add_test(tc, test_not_monotone_in_beta);
  tcase_add_loop_test(tc, test_everything_rounded, 0, (int) LENGTH(everything));
  return suite_run(suite);
}
