/* SPDX-License-Identifier: MIT */
/* What each layer does at one token, as JSON. */
#include <stdio.h>
#include <string.h>

#include "explain.h"
#include "tmprec/compiler/registers.h"
#include "tmprec/tokens/text.h"

static void put_token(tp_json *j, const char *name, const tp_subject *at, const tp_explanation *e, size_t position)
{
  tp_buffer text = {NULL, 0, 0};
  tp_token_print(&text, at->m, tp_sequence_token(&at->told.segment[e->segment].tokens, position));
  tp_json_text(j, name, text.text);
  tp_buffer_clear(&text);
}

/* true or false for a flag, null where a register is not set, or else what it holds. */
static void put_register(tp_json *j, const tp_machine *m, const tp_stream_register *r, const int8_t *value)
{
  tp_buffer name = {NULL, 0, 0}, held = {NULL, 0, 0};
  const int is_set = tp_register_print(&held, m, r, value + r->offset);
  explain_put_register_name(&name, r);
  if (held.length || (!is_set && !r->is_flag))
    tp_json_text(j, name.text, held.text);
  else
    tp_json_boolean(j, name.text, is_set);
  tp_buffer_clear(&name);
  tp_buffer_clear(&held);
}

/* The registers that differ; before: NULL for a stream of zeros. */
static void put_changes(tp_json *j, const char *name, const tp_subject *at, const int8_t *before, const int8_t *after)
{
  static const int8_t nothing[64];
  tp_json_begin(j, name, TP_JSON_OBJECT_LINE);
  for (size_t i = 0; i < at->t->register_count; i++) {
    const tp_stream_register *r = at->t->registers + i;
    if (memcmp(before ? before + r->offset : nothing, after + r->offset, r->width))
      put_register(j, at->m, r, after);
  }
  tp_json_end(j);
}

static void put_described(tp_json *j, const char *name, const tp_transformer *t, const uint32_t *list, size_t length)
{
  tp_buffer text = {NULL, 0, 0};
  tp_transformer_describe(&text, t, list, length);
  tp_json_text(j, name, text.text);
  tp_buffer_clear(&text);
}

static void put_gap(tp_json *j, double gap)
{
  char text[40];
  snprintf(text, sizeof text, "%g", gap);
  tp_json_rounded(j, "gap", text);
}

static void put_head(tp_json *j, const explain_beside *b, size_t head)
{
  const tp_subject *at = b->at;
  const tp_explanation *e = b->e;
  const tp_attended_keys *k = e->head + head;
  const tp_attention_head *h = at->t->layer[k->layer - 1].head + k->head;
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  tp_json_integer(j, "head", k->head);
  put_described(j, "writes", at->t, h->out, h->values);
  put_described(j, "reads", at->t, h->v, h->values);
  tp_json_begin(j, "attended", TP_JSON_ARRAY_LINE);
  for (size_t i = 0; i < k->count; i++)
    tp_json_integer(j, NULL, k->best[i]);
  tp_json_end(j);
  put_gap(j, k->gap);
  tp_json_boolean(j, "adds", tp_explanation_acts(e, at->t, k));
  if (b->r)
    json_held(j, b, head);
  tp_json_end(j);
}

static void put_purposes(tp_json *j, const tp_transformer_layer *l)
{
  tp_json_begin(j, "purposes", TP_JSON_ARRAY_LINE);
  for (size_t i = 0; i < l->purposes; i++)
    tp_json_text(j, NULL, l->purpose[i]);
  tp_json_end(j);
}

static void put_layer(tp_json *j, const explain_beside *b, size_t layer, size_t *next)
{
  const tp_subject *at = b->at;
  const tp_explanation *e = b->e;
  const int8_t *before = tp_explanation_stream(e, at->t, layer - 1, 2);
  const int8_t *between = tp_explanation_stream(e, at->t, layer, 1), *after = tp_explanation_stream(e, at->t, layer, 2);
  tp_json_begin(j, NULL, TP_JSON_OBJECT);
  tp_json_integer(j, "layer", layer);
  put_purposes(j, at->t->layer + layer - 1);
  tp_json_begin(j, "heads", TP_JSON_ARRAY);
  for (; *next < e->heads && e->head[*next].layer == layer; ++*next)
    put_head(j, b, *next);
  tp_json_end(j);
  put_changes(j, "attention", at, before, between);
  put_changes(j, "neurons", at, between, after);
  if (b->r)
    json_off(j, b, layer);
  tp_json_end(j);
}

void json_explanation(tp_json *j, const explain_beside *b, size_t token)
{
  const tp_subject *at = b->at;
  const tp_explanation *e = b->e;
  size_t next = 0;
  tp_json_integer(j, "token", token);
  put_token(j, "text", at, e, e->position);
  tp_json_integer(j, "segment", e->segment + 1);
  tp_json_integer(j, "position", e->position);
  put_changes(j, "embedding", at, NULL, tp_explanation_stream(e, at->t, 0, 0));
  tp_json_begin(j, "layers", TP_JSON_ARRAY);
  for (size_t layer = 1; layer <= at->t->layers; layer++)
    put_layer(j, b, layer, &next);
  tp_json_end(j);
  if (e->position < at->told.segment[e->segment].prompt_end)
    tp_json_null(j, "next");
  else
    put_token(j, "next", at, e, e->position + 1);
  if (b->r)
    json_rounded_prediction(j, b);
}
