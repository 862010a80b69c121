/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/environment.h"

tp_mpfr_environment tp_mpfr_environment_enter(void)
{
  const tp_mpfr_environment caller = {mpfr_get_emin(), mpfr_get_emax(), mpfr_flags_save()};
  if (caller.least != mpfr_get_emin_min())
    mpfr_set_emin(mpfr_get_emin_min());
  if (caller.largest != mpfr_get_emax_max())
    mpfr_set_emax(mpfr_get_emax_max());
  mpfr_clear_flags();
  return caller;
}

int tp_mpfr_environment_leave(const tp_mpfr_environment *caller)
{
  const int left = mpfr_underflow_p() || mpfr_overflow_p();
  if (mpfr_get_emin() != caller->least)
    mpfr_set_emin(caller->least);
  if (mpfr_get_emax() != caller->largest)
    mpfr_set_emax(caller->largest);
  mpfr_flags_restore(caller->flags, MPFR_FLAGS_ALL);
  return left;
}
