/* SPDX-License-Identifier: MIT */
#include "value.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/numbers/decimal.h"

value tp_value_of_text(const char *text)
{
  return (value) {1, {.text = tp_memory_string(text, strlen(text))}};
}

value tp_value_of_list(const char *const *text, size_t count)
{
  tp_buffer all = {NULL, 0, 0};
  for (size_t i = 0; i < count; i++)
    tp_buffer_printf(&all, "%s\n", text[i]);
  return (value) {1, {.text = all.text ? all.text : tp_memory_string("", 0)}};
}

int tp_value_is_text(const tp_column *c)
{
  return c->type == TP_COLUMN_TEXT || c->type == TP_COLUMN_DECIMAL;
}

int tp_value_is_number(const tp_column *c)
{
  return c->type == TP_COLUMN_SHORTEST || c->type == TP_COLUMN_SIGNIFICANT || c->type == TP_COLUMN_DECIMALS;
}

void tp_value_clear(value *v, const tp_column *c)
{
  if (v->is_there && (tp_value_is_text(c) || c->type == TP_COLUMN_LIST))
    free(v->as.text);
}

static void print_number(tp_buffer *out, const tp_column *c, double x)
{
  if (isnan(x))
    tp_buffer_puts(out, "nan");
  else if (isinf(x))
    tp_buffer_puts(out, x < 0 ? "-inf" : "inf");
  else if (c->type == TP_COLUMN_SHORTEST)
    tp_print_shortest(out, x);
  else if (c->type == TP_COLUMN_SIGNIFICANT)
    tp_buffer_printf(out, "%.*g", c->digits, x);
  else
    tp_buffer_printf(out, "%.*f", c->digits, x);
}

static void print_list(tp_buffer *out, const char *text)
{
  for (; *text; text++)
    if (*text != '\n')
      tp_buffer_put(out, text, 1);
    else if (text[1])
      tp_buffer_puts(out, "\t");
}

void tp_value_print(tp_buffer *out, const value *v, const tp_column *c)
{
  if (!v->is_there)
    return;
  switch (c->type) {
  case TP_COLUMN_TEXT:
  case TP_COLUMN_DECIMAL: tp_buffer_puts(out, v->as.text); break;
  case TP_COLUMN_LIST: print_list(out, v->as.text); break;
  case TP_COLUMN_INTEGER: tp_buffer_printf(out, "%" PRIu64, v->as.integer); break;
  case TP_COLUMN_VERDICT: tp_buffer_puts(out, tp_verdict_text[v->as.verdict]); break;
  default: print_number(out, c, v->as.number); break;
  }
}

static value value_of(const char *text, const tp_column *c)
{
  if (tp_value_is_text(c))
    return tp_value_of_text(text);
  if (c->type == TP_COLUMN_INTEGER)
    return (value) {1, {.integer = strtoull(text, NULL, 10)}};
  if (c->type == TP_COLUMN_VERDICT)
    return (value) {1, {.verdict = *text == '1' ? TP_VERDICT_YES : *text == '0' ? TP_VERDICT_NO : TP_VERDICT_UNKNOWN}};
  return (value) {1, {.number = strtod(text, NULL)}};
}

/* Whatever was read is printed again: all other spellings show. */
int tp_value_parse(value *v, const char *text, const tp_column *c)
{
  assert(c->type != TP_COLUMN_LIST);
  tp_buffer again = {NULL, 0, 0};
  *v = value_of(text, c);
  tp_value_print(&again, v, c);
  const int same = !strcmp(again.length ? again.text : "", text);
  tp_buffer_clear(&again);
  if (!same)
    tp_value_clear(v, c);
  return same;
}

static void json_list(tp_json *j, const char *name, const char *text)
{
  tp_json_begin(j, name, TP_JSON_ARRAY_LINE);
  for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
    char *one = tp_memory_string(text, (size_t) (end - text));
    tp_json_text(j, NULL, one);
    free(one);
  }
  tp_json_end(j);
}

static void json_number(tp_json *j, const char *name, const value *v, const tp_column *c)
{
  tp_buffer text = {NULL, 0, 0};
  print_number(&text, c, v->as.number);
  tp_json_rounded(j, name, text.text);
  tp_buffer_clear(&text);
}

void tp_value_json(tp_json *j, const char *name, const value *v, const tp_column *c)
{
  if (!v->is_there) {
    tp_json_null(j, name);
    return;
  }
  switch (c->type) {
  case TP_COLUMN_TEXT: tp_json_text(j, name, v->as.text); break;
  case TP_COLUMN_DECIMAL: tp_json_decimal(j, name, v->as.text); break;
  case TP_COLUMN_LIST: json_list(j, name, v->as.text); break;
  case TP_COLUMN_INTEGER: tp_json_integer(j, name, v->as.integer); break;
  case TP_COLUMN_VERDICT:
    if (v->as.verdict == TP_VERDICT_UNKNOWN)
      tp_json_text(j, name, tp_verdict_text[TP_VERDICT_UNKNOWN]);
    else
      tp_json_boolean(j, name, v->as.verdict == TP_VERDICT_YES);
    break;
  default: json_number(j, name, v, c); break;
  }
}
