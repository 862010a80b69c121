/* SPDX-License-Identifier: MIT */
/* The notation of turingmachine.io: YAML with `blank`, `start state`, `table` and optional
   `synonyms`.  A document that the site has saved has the same text under `source code`. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "yaml_text.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static const char moves[] = "LNR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */
static const char blank_key[] = "blank", start_key[] = "start state", table_key[] = "table", synonyms_key[] = "synonyms",
                  source_key[] = "source code", write_key[] = "write", program_key[] = "program", input_key[] = "input";

/* What a rule does; RULE_SAME is possible. */
typedef struct {
  uint32_t to, write, move;
} instruction;

/* --- The table -------------------------------------------------------------------- */

static const char one_character[] = "a symbol is one character";

static tp_status take_symbol_text(const parser *p, const field *f, uint32_t *symbol)
{
  if (tp_field_characters(f) != 1)
    return tp_yaml_refuse_field(p, f, "a symbol must be one character, not");
  return tp_rules_symbol(p->r, f, symbol);
}

static tp_status take_symbol(const parser *p, const yaml_node_t *n, uint32_t *symbol)
{
  const field f = tp_yaml_scalar(p, n);
  return n->type == YAML_SCALAR_NODE ? take_symbol_text(p, &f, symbol) : tp_yaml_refuse(p, n, one_character);
}

/* The state after a move; without one it stays. */
static tp_status take_target(const parser *p, const yaml_node_t *n, uint32_t *state)
{
  const field f = tp_yaml_scalar(p, n);
  *state = RULE_SAME;
  if (tp_yaml_is_null(n))
    return TP_STATUS_OK;
  if (n->type != YAML_SCALAR_NODE)
    return tp_yaml_refuse(p, n, "missing name of a state");
  *state = tp_names_find(&p->r->states, f.text, f.length);
  return *state == UINT32_MAX ? tp_yaml_refuse_field(p, &f, "this state is not in the table:") : TP_STATUS_OK;
}

static int find_move(const field *f, uint32_t *move)
{
  const char *found = f->length == 1 ? strchr(moves, f->text[0]) : NULL;
  *move = found ? (uint32_t) (found - moves) : 0;
  return found != NULL;
}

static tp_status take_mapping(const parser *p, const yaml_node_t *n, instruction *out)
{
  int moved = 0, written = 0;
  yaml_pairs pairs = {0};
  tp_status s = tp_yaml_merged(p, n, &pairs);
  for (size_t i = 0; i < pairs.count && s == TP_STATUS_OK; i++) {
    const yaml_node_t *key = pairs.at[i].key, *value = pairs.at[i].value;
    const field f = tp_yaml_scalar(p, key);
    uint32_t move;
    if (tp_field_is(&f, write_key))
      s = written++ ? tp_yaml_refuse(p, key, "'write' is repeated") : take_symbol(p, value, &out->write);
    else if (!find_move(&f, &move))
      s = tp_yaml_refuse_field(p, &f, "an instruction may have write and one of L, R and N, not");
    else if (moved++)
      s = tp_yaml_refuse_field(p, &f, "a second move:");
    else
      out->move = move, s = take_target(p, value, &out->to);
  }
  tp_yaml_pairs_clear(&pairs);
  return s == TP_STATUS_OK && !moved ? tp_yaml_refuse(p, n, "missing move: L, R or N") : s;
}

/* A move, a synonym, or a mapping. */
static tp_status take_instruction(const parser *p, const yaml_node_t *n, int synonyms, instruction *out)
{
  const field f = tp_yaml_scalar(p, n);
  *out = (instruction) {RULE_SAME, RULE_SAME, TP_MOVE_S};
  if (n->type == YAML_MAPPING_NODE)
    return take_mapping(p, n, out);
  if (n->type != YAML_SCALAR_NODE || tp_yaml_is_null(n))
    return tp_yaml_refuse(p, n, "missing instruction, such as R or {write: 1, L: q}");
  if (find_move(&f, &out->move))
    return TP_STATUS_OK;
  const uint32_t known = synonyms ? tp_names_find(&p->synonyms, f.text, f.length) : UINT32_MAX;
  return known != UINT32_MAX ? take_instruction(p, p->meaning[known], 0, out) : tp_yaml_refuse_field(p, &f, "neither a move nor a synonym:");
}

static tp_status add_rule(const parser *p, uint32_t state, const field *symbol, const instruction *does)
{
  rules *r = p->r;
  uint32_t read;
  tp_status s = take_symbol_text(p, symbol, &read);
  if (s != TP_STATUS_OK || (s = tp_rules_add(r, symbol)) != TP_STATUS_OK)
    return s;
  const size_t t = r->count - 1;
  r->from[t] = state;
  r->to[t] = does->to;
  r->read[t] = read;
  r->write[t] = does->write;
  r->move[t] = does->move;
  return TP_STATUS_OK;
}

/* A scalar: a symbol, or symbols between commas, as in '0,1'. */
static tp_status add_rules_between_commas(const parser *p, uint32_t state, const yaml_node_t *key, const instruction *does)
{
  field rest = tp_yaml_scalar(p, key), f = rest;
  tp_status s = TP_STATUS_OK;
  if (key->type != YAML_SCALAR_NODE)
    return tp_yaml_refuse(p, key, one_character);
  if (tp_field_characters(&rest) == 1 || !memchr(rest.text, ',', rest.length))
    return add_rule(p, state, &rest, does);
  for (const char *comma = rest.text; comma && s == TP_STATUS_OK; rest.text = comma + 1) {
    const size_t left = f.length - (size_t) (rest.text - f.text);
    comma = memchr(rest.text, ',', left);
    rest.length = comma ? (size_t) (comma - rest.text) : left;
    s = add_rule(p, state, &rest, does);
    if (!comma)
      break;
  }
  return s;
}

static tp_status add_rules(const parser *p, uint32_t state, const yaml_node_t *symbols, const instruction *does)
{
  tp_status s = TP_STATUS_OK;
  if (symbols->type != YAML_SEQUENCE_NODE)
    return add_rules_between_commas(p, state, symbols, does);
  const yaml_node_item_t *item = symbols->data.sequence.items.start, *end = symbols->data.sequence.items.top;
  if (item == end)
    return tp_yaml_refuse(p, symbols, "no symbol in the list");
  for (; s == TP_STATUS_OK && item < end; item++) {
    const yaml_node_t *symbol = tp_yaml_node(p, *item);
    const field f = tp_yaml_scalar(p, symbol);
    s = symbol->type == YAML_SCALAR_NODE ? add_rule(p, state, &f, does) : tp_yaml_refuse(p, symbol, one_character);
  }
  return s;
}

static tp_status take_state(const parser *p, uint32_t state, const yaml_node_t *n)
{
  if (tp_yaml_is_null(n) || (n->type == YAML_MAPPING_NODE && !tp_yaml_pairs(n))) {
    tp_rules_set_halting(p->r, state);
    return TP_STATUS_OK;
  }
  if (n->type != YAML_MAPPING_NODE)
    return tp_yaml_refuse(p, n, "missing symbols and instructions of a state");
  yaml_pairs pairs = {0};
  tp_status s = tp_yaml_merged(p, n, &pairs);
  if (s == TP_STATUS_OK && !pairs.count)
    tp_rules_set_halting(p->r, state);
  for (size_t i = 0; i < pairs.count && s == TP_STATUS_OK; i++) {
    instruction does;
    s = take_instruction(p, pairs.at[i].value, 1, &does);
    if (s == TP_STATUS_OK)
      s = add_rules(p, state, pairs.at[i].key, &does);
  }
  tp_yaml_pairs_clear(&pairs);
  return s;
}

/* First all states' names, since targets must be among them. */
static tp_status take_table(const parser *p)
{
  yaml_pairs pairs = {0};
  tp_status s = tp_yaml_merged(p, p->table, &pairs);
  for (int named = 0; named <= 1; named++)
    for (size_t i = 0; i < pairs.count && s == TP_STATUS_OK; i++) {
      const yaml_node_t *key = pairs.at[i].key;
      const field f = tp_yaml_scalar(p, key);
      uint32_t state = tp_names_find(&p->r->states, f.text, f.length);
      if (!f.length)
        s = tp_yaml_refuse(p, key, "missing name of a state");
      else if (named)
        s = take_state(p, state, pairs.at[i].value);
      else
        s = state == UINT32_MAX ? tp_rules_state(p->r, &f, &state) : tp_yaml_refuse_field(p, &f, "repeated state");
    }
  tp_yaml_pairs_clear(&pairs);
  return s;
}

/* --- The document ------------------------------------------------------------------- */

static tp_status find_key(const parser *p, const yaml_node_t *root, const char *key, yaml_node_type_t type,
                          const yaml_node_t **value)
{
  *value = tp_yaml_value(p, root, key, strlen(key));
  const field at = tp_yaml_place(p, root->start_mark);
  if (!*value && tp_yaml_value(p, root, program_key, strlen(program_key)))
    return tp_source_refuse(p->text, at.line, at.column,
                            "a saved page of another simulator; what is read is the program's text alone");
  if (!*value)
    return tp_source_refuse(p->text, at.line, at.column, "'%s' is missing", key);
  int fits = (*value)->type == type && !(type == YAML_SCALAR_NODE && tp_yaml_is_null(*value));
  return fits ? TP_STATUS_OK : tp_yaml_refuse(p, *value, "not a valid value for the key");
}

/* The keys that matter stand there once. */
static tp_status check_keys(const parser *p, const yaml_node_t *root)
{
  static const char *const keys[] = {blank_key, start_key, table_key, synonyms_key};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    for (size_t i = 0, seen = 0; i < tp_yaml_pairs(root); i++) {
      const field f = tp_yaml_scalar(p, tp_yaml_key(p, root, i));
      if (tp_field_is(&f, keys[k]) && seen++)
        return tp_yaml_refuse_field(p, &f, "repeated key");
    }
  return TP_STATUS_OK;
}

/* Each rule may ask for one: they are found by their names.  Of equal names the first counts. */
static tp_status take_synonyms(parser *p, const yaml_node_t *n)
{
  const size_t count = n ? tp_yaml_pairs(n) : 0;
  if (count > MOST_SYNONYMS)
    return tp_yaml_refuse(p, n, "more than 1000 synonyms");
  p->meaning = tp_memory_new(count, sizeof *p->meaning);
  for (size_t i = 0; i < count; i++) {
    const yaml_node_t *key = tp_yaml_key(p, n, i);
    const field f = tp_yaml_scalar(p, key);
    if (key->type == YAML_SCALAR_NODE && tp_names_find(&p->synonyms, f.text, f.length) == UINT32_MAX)
      p->meaning[tp_names_add(&p->synonyms, f.text, f.length)] = tp_yaml_value_at(p, n, i);
  }
  return TP_STATUS_OK;
}

static tp_status take_machine(parser *p, const yaml_node_t *root)
{
  const yaml_node_t *blank, *start;
  tp_status s = check_keys(p, root);
  if (s == TP_STATUS_OK)
    s = find_key(p, root, blank_key, YAML_SCALAR_NODE, &blank);
  if (s == TP_STATUS_OK)
    s = find_key(p, root, start_key, YAML_SCALAR_NODE, &start);
  if (s == TP_STATUS_OK)
    s = find_key(p, root, table_key, YAML_MAPPING_NODE, &p->table);
  if (s == TP_STATUS_OK)
    s = take_symbol(p, blank, &p->r->blank);
  if (s != TP_STATUS_OK)
    return s;
  const yaml_node_t *word = tp_yaml_value(p, root, input_key, strlen(input_key));
  if (word && word->type == YAML_SCALAR_NODE) {
    const field given = tp_yaml_scalar(p, word);
    tp_rules_set_word(p->r, &given);
  }
  s = take_synonyms(p, tp_yaml_value(p, root, synonyms_key, strlen(synonyms_key)));
  if (s == TP_STATUS_OK)
    s = take_table(p);
  tp_names_clear(&p->synonyms);
  free(p->meaning);
  if (s != TP_STATUS_OK)
    return s;
  const field f = tp_yaml_scalar(p, start);
  uint32_t state = tp_names_find(&p->r->states, f.text, f.length);
  if (state == UINT32_MAX)
    return tp_yaml_refuse_field(p, &f, "the start state is not in the table:");
  tp_rules_set_start(p->r, &f, state);
  return TP_STATUS_OK;
}

/* How far the lines are indented below the one of that number, from 0. */
static size_t indentation(const parser *p, size_t line)
{
  const char *at = p->text->text, *end = at + p->text->length;
  for (size_t i = 0; i <= line && at < end; i++) {
    const char *next = memchr(at, '\n', (size_t) (end - at));
    at = next ? next + 1 : end;
  }
  const char *begin = at;
  while (at < end && isspace((unsigned char) *at))
    begin = *at++ == '\n' ? at : begin;
  return (size_t) (at - begin);
}

/* What the document has under `source code` is all there is to it. */
static tp_status take_inner(parser *p, const yaml_node_t *root)
{
  if (root && root->type == YAML_MAPPING_NODE)
    return take_machine(p, root);
  return tp_source_refuse(p->text, root ? tp_yaml_place(p, root->start_mark).line : 1,
                          root ? tp_yaml_place(p, root->start_mark).column : 1,
                          "no machine: blank, start state and table are missing");
}

static tp_status take_root(parser *p, const yaml_node_t *root)
{
  const yaml_node_t *code = root ? tp_yaml_value(p, root, source_key, strlen(source_key)) : NULL;
  if (!code || code->type != YAML_SCALAR_NODE)
    return take_inner(p, root);
  parser part = {.r = p->r, .text = p->text, .lines = code->start_mark.line, .columns = code->start_mark.column};
  if (code->data.scalar.style == YAML_LITERAL_SCALAR_STYLE) {
    part.lines++;
    part.columns = indentation(p, code->start_mark.line);
  }
  return tp_yaml_take(&part, (const char *) code->data.scalar.value, code->data.scalar.length, take_inner);
}

tp_status tp_tmio_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  r->tapes = 1;
  r->two_way = 1;
  tp_status s = tp_source_check_all(text);
  return s == TP_STATUS_OK ? tp_yaml_take(&p, text->text, text->length, take_root) : s;
}
