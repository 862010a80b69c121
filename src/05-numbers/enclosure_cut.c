/* SPDX-License-Identifier: MIT */
/* Numbers cut at a common last bit: what an adder of many operands does before it adds them as integers. */
#include "enclosure_private.h"

/* The weight 2^unit of the last bit that is kept, from the least (end 0) or the largest magnitudes that the numbers may
   have; 0 if these are all 0, so that nothing is cut. */
static int last_bit(tp_enclosure *const *x, size_t count, int end, tp_format f, int guard, long *unit)
{
  mpfr_t most;
  mpfr_init2(most, 2);
  mpfr_set_zero(most, 1);
  for (size_t i = 0; i < count; i++)
    tp_enclosure_widen(most, x[i], end);
  const int is_zero = mpfr_zero_p(most);
  long exponent = is_zero ? 0 : mpfr_get_exp(most) - 1;
  mpfr_clear(most);
  if (f.family == TP_FORMAT_FIXED) {
    *unit = -(long) f.b - guard;
    return 1;
  }
  if (f.family == TP_FORMAT_IEEE && (is_zero || exponent < tp_format_least_exponent(f)))
    exponent = tp_format_least_exponent(f);
  *unit = exponent - (tp_format_significand(f) - 1) - guard;
  return f.family == TP_FORMAT_IEEE || !is_zero;
}

static void cut_end(mpfr_t end, long unit)
{
  mpfr_mul_2si(end, end, -unit, MPFR_RNDN);
  mpfr_trunc(end, end);
  mpfr_mul_2si(end, end, unit, MPFR_RNDN);
}

static void cut_at(tp_enclosure *x, long unit)
{
  mpfr_t low, high;
  mpfr_inits2(mpfr_get_prec(x->low), low, high, (mpfr_ptr) NULL);
  mpfr_set(low, x->low, MPFR_RNDD);
  mpfr_set(high, x->high, MPFR_RNDU);
  if (x->open & TP_OPEN_LOW)
    tp_enclosure_step_inside(low, 1);
  if (x->open & TP_OPEN_HIGH)
    tp_enclosure_step_inside(high, 0);
  cut_end(low, unit);
  cut_end(high, unit);
  mpfr_set(x->low, low, MPFR_RNDD);
  mpfr_set(x->high, high, MPFR_RNDU);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

/* Where the last bit is not known, but is 2^unit at most. */
static void cut_somewhere(tp_enclosure *x, long unit)
{
  mpfr_t step;
  mpfr_init2(step, 2);
  mpfr_set_si_2exp(step, 1, unit, MPFR_RNDN);
  if (mpfr_sgn(x->low) > 0) {
    mpfr_sub(x->low, x->low, step, MPFR_RNDD);
    if (mpfr_sgn(x->low) < 0)
      mpfr_set_zero(x->low, 1);
  }
  if (mpfr_sgn(x->high) < 0) {
    mpfr_add(x->high, x->high, step, MPFR_RNDU);
    if (mpfr_sgn(x->high) > 0)
      mpfr_set_zero(x->high, 1);
  }
  mpfr_clear(step);
}

void tp_enclosure_cut(tp_enclosure *const *x, size_t count, tp_format f, int guard)
{
  long least, largest;
  for (size_t i = 0; i < count; i++)
    if (!mpfr_number_p(x[i]->low) || !mpfr_number_p(x[i]->high))
      return;
  if (!last_bit(x, count, 1, f, guard, &largest))
    return;
  const int is_known = last_bit(x, count, 0, f, guard, &least) && least == largest;
  for (size_t i = 0; i < count; i++) {
    is_known ? cut_at(x[i], largest) : cut_somewhere(x[i], largest);
    x[i]->open = 0;
    tp_enclosure_forget_rational(x[i]);
  }
}
