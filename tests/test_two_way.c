/* Two-way machines: the simulator and the folded machine against a plain run written
   here, step for step, on random machines; the busy beavers against their published
   figures, and folded ones through the transformer. */
#include <check.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/sweep/family.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/configuration.h"
#include "tmprec/machine/fold.h"
#include "tmprec/machine/simulation.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

static tp_machine *parse(const char *text)
{
  tp_machine *m;
  tp_error err = {""};
  ck_assert_msg(tp_machine_parse(&m, "m", text, strlen(text), &err) == TP_STATUS_OK, "%s", err.text);
  return m;
}

/* --- The plain run -------------------------------------------------------------------- */

enum { STEPS = 80, REACH = STEPS + RANDOM_WORD, CELLS = 2 * REACH + 1 };

/* Cell i of a tape is cell[REACH + i]. */
typedef struct {
  const tp_machine *m;
  uint32_t state, cell[RANDOM_TAPES][CELLS];
  int head[RANDOM_TAPES], least[RANDOM_TAPES], most[RANDOM_TAPES];
} plain_run;

static void plain_start(plain_run *p, const tp_machine *m, const tp_word *input)
{
  memset(p, 0, sizeof *p);
  p->m = m;
  for (size_t i = 0; i < input->length; i++)
    p->cell[0][REACH + i] = input->symbol[i];
}

/* The first transition of the table that fits, or NULL. */
static int plain_find(const plain_run *p, tp_transition *t)
{
  for (size_t i = 0; i < tp_machine_transitions(p->m); i++) {
    int fits = 1;
    *t = tp_machine_transition(p->m, i);
    for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++)
      fits &= t->read[k] == p->cell[k][REACH + p->head[k]];
    if (fits && t->from == p->state)
      return 1;
  }
  return 0;
}

static void plain_take(plain_run *p, tp_transition t)
{
  p->state = t.to;
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++) {
    p->cell[k][REACH + p->head[k]] = t.write[k];
    p->head[k] += (int) t.move[k] - TP_MOVE_S;
    p->least[k] = p->head[k] < p->least[k] ? p->head[k] : p->least[k];
    p->most[k] = p->head[k] > p->most[k] ? p->head[k] : p->most[k];
  }
}

/* Would a step take a head of these tapes left of cell 0? */
static int plain_leaves(const plain_run *p, tp_transition t, uint32_t tapes)
{
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++)
    if (tapes >> k & 1 && p->head[k] == 0 && t.move[k] == TP_MOVE_L)
      return 1;
  return 0;
}

/* --- Random two-way machines ------------------------------------------------------------ */

typedef struct {
  random_machine of;               /* its text, the word, the machine */
  tp_word input;
} two_way_machine;

/* With `symbols` more input symbols, that no word has. */
static two_way_machine draw(random_source *s, uint32_t symbols)
{
  two_way_machine a = {.of = {.m = NULL}};
  tp_buffer text = {NULL, 0, 0};
  uint32_t symbol[RANDOM_WORD];
  tp_error err;
  random_write_machine(s, &text);
  char *inputs = strstr(text.text, "\ninput") + strlen("\ninput");
  tp_buffer_puts(&a.of.text, "two-way\n");
  tp_buffer_put(&a.of.text, text.text, (size_t) (inputs - text.text) + strcspn(inputs, "\n"));
  tp_machine *small = parse(text.text);
  uint32_t used = tp_machine_inputs(small);
  tp_machine_free(small);
  for (uint32_t i = 0; i < symbols; i++)
    tp_buffer_printf(&a.of.text, " more%" PRIu32, i);
  tp_buffer_puts(&a.of.text, inputs + strcspn(inputs, "\n"));
  a.of.m = parse(a.of.text.text);
  size_t length = random_below(s, RANDOM_WORD + 1);
  for (size_t i = 0; i < length; i++)
    symbol[i] = 1 + random_below(s, used);
  tp_buffer_puts(&a.of.input, "");
  tp_word_print(&a.of.input, a.of.m, symbol, length);
  ck_assert(tp_word_parse(&a.input, a.of.m, a.of.input.text, &err) == TP_STATUS_OK);
  tp_buffer_clear(&text);
  return a;
}

static void two_way_clear(two_way_machine *a)
{
  random_machine_clear(&a->of);
  tp_word_clear(&a->input);
}

/* --- The simulator ----------------------------------------------------------------------- */

static void assert_simulated(const random_machine *a, const plain_run *p, const tp_simulation *s)
{
  random_assert(a, s->state == p->state);
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++) {
    uint64_t nonzero = 0;
    random_assert(a, tp_simulation_head(s, k) == p->head[k]);
    random_assert(a, tp_simulation_leftmost(s, k) == p->least[k] && tp_simulation_rightmost(s, k) == p->most[k]);
    for (int i = -REACH; i <= REACH; i++) {
      random_assert(a, tp_simulation_symbol(s, k, i) == p->cell[k][REACH + i]);
      nonzero += p->cell[k][REACH + i] != 0;
    }
    random_assert(a, tp_simulation_nonzero(s, k) == nonzero);
  }
}

static void check_simulation(const two_way_machine *a)
{
  static plain_run p;
  tp_simulation s;
  plain_start(&p, a->of.m, &a->input);
  tp_simulation_start(&s, a->of.m, &a->input);
  for (uint64_t steps = 0;; steps++) {
    tp_transition t;
    assert_simulated(&a->of, &p, &s);
    random_assert(&a->of, s.steps == steps);
    int halted = p.state == tp_machine_halting(a->of.m), goes_on = !halted && plain_find(&p, &t);
    tp_simulation_end end = tp_simulation_run(&s, steps < STEPS);
    random_assert(&a->of, steps == STEPS || halted || !goes_on || s.steps == steps + 1);
    if (steps == STEPS || halted || !goes_on) {
      random_assert(&a->of, end == (halted ? TP_SIMULATION_HALTED : goes_on ? TP_SIMULATION_GOES_ON : TP_SIMULATION_STUCK));
      break;
    }
    plain_take(&p, t);
  }
  tp_simulation_clear(&s);
}

START_TEST(test_simulation)
{
  random_source source = random_open(41);
  for (size_t i = 0; i < random_count(500, 20); i++) {
    two_way_machine a = draw(&source, 0);
    check_simulation(&a);
    two_way_clear(&a);
  }
  /* with more symbols than a table of all configurations has room for */
  for (size_t i = 0; i < random_count(30, 3); i++) {
    two_way_machine a = draw(&source, 1100);
    check_simulation(&a);
    two_way_clear(&a);
  }
}
END_TEST

/* One-way tapes, and far to both sides. */
START_TEST(test_simulation_of_tapes)
{
  static const struct {
    const char *text;
    uint64_t steps;
    int64_t head, leftmost, rightmost;
  } cases[] = {
    {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 5, 0, 0, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 5, -5, -5, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a L\nq a -> q a L\n", 100000, -100000, -100000, 0},
    {"two-way\ntapes 1\nblank _\ninput a\nstart q\nhalt h\nq _ -> q a R\nq a -> q a L\n", 100000, 100000, 0, 100000},
    /* there and back, one cell farther each time: cell n after 1 + 2 + .. + 2 n steps */
    {"two-way\ntapes 1\nblank _\ninput a\nstart r\nhalt h\nr _ -> l a L\nr a -> r a R\nl _ -> r a R\nl a -> l a L\n",
     1000 * 2001, 1000, -1000, 1000},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_machine *m = parse(cases[i].text);
    tp_simulation s;
    tp_simulation_start(&s, m, &(tp_word) {NULL, 0});
    ck_assert_int_eq(tp_simulation_run(&s, cases[i].steps), TP_SIMULATION_GOES_ON);
    ck_assert_uint_eq(s.steps, cases[i].steps);
    ck_assert_msg(tp_simulation_head(&s, 0) == cases[i].head, "case %zu: head %lld", i, (long long) tp_simulation_head(&s, 0));
    ck_assert_int_eq(tp_simulation_leftmost(&s, 0), cases[i].leftmost);
    ck_assert_int_eq(tp_simulation_rightmost(&s, 0), cases[i].rightmost);
    tp_simulation_clear(&s);
    tp_machine_free(m);
  }
}
END_TEST

/* --- The folded machine --------------------------------------------------------------------- */

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
  size_t left = random_count(300, 10), two_tapes = left / 4;
  while (left || two_tapes) {
    two_way_machine a = draw(&source, 0);
    uint32_t all = (1u << tp_machine_tapes(a.of.m)) - 1, needed = tapes_left(&a), some = 1 + random_below(&source, all);
    uint32_t sets[] = {all, needed, some};
    tp_error err = {""};
    for (size_t i = 0; i < LENGTH(sets); i++) {
      tp_machine *folded;
      /* three folds make a table of up to a million lines */
      if (!sets[i] || (sets[i] == 7 && !random_one_in(&source, 8)))
        continue;
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
  for (size_t i = 0; i < random_count(200, 10); i++) {
    two_way_machine a = draw(&source, 0);
    static plain_run p;
    tp_transition t;
    size_t steps = 0, leaves = 0;
    plain_start(&p, a.of.m, &a.input);
    for (; steps < STEPS && p.state != tp_machine_halting(a.of.m) && plain_find(&p, &t); steps++) {
      leaves = !leaves && plain_leaves(&p, t, ~0u) ? steps + 1 : leaves;
      plain_take(&p, t);
    }
    tp_error err = {""};
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
    tp_error err = {""};
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
  tp_error err = {""};
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
  ck_assert(tp_machine_fold_for(&folded, m, &(tp_word) {(uint32_t *) &a, 1}, (tp_run_limits) {100, 0}, &err) == TP_STATUS_REFUSED);
  ck_assert_str_eq(err.text, "the machine is stuck after 0 steps: no transition from state 'q' reading 'a'");
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
  tp_error err = {""};
  ck_assert(tp_machine_fold(&folded, m, tapes, &err) == TP_STATUS_REFUSED && !folded);
  ck_assert_msg(strstr(err.text, "--two-way fold: ") && strstr(err.text, says), "%s", err.text);
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

/* --- The ladder ------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  uint64_t steps, nonzero;
  int64_t left, right;
  int bits[TP_CHAIN_MODES];        /* the fewest in fixed point that are exact, or 0: too long a run */
} ladder[] = {
  {"bb2", 6, 4, 2, 1, {3, 3}},
  {"bb3", 21, 5, 1, 3, {7, 5}},
  {"bb23", 38, 9, 6, 2, {8, 5}},
  {"bb4", 107, 13, 10, 3, {8, 9}},
  {"bb24", 3932964, 2050, 15, 2034, {0, 0}},
  {"bb5", 47176870, 4098, 12243, 45, {0, 0}},
};

START_TEST(test_ladder)
{
  tp_machine *m, *folded;
  tp_error err = {""};
  const tp_word empty = {NULL, 0};
  ck_assert_msg(tp_catalog_open(&m, ladder[_i].name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_machine_is_two_way(m));
  tp_simulation s;
  tp_simulation_start(&s, m, &empty);
  ck_assert_int_eq(tp_simulation_run(&s, ladder[_i].steps - 1), TP_SIMULATION_GOES_ON);
  ck_assert_int_eq(tp_simulation_run(&s, 1), TP_SIMULATION_HALTED);
  ck_assert_uint_eq(s.steps, ladder[_i].steps);
  ck_assert_uint_eq(tp_simulation_nonzero(&s, 0), ladder[_i].nonzero);
  ck_assert_int_eq(tp_simulation_leftmost(&s, 0), -ladder[_i].left);
  ck_assert_int_eq(tp_simulation_rightmost(&s, 0), ladder[_i].right);
  /* and folded: the halves together; the sentinel counts */
  tp_simulation f;
  ck_assert_msg(tp_machine_fold(&folded, m, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_simulation_start(&f, folded, &empty);
  ck_assert_int_eq(tp_simulation_run(&f, ladder[_i].steps), TP_SIMULATION_HALTED);
  ck_assert_uint_eq(f.steps, ladder[_i].steps);
  ck_assert_uint_eq(tp_simulation_nonzero(&f, 0) + tp_simulation_nonzero(&f, 1), ladder[_i].nonzero + 1);
  ck_assert_int_eq(tp_simulation_leftmost(&f, 0), 0);
  ck_assert_int_eq(tp_simulation_rightmost(&f, 1), ladder[_i].left > ladder[_i].right ? ladder[_i].left : ladder[_i].right);
  tp_simulation_clear(&f);
  tp_simulation_clear(&s);
  tp_machine_free(folded);
  tp_machine_free(m);
}
END_TEST

static tp_verdict exact_in(const tp_subject *s, const tp_choice *c)
{
  tp_verification v;
  tp_verify_subject(&v, s, c, NULL);
  tp_verify_clear(&v);
  return v.exact;
}

/* With so many bits, in fixed point, it is exact, and with none fewer. */
static void assert_fewest_bits(const tp_subject *s, int fewest)
{
  tp_error err;
  for (int bits = 2; bits <= fewest; bits++) {
    tp_choice c = {.beta = {.is_auto = 1}};
    ck_assert(tp_family_choose(&c, TP_FAMILY_FIXED, bits, 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN, &err) == TP_STATUS_OK);
    ck_assert_msg(exact_in(s, &c) == (bits == fewest ? TP_VERDICT_YES : TP_VERDICT_NO), "%d bits", bits);
  }
}

/* By the transformer, in exact arithmetic and, if fewest is not 0, in as few bits. */
static void assert_verified(const tp_machine *m, const char *input, tp_chain_mode mode, int fewest)
{
  tp_subject s;
  tp_error err = {""};
  const tp_subject_options options = {.mode = mode, .limits = {.max_steps = RANDOM_STEPS}, .two_way = TP_TWO_WAY_FOLD};
  ck_assert_msg(tp_subject_open(&s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(s.m == s.folded);
  ck_assert_int_eq(exact_in(&s, &(tp_choice) {.kind = TP_ARITHMETIC_EXACT}), TP_VERDICT_YES);
  assert_fewest_bits(&s, fewest);
  tp_subject_close(&s);
}

START_TEST(test_ladder_verified)
{
  tp_machine *m;
  tp_error err = {""};
  if (!ladder[_i].bits[0])
    return;
  ck_assert(tp_catalog_open(&m, ladder[_i].name, &err) == TP_STATUS_OK);
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
    tp_subject s;
    const tp_subject_options refuse = {.mode = (tp_chain_mode) mode, .limits = {.max_steps = RANDOM_STEPS}};
    assert_verified(m, "", (tp_chain_mode) mode, ladder[_i].bits[mode]);
    ck_assert(tp_subject_open(&s, m, "", &refuse, 0, &err) == TP_STATUS_REFUSED);
    ck_assert_msg(strstr(err.text, "left of cell 0") && strstr(err.text, "--two-way fold"), "%s", err.text);
  }
  tp_machine_free(m);
}
END_TEST

/* Random machines, folded, that halt with a word. */
START_TEST(test_random_verified)
{
  random_source source = random_open(44);
  size_t drawn = 0;
  for (size_t left = random_count(12, 2); left; drawn++) {
    ck_assert_msg(drawn < 10000, "hardly any of the folded machines halts");
    two_way_machine a = draw(&source, 0);
    tp_machine *folded = NULL;
    tp_machine_run run;
    tp_error err;
    const tp_run_limits limits = {STEPS, 0};
    if (tp_machine_fold_for(&folded, a.of.m, &a.input, limits, &err) == TP_STATUS_OK && folded
        && tp_run_record(&run, folded, &a.input, limits, &err) == TP_STATUS_OK) {
      if (run.steps >= 5 && tp_machine_transitions(folded) <= 3000) {
        for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
          assert_verified(a.of.m, a.of.input.text, (tp_chain_mode) mode, 0);
        left--;
      }
      tp_run_clear(&run);
    }
    tp_machine_free(folded);
    two_way_clear(&a);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tc = tcase_create("two-way");
  tcase_set_timeout(tc, 0);
  tcase_add_test(tc, test_simulation);
  tcase_add_test(tc, test_simulation_of_tapes);
  tcase_add_test(tc, test_fold);
  tcase_add_test(tc, test_fold_for);
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_table);
  tcase_add_test(tc, test_limits);
  tcase_add_loop_test(tc, test_ladder, 0, (int) LENGTH(ladder));
  tcase_add_loop_test(tc, test_ladder_verified, 0, (int) LENGTH(ladder));
  tcase_add_test(tc, test_random_verified);
  Suite *suite = suite_create("two-way");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
