/* SPDX-License-Identifier: MIT */
/* Elementary functions in binary64 that do not ask the C library: its last bits differ between systems, and what is drawn
   or compared must not.  Off by less than 3 units in the last place. */
#ifndef TMPREC_NUMBERS_ELEMENTARY_H
#define TMPREC_NUMBERS_ELEMENTARY_H

#ifdef __cplusplus
extern "C" {
#endif

/* e^x for x <= 0; -infinity gives 0. */
double tp_elementary_exp(double x);
/* The natural logarithm of x, a normal number greater than 0. */
double tp_elementary_log(double x);
/* cos(2 pi v), |v| < 2^50. */
double tp_elementary_cos_turns(double v);

#ifdef __cplusplus
}
#endif

#endif
