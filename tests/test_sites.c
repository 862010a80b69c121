/* The fixed-bit arithmetic in binary64 with its bounds on errors, against the
   plain way to do the same in MPFR: on random machines, formats and inverse
   temperatures both must come to the same verdict, and to the same numbers. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_machines.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

enum { NAME = 32 };

/* Cells drawn so that each verdict occurs, beside those that are just random. */
enum { CELL_SNAPS, CELL_EXACT, CELL_COLD, CELL_RANDOM, CELL_KINDS = 6 };

typedef struct {
  char act[NAME], attn[NAME], beta[NAME];
} cell;

/* A format that binary64 has room for, often a small one. */
static void draw_format(random_source *s, char *name)
{
  uint32_t bits = random_one_in(s, 2) ? 28 : 6, family = random_below(s, 3);
  if (family == 0) {
    uint32_t i = 1 + random_below(s, 4);
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, i, random_below(s, bits));
  } else if (family == 1) {
    snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, bits + 4));
  } else {
    uint32_t x = 2 + random_below(s, 7);
    snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, x, 1 + random_below(s, bits));
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

static cell draw_cell(random_source *s, size_t number)
{
  cell c = {.beta = "auto"};
  switch (number % CELL_KINDS) {
  case CELL_SNAPS:                 /* doc/precision.md, "Snap" */
    snprintf(c.act, NAME, "fixed:%" PRIu32 ".0", 1 + random_below(s, 4));
    snprintf(c.attn, NAME, "p:%" PRIu32, 1 + random_below(s, 24));
    return c;
  case CELL_EXACT:                 /* without a least number nothing snaps */
    snprintf(c.act, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    snprintf(c.attn, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    return c;
  }
  draw_format(s, c.act);
  draw_format(s, c.attn);
  if (random_one_in(s, 4))
    snprintf(c.attn, NAME, "%s", c.act);
  else if (random_one_in(s, 3))
    snprintf(random_one_in(s, 4) ? c.act : c.attn, NAME, "real");
  if (number % CELL_KINDS == CELL_COLD)
    snprintf(c.beta, NAME, "0.0%" PRIu32, 1 + random_below(s, 9));
  else
    draw_beta(s, c.beta);
  return c;
}

/* Numbers may leave every range here, so that a verdict is open. */
static const char enormous[] = "1e12";

static arithmetic_choice choice_of(const cell *c, int working)
{
  error err;
  arithmetic_choice choice = {.kind = ARITHMETIC_EXACT, .working = working};
  ck_assert_int_eq(choice_set_site(&choice, SITE_ACT, c->act, &err), STATUS_OK);
  ck_assert_int_eq(choice_set_site(&choice, SITE_ATTN, c->attn, &err), STATUS_OK);
  ck_assert_int_eq(choice_set_beta(&choice, c->beta, &err), STATUS_OK);
  return choice;
}

static verification verdict_of(const subject *s, const trajectory *t, const cell *c, int working)
{
  verification v;
  arithmetic_choice choice = choice_of(c, working);
  verify_sequence(&v, s, &choice, t);
  return v;
}

static int same_verification(const verification *a, const verification *b, uint32_t tapes)
{
  if (a->exact != b->exact || a->exact_act != b->exact_act)
    return 0;
  return a->exact == VERDICT_YES
         || (a->first_error == b->first_error && a->ties == b->ties && token_equal(a->predicted, b->predicted, tapes));
}

static void check_verdict(const random_machine *m, const subject *s, const cell *c, size_t *exact, size_t *exact_act)
{
  trajectory *t = trajectory_record(s);
  verification fast = verdict_of(s, t, c, 0), plain = verdict_of(s, t, c, 200);
  if (!same_verification(&fast, &plain, s->tokens.tapes)) {
    random_machine_print(m);
    ck_abort_msg("act %s, attn %s, beta %s: exact %s, exact_act %s, first error %zu, ties %g, but %s, %s, %zu, %g in MPFR",
                 c->act, c->attn, c->beta, verdict_text[fast.exact], verdict_text[fast.exact_act], fast.first_error, fast.ties,
                 verdict_text[plain.exact], verdict_text[plain.exact_act], plain.first_error, plain.ties);
  }
  random_assert(m, fast.exact != VERDICT_UNKNOWN || !strcmp(c->beta, enormous));
  *exact += fast.exact == VERDICT_YES;
  *exact_act += fast.exact_act == VERDICT_YES;
  verify_clear(&fast);
  verify_clear(&plain);
  trajectory_free(t);
}

START_TEST(test_verdicts)
{
  static const char *const extreme[] = {"0", "1e-300", "80", "700", enormous};
  random_source source = random_open(4);
  size_t count = random_count(500, 12), exact = 0, exact_act = 0;
  random_quota quota = {count, {0, count / 25, count / 5}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    subject s;
    random_next_subject(&source, &m, &s, 64, &quota);
    cell c = draw_cell(&source, number);
    if (number % CELL_KINDS == CELL_RANDOM && random_one_in(&source, 4))
      snprintf(c.beta, NAME, "%s", extreme[random_below(&source, sizeof extreme / sizeof *extreme)]);
    check_verdict(&m, &s, &c, &exact, &exact_act);
    subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu cells: %zu inexact, %zu exact, of which %zu in every activation\n", count, count - exact, exact, exact_act);
  ck_assert_uint_gt(count, exact);
  ck_assert_uint_gt(exact, exact_act);
  ck_assert_uint_gt(exact_act, 0);
}
END_TEST

/* All activations and hidden values in the order in which they arise. */
typedef struct {
  double *value;
  size_t count, capacity;
  const double *other;             /* those of another evaluation, to compare with */
  size_t different;
} numbers;

static void note(numbers *n, arithmetic *a, number_column *c, size_t from, size_t to)
{
  for (size_t p = from; p < to; p++) {
    double x = a->op->approximate(a, c, p);
    if (n->other) {
      double y = n->other[n->count++];
      n->different += !(x == y || (x != x && y != y));
    } else {
      MEMORY_GROW(n->value, n->capacity, n->count + 1);
      n->value[n->count++] = x;
    }
  }
}

static void note_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  (void) version;
  note(context, a, c, from, to);
}

static void note_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  (void) layer, (void) neuron;
  note(context, a, c, from, to);
}

/* Returns whether the arithmetic answers for its numbers. */
static int evaluate(numbers *n, const subject *s, const cell *c, int working)
{
  arithmetic_choice choice = choice_of(c, working);
  const observer watch = {.context = n, .activation = note_activation, .hidden = note_hidden};
  arithmetic *a = arithmetic_new(&choice, s->r, plan_longest_product(s->plan));
  evaluator *e = evaluator_new(s->plan, a, &watch);
  evaluator_feed(e, &s->tokens, s->tokens.length - 1);
  int reliable = a->op->reliable(a);
  evaluator_free(e);
  a->op->destroy(a);
  return reliable;
}

/* Every number is the rounded one, so that binary64 and MPFR cannot differ if
   MPFR has bits enough for the smallest weight beside the largest. */
START_TEST(test_numbers)
{
  random_source source = random_open(5);
  size_t count = random_count(300, 2), compared = 0;
  random_quota quota = {count, {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    subject s;
    random_next_subject(&source, &m, &s, 32, &quota);
    cell c = draw_cell(&source, number);
    numbers fast = {.value = NULL}, plain = {.value = NULL};
    if (strcmp(c.act, "real") && evaluate(&fast, &s, &c, 0)) {
      plain.other = fast.value;
      evaluate(&plain, &s, &c, 2500);
      if (plain.different) {
        random_machine_print(&m);
        ck_abort_msg("act %s, attn %s, beta %s: %zu numbers differ", c.act, c.attn, c.beta, plain.different);
      }
      compared++;
    }
    free(fast.value);
    subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells compared in every number\n", compared, count);
  ck_assert_uint_gt(compared, count / 2);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tcase = tcase_create("cells");
  tcase_set_timeout(tcase, 0);
  tcase_add_test(tcase, test_verdicts);
  tcase_add_test(tcase, test_numbers);
  Suite *suite = suite_create("sites");
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
