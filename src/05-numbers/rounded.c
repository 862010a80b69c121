/* SPDX-License-Identifier: MIT */
/* All comes from tp_rounding_mpfr_quotient, which takes a fraction as it is.  What a number is rounded to before its range
   is looked at comes from a format without end (`endless`), and so do its neighbours. */
#include "tmprec/numbers/rounded.h"

#include "enclosure_private.h"
#include "tmprec/numbers/pattern.h"

const char *const tp_flag_name[TP_FLAGS] = {"inexact", "overflow", "underflow", "saturated", "subnormal"};

void tp_rounded_init(tp_rounded out[TP_OUTCOMES])
{
  for (int i = 0; i < TP_OUTCOMES; i++) {
    tp_exact_init(&out[i].value);
    mpq_inits(out[i].error, out[i].ulp, out[i].odds, (mpq_ptr) NULL);
  }
}

void tp_rounded_clear(tp_rounded out[TP_OUTCOMES])
{
  for (int i = 0; i < TP_OUTCOMES; i++) {
    tp_exact_clear(&out[i].value);
    mpq_clears(out[i].error, out[i].ulp, out[i].odds, (mpq_ptr) NULL);
  }
}

tp_status tp_rounded_can(tp_format f, tp_error *err)
{
  if (f.shared) {
    tp_buffer element = {NULL, 0, 0};
    tp_format alone = f;
    alone.shared = 0;
    tp_format_print(&element, alone);
    tp_error_set(err, TP_STATUS_REFUSED, "the scale belongs to %d values together: take the format of its values, %.80s", f.shared, element.text);
    tp_buffer_clear(&element);
    return TP_STATUS_REFUSED;
  }
  if (f.family == TP_FORMAT_IEEE && (tp_format_top_exponent(f) > TP_EXACT_MOST_EXPONENT || tp_format_least_step(f) < -TP_EXACT_MOST_EXPONENT))
    return tp_error_set(err, TP_STATUS_REFUSED, "exponents beyond %d are not written out", TP_EXACT_MOST_EXPONENT);
  return TP_STATUS_OK;
}

/* --- In rationals ------------------------------------------------------------------- */

/* The e with 2^e <= |x| < 2^(e+1); x is not 0. */
static long exponent_of(const mpq_t x)
{
  mpq_t size, power;
  mpq_inits(size, power, (mpq_ptr) NULL);
  mpq_abs(size, x);
  long e = (long) mpz_sizeinbase(mpq_numref(x), 2) - (long) mpz_sizeinbase(mpq_denref(x), 2);
  tp_set_power_of_two(power, e);
  e -= mpq_cmp(size, power) < 0;
  mpq_clears(size, power, (mpq_ptr) NULL);
  return e;
}

static void set_fraction(mpq_t out, mpfr_srcptr x, long denominator)
{
  mpq_t d;
  mpq_init(d);
  mpq_set_si(d, denominator, 1);
  mpfr_get_q(out, x);
  mpq_div(out, out, d);
  mpq_clear(d);
}

/* x holds k/d to the nearest binary number: k. */
static void set_grid_value(mpq_t out, mpfr_t x, long d)
{
  mpfr_mul_si(x, x, d, MPFR_RNDN);
  mpfr_rint(x, x, MPFR_RNDN);
  set_fraction(out, x, d);
}

/* A finite number in the format. */
static void round_finite(tp_exact *out, const tp_rounding *r, const mpq_t q, double u)
{
  const long d = tp_format_denominator(r->format);
  mpfr_t x;
  mpq_t value;
  mpfr_init2(x, tp_format_significand(r->format) + 2 * TP_FORMAT_MAX_GRID_BITS);
  mpq_init(value);
  tp_rational_round(r, q, u, x);
  if (!mpfr_number_p(x)) {
    tp_exact_set_special(out, mpfr_nan_p(x) ? TP_EXACT_NAN : TP_EXACT_INFINITE, mpfr_signbit(x) != 0);
  } else {
    if (d > 1)
      set_grid_value(value, x, d);
    else
      mpfr_get_q(value, x);
    tp_exact_set_rational(out, value);
    out->negative = mpq_sgn(q) < 0;
  }
  mpq_clear(value);
  mpfr_clear(x);
}

/* --- Without end ---------------------------------------------------------------------- */

/* x rounded as if the format had no largest value and flushed nothing: also what lies beyond either end has neighbours.
   Posits have ends by nature. */
static void round_endless(mpq_t out, const tp_rounding *r, const mpq_t x)
{
  tp_format f = r->format;
  const long d = tp_format_denominator(f), e = mpq_sgn(x) ? exponent_of(x) : 0;
  tp_rounding rule = *r;
  rule.overflow = TP_OVERFLOW_SATURATE;
  if (f.family == TP_FORMAT_GRID)
    f = (tp_format) {.family = TP_FORMAT_FIXED, .a = 1};
  if (f.family == TP_FORMAT_FIXED)
    f.a = f.a > e + 3 ? f.a : (int) e + 3;
  if (f.family == TP_FORMAT_FIXED && d > 1)
    f.a += TP_FORMAT_MAX_GRID_BITS;
  if (f.family == TP_FORMAT_IEEE && (f.flushes || e >= tp_format_least_exponent(f)))
    f = (tp_format) {.family = TP_FORMAT_FLOAT, .a = f.b + 1};
  rule.format = f;
  tp_exact y;
  mpq_t scaled;
  tp_exact_init(&y);
  mpq_init(scaled);
  mpq_set_si(scaled, d, 1);
  mpq_mul(scaled, scaled, x);
  round_finite(&y, &rule, scaled, 0);
  mpq_set_si(scaled, d, 1);
  mpq_div(out, y.q, scaled);
  mpq_clear(scaled);
  tp_exact_clear(&y);
}

static void neighbour(mpq_t out, const tp_rounding *r, tp_rounding_mode mode, const mpq_t x)
{
  tp_rounding rule = *r;
  rule.mode = mode;
  round_endless(out, &rule, x);
}

/* The largest value of that sign, in magnitude; 0 if there is none. */
static int largest_of(mpq_t out, tp_format f, int negative)
{
  mpfr_t x;
  mpfr_init2(x, 2);
  const int there = tp_format_largest(f, x);
  if (there)
    mpfr_get_q(out, x);
  if (there && f.family == TP_FORMAT_FIXED && negative)
    tp_set_power_of_two(out, f.a);
  mpfr_clear(x);
  return there;
}

/* Whether x, which is not 0, is too large; `y` is what it becomes without end. */
static int is_too_large(tp_format f, const mpq_t x, const mpq_t y)
{
  mpq_t end, size;
  mpq_inits(end, size, (mpq_ptr) NULL);
  mpq_abs(size, f.family == TP_FORMAT_POSIT ? x : y);
  const int beyond = largest_of(end, f, mpq_sgn(x) < 0) && mpq_cmp(size, end) > 0;
  mpq_clears(end, size, (mpq_ptr) NULL);
  return beyond;
}

/* Of a posit: from the value at or below |x| to the next one; beyond the largest, from the one before it. */
static void posit_step(mpq_t out, const tp_rounding *r, const mpq_t x)
{
  mpz_t pattern, last;
  tp_exact low, high;
  mpq_t size;
  mpz_inits(pattern, last, (mpz_ptr) NULL);
  mpq_init(size);
  tp_exact_init(&low);
  tp_exact_init(&high);
  mpq_abs(size, x);
  neighbour(size, r, TP_ROUND_TOWARD_ZERO, size);
  tp_exact_set_rational(&low, size);
  tp_pattern_encode(pattern, r->format, &low);
  mpz_setbit(last, (mp_bitcnt_t) r->format.a - 1);
  mpz_sub_ui(last, last, 2);
  if (mpz_cmp(pattern, last) > 0)
    mpz_set(pattern, last);
  tp_pattern_decode(&low, r->format, pattern);
  mpz_add_ui(pattern, pattern, 1);
  tp_pattern_decode(&high, r->format, pattern);
  mpq_sub(out, high.q, low.q);
  tp_exact_clear(&low);
  tp_exact_clear(&high);
  mpq_clear(size);
  mpz_clears(pattern, last, (mpz_ptr) NULL);
}

static void set_step(mpq_t out, const tp_rounding *r, const mpq_t x)
{
  const tp_format f = r->format;
  long e = mpq_sgn(x) ? exponent_of(x) : -TP_EXACT_MOST_EXPONENT;
  switch (f.family) {
  case TP_FORMAT_FIXED: tp_set_power_of_two(out, tp_format_least_step(f)); break;
  case TP_FORMAT_GRID: mpq_set_ui(out, 1, (unsigned long) tp_format_denominator(f)); break;
  case TP_FORMAT_FLOAT:
    mpq_set_ui(out, 0, 1);
    if (mpq_sgn(x))
      tp_set_power_of_two(out, e + 1 - f.a);
    break;
  case TP_FORMAT_POSIT: posit_step(out, r, x); break;
  case TP_FORMAT_IEEE:
    e = e < tp_format_least_exponent(f) ? tp_format_least_exponent(f) : e > tp_format_top_exponent(f) ? tp_format_top_exponent(f) : e;
    tp_set_power_of_two(out, e - f.b);
    break;
  default: mpq_set_ui(out, 0, 1); break;
  }
}

/* --- Outcomes ---------------------------------------------------------------------------- */

static int is_below(tp_format f, const mpq_t size, int (*which)(tp_format, mpfr_t))
{
  mpfr_t x;
  mpfr_init2(x, 2);
  const int below = which(f, x) && mpfr_cmp_q(x, size) > 0;
  mpfr_clear(x);
  return below;
}

static int is_least_grid(tp_format f, const mpq_t size)
{
  return f.family == TP_FORMAT_GRID && mpq_cmp_ui(size, 1, (unsigned long) tp_format_denominator(f)) < 0;
}

static unsigned flags_of(const tp_rounded *o, const tp_rounding *r, const tp_exact *x, int too_large)
{
  const tp_format f = r->format;
  mpq_t size;
  mpq_init(size);
  mpq_abs(size, x->q);
  const int inexact = x->kind != o->value.kind || !mpq_equal(x->q, o->value.q);
  const int tiny = x->kind == TP_EXACT_FINITE && (f.family == TP_FORMAT_IEEE ? is_below(f, size, tp_format_least_normal)
                                                  : f.family == TP_FORMAT_GRID ? is_least_grid(f, size)
                                                                               : is_below(f, size, tp_format_least_positive));
  mpq_abs(size, o->value.q);
  const int subnormal = f.family == TP_FORMAT_IEEE && o->value.kind == TP_EXACT_FINITE && mpq_sgn(size) && is_below(f, size, tp_format_least_normal);
  mpq_clear(size);
  return (unsigned) (inexact << TP_FLAG_INEXACT | too_large << TP_FLAG_OVERFLOW | (inexact && tiny) << TP_FLAG_UNDERFLOW
                     | (too_large && o->value.kind == TP_EXACT_FINITE) << TP_FLAG_SATURATED | subnormal << TP_FLAG_SUBNORMAL);
}

/* What there is to say once the value is known. */
static void complete(tp_rounded *o, const tp_rounding *r, const tp_exact *x, int too_large)
{
  o->flags = flags_of(o, r, x, too_large);
  if (tp_exact_is_zero(&o->value) && !tp_format_has_negative_zero(r->format))
    o->value.negative = 0;
  o->has_error = x->kind == TP_EXACT_FINITE && o->value.kind == TP_EXACT_FINITE;
  mpq_set_ui(o->error, 0, 1);
  mpq_set_ui(o->ulp, 0, 1);
  if (!o->has_error)
    return;
  mpq_sub(o->error, o->value.q, x->q);
  set_step(o->ulp, r, x->q);
}

/* NaN, infinities, zeros and whatever is not rounded. */
static void round_special(tp_rounded *o, const tp_rounding *r, const tp_exact *x)
{
  mpfr_t y;
  int too_large = 0;
  tp_exact_set(&o->value, x);
  if (x->kind == TP_EXACT_INFINITE) {
    mpfr_init2(y, tp_format_significand(r->format) + 2);
    mpfr_set_inf(y, x->negative ? -1 : 1);
    tp_rounding_mpfr(r, y, 0);
    too_large = !mpfr_inf_p(y) && r->format.family != TP_FORMAT_POSIT;
    if (mpfr_number_p(y)) {
      mpfr_get_q(o->value.q, y);
      o->value.kind = TP_EXACT_FINITE;
    } else if (mpfr_nan_p(y)) {
      tp_exact_set_special(&o->value, TP_EXACT_NAN, 0);
    }
    mpfr_clear(y);
  }
  mpq_set_ui(o->odds, 1, 1);
  complete(o, r, x, too_large);
}

/* Both neighbours with what becomes of each; u = 1 and u = 0 choose them. */
static int round_stochastic(tp_rounded out[TP_OUTCOMES], const tp_rounding *r, const tp_exact *x)
{
  static const tp_rounding_mode way[TP_OUTCOMES] = {TP_ROUND_TOWARD_ZERO, TP_ROUND_AWAY};
  mpq_t end[TP_OUTCOMES], width;
  mpq_inits(end[0], end[1], width, (mpq_ptr) NULL);
  for (int i = 0; i < TP_OUTCOMES; i++) {
    neighbour(end[i], r, way[i], x->q);
    round_finite(&out[i].value, r, x->q, i ? 0 : 1);
    complete(out + i, r, x, is_too_large(r->format, x->q, end[i]));
  }
  mpq_sub(width, end[1], end[0]);
  mpq_set_ui(out[0].odds, 1, 1);
  if (mpq_sgn(width)) {
    mpq_sub(out[1].odds, x->q, end[0]);
    mpq_div(out[1].odds, out[1].odds, width);
    mpq_sub(out[0].odds, out[0].odds, out[1].odds);
  }
  const int outcomes = mpq_sgn(width) && (out[0].flags != out[1].flags || !tp_exact_equal(&out[0].value, &out[1].value)) ? 2 : 1;
  if (outcomes == 1)
    mpq_set_ui(out[0].odds, 1, 1);
  mpq_clears(end[0], end[1], width, (mpq_ptr) NULL);
  return outcomes;
}

/* The odds of hi, cut to so many bits; how many outcomes have odds left. */
static int cut_odds(tp_rounded out[TP_OUTCOMES], int outcomes, mp_bitcnt_t random_bits)
{
  if (outcomes == 1)
    return outcomes;
  mpq_ptr up = out[1].odds;
  mpz_mul_2exp(mpq_numref(up), mpq_numref(up), random_bits);
  mpz_fdiv_q(mpq_numref(up), mpq_numref(up), mpq_denref(up));
  mpz_set_ui(mpq_denref(up), 1);
  mpq_div_2exp(up, up, random_bits);
  mpq_set_ui(out[0].odds, 1, 1);
  mpq_sub(out[0].odds, out[0].odds, up);
  return mpq_sgn(up) ? 2 : 1;
}

int tp_round_exact(tp_rounded out[TP_OUTCOMES], const tp_rounding *r, const tp_exact *x)
{
  if (x->kind != TP_EXACT_FINITE || tp_exact_is_zero(x) || r->format.family == TP_FORMAT_REAL) {
    round_special(out, r, x);
    return 1;
  }
  if (r->mode == TP_ROUND_STOCHASTIC) {
    const int outcomes = round_stochastic(out, r, x);
    return r->random_bits ? cut_odds(out, outcomes, (mp_bitcnt_t) r->random_bits) : outcomes;
  }
  mpq_t y;
  mpq_init(y);
  round_endless(y, r, x->q);
  round_finite(&out->value, r, x->q, 0);
  mpq_set_ui(out->odds, 1, 1);
  complete(out, r, x, is_too_large(r->format, x->q, y));
  mpq_clear(y);
  return 1;
}

void tp_rounded_print_shortest(tp_buffer *out, tp_format f, const tp_exact *value)
{
  if (value->kind != TP_EXACT_FINITE || tp_exact_is_zero(value) || f.family == TP_FORMAT_REAL) {
    tp_exact_print(out, value);
    return;
  }
  const tp_rounding nearest = {f, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_SATURATE, 0};
  tp_buffer text = {NULL, 0, 0};
  tp_exact back;
  mpq_t read;
  tp_exact_init(&back);
  mpq_init(read);
  for (int digits = 1; !text.length || !mpq_equal(back.q, value->q); digits++) {
    tp_buffer_clear(&text);
    tp_print_digits(&text, value->q, digits, read);
    round_finite(&back, &nearest, read, 0);
  }
  tp_buffer_puts(out, text.text);
  tp_buffer_clear(&text);
  mpq_clear(read);
  tp_exact_clear(&back);
}
