/* Choices that differ by layer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backends.h"
#include "tmprec/base/memory.h"

enum { MOST_LAYERS = 1000 };

/* N or N..M, up to the colon at *text, which moves on behind it; 0 if it is none. */
static int parse_layers(unsigned long *first, unsigned long *last, const char **text)
{
  char *end;
  *first = *last = strtoul(*text, &end, 10);
  if (end == *text || !strchr("0123456789", **text))
    return 0;
  if (!strncmp(end, "..", 2) && strchr("0123456789", end[2]) && end[2])
    *last = strtoul(end + 2, &end, 10);
  *text = end + 1;
  return *end == ':';
}

const char *tp_exception_what(int what)
{
  return what == TP_EXCEPT_BETA ? "beta" : what == TP_EXCEPT_OPERATION ? "mpfr" : tp_site_name[what];
}

static tp_status parse_value(tp_layer_exception *e, const char *value, tp_error *err)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_buffer text = {NULL, 0, 0};
  tp_status s;
  switch (e->what) {
  case TP_EXCEPT_BETA:
    s = tp_choice_set_beta(&c, value, err);
    e->beta = c.beta;
    break;
  case TP_EXCEPT_OPERATION:
    tp_buffer_printf(&text, "mpfr:%s", value);
    s = tp_choice_set_format(&c, text.text, err);
    e->format = c.operation;
    break;
  default:
    s = tp_format_parse(&e->format, value, err);
    break;
  }
  tp_buffer_clear(&text);
  return s;
}

tp_status tp_exception_parse(tp_layer_exception *out, const char *text, tp_error *err)
{
  const char *at = text;
  *out = (tp_layer_exception) {.what = -1, .format = {.family = TP_FORMAT_REAL}};
  unsigned long first, last;
  if (!parse_layers(&first, &last, &at))
    return tp_error_set(err, TP_STATUS_REFUSED, "--at '%.80s': not LAYERS:SITE=FORMAT, like 4..9:act=p:12", text);
  if (first < 1 || last > MOST_LAYERS || last < first)
    return tp_error_set(err, TP_STATUS_REFUSED, "--at '%.80s': layers are N or N..M, from 1 to %d, in ascending order", text, MOST_LAYERS);
  out->first = (unsigned) first;
  out->last = (unsigned) last;
  size_t length = strcspn(at, "=");
  for (int what = 0; what <= TP_EXCEPT_OPERATION; what++)
    if (strlen(tp_exception_what(what)) == length && !strncasecmp(at, tp_exception_what(what), length))
      out->what = what;
  if (out->what < 0 || at[length] != '=')
    return tp_error_set(err, TP_STATUS_REFUSED, "--at '%.80s': '%.*s' is not one of act, attn, logit, exp, acc, param, beta, mpfr, followed by '='",
                        text, length > 80 ? 80 : (int) length, at);
  tp_status result = parse_value(out, at + length + 1, err);
  if (result != TP_STATUS_OK) {
    char prefix[100];
    snprintf(prefix, sizeof prefix, "--at '%.80s'", text);
    tp_error_prefix(err, prefix);
  }
  return result;
}

void tp_exception_print(tp_buffer *out, const tp_layer_exception *e)
{
  tp_buffer_printf(out, "%u", e->first);
  if (e->last > e->first)
    tp_buffer_printf(out, "..%u", e->last);
  tp_buffer_printf(out, ":%s=", tp_exception_what(e->what));
  if (e->what == TP_EXCEPT_BETA)
    tp_buffer_puts(out, e->beta.is_auto ? "auto" : e->beta.decimal);
  else if (e->what == TP_EXCEPT_OPERATION && e->format.family == TP_FORMAT_FLOAT)
    tp_buffer_printf(out, "%d", e->format.a);
  else
    tp_format_print(out, e->format);
}

tp_choice tp_choice_at_layer(const tp_choice *c, unsigned layer)
{
  tp_choice there = *c;
  there.except = NULL;
  there.exceptions = 0;
  for (size_t i = 0; i < c->exceptions; i++) {
    const tp_layer_exception *e = c->except + i;
    if (layer < e->first || layer > e->last)
      continue;
    if (e->what == TP_EXCEPT_BETA)
      there.beta = e->beta;
    else if (e->what == TP_EXCEPT_OPERATION)
      there.operation = e->format;
    else
      there.site[e->what] = e->format;
  }
  return there;
}

/* Whether the exceptions treat two layers alike. */
static int same_layer(const tp_choice *c, unsigned a, unsigned b)
{
  for (size_t i = 0; i < c->exceptions; i++) {
    const tp_layer_exception *e = c->except + i;
    if ((a >= e->first && a <= e->last) != (b >= e->first && b <= e->last))
      return 0;
  }
  return 1;
}

/* The bits that all layers work with: those of the slowest way that one of them takes. */
static int common_working(const tp_choice *c, size_t layers)
{
  if (c->working || !c->exceptions)
    return c->working;
  tp_choice slow = *c;
  int all = c->kind != TP_ARITHMETIC_MPFR;
  for (unsigned l = 1; l <= layers && all; l++) {
    tp_choice there = tp_choice_at_layer(c, l);
    all = tp_binary64_can(&there);
  }
  return !all && tp_arithmetic_refine(&slow) ? slow.working : 0;
}

tp_layered_arithmetic tp_layered_new(const tp_choice *c, unsigned r, size_t keys, size_t layers)
{
  tp_layered_arithmetic l = {.layers = layers};
  l.at = tp_memory_new(layers, sizeof *l.at);
  l.own = tp_memory_new(layers, sizeof *l.own);
  int working = common_working(c, layers);
  for (unsigned i = 1; i <= layers; i++) {
    unsigned like = 1;
    while (like < i && !same_layer(c, like, i))
      like++;
    if (like < i) {
      l.at[i - 1] = l.at[like - 1];
      continue;
    }
    tp_choice there = tp_choice_at_layer(c, i);
    there.working = working;
    l.at[i - 1] = l.own[l.count++] = tp_arithmetic_new(&there, r, keys);
  }
  return l;
}

void tp_layered_free(tp_layered_arithmetic *l)
{
  for (size_t i = 0; i < l->count; i++)
    l->own[i]->op->destroy(l->own[i]);
  free(l->own);
  free(l->at);
}

int tp_layered_undecided(const tp_layered_arithmetic *l)
{
  int undecided = 0;
  for (size_t i = 0; i < l->count; i++)
    undecided |= l->own[i]->op->undecided(l->own[i]);
  return undecided;
}
