/* SPDX-License-Identifier: MIT */
/* Rounding of what is known: exact numbers always, enclosures if both ends round alike. */
#include <math.h>
#include <stdlib.h>

#include "enclosure_private.h"
#include "form.h"
#include "tmprec/base/memory.h"

/* out = the value that a rule gives: exact. */
static void set_rounded(tp_enclosure *out, const tp_rounding *r, mpfr_srcptr x)
{
  long d = tp_format_denominator(r->format);
  out->open = 0;
  tp_enclosure_forget_rational(out);
  if (d == 1 || !mpfr_number_p(x) || mpfr_integer_p(x)) {
    mpfr_set(out->low, x, MPFR_RNDD);
    mpfr_set(out->high, x, MPFR_RNDU);
    return;
  }
  mpfr_t k;
  mpfr_init2(k, mpfr_get_prec(x));
  mpfr_mul_si(k, x, d, MPFR_RNDN);
  tp_enclosure_set_ratio(out, mpfr_get_si(k, MPFR_RNDN), d);
  mpfr_clear(k);
}

/* Of a value that a rule gives and a greater one, all that lies between: rounding is monotonic. */
static void extend_rounded(tp_enclosure *x, const tp_rounding *r, mpfr_srcptr high)
{
  tp_enclosure end;
  tp_enclosure_init(&end, mpfr_get_prec(x->high));
  set_rounded(&end, r, high);
  mpfr_set(x->high, end.high, MPFR_RNDU);
  tp_enclosure_forget_rational(x);
  tp_enclosure_clear(&end);
}

static int same_value(mpfr_srcptr x, mpfr_srcptr y)
{
  return mpfr_equal_p(x, y) || (mpfr_nan_p(x) && mpfr_nan_p(y));
}

/* An end that is not reached, two bits longer, a quarter of a last bit inside: no value
   and no point where rounding changes is so near to it. */
void tp_enclosure_step_inside(mpfr_t end, int up)
{
  mpfr_t step;
  mpfr_prec_t bits = mpfr_get_prec(end);
  mpfr_prec_round(end, bits + 2, MPFR_RNDN);
  if (mpfr_zero_p(end))                  /* an exponential below all exponents of MPFR is not 0 */
    (up ? mpfr_nextabove : mpfr_nextbelow)(end);
  if (!mpfr_regular_p(end) || mpfr_get_exp(end) == mpfr_get_emin())
    return;
  mpfr_init2(step, 2);
  mpfr_set_si_2exp(step, up ? 1 : -1, mpfr_get_exp(end) - bits - 2, MPFR_RNDN);
  mpfr_add(end, end, step, up ? MPFR_RNDU : MPFR_RNDD);
  mpfr_clear(step);
}

/* Round what is known only between two ends. */
static int round_enclosure(const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out)
{
  mpfr_t low, high;
  mpfr_inits2(mpfr_get_prec(x->low), low, high, (mpfr_ptr) NULL);
  mpfr_set(low, x->low, MPFR_RNDD);
  mpfr_set(high, x->high, MPFR_RNDU);
  const int is_beyond = r->format.family == TP_FORMAT_FLOAT;     /* no value is next to 0 */
  if (x->open & TP_OPEN_LOW && !(is_beyond && mpfr_zero_p(low)))
    tp_enclosure_step_inside(low, 1);
  if (x->open & TP_OPEN_HIGH && !(is_beyond && mpfr_zero_p(high)))
    tp_enclosure_step_inside(high, 0);
  tp_rounding_mpfr(r, low, u);
  tp_rounding_mpfr(r, high, u);
  int decided = same_value(low, high);
  set_rounded(out, r, low);
  if (!decided)
    extend_rounded(out, r, high);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  return decided;
}

/* The exact numerator / (denominator divisor), rounded. */
static void round_ratio(mpfr_ptr numerator, long denominator, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  mpfr_t below, x;
  mpfr_prec_t bits = mpfr_get_prec(out->low);
  mpfr_init2(x, bits);
  mpfr_init2(below, bits + 64);
  mpfr_set_si(below, denominator, MPFR_RNDN);
  if (divisor && divisor->denominator > 1) {
    mpfr_mul_si(numerator, numerator, divisor->denominator, MPFR_RNDN);
    mpfr_mul_si(below, below, divisor->numerator, MPFR_RNDN);
  } else if (divisor) {
    mpfr_mul(below, divisor->low, below, MPFR_RNDN);
  }
  if (mpfr_cmp_ui(below, 1) == 0 && tp_format_denominator(r->format) == 1) {
    tp_rounding_mpfr(r, numerator, u);
    mpfr_set(x, numerator, MPFR_RNDN);
  } else {
    tp_rounding_mpfr_quotient(r, x, numerator, below, u);
  }
  set_rounded(out, r, x);
  mpfr_clears(below, x, (mpfr_ptr) NULL);
}

/* The exact sum as a fraction, if its numerator and denominator are small; *out may be
   among the terms. */
static int keep_ratio(tp_enclosure_room *room, long denominator, tp_enclosure *out)
{
  enum { NUMERATOR_BITS = 60, DENOMINATOR_BITS = 44 };
  mpfr_t sum;
  int small = 0;
  tp_enclosure_exact_numerators(room, denominator);
  mpfr_init2(sum, NUMERATOR_BITS);
  if (mpfr_sum(sum, tp_enclosure_pointers(room, room->terms), room->terms, MPFR_RNDN) == 0 && mpfr_number_p(sum)) {
    long shift = 0;
    while (!mpfr_integer_p(sum) && shift < 20) {
      mpfr_mul_2ui(sum, sum, 1, MPFR_RNDN);
      shift++;
    }
    small = mpfr_integer_p(sum) && mpfr_fits_slong_p(sum, MPFR_RNDN) && denominator < 1L << (DENOMINATOR_BITS - shift);
    if (small)
      tp_enclosure_set_ratio(out, mpfr_get_si(sum, MPFR_RNDN), denominator << shift);
  }
  mpfr_clear(sum);
  return small;
}

/* The exact sum as a fraction, whatever its size up to the limit. */
static int keep_rational(const tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out)
{
  mpq_t sum;
  mpq_init(sum);
  int kept = tp_enclosure_sum_rational(room, divisor, sum) && tp_enclosure_set_rational(out, sum);
  mpq_clear(sum);
  return kept;
}

/* The exact sum as a number that is not rounded; 0 if it cannot be kept. */
static int keep_sum(tp_enclosure_room *room, const tp_enclosure *divisor, long denominator, tp_enclosure *out)
{
  if (denominator == 1 && !divisor) {
    mpfr_t sum;
    tp_enclosure_exact_numerators(room, denominator);
    mpfr_init2(sum, mpfr_get_prec(out->low));
    int lost = mpfr_sum(sum, tp_enclosure_pointers(room, room->terms), room->terms, MPFR_RNDD);
    if (!lost) {
      mpfr_set(out->low, sum, MPFR_RNDD);
      mpfr_set(out->high, sum, MPFR_RNDU);
      out->open = 0;
      tp_enclosure_forget_rational(out);
    }
    mpfr_clear(sum);
    if (!lost)
      return 1;
  }
  return (denominator > 1 && !divisor && keep_ratio(room, denominator, out)) || keep_rational(room, divisor, out);
}

/* The sum if it is rational and this is known, by its terms or because all names cancel. */
static int rational_sum(const tp_enclosure_room *room, const tp_enclosure *divisor, mpq_t sum)
{
  if (tp_enclosure_sum_rational(room, divisor, sum))
    return 1;
  tp_form *form = tp_form_of_sum(room, divisor);
  int known = tp_form_is_rational(form, sum);
  tp_form_forget(&form);
  return known;
}

int tp_enclosure_sum_sign(const tp_enclosure_room *room)
{
  mpq_t sum;
  mpq_init(sum);
  int sign = rational_sum(room, NULL, sum) ? mpq_sgn(sum) : 2;
  mpq_clear(sum);
  return sign;
}

/* The sum where not all of it has a short form, rounded: by its ends if they decide, else
   as a fraction. */
static int round_long_form(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  tp_enclosure ends;
  mpq_t sum;
  mpfr_t x;
  tp_enclosure_init(&ends, room->bits);
  tp_enclosure_sum_take(room, divisor, &ends);
  int decided = round_enclosure(r, u, &ends, &ends);
  if (!decided) {
    mpq_init(sum);
    mpfr_init2(x, room->bits);
    decided = rational_sum(room, divisor, sum);
    if (decided) {
      tp_rational_round(r, sum, u, x);
      set_rounded(&ends, r, x);
    }
    mpfr_clear(x);
    mpq_clear(sum);
  }
  tp_enclosure_set(out, &ends);
  tp_enclosure_clear(&ends);
  return decided;
}

/* The sum that is not known exactly by its terms, not rounded: by its form it may be a fraction
   all the same. */
static void take_with_form(tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out)
{
  tp_form *form = tp_form_of_sum(room, divisor);
  mpq_t sum;
  mpq_init(sum);
  int kept = tp_form_is_rational(form, sum) && tp_enclosure_set_rational(out, sum);
  mpq_clear(sum);
  if (kept) {
    tp_form_forget(&form);
    return;
  }
  tp_enclosure_sum_take(room, divisor, out);
  out->form = form;
}

void tp_enclosure_sum_names(tp_enclosure_room *room, tp_enclosure *out)
{
  tp_form_forget(&out->form);
  out->form = tp_form_of_sum(room, NULL);
  mpq_t sum;
  mpq_init(sum);
  if (tp_form_is_rational(out->form, sum))
    tp_enclosure_set_rational(out, sum);
  mpq_clear(sum);
}

int tp_enclosure_sum_round(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  if (!divisor && tp_enclosure_round_short(room, r, u, out))
    return 1;
  long denominator = !divisor || tp_enclosure_has_short_form(divisor) ? tp_enclosure_common_denominator(room) : 0;
  if (r->format.family == TP_FORMAT_REAL) {
    if (!keep_sum(room, divisor, denominator, out))
      take_with_form(room, divisor, out);
    return 1;
  }
  if (denominator == 0)
    return round_long_form(room, divisor, r, u, out);
  mpfr_t sum;
  mpfr_clear_underflow();
  mpfr_clear_overflow();
  tp_enclosure_exact_numerators(room, denominator);
  /* 64 more: denominators are multiplied on. */
  mpfr_init2(sum, room->bits + 2);
  tp_enclosure_sticky_sum(room, sum);
  mpfr_prec_round(sum, room->bits + 66, MPFR_RNDN);
  round_ratio(sum, denominator, divisor, r, u, out);
  mpfr_clear(sum);
  if (!mpfr_underflow_p() && !mpfr_overflow_p())
    return 1;
  mpfr_set_inf(out->low, -1);            /* beyond all exponents of MPFR nothing is exact */
  mpfr_set_inf(out->high, 1);
  return 0;
}

int tp_enclosure_round(tp_enclosure_room *room, const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out)
{
  if (r->format.family == TP_FORMAT_REAL) {
    if (out != x)
      tp_enclosure_set(out, x);
    return 1;
  }
  tp_enclosure_sum_start(room);
  tp_enclosure_sum_add(room, 1, x, NULL);
  return tp_enclosure_sum_round(room, NULL, r, u, out);
}
