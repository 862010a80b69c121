/* SPDX-License-Identifier: MIT */
/* What each layer does at one token, in words and a strip of the tokens. */
#include "explain.h"

#include <math.h>
#include <string.h>

#include "drawing.h"
#include "output.h"
#include "print_document.h"
#include "tmprec/compiler/registers.h"
#include "tmprec/report/drawing.h"
#include "tmprec/tokens/text.h"

enum { STRIP = 64, NAMED = 3 };

typedef struct {
  const settings *s;
  const tp_machine *m;
  const tp_subject *at;
  const tp_explanation *e;
  const tp_rounded_token *r;       /* the same in another arithmetic, or NULL */
  tp_buffer *out;
} telling;

static explain_beside beside(const telling *t) { return (explain_beside) {t->at, t->e, t->r}; }

static const tp_sequence *tokens_of(const telling *t)
{
  return &t->at->told.segment[t->e->segment].tokens;
}

static void put_token(const telling *t, size_t position)
{
  tp_buffer_printf(t->out, "%zu ", position);
  tp_token_print(t->out, t->m, tp_sequence_token(tokens_of(t), position));
}

void explain_put_register_name(tp_buffer *out, const tp_stream_register *r)
{
  tp_buffer_puts(out, r->name);
  if (r->tape)
    tp_buffer_printf(out, "[%u]", r->tape);
}

/* name = what it holds; a flag that is 1 by its name alone */
static void put_register(const telling *t, const tp_stream_register *r, const int8_t *value)
{
  tp_buffer held = {NULL, 0, 0};
  explain_put_register_name(t->out, r);
  if (!tp_register_print(&held, t->m, r, value + r->offset))
    tp_buffer_puts(t->out, r->is_flag ? " = 0" : " not set");
  else if (held.length)
    tp_buffer_printf(t->out, " = %s", held.text);
  tp_buffer_clear(&held);
}

/* The registers that differ from what was before, or all that are set. */
static void put_changes(const telling *t, const char *title, const int8_t *before, const int8_t *after)
{
  const tp_transformer *built = t->at->t;
  const char *between = title;
  for (size_t i = 0; i < built->register_count; i++) {
    const tp_stream_register *r = built->registers + i;
    static const int8_t nothing[64];
    const int8_t *old = before ? before + r->offset : nothing;
    if (!memcmp(old, after + r->offset, r->width))
      continue;
    tp_buffer_puts(t->out, between);
    put_register(t, r, after);
    between = ", ";
  }
  if (between != title)
    tp_buffer_puts(t->out, "\n");
}

/* A character a token, or for several where there are many: # attended, . not, and the
   token itself at the end. */
static void put_strip(const telling *t, const tp_attended_keys *k)
{
  size_t keys = t->e->position + 1, each = (keys + STRIP - 1) / STRIP, at = 0;
  for (size_t from = 0; from < keys; from += each) {
    int is_attended = 0;
    for (; at < k->count && k->best[at] < from + each; at++)
      is_attended = 1;
    tp_buffer_puts(t->out, is_attended ? "#" : ".");
  }
}

static void put_attended(const telling *t, const tp_attended_keys *k)
{
  for (size_t i = 0; i < k->count && i < NAMED; i++) {
    tp_buffer_puts(t->out, i ? ", " : "");
    put_token(t, k->best[i]);
  }
  if (k->count > NAMED)
    tp_buffer_printf(t->out, ", ... (%zu tokens)", k->count);
  if (isinf(k->gap))
    tp_buffer_puts(t->out, "; all keys tie");
  else
    tp_buffer_printf(t->out, "; leads by %g", k->gap);
}

static void put_head(const telling *t, const tp_attended_keys *k)
{
  const tp_transformer *built = t->at->t;
  const tp_attention_head *h = built->layer[k->layer - 1].head + k->head;
  tp_buffer_puts(t->out, "    ");
  put_strip(t, k);
  tp_buffer_puts(t->out, "  ");
  tp_transformer_describe(t->out, built, h->out, h->values);
  tp_buffer_puts(t->out, " <- ");
  tp_transformer_describe(t->out, built, h->v, h->values);
  tp_buffer_puts(t->out, " of ");
  put_attended(t, k);
  if (t->r)
    tp_buffer_printf(t->out, "; weight %.6g", t->r->held[k - t->e->head]);
  if (!tp_explanation_acts(t->e, built, k))
    tp_buffer_puts(t->out, ": adds nothing");
  tp_buffer_puts(t->out, "\n");
}

static int has_purpose(const tp_transformer_layer *l, const char *purpose)
{
  for (size_t i = 0; i < l->purposes; i++)
    if (l->purpose[i] == purpose)
      return 1;
  return 0;
}

/* What begins here, and in which layer it ends. */
static void put_purposes(tp_buffer *out, const tp_transformer *t, size_t layer)
{
  const tp_transformer_layer *at = t->layer + layer - 1;
  for (size_t i = 0; i < at->purposes; i++) {
    size_t last = layer;
    if (layer > 1 && has_purpose(at - 1, at->purpose[i]))
      continue;
    while (last < t->layers && has_purpose(t->layer + last, at->purpose[i]))
      last++;
    tp_buffer_printf(out, "    * %s", at->purpose[i]);
    if (last > layer)
      tp_buffer_printf(out, " (layers %zu to %zu)", layer, last);
    tp_buffer_puts(out, "\n");
  }
}

/* Whether the head is among those asked for. */
static int is_chosen(const telling *t, const tp_attended_keys *k)
{
  return (!t->s->head_shown || k->head + 1 == t->s->head_shown) && (t->s->all || tp_explanation_acts(t->e, t->at->t, k));
}

static int is_layer_chosen(const telling *t, size_t layer)
{
  return tp_number_list_has(&t->s->layers, layer);
}

/* Whether anything happens in the layer at this token. */
static int has_effect(const telling *t, size_t layer)
{
  const tp_transformer *built = t->at->t;
  return memcmp(tp_explanation_stream(t->e, built, layer - 1, 2), tp_explanation_stream(t->e, built, layer, 1), built->width)
         || memcmp(tp_explanation_stream(t->e, built, layer, 1), tp_explanation_stream(t->e, built, layer, 2), built->width)
         || (t->r && explain_is_off(&(explain_beside) {t->at, t->e, t->r}, layer));
}

static void put_layer(const telling *t, size_t layer, size_t *next)
{
  const tp_explanation *e = t->e;
  const int8_t *before = tp_explanation_stream(e, t->at->t, layer - 1, 2);
  const int8_t *between = tp_explanation_stream(e, t->at->t, layer, 1), *after = tp_explanation_stream(e, t->at->t, layer, 2);
  tp_buffer_printf(t->out, "layer %zu\n", layer);
  put_purposes(t->out, t->at->t, layer);
  for (; *next < e->heads && e->head[*next].layer <= layer; ++*next)
    if (e->head[*next].layer == layer && is_chosen(t, e->head + *next))
      put_head(t, e->head + *next);
  const explain_beside b = beside(t);
  put_changes(t, "    attention: ", before, between);
  if (t->r)
    explain_put_off(t->out, &b, layer, 1);
  put_changes(t, "    neurons: ", between, after);
  if (t->r)
    explain_put_off(t->out, &b, layer, 2);
}

static void put_prediction(const telling *t)
{
  const tp_segment *at = t->at->told.segment + t->e->segment;
  if (t->e->position < at->prompt_end)
    tp_buffer_puts(t->out, "\nThis is part of the prompt: nothing is predicted here.\n");
  else
    tp_buffer_puts(t->out, "\nThe next token: "), put_token(t, t->e->position + 1), tp_buffer_puts(t->out, "\n");
  const explain_beside b = beside(t);
  if (t->r && t->e->position >= at->prompt_end)
    explain_put_prediction(t->out, &b);
}

static void tell(const telling *t, size_t token)
{
  const int8_t *embedded = tp_explanation_stream(t->e, t->at->t, 0, 0);
  size_t next = 0;
  tp_buffer_printf(t->out, "token %zu: ", token);
  tp_token_print(t->out, t->m, tp_sequence_token(tokens_of(t), t->e->position));
  tp_buffer_printf(t->out, ", segment %zu", t->e->segment + 1);
  tp_buffer_printf(t->out, ", position %zu\n\nembedding\n", t->e->position);
  put_changes(t, "    ", NULL, embedded);
  size_t still = 0;
  for (size_t layer = 1; layer <= t->at->t->layers; layer++) {
    if (!is_layer_chosen(t, layer))
      continue;
    if (t->s->all || has_effect(t, layer))
      put_layer(t, layer, &next);
    else
      still++;
  }
  if (still)
    tp_buffer_printf(t->out, "\nIn %zu other layers nothing changes at this token (--all).\n", still);
  put_prediction(t);
}

static int draw(const telling *t)
{
  const tp_drawn_token drawn = {t->s->argument[0], t->at, t->e, t->s->token, &t->s->layers, t->s->head_shown, t->s->all};
  tp_draw_attention(t->out, &drawn);
  return put_drawing(t->s, t->out) ? EXIT_DONE : EXIT_REFUSED;
}

/* As picture, JSON or text. */
static int show(settings *s, const telling *t)
{
  if (s->drawn)
    return draw(t);
  if (s->json) {
    const explain_beside b = beside(t);
    tp_json j = json_begin(t->out, s);
    json_explanation(&j, &b, s->token);
    json_end(&j);
  } else {
    tell(t, s->token);
  }
  print_out(t->out);
  return EXIT_DONE;
}

/* The token, and the same in the arithmetic if one is given. */
static int explain(settings *s, const tp_subject *at, const tp_explanation *e)
{
  tp_buffer text = {NULL, 0, 0};
  tp_rounded_token r = {.stream = NULL};
  const tp_setup setup = settings_setup(s);
  const int is_rounded = s->choice.kind != TP_ARITHMETIC_EXACT;
  if (is_rounded)
    tp_round_token(&r, at, &setup, e);
  if (r.is_undecided)
    complain("the run in this arithmetic left a number undecided: what is said of it may be another");
  const telling t = {s, at->m, at, e, is_rounded ? &r : NULL, &text};
  const int code = show(s, &t);
  tp_rounded_token_clear(&r);
  tp_buffer_clear(&text);
  return code;
}

static size_t highest(const tp_number_list *layers)
{
  int most = 0;
  for (size_t i = 0; i < layers->count; i++)
    most = layers->value[i] > most ? layers->value[i] : most;
  return (size_t) most;
}

int perform_explain(settings *s)
{
  tp_machine *m;
  tp_subject at;
  tp_error err;
  tp_explanation e;
  if (!s->has_token) {
    complain("explain needs --token N; see 'tmprec explain --help'");
    return EXIT_REFUSED;
  }
  if (s->drawn && s->choice.kind != TP_ARITHMETIC_EXACT) {
    complain("--plot draws what hardmax does: it takes no arithmetic");
    return EXIT_REFUSED;
  }
  if ((s->drawn && !can_draw(s)) || !open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  if (highest(&s->layers) > at.t->layers) {
    complain("--layer: there are %zu layers", at.t->layers);
    tp_subject_close(&at);
    tp_machine_free(m);
    return EXIT_REFUSED;
  }
  int code = EXIT_DONE;
  if (tp_explain_token(&e, &at, s->token, &err) != TP_STATUS_OK) {
    complain_of(&err);
    code = EXIT_REFUSED;
  } else {
    code = explain(s, &at, &e);
    tp_explanation_clear(&e);
  }
  tp_subject_close(&at);
  tp_machine_free(m);
  return finish_output(code);
}
