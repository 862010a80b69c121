/* SPDX-License-Identifier: MIT */
/* The contents of the registers of a compiled machine, in words
   (doc/construction.md, sections 5 and 9.2). */
#ifndef TMPREC_COMPILER_REGISTERS_H
#define TMPREC_COMPILER_REGISTERS_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append what a register holds whose coordinates have these values: a number, the name of a
   state or a symbol, a move, or bits (+ - 0).  The result is 1.  For a flag that is 1 the
   result is 1 too, but nothing is appended.  If all values are 0, the register is not set: the
   result is 0 and nothing is appended. */
int tp_register_print(tp_buffer *out, const tp_machine *m, const tp_stream_register *r, const int8_t *value);

#ifdef __cplusplus
}
#endif

#endif
