/* SPDX-License-Identifier: MIT */
/* Folded machines against a plain run of the two-way machine, step for step, on random
   machines; their names and tables, and how large they may be. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tmprec/machine/configuration.h"
#include "tmprec/machine/fold.h"
#include "tmprec/machine/run.h"
#include "tmprec/machine/simulation.h"
#include "two_way.h"

/* What stands for the two-way run's configuration, as fold.h says. */
static void assert_folded(const random_machine *a, const plain_run *p, const tp_configuration *c, uint32_t tapes, size_t steps)
{
  const uint32_t K = tp_machine_tapes(p->m);
  const char *name = tp_machine_state_name(p->m, p->state), *folded = tp_machine_state_name(c->m, c->state);
  random_assert(a, !strncmp(name, folded, strlen(name)));
  const char *sign = folded + strlen(name);
  int has_signs = steps && p->state != tp_machine_halting(p->m);
  uint32_t sentinel = tp_machine_find_symbol(c->m, ">", 1);
  for (uint32_t k = 0, other = K; k < K; k++) {
    int left = tapes >> k & 1, position = abs(p->head[k]);
    random_assert(a, (int) c->tape[k].head == position);
    for (int i = 0; i <= REACH; i++)
      random_assert(a, !strcmp(tp_machine_symbol_name(c->m, tp_configuration_symbol(c, k, (size_t) i)),
                               tp_machine_symbol_name(p->m, p->cell[k][REACH + i])));
    if (!left)
      continue;
    random_assert(a, (int) c->tape[other].head == position);
    random_assert(a, tp_configuration_symbol(c, other, 0) == (steps ? sentinel : 0));
    for (int i = 1; i <= REACH; i++)
      random_assert(a, !strcmp(tp_machine_symbol_name(c->m, tp_configuration_symbol(c, other, (size_t) i)),
                               tp_machine_symbol_name(p->m, p->cell[k][REACH - i])));
    if (has_signs) {
      random_assert(a, *sign == '+' || *sign == '-');
      random_assert(a, p->head[k] == 0 || *sign == (p->head[k] < 0 ? '-' : '+'));
      sign++;
    }
    other++;
  }
  random_assert(a, *sign == '\0');
}

/* Step for step, as long as no tape that is not folded is left. */
static void check_fold(const two_way_machine *a, const tp_machine *folded, uint32_t tapes)
{
  static plain_run p;
  tp_configuration c;
  uint32_t K = tp_machine_tapes(a->of.m), read[TP_MACHINE_MAX_TAPES];
  size_t steps = 0;
  plain_start(&p, a->of.m, &a->input);
  tp_configuration_start(&c, folded, &a->input);
  random_assert(&a->of, tp_machine_tapes(folded) == K + (uint32_t) __builtin_popcount(tapes));
  random_assert(&a->of, tp_machine_is_two_way(folded) == (tapes + 1 != 1u << K));
  for (;; steps++) {
    tp_transition t;
    assert_folded(&a->of, &p, &c, tapes, steps);
    for (uint32_t k = 0; k < tp_machine_tapes(folded); k++)
      read[k] = tp_configuration_symbol(&c, k, c.tape[k].head);
    size_t found = tp_machine_lookup(folded, c.state, read);
    int halted = p.state == tp_machine_halting(a->of.m), goes_on = !halted && plain_find(&p, &t);
    random_assert(&a->of, (c.state == tp_machine_halting(folded)) == halted);
    random_assert(&a->of, (found != SIZE_MAX) == goes_on);
    if (!goes_on || steps == STEPS || plain_leaves(&p, t, ~tapes))
      break;
    tp_transition step = tp_machine_transition(folded, found);
    for (uint32_t k = 0; k < tp_machine_tapes(folded); k++)
      if (k >= K || tapes >> k & 1)
        random_assert(&a->of, step.move[k] != TP_MOVE_L || c.tape[k].head > 0);
    random_assert(&a->of, step.to != 0);
    plain_take(&p, t);
    tp_configuration_take(&c, step);
  }
  tp_configuration_clear(&c);
}

static uint32_t tapes_left(const two_way_machine *a)
{
  tp_simulation s;
  uint32_t tapes = 0;
  tp_simulation_start(&s, a->of.m, &a->input);
  tp_simulation_run(&s, STEPS);
  for (uint32_t k = 0; k < tp_machine_tapes(a->of.m); k++)
    tapes |= (uint32_t) (tp_simulation_leftmost(&s, k) < 0) << k;
  tp_simulation_clear(&s);
  return tapes;
}

START_TEST(test_fold)
{
  random_source source = random_open(42);
  size_t left = random_count(120, 10), two_tapes = left / 4;
  while (left || two_tapes) {
    two_way_machine a = draw(&source, 0);
    uint32_t all = (1u << tp_machine_tapes(a.of.m)) - 1, needed = tapes_left(&a), some = 1 + random_below(&source, all);
    const uint32_t sets[] = {all, needed, some};
    unsigned folded_sets = 0;
    tp_error err = {.text = ""};
    for (size_t i = 0; i < LENGTH(sets); i++) {
      tp_machine *folded;
      /* three folds make a table of up to a million lines */
      if (!sets[i] || (sets[i] == 7 && !random_one_in(&source, 8)) || folded_sets >> sets[i] & 1)
        continue;
      folded_sets |= 1u << sets[i];
      if (tp_machine_fold(&folded, a.of.m, sets[i], &err) != TP_STATUS_OK) {
        /* Only this can be wrong with so small a machine. */
        random_assert(&a.of, strstr(err.text, "cannot take a step") || strstr(err.text, "more than 1000000 transitions"));
        continue;
      }
      check_fold(&a, folded, sets[i]);
      tp_machine_free(folded);
    }
    left -= left && needed;
    two_tapes -= two_tapes && (needed & (needed - 1));
    two_way_clear(&a);
  }
}
END_TEST

/* The run that is compiled, and what is refused without a fold. */
START_TEST(test_fold_for)
{
  random_source source = random_open(43);
  for (size_t i = 0; i < random_count(100, 10); i++) {
    two_way_machine a = draw(&source, 0);
    static plain_run p;
    tp_transition t;
    size_t steps = 0, leaves = 0;
    plain_start(&p, a.of.m, &a.input);
    for (; steps < STEPS && p.state != tp_machine_halting(a.of.m) && plain_find(&p, &t); steps++) {
      leaves = !leaves && plain_leaves(&p, t, ~0u) ? steps + 1 : leaves;
      plain_take(&p, t);
    }
    tp_error err = {.text = ""};
    tp_machine *folded = NULL;
    tp_machine_run run;
    char step[80];
    if (steps) {
      tp_run_limits limits = {STEPS, steps};
      snprintf(step, sizeof step, "step %zu takes the head of tape", leaves);
      tp_status result = tp_run_record(&run, a.of.m, &a.input, limits, &err);
      /* what a halted run leaves may be no output */
      int no_output = result != TP_STATUS_OK && strstr(err.text, "the output has");
      random_assert(&a.of, (result == TP_STATUS_OK || no_output) == !leaves);
      random_assert(&a.of, !leaves || strstr(err.text, step));
      if (result == TP_STATUS_OK)
        tp_run_clear(&run);
      random_assert(&a.of, tp_machine_fold_for(&folded, a.of.m, &a.input, limits, &err) == TP_STATUS_OK);
      random_assert(&a.of, !folded == !leaves);
      if (folded) {
        result = tp_run_record(&run, folded, &a.input, limits, &err);
        random_assert(&a.of, result == TP_STATUS_OK || strstr(err.text, "the output has"));
        random_assert(&a.of, result != TP_STATUS_OK || run.steps == steps);
        if (result == TP_STATUS_OK)
          tp_run_clear(&run);
      }
      tp_machine_free(folded);
    }
    two_way_clear(&a);
  }
}
END_TEST

#define HEADERS "two-way\ntapes 1\nblank _\ninput a\n"
#define LONG "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"    /* 60 bytes */

START_TEST(test_names)
{
  static const struct {
    const char *text;
    const char *states[5], *sentinel;
  } cases[] = {
    {HEADERS "start q\nhalt h\nq _ -> q a L\nq a -> h a R\n", {"q", "q-", "h"}, ">"},
    {HEADERS "start q\nhalt q-\nq _ -> q > L\nq > -> q > L\n", {"q", "q~1-", "q-"}, ">~1"},
    {HEADERS "start q-\nhalt q~1-\nq- _ -> q a L\nq a -> q a L\nq _ -> q- >~1 L\nq- > -> h > R\n", {"q-", "q~2-", "q--"}, ">~2"},
    {HEADERS "start " LONG "nnnn\nhalt " LONG "nn\xc3\xa4\n" LONG "nnnn _ -> " LONG "nn\xc3\xb6 a L\n" LONG "nn\xc3\xb6 _ -> " LONG "nnnn a L\n",
     {LONG "nnnn", LONG "nn-", LONG "nnn-"}, ">"},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_machine *m = parse(cases[i].text), *folded;
    tp_error err = {.text = ""};
    ck_assert_msg(tp_machine_fold(&folded, m, 1, &err) == TP_STATUS_OK, "%s", err.text);
    for (size_t n = 0; cases[i].states[n]; n++)
      ck_assert_msg(tp_machine_find_state(folded, cases[i].states[n], strlen(cases[i].states[n])) != UINT32_MAX, "case %zu: no state %s", i,
                    cases[i].states[n]);
    ck_assert_str_eq(tp_machine_state_name(folded, 0), tp_machine_state_name(m, 0));
    ck_assert_str_eq(tp_machine_state_name(folded, tp_machine_halting(folded)), tp_machine_state_name(m, tp_machine_halting(m)));
    ck_assert(tp_machine_find_symbol(folded, cases[i].sentinel, strlen(cases[i].sentinel)) != UINT32_MAX);
    tp_machine_free(folded);
    tp_machine_free(m);
  }
}
END_TEST

/* Only lines that can apply; the headers of the machine. */
START_TEST(test_table)
{
  tp_error err = {.text = ""};
  tp_machine *m = parse("two-way\nzero 0\ntapes 1\nblank _\ninput a 0\nstart q\nhalt h\n"
                        "q _ -> p a L\nq x -> p a L\nq y -> p a L\nq 0 -> r 0 R\np _ -> h x S\nr _ -> h x S\n"), *folded;
  ck_assert(tp_machine_fold(&folded, m, 1, &err) == TP_STATUS_OK);
  /* q reads no x or y in the first step, and is not entered; p- finds _, a, 0 or x on the
     right, and r+ also all but y on the left, where the words are not: _, a, 0, x */
  ck_assert_uint_eq(tp_machine_transitions(folded), 2 + 4 + 4);
  ck_assert_uint_eq(tp_machine_states(folded), 4);
  ck_assert_uint_eq(tp_machine_zero(folded), tp_machine_zero(m));
  ck_assert(!tp_machine_is_two_way(folded) && tp_machine_is_terse(folded));
  tp_machine_free(folded);
  /* one-way machines stay, and those that need not be folded */
  const tp_run_limits limits = {100, 0};
  const uint32_t a = 1;
  /* a run that gets stuck is none to fold for, and refused when it is recorded */
  ck_assert(tp_machine_fold_for(&folded, m, &(tp_word) {(uint32_t *) &a, 1}, (tp_run_limits) {100, 0}, &err) == TP_STATUS_OK && folded == NULL);
  tp_machine_free(m);
  static const char *const unchanged[] = {
    "tapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> p a L\np a -> h a L\n",
    "two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> p a R\np _ -> h a L\n",
  };
  for (size_t i = 0; i < LENGTH(unchanged); i++) {
    m = parse(unchanged[i]);
    ck_assert(tp_machine_fold_for(&folded, m, &(tp_word) {NULL, 0}, limits, &err) == TP_STATUS_OK && !folded);
    tp_machine_free(m);
  }
  /* without a word: the tapes with a move L */
  m = parse("two-way\ntapes 3\nblank _\ninput a\nstart q\nhalt h\nq _ _ _ -> q a a a L S L\n");
  ck_assert(tp_machine_fold_for(&folded, m, NULL, limits, &err) == TP_STATUS_OK);
  ck_assert_uint_eq(tp_machine_tapes(folded), 5);
  tp_machine_free(folded);
  tp_machine_free(m);
}
END_TEST

static void assert_not_folded(tp_buffer *text, uint32_t tapes, const char *says)
{
  tp_machine *m = parse(text->text), *folded;
  tp_error err = {.text = ""};
  ck_assert(tp_machine_fold(&folded, m, tapes, &err) == TP_STATUS_REFUSED && !folded);
  ck_assert_msg(strstr(err.text, "cannot be folded: ") && strstr(err.text, says), "%s", err.text);
  tp_machine_free(m);
  tp_buffer_clear(text);
}

START_TEST(test_limits)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "two-way\ntapes 9\nblank _\ninput a\nstart q\nhalt h\nq _ _ _ _ _ _ _ _ _ -> q a a a a a a a a a L L L L L L L L L\n");
  assert_not_folded(&text, 0x1ff, "more than 16 tapes");
  tp_buffer_puts(&text, HEADERS "start q\nhalt h\n");
  for (int i = 0; i < 4094; i++)
    tp_buffer_printf(&text, "q %d -> q a L\n", i);
  assert_not_folded(&text, 1, "more than 4096 symbols");
  tp_buffer_puts(&text, HEADERS "start q\nhalt h\nq _ -> 0 a L\nq a -> 0 a R\n");
  for (int i = 0; i < 33000; i++)
    tp_buffer_printf(&text, "%d _ -> %d a R\n", i, i + 1);
  assert_not_folded(&text, 1, "more than 65536 states");
  tp_buffer_puts(&text, HEADERS "start q\nhalt h\nq _ -> q 0 L\n");
  for (int i = 0; i < 800; i++)
    tp_buffer_printf(&text, "q %d -> q %d %c\n", i, i + 1, "LR"[i % 2]);
  assert_not_folded(&text, 1, "more than 1000000 transitions");
  tp_buffer_puts(&text, HEADERS "start q\nhalt h\np _ -> q a L\n");
  assert_not_folded(&text, 1, "cannot take a step");
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("fold");
  TCase *tc = suite_case(suite, "fold");
  tcase_add_test(tc, test_fold);
  tcase_add_test(tc, test_fold_for);
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_table);
  tcase_add_test(tc, test_limits);
  return suite_run(suite);
}
