#include "tmprec/machine/word.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

status word_parse(word *out, const machine *m, const char *text, error *err)
{
  int terse = machine_is_terse(m);
  size_t length = strlen(text), capacity = 0, column = 1;
  *out = (word) {NULL, 0};
  for (size_t at = 0; at < length;) {
    size_t size = 0;
    if (terse) {
      uint32_t point;
      size = utf8_decode(text + at, length - at, &point);
      if (!size) {
        word_clear(out);
        return error_set(err, STATUS_REFUSED, "input, character %zu: not valid UTF-8", column);
      }
    } else if (text[at] == ' ' || text[at] == '\t') {
      at++, column++;
      continue;
    } else {
      size = strcspn(text + at, " \t");
    }
    uint32_t symbol = machine_find_symbol(m, text + at, size);
    if (symbol == UINT32_MAX || symbol == 0 || symbol > machine_inputs(m)) {
      word_clear(out);
      return error_set(err, STATUS_REFUSED, "input, character %zu: '%.*s' is not an input symbol of the machine", column,
                       size > 80 ? 80 : (int) size, text + at);
    }
    if (out->length >= WORD_MAX_LENGTH) {
      word_clear(out);
      return error_set(err, STATUS_REFUSED, "input: longer than %zu symbols", WORD_MAX_LENGTH);
    }
    MEMORY_GROW(out->symbol, capacity, out->length + 1);
    out->symbol[out->length++] = symbol;
    column += utf8_count(text + at, size);
    at += size;
  }
  return STATUS_OK;
}

void word_clear(word *w)
{
  free(w->symbol);
  *w = (word) {NULL, 0};
}

void word_print(buffer *out, const machine *m, const uint32_t *symbol, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    if (i && !machine_is_terse(m))
      buffer_puts(out, " ");
    buffer_puts(out, machine_symbol_name(m, symbol[i]));
  }
}
