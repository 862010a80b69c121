/* SPDX-License-Identifier: MIT */
/* Binary64 numbers in decimal. */
#ifndef TMPREC_NUMBERS_DECIMAL_H
#define TMPREC_NUMBERS_DECIMAL_H

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the shortest decimal that reads back as the same binary64 number, at most 17 digits;
   or inf, -inf, nan. */
void tp_print_shortest(tp_buffer *out, double x);

#ifdef __cplusplus
}
#endif

#endif
