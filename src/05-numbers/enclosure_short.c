/* SPDX-License-Identifier: MIT */
/* Exact sums of short binary numbers in binary64: most sums of a forward pass are such.
   Every step shows by its error term that it is exact (Dekker's product by fma, Knuth's TwoSum). */
#include <math.h>

#include "enclosure_private.h"
#include "tmprec/numbers/two_sum.h"

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
  double rest;
  *sum = tp_two_sum(*sum, x, &rest);
  return rest == 0;
}

/* Some term is known not to be one of its ends: mostly said without a look at the numbers. */
static int has_open_term(const tp_enclosure_room *room)
{
  for (size_t i = 0; i < room->terms; i++)
    if (room->term[i].x->open || (room->term[i].y && room->term[i].y->open))
      return 1;
  return 0;
}

static int sum_short(const tp_enclosure_room *room, double *sum)
{
  if (room->terms == 0 || has_open_term(room))
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

static int same_rule(const tp_rounding *r, const tp_rounding *s)
{
  return r->mode == s->mode && r->overflow == s->overflow && tp_format_equal(r->format, s->format);
}

/* The rule for binary64; there are as many as sites, of which few round short sums. */
static const tp_double_rounding *quick_rule(tp_enclosure_room *room, const tp_rounding *r)
{
  const size_t most = sizeof room->quick.rule / sizeof *room->quick.rule;
  for (size_t i = 0; i < room->quick.made; i++)
    if (same_rule(&room->quick.rule[i].rule, r))
      return room->quick.rule + i;
  tp_double_rounding *made = room->quick.rule + room->quick.next;
  *made = tp_double_rounding_make(r);
  room->quick.made += room->quick.made < most;
  room->quick.next = (room->quick.next + 1) % most;
  return made;
}

int tp_enclosure_round_short(tp_enclosure_room *room, const tp_rounding *r, double u, tp_enclosure *out)
{
  double sum;
  if (mpfr_get_prec(out->low) < 53 || tp_format_denominator(r->format) > 1 || !tp_format_fits_double(r->format) || !sum_short(room, &sum))
    return 0;
  tp_enclosure_set_double(out, tp_double_rounding_apply(quick_rule(room, r), sum, u));
  return 1;
}
