/* SPDX-License-Identifier: MIT */
/* Forms of numbers that are not known exactly: sums, products and differences of them. */
#include "form.h"

#include <assert.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* A form has at most MONOMIALS of them.  Before like ones are put together a sum may have WORK.
   Both limits count what does not depend on names, so results do not depend on them either.  Two
   integers of at most LARGEST have a sum that fits. */
enum { ATOMS = 3, MONOMIALS = 64, WORK = 512 };
static const long LARGEST = LONG_MAX / 4;

/* Names in descending order; 0, which is no name, fills the rest. */
typedef struct {
  uint64_t atom[ATOMS];
  long coefficient;
} monomial;

/* Sorted by their names, with coefficients that are not 0. */
struct tp_form {
  long denominator;
  size_t count;
  monomial of[];
};

/* A factor of a term: a form, or a rational number as a form. */
typedef struct {
  long denominator;
  size_t count;
  const monomial *of;
  monomial own;
} factor;

/* A sum at work: sorted, with each product of names once, but coefficients may be 0. */
typedef struct {
  long denominator;
  size_t count, work;
  monomial of[WORK];
} form_sum;

static size_t size_of(size_t count)
{
  return sizeof(tp_form) + count * sizeof(monomial);
}

void tp_form_keep(tp_form **to, const tp_form *from)
{
  if (*to == from)
    return;
  if (!from) {
    tp_form_forget(to);
    return;
  }
  *to = tp_memory_resize(*to, 1, size_of(from->count));
  memcpy(*to, from, size_of(from->count));
}

void tp_form_forget(tp_form **f)
{
  free(*f);
  *f = NULL;
}

uint64_t tp_enclosure_new_names(size_t count)
{
  static atomic_uint_fast64_t last;      /* of all threads, so that numbers of two threads may meet */
  return atomic_fetch_add(&last, count) + 1;
}

tp_form *tp_form_of_atom(uint64_t name)
{
  tp_form *f = tp_memory_new(1, size_of(1));
  f->denominator = 1;
  f->count = 1;
  f->of[0] = (monomial) {{name, 0, 0}, 1};
  return f;
}

/* --- Integers ------------------------------------------------------------------ */

static int is_small(long x)
{
  return x >= -LARGEST && x <= LARGEST;
}

/* *x *= y; 0 if that is too large. */
static int multiply(long *x, long y)
{
  if (!is_small(y) || (y && labs(*x) > LARGEST / labs(y)))
    return 0;
  *x *= y;
  return 1;
}

static long common_divisor(long a, long b)
{
  while (b) {
    long rest = a % b;
    a = b;
    b = rest;
  }
  return labs(a);
}

/* --- Factors ------------------------------------------------------------------- */

/* x = numerator / denominator if it is known exactly and both are small; else 0. */
static int small_ratio(const tp_enclosure *x, long *numerator, long *denominator)
{
  if (!tp_enclosure_is_exact(x))
    return 0;
  if (!x->rational && x->denominator == 1 && mpfr_integer_p(x->low)) {
    *numerator = mpfr_fits_slong_p(x->low, MPFR_RNDN) ? mpfr_get_si(x->low, MPFR_RNDN) : LONG_MAX;
    *denominator = 1;
    return is_small(*numerator);
  }
  mpq_t q;
  mpq_init(q);
  int small = tp_enclosure_to_rational(q, x) && mpz_cmpabs_ui(mpq_numref(q), (unsigned long) LARGEST) <= 0
              && mpz_cmp_ui(mpq_denref(q), (unsigned long) LARGEST) <= 0;
  if (small) {
    *numerator = mpz_get_si(mpq_numref(q));
    *denominator = mpz_get_si(mpq_denref(q));
  }
  mpq_clear(q);
  return small;
}

/* What is known of x, which is 1 if it is NULL; 0 if it has no form and is no small fraction. */
static int factor_of(const tp_enclosure *x, factor *f)
{
  f->own = (monomial) {{0, 0, 0}, 1};
  f->denominator = 1;
  f->count = 1;
  f->of = &f->own;
  if (!x || small_ratio(x, &f->own.coefficient, &f->denominator))
    return 1;
  if (!x->form)
    return 0;
  f->denominator = x->form->denominator;
  f->count = x->form->count;
  f->of = x->form->of;
  return 1;
}

static factor factor_of_form(const tp_form *f)
{
  return (factor) {.denominator = f->denominator, .count = f->count, .of = f->of};
}

/* --- Sums ---------------------------------------------------------------------- */

/* The names of x and y together; 0 if they are too many. */
static int join_names(const monomial *x, const monomial *y, uint64_t atom[ATOMS])
{
  size_t i = 0, j = 0;
  for (size_t n = 0; n < ATOMS; n++) {
    uint64_t a = i < ATOMS ? x->atom[i] : 0, b = j < ATOMS ? y->atom[j] : 0;
    atom[n] = a >= b ? a : b;
    if (a >= b)
      i++;
    else
      j++;
  }
  return (i == ATOMS || !x->atom[i]) && (j == ATOMS || !y->atom[j]);
}

static int order_of_names(const uint64_t x[ATOMS], const uint64_t y[ATOMS])
{
  for (size_t n = 0; n < ATOMS; n++)
    if (x[n] != y[n])
      return x[n] < y[n] ? -1 : 1;
  return 0;
}

static int add_monomial(form_sum *s, const uint64_t atom[ATOMS], long coefficient)
{
  size_t from = 0, to = s->count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (order_of_names(s->of[middle].atom, atom) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  if (from == s->count || order_of_names(s->of[from].atom, atom) != 0) {
    memmove(s->of + from + 1, s->of + from, (s->count - from) * sizeof *s->of);
    memcpy(s->of[from].atom, atom, sizeof s->of[from].atom);
    s->of[from].coefficient = 0;
    s->count++;
  }
  s->of[from].coefficient += coefficient;
  return is_small(s->of[from].coefficient);
}

/* The denominator becomes a multiple of d; *missing is what numerators over d lack then. */
static int make_common(form_sum *s, long d, long *missing)
{
  const long both = common_divisor(s->denominator, d), scale = d / both;
  *missing = s->denominator / both;
  for (size_t i = 0; i < s->count && scale != 1; i++)
    if (!multiply(&s->of[i].coefficient, scale))
      return 0;
  return multiply(&s->denominator, scale);
}

/* s += weight x y; 0 if it cannot be kept. */
static int add_product(form_sum *s, long weight, const factor *x, const factor *y)
{
  long d = x->denominator, missing;
  s->work += x->count * y->count;
  if (s->work > WORK || !multiply(&d, y->denominator) || !make_common(s, d, &missing) || !multiply(&missing, weight))
    return 0;
  for (size_t i = 0; i < x->count; i++)
    for (size_t j = 0; j < y->count; j++) {
      uint64_t atom[ATOMS];
      long coefficient = missing;
      if (!multiply(&coefficient, x->of[i].coefficient) || !multiply(&coefficient, y->of[j].coefficient)
          || !join_names(x->of + i, y->of + j, atom) || !add_monomial(s, atom, coefficient))
        return 0;
    }
  return 1;
}

static int divide(form_sum *s, const tp_enclosure *divisor)
{
  long numerator, denominator;
  if (!small_ratio(divisor, &numerator, &denominator) || numerator <= 0 || !multiply(&s->denominator, numerator))
    return 0;
  for (size_t i = 0; i < s->count; i++)
    if (!multiply(&s->of[i].coefficient, denominator))
      return 0;
  return 1;
}

/* Without coefficients that are 0, in lowest terms. */
static void reduce(form_sum *s)
{
  size_t count = 0;
  long common = s->denominator;
  for (size_t i = 0; i < s->count; i++)
    if (s->of[i].coefficient) {
      common = common_divisor(common, s->of[i].coefficient);
      s->of[count++] = s->of[i];
    }
  s->count = count;
  assert(common);
  s->denominator /= common;
  for (size_t i = 0; i < count && common > 1; i++)
    s->of[i].coefficient /= common;
}

static int is_number(const tp_enclosure *x)
{
  return mpfr_number_p(x->low) && mpfr_number_p(x->high);
}

/* 0 times a number adds nothing, whatever it is. */
static int add_term(form_sum *s, const tp_enclosure_term *t)
{
  factor x, y;
  if (t->weight == 0 && is_number(t->x) && (!t->y || is_number(t->y)))
    return 1;
  return factor_of(t->x, &x) && factor_of(t->y, &y) && add_product(s, t->weight, &x, &y);
}

static int any_form(const tp_enclosure_room *room)
{
  for (size_t i = 0; i < room->terms; i++)
    if (room->term[i].x->form || (room->term[i].y && room->term[i].y->form))
      return 1;
  return 0;
}

tp_form *tp_form_of_sum(const tp_enclosure_room *room, const tp_enclosure *divisor)
{
  form_sum s;
  if (!any_form(room))
    return NULL;
  s.denominator = 1;
  s.count = s.work = 0;
  for (size_t i = 0; i < room->terms; i++)
    if (!add_term(&s, room->term + i))
      return NULL;
  if (divisor && !divide(&s, divisor))
    return NULL;
  reduce(&s);
  if (s.count > MONOMIALS)
    return NULL;
  tp_form *f = tp_memory_new(1, size_of(s.count));
  f->denominator = s.denominator;
  f->count = s.count;
  memcpy(f->of, s.of, s.count * sizeof *s.of);
  return f;
}

/* --- Questions ------------------------------------------------------------------ */

/* Whether no atom is left; the monomial of no atoms comes first. */
static int is_rational(size_t count, const monomial *of)
{
  return count == 0 || (count == 1 && !of[0].atom[0]);
}

int tp_form_is_rational(const tp_form *f, mpq_t q)
{
  if (!f || !is_rational(f->count, f->of))
    return 0;
  mpq_set_si(q, f->count ? f->of[0].coefficient : 0, (unsigned long) f->denominator);
  mpq_canonicalize(q);
  return 1;
}

int tp_form_compare(const tp_form *f, const tp_form *g)
{
  form_sum s;
  if (!f || !g)
    return 2;
  const factor x = factor_of_form(f), y = factor_of_form(g);
  factor one;
  factor_of(NULL, &one);
  s.denominator = 1;
  s.count = s.work = 0;
  if (!add_product(&s, 1, &x, &one) || !add_product(&s, -1, &y, &one))
    return 2;
  reduce(&s);
  if (!is_rational(s.count, s.of))
    return 2;
  return s.count == 0 ? 0 : s.of[0].coefficient > 0 ? 1 : -1;
}
