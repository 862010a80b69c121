/* SPDX-License-Identifier: MIT */
/* The numbers of the oracle (oracle.h): rationals, infinities and NaN as IEEE 754 has
   them, and enclosures of real numbers that are not rational, or too long to write down.
   What an enclosure does not decide stays open: the result encloses all it may be.

   Nothing here is from the library but its types; rounding is rational_rounding.h's. */
#ifndef ORACLE_NUMBER_H
#define ORACLE_NUMBER_H

#include <gmp.h>
#include <mpfr.h>

#include "rational_rounding.h"

typedef enum {
  EXACT,                 /* q */
  INFINITE,              /* with a sign */
  NO_NUMBER,             /* NaN */
  BETWEEN,               /* low <= x <= high, both finite */
  ANYTHING               /* nothing is known, not even that it is a number */
} number_kind;

typedef struct {
  number_kind kind;
  int sign;
  int has_ends;                    /* low and high are initialised */
  mpq_t q;
  mpfr_t low, high;
} number;

/* Bits of enclosures, and whether one of them has left a rounding open. */
static mpfr_prec_t oracle_bits = 256;
static int oracle_is_open;

/* Rationals of more bits are enclosed.  Between roundings few numbers are as long. */
enum { RATIONAL_MOST_BITS = 6000 };

static inline void number_init(number *x)
{
  x->kind = EXACT;
  x->has_ends = 0;
  mpq_init(x->q);
}

static inline void number_clear(number *x)
{
  mpq_clear(x->q);
  if (x->has_ends)
    mpfr_clears(x->low, x->high, (mpfr_ptr) NULL);
}

static inline void number_set_int(number *x, long value)
{
  x->kind = EXACT;
  mpq_set_si(x->q, value, 1);
}

static inline void number_set_infinite(number *x, int sign)
{
  x->kind = INFINITE;
  x->sign = sign;
}

/* Room for the ends of x, which need not be BETWEEN. */
static inline void number_make_ends(number *x, mpfr_prec_t bits)
{
  if (!x->has_ends)
    mpfr_inits2(bits, x->low, x->high, (mpfr_ptr) NULL);
  else if (mpfr_get_prec(x->low) != bits)
    mpfr_set_prec(x->low, bits), mpfr_set_prec(x->high, bits);
  x->has_ends = 1;
}

static inline void number_set(number *x, const number *y)
{
  if (x == y)
    return;
  x->kind = y->kind;
  x->sign = y->sign;
  if (y->kind == EXACT)
    mpq_set(x->q, y->q);
  if (y->kind == BETWEEN) {
    number_make_ends(x, mpfr_get_prec(y->low));
    mpfr_set(x->low, y->low, MPFR_RNDD);
    mpfr_set(x->high, y->high, MPFR_RNDU);
  }
}

/* What was put into x->q is its value. */
static inline void number_settle(number *x)
{
  x->kind = EXACT;
  if (mpz_sizeinbase(mpq_numref(x->q), 2) + mpz_sizeinbase(mpq_denref(x->q), 2) <= RATIONAL_MOST_BITS)
    return;
  number_make_ends(x, oracle_bits);
  mpfr_set_q(x->low, x->q, MPFR_RNDD);
  mpfr_set_q(x->high, x->q, MPFR_RNDU);
  x->kind = BETWEEN;
}

/* Known to be one tp_real number, or none of them. */
static inline int number_is_known(const number *x)
{
  return x->kind < BETWEEN || (x->kind == BETWEEN && mpfr_equal_p(x->low, x->high));
}

static inline int number_is_small(const number *x, long *value)
{
  if (mpz_cmp_ui(mpq_denref(x->q), 1) || mpz_size(mpq_numref(x->q)) > 1 || mpz_cmpabs_ui(mpq_numref(x->q), 1ul << 30) > 0)
    return 0;
  *value = mpz_get_si(mpq_numref(x->q));
  return 1;
}

/* The ends of a finite number. */
static inline void number_ends(const number *x, mpfr_t low, mpfr_t high)
{
  mpfr_prec_t bits = x->kind == BETWEEN ? mpfr_get_prec(x->low) : oracle_bits;
  mpfr_set_prec(low, bits);
  mpfr_set_prec(high, bits);
  if (x->kind == EXACT)
    mpfr_set_q(low, x->q, MPFR_RNDD), mpfr_set_q(high, x->q, MPFR_RNDU);
  else
    mpfr_set(low, x->low, MPFR_RNDD), mpfr_set(high, x->high, MPFR_RNDU);
}

/* Room for the ends of two numbers, a and b, and three results: while one operation lasts. */
typedef struct {
  mpfr_t al, ah, bl, bh, x, y, z;
} ends_room;

static inline ends_room *ends_of(const number *a, const number *b)
{
  static ends_room room;
  static int is_made;
  if (!is_made)
    mpfr_inits(room.al, room.ah, room.bl, room.bh, room.x, room.y, room.z, (mpfr_ptr) NULL);
  is_made = 1;
  number_ends(a, room.al, room.ah);
  if (b)
    number_ends(b, room.bl, room.bh);
  return &room;
}

/* -1, 0, 1, or 2: open; x is not NaN. */
static inline int number_sign(const number *x)
{
  switch (x->kind) {
  case EXACT: return mpq_sgn(x->q);
  case INFINITE: return x->sign;
  case BETWEEN:
    if (mpfr_sgn(x->low) > 0 || mpfr_sgn(x->high) < 0)
      return mpfr_sgn(x->low) > 0 ? 1 : -1;
    return mpfr_zero_p(x->low) && mpfr_zero_p(x->high) ? 0 : 2;
  default: return 2;
  }
}

/* --- Operations: x may be a or b ---------------------------------------------------- */

static inline void number_add(number *x, const number *a, const number *b)
{
  long m, n;
  if (a->kind == EXACT && b->kind == EXACT) {
    if (number_is_small(a, &m) && number_is_small(b, &n)) {
      number_set_int(x, m + n);
      return;
    }
    mpq_add(x->q, a->q, b->q);
    number_settle(x);
  } else if (a->kind == NO_NUMBER || b->kind == NO_NUMBER) {
    x->kind = NO_NUMBER;
  } else if (a->kind == ANYTHING || b->kind == ANYTHING) {
    x->kind = ANYTHING;
  } else if (a->kind == INFINITE && b->kind == INFINITE && a->sign != b->sign) {
    x->kind = NO_NUMBER;
  } else if (a->kind == INFINITE || b->kind == INFINITE) {
    number_set_infinite(x, a->kind == INFINITE ? a->sign : b->sign);
  } else {
    ends_room *r = ends_of(a, b);
    number_make_ends(x, oracle_bits);
    mpfr_add(x->low, r->al, r->bl, MPFR_RNDD);
    mpfr_add(x->high, r->ah, r->bh, MPFR_RNDU);
    x->kind = BETWEEN;
  }
}

static inline void number_negate(number *x)
{
  if (x->kind == EXACT)
    mpq_neg(x->q, x->q);
  x->sign = -x->sign;
  if (x->kind == BETWEEN) {
    mpfr_neg(x->low, x->low, MPFR_RNDN);
    mpfr_neg(x->high, x->high, MPFR_RNDN);
    mpfr_swap(x->low, x->high);
  }
}

static inline void number_subtract(number *x, const number *a, const number *b)
{
  number minus;
  if (a->kind == EXACT && b->kind == EXACT) {
    mpq_sub(x->q, a->q, b->q);
    number_settle(x);
    return;
  }
  number_init(&minus);
  number_set(&minus, b);
  number_negate(&minus);
  number_add(x, a, &minus);
  number_clear(&minus);
}

typedef int mpfr_operation(mpfr_ptr x, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t mode);

/* The hull of a op b over the ends; the operation is monotonic in each. */
static inline void number_hull(number *x, const number *a, const number *b, mpfr_operation *op)
{
  ends_room *r = ends_of(a, b);
  mpfr_srcptr of_a[2] = {r->al, r->ah}, of_b[2] = {r->bl, r->bh};
  mpfr_set_prec(r->x, oracle_bits);
  mpfr_set_prec(r->y, oracle_bits);
  mpfr_set_prec(r->z, oracle_bits);
  for (int i = 0; i < 4; i++) {
    op(r->z, of_a[i & 1], of_b[i >> 1], MPFR_RNDD);
    if (!i || mpfr_less_p(r->z, r->x))
      mpfr_set(r->x, r->z, MPFR_RNDD);
    op(r->z, of_a[i & 1], of_b[i >> 1], MPFR_RNDU);
    if (!i || mpfr_greater_p(r->z, r->y))
      mpfr_set(r->y, r->z, MPFR_RNDU);
  }
  number_make_ends(x, oracle_bits);
  mpfr_set(x->low, r->x, MPFR_RNDD);
  mpfr_set(x->high, r->y, MPFR_RNDU);
  x->kind = BETWEEN;
}

static inline void number_multiply(number *x, const number *a, const number *b)
{
  long m, n;
  if (a->kind == EXACT && b->kind == EXACT) {
    if (number_is_small(a, &m) && number_is_small(b, &n) && labs(m) < 1 << 15 && labs(n) < 1 << 15) {
      number_set_int(x, m * n);
      return;
    }
    mpq_mul(x->q, a->q, b->q);
    number_settle(x);
  } else if (a->kind == NO_NUMBER || b->kind == NO_NUMBER) {
    x->kind = NO_NUMBER;
  } else if (a->kind == ANYTHING || b->kind == ANYTHING) {
    x->kind = ANYTHING;
  } else if (a->kind == INFINITE || b->kind == INFINITE) {
    int s = number_sign(a), t = number_sign(b);
    if (s == 0 || t == 0)
      x->kind = NO_NUMBER;
    else if (s == 2 || t == 2)
      x->kind = ANYTHING;
    else
      number_set_infinite(x, s * t);
  } else if (number_sign(a) == 0 || number_sign(b) == 0) {
    number_set_int(x, 0);
  } else {
    number_hull(x, a, b, mpfr_mul);
  }
}

/* b is a sum of exponentials: 0 is +0. */
static inline void number_divide(number *x, const number *a, const number *b)
{
  int s = number_sign(a), t = number_sign(b);
  if (a->kind == NO_NUMBER || b->kind == NO_NUMBER) {
    x->kind = NO_NUMBER;
  } else if (a->kind == ANYTHING || b->kind == ANYTHING || (t == 2 && b->kind == BETWEEN)) {
    x->kind = ANYTHING;
  } else if (b->kind == INFINITE) {
    if (a->kind == INFINITE)
      x->kind = NO_NUMBER;
    else
      number_set_int(x, 0);
  } else if (t == 0) {
    if (s == 0)
      x->kind = NO_NUMBER;
    else if (s == 2)
      x->kind = ANYTHING;
    else
      number_set_infinite(x, s);
  } else if (a->kind == INFINITE) {
    number_set_infinite(x, s * t);
  } else if (a->kind == EXACT && b->kind == EXACT) {
    mpq_div(x->q, a->q, b->q);
    number_settle(x);
  } else {
    number_hull(x, a, b, mpfr_div);
  }
}

/* exp of a rational that is not 0 is irrational (Lindemann). */
static inline void number_exp(number *x, const number *a)
{
  if (a->kind == NO_NUMBER || a->kind == ANYTHING) {
    x->kind = a->kind;
  } else if (a->kind == INFINITE) {
    if (a->sign > 0)
      number_set_infinite(x, 1);
    else
      number_set_int(x, 0);
  } else if (number_sign(a) == 0) {
    number_set_int(x, 1);
  } else {
    ends_room *r = ends_of(a, NULL);
    number_make_ends(x, oracle_bits);
    mpfr_exp(x->low, r->al, MPFR_RNDD);
    mpfr_exp(x->high, r->ah, MPFR_RNDU);
    x->kind = BETWEEN;
  }
}

enum { ORDER_IS_OPEN = 2, ORDER_IS_NONE = 3 };

/* -1, 0, 1; ORDER_IS_NONE beside a NaN. */
static inline int number_compare(const number *a, const number *b)
{
  if (a->kind == NO_NUMBER || b->kind == NO_NUMBER)
    return ORDER_IS_NONE;
  if (a->kind == ANYTHING || b->kind == ANYTHING)
    return ORDER_IS_OPEN;
  if (a->kind == INFINITE || b->kind == INFINITE) {
    int s = a->kind == INFINITE ? a->sign : 0, t = b->kind == INFINITE ? b->sign : 0;
    return (s > t) - (s < t);
  }
  if (a->kind == EXACT && b->kind == EXACT) {
    int order = mpq_cmp(a->q, b->q);
    return (order > 0) - (order < 0);
  }
  ends_room *r = ends_of(a, b);
  if (mpfr_equal_p(r->al, r->ah) && mpfr_equal_p(r->bl, r->bh) && mpfr_equal_p(r->al, r->bl))
    return 0;
  return mpfr_less_p(r->ah, r->bl) ? -1 : mpfr_greater_p(r->al, r->bh) ? 1 : ORDER_IS_OPEN;
}

#endif
