/* SPDX-License-Identifier: MIT */
/* Rounding in MPFR, for every format.  The magnitude is expressed in units of the step around it,
   and then rounded to an integer. */
#include "rounding_private.h"

static void to_end(const tp_rounding *r, overflow_end end, mpfr_t x)
{
  int sign = mpfr_signbit(x) ? -1 : 1;
  mpfr_t largest;
  switch (end) {
  case TO_NAN: mpfr_set_nan(x); break;
  case TO_INFINITY: mpfr_set_inf(x, sign); break;
  case TO_LARGEST:
    mpfr_init2(largest, 2);
    if (r->format.family == TP_FORMAT_FIXED && sign < 0)
      mpfr_set_ui_2exp(largest, 1, r->format.a, MPFR_RNDN);
    else
      tp_format_largest(r->format, largest);
    mpfr_setsign(x, largest, sign < 0, MPFR_RNDN);
    mpfr_clear(largest);
  }
}

/* |x| against the largest value of its sign. */
static int compare_with_end(const tp_rounding *r, mpfr_srcptr x)
{
  mpfr_t largest;
  if (r->format.family == TP_FORMAT_FLOAT || (r->format.family == TP_FORMAT_FIXED && mpfr_get_exp(x) < r->format.a))
    return -1;                             /* there is none, or |x| is at most half of it */
  mpfr_init2(largest, 2);
  int order = -1;
  if (r->format.family == TP_FORMAT_FIXED && mpfr_signbit(x))
    order = mpfr_cmpabs(x, (mpfr_set_ui_2exp(largest, 1, r->format.a, MPFR_RNDN), largest));
  else if (tp_format_largest(r->format, largest))
    order = mpfr_cmpabs(x, largest);
  mpfr_clear(largest);
  return order;
}

static int is_odd(mpfr_srcptr integer)
{
  mpfr_t half;
  mpfr_init2(half, mpfr_get_prec(integer));
  mpfr_div_2ui(half, integer, 1, MPFR_RNDN);
  int odd = !mpfr_integer_p(half);
  mpfr_clear(half);
  return odd;
}

/* y >= 0 to an integer by the modes that look at what is left beside an integer. */
static void round_by_rest(const tp_rounding *r, mpfr_t y, int negative, double u)
{
  mpfr_t rest;
  mpfr_init2(rest, mpfr_get_prec(y));
  mpfr_frac(rest, y, MPFR_RNDN);
  if (!mpfr_zero_p(rest)) {
    mpfr_trunc(y, y);
    between b = {negative, mpfr_cmp_d(rest, 0.5), is_odd(y), passes_threshold(r, mpfr_cmp_d(rest, threshold(r, u)))};
    b.half = (b.half > 0) - (b.half < 0);
    if (rounds_up(r->mode, b))
      mpfr_add_ui(y, y, 1, MPFR_RNDN);
  }
  mpfr_clear(rest);
}

/* y >= 0 to an integer, as the mode says.  Its precision holds that integer. */
static void round_to_integer(const tp_rounding *r, mpfr_t y, int negative, double u)
{
  switch (r->mode) {
  case TP_ROUND_NEAREST_EVEN: mpfr_roundeven(y, y); break;
  case TP_ROUND_NEAREST_AWAY: mpfr_round(y, y); break;
  case TP_ROUND_TOWARD_ZERO: mpfr_trunc(y, y); break;
  case TP_ROUND_AWAY: mpfr_ceil(y, y); break;
  case TP_ROUND_UP: (negative ? mpfr_trunc : mpfr_ceil)(y, y); break;
  case TP_ROUND_DOWN: (negative ? mpfr_ceil : mpfr_trunc)(y, y); break;
  default: round_by_rest(r, y, negative, u); break;
  }
}

/* The exponent of the step between values around x. */
static long step_around(tp_format f, mpfr_srcptr x)
{
  if (f.family == TP_FORMAT_FIXED)
    return tp_format_least_step(f);
  long step = (long) mpfr_get_exp(x) - tp_format_significand(f);
  return f.family == TP_FORMAT_IEEE && !f.flushes && step < tp_format_least_step(f) ? tp_format_least_step(f) : step;
}

/* x to a multiple of the step around it. */
static void round_to_step(const tp_rounding *r, mpfr_t x, double u)
{
  int negative = mpfr_signbit(x) != 0;
  long step = step_around(r->format, x);
  mpfr_prec_t precision = mpfr_get_prec(x);
  mpfr_t y;
  mpfr_init2(y, precision > tp_format_significand(r->format) ? precision : tp_format_significand(r->format) + 1);
  mpfr_mul_2si(y, x, -step, MPFR_RNDN);
  mpfr_abs(y, y, MPFR_RNDN);
  round_to_integer(r, y, negative, u);
  mpfr_mul_2si(y, y, step, MPFR_RNDN);
  mpfr_setsign(x, y, negative, MPFR_RNDN);
  mpfr_clear(y);
}

/* y = |x| times the grid's denominator, to an integer no larger than it. */
static long round_to_grid(const tp_rounding *r, mpfr_t y, int negative, double u)
{
  long end = tp_format_denominator(r->format);
  if (mpfr_cmp_si(y, end) >= 0)
    return negative ? -end : end;
  round_to_integer(r, y, negative, u);
  long k = mpfr_get_si(y, MPFR_RNDN);
  return negative ? -k : k;
}

static long grid_number(const tp_rounding *r, mpfr_t x, double u)
{
  mpfr_t y;
  mpfr_init2(y, mpfr_get_prec(x) + TP_FORMAT_MAX_GRID_BITS);
  mpfr_mul_si(y, x, tp_format_denominator(r->format), MPFR_RNDN);
  mpfr_abs(y, y, MPFR_RNDN);
  long k = round_to_grid(r, y, mpfr_signbit(x) != 0, u);
  mpfr_clear(y);
  return k;
}

static void set_grid(const tp_rounding *r, mpfr_t x, long k)
{
  mpfr_set_si(x, k, MPFR_RNDN);
  mpfr_div_si(x, x, tp_format_denominator(r->format), MPFR_RNDN);
}

/* Posits have few bits and a small range: what they are rounded from is a double and
   the side of it on which x lies.  Stochastic rounding looks at the rest too. */
static void round_to_posit(const tp_rounding *r, mpfr_t x, double u)
{
  tp_double_rounding d = tp_double_rounding_make(r);
  double nearest = mpfr_get_d(x, MPFR_RNDZ);
  int side = -mpfr_cmp_d(x, nearest);
  side = (side < 0) - (side > 0);
  if (nearest == 0)                       /* below the least posit by far */
    nearest = copysign(0x1p-1000, mpfr_signbit(x) ? -1 : 1), side = 0;
  if (r->mode != TP_ROUND_STOCHASTIC || side == 0) {
    mpfr_set_d(x, tp_double_rounding_beside(&d, nearest, side, u), MPFR_RNDN);
    return;
  }
  tp_rounding ends[2] = {*r, *r};
  ends[0].mode = TP_ROUND_TOWARD_ZERO;
  ends[1].mode = TP_ROUND_AWAY;
  double end[2];
  for (int i = 0; i < 2; i++) {
    d = tp_double_rounding_make(ends + i);
    end[i] = tp_double_rounding_beside(&d, nearest, side, u);
  }
  mpfr_t share;
  mpfr_init2(share, mpfr_get_prec(x) + 64);
  mpfr_sub_d(share, x, end[0], MPFR_RNDN);
  mpfr_div_d(share, share, end[1] - end[0], MPFR_RNDN);
  const int up = end[0] != end[1] && passes_threshold(r, mpfr_cmp_d(share, threshold(r, u)));
  mpfr_set_d(x, end[up], MPFR_RNDN);
  mpfr_clear(share);
}

void tp_rounding_mpfr(const tp_rounding *r, mpfr_t x, double u)
{
  tp_format f = r->format;
  if (f.family == TP_FORMAT_REAL || mpfr_nan_p(x) || mpfr_zero_p(x))
    return;
  if (mpfr_inf_p(x)) {
    to_end(r, infinity_to(r), x);
    return;
  }
  if (f.family != TP_FORMAT_IEEE && compare_with_end(r, x) >= 0) {
    to_end(r, TO_LARGEST, x);
    return;
  }
  if (f.family == TP_FORMAT_GRID)
    set_grid(r, x, grid_number(r, x, u));
  else if (f.family == TP_FORMAT_POSIT)
    round_to_posit(r, x, u);
  else
    round_to_step(r, x, u);
  if (f.family != TP_FORMAT_IEEE || mpfr_zero_p(x))
    return;
  if (f.flushes && mpfr_get_exp(x) - 1 < tp_format_least_exponent(f))
    mpfr_set_zero(x, mpfr_signbit(x) ? -1 : 1);
  else if (mpfr_get_exp(x) - 1 >= tp_format_top_exponent(f) && compare_with_end(r, x) > 0)
    to_end(r, overflows_to(r, mpfr_signbit(x) != 0), x);
}

/* y = a / b to the precision of y and two bits more: those say that the quotient goes
   on, so that it rounds as the exact one does into fewer bits. */
static void sticky_quotient(mpfr_t y, mpfr_srcptr a, mpfr_srcptr b)
{
  mpfr_prec_t precision = mpfr_get_prec(y);
  int inexact = mpfr_div(y, a, b, MPFR_RNDZ);
  mpfr_prec_round(y, precision + 2, MPFR_RNDN);
  if (inexact && mpfr_regular_p(y)) {
    mpfr_t rest;
    mpfr_init2(rest, 2);
    mpfr_set_si_2exp(rest, mpfr_sgn(y), mpfr_get_exp(y) - precision - 2, MPFR_RNDN);
    mpfr_add(y, y, rest, MPFR_RNDN);
    mpfr_clear(rest);
  }
}

void tp_rounding_mpfr_quotient(const tp_rounding *r, mpfr_t x, mpfr_srcptr numerator, mpfr_srcptr denominator, double u)
{
  mpfr_t y, scaled;
  mpfr_prec_t enough = mpfr_get_prec(x);
  if (enough < tp_format_significand(r->format) + 64)
    enough = tp_format_significand(r->format) + 64;
  mpfr_init2(y, enough + TP_FORMAT_MAX_GRID_BITS);
  if (r->format.family == TP_FORMAT_GRID && mpfr_number_p(numerator)) {
    mpfr_init2(scaled, mpfr_get_prec(numerator) + TP_FORMAT_MAX_GRID_BITS);
    mpfr_mul_si(scaled, numerator, tp_format_denominator(r->format), MPFR_RNDN);
    sticky_quotient(y, scaled, denominator);
    int negative = mpfr_signbit(y) != 0;
    mpfr_abs(y, y, MPFR_RNDN);
    set_grid(r, x, round_to_grid(r, y, negative, u));
    mpfr_clear(scaled);
  } else {
    sticky_quotient(y, numerator, denominator);
    tp_rounding_mpfr(r, y, u);
    mpfr_set(x, y, MPFR_RNDN);
  }
  mpfr_clear(y);
}
