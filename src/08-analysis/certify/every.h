/* SPDX-License-Identifier: MIT */
/* Theorem "every-operation" (doc/every-operation.md): arithmetic in which every operation is rounded to nearest.  The
   names of the bounds are those of that page. */
#ifndef EVERY_H
#define EVERY_H

#include "record.h"
#include "snap.h"

typedef struct {
  tp_claim *out;
  tp_record record;
  const tp_scope *s;
  tp_rounding rule;
  int is_scot;
  mpfr_prec_t bits;                      /* of all numbers here: room for sums and products of two values */
  mpfr_t beta;                           /* a value */
  mpfr_t half;                           /* kappa: 1 and -1 stay beside errors below it */
  mpfr_t growth;                         /* of a sum of terms beside what it is, at most */
  uint32_t tapes, state_bits, symbol_bits;     /* at most */
  mpfr_t alpha, mu, gamma, delta, eta;   /* what heads of kinds A, B, C, D, E add where they find nothing, at most */
  mpfr_t low, high, part;                /* for the moment */
  int holds;
} every_operation;

/* x rounded, in place.  A NaN becomes an infinity away from what is safe: upwards. */
void tp_every_round(const every_operation *e, mpfr_t x);

/* out = R(a + b), R(a - b), or R(a + integer): at least (MPFR_RNDD), at most (MPFR_RNDU), or exactly (MPFR_RNDN). */
void tp_every_add(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward);
void tp_every_subtract(const every_operation *e, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t toward);
void tp_every_add_integer(const every_operation *e, mpfr_t out, mpfr_srcptr a, long integer, mpfr_rnd_t toward);

/* What is below 0 becomes 0, as a neuron does it. */
void tp_every_clip(mpfr_t x);

/* out = times x, at most. */
void tp_every_times(const every_operation *e, mpfr_t out, uint64_t times, mpfr_srcptr x);

/* The exponential of a key whose score is at most `next`, where the best one is at least `best`: at most.  Infinity if
   that is not known.  `label` names it. */
void tp_every_exponential(const every_operation *e, mpfr_t out, const char *label, mpfr_srcptr best, mpfr_srcptr next);

/* out = growth x, as it is stated: a sum of terms that add up to x at most. */
void tp_every_grow(const every_operation *e, mpfr_t out, const char *label, mpfr_srcptr x);

/* An inequality, which is noted; holds becomes 0 if it does not hold. */
void tp_every_need_less(every_operation *e, mpfr_srcptr low, mpfr_srcptr high, const char *what);
/* The same of x, which is stated by this name of a hypothesis. */
void tp_every_need_stated(every_operation *e, const char *hypothesis, mpfr_t x, mpfr_srcptr high, const char *what);

/* 1 as long as all holds; a certificate is written to its end even so, for the checker to refuse. */
int tp_every_goes_on(const every_operation *e);

/* (E4), and `written` where hardmax has 1: at least. */
void tp_every_search(every_operation *e, mpfr_t written);

/* (E5), (E6). */
void tp_every_last_step(every_operation *e, mpfr_srcptr written);

#endif
