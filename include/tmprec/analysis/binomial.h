/* Confidence in a rate: the exact interval of Clopper and Pearson (1934). */
#ifndef TMPREC_ANALYSIS_BINOMIAL_H
#define TMPREC_ANALYSIS_BINOMIAL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* `found` of `trials` independent ones: the rates for which as few, or as many, have a
   probability of less than (1 - confidence) / 2 are outside *low .. *high. */
void tp_binomial_interval(size_t found, size_t trials, double confidence, double *low, double *high);

#ifdef __cplusplus
}
#endif

#endif
