/* SPDX-License-Identifier: MIT */
/* Neurons and sums by deviations: evaluated at the positions where something that the layer's neurons or sums read
   deviates, in columns that hold these positions only. */
#include <stdlib.h>
#include <string.h>

#include "neurons.h"
#include "tmprec/base/memory.h"

int tp_deviates_now(const tp_deviation *d, size_t version)
{
  const deviant *of = d->version + version;
  if (of->first >= d->to)
    return 0;
  for (size_t word = d->from / 64; word * 64 < d->to; word++) {
    uint64_t at = of->at[word];
    if (word * 64 < d->from)
      at = at >> d->from % 64 << d->from % 64;
    if (at)
      return 1;
  }
  return 0;
}

/* Add the positions of this feed where a version deviates to the set. */
static void add_positions(const tp_deviation *d, uint64_t *set, size_t version)
{
  const deviant *of = d->version + version;
  for (size_t word = d->from / 64; of->first < d->to && word * 64 < d->to; word++)
    set[word - d->from / 64] |= of->at[word];
}

/* Which neurons read something that deviates, and all positions where it, or what is added to, does. */
static void find_deviants(layer_work *k)
{
  tp_deviation *d = k->d;
  const size_t words = (d->to - 1) / 64 - d->from / 64 + 1;
  uint64_t *set = tp_memory_zeroed(words, sizeof *set);
  for (size_t m = 0; m < k->mlp->neurons; m++)
    for (size_t e = k->mlp->in_start[m]; e < k->mlp->in_start[m + 1]; e++)
      if (tp_deviates_now(d, k->plan->in[e])) {
        k->is_deviant[m] = 1;
        add_positions(d, set, k->plan->in[e]);
      }
  for (size_t n = 0; n < k->plan->adds; n++)
    if (tp_deviates_now(d, k->plan->add[n].x))
      add_positions(d, set, k->plan->add[n].x);
  for (size_t i = d->from; i < d->to; i++)
    if (set[i / 64 - d->from / 64] >> i % 64 & 1)
      k->position[k->count++] = (uint32_t) i;
  free(set);
}

static tp_number_column *gathered(layer_work *k, size_t version)
{
  tp_number_column **c = k->of_version + version;
  if (!*c) {
    *c = tp_deviation_gather(k->d, k->d->version + version, k->position, k->count);
    k->gathered[k->gatherings++] = version;
  }
  return *c;
}

static tp_rounding_place place(const layer_work *k, tp_layer_part part, size_t index)
{
  return (tp_rounding_place) {k->layer + 1, part, index};
}

/* A hidden value that is hardmax's, or evaluated. */
static tp_number_column *hidden_column(layer_work *k, size_t m)
{
  tp_deviation *d = k->d;
  if (k->hidden[m])
    return k->hidden[m];
  if (!k->is_deviant[m]) {
    const deviant own = {.hardmax = hidden_of(k, m), .first = SIZE_MAX};
    return k->hidden[m] = tp_deviation_gather(d, &own, k->position, k->count);
  }
  const size_t start = k->mlp->in_start[m], inputs = k->mlp->in_start[m + 1] - start;
  for (size_t i = 0; i < inputs; i++)
    k->input[i] = gathered(k, k->plan->in[start + i]);
  k->hidden[m] = d->a->op->column_new(d->a);
  d->a->op->neuron(d->w, place(k, TP_PART_NEURON, m), k->hidden[m], inputs, k->input, k->mlp->in_weight + start, k->mlp->bias[m], 0, k->count);
  return k->hidden[m];
}

/* Whether hidden values are hardmax's. */
static void compare_hidden(layer_work *k, size_t m, int8_t *expected)
{
  for (size_t i = 0; i < k->count; i++)
    expected[i] = hidden_of(k, m)[k->position[i]];
  if (k->d->a->op->compare(k->d->w, hidden_column(k, m), 0, k->count, expected) < k->count)
    k->d->any = 1;
}

static int is_touched(const layer_work *k, const adding *add)
{
  for (size_t i = 0; i < add->terms; i++)
    if (k->is_deviant[add->neuron[i]])
      return 1;
  return tp_deviates_now(k->d, add->x);
}

static void take_sum(layer_work *k, const adding *add, double *value, double *slack)
{
  tp_deviation *d = k->d;
  for (size_t i = 0; i < add->terms; i++)
    k->term[i] = hidden_column(k, add->neuron[i]);
  tp_number_column *out = d->a->op->column_new(d->a);
  d->a->op->add(d->w, place(k, TP_PART_SUM, add->coordinate), out, gathered(k, add->x), add->terms, k->term, add->weight, 0, k->count);
  d->a->op->read(d->w, out, 0, k->count, value, slack);
  d->a->op->column_free(d->a, out);
  for (size_t i = 0; i < k->count; i++) {
    const number y = number_exact(value[i]);
    deviation_put(d, add->out, k->position[i], &y);
  }
}

static void evaluate(layer_work *k)
{
  const tp_deviation *d = k->d;
  double *value = tp_memory_new(2 * k->count, sizeof *value);
  int8_t *expected = tp_memory_new(k->count, 1);
  for (size_t m = 0; m < k->mlp->neurons; m++)
    if (k->is_deviant[m] && !d->any)
      compare_hidden(k, m, expected);
  for (size_t n = 0; n < k->plan->adds; n++)
    if (is_touched(k, k->plan->add + n))
      take_sum(k, k->plan->add + n, value, value + k->count);
  free(expected);
  free(value);
}

void tp_deviation_fire(tp_deviation *d, size_t layer)
{
  layer_work k = {.d = d, .position = d->position, .layer = layer, .plan = d->plan->layer + layer, .mlp = &d->plan->t->layer[layer].mlp};
  if (!k.mlp->neurons)
    return;
  k.is_deviant = tp_memory_zeroed(k.mlp->neurons, 1);
  find_deviants(&k);
  if (k.count && d->keeps_open) {
    tp_deviation_fire_open(&k);
  } else if (k.count) {
    k.hidden = tp_memory_zeroed(k.mlp->neurons, sizeof *k.hidden);
    k.of_version = tp_memory_zeroed(d->plan->versions, sizeof *k.of_version);
    k.gathered = tp_memory_new(d->plan->versions, sizeof *k.gathered);
    k.input = tp_memory_new(d->plan->t->width, sizeof *k.input);
    k.term = tp_memory_new(k.mlp->neurons, sizeof *k.term);
    evaluate(&k);
    for (size_t m = 0; m < k.mlp->neurons; m++)
      d->a->op->column_free(d->a, k.hidden[m]);
    for (size_t i = 0; i < k.gatherings; i++)
      d->a->op->column_free(d->a, k.of_version[k.gathered[i]]);
    free(k.hidden);
    free(k.of_version);
    free(k.gathered);
    free(k.input);
    free(k.term);
  }
  free(k.is_deviant);
}
