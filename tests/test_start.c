/* SPDX-License-Identifier: MIT */
/* Start configurations, against a plain run of the machine as it stands in its file, and what they read as. */
#include "suite.h"
#include "two_way.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/configuration.h"
#include "tmprec/machine/notation.h"
#include "tmprec/machine/start.h"

/* --- Random machines in the notation of Busy Beavers ----------------------------------------- */

enum { BB_STATES = 4, BB_SYMBOLS = 3, BB_WORD = 9, BB_STEPS = 60 };

static tp_machine *draw_bb(random_source *s, tp_buffer *text, uint32_t *states, uint32_t *symbols)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  *states = 2 + random_below(s, BB_STATES - 1);
  *symbols = 2 + random_below(s, BB_SYMBOLS - 1);
  for (uint32_t q = 0; q < *states; q++) {
    tp_buffer_puts(text, q ? "_" : "");
    for (uint32_t a = 0; a < *symbols; a++)
      tp_buffer_printf(text, "%c%c%c", (char) ('0' + random_below(s, *symbols)), "LR"[random_below(s, 2)],
                       random_one_in(s, 9) ? 'Z' : (char) ('A' + random_below(s, *states)));
  }
  const tp_read_options how = {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL, .word = "_"};
  ck_assert_msg(tp_catalog_read(&m, text->text, &how, &err) == TP_STATUS_OK, "%s: %s", text->text, err.text);
  return m;
}

/* A configuration as text, and the same as a plain run of m. */
static void draw_configuration(random_source *s, tp_buffer *text, plain_run *p, const tp_machine *m, uint32_t states, uint32_t symbols)
{
  const uint32_t length = random_below(s, BB_WORD), head = random_below(s, length + 1);
  const char state[2] = {(char) ('A' + random_below(s, states)), '\0'};
  plain_start(p, m, &(tp_word) {NULL, 0});
  p->state = tp_machine_find_state(m, state, 1);
  ck_assert_msg(p->state != UINT32_MAX, "%s", state);
  p->head[0] = p->most[0] = (int) head;
  for (uint32_t i = 0; i <= length; i++) {
    const char digit[2] = {(char) ('0' + random_below(s, symbols)), '\0'};
    tp_buffer_puts(text, i == head ? state : "");
    if (i == length)
      break;
    tp_buffer_puts(text, digit);
    p->cell[0][REACH + i] = tp_machine_find_symbol(m, digit, 1);
    ck_assert_msg(p->cell[0][REACH + i] != UINT32_MAX, "%s", digit);
  }
}

static void assert_same(const plain_run *p, const tp_simulation *s, const char *machine, const char *text)
{
  ck_assert_msg(!strcmp(tp_machine_state_name(p->m, p->state), tp_machine_state_name(s->m, s->state)), "%s on %s: state", machine, text);
  ck_assert_msg(p->head[0] == tp_simulation_head(s, 0), "%s on %s: head", machine, text);
  for (int i = -REACH; i <= REACH; i++)
    ck_assert_msg(p->cell[0][REACH + i] == tp_simulation_symbol(s, 0, i), "%s on %s: cell %d", machine, text, i);
}

/* Both go on for so many steps, or until one of them ends. */
static void follow(plain_run *p, tp_simulation *s, int steps)
{
  tp_transition t;
  for (int i = 0; i < steps && !tp_machine_halts(p->m, p->state) && plain_find(p, &t); i++)
    plain_take(p, t);
  tp_simulation_run(s, (uint64_t) steps);
}

/* What is printed on the way reads as the same configuration. */
static void check_printed(const tp_machine *m, const tp_simulation *at, const char *machine)
{
  tp_buffer text = {NULL, 0, 0};
  tp_simulation s;
  tp_machine *other;
  tp_word word;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_start_print(&text, at), "%s", machine);
  ck_assert_msg(tp_start_parse(&other, &word, m, text.text, &err) == TP_STATUS_OK && other, "%s: '%s': %s", machine, text.text, err.text);
  tp_simulation_start(&s, other, &word);
  const int64_t shift = tp_simulation_head(at, 0) - tp_simulation_head(&s, 0);
  ck_assert_str_eq(tp_machine_state_name(at->m, at->state), tp_machine_state_name(other, s.state));
  for (int64_t cell = -REACH; cell <= REACH; cell++)
    ck_assert_msg(tp_simulation_symbol(at, 0, cell) == tp_simulation_symbol(&s, 0, cell - shift), "%s: '%s'", machine, text.text);
  tp_simulation_clear(&s);
  tp_machine_free(other);
  tp_word_clear(&word);
  tp_buffer_clear(&text);
}

START_TEST(test_random_configurations)
{
  random_source source = random_open(71);
  for (size_t n = 0; n < random_count(800, 40); n++) {
    uint32_t states, symbols;
    tp_buffer machine = {NULL, 0, 0}, text = {NULL, 0, 0};
    tp_machine *m = draw_bb(&source, &machine, &states, &symbols), *other;
    tp_word word;
    tp_error err = {.text = ""};
    plain_run p;
    draw_configuration(&source, &text, &p, m, states, symbols);
    ck_assert_msg(tp_start_parse(&other, &word, m, text.text, &err) == TP_STATUS_OK && other, "%s: '%s': %s", machine.text, text.text, err.text);
    tp_simulation s;
    tp_simulation_start(&s, other, &word);
    assert_same(&p, &s, machine.text, text.text);
    for (int i = 0; i < 4; i++) {
      const int steps = (int) random_below(&source, BB_STEPS / 4);
      follow(&p, &s, steps);
      assert_same(&p, &s, machine.text, text.text);
      check_printed(m, &s, machine.text);
    }
    tp_simulation_clear(&s);
    tp_word_clear(&word);
    tp_machine_free(other);
    tp_machine_free(m);
    tp_buffer_clear(&machine);
    tp_buffer_clear(&text);
  }
}
END_TEST

/* The transformer's run, with blanks before the word, ends as the plain one does. */
START_TEST(test_random_subjects)
{
  random_source source = random_open(72);
  size_t found = 0;
  for (size_t n = 0; found < random_count(60, 6); n++) {
    uint32_t states, symbols;
    tp_buffer machine = {NULL, 0, 0}, text = {NULL, 0, 0};
    tp_machine *m = draw_bb(&source, &machine, &states, &symbols);
    tp_error err = {.text = ""};
    tp_transition t;
    plain_run p;
    int steps = 0;
    ck_assert_msg(n < 100000, "hardly any machine takes a step");
    draw_configuration(&source, &text, &p, m, states, symbols);
    for (; steps < BB_STEPS && !tp_machine_halts(m, p.state) && plain_find(&p, &t); steps++)
      plain_take(&p, t);
    if (steps > 3) {
      const tp_subject_options options = {.limits = {.max_steps = (uint64_t) steps, .cut = (uint64_t) steps}};
      tp_buffer input = {NULL, 0, 0};
      tp_subject s;
      tp_configuration c;
      tp_buffer_printf(&input, "%.*s%s", -p.least[0], "________________________________________________________________", text.text);
      ck_assert_msg(tp_subject_open(&s, m, input.text, &options, 1, &err) == TP_STATUS_OK, "%s: '%s': %s", machine.text, input.text, err.text);
      ck_assert_uint_eq(s.run.steps, (size_t) steps);
      ck_assert_str_eq(tp_machine_state_name(s.m, s.run.state), tp_machine_state_name(m, p.state));
      const tp_choice exact = {.kind = TP_ARITHMETIC_EXACT};
      const tp_setup in = tp_setup_of(&exact);
      tp_verification v;
      tp_verify_subject(&v, &s, &in, NULL);
      ck_assert_int_eq(v.exact, TP_VERDICT_YES);
      tp_verify_clear(&v);
      tp_configuration_start(&c, s.m, &s.input);
      for (size_t i = 0; i < s.run.steps; i++)
        tp_configuration_take(&c, tp_machine_transition(s.m, tp_configuration_next(&c)));
      for (int i = p.least[0]; i <= REACH; i++)
        ck_assert_uint_eq(tp_configuration_symbol(&c, 0, (size_t) (i - p.least[0])), p.cell[0][REACH + i]);
      tp_configuration_clear(&c);
      tp_subject_close(&s);
      tp_buffer_clear(&input);
      found++;
    }
    tp_machine_free(m);
    tp_buffer_clear(&machine);
    tp_buffer_clear(&text);
  }
}
END_TEST

/* --- The same as the options of the reader ------------------------------------------------------ */

/* Machine for machine, in text and in numbers. */
static void assert_same_machine(const tp_machine *a, const tp_machine *b, const char *name)
{
  tp_buffer x = {NULL, 0, 0}, y = {NULL, 0, 0};
  ck_assert_uint_eq(tp_machine_states(a), tp_machine_states(b));
  for (uint32_t q = 0; q < tp_machine_states(a); q++) {
    ck_assert_msg(!strcmp(tp_machine_state_name(a, q), tp_machine_state_name(b, q)), "%s: state %u", name, q);
    ck_assert_int_eq(tp_machine_halts(a, q), tp_machine_halts(b, q));
  }
  ck_assert_int_eq(tp_notation_write(&x, a, TP_NOTATION_TM, NULL), TP_STATUS_OK);
  ck_assert_int_eq(tp_notation_write(&y, b, TP_NOTATION_TM, NULL), TP_STATUS_OK);
  ck_assert_msg(!strcmp(x.text, y.text), "%s:\n%s%s", name, x.text, y.text);
  ck_assert_str_eq(tp_machine_doubts(a), tp_machine_doubts(b));
  ck_assert_uint_eq(tp_machine_head(a), tp_machine_head(b));
  ck_assert_uint_eq(tp_machine_halting(a), tp_machine_halting(b));
  ck_assert_uint_eq(tp_machine_without_rule(a), tp_machine_without_rule(b));
  tp_buffer_clear(&x);
  tp_buffer_clear(&y);
}

START_TEST(test_same_as_chosen)
{
  static const char *const name[] = {"add", "mul", "counter", "bb4", "bb24", "sort", "sudoku", "third", "1RB---_1LA0LC_1RZ1LB"};
  for (size_t i = 0; i < LENGTH(name); i++) {
    tp_machine *m, *chosen, *other;
    tp_error err = {.text = ""};
    const tp_read_options plain = {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL};
    ck_assert_msg(tp_catalog_read(&m, name[i], &plain, &err) == TP_STATUS_OK, "%s", err.text);
    for (uint32_t q = 0; q < tp_machine_states(m) && !tp_machine_halts(m, q); q++) {
      tp_read_options how = plain;
      how.start = tp_machine_state_name(m, q);
      how.head = 3;
      ck_assert_msg(tp_catalog_read(&chosen, name[i], &how, &err) == TP_STATUS_OK, "%s", err.text);
      other = tp_machine_restart(m, q, 3);
      assert_same_machine(other, chosen, name[i]);
      tp_machine_free(chosen);
      tp_machine_free(other);
    }
    tp_machine_free(m);
  }
}
END_TEST

/* --- What is a configuration ----------------------------------------------------------------------- */

#define LETTERS "tapes 1\nblank _\ninput a b B\nstart A\nhalt h\nA a -> AB a R\nAB b -> A b R\nAB B -> a b R\na a -> h a R\n"
#define APART "tapes 1\nblank _\ninput one two\nstart go\nhalt h\ngo one -> two one R\ntwo two -> h two R\n"

static const struct {
  const char *machine, *text;
  const char *state, *word;        /* NULL: a word; or refused, because */
  uint32_t head;
  const char *why;
} readings[] = {
  {LETTERS, "", NULL, "", 0, NULL},
  {LETTERS, "aab", NULL, "aab", 0, NULL},           /* a is a state too, and the text is a word */
  {LETTERS, "Aab", "A", "ab", 0, NULL},
  {LETTERS, "aAb", "A", "ab", 1, NULL},
  {LETTERS, "abA", "A", "ab", 2, NULL},
  {LETTERS, "A", "A", "", 0, NULL},
  {LETTERS, "aABb", NULL, NULL, 0, "the state 'A' in cell 1 or the state 'AB' in cell 1"},
  {LETTERS, "aAAb", NULL, NULL, 0, "character 2: 'A'"},
  {LETTERS, "aCb", NULL, NULL, 0, "character 2: 'C'"},
  {LETTERS, "ahb", "h", "ab", 1, NULL},
  {LETTERS, "A_a", NULL, NULL, 0, "character 1: 'A'"},
  {LETTERS, "aA\xff", NULL, NULL, 0, "character 2: 'A'"},
  {APART, "one two", NULL, "one two", 0, NULL},     /* two is a state too */
  {APART, "one go two", "go", "one two", 1, NULL},
  {APART, "go", "go", "", 0, NULL},
  {APART, "one two go ", "go", "one two", 2, NULL},
  {APART, "one go go", NULL, NULL, 0, "character 5: 'go'"},
  {APART, "one gone", NULL, NULL, 0, "character 5: 'gone'"},
};

START_TEST(test_readings)
{
  tp_machine *m = parse(readings[_i].machine), *other;
  tp_word word;
  tp_error err = {.text = ""};
  const tp_status s = tp_start_parse(&other, &word, m, readings[_i].text, &err);
  if (readings[_i].why) {
    ck_assert_int_eq(s, TP_STATUS_REFUSED);
    ck_assert_msg(strstr(err.text, readings[_i].why) && !other && !word.length, "%s", err.text);
  } else {
    tp_buffer text = {NULL, 0, 0};
    ck_assert_msg(s == TP_STATUS_OK, "%s", err.text);
    tp_buffer_puts(&text, "");
    tp_word_print(&text, m, word.symbol, word.length);
    ck_assert_str_eq(text.text, readings[_i].word);
    ck_assert_int_eq(other != NULL, readings[_i].state != NULL);
    if (other) {
      ck_assert_str_eq(tp_machine_state_name(other, 0), readings[_i].state);
      ck_assert_uint_eq(tp_machine_head(other), readings[_i].head);
    }
    tp_buffer_clear(&text);
  }
  tp_word_clear(&word);
  tp_machine_free(other);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("start");
  TCase *tc = suite_case(suite, "start");
  tcase_add_test(tc, test_random_configurations);
  tcase_add_test(tc, test_random_subjects);
  tcase_add_test(tc, test_same_as_chosen);
  tcase_add_loop_test(tc, test_readings, 0, (int) LENGTH(readings));
  return suite_run(suite);
}
