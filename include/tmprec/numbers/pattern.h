/* SPDX-License-Identifier: MIT */
/* Bit patterns of any length (doc/precision.md, "Formats"): fixed point and grids in two's complement,
   eXmY as sign, exponent and fraction, posits as their standard says. */
#ifndef TMPREC_NUMBERS_PATTERN_H
#define TMPREC_NUMBERS_PATTERN_H

#include "tmprec/numbers/exact.h"
#include "tmprec/numbers/format.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 1 if the format has patterns: all but real and p:N. */
int tp_pattern_exists(tp_format f);

/* The value of a pattern, 0 <= pattern < 2^bits; 0 if it is not used. */
int tp_pattern_decode(tp_exact *out, tp_format f, const mpz_t pattern);

/* The pattern of a value of the format; 0 if there is none: of NaN in formats without it, and of what
   is no value.  NaN has several in eXmY: the quiet one without a payload, 0 11..1 10..0.  -0 has that of 0 where
   the format has no -0. */
int tp_pattern_encode(mpz_t pattern, tp_format f, const tp_exact *x);

/* 1 if the format has a pattern for -0. */
int tp_format_has_negative_zero(tp_format f);

#ifdef __cplusplus
}
#endif

#endif
