/* The neurons of a layer as masks over the numbers that they read. */
#include <stdlib.h>

#include "plan_private.h"
#include "tmprec/base/memory.h"

static int has_unit_weights(const tp_neuron_block *mlp)
{
  for (size_t e = 0; e < mlp->in_start[mlp->neurons]; e++)
    if (mlp->in_weight[e] != 1 && mlp->in_weight[e] != -1)
      return 0;
  return 1;
}

/* Number the inputs in the order of their coordinates; of[coordinate]: the number. */
static void number_inputs(layer_plan *plan, const tp_neuron_block *mlp, uint32_t width, uint32_t *of)
{
  const size_t entries = mlp->in_start[mlp->neurons];
  for (size_t e = 0; e < entries; e++)
    of[mlp->in[e]] = 1;
  plan->input = tp_memory_new(width, sizeof *plan->input);
  for (uint32_t c = 0; c < width; c++)
    if (of[c])
      of[c] = (uint32_t) plan->all.inputs++;
  for (size_t e = 0; e < entries; e++)
    plan->input[of[mlp->in[e]]] = plan->in[e];
}

/* Inputs of a neuron ascend, so that those of one mask follow each other. */
static void make_masks(tp_neuron_layer *all, const tp_neuron_block *mlp, const uint32_t *of)
{
  size_t masks = 0;
  all->mask = tp_memory_new(mlp->in_start[mlp->neurons], sizeof *all->mask);
  all->most = tp_memory_new(mlp->neurons, sizeof *all->most);
  for (size_t m = 0; m < mlp->neurons; m++) {
    all->start[m] = masks;
    all->most[m] = mlp->bias[m] + (int32_t) (mlp->in_start[m + 1] - mlp->in_start[m]);
    for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++) {
      const uint32_t n = of[mlp->in[e]];
      if (masks == all->start[m] || all->mask[masks - 1].word != n / 64)
        all->mask[masks++] = (tp_neuron_mask) {.word = n / 64};
      *(mlp->in_weight[e] > 0 ? &all->mask[masks - 1].plus : &all->mask[masks - 1].minus) |= UINT64_C(1) << n % 64;
    }
  }
  all->start[mlp->neurons] = masks;
}

/* A coordinate that a neuron reads twice is two terms: one mask has no room for them. */
static int reads_twice(const tp_neuron_block *mlp)
{
  for (size_t m = 0; m < mlp->neurons; m++)
    for (size_t e = mlp->in_start[m] + 1; e < mlp->in_start[m + 1]; e++)
      if (mlp->in[e] == mlp->in[e - 1])
        return 1;
  return 0;
}

void tp_plan_neuron_layer(layer_plan *plan, const tp_neuron_block *mlp, uint32_t width)
{
  if (!has_unit_weights(mlp) || reads_twice(mlp))
    return;
  tp_neuron_layer *all = &plan->all;
  const size_t outs = mlp->out_start[mlp->neurons];
  uint32_t *of = tp_memory_zeroed(width, sizeof *of);
  all->neurons = mlp->neurons;
  all->bias = mlp->bias;
  all->out_start = mlp->out_start;
  all->out_weight = mlp->out_weight;
  all->start = tp_memory_new(mlp->neurons + 1, sizeof *all->start);
  number_inputs(plan, mlp, width, of);
  make_masks(all, mlp, of);
  for (size_t n = 0; n < plan->adds; n++)
    of[plan->add[n].coordinate] = (uint32_t) n;
  all->adds = plan->adds;
  all->add = tp_memory_new(outs, sizeof *all->add);
  for (size_t e = 0; e < outs; e++)
    all->add[e] = of[mlp->out[e]];
  free(of);
}

void tp_plan_neuron_layer_clear(layer_plan *plan)
{
  free(plan->all.start);
  free(plan->all.mask);
  free(plan->all.most);
  free(plan->all.add);
  free(plan->input);
}
