/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "enclosure_private.h"
#include "form.h"
#include "tmprec/base/memory.h"

void tp_enclosure_room_init(tp_enclosure_room *room, mpfr_prec_t bits)
{
  *room = (tp_enclosure_room) {.bits = bits};
}

void tp_enclosure_room_clear(tp_enclosure_room *room)
{
  for (size_t i = 0; i < room->made; i++)
    mpfr_clear(room->number[i]);
  free(room->number);
  free(room->pointer);
  free(room->term);
}

void tp_enclosure_init(tp_enclosure *x, mpfr_prec_t bits)
{
  mpfr_inits2(bits, x->low, x->high, (mpfr_ptr) NULL);
  x->rational = NULL;
  x->form = NULL;
  tp_enclosure_set_int(x, 0);
}

void tp_enclosure_clear(tp_enclosure *x)
{
  tp_enclosure_forget_rational(x);
  mpfr_clears(x->low, x->high, (mpfr_ptr) NULL);
}

void tp_enclosure_set(tp_enclosure *x, const tp_enclosure *y)
{
  mpfr_set(x->low, y->low, MPFR_RNDD);
  mpfr_set(x->high, y->high, MPFR_RNDU);
  x->open = y->open;
  tp_enclosure_keep_rational(x, y);
  tp_form_keep(&x->form, y->form);
  x->denominator = y->denominator;
  x->numerator = y->numerator;
}

void tp_enclosure_set_int(tp_enclosure *x, long value)
{
  mpfr_set_si(x->low, value, MPFR_RNDD);
  mpfr_set_si(x->high, value, MPFR_RNDU);
  x->open = 0;
  tp_enclosure_forget_rational(x);
}

void tp_enclosure_set_ratio(tp_enclosure *x, long numerator, long denominator)
{
  tp_enclosure_set_int(x, numerator);
  mpfr_div_si(x->low, x->low, denominator, MPFR_RNDD);
  mpfr_div_si(x->high, x->high, denominator, MPFR_RNDU);
  x->denominator = mpfr_equal_p(x->low, x->high) ? 1 : denominator;
  x->numerator = numerator;
}

void tp_enclosure_set_double(tp_enclosure *x, double value)
{
  mpfr_set_d(x->low, value, MPFR_RNDD);
  mpfr_set_d(x->high, value, MPFR_RNDU);
  x->open = 0;
  tp_enclosure_forget_rational(x);
}

int tp_enclosure_is_nan(const tp_enclosure *x)
{
  return mpfr_nan_p(x->low) || mpfr_nan_p(x->high);
}

int tp_enclosure_is_exact(const tp_enclosure *x)
{
  return x->rational || x->denominator > 1 || mpfr_equal_p(x->low, x->high) || tp_enclosure_is_nan(x);
}

void tp_enclosure_name(tp_enclosure *x, uint64_t name)
{
  tp_form_forget(&x->form);
  if (mpfr_number_p(x->low) && mpfr_number_p(x->high))
    x->form = tp_form_of_atom(name);
}

/* --- Shared scales ------------------------------------------------------------- */

/* Just below a power of two is not at it. */
void tp_enclosure_widen(mpfr_ptr most, const tp_enclosure *x, int end)
{
  int high = (mpfr_cmpabs(x->high, x->low) >= 0) == end;     /* the end to look at */
  if (!end && mpfr_sgn(x->low) * mpfr_sgn(x->high) < 0)
    return;
  mpfr_t magnitude;
  mpfr_init2(magnitude, mpfr_get_prec(x->low));
  mpfr_abs(magnitude, high ? x->high : x->low, MPFR_RNDN);
  if (end && end_is_open(x, high) && !mpfr_zero_p(magnitude))
    tp_enclosure_step_inside(magnitude, 0);
  if (mpfr_cmpabs(magnitude, most) > 0) {
    if (mpfr_get_prec(magnitude) > mpfr_get_prec(most))
      mpfr_set_prec(most, mpfr_get_prec(magnitude));
    mpfr_set(most, magnitude, MPFR_RNDN);
  }
  mpfr_clear(magnitude);
}

int tp_enclosure_shared_scale(tp_format f, const tp_enclosure *const *x, size_t count, tp_block_scale *scale)
{
  mpfr_t most;
  tp_block_scale of[2];
  for (int end = 0; end < 2; end++) {
    mpfr_init2(most, 2);
    mpfr_set_zero(most, 1);
    for (size_t i = 0; i < count; i++)
      tp_enclosure_widen(most, x[i], end);
    of[end] = tp_shared_scale(f, most);
    mpfr_clear(most);
  }
  *scale = of[0];
  return of[0].factor == of[1].factor && of[0].exponent == of[1].exponent;
}

/* x 2^by, exactly; of a fraction with too many bits its enclosure. */
static void shift(tp_enclosure *x, long by)
{
  tp_form_forget(&x->form);
  if (by && (x->rational || x->denominator > 1)) {
    mpq_t q;
    mpq_init(q);
    tp_enclosure_to_rational(q, x);
    (by > 0 ? mpq_mul_2exp : mpq_div_2exp)(q, q, (mp_bitcnt_t) labs(by));
    int kept = tp_enclosure_set_rational(x, q);
    mpq_clear(q);
    if (kept)
      return;
    tp_enclosure_forget_rational(x);
  }
  mpfr_mul_2si(x->low, x->low, by, MPFR_RNDD);
  mpfr_mul_2si(x->high, x->high, by, MPFR_RNDU);
}

/* x times a small positive factor that its bits have room for, exactly. */
static void enlarge(tp_enclosure *x, int factor)
{
  mpfr_mul_si(x->low, x->low, factor, MPFR_RNDD);
  mpfr_mul_si(x->high, x->high, factor, MPFR_RNDU);
}

static int round_quotient(tp_enclosure_room *room, const tp_rounding *r, int divisor, double u, tp_enclosure *x)
{
  tp_enclosure d;
  tp_enclosure_init(&d, 8);
  tp_enclosure_set_int(&d, divisor);
  tp_enclosure_sum_start(room);
  tp_enclosure_sum_add(room, 1, x, NULL);
  const int decided = tp_enclosure_sum_round(room, &d, r, u, x);
  tp_enclosure_clear(&d);
  return decided;
}

int tp_enclosure_round_scaled(tp_enclosure_room *room, const tp_rounding *r, tp_block_scale scale, double u, tp_enclosure *x)
{
  if (!scale.factor) {
    if (!tp_enclosure_is_nan(x))
      tp_enclosure_set_int(x, 0);
    return 1;
  }
  shift(x, -scale.exponent);
  const int decided = scale.factor == 1 ? tp_enclosure_round(room, r, u, x, x) : round_quotient(room, r, scale.factor, u, x);
  if (scale.factor > 1)
    enlarge(x, scale.factor);
  shift(x, scale.exponent);
  return decided;
}

/* --- Others ------------------------------------------------------------------ */

void tp_enclosure_exp_difference(tp_enclosure *out, const tp_enclosure *x, const tp_enclosure *y)
{
  if (x == y || tp_enclosure_compare(x, y) == 0) {
    tp_enclosure_set_int(out, mpfr_number_p(x->low) ? 1 : 0);
    if (!mpfr_number_p(x->low))
      mpfr_set_nan(out->low), mpfr_set_nan(out->high);
    return;
  }
  tp_enclosure_forget_rational(out);
  /* Its exponential is no binary number but for exponent 0, so the ends are open. */
  mpfr_t low, high;
  mpfr_inits2(mpfr_get_prec(out->low), low, high, (mpfr_ptr) NULL);
  mpfr_sub(low, x->low, y->high, MPFR_RNDD);
  mpfr_sub(high, x->high, y->low, MPFR_RNDU);
  mpfr_sub(high, high, low, MPFR_RNDU);
  int low_is_open = mpfr_exp(out->low, low, MPFR_RNDD) != 0, high_is_open = 1;
  if (mpfr_cmp_d(high, 0.5) < 0) {       /* one exponential is enough: e^d <= 1 + 2d for 0 <= d <= 1 */
    mpfr_set(out->high, out->low, MPFR_RNDU);
    if (low_is_open)
      mpfr_nextabove(out->high);
    mpfr_mul_2ui(high, high, 1, MPFR_RNDU);
    mpfr_add_ui(high, high, 1, MPFR_RNDU);
    mpfr_mul(out->high, out->high, high, MPFR_RNDU);
  } else {
    mpfr_sub(high, x->high, y->low, MPFR_RNDU);
    high_is_open = mpfr_exp(out->high, high, MPFR_RNDU) != 0;
  }
  out->open = (low_is_open ? TP_OPEN_LOW : 0u) | (high_is_open ? TP_OPEN_HIGH : 0u);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

static int is_binary(const tp_enclosure *x)
{
  return !x->rational && x->denominator == 1 && mpfr_equal_p(x->low, x->high);
}

int tp_enclosure_compare(const tp_enclosure *x, const tp_enclosure *y)
{
  if (mpfr_greater_p(x->low, y->high) || (mpfr_equal_p(x->low, y->high) && (x->open & TP_OPEN_LOW || y->open & TP_OPEN_HIGH)))
    return 1;
  if (mpfr_less_p(x->high, y->low) || (mpfr_equal_p(x->high, y->low) && (x->open & TP_OPEN_HIGH || y->open & TP_OPEN_LOW)))
    return -1;
  if (is_binary(x) && is_binary(y))
    return 0;
  if (!x->rational && !y->rational && x->denominator > 1 && x->denominator == y->denominator)
    return (x->numerator > y->numerator) - (x->numerator < y->numerator);
  if (tp_enclosure_is_exact(x) && tp_enclosure_is_exact(y))
    return tp_enclosure_compare_rational(x, y);
  return tp_form_compare(x->form, y->form);
}
