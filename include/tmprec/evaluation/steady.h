/* SPDX-License-Identifier: MIT */
/* How far a run with chance in its attention has hardmax's numbers, without an evaluation of it.

   Noise on weights or logits, and stochastic rounding of weights, take random numbers of every key.  Where all numbers
   before it are hardmax's, a row needs only those of keys that can make a difference: not of keys whose values are 0, or
   which are so far behind that whatever they draw is rounded away.  Each number lies between two ends, and is hardmax's
   if both are rounded to that. */
#ifndef TMPREC_EVALUATION_STEADY_H
#define TMPREC_EVALUATION_STEADY_H

#include "tmprec/evaluation/deviation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 1 if that is known for the arithmetic: softmax by sites, the same in all layers; `act` is rounded without chance, into
   a format that has -1, 0 and 1; `attn` may be rounded, with chance or without; `attn` and `logit` may have noise.
   Nothing else is rounded or random. */
int tp_steady_covers(const tp_plan *plan, const tp_setup *setup);

/* All numbers at positions before the result are hardmax's for certain, in a run of that arithmetic, with the draw of
   `setup`.  tp_steady_covers is 1. */
size_t tp_steady_positions(const tp_setup *setup, const tp_hardmax_numbers *run);

#ifdef __cplusplus
}
#endif

#endif
