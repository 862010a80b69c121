/* SPDX-License-Identifier: MIT */
/* The neurons that are not far below 0 in a hardmax run. */
#include <stdlib.h>

#include "best_keys.h"
#include "tmprec/base/memory.h"

static void add_column(int32_t *restrict sum, const int8_t *restrict x, int weight, size_t count)
{
  for (size_t p = 0; p < count; p++)
    sum[p] += weight * x[p];
}

/* sum[] = what a neuron is relu of, at all positions. */
static void pre_activations(const tp_hardmax_numbers *run, const layer_plan *plan, const tp_neuron_block *mlp, size_t m, int32_t *sum)
{
  for (size_t p = 0; p < run->positions; p++)
    sum[p] = mlp->bias[m];
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++) {
    add_column(sum, run->version + plan->in[e] * run->positions, mlp->in_weight[e], run->positions);
  }
}

near_neurons tp_near_neurons_find(const tp_hardmax_numbers *run, size_t layer)
{
  const layer_plan *plan = run->plan->layer + layer;
  const tp_neuron_block *mlp = &run->plan->t->layer[layer].mlp;
  near_neurons n = {.start = tp_memory_zeroed(run->positions + 2, sizeof *n.start)};
  int32_t *sum = tp_memory_new(run->positions, sizeof *sum);
  struct found {
    uint32_t position;
    near_neuron near;
  } *found = NULL;
  size_t count = 0, capacity = 0;
  for (size_t m = 0; m < mlp->neurons; m++) {
    const size_t inputs = mlp->in_start[m + 1] - mlp->in_start[m];
    n.most_inputs = inputs > n.most_inputs ? inputs : n.most_inputs;
    pre_activations(run, plan, mlp, m, sum);
    for (size_t p = 0; p < run->positions; p++)
      if (sum[p] >= 0) {
        TP_MEMORY_GROW(found, capacity, count + 1);
        found[count++] = (struct found) {(uint32_t) p, {(uint32_t) m, sum[p]}};
        n.start[p + 2]++;
      }
  }
  for (size_t p = 0; p < run->positions; p++)
    n.start[p + 2] += n.start[p + 1];
  n.near = tp_memory_new(count, sizeof *n.near);
  for (size_t i = 0; i < count; i++)
    n.near[n.start[found[i].position + 1]++] = found[i].near;
  free(found);
  free(sum);
  return n;
}
