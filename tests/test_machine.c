/* Machine files, words, runs and token sequences as text: what is refused, where
   the message points to, and what is accepted. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tmprec/machine/catalog.h"
#include "tmprec/machine/machine.h"
#include "tmprec/machine/run.h"
#include "tmprec/tokens/cot.h"
#include "tmprec/tokens/text.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* --- Machine files that are refused ------------------------------------------------ */

/* `where` is the line and column the message must begin with, after the name. */
static void assert_refused(const char *text, size_t length, const char *where, const char *says)
{
  machine *m = (machine *) &m;
  error err = {""};
  char start[100];
  snprintf(start, sizeof start, "file.tm:%s: ", where);
  ck_assert_msg(machine_parse(&m, "file.tm", text, length, &err) == STATUS_REFUSED, "accepted, not refused at %s (%s)", where,
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
  {ONE "q0 a -> q0 a S\n\n", "7:1", ""},
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
  if (*refused[_i].says)
    assert_refused(refused[_i].text, strlen(refused[_i].text), refused[_i].where, refused[_i].says);
}
END_TEST
