/* The fixed-bit arithmetic, on random machines, formats, sites, modes and inverse
   temperatures: in binary64 with its bounds on errors against enclosures of many
   more bits, which must come to the same verdicts and the same numbers; and both
   against the definition. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_compare.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"

enum { NAME = 32 };

/* Cells drawn so that each verdict occurs, beside those that are just random; of these
   some round at more sites, or in other ways. */
enum { CELL_SNAPS, CELL_EXACT, CELL_COLD, CELL_RANDOM, CELL_SITES, CELL_MODES, CELL_KINDS };

typedef struct {
  char site[TP_SITES][NAME], beta[NAME], modes[NAME], sum[NAME], subtract[NAME], overflow[NAME], noise[NAME];
} cell;

/* A format that binary64 has room for, often a small one. */
static void draw_format(random_source *s, char *name)
{
  static const char *const suffix[] = {"", "", "", "fn", "fnuz", "ftz", "fnftz", "b3", "b11fnuz"};
  static const char *const other[] = {"int8", "int4", "int2", "posit8", "posit16", "posit32", "int16"};
  uint32_t bits = random_one_in(s, 2) ? 28 : 6, family = random_below(s, 7);
  if (family < 2) {
    uint32_t i = 1 + random_below(s, 4);
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, i, random_below(s, bits));
  } else if (family < 4) {
    snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, bits + 4));
  } else if (family < 6) {
    uint32_t x = 2 + random_below(s, 7), y = 1 + random_below(s, bits);
    snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32 "%s", x, y, x < 4 ? "" : suffix[random_below(s, LENGTH(suffix))]);
  } else {
    snprintf(name, NAME, "%s", other[random_below(s, LENGTH(other))]);
  }
}

static void draw_beta(random_source *s, char *beta)
{
  uint32_t most = random_one_in(s, 3) ? 300 : 2500;    /* hundredths */
  if (random_one_in(s, 3))
    snprintf(beta, NAME, "auto");
  else
    snprintf(beta, NAME, "%.2f", random_below(s, most) / 100.0);
}

static void draw_sites(random_source *s, cell *c)
{
  for (int i = TP_SITE_LOGIT; i < TP_SITES; i++)
    if (random_one_in(s, 3))
      draw_format(s, c->site[i]);
  if (strcmp(c->site[TP_SITE_ACC], "real") && random_one_in(s, 2))
    snprintf(c->sum, NAME, "%s", tp_summation_name[random_below(s, TP_SUMMATIONS)]);
  if (strcmp(c->site[TP_SITE_LOGIT], "real") && random_one_in(s, 2))
    snprintf(c->subtract, NAME, "before");
}

static void draw_modes(random_source *s, cell *c)
{
  const uint32_t site = random_below(s, TP_SITES), mode = random_below(s, TP_ROUNDING_MODES);
  if (random_one_in(s, 2))
    snprintf(c->modes, NAME, "%s", tp_rounding_mode_name[mode]);
  else
    snprintf(c->modes, NAME, "%s:%s%s", tp_site_name[site], tp_rounding_mode_name[mode], site == TP_SITE_ACT ? "" : ",act:rne");
  if (random_one_in(s, 3))
    snprintf(c->overflow, NAME, "%s", tp_overflow_rule_name[random_below(s, TP_OVERFLOW_RULES)]);
}

static void draw_noise(random_source *s, cell *c)
{
  static const int sites[] = {TP_SITE_ACT, TP_SITE_ATTN, TP_SITE_LOGIT, TP_SITE_PARAM};
  snprintf(c->noise, NAME, "%s:%s:%.4f", tp_site_name[sites[random_below(s, 4)]], tp_noise_name[1 + random_below(s, TP_NOISES - 1)],
           (1 + random_below(s, 40)) / (random_one_in(s, 2) ? 1000.0 : 50.0));
}

static cell draw_plain_cell(random_source *s, size_t number)
{
  cell c = {.beta = "auto", .modes = "rne", .sum = "sequential", .subtract = "after", .overflow = "auto"};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c.site[i], NAME, "real");
  char *act = c.site[TP_SITE_ACT], *attn = c.site[TP_SITE_ATTN];
  switch (number % CELL_KINDS) {
  case CELL_SNAPS:                 /* doc/precision.md, "Snap" */
    snprintf(act, NAME, "fixed:%" PRIu32 ".0", 1 + random_below(s, 4));
    snprintf(attn, NAME, "p:%" PRIu32, 1 + random_below(s, 24));
    if (random_one_in(s, 2))
      draw_sites(s, &c);
    if (random_one_in(s, 3))
      snprintf(c.modes, NAME, "attn:%s,logit:rtz,acc:rto", tp_rounding_mode_name[random_below(s, TP_ROUNDING_MODES)]);
    return c;
  case CELL_EXACT:                 /* without a least number nothing snaps */
    snprintf(act, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    snprintf(attn, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    return c;
  }
  draw_format(s, act);
  draw_format(s, attn);
  if (random_one_in(s, 4))
    snprintf(attn, NAME, "%s", act);
  else if (random_one_in(s, 3))
    snprintf(random_one_in(s, 4) ? act : attn, NAME, "real");
  if (number % CELL_KINDS == CELL_COLD)
    snprintf(c.beta, NAME, "0.0%" PRIu32, 1 + random_below(s, 9));
  else
    draw_beta(s, c.beta);
  if (number % CELL_KINDS >= CELL_SITES)
    draw_sites(s, &c);
  if (number % CELL_KINDS == CELL_MODES)
    draw_modes(s, &c);
  return c;
}

static cell draw_cell(random_source *s, size_t number)
{
  cell c = draw_plain_cell(s, number);
  if (random_one_in(s, 6))
    draw_noise(s, &c);
  return c;
}

static void print_cell(const cell *c, char *text, size_t size)
{
  int length = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (strcmp(c->site[i], "real"))
      length += snprintf(text + length, size - (size_t) length, "--%s %s ", tp_site_name[i], c->site[i]);
  snprintf(text + length, size - (size_t) length, "--beta %s --round %s --sum %s --subtract %s --overflow %s%s%s", c->beta, c->modes,
           c->sum, c->subtract, c->overflow, *c->noise ? " --noise " : "", c->noise);
}

/* Numbers may leave every range here, so that a verdict is open. */
static const char enormous[] = "1e12";

/* 0 if the cell is refused: a format may not hold what it must. */
static int choice_of(tp_choice *choice, const cell *c, int working)
{
  tp_error err;
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .working = working};
  for (int i = 0; i < TP_SITES; i++)
    ck_assert_int_eq(tp_choice_set_site(choice, i, c->site[i], &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_beta(choice, c->beta, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_mode(choice, c->modes, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_summation(choice, c->sum, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_overflow(choice, c->overflow, &err), TP_STATUS_OK);
  if (*c->noise)
    ck_assert_int_eq(tp_choice_set_noise(choice, c->noise, &err), TP_STATUS_OK);
  choice->subtracts_first = !strcmp(c->subtract, "before");
  return tp_choice_check(choice, &err) == TP_STATUS_OK;
}

/* The cell of a number that goes together. */
static cell next_cell(random_source *s, size_t number)
{
  tp_choice choice;
  cell c;
  do
    c = draw_cell(s, number);
  while (!choice_of(&choice, &c, 0));
  return c;
}

/* Four times what enclosures begin with. */
enum { WORKING = 800 };

static tp_verification verdict_of(const tp_subject *s, tp_hardmax_record *t, const cell *c, int working)
{
  tp_verification v;
  tp_choice choice;
  choice_of(&choice, c, working);
  tp_verify_subject(&v, s, &choice, t);
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
  tp_verification fast = verdict_of(s, t, c, 0), fine = verdict_of(s, t, c, WORKING);
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
  size_t count = random_count(400, 12), exact = 0, exact_act = 0;
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

/* Every number is the rounded one, so both arithmetics agree with the definition, which
   3000 bits stand for: but where fractions such as 1/3 or 1/127 meet a tie, which no
   number of bits shows.  Of a run in several contexts it is the last that is compared. */
START_TEST(test_numbers)
{
  enum { DEFINITION = 3000 };
  random_source source = random_open(5);
  size_t count = random_count(60, 3), compared = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    quota.mode = (tp_chain_mode) (number % TP_CHAIN_MODES);
    random_next_subject(&source, &m, &s, 20, &quota);
    cell c = next_cell(&source, number);
    tp_choice choice, fine;
    choice_of(&choice, &c, 0);
    choice_of(&fine, &c, WORKING);
    int fractions = !tp_choice_is_rounded(&choice, TP_SITE_ATTN) || !tp_arithmetic_needs(&choice).shares_rows;
    for (int i = 0; i < TP_SITES; i++)
      fractions |= tp_format_denominator(choice.site[i]) > 1;
    if (tp_choice_is_rounded(&choice, TP_SITE_ACT) && !fractions) {
      plain mine = plain_evaluate(&s, s.told.segments - 1, &choice, DEFINITION, MPFR_RNDN);
      int undecided[2];
      size_t fast = plain_differences(&mine, &s, &choice, undecided), slow = plain_differences(&mine, &s, &fine, undecided + 1);
      if ((fast && !undecided[0]) || (slow && !undecided[1])) {
        random_machine_print(&m);
        char text[400];
        print_cell(&c, text, sizeof text);
        ck_abort_msg("%s: %zu numbers differ from the definition, %zu with more bits", text, fast, slow);
      }
      compared += !undecided[0];
      plain_clear(&mine);
    }
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
  static const char *const shared[] = {"mxint8", "mxfp4", "mxfp6e2m3fn", "mxfp6e3m2fn", "mxfp8e4m3fn", "mxfp8e5m2"};
  enum { FORMATS = LENGTH(shared) };
  random_source source = random_open(6);
  size_t count = random_count(24, 2), rounded_again = 0;
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
    snprintf(c.subtract, NAME, "after");
    c.noise[0] = '\0';
    snprintf(c.beta, NAME, "%g", 0.5 + random_below(&source, 100) / 8.0);
    const char *act = shared[number % FORMATS], *attn = shared[random_below(&source, FORMATS)];
    snprintf(c.site[TP_SITE_ACT], NAME, "%s", act);
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", attn);
    if (random_one_in(&source, 2))
      snprintf(c.site[TP_SITE_LOGIT], NAME, "%s", shared[random_below(&source, FORMATS)]);
    tp_choice choice;
    ck_assert(choice_of(&choice, &c, 0));
    plain mine = plain_evaluate(&s, 0, &choice, 1000, MPFR_RNDN);
    int undecided;
    size_t different = plain_differences(&mine, &s, &choice, &undecided);
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

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("sites");
  TCase *tc = suite_case(suite, "verdicts");
  tcase_add_test(tc, test_verdicts);
  tc = suite_case(suite, "numbers");
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_shared_scales);
  return suite_run(suite);
}
