/* SPDX-License-Identifier: MIT */
/* Enclosures: what is known of a real number.  An enclosure is a pair of MPFR numbers with the
   real number between them, or the exact value of the number (doc/precision.md, "Backends").

   The operations are those of the arithmetic by sites: sums of products, rounded by a rule.
   They report whether what is known decides the rounding.

   A rational number is exact although no binary number may equal it.  The values of a grid such
   as int8, and the weights 1/m of m tied keys, fit two machine words.  Sums and quotients of
   them need more; they are kept up to a limit. */
#ifndef TMPREC_NUMBERS_ENCLOSURE_H
#define TMPREC_NUMBERS_ENCLOSURE_H

#include <gmp.h>
#include <mpfr.h>
#include <stddef.h>
#include <stdint.h>

#include "tmprec/numbers/rounding.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_OPEN_LOW = 1, TP_OPEN_HIGH = 2 };

/* How a number is made of others (see tp_enclosure_name). */
typedef struct tp_form tp_form;

typedef struct {
  mpfr_t low, high;      /* the number is in [low, high] */
  unsigned open;         /* TP_OPEN_LOW: the number is not `low` itself; TP_OPEN_HIGH: not `high` */
  long denominator;      /* > 1: the number is exactly numerator / denominator; 1: exact only if low = high */
  long numerator;
  mpq_ptr rational;      /* exact if not NULL: this fraction; then low < high */
  tp_form *form;         /* of a finite number, mostly one that is not known exactly; NULL: none is known */
} tp_enclosure;

/* Scratch memory of the operations below.  Each thread needs its own. */
typedef struct {
  mpfr_prec_t bits;      /* precision of all numbers */
  struct tp_enclosure_term *term;
  size_t terms, term_capacity;
  mpfr_t *number;        /* of the sum at work */
  mpfr_ptr *pointer;
  size_t made, pointer_capacity;
  struct {               /* rules of the last sums that were short binary numbers */
    tp_double_rounding rule[4];
    size_t made, next;
  } quick;
} tp_enclosure_room;

void tp_enclosure_room_init(tp_enclosure_room *room, mpfr_prec_t bits);
void tp_enclosure_room_clear(tp_enclosure_room *room);

/* An enclosure of the number 0 with this precision.  The caller clears it.  The functions that
   set it round outward where the precision does not hold the value. */
void tp_enclosure_init(tp_enclosure *x, mpfr_prec_t bits);
void tp_enclosure_clear(tp_enclosure *x);
void tp_enclosure_set(tp_enclosure *x, const tp_enclosure *y);
void tp_enclosure_set_int(tp_enclosure *x, long value);
/* numerator / denominator, denominator >= 1.  It is exact unless the denominator is 1 and the
   precision does not hold the numerator. */
void tp_enclosure_set_ratio(tp_enclosure *x, long numerator, long denominator);
void tp_enclosure_set_double(tp_enclosure *x, double value);
/* q exactly; 0, and x as it was, if its bits are more than are kept. */
int tp_enclosure_set_rational(tp_enclosure *x, const mpq_t q);
/* x if it is known exactly, finite and of sensible size; else 0. */
int tp_enclosure_to_rational(mpq_t q, const tp_enclosure *x);

/* Give a finite number a name.  Sums, products and copies of numbers with names remember what they
   are made of, so x - x is exactly 0 although x is irrational and known only between two ends.  One
   name stands for one number for ever.  Numbers with different names may be equal all the same.
   Rounding and whatever else sets an enclosure forget the name. */
void tp_enclosure_name(tp_enclosure *x, uint64_t name);
/* So many successive names that nobody has had yet: the first of them. */
uint64_t tp_enclosure_new_names(size_t count);

/* Of a fraction, and of how the number is made, only the ends stay known. */
void tp_enclosure_forget_rational(tp_enclosure *x);

/* 1 if the value is known exactly.  Infinities and NaN count as exact. */
int tp_enclosure_is_exact(const tp_enclosure *x);
int tp_enclosure_is_nan(const tp_enclosure *x);

/* A sum is started, terms are added, and the sum is taken or rounded.  A term is
   weight x y, or weight x if y is NULL.  The terms must stay unchanged until then. */
void tp_enclosure_sum_start(tp_enclosure_room *room);
void tp_enclosure_sum_add(tp_enclosure_room *room, long weight, const tp_enclosure *x, const tp_enclosure *y);

/* The sum between two ends, not rounded by a rule.  If divisor is not NULL, the sum is divided by it.  A divisor
   must be positive.  *out may be one of the terms, but not the divisor. */
void tp_enclosure_sum_take(tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out);
/* The sum, rounded by the rule r.  u is the random number of stochastic rounding.  1: what is
   known of the terms decides the result.  0: it does not, and *out encloses all candidates: its
   ends are the least and the greatest of them, and may be infinite or NaN.
   The format `real` is always decided, and then *out encloses the sum.  Exact terms and an
   exact divisor always decide, as long as the fractions among them are within the limit.  So do
   terms with names if all the names cancel. */
int tp_enclosure_sum_round(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out);

/* The sign -1, 0 or 1 of a sum that is rational and known to be so, by its terms or because all
   names cancel; 2 of another. */
int tp_enclosure_sum_sign(const tp_enclosure_room *room);

/* *out, which is none of the terms, is known to be the number that the sum in the room is: let it
   remember what the sum is made of.  It is exact then if all the names cancel. */
void tp_enclosure_sum_names(tp_enclosure_room *room, tp_enclosure *out);

/* Round x itself into *out, which may be x.  The result is that of tp_enclosure_sum_round. */
int tp_enclosure_round(tp_enclosure_room *room, const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out);

/* The scale that `count` numbers share, from their largest magnitude (tp_shared_scale).  0 if what is known of them does not decide it. */
int tp_enclosure_shared_scale(tp_format f, const tp_enclosure *const *x, size_t count, tp_block_scale *scale);
/* Round x in place to the scale times a value of the format.  0 if this is not decided. */
int tp_enclosure_round_scaled(tp_enclosure_room *room, const tp_rounding *r, tp_block_scale scale, double u, tp_enclosure *x);

/* Cut `count` numbers as an adder does that aligns its operands (doc/precision.md, "Accumulators"): toward zero, `guard` bits
   below the last bit that a value of the format has at their largest exponent, in place.  The format is fixed:i.f, p:N or
   eXmY.  What is not known well enough encloses all candidates.  Where one of them is infinite or NaN all stay as they are. */
void tp_enclosure_cut(tp_enclosure *const *x, size_t count, tp_format f, int guard);

/* The sum of `count` terms in whatever order and with whatever parentheses they are added two at a time, each sum rounded by
   the rule, and each term taken as it is or rounded before (doc/precision.md, "Every order").  *out encloses all that may come
   out; 0: nothing is known, or it may be infinite or NaN.  Stochastic rounding may draw any number.  The pointers are
   moved. */
int tp_enclosure_sum_any_order(tp_enclosure_room *room, tp_enclosure **x, size_t count, const tp_rounding *r, tp_enclosure *out);

/* An enclosure of e^(x - y).  It is exactly 1 if x and y are known exactly, are equal and have the
   same denominator.  It is NaN if both are the same infinity. */
void tp_enclosure_exp_difference(tp_enclosure *out, const tp_enclosure *x, const tp_enclosure *y);

/* Compare x with y: -1 if x < y, 0 if they are equal, 1 if x > y.  2 if what is known does not
   decide it. */
int tp_enclosure_compare(const tp_enclosure *x, const tp_enclosure *y);

#ifdef __cplusplus
}
#endif

#endif
