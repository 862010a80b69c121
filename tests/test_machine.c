/* SPDX-License-Identifier: MIT */
/* Machine files that are accepted, words, and runs: what becomes of their text, and which
   words and runs are refused. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine_text.h"
#include "suite.h"
#include "tmprec/machine/configuration.h"
#include "tmprec/machine/run.h"
#include "tmprec/tokens/chain.h"

/* --- Machine files that are accepted ------------------------------------------------ */

/* All that can be asked of a machine. */
static tp_buffer description(const tp_machine *m)
{
  tp_buffer out = {NULL, 0, 0};
  tp_buffer_printf(&out, "%u tapes, %u inputs, halting %u%s%s", tp_machine_tapes(m), tp_machine_inputs(m), tp_machine_halting(m),
                   tp_machine_is_terse(m) ? ", terse" : "", tp_machine_is_two_way(m) ? ", two-way" : "");
  if (tp_machine_zero(m) != UINT32_MAX)
    tp_buffer_printf(&out, ", zero %u", tp_machine_zero(m));
  tp_buffer_puts(&out, ";");
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    const char *name = tp_machine_state_name(m, q);
    ck_assert_uint_eq(tp_machine_find_state(m, name, strlen(name)), q);
    tp_buffer_printf(&out, " %s", name);
  }
  tp_buffer_puts(&out, ";");
  for (uint32_t a = 0; a < tp_machine_symbols(m); a++) {
    const char *name = tp_machine_symbol_name(m, a);
    ck_assert_uint_eq(tp_machine_find_symbol(m, name, strlen(name)), a);
    tp_buffer_printf(&out, " %s", name);
  }
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition t = tp_machine_transition(m, i);
    ck_assert_uint_eq(tp_machine_lookup(m, t.from, t.read), i);
    tp_buffer_printf(&out, ";%s%u", i ? " " : "  ", t.from);
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      tp_buffer_printf(&out, " %u", t.read[k]);
    tp_buffer_printf(&out, "-%u", t.to);
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      tp_buffer_printf(&out, " %u%c", t.write[k], "LSR"[t.move[k]]);
  }
  return out;
}

static void assert_described(const char *text, const char *want)
{
  tp_machine *m = parse(text);
  tp_buffer got = description(m);
  ck_assert_str_eq(got.text, want);
  tp_buffer_clear(&got);
  tp_machine_free(m);
}

START_TEST(test_spelling)
{
  static const char *const same[] = {
    ONE "q0 a -> q1 b R\nq1 _ -> h a L\n",
    ONE "q0 a -> q1 b R\nq1 _ -> h a L",
    "\n\n  \t\ntapes\t1 \nblank   _\n\tinput a\t \tb\nstart q0\nhalt h  \n  q0 a ->   q1 b\tR\t\n\nq1 _ -> h a L\n\n\n",
    "#tapes 2\n\t# \xc3\xa4 -> \xe2\x80\xa8\ntapes 1 # one\nblank _ #\ninput a b\t#c\nstart q0\nhalt h # h\nq0 a -> q1 b R # -> q0\n#q1 a -> h a S\nq1 _ -> h a L #",
    "tapes 1\r\nblank _\r\ninput a b\r\nstart q0\r\nhalt h\r\n\r\n# c\r\nq0 a -> q1 b R\r\nq1 _ -> h a L\r\n",
    "tapes 1\r\nblank _\r\ninput a b\nstart q0\r\nhalt h\r\nq0 a -> q1 b R\nq1 _ -> h a L\r",
    "halt h\nstart q0\ninput a b\nblank _\ntapes 1\nq0 a -> q1 b R\nq1 _ -> h a L\n",
    "input a b\ntapes 001\nhalt h\nblank _\nstart q0\nq0 a -> q1 b R\nq1 _ -> h a L\n",
  };
  for (size_t i = 0; i < LENGTH(same); i++)
    assert_described(same[i], "1 tapes, 2 inputs, halting 2, terse; q0 q1 h; _ a b;  0 1-1 2R; 1 0-2 1L");
}
END_TEST

START_TEST(test_names)
{
  assert_described("tapes 1\nblank \xe2\x90\xa3\ninput \xc3\xa4 \xf0\x9f\x98\x80\nstart \xd0\xb9\nhalt \xe2\x86\x92\n"
                   "\xd0\xb9 \xc3\xa4 -> \xe2\x86\x92 \xf0\x9f\x98\x80 R\n",
                   "1 tapes, 2 inputs, halting 1, terse; \xd0\xb9 \xe2\x86\x92; \xe2\x90\xa3 \xc3\xa4 \xf0\x9f\x98\x80;  0 1-1 2R");
  /* header words, arrows and moves are names like any other */
  assert_described("tapes 1\nblank blank\ninput R ->> a#b\nstart tapes\nhalt <-\ntapes ->> -> <- a#b L\ntapes a#b -> L R R\nL R -> tapes blank S\n",
                   "1 tapes, 3 inputs, halting 2; tapes L <-; blank R ->> a#b;  0 2-2 3L; 0 3-1 1R; 1 1-0 0S");
  assert_described("tapes 1\nblank _\ninput a\nstart q\nhalt " NAME_64 "\nq a -> q a S\n",
                   "1 tapes, 1 inputs, halting 1, terse; q " NAME_64 "; _ a;  0 1-0 1S");
}
END_TEST

/* Start state, sources, targets, halting state; blank, inputs, symbols read, symbols written. */
START_TEST(test_numbers)
{
  assert_described("tapes 2\nblank _\ninput b a\nstart q0\nhalt h\n"
                   "q2 x a -> q4 w _ L R\nq1 a y -> h x v S S\nq2 b y -> q3 u w R L\n",
                   "2 tapes, 2 inputs, halting 4, terse; q0 q2 q1 q4 h q3; _ b a x y w v u;"
                   "  1 3 2-3 5L 0R; 2 2 4-4 3S 6S; 1 1 4-5 7R 5L");
  /* a halting state that is never entered comes last */
  assert_described(ONE "q1 a -> q2 a S\n", "1 tapes, 2 inputs, halting 3, terse; q0 q1 q2 h; _ a b;  1 1-2 1S");
}
END_TEST

START_TEST(test_optional_headers)
{
  static const char *const same[] = {"two-way\nzero b\n" ONE "q0 a -> h a S\n", ONE "zero b # c\n  two-way\nq0 a -> h a S\n"};
  for (size_t i = 0; i < LENGTH(same); i++)
    assert_described(same[i], "1 tapes, 2 inputs, halting 1, terse, two-way, zero 2; q0 h; _ a b;  0 1-1 1S");
  assert_described("zero x\n" ONE "q0 a -> h x S\n", "1 tapes, 2 inputs, halting 1, terse, zero 3; q0 h; _ a b x;  0 1-1 3S");
}
END_TEST

START_TEST(test_lookup)
{
  tp_machine *m = parse(TWO "q0 a b -> q1 a b S S\nq0 b a -> h a b S S\nq1 a b -> h a b S S\n");
  const uint32_t ab[] = {1, 2}, ba[] = {2, 1}, aa[] = {1, 1};
  ck_assert_uint_eq(tp_machine_lookup(m, 0, ab), 0);
  ck_assert_uint_eq(tp_machine_lookup(m, 0, ba), 1);
  ck_assert_uint_eq(tp_machine_lookup(m, 1, ab), 2);
  ck_assert(tp_machine_lookup(m, 1, ba) == SIZE_MAX && tp_machine_lookup(m, 0, aa) == SIZE_MAX && tp_machine_lookup(m, 2, ab) == SIZE_MAX);
  ck_assert_uint_eq(tp_machine_find_state(m, "q", 1), UINT32_MAX);
  ck_assert_uint_eq(tp_machine_find_symbol(m, "ab", 1), 1);
  ck_assert_uint_eq(tp_machine_find_symbol(m, "ab", 2), UINT32_MAX);
  tp_machine_free(m);
}
END_TEST

/* --- Words ----------------------------------------------------------------------------- */

#define BODY "blank _\nstart q\nhalt h\ntapes 1\nq x -> h x S\n"

static const struct {
  const char *inputs, *text;
  const char *symbols;             /* as digits, or NULL if refused */
  const char *printed;             /* or what the message says */
} words[] = {
  {"input a b\n", "", "", ""},
  {"input a b\n", "abba", "1221", "abba"},
  {"input a b\n", "a", "1", "a"},
  {"input a b\n", "abc", NULL, "character 3"},
  {"input a b\n", "a b", NULL, "character 2"},
  {"input a b\n", "_", NULL, "character 1"},
  {"input a b\n", "aax", NULL, "character 3"},      /* a symbol, but no input symbol */
  {"input a b\n", "a\xff", NULL, "character 2"},
  {"input \xc3\xa4 \xf0\x9f\x98\x80 o\n", "\xc3\xa4o\xf0\x9f\x98\x80\xc3\xa4", "1321", "\xc3\xa4o\xf0\x9f\x98\x80\xc3\xa4"},
  {"input \xc3\xa4 o\n", "\xc3\xa4\xc3\xa4\xc3", NULL, "character 3"},
  {"input \xc3\xa4 o\n", "\xc3\xa4o\xc3\xb6", NULL, "character 3: '\xc3\xb6'"},
  {"input a bb c\n", "", "", ""},
  {"input a bb c\n", " \t ", "", ""},
  {"input a bb c\n", "a bb a", "121", "a bb a"},
  {"input a bb c\n", "  bb\t\ta c ", "213", "bb a c"},
  {"input a bb c\n", "abb", NULL, "character 1: 'abb'"},
  {"input a bb c\n", "a b", NULL, "character 3: 'b'"},
  {"input a bb c\n", "a bb x", NULL, "character 6: 'x'"},
  {"input a bb c\n", "a _", NULL, "character 3"},
  {"input a b\xc3\xa4\n", "b\xc3\xa4 z", NULL, "character 4"},
};

START_TEST(test_words)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_printf(&text, "%s" BODY, words[_i].inputs);
  tp_machine *m = parse(text.text);
  tp_word w;
  tp_error err = {.text = ""};
  tp_status s = tp_word_parse(&w, m, words[_i].text, &err);
  if (!words[_i].symbols) {
    ck_assert_msg(s == TP_STATUS_REFUSED && w.length == 0, "accepted");
    ck_assert_msg(strstr(err.text, words[_i].printed) != NULL, "'%s' does not say '%s'", err.text, words[_i].printed);
  } else {
    ck_assert_msg(s == TP_STATUS_OK, "%s", err.text);
    ck_assert_uint_eq(w.length, strlen(words[_i].symbols));
    for (size_t i = 0; i < w.length; i++)
      ck_assert_uint_eq(w.symbol[i], (uint32_t) (words[_i].symbols[i] - '0'));
    tp_buffer printed = {NULL, 0, 0};
    tp_word_print(&printed, m, w.symbol, w.length);
    ck_assert_str_eq(printed.text ? printed.text : "", words[_i].printed);
    tp_buffer_clear(&printed);
  }
  tp_word_clear(&w);
  tp_machine_free(m);
  tp_buffer_clear(&text);
}
END_TEST

/* --- Runs -------------------------------------------------------------------------------- */

/* Records a run, and the rewrites in its chain of thought. */
static tp_status record(tp_machine_run *run, size_t *rewrites, const char *text, const char *input, tp_run_limits limits, tp_error *err)
{
  tp_machine *m = parse(text);
  tp_word w;
  ck_assert(tp_word_parse(&w, m, input, err) == TP_STATUS_OK);
  tp_status s = tp_run_record(run, m, &w, limits, err);
  if (s == TP_STATUS_OK && rewrites) {
    const tp_told_run told = {m, &w, run, TP_MODE_COT};
    tp_transcript t;
    tp_chain_transcript(&t, &told, tp_chain_least_bits(&told));
    *rewrites = tp_transcript_rewrites(&t);
    tp_transcript_clear(&t);
  }
  tp_word_clear(&w);
  tp_machine_free(m);
  return s;
}

/* Walks right over the word, writing b, and halts after it. */
#define WALK ONE "q0 a -> q0 b R\nq0 b -> q0 b R\nq0 _ -> h _ S\n"

static const struct {
  const char *text, *input;
  tp_run_limits limits;
  const char *says;                /* NULL: accepted */
  size_t steps, rewrites;
  int halted;
  const char *output;              /* as digits */
} runs[] = {
  {WALK, "", {100, 0}, NULL, 1, 1, 1, ""},
  {WALK, "aba", {100, 0}, NULL, 4, 2, 1, "222"},
  {WALK, "aba", {4, 0}, NULL, 4, 2, 1, "222"},
  {WALK, "aba", {3, 0}, "not halted after 3 steps", 0, 0, 0, ""},
  {ONE "q0 _ -> q0 _ R\n", "", {1000, 0}, "not halted after 1000 steps", 0, 0, 0, ""},
  {ONE "q0 a -> q0 b R\n", "aa", {100, 0}, "stuck after 2 steps: no transition from state 'q0' reading '_'", 0, 0, 0, ""},
  {TWO "q0 b _ -> q0 b a S S\n", "b", {100, 0}, "stuck after 1 steps: no transition from state 'q0' reading 'b a'", 0, 0, 0, ""},
  /* what may not be an output */
  {ONE "q0 a -> h _ S\n", "aa", {100, 0}, "blank inside (cell 0", 1, 1, 1, ""},
  {ONE "q0 a -> q1 a R\nq1 a -> h _ S\n", "aaa", {100, 0}, "blank inside (cell 1", 2, 1, 1, ""},
  {ONE "q0 a -> q1 a R\nq1 a -> h x S\n", "aaa", {100, 0}, "'x' (cell 1", 2, 1, 1, ""},
  {ONE "q0 a -> h _ S\n", "a", {100, 0}, NULL, 1, 2, 1, ""},
  /* the token of a cut run's last step is never fed, so the heads after it do not look */
  {ONE "q0 _ -> q0 a S\nq0 a -> q0 a S\n", "", {100, 4}, NULL, 4, 3, 0, ""},
  {TWO "q0 a _ -> h b x S S\n", "a", {100, 0}, NULL, 1, 2, 1, "2"},
  /* cut */
  {WALK, "aba", {100, 2}, NULL, 2, 1, 0, ""},
  {WALK, "aba", {100, 4}, NULL, 4, 2, 1, "222"},
  {WALK, "aba", {100, 5}, NULL, 4, 2, 1, "222"},
  {WALK, "aba", {2, 2}, NULL, 2, 1, 0, ""},
  {WALK, "aba", {2, 3}, "not halted after 2 steps", 0, 0, 0, ""},
  {ONE "q0 a -> q0 b R\n", "aa", {100, 2}, NULL, 2, 1, 0, ""},
  {ONE "q0 a -> q0 b R\n", "aa", {100, 3}, "stuck", 0, 0, 0, ""},
  {ONE "q0 a -> q0 _ R\n", "aaa", {100, 1}, NULL, 1, 1, 0, ""},   /* no output yet that could be refused */
  /* two-way tapes: what leaves cell 0 to the left is refused, in any step, on any tape; the rest is run */
  {"two-way\n" ONE "q0 a -> q0 b L\n", "a", {100, 0}, "step 1 takes the head of tape 1 left of cell 0", 0, 0, 0, ""},
  {"two-way\n" ONE "q0 a -> h b L\n", "a", {100, 1}, "the machine is two-way", 0, 0, 0, ""},
  {"two-way\n" ONE "q0 a -> q1 b R\nq1 a -> q1 b L\nq1 b -> q1 b L\n", "aa", {100, 0}, "step 3 takes the head of tape 1", 0, 0, 0, ""},
  {"two-way\n" ONE "q0 a -> q1 b R\nq1 a -> q1 b L\nq1 b -> q1 b L\n", "aa", {100, 2}, NULL, 2, 1, 0, ""},
  {"two-way\n" TWO "q0 a _ -> q1 a b R R\nq1 b _ -> q1 b b S L\nq1 b b -> h b b R L\n", "ab", {100, 0}, "step 3 takes the head of tape 2", 0, 0, 0, ""},
  {"two-way\n" WALK, "aba", {100, 0}, NULL, 4, 2, 1, "222"},
  /* the tape's end: L in cell 0 stays, on each tape */
  {ONE "q0 a -> q1 b L\nq1 b -> q2 a L\nq2 a -> q3 b R\nq3 _ -> q4 a L\nq4 b -> h a S\n", "a", {100, 0}, NULL, 5, 5, 1, "11"},
  {TWO "q0 a _ -> q1 a b R L\nq1 _ b -> h b b S S\n", "a", {100, 0}, NULL, 2, 2, 1, "12"},
  /* rewrites: `outp` looks at cell 0 after the last step */
  {ONE "q0 _ -> q1 _ S\nq1 _ -> q2 _ S\nq2 _ -> q3 _ S\nq3 _ -> h _ S\n", "", {100, 0}, NULL, 4, 4, 1, ""},
  {ONE "q0 a -> q1 a S\nq1 a -> q2 a S\nq2 a -> h a S\n", "a", {100, 0}, NULL, 3, 4, 1, "1"},
  /* the end of the output is found in the cell after it */
  {ONE "q0 a -> q1 a R\nq1 _ -> q2 _ S\nq2 _ -> q3 _ S\nq3 _ -> h _ R\n", "a", {100, 0}, NULL, 4, 3, 1, "1"},
  /* here head 2 leaves the cell that it has written three times, having looked at it twice written */
  {TWO "q0 _ _ -> q1 _ a R S\nq1 _ a -> q2 _ a R S\nq2 _ a -> h _ a R R\n", "", {100, 0}, NULL, 3, 2, 1, ""},
  {TWO "q0 _ _ -> q1 _ a R S\nq1 _ a -> q2 _ a R S\nq2 _ a -> h _ a R S\n", "", {100, 0}, NULL, 3, 3, 1, ""},
};

START_TEST(test_runs)
{
  tp_machine_run run;
  tp_error err = {.text = ""};
  size_t rewrites;
  tp_status s = record(&run, &rewrites, runs[_i].text, runs[_i].input, runs[_i].limits, &err);
  if (runs[_i].says && runs[_i].halted) {      /* no output, which is no reason to refuse the run */
    ck_assert(s == TP_STATUS_OK && run.halted && !run.has_output && !run.output.length);
    ck_assert_uint_eq(run.steps, runs[_i].steps);
    ck_assert_uint_eq(rewrites, runs[_i].rewrites);
    ck_assert_msg(strstr(run.no_output.text, runs[_i].says) != NULL, "'%s' does not say '%s'", run.no_output.text, runs[_i].says);
    tp_run_clear(&run);
    return;
  }
  if (runs[_i].says) {
    ck_assert_msg(s == TP_STATUS_REFUSED, "accepted");
    ck_assert_msg(strstr(err.text, runs[_i].says) != NULL, "'%s' does not say '%s'", err.text, runs[_i].says);
    ck_assert(run.steps == 0 && run.output.symbol == NULL);
    return;
  }
  ck_assert_msg(s == TP_STATUS_OK, "%s", err.text);
  ck_assert_uint_eq(run.steps, runs[_i].steps);
  ck_assert_int_eq(run.halted, runs[_i].halted);
  ck_assert_int_eq(run.has_output, runs[_i].halted);
  ck_assert_uint_eq(rewrites, runs[_i].rewrites);
  ck_assert_uint_eq(run.output.length, strlen(runs[_i].output));
  for (size_t i = 0; i < run.output.length; i++)
    ck_assert_uint_eq(run.output.symbol[i], (uint32_t) (runs[_i].output[i] - '0'));
  tp_run_clear(&run);
}
END_TEST

/* The transitions that apply, one after the other, and none in the end. */
START_TEST(test_taken)
{
  static const size_t taken[] = {0, 1, 1, 2, SIZE_MAX};
  tp_machine *m = parse(WALK);
  tp_word w;
  tp_configuration c;
  tp_error err = {.text = ""};
  ck_assert(tp_word_parse(&w, m, "abb", &err) == TP_STATUS_OK);
  tp_configuration_start(&c, m, &w);
  for (size_t i = 0; i < LENGTH(taken); i++) {
    const size_t next = tp_configuration_next(&c);
    ck_assert_uint_eq(next, taken[i]);
    if (next != SIZE_MAX)
      tp_configuration_take(&c, tp_machine_transition(m, next));
  }
  ck_assert_uint_eq(c.state, tp_machine_halting(m));
  tp_configuration_clear(&c);
  tp_word_clear(&w);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("machine");
  TCase *tc = suite_case(suite, "machine");
  tcase_add_test(tc, test_spelling);
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_optional_headers);
  tcase_add_test(tc, test_lookup);
  tcase_add_loop_test(tc, test_words, 0, (int) LENGTH(words));
  tcase_add_loop_test(tc, test_runs, 0, (int) LENGTH(runs));
  tcase_add_test(tc, test_taken);
  return suite_run(suite);
}
