/* SPDX-License-Identifier: MIT */
/* mpfr:P, as the choice has it. */
#ifndef MPFR53_CHOICE_H
#define MPFR53_CHOICE_H

#include <check.h>

#include "tmprec/arithmetic/choice.h"

static inline tp_choice choice_of(int precision, const char *beta)
{
  tp_error err;
  tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = precision}};
  ck_assert_int_eq(tp_choice_set_beta(&c, beta, &err), TP_STATUS_OK);
  return c;
}

#endif
