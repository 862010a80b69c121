/* Machines as others write them: those in tests/import and what they become, broken ones
   and where the message points, wildcards against a plain reading of the rules, and the
   way there and back of random machines. */
#include <check.h>
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/notation.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

static const char *import;         /* the directory */

/* --- What two machines have in common ---------------------------------------------- */

static int same_symbols(const tp_machine *a, const uint32_t *x, const tp_machine *b, const uint32_t *y)
{
  for (uint32_t k = 0; k < tp_machine_tapes(a); k++)
    if (strcmp(tp_machine_symbol_name(a, x[k]), tp_machine_symbol_name(b, y[k])))
      return 0;
  return 1;
}

/* Numbers, names, and all. */
static void assert_same(const tp_machine *a, const tp_machine *b, const char *what)
{
  ck_assert_msg(tp_machine_tapes(a) == tp_machine_tapes(b) && tp_machine_states(a) == tp_machine_states(b)
                  && tp_machine_symbols(a) == tp_machine_symbols(b) && tp_machine_inputs(a) == tp_machine_inputs(b)
                  && tp_machine_halting(a) == tp_machine_halting(b) && tp_machine_is_two_way(a) == tp_machine_is_two_way(b)
                  && tp_machine_is_terse(a) == tp_machine_is_terse(b) && tp_machine_transitions(a) == tp_machine_transitions(b),
                "%s: other sizes", what);
  for (uint32_t q = 0; q < tp_machine_states(a); q++)
    ck_assert_msg(!strcmp(tp_machine_state_name(a, q), tp_machine_state_name(b, q)), "%s: state %u", what, q);
  for (uint32_t s = 0; s < tp_machine_symbols(a); s++)
    ck_assert_msg(!strcmp(tp_machine_symbol_name(a, s), tp_machine_symbol_name(b, s)), "%s: symbol %u", what, s);
  for (size_t i = 0; i < tp_machine_transitions(a); i++) {
    tp_transition t = tp_machine_transition(a, i), u = tp_machine_transition(b, i);
    int same = t.from == u.from && t.to == u.to && same_symbols(a, t.read, b, u.read) && same_symbols(a, t.write, b, u.write)
               && !memcmp(t.move, u.move, tp_machine_tapes(a) * sizeof *t.move);
    ck_assert_msg(same, "%s: transition %zu", what, i);
    ck_assert_msg(tp_machine_lookup(b, t.from, t.read) == i, "%s: looking up transition %zu", what, i);
  }
}

static void assert_one_line(const char *name, const tp_error *err)
{
  size_t length = strlen(name);
  char *end;
  ck_assert_msg(!strncmp(err->text, name, length) && err->text[length] == ':' && isdigit((unsigned char) err->text[length + 1]),
                "no place: %s", err->text);
  strtoul(err->text + length + 1, &end, 10);
  ck_assert_msg(*end == ':' && isdigit((unsigned char) end[1]), "no column: %s", err->text);
  strtoul(end + 1, &end, 10);
  ck_assert_msg(!strncmp(end, ": ", 2) && end[2] && !strchr(end, '\n'), "no text, or more than a line: %s", err->text);
}

/* --- The files of tests/import -------------------------------------------------------- */

static tp_buffer read_file(const char *path)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  if (tp_buffer_read_file(&text, path, (size_t) 1 << 20, &err) != TP_STATUS_OK)
    ck_abort_msg("%s", err.text);
  return text;
}

static tp_machine *must_parse(tp_notation n, const char *name, const tp_buffer *text)
{
  tp_machine *m;
  tp_error err;
  if (tp_notation_parse(&m, n, name, text->text, text->length, &err) != TP_STATUS_OK)
    ck_abort_msg("%s", err.text);
  return m;
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
  tp_error err = {""};
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

/* --- What is refused ------------------------------------------------------------------ */

#define TEXT(literal) literal, sizeof literal - 1
#define SIM "name: x\ninit: q0\naccept: qa\n"
#define TABLE "blank: ' '\nstart state: a\ntable:\n"
#define ONE "tapes 1\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\n"
#define TWO "tapes 2\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\n"

static const struct {
  tp_notation n;
  const char *text;
  size_t length;
  const char *where, *says;
} refused[] = {
  /* tmsim */
  {TP_NOTATION_TMSIM, TEXT(""), "1:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("// nothing but a comment\n"), "1:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("name: x\n\ninit: q0\naccept: qa\n"), "4:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT("name: x\naccept: qa\n\nq0,0\nqa,0,>\n"), "5:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("name: x\ninit: q0\n\nq0,0\nqa,0,>\n"), "5:1", "'accept:' is missing"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0\n"), "5:1", "2 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>,>\n"), "5:1", "4 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,R\n"), "5:6", "a move is one of < > -, not 'R'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>>\n"), "5:6", "a move is one of < > -, not '>>'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,,>\n"), "5:4", "a symbol is one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,\nqa,0,>\n"), "4:4", "a symbol is one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,10\nqa,0,>\n"), "4:4", "a symbol is one character, not '10'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,\xc3\xa4\xc3\xb6,>\n"), "5:4", "a symbol is one character, not '\xc3\xa4\xc3\xb6'"},
  {TP_NOTATION_TMSIM, TEXT(SIM ",0\nqa,0,>\n"), "4:1", "no state"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\n,0,>\n"), "5:1", "no state"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0\n"), "4:1", "neither a header nor 'state,symbol,...': 'q0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\n\n// the end\n"), "4:1", "the second line is missing of the transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>\nq0,0,0\nqa,0,0,>,>\n"), "6:1", "3 fields, not 2 (a state and 1 symbols read)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0,_\nqa,0,_,>,>\nq0,1\nqa,1,>\n"), "6:1", "2 fields, not 3 (a state and 2 symbols read)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>\nq0,0\nqa,1,>\n"), "6:1", "duplicate transition (the first is in line 4)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\ninit: q1\n"), "5:1", "the second line of a transition (state,"},
  {TP_NOTATION_TMSIM, TEXT(SIM "init: q1\n"), "4:1", "repeated: 'init: q1'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "name: y\n"), "4:1", "repeated: 'name: y'"},
  {TP_NOTATION_TMSIM, TEXT("init: q0,q1\n"), "1:10", "more than one start state: 'q1'"},
  {TP_NOTATION_TMSIM, TEXT("init:\naccept: qa\n"), "1:6", "no start state"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept: qa,,qb\n"), "2:12", "no accepting state"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept:\n"), "2:8", "no accepting state"},
  {TP_NOTATION_TMSIM, TEXT("name: x\ninit: q0\naccept: q0\nq0,0\nq0,0,>\n"), "2:7", "the start state is a halting one"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"), "4:36", "more than 16 tapes: '0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0 0\nqa 0 >\n"), "4:1", "neither a header nor 'state,symbol,...': 'q0 0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,\t,>\n"), "5:4", "a symbol is one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,\x01\n"), "4:4", "control character"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept: \xff\n"), "2:9", "not valid UTF-8"},
  {TP_NOTATION_TMSIM, TEXT(SIM "qa,0\nq0,0,>\n"), "5:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0 -> qa,0,>\n"), "4:1", "the second line is missing of the transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>,\n"), "5:1", "4 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "qa,0\nqa,0,<\n\n\n"), "7:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,_\nqa,_,>\n"), "4:1", "no symbol but the blank"},
  /* morphett */
  {TP_NOTATION_MORPHETT, TEXT(""), "1:1", "no transition"},
  {TP_NOTATION_MORPHETT, TEXT("; nothing\n\n"), "2:1", "no transition"},
  {TP_NOTATION_MORPHETT, TEXT("0\n"), "1:2", "the symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a\n"), "1:4", "the new symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b\n"), "1:6", "the direction is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r\n"), "1:8", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("; x\n  0 a b r ; 1\n"), "2:10", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 2\n"), "1:11", "too much behind the new state: '2'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 ! !\n"), "1:13", "too much behind '!': '!'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 !!\n"), "1:11", "too much behind the new state: '!!'"},
  {TP_NOTATION_MORPHETT, TEXT("0 ab b r 1\n"), "1:3", "a symbol is one character, not 'ab'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a ba r 1\n"), "1:5", "a symbol is one character, not 'ba'"},
  {TP_NOTATION_MORPHETT, TEXT("0 \xc3\xa4\xc3\xb6 b r 1\n"), "1:3", "a symbol is one character, not '\xc3\xa4\xc3\xb6'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b x 1\n"), "1:7", "a direction is one of l r *, not 'x'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b rr 1\n"), "1:7", "a direction is one of l r *, not 'rr'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b right 1\n"), "1:7", "a direction is one of l r *, not 'right'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b - 1\n"), "1:7", "a direction is one of l r *, not '-'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n0 a c r 1\n"), "2:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("* a b r 1\n0 a b r 2\n\n* a b l 1\n"), "4:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("* * * r 1\n* * * l 1\n"), "2:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("halt a b r 1\n"), "1:1", "the start state is a halting one"},
  {TP_NOTATION_MORPHETT, TEXT("halt0 a b r 1\nHALT * * l 1\n"), "1:1", "the start state is a halting one"},
  {TP_NOTATION_MORPHETT, TEXT("halt a b r 1\n0 ab b r 1\n"), "2:3", "a symbol is one character, not 'ab'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n\n1 a b\n"), "3:6", "the direction is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n1 \xc3 b r 1\n"), "2:3", "not valid UTF-8"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n; \x00\n"), "2:3", "NUL character"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b\x07 r 1\n"), "1:6", "control character"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r\t\t\n"), "1:8", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\r1 a b r 1\n"), "1:10", "control character"},
  {TP_NOTATION_MORPHETT, TEXT("0 ** b r 1\n"), "1:3", "a symbol is one character, not '**'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a ** r 1\n"), "1:5", "a symbol is one character, not '**'"},
  {TP_NOTATION_MORPHETT, TEXT("q0,0\nq1,0,>\n"), "1:5", "the symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("; c\n 0 _ _ r halt\n0 * * r 0\n"), "2:2", "no symbol but the blank"},
  /* bb */
  {TP_NOTATION_BB, TEXT(""), "1:1", "no machine"},
  {TP_NOTATION_BB, TEXT("\n \n"), "2:1", "no machine"},
  {TP_NOTATION_BB, TEXT("1RB\n"), "1:1", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1RB1LA_1LA\n"), "1:11", "the rows are not equally long"},
  {TP_NOTATION_BB, TEXT("1RB_1LA1RZ\n"), "1:8", "the rows are not equally long"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1R\n"), "1:13", "a row is of cells of three characters, as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ_\n"), "1:15", "a row is of cells of three characters, as 1RB"},
  {TP_NOTATION_BB, TEXT("_1RB1LB_1LA1RZ\n"), "1:1", "a row is of cells of three characters, as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB1LB__1LA1RZ\n"), "1:8", "a row is of cells of three characters, as 1RB"},
  {TP_NOTATION_BB, TEXT("2RB1LB_1LA1RZ\n"), "1:1", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA9RZ\n"), "1:11", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1SB1LB_1LA1RZ\n"), "1:2", "a move, L or R, is missing"},
  {TP_NOTATION_BB, TEXT("1RB1NB_1LA1RZ\n"), "1:5", "a move, L or R, is missing"},
  {TP_NOTATION_BB, TEXT("1Rb1LB_1LA1RZ\n"), "1:3", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1rZ\n"), "1:12", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("RB11LB_1LA1RZ\n"), "1:1", "a symbol, 0 to 9, is missing"},
  {TP_NOTATION_BB, TEXT("1RB1L1_1LA1RZ\n"), "1:6", "a state, A to Z, is missing"},
  {TP_NOTATION_BB, TEXT("1RB1LB 1LA1RZ\n"), "1:7", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("1RB 1LB_1LA 1RZ\n"), "1:4", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("1RB--_1LA1RZ\n"), "1:6", "a row is of cells of three characters, as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB-1-_1LA1RZ\n"), "1:4", "a symbol, 0 to 9, is missing"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ\n1RB1LB_1LA1RZ\n"), "2:1", "more than one machine"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ # two\n"), "1:14", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("# 2\n1RB1LB_1LA1RZ\n"), "1:1", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("1RB1LB,1LA1RZ\n"), "1:7", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("ARB1LB_1LA1RZ\n"), "1:1", "a symbol, 0 to 9, is missing"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1L\xc3\x84" "1RZ\n"), "1:10", "a character that has no place in '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("---\n"), "1:1", "'---' writes 1, which is no symbol here"},
  {TP_NOTATION_BB, TEXT("1RA2RA3RA4RA5RA6RA7RA8RA9RA0LA0LZ\n"), "1:31", "more than 10 symbols"},
  {TP_NOTATION_BB, TEXT("1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_"
        "1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ\n"), "1:183", "more than 26 states"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ1LA\n"), "1:14", "the rows are not equally long"},
  {TP_NOTATION_BB, TEXT("1RB1LB_\xff" "1LA\n"), "1:8", "not valid UTF-8"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1R-\n"), "1:13", "a state, A to Z, is missing"},
  /* tmio */
  {TP_NOTATION_TMIO, TEXT(""), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("# nothing\n"), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\n"), "1:1", "'start state' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: a\n"), "1:1", "'table' is missing"},
  {TP_NOTATION_TMIO, TEXT("start state: a\ntable: {a: {0: R}}\n"), "1:1", "'blank' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\ntable: {a: {0: R}}\n"), "1:1", "'start state' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank:\nstart state: a\ntable: {a: {0: R}}\n"), "1:7", "this is no value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: '  '\nstart state: a\ntable: {a: {0: R}}\n"), "1:8", "a symbol is one character, not '  '"},
  {TP_NOTATION_TMIO, TEXT("blank: [0]\nstart state: a\ntable: {a: {0: R}}\n"), "1:8", "this is no value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: b\ntable: {a: {0: R}}\n"), "2:14", "the start state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: a\ntable: [a]\n"), "3:8", "this is no value for the key"},
  {TP_NOTATION_TMIO, TEXT(TABLE), "3:7", "this is no value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state:\ntable: {a: {0: R}}\n"), "2:13", "this is no value for the key"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {R: b}}\n"), "4:14", "this state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: X}\n"), "4:10", "neither a move nor a synonym: 'X'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 1}}\n"), "4:10", "the move is missing: L, R or N"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {L: a, R: a}}\n"), "4:17", "a second move: 'R'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 10, R: a}}\n"), "4:18", "a symbol is one character, not '10'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {wirte: 1, R: a}}\n"), "4:11", "an instruction has write and one of L, R and N,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {00: R}\n"), "4:7", "a symbol is one character, not '00'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[0, 11]: R}\n"), "4:11", "a symbol is one character, not '11'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[0, [1]]: R}\n"), "4:11", "a symbol is one character"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[]: R}\n"), "4:7", "no symbol in the list"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: }\n"), "4:10", "an instruction is missing, as R or {write: 1,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: R\n"), "4:6", "a state's symbols and instructions are missing"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: [0, 1]\n"), "4:6", "a state's symbols and instructions are missing"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: [R]}\n"), "4:10", "an instruction is missing, as R or {write: 1,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R, 0: L}\n"), "4:13", "duplicate transition (the first is in line 4)"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a:\n    [0,1]: R\n    1: L\n"), "6:5", "duplicate transition (the first is in line 5)"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n  a: {1: R}\n"), "5:3", "repeated state 'a'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a:\n"), "2:14", "the start state is a halting one"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R\n"), "5:1", "did not find expected ',' or '}'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: 'R}\n"), "5:1", "found unexpected end of stream"},
  {TP_NOTATION_TMIO, TEXT(TABLE "\ta: {0: R}\n"), "4:1", "found character that cannot start any token"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\nblank: 0\n"), "5:1", "repeated key 'blank'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: *x}\n"), "4:10", "found undefined alias"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n---\nblank: 1\n"), "6:1", "more than one document"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  [a]: {0: R}\n"), "4:3", "a state's name is missing"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {R: [a]}}\n"), "4:14", "a state's name is missing"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: , R: a}}\n"), "4:18", "a symbol is one character, not ''"},
  {TP_NOTATION_TMIO, TEXT("- a\n- b\n"), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("just text: [\n"), "2:1", "did not find expected node content"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: go}\nsynonyms: {go: far, far: R}\n"), "5:16", "neither a move nor a synonym: 'far'"},
  {TP_NOTATION_TMIO, TEXT("synonyms: {go: {R: b}}\nblank: ' '\nstart state: a\ntable:\n  a: {0: go}\n"), "1:20", "this state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT("name: x\nsource code: |\n  blank: ' '\n  start state: a\n  table:\n    a: {0: Q}\n"), "6:12", "neither a move nor a synonym: 'Q'"},
  {TP_NOTATION_TMIO, TEXT("{\"program\": \"0 a b r 1\", \"variant\": 1}\n"), "1:1", "a saved page of another simulator; what is read"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 1, write: 1, R: a}}\n"), "4:21", "'write' stands there twice"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n  \x07\n"), "5:3", "control character"},
  {TP_NOTATION_TMIO, TEXT("blank: \xff\n"), "1:8", "not valid UTF-8"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  ? {b: c}\n  : {0: R}\n"), "4:5", "a state's name is missing"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {}}\n"), "4:10", "the move is missing: L, R or N"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {' ': {R: b}}\n  b:\n"), "4:7", "no symbol but the blank"},
  {TP_NOTATION_TMIO, TEXT("blank:\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n"), "17:2", "in each other"},
  /* tm */
  {TP_NOTATION_TM, TEXT("wildcard\n"), "1:1", "a value is missing after 'wildcard'"},
  {TP_NOTATION_TM, TEXT("wildcard * ?\n"), "1:12", "more than one value: '?'"},
  {TP_NOTATION_TM, TEXT("wildcard *\nwildcard *\n"), "2:1", "repeated header 'wildcard'"},
  {TP_NOTATION_TM, TEXT("blank *\nwildcard *\n"), "2:10", "the wildcard is the blank: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard *\nblank *\n"), "2:7", "the wildcard is the blank: '*'"},
  {TP_NOTATION_TM, TEXT("input a *\nwildcard *\n"), "2:10", "the wildcard among the input symbols: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard *\ninput a *\n"), "2:9", "the wildcard among the input symbols: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard ^\n"), "1:10", "'/', ',' and '^' may not stand in the name '^'"},
  {TP_NOTATION_TM, TEXT(ONE "q * -> h * S\nq * -> h a S\n"), "8:1", "duplicate transition (the first is in line 7)"},
  {TP_NOTATION_TM, TEXT(TWO "q * a -> h * a S S\nq a * -> h a * L S\n"), "8:1", "ambiguous: this line and line 7 both say what"},
  {TP_NOTATION_TM, TEXT(TWO "q * a -> h * a S S\n\n"
        "q b * -> h * b S S\nq b a -> h b a S S\nq _ * -> h a a R R\n"), "11:1", "ambiguous: this line and line 7 both say what"},
  {TP_NOTATION_TM, TEXT(ONE "q a -> h a S\nwildcard +\n"), "8:1", "repeated header 'wildcard'"},
  {TP_NOTATION_TM, TEXT(ONE "* a -> h a S\nh * -> q * S\n"), "7:1", "the wildcard stands for symbols, not for"},
  {TP_NOTATION_TM, TEXT("tapes 16\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\nq * * * * * * * * * * * * * * * * -> h"
        " * * * * * * * * * * * * * * * * S S S S S S S S S S S S S S S S\n"), "7:1", "more than 1000000 transitions (the wildcards"},
  {TP_NOTATION_TM, TEXT(ONE "q a -> h a S\ntwo-way\n"), "8:1", "a header behind transitions: 'two-way'"},
};

START_TEST(test_refused)
{
  tp_machine *m = (tp_machine *) &m;
  tp_error err = {""};
  char start[100];
  snprintf(start, sizeof start, "file:%s: ", refused[_i].where);
  ck_assert_msg(tp_notation_parse(&m, refused[_i].n, "file", refused[_i].text, refused[_i].length, &err) == TP_STATUS_REFUSED,
                "accepted, not refused at %s (%s)", refused[_i].where, refused[_i].says);
  ck_assert_ptr_null(m);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text, refused[_i].says), "'%s' does not begin with '%s' and say '%s'",
                err.text, start, refused[_i].says);
  assert_one_line("file", &err);
}
END_TEST

/* --- What a text looks like ----------------------------------------------------------- */

static const struct {
  const char *text;
  tp_notation n;
} looks[] = {
  {"", TP_NOTATION_TM},
  {"# a comment\n\ntapes 1\n", TP_NOTATION_TM},
  {"foo\n", TP_NOTATION_TM},
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
};

START_TEST(test_looks)
{
  for (size_t i = 0; i < LENGTH(looks); i++) {
    tp_notation n = tp_notation_recognise(looks[i].text, strlen(looks[i].text));
    ck_assert_msg(n == looks[i].n, "'%s' is taken for %s", looks[i].text, tp_notation_name[n]);
  }
}
END_TEST

/* --- Wildcards -------------------------------------------------------------------------- */

enum { ANY = -1, MOST_RULES = 14, RULE_TAPES = 3, RULE_STATES = 3, RULE_SYMBOLS = 4 };

typedef struct {
  int from, to, read[RULE_TAPES], write[RULE_TAPES];
  uint32_t move[RULE_TAPES];
} plain_rule;

typedef struct {
  plain_rule rule[MOST_RULES];
  int rules, tapes;
  tp_notation n;
} plain_table;

static const char *const plain_state[] = {"0", "q1", "q2", "halt"}, *const plain_symbol[] = {"_", "a", "b", "c"};

static plain_table draw_table(random_source *s, tp_notation n)
{
  plain_table p = {.n = n, .tapes = n == TP_NOTATION_MORPHETT ? 1 : 1 + (int) random_below(s, RULE_TAPES)};
  p.rules = 1 + (int) random_below(s, MOST_RULES);
  for (int i = 0; i < p.rules; i++) {
    plain_rule *r = p.rule + i;
    int states_too = n == TP_NOTATION_MORPHETT;
    r->from = states_too && random_one_in(s, 4) ? ANY : (int) random_below(s, RULE_STATES);
    r->to = states_too && random_one_in(s, 4) ? ANY : (int) random_below(s, RULE_STATES + 1);
    for (int k = 0; k < p.tapes; k++) {
      r->read[k] = random_one_in(s, 3) ? ANY : (int) random_below(s, RULE_SYMBOLS);
      r->write[k] = random_one_in(s, 3) ? ANY : (int) random_below(s, RULE_SYMBOLS);
      r->move[k] = random_below(s, 3);
    }
  }
  return p;
}

static const char *name_or_wildcard(const char *const *names, int i)
{
  return i == ANY ? "*" : names[i];
}

static tp_buffer write_table(const plain_table *p)
{
  tp_buffer out = {NULL, 0, 0};
  int elsewhere = p->n == TP_NOTATION_MORPHETT;
  if (!elsewhere)
    tp_buffer_printf(&out, "tapes %d\nblank _\nwildcard *\ninput a b c\nstart 0\nhalt halt\n", p->tapes);
  for (int i = 0; i < p->rules; i++) {
    const plain_rule *r = p->rule + i;
    tp_buffer_puts(&out, name_or_wildcard(plain_state, r->from));
    for (int k = 0; k < p->tapes; k++)
      tp_buffer_printf(&out, " %s", name_or_wildcard(plain_symbol, r->read[k]));
    if (!elsewhere)
      tp_buffer_printf(&out, " -> %s", plain_state[r->to]);
    for (int k = 0; k < p->tapes; k++)
      tp_buffer_printf(&out, " %s", name_or_wildcard(plain_symbol, r->write[k]));
    for (int k = 0; k < p->tapes; k++)
      tp_buffer_printf(&out, " %c", (elsewhere ? "l*r" : "LSR")[r->move[k]]);
    if (elsewhere)
      tp_buffer_printf(&out, " %s", name_or_wildcard(plain_state, r->to));
    tp_buffer_puts(&out, "\n");
  }
  return out;
}

/* What a rule does in a state reading symbols: to, then written, then moves. */
static void effect(const plain_table *p, const plain_rule *r, int state, const int *read, int out[1 + 2 * RULE_TAPES])
{
  memset(out, 0, (1 + 2 * RULE_TAPES) * sizeof *out);
  out[0] = r->to == ANY ? state : r->to;
  for (int k = 0; k < p->tapes; k++) {
    out[1 + k] = r->write[k] == ANY ? read[k] : r->write[k];
    out[1 + RULE_TAPES + k] = (int) r->move[k];
  }
}

/* The rule that decides; -1: none; -2: two that differ. */
static int decide(const plain_table *p, int state, const int *read)
{
  int best = -1, most = -1, differ = 0, a[1 + 2 * RULE_TAPES], b[1 + 2 * RULE_TAPES];
  for (int i = 0; i < p->rules; i++) {
    const plain_rule *r = p->rule + i;
    int exact = r->from == ANY ? 0 : 100, matches = r->from == ANY || r->from == state;
    for (int k = 0; k < p->tapes; k++) {
      exact += r->read[k] != ANY;
      matches &= r->read[k] == ANY || r->read[k] == read[k];
    }
    if (!matches || exact < most)
      continue;
    if (exact > most)
      differ = 0;
    if (exact == most) {
      effect(p, r, state, read, a);
      effect(p, p->rule + best, state, read, b);
      differ |= memcmp(a, b, sizeof a) != 0;
    }
    best = i;
    most = exact;
  }
  return differ ? -2 : best;
}

static int has_duplicates(const plain_table *p)
{
  for (int i = 0; i < p->rules; i++)
    for (int j = 0; j < i; j++) {
      const plain_rule *a = p->rule + i, *b = p->rule + j;
      int same = a->from == b->from, x[1 + 2 * RULE_TAPES], y[1 + 2 * RULE_TAPES];
      for (int k = 0; k < p->tapes; k++)
        same &= a->read[k] == b->read[k];
      effect(p, a, a->from, a->read, x);
      effect(p, b, b->from, b->read, y);
      /* The simulator's rules may stand there twice, also in other words. */
      if (same && (p->n == TP_NOTATION_TM || memcmp(x, y, sizeof x)))
        return 1;
    }
  return 0;
}

/* Every state and symbols, those that the machine has. */
static int is_ambiguous(const plain_table *p)
{
  int read[RULE_TAPES] = {0}, all = 1;
  for (int k = 0; k < p->tapes; k++)
    all *= RULE_SYMBOLS;
  for (int state = 0; state < RULE_STATES; state++)
    for (int c = 0; c < all; c++) {
      for (int k = 0, rest = c; k < p->tapes; k++, rest /= RULE_SYMBOLS)
        read[k] = rest % RULE_SYMBOLS;
      if (decide(p, state, read) == -2)
        return 1;
    }
  return 0;
}

/* A symbol that is not the blank, which all simulators' machines need. */
static int names_symbol(const plain_table *p)
{
  int found = p->n == TP_NOTATION_TM;
  for (int i = 0; i < p->rules; i++)
    found |= p->rule[i].read[0] > 0 || p->rule[i].write[0] > 0;
  return found;
}

static void compare_table(const plain_table *p, const tp_machine *m)
{
  int read[RULE_TAPES] = {0}, all = 1, does[1 + 2 * RULE_TAPES];
  size_t found = 0;
  for (int k = 0; k < p->tapes; k++)
    all *= RULE_SYMBOLS;
  for (int state = 0; state < RULE_STATES; state++)
    for (int c = 0; c < all; c++) {
      uint32_t q = tp_machine_find_state(m, plain_state[state], strlen(plain_state[state])), at[RULE_TAPES];
      int known = q != UINT32_MAX;
      for (int k = 0, rest = c; k < p->tapes; k++, rest /= RULE_SYMBOLS) {
        read[k] = rest % RULE_SYMBOLS;
        at[k] = tp_machine_find_symbol(m, plain_symbol[read[k]], 1);
        known &= at[k] != UINT32_MAX;
      }
      int rule = decide(p, state, read);
      if (!known)
        continue;
      size_t i = tp_machine_lookup(m, q, at);
      ck_assert_msg((i == SIZE_MAX) == (rule == -1), "a transition too many or too few");
      if (rule == -1)
        continue;
      tp_transition t = tp_machine_transition(m, i);
      effect(p, p->rule + rule, state, read, does);
      ck_assert_str_eq(tp_machine_state_name(m, t.to), plain_state[does[0]]);
      for (int k = 0; k < p->tapes; k++) {
        ck_assert_str_eq(tp_machine_symbol_name(m, t.write[k]), plain_symbol[does[1 + k]]);
        ck_assert_int_eq((int) t.move[k], does[1 + RULE_TAPES + k]);
      }
      found++;
    }
  ck_assert_uint_eq(found, tp_machine_transitions(m));
}

START_TEST(test_wildcards)
{
  const tp_notation n = _i ? TP_NOTATION_MORPHETT : TP_NOTATION_TM;
  random_source s = random_open(0x77696cu + (unsigned) _i);
  size_t read = 0, ambiguous = 0, all = random_count(4000, 100);
  for (size_t i = 0; i < all; i++) {
    plain_table p = draw_table(&s, n);
    tp_buffer text = write_table(&p);
    tp_machine *m;
    tp_error err = {""};
    int duplicates = has_duplicates(&p), differ = is_ambiguous(&p);
    tp_status result = tp_notation_parse(&m, n, "drawn", text.text, text.length, &err);
    int refusal = duplicates || differ || !names_symbol(&p);
    if ((result != TP_STATUS_OK) != refusal) {
      printf("%s%s\n", text.text, err.text);
      ck_abort_msg("%s", refusal ? "accepted" : "refused");
    }
    if (result == TP_STATUS_OK) {
      compare_table(&p, m);
      tp_machine_free(m);
      read++;
    } else {
      assert_one_line("drawn", &err);
      ck_assert_msg(strstr(err.text, duplicates ? "duplicate" : differ ? "ambiguous" : "no symbol"), "%s", err.text);
      ambiguous += !duplicates;
    }
    tp_buffer_clear(&text);
  }
  ck_assert_msg(read > all / 20 && (ambiguous > all / 20 || n == TP_NOTATION_MORPHETT), "%zu of %zu read, %zu ambiguous", read, all, ambiguous);
}
END_TEST

/* --- There and back ---------------------------------------------------------------------- */

/* The state of b that a's state q became: start and halting state may have other names. */
static uint32_t state_in(const tp_machine *a, const tp_machine *b, uint32_t q)
{
  const char *name = tp_machine_state_name(a, q);
  return q == 0 ? 0 : q == tp_machine_halting(a) ? tp_machine_halting(b) : tp_machine_find_state(b, name, strlen(name));
}

static void symbols_in(const tp_machine *a, const tp_machine *b, const uint32_t *symbol, uint32_t *out)
{
  for (uint32_t k = 0; k < tp_machine_tapes(a); k++) {
    const char *name = tp_machine_symbol_name(a, symbol[k]);
    out[k] = symbol[k] ? tp_machine_find_symbol(b, name, strlen(name)) : 0;
  }
}

/* The same transitions by names. */
static int same_table(const tp_machine *a, const tp_machine *b)
{
  uint32_t read[TP_MACHINE_MAX_TAPES], written[TP_MACHINE_MAX_TAPES];
  if (tp_machine_tapes(a) != tp_machine_tapes(b) || tp_machine_transitions(a) != tp_machine_transitions(b))
    return 0;
  for (size_t i = 0; i < tp_machine_transitions(a); i++) {
    tp_transition t = tp_machine_transition(a, i);
    symbols_in(a, b, t.read, read);
    symbols_in(a, b, t.write, written);
    size_t found = tp_machine_lookup(b, state_in(a, b, t.from), read);
    if (found == SIZE_MAX)
      return 0;
    tp_transition u = tp_machine_transition(b, found);
    if (u.to != state_in(a, b, t.to) || memcmp(u.write, written, tp_machine_tapes(a) * sizeof *written)
        || memcmp(u.move, t.move, tp_machine_tapes(a) * sizeof *written))
      return 0;
  }
  return 1;
}

/* Written, recognised, read, the same; 0: the notation cannot hold it. */
static int survives(const tp_machine *m, tp_notation n, const tp_buffer *shown)
{
  tp_buffer text = {NULL, 0, 0}, again = {NULL, 0, 0};
  tp_error err = {""};
  tp_machine *back;
  if (tp_notation_write(&text, m, n, &err) != TP_STATUS_OK) {
    ck_assert_msg(!text.length && strlen(err.text) > 10 && !strchr(err.text, '\n'), "%s", err.text);
    return 0;
  }
  if (tp_notation_recognise(text.text, text.length) != n || tp_notation_parse(&back, n, "back", text.text, text.length, &err) != TP_STATUS_OK) {
    printf("%s\nas %s:\n%s\n", shown->text, tp_notation_name[n], text.text);
    ck_abort_msg("not read again: %s", err.text);
  }
  if (!same_table(m, back) || (n != TP_NOTATION_TM && !tp_machine_is_two_way(back))) {
    printf("%s\nas %s:\n%s\n", shown->text, tp_notation_name[n], text.text);
    ck_abort_msg("something else came back");
  }
  if (n == TP_NOTATION_TM)
    assert_same(m, back, "back");
  ck_assert(tp_notation_write(&again, back, n, &err) == TP_STATUS_OK);
  /* By then names and order are the notation's. */
  tp_machine_free(back);
  back = must_parse(n, "again", &again);
  text.length = 0;
  ck_assert(tp_notation_write(&text, back, n, &err) == TP_STATUS_OK);
  ck_assert_str_eq(text.text, again.text);
  tp_machine_free(back);
  tp_buffer_clear(&text);
  tp_buffer_clear(&again);
  return 1;
}

/* A state in which runs only get stuck; for turingmachine.io it is a halting one, for
   Morphett's simulator not the start state. */
static int has_dead_end(const tp_machine *m)
{
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    int leaves = q == tp_machine_halting(m);
    for (size_t i = 0; i < tp_machine_transitions(m); i++)
      leaves |= tp_machine_transition(m, i).from == q;
    if (!leaves)
      return 1;
  }
  return 0;
}

START_TEST(test_there_and_back)
{
  random_source s = random_open(0x746862u);
  size_t held[TP_NOTATIONS] = {0}, all = random_count(1000, 50);
  for (size_t i = 0; i < all; i++) {
    tp_buffer text = {NULL, 0, 0};
    int one_way = random_one_in(&s, 10);
    tp_buffer_puts(&text, one_way ? "" : "two-way\n");
    random_write_machine(&s, &text);
    tp_machine *m = must_parse(TP_NOTATION_TM, "random", &text);
    for (int n = 0; n < TP_NOTATIONS; n++) {
      if (n == TP_NOTATION_BB)     /* has no names: test_busy_beavers */
        continue;
      int there = survives(m, (tp_notation) n, &text);
      ck_assert(n != TP_NOTATION_TM || there);
      ck_assert(!there || !one_way || n == TP_NOTATION_TM);
      if (!one_way && tp_machine_is_terse(m) && (tp_machine_tapes(m) == 1 || n == TP_NOTATION_TMSIM) && !(n != TP_NOTATION_TMSIM && has_dead_end(m)))
        ck_assert_msg(there, "%s cannot hold\n%s", tp_notation_name[n], text.text);
      held[n] += there != 0;
    }
    tp_machine_free(m);
    tp_buffer_clear(&text);
  }
  ck_assert_msg(held[TP_NOTATION_TMSIM] > all / 3 && held[TP_NOTATION_MORPHETT] > all / 10 && held[TP_NOTATION_TMIO] > all / 10,
                "too few were tried");
}
END_TEST

/* A table drawn in the Busy Beaver notation; what is left out counts as 1RZ. */
START_TEST(test_busy_beavers)
{
  random_source s = random_open(0x6262u);
  for (size_t i = random_count(1000, 50); i > 0; i--) {
    tp_buffer text = {NULL, 0, 0}, wanted = {NULL, 0, 0}, written = {NULL, 0, 0}, tm = {NULL, 0, 0};
    tp_error err;
    uint32_t states = 1 + random_below(&s, random_one_in(&s, 10) ? 25 : 6), symbols = 2 + random_below(&s, random_one_in(&s, 10) ? 9 : 3);
    for (uint32_t q = 0; q < states; q++)
      for (uint32_t a = 0; a < symbols; a++) {
        const char *between = q && !a ? "_" : "";
        uint32_t to = random_below(&s, states + 1);
        int undefined = random_one_in(&s, 8);
        char cell[16];
        snprintf(cell, sizeof cell, "%u%c%c", random_below(&s, symbols), "LR"[random_below(&s, 2)], to < states ? (char) ('A' + to) : 'Z');
        tp_buffer_printf(&text, "%s%s", between, undefined ? "---" : cell);
        tp_buffer_printf(&wanted, "%s%s", between, undefined ? "1RZ" : cell);
      }
    tp_buffer_puts(&wanted, "\n");
    tp_machine *m = must_parse(TP_NOTATION_BB, "drawn", &text);
    ck_assert(tp_notation_write(&tm, m, TP_NOTATION_TM, &err) == TP_STATUS_OK);
    tp_machine *through = must_parse(TP_NOTATION_TM, "written", &tm);
    assert_same(m, through, text.text);
    ck_assert_msg(tp_notation_write(&written, through, TP_NOTATION_BB, &err) == TP_STATUS_OK, "%s: %s", text.text, err.text);
    ck_assert_str_eq(written.text, wanted.text);
    for (int n = 0; n < TP_NOTATIONS; n++)
      ck_assert_msg(n == TP_NOTATION_BB || survives(m, (tp_notation) n, &text), "%s cannot hold %s", tp_notation_name[n], text.text);
    tp_machine_free(m);
    tp_machine_free(through);
    tp_buffer_clear(&text);
    tp_buffer_clear(&wanted);
    tp_buffer_clear(&written);
    tp_buffer_clear(&tm);
  }
}
END_TEST

/* --- What cannot be held -------------------------------------------------------------------- */

static const struct {
  const char *text;
  tp_notation n;
  const char *says;
} unfit[] = {
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h a S\n", TP_NOTATION_TMSIM, "left end"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h a S\n", TP_NOTATION_MORPHETT, "left end"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h a S\n", TP_NOTATION_BB, "left end"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h a S\n", TP_NOTATION_TMIO, "left end"},
  {"tapes 2\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a a -> h a a S S\n", TP_NOTATION_MORPHETT, "one tape, this machine 2"},
  {"tapes 2\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a a -> h a a S S\n", TP_NOTATION_BB, "one tape, this machine 2"},
  {"tapes 2\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a a -> h a a S S\n", TP_NOTATION_TMIO, "one tape, this machine 2"},
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_TMSIM, "one character there, not 'ab'"},
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_MORPHETT, "one character there, not 'ab'"},
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_TMIO, "one character there, not 'ab'"},
  {"tapes 1\nblank b\ninput _\nstart q\nhalt h\ntwo-way\nq _ -> h _ S\n", TP_NOTATION_TMSIM, "'_' has a meaning"},
  {"tapes 1\nblank _\ninput *\nstart q\nhalt h\ntwo-way\nq * -> h * S\n", TP_NOTATION_MORPHETT, "'*' has a meaning"},
  {"tapes 1\nblank _\ninput ;\nstart q\nhalt h\ntwo-way\nq ; -> h ; S\n", TP_NOTATION_MORPHETT, "';' has a meaning"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> h a S\nq _ -> h a R\n", TP_NOTATION_BB, "a head stays in state 'q'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> h a R\n", TP_NOTATION_BB, "halt in state 'q' reading '_'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> p a R\n", TP_NOTATION_TMIO, "halt in state 'p'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\np a -> q a R\n", TP_NOTATION_MORPHETT, "start state 'q'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> h _ R\nq _ -> h a R\n", TP_NOTATION_BB, "one is written in state 'q'"},
};

START_TEST(test_unfit)
{
  tp_machine *m;
  tp_error err = {""};
  tp_buffer out = {NULL, 0, 0};
  ck_assert(tp_machine_parse(&m, "file", unfit[_i].text, strlen(unfit[_i].text), &err) == TP_STATUS_OK);
  ck_assert(tp_notation_write(&out, m, unfit[_i].n, &err) == TP_STATUS_REFUSED);
  ck_assert_msg(!out.length && !strncmp(err.text, tp_notation_name[unfit[_i].n], strlen(tp_notation_name[unfit[_i].n]))
                  && strstr(err.text, unfit[_i].says), "'%s' does not say '%s'", err.text, unfit[_i].says);
  tp_machine_free(m);
}
END_TEST

/* Names that mean something elsewhere are replaced. */
START_TEST(test_names)
{
  static const char text[] = "tapes 1\nblank .\ninput a\nstart halted\nhalt *\ntwo-way\nhalted a -> 0 . L\n0 . -> init:0 a R\n"
                             "init:0 a -> q0 a S\nq0 a -> x;y a S\nx;y . -> * a S\n* a -> halted a L\n";
  static const char wanted[] = "0 a _ l q1\nq1 _ a r init:0\ninit:0 a a * q0\nq0 a a * q2\nq2 _ a * halt\n";
  tp_machine *m;
  tp_error err = {""};
  tp_buffer out = {NULL, 0, 0};
  char *end = strstr(text, "* a ->");
  ck_assert_msg(tp_machine_parse(&m, "file", text, (size_t) (end - text), &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_notation_write(&out, m, TP_NOTATION_MORPHETT, &err) == TP_STATUS_OK);
  ck_assert_str_eq(out.text, wanted);
  tp_buffer_clear(&out);
  for (int n = 0; n < TP_NOTATIONS; n++)
    if (n != TP_NOTATION_BB) {
      tp_machine *back;
      ck_assert(tp_notation_write(&out, m, (tp_notation) n, &err) == TP_STATUS_OK);
      ck_assert_msg(tp_notation_parse(&back, (tp_notation) n, "back", out.text, out.length, &err) == TP_STATUS_OK, "%s", err.text);
      ck_assert_uint_eq(tp_machine_states(back), tp_machine_states(m));
      ck_assert_uint_eq(tp_machine_transitions(back), tp_machine_transitions(m));
      tp_machine_free(back);
      tp_buffer_clear(&out);
    }
  tp_machine_free(m);
}
END_TEST

/* Names that YAML or a simulator could take for something else. */
START_TEST(test_odd_names)
{
  static const char *const symbols[] = {
    "'", "\"", ":", "-", "[", "&", "*", "!", "%", "@", "`", "~", "{", "|", ">", "?", "\\", "ä", "😀", "n",
  };
  static const char *const states[] = {
    "null", "~", "'q'", "\"", ":", "&a", "*b", "é", "1e3", "yes", "a:", "-", "[x]", "L", "0", "01", "!t", "%", "q'", "R",
  };
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "tapes 1\ninput");
  for (size_t i = 0; i < LENGTH(symbols); i++)
    tp_buffer_printf(&text, " %s", symbols[i]);
  tp_buffer_printf(&text, "\nblank _\nstart %s\nhalt accept:\ntwo-way\n", states[0]);
  for (size_t i = 0; i < LENGTH(states); i++)
    tp_buffer_printf(&text, "%s %s -> %s %s R\n%s _ -> accept: _ S\n", states[i], symbols[i % LENGTH(symbols)],
                     states[(i + 1) % LENGTH(states)], symbols[(i + 1) % LENGTH(symbols)], states[i]);
  tp_machine *m = must_parse(TP_NOTATION_TM, "odd", &text);
  ck_assert(survives(m, TP_NOTATION_TM, &text) && survives(m, TP_NOTATION_TMSIM, &text) && survives(m, TP_NOTATION_TMIO, &text));
  ck_assert(!survives(m, TP_NOTATION_MORPHETT, &text));
  /* The site would read these as nothing, as truth, and as other numbers. */
  text.length = 0;
  ck_assert(tp_notation_write(&text, m, TP_NOTATION_TMIO, NULL) == TP_STATUS_OK);
  ck_assert(strstr(text.text, "  'null':\n") && strstr(text.text, "  'yes':\n") && strstr(text.text, "  '1e3':\n")
            && strstr(text.text, "  '01':\n"));
  tp_machine_free(m);
  tp_buffer_clear(&text);
}
END_TEST

START_TEST(test_on_the_command_line)
{
  static const char five[] = "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA";
  tp_machine *m;
  tp_error err = {""};
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
  TCase *tc = tcase_create("import");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_loop_test(tc, test_cut_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_loop_test(tc, test_changed_files, TP_NOTATION_TMSIM, TP_NOTATIONS);
  tcase_add_loop_test(tc, test_refused, 0, (int) LENGTH(refused));
  tcase_add_test(tc, test_looks);
  tcase_add_loop_test(tc, test_wildcards, 0, 2);
  tcase_add_test(tc, test_there_and_back);
  tcase_add_test(tc, test_busy_beavers);
  tcase_add_loop_test(tc, test_unfit, 0, (int) LENGTH(unfit));
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_odd_names);
  tcase_add_test(tc, test_on_the_command_line);
  Suite *suite = suite_create("import");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
