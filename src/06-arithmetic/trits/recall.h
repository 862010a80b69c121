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

#include "words.h"

/* Values of a key, so many in a word: bits that say that a value is not 0, that it is -1, and that keys differ there.
   The last bit is 1. */
enum { VALUES_IN_WORD = 21 };
#define VALUES_MASK ((UINT64_C(1) << VALUES_IN_WORD) - 1)
#define VALUES_DIFFER(word) ((word) >> 2 * VALUES_IN_WORD & VALUES_MASK)
static inline uint64_t values_word(uint64_t set, uint64_t negative)
{
  return UINT64_C(1) << 63 | negative << VALUES_IN_WORD | set;
}

/* What every recall of a set of heads knows. */
typedef struct {
  size_t words, value_words;       /* of a mask over pairs; of the values of a key */
  const uint32_t *weight;          /* 64 for each word */
} recall_shape;

/* Entries hashed by signs within a mask: words of signs, and then of values; all 0 if free. */
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
  recall_group *group;
  size_t groups, last_group;
  recall_kind *kind;
  size_t kinds, last_kind;
} recall;

void tp_recall_init(recall *r, recall_shape shape);
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

/* Positions one after the other, RECALL_MOST at most. */
enum { RECALL_MOST = TRITS_WORD };
void tp_recall_take_all(recall *r, size_t count, const uint64_t *key, const uint64_t *query, uint64_t *values);

#endif
