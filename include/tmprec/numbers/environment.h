/* SPDX-License-Identifier: MIT */
/* The environment of MPFR: the exponent range and the flags of a thread.  They belong to the
   caller of the library.  A function that needs unbounded exponents, or looks at flags, enters
   an environment of its own.  It leaves that environment before it returns, which restores the
   environment of the caller. */
#ifndef TMPREC_NUMBERS_ENVIRONMENT_H
#define TMPREC_NUMBERS_ENVIRONMENT_H

#include <mpfr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  mpfr_exp_t least, largest;       /* the exponent range of the caller */
  mpfr_flags_t flags;              /* the flags of the caller */
} tp_mpfr_environment;

/* Enter an environment with the widest exponent range of MPFR (about 2^62) and no flag set.
   The result is the environment of the caller. */
tp_mpfr_environment tp_mpfr_environment_enter(void);

/* Restore the environment of the caller.  The result is 1 if, since entering, a number
   overflowed or underflowed even the widest range. */
int tp_mpfr_environment_leave(const tp_mpfr_environment *caller);

#ifdef __cplusplus
}
#endif

#endif
