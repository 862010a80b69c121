#include "tolerance.h"

#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"

/* Half of the step beside a value, which rounding to nearest does away with; 0 where
   values lie dense, as around 0 in formats whose exponents have no bound. */
static double radius_at(const rounding *act, int value)
{
  const double_rounding to = double_rounding_make(act);
  double wide = 1, narrow = 0;
  for (int halvings = 0; wide - narrow > narrow * 0x1p-50 && halvings < 1000; halvings++) {
    double middle = (wide + narrow) / 2;
    int same = double_rounding_apply(&to, value + middle, 0.5) == value && double_rounding_apply(&to, value - middle, 0.5) == value;
    *(same ? &narrow : &wide) = middle;
  }
  return narrow;
}

static int is_nearest(const arithmetic_choice *c, int site)
{
  return c->mode[site] == ROUND_NEAREST_EVEN || c->mode[site] == ROUND_NEAREST_AWAY;
}

/* By how much rounding to nearest makes a number larger, relatively: to twice as much where
   it becomes the least positive one, less where exponents have no bound; but all that is
   not 0 becomes a positive posit. */
static double growth_of(format f)
{
  return f.family == FORMAT_REAL ? 0 : f.family == FORMAT_FLOAT ? ldexp(1, -f.a) : f.family == FORMAT_POSIT ? INFINITY : 1;
}

/* 1 if no weight becomes an infinity or NaN. */
static int holds_weights(const rounding *attn)
{
  const double_rounding to = double_rounding_make(attn);
  return isfinite(double_rounding_apply(&to, 1, 0.5));
}

tolerance tolerance_make(const arithmetic_choice *c, unsigned r)
{
  tolerance t = {.beta = choice_beta(c, r), .radius = {INFINITY, INFINITY}};
  t.is_known = c->kind == ARITHMETIC_EXACT;
  if (c->kind != ARITHMETIC_SITES || !choice_is_rounded(c, SITE_ACT))
    return t;
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i) && (i > SITE_ATTN || !is_nearest(c, i) || !format_fits_double(c->site[i])))
      return t;
  t.attn_is_rounded = choice_is_rounded(c, SITE_ATTN);
  t.attn = choice_rounding(c, SITE_ATTN);
  t.growth = growth_of(t.attn.format);
  if (isinf(t.growth) || (t.attn_is_rounded && !holds_weights(&t.attn)))
    return t;
  t.is_known = 1;
  const rounding act = choice_rounding(c, SITE_ACT);
  for (int i = 0; i < 2; i++)
    t.radius[i] = radius_at(&act, i);
  return t;
}

/* ties R((1 - leak) / ties) - 1, away from zero */
static double tie_error(const tolerance *t, size_t ties, double leak)
{
  mpfr_t weight, part, count;
  mpfr_inits2(128, weight, part, count, (mpfr_ptr) NULL);
  mpfr_set_d(part, leak, MPFR_RNDN);
  mpfr_ui_sub(part, 1, part, MPFR_RNDD);
  mpfr_set_ui(count, ties, MPFR_RNDN);
  rounding_mpfr_quotient(&t->attn, weight, part, count, 0.5);
  mpfr_mul(weight, weight, count, MPFR_RNDN);
  mpfr_sub_ui(weight, weight, 1, MPFR_RNDN);
  double excess = mpfr_get_d(weight, MPFR_RNDA);
  mpfr_clears(weight, part, count, (mpfr_ptr) NULL);
  return excess;
}

/* The output's distance from hardmax's is at most this for leaks up to that one: weights
   that are not rounded sum to 1; rounded, the best ones lie between what they are without
   a leak and with it, as rounding is monotone, and each of the others grows by `growth` at
   most.  The sum is too large by what the best ones without a leak and the others of their
   sign are, too small by what the best ones with it and the others lack. */
static double error_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded)
    return leak * o->distance;
  double others = leak * (1 + t->growth), above = others * o->helps, below = others * o->harms;
  if (!o->nonzero)
    return fmax(above, below);
  return fmax(tie_error(t, o->ties, 0) + above, below - tie_error(t, o->ties, leak));
}

/* The error grows with the leak. */
static double largest_leak(const tolerance *t, const head_output *o)
{
  double least = 0, most = 1, radius = t->radius[o->result];
  if (error_bound(t, o, 0) >= radius)
    return 0;
  for (int halvings = 0; most - least > least * 0x1p-40 && halvings < 1000; halvings++) {
    double middle = (most + least) / 2;
    *(error_bound(t, o, middle) < radius ? &least : &most) = middle;
  }
  return least;
}

/* It depends on the ties, and on what else there are few kinds of. */
static double known_leak(tolerance *t, const head_output *o)
{
  enum { KINDS = 48 };
  size_t kind = (size_t) ((((o->distance * 2 + o->helps) * 2 + o->harms) * 2 + o->nonzero) * 2 + o->result);
  size_t rows = t->rows;
  if (o->ties >= rows) {
    t->rows = o->ties + 1 + rows;
    t->leak = memory_resize(t->leak, t->rows * KINDS, sizeof *t->leak);
    for (size_t i = rows * KINDS; i < t->rows * KINDS; i++)
      t->leak[i] = -1;
  }
  double *leak = t->leak + o->ties * KINDS + kind;
  if (*leak < 0)
    *leak = largest_leak(t, o);
  return *leak;
}

double tolerance_gap(tolerance *t, const head_output *o)
{
  if (isinf(t->radius[o->result]))
    return 0;
  int is_harmless = !o->others || (!o->distance && (!o->nonzero || !t->attn_is_rounded));
  if (is_harmless) {               /* whatever the leak; what the ties lose is there all the same */
    double off = error_bound(t, o, 0);
    return off == 0 || off < t->radius[o->result] ? 0 : INFINITY;
  }
  double leak = known_leak(t, o);
  if (leak == 0)
    return INFINITY;
  double gap = log((double) o->others * (1 - leak) / ((double) o->ties * leak)) / t->beta;
  return gap > 0 ? gap : 0;
}

/* A disturbed weight is rounded again, which adds half a step at most; that is widest
   beside 1. */
double tolerance_disturbance(const tolerance *t, const head_output *o, double leak, size_t keys)
{
  double room = t->radius[o->result] - error_bound(t, o, leak);
  double each = room / (double) keys - (t->attn_is_rounded ? radius_at(&t->attn, 1) : 0);
  return each > 0 ? each : 0;
}

void tolerance_clear(tolerance *t)
{
  free(t->leak);
  t->leak = NULL;
  t->rows = 0;
}
