/* SPDX-License-Identifier: MIT */
/* A transformer, prepared for evaluation: which version of which coordinate
   every head and neuron reads and writes. */
#ifndef PLAN_PRIVATE_H
#define PLAN_PRIVATE_H

#include <pthread.h>

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/arithmetic/trits.h"
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
  size_t *neuron;                  /* within the layer's */
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
  size_t *neuron;                  /* of all adds, one after the other */
  int8_t *weight;
  block_list shared[2];            /* after attention, after the MLP */
} layer_plan;

typedef struct plan_trits plan_trits;

/* A version of a coordinate, and the sublayer that wrote it: 2 l after the attention of layer l (0-based), 2 l + 1 after
   its neurons. */
typedef struct {
  size_t sublayer, version;
} written_version;

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
  size_t *first_written;           /* width + 1 entries: where those of a coordinate begin, in ascending order, in */
  written_version *written;        /*   this list of all versions that a sublayer wrote */
  size_t most_neurons, longest_product;
  plan_trits *trits;
};

/* The transformer as a program on trits (trits.h), made when first asked for; NULL if it is none, or if the choice
   needs more than a plain evaluation. */
plan_trits *tp_plan_trits_new(void);
void tp_plan_trits_free(plan_trits *t);
const plan_trits *tp_plan_trits_get(const tp_plan *p);

/* A codebook in words: of each row those of numbers that are not 0, then those of numbers that are -1. */
typedef struct {
  size_t words;
  uint64_t *row;
} packed_book;

struct plan_trits {
  pthread_mutex_t lock;            /* over what follows, until is_made */
  int is_made;
  tp_trits_program *program;
  packed_book *book;
  size_t books;
  uint32_t *read_at;               /* by coordinate: which of those read, UINT32_MAX: none */
};

#endif
