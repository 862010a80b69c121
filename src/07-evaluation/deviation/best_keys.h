/* The best keys of all rows of a hardmax run. */
#ifndef BEST_KEYS_H
#define BEST_KEYS_H

#include "../plan_private.h"
#include "tmprec/base/index.h"
#include "tmprec/evaluation/deviation.h"

enum { NO_KEY = UINT32_MAX };

/* What rows have in common on which weights depend. */
typedef struct {
  uint32_t ties;                   /* best keys */
  int32_t gap;                     /* their score less the next one; INT32_MAX if there are no others */
  int32_t alike;                   /* 1: all best keys are equal, in each coordinate */
} tie_kind;

/* The rows of a set, by position of the query; keys by their own position. */
typedef struct {
  uint32_t *kind;                  /* number of its tie_kind */
  uint32_t *newest;                /* the last of its best keys */
  uint32_t *previous;              /* of a key: the last key before it that equals it, or NO_KEY */
} set_ties;

struct tp_best_keys {
  const tp_plan *plan;
  set_ties *of;                    /* by row set */
  tie_kind *kind;
  size_t kinds, capacity;
  size_t *most_others;             /* by kind: the most keys beside the best ones in any of its rows */
  tp_index_table index;
};

#endif
