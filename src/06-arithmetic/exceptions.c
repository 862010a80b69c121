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

const char *exception_what(int what)
{
  return what == EXCEPT_BETA ? "beta" : what == EXCEPT_OPERATION ? "mpfr" : site_name[what];
}

static status parse_value(layer_exception *e, const char *value, error *err)
{
  arithmetic_choice c = {.kind = ARITHMETIC_EXACT};
  buffer text = {NULL, 0, 0};
  status s;
  switch (e->what) {
  case EXCEPT_BETA:
    s = choice_set_beta(&c, value, err);
    e->beta = c.beta;
    break;
  case EXCEPT_OPERATION:
    buffer_printf(&text, "mpfr:%s", value);
    s = choice_set_format(&c, text.text, err);
    e->format = c.operation;
    break;
  default:
    s = format_parse(&e->format, value, err);
    break;
  }
  buffer_clear(&text);
  return s;
}

status exception_parse(layer_exception *out, const char *text, error *err)
{
  const char *at = text;
  *out = (layer_exception) {.what = -1, .format = {.family = FORMAT_REAL}};
  unsigned long first, last;
  if (!parse_layers(&first, &last, &at))
    return error_set(err, STATUS_REFUSED, "--at '%.80s': not LAYERS:SITE=FORMAT, like 4..9:act=p:12", text);
  if (first < 1 || last > MOST_LAYERS || last < first)
    return error_set(err, STATUS_REFUSED, "--at '%.80s': layers are N or N..M, from 1 to %d, in ascending order", text, MOST_LAYERS);
  out->first = (unsigned) first;
  out->last = (unsigned) last;
  size_t length = strcspn(at, "=");
  for (int what = 0; what <= EXCEPT_OPERATION; what++)
    if (strlen(exception_what(what)) == length && !strncasecmp(at, exception_what(what), length))
      out->what = what;
  if (out->what < 0 || at[length] != '=')
    return error_set(err, STATUS_REFUSED, "--at '%.80s': '%.*s' is not one of act, attn, logit, exp, acc, param, beta, mpfr, followed by '='",
                     text, length > 80 ? 80 : (int) length, at);
  status result = parse_value(out, at + length + 1, err);
  if (result != STATUS_OK) {
    char prefix[100];
    snprintf(prefix, sizeof prefix, "--at '%.80s'", text);
    error_prefix(err, prefix);
  }
  return result;
}

void exception_print(buffer *out, const layer_exception *e)
{
  buffer_printf(out, "%u", e->first);
  if (e->last > e->first)
    buffer_printf(out, "..%u", e->last);
  buffer_printf(out, ":%s=", exception_what(e->what));
  if (e->what == EXCEPT_BETA)
    buffer_puts(out, e->beta.is_auto ? "auto" : e->beta.decimal);
  else if (e->what == EXCEPT_OPERATION && e->format.family == FORMAT_FLOAT)
    buffer_printf(out, "%d", e->format.a);
  else
    format_print(out, e->format);
}

arithmetic_choice choice_at_layer(const arithmetic_choice *c, unsigned layer)
{
  arithmetic_choice there = *c;
  there.except = NULL;
  there.exceptions = 0;
  for (size_t i = 0; i < c->exceptions; i++) {
    const layer_exception *e = c->except + i;
    if (layer < e->first || layer > e->last)
      continue;
    if (e->what == EXCEPT_BETA)
      there.beta = e->beta;
    else if (e->what == EXCEPT_OPERATION)
      there.operation = e->format;
    else
      there.site[e->what] = e->format;
  }
  return there;
}

/* Whether the exceptions treat two layers alike. */
static int same_layer(const arithmetic_choice *c, unsigned a, unsigned b)
{
  for (size_t i = 0; i < c->exceptions; i++) {
    const layer_exception *e = c->except + i;
    if ((a >= e->first && a <= e->last) != (b >= e->first && b <= e->last))
      return 0;
  }
  return 1;
}

/* The bits that all layers work with: those of the slowest way that one of them takes. */
static int common_working(const arithmetic_choice *c, size_t layers)
{
  if (c->working || !c->exceptions)
    return c->working;
  arithmetic_choice slow = *c;
  int all = c->kind != ARITHMETIC_MPFR;
  for (unsigned l = 1; l <= layers && all; l++) {
    arithmetic_choice there = choice_at_layer(c, l);
    all = sites_can(&there);
  }
  return !all && arithmetic_refine(&slow) ? slow.working : 0;
}

layered_arithmetic layered_new(const arithmetic_choice *c, unsigned r, size_t keys, size_t layers)
{
  layered_arithmetic l = {.layers = layers};
  l.at = memory_new(layers, sizeof *l.at);
  l.own = memory_new(layers, sizeof *l.own);
  int working = common_working(c, layers);
  for (unsigned i = 1; i <= layers; i++) {
    unsigned like = 1;
    while (like < i && !same_layer(c, like, i))
      like++;
    if (like < i) {
      l.at[i - 1] = l.at[like - 1];
      continue;
    }
    arithmetic_choice there = choice_at_layer(c, i);
    there.working = working;
    l.at[i - 1] = l.own[l.count++] = arithmetic_new(&there, r, keys);
  }
  return l;
}

void layered_free(layered_arithmetic *l)
{
  for (size_t i = 0; i < l->count; i++)
    l->own[i]->op->destroy(l->own[i]);
  free(l->own);
  free(l->at);
}

int layered_undecided(const layered_arithmetic *l)
{
  int undecided = 0;
  for (size_t i = 0; i < l->count; i++)
    undecided |= l->own[i]->op->undecided(l->own[i]);
  return undecided;
}
