/* SPDX-License-Identifier: MIT */
/* The rows of a hardmax run, one after the other: how far every key is behind the best ones.  Keys that are equal in
   all coordinates are looked at once.

     tp_row_walk *k = tp_row_walk_new(&run, row, values, count);
     while ((at = tp_row_walk_next(k))) ...
     tp_row_walk_free(k);                                                                             */
#ifndef TMPREC_EVALUATION_ROW_WALK_H
#define TMPREC_EVALUATION_ROW_WALK_H

#include "tmprec/evaluation/deviation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of some keys: how many, and how many of them have the value 1, and -1. */
typedef struct {
  size_t keys, plus, minus;
} tp_key_values;

/* The row of the query at `position`, over the keys at positions 0 .. position.  All belongs to the walk, and lasts
   until its next step. */
typedef struct {
  size_t position;
  int best;                        /* the best score */
  size_t range;                    /* distances below it: 0 .. range-1 */
  const uint32_t *keys;            /* by distance: how many keys have it; keys[0] and keys[range-1] are not 0 */
  size_t distinct;                 /* different keys so far, numbered in the order in which they came up */
  const uint32_t *number;          /* by position: which of them is its key */
  const int16_t *below;            /* by number: its distance */
  const uint32_t *newest;          /* by number: the last position with that key */
} tp_walked_row;

typedef struct tp_row_walk tp_row_walk;

/* Of the rows of that number (tp_plan_row in the plan of the run), with the values of these versions (plan.h).  The
   numbers of the run must outlive it.  The caller frees it. */
tp_row_walk *tp_row_walk_new(const tp_hardmax_numbers *run, size_t row, const size_t *version, size_t values);
void tp_row_walk_free(tp_row_walk *k);

/* The row of the next position, from 0; NULL after the last. */
const tp_walked_row *tp_row_walk_next(tp_row_walk *k);
/* Value `value` of its best keys, and of all others. */
void tp_row_walk_values(const tp_row_walk *k, size_t value, tp_key_values *best, tp_key_values *others);

#ifdef __cplusplus
}
#endif

#endif
