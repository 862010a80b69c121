/* A transformer, prepared for evaluation: which version of which coordinate
   every head and neuron reads and writes. */
#ifndef PLAN_PRIVATE_H
#define PLAN_PRIVATE_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/evaluation/plan.h"

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

/* Coordinates in a row whose numbers share scales: all are made anew by the sublayer,
   those that it does not write as copies.  place: of the first; copy_of: version, or
   SIZE_MAX where the sublayer wrote; stands_for: the version that would be the
   coordinate's without copies. */
typedef struct {
  size_t first, count;
  size_t *version, *copy_of, *stands_for;
} shared_block;

typedef struct {
  shared_block *block;
  size_t blocks;
} block_list;

typedef struct {
  mixing *mix;
  size_t mixes;
  size_t *in;                      /* version of each entry of mlp.in */
  adding *add;
  size_t adds;
  block_list shared[2];            /* after attention, after the MLP */
  tp_neuron_layer all;             /* the neurons as one step; none if some weight is neither 1 nor -1 */
  size_t *input;                   /* version of each of its inputs */
} layer_plan;

struct tp_plan {
  const tp_transformer *t;
  tp_evaluation_needs needs;
  layer_plan *layer;
  row_set *set;
  size_t sets;
  size_t versions;
  size_t first_copy, copies;       /* versions that are copies, for shared scales, are numbered from first_copy */
  size_t columns;                  /* versions and copies */
  unsigned char *kept;             /* columns entries: 1 if later positions attend to it */
  size_t *last;                    /* width entries: the last version of each coordinate */
  size_t most_neurons, longest_product;
};

/* Fill in `all` and `input` of a layer whose adds are planned, and free them. */
void tp_plan_neuron_layer(layer_plan *plan, const tp_neuron_block *mlp, uint32_t width);
void tp_plan_neuron_layer_clear(layer_plan *plan);

#endif
