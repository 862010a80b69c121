/* SPDX-License-Identifier: MIT */
/* Exceptions of a choice: settings that are different in some layers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "beta.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/number_list.h"
#include "tmprec/base/suggestion.h"

enum { MOST_LAYERS = 1000 };

/* A list of layers up to the colon before a word, from *text on.  *text moves past the colon. */
static tp_status parse_layers(tp_number_list *out, const char **text, tp_error *err)
{
  const size_t length = strspn(*text, "0123456789.,:");
  if (length < 2 || (*text)[length - 1] != ':')
    return tp_error_set(err, TP_STATUS_REFUSED, "not LAYERS:SITE=FORMAT, such as 4..9:act=p:12");
  char *list = tp_memory_string(*text, length - 1);
  tp_status s = tp_number_list_parse(out, list, (tp_number_limits) {.least = 1, .most = MOST_LAYERS, .step = 1}, err);
  free(list);
  *text += length;
  if (s != TP_STATUS_OK && err)
    tp_error_prefix(err, "layers");
  return s;
}

/* The rule for each run of layers in the list. */
static void add_rules(tp_choice *c, tp_layer_exception rule, const tp_number_list *layers)
{
  for (size_t i = 0; i < layers->count;) {
    rule.first = rule.last = (unsigned) layers->value[i];
    for (i++; i < layers->count && layers->value[i] == (int) rule.last + 1; i++)
      rule.last++;
    tp_choice_add_exception(c, &rule);
  }
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
    if (s != TP_STATUS_OK && err) {
      tp_buffer_printf(&text, "beta '%.80s'", value);
      tp_error_prefix(err, text.text);
    }
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

/* WHAT=VALUE */
static tp_status parse_rule(tp_layer_exception *out, const char *at, tp_error *err)
{
  *out = (tp_layer_exception) {.what = -1, .format = {.family = TP_FORMAT_REAL}};
  size_t length = strcspn(at, "=");
  for (int what = 0; what <= TP_EXCEPT_OPERATION; what++)
    if (strlen(tp_exception_what(what)) == length && !strncasecmp(at, tp_exception_what(what), length))
      out->what = what;
  if (out->what >= 0 && at[length] == '=')
    return parse_value(out, at + length + 1, err);
  tp_suggestion near = tp_suggestion_for(at, length);
  for (int what = 0; what <= TP_EXCEPT_OPERATION && out->what < 0; what++)
    tp_suggestion_offer(&near, tp_exception_what(what));
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.*s' is not one of act, attn, logit, exp, acc, param, beta, mpfr, followed by '='%s",
                      length > 80 ? 80 : (int) length, at, tp_suggestion_text(&near));
}

tp_status tp_choice_set_layers(tp_choice *c, const char *text, tp_error *err)
{
  tp_number_list layers = {NULL, 0};
  tp_layer_exception rule;
  tp_status s = parse_layers(&layers, &text, err);
  if (s == TP_STATUS_OK)
    s = parse_rule(&rule, text, err);
  if (s == TP_STATUS_OK)
    add_rules(c, rule, &layers);
  tp_number_list_clear(&layers);
  return s;
}

tp_status tp_exception_parse(tp_layer_exception *out, const char *text, tp_error *err)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_status s = tp_choice_set_layers(&c, text, err);
  if (s == TP_STATUS_OK && c.exceptions != 1)
    s = tp_error_set(err, TP_STATUS_REFUSED, "layers are N or N..M here");
  if (s == TP_STATUS_OK)
    *out = c.except[0];
  tp_choice_clear(&c);
  return s;
}

tp_status tp_choice_check_layers(const tp_choice *c, size_t layers, tp_error *err)
{
  for (size_t i = 0; i < c->exceptions; i++) {
    tp_buffer rule = {NULL, 0, 0};
    if (c->except[i].first <= layers)
      continue;
    tp_exception_print(&rule, c->except + i);
    tp_error_set(err, TP_STATUS_REFUSED, "%.200s: the transformer has %zu layers", rule.text, layers);
    tp_buffer_clear(&rule);
    return TP_STATUS_REFUSED;
  }
  return TP_STATUS_OK;
}

void tp_exception_print(tp_buffer *out, const tp_layer_exception *e)
{
  tp_buffer_printf(out, "%u", e->first);
  if (e->last > e->first)
    tp_buffer_printf(out, "..%u", e->last);
  tp_buffer_printf(out, ":%s=", tp_exception_what(e->what));
  if (e->what == TP_EXCEPT_BETA)
    tp_beta_print(out, &e->beta);
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
