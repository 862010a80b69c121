/* Sums of rounded numbers, which are exact doubles of few bits: in binary64 with a
   bound on the error first; with error-free additions where that does not decide
   the rounding; and from the terms themselves where even that leaves it open. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sites_private.h"
#include "tmprec/base/memory.h"

/* Error-free sums need every operation rounded to binary64 itself. */
_Static_assert(FLT_EVAL_METHOD == 0, "binary64 arithmetic without excess precision is needed (on i386: -msse2 -mfpmath=sse)");

/* Products of two numbers between these stay far inside the range of binary64. */
static const double smallest_safe = 0x1p-450, largest_safe = 0x1p450;

void sites_put(sites_state *s, number_column *c, double y)
{
  if (y == 0 || y == 1 || y == -1) {
    ternary_put(c, &doubles, (int) y);
    return;
  }
  if (!isfinite(y))
    s->seen_infinite = 1;
  if (fabs(y) < smallest_safe || (fabs(y) > largest_safe && s->act.family != FORMAT_IEEE))
    s->unreliable = 1;
  *(double *) ternary_put_wide(c, &doubles) = y;
}

/* Small integers, rounded into act. */
static void put_integers(sites_state *s, number_column *c, const int16_t *value, size_t count)
{
  if (ternary_put_many(c, &doubles, value, count))
    return;
  for (size_t i = 0; i < count; i++)
    sites_put(s, c, double_rounding_apply(&s->to_act, value[i]));
}

/* Round into act what is known to lie within `slack` of y; 0 if undecided. */
int sites_round_act(const sites_state *s, double y, double slack, double *rounded)
{
  *rounded = double_rounding_apply(&s->to_act, y - slack);
  return !(fabs(y) <= DBL_MAX) || *rounded == double_rounding_apply(&s->to_act, y + slack);
}

/* A sum of exact terms in two doubles, with a bound on what they do not hold;
   and the terms, should that not decide how to round. */
void sites_sum_start(sites_state *s)
{
  s->terms = 0;
  s->sum = s->low = s->lost = 0;
}

/* a + b, and the part of it that the double sum does not hold (Knuth's TwoSum) */
static inline double two_sum(double a, double b, double *rest)
{
  double sum = a + b, bb = sum - a;
  *rest = (a - (sum - bb)) + (b - bb);
  return sum;
}

void sites_sum_add(sites_state *s, double term)
{
  double rest, lost;
  if (term == 0)
    return;
  MEMORY_GROW(s->term, s->term_capacity, s->terms + 1);
  s->term[s->terms++] = term;
  s->sum = two_sum(s->sum, term, &rest);
  s->low = two_sum(s->low, rest, &lost);
  s->lost += fabs(lost);
}

/* Add the exact product, in two doubles if it takes two. */
void sites_sum_add_product(sites_state *s, double x, double y)
{
  double high = x * y;
  sites_sum_add(s, high);
  if (high != 0 && isfinite(high))
    sites_sum_add(s, fma(x, y, -high));
}

/* 1 if y is where rounding changes from `rounded` to the value as far on its other
   side; to infinity it changes from the largest value plus half a step on. */
static int is_tie(const double_rounding *r, double y, double rounded)
{
  if (isinf(rounded))
    return isfinite(double_rounding_apply(r, nextafter(y, 0)));
  return y != rounded && double_rounding_apply(r, 2 * y - rounded) == 2 * y - rounded;
}

/* The sum, rounded into act.  Where rounding changes is a double of few bits: so
   the double nearest to the sum is on the right side of it, or on it, and then
   the sign of the rest decides. */
double sites_sum_round(sites_state *s)
{
  double rest, y = two_sum(s->sum, s->low, &rest);
  if (!isfinite(y))
    return s->sum + s->low;
  if (s->lost > 0 && fabs(rest) <= 2 * s->lost)
    return resolve_sum(s->act, s->term, s->terms);
  double rounded = double_rounding_apply(&s->to_act, y);
  if (rest != 0 && is_tie(&s->to_act, y, rounded))
    rounded = double_rounding_apply(&s->to_act, nextafter(y, rest > 0 ? INFINITY : -INFINITY));
  return rounded;
}

/* Sums over columns for the positions of a piece: integers, and binary64 with a
   bound on its error. */
typedef struct {
  int16_t whole[TERNARY_PIECE];
  double sum[TERNARY_PIECE], magnitude[TERNARY_PIECE];
  double terms;          /* that are not integers */
} piece_sums;

static void piece_add(piece_sums *p, const number_column *c, int weight, size_t from, size_t count)
{
  if (ternary_in(c, from, from + count)) {
    ternary_accumulate(p->whole, c, weight, from, count);
    return;
  }
  const double *restrict value = wide_at(c, &doubles, from);
  double *restrict sum = p->sum, *restrict magnitude = p->magnitude;
  for (size_t i = 0; i < count; i++) {
    sum[i] += weight * value[i];
    magnitude[i] += fabs(weight * value[i]);
  }
  p->terms++;
}

static void piece_start(piece_sums *p, size_t count)
{
  memset(p->whole, 0, count * sizeof *p->whole);
  memset(p->sum, 0, count * sizeof *p->sum);
  memset(p->magnitude, 0, count * sizeof *p->magnitude);
  p->terms = 0;
}

/* The sum at one position of weight x column, and of x if there is one and of the
   bias, rounded into act. */
static double exact_sum(sites_state *s, size_t count, number_column *const *column, const int8_t *weight,
                        const number_column *x, int32_t bias, size_t p)
{
  sites_sum_start(s);
  for (size_t c = 0; c < count; c++)
    sites_sum_add(s, weight[c] * double_at(column[c], p));
  if (x)
    sites_sum_add(s, double_at(x, p));
  sites_sum_add(s, bias);
  return sites_sum_round(s);
}

/* out = R(x + weight . columns + bias), or relu of it if there is no x; rounding
   and relu commute. */
static void piece_of_sums(sites_state *s, number_column *out, const number_column *x, size_t count,
                          number_column *const *column, const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  piece_sums p;
  size_t size = to - from;
  piece_start(&p, size);
  for (size_t c = 0; c < count; c++)
    piece_add(&p, column[c], weight[c], from, size);
  if (x)
    piece_add(&p, x, 1, from, size);
  for (size_t i = 0; i < size; i++)
    p.whole[i] = (int16_t) (p.whole[i] + bias);
  if (p.terms == 0) {
    for (size_t i = 0; i < size && !x; i++)
      p.whole[i] = p.whole[i] > 0 ? p.whole[i] : 0;
    put_integers(s, out, p.whole, size);
    return;
  }
  for (size_t i = 0; i < size; i++) {
    double y, sum = p.sum[i] + p.whole[i];
    double slack = DBL_EPSILON * (p.terms + 1) * (p.magnitude[i] + abs(p.whole[i]));
    if (!sites_round_act(s, sum, slack, &y))
      y = exact_sum(s, count, column, weight, x, bias, from + i);
    sites_put(s, out, x || y > 0 || y != y ? y : 0);
  }
}

void sites_neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_sums(sites_of(a), hidden, NULL, inputs, x, weight, bias, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

void sites_add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_sums(sites_of(a), out, x, terms, hidden, weight, 0, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

