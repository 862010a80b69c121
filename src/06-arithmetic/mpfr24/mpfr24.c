/* mpfr:P for P <= 24 in binary64: the same numbers as multiprecision.c, bit for bit.

   Every operation is one of binary64 and one rounding to P bits behind it
   (native_round.h says why that rounds once), in the same order; exp has a bound on
   its error, and MPFR where that leaves the rounding open.  Exponents are the one
   thing that binary64 has less of.  What is too small or too large is noticed, and the
   arithmetic then says that it is not reliable: all is evaluated again in MPFR. */
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "mpfr24.h"
#include "tmprec/base/memory.h"

/* Logits and their differences stay normal numbers (native_private.h). */
static const double least_beta = 0x1p-10;

static void destroy(arithmetic *a)
{
  native_state *s = native_of(a);
  mpfr_clear(s->number);
  free(s->query);
  free(s->key);
  free(s->coordinate);
  free(s->values);
  free(s);
}

static attention_row *row_new(arithmetic *a)
{
  (void) a;
  return memory_zeroed(1, sizeof(attention_row));
}

static void row_free(arithmetic *a, attention_row *row)
{
  (void) a;
  free(row->score);
  free(row->weight);
  free(row);
}

static double row_score(arithmetic *a, attention_row *row, size_t j)
{
  return native_of(a)->unreliable ? 0 : row->block->score[j * row->block->lanes + row->lane];
}

static double row_weight(arithmetic *a, attention_row *row, size_t j)
{
  return native_of(a)->unreliable ? 0 : row->block->weight[j * row->block->lanes + row->lane];
}

static int undecided(arithmetic *a)
{
  return native_of(a)->unreliable ? UNDECIDED_NUMBER : 0;
}

static const arithmetic_operations operations = {
  destroy, ternary_column_new, ternary_column_free, ternary_column_restart, ternary_set, native_neuron, native_add, NULL, NULL,
  row_new, row_free, native_score, native_weigh, native_mix,
  doubles_compare, doubles_approximate, doubles_bounds, row_score, row_weight, undecided,
};

void native_put(native_state *s, number_column *c, const double *value, size_t count)
{
  int16_t small[TERNARY_PIECE] = {0};
  native_kinds kinds = native_kernel.look(value, count);
  s->unreliable |= kinds.outside;
  if (kinds.other && !s->unreliable) {
    memcpy(ternary_put_wide_many(c, &doubles, count), value, count * sizeof *value);
    return;
  }
  for (size_t i = 0; i < count && !s->unreliable; i++)
    small[i] = (int16_t) value[i];
  ternary_put_many(c, &doubles, small, count);
}

double native_resolve_exponential(native_state *s, double t)
{
  native_power *known = s->power + (native_bits(t) * UINT64_C(0x9e3779b97f4a7c15) >> 56);
  if (known->t != t) {
    mpfr_set_d(s->number, t, MPFR_RNDN);
    mpfr_exp(s->number, s->number, MPFR_RNDN);
    *known = (native_power) {t, mpfr_get_d(s->number, MPFR_RNDN)};
  }
  return known->power;
}

int native_can(const arithmetic_choice *c)
{
  return c->kind == ARITHMETIC_MPFR && c->operation.family == FORMAT_FLOAT && c->operation.a <= NATIVE_MOST_PRECISION
         && c->mode[0] == ROUND_NEAREST_EVEN;
}

arithmetic *native_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys)
{
  if (!native_can(c))
    return NULL;
  native_state *s = memory_zeroed(1, sizeof *s);
  s->base = (ternary_arithmetic) {{.op = &operations}, &doubles};
  s->precision = c->operation.a;
  s->rounding = native_rounding_make(c->operation.a);
  s->most_whole = c->operation.a < 15 ? 1L << c->operation.a : INT16_MAX;
  s->query = memory_new(keys, NATIVE_LANES * sizeof *s->query);
  s->key = memory_new(keys, sizeof *s->key);
  s->coordinate = memory_new(keys, sizeof *s->coordinate);
  mpfr_init2(s->number, c->operation.a);
  choice_beta_mpfr(s->number, c, r);
  s->beta = mpfr_get_d(s->number, MPFR_RNDN);
  if (s->beta == 0 || s->beta >= least_beta)
    return &s->base.base;
  destroy(&s->base.base);
  return NULL;
}
