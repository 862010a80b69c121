/* SPDX-License-Identifier: MIT */
/* The scores of a query: the best, the next, and how many keys have the best. */
#ifndef RANKING_H
#define RANKING_H

#include "tmprec/arithmetic/arithmetic.h"

typedef struct {
  double best, next;               /* next: -infinity if all keys tie */
  size_t ties;
} ranking;

ranking tp_rank_keys(tp_workspace *w, const tp_attention_row *row, size_t keys);

#endif
