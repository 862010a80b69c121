/* SPDX-License-Identifier: MIT */
/* The rows of scores that heads have on a run, as the table of doc/bounds.md, section 3, lists them. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

#include "tmprec/analysis/claim.h"

/* What the value of another key may be, where that of the best keys is v*. */
typedef enum { TP_OTHERS_ZERO, TP_OTHERS_SAME, TP_OTHERS_ANY } tp_others_value;

/* At most `count` other keys of the score `next`, or of a lower one, where the best score is `best`. */
typedef struct {
  uint64_t count;
  int best, next;
  tp_others_value value;
} tp_row_kind;

enum { TP_ROW_KINDS = 64 };

typedef struct {
  char what[64];
  int value;             /* v*: 0 or 1; a bit of -1 is a mirror image */
  int is_flag;           /* 1: values are 0 and 1, and no mirror image occurs */
  int meets_bit;         /* 1, with v* = 0: what is added to may be a bit that is set, and has to stay it */
  int may_tie;           /* 1: any number of best keys, up to the rewrites; else one */
  tp_row_kind kind[TP_ROW_KINDS];
  size_t kinds;
  uint64_t others;       /* other keys at most, of all kinds together */
} tp_row_class;

/* All classes of rows of the scope.  by_score: also those that differ in their scores, but not in
   their gaps, as matters where logits are rounded.  The caller frees the result. */
size_t tp_row_classes(tp_row_class **out, const tp_scope *s, int by_score);

#endif
