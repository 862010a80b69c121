/* SPDX-License-Identifier: MIT */
/* Theorem "tolerant" (doc/tolerant-search.md): what it certifies is never wrong, on random machines, inputs, modes and
   formats near the least beta that is certified, and on a machine whose searches have the largest errors. */
#include "claim_runs.h"
#include "tmprec/machine/catalog.h"

/* --- Never wrong ------------------------------------------------------------------------------ */

/* One format at both sites mostly, of few bits: so that ties are not rounded to 1. */
static tp_choice draw_choice(random_source *s)
{
  char act[NAME], attn[NAME], modes[NAME];
  uint32_t P = 2 + random_below(s, 4), w = 4 + random_below(s, 7), spare = random_one_in(s, 4) ? random_below(s, 2) : 0;
  switch (random_below(s, 6)) {
  case 0:
    snprintf(act, NAME, "e%" PRIu32 "m%" PRIu32 "%s", 5 + random_below(s, 4), P, random_one_in(s, 6) ? "ftz" : "");
    snprintf(attn, NAME, "%s", act);
    break;
  case 1:
  case 2:
    snprintf(act, NAME, "p:%" PRIu32, P);
    snprintf(attn, NAME, "p:%" PRIu32, P - spare);
    break;
  case 3:
    snprintf(act, NAME, "int%" PRIu32, 5 + random_below(s, 6));
    snprintf(attn, NAME, "%s", act);
    break;
  default:
    snprintf(act, NAME, "fixed:1.%" PRIu32, w);
    snprintf(attn, NAME, "fixed:1.%" PRIu32, w + spare);
  }
  snprintf(modes, NAME, "act:%s,attn:%s", random_one_in(s, 3) ? "rna" : "rne", random_one_in(s, 3) ? "rna" : "rne");
  return choice_of(act, attn, modes);
}

/* The least beta, or somewhat above. */
static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  double least;
  tp_error err;
  *c = draw_choice(s);
  if (tp_choice_check(c, &err) != TP_STATUS_OK)
    return TP_CLAIM_NONE;
  set_beta(c, 1000);
  if (!is_exact_by("tolerant", scope, c) || !tp_claim_least_beta(&least, scope, c, TP_CLAIM_EXACT))
    return TP_CLAIM_NONE;
  set_beta(c, random_one_in(s, 2) ? least : least + 0.001 * random_below(s, random_one_in(s, 3) ? 4000 : 100));
  return is_exact_by("tolerant", scope, c) ? TP_CLAIM_EXACT : TP_CLAIM_NONE;
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(190 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 48 : 80, .cells_a_machine = 8, .rewrites = 1,
                      .wanted = random_setting("TMPREC_TOLERANT", 140) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
  ck_assert_uint_lt(of.in_act, of.count);
}
END_TEST

/* --- The largest errors, and not worthless ------------------------------------------------------ */

static const struct { size_t input; const char *least, *less; } worst[] = {     /* formats of both sites */
  {1, "fixed:1.10", "fixed:1.9"}, {1, "p:5", "p:2"}, {1, "e5m4", "e5m1"}, {2, "fixed:1.12", "fixed:1.11"}, {2, "p:5", "p:4"}, {2, "e5m4", "e5m3"},
};

static void open_worst(tp_subject *s, tp_machine **m, size_t input)
{
  tp_error err = {.text = ""};
  tp_buffer word = {NULL, 0, 0};
  const tp_subject_options options = {.mode = TP_MODE_COT, .limits = {100000, 0}};
  ck_assert_msg(tp_catalog_open(m, "worst-symbols", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&word, "worst-symbols", input) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(s, *m, word.text, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_buffer_clear(&word);
}

START_TEST(test_worst)
{
  tp_machine *m;
  tp_subject s;
  size_t in_act = 0;
  double least;
  open_worst(&s, &m, worst[_i].input);
  const tp_scope scope = tp_scope_run(&s);
  tp_choice less = choice_of(worst[_i].less, worst[_i].less, "rne"), c = choice_of(worst[_i].least, worst[_i].least, "rne");
  set_beta(&less, 200);
  ck_assert_msg(!is_exact_by("tolerant", &scope, &less), "%s", worst[_i].less);
  ck_assert_msg(tp_claim_least_beta(&least, &scope, &c, TP_CLAIM_EXACT), "%s", worst[_i].least);
  tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
  for (int above = 0; above < 3; above++) {
    set_beta(&c, least + above);
    check_claimed(NULL, &s, &c, TP_CLAIM_EXACT, record, &in_act);
  }
  printf("worst-symbols, input %zu: %s from %.4f\n", worst[_i].input, worst[_i].least, least);
  tp_hardmax_record_free(record);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* What the theorem does not speak of is not certified by it. */
START_TEST(test_refused)
{
  const tp_scope scope = {.kind = TP_SCOPE_RUN, .mode = TP_MODE_COT, .r = 8, .n = 248, .ties = 113, .tapes = 1, .state_bits = 2, .symbol_bits = 2};
  static const struct {
    const char *both, *modes;
    int site;
    const char *format;
  } no[] = {
    {"p:4", "act:rtz,attn:rne", TP_SITE_ATTN, "p:4"},
    {"p:4", "act:rne,attn:rtz", TP_SITE_ATTN, "p:4"},
    {"p:4", "rne", TP_SITE_LOGIT, "p:40"},
    {"p:4", "rne", TP_SITE_EXP, "p:40"},
    {"p:4", "rne", TP_SITE_ACC, "p:40"},
    {"posit16", "rne", TP_SITE_ATTN, "posit16"},
  };
  for (size_t i = 0; i < LENGTH(no); i++) {
    tp_choice c = choice_of(no[i].both, no[i].both, no[i].modes);
    tp_error err;
    ck_assert_int_eq(tp_choice_set_site(&c, no[i].site, no[i].format, &err), TP_STATUS_OK);
    set_beta(&c, 200);
    ck_assert_msg(!is_exact_by("tolerant", &scope, &c), "case %zu", i);
  }
  tp_choice c = choice_of("p:4", "p:4", "rne");
  set_beta(&c, 200);
  ck_assert(is_exact_by("tolerant", &scope, &c));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("tolerant");
  TCase *tc = suite_case(suite, "tolerant");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_worst, 0, LENGTH(worst));
  tcase_add_test(tc, test_refused);
  return suite_run(suite);
}
