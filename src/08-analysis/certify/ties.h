/* SPDX-License-Identifier: MIT */
/* What tied keys with the value 1 add up to, for every number of them. */
#ifndef TIES_H
#define TIES_H

#include "weights.h"

/* For every m from 1 to `ties`: m rounded weights of m best keys beside others (`all`), and the others
   of the same value (`same`), add up to between *low and *high.  0 if this is not known: if exponentials are
   rounded and there are too many ties to look at each. */
int tp_tied_output(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, const tp_others *same, uint64_t ties);

/* For many ties a certificate takes them block by block: from a to b best keys add up to a times the weight
   of b at least, and to b times the weight of a at most.  That is a little less sharp than the claim: low and high are widened to it. */
void tp_tied_blocks(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, const tp_others *same, uint64_t ties);

#endif
