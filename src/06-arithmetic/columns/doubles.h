/* SPDX-License-Identifier: MIT */
/* Ternary columns whose other numbers are binary64: what the arithmetics that
   compute in it share. */
#ifndef DOUBLES_H
#define DOUBLES_H

#include "ternary.h"

extern const wide_kind tp_doubles;

static inline double double_at(const tp_number_column *c, size_t position)
{
  return c->wide_any ? *(const double *) wide_at(c, &tp_doubles, position) : ternary_at(c, position);
}

/* The largest magnitude of so many first numbers, none of which is a NaN, or `least` if none is larger. */
double tp_doubles_largest(const tp_number_column *c, size_t count, double least);

/* Of the steps of arithmetic.h those that look at numbers. */
void tp_doubles_append(const tp_arithmetic *a, tp_number_column *c, size_t count, const double *value);
size_t tp_doubles_compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected);
void tp_doubles_read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack);
void tp_doubles_bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator);

#endif
