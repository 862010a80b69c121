/* SPDX-License-Identifier: MIT */
/* Rounded logits of integer scores.  Their rounding is that of the exact product, since beta and the
   score are exact. */
#include "tmprec/arithmetic/choice.h"
#include "tmprec/numbers/environment.h"

/* R(value k / d) of beta = k/d, a value on a grid, of which x is the nearest binary number. */
static void round_on_grid(const tp_rounding *logit, mpfr_t t, const mpfr_t x, int denominator, int value)
{
  mpfr_t numerator, d;
  mpfr_init2(numerator, 128);
  mpfr_init2(d, 64);
  mpfr_set_si(d, denominator, MPFR_RNDN);
  mpfr_mul(numerator, x, d, MPFR_RNDN);
  mpfr_rint(numerator, numerator, MPFR_RNDN);
  mpfr_mul_si(numerator, numerator, value, MPFR_RNDN);
  tp_rounding_mpfr_quotient(logit, t, numerator, d, 0.5);
  mpfr_clears(numerator, d, (mpfr_ptr) NULL);
}

void tp_choice_logits(double *logit, const tp_choice *c, unsigned r, double u, int first, size_t count)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  const tp_rounding to = tp_choice_rounding(c, TP_SITE_LOGIT);
  const int denominator = tp_format_denominator(c->site[TP_SITE_PARAM]);
  mpfr_t beta, t;
  mpfr_init2(beta, 128);
  mpfr_init2(t, 192);
  tp_choice_beta_weight(beta, c, r, u);
  for (int k = 0; k < (int) count; k++) {
    if (denominator > 1) {
      round_on_grid(&to, t, beta, denominator, first + k);
    } else {
      mpfr_mul_si(t, beta, first + k, MPFR_RNDN);
      tp_rounding_mpfr(&to, t, 0.5);
    }
    logit[k] = mpfr_get_d(t, MPFR_RNDN);
  }
  mpfr_clears(beta, t, (mpfr_ptr) NULL);
  tp_mpfr_environment_leave(&caller);
}
