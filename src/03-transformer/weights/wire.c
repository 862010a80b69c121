/* SPDX-License-Identifier: MIT */
#include "wire.h"

#include <string.h>

enum { VARINT = 0, LENGTH = 2 };

static void put_varint(tp_buffer *out, uint64_t value)
{
  for (; value >= 0x80; value >>= 7)
    tp_buffer_put(out, &(char) {(char) (value | 0x80)}, 1);
  tp_buffer_put(out, &(char) {(char) value}, 1);
}

void tp_wire_number(tp_buffer *out, unsigned field, uint64_t value)
{
  put_varint(out, field << 3 | VARINT);
  put_varint(out, value);
}

void tp_wire_begin(tp_buffer *out, unsigned field, uint64_t length)
{
  put_varint(out, field << 3 | LENGTH);
  put_varint(out, length);
}

void tp_wire_text(tp_buffer *out, unsigned field, const char *text)
{
  tp_wire_begin(out, field, strlen(text));
  tp_buffer_puts(out, text);
}

void tp_wire_message(tp_buffer *out, unsigned field, tp_buffer *message)
{
  tp_wire_begin(out, field, message->length);
  if (message->length)
    tp_buffer_put(out, message->text, message->length);
  tp_buffer_clear(message);
}
