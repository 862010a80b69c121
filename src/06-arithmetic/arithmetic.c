#include "tmprec/arithmetic/arithmetic.h"

#include "backends.h"

/* Working bits to begin with, and how many times as many are the most. */
enum { FIRST_BITS = 200, GIVE_UP = 64 };

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
  return widest;
}

/* Twice the significand of the widest format, and room: then the sum of two products
   is exact, and no tie is met but by an exact one. */
static int first_bits(const tp_choice *c)
{
  int bits = 2 * widest_significand(c) + 128;
  return bits > FIRST_BITS ? bits : FIRST_BITS;
}

int tp_arithmetic_refine(tp_choice *c)
{
  if (c->kind == TP_ARITHMETIC_MPFR && !c->working) {
    c->working = c->operation.a;
    return 1;
  }
  if (c->kind != TP_ARITHMETIC_SITES)
    return 0;
  int first = first_bits(c), next = c->working ? 4 * c->working : first;
  if (next > (c->patience ? c->patience : GIVE_UP) * first)
    return 0;
  c->working = next;
  return 1;
}

tp_evaluation_needs tp_arithmetic_needs(const tp_choice *c)
{
  tp_evaluation_needs needs = {1, tp_choice_is_rounded(c, TP_SITE_ACT) ? (size_t) c->site[TP_SITE_ACT].shared : 0};
  if (c->exceptions || tp_choice_has_noise(c))
    needs.shares_rows = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && c->mode[i] == TP_ROUND_STOCHASTIC)
      needs.shares_rows = 0;
  return needs;
}

tp_arithmetic *tp_arithmetic_new(const tp_choice *c, unsigned r, size_t keys)
{
  tp_choice chosen = *c;
  tp_arithmetic *fast = c->working ? NULL : tp_mpfr24_arithmetic(c, r, keys);
  switch (c->kind) {
  case TP_ARITHMETIC_EXACT: return tp_hardmax_arithmetic();
  case TP_ARITHMETIC_MPFR: return fast ? fast : tp_mpfr_arithmetic(c, r, keys);
  default: break;
  }
  if (!c->working && tp_binary64_can(c))
    return tp_binary64_arithmetic(c, r, keys);
  if (!c->working)
    chosen.working = first_bits(c);
  return tp_enclosed_arithmetic(&chosen, r);
}

double tp_arithmetic_cost(const tp_choice *c)
{
  int quick = c->kind == TP_ARITHMETIC_EXACT || (c->kind == TP_ARITHMETIC_MPFR ? tp_mpfr24_can(c) : tp_binary64_can(c));
  return quick && !c->working ? 1 : 35;
}
