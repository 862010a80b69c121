/* SPDX-License-Identifier: MIT */
/* The arithmetics there are; each is a file of its own, or several. */
#ifndef BACKENDS_H
#define BACKENDS_H

#include "tmprec/arithmetic/arithmetic.h"

tp_arithmetic *tp_hardmax_arithmetic(void);
/* mpfr:P in binary64, for what tp_mpfr53_can; NULL where beta is beyond it. */
int tp_mpfr53_can(const tp_choice *c);
tp_arithmetic *tp_mpfr53_arithmetic(const tp_choice *c, unsigned r, size_t keys);
tp_arithmetic *tp_mpfr_arithmetic(const tp_choice *c, unsigned r, size_t keys);

/* By sites: in binary64, for what tp_binary64_can; in enclosures of so many bits, which keep open
   what these do not decide (see tp_effort), or not.  rounds_all: what lies
   between the sites is rounded too, as mpfr has it: products, differences of logits, partial sums of
   exponentials, and beta. */
int tp_binary64_can(const tp_choice *c);
tp_arithmetic *tp_binary64_arithmetic(const tp_choice *c, unsigned r, size_t keys);
tp_arithmetic *tp_enclosed_arithmetic(const tp_choice *c, int bits, int keeps_open, int rounds_all, unsigned r);

/* Where nothing is rounded, in intervals of binary64, for what tp_intervals_can. */
int tp_intervals_can(const tp_choice *c);
tp_arithmetic *tp_interval_arithmetic(const tp_choice *c, unsigned r);

/* Whether an effort means intervals of binary64: in all layers, as they are one backend. */
int tp_effort_is_intervals(const tp_effort *e, const tp_choice *c);

/* Bits that enclosures begin with. */
int tp_first_bits(const tp_choice *c);

#endif
