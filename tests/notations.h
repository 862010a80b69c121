/* SPDX-License-Identifier: MIT */
/* What two machines have in common, and machines in the notations of others. */
#ifndef NOTATIONS_H
#define NOTATIONS_H

#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/machine/machine.h"
#include "tmprec/machine/notation.h"

static inline int same_symbols(const tp_machine *a, const uint32_t *x, const tp_machine *b, const uint32_t *y)
{
  for (uint32_t k = 0; k < tp_machine_tapes(a); k++)
    if (strcmp(tp_machine_symbol_name(a, x[k]), tp_machine_symbol_name(b, y[k])))
      return 0;
  return 1;
}

/* Numbers, names, and all. */
static inline void assert_same(const tp_machine *a, const tp_machine *b, const char *what)
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

static inline void assert_one_line(const char *name, const tp_error *err)
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

static inline tp_machine *must_parse(tp_notation n, const char *name, const tp_buffer *text)
{
  tp_machine *m;
  tp_error err;
  if (tp_notation_parse(&m, n, name, text->text, text->length, &err) != TP_STATUS_OK)
    ck_abort_msg("%s", err.text);
  return m;
}

#endif
