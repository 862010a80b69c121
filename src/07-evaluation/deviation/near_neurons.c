/* SPDX-License-Identifier: MIT */
/* The neurons that are not far below 0 in a hardmax run. */
#include <stdlib.h>

#include "best_keys.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

TP_CLONES
static void add_column(int32_t *restrict sum, const int8_t *restrict x, int weight, size_t count)
{
  for (size_t p = 0; p < count; p++)
    sum[p] += weight * x[p];
}

/* sum[] = what a neuron is relu of, at the positions from .. to-1. */
static void pre_activations(const tp_hardmax_numbers *run, const layer_plan *plan, const tp_neuron_block *mlp, size_t m,
                            size_t from, size_t to, int32_t *sum)
{
  for (size_t p = 0; p < to - from; p++)
    sum[p] = mlp->bias[m];
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++)
    add_column(sum, run->version + plan->in[e] * run->positions + from, mlp->in_weight[e], to - from);
}

typedef struct {
  size_t position;                 /* in the block */
  near_neuron near;
} found_neuron;

typedef struct {
  found_neuron *of;
  size_t count, room;
} found_list;

/* By neuron, all that is not below 0 in a block. */
static void find_in_block(const tp_hardmax_numbers *run, size_t layer, size_t from, size_t to, found_list *found)
{
  const layer_plan *plan = run->plan->layer + layer;
  const tp_neuron_block *mlp = &run->plan->t->layer[layer].mlp;
  int32_t sum[NEAR_BLOCK];
  found->count = 0;
  for (size_t m = 0; m < mlp->neurons; m++) {
    pre_activations(run, plan, mlp, m, from, to, sum);
    TP_MEMORY_GROW(found->of, found->room, found->count + (to - from));
    for (size_t p = 0; p < to - from; p++) {               /* one that is not found, the next takes the place of */
      found->of[found->count] = (found_neuron) {p, {(uint32_t) m, sum[p]}};
      found->count += sum[p] >= 0;
    }
  }
}

/* What was found in a block of so many positions, by position. */
static void sort_block(near_block *b, tp_pool *pool, size_t positions, const found_list *found)
{
  uint32_t at[NEAR_BLOCK] = {0};
  b->near = tp_pool_keep(pool, found->count, sizeof *b->near);
  for (size_t i = 0; i < found->count; i++)
    at[found->of[i].position]++;
  b->start[0] = 0;
  for (size_t p = 0; p < positions; p++) {
    b->start[p + 1] = b->start[p] + at[p];
    at[p] = b->start[p];
  }
  for (size_t i = 0; i < found->count; i++)
    b->near[at[found->of[i].position]++] = found->of[i].near;
}

/* Block by block: what is found in one stays in the cache until it is sorted. */
near_neurons tp_near_neurons_find(tp_pool *pool, const tp_hardmax_numbers *run, size_t layer)
{
  const tp_neuron_block *mlp = &run->plan->t->layer[layer].mlp;
  near_neurons n = {.block = tp_pool_keep(pool, run->positions / NEAR_BLOCK + 1, sizeof *n.block)};
  found_list found = {NULL, 0, 0};
  for (size_t m = 0; m < mlp->neurons; m++) {
    const size_t inputs = mlp->in_start[m + 1] - mlp->in_start[m];
    n.most_inputs = inputs > n.most_inputs ? inputs : n.most_inputs;
  }
  for (size_t from = 0; from < run->positions; from += NEAR_BLOCK) {
    const size_t to = run->positions - from < NEAR_BLOCK ? run->positions : from + NEAR_BLOCK;
    find_in_block(run, layer, from, to, &found);
    sort_block(n.block + from / NEAR_BLOCK, pool, to - from, &found);
  }
  free(found.of);
  return n;
}
