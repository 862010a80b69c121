/* SPDX-License-Identifier: MIT */
/* Which values the best keys of a query have, without a look at each key.

   A score is a sum over pairs of a query's and a key's trit, each with a weight of at least 1: how often the
   same two coordinates are multiplied.  Keys with the same support (the pairs where the key is not 0) are a group.
   Of a query only the overlap with that support matters, whose weights sum up to u.  A key that agrees with the
   query on all of the overlap has the score u, which no key of the group exceeds, and is found by a hash of its
   signs there.  If there is none, every score of the group is less by twice some weight at least.  So groups
   are asked in descending order of u, until none can reach the best so far.  Only if a group without such a key
   still can, its keys are compared one by one.

   Keys with equal signs are one entry.  It has their values, and where these differ. */
#ifndef TRITS_RECALL_H
#define TRITS_RECALL_H

#include "tmprec/base/pool.h"
#include "words.h"

/* What every recall of a set of heads knows. */
typedef struct {
  size_t words, value_words;       /* of a mask over pairs; of the values of a key */
  size_t pairs;
  unsigned value_bits;             /* values in a word, VALUES_IN_WORD at most */
  int is_packed;                   /* signs and values have room in one word */
  const uint32_t *weight;          /* 64 for each word */
} recall_shape;
recall_shape tp_recall_shape(size_t pairs, size_t values, const uint32_t *weight);

/* Values of a key, so many in a word as the shape says: bits that say that a value is not 0, that it is -1, and that
   keys differ there.  The bit after those is 1. */
enum { VALUES_IN_WORD = 21 };
#define VALUES_MASK(shape) ((UINT64_C(1) << (shape).value_bits) - 1)
#define VALUES_DIFFER(shape, word) ((word) >> 2 * (shape).value_bits & VALUES_MASK(shape))
static inline uint64_t values_word(recall_shape z, uint64_t set, uint64_t negative)
{
  return UINT64_C(1) << 3 * z.value_bits | negative << z.value_bits | set;
}

/* Entries hashed by signs within a mask (recall_table.h). */
typedef struct {
  uint64_t *overlap;
  uint64_t *slot;
  size_t slots, used;              /* slots: a power of two */
  unsigned shift;                  /* 64 less its logarithm */
} recall_table;

typedef struct {
  uint64_t *support;
  recall_table **table;            /* the first by all signs; others by what some queries overlap */
  size_t tables;
} recall_group;

/* What a query of one support asks, in this order. */
typedef struct {
  uint64_t *support;
  size_t groups;                   /* that there were when the list was made */
  struct recall_asked {
    const recall_table *table;
    int most, miss;                /* u, and what the group may still reach without a hit */
  } *ask;
} recall_kind;

typedef struct {
  recall_shape shape;
  tp_pool *pool;                   /* for entries */
  recall_group *group;
  size_t groups, last_group;
  recall_kind *kind;
  size_t kinds, last_kind;
} recall;

/* The pool outlives what is taken from it. */
void tp_recall_init(recall *r, recall_shape shape, tp_pool *pool);
void tp_recall_clear(recall *r);

/* A position adds its key and the values of that, and asks with its query for the values of the keys with the largest
   score so far, which replace those given.  Words that say which pairs of a key or query are not 0 stand before those
   that say which are -1.

   expect: have what the position will look at fetched from memory, some time before it is taken. */
typedef struct {
  size_t group, kind;
  uint64_t key, query;             /* hashes */
  const recall_table *asked;       /* that the hash of the query is for */
} recall_expected;
recall_expected tp_recall_expect(recall *r, const uint64_t *key, const uint64_t *query);
void tp_recall_take(recall *r, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values);

/* What positions with keys or queries of the same support have in common: by class, of which there are RECALL_CLASSES at
   most. */
enum { RECALL_CLASSES = 512 };
typedef struct {
  const recall_group *group[RECALL_CLASSES];
  const recall_kind *kind[RECALL_CLASSES];
} recall_common;
/* From masks of so many classes; good as long as no other support turns up. */
void tp_recall_find_common(recall *r, size_t keys, const uint64_t *key, size_t queries, const uint64_t *query, recall_common *out);

/* 64 positions: classes of their keys and queries, and words of signs. */
typedef struct {
  const recall_common *common;
  const uint16_t *key_class, *query_class;
  const uint64_t *key, *query;
} recall_asks;
/* The positions `fresh`, bits of a word, one after the other, like tp_recall_take; 0 if the best keys of one differ in a
   value. */
int tp_recall_take_all(const recall *r, uint64_t fresh, const recall_asks *asks, uint64_t *values);

#endif
