/* Machine files, words, runs and token sequences as text: what is refused, where
   the message points to, and what is accepted. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/machine.h"
#include "tmprec/machine/run.h"
#include "tmprec/tokens/chain.h"
#include "tmprec/tokens/text.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* --- Machine files that are refused ------------------------------------------------ */

/* `where` is the line and column the message must begin with, after the name. */
static void assert_refused(const char *text, size_t length, const char *where, const char *says)
{
  tp_machine *m = (tp_machine *) &m;
  tp_error err = {""};
  char start[100];
  snprintf(start, sizeof start, "file.tm:%s: ", where);
  ck_assert_msg(tp_machine_parse(&m, "file.tm", text, length, &err) == TP_STATUS_REFUSED, "accepted, not refused at %s (%s)", where,
                says);
  ck_assert_ptr_null(m);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text + strlen(start), says),
                "'%s' does not begin with '%s' and say '%s'", err.text, start, says);
  ck_assert_msg(!strchr(err.text, '\n'), "more than one line: %s", err.text);
}

#define ONE "tapes 1\nblank _\ninput a b\nstart q0\nhalt h\n"
#define TWO "tapes 2\nblank _\ninput a b\nstart q0\nhalt h\n"
#define NAME_64 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static const struct {
  const char *text, *where, *says;
} refused[] = {
  /* headers: unknown, repeated, missing, late */
  {"tape 1\n", "1:1", "unknown header 'tape'"},
  {"# m\n  Tapes 1\n", "2:3", "unknown header 'Tapes'"},
  {ONE "q0 a h a S\n", "6:1", "unknown header 'q0'"},
  {"tapes 1\n\ntapes 1\n", "3:1", "repeated header 'tapes'"},
  {ONE " halt h\n", "6:2", "repeated header 'halt'"},
  {"blank _\ninput a\nblank _\n", "3:1", "repeated header"},
  {"input a\ninput b\n", "2:1", "repeated header"},
  {"start p\nstart q\n", "2:1", "repeated header"},
  {"blank _\ninput a\nstart q\nhalt h\nq a -> h a S\n", "5:1", "'tapes' is missing"},
  {"tapes 1\ninput a\nstart q\nhalt h\nq a -> h a S\n", "5:1", "'blank' is missing"},
  {"tapes 1\nblank _\nstart q\nhalt h\nq a -> h a S\n", "5:1", "'input' is missing"},
  {"tapes 1\nblank _\ninput a\nhalt h\nq a -> h a S\n", "5:1", "'start' is missing"},
  {"tapes 1\nblank _\ninput a\nstart q\nq a -> h a S\n", "5:1", "'halt' is missing"},
  {"tapes 1\nblank _\ninput a\nstart q\n", "4:1", "'halt' is missing"},
  {"", "1:1", "is missing"},
  {"# nothing\n\n", "2:1", "is missing"},
  {ONE "q0 a -> h a S\ntapes 1\n", "7:1", "repeated header"},
  /* headers' values */
  {"tapes\n", "1:1", "missing"},
  {"blank\n", "1:1", "missing"},
  {"start   # q0\n", "1:1", "missing"},
  {"tapes 1 2\n", "1:9", "'2'"},
  {"blank _ \xc3\xa4\n", "1:9", "'\xc3\xa4'"},
  {"halt h  i\n", "1:9", "'i'"},
  {"tapes 0\n", "1:7", "at least one tape"},
  {"tapes 17\n", "1:7", "more than 16 tapes"},
  {"tapes 4294967297\n", "1:7", "more than 16 tapes"},
  {"tapes 99999999999999999999999\n", "1:7", "more than 16 tapes"},
  {"tapes -1\n", "1:7", "not a number"},
  {"tapes 1x\n", "1:7", "not a number"},
  {"tapes two\n", "1:7", "not a number"},
  /* the alphabet */
  {"input\n", "1:6", "no input symbol"},
  {" input # a\n", "1:7", "no input symbol"},
  {"blank _\ninput a _ b\n", "2:9", "blank among the input"},
  {"input a _ b\nblank _\n", "2:7", "blank among the input"},
  {"input a b a\n", "1:11", "repeated input symbol 'a'"},
  {"input \xc3\xa4 \xc3\xb6 \xc3\xa4\n", "1:11", "repeated input symbol"},
  /* states */
  {"start q\nhalt q\n", "2:6", "same state"},
  {"halt  q\nstart q\n", "2:7", "same state"},
  {ONE "q0 a -> h a S\nh a -> q0 a S\n", "7:1", "out of the halting state"},
  /* names */
  {"blank a/b\n", "1:7", "may not stand in the name"},
  {"input a b,\n", "1:9", "may not stand in the name"},
  {"start ^\n", "1:7", "may not stand in the name"},
  {ONE "q0 a -> h a/ S\n", "6:11", "may not stand in the name"},
  {ONE "q,0 a -> h a S\n", "6:1", "may not stand in the name"},
  {ONE "q0 a -> h^ a S\n", "6:9", "may not stand in the name"},
  {"start " NAME_64 "n\n", "1:7", "64 bytes"},
  {ONE "q0 a -> h " NAME_64 "n S\n", "6:11", "64 bytes"},
  /* transitions */
  {ONE, "5:1", "no transition"},
  {ONE "\n\n# end", "8:1", "no transition"},
  {ONE "q0 a -> h a X\n", "6:13", "unknown move 'X'"},
  {ONE "q0 a -> h a l\n", "6:13", "unknown move 'l'"},
  {ONE "q0 a -> h a RR\n", "6:13", "unknown move 'RR'"},
  {TWO "q0 a _ -> h a _ S N\n", "6:19", "unknown move 'N'"},
  {ONE "\xc3\xa4\xc3\xb6 a -> h \xe2\x82\xac X\n", "6:13", "unknown move"},
  {ONE "q0 -> h a S\n", "6:4", "1 fields before '->', not 2"},
  {ONE "-> h a S\n", "6:1", "0 fields before '->', not 2"},
  {ONE "q0 a a -> h a S\n", "6:8", "3 fields before '->', not 2"},
  {TWO "q0 a -> h a a S S\n", "6:6", "2 fields before '->', not 3"},
  {ONE "q0 a -> h a\n", "6:12", "2 fields behind '->', not 3"},
  {ONE "q0 a -> h \xc3\xa4   \n", "6:12", "2 fields behind '->', not 3"},
  {ONE "q0 a ->\n", "6:8", "0 fields behind '->', not 3"},
  {ONE "q0 a -> h a S S\n", "6:15", "4 fields behind '->', not 3"},
  {TWO "q0 a b -> h a b S\n", "6:18", "4 fields behind '->', not 5"},
  {ONE "q0 a -> -> a S\n", "6:9", "'->'"},
  {ONE "q0 a -> h -> S\n", "6:11", "'->'"},
  {ONE "q0 a -> h a S\n q0 a -> q0 b R\n", "7:2", "duplicate transition (the first is in line 6)"},
  {TWO "q0 a b -> h a b S S\nq0 a a -> h a b S S\n\nq0 a b -> h a b S S", "9:1", "duplicate transition (the first is in line 6)"},
  /* the optional headers */
  {"two-way yes\n", "1:9", "takes no value"},
  {"two-way\ntwo-way\n", "2:1", "repeated header"},
  {"zero\n", "1:1", "missing"},
  {"zero 0 1\n", "1:8", "'1'"},
  {"zero a\nzero a\n", "2:1", "repeated header"},
  {"# m\n zero a,\n", "2:7", "may not stand in the name"},
  {"zero c\n" ONE "q0 a -> h a S\n", "1:6", "not a symbol of the machine: 'c'"},
  {"zero h\n" ONE "q0 a -> h a S\n", "1:6", "not a symbol"},
  {ONE "\nzero _\nq0 a -> h a S\n", "7:6", "the blank itself"},
  /* characters */
  {"tapes 1\n# \x01\n", "2:3", "control character"},
  {"tapes 1\r\nblank \r_\n", "2:7", "control character"},
  {"tapes\v1\n", "1:6", "control character"},
  {"blank \x7f\n", "1:7", "control character"},
  {"blank \xc2\x85\n", "1:7", "control character"},
  {"blank \xc2\xa0\n", "1:7", "does not print"},
  {"blank a\xe2\x80\xa8\n", "1:8", "does not print"},
  {"\xef\xbb\xbftapes 1\n", "1:1", "does not print"},
  {"\xc3\xa4 \xff\n", "1:3", "UTF-8"},
  {"# \xc3\n", "1:3", "UTF-8"},
  {"# \xc0\xaf\n", "1:3", "UTF-8"},
  {"# \xed\xa0\x80\n", "1:3", "UTF-8"},
  {"# \xf4\x90\x80\x80\n", "1:3", "UTF-8"},
  {"# \x80\n", "1:3", "UTF-8"},
};

START_TEST(test_refused)
{
  assert_refused(refused[_i].text, strlen(refused[_i].text), refused[_i].where, refused[_i].says);
}
END_TEST

START_TEST(test_nul_refused)
{
  static const char header[] = "tapes 1\0\n", name[] = "tapes 1\nblank \0_\n", comment[] = "#\n# a\0b";
  assert_refused(header, sizeof header - 1, "1:8", "NUL");
  assert_refused(name, sizeof name - 1, "2:7", "NUL");
  assert_refused(comment, sizeof comment - 1, "2:4", "NUL");
}
END_TEST

static tp_machine *parse(const char *text)
{
  tp_machine *m;
  tp_error err = {""};
  ck_assert_msg(tp_machine_parse(&m, "m", text, strlen(text), &err) == TP_STATUS_OK, "%s", err.text);
  return m;
}

/* A file that is refused for its size, at `where`, or read if that is NULL. */
static void check_size(tp_buffer *text, const char *where, const char *says)
{
  if (where)
    assert_refused(text->text, text->length, where, says);
  else
    tp_machine_free(parse(text->text));
  tp_buffer_clear(text);
}

START_TEST(test_long_lines)
{
  for (int over = 0; over <= 1; over++)
    for (int crlf = 0; crlf <= 1; crlf++) {
      tp_buffer text = {NULL, 0, 0};
      tp_buffer_puts(&text, ONE "q0 a -> h a S #");
      while (text.length < sizeof ONE - 1 + TP_MACHINE_MAX_LINE + (size_t) over)
        tp_buffer_puts(&text, "x");
      tp_buffer_puts(&text, crlf ? "\r\n" : "\n");
      check_size(&text, over ? "6:65537" : NULL, "a line of more than 65536 bytes");
    }
}
END_TEST

START_TEST(test_tapes)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "tapes 16\nblank _\ninput a\nstart q\nhalt h\nq");
  for (int k = 0; k < 16; k++)
    tp_buffer_puts(&text, " _");
  tp_buffer_puts(&text, " -> h");
  for (int k = 0; k < 16; k++)
    tp_buffer_puts(&text, " a");
  for (int k = 0; k < 16; k++)
    tp_buffer_puts(&text, " R");
  tp_machine *m = parse(text.text);
  ck_assert_uint_eq(tp_machine_tapes(m), 16);
  tp_machine_free(m);
  tp_buffer_clear(&text);
}
END_TEST

/* States 0 .. states-2 follow each other; the halting state is entered last, or never. */
static tp_buffer chain_of_states(int states, int enter_halt)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "tapes 1\nblank _\ninput a\nstart 0\nhalt h\n");
  for (int i = 0; i < states - 2; i++)
    tp_buffer_printf(&text, "%d a -> %d a S\n", i, i + 1);
  tp_buffer_printf(&text, "%d a -> %s a S", states - 2, enter_halt ? "h" : "0");
  return text;
}

START_TEST(test_many_states)
{
  for (int enter_halt = 0; enter_halt <= 1; enter_halt++) {
    tp_buffer text = chain_of_states(65536, enter_halt);
    check_size(&text, NULL, NULL);
    text = chain_of_states(65537, enter_halt);
    check_size(&text, "65540:12", "more than 65536 states");
  }
}
END_TEST

START_TEST(test_many_symbols)
{
  for (int extra = 0; extra <= 3; extra++) {        /* beside the blank, a and 4094 others */
    tp_buffer text = {NULL, 0, 0};
    tp_buffer_puts(&text, "tapes 1\nblank _\ninput a\nstart q\nhalt h\n");
    for (int i = 0; i < 4094 + extra; i++)
      tp_buffer_printf(&text, "q %d -> h %d S\n", i, i);
    check_size(&text, extra == 0 ? NULL : "4100:3", "more than 4096 symbols");
  }
  for (int over = 0; over <= 1; over++) {
    tp_buffer text = {NULL, 0, 0};
    tp_buffer_puts(&text, "tapes 1\nblank _\nstart q\nhalt h\ninput");
    for (int i = 1000; i < 1000 + 4095 + over; i++)
      tp_buffer_printf(&text, " %d", i);
    tp_buffer_puts(&text, "\nq _ -> h _ S\n");
    check_size(&text, over ? "5:20482" : NULL, "more than 4096 symbols");
  }
}
END_TEST

START_TEST(test_files)
{
  char path[] = "/tmp/tmprec-test-XXXXXX";
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  tp_machine *m;
  tp_error err = {""};
  static const char text[] = ONE "q0 a -> h a S\n";
  ck_assert(write(file, text, sizeof text - 1) == sizeof text - 1);
  tp_status read = tp_catalog_open(&m, path, &err);
  tp_machine_free(m);
  ck_assert_int_eq(ftruncate(file, (off_t) TP_MACHINE_MAX_FILE + 1), 0);
  close(file);
  tp_status long_file = tp_catalog_open(&m, path, &err);
  unlink(path);
  ck_assert(read == TP_STATUS_OK);
  ck_assert(long_file == TP_STATUS_REFUSED && m == NULL);
  ck_assert_msg(!strncmp(err.text, path, strlen(path)) && strstr(err.text, "longer than"), "%s", err.text);
  ck_assert(tp_catalog_open(&m, path, &err) == TP_STATUS_REFUSED && m == NULL);
  ck_assert_msg(!strncmp(err.text, path, strlen(path)), "%s", err.text);
  ck_assert(tp_catalog_open(&m, "/tmp", &err) == TP_STATUS_REFUSED && m == NULL);
  ck_assert(tp_catalog_open(&m, "add", &err) == TP_STATUS_OK);
  tp_machine_free(m);
}
END_TEST

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
  tp_error err = {""};
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

/* Walks right over the word, writing b, and halts behind it. */
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
  {ONE "q0 a -> h _ S\n", "aa", {100, 0}, "blank inside (cell 0", 0, 0, 0, ""},
  {ONE "q0 a -> q1 a R\nq1 a -> h _ S\n", "aaa", {100, 0}, "blank inside (cell 1", 0, 0, 0, ""},
  {ONE "q0 a -> q1 a R\nq1 a -> h x S\n", "aaa", {100, 0}, "'x' (cell 1", 0, 0, 0, ""},
  {ONE "q0 a -> h _ S\n", "a", {100, 0}, NULL, 1, 2, 1, ""},
  /* the token of a cut run's last step is never fed, so the heads behind it do not look */
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
  {"two-way\n" ONE "q0 a -> h b L\n", "a", {100, 1}, "--two-way fold", 0, 0, 0, ""},
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
  /* the end of the output is found in the cell behind it */
  {ONE "q0 a -> q1 a R\nq1 _ -> q2 _ S\nq2 _ -> q3 _ S\nq3 _ -> h _ R\n", "a", {100, 0}, NULL, 4, 3, 1, "1"},
  /* here head 2 leaves the cell that it has written three times, having looked at it twice written */
  {TWO "q0 _ _ -> q1 _ a R S\nq1 _ a -> q2 _ a R S\nq2 _ a -> h _ a R R\n", "", {100, 0}, NULL, 3, 2, 1, ""},
  {TWO "q0 _ _ -> q1 _ a R S\nq1 _ a -> q2 _ a R S\nq2 _ a -> h _ a R S\n", "", {100, 0}, NULL, 3, 3, 1, ""},
};

START_TEST(test_runs)
{
  tp_machine_run run;
  tp_error err = {""};
  size_t rewrites;
  tp_status s = record(&run, &rewrites, runs[_i].text, runs[_i].input, runs[_i].limits, &err);
  if (runs[_i].says) {
    ck_assert_msg(s == TP_STATUS_REFUSED, "accepted");
    ck_assert_msg(strstr(err.text, runs[_i].says) != NULL, "'%s' does not say '%s'", err.text, runs[_i].says);
    ck_assert(run.taken == NULL && run.output.symbol == NULL);
    return;
  }
  ck_assert_msg(s == TP_STATUS_OK, "%s", err.text);
  ck_assert_uint_eq(run.steps, runs[_i].steps);
  ck_assert_int_eq(run.halted, runs[_i].halted);
  ck_assert_uint_eq(rewrites, runs[_i].rewrites);
  ck_assert_uint_eq(run.output.length, strlen(runs[_i].output));
  for (size_t i = 0; i < run.output.length; i++)
    ck_assert_uint_eq(run.output.symbol[i], (uint32_t) (runs[_i].output[i] - '0'));
  tp_run_clear(&run);
}
END_TEST

START_TEST(test_taken)
{
  tp_machine_run run;
  tp_error err = {""};
  ck_assert(record(&run, NULL, WALK, "abb", (tp_run_limits) {100, 0}, &err) == TP_STATUS_OK);
  static const size_t taken[] = {0, 1, 1, 2};
  ck_assert_uint_eq(run.steps, LENGTH(taken));
  for (size_t i = 0; i < LENGTH(taken); i++)
    ck_assert_uint_eq(run.taken[i], taken[i]);
  tp_run_clear(&run);
}
END_TEST

/* --- Sequences ----------------------------------------------------------------------------- */

static const struct {
  const char *text, *where, *says;
} bad_sequences[] = {
  {"", "1:1", "no einp"},
  {"\n", "1:1", "unknown token"},
  {"inp\n", "1:1", "no einp"},
  {"inp\nsym:a\n", "2:1", "no einp"},
  {"inp\nrun:q1/a,b/L,S\neinp\n", "3:1", "no einp"},
  {"einp\n", "1:1", "first token is not inp"},
  {"sym:a\ninp\neinp\n", "1:1", "first token is not inp"},
  {"inp\neinp\n\noutp\n", "3:1", "unknown token"},
  {"inp\n einp\n", "2:1", "unknown token"},
  {"inp\nINP\n", "2:1", "unknown token"},
  {"inp\nein\n", "2:1", "unknown token"},
  {"inp\neinp \n", "2:1", "unknown token"},
  {"inp:\n", "1:4", "more text"},
  {"inp\neinp\npos:+\n", "3:4", "more text"},
  {"inp\nsumm\n", "2:1", "summary"},
  {"inp\neinp\nesumm\n", "3:1", "summary"},
  {"inp\neinp\ncell:a^,b\n", "3:1", "summary"},
  {"inp\neinp\nstate:q0\n", "3:1", "summary"},
  {"inp\nsym\n", "2:4", "expected ':'"},
  {"inp\nsym:\n", "2:5", "not a symbol"},
  {"inp\nsym:z\n", "2:5", "not a symbol"},
  {"inp\nsym:_\n", "2:5", "not an input symbol"},
  {"inp\nsym:\xc3\xa4\n", "2:5", "not an input symbol"},
  {"inp\nsym:a \n", "2:5", "not a symbol"},
  {"inp\neinp\nbit:+\n", "3:6", "expected '+' or '-'"},
  {"inp\neinp\nbit:+1\n", "3:6", "expected '+' or '-'"},
  {"inp\neinp\nbit:+-+\n", "3:7", "more text"},
  {"inp\neinp\nrun\n", "3:4", "expected ':'"},
  {"inp\neinp\nrun:q9/a,b/L,S\n", "3:5", "not a state"},
  {"inp\neinp\nrun:/a,b/L,S\n", "3:5", "not a state"},
  {"inp\neinp\nrun:q1\n", "3:7", "expected '/'"},
  {"inp\neinp\nrun:q1/a\n", "3:9", "expected ','"},
  {"inp\neinp\nrun:q1/a/L,S\n", "3:9", "expected ','"},
  {"inp\neinp\nrun:q1/a,z/L,S\n", "3:10", "not a symbol"},
  {"inp\neinp\nrun:q1/\xc3\xa4,z/L,S\n", "3:10", "not a symbol"},
  {"inp\neinp\nrun:q1/a,b,a/L,S\n", "3:11", "expected '/'"},
  {"inp\neinp\nrun:q1/a,b/X,S\n", "3:12", "not a move"},
  {"inp\neinp\nrun:q1/a,b/L\n", "3:13", "expected ','"},
  {"inp\neinp\nrun:q1/a,b/L,\n", "3:14", "not a move"},
  {"inp\neinp\nrun:q1/a,b/L,SS\n", "3:15", "more text"},
  {"inp\neinp\nrun:q1/a,b/L,S,R\n", "3:15", "more text"},
};

/* The same with summaries allowed. */
#define SUMMARY "summ\ncell:a^,b\ncell:_,b^\nstate:q0\nesumm\n"      /* five lines */

static const struct {
  const char *text, *where, *says;
} bad_transcripts[] = {
  {"", "1:1", "without tokens"},
  {"\n", "1:1", "without tokens"},
  {"\ninp\neinp\n", "1:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n", "8:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n\n" SUMMARY, "9:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\r\n\r\n" SUMMARY, "9:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n" SUMMARY "\n", "14:1", "not with a summary"},
  /* how segments begin */
  {"einp\n", "1:1", "neither inp nor summ"},
  {"cell:a^,b\n", "1:1", "neither inp nor summ"},
  {"esumm\n", "1:1", "neither inp nor summ"},
  {"inp\neinp\n" SUMMARY "\ninp\neinp\n", "9:1", "further segment is not summ"},
  {"inp\neinp\n" SUMMARY "\nrun:q1/a,b/L,S\n", "9:1", "further segment is not summ"},
  {SUMMARY SUMMARY "\n" SUMMARY SUMMARY "\nstate:q0\n", "23:1", "further segment is not summ"},
  /* prompts without an end */
  {"inp\n", "1:1", "no einp or esumm"},
  {"inp\n\n" SUMMARY, "2:1", "no einp or esumm"},
  {"summ\ncell:a^,b^\nstate:q0\n", "3:1", "no einp or esumm"},
  {"summ\nrun:q1/a,b/L,S\nesumm\n", "3:1", "no einp or esumm"},
  {"inp\neinp\n" SUMMARY "\nsumm\n", "9:1", "no einp or esumm"},
  /* segments that are not the last and have no summary */
  {"inp\neinp\n\n" SUMMARY, "3:1", "not with a summary"},
  {"inp\neinp\nrun:q1/a,b/L,S\n\n" SUMMARY, "4:1", "not with a summary"},
  {"inp\neinp\nesumm\n\n" SUMMARY, "4:1", "not with a summary"},
  {"inp\neinp\n" SUMMARY "epos\n\n" SUMMARY, "9:1", "not with a summary"},
  {SUMMARY "\n" SUMMARY, "6:1", "not with a summary"},
  {SUMMARY "esumm\n\n" SUMMARY, "7:1", "not with a summary"},
  /* tokens */
  {"inp\neinp\nsumm:\n", "3:5", "more text"},
  {"inp\neinp\ncell\n", "3:5", "expected ':'"},
  {"inp\neinp\ncell:,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:^a,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:z,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:a\n", "3:7", "expected ','"},
  {"inp\neinp\ncell:a^b\n", "3:8", "expected ','"},
  {"inp\neinp\ncell:a^^,b\n", "3:8", "expected ','"},
  {"inp\neinp\ncell:\xc3\xa4^,z\n", "3:9", "not a symbol"},
  {"inp\neinp\ncell:a,\n", "3:8", "not a symbol"},
  {"inp\neinp\ncell:a,b,a\n", "3:9", "more text"},
  {"inp\neinp\ncell:a,b^^\n", "3:10", "more text"},
  {"inp\neinp\nstate\n", "3:6", "expected ':'"},
  {"inp\neinp\nstate:\n", "3:7", "not a state"},
  {"inp\neinp\nstate:q9\n", "3:7", "not a state"},
  {"inp\neinp\nstate:q0 \n", "3:7", "not a state"},
  {"inp\neinp\n" SUMMARY "\nsumm\ncell:a^,z\n", "10:9", "not a symbol"},
};

/* Symbols _ a b (input), q0, q1 and h are states, the symbol of two bytes is none of the input. */
#define SPELLED TWO "q0 a b -> q1 \xc3\xa4 b S S\nq1 a b -> h a b S S\n"

static void assert_no_transcript(tp_chain_mode mode, const char *text, const char *where, const char *says)
{
  tp_machine *m = parse(SPELLED);
  tp_transcript s;
  tp_error err = {""};
  char start[40];
  snprintf(start, sizeof start, "tokens:%s: ", where);
  ck_assert_msg(tp_transcript_parse(&s, m, mode, "tokens", text, strlen(text), &err) == TP_STATUS_REFUSED, "accepted, not refused at %s",
                where);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text, says), "'%s' does not begin with '%s' and say '%s'",
                err.text, start, says);
  ck_assert(s.segments == 0 && s.segment == NULL);
  tp_machine_free(m);
}

START_TEST(test_bad_sequences)
{
  assert_no_transcript(TP_MODE_COT, bad_sequences[_i].text, bad_sequences[_i].where, bad_sequences[_i].says);
}
END_TEST

START_TEST(test_bad_transcripts)
{
  assert_no_transcript(TP_MODE_SCOT, bad_transcripts[_i].text, bad_transcripts[_i].where, bad_transcripts[_i].says);
}
END_TEST

START_TEST(test_nul_in_sequence)
{
  tp_machine *m = parse(SPELLED);
  static const char move[] = "inp\neinp\nrun:q1/a,b/L,\0\n", family[] = "inp\neinp\0\n", symbol[] = "inp\nsym:a\0\neinp\n";
  const struct {
    const char *text;
    size_t length;
  } texts[] = {{move, sizeof move - 1}, {family, sizeof family - 1}, {symbol, sizeof symbol - 1}};
  for (size_t i = 0; i < LENGTH(texts); i++) {
    tp_transcript s;
    tp_error err = {""};
    ck_assert_msg(tp_transcript_parse(&s, m, TP_MODE_COT, "tokens", texts[i].text, texts[i].length, &err) == TP_STATUS_REFUSED, "text %zu", i);
  }
  tp_machine_free(m);
}
END_TEST

static void assert_round_trip(const tp_machine *m, tp_chain_mode mode, const tp_transcript *t)
{
  tp_buffer text = {NULL, 0, 0};
  tp_transcript_print(&text, m, t);
  tp_transcript back;
  tp_error err = {""};
  ck_assert_msg(tp_transcript_parse(&back, m, mode, "tokens", text.text, text.length, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_transcript_equal(&back, t));
  for (size_t g = 0; g < t->segments; g++)
    ck_assert_uint_eq(back.segment[g].prompt_end, t->segment[g].prompt_end);
  tp_transcript_clear(&back);
  tp_buffer_clear(&text);
}

static void assert_told(const char *text, const char *input, tp_chain_mode mode, unsigned r, uint64_t cut, const char *want)
{
  tp_machine *m = parse(text);
  tp_word w;
  tp_machine_run run;
  tp_transcript t;
  tp_error err = {""};
  ck_assert(tp_word_parse(&w, m, input, &err) == TP_STATUS_OK);
  ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {1000, cut}, &err) == TP_STATUS_OK);
  const tp_told_run told = {m, &w, &run, mode};
  tp_chain_transcript(&t, &told, r);
  ck_assert_uint_eq(tp_transcript_longest(&t), tp_chain_longest(&told, r, SIZE_MAX));
  ck_assert_uint_eq(t.segment[0].prompt_end, w.length + 1);
  tp_buffer printed = {NULL, 0, 0};
  tp_transcript_print(&printed, m, &t);
  ck_assert_str_eq(printed.text, want);
  assert_round_trip(m, mode, &t);
  tp_buffer_clear(&printed);
  tp_transcript_clear(&t);
  tp_run_clear(&run);
  tp_word_clear(&w);
  tp_machine_free(m);
}

START_TEST(test_sequences)
{
  /* the example of doc/construction.md */
  assert_told("tapes 1\nblank _\ninput 0 1\nstart q0\nhalt done\nq0 1 -> q0 0 R\nq0 0 -> done 1 S\nq0 _ -> done 1 S\n",
                  "11", TP_MODE_COT, 4, 0,
                  "inp\nsym:1\nsym:1\neinp\nrun:q0/0/R\nrun:q0/0/R\nrun:done/1/S\noutp\nsym:0\nsym:0\nsym:1\neoutp\n");
  /* five steps are two blocks for r = 4; the heads stand in cells 4 and 0 */
  static const char *const walk = TWO "q0 a _ -> q0 b _ R L\nq0 _ _ -> h _ \xc3\xa4 S R\n";
  assert_told(walk, "aaaa", TP_MODE_COT, 4, 0,
                  "inp\nsym:a\nsym:a\nsym:a\nsym:a\neinp\n"
                  "run:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\n"
                  "pos\nbit:--\nbit:--\nbit:+-\nbit:--\nepos\n"
                  "run:h/_,\xc3\xa4/S,R\noutp\nsym:b\nsym:b\nsym:b\nsym:b\neoutp\n");
  /* cut: the last token is that of the last step, also where a block ends */
  assert_told(walk, "aaaa", TP_MODE_COT, 4, 4,
                  "inp\nsym:a\nsym:a\nsym:a\nsym:a\neinp\n"
                  "run:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\n");
}
END_TEST

/* Write a b a and come back: the example of doc/construction.md. */
#define BACK "tapes 1\nblank _\ninput a b\nstart q0\nhalt h\n" \
  "q0 _ -> q1 a R\nq1 _ -> q2 b R\nq2 _ -> q3 a L\nq3 b -> h b S\n"
#define BACK_SUMMARY "summ\ncell:a\ncell:b^\ncell:a\nstate:q3\nesumm\n"
#define RIGHT ONE "q0 _ -> q0 a R\n"                      /* for ever */
#define TURN ONE "q0 a -> q0 b S\nq0 b -> q0 a S\n"      /* in one cell */
#define STEP_A "run:q0/a/R\n"
#define TURN_B "run:q0/b/S\n"
#define TURN_A "run:q0/a/S\n"

START_TEST(test_summaries)
{
  assert_told(BACK, "", TP_MODE_SCOT, 4, 0,
              "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:q3/a/L\n" BACK_SUMMARY "\n" BACK_SUMMARY
              "run:h/b/S\noutp\nsym:a\nsym:b\nsym:a\neoutp\n");
  /* cut where a summary would come */
  assert_told(BACK, "", TP_MODE_SCOT, 4, 3, "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:q3/a/L\n");
  /* the halt comes before a summary */
  assert_told(ONE "q0 _ -> q1 a R\nq1 _ -> q2 b R\nq2 _ -> h a L\n", "", TP_MODE_SCOT, 4, 0,
              "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:h/a/L\noutp\nsym:a\nsym:b\nsym:a\neoutp\n");
  /* two heads, one of which waits; the last cell of tape 1 is untouched */
  assert_told(TWO "q0 _ _ -> q0 _ \xc3\xa4 S R\n", "", TP_MODE_SCOT, 4, 4,
              "inp\neinp\nrun:q0/_,\xc3\xa4/S,R\nrun:q0/_,\xc3\xa4/S,R\nrun:q0/_,\xc3\xa4/S,R\n"
              "summ\ncell:_^,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,_^\nstate:q0\nesumm\n\n"
              "summ\ncell:_^,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,_^\nstate:q0\nesumm\n"
              "run:q0/_,\xc3\xa4/S,R\n");
  /* the word is longer than what the head has seen: 15 tokens behind a prompt of 6 */
  assert_told(TURN, "abab", TP_MODE_SCOT, 16, 16,
              "inp\nsym:a\nsym:b\nsym:a\nsym:b\neinp\n"
              TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B
              "summ\ncell:b^\ncell:b\ncell:a\ncell:b\nstate:q0\nesumm\n\n"
              "summ\ncell:b^\ncell:b\ncell:a\ncell:b\nstate:q0\nesumm\n" TURN_A);
  /* a summary comes before a position block: 6 tokens behind a prompt of 3, and r = 6 */
  assert_told(TURN, "a", TP_MODE_SCOT, 6, 7,
              "inp\nsym:a\neinp\n" TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A "summ\ncell:a^\nstate:q0\nesumm\n\n"
              "summ\ncell:a^\nstate:q0\nesumm\n" TURN_B);
  /* and behind one that it would be within: 9 tokens behind a prompt of 4 */
  assert_told(TURN, "ab", TP_MODE_SCOT, 4, 6,
              "inp\nsym:a\nsym:b\neinp\n" TURN_B TURN_A TURN_B TURN_A "pos\nbit:-\nbit:-\nbit:-\nbit:-\nepos\n" TURN_B
              "summ\ncell:b^\ncell:b\nstate:q0\nesumm\n\n"
              "summ\ncell:b^\ncell:b\nstate:q0\nesumm\n" TURN_A);
  /* blocks are counted from the prompt; 18 tokens behind a prompt of 7; three segments */
  assert_told(RIGHT, "", TP_MODE_SCOT, 4, 13,
              "inp\neinp\n" STEP_A STEP_A STEP_A "summ\ncell:a\ncell:a\ncell:a\ncell:_^\nstate:q0\nesumm\n\n"
              "summ\ncell:a\ncell:a\ncell:a\ncell:_^\nstate:q0\nesumm\n"
              STEP_A STEP_A STEP_A STEP_A "pos\nbit:+\nbit:+\nbit:+\nbit:-\nepos\n"
              STEP_A STEP_A STEP_A STEP_A "pos\nbit:+\nbit:+\nbit:-\nbit:+\nepos\n" STEP_A
              "summ\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\n"
              "cell:_^\nstate:q0\nesumm\n\n"
              "summ\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\n"
              "cell:_^\nstate:q0\nesumm\n" STEP_A);
}
END_TEST

/* Tells so many steps in a mode, with the least r. */
static unsigned tell(tp_transcript *t, const char *text, const char *input, tp_chain_mode mode, uint64_t cut)
{
  tp_machine *m = parse(text);
  tp_word w;
  tp_machine_run run;
  tp_error err = {""};
  ck_assert(tp_word_parse(&w, m, input, &err) == TP_STATUS_OK);
  ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {1000, cut}, &err) == TP_STATUS_OK);
  const tp_told_run told = {m, &w, &run, mode};
  unsigned r = tp_chain_least_bits(&told);
  tp_chain_transcript(t, &told, r);
  for (unsigned other = 4; other <= 8; other += 2) {       /* counting stops early, not too early */
    size_t longest = tp_chain_longest(&told, other, SIZE_MAX), counted = tp_chain_longest(&told, other, (size_t) 1 << other);
    ck_assert(longest <= (size_t) 1 << other ? counted == longest : counted > (size_t) 1 << other);
  }
  tp_run_clear(&run);
  tp_word_clear(&w);
  tp_machine_free(m);
  return r;
}

/* Of so many steps, cut where `cut` says: the least r, the tokens of the longest
   context, and the rewrites there; r and rewrites of a plain chain of thought. */
static const struct {
  const char *text, *input;
  uint64_t cut;
  unsigned r;
  size_t segments, longest, rewrites;
  unsigned plain_r;
  size_t plain_rewrites;
} summarized[] = {
  /* after 3 steps, and then 18 tokens, which with r = 4 are 8 steps and more, with r = 6 are 10 */
  {RIGHT, "", 3, 4, 1, 5, 0, 4, 0},
  {RIGHT, "", 4, 4, 2, 12, 1, 4, 0},
  {RIGHT, "", 7, 4, 2, 12, 1, 4, 0},
  {RIGHT, "", 8, 6, 2, 12, 1, 4, 0},
  {RIGHT, "", 9, 6, 2, 13, 1, 6, 0},
  {RIGHT, "", 10, 6, 2, 22, 1, 6, 0},
  {RIGHT, "", 13, 6, 2, 25, 1, 6, 0},
  {RIGHT, "", 14, 6, 3, 42, 2, 6, 0},    /* the cell with the head is written again, and told */
  /* in constant space: 6 steps, then 7 each; the last one's token is not fed */
  {TURN, "a", 20, 6, 3, 23, 8, 6, 20},
  {TURN, "a", 1000, 6, 143, 23, 8, 12, 1000},
  {ONE "q0 _ -> q0 _ S\n", "", 7, 4, 2, 9, 4, 4, 6},
  {ONE "q0 _ -> q0 _ S\n", "", 8, 4, 2, 15, 5, 4, 7},
  {ONE "q0 _ -> q0 _ S\n", "", 9, 6, 2, 10, 6, 6, 8},
  /* a cell of the prompt is a write on every tape */
  {TWO "q0 _ _ -> q0 _ a S R\n", "", 10, 6, 2, 22, 7, 6, 9},
  {BACK, "", 0, 4, 2, 12, 2, 4, 2},
};

START_TEST(test_summarized)
{
  tp_transcript t;
  ck_assert_uint_eq(tell(&t, summarized[_i].text, summarized[_i].input, TP_MODE_SCOT, summarized[_i].cut), summarized[_i].r);
  ck_assert_uint_eq(t.segments, summarized[_i].segments);
  ck_assert_uint_eq(tp_transcript_longest(&t), summarized[_i].longest);
  ck_assert_uint_eq(tp_transcript_rewrites(&t), summarized[_i].rewrites);
  tp_transcript_clear(&t);
  ck_assert_uint_eq(tell(&t, summarized[_i].text, summarized[_i].input, TP_MODE_COT, summarized[_i].cut), summarized[_i].plain_r);
  ck_assert_uint_eq(t.segments, 1);
  ck_assert_uint_eq(tp_transcript_rewrites(&t), summarized[_i].plain_rewrites);
  tp_transcript_clear(&t);
}
END_TEST

/* Rewrites of transcripts by hand: what is in a context, and who looks. */
START_TEST(test_rewrites)
{
  static const struct {
    const char *text;
    size_t rewrites;
  } cases[] = {
    /* a prompt's cell counts once, on both tapes; esumm looks where the heads are */
    {"summ\ncell:_^,_^\nstate:q0\nesumm\nrun:q0/a,b/S,S\n", 1},
    {"summ\ncell:_^,_\ncell:_,_^\nstate:q0\nesumm\nrun:q0/a,b/R,L\nepos\n", 1},
    {"summ\ncell:_^,_\ncell:_,_^\nstate:q0\nesumm\nrun:q0/a,b/R,S\nepos\n", 2},
    /* esumm alone is the last token, and not fed */
    {"summ\ncell:_^,_^\nstate:q0\nesumm\n", 0},
    /* summ looks at cell 0, the cells at those that follow them, on both tapes */
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/R,R\nsumm\nesumm\n", 2},
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/R,R\npos\n", 1},
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/S,L\nrun:q0/a,b/R,L\nsumm\n", 2},
    {"inp\neinp\nrun:q0/a,b/R,R\nrun:q0/a,b/R,S\nrun:q0/a,b/R,S\nrun:q0/a,b/R,R\nsumm\ncell:a,b\n", 2},
    {"inp\neinp\nrun:q0/a,b/R,R\nrun:q0/a,b/R,S\nrun:q0/a,b/R,S\nrun:q0/a,b/R,R\nsumm\ncell:a,b\ncell:a,b\n", 3},
    /* what an earlier context wrote is forgotten */
    {"inp\neinp\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\nsumm\ncell:a^,b^\nstate:q0\nesumm\n\n"
     "summ\ncell:a^,b^\nstate:q0\nesumm\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\noutp\neoutp\n", 3},
    {"inp\neinp\nrun:q0/a,b/S,S\nsumm\ncell:a^,b^\nstate:q0\nesumm\n\n"
     "summ\ncell:a^,b^\nstate:q0\nesumm\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\noutp\neoutp\n", 3},
  };
  tp_machine *m = parse(SPELLED);
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_transcript t;
    tp_error err = {""};
    ck_assert_msg(tp_transcript_parse(&t, m, TP_MODE_SCOT, "tokens", cases[i].text, strlen(cases[i].text), &err) == TP_STATUS_OK, "%s",
                  err.text);
    ck_assert_msg(tp_transcript_rewrites(&t) == cases[i].rewrites, "case %zu: %zu", i, tp_transcript_rewrites(&t));
    tp_transcript_clear(&t);
  }
  tp_machine_free(m);
}
END_TEST

/* Segments may begin with a summary, and lines end with CR LF. */
START_TEST(test_transcript_spelling)
{
  tp_machine *m = parse(SPELLED);
  static const char *const same[] = {
    "summ\ncell:a^,\xc3\xa4\ncell:_,_^\nstate:q1\nesumm\nrun:q0/b,_/R,L\nsumm\ncell:b,\xc3\xa4^\nesumm\n\n"
    "summ\nesumm\nsumm\nsumm\nesumm\n\nsumm\ncell:b^,b^\nesumm\n",
    "summ\r\ncell:a^,\xc3\xa4\r\ncell:_,_^\r\nstate:q1\r\nesumm\r\nrun:q0/b,_/R,L\r\nsumm\r\ncell:b,\xc3\xa4^\r\n"
    "esumm\r\n\r\nsumm\nesumm\nsumm\nsumm\nesumm\n\r\nsumm\r\ncell:b^,b^\r\nesumm",
  };
  for (size_t i = 0; i < LENGTH(same); i++) {
    tp_transcript t;
    tp_error err = {""};
    ck_assert_msg(tp_transcript_parse(&t, m, TP_MODE_SCOT, "tokens", same[i], strlen(same[i]), &err) == TP_STATUS_OK, "%s", err.text);
    ck_assert_uint_eq(t.segments, 3);
    ck_assert(t.segment[0].prompt_end == 4 && t.segment[1].prompt_end == 1 && t.segment[2].prompt_end == 2);
    ck_assert(tp_segment_summary(t.segment) == 6 && tp_segment_summary(t.segment + 1) == 3 && tp_segment_summary(t.segment + 2) == SIZE_MAX);
    ck_assert(tp_segment_predictions(t.segment) == 4 && tp_segment_predictions(t.segment + 2) == 0);
    ck_assert(tp_transcript_predictions(&t) == 7 && tp_transcript_longest(&t) == 9 && tp_transcript_tokens(&t) == 17);
    tp_buffer printed = {NULL, 0, 0};
    tp_transcript_print(&printed, m, &t);
    ck_assert_str_eq(printed.text, same[0]);
    tp_buffer_clear(&printed);
    tp_transcript_clear(&t);
  }
  tp_machine_free(m);
}
END_TEST

START_TEST(test_sequence_spelling)
{
  tp_machine *m = parse(SPELLED);
  static const char *const same[] = {"inp\nsym:a\neinp\nbit:+-\nrun:h/\xc3\xa4,_/L,R\noutp\n",
                                     "inp\r\nsym:a\r\neinp\r\nbit:+-\r\nrun:h/\xc3\xa4,_/L,R\r\noutp"};
  for (size_t i = 0; i < LENGTH(same); i++) {
    tp_transcript s;
    tp_error err = {""};
    ck_assert_msg(tp_transcript_parse(&s, m, TP_MODE_COT, "tokens", same[i], strlen(same[i]), &err) == TP_STATUS_OK, "%s", err.text);
    tp_buffer printed = {NULL, 0, 0};
    tp_transcript_print(&printed, m, &s);
    ck_assert_str_eq(printed.text, same[0]);
    tp_buffer_clear(&printed);
    tp_transcript_clear(&s);
  }
  tp_machine_free(m);
}
END_TEST

/* Every token of every shipped machine's runs, as far as they are short. */
START_TEST(test_round_trip)
{
  tp_buffer name = {NULL, 0, 0};
  for (size_t n = 0; tp_catalog_name(&name, n); n++) {
    tp_machine *m;
    tp_error err = {""};
    ck_assert(tp_catalog_open(&m, name.text, &err) == TP_STATUS_OK);
    for (size_t i = 0; i < 3 && !tp_machine_is_two_way(m); i++) {    /* those: test_two_way */
      tp_buffer input = {NULL, 0, 0};
      ck_assert(tp_catalog_input(&input, name.text, i) == TP_STATUS_OK);
      tp_word w;
      tp_machine_run run;
      ck_assert(tp_word_parse(&w, m, input.text, &err) == TP_STATUS_OK);
      ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {TP_RUN_DEFAULT_MAX_STEPS, 0}, &err) == TP_STATUS_OK);
      for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
        tp_transcript t;
        const tp_told_run told = {m, &w, &run, (tp_chain_mode) mode};
        tp_chain_transcript(&t, &told, tp_chain_least_bits(&told));
        assert_round_trip(m, told.mode, &t);
        tp_transcript_clear(&t);
      }
      tp_run_clear(&run);
      tp_word_clear(&w);
      tp_buffer_clear(&input);
    }
    tp_machine_free(m);
    tp_buffer_clear(&name);
  }
  tp_buffer_clear(&name);
}
END_TEST

/* n = |w| + |o| + t + 4 + (ceil(t/r) - 1)(r + 2) <= 2^r */
START_TEST(test_least_bits)
{
  static const struct {
    size_t input, output, steps;
    int halted;
    unsigned r;
    size_t n;
  } cases[] = {
    {0, 0, 1, 1, 4, 5}, {11, 0, 1, 1, 4, 16}, {12, 0, 1, 1, 6, 17}, {4, 4, 4, 1, 4, 16}, {4, 3, 5, 1, 6, 16},
    {0, 0, 5, 1, 4, 15}, {0, 1, 5, 1, 4, 16}, {0, 2, 5, 1, 6, 11}, {0, 0, 6, 1, 4, 16}, {0, 0, 7, 1, 6, 19},
    {26, 0, 18, 1, 6, 64}, {26, 1, 18, 1, 8, 69}, {0, 0, 28, 1, 6, 64}, {0, 0, 29, 1, 8, 63}, {5, 0, 3, 0, 4, 10},
    {13, 9, 1, 0, 4, 16}, {14, 9, 1, 0, 6, 17}, {1000000, 0, 1, 1, 20, 1000005}, {1048571, 0, 1, 1, 20, 1048576},
    {1048572, 0, 1, 1, 22, 1048577},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_word w = {NULL, cases[i].input};
    tp_machine_run run = {.steps = cases[i].steps, .halted = cases[i].halted, .output = {NULL, cases[i].output}};
    const tp_told_run told = {NULL, &w, &run, TP_MODE_COT};
    unsigned r = tp_chain_least_bits(&told);
    size_t n = tp_chain_longest(&told, r, SIZE_MAX);
    ck_assert_msg(r == cases[i].r, "case %zu: r = %u", i, r);
    ck_assert_msg(n == cases[i].n, "case %zu: n = %zu", i, n);
  }
}
END_TEST

int main(void)
{
  TCase *tc = tcase_create("machine");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_refused, 0, (int) LENGTH(refused));
  tcase_add_test(tc, test_nul_refused);
  tcase_add_test(tc, test_long_lines);
  tcase_add_test(tc, test_tapes);
  tcase_add_test(tc, test_many_states);
  tcase_add_test(tc, test_many_symbols);
  tcase_add_test(tc, test_files);
  tcase_add_test(tc, test_spelling);
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_optional_headers);
  tcase_add_test(tc, test_lookup);
  tcase_add_loop_test(tc, test_words, 0, (int) LENGTH(words));
  tcase_add_loop_test(tc, test_runs, 0, (int) LENGTH(runs));
  tcase_add_test(tc, test_taken);
  tcase_add_loop_test(tc, test_bad_sequences, 0, (int) LENGTH(bad_sequences));
  tcase_add_test(tc, test_nul_in_sequence);
  tcase_add_loop_test(tc, test_bad_transcripts, 0, (int) LENGTH(bad_transcripts));
  tcase_add_test(tc, test_sequences);
  tcase_add_test(tc, test_summaries);
  tcase_add_loop_test(tc, test_summarized, 0, (int) LENGTH(summarized));
  tcase_add_test(tc, test_rewrites);
  tcase_add_test(tc, test_transcript_spelling);
  tcase_add_test(tc, test_sequence_spelling);
  tcase_add_test(tc, test_round_trip);
  tcase_add_test(tc, test_least_bits);
  Suite *suite = suite_create("machine");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
