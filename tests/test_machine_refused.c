/* SPDX-License-Identifier: MIT */
/* Machine files that are refused, and where the message points to: what stands in them,
   and how large they may be. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine_text.h"
#include "suite.h"
#include "tmprec/machine/catalog.h"

/* `where` is the line and column the message must begin with, after the name. */
static void assert_refused(const char *text, size_t length, const char *where, const char *says)
{
  tp_machine *m = (tp_machine *) &m;
  tp_error err = {.text = ""};
  char start[100];
  snprintf(start, sizeof start, "file.tm:%s: ", where);
  ck_assert_msg(tp_machine_parse(&m, "file.tm", text, length, &err) == TP_STATUS_REFUSED, "accepted, not refused at %s (%s)", where,
                says);
  ck_assert_ptr_null(m);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text + strlen(start), says),
                "'%s' does not begin with '%s' and say '%s'", err.text, start, says);
  ck_assert_msg(!strchr(err.text, '\n'), "more than one line: %s", err.text);
}

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
  {"halt h  h\n", "1:9", "repeated halting state 'h'"},
  {"no-rule\n", "1:1", "missing value"},
  {"no-rule halt refuse\n", "1:14", "more than one value"},
  {"no-rule stop\n", "1:9", "neither refuse nor halt: 'stop'"},
  {"start q\nhalt h q\n", "2:8", "same state"},
  {"halt h q\nstart q\n", "2:7", "same state"},
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
  {ONE "q0 a -> h a\n", "6:12", "2 fields after '->', not 3"},
  {ONE "q0 a -> h \xc3\xa4   \n", "6:12", "2 fields after '->', not 3"},
  {ONE "q0 a ->\n", "6:8", "0 fields after '->', not 3"},
  {ONE "q0 a -> h a S S\n", "6:15", "4 fields after '->', not 3"},
  {TWO "q0 a b -> h a b S\n", "6:18", "4 fields after '->', not 5"},
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
  {"\xef\xbb\xbf\xef\xbb\xbftapes 1\n", "1:1", "does not print"},      /* one such mark is passed over */
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
  tp_error err = {.text = ""};
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

int main(void)
{
  Suite *suite = suite_create("machine files that are refused");
  TCase *tc = suite_case(suite, "refused");
  tcase_add_loop_test(tc, test_refused, 0, (int) LENGTH(refused));
  tcase_add_test(tc, test_nul_refused);
  tcase_add_test(tc, test_long_lines);
  tcase_add_test(tc, test_tapes);
  tcase_add_test(tc, test_many_states);
  tcase_add_test(tc, test_many_symbols);
  tcase_add_test(tc, test_files);
  return suite_run(suite);
}
