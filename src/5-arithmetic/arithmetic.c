#include "tmprec/arithmetic/arithmetic.h"

#include "backends.h"
#include "native_round.h"

arithmetic_choice arithmetic_with_working_bits(const arithmetic_choice *c)
{
  arithmetic_choice finer = *c;
  int bits = 200;
  for (int i = 0; i < SITES; i++)
    if (2 * format_significand(c->site[i]) + 64 > bits)
      bits = 2 * format_significand(c->site[i]) + 64;
  finer.working = bits;
  return finer;
}

/* binary64 stands in for the reals between roundings only: where activations are never
   rounded its errors would grow from layer to layer. */
static int needs_working_bits(const arithmetic_choice *c)
{
  return c->kind == ARITHMETIC_SITES && !c->working
         && !(c->site[SITE_ACT].family != FORMAT_REAL && format_fits_double(c->site[SITE_ACT])
              && format_fits_double(c->site[SITE_ATTN]));
}

arithmetic *arithmetic_new(const arithmetic_choice *c, unsigned r, size_t keys)
{
  if (c->kind == ARITHMETIC_EXACT)
    return exact_arithmetic();
  arithmetic_choice chosen = needs_working_bits(c) ? arithmetic_with_working_bits(c) : *c;
  arithmetic *fast = chosen.working ? NULL
                     : chosen.kind == ARITHMETIC_SITES ? sites_arithmetic(&chosen, r, keys)
                                                       : native_arithmetic(&chosen, r, keys);
  return fast ? fast : mpfr_arithmetic(&chosen, r, keys);
}

double arithmetic_cost(const arithmetic_choice *c)
{
  int in_mpfr = c->working || needs_working_bits(c) || (c->kind == ARITHMETIC_MPFR && c->precision > NATIVE_MOST_PRECISION);
  return in_mpfr ? 35 : 1;
}
