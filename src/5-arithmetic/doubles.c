#include "doubles.h"

#include <math.h>
#include <string.h>

static void init_numbers(void *number, size_t count) { memset(number, 0, count * sizeof(double)); }
static void clear_numbers(void *number, size_t count) { (void) number, (void) count; }
static void set_number(void *number, int value) { *(double *) number = value; }

const wide_kind doubles = {sizeof(double), init_numbers, clear_numbers, set_number};

size_t doubles_compare(arithmetic *a, number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) a;
  for (size_t p = from; p < to; p++)
    if (double_at(c, p) != expected[p - from])
      return p;
  return to;
}

double doubles_approximate(arithmetic *a, number_column *c, size_t position)
{
  (void) a;
  return double_at(c, position);
}

number_kind doubles_exact(arithmetic *a, number_column *c, size_t position, mpq_t value)
{
  (void) a;
  double x = double_at(c, position);
  if (isnan(x))
    return NUMBER_NAN;
  if (isinf(x)) {
    mpq_set_si(value, x > 0 ? 1 : -1, 1);
    return NUMBER_INFINITE;
  }
  mpq_set_d(value, x);
  return NUMBER_RATIONAL;
}
