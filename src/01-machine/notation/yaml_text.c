/* SPDX-License-Identifier: MIT */
/* Opening of YAML documents with libyaml, the errors of libyaml, and the refusal of documents that
   would take it too long. */
#include "yaml_text.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/base/utf8.h"

field tp_yaml_place(const parser *p, yaml_mark_t mark)
{
  return (field) {"", 0, mark.line + 1 + p->lines, mark.column + 1 + p->columns};
}

/* libyaml has memory of its own, which goes too if the work is given up. */
static void delete_parser(void *yaml) { yaml_parser_delete(yaml); }
static void delete_document(void *document) { yaml_document_delete(document); }
static void delete_event(void *event) { yaml_event_delete(event); }

/* libyaml describes every error but a lack of memory, which it does not always name. */
static tp_status refuse_yaml(const parser *p, const yaml_parser_t *yaml)
{
  field at = tp_yaml_place(p, yaml->problem_mark);
  if (yaml->error == YAML_MEMORY_ERROR || !yaml->problem)
    return tp_error_refuse(p->text->err, TP_REASON_NO_MEMORY, "%.300s: out of memory", p->text->name);
  return tp_source_refuse(p->text, at.line, at.column, "%s", yaml->problem);
}

static tp_status open_yaml(const parser *p, yaml_parser_t *yaml, const char *text, size_t length)
{
  if (!yaml_parser_initialize(yaml))
    return tp_error_refuse(p->text->err, TP_REASON_NO_MEMORY, "%.300s: out of memory", p->text->name);
  yaml_parser_set_encoding(yaml, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(yaml, (const unsigned char *) text, length);
  return TP_STATUS_OK;
}

static const yaml_char_t *anchor_of(const yaml_event_t *e)
{
  return e->type == YAML_SCALAR_EVENT           ? e->data.scalar.anchor
         : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.anchor
         : e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.anchor
                                                : NULL;
}

/* Refuse what would take too long as a document. */
static tp_status check_shape(const parser *p, const char *text, size_t length)
{
  yaml_parser_t yaml;
  tp_status s = open_yaml(p, &yaml, text, length);
  if (s != TP_STATUS_OK)
    return s;
  tp_held_resource held, one;
  tp_recovery_hold(&held, delete_parser, &yaml);
  int depth = 0, anchors = 0;
  for (int end = 0; !end && s == TP_STATUS_OK;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&yaml, &event)) {
      s = refuse_yaml(p, &yaml);
      break;
    }
    tp_recovery_hold(&one, delete_event, &event);
    const field at = tp_yaml_place(p, event.start_mark);
    depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
    depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
    anchors += anchor_of(&event) != NULL;
    if (depth > MOST_DEPTH)
      s = tp_source_refuse(p->text, at.line, at.column, "lists and mappings are nested too deeply");
    else if (anchors > MOST_ANCHORS)
      s = tp_source_refuse(p->text, at.line, at.column, "more than %d anchors", MOST_ANCHORS);
    end = event.type == YAML_STREAM_END_EVENT;
    tp_recovery_let_go(&one);
    yaml_event_delete(&event);
  }
  tp_recovery_let_go(&held);
  yaml_parser_delete(&yaml);
  return s;
}

/* --- Nodes ------------------------------------------------------------------------ */
tp_status tp_yaml_refuse(const parser *p, const yaml_node_t *n, const char *what)
{
  const field at = tp_yaml_place(p, n->start_mark);
  return tp_source_refuse(p->text, at.line, at.column, "%s", what);
}

const yaml_node_t *tp_yaml_node(const parser *p, int number)
{
  return yaml_document_get_node(p->yaml, number);
}

/* A scalar's text, and where it begins. */
field tp_yaml_scalar(const parser *p, const yaml_node_t *n)
{
  field f = tp_yaml_place(p, n->start_mark);
  if (n->type == YAML_SCALAR_NODE)
    f.text = (const char *) n->data.scalar.value, f.length = n->data.scalar.length;
  return f;
}

/* Nothing, as in `done:`. */
int tp_yaml_is_null(const yaml_node_t *n)
{
  if (n->type != YAML_SCALAR_NODE || n->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    return 0;
  const char *text = (const char *) n->data.scalar.value;
  return !*text || !strcmp(text, "~") || !strcmp(text, "null") || !strcmp(text, "Null") || !strcmp(text, "NULL");
}

size_t tp_yaml_pairs(const yaml_node_t *n)
{
  return n->type == YAML_MAPPING_NODE ? (size_t) (n->data.mapping.pairs.top - n->data.mapping.pairs.start) : 0;
}

const yaml_node_t *tp_yaml_key(const parser *p, const yaml_node_t *n, size_t i)
{
  return tp_yaml_node(p, n->data.mapping.pairs.start[i].key);
}

const yaml_node_t *tp_yaml_value_at(const parser *p, const yaml_node_t *n, size_t i)
{
  return tp_yaml_node(p, n->data.mapping.pairs.start[i].value);
}

/* The value of a key in a mapping, or NULL. */
const yaml_node_t *tp_yaml_value(const parser *p, const yaml_node_t *n, const char *key, size_t length)
{
  const field wanted = {key, length, 0, 0};
  for (size_t i = 0; n && i < tp_yaml_pairs(n); i++) {
    const yaml_node_t *k = tp_yaml_key(p, n, i);
    const field name = tp_yaml_scalar(p, k);
    if (k->type == YAML_SCALAR_NODE && tp_field_equal(&name, &wanted))
      return tp_yaml_value_at(p, n, i);
  }
  return NULL;
}

/* --- The document ------------------------------------------------------------------- */

/* Nothing may follow the document. */
static tp_status check_end(parser *p, yaml_parser_t *yaml)
{
  yaml_document_t document;
  if (!yaml_parser_load(yaml, &document))
    return refuse_yaml(p, yaml);
  tp_held_resource held;
  tp_recovery_hold(&held, delete_document, &document);
  p->yaml = &document;
  const yaml_node_t *second = yaml_document_get_root_node(&document);
  tp_status s = second ? tp_yaml_refuse(p, second, "more than one document") : TP_STATUS_OK;
  p->yaml = NULL;
  tp_recovery_let_go(&held);
  yaml_document_delete(&document);
  return s;
}

tp_status tp_yaml_take(parser *p, const char *text, size_t length, tp_status (*take)(parser *p, const yaml_node_t *root))
{
  yaml_parser_t yaml;
  yaml_document_t document;
  tp_status s = check_shape(p, text, length);
  if (s != TP_STATUS_OK || (s = open_yaml(p, &yaml, text, length)) != TP_STATUS_OK)
    return s;
  tp_held_resource held, whole;
  tp_recovery_hold(&held, delete_parser, &yaml);
  if (!yaml_parser_load(&yaml, &document)) {
    s = refuse_yaml(p, &yaml);
  } else {
    tp_recovery_hold(&whole, delete_document, &document);
    p->yaml = &document;
    s = take(p, yaml_document_get_root_node(&document));
    p->yaml = NULL;
    tp_recovery_let_go(&whole);
    yaml_document_delete(&document);
    if (s == TP_STATUS_OK)
      s = check_end(p, &yaml);
  }
  tp_recovery_let_go(&held);
  yaml_parser_delete(&yaml);
  return s;
}
