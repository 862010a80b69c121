/* SPDX-License-Identifier: MIT */
/* The neurons of a layer as a tree of literals.

   A neuron relu(w x + bias) of trits is an AND of literals if w x + bias is 1 at most: it is 1 where every term has
   its largest value, and else 0.  The literals are x = 1 for a weight of 1 and x = -1 for a weight of -1; x = 0 for
   a weight of -1 if x is a flag, of which no -1 is expected.

   Neurons that begin with the same literals share a path of the tree.  Where a literal fails, nothing below it is
   looked at.  A neuron that adds to one coordinate only, below a node by one literal, is a leaf: the leaves of a node
   that shift by the same number of coordinates are done together where one position is evaluated. */
#ifndef TRITS_NEURONS_H
#define TRITS_NEURONS_H

#include "tmprec/arithmetic/trits.h"
#include "words.h"

typedef enum { LITERAL_PLUS, LITERAL_MINUS, LITERAL_ZERO, LITERAL_KINDS } literal_kind;

/* For many positions: one coordinate after the other. */
typedef struct {
  uint32_t coordinate;
  literal_kind kind;
} literal;
typedef struct {
  uint32_t to;                     /* which of the coordinates written */
  int times;                       /* how often 1 is added; less than 0: subtracted */
} adding;
typedef struct {
  literal of;
  adding to;
} leaf;

/* For one position: 64 coordinates at a time. */
typedef struct {
  uint32_t at;                     /* word of literals: kind times the words of all coordinates, and the word among these */
  uint64_t mask;
} word_test;
typedef struct {
  uint32_t count;                  /* word of counts: the word added to, or, if subtracted, twice the words of all coordinates after it */
  uint32_t times;
  uint64_t mask;                   /* of the bits added to */
} word_adding;
typedef struct {
  uint32_t from, count;            /* word of literals, and of counts, as above */
  uint16_t times, by;              /* rotation to the left */
  uint64_t mask;
} word_leaf;

/* Lists are ranges of the arrays of the tree: from the `first` of a node up to that of the next node. */
typedef struct {
  uint32_t depth, skip;            /* skip: the next node that is not below this one */
  uint32_t literals, addings, leaves;
} tree_node;
typedef struct {
  uint32_t skip;
  uint32_t tests, word_addings, word_leaves;
  word_test first;                 /* the first test, which mostly decides, and is the only one; tests: the others */
} word_node;

typedef struct {
  tree_node *node;                 /* each before those below it; one more at the end, for the lists */
  word_node *word_node;            /* the same nodes */
  literal *literal;
  adding *adding;
  leaf *leaf;
  word_test *test;
  word_adding *word_adding;
  word_leaf *word_leaf;
  size_t nodes, literals, addings, leaves, tests, word_addings, word_leaves;
  size_t room[8];                  /* capacities, in this order, of the arrays */
  uint32_t depth;                  /* of the deepest node */
  uint32_t *written;               /* the coordinates that are added to, in ascending order */
  size_t writes;
  uint32_t *written_word;          /* and their words */
  size_t written_words;
} neuron_tree;

/* 0 if a neuron is no AND of literals, or adds too much.  The tree is cleared in any case by its owner. */
int tp_neuron_tree_make(neuron_tree *t, const tp_trits_source *s, const tp_trits_layer *layer);
void tp_neuron_tree_clear(neuron_tree *t);

#endif
