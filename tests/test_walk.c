/* SPDX-License-Identifier: MIT */
/* Theorem "walk" (doc/walk.md): what it certifies is never wrong where nothing is rounded, on random machines, inputs and
   modes near the least beta; each error is within its bound, also where an adversary takes away exponentials; and what it
   certifies is not worthless, on the machines worst-walk and worst-offset. */
#include "softmax_errors.h"
#include "tmprec/machine/catalog.h"

static tp_choice free_choice(double beta)
{
  tp_choice c = choice_of("real", "real", "rne");
  set_beta(&c, beta);
  return c;
}

static double least_beta(const tp_scope *scope)
{
  const tp_choice c = free_choice(1);
  double beta;
  ck_assert(tp_claim_least_beta(&beta, scope, &c, TP_CLAIM_EXACT));
  return beta;
}

/* --- Never wrong ------------------------------------------------------------------------------ */

/* The least beta, or somewhat above. */
static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  const double least = least_beta(scope);
  *c = free_choice(random_one_in(s, 2) ? least : least + 0.001 * random_below(s, random_one_in(s, 3) ? 4000 : 100));
  if (random_one_in(s, 6))
    set_beta(c, least * (1 - ldexp(1, -40)));
  return is_exact_by("walk", scope, c) ? TP_CLAIM_EXACT : TP_CLAIM_NONE;
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(290 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 36 : 52, .cells_a_machine = 2,
                      .wanted = random_setting("TMPREC_WALK", 90) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
  ck_assert_uint_eq(of.in_act, 0);
}
END_TEST

/* --- Errors within their bounds ----------------------------------------------------------------- */

static void check_errors(const tp_subject *s, random_source *source, error_bounds *of, double above)
{
  const tp_scope scope = tp_scope_run(s);
  const double beta = least_beta(&scope) + above;
  const tp_choice c = free_choice(beta);
  tp_hardmax_record *record = tp_hardmax_record_new(s, 0);
  ck_assert(errors_bounds(of, &scope, &c));
  for (size_t g = 0; g < s->told.segments && g < 2; g++)
    for (int trial = 0; trial < 3; trial++)
      errors_run(s, tp_hardmax_record_segment(record, g), of, beta, trial ? source : NULL, g);
  tp_hardmax_record_free(record);
}

static void print_errors(const char *what, const error_bounds *of)
{
  printf("%s: largest errors, and largest parts of the bounds:", what);
  for (int i = 0; i < ERRORS_COUNT; i++)
    printf(" %s %.2g (%.2g)%s", errors_name[i], of->met[i], of->nearest[i], i + 1 < ERRORS_COUNT ? "," : "\n");
}

START_TEST(test_errors)
{
  random_source source = random_open(294 + (uint64_t) _i);
  random_quota quota = {.left = random_count(12, 4), .mode = (tp_chain_mode) _i};
  error_bounds of = {0};
  quota.wanted[RANDOM_THREE_TAPES] = quota.left / 4;
  quota.wanted[RANDOM_BLOCKS] = quota.left / 4;
  quota.wanted[RANDOM_REWRITES] = quota.left / 4;
  if (_i == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 4;
  while (quota.left) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 56, &quota);
    check_errors(&s, &source, &of, random_one_in(&source, 2) ? 0 : 0.001 * random_below(&source, 2000));
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  print_errors(tp_chain_mode_name[_i], &of);
}
END_TEST

/* --- The largest errors --------------------------------------------------------------------------- */

static const struct {
  const char *name;
  size_t input;
  tp_chain_mode mode;
  double most;                     /* the least beta of its run, at most */
} worst[] = {
  {"worst-walk", 0, TP_MODE_COT, 13}, {"worst-walk", 1, TP_MODE_COT, 14}, {"worst-walk", 2, TP_MODE_COT, 14.4}, {"worst-offset", 0, TP_MODE_COT, 13},
  {"worst-offset", 1, TP_MODE_COT, 13}, {"worst-offset", 2, TP_MODE_COT, 15}, {"worst-walk", 0, TP_MODE_SCOT, 40}, {"worst-summary", 0, TP_MODE_SCOT, 40},
};

START_TEST(test_worst)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  tp_buffer word = {NULL, 0, 0};
  error_bounds of = {0};
  const tp_subject_options options = {.mode = worst[_i].mode, .limits = {100000, 0}};
  ck_assert_msg(tp_catalog_open(&m, worst[_i].name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&word, worst[_i].name, worst[_i].input) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, word.text, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  random_source source = random_open(298 + (uint64_t) _i);
  const tp_scope scope = tp_scope_run(&s);
  const double least = least_beta(&scope);
  printf("%s, input %zu, %s, r %u, n %" PRIu64 ": from %.4f\n", worst[_i].name, worst[_i].input, tp_chain_mode_name[worst[_i].mode], s.r, scope.n, least);
  ck_assert_double_lt(least, worst[_i].most);
  check_errors(&s, &source, &of, 0);
  print_errors(worst[_i].name, &of);
  tp_buffer_clear(&word);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* --- What it speaks of, and what it does not -------------------------------------------------------- */

START_TEST(test_refused)
{
  const tp_scope scope = {.kind = TP_SCOPE_RUN, .mode = TP_MODE_COT, .r = 8, .n = 248, .ties = 113, .tapes = 1, .state_bits = 2, .symbol_bits = 2};
  static const struct { int site; const char *format; } no[] = {
    {TP_SITE_LOGIT, "p:200"}, {TP_SITE_EXP, "p:200"}, {TP_SITE_ACC, "p:200"}, {TP_SITE_PARAM, "p:200"}, {TP_SITE_ATTN, "p:200"}, {TP_SITE_ACT, "p:200"},
  };
  for (size_t i = 0; i < LENGTH(no); i++) {
    tp_choice c = free_choice(100);
    tp_error err;
    ck_assert(is_exact_by("walk", &scope, &c));
    ck_assert_int_eq(tp_choice_set_site(&c, no[i].site, no[i].format, &err), TP_STATUS_OK);
    ck_assert_msg(!is_exact_by("walk", &scope, &c), "case %zu", i);
  }
  tp_choice c = free_choice(100);
  c.noise[TP_SITE_ATTN].kind = TP_NOISE_NONE + 1;
  ck_assert(!is_exact_by("walk", &scope, &c));
  static const double small[] = {-20, -1, 0, 1e-300, 1, 5};
  for (size_t i = 0; i < LENGTH(small); i++) {
    c = free_choice(small[i]);
    ck_assert_msg(certified(&scope, &c) == TP_CLAIM_NONE, "beta %g", small[i]);
  }
}
END_TEST

/* beta of the law, for all machines and one; and a larger beta never certifies less. */
START_TEST(test_law)
{
  const tp_chain_mode mode = (tp_chain_mode) _i;
  for (unsigned r = TP_POSITION_BITS_MIN; r <= TP_POSITION_BITS_MAX; r += r < 8 ? 2 : 26) {
    const tp_scope all = tp_scope_all(mode, r, (uint64_t) 1 << r);
    tp_scope one = all;
    one.kind = TP_SCOPE_MACHINE;
    one.tapes = 1;
    one.state_bits = one.symbol_bits = 2;
    const double ofs = 2 * r * log(2) + log(6), law = mode == TP_MODE_COT ? fmax(ofs, r * log(2 * r - 1) / 2 + log(4 * r * r) / 2)
                                                                           : r * log(2) + (r + 2) * log(2 * r + 1) + log(r);
    const double most = least_beta(&all), least = least_beta(&one);
    printf("%s, r %u: all %.4f, one %.4f, law %.4f\n", tp_chain_mode_name[mode], r, most, least, law);
    ck_assert_double_le(least, most);
    ck_assert_double_lt(least, law + 6);
    for (double above = 0; above < 40; above = above * 3 + 0.01) {
      const tp_choice c = free_choice(most + above);
      ck_assert(is_exact_by("walk", &all, &c) && is_exact_by("walk", &one, &c));
    }
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("walk");
  TCase *tc = suite_case(suite, "walk");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_errors, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_worst, 0, LENGTH(worst));
  tcase_add_test(tc, test_refused);
  tcase_add_loop_test(tc, test_law, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
