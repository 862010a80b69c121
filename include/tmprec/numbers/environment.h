/* MPFR's environment: the exponent range and the flags of a thread.  They belong to the
   caller.  Whoever needs exponents without bound, or looks at flags, enters an environment
   of its own and leaves it again, which gives the caller's back. */
#ifndef TMPREC_NUMBERS_ENVIRONMENT_H
#define TMPREC_NUMBERS_ENVIRONMENT_H

#include <mpfr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  mpfr_exp_t least, largest;       /* the caller's range of exponents */
  mpfr_flags_t flags;              /* the caller's flags */
} tp_mpfr_environment;

/* MPFR's widest range (about 2^62), no flags raised. */
tp_mpfr_environment tp_mpfr_environment_enter(void);

/* Back to the caller's.  1 if since then a number left even the widest range. */
int tp_mpfr_environment_leave(const tp_mpfr_environment *caller);

#ifdef __cplusplus
}
#endif

#endif
