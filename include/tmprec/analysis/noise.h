/* SPDX-License-Identifier: MIT */
/* Noise that is safe: what the margins of a run without noise tolerate, whatever the noise is,
   and normal noise that is as small with some probability (doc/precision.md, "Noise").  All sizes
   are lower bounds (bound.h). */
#ifndef TMPREC_ANALYSIS_NOISE_H
#define TMPREC_ANALYSIS_NOISE_H

#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/subject.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Noise of up to this size at a site, act, attn, logit or param, leaves the run as it is, in every
   activation, whatever it is; of the arithmetic that m was measured for, without noise.
   -1: nothing is known. */
double tp_margins_noise(const tp_margins *m, const tp_subject *s, const tp_choice *c, int site);

/* The same of an arithmetic that has noise at this site, of any size.  The run without it is
   measured here.  Logits may be rounded: before the noise and once more with it. */
double tp_noise_bound(const tp_subject *s, const tp_choice *c, int site);

/* That for uniform noise.  For normal noise the deviation of which all draws of so many trials
   are within that bound, with this probability at least. */
double tp_noise_safe(const tp_subject *s, const tp_choice *c, int site, size_t trials, double probability);

/* How many random numbers noise at a site takes in one run, at most (exact below 2^53). */
double tp_noise_draws(const tp_subject *s, int site);

/* The standard deviation of normal noise of which, with this probability at least, none of so
   many draws is larger than `size` (the union bound; probability in (0, 1), draws >= 1). */
double tp_noise_deviation(double size, double draws, double probability);

#ifdef __cplusplus
}
#endif

#endif
