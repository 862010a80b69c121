/* SPDX-License-Identifier: MIT */
/* Theorem "snap-acc" (doc/bounds.md, section 5.4): what is certified with partial sums rounded is never wrong, on random
   machines, inputs, modes and arithmetics near what is certified; and it is where sums are as bad as they can be. */
#include "claim_runs.h"
#include "tmprec/machine/catalog.h"

static void draw_acc(random_source *s, char *name, unsigned r)
{
  unsigned least = 0;
  while (1u << least < 2 * r)
    least++;
  switch (random_below(s, 4)) {
  case 0:  snprintf(name, NAME, "fixed:%u.%" PRIu32, least + 1, random_below(s, 10)); break;
  case 1:  snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, 4 + random_below(s, 4), least - 1 + random_below(s, 4)); break;
  default: snprintf(name, NAME, "p:%" PRIu32, least + random_below(s, 5));
  }
}

static void draw_attn(random_source *s, char *name)
{
  static const char *const other[] = {"real", "real", "int8", "e4m3", "e5m2", "e5m10"};
  switch (random_below(s, 3)) {
  case 0:  snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 6)); break;
  case 1:  snprintf(name, NAME, "fixed:1.%" PRIu32, 2 + random_below(s, 8)); break;
  default: snprintf(name, NAME, "%s", other[random_below(s, LENGTH(other))]);
  }
}

static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  static const char *const acts[] = {"fixed:1.0", "fixed:2.0", "int2", "fixed:1.1", "fixed:1.2", "e4m3"};
  char acc[NAME], attn[NAME], modes[NAME];
  double least;
  tp_error err;
  draw_acc(s, acc, scope->r);
  draw_attn(s, attn);
  snprintf(modes, NAME, "act:%s,attn:%s,acc:%s", random_one_in(s, 5) ? "rna" : "rne", tp_rounding_mode_name[random_one_in(s, 4) ? random_below(s, TP_ROUND_STOCHASTIC) : 0],
           tp_rounding_mode_name[random_one_in(s, 3) ? random_below(s, TP_ROUND_STOCHASTIC) : 0]);
  *c = choice_of(acts[random_below(s, LENGTH(acts))], attn, modes);
  ck_assert_int_eq(tp_choice_set_site(c, TP_SITE_ACC, acc, &err), TP_STATUS_OK);
  c->sum = (tp_summation) random_below(s, TP_SUMMATIONS);
  if (tp_choice_check(c, &err) != TP_STATUS_OK)
    return TP_CLAIM_NONE;
  set_beta(c, 300);
  if (certified(scope, c) == TP_CLAIM_NONE || !tp_claim_least_beta(&least, scope, c, TP_CLAIM_EXACT_ACT))
    return TP_CLAIM_NONE;
  set_beta(c, random_one_in(s, 2) ? least : least + 0.001 * random_below(s, random_one_in(s, 3) ? 4000 : 200));
  return certified(scope, c);
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(260 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 48 : 80, .cells_a_machine = 10, .rewrites = 1,
                      .wanted = random_setting("TMPREC_PARTIAL_SUMS", 40) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
}
END_TEST

/* --- As bad as they can be ------------------------------------------------------------------------------- */

static const struct { size_t input; const char *order, *least, *less; } worst[] = {
  {2, "sequential", "p:7", "p:6"}, {1, "sequential", "p:4", "p:3"}, {1, "pairwise", "p:4", "p:3"}, {1, "compensated", "p:4", "p:3"},
  {1, "sequential", "e6m3", "e6m2"}, {1, "pairwise", "e6m3", "e6m2"},
};

/* The least bits that are certified are the least with which the run is exact. */
START_TEST(test_worst)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  tp_buffer word = {NULL, 0, 0};
  const tp_subject_options options = {.mode = TP_MODE_COT, .limits = {100000, 0}};
  ck_assert_msg(tp_catalog_open(&m, "worst-symbols", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&word, "worst-symbols", worst[_i].input) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, word.text, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_buffer_clear(&word);
  tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
  const tp_scope scope = tp_scope_run(&s);
  for (int is_less = 0; is_less < 2; is_less++) {
    tp_choice c = choice_of("fixed:1.0", "fixed:1.8", "rne");
    tp_verification v;
    ck_assert_int_eq(tp_choice_set_site(&c, TP_SITE_ACC, is_less ? worst[_i].less : worst[_i].least, &err), TP_STATUS_OK);
    for (int k = 0; k < TP_SUMMATIONS; k++)
      if (!strcmp(worst[_i].order, tp_summation_name[k]))
        c.sum = (tp_summation) k;
    set_beta(&c, 40);
    ck_assert_int_eq(certified(&scope, &c), is_less ? TP_CLAIM_NONE : TP_CLAIM_EXACT_ACT);
    tp_verify_subject(&v, &s, &(tp_setup) {.choice = &c}, record);
    ck_assert_int_eq(v.exact_act == TP_VERDICT_YES, !is_less);
    tp_verify_clear(&v);
  }
  tp_hardmax_record_free(record);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* Many ties: bounds in place of sums. */
START_TEST(test_many_ties)
{
  const tp_scope scope = {.kind = TP_SCOPE_MACHINE, .mode = TP_MODE_COT, .r = 20, .n = 1 << 20, .ties = 499321, .tapes = 1, .state_bits = 2, .symbol_bits = 2};
  static const struct { const char *acc; int sum; tp_claim_verdict verdict; } of[] = {
    {"p:21", TP_SUM_SEQUENTIAL, TP_CLAIM_EXACT_ACT}, {"p:17", TP_SUM_SEQUENTIAL, TP_CLAIM_NONE}, {"p:7", TP_SUM_PAIRWISE, TP_CLAIM_EXACT_ACT},
    {"p:21", TP_SUM_COMPENSATED, TP_CLAIM_NONE}, {"fixed:6.20", TP_SUM_SEQUENTIAL, TP_CLAIM_EXACT_ACT},
  };
  for (size_t i = 0; i < LENGTH(of); i++) {
    tp_choice c = choice_of("fixed:1.0", "p:4", "rne");
    tp_error err;
    ck_assert_int_eq(tp_choice_set_site(&c, TP_SITE_ACC, of[i].acc, &err), TP_STATUS_OK);
    c.sum = (tp_summation) of[i].sum;
    set_beta(&c, 100);
    ck_assert_msg(certified(&scope, &c) == of[i].verdict, "%s, %s", of[i].acc, tp_summation_name[of[i].sum]);
  }
}
END_TEST

/* What the theorem does not speak of is not certified. */
START_TEST(test_refused)
{
  const tp_scope scope = {.kind = TP_SCOPE_RUN, .mode = TP_MODE_COT, .r = 6, .n = 40, .ties = 7, .tapes = 1, .state_bits = 2, .symbol_bits = 2};
  static const struct { const char *acc, *modes; tp_claim_verdict verdict; } of[] = {
    {"p:8", "rne", TP_CLAIM_EXACT_ACT}, {"p:8", "act:rne,attn:rne,acc:rtz", TP_CLAIM_EXACT_ACT}, {"p:8", "act:rne,attn:rne,acc:rsr", TP_CLAIM_NONE},
    {"posit16", "rne", TP_CLAIM_NONE}, {"e5m8ftz", "rne", TP_CLAIM_NONE}, {"fixed:3.12", "rne", TP_CLAIM_NONE}, {"fixed:5.12", "rne", TP_CLAIM_EXACT_ACT},
  };
  for (size_t i = 0; i < LENGTH(of); i++) {
    tp_choice c = choice_of("fixed:1.0", "fixed:1.6", of[i].modes);
    tp_error err;
    ck_assert_int_eq(tp_choice_set_site(&c, TP_SITE_ACC, of[i].acc, &err), TP_STATUS_OK);
    set_beta(&c, 40);
    ck_assert_msg(certified(&scope, &c) == of[i].verdict, "%s", of[i].acc);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("partial sums");
  TCase *tc = suite_case(suite, "partial sums");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_worst, 0, LENGTH(worst));
  tcase_add_test(tc, test_many_ties);
  tcase_add_test(tc, test_refused);
  return suite_run(suite);
}
