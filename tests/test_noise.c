/* SPDX-License-Identifier: MIT */
/* Noise: what the margins call safe does no harm, and not much more does; exact intervals
   of rates; noise depends on its place and nothing else. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/analysis/binomial.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/noise.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/evaluation/evaluator.h"
#include "tmprec/machine/catalog.h"

/* --- Intervals --------------------------------------------------------------------- */

/* Some by themselves; all of up to 40 trials follow by the definition. */
static const struct {
  size_t found, trials;
  double low, high;
} intervals[] = {
  {0, 10, 0, 0.3084971}, {1, 10, 0.002528579, 0.4450161}, {5, 10, 0.187086, 0.812914}, {10, 10, 0.6915029, 1},
  {2, 1000, 0.0002423012, 0.007205837}, {500, 1000, 0.4685492, 0.5314508},
};

static double tail(size_t least, size_t n, double p)
{
  double sum = 0;
  for (size_t k = least; k <= n; k++) {
    double term = 1;
    for (size_t i = 0; i < k; i++)
      term *= p * (double) (n - i) / (double) (k - i);
    sum += term * pow(1 - p, (double) (n - k));
  }
  return sum;
}

START_TEST(test_intervals)
{
  double low, high;
  for (size_t i = 0; i < LENGTH(intervals); i++) {
    tp_binomial_interval(intervals[i].found, intervals[i].trials, 0.95, &low, &high);
    ck_assert_msg(fabs(low - intervals[i].low) < 1e-6 && fabs(high - intervals[i].high) < 1e-6, "%zu: %.9g %.9g", i, low, high);
  }
  /* and by the definition */
  for (size_t n = 1; n <= 40; n += 3)
    for (size_t k = 0; k <= n; k++) {
      tp_binomial_interval(k, n, 0.9, &low, &high);
      ck_assert(k ? fabs(tail(k, n, low) - 0.05) < 1e-9 : low == 0);
      ck_assert(k < n ? fabs(tail(k + 1, n, high) - 0.95) < 1e-9 : high == 1);
    }
}
END_TEST

/* --- Normal noise --------------------------------------------------------------------- */

START_TEST(test_deviation)
{
  mpfr_t x;
  mpfr_init2(x, 100);
  static const double draws[] = {1, 7, 1e3, 1e7, 1e11}, probability[] = {0.5, 0.95, 0.999};
  for (size_t i = 0; i < LENGTH(draws); i++)
    for (size_t k = 0; k < LENGTH(probability); k++) {
      double s = tp_noise_deviation(3, draws[i], probability[k]);
      mpfr_set_d(x, 3 / s, MPFR_RNDN);
      mpfr_div_d(x, x, sqrt(2), MPFR_RNDN);
      mpfr_erfc(x, x, MPFR_RNDN);
      mpfr_mul_d(x, x, draws[i], MPFR_RNDN);
      ck_assert_msg(fabs(mpfr_get_d(x, MPFR_RNDN) - (1 - probability[k])) < 1e-9, "%g draws: deviation %g", draws[i], s);
    }
  mpfr_clear(x);
}
END_TEST

typedef struct {
  size_t numbers, keys;
} counter;

static void count_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  counter *n = context;
  (void) w, (void) version, (void) c;
  n->numbers += to - from;
}

static void count_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  (void) layer;
  count_activation(context, w, neuron, c, from, to);
}

static void count_keys(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  counter *n = context;
  (void) w, (void) layer, (void) head, (void) row;
  n->keys += position + 1;
}

static void check_draws(const tp_subject *s)
{
  counter n = {0, 0};
  size_t embedded = 0;
  const tp_setup in = tp_setup_hardmax();
  const tp_observer watch = {.context = &n, .activation = count_activation, .hidden = count_hidden, .scores = count_keys};
  tp_pass *p = tp_pass_new(s->plans, &in, 1);
  for (size_t g = 0; g < s->told.segments; g++) {
    const tp_sequence *tokens = &s->told.segment[g].tokens;
    tp_pass_begin(p, g, &watch);
    tp_pass_feed(p, tokens, tokens->length - 1, tokens->length);
    embedded += s->t->width * (tokens->length - 1);
  }
  tp_pass_free(p);
  ck_assert(tp_noise_draws(s, TP_SITE_ACT) == (double) (n.numbers - embedded));
  ck_assert(tp_noise_draws(s, TP_SITE_ATTN) == (double) n.keys && tp_noise_draws(s, TP_SITE_LOGIT) == (double) n.keys);
}

/* --- Noise that is safe ---------------------------------------------------------------- */

/* A site, its format where that matters, and how far above what is safe noise fails, uniform
   and normal. */
static const struct {
  const char *site, *format;
  int number;
  double factor, normal_factor;
} sites[] = {{"act", "fixed:1.0", TP_SITE_ACT, 1.1, 1.5}, {"logit", "real", TP_SITE_LOGIT, 1.7, 5}, {"attn", "p:24", TP_SITE_ATTN, 5, 20},
            {"param", "real", TP_SITE_PARAM, 5, 18}};

static const struct {
  const char *machine, *input;
  tp_chain_mode mode;
} runs[] = {
  {"counter", "1101", TP_MODE_COT},     {"third", "110", TP_MODE_COT},          {"reverse", "110101", TP_MODE_COT}, {"add", "1+110", TP_MODE_COT},
  {"sort", "bccbb", TP_MODE_COT},       {"parity", "1101101101", TP_MODE_COT},  {"collatz", "101", TP_MODE_COT},    {"fill", "01010011", TP_MODE_COT},
  {"gray", "1010011111101", TP_MODE_COT}, {"odometer", "000", TP_MODE_SCOT},
};

static tp_choice choice_of(size_t site)
{
  tp_error err;
  tp_choice c = {.beta = {.is_auto = 1}};
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACT, "fixed:1.0", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_site(&c, sites[site].number, sites[site].format, &err) == TP_STATUS_OK);
  return c;
}

/* Trials without a failure, that is a wrong activation; the first failure is enough. */
static int survives(const tp_subject *s, tp_hardmax_record *hardmax, size_t site, tp_noise_kind kind, double size, int trials)
{
  tp_choice c = choice_of(site);
  int right = 1;
  c.noise[sites[site].number] = (tp_site_noise) {kind, size};
  if (sites[site].number == TP_SITE_LOGIT)
    c.site[TP_SITE_LOGIT] = (tp_format) {.family = TP_FORMAT_FLOAT, .a = 32};
  for (int i = 0; i < trials && right; i++) {
    tp_verification v;
    tp_verify_subject(&v, s, &(tp_setup) {.choice = &c, .draw.trial = (uint64_t) i}, hardmax);
    right = v.exact_act == TP_VERDICT_YES;
    tp_verify_clear(&v);
  }
  return right;
}

START_TEST(test_safe)
{
  const size_t run = (size_t) _i;
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.mode = runs[run].mode, .limits = {10000, 0}};
  ck_assert(tp_catalog_open(&m, runs[run].machine, &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, runs[run].input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  check_draws(&s);
  tp_hardmax_record *hardmax = tp_hardmax_record_new(&s, 1);
  for (size_t site = 0; site < LENGTH(sites); site++) {
    const tp_choice quiet = choice_of(site);
    const tp_setup in = tp_setup_of(&quiet);
    tp_margins found;
    tp_margins_measure(&found, &s, &in, NULL, NULL);
    double safe = tp_margins_noise(&found, &s, &quiet, sites[site].number);
    tp_margins_clear(&found);
    ck_assert_msg(safe > 0, "%s: %g", sites[site].site, safe);
    /* Few are enough where none may fail; what fails does so early. */
    const int trials = (int) random_count(8, 2), harmful = trials < 8 ? 0 : 20;
    ck_assert_msg(survives(&s, hardmax, site, TP_NOISE_UNIFORM, 0.9999 * safe, trials), "%s: %g is not safe", sites[site].site, safe);
    double normal = tp_noise_deviation(safe, trials * tp_noise_draws(&s, sites[site].number), 0.95);
    ck_assert_msg(survives(&s, hardmax, site, TP_NOISE_NORMAL, normal, trials), "%s: normal noise of %g fails", sites[site].site, normal);
    if (harmful)
      ck_assert_msg(!survives(&s, hardmax, site, TP_NOISE_NORMAL, sites[site].normal_factor * normal, harmful), "%s: normal noise of %g times %g does no harm",
                    sites[site].site, sites[site].normal_factor, normal);
    if (harmful)
      ck_assert_msg(!survives(&s, hardmax, site, TP_NOISE_UNIFORM, sites[site].factor * safe, harmful), "%s: %g times %g does no harm", sites[site].site,
                    sites[site].factor, safe);
  }
  tp_hardmax_record_free(hardmax);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* At a large beta the neurons of the table, one input for each bit of the state and of each
   symbol read, and a bias, are what tolerates least. */
START_TEST(test_inputs)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {10000, 0}};
  tp_margins found;
  ck_assert(tp_catalog_open(&m, "mul", &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, "1*", &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_choice c = {.beta = {.is_auto = 1}};
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACT, "fixed:1.0", &err) == TP_STATUS_OK && tp_choice_set_beta(&c, "60", &err) == TP_STATUS_OK);
  double inputs = ceil(log2(tp_machine_states(m))) + 3 * ceil(log2(tp_machine_symbols(m)));
  const tp_setup in = tp_setup_of(&c);
  tp_margins_measure(&found, &s, &in, NULL, NULL);
  ck_assert(fabs(tp_margins_noise(&found, &s, &c, TP_SITE_PARAM) - 0.5 / (inputs + 1)) < 1e-12);
  tp_margins_clear(&found);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* Chance in attention: from safe to harmful. */
static const struct {
  const char *act, *attn, *noise;
  int is_stochastic;
} chances[] = {
  {"fixed:1.0", NULL, "attn:uniform:0.03", 0}, {"fixed:1.0", NULL, "attn:uniform:0.1", 0}, {"fixed:1.2", "fixed:1.6", "attn:normal:0.01", 0},
  {"fixed:1.0", NULL, "logit:normal:0.8", 0}, {"fixed:1.0", NULL, "logit:uniform:6", 0}, {"fixed:1.0", "fixed:1.5", "logit:uniform:5", 0},
  {"fixed:1.0", "fixed:1.6", NULL, 1}, {"fixed:1.0", "p:3", NULL, 1}, {"fixed:1.0", "fixed:1.3", "attn:uniform:0.05", 1},
};

/* Exact or not, in activations too, and where it fails, with this setup. */
static tp_verification result_of(const tp_subject *s, tp_setup in, tp_hardmax_record *hardmax, int plain, int bits)
{
  tp_verification v;
  in.plain = plain;
  in.effort.bits = bits;
  tp_verify_subject(&v, s, &in, hardmax);
  tp_verify_clear(&v);
  return v;
}

static int is_same(const tp_verification *a, const tp_verification *b)
{
  return a->exact == b->exact && a->exact_act == b->exact_act && (a->exact == TP_VERDICT_YES || a->first_error == b->first_error);
}

/* Rows whose draws cannot matter are passed over, and unrounded numbers with noise are known up to an error only: the
   verdicts are those of a plain evaluation, and of enclosures. */
START_TEST(test_chance)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {10000, 0}};
  ck_assert(tp_catalog_open(&m, "add", &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, "11+1", &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_hardmax_record *hardmax = tp_hardmax_record_new(&s, 1);
  size_t seen[3] = {0, 0, 0};
  for (size_t n = 0; n < LENGTH(chances); n++) {
    tp_choice c = {.beta = {.is_auto = 1}};
    ck_assert(tp_choice_set_site(&c, TP_SITE_ACT, chances[n].act, &err) == TP_STATUS_OK);
    ck_assert(!chances[n].attn || tp_choice_set_site(&c, TP_SITE_ATTN, chances[n].attn, &err) == TP_STATUS_OK);
    ck_assert(!chances[n].noise || tp_choice_set_noise(&c, chances[n].noise, &err) == TP_STATUS_OK);
    if (chances[n].is_stochastic)
      c.mode[TP_SITE_ATTN] = TP_ROUND_STOCHASTIC;
    for (int trial = 0; trial < 6; trial++) {
      tp_setup in = tp_setup_of(&c);
      in.draw.trial = (uint64_t) trial;
      const tp_verification quick = result_of(&s, in, hardmax, 0, 0), plain = result_of(&s, in, hardmax, 1, 0);
      ck_assert_msg(is_same(&quick, &plain), "%zu, trial %d", n, trial);
      if (trial < 1) {
        const tp_verification enclosed = result_of(&s, in, hardmax, 1, 256);
        ck_assert_msg(is_same(&plain, &enclosed), "%zu, trial %d: enclosures", n, trial);
      }
      seen[quick.exact]++;
    }
  }
  ck_assert(seen[TP_VERDICT_YES] && seen[TP_VERDICT_NO] && !seen[TP_VERDICT_UNKNOWN]);
  tp_hardmax_record_free(hardmax);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* Noise of nothing is no noise; what is unknown is said. */
START_TEST(test_choice)
{
  tp_error err;
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  ck_assert(tp_choice_set_noise(&c, "act:uniform:0", &err) == TP_STATUS_OK && !tp_choice_has_noise(&c));
  static const char *const bad[] = {"", "act", "act:uniform", "act:uniform:", "act:gauss:1", "exp:uniform:1", "acc:normal:1", "act:normal:-1",
                                    "act:normal:x", "act:normal:1e7", ":uniform:1"};
  for (size_t i = 0; i < LENGTH(bad); i++)
    ck_assert_msg(tp_choice_set_noise(&c, bad[i], &err) == TP_STATUS_REFUSED, "%s", bad[i]);
  ck_assert(tp_choice_set_noise(&c, "PARAM:Normal:0.25", &err) == TP_STATUS_OK && c.noise[TP_SITE_PARAM].kind == TP_NOISE_NORMAL);
  ck_assert(tp_choice_check(&c, &err) == TP_STATUS_REFUSED);    /* hardmax */
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("noise");
  TCase *tc = suite_case(suite, "noise");
  tcase_add_test(tc, test_intervals);
  tcase_add_test(tc, test_deviation);
  tcase_add_loop_test(tc, test_safe, 0, (int) LENGTH(runs));
  tcase_add_test(tc, test_inputs);
  tcase_add_test(suite_case(suite, "chance"), test_chance);
  tcase_add_test(tc, test_choice);
  return suite_run(suite);
}
