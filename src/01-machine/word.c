#include "tmprec/machine/word.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

tp_status tp_word_parse(tp_word *out, const tp_machine *m, const char *text, tp_error *err)
{
  int terse = tp_machine_is_terse(m);
  size_t length = strlen(text), capacity = 0, column = 1;
  *out = (tp_word) {NULL, 0};
  for (size_t at = 0; at < length;) {
    size_t size = 0;
    if (terse) {
      uint32_t point;
      size = tp_utf8_decode(text + at, length - at, &point);
      if (!size) {
        tp_word_clear(out);
        return tp_error_set(err, TP_STATUS_REFUSED, "input, character %zu: not valid UTF-8", column);
      }
    } else if (text[at] == ' ' || text[at] == '\t') {
      at++, column++;
      continue;
    } else {
      size = strcspn(text + at, " \t");
    }
    uint32_t symbol = tp_machine_find_symbol(m, text + at, size);
    if (symbol == UINT32_MAX && !terse)
      symbol = tp_machine_find_symbol_text(m, text + at, size);
    if (symbol == UINT32_MAX || symbol == 0 || symbol > tp_machine_inputs(m)) {
      tp_word_clear(out);
      return tp_error_set(err, TP_STATUS_REFUSED, "input, character %zu: '%.*s' is not an input symbol of the machine", column,
                          size > 80 ? 80 : (int) size, text + at);
    }
    if (out->length >= TP_WORD_MAX_LENGTH) {
      tp_word_clear(out);
      return tp_error_set(err, TP_STATUS_REFUSED, "input: longer than %zu symbols", TP_WORD_MAX_LENGTH);
    }
    TP_MEMORY_GROW(out->symbol, capacity, out->length + 1);
    out->symbol[out->length++] = symbol;
    column += tp_utf8_count(text + at, size);
    at += size;
  }
  return TP_STATUS_OK;
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

void tp_word_print(tp_buffer *out, const tp_machine *m, const uint32_t *symbol, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    if (i && !tp_machine_is_terse(m))
      tp_buffer_puts(out, " ");
    const char *name = tp_machine_symbol_name(m, symbol[i]);
    /* Between blanks a name with blanks is spelt as in tokens. */
    tp_buffer_puts(out, tp_machine_is_terse(m) || !has_blanks(name) ? name : tp_machine_symbol_text(m, symbol[i]));
  }
}
