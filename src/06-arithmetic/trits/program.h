/* SPDX-License-Identifier: MIT */
/* What the layers of a transformer do, in terms of words. */
#ifndef TRITS_PROGRAM_H
#define TRITS_PROGRAM_H

#include "neurons.h"
#include "recall.h"
#include "wires.h"

/* A number of one bit of some words that a coordinate is put to. */
typedef struct {
  uint32_t bit, coordinate;
} place;

/* Values of one set of heads: bits of a word, and where they are added. */
typedef struct {
  wiring in, out;                  /* from the stream to the word, and back */
  uint32_t *v, *to;                /* coordinates, for each bit */
  size_t count;
} value_word;

/* Bits of a word of the stream. */
typedef struct {
  size_t word;
  uint64_t mask;
} word_read;

/* Heads of a layer with the same queries and keys. */
typedef struct {
  size_t pairs;
  uint32_t *q, *k;                 /* coordinates of each pair; no two pairs are equal */
  uint32_t *weight;                /* how often the pair stands in the lists; 64 for each word of a mask */
  uint32_t *bit;                   /* of each pair in masks; of the position, if keys are positions */
  wiring query, key;               /* from the stream to a mask over pairs */
  size_t outs;                     /* of all values together */

  /* Keys that are positions: the query is one.  The values were recorded. */
  int is_direct;
  wiring recorded;                 /* from the record to what is added */
  place *from;                     /* bits of the record, in ascending order, and the coordinates that they are added to */

  /* All others: values stand in words beside the keys. */
  recall_shape shape;
  value_word *word;                /* shape.value_words entries */
  size_t number;                   /* of its recall in a stream */
  word_read *read;                 /* what keys, queries and values are made of */
  size_t reads;
} head_set;

typedef struct {
  head_set *set;
  size_t sets;
  wiring keep;                     /* what is recorded before the layer: from the stream to the record */
  place *kept;
  size_t keeps;
  neuron_tree tree;
} program_layer;

struct tp_trits_program {
  size_t width, words;             /* words of one bit for each coordinate */
  unsigned position_bits;
  uint64_t *flags;                 /* mask of the coordinates where no -1 may be */
  unsigned char *is_flag;
  size_t layers;
  program_layer *layer;
  size_t recalls;                  /* sets that need one */
  size_t record_words;             /* words of one bit for each recorded number */
  size_t reads, read_words;
  uint32_t *read;
  wiring result;                   /* from the stream to what is read */
  uint32_t deepest;                /* node of all trees */
  size_t most_writes;              /* of all trees: coordinates written */
  size_t most_mask_words;          /* of a layer's sets together: for keys, queries and values */
  size_t most_sets, most_outs;     /* of a layer */
};

/* The sets of heads of a layer, and what they need recorded; in sets.c.  0 if two heads write one coordinate.
   stamp[c]: what wrote coordinate c last, 0 for the embedding. */
typedef struct {
  tp_trits_program *program;
  const tp_trits_source *source;
  uint32_t *stamp;
  struct recorded {
    uint32_t coordinate, stamp;
  } *recorded;                     /* by bit of the record */
  size_t bits, capacity;
} set_maker;
int tp_head_sets_make(set_maker *m, program_layer *to, const tp_trits_layer *layer);
void tp_head_sets_clear(program_layer *of);

#endif
