/* A transformer, prepared for evaluation: which version of which coordinate
   every head and neuron reads and writes. */
#ifndef PLAN_H
#define PLAN_H

#include "tmprec/evaluation/evaluator.h"

/* All heads of a layer with the same queries and keys: one row of weights. */
typedef struct {
  size_t keys;
  size_t *q, *k;                   /* versions, keys entries */
  size_t first_head;               /* in its layer */
  size_t first_layer, last_layer;  /* of the layers that use it (0-based) */
} row_set;

/* version `out` = version `x` + the mix of version `v` under the row set. */
typedef struct {
  size_t set, v, x, out, coordinate;
} mixing;

/* version `out` = version `x` + weight . hidden, over terms start .. end-1 */
typedef struct {
  size_t x, out, coordinate;
  size_t terms;
  size_t *neuron;
  int8_t *weight;
} adding;

typedef struct {
  mixing *mix;
  size_t mixes;
  size_t *in;                      /* version of each entry of mlp.in */
  adding *add;
  size_t adds;
} layer_plan;

struct evaluation_plan {
  const transformer *t;
  int shares;                      /* heads share row sets */
  layer_plan *layer;
  row_set *set;
  size_t sets;
  size_t versions;
  unsigned char *kept;             /* versions entries: 1 if later positions attend to it */
  size_t *last;                    /* width entries: the last version of each coordinate */
  size_t most_neurons, longest_product;
};

#endif
