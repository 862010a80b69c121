/* SPDX-License-Identifier: MIT */
/* Merge keys of YAML: `<<: *other` adds the pairs of another mapping whose keys are not there.
   A list of mappings is merged in its order (yaml.org/type/merge.html). */
#include "yaml_text.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { MOST_MERGES = 10000 };

typedef struct {
  const parser *p;
  yaml_pairs *out;
  names seen;                      /* the keys that are there, as text */
  size_t merges;
  int depth;
} merging;

static int is_merge(const parser *p, const yaml_node_t *key)
{
  const field f = tp_yaml_scalar(p, key);
  return key->type == YAML_SCALAR_NODE && key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && tp_field_is(&f, "<<");
}

/* A list has the text of its items between commas: [0,1] and '0,1' are one key. */
static void put_key(const parser *p, tp_buffer *out, const yaml_node_t *key)
{
  if (key->type == YAML_SEQUENCE_NODE)
    for (const yaml_node_item_t *i = key->data.sequence.items.start; i < key->data.sequence.items.top; i++) {
      const field f = tp_yaml_scalar(p, tp_yaml_node(p, *i));
      tp_buffer_puts(out, i > key->data.sequence.items.start ? "," : "");
      tp_buffer_put(out, f.text, f.length);
    }
  else
    tp_buffer_put(out, tp_yaml_scalar(p, key).text, tp_yaml_scalar(p, key).length);
}

static void add(merging *m, const yaml_node_t *key, const yaml_node_t *value)
{
  yaml_pairs *out = m->out;
  TP_MEMORY_GROW(out->at, out->room, out->count + 1);
  out->at[out->count++] = (yaml_pair) {key, value};
}

/* 1 if the key was not there before. */
static int note(merging *m, const yaml_node_t *key)
{
  tp_buffer text = {NULL, 0, 0};
  put_key(m->p, &text, key);
  const size_t before = m->seen.count;
  tp_names_add(&m->seen, text.length ? text.text : "", text.length);
  tp_buffer_clear(&text);
  return m->seen.count > before;
}

static tp_status merge(merging *m, const yaml_node_t *from, const yaml_node_t *at);

/* The mappings that the merge keys of this one name, in their order. */
static tp_status merge_others(merging *m, const yaml_node_t *n)
{
  const parser *p = m->p;
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < tp_yaml_pairs(n) && s == TP_STATUS_OK; i++) {
    const yaml_node_t *key = tp_yaml_key(p, n, i), *value = tp_yaml_value_at(p, n, i);
    if (!is_merge(p, key))
      continue;
    if (value->type != YAML_SEQUENCE_NODE) {
      s = merge(m, value, key);
      continue;
    }
    for (const yaml_node_item_t *j = value->data.sequence.items.start; j < value->data.sequence.items.top && s == TP_STATUS_OK; j++)
      s = merge(m, tp_yaml_node(p, *j), key);
  }
  return s;
}

static tp_status merge(merging *m, const yaml_node_t *from, const yaml_node_t *at)
{
  const parser *p = m->p;
  if (from->type != YAML_MAPPING_NODE)
    return tp_yaml_refuse(p, at, "'<<' merges mappings, and this is none");
  if (m->depth >= MOST_DEPTH || m->merges++ >= MOST_MERGES)
    return tp_yaml_refuse(p, at, "too many mappings are merged");
  for (size_t i = 0; i < tp_yaml_pairs(from); i++)
    if (!is_merge(p, tp_yaml_key(p, from, i)) && note(m, tp_yaml_key(p, from, i)))
      add(m, tp_yaml_key(p, from, i), tp_yaml_value_at(p, from, i));
  m->depth++;
  tp_status s = merge_others(m, from);
  m->depth--;
  return s;
}

tp_status tp_yaml_merged(const parser *p, const yaml_node_t *n, yaml_pairs *out)
{
  merging m = {.p = p, .out = out};
  int merges = 0;
  out->count = 0;
  for (size_t i = 0; i < tp_yaml_pairs(n); i++) {
    const yaml_node_t *key = tp_yaml_key(p, n, i);
    if (is_merge(p, key))
      merges = 1;
    else
      add(&m, key, tp_yaml_value_at(p, n, i));
  }
  if (!merges)
    return TP_STATUS_OK;
  for (size_t i = 0; i < out->count; i++)
    note(&m, out->at[i].key);
  tp_status s = merge_others(&m, n);
  tp_names_clear(&m.seen);
  return s;
}

void tp_yaml_pairs_clear(yaml_pairs *p)
{
  free(p->at);
  *p = (yaml_pairs) {0};
}
