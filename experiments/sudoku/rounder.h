/* SPDX-License-Identifier: MIT */
/* Rounding of many numbers of the learned transformer with the library's rules. */
#ifndef SUDOKU_ROUNDER_H
#define SUDOKU_ROUNDER_H

#include "real.h"
#include "tmprec/base/error.h"
#include "tmprec/numbers/rounding.h"

typedef struct {
  int rounds;                    /* 0: numbers stay as they are */
  int fast_bits;                 /* p:N and fixed:i.f to nearest even: what loops over vectors need */
  tp_double_rounding rule;
  unsigned long long key, count; /* for stochastic rounding */
  /* For tests: takes the place of rounding. */
  void (*instead)(void *context, real *x, size_t n);
  void *context;
} rounder;

/* Formats are those whose values binary32 holds.  "real": nothing is rounded. */
tp_status rounder_make(rounder *r, const char *format, const char *mode, tp_error *err);
void round_numbers(rounder *r, real *x, size_t n);

#endif
