/* SPDX-License-Identifier: MIT */
/* `tmprec locate` on random machines, told plainly and summarized, whose runs fail in
   different ways: the first number that differs against a scan that looks at all of them,
   and what is said to mend them, tried out. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mixed_runs.h"
#include "origins.h"
#include "suite.h"

/* --- The first difference, by looking at all numbers ---------------------------------------- */

typedef struct {
  const origin *version;
  const tp_trajectory *hardmax;
  tp_operation first;
} scan;

static uint64_t order_of(const tp_operation *o)
{
  return ((uint64_t) o->layer * 3 + o->part) << 32 | (o->part == TP_PART_NEURON ? o->index : o->coordinate);
}

static void look(scan *s, tp_workspace *w, tp_number_column *c, tp_operation o, size_t position, int8_t expected)
{
  double slack;
  mpfr_t low, high;
  mpz_t denominator;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpz_init(denominator);
  w->a->op->bounds(w, c, position, low, high, denominator);
  o.rounded = tp_read_one(w, c, position, &slack);
  mpz_mul_si(denominator, denominator, expected);
  int same = !mpfr_nan_p(low) && mpfr_cmp_z(low, denominator) == 0 && mpfr_cmp_z(high, denominator) == 0;
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  mpz_clear(denominator);
  o.found = 1;
  o.position = position;
  o.exact = expected;
  if (!same && (!s->first.found || order_of(&o) < order_of(&s->first)))
    s->first = o;
}

static void look_at_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  scan *s = context;
  const origin *v = s->version + version;
  (void) to;
  if (v->layer)
    look(s, w, c, (tp_operation) {.layer = v->layer, .part = v->part, .coordinate = v->coordinate}, from,
         tp_trajectory_activation(s->hardmax, version)[from]);
}

static void look_at_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  scan *s = context;
  (void) to;
  look(s, w, c, (tp_operation) {.layer = layer, .part = TP_PART_NEURON, .index = neuron}, from, tp_trajectory_hidden(s->hardmax, layer, neuron)[from]);
}

/* Token by token, up to and with the segment that fails; 0 if something stays open. */
static int find_first(const tp_subject *s, const tp_choice *c, size_t segments, tp_operation *first)
{
  const tp_setup in = tp_setup_of(c);
  tp_pass *pass = tp_pass_new(s->plans, &in, 1);
  origin *version = list_origins(s->t, tp_plan_versions(tp_pass_plan(pass)));
  int decided = 1;
  *first = (tp_operation) {.found = 0};
  for (size_t g = 0; g < segments && !first->found; g++) {
    const tp_sequence *tokens = &s->told.segment[g].tokens;
    tp_trajectory *hardmax = tp_trajectory_record(s, g);
    scan look_for = {.version = version, .hardmax = hardmax};
    tp_pass_begin(pass, g, &(tp_observer) {.context = &look_for, .activation = look_at_activation, .hidden = look_at_hidden});
    for (size_t p = 0; p + 1 < tokens->length && !look_for.first.found; p++)
      tp_pass_feed(pass, tokens, p + 1, 1);
    *first = look_for.first;
    first->segment = g;
    decided &= !tp_pass_undecided(pass);
    tp_trajectory_free(hardmax);
  }
  free(version);
  tp_pass_free(pass);
  return decided;
}

/* --- Failures ------------------------------------------------------------------------------ */

enum {
  FAIL_TIES, FAIL_LEAK, FAIL_UNROUNDED, FAIL_LOGITS, FAIL_RANGE, FAIL_DIRECTED, FAIL_MPFR, FAIL_MPFR_FORMAT, FAIL_ACC, FAIL_EXP, FAIL_LAYER, FAIL_GRID,
  FAILURES
};

static cell draw_failure(random_source *s, int kind, int is_short)
{
  static const char *const into[] = {"e3m2", "e4m2", "fp16", "e2m3"}, *const mode[] = {"rdn", "rup", "rtz", "raz"};
  cell c = {.format = ""};
  snprintf(c.site[TP_SITE_ACT], NAME, "fixed:1.%" PRIu32, random_below(s, 3));
  switch (kind) {
  case FAIL_GRID:
    snprintf(c.site[TP_SITE_ACT], NAME, random_one_in(s, 3) ? "fixed:1.0" : "int%" PRIu32, 2 + random_below(s, 6));
    snprintf(c.site[TP_SITE_ATTN], NAME, "int%" PRIu32, 2 + random_below(s, 3));
    break;
  case FAIL_TIES:
    snprintf(c.site[TP_SITE_ATTN], NAME, "fixed:1.%" PRIu32, random_below(s, 2));
    break;
  case FAIL_LEAK:
    snprintf(c.site[TP_SITE_ATTN], NAME, "p:%" PRIu32, 1 + random_below(s, 8));
    snprintf(c.beta, NAME, "%.2f", random_below(s, 250) / 100.0);
    break;
  case FAIL_UNROUNDED:
    snprintf(c.site[TP_SITE_ACT], NAME, !is_short || !random_one_in(s, 4) ? "fp16" : random_one_in(s, 2) ? "real" : "p:12");
    snprintf(c.beta, NAME, "%.2f", random_below(s, 300) / 100.0);
    break;
  case FAIL_LOGITS:
    snprintf(c.site[TP_SITE_LOGIT], NAME, "p:%" PRIu32, 1 + random_below(s, 2));
    break;
  case FAIL_RANGE:
    snprintf(c.site[random_one_in(s, 2) ? TP_SITE_LOGIT : TP_SITE_ACC], NAME, "fixed:%" PRIu32 ".2", 1 + random_below(s, 3));
    break;
  case FAIL_DIRECTED:
    snprintf(c.modes, NAME, "act:%s", mode[random_below(s, 4)]);
    break;
  case FAIL_MPFR:
    c = (cell) {.format = ""};
    snprintf(c.format, NAME, "mpfr:%" PRIu32, 1 + random_below(s, 3));
    break;
  case FAIL_MPFR_FORMAT:
    c = (cell) {.format = ""};
    snprintf(c.format, NAME, "mpfr:%s", into[random_below(s, 4)]);
    snprintf(c.beta, NAME, "%" PRIu32, 1 + random_below(s, 40));
    break;
  case FAIL_ACC:
    snprintf(c.site[TP_SITE_ACC], NAME, "p:%" PRIu32, 1 + random_below(s, 3));
    if (is_short)                  /* enclosures take long */
      snprintf(c.sum, NAME, "%s", tp_summation_name[random_below(s, TP_SUMMATIONS)]);
    break;
  case FAIL_EXP:
    snprintf(c.site[TP_SITE_EXP], NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), random_below(s, 3));
    snprintf(c.beta, NAME, "%" PRIu32, 1 + random_below(s, 4));
    break;
  default:
    snprintf(c.at[0], RULE, "%" PRIu32 "..14:attn=fixed:1.0", 8 + random_below(s, 6));
    snprintf(c.at[1], RULE, "%" PRIu32 ":beta=0.%" PRIu32, 1 + random_below(s, 14), random_below(s, 5));
  }
  return c;
}

typedef struct {
  const origin *version;
  const tp_operation *o;
  double value;
} number_reader;

static void read_number(number_reader *r, tp_workspace *w, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (r->o->position >= from && r->o->position < to)
    r->value = tp_read_one(w, c, r->o->position, &slack);
}

static void read_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  number_reader *r = context;
  const origin *v = r->version + version;
  if (v->layer == r->o->layer && v->part == r->o->part && v->coordinate == r->o->coordinate)
    read_number(r, w, c, from, to);
}

static void read_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  number_reader *r = context;
  if (r->o->part == TP_PART_NEURON && layer == r->o->layer && neuron == r->o->index)
    read_number(r, w, c, from, to);
}

/* The operation's number in a mixed run. */
static double number_of(const tp_subject *s, const computation *before, const computation *at, size_t count, const tp_operation *o)
{
  origin *version = list_origins(s->t, tp_plan_versions(plan_apart(s)));
  number_reader r = {version, o, NAN};
  tp_evaluator_free(run_mixed(s, &before->schedule, &at->schedule, &before->schedule, count, (place) {o->segment, o->position},
                              &(tp_observer) {.context = &r, .activation = read_activation, .hidden = read_hidden}));
  free(version);
  return r.value;
}

static void check_mend(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_location *l)
{
  tp_layer_exception *more = tp_memory_new(l->mends + 1, sizeof *more);
  for (size_t i = 0; i < l->mends; i++) {        /* as they are printed */
    tp_buffer text = {NULL, 0, 0};
    tp_error err;
    tp_exception_print(&text, l->mend + i);
    cell_assert(a, c, tp_exception_parse(more + i, text.text, &err) == TP_STATUS_OK);
    tp_buffer_clear(&text);
  }
  tp_choice raised = with_exceptions(choice, more, l->mends, SIZE_MAX);
  tp_error err;
  cell_assert(a, c, tp_choice_check(&raised, &err) == TP_STATUS_OK && is_exact(s, &raised));
  tp_choice_clear(&raised);
  if (l->mend_bits) {
    raised = with_exceptions(choice, l->mend_bits, l->mends, SIZE_MAX);
    cell_assert(a, c, tp_choice_check(&raised, &err) == TP_STATUS_OK && is_exact(s, &raised));
    for (size_t i = 0; i < l->mends; i++)
      cell_assert(a, c, l->mend_bits[i].what == l->mend[i].what && l->mend_bits[i].first == l->mend[i].first && l->mend_bits[i].last == l->mend[i].last);
    tp_choice_clear(&raised);
  }
  for (size_t i = 0; i < l->mends; i++) {
    raised = with_exceptions(choice, more, l->mends, i);
    cell_assert(a, c, !is_exact(s, &raised));
    tp_choice_clear(&raised);
  }
  free(more);
}

static int is_mended(const tp_subject *s, const computation *rough, const tp_choice *choice, unsigned what, const tp_operation *o)
{
  tp_choice at = made_precise(choice, what, o->layer);
  computation *fine = make_slow(s, &at, o->segment);
  double off = fabs(number_of(s, rough, fine, step_of(s, o), o) - o->exact);
  computation_free(fine);
  tp_choice_clear(&at);
  return off <= 0x1p-24;
}

static int count_bits(unsigned x)
{
  return x ? 1 + count_bits(x & (x - 1)) : 0;
}

/* What is named mends the operation's number, and nothing less does. */
static void check_first(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_operation *o)
{
  const unsigned all = all_that_is_rounded(choice, s->r);
  computation *rough = make_slow(s, choice, o->segment);
  cell_assert(a, c, o->what && is_mended(s, rough, choice, o->what, o));
  for (unsigned what = all; what; what = (what - 1) & all)
    cell_assert(a, c, count_bits(what) >= count_bits(o->what) || !is_mended(s, rough, choice, what, o));
  computation_free(rough);
}

/* Up to the step the wrong token follows, without it the right one, nor with what is named. */
static void check_decisive(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_operation *o, place bad)
{
  tp_choice precise_choice = all_precise(choice, s), at = made_precise(choice, o->what, o->layer);
  computation *rough = make_slow(s, choice, bad.segment), *fine = make_slow(s, &precise_choice, bad.segment);
  computation *mended = make_slow(s, &at, bad.segment);
  size_t step = step_of(s, o);
  cell_assert(a, c, o->what && o->segment == bad.segment);
  cell_assert(a, c, is_right(s, rough, fine, fine, step, bad) && !is_right(s, rough, fine, fine, step + 1, bad));
  cell_assert(a, c, is_right(s, rough, mended, fine, step, bad));
  computation_free(rough);
  computation_free(fine);
  computation_free(mended);
  tp_choice_clear(&precise_choice);
  tp_choice_clear(&at);
}

static void check_operation(const random_machine *a, const tp_subject *s, cell *c, const tp_operation *o)
{
  size_t token = o->position;
  for (size_t g = 0; g < o->segment; g++)
    token += s->told.segment[g].tokens.length;
  cell_assert(a, c, o->token == token && o->layer >= 1 && o->layer <= s->t->layers);
  cell_assert(a, c, o->exact == -1 || o->exact == 0 || o->exact == 1);
  cell_assert(a, c, o->margin >= 0.5);
  if (o->part == TP_PART_ATTENTION) {
    const tp_transformer_layer *at = s->t->layer + o->layer - 1;
    cell_assert(a, c, o->index < at->heads && o->margin >= 1);
    int writes = 0;
    for (uint32_t i = 0; i < at->head[o->index].values; i++)
      writes |= at->head[o->index].out[i] == o->coordinate;
    cell_assert(a, c, writes);
  }
}

/* 1 if the run fails. */
static int check_failure(const random_machine *a, const tp_subject *s, cell *c, size_t *mended, size_t *all)
{
  tp_choice choice;
  tp_location l;
  tp_operation first;
  cell_assert(a, c, make_choice(&choice, c));
  const tp_setup in = tp_setup_of(&choice);
  tp_locate_error(&l, s, &in, NULL, NULL);
  cell_assert(a, c, !l.shares_scales && l.recorded == SIZE_MAX);
  tp_hardmax_record *record = tp_hardmax_record_new(s, 1);
  tp_verification v = verify_choice(s, &choice, record);
  tp_hardmax_record_free(record);
  int fails = l.verdict.exact == TP_VERDICT_NO, differs = v.exact_act == TP_VERDICT_NO;
  v.exact_act = l.verdict.exact_act;
  cell_assert(a, c, same_verification(&v, &l.verdict, s->told.tapes));
  tp_verify_clear(&v);
  if (l.verdict.exact == TP_VERDICT_UNKNOWN || !differs) {
    cell_assert(a, c, !l.first.found && !l.decisive.found && !l.is_mended);
    tp_location_clear(&l);
    return 0;
  }
  cell_assert(a, c, l.first.found);
  check_operation(a, s, c, &l.first);
  cell_assert(a, c, !(l.first.rounded == l.first.exact));
  check_first(a, s, c, &choice, &l.first);
  if (find_first(s, &choice, l.first.segment + 1, &first)) {
    cell_assert(a, c, first.found && first.segment == l.first.segment && first.position == l.first.position && first.layer == l.first.layer);
    cell_assert(a, c, first.part == l.first.part && (first.part == TP_PART_NEURON ? first.index == l.first.index : first.coordinate == l.first.coordinate));
    cell_assert(a, c, first.exact == l.first.exact && (first.rounded == l.first.rounded || first.rounded != first.rounded));
  }
  if (!fails) {
    cell_assert(a, c, !l.decisive.found && !l.is_mended);
    tp_location_clear(&l);
    return 0;
  }
  cell_assert(a, c, l.decisive.found);
  check_operation(a, s, c, &l.decisive);
  cell_assert(a, c, step_of(s, &l.decisive) >= step_of(s, &l.first) || l.decisive.segment > l.first.segment);
  check_decisive(a, s, c, &choice, &l.decisive, place_of(s, l.verdict.first_error));
  *all += (size_t) l.is_first;
  if (l.is_mended)
    check_mend(a, s, c, &choice, &l);
  *mended += (size_t) l.is_mended;
  tp_location_clear(&l);
  return 1;
}

START_TEST(test_failures)
{
  static const char *const name[] = {"ties", "leak", "unrounded", "logits", "range", "directed", "mpfr", "mpfr format", "acc", "exp", "layer", "grid"};
  random_source source = random_open(45 + (uint64_t) _i);
  /* 24 times 2 failing runs, as many machines as that takes. */
  const size_t wanted = random_count(2, 1);
  size_t fails = 0, mended = 0, all = 0, count = 0;
  for (random_quota quota = {.left = 60, .mode = (tp_chain_mode) (_i % TP_CHAIN_MODES)}; quota.left && fails < wanted; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, _i / TP_CHAIN_MODES == FAIL_TIES ? 40 : 24, &quota);
    cell c = draw_failure(&source, _i / TP_CHAIN_MODES, a.tokens <= 9);
    fails += (size_t) check_failure(&a, &s, &c, &mended, &all);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s, %s: %zu runs, %zu fail, %zu mended, %zu with the first decisive operation\n", name[_i / TP_CHAIN_MODES],
         tp_chain_mode_name[_i % TP_CHAIN_MODES], count, fails, mended, all);
  fflush(stdout);
  ck_assert_uint_eq(fails, wanted);
  ck_assert_uint_eq(mended, fails);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("locate");
  TCase *tc = suite_case(suite, "locate");
  tcase_add_loop_test(tc, test_failures, 0, FAILURES * TP_CHAIN_MODES);
  return suite_run(suite);
}
