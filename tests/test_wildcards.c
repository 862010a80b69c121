/* SPDX-License-Identifier: MIT */
/* Wildcards against a plain reading of the rules. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "notations.h"
#include "random_source.h"
#include "suite.h"

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
    tp_error err = {.text = ""};
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

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("wildcards");
  TCase *tc = suite_case(suite, "wildcards");
  tcase_add_loop_test(tc, test_wildcards, 0, 2);
  return suite_run(suite);
}
