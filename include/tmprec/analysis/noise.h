/* From noise that is safe whatever it is to normal noise that is safe with some probability. */
#ifndef TMPREC_ANALYSIS_NOISE_H
#define TMPREC_ANALYSIS_NOISE_H

#include "tmprec/analysis/subject.h"

/* How many random numbers noise at a site (act, attn, logit or param) takes in one run. */
double tp_noise_draws(const tp_subject *s, int site);

/* The standard deviation of normal noise of which, with this probability at least, none of so
   many draws is larger than `size` (the union bound; probability in (0, 1), draws >= 1). */
double tp_noise_deviation(double size, double draws, double probability);

#endif
