/* SPDX-License-Identifier: MIT */
/* Weights of a row, between bounds: exponentials from leads, what ties weigh together, what the
   other keys weigh at most.  All functions round in the direction that their name says.  */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "rows.h"

typedef struct {
  tp_rounding logit, exp, attn, act;     /* format `real` where nothing is rounded */
  int subtracts_first;
  mpfr_prec_t bits;                      /* of all numbers: those of the formats, and room */
  mpfr_t beta_low, beta_high;
  mpfr_t *of_gap;                        /* exponentials of gaps 0 .. gaps-1, where logits are not rounded: */
  int gaps, *is_known;                   /*   which of them are known already */
  mpfr_t per_least;                      /* 1 over the least positive value of attn, exactly; 0 if there is none */
} tp_weighing;

/* Of a choice by sites whose formats share no scale and whose modes are not stochastic. */
void tp_weighing_open(tp_weighing *w, const tp_choice *c, unsigned r);
void tp_weighing_close(tp_weighing *w);

/* x rounded by the rule, in place.  A value of a grid is a fraction: then what is on the side
   `toward` of it. */
void tp_weighing_round(const tp_rounding *rule, mpfr_t x, mpfr_rnd_t toward);

/* What a row's other keys have together, in units of the best one's exponential: all of them, or only
   those with a value that is not 0. */
typedef struct {
  mpfr_t sum;            /* sum of their exponentials at most */
  mpfr_t largest;        /* the largest of them at most */
  uint64_t count;
} tp_others;
void tp_others_open(tp_others *o, const tp_weighing *w, const tp_row_class *row, int with_value);
void tp_others_close(tp_others *o);

/* Why the others weigh no more together than they are said to (doc/bounds.md, section 4). */
typedef enum { TP_BY_GROWTH, TP_BY_COUNT, TP_BY_STEPS, TP_BY_LEAST_VALUE, TP_BY_REASONS } tp_others_reason;
extern const char *const tp_others_reason_name[TP_BY_REASONS];    /* growth count steps least */

/* The rounded weights of the others together, beside `ties` best keys or more: at most *out, which may be
   infinite.  The least bound that is known, and its reason. */
tp_others_reason tp_others_weight_up(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties);

/* The weight of one of them, rounded: at most. */
void tp_other_weight_up(mpfr_t out, const tp_weighing *w, const tp_others *o, uint64_t ties);

/* Bounds by growth and by steps are lines: factor times what the others are of the total, unrounded, and the addend.
   0 if there is no such bound. */
int tp_others_line(mpfr_t factor, mpfr_t addend, const tp_weighing *w, const tp_others *o, tp_others_reason reason);

/* The distance of the logits of two scores at least; -infinity if it is no number. */
void tp_lead_down(mpfr_t out, const tp_weighing *w, int best, int next);

/* e^-lead at most, not rounded at exp, in CLAIM_BITS bits; infinity where the logits have no distance
   that is a number. */
enum { TP_CLAIM_BITS = 128 };
void tp_exponential_up(mpfr_t out, const tp_weighing *w, int best, int next);

/* The weight of each of `ties` best keys beside such others, rounded: between *low and *high. */
void tp_tied_weight(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, uint64_t ties);

#endif
