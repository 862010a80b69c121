/* SPDX-License-Identifier: MIT */
/* The neurons and sums of a layer at work, by deviations. */
#ifndef NEURONS_H
#define NEURONS_H

#include "deviation_private.h"

/* The layer at work. */
typedef struct {
  tp_deviation *d;
  size_t layer, count;
  uint32_t *position;              /* the positions at work: count of them */
  const layer_plan *plan;
  const tp_neuron_block *mlp;
  tp_number_column **hidden;       /* by neuron, NULL while not needed */
  unsigned char *is_deviant;       /* by neuron: an input deviates somewhere at these positions */
  tp_number_column **of_version;   /* by version, NULL while not needed */
  size_t *gathered;                /* these versions */
  size_t gatherings;
  tp_number_column **input, **term;/* room for the columns of one neuron, and of one sum */
} layer_work;

static inline const int8_t *hidden_of(const layer_work *k, size_t neuron)
{
  return k->d->run->hidden + (k->d->neurons_before[k->layer] + neuron) * k->d->run->positions;
}

/* A version deviates at some position of this feed. */
int tp_deviates_now(const tp_deviation *d, size_t version);

/* All of them at the positions at work, where numbers may be open. */
void tp_deviation_fire_open(layer_work *k);

#endif
