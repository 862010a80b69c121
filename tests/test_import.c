/* SPDX-License-Identifier: MIT */
/* Machines as others write them: those in tests/import and what they become, whole, cut
   and changed; and what a text is taken for. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notations.h"
#include "random_source.h"
#include "suite.h"
#include "tmprec/machine/catalog.h"

static const char *import;         /* the directory */

/* --- The files of tests/import -------------------------------------------------------- */

static tp_buffer read_file(const char *path)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  if (tp_buffer_read_file(&text, path, (size_t) 1 << 20, &err) != TP_STATUS_OK)
    ck_abort_msg("%s", err.text);
  return text;
}

/* Do something with each file of a notation, but the results; how many there are. */
static size_t each_file(tp_notation n, void (*visit)(tp_notation n, const char *path))
{
  char directory[3000], path[4000];
  size_t count = 0;
  snprintf(directory, sizeof directory, "%s/%s", import, tp_notation_name[n]);
  DIR *d = opendir(directory);
  ck_assert_msg(d != NULL, "%s is not there", directory);
  for (struct dirent *e; (e = readdir(d));) {
    const char *dot = strrchr(e->d_name, '.');
    if (*e->d_name == '.' || !dot || !strcmp(dot, ".tm"))
      continue;
    snprintf(path, sizeof path, "%s/%s", directory, e->d_name);
    visit(n, path);
    count++;
  }
  closedir(d);
  return count;
}

static void check_file(tp_notation n, const char *path)
{
  char wanted_path[4100];
  snprintf(wanted_path, sizeof wanted_path, "%.*s.tm", (int) (strrchr(path, '.') - path), path);
  tp_buffer text = read_file(path), wanted = read_file(wanted_path), written = {NULL, 0, 0};
  tp_error err;
  ck_assert_msg(tp_notation_recognise(text.text, text.length) == n, "%s is taken for something else", path);
  tp_machine *m = must_parse(n, path, &text), *as_it_looks = must_parse(TP_NOTATIONS, path, &text), *w = must_parse(TP_NOTATION_TM, wanted_path, &wanted);
  assert_same(w, m, path);
  assert_same(w, as_it_looks, path);
  ck_assert(tp_machine_is_two_way(m));
  ck_assert(tp_notation_write(&written, m, TP_NOTATION_TM, &err) == TP_STATUS_OK);
  ck_assert_msg(!strcmp(written.text, wanted.text), "%s: written as\n%s", path, written.text);
  tp_machine_free(m);
  tp_machine_free(as_it_looks);
  tp_machine_free(w);
  tp_buffer_clear(&text);
  tp_buffer_clear(&wanted);
  tp_buffer_clear(&written);
}

START_TEST(test_files)
{
  ck_assert_uint_ge(each_file((tp_notation) _i, check_file), 10);
}
END_TEST

/* Whatever the text, it is read or refused in a line with its place. */
static void try_text(tp_notation n, const char *text, size_t length)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  char *copy = malloc(length ? length : 1);    /* so that a byte too far is noticed */
  memcpy(copy, text, length);
  if (tp_notation_parse(&m, n, "cut", copy, length, &err) == TP_STATUS_OK)
    tp_machine_free(m);
  else
    assert_one_line("cut", &err);
  free(copy);
}

static void cut_file(tp_notation n, const char *path)
{
  tp_buffer text = read_file(path);
  for (size_t length = 0; length <= text.length; length++) {
    try_text(n, text.text, length);
    try_text(TP_NOTATIONS, text.text, length);
  }
  tp_buffer_clear(&text);
}

static random_source changes;

static void change_file(tp_notation n, const char *path)
{
  static const char likely[] = "\n\n ,,:;*#_-{}[]'\"01RLabq<>/!&|\t\r\xc3\xff";
  tp_buffer text = read_file(path);
  for (size_t i = random_count(200, 5); i > 0; i--) {
    size_t at = random_below(&changes, (uint32_t) text.length), count = 1 + random_below(&changes, 3);
    char old = text.text[at];
    for (; count && at < text.length; count--)
      text.text[at] = likely[random_below(&changes, sizeof likely - 1)];
    try_text(n, text.text, text.length);
    for (int other = 0; other < TP_NOTATIONS; other++)
      try_text((tp_notation) other, text.text, text.length);
    if (random_one_in(&changes, 2))
      text.text[at] = old;
  }
  tp_buffer_clear(&text);
}

START_TEST(test_cut_files)
{
  each_file((tp_notation) _i, cut_file);
}
END_TEST

START_TEST(test_changed_files)
{
  changes = random_open(0x696d70u + (unsigned) _i);
  each_file((tp_notation) _i, change_file);
}
END_TEST

/* --- What a text looks like ----------------------------------------------------------- */

static const struct {
  const char *text;
  tp_notation n;
} looks[] = {
  {"", TP_NOTATIONS},
  {"# a comment\n\ntapes 1\n", TP_NOTATION_TM},
  {"foo\n", TP_NOTATIONS},
  {"q0 a -> h a S\n", TP_NOTATION_TM},
  {"halt h\n", TP_NOTATION_TM},
  {"start a b r start\n", TP_NOTATION_MORPHETT},
  {"; c\n\n0 * * R 1 ; d\n", TP_NOTATION_MORPHETT},
  {"0 a b * 1 !\n", TP_NOTATION_MORPHETT},
  {"// c\nname: x\ninit: q\n", TP_NOTATION_TMSIM},
  {"name: a, b\nstart state: q\n", TP_NOTATION_TMIO},
  {"q0,1\nq0,1,>\n", TP_NOTATION_TMSIM},
  {"Accept : q\n", TP_NOTATION_TMSIM},
  {"blank: ' '\n", TP_NOTATION_TMIO},
  {"# c\ntable:\n", TP_NOTATION_TMIO},
  {"---\nfoo: 1\n", TP_NOTATION_TMIO},
  {"{blank: 0}\n", TP_NOTATION_TMIO},
  {"\xef\xbb\xbf" "blank: 0\n", TP_NOTATION_TMIO},
  {"  1RB1LB_1LA1RZ\n", TP_NOTATION_BB},
  {"---1RA_1LB1LB\n", TP_NOTATION_BB},
  {"name: one -> two\ninit: q\naccept: h\nq,1\nh,1,>\n", TP_NOTATION_TMSIM},
  {"about: this, that and tapes\n'blank' : 0\ntable :\n  a:\n", TP_NOTATION_TMIO},
  {"; tapes 1, blank _ -> see below\n; input, start, halt\n; q,1\n0 1 1 r halt\n", TP_NOTATION_MORPHETT},
  {"# init: q\ntapes 1\nblank ,\ninput a,b c,d\n", TP_NOTATION_TM},
  {"# best\n1RB1LB_1LA1RZ, halts -> after 6\n1RB 1LB  1LA 1RZ\n", TP_NOTATION_BB},
  {"#Q = {q}\n#q0=q\nq 1 1 r q\n", TP_NOTATION_NJU},
  {"{\"blank\": \".\", \"finals\": [], \"transitions\": {}}", TP_NOTATION_FT},
  {"\n<?xml version='1.0'?>\n<structure>", TP_NOTATION_JFF},
  {"<html>q a -> b c R</html>", TP_NOTATIONS},
  {"Let us go, then.\nYou and I, when\nthe evening is, -> spread out\n", TP_NOTATIONS},
  {"states: [q]\ndelta:\n  q: 1\n", TP_NOTATIONS},
  {"(q, 1) -> (p, 0, R)\n(q, 0) -> (p, 1, L)\n", TP_NOTATIONS},
};

START_TEST(test_looks)
{
  for (size_t i = 0; i < LENGTH(looks); i++) {
    tp_notation n = tp_notation_recognise(looks[i].text, strlen(looks[i].text));
    ck_assert_msg(n == looks[i].n, "'%s' is taken for %s", looks[i].text, n < TP_NOTATIONS ? tp_notation_name[n] : "nothing");
  }
}
END_TEST

START_TEST(test_on_the_command_line)
{
  static const char five[] = "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA";
  tp_machine *m;
  tp_error err = {.text = ""};
  ck_assert(tp_catalog_open(&m, five, &err) == TP_STATUS_OK);
  ck_assert_uint_eq(tp_machine_states(m), 6);
  tp_machine_free(m);
  ck_assert(tp_catalog_open_as(&m, five, TP_NOTATION_BB, &err) == TP_STATUS_OK);
  tp_machine_free(m);
  ck_assert(tp_catalog_open_as(&m, five, TP_NOTATION_TM, &err) == TP_STATUS_REFUSED && m == NULL);
  ck_assert(tp_catalog_open_as(&m, "add", TP_NOTATION_TMIO, &err) == TP_STATUS_OK);
  tp_machine_free(m);
  ck_assert(tp_catalog_open(&m, "1RB1LC_1RC", &err) == TP_STATUS_REFUSED && m == NULL);
  assert_one_line("1RB1LC_1RC", &err);
}
END_TEST

int main(void)
{
  char directory[2000];
  const char *top = getenv("srcdir");
  snprintf(directory, sizeof directory, "%s/tests/import", top ? top : ".");
  import = directory;
  random_print_settings();
  Suite *suite = suite_create("import");
  TCase *tc = suite_case(suite, "import");
  tcase_add_loop_test(tc, test_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_loop_test(tc, test_cut_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_loop_test(tc, test_changed_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_test(tc, test_looks);
  tcase_add_test(tc, test_on_the_command_line);
  return suite_run(suite);
}
