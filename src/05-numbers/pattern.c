/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/pattern.h"

#include <assert.h>

int tp_pattern_exists(tp_format f)
{
  return f.family != TP_FORMAT_REAL && f.family != TP_FORMAT_FLOAT;
}

int tp_format_has_negative_zero(tp_format f)
{
  return f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_REAL || (f.family == TP_FORMAT_IEEE && f.encoding != TP_ENCODING_FNUZ);
}

/* q = n 2^exponent */
static void set_scaled(mpq_t q, const mpz_t n, long exponent)
{
  mpq_set_z(q, n);
  if (exponent < 0)
    mpq_div_2exp(q, q, (mp_bitcnt_t) -exponent);
  else
    mpq_mul_2exp(q, q, (mp_bitcnt_t) exponent);
}

/* n = q 2^-exponent, if that is whole. */
static int get_scaled(mpz_t n, const mpq_t q, long exponent)
{
  mpq_t x;
  mpq_init(x);
  if (exponent < 0)
    mpq_mul_2exp(x, q, (mp_bitcnt_t) -exponent);
  else
    mpq_div_2exp(x, q, (mp_bitcnt_t) exponent);
  const int whole = mpz_cmp_ui(mpq_denref(x), 1) == 0;
  mpz_set(n, mpq_numref(x));
  mpq_clear(x);
  return whole;
}

static void set_power(mpz_t n, long exponent)
{
  mpz_set_ui(n, 1);
  mpz_mul_2exp(n, n, (mp_bitcnt_t) exponent);
}

/* The bits first .. first + count - 1. */
static void get_field(mpz_t out, const mpz_t pattern, long first, long count)
{
  mpz_fdiv_q_2exp(out, pattern, (mp_bitcnt_t) first);
  mpz_fdiv_r_2exp(out, out, (mp_bitcnt_t) count);
}

/* --- Two's complement ------------------------------------------------------------ */

static void to_signed(mpz_t k, const mpz_t pattern, int bits)
{
  mpz_set(k, pattern);
  if (mpz_tstbit(pattern, (mp_bitcnt_t) bits - 1)) {
    mpz_t range;
    mpz_init(range);
    set_power(range, bits);
    mpz_sub(k, k, range);
    mpz_clear(range);
  }
}

static int decode_integer(tp_exact *out, tp_format f, const mpz_t pattern)
{
  mpz_t k;
  mpq_t q;
  mpz_init(k);
  mpq_init(q);
  to_signed(k, pattern, tp_format_bits(f));
  if (f.family == TP_FORMAT_FIXED) {
    set_scaled(q, k, tp_format_least_step(f));
  } else {
    mpq_set_z(q, k);
    mpz_set_si(mpq_denref(q), tp_format_denominator(f));
    mpq_canonicalize(q);
  }
  const int used = f.family == TP_FORMAT_FIXED || mpz_cmpabs_ui(k, (unsigned long) tp_format_denominator(f)) <= 0;
  if (used)
    tp_exact_set_rational(out, q);
  mpz_clear(k);
  mpq_clear(q);
  return used;
}

static int encode_integer(mpz_t pattern, tp_format f, const tp_exact *x)
{
  mpq_t q, factor;
  mpz_t end;
  mpz_init(end);
  mpq_inits(q, factor, (mpq_ptr) NULL);
  mpq_set_si(factor, tp_format_denominator(f), 1);
  mpq_mul(q, x->q, factor);
  int good = get_scaled(pattern, q, f.family == TP_FORMAT_FIXED ? tp_format_least_step(f) : 0);
  set_power(end, tp_format_bits(f) - 1);
  good = good && mpz_cmp(pattern, end) < 0;
  mpz_neg(end, end);
  good = good && (f.family == TP_FORMAT_FIXED ? mpz_cmp(pattern, end) >= 0 : mpz_cmp(pattern, end) > 0);
  if (mpz_sgn(pattern) < 0)
    mpz_fdiv_r_2exp(pattern, pattern, (mp_bitcnt_t) tp_format_bits(f));
  mpz_clear(end);
  mpq_clears(q, factor, (mpq_ptr) NULL);
  return good;
}

/* --- Floating point ----------------------------------------------------------------- */

/* Whether a magnitude of ones is NaN in a format without infinities. */
static int ones_are_nan(tp_format f)
{
  return f.encoding == TP_ENCODING_FN && tp_format_has_nan(f);
}

static int is_ones(const mpz_t n, long bits)
{
  return mpz_popcount(n) == (mp_bitcnt_t) bits;
}

static int decode_ieee(tp_exact *out, tp_format f, const mpz_t pattern)
{
  const int negative = mpz_tstbit(pattern, (mp_bitcnt_t) (f.a + f.b));
  mpz_t field, fraction;
  mpz_inits(field, fraction, (mpz_ptr) NULL);
  get_field(field, pattern, f.b, f.a);
  get_field(fraction, pattern, 0, f.b);
  const int is_top = is_ones(field, f.a), has_fraction = mpz_sgn(fraction) != 0;
  const long e = mpz_get_si(field);
  int used = 1;
  if (f.encoding == TP_ENCODING_IEEE && is_top) {
    tp_exact_set_special(out, has_fraction ? TP_EXACT_NAN : TP_EXACT_INFINITE, negative);
  } else if ((f.encoding == TP_ENCODING_FNUZ && negative && !e && !has_fraction) || (ones_are_nan(f) && is_top && is_ones(fraction, f.b))) {
    tp_exact_set_special(out, TP_EXACT_NAN, 0);
  } else {
    mpq_t q;
    mpq_init(q);
    if (e)
      mpz_setbit(fraction, (mp_bitcnt_t) f.b);
    set_scaled(q, fraction, e ? e - f.bias - f.b : tp_format_least_step(f));
    if (negative)
      mpq_neg(q, q);
    tp_exact_set_rational(out, q);
    out->negative = negative;
    used = !(f.flushes && !e && has_fraction);
    mpq_clear(q);
  }
  mpz_clears(field, fraction, (mpz_ptr) NULL);
  return used;
}

static void set_ones(mpz_t pattern, long first, long count)
{
  for (long i = 0; i < count; i++)
    mpz_setbit(pattern, (mp_bitcnt_t) (first + i));
}

static int encode_nan(mpz_t pattern, tp_format f)
{
  if (f.encoding == TP_ENCODING_IEEE)
    set_ones(pattern, f.b - 1, f.a + 1);
  else if (f.encoding == TP_ENCODING_FNUZ)
    mpz_setbit(pattern, (mp_bitcnt_t) (f.a + f.b));
  else
    set_ones(pattern, 0, f.a + f.b);
  return tp_format_has_nan(f);
}

/* The e with 2^e <= |q| < 2^(e+1); q is a multiple of a power of two, and not 0. */
static long exponent_of(const mpq_t q)
{
  return (long) mpz_sizeinbase(mpq_numref(q), 2) - (long) mpz_sizeinbase(mpq_denref(q), 2);
}

static int encode_finite_ieee(mpz_t pattern, tp_format f, const tp_exact *x)
{
  if (mpz_popcount(mpq_denref(x->q)) != 1)
    return 0;
  const long e = exponent_of(x->q), least = tp_format_least_exponent(f);
  if (e > tp_format_top_exponent(f) || (f.flushes && e < least))
    return 0;
  mpz_t significand, field;
  mpz_inits(significand, field, (mpz_ptr) NULL);
  int good = get_scaled(significand, x->q, (e < least ? least : e) - f.b);
  mpz_abs(significand, significand);
  mpz_clrbit(significand, (mp_bitcnt_t) f.b);
  mpz_set_si(field, e < least ? 0 : e + f.bias);
  mpz_mul_2exp(pattern, field, (mp_bitcnt_t) f.b);
  mpz_ior(pattern, pattern, significand);
  good = good && !(ones_are_nan(f) && is_ones(pattern, f.a + f.b));
  mpz_clears(significand, field, (mpz_ptr) NULL);
  return good;
}

static int encode_ieee(mpz_t pattern, tp_format f, const tp_exact *x)
{
  mpz_set_ui(pattern, 0);
  if (x->kind == TP_EXACT_NAN)
    return encode_nan(pattern, f);
  int good = 1;
  if (x->kind == TP_EXACT_INFINITE) {
    set_ones(pattern, f.b, f.a);
    good = tp_format_has_infinity(f);
  } else if (!tp_exact_is_zero(x)) {
    good = encode_finite_ieee(pattern, f, x);
  }
  if (x->negative && !(tp_exact_is_zero(x) && !tp_format_has_negative_zero(f)))
    mpz_setbit(pattern, (mp_bitcnt_t) (f.a + f.b));
  return good;
}

/* --- Posits ------------------------------------------------------------------------- */

/* The positive posit of a pattern of at most bits - 1 bits that is not 0: a row of equal bits and
   their opposite, two bits of exponent, the fraction; bits beyond the end are 0. */
static void decode_positive_posit(mpq_t q, int bits, unsigned long pattern)
{
  assert(bits >= 2 && bits <= TP_FORMAT_MAX_POSIT_BITS);
  int at = bits - 2, run = 0;
  const int first = (int) (pattern >> at & 1);
  for (; at >= 0 && (int) (pattern >> at & 1) == first; at--)
    run++;
  long exponent = 4L * (first ? run - 1 : -run);
  at--;
  for (int weight = 2; weight; weight /= 2, at--)
    exponent += at >= 0 && pattern >> at & 1 ? weight : 0;
  mpz_t significand;
  const int left = at >= 0 ? at + 1 : 0;
  mpz_init_set_ui(significand, (1ul << left) | (pattern & ((1ul << left) - 1)));
  set_scaled(q, significand, exponent - left);
  mpz_clear(significand);
}

static int decode_posit(tp_exact *out, tp_format f, const mpz_t pattern)
{
  mpz_t k;
  mpz_init(k);
  to_signed(k, pattern, f.a);
  const long value = mpz_get_si(k);
  mpz_clear(k);
  if (value == -(1L << (f.a - 1)) || value == 0) {
    tp_exact_set_special(out, value ? TP_EXACT_NAN : TP_EXACT_FINITE, 0);
    return 1;
  }
  mpq_t q;
  mpq_init(q);
  decode_positive_posit(q, f.a, (unsigned long) (value < 0 ? -value : value));
  if (value < 0)
    mpq_neg(q, q);
  tp_exact_set_rational(out, q);
  mpq_clear(q);
  return 1;
}

/* Posits ascend with their patterns. */
static int encode_posit(mpz_t pattern, tp_format f, const tp_exact *x)
{
  mpz_set_ui(pattern, 0);
  if (x->kind == TP_EXACT_NAN)
    set_power(pattern, f.a - 1);
  if (x->kind != TP_EXACT_FINITE || tp_exact_is_zero(x))
    return x->kind != TP_EXACT_INFINITE;
  mpq_t size, middle;
  mpq_inits(size, middle, (mpq_ptr) NULL);
  mpq_abs(size, x->q);
  unsigned long low = 1, high = (1ul << (f.a - 1)) - 1;
  while (low < high) {
    const unsigned long half = low + (high - low) / 2;
    decode_positive_posit(middle, f.a, half);
    if (mpq_cmp(middle, size) < 0)
      low = half + 1;
    else
      high = half;
  }
  decode_positive_posit(middle, f.a, low);
  const int good = mpq_equal(middle, size);
  mpz_set_ui(pattern, low);
  if (x->negative) {
    mpz_neg(pattern, pattern);
    mpz_fdiv_r_2exp(pattern, pattern, (mp_bitcnt_t) f.a);
  }
  mpq_clears(size, middle, (mpq_ptr) NULL);
  return good;
}

/* ------------------------------------------------------------------------------------- */

int tp_pattern_decode(tp_exact *out, tp_format f, const mpz_t pattern)
{
  switch (f.family) {
  case TP_FORMAT_FIXED:
  case TP_FORMAT_GRID: return decode_integer(out, f, pattern);
  case TP_FORMAT_IEEE: return decode_ieee(out, f, pattern);
  case TP_FORMAT_POSIT: return decode_posit(out, f, pattern);
  default: return 0;
  }
}

int tp_pattern_encode(mpz_t pattern, tp_format f, const tp_exact *x)
{
  switch (f.family) {
  case TP_FORMAT_FIXED:
  case TP_FORMAT_GRID: return x->kind == TP_EXACT_FINITE && encode_integer(pattern, f, x);
  case TP_FORMAT_IEEE: return encode_ieee(pattern, f, x);
  case TP_FORMAT_POSIT: return encode_posit(pattern, f, x);
  default: return 0;
  }
}
