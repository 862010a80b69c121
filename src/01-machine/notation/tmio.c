/* The notation of turingmachine.io: YAML with `blank`, `start state`, `table` and optional
   `synonyms`.  A document that the site has saved has the same text under `source code`. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tmio.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static const char moves[] = "LNR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */
static const char blank_key[] = "blank", start_key[] = "start state", table_key[] = "table", synonyms_key[] = "synonyms",
                  source_key[] = "source code", write_key[] = "write", program_key[] = "program";

/* What a rule does; RULE_SAME is possible. */
typedef struct {
  uint32_t to, write, move;
} instruction;

/* --- Nodes ------------------------------------------------------------------------ */

static tp_status refuse(const parser *p, const yaml_node_t *n, const char *what)
{
  const field at = tp_tmio_place_of(p, n->start_mark);
  return tp_source_refuse(p->text, at.line, at.column, "%s", what);
}

static tp_status refuse_field(const parser *p, const field *f, const char *what)
{
  return tp_source_refuse_field(p->text, f, what);
}

static const yaml_node_t *node_of(const parser *p, int number)
{
  return yaml_document_get_node(p->yaml, number);
}

/* A scalar's text, and where it begins. */
static field scalar_of(const parser *p, const yaml_node_t *n)
{
  field f = tp_tmio_place_of(p, n->start_mark);
  if (n->type == YAML_SCALAR_NODE)
    f.text = (const char *) n->data.scalar.value, f.length = n->data.scalar.length;
  return f;
}

/* Nothing, as in `done:`. */
static int is_null(const yaml_node_t *n)
{
  if (n->type != YAML_SCALAR_NODE || n->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    return 0;
  const char *text = (const char *) n->data.scalar.value;
  return !*text || !strcmp(text, "~") || !strcmp(text, "null") || !strcmp(text, "Null") || !strcmp(text, "NULL");
}

static size_t pairs_of(const yaml_node_t *n)
{
  return n->type == YAML_MAPPING_NODE ? (size_t) (n->data.mapping.pairs.top - n->data.mapping.pairs.start) : 0;
}

static const yaml_node_t *key_of(const parser *p, const yaml_node_t *n, size_t i)
{
  return node_of(p, n->data.mapping.pairs.start[i].key);
}

static const yaml_node_t *value_at(const parser *p, const yaml_node_t *n, size_t i)
{
  return node_of(p, n->data.mapping.pairs.start[i].value);
}

/* The value of a key in a mapping, or NULL. */
static const yaml_node_t *value_of(const parser *p, const yaml_node_t *n, const char *key, size_t length)
{
  const field wanted = {key, length, 0, 0};
  for (size_t i = 0; n && i < pairs_of(n); i++) {
    const yaml_node_t *k = key_of(p, n, i);
    const field name = scalar_of(p, k);
    if (k->type == YAML_SCALAR_NODE && tp_field_equal(&name, &wanted))
      return value_at(p, n, i);
  }
  return NULL;
}

/* --- The table -------------------------------------------------------------------- */

static tp_status take_symbol(const parser *p, const yaml_node_t *n, uint32_t *symbol)
{
  const field f = scalar_of(p, n);
  if (n->type != YAML_SCALAR_NODE)
    return refuse(p, n, "a symbol is one character");
  if (tp_field_characters(&f) != 1)
    return refuse_field(p, &f, "a symbol must be one character, not");
  return tp_rules_symbol(p->r, &f, symbol);
}

/* The state after a move; without one it stays. */
static tp_status take_target(const parser *p, const yaml_node_t *n, uint32_t *state)
{
  const field f = scalar_of(p, n);
  *state = RULE_SAME;
  if (is_null(n))
    return TP_STATUS_OK;
  if (n->type != YAML_SCALAR_NODE)
    return refuse(p, n, "missing name of a state");
  *state = tp_names_find(&p->r->states, f.text, f.length);
  return *state == UINT32_MAX ? refuse_field(p, &f, "this state is not in the table:") : TP_STATUS_OK;
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
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < pairs_of(n) && s == TP_STATUS_OK; i++) {
    const yaml_node_t *key = key_of(p, n, i), *value = value_at(p, n, i);
    const field f = scalar_of(p, key);
    uint32_t move;
    if (tp_field_is(&f, write_key))
      s = written++ ? refuse(p, key, "'write' is repeated") : take_symbol(p, value, &out->write);
    else if (!find_move(&f, &move))
      s = refuse_field(p, &f, "an instruction may have write and one of L, R and N, not");
    else if (moved++)
      s = refuse_field(p, &f, "a second move:");
    else
      out->move = move, s = take_target(p, value, &out->to);
  }
  return s == TP_STATUS_OK && !moved ? refuse(p, n, "missing move: L, R or N") : s;
}

/* A move, a synonym, or a mapping. */
static tp_status take_instruction(const parser *p, const yaml_node_t *n, int synonyms, instruction *out)
{
  const field f = scalar_of(p, n);
  *out = (instruction) {RULE_SAME, RULE_SAME, TP_MOVE_S};
  if (n->type == YAML_MAPPING_NODE)
    return take_mapping(p, n, out);
  if (n->type != YAML_SCALAR_NODE || is_null(n))
    return refuse(p, n, "missing instruction, such as R or {write: 1, L: q}");
  if (find_move(&f, &out->move))
    return TP_STATUS_OK;
  const yaml_node_t *meaning = synonyms ? value_of(p, p->synonyms, f.text, f.length) : NULL;
  return meaning ? take_instruction(p, meaning, 0, out) : refuse_field(p, &f, "neither a move nor a synonym:");
}

static tp_status add_rule(const parser *p, uint32_t state, const yaml_node_t *symbol, const instruction *does)
{
  rules *r = p->r;
  const field at = tp_tmio_place_of(p, symbol->start_mark);
  uint32_t read;
  tp_status s = take_symbol(p, symbol, &read);
  if (s != TP_STATUS_OK || (s = tp_rules_add(r, &at)) != TP_STATUS_OK)
    return s;
  const size_t t = r->count - 1;
  r->from[t] = state;
  r->to[t] = does->to;
  r->read[t] = read;
  r->write[t] = does->write;
  r->move[t] = does->move;
  return TP_STATUS_OK;
}

static tp_status add_rules(const parser *p, uint32_t state, const yaml_node_t *symbols, const instruction *does)
{
  tp_status s = TP_STATUS_OK;
  const yaml_node_item_t *item = symbols->data.sequence.items.start;
  for (; s == TP_STATUS_OK && item < symbols->data.sequence.items.top; item++)
    s = add_rule(p, state, node_of(p, *item), does);
  return s;
}

static tp_status take_state(const parser *p, uint32_t state, const yaml_node_t *n)
{
  tp_status s = TP_STATUS_OK;
  if (is_null(n) || (n->type == YAML_MAPPING_NODE && !pairs_of(n))) {
    tp_rules_set_halting(p->r, state);
    return TP_STATUS_OK;
  }
  if (n->type != YAML_MAPPING_NODE)
    return refuse(p, n, "missing symbols and instructions of a state");
  for (size_t i = 0; i < pairs_of(n) && s == TP_STATUS_OK; i++) {
    const yaml_node_t *key = key_of(p, n, i), *value = value_at(p, n, i);
    instruction does;
    if ((s = take_instruction(p, value, 1, &does)) != TP_STATUS_OK)
      continue;
    if (key->type != YAML_SEQUENCE_NODE)
      s = add_rule(p, state, key, &does);
    else if (key->data.sequence.items.start == key->data.sequence.items.top)
      s = refuse(p, key, "no symbol in the list");
    else
      s = add_rules(p, state, key, &does);
  }
  return s;
}

/* First all states' names, since targets must be among them. */
static tp_status take_table(const parser *p)
{
  tp_status s = TP_STATUS_OK;
  for (int named = 0; named <= 1; named++)
    for (size_t i = 0; i < pairs_of(p->table) && s == TP_STATUS_OK; i++) {
      const yaml_node_t *key = key_of(p, p->table, i);
      const field f = scalar_of(p, key);
      uint32_t state = tp_names_find(&p->r->states, f.text, f.length);
      if (!f.length)
        s = refuse(p, key, "missing name of a state");
      else if (named)
        s = take_state(p, state, value_at(p, p->table, i));
      else
        s = state == UINT32_MAX ? tp_rules_state(p->r, &f, &state) : refuse_field(p, &f, "repeated state");
    }
  return s;
}

/* --- The document ------------------------------------------------------------------- */

static tp_status find_key(const parser *p, const yaml_node_t *root, const char *key, yaml_node_type_t type,
                          const yaml_node_t **value)
{
  *value = value_of(p, root, key, strlen(key));
  const field at = tp_tmio_place_of(p, root->start_mark);
  if (!*value && value_of(p, root, program_key, strlen(program_key)))
    return tp_source_refuse(p->text, at.line, at.column,
                            "a saved page of another simulator; what is read is the program's text alone");
  if (!*value)
    return tp_source_refuse(p->text, at.line, at.column, "'%s' is missing", key);
  int fits = (*value)->type == type && !(type == YAML_SCALAR_NODE && is_null(*value));
  return fits ? TP_STATUS_OK : refuse(p, *value, "not a valid value for the key");
}

/* The keys that matter stand there once. */
static tp_status check_keys(const parser *p, const yaml_node_t *root)
{
  static const char *const keys[] = {blank_key, start_key, table_key, synonyms_key};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    for (size_t i = 0, seen = 0; i < pairs_of(root); i++) {
      const field f = scalar_of(p, key_of(p, root, i));
      if (tp_field_is(&f, keys[k]) && seen++)
        return refuse_field(p, &f, "repeated key");
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
  p->synonyms = value_of(p, root, synonyms_key, strlen(synonyms_key));
  if (p->synonyms && pairs_of(p->synonyms) > MOST_SYNONYMS)
    return refuse(p, p->synonyms, "more than 1000 synonyms");
  if ((s = take_table(p)) != TP_STATUS_OK)
    return s;
  const field f = scalar_of(p, start);
  uint32_t state = tp_names_find(&p->r->states, f.text, f.length);
  if (state == UINT32_MAX)
    return refuse_field(p, &f, "the start state is not in the table:");
  tp_rules_set_start(p->r, &f, state);
  return TP_STATUS_OK;
}

static tp_status take_text(parser *p, const char *text, size_t length, int inner);

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

static tp_status take_root(parser *p, int inner)
{
  const yaml_node_t *root = yaml_document_get_root_node(p->yaml);
  if (!root || root->type != YAML_MAPPING_NODE)
    return tp_source_refuse(p->text, root ? tp_tmio_place_of(p, root->start_mark).line : 1,
                            root ? tp_tmio_place_of(p, root->start_mark).column : 1,
                            "no machine: blank, start state and table are missing");
  const yaml_node_t *code = value_of(p, root, source_key, strlen(source_key));
  if (!code || inner || code->type != YAML_SCALAR_NODE)
    return take_machine(p, root);
  parser part = {.r = p->r, .text = p->text, .lines = code->start_mark.line, .columns = code->start_mark.column};
  if (code->data.scalar.style == YAML_LITERAL_SCALAR_STYLE) {
    part.lines++;
    part.columns = indentation(p, code->start_mark.line);
  }
  return take_text(&part, (const char *) code->data.scalar.value, code->data.scalar.length, 1);
}

static tp_status take_text(parser *p, const char *text, size_t length, int inner)
{
  yaml_parser_t yaml;
  yaml_document_t document;
  tp_status s = tp_tmio_check_shape(p, text, length);
  if (s != TP_STATUS_OK || (s = tp_tmio_open_yaml(p, &yaml, text, length)) != TP_STATUS_OK)
    return s;
  if (!yaml_parser_load(&yaml, &document)) {
    s = tp_tmio_refuse_yaml(p, &yaml);
  } else {
    p->yaml = &document;
    s = take_root(p, inner);
    yaml_document_delete(&document);
    if (s == TP_STATUS_OK && !yaml_parser_load(&yaml, &document)) {
      s = tp_tmio_refuse_yaml(p, &yaml);
    } else if (s == TP_STATUS_OK) {
      p->yaml = &document;
      const yaml_node_t *second = yaml_document_get_root_node(&document);
      s = second ? refuse(p, second, "more than one document") : TP_STATUS_OK;
      yaml_document_delete(&document);
    }
  }
  yaml_parser_delete(&yaml);
  return s;
}

tp_status tp_tmio_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  field line;
  tp_status s = TP_STATUS_OK;
  r->tapes = 1;
  r->two_way = 1;
  while (s == TP_STATUS_OK && tp_source_next(text, &line))
    s = tp_source_check(text, &line);
  return s == TP_STATUS_OK ? take_text(&p, text->text, text->length, 0) : s;
}
