/* What the files that read turingmachine.io's notation share. */
#ifndef TMIO_H
#define TMIO_H

#include <yaml.h>

#include "readers.h"

/* What a machine does with; libyaml takes time in the square of them. */
enum { MOST_SYNONYMS = 1000, MOST_ANCHORS = 1000, MOST_DEPTH = 16 };

typedef struct {
  rules *r;
  const source *text;
  size_t lines, columns;           /* to the text's, where it is part of a larger one */
  yaml_document_t *yaml;
  const yaml_node_t *table, *synonyms;
} parser;

/* Where a mark of libyaml is in the text. */
field tp_tmio_place_of(const parser *p, yaml_mark_t mark);

/* The document is within the limits; to be asked before libyaml composes it. */
tp_status tp_tmio_check_shape(const parser *p, const char *text, size_t length);
tp_status tp_tmio_open_yaml(const parser *p, yaml_parser_t *yaml, const char *text, size_t length);
tp_status tp_tmio_refuse_yaml(const parser *p, const yaml_parser_t *yaml);

#endif
