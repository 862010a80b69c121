/* The rounding of a binary64 number to P significand bits, on its bits: exponents
   are not bounded below 2^-1022, which numbers here do not reach (mpfr24.h).

   One rounding a sum, product or quotient.  Binary64 rounds first, to 53 bits; to
   nearest that never shows as long as both operands have P <= 24 bits:

   * A product has 2 P <= 48 bits: binary64 holds it.
   * A sum a + b, |a| >= |b|, that binary64 does not hold spans more than 53 bits,
     from the first of a to the last of b; each has P, so that |b| < 2^(P - 52) |a|,
     at most 2^-28 |a|: less than half the distance from a to the nearest place where
     rounding to P bits changes (2^-(P+1) |a| at least, below a power of two).  So
     the sum, and the binary64 number next to it, is rounded to a.
   * A quotient a/b is no number of P + 1 bits (half way between two of P) unless it
     is one of P: such a number m times b would have more bits than a.  And |a/b - m|
     is a multiple of the last place of m times that of b, divided by b: at least
     2^-(2 P + 1) |a/b|, more than binary64's error of 2^-53 |a/b|.

   (Figueroa, "When is double rounding innocuous?", 1995: 53 >= 2 P + 2.)

   Only to nearest.  Another mode would change three words: nothing is added toward
   zero, all of the dropped bits away from it, and upward or downward one of these by
   the sign.  But these modes see bits that binary64 has dropped, so a sum and a
   quotient would have to be rounded to odd first, as in mpfr24_add_exactly. */
#ifndef MPFR24_ROUND_H
#define MPFR24_ROUND_H

#include <stdint.h>
#include <string.h>

#define MPFR24_MOST_PRECISION 53

/* 1 if numbers of P bits are rounded once, by one kind of kernels or the other. */
static inline int mpfr24_is_plain(int precision)
{
  return precision <= 25 || precision == 53;
}

static inline int mpfr24_can(int precision)
{
  return precision <= 51 || mpfr24_is_plain(precision);
}

typedef struct {
  uint64_t half;         /* to add: half a step less one ... */
  uint64_t odd;          /* ... plus this bit of the number shifted down by `drop`, its last one kept */
  uint64_t keep;
  unsigned drop;
} mpfr24_rounding;

static inline mpfr24_rounding mpfr24_rounding_make(int precision)
{
  unsigned drop = 53u - (unsigned) precision;
  uint64_t step = (uint64_t) 1 << drop;
  if (drop == 0)
    return (mpfr24_rounding) {0, 0, ~(uint64_t) 0, drop};
  /* With one bit the kept one is the hidden leading 1, which is odd: ties go up. */
  return precision == 1 ? (mpfr24_rounding) {step / 2, 0, ~(step - 1), drop}
                        : (mpfr24_rounding) {step / 2 - 1, 1, ~(step - 1), drop};
}

static inline uint64_t mpfr24_bits(double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double mpfr24_of_bits(uint64_t bits)
{
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline double mpfr24_round(const mpfr24_rounding *r, double x)
{
  uint64_t bits = mpfr24_bits(x);
  return mpfr24_of_bits((bits + r->half + (bits >> r->drop & r->odd)) & r->keep);
}

/* The number next to 0 from x, or x itself, with its last bit set where something is
   missing: x + rest rounded to odd.  x is that sum rounded to nearest. */
static inline double mpfr24_odd(double x, double rest)
{
  uint64_t bits = mpfr24_bits(x), inexact = rest != 0;
  return mpfr24_of_bits((bits - ((mpfr24_bits(rest) ^ bits) >> 63 & inexact)) | inexact);
}

/* a + b, rounded to P <= 51 bits whatever bits a and b have. */
static inline double mpfr24_add_exactly(const mpfr24_rounding *r, double a, double b)
{
  double sum = a + b, bb = sum - a;
  return mpfr24_round(r, mpfr24_odd(sum, (a - (sum - bb)) + (b - bb)));
}

/* The first 26 bits of x. */
static inline double mpfr24_head(double x)
{
  return mpfr24_of_bits(mpfr24_bits(x) & ~(((uint64_t) 1 << 27) - 1));
}

/* a b for a and b of P <= 51 bits, rounded to P bits. */
static inline double mpfr24_multiply_exactly(const mpfr24_rounding *r, double a, double b)
{
  double product = a * b, a1 = mpfr24_head(a), a2 = a - a1, b1 = mpfr24_head(b), b2 = b - b1;
  return mpfr24_round(r, mpfr24_odd(product, (((a1 * b1 - product) + a1 * b2) + a2 * b1) + a2 * b2));
}

/* a/b for a and b of P <= 51 bits, b > 0, rounded to P bits. */
static inline double mpfr24_divide_exactly(const mpfr24_rounding *r, double a, double b)
{
  double q = a / b, q1 = mpfr24_head(q), q2 = q - q1, b1 = mpfr24_head(b), b2 = b - b1;
  return mpfr24_round(r, mpfr24_odd(q, (((a - q1 * b1) - q1 * b2) - q2 * b1) - q2 * b2));
}

#endif
