/* SPDX-License-Identifier: MIT */
/* Theorem "snap-acc" (doc/bounds.md, section 5.4): sums of weights, rounded at acc in the order that is chosen. */
#ifndef PARTIAL_SUMS_H
#define PARTIAL_SUMS_H

#include "record.h"
#include "snap.h"

typedef struct {
  tp_record record;
  const tp_scope *s;
  const tp_weighing *w;
  tp_rounding rule;
  tp_summation order;
  int has_bounds;                        /* of sums with other terms: not of compensated ones, and to nearest only */
  mpfr_prec_t bits;
  mpfr_t half;                           /* of a step of acc below 2, at most */
  mpfr_t leaf;                           /* of the least step */
  mpfr_t part_lost;                      /* a value keeps its place beside terms below this part of it; 0 in fixed point */
  mpfr_t growth;                         /* of the magnitude of a sequential sum, at most */
  mpfr_t pairs;                          /* relative error of a pairwise sum, at most */
  int has_relative_errors;               /* of single terms, too */
  mpfr_t low, high;                      /* what a head adds */
  mpfr_t weight_low, weight_high, others, other, end, part;
} partial_sums;

/* out = R(x + sign y), in the direction (MPFR_RNDN: in both); 0 if something was lost before it was rounded. */
int tp_partial_add(const partial_sums *a, mpfr_t out, mpfr_srcptr x, int sign, mpfr_srcptr y, mpfr_rnd_t toward);

/* `first`, and then m terms one after the other. */
void tp_partial_sum_in_order(const partial_sums *a, mpfr_t out, mpfr_srcptr first, mpfr_srcptr term, uint64_t m, mpfr_rnd_t toward);

/* m terms, each between a->weight_low and a->weight_high, and all equal: sums in order and in pairs grow with their
   terms.  0 if the sum is not known. */
int tp_partial_sum_equal(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m);

/* What a head adds in a row of the class: between a->low and a->high, as they are stated.  0 if that is not known. */
int tp_partial_output(partial_sums *a, const tp_row_class *row);

#endif
