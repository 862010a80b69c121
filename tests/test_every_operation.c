/* SPDX-License-Identifier: MIT */
/* Theorem "every-operation" (doc/every-operation.md): what it certifies is never wrong, on random machines, inputs,
   modes, precisions and beta near what is certified, and on a machine whose searches have the largest errors; and steps
   of its proof in numbers. */
#include <math.h>

#include "claim_runs.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

/* --- Choices --------------------------------------------------------------------------------------- */

static int set_format(tp_choice *c, const char *format, const char *mode)
{
  tp_error err;
  *c = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .beta = {.is_auto = 1}};
  ck_assert_int_eq(tp_choice_set_format(c, format, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_mode(c, mode, &err), TP_STATUS_OK);
  return tp_choice_check(c, &err) == TP_STATUS_OK;
}

static int certifies(const tp_scope *scope, tp_choice *c, double beta)
{
  set_beta(c, beta);
  return is_exact_by("every-operation", scope, c);
}

/* About the least beta of this choice that is certified, by bisection: it need not be the least. */
static double bisect(const tp_scope *scope, tp_choice *c, double high)
{
  double low = 0;
  for (int i = 0; i < 14; i++) {
    double middle = (low + high) / 2;
    *(certifies(scope, c, middle) ? &high : &low) = middle;
  }
  return high;
}

/* --- Never wrong ------------------------------------------------------------------------------------- */

static void draw_format(random_source *s, char *name, unsigned r)
{
  uint32_t P = 3 + random_below(s, r + 2);
  if (random_one_in(s, 3))
    snprintf(name, NAME, "mpfr:e%" PRIu32 "m%" PRIu32 "%s", 3 + random_below(s, 6), P, random_one_in(s, 4) ? "fn" : "");
  else
    snprintf(name, NAME, "mpfr:%" PRIu32, P);
}

static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  char format[NAME];
  draw_format(s, format, scope->r);
  if (!set_format(c, format, random_one_in(s, 3) ? "rna" : "rne"))
    return TP_CLAIM_NONE;
  double high = 60;
  if (!certifies(scope, c, high) && !certifies(scope, c, high = 25))
    return TP_CLAIM_NONE;
  double beta = bisect(scope, c, high);
  if (!random_one_in(s, 2))
    beta += 0.01 * random_below(s, random_one_in(s, 3) ? 4000 : 50);
  return certifies(scope, c, beta) ? TP_CLAIM_EXACT : TP_CLAIM_NONE;
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(230 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 56 : 100, .cells_a_machine = 8, .rewrites = 1,
                      .wanted = random_setting("TMPREC_EVERY_OPERATION", 120) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
  ck_assert_uint_lt(of.in_act, of.count);
}
END_TEST

/* --- The largest errors, and not worthless -------------------------------------------------------------- */

static const struct { size_t input; const char *least, *less; } worst[] = {
  {1, "mpfr:7", "mpfr:6"}, {1, "mpfr:e6m6", "mpfr:e6m5"}, {2, "mpfr:11", "mpfr:10"}, {2, "mpfr:e8m10", "mpfr:e8m9"},
};

START_TEST(test_worst)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  tp_buffer word = {NULL, 0, 0};
  tp_choice c, less;
  size_t in_act = 0;
  const tp_subject_options options = {.mode = TP_MODE_COT, .limits = {100000, 0}};
  ck_assert_msg(tp_catalog_open(&m, "worst-symbols", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&word, "worst-symbols", worst[_i].input) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, word.text, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_buffer_clear(&word);
  const tp_scope scope = tp_scope_run(&s);
  ck_assert(set_format(&less, worst[_i].less, "rne"));
  ck_assert(!certifies(&scope, &less, 40));
  tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
  ck_assert(set_format(&c, worst[_i].least, "rne"));
  ck_assert(certifies(&scope, &c, 40));
  double least = bisect(&scope, &c, 40);
  for (int above = 0; above < 3; above++)
    if (certifies(&scope, &c, least + above))
      check_claimed(NULL, &s, &c, TP_CLAIM_EXACT, record, &in_act);
  printf("worst-symbols, input %zu: %s from %.4f\n", worst[_i].input, worst[_i].least, least);
  tp_hardmax_record_free(record);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* What the theorem does not speak of is not certified. */
START_TEST(test_refused)
{
  const tp_scope scope = {.kind = TP_SCOPE_RUN, .mode = TP_MODE_COT, .r = 6, .n = 64, .ties = 20, .tapes = 1, .state_bits = 2, .symbol_bits = 2};
  static const struct { const char *format, *mode; } no[] = {
    {"mpfr:12", "rtz"}, {"mpfr:12", "rup"}, {"mpfr:12", "rdn"}, {"mpfr:12", "raz"}, {"mpfr:12", "rto"}, {"mpfr:1", "rne"},
    {"mpfr:e8m11ftz", "rne"}, {"mpfr:e2m11", "rne"}, {"mpfr:e3m11", "rne"},
  };
  tp_choice c;
  for (size_t i = 0; i < LENGTH(no); i++)
    ck_assert_msg(!set_format(&c, no[i].format, no[i].mode) || !certifies(&scope, &c, 40), "%s", no[i].format);
  ck_assert(set_format(&c, "mpfr:12", "rne") && certifies(&scope, &c, 40));
  ck_assert(set_format(&c, "mpfr:e8m11", "rne") && certifies(&scope, &c, 40));
}
END_TEST

/* --- Steps of the proof ------------------------------------------------------------------------------------- */

static tp_rounding rule_of(random_source *s, int P)
{
  return (tp_rounding) {{.family = TP_FORMAT_FLOAT, .a = P}, random_one_in(s, 2) ? TP_ROUND_NEAREST_AWAY : TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
}

static double rounded(const tp_rounding *rule, double x)
{
  mpfr_t y;
  mpfr_init2(y, 400);
  mpfr_set_d(y, x, MPFR_RNDN);
  tp_rounding_mpfr(rule, y, 0.5);
  double result = mpfr_get_d(y, MPFR_RNDN);
  mpfr_clear(y);
  return result;
}

static double draw_garbage(random_source *s, const tp_rounding *rule, double most)
{
  double x = rounded(rule, ldexp(most * (1 + random_below(s, 1000)) / 1001, random_one_in(s, 2) ? 0 : -(int) random_below(s, 12)));
  return random_one_in(s, 2) ? x : -x;
}

/* Sections 2 and 4: sums of exact integers and garbage are exact where they are not 0, and else at most twice the garbage;
   what comes after the last 0 leaves nothing. */
START_TEST(test_sums)
{
  random_source s = random_open(233);
  for (int i = 0; i < 20000; i++) {
    const int P = 4 + (int) random_below(&s, 8), terms = 1 + (int) random_below(&s, 7);
    const tp_rounding rule = rule_of(&s, P);
    const double kappa = ldexp(1, -P - 1);
    double sum = 0, garbage = 0;
    int whole = 0;
    for (int k = 0; k < terms; k++) {
      if (random_one_in(&s, 2)) {
        double x = draw_garbage(&s, &rule, kappa / 16);
        garbage += fabs(x);
        sum = rounded(&rule, sum + x);
      } else {
        int one = (int) random_below(&s, 3) - 1;
        whole += one;
        sum = rounded(&rule, sum + one);
      }
      ck_assert_msg(whole ? sum == whole : fabs(sum) <= 2 * garbage, "%d bits: %g, %d", P, sum, whole);
    }
  }
}
END_TEST

/* Section 5: m tied weights, added one after the other, beside other keys that are lost. */
START_TEST(test_ties)
{
  random_source s = random_open(234);
  for (int i = 0; i < 600; i++) {
    const int P = 4 + (int) random_below(&s, 8);
    const tp_rounding rule = rule_of(&s, P);
    const int m = 1 + (int) random_below(&s, 1u << (P < 9 ? P - 1 : 8)), others = (int) random_below(&s, 60);
    const double kappa = ldexp(1, -P - 1), e = rounded(&rule, kappa / (8 * (others + 1)));
    double total = 0, sum = 0, plain = 0, kind[512];
    int keys = 0, left[2] = {m, others};
    while (left[0] + left[1]) {
      int other = left[0] == 0 || (left[1] && random_one_in(&s, 2));
      left[other]--;
      kind[keys++] = other ? e : 1;
    }
    for (int k = 0; k < keys; k++)
      total = rounded(&rule, total + kind[k]);
    ck_assert_double_eq(total, m);
    for (int k = 0; k < keys; k++)
      sum = rounded(&rule, sum + rounded(&rule, kind[k] / total));
    for (int k = 0; k < m; k++)
      plain = rounded(&rule, plain + rounded(&rule, 1.0 / m));
    ck_assert_double_eq(sum, plain);
    ck_assert_double_le(fabs(plain - 1), m * 2 * kappa);
  }
}
END_TEST

/* Section 7: withdrawing a bit near 1 under a flag leaves little. */
START_TEST(test_withdrawing)
{
  random_source s = random_open(235);
  for (int i = 0; i < 20000; i++) {
    const int P = 4 + (int) random_below(&s, 10), flags = random_one_in(&s, 2) ? 2 : 4, up = (int) random_below(&s, (uint32_t) flags);
    const tp_rounding rule = rule_of(&s, P);
    const double x = rounded(&rule, 0.7 + 0.5499 * random_below(&s, 100000) / 100000), z = fmax(x - 1, 0), step = ldexp(1, 1 - P);
    double taken = 0;
    for (int k = 0; k < flags; k++)
      taken = rounded(&rule, taken + fmax(0, rounded(&rule, rounded(&rule, x + (k == up)) - 1)));
    double left = rounded(&rule, x - taken);
    ck_assert_msg(fabs(left) <= rounded(&rule, (flags - 1) * z + flags * step), "%d bits, %g: %g", P, x, left);
  }
}
END_TEST

/* --- The lemma ------------------------------------------------------------------------------------------------ */

/* Section 4 against the activations of a run: garbage is at most what the inequalities of the claim say of it. */
typedef struct {
  const tp_subject *s;
  const tp_trajectory *right;
  const uint32_t *coordinate;      /* of each version */
  const tp_claim *claim;
  size_t garbage;                  /* numbers that are not 0 and should be */
} lemma;

static double of_claim(const tp_claim *c, const char *what)
{
  for (size_t i = 0; i < c->becauses; i++)
    if (strstr(c->because[i].what, what))
      return c->because[i].low;
  ck_abort_msg("no inequality about %s", what);
  return 0;
}

/* -1: section 4 does not speak of it where something was written. */
static double most_garbage(const lemma *l, const char *name)
{
  static const struct { const char *names, *what; } row[] = {
    {" bit_a bit_b rth_run write_epos next_bit ", "next_bit"}, {" head state prev_head block_state final_state final_head ", "head"},
    {" written high next_at_head last ", "written, high"}, {" read read_blank ", "read that is not"},
  };
  char spaced[NAME];
  snprintf(spaced, sizeof spaced, " %s ", name);
  if (l->s->mode == TP_MODE_COT && (!strcmp(name, "head") || !strcmp(name, "state")))
    return 0;
  for (size_t i = 0; i < LENGTH(row); i++)
    if (strstr(row[i].names, spaced))
      return of_claim(l->claim, row[i].what);
  return 0;
}

static int may_have_errors(const char *name)
{
  char spaced[NAME];
  snprintf(spaced, sizeof spaced, " %s ", name);
  return strstr(" written high last read read_blank new_state new_sym new_move write_eoutp write_sym out_sym next_cell final_state_out next_cell_sym"
                " next_cell_head ", spaced) != NULL;
}

static void look_at(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  lemma *l = context;
  const char *name = tp_transformer_register_of(l->s->t, l->coordinate[version])->name;
  const int8_t *right = tp_trajectory_activation(l->right, version);
  const double most = most_garbage(l, name);
  for (size_t p = from; p < to && !w->undecided; p++) {
    double x, slack;
    w->a->op->read(w, c, p, p + 1, &x, &slack);
    l->garbage += !right[p] && x != 0;
    if (may_have_errors(name) && (right[p] || most == 0 || strcmp(name, "read_blank") == 0 || !strcmp(name, "read") || !strcmp(name, "high")))
      ck_assert_msg(right[p] ? x * right[p] > 0.25 && fabs(x) < 1.5 : fabs(x) < 0.75, "%s, token %zu: %g, not %d", name, p, x, right[p]);
    else
      ck_assert_msg(right[p] ? x == right[p] : fabs(x) <= most, "%s, token %zu: %g, not %d up to %g", name, p, x, right[p], most);
  }
}

static uint32_t *coordinates(const tp_subject *s)
{
  uint32_t *of = tp_memory_zeroed(tp_plan_versions(s->plan), sizeof *of);
  for (size_t layer = 1; layer <= s->t->layers + 1; layer++)
    for (int part = 0; part <= (layer <= s->t->layers); part++)
      for (uint32_t c = 0; c < s->t->width; c++)
        of[tp_plan_version(s->plan, layer, part, c)] = c;
  return of;
}

static void check_lemma(const tp_subject *s, const tp_scope *scope, const tp_choice *c, size_t *garbage)
{
  tp_claim claim;
  tp_claim_make(&claim, scope, c);
  uint32_t *of = coordinates(s);
  tp_setup setup = tp_setup_of(c);
  tp_pass *pass = tp_pass_new(s->plans, &setup, 0);
  for (size_t g = 0; g < s->told.segments; g++) {
    tp_trajectory *right = tp_trajectory_record(s, g);
    lemma l = {.s = s, .right = right, .coordinate = of, .claim = &claim};
    tp_pass_begin(pass, g, &(tp_observer) {.context = &l, .activation = look_at});
    do
      tp_pass_feed(pass, &s->told.segment[g].tokens, s->told.segment[g].tokens.length - 1, TP_PASS_CHUNK);
    while (tp_pass_undecided(pass) && tp_pass_refine(pass));
    ck_assert(!tp_pass_undecided(pass));
    *garbage += l.garbage;
    tp_trajectory_free(right);
  }
  tp_pass_free(pass);
  free(of);
  tp_claim_clear(&claim);
}

START_TEST(test_lemma)
{
  random_source source = random_open(236 + (uint64_t) _i);
  size_t garbage = 0, wanted = random_setting("TMPREC_EVERY_OPERATION", 120) / 12;
  random_quota quota = {.mode = (tp_chain_mode) _i};
  while (wanted) {
    random_machine m;
    tp_subject s;
    tp_choice c;
    quota.left = 1;
    quota.wanted[RANDOM_REWRITES] = 1;
    random_next_subject(&source, &m, &s, _i == TP_MODE_SCOT ? 56 : 100, &quota);
    const tp_scope scope = tp_scope_run(&s);
    for (int i = 0; i < 4 && wanted; i++)
      if (draw_claim(&source, &scope, &c) != TP_CLAIM_NONE) {
        check_lemma(&s, &scope, &c, &garbage);
        wanted--;
      }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%s: %zu numbers that are garbage\n", tp_chain_mode_name[_i], garbage);
  ck_assert_uint_gt(garbage, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("every operation");
  TCase *tc = suite_case(suite, "every operation");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_worst, 0, LENGTH(worst));
  tcase_add_test(tc, test_refused);
  tcase_add_loop_test(tc, test_lemma, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_sums);
  tcase_add_test(tc, test_ties);
  tcase_add_test(tc, test_withdrawing);
  return suite_run(suite);
}
