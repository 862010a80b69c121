/* SPDX-License-Identifier: MIT */
/* Theorem "walk" (doc/walk.md): nothing is rounded.  Bounds on errors, each at most what is said here; the names are those of
   that page.  All are computed rounded upwards. */
#ifndef WALK_H
#define WALK_H

#include "snap.h"

typedef enum {
  WALK_E,                /* leak of a row with exact scores, and of SCoT's layer 3 */
  WALK_ETA,
  WALK_UNIT,             /* what the offset begins with */
  WALK_ALPHA,            /* a row on `pos` */
  WALK_CAP,              /* write_summ */
  WALK_HEAD,             /* sums over the bits: head after the walk, cell, head after the offset */
  WALK_CELL,
  WALK_OFFSET,
  WALK_PUSH,             /* SCoT: what excesses do to the offset */
  WALK_EXCESS,           /* SCoT: what a bit of a head exceeds 1 by */
  WALK_QUERY,            /* the larger of HEAD and OFFSET */
  WALK_SCORE,            /* a score of `written` */
  WALK_WRITTEN,          /* written and high where hardmax has 1, 0 */
  WALK_GAMMA,
  WALK_LOST,             /* bits of last, together; one bit */
  WALK_BIT,
  WALK_READ,             /* bits of read; those that are not set */
  WALK_UNREAD,
  WALK_STATE,
  WALK_X, WALK_Y, WALK_Z,        /* for the moment */
  WALK_NUMBERS
} walk_number;

typedef struct {
  tp_claim *out;
  const tp_scope *s;
  const tp_weighing *w;
  int is_scot;
  uint64_t others, tapes, state_bits, symbol_bits;       /* N, K, d_Q, d_G: at most */
  unsigned bits;                                         /* b */
  unsigned largest;                                      /* V: no head position exceeds it in magnitude */
  mpfr_t x[WALK_NUMBERS];
} walk;

/* x += factor y; x = factor y; x = the larger; rounded upwards. */
void tp_walk_add(walk *k, walk_number x, uint64_t factor, walk_number y);
void tp_walk_set(walk *k, walk_number x, uint64_t factor, walk_number y);
void tp_walk_max(walk *k, walk_number x, walk_number y);

/* x = count e^(-beta (gap - less)); infinite unless the gap is above 0.  `less` may be x. */
void tp_walk_leak(walk *k, walk_number x, uint64_t count, unsigned gap, walk_number less);

/* Notes that x < limit, and says whether it is so. */
int tp_walk_need(walk *k, walk_number x, unsigned limit, const char *what);

/* What follows from bounds up to WALK_STATE: the layers from the table on, and the logits.  1 if the right token always
   leads. */
int tp_walk_last_step(walk *k);

#endif
