/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/escape.h"

#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static int digit(char c)
{
  static const char digits[] = "0123456789ABCDEF0123456789abcdef";
  const char *at = c ? strchr(digits, c) : NULL;
  return at ? (int) ((at - digits) % 16) : -1;
}

static int is_escape(const char *text, size_t length)
{
  return length >= 3 && text[0] == '%' && digit(text[1]) >= 0 && digit(text[2]) >= 0;
}

static void put_bytes(tp_buffer *out, const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++)
    tp_buffer_printf(out, "%%%02X", (unsigned) (unsigned char) text[i]);
}

void tp_escape_name(tp_buffer *out, const char *name, size_t length)
{
  const int arrow = length == 2 && !memcmp(name, "->", 2);
  uint32_t point;
  for (size_t at = 0, size; at < length; at += size) {
    const char *c = name + at;
    size = tp_utf8_decode(c, length - at, &point);
    const int prints = size && tp_utf8_is_printable(point);
    size = size ? size : 1;
    if (!prints || strchr("/,^", *c) || (at == 0 && (*c == '#' || arrow)) || is_escape(c, length - at))
      put_bytes(out, c, size);
    else
      tp_buffer_put(out, c, size);
  }
}

int tp_unescape_name(tp_buffer *out, const char *text, size_t length)
{
  const size_t begin = out->length;
  uint32_t point;
  for (size_t at = 0; at < length;) {
    if (is_escape(text + at, length - at)) {
      const char byte = (char) (digit(text[at + 1]) * 16 + digit(text[at + 2]));
      tp_buffer_put(out, &byte, 1);
      at += 3;
    } else {
      tp_buffer_put(out, text + at++, 1);
    }
  }
  for (size_t at = begin, size; at < out->length; at += size)
    if (!(size = tp_utf8_decode(out->text + at, out->length - at, &point)) || point < 0x20 || (point >= 0x7f && point < 0xa0))
      return 0;
  return out->length > begin;
}

/* --- The names of a machine --------------------------------------------------------- */

static char **spell_all(const names *n)
{
  char **text = NULL;
  tp_buffer spelt = {NULL, 0, 0};
  tp_buffer_puts(&spelt, "");          /* a text, of a name without characters too */
  for (size_t i = 0; i < n->count; i++) {
    spelt.length = 0;
    tp_escape_name(&spelt, n->name[i], n->length[i]);
    if (spelt.length == n->length[i] && !memcmp(spelt.text, n->name[i], spelt.length))
      continue;
    if (!text)
      text = tp_memory_zeroed(n->count, sizeof *text);
    text[i] = tp_memory_string(spelt.text, spelt.length);
  }
  tp_buffer_clear(&spelt);
  return text;
}

void tp_machine_spell(tp_machine *m)
{
  m->state_text = spell_all(&m->states);
  m->symbol_text = spell_all(&m->symbols);
}

static void clear(char **text, size_t count)
{
  for (size_t i = 0; text && i < count; i++)
    free(text[i]);
  free(text);
}

void tp_machine_clear_spelling(tp_machine *m)
{
  clear(m->state_text, m->states.count);
  clear(m->symbol_text, m->symbols.count);
}

const char *tp_machine_state_text(const tp_machine *m, uint32_t state)
{
  return m->state_text && m->state_text[state] ? m->state_text[state] : m->states.name[state];
}

const char *tp_machine_symbol_text(const tp_machine *m, uint32_t symbol)
{
  return m->symbol_text && m->symbol_text[symbol] ? m->symbol_text[symbol] : m->symbols.name[symbol];
}

static uint32_t find_text(const names *n, const char *text, size_t length)
{
  if (!memchr(text, '%', length))
    return tp_names_find(n, text, length);
  tp_buffer name = {NULL, 0, 0};
  uint32_t found = tp_unescape_name(&name, text, length) ? tp_names_find(n, name.text, name.length) : UINT32_MAX;
  tp_buffer_clear(&name);
  return found;
}

uint32_t tp_machine_find_state_text(const tp_machine *m, const char *text, size_t length) { return find_text(&m->states, text, length); }
uint32_t tp_machine_find_symbol_text(const tp_machine *m, const char *text, size_t length) { return find_text(&m->symbols, text, length); }
