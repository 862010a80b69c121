/* SPDX-License-Identifier: MIT */
/* Machines written in the notations of others: the way there and back, and what cannot be
   held. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "notations.h"
#include "random_machines.h"
#include "suite.h"

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
  tp_error err = {.text = ""};
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

static int has_stay(const tp_machine *m)
{
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      if (tp_machine_transition(m, i).move[k] == TP_MOVE_S)
        return 1;
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
      const int several = n == TP_NOTATION_TMSIM || n == TP_NOTATION_NJU || n == TP_NOTATION_JFF;
      if (!one_way && tp_machine_is_terse(m) && (tp_machine_tapes(m) == 1 || several) && !(!several && has_dead_end(m))
          && !(n == TP_NOTATION_FT && has_stay(m)))
        ck_assert_msg(there, "%s cannot hold\n%s", tp_notation_name[n], text.text);
      held[n] += there != 0;
    }
    tp_machine_free(m);
    tp_buffer_clear(&text);
  }
  ck_assert_msg(all < 200                /* as the environment wants it */
                || (held[TP_NOTATION_NJU] > all / 3 && held[TP_NOTATION_JFF] > all / 3 && held[TP_NOTATION_FT] > 0
                  && held[TP_NOTATION_TMSIM] > all / 3 && held[TP_NOTATION_MORPHETT] > all / 10 && held[TP_NOTATION_TMIO] > all / 10),
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

/* Every byte of a name as an escape, which any reader of .tm must undo. */
static void put_escaped(tp_buffer *out, const char *name)
{
  tp_buffer_puts(out, " ");
  for (; *name; name++)
    tp_buffer_printf(out, "%%%02x", (unsigned) (unsigned char) *name);
}

static void shuffle(random_source *s, const char **of, size_t count)
{
  for (size_t i = count; i > 1; i--) {
    size_t j = random_below(s, (uint32_t) i);
    const char *last = of[i - 1];
    of[i - 1] = of[j];
    of[j] = last;
  }
}

/* Machines of one tape whose heads move: total, with any characters in their names. */
START_TEST(test_any_names)
{
  const char *symbols[] = {"#", "%", "/", ",", "^", " ", "\"", "\\", "<", "&", "*", ";", "_", "\xc3\xa4", "\xf0\x9f\x98\x80", "0", "=", "{", "'", "-"};
  const char *states[] = {"a b", "#", "%23", "->", "q,p", "x/y", "^", "\xc3\xa4 ", " z", "a//b", "halt 1", "\"", "\\n", "<&>", "null", "%", "%%41", "tapes"};
  static const tp_notation keep[] = {TP_NOTATION_TM, TP_NOTATION_TMIO, TP_NOTATION_FT, TP_NOTATION_JFF};    /* all names of states */
  random_source s = random_open(0x616e79u);
  size_t held[TP_NOTATIONS] = {0}, all = random_count(1000, 50);
  for (size_t i = 0; i < all; i++) {
    tp_buffer text = {NULL, 0, 0};
    const uint32_t Q = 1 + random_below(&s, 5), G = 2 + random_below(&s, 4);
    shuffle(&s, symbols, LENGTH(symbols));
    shuffle(&s, states, LENGTH(states));
    tp_buffer_puts(&text, "two-way\ntapes 1\nblank");
    put_escaped(&text, symbols[0]);
    tp_buffer_puts(&text, "\ninput");
    for (uint32_t a = 1; a < G; a++)
      put_escaped(&text, symbols[a]);
    tp_buffer_puts(&text, "\nstart");
    put_escaped(&text, states[0]);
    tp_buffer_puts(&text, "\nhalt");
    put_escaped(&text, states[Q]);
    tp_buffer_puts(&text, "\n");
    for (uint32_t q = 0; q < Q; q++)
      for (uint32_t a = 0; a < G; a++) {
        put_escaped(&text, states[q]);
        put_escaped(&text, symbols[a]);
        tp_buffer_puts(&text, " ->");
        put_escaped(&text, states[random_below(&s, Q + 1)]);
        put_escaped(&text, symbols[random_below(&s, G)]);
        tp_buffer_printf(&text, " %c\n", "LR"[random_below(&s, 2)]);
      }
    tp_machine *m = must_parse(TP_NOTATION_TM, "any", &text);
    ck_assert_str_eq(tp_machine_symbol_name(m, 1), symbols[1]);
    ck_assert_str_eq(tp_machine_state_name(m, 0), states[0]);
    for (size_t k = 0; k < LENGTH(keep); k++)
      held[keep[k]] += survives(m, keep[k], &text) != 0;
    tp_machine_free(m);
    tp_buffer_clear(&text);
  }
  ck_assert_msg(held[TP_NOTATION_TM] == all && held[TP_NOTATION_TMIO] == all && held[TP_NOTATION_FT] == all, "held %zu, %zu, %zu of %zu",
                held[TP_NOTATION_TM], held[TP_NOTATION_TMIO], held[TP_NOTATION_FT], all);
  ck_assert_msg(held[TP_NOTATION_JFF] > all / 3, "JFLAP held %zu of %zu", held[TP_NOTATION_JFF], all);
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
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_TMSIM, "must be one character, not 'ab'"},
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_MORPHETT, "must be one character, not 'ab'"},
  {"tapes 1\nblank _\ninput ab\nstart q\nhalt h\ntwo-way\nq ab -> h ab S\n", TP_NOTATION_TMIO, "must be one character, not 'ab'"},
  {"tapes 1\nblank b\ninput _\nstart q\nhalt h\ntwo-way\nq _ -> h _ S\n", TP_NOTATION_TMSIM, "'_' has another meaning"},
  {"tapes 1\nblank _\ninput *\nstart q\nhalt h\ntwo-way\nq * -> h * S\n", TP_NOTATION_MORPHETT, "'*' has another meaning"},
  {"tapes 1\nblank _\ninput ;\nstart q\nhalt h\ntwo-way\nq ; -> h ; S\n", TP_NOTATION_MORPHETT, "';' has another meaning"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> h a S\nq _ -> h a R\n", TP_NOTATION_BB, "a head stays in state 'q'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> h a R\n", TP_NOTATION_BB, "no rule for state 'q' reading '_', where"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq a -> p a R\n", TP_NOTATION_TMIO, "transition for state 'p'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\np a -> q a R\n", TP_NOTATION_MORPHETT, "start state 'q'"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq _ -> h _ R\n", TP_NOTATION_TMSIM, "none but the blank"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq _ -> h _ R\n", TP_NOTATION_MORPHETT, "none but the blank"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq _ -> h _ R\n", TP_NOTATION_TMIO, "none but the blank"},
  {"tapes 1\nblank _\ninput a\nstart q\nhalt h\ntwo-way\nq _ -> h _ R\n", TP_NOTATION_JFF, "none but the blank"},
};

START_TEST(test_unfit)
{
  tp_machine *m;
  tp_error err = {.text = ""};
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
  tp_error err = {.text = ""};
  tp_buffer out = {NULL, 0, 0};
  char *end = strstr(text, "* a ->");
  ck_assert_msg(tp_machine_parse(&m, "file", text, (size_t) (end - text), &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_notation_write(&out, m, TP_NOTATION_MORPHETT, &err) == TP_STATUS_OK);
  ck_assert_str_eq(out.text, wanted);
  tp_buffer_clear(&out);
  for (int n = 0; n < TP_NOTATIONS; n++)
    if (n != TP_NOTATION_BB) {
      tp_machine *back;
      if (n == TP_NOTATION_FT)       /* a head stays */
        continue;
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

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("export");
  TCase *tc = suite_case(suite, "export");
  tcase_add_test(tc, test_there_and_back);
  tcase_add_test(tc, test_any_names);
  tcase_add_test(tc, test_busy_beavers);
  tcase_add_loop_test(tc, test_unfit, 0, (int) LENGTH(unfit));
  tcase_add_test(tc, test_names);
  tcase_add_test(tc, test_odd_names);
  return suite_run(suite);
}
