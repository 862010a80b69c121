/* SPDX-License-Identifier: MIT */
/* The machines worst-* come near the bounds of doc/bounds.md: just above a bound their runs are
   certified and right in every activation, just below it they are neither. */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "judging.h"
#include "suite.h"
#include "tmprec/analysis/claim.h"

/* --- Runs and what is said of them ------------------------------------------------------ */

typedef struct {
  const char *name;
  size_t input;
  tp_chain_mode mode;
} worst;

static void open_worst(examined *e, const worst *w)
{
  tp_error err = {.text = ""};
  tp_buffer input = {NULL, 0, 0};
  const tp_subject_options options = {.mode = w->mode, .limits = {100000, 0}};
  ck_assert_msg(tp_catalog_open(&e->m, w->name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&input, w->name, w->input) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&e->s, e->m, input.text, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  e->hardmax = tp_hardmax_record_new(&e->s, 1);
  tp_buffer_clear(&input);
}

static tp_choice choose(const char *act, const char *attn, double beta, const char *modes)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err = {.text = ""};
  char decimal[40];
  snprintf(decimal, sizeof decimal, "%.15f", beta);
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ACT, act, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ATTN, attn, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(&c, decimal, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(&c, modes, &err) == TP_STATUS_OK, "%s", err.text);
  return c;
}

static int is_certified(const examined *e, const tp_choice *c)
{
  tp_claim claim;
  const tp_scope scope = tp_scope_run(&e->s);
  tp_claim_make(&claim, &scope, c);
  int certified = claim.verdict == TP_CLAIM_EXACT_ACT;
  tp_claim_clear(&claim);
  return certified;
}

/* Certified and right in every activation, or neither. */
static void assert_both(const examined *e, const char *act, const char *attn, double beta, const char *modes, int right)
{
  tp_choice c = choose(act, attn, beta, modes);
  int certified = is_certified(e, &c), exact_act = judge(e, &c).exact_act;
  ck_assert_msg(certified == right && exact_act == right, "act %s, attn %s, beta %.15g, %s: certified %d, exact_act %d", act, attn, beta,
                modes, certified, exact_act);
  tp_choice_clear(&c);
}

/* --- Rewrites: how many there are --------------------------------------------------------- */

static const struct {
  worst run;
  uint64_t missing;      /* rewrites that other machines have more in as many tokens */
} rewriting[] = {
  {{"worst-rewrites", 0, TP_MODE_COT}, 1}, {{"worst-rewrites", 1, TP_MODE_COT}, 1}, {{"worst-rewrites", 2, TP_MODE_COT}, 1},
  {{"worst-rewrites", 3, TP_MODE_COT}, 1}, {{"worst-rewrites", 4, TP_MODE_COT}, 1}, {{"worst-rewrites", 5, TP_MODE_COT}, 1},
  {{"worst-symbols", 0, TP_MODE_COT}, 0},  {{"worst-symbols", 1, TP_MODE_COT}, 0},  {{"worst-symbols", 2, TP_MODE_COT}, 0},
  {{"worst-summary", 0, TP_MODE_SCOT}, 1}, {{"worst-summary", 1, TP_MODE_SCOT}, 0}, {{"worst-summary", 2, TP_MODE_SCOT}, 0},
  {{"worst-summary", 3, TP_MODE_SCOT}, 0}, {{"worst-summary", 4, TP_MODE_SCOT}, 0}, {{"worst-summary", 5, TP_MODE_SCOT}, 0},
};

START_TEST(test_most_rewrites)
{
  examined e;
  open_worst(&e, &rewriting[_i].run);
  const tp_scope s = tp_scope_run(&e.s);
  ck_assert_uint_eq(s.ties, tp_transcript_rewrites(&e.s.told));
  ck_assert_uint_eq(s.ties + rewriting[_i].missing, tp_context_ties(s.mode, s.r, s.n));
  ck_assert(s.mode == TP_MODE_COT || e.s.told.segments > 1);
  close_run(&e);
}
END_TEST

/* The context that is full when a trace of so many steps ends, by the rules of
   doc/construction.md, sections 2 and 9.1; *past: the trace has reached its bound. */
static uint64_t count_trace(unsigned r, uint64_t prompt, uint64_t steps, int *past)
{
  uint64_t tokens = 0;
  *past = 0;
  for (uint64_t i = 0; i < steps; i++) {
    *past |= tokens >= 3 * (prompt - 1);         /* before this step a summary was due */
    tokens += i && i % r == 0 ? r + 2 : 0;
    tokens++;
  }
  return tokens;
}

/* The most writes of a cell in a context of n tokens, by trying. */
static uint64_t count_ties(tp_chain_mode mode, unsigned r, uint64_t n)
{
  uint64_t most = 0;
  for (uint64_t prompt = 2; prompt <= n; prompt++)
    for (uint64_t steps = 1; steps <= n; steps++) {
      int past, first = prompt < 4;              /* shorter than any summary; longer ones count alike */
      uint64_t cells = first ? 1 : prompt - 3, writes = steps + (prompt > 2);
      uint64_t tokens = prompt + count_trace(r, prompt, steps, &past);
      if (mode == TP_MODE_SCOT && past)
        break;
      int is_due = mode == TP_MODE_SCOT && tokens - prompt >= 3 * (prompt - 1);
      if ((tokens + 2 <= n || (is_due && tokens + cells + 3 <= n)) && writes > most)
        most = writes;
    }
  return most;
}

START_TEST(test_context_ties)
{
  const unsigned r = 4 + 2 * (unsigned) (_i / 2);
  const tp_chain_mode mode = _i % 2 ? TP_MODE_SCOT : TP_MODE_COT;
  for (uint64_t n = 5; n <= 400 && n <= (uint64_t) 1 << r; n += n < 90 ? 1 : 23)
    ck_assert_msg(tp_context_ties(mode, r, n) == count_ties(mode, r, n), "%s, r %u, n %u: %u, by trying %u", tp_chain_mode_name[mode], r,
                  (unsigned) n, (unsigned) tp_context_ties(mode, r, n), (unsigned) count_ties(mode, r, n));
}
END_TEST

/* --- Rewrites: what they ask of weights -------------------------------------------------- */

static const worst tied[] = {
  {"worst-rewrites", 0, TP_MODE_COT}, {"worst-rewrites", 2, TP_MODE_COT},
  {"worst-symbols", 0, TP_MODE_COT},  {"worst-symbols", 1, TP_MODE_COT},  {"worst-symbols", 2, TP_MODE_COT},
  {"worst-gap", 1, TP_MODE_COT},      {"worst-walk", 0, TP_MODE_COT},     {"worst-offset", 1, TP_MODE_COT},
  {"worst-summary", 1, TP_MODE_SCOT}, {"worst-summary", 2, TP_MODE_SCOT},
};

/* Powers of two above the bound do; the one before does not. */
static void assert_steps(const examined *e, const char *act, double bound, const char *modes)
{
  int w = 0;
  while (ldexp(1, w) <= bound)
    w++;
  for (int right = 0; right <= 1; right++) {
    char attn[20];
    snprintf(attn, sizeof attn, "fixed:1.%d", w - 1 + right);
    if (w + right > 0)
      assert_both(e, act, attn, 60, modes, right);
  }
}

/* Rounded up, 2^w >= 2N is necessary.  For `fixed:1.0` it is certified from 2n on, and with one bit more for
   others. */
static void assert_steps_up(const examined *e, const char *act, double N, const char *modes)
{
  int w = (int) ceil(log2(2 * N));
  for (int right = 0; right <= 1; right++) {
    char attn[20];
    snprintf(attn, sizeof attn, "fixed:1.%d", right ? w + 1 : w - 1);
    assert_both(e, act, attn, 60, modes, right);
  }
}

START_TEST(test_ties)
{
  examined e;
  open_worst(&e, tied + _i);
  const tp_scope s = tp_scope_run(&e.s);
  const double m = (double) s.ties, N = (double) s.n - 2;
  assert_steps(&e, "fixed:1.0", m / 2, "rne");
  assert_steps(&e, "fixed:2.0", 2 * m / 3, "rne");
  assert_steps(&e, "fixed:1.0", 2 * m, "attn:rtz");
  assert_steps(&e, "fixed:2.0", 2 * m, "attn:rdn");
  assert_steps_up(&e, "fixed:1.0", N, "attn:rup");
  assert_steps_up(&e, "fixed:2.0", N, "attn:rto");
  assert_both(&e, "fixed:2.0", "p:1", 60, "rne", 1);
  close_run(&e);
}
END_TEST

/* --- Inverse temperature ------------------------------------------------------------------ */

START_TEST(test_beta)
{
  static const int significands[] = {1, 2, 4, 11};
  examined e;
  open_worst(&e, tied + _i);
  const double N = (double) tp_transcript_longest(&e.s.told) - 2;
  for (size_t i = 0; i < LENGTH(significands); i++)
    for (int right = 0; right <= 1; right++) {
      char attn[20];
      double power = ldexp(1, significands[i]), bound = log(N * (power + 1) / (power - 1));
      snprintf(attn, sizeof attn, "p:%d", significands[i]);
      assert_both(&e, "fixed:1.0", attn, bound + (right ? 0.002 : -0.002), "rne", right);
    }
  for (int right = 0; right <= 1; right++)
    assert_both(&e, "fixed:1.0", "real", log(N) + (right ? 0.002 : -0.002), "rne", right);
  close_run(&e);
}
END_TEST

/* All t writes of a cell are at gap 1, and t is a little above F/2.  Each weighs 1/F until beta
   is almost ln(3F/2), which is more than what `seen_outp` asks for. */
START_TEST(test_gap)
{
  static const struct {
    size_t input;
    int w;
  } of[] = {{0, 4}, {1, 5}, {2, 6}, {3, 7}};
  examined e;
  open_worst(&e, &(worst) {"worst-gap", of[_i].input, TP_MODE_COT});
  char attn[20];
  const double F = ldexp(1, of[_i].w), N = (double) tp_transcript_longest(&e.s.told) - 2, marker = log(N * (F + 1) / (F - 1));
  snprintf(attn, sizeof attn, "fixed:1.%d", of[_i].w);
  ck_assert(marker < log(1.5 * F));
  assert_both(&e, "fixed:1.0", attn, marker - 0.002, "rne", 0);
  assert_both(&e, "fixed:1.0", attn, log(1.5 * F) + 0.002, "rne", 1);
  assert_both(&e, "fixed:1.0", attn, log(1.5 * F) - 0.03, "rne", 0);
  close_run(&e);
}
END_TEST

/* --- The output offset: how errors grow (doc/precision.md, section 3.5) ------------------- */

typedef struct {
  long bit, sum;         /* in units of e */
} growth;

/* Subtracts q from p bit by bit, as the layers do, where both conditions and each bit of p are off by e. */
static growth subtract(unsigned r, unsigned p, unsigned q)
{
  long delta[16];
  growth g = {0, 0};
  for (unsigned i = 0; i < r; i++)
    delta[i] = 1;
  for (unsigned i = 0; i < r; i++) {
    if (!(q >> i & 1))
      continue;
    unsigned last = i;
    long sum = 0;
    while (!(p >> last & 1))
      last++;
    for (unsigned j = i; j <= last; j++)
      sum += delta[j];
    for (unsigned j = i; j <= last; j++)
      delta[j] = 2 * sum - delta[j] + 4;       /* the bit of q, and in_output */
    p -= 1u << i;
  }
  for (unsigned i = 0; i < r; i++) {
    g.sum += labs(delta[i]);
    g.bit = labs(delta[i]) > g.bit ? labs(delta[i]) : g.bit;
  }
  return g;
}

static void raise_to(growth *most, growth g)
{
  most->bit = g.bit > most->bit ? g.bit : most->bit;
  most->sum = g.sum > most->sum ? g.sum : most->sum;
}

/* Over all positions p of a token of the output and q of outp; over those of runs, where the output
   is no longer than what stands before outp; and for worst-offset. */
START_TEST(test_offset)
{
  static const growth in_runs[] = {{25, 68}, {99, 286}, {411, 1152}, {1659, 4610}};
  const unsigned r = 4 + 2 * (unsigned) _i, tokens = 1u << r;
  growth most = {0, 0}, most_in_runs = {0, 0};
  for (unsigned q = 3; q + 2 < tokens; q++)
    for (unsigned p = q + 1; p + 1 < tokens; p++) {
      growth g = subtract(r, p, q);
      raise_to(&most, g);
      if (p + 3 <= 2 * q)
        raise_to(&most_in_runs, g);
    }
  ck_assert_int_eq(most.bit, 3 * (long) tokens - 5);
  ck_assert_int_eq(most.sum, 6 * (long) tokens - 12 + (long) r);
  ck_assert_int_eq(most_in_runs.bit, in_runs[_i].bit);
  ck_assert_int_eq(most_in_runs.sum, in_runs[_i].sum);
  examined e;
  open_worst(&e, &(worst) {"worst-offset", (size_t) _i, TP_MODE_COT});
  ck_assert_uint_eq(e.s.r, r);
  ck_assert_uint_eq(tp_transcript_longest(&e.s.told), tokens - 3);
  growth there = {0, 0};
  for (unsigned p = tokens / 2; p <= tokens - 5; p++)
    raise_to(&there, subtract(r, p, tokens / 2 - 1));
  ck_assert_msg(there.sum * 3 >= 2 * most_in_runs.sum, "r %u: %ld in the sum, %ld in a bit", r, there.sum, there.bit);
  close_run(&e);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("worst cases");
  TCase *tc = suite_case(suite, "worst cases");
  tcase_add_loop_test(tc, test_most_rewrites, 0, (int) LENGTH(rewriting));
  tcase_add_loop_test(tc, test_context_ties, 0, 8);
  tcase_add_loop_test(tc, test_ties, 0, (int) LENGTH(tied));
  tcase_add_loop_test(tc, test_beta, 0, (int) LENGTH(tied));
  tcase_add_loop_test(tc, test_gap, 0, 4);
  tcase_add_loop_test(tc, test_offset, 0, 4);
  return suite_run(suite);
}
