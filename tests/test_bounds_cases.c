/* SPDX-License-Identifier: MIT */
/* Bounds where they are easily wrong: formats that flush, weights rounded in a direction, beta 0,
   infinite logits, layers without heads, noise that breaks ties or lifts a weight above 1.  What is
   expected is worked out by hand from doc/precision.md, 5.1 and 3.11, or found by trying. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../src/08-analysis/bound/tolerance.h"
#include "random_source.h"
#include "suite.h"
#include "tmprec/analysis/bound.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/noise.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"

/* --- Runs ------------------------------------------------------------------------------------ */

/* SITE=FORMAT words, and beta, round, subtract and at. */
static tp_choice choice_of(const char *words)
{
  tp_layer_exception except;
  tp_choice c = {.beta = {.is_auto = 1}};
  tp_error err = {.text = ""};
  char text[200];
  snprintf(text, sizeof text, "%s", words);
  for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
    char *value = strchr(word, '=');
    *value++ = '\0';
    tp_status set = TP_STATUS_OK;
    if (!strcmp(word, "beta"))
      set = tp_choice_set_beta(&c, value, &err);
    else if (!strcmp(word, "round"))
      set = tp_choice_set_mode(&c, value, &err);
    else if (!strcmp(word, "subtract"))
      c.subtracts_first = !strcmp(value, "before");
    else if (!strcmp(word, "at")) {
      set = tp_exception_parse(&except, value, &err);
      tp_choice_add_exception(&c, &except);
    }
    for (int i = 0; i < TP_SITES; i++)
      if (!strcmp(word, tp_site_name[i]))
        set = tp_choice_set_site(&c, i, value, &err);
    ck_assert_msg(set == TP_STATUS_OK, "%s: %s", words, err.text);
  }
  ck_assert_msg(tp_choice_check(&c, &err) == TP_STATUS_OK, "%s: %s", words, err.text);
  return c;
}

typedef struct {
  tp_machine *m;
  tp_subject s;
} run;

static run run_of(const char *text, const char *input)
{
  run a;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {10000, 0}};
  int shipped = !strchr(text, '\n');
  ck_assert_msg((shipped ? tp_catalog_open(&a.m, text, &err) : tp_machine_parse(&a.m, "m", text, strlen(text), &err)) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_subject_open(&a.s, a.m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  return a;
}

static void run_close(run *a)
{
  tp_subject_close(&a->s);
  tp_machine_free(a->m);
}

static tp_verdict exact_act(const run *a, const tp_choice *c)
{
  tp_verification v;
  const tp_setup setup = tp_setup_of(c);
  tp_hardmax_record *hardmax = tp_hardmax_record_new(&a->s, 1);
  tp_verify_subject(&v, &a->s, &setup, hardmax);
  tp_verdict verdict = v.exact_act;
  tp_verify_clear(&v);
  tp_hardmax_record_free(hardmax);
  return verdict;
}

/* The least slack of all heads; -infinity if for one nothing is known. */
static double least_slack(const tp_margins *m)
{
  double least = INFINITY;
  for (size_t i = 0; i < m->heads; i++)
    least = !m->head[i].is_known ? -INFINITY : m->head[i].slack.seen ? fmin(least, m->head[i].slack.value) : least;
  return least;
}

static const tp_head_margin *head_at(const run *a, const tp_margins *m, size_t layer, const char *out)
{
  for (size_t i = 0; i < m->heads; i++) {
    const tp_attention_head *h = a->s.t->layer[m->head[i].layer - 1].head + m->head[i].head;
    if (m->head[i].layer == layer && !strcmp(tp_transformer_register_of(a->s.t, h->out[0])->name, out))
      return m->head + i;
  }
  ck_abort_msg("layer %zu has no head %s", layer, out);
}

/* --- What rounding undoes ------------------------------------------------------------------------ */

/* The radius as a fraction: half of the least positive value around 0, but in formats that flush up
   to the point from which on a number is rounded to the least normal one: 2^e (1 - 2^-(Y + 2)).
   Beside 1 half of the step below it. */
static const struct {
  const char *format;
  double zero, one, denominator;
} radii[] = {
  {"fixed:1.0", 0.5, 0.5, 1},           {"fixed:2.7", 0x1p-8, 0x1p-8, 1},          {"e5m2", 0x1p-17, 0x1p-4, 1},
  {"e5m2ftz", 0x1p-14 * 15 / 16, 0x1p-4, 1}, {"e4m3ftz", 0x1p-6 * 31 / 32, 0x1p-5, 1}, {"e3m2fnftz", 0x1p-2 * 15 / 16, 0x1p-4, 1},
  {"e2m1fn", 0.25, 0.25, 1},            {"e2m3ftz", 31.0 / 32, 0x1p-5, 1},        {"int2", 0.5, 0.5, 1},
  {"int4", 0.5, 0.5, 7},                {"int8", 0.5, 0.5, 127},                  {"p:3", 0, 0x1p-4, 1},
  {"posit8", 0, 0x1p-5, 1},             {"bf16", 0x1p-134, 0x1p-9, 1},            {"fp64", 0x1p-1074 / 2, 0x1p-54, 1},
};

START_TEST(test_radii)
{
  char words[80];
  snprintf(words, sizeof words, "act=%s attn=p:8", radii[_i].format);
  const tp_choice c = choice_of(words);
  tolerance t = tp_tolerance_make(&c, 4, 15, 0);
  ck_assert(t.is_known);
  for (int value = 0; value < 2; value++) {
    double radius = value ? radii[_i].one : radii[_i].zero;
    double least = tp_bound_div_down(radius, radii[_i].denominator), most = tp_bound_div_up(radius, radii[_i].denominator);
    ck_assert_msg(t.radius[value] <= most && t.radius[value] >= nextafter(least, 0), "%s, beside %d: %a, not %a", words, value, t.radius[value], most);
  }
  tp_tolerance_clear(&t);
}
END_TEST

/* --- Rows of the margins --------------------------------------------------------------------------- */

#define ONE_TAPE "tapes 1\nblank _\ninput a b\nstart q0\nhalt h\n"
#define TWO_TAPES "tapes 2\nblank _\ninput a b\nstart q0\nhalt h\n"
static const char to_the_right[] = ONE_TAPE "q0 a -> h a R\n";
static const char back[] = ONE_TAPE "q0 b -> q1 b R\nq2 b -> h b R\nq1 a -> q2 b R\nq0 a -> h b L\nq1 _ -> q1 b S\nq3 a -> q0 a S\n";
static const char onward[] = "tapes 1\nblank _\ninput a\nstart q0\nhalt h\nq0 a -> h a R\nq3 _ -> q3 _ L\nq3 a -> q0 a R\nq1 a -> q3 a S\nq0 _ -> q1 a L\n";
static const char two_tapes[] = TWO_TAPES "q0 _ _ -> h b _ R R\nq0 b _ -> q0 b _ S R\nq0 _ a -> h a a R L\nq0 b a -> h _ a S L\n";

enum { EMPTY = 1000 };             /* nothing is known */

static const struct {
  const char *text, *input, *choice;
  size_t layer;
  const char *out;
  double slack;
} rows[] = {
  /* radius 15/16 2^-14, of a value 1 among keys up to 1 away: 1 key against 5, seen last */
  {to_the_right, "aa", "act=e5m2ftz logit=e4m3 subtract=before beta=4.7", 4, "prev_head", -0.505953},
  /* some biases are below -2, and the first format has no such value; in the second beta is 5, and the
     best key is at 4, the next at 2: R(20) = 16, R(10) = 8 */
  {back, "babb", "param=fixed:1.3 attn=e4m3 logit=e5m1 act=e4m3 round=param:raz beta=5", 2, "bit_a", EMPTY},
  {back, "babb", "param=fixed:4.3 attn=e4m3 logit=e5m1 act=e4m3 round=param:raz beta=5", 2, "bit_a", 1.6},
  /* weights of 53 bits; beta is 8, and its multiples are posits up to a point */
  {onward, "aaaaa", "param=fixed:4.0 attn=fp64 act=fixed:1.2 logit=posit8 round=logit:raz subtract=before", 1, "seen_outp", 0.436143},
  /* rounded up, every weight is 1/16 or more: where others have a value no gap is enough; where none
     has, the weights of the best keys are all that matters; where no value is set, nothing does */
  {two_tapes, "", "act=bf16 attn=fixed:1.4 round=attn:rup beta=4.10", 1, "seen_outp", 0.00137938},
  {two_tapes, "", "act=bf16 attn=fixed:1.4 round=attn:rup beta=4.10", 2, "outp_pos", -INFINITY},
  {two_tapes, "", "act=bf16 attn=fixed:1.4 round=attn:rup beta=4.10", 2, "bit_a", 2},
  {onward, "aaaaa", "act=fixed:1.0 attn=posit8 beta=30", 2, "outp_pos", -INFINITY},
  {onward, "aaaaa", "act=fixed:1.0 attn=posit8 beta=30", 2, "bit_a", 2},
  /* at beta 0 no gap changes a weight */
  {two_tapes, "", "act=fixed:1.0 attn=fixed:1.4 beta=0", 1, "seen_outp", -INFINITY},
  {two_tapes, "", "act=fixed:1.0 attn=fixed:1.4 beta=0", 2, "bit_a", 2},
};

static int holds_biases(const tp_subject *s, const tp_choice *c)
{
  const tp_rounding param = tp_choice_rounding(c, TP_SITE_PARAM);
  const tp_double_rounding to = tp_double_rounding_make(&param);
  for (size_t l = 0; l < s->t->layers; l++)
    for (size_t i = 0; i < s->t->layer[l].mlp.neurons; i++)
      if (tp_double_rounding_apply(&to, s->t->layer[l].mlp.bias[i], 0.5) != s->t->layer[l].mlp.bias[i])
        return 0;
  return 1;
}

START_TEST(test_rows)
{
  run a = run_of(rows[_i].text, rows[_i].input);
  const tp_choice c = choice_of(rows[_i].choice);
  tp_margins m;
  const tp_setup setup = tp_setup_of(&c);
  tp_margins_measure(&m, &a.s, &setup, NULL, NULL);
  const tp_head_margin *h = head_at(&a, &m, rows[_i].layer, rows[_i].out);
  if (rows[_i].slack == EMPTY)
    ck_assert_msg(!holds_biases(&a.s, &c) && !h->is_known && !h->slack.seen, "%s: slack %g", rows[_i].choice, h->slack.value);
  else
    ck_assert_msg(h->is_known && h->slack.seen && (h->slack.value == rows[_i].slack || fabs(h->slack.value - rows[_i].slack) < 1e-5),
                  "%s, %s: slack %.9g, not %g", rows[_i].choice, rows[_i].out, h->slack.value, rows[_i].slack);
  tp_margins_clear(&m);
  run_close(&a);
}
END_TEST

/* A run whose least slack is above 0 is exact.  These are not: */
static const struct {
  const char *machine, *input, *choice;
} wrong[] = {
  /* 8 beta = 256 is infinite in e4m3, 7 beta = 224 is not: infinity less infinity */
  {"third", "110", "act=fixed:1.0 attn=p:8 logit=e4m3 beta=32"},
  {"third", "110", "act=fixed:1.0 logit=e4m3 beta=33"},
  /* biases of -3 and more in a layer without a head */
  {"third", "110", "act=fixed:1.0 attn=p:8 beta=20 at=15:param=p:1"},
  {"third", "110", "act=fixed:1.0 attn=p:8 beta=20 at=9:param=int2"},
};

START_TEST(test_wrong)
{
  run a = run_of(wrong[_i].machine, wrong[_i].input);
  tp_choice c = choice_of(wrong[_i].choice);
  tp_margins m;
  const tp_setup setup = tp_setup_of(&c);
  tp_margins_measure(&m, &a.s, &setup, NULL, NULL);
  ck_assert_msg(exact_act(&a, &c) == TP_VERDICT_NO, "%s: exact", wrong[_i].choice);
  ck_assert_msg(!(least_slack(&m) > 0), "%s: the least slack is %g", wrong[_i].choice, least_slack(&m));
  tp_margins_clear(&m);
  tp_choice_clear(&c);
  run_close(&a);
}
END_TEST

/* Where all keys tie there is no gap, and an infinite logit does harm all the same. */
START_TEST(test_infinite_logits)
{
  const tp_choice c = choice_of("act=fixed:1.0 logit=e4m3 beta=32");
  tolerance t = tp_tolerance_make(&c, 4, 15, 0);
  ck_assert(tp_tolerance_lead(&t, 8, 8) == -INFINITY && tp_tolerance_lead(&t, 8, 7) == -INFINITY && tp_tolerance_lead(&t, -8, -9) == -INFINITY);
  ck_assert(tp_tolerance_lead(&t, 7, 7) == 0 && tp_tolerance_lead(&t, 7, 6) == 1 && tp_tolerance_lead(&t, 0, -9) == INFINITY);
  tp_tolerance_clear(&t);
}
END_TEST

/* Keys whose logit is -infinity have no weight, and do not keep the others' mean from being known. */
START_TEST(test_vanished_keys)
{
  static const char text[] = TWO_TAPES "q0 b _ -> h a _ R R\nq2 _ b -> q2 _ _ L L\n";
  run a = run_of(text, "b");
  const tp_choice c = choice_of("param=fixed:1.24 logit=e2m4 act=e3m2fn round=act:rup subtract=before beta=1.608");
  tp_margins m;
  const tp_setup setup = tp_setup_of(&c);
  tp_margins_measure(&m, &a.s, &setup, NULL, NULL);
  ck_assert(!m.is_undecided && exact_act(&a, &c) == TP_VERDICT_NO);
  const tp_head_margin *h = head_at(&a, &m, 1, "seen_outp");
  ck_assert(h->run_gap.seen && h->run_gap.value == 1 && !h->is_known);
  tp_margins_clear(&m);
  run_close(&a);
}
END_TEST

/* --- Noise on a head's weights and logits ------------------------------------------------------------- */

/* `ties` keys lead over others by this gap; the first `set` keys have the value 1, the rest have none;
   x is 0. */
static double activation_of(const tp_choice *c, size_t ties, size_t others, size_t set, double gap, const double *logit_noise,
                            const double *weight_noise)
{
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  const tp_double_rounding to_act = tp_double_rounding_make(&act), to_attn = tp_double_rounding_make(&attn);
  double beta = tp_choice_beta(c, 4), total = 0, sum = 0, e[64];
  for (size_t j = 0; j < ties + others; j++)
    total += e[j] = exp((j < ties ? 0 : -beta * gap) + logit_noise[j]);
  for (size_t j = 0; j < set; j++)
    sum += tp_double_rounding_apply(&to_attn, tp_double_rounding_apply(&to_attn, e[j] / total, 0.5) + weight_noise[j], 0.5);
  return tp_double_rounding_apply(&to_act, sum, 0.5);
}

static const struct {
  const char *choice;
  size_t ties, others, set;
} noisy_rows[] = {
  {"act=fixed:2.0 attn=p:3 beta=30", 1, 3, 1},     {"act=fixed:2.0 attn=p:2 beta=30", 1, 3, 1},     {"act=fixed:2.1 attn=p:4 beta=30", 1, 1, 1},
  {"act=fixed:1.0 attn=e2m3ftz beta=30", 1, 3, 1}, {"act=fixed:1.0 attn=e3m3ftz beta=30", 2, 3, 2}, {"act=fixed:1.0 attn=e3m2ftz beta=30", 4, 3, 4},
  {"act=fixed:2.0 attn=e4m3 beta=30", 1, 3, 1},    {"act=fixed:1.0 attn=fixed:1.3 beta=30", 2, 3, 2}, {"act=fixed:1.0 attn=e5m10 beta=8", 3, 9, 3},
  {"act=fixed:2.0 attn=p:3 beta=30", 1, 3, 2},     {"act=fixed:2.0 attn=p:3 beta=30", 1, 3, 3},     {"act=fixed:2.0 attn=p:4 beta=30", 1, 5, 3},
  {"act=fixed:2.0 attn=e2m3 beta=30", 1, 3, 3},    {"act=fixed:2.0 attn=p:5 beta=4", 1, 9, 5},      {"act=fixed:2.0 attn=e3m3 beta=30", 1, 5, 4},
};

/* Noise of up to `size` on the weights of all keys that have a value, up, down or at random. */
START_TEST(test_disturbed_weights)
{
  random_source source = random_open(81);
  size_t tried = 0;
  for (size_t i = 0; i < LENGTH(noisy_rows); i++) {
    const tp_choice c = choice_of(noisy_rows[i].choice);
    const head_output o = {.ties = noisy_rows[i].ties, .others = noisy_rows[i].others, .nonzero = 1, .distance = 1, .result = 1,
                           .helps = noisy_rows[i].set > noisy_rows[i].ties};
    tolerance t = tp_tolerance_make(&c, 4, 15, 0);
    ck_assert(t.is_known && t.attn_is_even);
    double size = tp_tolerance_disturbance(&t, &o, tp_tolerance_leak(&t, o.ties, o.others, 1), noisy_rows[i].set), none[64] = {0}, noise[64];
    for (int n = 0; n < 3000 && size > 0; n++, tried++) {
      for (size_t j = 0; j < noisy_rows[i].set; j++)
        noise[j] = size * (n % 3 == 0 ? 1 : n % 3 == 1 ? -1 : 1) * (n < 3 ? 1 : random_below(&source, 10001) / 10000.0);
      double y = activation_of(&c, o.ties, o.others, noisy_rows[i].set, 1, none, noise);
      ck_assert_msg(y == 1, "%s, %zu ties: noise %g on the weights makes %g", noisy_rows[i].choice, o.ties, noise[0], y);
    }
    tp_tolerance_clear(&t);
  }
  ck_assert_uint_gt(tried, 3000);
}
END_TEST

static const struct {
  const char *choice;
  size_t ties, others;
} broken_ties[] = {
  {"act=fixed:1.0 attn=fixed:1.3 beta=30", 8, 3}, {"act=fixed:1.0 attn=fixed:1.2 beta=30", 4, 0}, {"act=fixed:1.0 attn=fixed:1.6 beta=30", 8, 3},
  {"act=fixed:1.3 attn=p:3 beta=30", 4, 3},       {"act=fixed:1.0 attn=p:2 beta=30", 4, 3},       {"act=fixed:1.0 beta=30", 8, 3},
};

/* Noise on logits: keys that tied then tie no longer, and each weight is rounded by itself. */
START_TEST(test_disturbed_logits)
{
  random_source source = random_open(82);
  size_t tried = 0;
  for (size_t i = 0; i < LENGTH(broken_ties); i++) {
    const tp_choice c = choice_of(broken_ties[i].choice);
    const head_output o = {.ties = broken_ties[i].ties, .others = broken_ties[i].others, .nonzero = 1, .distance = o.others ? 1 : 0, .result = 1};
    tolerance t = tp_tolerance_make(&c, 4, 15, 0);
    ck_assert(t.is_known && t.attn_is_even);
    double size = fmin(tp_tolerance_logit_noise(&t, &o, 1), 100), none[64] = {0}, noise[64];
    for (int n = 0; n < 3000 && size > 0; n++, tried++) {
      double spread = random_below(&source, 1001) / 1000.0;
      for (size_t j = 0; j < o.ties + o.others; j++)
        noise[j] = size * (n % 2 ? random_below(&source, 2001) / 1000.0 - 1 : j == 0 ? spread : j < o.ties ? -spread : 1);
      double y = activation_of(&c, o.ties, o.others, o.ties, 1, noise, none);
      ck_assert_msg(y == 1, "%s, %zu ties: noise of up to %g on the logits makes %g", broken_ties[i].choice, o.ties, size, y);
    }
    tp_tolerance_clear(&t);
  }
  ck_assert_uint_gt(tried, 3000);
}
END_TEST

/* --- Noise on rounded logits ---------------------------------------------------------------------------- */

/* The most that two roundings take of t + n, by trying: t up to `most`, n up to `noise`. */
static double most_lost(const tp_choice *c, double most, double noise)
{
  random_source source = random_open(83);
  const tp_rounding logit = tp_choice_rounding(c, TP_SITE_LOGIT);
  const tp_double_rounding to = tp_double_rounding_make(&logit);
  double lost = 0;
  for (int i = 0; i < 20000; i++) {
    double t = most * (random_below(&source, 2000001) / 1e6 - 1), n = noise * (random_below(&source, 2000001) / 1e6 - 1);
    double y = tp_double_rounding_apply(&to, tp_double_rounding_apply(&to, t, 0.5) + n, 0.5);
    lost = fmax(lost, fabs(y - (t + n)));
  }
  return lost;
}

static const char *const logit_modes[] = {"rne", "rna", "rtz", "raz", "rup", "rdn", "rto"};
static const char *const logit_formats[] = {"p:12", "fixed:11.6"};

START_TEST(test_rounded_logits)
{
  run a = run_of("third", "110");
  for (size_t f = 0; f < 2 * LENGTH(logit_formats); f++) {
    char words[120];
    snprintf(words, sizeof words, "act=fixed:1.0 logit=%s beta=25 subtract=%s round=logit:%s", logit_formats[f / 2], f % 2 ? "before" : "after", logit_modes[_i]);
    tp_choice c = choice_of(words), real = choice_of("act=fixed:1.0 beta=25");
    c.noise[TP_SITE_LOGIT] = real.noise[TP_SITE_LOGIT] = (tp_site_noise) {TP_NOISE_UNIFORM, 1};
    double all = tp_noise_bound(&a.s, &real, TP_SITE_LOGIT), safe = tp_noise_bound(&a.s, &c, TP_SITE_LOGIT);
    double lost = most_lost(&c, 25 * (c.subtracts_first ? 30 : 15), all);
    ck_assert_msg(all > 0 && safe >= 0 && lost > 0 && (safe == 0 || safe + lost <= all), "%s: %g is safe, of %g, and %g is lost", words, safe, all, lost);
    ck_assert_msg(safe > all - 8 * lost - 1e-9 || safe == 0, "%s: only %g is safe, of %g, and %g is lost", words, safe, all, lost);
  }
  run_close(&a);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tc = tcase_create("bounds");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_radii, 0, (int) LENGTH(radii));
  tcase_add_loop_test(tc, test_rows, 0, (int) LENGTH(rows));
  tcase_add_loop_test(tc, test_wrong, 0, (int) LENGTH(wrong));
  tcase_add_test(tc, test_infinite_logits);
  tcase_add_test(tc, test_vanished_keys);
  tcase_add_test(tc, test_disturbed_weights);
  tcase_add_test(tc, test_disturbed_logits);
  tcase_add_loop_test(tc, test_rounded_logits, 0, (int) LENGTH(logit_modes));
  Suite *suite = suite_create("bounds");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
