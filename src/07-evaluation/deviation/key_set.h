/* SPDX-License-Identifier: MIT */
/* The different keys of a row set, as they come up in a hardmax run. */
#ifndef KEY_SET_H
#define KEY_SET_H

#include "best_keys.h"

enum { FARTHEST = 6 };             /* keys that are further behind the best ones are never looked at one by one */

/* The keys of a set: each different one once, in the order of their first positions. */
typedef struct {
  size_t coordinates, room;        /* room: of a coordinate's entries, in whole blocks */
  const int8_t **column;           /* of the run */
  int8_t *entry;                   /* coordinates x room, block by block */
  uint32_t *first, *last, *count;  /* positions with this key so far */
  size_t distinct;
  tp_index_table index;
  int16_t *score, *block_top;      /* of each different key; the largest of each block of them */
  const unsigned char *bit;        /* keys are positions: the bit that each coordinate is; else NULL */
  int top, farthest;               /* the best score; keys that are further behind than this are not looked at one by one */
  uint32_t *best, *near;           /* room: the best keys; all that are looked at (and one more) */
  size_t bests, nears;
  uint32_t *behind;                /* room: those near behind the best ones, group by group, */
  size_t group_end[NEAR];          /* and where each group ends */
} key_set;

/* The values that a mix takes from the set. */
typedef struct {
  const int8_t *value;             /* of the run */
  int32_t *of_key, *size_of_key;   /* sums over all positions so far with this key, and of the magnitudes */
  int64_t of_all, size_of_all;     /* the same over all positions so far */
  int32_t *sum;                    /* the result */
} value_set;

key_set tp_key_set_make(const tp_hardmax_numbers *run, const row_set *set);
void tp_key_set_clear(key_set *k);

/* Take in the key at a position, and its values; the position before it with an equal one, or NO_KEY. */
uint32_t tp_key_set_take(key_set *k, value_set *value, size_t values, size_t position);
/* The query at a position against each different key: `top`, `farthest`, the keys that are not further behind it in near[0 ..
   nears-1], and their scores. */
void tp_key_set_score(key_set *k, const int8_t *const *query, size_t position);
/* The same without looking at the other keys, where keys are positions and the query is one of those up to its own; 0 if
   that is not so. */
int tp_key_set_score_positions(key_set *k, const int8_t *const *query, size_t position);

#endif
