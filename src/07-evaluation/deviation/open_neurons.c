/* SPDX-License-Identifier: MIT */
/* Neurons and sums of numbers that may be open: position by position, with what numbers are made of.  Most neurons
   are so far below 0 under hardmax that deviations do not matter. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "neurons.h"
#include "tmprec/base/memory.h"

/* The layer at one position. */
typedef struct {
  layer_work *k;
  const near_neurons *near;
  double *away;                    /* by place in the list of positions: the most that an input deviates */
  size_t *moved;                   /* sums whose x deviates somewhere in this feed */
  size_t moves, position;
  const near_neuron *list;         /* neurons at work, all others are 0 as under hardmax */
  size_t count;
  near_neuron *all;                /* room for a list of all neurons */
  number *value;                   /* by neuron of the list, */
  unsigned char *differs;          /* and whether it is not hardmax's */
  number_sum **sum;                /* by sum of the layer: at work, or NULL */
  size_t *open;                    /* those at work */
  size_t opens;
  number_sum *room;
} at_position;

static int round_sum(const at_position *h, number_sum *sum, int relu, number *out)
{
  tp_deviation *d = h->k->d;
  if (tp_number_sum_round(sum, &d->atoms, relu, &d->act, out))
    return 1;
  d->failed = 1;
  return 0;
}

/* Hidden value n of the list: what hardmax's is relu of, with what the inputs deviate. */
static void fire(at_position *h, size_t n)
{
  layer_work *k = h->k;
  const tp_neuron_block *mlp = k->mlp;
  const size_t m = h->list[n].neuron;
  const double hardmax = h->list[n].value > 0 ? h->list[n].value : 0;
  number_sum sum;
  int32_t rest = h->list[n].value;
  int deviates = 0;
  h->value[n] = number_exact(hardmax);
  h->differs[n] = 0;
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++) {
    const deviant *input = k->d->version + k->plan->in[e];
    if (!deviates_at(input, h->position))
      continue;
    if (!deviates)
      tp_number_sum_start(&sum, 0);
    deviates = 1;
    const number *x = deviant_number(input, h->position);
    tp_number_sum_add(&sum, mlp->in_weight[e], x);
    rest -= mlp->in_weight[e] * x->hardmax;
  }
  if (!deviates)
    return;
  const number others = number_exact(rest);
  tp_number_sum_add(&sum, 1, &others);
  if (!round_sum(h, &sum, 1, h->value + n))
    return;
  const number *y = h->value + n;
  h->differs[n] = !(y->low == hardmax && y->high == hardmax);
  if (y->low > hardmax || y->high < hardmax)
    k->d->any = 1;
  else if (h->differs[n])
    k->d->maybe = 1;
}

/* Begin sum `a` of the layer with x. */
static void begin_sum(at_position *h, size_t a)
{
  if (h->sum[a])
    return;
  const number x = deviant_at(h->k->d->version + h->k->plan->add[a].x, h->position);
  h->sum[a] = h->room + h->opens;
  h->open[h->opens++] = a;
  tp_number_sum_start(h->sum[a], 0);
  tp_number_sum_add(h->sum[a], 1, &x);
}

/* Sums that are not hardmax's: those of an x or a hidden value that is not. */
static void begin_sums(at_position *h)
{
  const tp_neuron_block *mlp = h->k->mlp;
  h->opens = 0;
  for (size_t i = 0; i < h->moves; i++)
    if (deviates_at(h->k->d->version + h->k->plan->add[h->moved[i]].x, h->position))
      begin_sum(h, h->moved[i]);
  for (size_t n = 0; n < h->count; n++)
    for (size_t e = mlp->out_start[h->list[n].neuron]; e < mlp->out_start[h->list[n].neuron + 1] && h->differs[n]; e++)
      begin_sum(h, h->k->d->add_of[h->k->layer][mlp->out[e]]);
}

static void end_sums(at_position *h)
{
  layer_work *k = h->k;
  const tp_neuron_block *mlp = k->mlp;
  for (size_t n = 0; n < h->count; n++) {
    const number *y = h->value + n;
    if (y->low == 0 && y->high == 0)
      continue;
    for (size_t e = mlp->out_start[h->list[n].neuron]; e < mlp->out_start[h->list[n].neuron + 1]; e++) {
      number_sum *sum = h->sum[k->d->add_of[k->layer][mlp->out[e]]];
      if (sum)
        tp_number_sum_add(sum, mlp->out_weight[e], y);
    }
  }
  for (size_t i = 0; i < h->opens; i++) {
    number y;
    if (!k->d->failed && round_sum(h, h->sum[h->open[i]], 0, &y))
      deviation_put(k->d, k->plan->add[h->open[i]].out, h->position, &y);
    h->sum[h->open[i]] = NULL;
  }
}

/* The most that an input deviates, at each position of the list. */
static void find_away(at_position *h)
{
  const layer_work *k = h->k;
  const tp_deviation *d = k->d;
  unsigned char *seen = tp_memory_zeroed(d->plan->versions, 1);
  for (size_t e = 0; e < k->mlp->in_start[k->mlp->neurons]; e++) {
    const size_t version = k->plan->in[e];
    if (seen[version] || d->version[version].first >= d->to)
      continue;
    seen[version] = 1;
    for (size_t i = 0; i < k->count; i++)
      if (deviates_at(d->version + version, k->position[i])) {
        const double own = number_away(deviant_number(d->version + version, k->position[i]));
        h->away[i] = own > h->away[i] ? own : h->away[i];
      }
  }
  free(seen);
}

/* What neuron m is relu of under hardmax. */
static int32_t pre_activation(const at_position *h, size_t m)
{
  const layer_work *k = h->k;
  int32_t sum = k->mlp->bias[m];
  for (size_t e = k->mlp->in_start[m]; e < k->mlp->in_start[m + 1]; e++)
    sum += k->mlp->in_weight[e] * k->d->version[k->plan->in[e]].hardmax[h->position];
  return sum;
}

/* If all inputs of a neuron together deviate by less than 1, it stays 0 where it is relu of -1 or less. */
static void choose_list(at_position *h, size_t i)
{
  h->list = near_of(h->near, h->position, &h->count);
  if ((double) h->near->most_inputs * h->away[i] * (1 + 4 * DBL_EPSILON) < 1)
    return;
  h->list = h->all;
  h->count = h->k->mlp->neurons;
  for (size_t m = 0; m < h->count; m++)
    h->all[m] = (near_neuron) {(uint32_t) m, pre_activation(h, m)};
}

void tp_deviation_fire_open(layer_work *k)
{
  const size_t neurons = k->mlp->neurons, adds = k->plan->adds;
  at_position h = {.k = k, .near = k->d->best->near + k->layer};
  h.away = tp_memory_zeroed(k->count, sizeof *h.away);
  h.moved = tp_memory_new(adds, sizeof *h.moved);
  h.all = tp_memory_new(neurons, sizeof *h.all);
  h.value = tp_memory_new(neurons, sizeof *h.value);
  h.differs = tp_memory_new(neurons, 1);
  h.sum = tp_memory_zeroed(adds, sizeof *h.sum);
  h.open = tp_memory_new(adds, sizeof *h.open);
  h.room = tp_memory_new(adds, sizeof *h.room);
  for (size_t a = 0; a < adds; a++)
    if (tp_deviates_now(k->d, k->plan->add[a].x))
      h.moved[h.moves++] = a;
  find_away(&h);
  for (size_t i = 0; i < k->count && !k->d->failed; i++) {
    h.position = k->position[i];
    choose_list(&h, i);
    for (size_t n = 0; n < h.count && !k->d->failed; n++)
      fire(&h, n);
    begin_sums(&h);
    end_sums(&h);
  }
  free(h.away);
  free(h.moved);
  free(h.all);
  free(h.value);
  free(h.differs);
  free(h.sum);
  free(h.open);
  free(h.room);
}
