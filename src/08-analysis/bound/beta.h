/* SPDX-License-Identifier: MIT */
/* beta between two numbers. */
#ifndef BOUND_BETA_H
#define BOUND_BETA_H

#include "tmprec/arithmetic/choice.h"

/* The beta that the arithmetic by sites multiplies scores by, rounded where param is, to nearest.  It is a binary
   number, and both are that number, unless it is a value of a grid, which is a fraction.  *low and *high have at least 128
   bits. */
void tp_beta_between(mpfr_t low, mpfr_t high, const tp_choice *c, unsigned r);

#endif
