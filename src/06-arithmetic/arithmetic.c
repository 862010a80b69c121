/* SPDX-License-Identifier: MIT */
#include "tmprec/arithmetic/arithmetic.h"

#include "backends.h"
#include "tmprec/numbers/environment.h"

/* All formats of a choice, those of its exceptions too. */
static int widest_significand(const tp_choice *c)
{
  int widest = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_format_significand(c->site[i]) > widest)
      widest = tp_format_significand(c->site[i]);
  for (size_t i = 0; i < c->exceptions; i++)
    if (tp_format_significand(c->except[i].format) > widest)
      widest = tp_format_significand(c->except[i].format);
  if (c->accumulator.block && tp_format_significand(c->accumulator.narrow) > widest)
    widest = tp_format_significand(c->accumulator.narrow);
  return widest + c->accumulator.guard;
}

/* --- Effort ------------------------------------------------------------------- */

/* Working bits to begin with, how many times as many are the most, and the factor of one
   step. */
enum { FIRST_BITS = 200, GIVE_UP = 64, GROWTH = 4 };

/* Twice the significand of the widest format, and room: then the sum of two products
   is exact, and no tie is met but by an exact one. */
int tp_first_bits(const tp_choice *c)
{
  int bits = 2 * widest_significand(c) + 128;
  return bits > FIRST_BITS ? bits : FIRST_BITS;
}

/* Exceptions may be of anything, and of layers that are no concern here: those of beta are all that may be. */
int tp_effort_is_intervals(const tp_effort *e, const tp_choice *c)
{
  for (size_t i = 0; i < c->exceptions; i++)
    if (c->except[i].what != TP_EXCEPT_BETA)
      return 0;
  return e->only_verdicts && !e->bits && tp_intervals_can(c);
}

/* The quickest way for what binary64 cannot do is the first number of bits already. */
int tp_effort_raise(tp_effort *e, const tp_choice *c)
{
  if (c->kind == TP_ARITHMETIC_MPFR && !e->bits) {
    e->bits = c->operation.a;
    return 1;
  }
  if (c->kind != TP_ARITHMETIC_SITES || c->sum == TP_SUM_ANY)      /* there it is orders that leave numbers open */
    return 0;
  int first = tp_first_bits(c), next = e->bits ? GROWTH * e->bits : c->exceptions || tp_binary64_can(c) || tp_effort_is_intervals(e, c) ? first : GROWTH * first;
  if (next > (e->patience ? e->patience : GIVE_UP) * first)
    return 0;
  e->bits = next;
  return 1;
}

/* What a step in enclosures, or in MPFR, takes beside one in binary64: measured on sweeps of
   contexts of some hundred tokens. */
static const double slow_cost = 35;

double tp_effort_cost(const tp_effort *e, const tp_choice *c)
{
  int quick = c->kind == TP_ARITHMETIC_EXACT || (c->kind == TP_ARITHMETIC_MPFR ? tp_mpfr53_can(c) : tp_binary64_can(c));
  return (quick && !e->bits) || tp_effort_is_intervals(e, c) ? 1 : slow_cost;
}

/* --- Arithmetics and workspaces ------------------------------------------------- */

static size_t block_of(const tp_choice *c)
{
  return tp_choice_is_rounded(c, TP_SITE_ACT) ? (size_t) c->site[TP_SITE_ACT].shared : 0;
}

tp_evaluation_needs tp_choice_needs(const tp_choice *c, size_t layers)
{
  tp_evaluation_needs needs = {1, c->exceptions ? 0 : block_of(c)};
  for (unsigned l = 1; l <= layers && c->exceptions && !needs.block; l++) {
    const tp_choice there = tp_choice_at_layer(c, l);
    needs.block = block_of(&there);
  }
  if (c->exceptions || tp_choice_has_noise(c))
    needs.shares_rows = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && c->mode[i] == TP_ROUND_STOCHASTIC)
      needs.shares_rows = 0;
  return needs;
}

/* mpfr in enclosures: exponents beyond MPFR's, which leave its numbers undecided, have ends there.
   As sites, all but the weights have the format of the operations. */
static tp_arithmetic *open_operations(const tp_choice *c, unsigned r)
{
  tp_choice sites = tp_choice_copy(c);
  sites.kind = TP_ARITHMETIC_SITES;
  for (int i = 0; i < TP_SITES; i++)
    if (i != TP_SITE_PARAM) {
      sites.site[i] = c->operation;
      sites.mode[i] = c->mode[0];
    }
  tp_arithmetic *a = tp_enclosed_arithmetic(&sites, tp_first_bits(&sites), 1, 1, r);
  tp_choice_clear(&sites);
  return a;
}

static tp_arithmetic *make_arithmetic(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys)
{
  tp_arithmetic *fast;
  switch (c->kind) {
  case TP_ARITHMETIC_EXACT: return tp_hardmax_arithmetic();
  case TP_ARITHMETIC_MPFR:
    if (e->keeps_open)
      return open_operations(c, r);
    fast = e->bits ? NULL : tp_mpfr53_arithmetic(c, r, keys);
    return fast ? fast : tp_mpfr_arithmetic(c, r, keys);
  default: break;
  }
  if (!e->bits && tp_binary64_can(c))
    return tp_binary64_arithmetic(c, r, keys);
  if (tp_effort_is_intervals(e, c))
    return tp_interval_arithmetic(c, r);
  return tp_enclosed_arithmetic(c, e->bits ? e->bits : tp_first_bits(c), e->keeps_open || c->sum == TP_SUM_ANY, 0, r);
}

/* Constants are made once, whatever the range of exponents of the thread that makes them. */
tp_arithmetic *tp_arithmetic_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_arithmetic *a = make_arithmetic(c, e, r, keys);
  tp_mpfr_environment_leave(&caller);
  return a;
}

void tp_arithmetic_free(tp_arithmetic *a)
{
  if (a)
    a->op->destroy(a);
}

tp_workspace *tp_workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_workspace *w = a->op->workspace_new(a, d);
  tp_mpfr_environment_leave(&caller);
  return w;
}

void tp_workspace_free(tp_workspace *w)
{
  if (w)
    w->a->op->workspace_free(w);
}

double tp_read_one(tp_workspace *w, const tp_number_column *c, size_t position, double *slack)
{
  double value;
  w->a->op->read(w, c, position, position + 1, &value, slack);
  return value;
}
