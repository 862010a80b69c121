/* SPDX-License-Identifier: MIT */
/* How far all weights of the transformer, or all logits, may be off in a run (doc/precision.md,
   "Noise").  Lower bounds (bound.h). */
#ifndef WEIGHT_NOISE_H
#define WEIGHT_NOISE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

/* Noise of at most this size on every weight (choice.h: tp_site_noise) changes no activation of
   the run in the arithmetic chosen, without noise and exceptions; 0 if any may, -1 if
   nothing is known. */
double tp_weight_noise(const tp_subject *s, const tp_choice *c);

/* The same of noise on every logit, where logits are not rounded; infinity if any size does. */
double tp_logit_noise(const tp_subject *s, const tp_choice *c);

#endif
