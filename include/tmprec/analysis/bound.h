/* SPDX-License-Identifier: MIT */
/* Bounds: proved inequalities, evaluated so that they hold for the number that is computed.

   A bound is a binary64 number that is on a known side of a real number: not below it
   (an upper bound) or not above it (a lower bound).  The functions below end in `up` and
   `down`.  Each takes its operands as exact and returns

     up    the least binary64 number that is not below the exact result,
     down  the largest binary64 number that is not above it,

   so it is off by less than one unit in the last place.  An inequality is evaluated with
   them term by term, each in the direction in which the inequality stays true.  What is
   needed (a gap, a leak, an error) is rounded up.  What is guaranteed (a slack, a radius, a
   size of noise) is rounded down.

   A result that is not defined has no bound: infinity upwards, -infinity downwards.  That is
   so for a NaN, infinity - infinity, 0 x infinity, infinity / infinity, a division by 0 and
   the logarithm of a negative number.  Other infinities are numbers.  So no bound ever becomes
   better by an operand that is unknown.

   Rounding is that of MPFR at 53 bits, and then to binary64 in the same direction, which is
   the same as rounding once.  The exponent range and the flags of MPFR are those of the
   caller afterwards, and they do not matter before.

   What the inequalities assume.  That attention weights which are not rounded add up to 1 is
   true of softmax over the reals.  Where `exp` is rounded, the exponentials or their sum are
   others, and it is false; so it is for every partial sum that `acc` rounds.  The bounds of
   this layer (doc/precision.md, "Margins" and "Noise") use that identity, and know nothing
   where one of these sites is rounded.  Where `attn` is rounded the weights do not add up to
   1 either; what their sum is off by is part of those bounds. */
#ifndef TMPREC_ANALYSIS_BOUND_H
#define TMPREC_ANALYSIS_BOUND_H

#include <mpfr.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

double tp_bound_add_up(double a, double b);
double tp_bound_add_down(double a, double b);
double tp_bound_sub_up(double a, double b);      /* a - b */
double tp_bound_sub_down(double a, double b);
double tp_bound_mul_up(double a, double b);
double tp_bound_mul_down(double a, double b);
double tp_bound_div_up(double a, double b);      /* a / b */
double tp_bound_div_down(double a, double b);
double tp_bound_exp_up(double x);
double tp_bound_exp_down(double x);
double tp_bound_log_up(double x);                /* -infinity of 0 */
double tp_bound_log_down(double x);
double tp_bound_erfc_up(double x);
double tp_bound_erfc_down(double x);

/* Of an integer, and of a number of MPFR. */
double tp_bound_count_up(size_t n);
double tp_bound_count_down(size_t n);
double tp_bound_mpfr_up(mpfr_srcptr x);
double tp_bound_mpfr_down(mpfr_srcptr x);

/* The leak of softmax: sum / (ties + sum), where sum is that of count[i] exp(-beta distance[i])
   over `kinds` kinds of keys, each distance[i] > 0 below the best, of which there are `ties` >= 1.
   beta >= 0.  It is known to 190 bits and rounded upwards once.  So rows with the same kinds in
   the same order have the same leak, whatever the order of their keys, and the larger of two
   leaks never comes out as the smaller one, unless they differ by less than a part of 2^-190. */
double tp_bound_leak_up(double beta, size_t ties, const double *distance, const size_t *count, size_t kinds);

#ifdef __cplusplus
}
#endif

#endif
