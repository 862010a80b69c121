/* SPDX-License-Identifier: MIT */
/* Formats of at most 8 bits, of every kind, and their values as fractions. */
#ifndef SMALL_FORMATS_H
#define SMALL_FORMATS_H

#include <gmp.h>

#include "tmprec/numbers/format.h"

static const char *const small[] = {
  "e4m3", "e4m3fn", "e4m3fnuz", "e4m3b11fnuz", "e5m2", "e5m2fnuz", "e3m4", "e3m2fn", "e2m3fn", "e2m1fn", "e2m1", "e2m1fnuz", "e4m3ftz",
  "e4m3fnftz", "e2m1fnftz", "e4m3fnuzftz", "e6m1", "e4m3b0", "e2m5fn", "fixed:1.0", "fixed:1.6", "fixed:4.3", "fixed:7.0", "int2", "int3",
  "int8", "posit3", "posit4", "posit5", "posit6", "posit8",
};

/* A value of a pattern as a fraction. */
static inline void set_value(mpq_t out, tp_format f, double x)
{
  mpq_set_d(out, x);
  if (f.family == TP_FORMAT_GRID) {
    mpq_t d;
    mpq_init(d);
    mpq_set_ui(d, (1ul << (f.a - 1)) - 1, 1);
    mpq_div(out, out, d);
    mpq_clear(d);
  }
}

#endif
