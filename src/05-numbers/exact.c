/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/exact.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 40 };

void tp_exact_init(tp_exact *x)
{
  x->kind = TP_EXACT_FINITE;
  x->negative = 0;
  mpq_init(x->q);
}

void tp_exact_clear(tp_exact *x)
{
  mpq_clear(x->q);
}

void tp_exact_set(tp_exact *x, const tp_exact *y)
{
  x->kind = y->kind;
  x->negative = y->negative;
  mpq_set(x->q, y->q);
}

void tp_exact_set_rational(tp_exact *x, const mpq_t q)
{
  x->kind = TP_EXACT_FINITE;
  x->negative = mpq_sgn(q) < 0;
  mpq_set(x->q, q);
}

void tp_exact_set_special(tp_exact *x, tp_exact_kind kind, int negative)
{
  x->kind = kind;
  x->negative = negative && kind != TP_EXACT_NAN;
  mpq_set_ui(x->q, 0, 1);
}

int tp_exact_is_zero(const tp_exact *x)
{
  return x->kind == TP_EXACT_FINITE && mpq_sgn(x->q) == 0;
}

int tp_exact_equal(const tp_exact *x, const tp_exact *y)
{
  return x->kind == y->kind && x->negative == y->negative && mpq_equal(x->q, y->q);
}

void tp_set_power_of_two(mpq_t x, long exponent)
{
  mpq_set_ui(x, 1, 1);
  if (exponent < 0)
    mpq_div_2exp(x, x, (mp_bitcnt_t) -exponent);
  else
    mpq_mul_2exp(x, x, (mp_bitcnt_t) exponent);
}

/* --- Text ---------------------------------------------------------------------- */

static void put_integer(tp_buffer *out, const mpz_t n)
{
  char *digits = mpz_get_str(NULL, 10, n);
  void (*release)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &release);
  tp_buffer_puts(out, digits);
  release(digits, strlen(digits) + 1);
}

static int is_power_of_two(const mpz_t n)
{
  return mpz_popcount(n) == 1;
}

/* q = M 2^E with M odd, or 0. */
static void put_dyadic(tp_buffer *out, const mpq_t q)
{
  mpz_t m;
  mpz_init_set(m, mpq_numref(q));
  const long down = (long) mpz_scan1(mpq_denref(q), 0), up = mpz_sgn(m) ? (long) mpz_scan1(m, 0) : 0;
  mpz_tdiv_q_2exp(m, m, (mp_bitcnt_t) up);
  put_integer(out, m);
  tp_buffer_printf(out, "*2^%ld", up - down);
  mpz_clear(m);
}

static int is_long(const mpz_t n)
{
  return mpz_sizeinbase(n, 10) > MOST_DIGITS;
}

void tp_print_fraction(tp_buffer *out, const mpq_t q)
{
  if ((is_long(mpq_numref(q)) || is_long(mpq_denref(q))) && is_power_of_two(mpq_denref(q))) {
    put_dyadic(out, q);
    return;
  }
  put_integer(out, mpq_numref(q));
  if (mpz_cmp_ui(mpq_denref(q), 1)) {
    tp_buffer_puts(out, "/");
    put_integer(out, mpq_denref(q));
  }
}

/* The number k such that 10^k q is whole, if there is one of at most MOST_DIGITS; else -1.  The
   denominator has to be 2^a 5^b; then k is the larger of a and b. */
static long decimals(const mpq_t q)
{
  mpz_t rest, five;
  mpz_init_set(rest, mpq_denref(q));
  mpz_init_set_ui(five, 5);
  const long twos = (long) mpz_scan1(rest, 0);
  mpz_tdiv_q_2exp(rest, rest, (mp_bitcnt_t) twos);
  const long fives = (long) mpz_remove(rest, rest, five);
  const int ends = mpz_cmp_ui(rest, 1) == 0;
  mpz_clears(rest, five, (mpz_ptr) NULL);
  const long k = twos > fives ? twos : fives;
  return ends && k <= MOST_DIGITS ? k : -1;
}

/* A whole number of units of 10^-k. */
static void put_decimal(tp_buffer *out, const mpz_t units, long k)
{
  tp_buffer digits = {NULL, 0, 0};
  mpz_t size;
  mpz_init(size);
  mpz_abs(size, units);
  put_integer(&digits, size);
  mpz_clear(size);
  if (mpz_sgn(units) < 0)
    tp_buffer_puts(out, "-");
  const long whole = (long) digits.length - k;
  if (whole > 0)
    tp_buffer_put(out, digits.text, (size_t) whole);
  else
    tp_buffer_puts(out, "0");
  if (k > 0)
    tp_buffer_puts(out, ".");
  for (long i = whole; i < 0; i++)
    tp_buffer_puts(out, "0");
  tp_buffer_puts(out, digits.text + (whole > 0 ? whole : 0));
  tp_buffer_clear(&digits);
}

/* x = n / d 10^k, rounded to a whole number, ties to the larger. */
static void scaled_by_ten(mpz_t x, const mpz_t n, const mpz_t d, long k)
{
  mpz_t ten, divisor;
  mpz_init(ten);
  mpz_init_set(divisor, d);
  mpz_ui_pow_ui(ten, 10, (unsigned long) labs(k));
  mpz_set(x, n);
  mpz_mul(k < 0 ? divisor : x, k < 0 ? divisor : x, ten);
  mpz_mul_2exp(x, x, 1);
  mpz_add(x, x, divisor);
  mpz_mul_2exp(divisor, divisor, 1);
  mpz_fdiv_q(x, x, divisor);
  mpz_clears(ten, divisor, (mpz_ptr) NULL);
}

void tp_exact_print(tp_buffer *out, const tp_exact *x)
{
  if (x->kind != TP_EXACT_FINITE || mpq_sgn(x->q) == 0) {
    tp_buffer_puts(out, x->negative ? "-" : "");
    tp_buffer_puts(out, x->kind == TP_EXACT_NAN ? "nan" : x->kind == TP_EXACT_INFINITE ? "inf" : "0");
    return;
  }
  const long k = decimals(x->q);
  if (k < 0 || is_long(mpq_numref(x->q))) {
    if (is_power_of_two(mpq_denref(x->q)))
      put_dyadic(out, x->q);
    else
      tp_print_fraction(out, x->q);
    return;
  }
  mpz_t units;
  mpz_init(units);
  mpz_ui_pow_ui(units, 10, (unsigned long) k);
  mpz_mul(units, units, mpq_numref(x->q));
  mpz_divexact(units, units, mpq_denref(x->q));
  put_decimal(out, units, k);
  mpz_clear(units);
}

/* --- Digits ----------------------------------------------------------------------- */

/* The e with 10^e <= q < 10^(e+1), q > 0. */
static long decimal_exponent(const mpq_t q)
{
  long e = (long) mpz_sizeinbase(mpq_numref(q), 10) - (long) mpz_sizeinbase(mpq_denref(q), 10) + 1;
  mpz_t left, right;
  mpz_inits(left, right, (mpz_ptr) NULL);
  for (;; e--) {
    mpz_ui_pow_ui(left, 10, (unsigned long) labs(e));
    mpz_mul(right, left, e < 0 ? mpq_numref(q) : mpq_denref(q));
    if (e < 0 ? mpz_cmp(right, mpq_denref(q)) >= 0 : mpz_cmp(mpq_numref(q), right) >= 0)
      break;
  }
  mpz_clears(left, right, (mpz_ptr) NULL);
  return e;
}

/* d.ddd e+xx; without an exponent from 1e-4 on and below 1e17, where the digits reach the point. */
static void put_scientific(tp_buffer *out, const mpz_t units, long exponent)
{
  tp_buffer digits = {NULL, 0, 0};
  put_integer(&digits, units);
  while (digits.length > 1 && digits.text[digits.length - 1] == '0')
    digits.text[--digits.length] = '\0';
  if (exponent >= -4 && exponent < 17) {
    for (long i = exponent; i < 0; i++)
      tp_buffer_puts(out, i == exponent ? "0." : "0");
    for (long i = 0; i < (long) digits.length || i <= exponent; i++) {
      tp_buffer_printf(out, "%c", i < (long) digits.length ? digits.text[i] : '0');
      if (i == exponent && i + 1 < (long) digits.length)
        tp_buffer_puts(out, ".");
    }
  } else {
    tp_buffer_printf(out, "%c%s%se%+03ld", digits.text[0], digits.length > 1 ? "." : "", digits.text + 1, exponent);
  }
  tp_buffer_clear(&digits);
}

void tp_print_digits(tp_buffer *out, const mpq_t q, int digits, mpq_ptr read)
{
  if (mpq_sgn(q) == 0) {
    tp_buffer_puts(out, "0");
    if (read)
      mpq_set_ui(read, 0, 1);
    return;
  }
  mpq_t size;
  mpz_t units, power;
  mpq_init(size);
  mpz_inits(units, power, (mpz_ptr) NULL);
  mpq_abs(size, q);
  long exponent = decimal_exponent(size);
  scaled_by_ten(units, mpq_numref(size), mpq_denref(size), digits - 1 - exponent);
  mpz_ui_pow_ui(power, 10, (unsigned long) digits);
  if (mpz_cmp(units, power) >= 0) {                /* 9.99 to 10.0 */
    mpz_divexact_ui(units, units, 10);
    exponent++;
  }
  if (mpq_sgn(q) < 0)
    tp_buffer_puts(out, "-");
  put_scientific(out, units, exponent);
  if (read) {
    const long k = exponent - digits + 1;
    mpz_ui_pow_ui(power, 10, (unsigned long) labs(k));
    mpq_set_z(read, units);
    mpz_mul(mpq_numref(read), mpq_numref(read), k > 0 ? power : mpq_denref(read));
    if (k < 0)
      mpz_set(mpq_denref(read), power);
    mpq_canonicalize(read);
    if (mpq_sgn(q) < 0)
      mpq_neg(read, read);
  }
  mpz_clears(units, power, (mpz_ptr) NULL);
  mpq_clear(size);
}
