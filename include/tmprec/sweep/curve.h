/* SPDX-License-Identifier: MIT */
/* A curve of a sweep: cells that differ only in one swept number, the bits or the inverse
   temperature, from small to large; and from which number on they are exact. */
#ifndef TMPREC_SWEEP_CURVE_H
#define TMPREC_SWEEP_CURVE_H

#include "tmprec/sweep/grid.h"
#include "tmprec/sweep/specification.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Cells of a curve of that family. */
size_t tp_curve_size(const tp_sweep *s, tp_bits_family family);

typedef struct {
  tp_sweep_rows of;      /* TP_ROWS_BITS or TP_ROWS_BETA */
  const tp_sweep *s;
  int activations;       /* the verdict is exact_act instead of exact */
  size_t size, filled;   /* cells of a curve, and how many came in */
  double *value;         /* the swept number of each, ascending */
  tp_verdict *found;
  int *certified;        /* 1 where that verdict is certain; where cells do not ask for it 0 */
  double seconds;        /* of all of them */
} tp_curve;

tp_curve tp_curve_new(const tp_sweep *s);
void tp_curve_clear(tp_curve *c);

/* Add the next cell, the first of another curve if this one is full; 1 if it is
   full now. */
int tp_curve_add(tp_curve *c, const tp_grid_result *r);

/* Of a full curve: the least number that is exact; the number from which on all are exact;
   the inexact numbers above the least; the numbers without a verdict. */
void tp_curve_put_least(tp_buffer *out, const tp_curve *c);
void tp_curve_put_from(tp_buffer *out, const tp_curve *c);
void tp_curve_put_holes(tp_buffer *out, const tp_curve *c);
void tp_curve_put_unknown(tp_buffer *out, const tp_curve *c);
/* The number from which on all are certified. */
void tp_curve_put_certified(tp_buffer *out, const tp_curve *c);

#ifdef __cplusplus
}
#endif

#endif
