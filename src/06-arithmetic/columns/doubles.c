/* SPDX-License-Identifier: MIT */
#include "doubles.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "tmprec/base/clones.h"
#include "tmprec/numbers/environment.h"

static void init_numbers(void *number, size_t count) { memset(number, 0, count * sizeof(double)); }
static void clear_numbers(void *number, size_t count) { (void) number, (void) count; }
static void set_number(void *number, int value) { *(double *) number = value; }

const wide_kind tp_doubles = {sizeof(double), init_numbers, clear_numbers, set_number};

TP_CLONES
static double largest_magnitude(const double *restrict value, size_t count, double least)
{
  double most = least;
  for (size_t j = 0; j < count; j++)
    most = fabs(value[j]) > most ? fabs(value[j]) : most;
  return most;
}

double tp_doubles_largest(const tp_number_column *c, size_t count, double least)
{
  if (!ternary_in(c, c->first, c->first + count))
    return largest_magnitude(wide_at(c, &tp_doubles, c->first), count, least);
  return fmax(1, least);
}

void tp_doubles_append(const tp_arithmetic *a, tp_number_column *c, size_t count, const double *value)
{
  (void) a;
  for (size_t i = 0; i < count; i++)
    if (value[i] == 0 || fabs(value[i]) == 1) {
      tp_ternary_put(c, &tp_doubles, (int) value[i]);
    } else {
      *(double *) tp_ternary_put_wide(c, &tp_doubles) = value[i];
      c->has_infinite |= !isfinite(value[i]);
    }
}

size_t tp_doubles_compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) w;
  for (size_t p = from; p < to; p++)
    if (double_at(c, p) != expected[p - from])
      return p;
  return to;
}

void tp_doubles_read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  (void) w;
  for (size_t p = from; p < to; p++) {
    value[p - from] = double_at(c, p);
    slack[p - from] = 0;
  }
}

void tp_doubles_bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) w;
  mpz_set_ui(denominator, 1);
  mpfr_set_prec(low, DBL_MANT_DIG);
  mpfr_set_prec(high, DBL_MANT_DIG);
  mpfr_set_d(low, double_at(c, position), MPFR_RNDN);
  mpfr_set(high, low, MPFR_RNDN);
  tp_mpfr_environment_leave(&caller);
}
