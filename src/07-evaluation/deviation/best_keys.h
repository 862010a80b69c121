/* SPDX-License-Identifier: MIT */
/* The best keys of all rows of a hardmax run. */
#ifndef BEST_KEYS_H
#define BEST_KEYS_H

#include "../plan_private.h"
#include "tmprec/base/index.h"
#include "tmprec/base/pool.h"
#include "tmprec/evaluation/deviation.h"

enum { NO_KEY = UINT32_MAX };

/* The keys nearest behind the best ones are counted by score; all further ones are the last group. */
enum { NEAR = TP_KEY_GROUPS - 1, ROW_SUMS = NEAR + 1 };
typedef struct {
  uint32_t keys[TP_KEY_GROUPS];
  uint16_t below[TP_KEY_GROUPS];  /* their score less than the best one by this; of the last group: or more */
} row_leads;

/* What rows have in common on which weights depend. */
typedef struct {
  uint32_t ties;                   /* best keys */
  int32_t gap;                     /* their score less the next one; INT32_MAX if there are no others */
  int32_t alike;                   /* 1: all best keys are equal, in each coordinate */
} tie_kind;

/* The rows of a set, by position of the query; keys by their own position. */
typedef struct {
  uint32_t *kind;                  /* number of its tie_kind */
  uint32_t *newest;                /* the last of its best keys */
  uint32_t *previous;              /* of a key: the last key before it that equals it, or NO_KEY */
  row_leads *leads;
} set_ties;

/* The neurons of a layer whose input, with the bias, is not below 0, by position, in blocks of positions. */
typedef struct {
  uint32_t neuron;
  int32_t value;                   /* that: the hidden value is relu of it */
} near_neuron;
enum { NEAR_BLOCK = 256 };
typedef struct {
  near_neuron *near;
  uint32_t start[NEAR_BLOCK + 1];  /* those of position p of the block: near[start[p]] .. near[start[p+1] - 1] */
} near_block;
typedef struct {
  near_block *block;
  size_t most_inputs;              /* of any neuron of the layer */
} near_neurons;

near_neurons tp_near_neurons_find(tp_pool *pool, const tp_hardmax_numbers *run, size_t layer);    /* layer from 0 */

static inline const near_neuron *near_of(const near_neurons *n, size_t position, size_t *count)
{
  const near_block *b = n->block + position / NEAR_BLOCK;
  const size_t p = position % NEAR_BLOCK;
  *count = b->start[p + 1] - b->start[p];
  return b->near + b->start[p];
}

struct tp_best_keys {
  const tp_plan *plan;
  tp_pool *pool;                   /* of what is by position */
  set_ties *of;                    /* by row set */
  int32_t ***sum;                  /* by layer, by mix: ROW_SUMS numbers a row, the sums of the values of its near keys,
                                      and whether all values of its best keys are equal */
  near_neurons *near;              /* by layer */
  size_t *first_nonzero;           /* by version: the first position whose number is not 0 */
  tie_kind *kind;
  size_t kinds, capacity;
  size_t *most_others;             /* by kind: the most keys beside the best ones in any of its rows */
  tp_index_table index;
};

#endif
