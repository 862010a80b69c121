/* SPDX-License-Identifier: MIT */
/* For few ties each number is looked at.  For many, R(1/(m + y)) is one of the least values of the format, and
   then m lies between two bounds; or it is a larger one, and then its relative error is small. */
#include "ties.h"

#include "../bound/radius.h"

enum { MOST_ONE_BY_ONE = 1 << 10, LEAST_VALUES = 1 << 9 };

typedef struct {
  mpfr_ptr low, high;
  const tp_weighing *w;
  const tp_others *all, *same;
  mpfr_t part, also;
} extremes;

/* m times a weight; others of the same value add `also` at most. */
static void note(extremes *x, mpfr_srcptr weight_low, uint64_t m_low, mpfr_srcptr weight_high, uint64_t m_high)
{
  mpfr_mul_ui(x->part, weight_low, m_low, MPFR_RNDD);
  if (mpfr_nan_p(x->part) || mpfr_less_p(x->part, x->low))
    mpfr_set(x->low, x->part, MPFR_RNDD);
  mpfr_mul_ui(x->part, weight_high, m_high, MPFR_RNDU);
  mpfr_add(x->part, x->part, x->also, MPFR_RNDU);
  if (mpfr_nan_p(x->part) || mpfr_greater_p(x->part, x->high))
    mpfr_set(x->high, x->part, MPFR_RNDU);
}

/* What others of the same value add beside m keys or more; it falls with m, and powers of two are enough. */
static void set_also(extremes *x, uint64_t m)
{
  while (m & (m - 1))
    m &= m - 1;
  tp_others_weight_up(x->also, x->w, x->same, m);
}

static void one_by_one(extremes *x, uint64_t from, uint64_t to)
{
  mpfr_t low, high;
  mpfr_inits2(x->w->bits, low, high, (mpfr_ptr) NULL);
  for (uint64_t m = from; m <= to; m++) {
    tp_tied_weight(low, high, x->w, x->all, m);
    if (m == from || !(m & (m - 1)))     /* it falls with m */
      set_also(x, m);
    note(x, low, m, high, m);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

/* Not rounded: m/(m + y) is between 1/(1 + y) and 1. */
static void unrounded(extremes *x)
{
  mpfr_t low, high;
  mpfr_inits2(x->w->bits, low, high, (mpfr_ptr) NULL);
  tp_tied_weight(low, high, x->w, x->all, 1);
  set_also(x, 1);
  note(x, low, 1, high, 1);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

/* The steps around k times the least value, in units of it: what is rounded to it lies between
   k - below and k + above. */
static void reach(const tp_rounding *attn, double *below, double *above)
{
  switch (attn->mode) {
  case TP_ROUND_NEAREST_EVEN:
  case TP_ROUND_NEAREST_AWAY: *below = *above = 0.5; return;
  case TP_ROUND_TOWARD_ZERO:
  case TP_ROUND_DOWN:         *below = 0, *above = 1; return;
  case TP_ROUND_AWAY:
  case TP_ROUND_UP:           *below = 1, *above = 0; return;
  default:                    *below = *above = 1; return;
  }
}

/* 1 / (steps least), in the direction. */
static void inverse(mpfr_t out, const tp_weighing *w, double steps, mpfr_rnd_t toward)
{
  mpfr_set_d(out, steps, MPFR_RNDN);
  mpfr_div(out, w->per_least, out, toward);
}

static uint64_t count_of(mpfr_srcptr x, uint64_t least, uint64_t most)
{
  return mpfr_cmp_ui(x, least) <= 0 ? least : mpfr_cmp_ui(x, most) >= 0 ? most : mpfr_get_ui(x, MPFR_RNDD);
}

/* The numbers of ties whose weight is k times the least value. */
static void least_value(extremes *x, unsigned k, uint64_t ties)
{
  const tp_weighing *w = x->w;
  double below, above;
  mpfr_t low, high, bound;
  mpfr_inits2(w->bits, low, high, bound, (mpfr_ptr) NULL);
  reach(&w->attn, &below, &above);
  inverse(bound, w, k + above, MPFR_RNDD);
  mpfr_sub(bound, bound, x->all->sum, MPFR_RNDD);
  mpfr_ceil(bound, bound);
  int begins = mpfr_cmp_ui(bound, ties) <= 0;
  uint64_t from = count_of(bound, 1, ties), to = ties;
  if (k > below) {
    inverse(bound, w, k - below, MPFR_RNDU);
    mpfr_floor(bound, bound);
    to = mpfr_cmp_ui(bound, 1) < 0 ? 0 : count_of(bound, 1, ties);
  }
  mpfr_ui_div(low, k, w->per_least, MPFR_RNDD);
  mpfr_ui_div(high, k, w->per_least, MPFR_RNDU);
  if (begins && from <= to) {
    set_also(x, from);
    note(x, low, from, high, to);
  }
  mpfr_clears(low, high, bound, (mpfr_ptr) NULL);
}

/* Relative errors of numbers of at least `steps` times the least value (0: of all numbers), at most. */
static void relative_errors(const tp_weighing *w, double steps, mpfr_t below, mpfr_t above)
{
  const int nearest = tp_mode_is_nearest(w->attn.mode);
  const int precision = w->attn.format.family == TP_FORMAT_FIXED ? 0 : tp_format_significand(w->attn.format);
  mpfr_t linear;
  mpfr_init2(linear, w->bits);
  mpfr_set_zero(below, 1);
  mpfr_set_zero(linear, 1);
  if (precision && w->attn.format.family != TP_FORMAT_GRID)      /* 1/(2^p + 1), or 2^(1-p) */
    mpfr_set_ui_2exp(below, 1, nearest ? precision : precision - 1, MPFR_RNDN);
  if (precision && w->attn.format.family != TP_FORMAT_GRID) {
    if (nearest)
      mpfr_add_ui(below, below, 1, MPFR_RNDN);
    mpfr_ui_div(below, 1, below, MPFR_RNDU);
  }
  if (steps > 0) {
    mpfr_set_d(linear, nearest ? 2 * steps : steps, MPFR_RNDD);
    mpfr_ui_div(linear, 1, linear, MPFR_RNDU);
  }
  mpfr_max(below, below, linear, MPFR_RNDU);
  mpfr_set(above, below, MPFR_RNDU);
  if (w->attn.mode == TP_ROUND_TOWARD_ZERO || w->attn.mode == TP_ROUND_DOWN)
    mpfr_set_zero(above, 1);
  if (w->attn.mode == TP_ROUND_AWAY || w->attn.mode == TP_ROUND_UP)
    mpfr_set_zero(below, 1);
  mpfr_clear(linear);
}

/* All that is left: m R(1/(m + y)) between (1 - below)/(1 + y) and 1 + above. */
static void others_relatively(extremes *x, double steps)
{
  mpfr_t below, above;
  mpfr_inits2(x->w->bits, below, above, (mpfr_ptr) NULL);
  relative_errors(x->w, steps, below, above);
  mpfr_ui_sub(below, 1, below, MPFR_RNDD);
  mpfr_add_ui(x->part, x->all->sum, 1, MPFR_RNDU);
  mpfr_div(below, below, x->part, MPFR_RNDD);
  mpfr_add_ui(above, above, 1, MPFR_RNDU);
  set_also(x, 1);
  note(x, below, 1, above, 1);
  mpfr_clears(below, above, (mpfr_ptr) NULL);
}

/* How many times the least value the values go on without a gap. */
static unsigned even_steps(const tp_weighing *w)
{
  const tp_format f = w->attn.format;
  if (mpfr_zero_p(w->per_least) || f.flushes || f.family == TP_FORMAT_POSIT)
    return 0;
  return f.family == TP_FORMAT_IEEE && f.b + 1 < 9 ? (1u << (f.b + 1)) - 1 : LEAST_VALUES;
}

int tp_tied_output(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, const tp_others *same, uint64_t ties)
{
  extremes x = {.low = low, .high = high, .w = w, .all = all, .same = same};
  int known = 1;
  mpfr_inits2(w->bits, x.part, x.also, (mpfr_ptr) NULL);
  mpfr_set_inf(low, 1);
  mpfr_set_inf(high, -1);
  if (ties <= MOST_ONE_BY_ONE) {
    one_by_one(&x, 1, ties);
  } else if (w->exp.format.family != TP_FORMAT_REAL || !mpfr_number_p(all->sum) || !tp_radius_keeps(&w->attn, 1)
             || w->attn.format.family == TP_FORMAT_POSIT) {
    known = 0;
  } else if (w->attn.format.family == TP_FORMAT_REAL) {
    unrounded(&x);
  } else {
    unsigned steps = even_steps(w);
    mpfr_t least_low, least_high;
    mpfr_inits2(w->bits, least_low, least_high, (mpfr_ptr) NULL);
    tp_tied_weight(least_low, least_high, w, all, ties);
    if (mpfr_zero_p(least_low))          /* so many ties have the weight 0 */
      mpfr_set_zero(low, 1);
    for (unsigned k = 1; k <= steps; k++)
      least_value(&x, k, ties);
    double below, above;
    reach(&w->attn, &below, &above);
    others_relatively(&x, steps ? steps + 1 - below : 0);
    mpfr_clears(least_low, least_high, (mpfr_ptr) NULL);
  }
  mpfr_clears(x.part, x.also, (mpfr_ptr) NULL);
  return known;
}

void tp_tied_blocks(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_others *all, const tp_others *same, uint64_t ties)
{
  const tp_format_family family = w->attn.format.family;
  if (ties <= MOST_ONE_BY_ONE || (w->exp.format.family == TP_FORMAT_REAL && (family == TP_FORMAT_REAL || family == TP_FORMAT_FLOAT)))
    return;
  mpfr_t end, other;
  extremes x = {.low = low, .high = high, .w = w, .all = all, .same = same};
  mpfr_inits2(w->bits, x.part, x.also, end, other, (mpfr_ptr) NULL);
  for (uint64_t a = 1, b; a <= ties; a = b + 1) {
    b = ties - a < a / MOST_ONE_BY_ONE ? ties : a + a / MOST_ONE_BY_ONE;
    tp_tied_weight(end, other, w, all, b);
    mpfr_mul_ui(end, end, a, MPFR_RNDD);
    mpfr_min(low, low, end, MPFR_RNDD);
    tp_tied_weight(other, end, w, all, a);
    mpfr_mul_ui(end, end, b, MPFR_RNDU);
    set_also(&x, a);
    mpfr_add(end, end, x.also, MPFR_RNDU);
    mpfr_max(high, high, end, MPFR_RNDU);
  }
  mpfr_clears(x.part, x.also, end, other, (mpfr_ptr) NULL);
}
