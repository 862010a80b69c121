/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/word.h"

#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"
#include "word_scan.h"

word_scan tp_word_scan(const tp_machine *m, const char *text)
{
  return (word_scan) {.m = m, .text = text, .length = strlen(text), .column = 1};
}

int tp_word_scan_next(word_scan *s)
{
  uint32_t point;
  s->column += tp_utf8_count(s->text + s->at, s->size);
  s->at += s->size;
  for (; !tp_machine_is_terse(s->m) && s->at < s->length && strchr(" \t", s->text[s->at]); s->at++)
    s->column++;
  s->size = 0;
  if (s->at < s->length)
    s->size = tp_machine_is_terse(s->m) ? tp_utf8_decode(s->text + s->at, s->length - s->at, &point) : strcspn(s->text + s->at, " \t");
  return s->size > 0;
}

uint32_t tp_word_scan_symbol(const word_scan *s)
{
  uint32_t symbol = tp_machine_find_symbol(s->m, s->text + s->at, s->size);
  if (symbol == UINT32_MAX && !tp_machine_is_terse(s->m))
    symbol = tp_machine_find_symbol_text(s->m, s->text + s->at, s->size);
  return symbol == UINT32_MAX && s->text[s->at] == ' ' ? 0 : symbol;
}

int tp_word_scan_is_in_words(const word_scan *s)
{
  const uint32_t symbol = tp_word_scan_symbol(s);
  return symbol <= tp_machine_inputs(s->m) && (symbol || tp_machine_words_have_blanks(s->m));
}

int tp_word_has_blank(const tp_machine *m, const char *text)
{
  word_scan s = tp_word_scan(m, text);
  while (tp_word_scan_next(&s))
    if (tp_word_scan_symbol(&s) == 0)
      return 1;
  return 0;
}

enum { MOST_SHOWN = 16 };          /* input symbols in a message */

static tp_status not_a_symbol(const word_scan *s, tp_error *err)
{
  tp_buffer known = {NULL, 0, 0};
  const uint32_t inputs = tp_machine_inputs(s->m);
  for (uint32_t i = 1; i <= inputs && i <= MOST_SHOWN; i++)
    tp_buffer_printf(&known, " %s", tp_machine_symbol_name(s->m, i));
  tp_error_set(err, TP_STATUS_REFUSED, "input, character %zu: '%.*s' is not an input symbol of the machine; these are%.400s%s", s->column,
               s->size > 80 ? 80 : (int) s->size, s->text + s->at, known.text, inputs > MOST_SHOWN ? " .." : "");
  tp_buffer_clear(&known);
  return TP_STATUS_REFUSED;
}

static tp_status read_symbols(tp_word *out, word_scan *s, tp_error *err)
{
  size_t capacity = 0;
  for (uint32_t i = 0; i < tp_machine_blanks_before(s->m); i++) {
    TP_MEMORY_GROW(out->symbol, capacity, out->length + 1);
    out->symbol[out->length++] = 0;
  }
  while (tp_word_scan_next(s)) {
    if (!tp_word_scan_is_in_words(s))
      return not_a_symbol(s, err);
    if (out->length >= TP_WORD_MAX_LENGTH)
      return tp_error_set(err, TP_STATUS_REFUSED, "input: longer than %zu symbols", TP_WORD_MAX_LENGTH);
    TP_MEMORY_GROW(out->symbol, capacity, out->length + 1);
    out->symbol[out->length++] = tp_word_scan_symbol(s);
  }
  return s->at == s->length ? TP_STATUS_OK : tp_error_set(err, TP_STATUS_REFUSED, "input, character %zu: not valid UTF-8", s->column);
}

tp_status tp_word_parse(tp_word *out, const tp_machine *m, const char *text, tp_error *err)
{
  word_scan s = tp_word_scan(m, text);
  *out = (tp_word) {NULL, 0};
  tp_status result = read_symbols(out, &s, err);
  if (result != TP_STATUS_OK)
    tp_word_clear(out);
  return result;
}

void tp_word_clear(tp_word *w)
{
  free(w->symbol);
  *w = (tp_word) {NULL, 0};
}

static int has_blanks(const char *name)
{
  uint32_t point;
  for (size_t size; *name; name += size)
    if (!(size = tp_utf8_decode(name, strlen(name), &point)) || !tp_utf8_is_printable(point))
      return 1;
  return 0;
}

void tp_machine_put_symbol(tp_buffer *out, const tp_machine *m, uint32_t symbol, int apart)
{
  const char *name = tp_machine_symbol_name(m, symbol);
  tp_buffer_puts(out, apart && has_blanks(name) ? tp_machine_symbol_text(m, symbol) : name);
}

void tp_word_print(tp_buffer *out, const tp_machine *m, const uint32_t *symbol, size_t length)
{
  const int apart = !tp_machine_is_terse(m);
  for (size_t i = 0; i < length; i++) {
    tp_buffer_puts(out, i && apart ? " " : "");
    tp_machine_put_symbol(out, m, symbol[i], apart);
  }
}
