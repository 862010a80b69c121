/* SPDX-License-Identifier: MIT */
/* Protocol buffers, as far as ONNX needs them: fields of a message, appended to text. */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>

#include "tmprec/base/buffer.h"

void tp_wire_number(tp_buffer *out, unsigned field, uint64_t value);
void tp_wire_text(tp_buffer *out, unsigned field, const char *text);
void tp_wire_message(tp_buffer *out, unsigned field, tp_buffer *message);     /* which is cleared */

/* The beginning of a field of so many bytes, which have to follow. */
void tp_wire_begin(tp_buffer *out, unsigned field, uint64_t length);

#endif
