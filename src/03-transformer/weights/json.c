/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

enum { MOST_LEVELS = 64 };

typedef struct {
  const char *start, *at, *end;
  tp_error *err;
} reader;

static tp_status refuse(const reader *r, const char *what)
{
  return tp_error_set(r->err, TP_STATUS_REFUSED, "no JSON: %s at byte %zu", what, (size_t) (r->at - r->start));
}

static void skip_blanks(reader *r)
{
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
    r->at++;
}

/* 1 if the text goes on with this, which is then read. */
static int takes(reader *r, const char *text)
{
  const size_t length = strlen(text);
  if ((size_t) (r->end - r->at) < length || memcmp(r->at, text, length))
    return 0;
  r->at += length;
  return 1;
}

/* --- Strings ---------------------------------------------------------------------------------- */

static int hex(reader *r, uint32_t *out)
{
  *out = 0;
  for (int i = 0; i < 4; i++, r->at++) {
    static const char digits[] = "0123456789abcdef";
    const char *digit = r->at < r->end && *r->at ? strchr(digits, *r->at >= 'A' && *r->at <= 'F' ? *r->at + 32 : *r->at) : NULL;
    if (!digit)
      return 0;
    *out = *out << 4 | (uint32_t) (digit - digits);
  }
  return 1;
}

static void put_point(tp_buffer *out, uint32_t point)
{
  char text[4];
  const int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
  text[0] = (char) (lead[more] | point >> 6 * more);
  for (int i = 1; i <= more; i++)
    text[i] = (char) (0x80 | (point >> 6 * (more - i) & 0x3f));
  tp_buffer_put(out, text, (size_t) more + 1);
}

/* After the backslash. */
static int read_escape(reader *r, tp_buffer *out)
{
  static const char letter[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
  const char c = r->at < r->end ? *r->at++ : 0, *known = c ? strchr(letter, c) : NULL;
  uint32_t point, low;
  if (known) {
    tp_buffer_put(out, meaning + (known - letter), 1);
    return 1;
  }
  if (c != 'u' || !hex(r, &point) || point == 0)
    return 0;
  if (point >= 0xd800 && point < 0xdc00) {
    if (!takes(r, "\\u") || !hex(r, &low) || low < 0xdc00 || low > 0xdfff)
      return 0;
    point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
  } else if (point >= 0xdc00 && point < 0xe000) {
    return 0;
  }
  put_point(out, point);
  return 1;
}

static tp_status read_string(reader *r, char **out)
{
  tp_buffer text = {NULL, 0, 0};
  tp_status result = takes(r, "\"") ? TP_STATUS_OK : refuse(r, "a string is missing");
  tp_buffer_puts(&text, "");
  while (result == TP_STATUS_OK && !takes(r, "\"")) {
    uint32_t point;
    const size_t size = tp_utf8_decode(r->at, (size_t) (r->end - r->at), &point);
    if (!size || point < ' ')
      result = refuse(r, "a string does not end, or is no UTF-8");
    else if (takes(r, "\\"))
      result = read_escape(r, &text) ? TP_STATUS_OK : refuse(r, "an escape is wrong");
    else
      tp_buffer_put(&text, r->at, size), r->at += size;
  }
  *out = result == TP_STATUS_OK ? tp_memory_string(text.text, text.length) : NULL;
  tp_buffer_clear(&text);
  return result;
}

/* --- Values ----------------------------------------------------------------------------------- */

static size_t digits(reader *r)
{
  const char *from = r->at;
  while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
    r->at++;
  return (size_t) (r->at - from);
}

static tp_status read_number(reader *r, json_value *out)
{
  const char *from = r->at;
  out->kind = JSON_NUMBER;
  takes(r, "-");
  int good = takes(r, "0") || digits(r);
  if (takes(r, "."))
    good = digits(r) && good;
  if (takes(r, "e") || takes(r, "E")) {
    if (!takes(r, "+"))
      takes(r, "-");
    good = digits(r) && good;
  }
  if (!good)
    return refuse(r, "a value is missing or wrong");
  out->text = tp_memory_string(from, (size_t) (r->at - from));
  return TP_STATUS_OK;
}

static tp_status read_value(reader *r, json_value *out, int levels);

/* An item of an array, or with a name of an object. */
static tp_status read_item(reader *r, json_value *of, int levels)
{
  json_value item = {0};
  tp_status result = TP_STATUS_OK;
  skip_blanks(r);
  if (of->kind == JSON_OBJECT) {
    result = read_string(r, &item.name);
    skip_blanks(r);
    if (result == TP_STATUS_OK && !takes(r, ":"))
      result = refuse(r, "a colon is missing");
  }
  if (result == TP_STATUS_OK)
    result = read_value(r, &item, levels - 1);
  TP_MEMORY_GROW(of->item, of->capacity, of->items + 1);
  of->item[of->items++] = item;
  return result;
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static int has_twins(const json_value *v)
{
  const char **name = tp_memory_new(v->items, sizeof *name);
  int twins = 0;
  for (size_t i = 0; i < v->items; i++)
    name[i] = v->item[i].name;
  qsort(name, v->items, sizeof *name, compare_names);
  for (size_t i = 1; i < v->items; i++)
    twins |= !strcmp(name[i - 1], name[i]);
  free(name);
  return twins;
}

static tp_status read_items(reader *r, json_value *out, json_kind kind, int levels)
{
  const char *end = kind == JSON_OBJECT ? "}" : "]";
  tp_status result = levels ? TP_STATUS_OK : refuse(r, "too many levels");
  out->kind = kind;
  skip_blanks(r);
  if (result != TP_STATUS_OK || takes(r, end))
    return result;
  do {
    result = read_item(r, out, levels);
    skip_blanks(r);
  } while (result == TP_STATUS_OK && takes(r, ","));
  if (result == TP_STATUS_OK && !takes(r, end))
    result = refuse(r, "a comma or an end is missing");
  if (result == TP_STATUS_OK && kind == JSON_OBJECT && has_twins(out))
    result = refuse(r, "a name comes twice in the object that ends");
  return result;
}

static tp_status read_value(reader *r, json_value *out, int levels)
{
  skip_blanks(r);
  if (takes(r, "{"))
    return read_items(r, out, JSON_OBJECT, levels);
  if (takes(r, "["))
    return read_items(r, out, JSON_ARRAY, levels);
  if (r->at < r->end && *r->at == '"') {
    out->kind = JSON_STRING;
    return read_string(r, &out->text);
  }
  if (takes(r, "null"))
    return TP_STATUS_OK;
  out->kind = JSON_BOOLEAN;
  out->is_true = takes(r, "true");
  return out->is_true || takes(r, "false") ? TP_STATUS_OK : read_number(r, out);
}

tp_status tp_json_read(json_value *out, const char *text, size_t length, tp_error *err)
{
  reader r = {text, text, text + length, err};
  *out = (json_value) {0};
  tp_status result = read_value(&r, out, MOST_LEVELS);
  skip_blanks(&r);
  if (result == TP_STATUS_OK && r.at < r.end)
    result = refuse(&r, "something follows the value");
  if (result != TP_STATUS_OK)
    tp_json_clear(out);
  return result;
}

void tp_json_clear(json_value *v)
{
  for (size_t i = 0; i < v->items; i++)
    tp_json_clear(v->item + i);
  free(v->item);
  free(v->name);
  free(v->text);
  *v = (json_value) {0};
}

const json_value *tp_json_member(const json_value *v, const char *name, json_kind kind)
{
  for (size_t i = 0; v && v->kind == JSON_OBJECT && i < v->items; i++)
    if (!strcmp(v->item[i].name, name))
      return v->item[i].kind == kind ? v->item + i : NULL;
  return NULL;
}

int tp_json_count(const json_value *v, uint64_t *out, uint64_t most)
{
  *out = 0;
  if (!v || v->kind != JSON_NUMBER)
    return 0;
  for (const char *digit = v->text; *digit; digit++) {
    const uint64_t d = (uint64_t) (*digit - '0');
    if (*digit < '0' || *digit > '9' || *out > (most - d) / 10 || d > most)
      return 0;
    *out = 10 * *out + d;
  }
  return 1;
}
