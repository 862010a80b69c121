/* SPDX-License-Identifier: MIT */
#include "wrap.h"

#include <string.h>

enum { MARGIN = 4, SHOWN = 40 };

static void put_word(tp_buffer *out, const char *word, size_t length)
{
  if (length > WRAP_MOST - MARGIN)
    tp_buffer_printf(out, "%.*s..(%zu)", SHOWN, word, length);
  else
    tp_buffer_put(out, word, length);
}

void wrap_lines(tp_buffer *text)
{
  tp_buffer out = {NULL, 0, 0};
  size_t start = 0;                /* of the line that is written */
  for (const char *at = text->text ? text->text : ""; *at;) {
    const size_t blanks = strspn(at, " "), word = strcspn(at + blanks, " \n"), before = out.length;
    tp_buffer_put(&out, at, blanks);
    put_word(&out, at + blanks, word);
    if (word && before > start && out.length - start > WRAP_MOST) {
      out.length = before;
      tp_buffer_printf(&out, "\n%*s", MARGIN, "");
      start = before + 1;
      put_word(&out, at + blanks, word);
    }
    at += blanks + word;
    if (*at == '\n') {
      tp_buffer_puts(&out, "\n");
      start = out.length;
      at++;
    }
  }
  tp_buffer_clear(text);
  *text = out;
}
