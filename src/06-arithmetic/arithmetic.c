#include "tmprec/arithmetic/arithmetic.h"

#include "backends.h"

/* Working bits to begin with, and how many times as many are the most. */
enum { FIRST_BITS = 200, GIVE_UP = 64 };

/* All formats of a choice, those of its exceptions too. */
static int widest_significand(const arithmetic_choice *c)
{
  int widest = 0;
  for (int i = 0; i < SITES; i++)
    if (format_significand(c->site[i]) > widest)
      widest = format_significand(c->site[i]);
  for (size_t i = 0; i < c->exceptions; i++)
    if (format_significand(c->except[i].format) > widest)
      widest = format_significand(c->except[i].format);
  return widest;
}

/* Twice the significand of the widest format, and room: then the sum of two products
   is exact, and no tie is met but by an exact one. */
static int first_bits(const arithmetic_choice *c)
{
  int bits = 2 * widest_significand(c) + 128;
  return bits > FIRST_BITS ? bits : FIRST_BITS;
}

int arithmetic_refine(arithmetic_choice *c)
{
  if (c->kind == ARITHMETIC_MPFR && !c->working) {
    c->working = c->operation.a;
    return 1;
  }
  if (c->kind != ARITHMETIC_SITES)
    return 0;
  int first = first_bits(c), next = c->working ? 4 * c->working : first;
  if (next > (c->patience ? c->patience : GIVE_UP) * first)
    return 0;
  c->working = next;
  return 1;
}

evaluation_needs arithmetic_needs(const arithmetic_choice *c)
{
  evaluation_needs needs = {1, choice_is_rounded(c, SITE_ACT) ? (size_t) c->site[SITE_ACT].shared : 0};
  if (c->exceptions || choice_has_noise(c))
    needs.shares_rows = 0;
  for (int i = 0; i < SITES; i++)
    if (choice_is_rounded(c, i) && c->mode[i] == ROUND_STOCHASTIC)
      needs.shares_rows = 0;
  return needs;
}

arithmetic *arithmetic_new(const arithmetic_choice *c, unsigned r, size_t keys)
{
  arithmetic_choice chosen = *c;
  arithmetic *fast = c->working ? NULL : native_arithmetic(c, r, keys);
  switch (c->kind) {
  case ARITHMETIC_EXACT: return exact_arithmetic();
  case ARITHMETIC_MPFR: return fast ? fast : mpfr_arithmetic(c, r, keys);
  default: break;
  }
  if (!c->working && sites_can(c))
    return sites_arithmetic(c, r, keys);
  if (!c->working)
    chosen.working = first_bits(c);
  return reals_arithmetic(&chosen, r);
}

double arithmetic_cost(const arithmetic_choice *c)
{
  int quick = c->kind == ARITHMETIC_EXACT || (c->kind == ARITHMETIC_MPFR ? native_can(c) : sites_can(c));
  return quick && !c->working ? 1 : 35;
}
