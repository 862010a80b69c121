/* SPDX-License-Identifier: MIT */
/* What rounding into a format does to numbers beside 0 and 1, as bounds (bound.h). */
#ifndef RADIUS_H
#define RADIUS_H

#include "tmprec/numbers/rounding.h"

/* Bits of MPFR in which a number of the format, a sum of it and a binary64 number, and a
   quotient rounded into it are exact; not for shared scales. */
mpfr_prec_t tp_radius_bits(tp_format f);

/* A lower bound on the radius of `value`, which is 0 or 1: every error of at most this size is
   rounded away.  It is the largest binary64 number of which that is true.  0 if there is none,
   as around 0 in formats whose exponents have no bound, and if the value is not one of the
   format's.  Not for stochastic rounding. */
double tp_radius_down(const tp_rounding *r, int value);

/* An upper bound on what rounding to nearest moves a number of [0, 1] by, if 1 is a value of
   the format: half of the widest step there, or what a format without subnormals makes 0.
   Infinity for posits, whose steps are not looked into here. */
double tp_radius_half_step_up(tp_format f);

/* An upper bound on the part by which rounding makes a number of (0, 1] larger; infinity if
   there is none.  To nearest: to twice as much where it becomes the least positive number, less
   where exponents have no bound; but all that is not 0 becomes a positive posit.  Upwards
   there is no bound unless exponents have none. */
double tp_radius_growth_up(const tp_rounding *r);

/* 1 if an integer is rounded to itself; to an infinity or NaN. */
int tp_radius_keeps(const tp_rounding *r, int value);
int tp_radius_loses(const tp_rounding *r, int value);

#endif
