/* mpfr:P for P <= 24 in binary64: the same numbers as multiprecision.c, bit for bit.

   Every operation is one of binary64 and one rounding to P bits behind it
   (mpfr24_round.h says why that rounds once), in the same order; exp has a bound on
   its error, and MPFR where that leaves the rounding open.  Exponents are the one
   thing that binary64 has less of.  What is too small or too large is noticed, and the
   arithmetic then says that it is not reliable: all is evaluated again in MPFR. */
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "mpfr24.h"
#include "tmprec/base/memory.h"

/* Logits and their differences stay normal numbers (mpfr24_private.h). */
static const double least_beta = 0x1p-10;

static void destroy(tp_arithmetic *a)
{
  mpfr24_state *s = mpfr24_of(a);
  mpfr_clear(s->number);
  free(s->query);
  free(s->key);
  free(s->coordinate);
  free(s->values);
  free(s);
}

static tp_attention_row *row_new(tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(tp_attention_row));
}

static void row_free(tp_arithmetic *a, tp_attention_row *row)
{
  (void) a;
  free(row->score);
  free(row->weight);
  free(row);
}

static double row_score(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  return mpfr24_of(a)->unreliable ? 0 : row->block->score[j * row->block->lanes + row->lane];
}

static double row_weight(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  return mpfr24_of(a)->unreliable ? 0 : row->block->weight[j * row->block->lanes + row->lane];
}

static int undecided(tp_arithmetic *a)
{
  return mpfr24_of(a)->unreliable ? TP_UNDECIDED_NUMBER : 0;
}

static const tp_arithmetic_operations operations = {
  destroy, tp_ternary_column_new, tp_ternary_column_free, tp_ternary_column_restart, tp_ternary_set, tp_mpfr24_neuron, tp_mpfr24_add, NULL, NULL,
  row_new, row_free, tp_mpfr24_score, tp_mpfr24_weigh, tp_mpfr24_mix,
  tp_doubles_compare, tp_doubles_approximate, tp_doubles_bounds, row_score, row_weight, undecided,
};

void tp_mpfr24_put(mpfr24_state *s, tp_number_column *c, const double *value, size_t count)
{
  int16_t small[TERNARY_PIECE] = {0};
  mpfr24_kinds kinds = tp_mpfr24_kernel.look(value, count);
  s->unreliable |= kinds.outside;
  if (kinds.other && !s->unreliable) {
    memcpy(tp_ternary_put_wide_many(c, &tp_doubles, count), value, count * sizeof *value);
    return;
  }
  for (size_t i = 0; i < count && !s->unreliable; i++)
    small[i] = (int16_t) value[i];
  tp_ternary_put_many(c, &tp_doubles, small, count);
}

double tp_mpfr24_resolve_exponential(mpfr24_state *s, double t)
{
  mpfr24_power *known = s->power + (mpfr24_bits(t) * UINT64_C(0x9e3779b97f4a7c15) >> 56);
  if (known->t != t) {
    mpfr_set_d(s->number, t, MPFR_RNDN);
    mpfr_exp(s->number, s->number, MPFR_RNDN);
    *known = (mpfr24_power) {t, mpfr_get_d(s->number, MPFR_RNDN)};
  }
  return known->power;
}

int tp_mpfr24_can(const tp_choice *c)
{
  return c->kind == TP_ARITHMETIC_MPFR && c->operation.family == TP_FORMAT_FLOAT && c->operation.a <= MPFR24_MOST_PRECISION
         && c->mode[0] == TP_ROUND_NEAREST_EVEN;
}

tp_arithmetic *tp_mpfr24_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  if (!tp_mpfr24_can(c))
    return NULL;
  mpfr24_state *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (ternary_arithmetic) {{.op = &operations}, &tp_doubles};
  s->precision = c->operation.a;
  s->rounding = mpfr24_rounding_make(c->operation.a);
  s->most_whole = c->operation.a < 15 ? 1L << c->operation.a : INT16_MAX;
  s->query = tp_memory_new(keys, MPFR24_LANES * sizeof *s->query);
  s->key = tp_memory_new(keys, sizeof *s->key);
  s->coordinate = tp_memory_new(keys, sizeof *s->coordinate);
  mpfr_init2(s->number, c->operation.a);
  tp_choice_beta_mpfr(s->number, c, r);
  s->beta = mpfr_get_d(s->number, MPFR_RNDN);
  if (s->beta == 0 || s->beta >= least_beta)
    return &s->base.base;
  destroy(&s->base.base);
  return NULL;
}
