/* SPDX-License-Identifier: MIT */
#include "beta.h"

void tp_beta_between(mpfr_t low, mpfr_t high, const tp_choice *c, unsigned r)
{
  tp_choice_beta_weight(low, c, r, 0.5);
  mpfr_set(high, low, MPFR_RNDN);
  if (tp_choice_is_rounded(c, TP_SITE_PARAM) && tp_format_denominator(c->site[TP_SITE_PARAM]) > 1 && !mpfr_integer_p(low)) {
    mpfr_nextbelow(low);
    mpfr_nextabove(high);
  }
}
