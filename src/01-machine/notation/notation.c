/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/notation.h"

#include <stdlib.h>
#include <string.h>

#include "../machine_private.h"
#include "readers.h"
#include "tmprec/machine/generator.h"
#include "tmprec/base/memory.h"

const char *const tp_notation_name[TP_NOTATIONS] = {"tm", "tmsim", "morphett", "bb", "tmio", "ft", "nju", "jff"};

static const struct {
  tp_status (*read)(rules *r, source *text);
  tp_status (*write)(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
  int lists_symbols;               /* 1: not only those of transitions are in its text */
} notations[TP_NOTATIONS] = {
  [TP_NOTATION_TM] = {tp_tm_read, tp_tm_write, 1},       [TP_NOTATION_TMSIM] = {tp_tmsim_read, tp_tmsim_write, 0},
  [TP_NOTATION_MORPHETT] = {tp_morphett_read, tp_morphett_write, 0}, [TP_NOTATION_BB] = {tp_bb_read, tp_bb_write, 1},
  [TP_NOTATION_TMIO] = {tp_tmio_read, tp_tmio_write, 0}, [TP_NOTATION_FT] = {tp_ft_read, tp_ft_write, 1},
  [TP_NOTATION_NJU] = {tp_nju_read, tp_nju_write, 1},    [TP_NOTATION_JFF] = {tp_jff_read, tp_jff_write, 0},
};

int tp_notation_is_bb(const char *text, size_t length)
{
  const field line = {text, length, 1, 1};
  return tp_bb_looks_so(&line);
}

/* --- Reading and writing --------------------------------------------------------------- */

const char *const tp_no_rule_name[2] = {"refuse", "halt"};

tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_read(out, &(tp_read_options) {.notation = n}, name, text, length, err);
}

tp_status tp_notation_read(tp_machine **out, const tp_read_options *how, const char *name, const char *text, size_t length, tp_error *err)
{
  static const char mark[] = "\xef\xbb\xbf";    /* that some editors put before UTF-8 */
  const size_t marked = length >= sizeof mark - 1 && !memcmp(text, mark, sizeof mark - 1) ? sizeof mark - 1 : 0;
  tp_error ignored;
  if (!err)
    err = &ignored;
  tp_notation n = how->notation;
  source s = {.name = name, .text = text + marked, .length = length - marked, .only = how->line, .err = err};
  *out = NULL;
  if (n == TP_NOTATIONS && tp_recognise(&n, &s) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (how->line && n != TP_NOTATION_BB)
    return tp_source_refuse(&s, how->line, 1, "a line can be chosen of a list of busy beavers only");
  rules r = {.text = &s, .how = how, .zero = UINT32_MAX, .halting = UINT32_MAX, .without_rule = UINT32_MAX,
             .no_rule_state = n == TP_NOTATION_TMSIM ? "reject" : "no-rule",
             .halts_without_rule = n != TP_NOTATION_TM};
  tp_status result = notations[n].read(&r, &s);
  if (result == TP_STATUS_OK)
    result = tp_rules_build(out, &r);
  if (result == TP_STATUS_OK)
    (*out)->generator = tp_generator_find(s.text, s.length);
  tp_rules_clear(&r);
  return result;
}

tp_status tp_machine_parse(tp_machine **out, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_parse(out, TP_NOTATION_TM, name, text, length, err);
}

tp_status tp_notation_write(tp_buffer *out, const tp_machine *m, tp_notation n, tp_error *err)
{
  tp_buffer notes = {NULL, 0, 0};
  tp_status s = tp_notation_write_noted(out, &notes, m, n, err);
  tp_buffer_clear(&notes);
  return s;
}

/* A text of transitions alone has no other symbols than theirs.  Refused: it has none, and could not be read. */
static tp_status note_lost(tp_buffer *notes, const tp_machine *m, tp_notation n, tp_error *err)
{
  const uint32_t count = tp_machine_symbols(m);
  unsigned char *there = tp_memory_zeroed(count, 1);
  int some = 0;
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    const tp_transition t = tp_machine_transition(m, i);
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      there[t.read[k]] = there[t.write[k]] = 1;
  }
  for (uint32_t a = 1; a < count; a++) {
    some |= there[a];
    if (!there[a] && a <= tp_machine_inputs(m))
      tp_buffer_printf(notes, "the input symbol '%s' is missing: no transition has it\n", tp_machine_symbol_name(m, a));
  }
  free(there);
  if (some)
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "%s: symbols are those of the rules, and these have none but the blank", tp_notation_name[n]);
}

tp_status tp_notation_write_noted(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_notation n, tp_error *err)
{
  if ((n == TP_NOTATION_TM || n == TP_NOTATION_BB) && tp_machine_halts(m, 0))
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: no machine halts in its start state, as this one does in '%s'", tp_notation_name[n],
                        tp_machine_state_name(m, 0));
  tp_status s = notations[n].lists_symbols ? TP_STATUS_OK : note_lost(notes, m, n, err);
  if (s == TP_STATUS_OK)
    s = notations[n].write(out, notes, m, err);
  if (s != TP_STATUS_OK && err && !tp_machine_halts(m, 0))       /* which has no text as .tm either */
    err->reason = TP_REASON_NOTATION;
  return s;
}
