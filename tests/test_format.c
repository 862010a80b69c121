/* Rounding into formats, against a rounder on exact rationals and against lists
   of all values, both written from doc/precision.md, "Formats"; the names of
   formats and arithmetics; beta. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "tmprec/arithmetic/choice.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* What is rounded here has far fewer bits. */
enum { WIDE = 4000 };

/* --- The rounder on rationals ------------------------------------------------ */

static void multiply_by_power(mpq_t x, long exponent)
{
  if (exponent >= 0)
    mpq_mul_2exp(x, x, (mp_bitcnt_t) exponent);
  else
    mpq_div_2exp(x, x, (mp_bitcnt_t) -exponent);
}

/* The e with 2^e <= x < 2^(e+1). */
static long floor_log2(const mpq_t x)
{
  long e = (long) mpz_sizeinbase(mpq_numref(x), 2) - (long) mpz_sizeinbase(mpq_denref(x), 2);
  mpq_t power;
  mpq_init(power);
  mpq_set_ui(power, 1, 1);
  multiply_by_power(power, e);
  e -= mpq_cmp(x, power) < 0;
  mpq_clear(power);
  return e;
}

static long ieee_bias(format f)
{
  return (1L << (f.a - 1)) - 1;
}

/* Exponent of the distance of f's values around x > 0. */
static long step_exponent(format f, const mpq_t x)
{
  if (f.family == FORMAT_FIXED)
    return -f.b;
  long e = floor_log2(x);
  if (f.family == FORMAT_FLOAT)
    return e + 1 - f.a;
  return (e < 1 - ieee_bias(f) ? 1 - ieee_bias(f) : e) - f.b;
}

/* Round x in place; 1 if that gives infinity (of the sign of x, which stays). */
static int round_rational(format f, mpq_t x)
{
  int sign = mpq_sgn(x), infinite = 0;
  if (!sign || f.family == FORMAT_REAL)
    return 0;
  mpq_t bound;
  mpz_t n, rest;
  mpq_init(bound);
  mpz_inits(n, rest, (mpz_ptr) NULL);
  mpq_abs(x, x);
  long step = step_exponent(f, x);
  multiply_by_power(x, -step);
  mpz_fdiv_qr(n, rest, mpq_numref(x), mpq_denref(x));
  mpz_mul_2exp(rest, rest, 1);
  int half = mpz_cmp(rest, mpq_denref(x));
  if (half > 0 || (half == 0 && mpz_odd_p(n)))
    mpz_add_ui(n, n, 1);
  mpq_set_z(x, n);
  multiply_by_power(x, step);
  if (sign < 0)
    mpq_neg(x, x);
  if (f.family == FORMAT_FIXED) {
    mpq_set_si(bound, -1, 1);
    multiply_by_power(bound, f.a + f.b);           /* in steps */
    if (mpz_cmp(n, mpq_numref(bound)) * sign < 0 && sign < 0) {
      multiply_by_power(bound, -f.b);
      mpq_set(x, bound);
    }
  }
  mpq_clear(bound);
  mpz_clears(n, rest, (mpz_ptr) NULL);
  return infinite;
}
