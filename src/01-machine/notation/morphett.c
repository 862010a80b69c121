/* SPDX-License-Identifier: MIT */
/* The notation of the simulator of Anthony Morphett (morphett.info/turing).  A line has five fields,
   `state symbol newsymbol direction newstate`.  Each of them may be `*`. */
#include <string.h>
#include <strings.h>

#include "readers.h"
#include "spell.h"

static const char default_start[] = "0", halting_prefix[] = "halt", wildcard[] = "*";
static const char moves[] = "l*r";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

enum { STATE, SYMBOL, NEW_SYMBOL, DIRECTION, NEW_STATE, FIELDS };
static const char *const field_name[FIELDS] = {"state", "symbol", "new symbol", "direction", "new state"};

static tp_status check_fields(const source *text, const field_list *f)
{
  if (f->count < FIELDS) {
    const field *last = f->at + f->count - 1;
    return tp_source_refuse(text, last->line, last->column + tp_field_characters(last),
                            "the %s is missing (state, symbol, new symbol, direction, new state)", field_name[f->count]);
  }
  if (f->count > FIELDS && !tp_field_is(f->at + FIELDS, "!"))
    return tp_source_refuse_field(text, f->at + FIELDS, "too much after the new state:");
  if (f->count > FIELDS + 1)
    return tp_source_refuse_field(text, f->at + FIELDS + 1, "too much after '!':");
  return TP_STATUS_OK;
}

static tp_status take_state(rules *r, const field *f, uint32_t *state)
{
  if (tp_field_is(f, wildcard)) {
    *state = RULE_ANY;
    return TP_STATUS_OK;
  }
  tp_status s = tp_rules_state(r, f, state);
  if (s == TP_STATUS_OK && tp_field_begins(f, halting_prefix))
    tp_rules_set_halting(r, *state);
  return s;
}

static tp_status take_symbol(rules *r, const field *f, uint32_t *symbol)
{
  if (tp_field_is(f, wildcard)) {
    *symbol = RULE_ANY;
    return TP_STATUS_OK;
  }
  if (tp_field_characters(f) != 1)
    return tp_source_refuse_field(r->text, f, "a symbol must be one character, not");
  return tp_rules_symbol(r, f, symbol);
}

static tp_status take_direction(const rules *r, const field *f, uint32_t *move)
{
  static const char upper[] = "L*R";
  const char *low = f->length == 1 ? strchr(moves, f->text[0]) : NULL, *high = f->length == 1 ? strchr(upper, f->text[0]) : NULL;
  if (!low && !high)
    return tp_source_refuse_field(r->text, f, "a direction must be one of l r *, not");
  *move = (uint32_t) (low ? low - moves : high - upper);
  return TP_STATUS_OK;
}

static tp_status take_rule(rules *r, const field *f)
{
  tp_status s = tp_rules_add(r, f);
  const size_t t = r->count - 1;
  if (s == TP_STATUS_OK)
    s = take_state(r, f + STATE, r->from + t);
  if (s == TP_STATUS_OK)
    s = take_symbol(r, f + SYMBOL, r->read + t);
  if (s == TP_STATUS_OK)
    s = take_symbol(r, f + NEW_SYMBOL, r->write + t);
  if (s == TP_STATUS_OK)
    s = take_direction(r, f + DIRECTION, r->move + t);
  return s == TP_STATUS_OK ? take_state(r, f + NEW_STATE, r->to + t) : s;
}

/* The simulator starts in state 0 unless its user says otherwise, which the text does not
   tell.  Where no rule is for 0 that must have been so. */
static tp_status choose_start(rules *r)
{
  const field name = {default_start, strlen(default_start), r->count ? r->at[0].line : 1, r->count ? r->at[0].column : 1};
  const uint32_t zero = tp_names_find(&r->states, name.text, name.length);
  int has_rule = !r->count;
  for (size_t t = 0; t < r->count; t++)
    has_rule |= r->from[t] == RULE_ANY || r->from[t] == zero;
  uint32_t start = r->count ? r->from[0] : zero;
  if (has_rule) {
    tp_status s = tp_rules_state(r, &name, &start);
    if (s != TP_STATUS_OK)
      return s;
  }
  tp_rules_set_start(r, &name, start);
  return TP_STATUS_OK;
}

static tp_status take_line(rules *r, field line, field_list *f)
{
  tp_status s = tp_source_check(r->text, &line);
  if (s != TP_STATUS_OK)
    return s;
  const char *comment = memchr(line.text, ';', line.length);
  if (comment)
    line.length = (size_t) (comment - line.text);
  tp_fields_between_blanks(f, &line);
  if (!f->count)
    return TP_STATUS_OK;
  s = check_fields(r->text, f);
  return s == TP_STATUS_OK ? take_rule(r, f->at) : s;
}

tp_status tp_morphett_read(rules *r, source *text)
{
  field_list f = {0};
  field line = {"_", 1, 1, 1};
  r->tapes = 1;
  r->head_mark = *wildcard;
  r->two_way = r->repeats = 1;
  tp_status s = tp_rules_symbol(r, &line, &r->blank);
  while (s == TP_STATUS_OK && tp_source_next(text, &line))
    s = take_line(r, line, &f);
  tp_fields_clear(&f);
  return s == TP_STATUS_OK ? choose_start(r) : s;
}

static int fits(const char *name)
{
  return strncasecmp(name, halting_prefix, strlen(halting_prefix)) && strcmp(name, wildcard) && !strchr(name, ';')
         && tp_spell_prints(name);
}

static int fits_halting(const char *name)
{
  return !strncasecmp(name, halting_prefix, strlen(halting_prefix)) && !strchr(name, ';') && tp_spell_prints(name);
}

/* Without a transition another state would be taken for the start state. */
static tp_status check_start(const tp_machine *m, tp_error *err)
{
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    if (tp_machine_transition(m, i).from == 0)
      return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED,
                      "morphett: needs a transition for the start state '%s', and this machine has none",
                      tp_machine_state_name(m, 0));
}

tp_status tp_morphett_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  if (tp_spell_check_tapes(m, "morphett", 1, err) != TP_STATUS_OK || tp_spell_check_symbols(m, "morphett", "_*; ", err) != TP_STATUS_OK
      || check_start(m, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  const char *halt = tp_machine_halting_states(m) > 1 ? halting_prefix : tp_machine_state_name(m, tp_machine_halting(m));
  tp_spell_note(notes, 1, tp_machine_symbol_name(m, 0), tp_spell_symbol(m, 0));
  names states = tp_spell_states(m, fits, default_start, fits_halting(halt) ? halt : halting_prefix, notes);
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition t = tp_machine_transition(m, i);
    tp_buffer_printf(out, "%s %s %s %c %s\n", states.name[t.from], tp_spell_symbol(m, *t.read), tp_spell_symbol(m, *t.write),
                     moves[*t.move], states.name[t.to]);
  }
  tp_names_clear(&states);
  return TP_STATUS_OK;
}
