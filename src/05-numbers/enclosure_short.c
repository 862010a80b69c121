/* Exact sums of short binary numbers in binary64: most sums of a forward pass are such.
   Every step shows by its error term that it is exact (Dekker's product by fma, Knuth's TwoSum). */
#include <math.h>

#include "enclosure_private.h"

/* Products below have error terms that binary64 may not hold. */
static const double least_product = 0x1p-900;

/* *value = x; 0 if x is not known exactly or is no binary64 number of moderate size. */
static int short_value(const tp_enclosure *x, double *value)
{
  if (x->denominator != 1 || x->rational || !mpfr_number_p(x->low) || !mpfr_equal_p(x->low, x->high))
    return 0;
  *value = mpfr_get_d(x->low, MPFR_RNDZ);
  return mpfr_zero_p(x->low) || (mpfr_min_prec(x->low) <= 53 && fabs(*value) >= least_product && fabs(*value) < 1 / least_product);
}

/* *x *= y; 0 if this is not shown to be exact. */
static int multiply(double *x, double y)
{
  double product = *x * y, error = fma(*x, y, -product);
  int is_exact = error == 0 && (fabs(product) >= least_product || *x == 0 || y == 0) && isfinite(product);
  *x = product;
  return is_exact;
}

static int add(double *sum, double x)
{
  double a = *sum, s = a + x, x_part = s - a, a_part = s - x_part;
  *sum = s;
  return isfinite(s) && (a - a_part) + (x - x_part) == 0;
}

int tp_enclosure_sum_short(const tp_enclosure_room *room, double *sum)
{
  if (room->terms == 0)
    return 0;
  for (size_t i = 0; i < room->terms; i++) {
    const tp_enclosure_term *t = room->term + i;
    double x, y;
    if (!short_value(t->x, &x))
      return 0;
    if (t->y && !(short_value(t->y, &y) && multiply(&x, y)))
      return 0;
    if (t->weight != 1 && !((long) (double) t->weight == t->weight && multiply(&x, (double) t->weight)))
      return 0;
    if (i == 0)
      *sum = x;                          /* a sum of zeros keeps their sign */
    else if (!add(sum, x))
      return 0;
  }
  return 1;
}
