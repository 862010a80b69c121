/* How much an evaluation spends between roundings.  Verdicts do not depend on it, only
   whether there is one: what little effort leaves open, more may decide. */
#ifndef TMPREC_ARITHMETIC_EFFORT_H
#define TMPREC_ARITHMETIC_EFFORT_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  int bits;              /* 0: the quickest way there is.  Else enclosures of so many bits; of
                            TP_ARITHMETIC_MPFR: MPFR itself */
  int patience;          /* 0, or it grows to at most so many times the first number of bits */
} tp_effort;

/* The next larger effort; 0 at the limit, and then *e stays as it is. */
int tp_effort_raise(tp_effort *e, const tp_choice *c);

/* How long a step takes with this effort, as a multiple of what it takes in binary64; about. */
double tp_effort_cost(const tp_effort *e, const tp_choice *c);

#ifdef __cplusplus
}
#endif

#endif
