/* What each layer does at one token, in words and a strip of the tokens. */
#include "tmprec/analysis/explain.h"

#include <math.h>
#include <string.h>

#include "output.h"
#include "tmprec/compiler/registers.h"
#include "tmprec/tokens/text.h"

enum { STRIP = 64, NAMED = 3 };

typedef struct {
  const machine *m;
  const subject *at;
  const explanation *e;
  buffer *out;
} telling;

static const sequence *tokens_of(const telling *t)
{
  return &t->at->told.segment[t->e->segment].tokens;
}

static void put_token(const telling *t, size_t position)
{
  buffer_printf(t->out, "%zu ", position);
  token_print(t->out, t->m, sequence_token(tokens_of(t), position));
}

static void put_register_name(buffer *out, const stream_register *r)
{
  buffer_puts(out, r->name);
  if (r->tape)
    buffer_printf(out, "[%u]", r->tape);
}

/* name = what it holds; a flag that is 1 by its name alone */
static void put_register(const telling *t, const stream_register *r, const int8_t *value)
{
  buffer held = {NULL, 0, 0};
  put_register_name(t->out, r);
  if (!register_print(&held, t->m, r, value + r->offset))
    buffer_puts(t->out, r->is_flag ? " = 0" : " not set");
  else if (held.length)
    buffer_printf(t->out, " = %s", held.text);
  buffer_clear(&held);
}

/* The registers that differ from what was before, or all that are set. */
static void put_changes(const telling *t, const char *title, const int8_t *before, const int8_t *after)
{
  const transformer *built = t->at->t;
  const char *between = title;
  for (size_t i = 0; i < built->register_count; i++) {
    const stream_register *r = built->registers + i;
    static const int8_t nothing[64];
    const int8_t *old = before ? before + r->offset : nothing;
    if (!memcmp(old, after + r->offset, r->width))
      continue;
    buffer_puts(t->out, between);
    put_register(t, r, after);
    between = ", ";
  }
  if (between != title)
    buffer_puts(t->out, "\n");
}

/* A character a token, or for several where there are many: # attended, . not, and the
   token itself at the end. */
static void put_strip(const telling *t, const attended_keys *k)
{
  size_t keys = t->e->position + 1, each = (keys + STRIP - 1) / STRIP, at = 0;
  for (size_t from = 0; from < keys; from += each) {
    int is_attended = 0;
    for (; at < k->count && k->best[at] < from + each; at++)
      is_attended = 1;
    buffer_puts(t->out, is_attended ? "#" : ".");
  }
}

static void put_attended(const telling *t, const attended_keys *k)
{
  for (size_t i = 0; i < k->count && i < NAMED; i++) {
    buffer_puts(t->out, i ? ", " : "");
    put_token(t, k->best[i]);
  }
  if (k->count > NAMED)
    buffer_printf(t->out, ", ... (%zu tokens)", k->count);
  if (isinf(k->gap))
    buffer_puts(t->out, "; all keys tie");
  else
    buffer_printf(t->out, "; leads by %g", k->gap);
}

/* Does the head bring anything? */
static int brings(const attention_head *h, const int8_t *before, const int8_t *after)
{
  for (uint32_t c = 0; c < h->values; c++)
    if (before[h->out[c]] != after[h->out[c]])
      return 1;
  return 0;
}

static void put_head(const telling *t, const attended_keys *k, const int8_t *before, const int8_t *after)
{
  const transformer *built = t->at->t;
  const attention_head *h = built->layer[k->layer - 1].head + k->head;
  buffer_puts(t->out, "    ");
  put_strip(t, k);
  buffer_puts(t->out, "  ");
  transformer_describe(t->out, built, h->out, h->values);
  buffer_puts(t->out, " <- ");
  transformer_describe(t->out, built, h->v, h->values);
  buffer_puts(t->out, " of ");
  put_attended(t, k);
  if (!brings(h, before, after))
    buffer_puts(t->out, ": adds nothing");
  buffer_puts(t->out, "\n");
}

static int has_purpose(const transformer_layer *l, const char *purpose)
{
  for (size_t i = 0; i < l->purposes; i++)
    if (l->purpose[i] == purpose)
      return 1;
  return 0;
}

/* What begins here, and in which layer it ends. */
static void put_purposes(buffer *out, const transformer *t, size_t layer)
{
  const transformer_layer *at = t->layer + layer - 1;
  for (size_t i = 0; i < at->purposes; i++) {
    size_t last = layer;
    if (layer > 1 && has_purpose(at - 1, at->purpose[i]))
      continue;
    while (last < t->layers && has_purpose(t->layer + last, at->purpose[i]))
      last++;
    buffer_printf(out, "    * %s", at->purpose[i]);
    if (last > layer)
      buffer_printf(out, " (layers %zu to %zu)", layer, last);
    buffer_puts(out, "\n");
  }
}

static void put_layer(const telling *t, size_t layer, size_t *next)
{
  const explanation *e = t->e;
  const int8_t *before = explanation_stream(e, t->at->t, layer - 1, 2);
  const int8_t *between = explanation_stream(e, t->at->t, layer, 1), *after = explanation_stream(e, t->at->t, layer, 2);
  buffer_printf(t->out, "layer %zu\n", layer);
  put_purposes(t->out, t->at->t, layer);
  for (; *next < e->heads && e->head[*next].layer == layer; ++*next)
    put_head(t, e->head + *next, before, between);
  put_changes(t, "    attention: ", before, between);
  put_changes(t, "    neurons: ", between, after);
}

static void put_prediction(const telling *t)
{
  const segment *at = t->at->told.segment + t->e->segment;
  if (t->e->position < at->prompt_end)
    buffer_puts(t->out, "\nThis is part of the prompt: nothing is predicted here.\n");
  else
    buffer_puts(t->out, "\nThe next token: "), put_token(t, t->e->position + 1), buffer_puts(t->out, "\n");
}

static void tell(const telling *t, size_t token)
{
  const int8_t *embedded = explanation_stream(t->e, t->at->t, 0, 0);
  size_t next = 0;
  buffer_printf(t->out, "token %zu: ", token);
  token_print(t->out, t->m, sequence_token(tokens_of(t), t->e->position));
  if (t->at->told.segments > 1)
    buffer_printf(t->out, ", segment %zu", t->e->segment + 1);
  buffer_printf(t->out, ", position %zu\n\nembedding\n", t->e->position);
  put_changes(t, "    ", NULL, embedded);
  for (size_t layer = 1; layer <= t->at->t->layers; layer++)
    put_layer(t, layer, &next);
  put_prediction(t);
}

int perform_explain(settings *s)
{
  machine *m;
  subject at;
  error err;
  explanation e;
  if (!s->has_token) {
    complain("explain needs --token N; see 'tmprec explain --help'");
    return EXIT_REFUSED;
  }
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  int code = EXIT_DONE;
  if (explain_token(&e, &at, s->token, &err) != STATUS_OK) {
    complain("%s", err.text);
    code = EXIT_REFUSED;
  } else {
    buffer text = {NULL, 0, 0};
    tell(&(telling) {at.m, &at, &e, &text}, s->token);
    print_out(&text);
    buffer_clear(&text);
    explanation_clear(&e);
  }
  subject_close(&at);
  machine_free(m);
  return finish_output(code);
}
