/* SPDX-License-Identifier: MIT */
#include "tmprec/report/json.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/json_text.h"
#include "tmprec/numbers/decimal.h"

tp_json tp_json_to(tp_buffer *out)
{
  return (tp_json) {.out = out};
}

/* --- Objects and arrays ----------------------------------------------------------------------- */

static void put_line(tp_json *j)
{
  tp_buffer_printf(j->out, "\n%*s", 2 * j->depth, "");
}

/* What stands before a value: a comma, its place, its name. */
static void lead(tp_json *j, const char *name)
{
  if (!j->depth)
    return;
  const int is_array = j->open[j->depth - 1].is_array, is_first = !j->open[j->depth - 1].members++;
  assert(is_array == !name);
  tp_buffer_puts(j->out, is_first ? "" : ",");
  if (!j->in_line)
    put_line(j);
  else if (!is_first)
    tp_buffer_puts(j->out, " ");
  if (name) {
    tp_json_put_string(j->out, name);
    tp_buffer_puts(j->out, ": ");
  }
}

void tp_json_begin(tp_json *j, const char *name, tp_json_kind kind)
{
  const int is_array = kind == TP_JSON_ARRAY || kind == TP_JSON_ARRAY_LINE;
  assert(j->depth < TP_JSON_MOST_DEPTH);
  lead(j, name);
  tp_buffer_puts(j->out, is_array ? "[" : "{");
  j->open[j->depth].is_array = is_array;
  j->open[j->depth].members = 0;
  j->depth++;
  if (!j->in_line && (kind == TP_JSON_OBJECT_LINE || kind == TP_JSON_ARRAY_LINE))
    j->in_line = j->depth;
}

void tp_json_end(tp_json *j)
{
  assert(j->depth);
  const int in_line = j->in_line;
  j->in_line = in_line == j->depth ? 0 : in_line;
  j->depth--;
  if (!in_line && j->open[j->depth].members)
    put_line(j);
  tp_buffer_puts(j->out, j->open[j->depth].is_array ? "]" : "}");
  if (!j->depth)
    tp_buffer_puts(j->out, "\n");
}

/* --- Values ------------------------------------------------------------------------------------- */

void tp_json_null(tp_json *j, const char *name)
{
  lead(j, name);
  tp_buffer_puts(j->out, "null");
}

void tp_json_text(tp_json *j, const char *name, const char *text)
{
  if (!text) {
    tp_json_null(j, name);
    return;
  }
  lead(j, name);
  tp_json_put_string(j->out, text);
}

void tp_json_boolean(tp_json *j, const char *name, int value)
{
  lead(j, name);
  tp_buffer_puts(j->out, value ? "true" : "false");
}

static void put_integer(tp_json *j, const char *name, int is_negative, uint64_t value)
{
  static const uint64_t most = UINT64_C(1) << 53;     /* all up to here are binary64 numbers */
  const char *quote = value <= most ? "" : "\"";
  lead(j, name);
  tp_buffer_printf(j->out, "%s%s%" PRIu64 "%s", quote, is_negative ? "-" : "", value, quote);
}

void tp_json_integer(tp_json *j, const char *name, uint64_t value)
{
  put_integer(j, name, 0, value);
}

void tp_json_signed(tp_json *j, const char *name, int64_t value)
{
  put_integer(j, name, value < 0, value < 0 ? -(uint64_t) value : (uint64_t) value);
}

/* A number as JSON spells it? */
static int is_spelt_so(const char *text)
{
  text += *text == '-';
  if (!isdigit((unsigned char) *text) || (*text == '0' && isdigit((unsigned char) text[1])))
    return 0;
  text += strspn(text, "0123456789");
  if (*text == '.' && !isdigit((unsigned char) *++text))
    return 0;
  text += strspn(text, "0123456789");
  if (*text == 'e') {
    text++;
    text += *text == '+' || *text == '-';
    if (!isdigit((unsigned char) *text))
      return 0;
    text += strspn(text, "0123456789");
  }
  return !*text;
}

static int is_shortest(const char *text)
{
  tp_buffer again = {NULL, 0, 0};
  tp_print_shortest(&again, strtod(text, NULL));
  const int same = !strcmp(again.text, text);
  tp_buffer_clear(&again);
  return same;
}

void tp_json_rounded(tp_json *j, const char *name, const char *text)
{
  lead(j, name);
  if (is_spelt_so(text) && isfinite(strtod(text, NULL)))
    tp_buffer_puts(j->out, text);
  else
    tp_json_put_string(j->out, text);
}

void tp_json_decimal(tp_json *j, const char *name, const char *text)
{
  if (is_shortest(text))
    tp_json_rounded(j, name, text);
  else
    tp_json_text(j, name, text);
}
