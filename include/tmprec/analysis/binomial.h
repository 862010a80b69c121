/* SPDX-License-Identifier: MIT */
/* Confidence in a rate: the exact interval of Clopper and Pearson (1934). */
#ifndef TMPREC_ANALYSIS_BINOMIAL_H
#define TMPREC_ANALYSIS_BINOMIAL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The interval *low .. *high for a rate, after `found` of `trials` independent trials;
   0 <= found <= trials, trials >= 1, 0 < confidence < 1.  A rate below *low gives `found` or more
   with a probability of less than (1 - confidence) / 2.  A rate above *high gives `found` or fewer
   with a probability of less than that.  *low is 0 if found = 0; *high is 1 if found = trials.
   The ends are found by bisection in binary64. */
void tp_binomial_interval(size_t found, size_t trials, double confidence, double *low, double *high);

#ifdef __cplusplus
}
#endif

#endif
