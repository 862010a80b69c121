/* SPDX-License-Identifier: MIT */
/* The rounding of a binary64 number to P significand bits, on its bits: exponents
   are not bounded below 2^-1022, which numbers here do not reach (mpfr53.h).

   One rounding a sum, product or quotient.  Binary64 rounds first, to 53 bits.

   P <= 25: to nearest that never shows, as both operands have P bits:

   * A product has 2 P <= 50 bits: binary64 holds it.
   * A sum a + b, |a| >= |b|, that binary64 does not hold spans more than 53 bits,
     from the first of a to the last of b; each has P, so that |b| < 2^(P - 52) |a|,
     at most 2^-(P+2) |a|: less than half the distance from a to the nearest place where
     rounding to P bits changes (2^-(P+1) |a| at least, below a power of two).  So
     the sum, and the binary64 number next to it, is rounded to a.
   * A quotient a/b is no number of P + 1 bits (half way between two of P) unless it
     is one of P: such a number m times b would have more bits than a.  And |a/b - m|
     is a multiple of the last place of m times that of b, divided by b: at least
     2^-(2 P + 1) |a/b|, more than binary64's error of 2^-53 |a/b|.

   (Figueroa, "When is double rounding innocuous?", 1995: 53 >= 2 P + 2.)

   P <= 51: binary64's result is changed to what rounding to odd gives: of the two
   numbers around an exact result that binary64 does not hold, the one whose last bit is
   1.  It is on the same side as the exact result of everything that has fewer bits, so
   of all numbers of P bits and all half way between two of them, which have P + 1 <= 52.
   (Boldo & Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms
   using rounding to odd", 2008: 53 >= P + 2.)  Whether the result is exact, and on which
   side it is, is said by its error, which binary64 holds and these steps find exactly.
   Say that 1 <= |a|, |b| < 2, so that a and b are multiples of 2^-50.  They are split
   into a1 + a2 and b1 + b2: a1 has 26 bits, and is a multiple of 2^-25; |a2| < 2^-25.

   * A sum: TwoSum, for any a and b (Knuth).
   * A product p: a1 b1, a1 b2, a2 b1 and a2 b2 have at most 52 bits, 53 at most have what
     remains of them less p, from the first on: multiples of 2^-52 below 2^-22, of 2^-75
     below 2^-23, of 2^-75 below 2^-49, and of 2^-100 up to 2^-52, which is the error.
   * A quotient q of a by b: the sign of a - q b.  Here q and b are said to be in 1 .. 2.  q has
     53 bits and q2 27 of them, so that the products have at most 53; and |a - q b| <= 2^-52.
     What remains of a: multiples of 2^-50 below 2^-22, of 2^-75 below 2^-23, of 2^-77
     below 2^-49, and of 2^-102 up to 2^-52.

   P = 53: binary64 itself.  With P = 52, which MPFR computes, odd numbers of 53 bits are
   half way between two of P.

   Only to nearest.  Another mode would change three words: nothing is added toward
   zero, all of the dropped bits away from it, and upward or downward one of these by
   the sign.  But these modes see bits that binary64 has dropped, so that results would
   have to be rounded to odd for any P. */
#ifndef MPFR53_ROUND_H
#define MPFR53_ROUND_H

#include <stdint.h>
#include <string.h>

#define MPFR53_MOST_PRECISION 53

/* 1 if numbers of P bits are rounded once, by one kind of kernels or the other. */
static inline int mpfr53_is_plain(int precision)
{
  return precision <= 25 || precision == 53;
}

static inline int mpfr53_can(int precision)
{
  return precision <= 51 || mpfr53_is_plain(precision);
}

typedef struct {
  uint64_t half;         /* to add: half a step less one ... */
  uint64_t odd;          /* ... plus this bit of the number shifted down by `drop`, its last one kept */
  uint64_t keep;
  unsigned drop;
} mpfr53_rounding;

static inline mpfr53_rounding mpfr53_rounding_make(int precision)
{
  unsigned drop = 53u - (unsigned) precision;
  uint64_t step = (uint64_t) 1 << drop;
  if (drop == 0)
    return (mpfr53_rounding) {0, 0, ~(uint64_t) 0, drop};
  /* With one bit the kept one is the hidden leading 1, which is odd: ties go up. */
  return precision == 1 ? (mpfr53_rounding) {step / 2, 0, ~(step - 1), drop}
                        : (mpfr53_rounding) {step / 2 - 1, 1, ~(step - 1), drop};
}

static inline uint64_t mpfr53_bits(double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double mpfr53_of_bits(uint64_t bits)
{
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline double mpfr53_round(const mpfr53_rounding *r, double x)
{
  uint64_t bits = mpfr53_bits(x);
  return mpfr53_of_bits((bits + r->half + (bits >> r->drop & r->odd)) & r->keep);
}

/* x + rest rounded to odd; x is that rounded to nearest.  Of the numbers around it the one nearer
   to 0, with its last bit set: it, or the other one, is odd. */
static inline double mpfr53_odd(double x, double rest)
{
  uint64_t bits = mpfr53_bits(x), inexact = rest != 0;
  return mpfr53_of_bits((bits - ((mpfr53_bits(rest) ^ bits) >> 63 & inexact)) | inexact);
}

/* a + b, rounded to P <= 51 bits whatever bits a and b have. */
static inline double mpfr53_add_exactly(const mpfr53_rounding *r, double a, double b)
{
  double sum = a + b, bb = sum - a;
  return mpfr53_round(r, mpfr53_odd(sum, (a - (sum - bb)) + (b - bb)));
}

/* The first 26 bits of x. */
static inline double mpfr53_head(double x)
{
  return mpfr53_of_bits(mpfr53_bits(x) & ~(((uint64_t) 1 << 27) - 1));
}

/* a b for a and b of P <= 51 bits, rounded to P bits. */
static inline double mpfr53_multiply_exactly(const mpfr53_rounding *r, double a, double b)
{
  double product = a * b, a1 = mpfr53_head(a), a2 = a - a1, b1 = mpfr53_head(b), b2 = b - b1;
  return mpfr53_round(r, mpfr53_odd(product, (((a1 * b1 - product) + a1 * b2) + a2 * b1) + a2 * b2));
}

/* a/b for a and b of P <= 51 bits, b > 0, rounded to P bits. */
static inline double mpfr53_divide_exactly(const mpfr53_rounding *r, double a, double b)
{
  double q = a / b, q1 = mpfr53_head(q), q2 = q - q1, b1 = mpfr53_head(b), b2 = b - b1;
  return mpfr53_round(r, mpfr53_odd(q, (((a - q1 * b1) - q1 * b2) - q2 * b1) - q2 * b2));
}

#endif
