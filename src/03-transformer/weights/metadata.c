/* SPDX-License-Identifier: MIT */
#include "metadata.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "factors.h"
#include "tmprec/base/memory.h"

static void put_names(tp_buffer *out, const char *what, const char *const *name, uint32_t count)
{
  tp_buffer_printf(out, "\"%s\":[", what);
  for (uint32_t i = 0; i < count; i++) {
    tp_buffer_puts(out, i ? "," : "");
    tp_json_put_string(out, name[i]);
  }
  tp_buffer_puts(out, "]");
}

static void put_registers(tp_buffer *out, const tp_transformer *t)
{
  tp_buffer_puts(out, "\"registers\":[");
  for (size_t i = 0; i < t->register_count; i++) {
    const tp_stream_register *r = t->registers + i;
    tp_buffer_puts(out, i ? ",{\"name\":" : "{\"name\":");
    tp_json_put_string(out, r->name);
    tp_buffer_printf(out, ",\"tape\":%" PRIu32 ",\"first\":%" PRIu32 ",\"bits\":%" PRIu32 ",\"flag\":%s}", r->tape, r->offset, r->width,
                     r->is_flag ? "true" : "false");
  }
  tp_buffer_puts(out, "]");
}

/* How many tokens there are; more than MOST_TOKENS_LISTED is all that is said of many. */
static uint64_t count_tokens(const tp_vocabulary *v)
{
  uint64_t all = 0;
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES; family++) {
    const tp_token_family *f = v->family + family;
    uint64_t count = f->present != 0;
    for (uint32_t i = 0; i < f->fields && count <= MOST_TOKENS_LISTED; i++)
      count *= f->count[i];
    all += count;
  }
  return all;
}

/* All tokens of a family, the last field fastest. */
static void put_tokens_of(tp_buffer *out, const tp_vocabulary *v, const tp_weights_about *about, uint32_t family, const char **comma)
{
  const tp_token_family *f = v->family + family;
  uint64_t count = 1;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(v->tapes), sizeof *token);
  token[0] = family;
  for (uint32_t i = 0; i < f->fields; i++)
    count *= f->count[i];
  for (uint64_t n = 0; n < count; n++) {
    uint64_t rest = n;
    tp_buffer text = {NULL, 0, 0};
    for (uint32_t i = f->fields; i-- > 0; rest /= f->count[i])
      token[1 + i] = f->first[i] + (uint32_t) (rest % f->count[i]);
    about->put_token(&text, about->context, token);
    tp_buffer_puts(out, *comma);
    tp_json_put_string(out, text.text);
    tp_buffer_clear(&text);
    *comma = ",";
  }
  free(token);
}

static void put_family(tp_buffer *out, const tp_vocabulary *v, uint32_t family)
{
  const tp_token_family *f = v->family + family;
  tp_buffer_printf(out, "{\"name\":\"%s\",\"factor\":%" PRIu64 ",\"fields\":[", tp_token_family_name[family], tp_factors_of_family(v, family));
  for (uint32_t i = 0; i < f->fields; i++)
    tp_buffer_printf(out, "%s{\"kind\":\"%s\",\"first\":%" PRIu32 ",\"count\":%" PRIu32 ",\"factor\":%" PRIu64 "}", i ? "," : "",
                     tp_field_kind_name[tp_factors_field_kind(family, i, v->tapes)], f->first[i], f->count[i], tp_factors_of_field(v, family, i));
  tp_buffer_puts(out, "]}");
}

static void put_vocabulary(tp_buffer *out, const tp_vocabulary *v, const tp_weights_about *about)
{
  tp_buffer_printf(out, "\"vocabulary\":{\"tapes\":%" PRIu32 ",\"factors\":%" PRIu64 ",", v->tapes, tp_factors_all(v));
  put_names(out, "states", about->state, about->states);
  tp_buffer_puts(out, ",");
  put_names(out, "symbols", about->symbol, about->symbols);
  tp_buffer_puts(out, ",\"moves\":[\"L\",\"S\",\"R\"],\"families\":[");
  const char *comma = "";
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES; family++) {
    if (!v->family[family].present)
      continue;
    tp_buffer_puts(out, comma);
    put_family(out, v, family);
    comma = ",";
  }
  tp_buffer_puts(out, "]");
  if (count_tokens(v) <= MOST_TOKENS_LISTED) {
    tp_buffer_puts(out, ",\"tokens\":[");
    comma = "";
    for (uint32_t family = 0; family < TP_TOKEN_FAMILIES; family++)
      if (v->family[family].present)
        put_tokens_of(out, v, about, family, &comma);
    tp_buffer_puts(out, "]");
  }
  tp_buffer_puts(out, "}");
}

/* As in doc/construction.md: [q] . [k], v -> out. */
static void put_head(tp_buffer *out, const tp_transformer *t, const tp_attention_head *h)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_puts(&text, "[");
  tp_transformer_describe(&text, t, h->q, h->keys);
  tp_buffer_puts(&text, "] . [");
  tp_transformer_describe(&text, t, h->k, h->keys);
  tp_buffer_puts(&text, "], ");
  tp_transformer_describe(&text, t, h->v, h->values);
  tp_buffer_puts(&text, " -> ");
  tp_transformer_describe(&text, t, h->out, h->values);
  tp_buffer_puts(out, "{\"purpose\":");
  tp_json_put_string(out, text.text);
  tp_buffer_printf(out, ",\"keys\":%" PRIu32 ",\"values\":%" PRIu32 "}", h->keys, h->values);
  tp_buffer_clear(&text);
}

static void put_layers(tp_buffer *out, const tp_transformer *t)
{
  tp_buffer_puts(out, "\"layers\":[");
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    tp_buffer_puts(out, l ? ",{" : "{");
    put_names(out, "purposes", at->purpose, (uint32_t) at->purposes);
    tp_buffer_puts(out, ",\"heads\":[");
    for (size_t h = 0; h < at->heads; h++) {
      tp_buffer_puts(out, h ? "," : "");
      put_head(out, t, at->head + h);
    }
    tp_buffer_printf(out, "],\"neurons\":%zu}", at->mlp.neurons);
  }
  tp_buffer_puts(out, "]");
}

void tp_metadata_put(tp_buffer *out, const tp_transformer *t, const tp_weights_about *about, const tp_weights_layout *layout)
{
  tp_buffer_printf(out, "{\"format\":\"%s\",\"format_version\":%d,\"tmprec\":", WEIGHTS_FORMAT, WEIGHTS_VERSION);
  tp_json_put_string(out, about->version);
  tp_buffer_puts(out, ",\"machine\":{\"name\":");
  tp_json_put_string(out, about->machine);
  tp_buffer_puts(out, ",\"hash\":");
  tp_json_put_string(out, about->hash);
  tp_buffer_printf(out, "},\"mode\":\"%s\",\"beta\":%s,\"beta_is_auto\":%s,\"layout\":\"%s\",\"dtype\":\"%s\",\"width\":%" PRIu32, about->mode,
                   about->beta, about->beta_is_auto ? "true" : "false", layout->dense ? "dense" : "sparse", tp_entry_type_name[layout->type],
                   t->width);
  tp_buffer_printf(out, ",\"position\":{\"bits\":%u,\"first\":%" PRIu32 "},", t->position_bits, t->position_at);
  put_registers(out, t);
  tp_buffer_puts(out, ",");
  put_vocabulary(out, &t->vocabulary, about);
  tp_buffer_puts(out, ",");
  put_layers(out, t);
  tp_buffer_puts(out, "}");
}
