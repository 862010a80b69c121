/* SPDX-License-Identifier: MIT */
/* Inverse temperatures as texts. */
#ifndef BETA_H
#define BETA_H

#include "tmprec/arithmetic/choice.h"

/* 1 for [digits][.digits][e[+-]digits] with at least one digit before the exponent. */
int tp_is_decimal(const char *text);

/* auto, or the number in one form for all texts of it: no zeros to spare, and an exponent
   only below 1e-6 and from 1e16 on. */
void tp_beta_print(tp_buffer *out, const tp_inverse_temperature *beta);

#endif
