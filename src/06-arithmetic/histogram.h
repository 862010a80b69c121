/* SPDX-License-Identifier: MIT */
/* Histograms of integer scores, as arithmetic.h hands them out. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include "tmprec/arithmetic/arithmetic.h"

/* count[d] keys have the score best - d, for d < range. */
void tp_histogram_of_counts(tp_score_histogram *h, int best, size_t range, const uint32_t *count);
/* Of at least one key. */
void tp_histogram_of_scores(tp_score_histogram *h, const int16_t *score, size_t keys);

#endif
