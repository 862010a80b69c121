/* SPDX-License-Identifier: MIT */
#include "spans.h"

void tp_span_open(span *x, mpfr_prec_t bits)
{
  mpfr_inits2(bits, x->low, x->high, (mpfr_ptr) NULL);
}

void tp_span_close(span *x)
{
  mpfr_clears(x->low, x->high, (mpfr_ptr) NULL);
}

void tp_span_set(span *x, int low, int high)
{
  mpfr_set_si(x->low, low, MPFR_RNDN);
  mpfr_set_si(x->high, high, MPFR_RNDN);
}

/* The magnitude of the rounded number and of its mirror image: whichever is further out.  They differ only beyond the
   largest value of a fixed format. */
static void round_end(mpfr_t x, const tp_weighing *w, mpfr_rnd_t toward)
{
  mpfr_t mirror;
  mpfr_init2(mirror, mpfr_get_prec(x));
  mpfr_neg(mirror, x, MPFR_RNDN);
  tp_weighing_round(&w->act, x, toward);
  tp_weighing_round(&w->act, mirror, toward == MPFR_RNDU ? MPFR_RNDD : MPFR_RNDU);
  mpfr_neg(mirror, mirror, MPFR_RNDN);
  if (mpfr_nan_p(x) || mpfr_nan_p(mirror))
    mpfr_set_inf(x, toward == MPFR_RNDU ? 1 : -1);
  else if (toward == MPFR_RNDU)
    mpfr_max(x, x, mirror, MPFR_RNDU);
  else
    mpfr_min(x, x, mirror, MPFR_RNDD);
  mpfr_clear(mirror);
}

void tp_span_round(span *x, const tp_weighing *w)
{
  if (!mpfr_number_p(x->low) || !mpfr_number_p(x->high)) {
    mpfr_set_inf(x->low, -1);
    mpfr_set_inf(x->high, 1);
    return;
  }
  round_end(x->low, w, MPFR_RNDD);
  round_end(x->high, w, MPFR_RNDU);
}

void tp_span_clip(span *x)
{
  if (mpfr_sgn(x->low) < 0)
    mpfr_set_zero(x->low, 1);
  if (mpfr_sgn(x->high) < 0)
    mpfr_set_zero(x->high, 1);
}
