/* Opening of YAML documents with libyaml, the errors of libyaml, and the refusal of documents that
   would take it too long. */
#include "tmio.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

field tp_tmio_place_of(const parser *p, yaml_mark_t mark)
{
  return (field) {"", 0, mark.line + 1 + p->lines, mark.column + 1 + p->columns};
}

tp_status tp_tmio_refuse_yaml(const parser *p, const yaml_parser_t *yaml)
{
  field at = tp_tmio_place_of(p, yaml->problem_mark);
  if (yaml->error == YAML_MEMORY_ERROR)
    return tp_error_set(p->text->err, TP_STATUS_REFUSED, "%.300s: out of memory", p->text->name);
  return tp_source_refuse(p->text, at.line, at.column, "%s", yaml->problem ? yaml->problem : "not YAML");
}

tp_status tp_tmio_open_yaml(const parser *p, yaml_parser_t *yaml, const char *text, size_t length)
{
  if (!yaml_parser_initialize(yaml))
    return tp_error_set(p->text->err, TP_STATUS_REFUSED, "%.300s: out of memory", p->text->name);
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
tp_status tp_tmio_check_shape(const parser *p, const char *text, size_t length)
{
  yaml_parser_t yaml;
  tp_status s = tp_tmio_open_yaml(p, &yaml, text, length);
  if (s != TP_STATUS_OK)
    return s;
  int depth = 0, anchors = 0;
  for (int end = 0; !end && s == TP_STATUS_OK;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&yaml, &event)) {
      s = tp_tmio_refuse_yaml(p, &yaml);
      break;
    }
    const field at = tp_tmio_place_of(p, event.start_mark);
    depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
    depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
    anchors += anchor_of(&event) != NULL;
    if (depth > MOST_DEPTH)
      s = tp_source_refuse(p->text, at.line, at.column, "lists and mappings are nested too deeply");
    else if (anchors > MOST_ANCHORS)
      s = tp_source_refuse(p->text, at.line, at.column, "more than %d anchors", MOST_ANCHORS);
    end = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&yaml);
  return s;
}
