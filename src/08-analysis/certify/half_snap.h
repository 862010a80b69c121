/* SPDX-License-Identifier: MIT */
/* The hypotheses of theorem "half-snap" (doc/half-snapping.md, section 1.3), for theorems that ask for them, or for
   a part of them.  The names of the bounds are those of that page. */
#ifndef HALF_SNAP_H
#define HALF_SNAP_H

#include "snap.h"

typedef struct {
  tp_claim *out;
  const tp_scope *s;
  const tp_weighing *w;
  const char *theorem;                   /* whose name inequalities begin with */
  uint64_t ties;                         /* (H1) is asked of C for so many best keys */
  uint32_t tapes, state_bits, symbol_bits;     /* at most */
  tp_row_class *row;
  size_t rows;
  int holds;
  mpfr_t alpha, mu, gamma, delta, eta;   /* what heads of kinds A, B, C, D, E add where they find nothing, at most */
  mpfr_t kept_gamma, kept_delta, kept_eta;     /* the same after act */
  mpfr_t low, high, part;                /* for the moment */
} half_snap;

/* 0, and nothing to close, if the arithmetic is not one of section 1.1: noted as open. */
int tp_half_snap_open(half_snap *h, tp_claim *out, const tp_scope *s, const tp_weighing *w, const char *theorem, uint64_t ties);
void tp_half_snap_close(half_snap *h);

/* Measures what heads leak, and evaluates (H1) to (H4). */
void tp_half_snap_hypotheses(half_snap *h);

/* Inequalities, which are noted; holds becomes 0 if one does not hold.  All from h->low to h->high has to be rounded to
   1, and the mirror image to -1; low < high. */
void tp_half_snap_need_one(half_snap *h, const char *what);
void tp_half_snap_need_less(half_snap *h, mpfr_srcptr low, mpfr_srcptr high, const char *what);

/* What act makes of a number of at most x where 0 was. */
void tp_half_snap_keep(half_snap *h, mpfr_t kept, mpfr_srcptr x);

#endif
