/* SPDX-License-Identifier: MIT */
/* Sums of rounded numbers, which are exact doubles of few bits: in binary64 with a
   bound on the error first; with error-free additions where that does not decide
   the rounding; and from the terms themselves where even that leaves it open. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "binary64.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

/* Error-free sums need every operation rounded to binary64 itself. */
_Static_assert(FLT_EVAL_METHOD == 0, "binary64 arithmetic without excess precision is needed (on i386: -msse2 -mfpmath=sse)");

double tp_binary64_disturb(const binary64_work *s, int site, double y, tp_rounding_place place, size_t position, uint64_t element)
{
  if (s->rules.noise[site].kind == TP_NOISE_NONE || !isfinite(y))
    return y;
  double u = site_random(&s->rules, site, place, position, element, NOISE_STEP);
  return tp_double_rounding_apply(&s->to[site], y + site_noise_at(&s->rules, site, place, position, element), u);
}

void tp_binary64_put(binary64_work *s, tp_number_column *c, double y, size_t position)
{
  y = tp_binary64_disturb(s, TP_SITE_ACT, y, s->place, position, 0);
  if (y == 0 || y == 1 || y == -1) {
    tp_ternary_put(c, &tp_doubles, (int) y);
    return;
  }
  if (!binary64_is_safe(y) && !(fabs(y) >= BINARY64_LEAST && fabs(y) < 1 && !binary64_shakes_weights(s)))
    s->base.undecided = TP_UNDECIDED_NUMBER;
  *(double *) tp_ternary_put_wide(c, &tp_doubles) = y;
  c->has_infinite |= !isfinite(y);
}

int tp_binary64_round(const binary64_work *s, int site, double y, double slack, double u, double *rounded)
{
  const tp_double_rounding *to = &s->to[site];
  if (!(fabs(y) <= DBL_MAX)) {           /* from infinite numbers, which make the slack infinite too */
    *rounded = tp_double_rounding_apply(to, y, u);
    return 1;
  }
  if (to->denominator > 1)               /* neighbours on a grid are not known exactly */
    slack += 4 * DBL_EPSILON * fabs(y);
  *rounded = tp_double_rounding_apply(to, y - slack, u);
  return slack == 0 || *rounded == tp_double_rounding_apply(to, y + slack, u);
}

/* A sum of exact terms in three doubles, with a bound on what they do not hold;
   and the terms, should that not decide how to round. */
void tp_binary64_sum_start(binary64_work *s)
{
  s->terms = 0;
  s->sum = s->low = s->lower = s->lost = 0;
  s->has_tiny = 0;
}

void tp_binary64_sum_add(binary64_work *s, double term)
{
  double rest, less, lost;
  if (term == 0)
    return;
  TP_MEMORY_GROW(s->term, s->term_capacity, s->terms + 1);
  s->term[s->terms++] = term;
  s->sum = tp_two_sum(s->sum, term, &rest);
  s->low = tp_two_sum(s->low, rest, &less);
  s->lower = tp_two_sum(s->lower, less, &lost);
  s->lost += fabs(lost);
}

/* Add the exact product, in two doubles if it takes two. */
void tp_binary64_sum_add_product(binary64_work *s, double x, double y)
{
  double high = x * y;
  s->has_tiny |= binary64_is_tiny(high) && x != 0 && y != 0;
  tp_binary64_sum_add(s, high);
  if (high != 0 && isfinite(high))
    tp_binary64_sum_add(s, fma(x, y, -high));
}

/* The exact sum of the terms, rounded: mpfr_sum leaves out what is below 320 bits of
   it, and a bit after those says that there is something. */
static double sum_of_terms(binary64_work *s, int site, double u)
{
  enum { BITS = 320 };
  mpfr_t *number = tp_memory_new(s->terms, sizeof *number), sum, rest;
  mpfr_ptr *pointer = tp_memory_new(s->terms, sizeof *pointer);
  for (size_t i = 0; i < s->terms; i++) {
    mpfr_init2(number[i], 53);
    mpfr_set_d(number[i], s->term[i], MPFR_RNDN);
    pointer[i] = number[i];
  }
  mpfr_init2(sum, BITS);
  mpfr_init2(rest, 2);
  int inexact = mpfr_sum(sum, pointer, s->terms, MPFR_RNDZ);
  mpfr_prec_round(sum, BITS + 2, MPFR_RNDN);
  if (inexact && mpfr_regular_p(sum)) {
    mpfr_set_si_2exp(rest, mpfr_sgn(sum), mpfr_get_exp(sum) - BITS - 2, MPFR_RNDN);
    mpfr_add(sum, sum, rest, MPFR_RNDN);
  }
  tp_rounding_mpfr(&s->rules.rule[site], sum, u);
  double rounded = mpfr_get_d(sum, MPFR_RNDN);
  for (size_t i = 0; i < s->terms; i++)
    mpfr_clear(number[i]);
  mpfr_clears(sum, rest, (mpfr_ptr) NULL);
  free(number);
  free(pointer);
  return rounded;
}

double tp_binary64_sum_nearest(const binary64_work *s, double *rest)
{
  double low, lower, after;
  const double sum = tp_two_sum(s->sum, s->low, &low);
  low = tp_two_sum(low, s->lower, &lower);
  const double y = tp_two_sum(sum, low, &after);
  *rest = after + lower;
  return y;
}

/* Whether the three doubles and the bound decide it, of which the nearest has that rest. */
static int is_held(const binary64_work *s, int site, double rest)
{
  return !(s->lost > 0 && fabs(rest) <= 2 * s->lost) && (rest == 0 || !s->rules.is_stochastic[site]);
}

int tp_binary64_sum_is_held(const binary64_work *s, int site)
{
  double rest;
  const double y = tp_binary64_sum_nearest(s, &rest);
  return isfinite(y) && is_held(s, site, rest);
}

/* The sum, rounded.  Values and the points where rounding changes between them are
   doubles of few bits: so the double nearest to the sum is on the right side of
   them, or on one, and then the sign of the rest decides. */
double tp_binary64_sum_round(binary64_work *s, int site, double u)
{
  double rest, y = tp_binary64_sum_nearest(s, &rest);
  if (!isfinite(y))                      /* then so is the sum, and its rest no number */
    return tp_double_rounding_apply(&s->to[site], s->sum, u);
  if (!is_held(s, site, rest))
    return sum_of_terms(s, site, u);
  if (rest == 0)
    return tp_double_rounding_apply(&s->to[site], y, u);
  return tp_double_rounding_beside(&s->to[site], y, rest > 0 ? 1 : -1, u);
}

/* Sums over columns for the positions of a piece: integers, and binary64 with a
   bound on its error. */
typedef struct {
  int16_t whole[TERNARY_PIECE];
  double sum[TERNARY_PIECE], magnitude[TERNARY_PIECE];
  double terms;          /* that are summed there: not integers, or too many for 16 bits */
  int is_narrow;         /* 16 bits hold all partial sums of integers */
} piece_sums;

/* A sublayer's sum at work: weight . columns + bias (and x, if there is one). */
typedef struct {
  size_t count;
  tp_number_column *const *column;
  const int8_t *weight;
  const double *shaken;            /* the weights if noise has disturbed them, or NULL */
  const tp_number_column *x;
  int32_t bias;
  double rounded_bias;             /* as a parameter */
} linear_sum;

/* A column times a weight, one that noise has disturbed for example, in binary64. */
static void piece_add_shaken(piece_sums *p, const tp_number_column *c, double weight, size_t from, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    double term = weight * double_at(c, from + i);
    p->sum[i] += term;
    p->magnitude[i] += fabs(term);
  }
  p->terms += 2;                   /* the product is rounded as well */
}

static void piece_add(piece_sums *p, const tp_number_column *c, int weight, size_t from, size_t count)
{
  if (p->is_narrow && ternary_in(c, from, from + count)) {
    tp_ternary_accumulate(p->whole, c, weight, from, count);
    return;
  }
  if (!c->wide_any) {
    piece_add_shaken(p, c, weight, from, count);
    return;
  }
  const double *restrict value = wide_at(c, &tp_doubles, from);
  double *restrict sum = p->sum, *restrict magnitude = p->magnitude;
  for (size_t i = 0; i < count; i++) {
    sum[i] += weight * value[i];
    magnitude[i] += fabs(weight * value[i]);
  }
  p->terms++;
}

static void piece_add_bias(piece_sums *p, double bias, size_t count)
{
  if (p->is_narrow && bias == trunc(bias)) {
    for (size_t i = 0; i < count; i++)
      p->whole[i] = (int16_t) (p->whole[i] + (int) bias);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    p->sum[i] += bias;
    p->magnitude[i] += fabs(bias);
  }
  p->terms++;
}

static int sums_fit(const linear_sum *l)
{
  const double bias = l->x ? 1 : fabs(l->rounded_bias);
  return bias <= INT16_MAX && tp_ternary_most(l->count, l->weight, (long) ceil(bias)) <= INT16_MAX;
}

static void piece_start(piece_sums *p, const linear_sum *l, size_t count)
{
  p->is_narrow = sums_fit(l);
  memset(p->whole, 0, count * sizeof *p->whole);
  memset(p->sum, 0, count * sizeof *p->sum);
  memset(p->magnitude, 0, count * sizeof *p->magnitude);
  p->terms = 0;
}

/* The sum at one position rounded into act, from its exact terms. */
static double exact_sum(binary64_work *s, const linear_sum *l, size_t p, double u)
{
  if (s->a->grid)
    return tp_resolve_columns(s, l->count, l->column, l->weight, l->x, l->bias, p);
  tp_binary64_sum_start(s);
  for (size_t c = 0; c < l->count; c++)
    if (l->shaken)
      tp_binary64_sum_add_product(s, l->shaken[c], double_at(l->column[c], p));
    else
      tp_binary64_sum_add(s, l->weight[c] * double_at(l->column[c], p));
  if (l->x)
    tp_binary64_sum_add(s, double_at(l->x, p));
  tp_binary64_sum_add(s, l->rounded_bias);
  if (s->has_tiny)
    s->base.undecided = TP_UNDECIDED_NUMBER;
  double rest;
  if (!l->x && tp_binary64_sum_nearest(s, &rest) < 0)      /* relu first: rounding could make NaN of it */
    return 0;
  return tp_binary64_sum_round(s, TP_SITE_ACT, u);
}

/* One partial sum after the other rounded at acc, then the total into act. */
static double sum_in_steps(binary64_work *s, const linear_sum *l, size_t p)
{
  size_t terms = l->count + !l->x;
  double sum = 0;
  for (size_t k = 0; k < terms; k++) {
    tp_binary64_sum_start(s);
    tp_binary64_sum_add(s, sum);
    tp_binary64_sum_add(s, k < l->count ? l->weight[k] * double_at(l->column[k], p) : l->rounded_bias);
    sum = tp_binary64_sum_round(s, TP_SITE_ACC, binary64_random(s, TP_SITE_ACC, p, 0, k));
  }
  if (!l->x && sum < 0)
    return 0;
  tp_binary64_sum_start(s);
  tp_binary64_sum_add(s, sum);
  if (l->x)
    tp_binary64_sum_add(s, double_at(l->x, p));
  return tp_binary64_sum_round(s, TP_SITE_ACT, binary64_random(s, TP_SITE_ACT, p, 0, 0));
}

/* Small integers, through relu if that is asked for, rounded into act. */
static void put_integers(binary64_work *s, tp_number_column *c, int16_t *value, size_t count, int relu)
{
  size_t first = c->end;
  for (size_t i = 0; i < count && relu; i++)
    value[i] = value[i] > 0 ? value[i] : 0;
  if (s->rules.noise[TP_SITE_ACT].kind == TP_NOISE_NONE && tp_ternary_put_many(c, &tp_doubles, value, count))
    return;
  for (size_t i = 0; i < count; i++) {
    double u = binary64_random(s, TP_SITE_ACT, first + i, 0, 0);
    tp_binary64_put(s, c, tp_double_rounding_apply(&s->to[TP_SITE_ACT], value[i], u), first + i);
  }
}

/* out = R(x + weight . columns + bias), or R(relu of it) if there is no x. */
static void piece_of_sums(binary64_work *s, tp_number_column *out, const linear_sum *l, size_t from, size_t to)
{
  piece_sums p;
  size_t size = to - from;
  piece_start(&p, l, size);
  for (size_t c = 0; c < l->count; c++)
    if (l->shaken)
      piece_add_shaken(&p, l->column[c], l->shaken[c], from, size);
    else
      piece_add(&p, l->column[c], l->weight[c], from, size);
  if (l->x)
    piece_add(&p, l->x, 1, from, size);
  if (!l->x)
    piece_add_bias(&p, l->rounded_bias, size);
  /* No partial sum of integers is larger than this. */
  int is_exact = s->rules.is_real[TP_SITE_ACC] || (double) tp_ternary_most(l->count, l->weight, 0) + fabs(l->rounded_bias) <= s->a->acc_holds;
  if (p.terms == 0 && is_exact) {
    put_integers(s, out, p.whole, size, !l->x);
    return;
  }
  for (size_t i = 0; i < size; i++) {
    if (!is_exact || (p.terms > 0 && !s->rules.is_real[TP_SITE_ACC])) {
      tp_binary64_put(s, out, sum_in_steps(s, l, from + i), from + i);
      continue;
    }
    double y, sum = p.sum[i] + p.whole[i], u = binary64_random(s, TP_SITE_ACT, from + i, 0, 0);
    double slack = DBL_EPSILON * (p.terms + 2) * (p.magnitude[i] + abs(p.whole[i]));
    if (!l->x && (sum + slack < 0 || sum == -INFINITY))
      y = 0;
    else if (!tp_binary64_round(s, TP_SITE_ACT, sum, slack, u, &y))
      y = exact_sum(s, l, from + i, u);
    tp_binary64_put(s, out, l->x || y > 0 || y != y ? y : 0, from + i);
  }
}

static void sums(binary64_work *s, tp_number_column *out, const linear_sum *l, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_sums(s, out, l, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

static const double *shake(binary64_work *s, const int8_t *weight, size_t count)
{
  if (!binary64_shakes_weights(s))
    return NULL;
  TP_MEMORY_GROW(s->shaken, s->shaken_capacity, count);
  for (size_t c = 0; c < count; c++)
    s->shaken[c] = binary64_weight_of(s, weight[c], c);
  return s->shaken;
}

void tp_binary64_neuron(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                        const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  binary64_work *s = binary64_of(w);
  s->place = at;
  double rounded = tp_double_rounding_apply(&s->to[TP_SITE_PARAM], bias, binary64_random(s, TP_SITE_PARAM, 0, 1, 0));
  if (binary64_shakes_weights(s))
    rounded = binary64_weight_of(s, rounded, WEIGHT_ALONE);
  sums(s, hidden, &(linear_sum) {inputs, x, weight, shake(s, weight, inputs), NULL, bias, rounded}, from, to);
}

void tp_binary64_add(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
                     tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  binary64_work *s = binary64_of(w);
  s->place = at;
  sums(s, out, &(linear_sum) {terms, hidden, weight, shake(s, weight, terms), x, 0, 0}, from, to);
}
