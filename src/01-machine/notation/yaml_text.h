/* SPDX-License-Identifier: MIT */
/* Documents of YAML, and of JSON, which is YAML, for the notations that are written so. */
#ifndef YAML_TEXT_H
#define YAML_TEXT_H

#include <yaml.h>

#include "readers.h"

/* What a machine does with; libyaml takes time in the square of them. */
enum { MOST_SYNONYMS = 1000, MOST_ANCHORS = 1000, MOST_DEPTH = 16 };

typedef struct {
  rules *r;
  const source *text;
  size_t lines, columns;           /* to the text's, where it is part of a larger one */
  yaml_document_t *yaml;
  const yaml_node_t *table;
  names synonyms;
  const yaml_node_t **meaning;     /* of each synonym */
} parser;

/* Where a mark of libyaml is in the text. */
field tp_yaml_place(const parser *p, yaml_mark_t mark);

/* Read the one document of the text, within the limits, and have its root taken: NULL where the
   text is empty. */
tp_status tp_yaml_take(parser *p, const char *text, size_t length, tp_status (*take)(parser *p, const yaml_node_t *root));

tp_status tp_yaml_refuse(const parser *p, const yaml_node_t *n, const char *what);
static inline tp_status tp_yaml_refuse_field(const parser *p, const field *f, const char *what) { return tp_source_refuse_field(p->text, f, what); }

const yaml_node_t *tp_yaml_node(const parser *p, int number);
field tp_yaml_scalar(const parser *p, const yaml_node_t *n);   /* its text, and where it begins */
int tp_yaml_is_null(const yaml_node_t *n);                     /* nothing, as in `done:` */

/* A mapping: how many pairs, keys and values by their place, and the value of a key, or NULL. */
size_t tp_yaml_pairs(const yaml_node_t *n);
const yaml_node_t *tp_yaml_key(const parser *p, const yaml_node_t *n, size_t i);
const yaml_node_t *tp_yaml_value_at(const parser *p, const yaml_node_t *n, size_t i);
const yaml_node_t *tp_yaml_value(const parser *p, const yaml_node_t *n, const char *key, size_t length);

/* The pairs of a mapping with those that its merge keys `<<` add. */
typedef struct {
  const yaml_node_t *key, *value;
} yaml_pair;

typedef struct {
  yaml_pair *at;
  size_t count, room;
} yaml_pairs;

tp_status tp_yaml_merged(const parser *p, const yaml_node_t *n, yaml_pairs *out);
void tp_yaml_pairs_clear(yaml_pairs *p);

#endif
