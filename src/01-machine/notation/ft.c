/* SPDX-License-Identifier: MIT */
/* The JSON of ft_turing, an exercise of the 42 schools: `alphabet`, `blank`, `states`, `initial`,
   `finals` and `transitions`.  JSON is YAML. */
#include <string.h>

#include "spell.h"
#include "tmprec/base/json_text.h"
#include "tmprec/base/utf8.h"
#include "yaml_text.h"

enum { ALPHABET, BLANK, STATES, INITIAL, FINALS, TRANSITIONS, KEYS };
static const char *const key_name[KEYS] = {"alphabet", "blank", "states", "initial", "finals", "transitions"};

enum { READ, TO_STATE, WRITE, ACTION, PARTS };
static const char *const part_name[PARTS] = {"read", "to_state", "write", "action"};
static const char *const actions[] = {"LEFT", NULL, "RIGHT"};   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

/* --- Reading ---------------------------------------------------------------------- */

static tp_status refuse_missing(const parser *p, const yaml_node_t *n, const char *key)
{
  const field at = tp_yaml_place(p, n->start_mark);
  return tp_source_refuse(p->text, at.line, at.column, "'%s' is missing", key);
}

static tp_status find_keys(const parser *p, const yaml_node_t *root, const yaml_node_t *value[KEYS])
{
  static const yaml_node_type_t type[KEYS] = {YAML_SEQUENCE_NODE, YAML_SCALAR_NODE,   YAML_SEQUENCE_NODE,
                                              YAML_SCALAR_NODE,   YAML_SEQUENCE_NODE, YAML_MAPPING_NODE};
  memset(value, 0, KEYS * sizeof *value);
  for (size_t i = 0; i < tp_yaml_pairs(root); i++)
    for (int k = 0; k < KEYS; k++) {
      const field f = tp_yaml_scalar(p, tp_yaml_key(p, root, i));
      if (!tp_field_is(&f, key_name[k]))
        continue;
      if (value[k])
        return tp_yaml_refuse_field(p, &f, "repeated key");
      value[k] = tp_yaml_value_at(p, root, i);
    }
  for (int k = 0; k < KEYS; k++) {
    if (!value[k])
      return refuse_missing(p, root, key_name[k]);
    if (value[k]->type != type[k])
      return tp_yaml_refuse(p, value[k], "not a valid value for the key");
  }
  return TP_STATUS_OK;
}

static tp_status declare_symbol(const parser *p, const field *f)
{
  uint32_t symbol;
  if (tp_field_characters(f) != 1)
    return tp_yaml_refuse_field(p, f, "a symbol must be one character, not");
  if (tp_names_find(&p->r->symbols, f->text, f->length) != UINT32_MAX)
    return tp_yaml_refuse_field(p, f, "repeated symbol");
  return tp_rules_symbol(p->r, f, &symbol);
}

static tp_status declare_state(const parser *p, const field *f)
{
  uint32_t state;
  if (!f->length)
    return tp_source_refuse(p->text, f->line, f->column, "missing name of a state");
  if (tp_names_find(&p->r->states, f->text, f->length) != UINT32_MAX)
    return tp_yaml_refuse_field(p, f, "repeated state");
  return tp_rules_state(p->r, f, &state);
}

static tp_status each_item(const parser *p, const yaml_node_t *list, tp_status (*take)(const parser *p, const field *f))
{
  tp_status s = TP_STATUS_OK;
  for (const yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top && s == TP_STATUS_OK; i++) {
    const yaml_node_t *n = tp_yaml_node(p, *i);
    const field f = tp_yaml_scalar(p, n);
    s = n->type == YAML_SCALAR_NODE ? take(p, &f) : tp_yaml_refuse(p, n, "missing name");
  }
  return s;
}

static tp_status find_symbol(const parser *p, const field *f, uint32_t *symbol)
{
  *symbol = tp_names_find(&p->r->symbols, f->text, f->length);
  return *symbol == UINT32_MAX ? tp_yaml_refuse_field(p, f, "not in the alphabet:") : TP_STATUS_OK;
}

static tp_status find_state(const parser *p, const field *f, uint32_t *state)
{
  *state = tp_names_find(&p->r->states, f->text, f->length);
  return *state == UINT32_MAX ? tp_yaml_refuse_field(p, f, "not among the states:") : TP_STATUS_OK;
}

static tp_status take_final(const parser *p, const field *f)
{
  uint32_t state;
  tp_status s = find_state(p, f, &state);
  if (s == TP_STATUS_OK)
    tp_rules_set_halting(p->r, state);
  return s;
}

static tp_status take_action(const parser *p, const field *f, uint32_t *move)
{
  for (uint32_t i = TP_MOVE_L; i <= TP_MOVE_R; i++)
    if (actions[i] && tp_field_is(f, actions[i])) {
      *move = i;
      return TP_STATUS_OK;
    }
  return tp_yaml_refuse_field(p, f, "an action is LEFT or RIGHT, not");
}

static tp_status take_transition(const parser *p, uint32_t state, const yaml_node_t *n)
{
  rules *r = p->r;
  field part[PARTS];
  int seen[PARTS] = {0};
  if (n->type != YAML_MAPPING_NODE)
    return tp_yaml_refuse(p, n, "a transition is {read, to_state, write, action}");
  for (size_t i = 0; i < tp_yaml_pairs(n); i++) {
    const field key = tp_yaml_scalar(p, tp_yaml_key(p, n, i));
    const yaml_node_t *value = tp_yaml_value_at(p, n, i);
    int k = 0;
    while (k < PARTS && !tp_field_is(&key, part_name[k]))
      k++;
    if (k == PARTS || seen[k]++)
      return tp_yaml_refuse_field(p, &key, k == PARTS ? "a transition has read, to_state, write and action, not" : "repeated:");
    if (value->type != YAML_SCALAR_NODE)
      return tp_yaml_refuse(p, value, "not a valid value for the key");
    part[k] = tp_yaml_scalar(p, value);
  }
  for (int k = 0; k < PARTS; k++)
    if (!seen[k])
      return refuse_missing(p, n, part_name[k]);
  const field at = tp_yaml_place(p, n->start_mark);
  tp_status s = tp_rules_add(r, &at);
  const size_t t = r->count - 1;
  if (s != TP_STATUS_OK)
    return s;
  r->from[t] = state;
  if ((s = find_symbol(p, part + READ, r->read + t)) == TP_STATUS_OK && (s = find_state(p, part + TO_STATE, r->to + t)) == TP_STATUS_OK
      && (s = find_symbol(p, part + WRITE, r->write + t)) == TP_STATUS_OK)
    s = take_action(p, part + ACTION, r->move + t);
  return s;
}

static tp_status take_transitions(const parser *p, const yaml_node_t *table)
{
  names seen = {0};
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < tp_yaml_pairs(table) && s == TP_STATUS_OK; i++) {
    const field f = tp_yaml_scalar(p, tp_yaml_key(p, table, i));
    const yaml_node_t *list = tp_yaml_value_at(p, table, i);
    uint32_t state;
    if ((s = find_state(p, &f, &state)) != TP_STATUS_OK)
      continue;
    if (tp_names_find(&seen, f.text, f.length) != UINT32_MAX)
      s = tp_yaml_refuse_field(p, &f, "repeated state");
    else if (list->type != YAML_SEQUENCE_NODE)
      s = tp_yaml_refuse(p, list, "missing list of transitions");
    tp_names_add(&seen, f.text, f.length);
    if (s != TP_STATUS_OK)
      continue;
    const yaml_node_item_t *j = list->data.sequence.items.start;
    for (; j < list->data.sequence.items.top && s == TP_STATUS_OK; j++)
      s = take_transition(p, state, tp_yaml_node(p, *j));
  }
  tp_names_clear(&seen);
  return s;
}

static tp_status take_root(parser *p, const yaml_node_t *root)
{
  const yaml_node_t *value[KEYS];
  rules *r = p->r;
  if (!root || root->type != YAML_MAPPING_NODE)
    return tp_source_refuse(p->text, 1, 1, "no machine: alphabet, blank, states, initial, finals and transitions are missing");
  tp_status s = find_keys(p, root, value);
  if (s != TP_STATUS_OK || (s = each_item(p, value[ALPHABET], declare_symbol)) != TP_STATUS_OK
      || (s = each_item(p, value[STATES], declare_state)) != TP_STATUS_OK)
    return s;
  const field blank = tp_yaml_scalar(p, value[BLANK]), start = tp_yaml_scalar(p, value[INITIAL]);
  uint32_t state;
  if ((s = find_symbol(p, &blank, &r->blank)) != TP_STATUS_OK || (s = find_state(p, &start, &state)) != TP_STATUS_OK)
    return s;
  tp_rules_set_start(r, &start, state);
  for (uint32_t a = 0; a < r->symbols.count; a++)
    if (a != r->blank)
      tp_rules_add_input(r, a);
  s = each_item(p, value[FINALS], take_final);
  return s == TP_STATUS_OK ? take_transitions(p, value[TRANSITIONS]) : s;
}

tp_status tp_ft_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  r->tapes = 1;
  r->two_way = r->repeats = 1;
  tp_status s = tp_source_check_all(text);
  return s == TP_STATUS_OK ? tp_yaml_take(&p, text->text, text->length, take_root) : s;
}

/* --- Writing ---------------------------------------------------------------------- */

static void put_list(tp_buffer *out, const tp_machine *m, int which, uint32_t count, const char *(*name)(const tp_machine *m, uint32_t i))
{
  tp_buffer_printf(out, "  \"%s\": [", key_name[which]);
  for (uint32_t i = 0; i < count; i++) {
    tp_buffer_puts(out, i ? ", " : "");
    tp_json_put_string(out, name(m, i));
  }
  tp_buffer_puts(out, "],\n");
}

static void put_transition(tp_buffer *out, const tp_machine *m, tp_transition t)
{
  const char *const value[PARTS] = {tp_machine_symbol_name(m, *t.read), tp_machine_state_name(m, t.to),
                                    tp_machine_symbol_name(m, *t.write), actions[*t.move]};
  for (int k = 0; k < PARTS; k++) {
    tp_buffer_printf(out, "%s\"%s\": ", k ? ", " : "{", part_name[k]);
    tp_json_put_string(out, value[k]);
  }
  tp_buffer_puts(out, "}");
}

static tp_status check_machine(const tp_machine *m, tp_error *err)
{
  tp_status s = tp_spell_check_tapes(m, "ft", 1, err);
  if (s == TP_STATUS_OK)
    s = tp_spell_check_symbols(m, "ft", "", err);
  const char *blank = tp_machine_symbol_name(m, 0);
  if (s == TP_STATUS_OK && tp_utf8_count(blank, strlen(blank)) != 1)
    s = tp_error_set(err, TP_STATUS_REFUSED, "ft: a symbol must be one character, not '%s'", blank);
  for (size_t i = 0; i < tp_machine_transitions(m) && s == TP_STATUS_OK; i++)
    if (*tp_machine_transition(m, i).move == TP_MOVE_S)
      s = tp_error_set(err, TP_STATUS_REFUSED, "ft: moves must be LEFT or RIGHT, but a head stays in state '%s'",
                       tp_machine_state_name(m, tp_machine_transition(m, i).from));
  return s;
}

tp_status tp_ft_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  if (check_machine(m, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  (void) notes;
  tp_grouped g = tp_spell_group(m);
  tp_buffer_puts(out, "{\n  \"name\": \"machine\",\n");
  put_list(out, m, ALPHABET, tp_machine_symbols(m), tp_machine_symbol_name);
  tp_buffer_printf(out, "  \"%s\": ", key_name[BLANK]);
  tp_json_put_string(out, tp_machine_symbol_name(m, 0));
  tp_buffer_puts(out, ",\n");
  put_list(out, m, STATES, tp_machine_states(m), tp_machine_state_name);
  tp_buffer_printf(out, "  \"%s\": ", key_name[INITIAL]);
  tp_json_put_string(out, tp_machine_state_name(m, 0));
  tp_buffer_printf(out, ",\n  \"%s\": [", key_name[FINALS]);
  for (uint32_t q = 0, n = 0; q < tp_machine_states(m); q++)
    if (tp_machine_halts(m, q)) {
      tp_buffer_puts(out, n++ ? ", " : "");
      tp_json_put_string(out, tp_machine_state_name(m, q));
    }
  tp_buffer_printf(out, "],\n  \"%s\": {", key_name[TRANSITIONS]);
  for (uint32_t q = 0, some = 0; q < tp_machine_states(m); q++) {
    if (g.first[q] == g.first[q + 1])
      continue;
    tp_buffer_puts(out, some++ ? ",\n    " : "\n    ");
    tp_json_put_string(out, tp_machine_state_name(m, q));
    tp_buffer_puts(out, ": [");
    for (size_t i = g.first[q]; i < g.first[q + 1]; i++) {
      tp_buffer_puts(out, i > g.first[q] ? ",\n      " : "\n      ");
      put_transition(out, m, tp_machine_transition(m, g.order[i]));
    }
    tp_buffer_puts(out, "\n    ]");
  }
  tp_buffer_puts(out, "\n  }\n}\n");
  tp_spell_group_clear(&g);
  return TP_STATUS_OK;
}
