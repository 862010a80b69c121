/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "tmprec/base/memory.h"

struct tmprec_text {
  tp_buffer b;
};

char *tp_text_taken(tp_buffer *b)
{
  tp_buffer_puts(b, "");
  char *text = b->text;
  *b = (tp_buffer) {NULL, 0, 0};
  return text;
}

char *tp_text_copy(const char *text)
{
  return text ? tp_memory_string(text, strlen(text)) : NULL;
}

tmprec_text *tp_text_of(tp_buffer *b)
{
  tmprec_text *t = tp_memory_new(1, sizeof *t);
  tp_buffer_puts(b, "");
  t->b = *b;
  *b = (tp_buffer) {NULL, 0, 0};
  return t;
}

static void release(void *object)
{
  tmprec_text *t = object;
  tp_buffer_clear(&t->b);
  free(t);
}

void tmprec_text_free(tmprec_text *text)
{
  tp_call_free(release, text);
}

const char *tmprec_text_data(const tmprec_text *text)
{
  return text->b.text;
}

size_t tmprec_text_length(const tmprec_text *text)
{
  return text->b.length;
}
