/* SPDX-License-Identifier: MIT */
/* How much memory an evaluation takes: estimates from above, in bytes (arithmetic/footprint.h says of what kind). */
#ifndef TMPREC_EVALUATION_FOOTPRINT_H
#define TMPREC_EVALUATION_FOOTPRINT_H

#include "tmprec/evaluation/pass.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The transformer of a plan, and the plan. */
double tp_plan_footprint(const tp_plan *p);

/* A pass (pass.h) over a context of so many positions, in chunks of at most `chunk`, with the first effort; 1 position
   at a time is how tokens are generated.  `p` is the plan that the choice needs.  ternary: as for
   tp_arithmetic_footprint_of. */
double tp_pass_footprint(const tp_plan *p, const tp_choice *c, size_t positions, size_t chunk, int ternary);

/* The same in exact arithmetic where nobody watches and all numbers are -1, 0 and 1 (trits.h). */
double tp_trits_footprint(const tp_plan *p, size_t positions);

/* The hardmax numbers of a context of so many positions (deviation.h); the best keys of its rows; and an evaluation
   by what deviates. */
double tp_hardmax_numbers_footprint(const tp_plan *p, size_t positions);
double tp_best_keys_footprint(const tp_plan *p, size_t positions);
double tp_deviation_footprint(const tp_plan *p, size_t positions);

#ifdef __cplusplus
}
#endif

#endif
