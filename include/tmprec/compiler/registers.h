/* What the registers of a compiled machine hold, in words. */
#ifndef TMPREC_COMPILER_REGISTERS_H
#define TMPREC_COMPILER_REGISTERS_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append what the register, whose coordinates have these values, holds: a number, a
   state's or a symbol's name, a move, or bits (+ - 0).  0 and nothing appended if it is
   not set, or a flag that is 0; of a flag that is 1 nothing is appended. */
int tp_register_print(tp_buffer *out, const tp_machine *m, const tp_stream_register *r, const int8_t *value);

#ifdef __cplusplus
}
#endif

#endif
