/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

number tp_number_atom(atom_list *list, double low, double high)
{
  const size_t name = ++list->count;
  if (name >> ATOM_PIECE_BITS >= list->pieces) {
    TP_MEMORY_GROW(list->piece, list->room, list->pieces + 1);
    list->piece[list->pieces++] = tp_pool_keep(list->pool, ATOM_PIECE, sizeof **list->piece);
  }
  list->piece[name >> ATOM_PIECE_BITS][name & (ATOM_PIECE - 1)] = (atom) {low, high};
  return (number) {low, high, (uint32_t) list->count, 1, 1, 0};
}

void tp_atoms_clear(atom_list *list)
{
  free(list->piece);
  *list = (atom_list) {.pool = list->pool};
}

void tp_number_sum_start(number_sum *s, double x)
{
  s->exact = x;
  s->low = s->high = 0;
  s->atoms = 0;
}

/* Sums of two ends are off by half a last bit at most, and products with small integers too. */
static void add_ends(number_sum *s, double low, double high)
{
  s->low += low;
  s->high += high;
  s->low -= DBL_EPSILON * (fabs(s->low) + fabs(low));
  s->high += DBL_EPSILON * (fabs(s->high) + fabs(high));
}

static void add_exact(number_sum *s, double x)
{
  double rest;
  s->exact = tp_two_sum(s->exact, x, &rest);
  if (rest != 0)
    add_ends(s, rest, rest);
}

void tp_number_sum_add(number_sum *s, int weight, const number *x)
{
  if (number_is_exact(x)) {
    const double product = weight * x->low, rest = fma(weight, x->low, -product);
    add_exact(s, product);
    if (rest != 0)
      add_exact(s, rest);
    return;
  }
  size_t n = 0;
  while (n < s->atoms && s->of[n].atom != x->atom)
    n++;
  if (n == SUM_ATOMS) {
    add_ends(s, weight * (weight > 0 ? x->low : x->high), weight * (weight > 0 ? x->high : x->low));
    return;
  }
  if (n == s->atoms) {
    s->of[s->atoms].atom = x->atom;
    s->of[s->atoms].up = s->of[s->atoms].down = 0;
    s->atoms++;
  }
  s->of[n].up += weight * x->up;
  s->of[n].down += weight * x->down;
}

static void drop_cancelled(number_sum *s)
{
  size_t left = 0;
  for (size_t n = 0; n < s->atoms; n++)
    if (s->of[n].up || s->of[n].down)
      s->of[left++] = s->of[n];
  s->atoms = left;
}

/* The ends of up or down times an atom. */
static void ends_of(int up, int down, const atom *of, double end[2])
{
  const double low = of->low, high = of->high;
  const double at_low = (low > 0 ? up : down) * low, at_high = (high > 0 ? up : down) * high;
  end[0] = at_low < at_high ? at_low : at_high;
  end[1] = at_low < at_high ? at_high : at_low;
  if (low < 0 && high > 0) {
    end[0] = end[0] < 0 ? end[0] : 0;
    end[1] = end[1] > 0 ? end[1] : 0;
  }
}

static int is_unit(int x)
{
  return x >= -1 && x <= 1;
}

/* The sum if it is a multiple of one atom and nothing else, which act leaves as it is: values between two values
   that a format has on both sides of 0 have it on both sides. */
static int is_multiple(number_sum *s, const atom_list *list, int relu, const number_rounding *act, number *out)
{
  if (s->atoms != 1 || s->exact != 0 || s->low != 0 || s->high != 0)
    return 0;
  int up = s->of[0].up, down = s->of[0].down;
  if (relu) {                      /* down times a negative number is negative if down is positive */
    up = up > 0 ? up : 0;
    down = down < 0 ? down : 0;
  }
  if (!is_unit(up) || !is_unit(down))
    return 0;
  double end[2];
  ends_of(up, down, atom_of(list, s->of[0].atom), end);
  *out = (number) {end[0], end[1], s->of[0].atom, (int8_t) up, (int8_t) down, 0};
  return act->keeps(act->w, end[0], end[1]);
}

int tp_number_sum_round(number_sum *s, atom_list *list, int relu, const number_rounding *act, number *out)
{
  drop_cancelled(s);
  if (is_multiple(s, list, relu, act, out))
    return isfinite(out->low) && isfinite(out->high);
  const int is_exact = s->atoms == 0 && s->low == 0 && s->high == 0;
  for (size_t n = 0; n < s->atoms; n++) {
    double end[2];
    ends_of(s->of[n].up, s->of[n].down, atom_of(list, s->of[n].atom), end);
    add_ends(s, end[0] - DBL_EPSILON * fabs(end[0]), end[1] + DBL_EPSILON * fabs(end[1]));
  }
  double low = s->exact, high = s->exact;
  if (!is_exact) {
    low = s->exact + s->low;
    low -= DBL_EPSILON * (fabs(low) + fabs(s->exact));
    high = s->exact + s->high;
    high += DBL_EPSILON * (fabs(high) + fabs(s->exact));
  }
  if (relu) {
    low = low > 0 ? low : 0;
    high = high > 0 ? high : 0;
  }
  const int is_one = low == high;
  double rest;
  act->ends(act->w, low, &low, is_one ? &high : &rest);
  if (!is_one)
    act->ends(act->w, high, &rest, &high);
  if (!isfinite(low) || !isfinite(high))
    return 0;
  *out = low == high ? number_exact(low) : tp_number_atom(list, low, high);
  return 1;
}
