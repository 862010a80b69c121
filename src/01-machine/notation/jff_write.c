/* SPDX-License-Identifier: MIT */
/* Writes the files of JFLAP. */
#include <inttypes.h>
#include <string.h>

#include "jff.h"
#include "readers.h"
#include "spell.h"

enum { PER_ROW = 8, APART = 120 };   /* the states on JFLAP's canvas */
static const char moves[] = "LSR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

static void put_text(tp_buffer *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '<': tp_buffer_puts(out, "&lt;"); break;
    case '>': tp_buffer_puts(out, "&gt;"); break;
    case '&': tp_buffer_puts(out, "&amp;"); break;
    case '"': tp_buffer_puts(out, "&quot;"); break;
    default: tp_buffer_put(out, text, 1);
    }
}

static void put_state(tp_buffer *out, const tp_machine *m, uint32_t q, const char *name)
{
  tp_buffer_printf(out, "    <state id=\"%" PRIu32 "\" name=\"", q);
  put_text(out, name);
  tp_buffer_printf(out, "\">\n      <x>%" PRIu32 ".0</x>\n      <y>%" PRIu32 ".0</y>\n", APART + q % PER_ROW * APART, APART + q / PER_ROW * APART);
  tp_buffer_puts(out, q == 0 ? "      <initial/>\n" : "");
  tp_buffer_puts(out, tp_machine_halts(m, q) ? "      <final/>\n" : "");
  tp_buffer_puts(out, "    </state>\n");
}

/* <read tape="1">a</read>; the attribute only where there are several tapes. */
static void open_element(tp_buffer *out, const tp_machine *m, const char *name, uint32_t k)
{
  tp_buffer_printf(out, "      <%s", name);
  if (tp_machine_tapes(m) > 1)
    tp_buffer_printf(out, " tape=\"%" PRIu32 "\"", k + 1);
}

static void put_symbol(tp_buffer *out, const tp_machine *m, const char *name, uint32_t k, uint32_t symbol)
{
  open_element(out, m, name, k);
  if (!symbol) {
    tp_buffer_puts(out, "/>\n");
    return;
  }
  tp_buffer_puts(out, ">");
  put_text(out, tp_machine_symbol_name(m, symbol));
  tp_buffer_printf(out, "</%s>\n", name);
}

static void put_transition(tp_buffer *out, const tp_machine *m, tp_transition t)
{
  tp_buffer_printf(out, "    <transition>\n      <from>%" PRIu32 "</from>\n      <to>%" PRIu32 "</to>\n", t.from, t.to);
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++) {
    put_symbol(out, m, "read", k, t.read[k]);
    put_symbol(out, m, "write", k, t.write[k]);
    open_element(out, m, "move", k);
    tp_buffer_printf(out, ">%c</move>\n", moves[t.move[k]]);
  }
  tp_buffer_puts(out, "    </transition>\n");
}

tp_status tp_jff_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  if (tp_spell_check_tapes(m, "jff", TP_MACHINE_MAX_TAPES, err) != TP_STATUS_OK
      || tp_spell_check_symbols(m, "jff", TP_JFF_SPECIAL " ", err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (tp_machine_find_symbol(m, tp_jff_blank, strlen(tp_jff_blank)) - 1 < UINT32_MAX - 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "jff: the symbol '%s' has another meaning in this notation", tp_jff_blank);
  tp_spell_note(notes, 1, tp_machine_symbol_name(m, 0), tp_machine_find_symbol(m, "_", 1) - 1 < UINT32_MAX - 1 ? tp_jff_blank : "_");
  tp_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<structure>\n  <type>turing</type>\n");
  if (tp_machine_tapes(m) > 1)
    tp_buffer_printf(out, "  <tapes>%" PRIu32 "</tapes>\n", tp_machine_tapes(m));
  tp_buffer_puts(out, "  <automaton>\n");
  names states = tp_spell_states(m, tp_spell_is_in_xml, NULL, NULL, notes);
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    put_state(out, m, q, states.name[q]);
  tp_names_clear(&states);
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    put_transition(out, m, tp_machine_transition(m, i));
  tp_buffer_puts(out, "  </automaton>\n</structure>\n");
  return TP_STATUS_OK;
}
