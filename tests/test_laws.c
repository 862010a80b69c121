/* The laws of doc/precision.md, section 3, each on both sides of its bound. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* --- A run, and what becomes of it in an arithmetic ------------------------------- */

typedef struct {
  tp_machine *m;
  tp_subject s;
  tp_hardmax_record *hardmax;
} examined;

static void open_run(examined *e, tp_machine *m, const char *input)
{
  tp_error err;
  const tp_subject_options options = {.limits = {100000, 0}};
  e->m = m;
  ck_assert_msg(tp_subject_open(&e->s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  e->hardmax = tp_hardmax_record_new(&e->s, 1);
}

static void open_text(examined *e, const char *text, const char *input)
{
  tp_machine *m;
  tp_error err = {""};
  ck_assert_msg(tp_machine_parse(&m, "m", text, strlen(text), &err) == TP_STATUS_OK, "%s", err.text);
  open_run(e, m, input);
}

static void open_shipped(examined *e, const char *name, size_t i)
{
  tp_machine *m;
  tp_error err = {""};
  tp_buffer input = {NULL, 0, 0};
  ck_assert_msg(tp_catalog_open(&m, name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&input, name, i) == TP_STATUS_OK);
  open_run(e, m, input.text);
  tp_buffer_clear(&input);
}

static void close_run(examined *e)
{
  tp_hardmax_record_free(e->hardmax);
  tp_subject_close(&e->s);
  tp_machine_free(e->m);
}

typedef struct {
  int exact, exact_act;
  size_t first_error;
} judgement;

static judgement judge(const examined *e, const tp_choice *c)
{
  tp_verification v;
  tp_verify_subject(&v, &e->s, c, e->hardmax);
  ck_assert(v.exact != TP_VERDICT_UNKNOWN && v.exact_act != TP_VERDICT_UNKNOWN);
  ck_assert(v.exact || !v.exact_act);
  judgement j = {v.exact == TP_VERDICT_YES, v.exact_act == TP_VERDICT_YES, v.first_error};
  tp_verify_clear(&v);
  return j;
}

static judgement judge_sites(const examined *e, const char *act, const char *attn, const char *beta)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err = {""};
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ACT, act, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ATTN, attn, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(&c, beta, &err) == TP_STATUS_OK, "%s", err.text);
  return judge(e, &c);
}

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

/* --- Ties (section 3.4) ------------------------------------------------------------------ */

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

/* --- Modes and logits (sections 3.4, 3.8, 3.9) -------------------------------------------- */

/* Formats of all sites as given, the others real; "" leaves a site out. */
typedef struct {
  const char *act, *attn, *logit, *beta, *modes;
  int subtracts_first;
} arrangement;

static judgement judge_arrangement(const examined *e, const arrangement *how)
{
  const char *const site[] = {[TP_SITE_ACT] = how->act, [TP_SITE_ATTN] = how->attn, [TP_SITE_LOGIT] = how->logit};
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT, .subtracts_first = how->subtracts_first};
  tp_error err = {""};
  for (int i = TP_SITE_ACT; i <= TP_SITE_LOGIT; i++)
    ck_assert_msg(tp_choice_set_site(&c, i, site[i] ? site[i] : "real", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(&c, how->beta, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(&c, how->modes ? how->modes : "rne", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_check(&c, &err) == TP_STATUS_OK, "%s", err.text);
  return judge(e, &c);
}

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
  TCase *tc = tcase_create("laws");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_snap, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_ties, LEAST_REWRITES, MOST_REWRITES + 1);
  tcase_add_loop_test(tc, test_truncated_weights, LEAST_REWRITES, MOST_REWRITES + 1);
  tcase_add_loop_test(tc, test_weights_rounded_up, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_directed_activations, 0, (int) LENGTH(snapping));
  tcase_add_loop_test(tc, test_logits, 0, (int) LENGTH(snapping));
  tcase_add_test(tc, test_logits_are_not_monotone);
  tcase_add_test(tc, test_ties_in_floating_point);
  tcase_add_test(tc, test_ties_wide_act);
  tcase_add_test(tc, test_ties_of_blanks);
  tcase_add_test(tc, test_tied_rows);
  tcase_add_test(tc, test_not_monotone_in_bits);
  tcase_add_test(tc, test_not_monotone_in_beta);
  tcase_add_loop_test(tc, test_everything_rounded, 0, (int) LENGTH(everything));
  Suite *suite = suite_create("laws");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
