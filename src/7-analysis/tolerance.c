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
  for (int i = 0; i < 52; i++) {
    double middle = (wide + narrow) / 2;
    int same = double_rounding_apply(&to, value + middle, 0.5) == value && double_rounding_apply(&to, value - middle, 0.5) == value;
    *(same ? &narrow : &wide) = middle;
  }
  return narrow < 0x1p-40 ? 0 : wide;
}

static int is_nearest(const arithmetic_choice *c, int site)
{
  return c->mode[site] == ROUND_NEAREST_EVEN || c->mode[site] == ROUND_NEAREST_AWAY;
}

tolerance tolerance_make(const arithmetic_choice *c, unsigned r)
{
  tolerance t = {.beta = choice_beta(c, r), .radius = {INFINITY, INFINITY}};
  t.is_known = c->kind == ARITHMETIC_EXACT;
  if (c->kind != ARITHMETIC_SITES || c->exceptions || !choice_is_rounded(c, SITE_ACT))
    return t;
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i) && (i > SITE_ATTN || !is_nearest(c, i) || !format_fits_double(c->site[i])))
      return t;
  t.is_known = 1;
  t.attn_is_rounded = choice_is_rounded(c, SITE_ATTN);
  t.attn = choice_rounding(c, SITE_ATTN);
  const rounding act = choice_rounding(c, SITE_ACT);
  for (int i = 0; i < 2; i++)
    t.radius[i] = radius_at(&act, i);
  return t;
}

/* ties R((1 - leak) / ties) - 1 in magnitude */
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
  double distance = fabs(mpfr_get_d(weight, MPFR_RNDA));
  mpfr_clears(weight, part, count, (mpfr_ptr) NULL);
  return distance;
}

/* The output's distance from hardmax's is at most this for leaks up to that one: weights
   that are not rounded sum to 1; rounded, the best ones lie between what they are without
   a leak and with it, as rounding is monotone, and each of the others at most doubles, or
   grows by a unit roundoff where no exponent is too small. */
static double error_bound(const tolerance *t, const head_output *o, double leak)
{
  if (!t->attn_is_rounded)
    return leak * o->distance;
  double growth = t->attn.format.family == FORMAT_FLOAT ? ldexp(1, -t->attn.format.a) : 1;
  double others = leak * o->largest * (1 + growth);
  if (!o->nonzero)
    return others;
  return fmax(tie_error(t, o->ties, 0), tie_error(t, o->ties, leak)) + others;
}

static double largest_leak(const tolerance *t, const head_output *o)
{
  double least = 0, most = 1, radius = t->radius[o->result];
  if (error_bound(t, o, 0) >= radius)
    return 0;
  for (int i = 0; i < 60; i++) {
    double middle = (most + least) / 2;
    *(error_bound(t, o, middle) < radius ? &least : &most) = middle;
  }
  return least;
}

/* It depends on the ties, and on what else there are few kinds of. */
static double known_leak(tolerance *t, const head_output *o)
{
  enum { KINDS = 24 };
  size_t kind = (size_t) (((o->distance * 2 + o->largest) * 2 + o->nonzero) * 2 + o->result);
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
  int is_harmless = !o->others || (!o->nonzero && !o->largest) || (!t->attn_is_rounded && !o->distance);
  if (is_harmless)                 /* whatever the leak; what the ties lose is there all the same */
    return error_bound(t, &(head_output) {o->ties, 0, o->nonzero, 0, 0, o->result}, 0) < t->radius[o->result] ? 0 : INFINITY;
  double leak = known_leak(t, o);
  if (leak == 0)
    return INFINITY;
  double gap = log((double) o->others * (1 - leak) / ((double) o->ties * leak)) / t->beta;
  return gap > 0 ? gap : 0;
}

void tolerance_clear(tolerance *t)
{
  free(t->leak);
  t->leak = NULL;
  t->rows = 0;
}
