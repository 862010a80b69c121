/* Exceptions of a choice: settings that are different in some layers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "beta.h"
#include "tmprec/arithmetic/choice.h"

enum { MOST_LAYERS = 1000 };

/* N or N..M, up to the colon, from *text on.  *text moves past the colon.  0 if there is no such list. */
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

tp_status tp_exception_parse(tp_layer_exception *out, const char *text, tp_error *err)
{
  const char *at = text;
  *out = (tp_layer_exception) {.what = -1, .format = {.family = TP_FORMAT_REAL}};
  unsigned long first, last;
  if (!parse_layers(&first, &last, &at))
    return tp_error_set(err, TP_STATUS_REFUSED, "not LAYERS:SITE=FORMAT, such as 4..9:act=p:12");
  if (first < 1 || last > MOST_LAYERS || last < first)
    return tp_error_set(err, TP_STATUS_REFUSED, "layers are N or N..M, from 1 to %d, in ascending order", MOST_LAYERS);
  out->first = (unsigned) first;
  out->last = (unsigned) last;
  size_t length = strcspn(at, "=");
  for (int what = 0; what <= TP_EXCEPT_OPERATION; what++)
    if (strlen(tp_exception_what(what)) == length && !strncasecmp(at, tp_exception_what(what), length))
      out->what = what;
  if (out->what < 0 || at[length] != '=')
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.*s' is not one of act, attn, logit, exp, acc, param, beta, mpfr, followed by '='",
                        length > 80 ? 80 : (int) length, at);
  return parse_value(out, at + length + 1, err);
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
