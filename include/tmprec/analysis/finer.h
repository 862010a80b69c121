/* SPDX-License-Identifier: MIT */
/* One evaluation for all arithmetics that are finer (doc/deviations.md, section 6).

   Let G have the multiples of 2^-k between -2 and 2.  An arithmetic by sites is finer than G if its activations and its
   attention weights are rounded to nearest, into formats that have all of G; or if the weights are not rounded.  An
   evaluation in which numbers stay open between two ends says where all of these arithmetics can take each number.
   If no end reaches a decision, the run is exact in every one of them, at that inverse temperature. */
#ifndef TMPREC_ANALYSIS_FINER_H
#define TMPREC_ANALYSIS_FINER_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The most bits k for which the arithmetic is finer; -1: there are none. */
int tp_finer_bits(const tp_choice *c);

/* Asked from time to time; 0: give up, and say that it stays open. */
typedef struct {
  int (*goes_on)(void *context);   /* or NULL */
  void *context;
  tp_pool *pool;                   /* like that of a tp_setup */
} tp_finer_watch;

/* 1 if the run of s, whose record this is, is exact in all arithmetics that are finer for these bits, at the inverse
   temperature of `beta`; 0: that stays open. */
int tp_finer_is_exact(const tp_subject *s, tp_hardmax_record *record, int bits, const tp_inverse_temperature *beta,
                      const tp_finer_watch *watch);

/* The fewest bits that the next one asks about: an arithmetic that has fewer need not ask. */
int tp_finer_least_bits(const tp_subject *s);
/* Bits for which that is so, the same in every call that is not given up, though fewer may do; -1 if none were found. */
int tp_finer_enough_bits(const tp_subject *s, tp_hardmax_record *record, const tp_inverse_temperature *beta,
                         const tp_finer_watch *watch);

#ifdef __cplusplus
}
#endif

#endif
