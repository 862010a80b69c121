/* SPDX-License-Identifier: MIT */
/* Raising precision, site by site and layer by layer. */
#ifndef PRECISE_H
#define PRECISE_H

#include "tmprec/arithmetic/choice.h"

/* Larger than 2 r ln 2 + 2 up to r = 40: it leaves e^-60 of a rival's weight. */
#define PRECISE_BETA "60"

enum { RAISABLE = TP_EXCEPT_OPERATION + 1 };

/* What of a choice can be raised, bit 1u << what of each: sites that are rounded, in some
   layer at least, or every operation, and beta. */
unsigned tp_raisable(const tp_choice *c);

/* One of them, so precise that it does no harm, in layers first .. last. */
tp_layer_exception tp_raise_in(int what, unsigned first, unsigned last);

/* The choice with some of it raised in layers first .. last; the caller clears it. */
tp_choice tp_raise_some(const tp_choice *c, unsigned what, unsigned first, unsigned last);

#endif
