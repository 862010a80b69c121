/* SPDX-License-Identifier: MIT */
/* An index of ternary keys: which of the keys so far have the largest score with a query, without a look at each.

   Keys with the same support (the coordinates that are not 0) are a group.  With a query only the overlap of both
   supports matters: u coordinates, each of which adds 1 or -1.  A key that agrees with the query on all of
   them has the score u, which no key of the group exceeds, and is found by a hash of its signs there.  If there is
   none, the group's scores are at most u - 2.  So groups are asked in descending order of u, until none
   can reach the best so far.  Only if some group that has no such key still can, its keys are compared one by one.

   Nothing is known here of what a transformer is for: any keys and queries will do. */
#ifndef KEY_INDEX_H
#define KEY_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "planes.h"
#include "tmprec/base/index.h"

/* Keys of a group that agree on an overlap, in ascending order: `first`, and on by next[] of the table. */
typedef struct {
  uint32_t first, last, count;     /* by number in the group */
} key_bucket;

/* The values of a column at the keys of each bucket: the same for `same` keys from the first on at least, for
   all that were looked at; `seen`: the last of these. */
typedef struct {
  const tp_number_column *v;
  struct {
    uint32_t same, seen;
    int8_t differs;
  } *of;
  size_t made, capacity;
} bucket_values;

typedef struct {
  uint64_t *overlap;               /* mask */
  key_bucket *bucket;
  size_t buckets, capacity;
  tp_index_table index;            /* of buckets, by the signs of their first key within the overlap */
  uint32_t *next;                  /* by key in the group: the next in its bucket */
  size_t next_capacity;
  bucket_values *values;
  size_t value_columns;
} key_table;

typedef struct {
  uint64_t *support;               /* mask */
  uint32_t *position;              /* by key in the group */
  uint64_t *negative;              /* signs, so many words a key as a mask has */
  size_t keys, position_capacity, negative_capacity;
  key_table **table;
  size_t tables;
} key_group;

/* What a query of one support asks, in this order. */
typedef struct {
  uint64_t *support;
  size_t groups;                   /* that there were when the list was made */
  struct asked {
    uint32_t group;
    int most;                      /* u */
    key_table *table;
  } *ask;
} query_kind;

typedef struct {
  size_t words;                    /* of a mask */
  key_group **group;
  size_t groups, group_capacity;
  query_kind *kind;
  size_t kinds, last_kind;
  size_t last_group;
} key_index;

/* A bucket whose first `count` keys attain the largest score. */
typedef struct {
  const key_group *group;
  key_table *table;
  uint32_t bucket, count, first;   /* first: position of the first of them */
} key_hit;

typedef struct {
  int best;
  key_hit *hit;
  size_t hits, capacity;
} key_answer;

void tp_key_index_init(key_index *x, size_t coordinates);
void tp_key_index_clear(key_index *x);

/* Add a key.  Positions ascend. */
void tp_key_index_add(key_index *x, uint32_t position, const uint64_t *set, const uint64_t *negative);
/* The keys with the largest score; there is one at least. */
void tp_key_index_ask(key_index *x, const uint64_t *set, const uint64_t *negative, key_answer *out);
/* score[position] of all keys before `end`. */
void tp_key_index_scores(const key_index *x, const uint64_t *set, const uint64_t *negative, size_t end, int16_t *score);

/* The common value of the hit's keys in a column of ternary numbers; 2 if they differ. */
int tp_key_hit_common(const key_hit *h, const tp_number_column *v);
static inline int key_hit_value(const key_hit *h, const tp_number_column *v)
{
  return h->count == 1 ? trit_at(v, h->first) : tp_key_hit_common(h, v);
}

#endif
