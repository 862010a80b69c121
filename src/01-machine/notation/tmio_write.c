/* SPDX-License-Identifier: MIT */
/* Writes the notation of turingmachine.io. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "readers.h"
#include "spell.h"
#include "tmprec/base/json_text.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static const char moves[] = "LNR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

/* YAML reads these as something else than text. */
static int is_word(const char *name)
{
  static const char *const not_text[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  for (size_t i = 0; i < sizeof not_text / sizeof *not_text; i++)
    if (!strcasecmp(name, not_text[i]))
      return 0;
  for (const char *at = name; *at; at++)
    if (!(isalnum((unsigned char) *at) || *at == '_' || *at == '-') || (unsigned char) *at >= 0x80)
      return 0;
  return isalpha((unsigned char) *name);
}

static void put_name(tp_buffer *out, const char *name)
{
  if (is_word(name)) {
    tp_buffer_puts(out, name);
    return;
  }
  if (!tp_spell_is_in_xml(name)) {       /* nor are they in YAML, but for escapes as in JSON */
    tp_json_put_string(out, name);
    return;
  }
  tp_buffer_puts(out, "'");
  for (const char *at = name; *at; at++)
    tp_buffer_put(out, *at == '\'' ? "''" : at, *at == '\'' ? 2 : 1);
  tp_buffer_puts(out, "'");
}

static void put_instruction(tp_buffer *out, const tp_machine *m, tp_transition t)
{
  if (*t.write == *t.read && t.to == t.from) {
    tp_buffer_printf(out, "%c\n", moves[*t.move]);
    return;
  }
  tp_buffer_puts(out, "{");
  if (*t.write != *t.read) {
    tp_buffer_printf(out, "%s: ", "write");
    put_name(out, tp_machine_symbol_name(m, *t.write));
    tp_buffer_puts(out, ", ");
  }
  tp_buffer_printf(out, "%c", moves[*t.move]);
  if (t.to != t.from) {
    tp_buffer_puts(out, ": ");
    put_name(out, tp_machine_state_name(m, t.to));
  }
  tp_buffer_puts(out, "}\n");
}

/* The states in the order of their numbers, the transitions of each as in the table. */
static void put_machine(tp_buffer *out, const tp_machine *m, const tp_grouped *g)
{
  const char *blank = tp_machine_symbol_name(m, 0);
  tp_buffer_printf(out, "%s: ", "blank");
  put_name(out, tp_utf8_count(blank, strlen(blank)) == 1 ? blank : " ");
  tp_buffer_printf(out, "\n%s: ", "start state");
  put_name(out, tp_machine_state_name(m, 0));
  if (tp_machine_word(m)) {
    tp_buffer_printf(out, "\n%s: ", "input");
    put_name(out, tp_machine_word(m));
  }
  tp_buffer_printf(out, "\n%s:\n", "table");
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    tp_buffer_puts(out, "  ");
    put_name(out, tp_machine_state_name(m, q));
    tp_buffer_puts(out, ":\n");
    for (size_t i = g->first[q]; i < g->first[q + 1]; i++) {
      tp_transition t = tp_machine_transition(m, g->order[i]);
      tp_buffer_puts(out, "    ");
      put_name(out, tp_machine_symbol_name(m, *t.read));
      tp_buffer_puts(out, ": ");
      put_instruction(out, m, t);
    }
  }
}

/* Without transitions a state is a halting one. */
static tp_status check_ends(const tp_machine *m, const size_t *first, tp_error *err)
{
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    if (first[q] == first[q + 1] && !tp_machine_halts(m, q))
      return tp_error_set(err, TP_STATUS_REFUSED, "tmio: needs a transition for state '%s'; without one it would halt there",
                          tp_machine_state_name(m, q));
  return TP_STATUS_OK;
}

tp_status tp_tmio_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  if (tp_spell_check_tapes(m, "tmio", 1, err) != TP_STATUS_OK || tp_spell_check_symbols(m, "tmio", "", err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  tp_grouped g = tp_spell_group(m);
  tp_status s = check_ends(m, g.first, err);
  const char *blank = tp_machine_symbol_name(m, 0);
  if (s == TP_STATUS_OK && tp_utf8_count(blank, strlen(blank)) != 1)
    tp_spell_note(notes, 1, blank, " ");
  if (s == TP_STATUS_OK)
    put_machine(out, m, &g);
  tp_spell_group_clear(&g);
  return s;
}
