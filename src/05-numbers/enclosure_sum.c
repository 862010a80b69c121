/* SPDX-License-Identifier: MIT */
/* Sums of products of enclosures: exactly, over a common denominator, or between two ends. */
#include <math.h>
#include <stdlib.h>

#include "enclosure_private.h"
#include "tmprec/base/memory.h"

void tp_enclosure_sum_start(tp_enclosure_room *room)
{
  room->terms = 0;
}

/* -1, 0 or 1 if that is what x is, else 2. */
static int unit_of(const tp_enclosure *x)
{
  if (x->denominator > 1 || !mpfr_equal_p(x->low, x->high))
    return 2;
  if (mpfr_zero_p(x->low))
    return 0;
  return mpfr_cmpabs_ui(x->low, 1) == 0 ? mpfr_sgn(x->low) : 2;
}

static int is_finite(const tp_enclosure *x)
{
  return mpfr_number_p(x->low) && mpfr_number_p(x->high);
}

/* Products with 0, 1 and -1 are none: 0 times a finite number adds nothing. */
void tp_enclosure_sum_add(tp_enclosure_room *room, long weight, const tp_enclosure *x, const tp_enclosure *y)
{
  int unit = y ? unit_of(x) : 2;
  if (unit == 2 && y) {
    const tp_enclosure *swap = x;
    unit = unit_of(y);
    if (unit != 2) {
      x = y;
      y = swap;
    }
  }
  if (unit == 0 && is_finite(y))
    return;
  if (unit == 1 || unit == -1) {
    weight *= unit;
    x = y;
    y = NULL;
  }
  TP_MEMORY_GROW(room->term, room->term_capacity, room->terms + 1);
  room->term[room->terms++] = (tp_enclosure_term) {weight, x, y};
}

/* Number i of the sum at work. */
static mpfr_ptr number(tp_enclosure_room *room, size_t i, mpfr_prec_t bits)
{
  if (i >= room->made) {
    room->number = tp_memory_resize(room->number, i + 1, sizeof *room->number);
    for (; room->made <= i; room->made++)
      mpfr_init2(room->number[room->made], bits);
  }
  if (mpfr_get_prec(room->number[i]) != bits)
    mpfr_set_prec(room->number[i], bits);
  return room->number[i];
}

mpfr_ptr *tp_enclosure_pointers(tp_enclosure_room *room, size_t count)
{
  TP_MEMORY_GROW(room->pointer, room->pointer_capacity, count);
  for (size_t i = 0; i < count; i++)
    room->pointer[i] = room->number[i];
  return room->pointer;
}

int tp_enclosure_has_short_form(const tp_enclosure *x)
{
  return !x->rational && tp_enclosure_is_exact(x);
}

/* The least common denominator of all terms, or 0 if some term is not exact or needs more
   than machine words. */
long tp_enclosure_common_denominator(const tp_enclosure_room *room)
{
  long found[2] = {1, 1};                /* there are two kinds at most: of a weight and of a value */
  for (size_t i = 0; i < room->terms; i++) {
    const tp_enclosure_term *t = room->term + i;
    if (!tp_enclosure_has_short_form(t->x) || (t->y && !tp_enclosure_has_short_form(t->y)))
      return 0;
    const long d[2] = {t->x->denominator, t->y ? t->y->denominator : 1};
    for (int k = 0; k < 2; k++)
      if (d[k] > 1 && d[k] != found[0] && d[k] != found[1]) {
        int free_place = found[0] == 1 ? 0 : 1;
        if (found[free_place] != 1)
          return 0;
        found[free_place] = d[k];
      }
    /* A product of two of the same kind has the square. */
    if (d[0] > 1 && d[0] == d[1]) {
      if (found[0] != d[0] || found[1] != d[0]) {
        if (found[0] != 1 && found[1] != 1)
          return 0;
        found[0] = found[1] = d[0];
      }
    }
  }
  return found[0] < 1L << 30 && found[1] < 1L << 30 ? found[0] * found[1] : 0;
}

/* The exact numerator of x, over its own denominator. */
static mpfr_srcptr numerator_of(const tp_enclosure *x, mpfr_ptr room)
{
  if (x->denominator == 1)
    return x->low;
  mpfr_set_si(room, x->numerator, MPFR_RNDN);
  return room;
}

/* Numerators of all terms over the common denominator, exactly, as numbers 0 .. terms-1. */
void tp_enclosure_exact_numerators(tp_enclosure_room *room, long denominator)
{
  mpfr_t a, b;
  mpfr_inits2(64, a, b, (mpfr_ptr) NULL);
  for (size_t i = 0; i < room->terms; i++) {
    const tp_enclosure_term *t = room->term + i;
    mpfr_srcptr x = numerator_of(t->x, a), y = t->y ? numerator_of(t->y, b) : NULL;
    long own = t->x->denominator * (t->y ? t->y->denominator : 1);
    mpfr_ptr n = number(room, i, mpfr_get_prec(x) + (y ? mpfr_get_prec(y) : 0) + 64);
    if (y)
      mpfr_mul(n, x, y, MPFR_RNDN);
    else
      mpfr_set(n, x, MPFR_RNDN);
    long factor = t->weight * (denominator / own);
    if (factor == -1)
      mpfr_neg(n, n, MPFR_RNDN);
    else if (factor != 1)
      mpfr_mul_si(n, n, factor, MPFR_RNDN);
  }
  mpfr_clears(a, b, (mpfr_ptr) NULL);
}

/* The exact sum of the numbers, toward zero, with what is lost shown by a quarter of
   its last bit: it rounds like the sum itself to up to bits - 2 bits. */
void tp_enclosure_sticky_sum(tp_enclosure_room *room, mpfr_ptr out)
{
  mpfr_t truncated, rest;
  mpfr_prec_t bits = mpfr_get_prec(out) - 2;
  mpfr_init2(truncated, bits);
  int inexact = mpfr_sum(truncated, tp_enclosure_pointers(room, room->terms), room->terms, MPFR_RNDZ);
  mpfr_set(out, truncated, MPFR_RNDN);
  if (inexact && mpfr_regular_p(out)) {
    mpfr_init2(rest, 2);
    mpfr_set_si_2exp(rest, mpfr_sgn(out), mpfr_get_exp(out) - bits - 2, MPFR_RNDN);
    mpfr_add(out, out, rest, MPFR_RNDN);
    mpfr_clear(rest);
  }
  mpfr_clear(truncated);
}

/* The end of weight x y in the direction of `toward` (MPFR_RNDD or MPFR_RNDU); 1 if
   the product does not reach it. */
static int product_end(mpfr_ptr out, const tp_enclosure_term *t, mpfr_rnd_t toward, mpfr_ptr other)
{
  int up = toward == MPFR_RNDU, open;
  if (t->weight < 0)
    up = !up;
  mpfr_rnd_t inner = up ? MPFR_RNDU : MPFR_RNDD;
  const tp_enclosure *x = t->x, *y = t->y;
  if (!y) {
    open = mpfr_set(out, up ? x->high : x->low, inner) != 0;
    open |= end_is_open(x, up);
  } else if (mpfr_sgn(x->low) >= 0 && mpfr_sgn(y->low) >= 0 && !tp_enclosure_is_nan(x) && !tp_enclosure_is_nan(y)) {
    open = mpfr_mul(out, up ? x->high : x->low, up ? y->high : y->low, inner) != 0;
    int x_open = end_is_open(x, up), y_open = end_is_open(y, up);
    /* Beside its end, times what may be 0, is beside 0 or 0 itself. */
    if (up)
      open |= (x_open || y_open) && mpfr_sgn(x->high) > 0 && mpfr_sgn(y->high) > 0;
    else
      open |= (x_open && mpfr_sgn(y->low) > 0) || (y_open && mpfr_sgn(x->low) > 0);
  } else {
    open = 0;
    mpfr_srcptr end[2][2] = {{x->low, x->high}, {y->low, y->high}};
    for (int k = 0; k < 4; k++) {
      mpfr_ptr to = k ? other : out;
      mpfr_mul(to, end[0][k & 1], end[1][k >> 1], inner);
      if (mpfr_nan_p(to))
        mpfr_set_nan(out);
      else if (k)
        (up ? mpfr_max : mpfr_min)(out, out, other, inner);
      if (mpfr_nan_p(out))
        break;
    }
  }
  if (t->weight != 1)
    open |= mpfr_mul_si(out, out, t->weight, toward) != 0;
  return open;
}

/* out may be among the terms. */
static void enclose_sum(tp_enclosure_room *room, tp_enclosure *out)
{
  mpfr_t other, end[2];
  unsigned open = 0;
  mpfr_inits2(room->bits, other, end[0], end[1], (mpfr_ptr) NULL);
  TP_MEMORY_GROW(room->pointer, room->pointer_capacity, room->terms);
  if (room->terms)                       /* all of them, which then stay where they are */
    number(room, room->terms - 1, room->bits);
  for (int high = 0; high < 2; high++) {
    mpfr_rnd_t toward = high ? MPFR_RNDU : MPFR_RNDD;
    int is_open = 0;
    for (size_t i = 0; i < room->terms; i++) {
      const tp_enclosure_term *t = room->term + i;
      if (t->weight == 1 && !t->y) {         /* it may stay where it is: the sum only reads it */
        room->pointer[i] = (mpfr_ptr) (high ? t->x->high : t->x->low);
        is_open |= end_is_open(t->x, high);
      } else {
        room->pointer[i] = number(room, i, room->bits);
        is_open |= product_end(room->pointer[i], t, toward, other);
      }
    }
    is_open |= mpfr_sum(end[high], room->pointer, room->terms, toward) != 0;
    open |= is_open ? high ? TP_OPEN_HIGH : TP_OPEN_LOW : 0u;
  }
  mpfr_set(out->low, end[0], MPFR_RNDD);
  mpfr_set(out->high, end[1], MPFR_RNDU);
  out->open = open;
  tp_enclosure_forget_rational(out);
  mpfr_clears(other, end[0], end[1], (mpfr_ptr) NULL);
}

/* out /= divisor > 0 */
static void divide(tp_enclosure *out, const tp_enclosure *divisor)
{
  int below = mpfr_sgn(out->low) < 0, above = mpfr_sgn(out->high) >= 0;
  unsigned open = 0;
  if (mpfr_div(out->low, out->low, below ? divisor->low : divisor->high, MPFR_RNDD) || end_is_open(out, 0)
      || (mpfr_regular_p(out->low) && end_is_open(divisor, !below)))
    open |= TP_OPEN_LOW;
  if (mpfr_div(out->high, out->high, above ? divisor->low : divisor->high, MPFR_RNDU) || end_is_open(out, 1)
      || (mpfr_regular_p(out->high) && end_is_open(divisor, !above)))
    open |= TP_OPEN_HIGH;
  out->open = open;
  tp_enclosure_forget_rational(out);
}

void tp_enclosure_sum_take(tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out)
{
  enclose_sum(room, out);
  if (divisor)
    divide(out, divisor);
}
