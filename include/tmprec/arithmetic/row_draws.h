/* SPDX-License-Identifier: MIT */
/* The random numbers of one row of attention, key by key: those that its arithmetic draws (doc/precision.md, "Stochastic
   rounding" and "Noise"). */
#ifndef TMPREC_ARITHMETIC_ROW_DRAWS_H
#define TMPREC_ARITHMETIC_ROW_DRAWS_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* At one site, for the query of one head at one position. */
typedef struct {
  uint64_t key;
  int is_stochastic;
  tp_site_noise noise;
} tp_row_draws;
tp_row_draws tp_row_draws_at(const tp_choice *c, const tp_draw *d, int site, size_t layer, size_t head, size_t position);

/* For the number of key j: the u of its rounding (rounding.h), what noise adds to it, and the u of the rounding after
   that.  u is 1/2 where rounding takes none. */
double tp_row_draws_rounding(const tp_row_draws *r, size_t j);
double tp_row_draws_noise(const tp_row_draws *r, size_t j);
double tp_row_draws_second_rounding(const tp_row_draws *r, size_t j);

/* All u lie between these; and no noise has a larger magnitude than that, for which nothing is known of infinite sizes. */
#define TP_LEAST_DRAW 0x1p-53
#define TP_MOST_DRAW (1 - 0x1p-53)
double tp_noise_most(const tp_site_noise *noise);

#ifdef __cplusplus
}
#endif

#endif
