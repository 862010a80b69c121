/* SPDX-License-Identifier: MIT */
/* mpfr:P for P <= 51 and P = 53 in binary64.  The numbers are those of mpfr/mpfr.c, bit for bit.

   Every operation is one of binary64, followed by a rounding to P bits, in the same order as there.
   From 26 bits on binary64's result is rounded to odd before (kernels_odd.c).  round.h proves that
   this rounds once.  exp has a bound on its error.  Where the bound does not decide the rounding, exp
   is computed with more bits, and at last by MPFR (exponential.c).

   Only the range of exponents is smaller than in MPFR.  A number that is too small or too large is
   noticed.  Then the workspace has an undecided number, and everything is evaluated again in MPFR. */
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "../key_store.h"
#include "mpfr53.h"
#include "tmprec/base/memory.h"

/* Logits and their differences stay normal numbers (mpfr53.h). */
static const double least_beta = 0x1p-10;

static void destroy(tp_arithmetic *a) { free(a); }

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  mpfr53_work *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (tp_workspace) {.a = a, .draw = *d};
  s->a = (const mpfr53_arithmetic *) a;
  s->query = tp_memory_new(s->a->keys, MPFR53_LANES * sizeof *s->query);
  s->key = tp_memory_new(s->a->keys, sizeof *s->key);
  s->coordinate = tp_memory_new(s->a->keys, sizeof *s->coordinate);
  mpfr_init2(s->number, s->a->precision);
  for (size_t i = 0; i < MPFR53_POWERS; i++)
    s->power[i].power = 1;
  return &s->base;
}

static void workspace_free(tp_workspace *w)
{
  mpfr53_work *s = mpfr53_of(w);
  mpfr_clear(s->number);
  free(s->query);
  free(s->key);
  free(s->coordinate);
  free(s->values);
  free(s);
}

static tp_attention_row *row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(mpfr53_row));
}

static void row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  mpfr53_row *row = mpfr53_row_of(freed);
  (void) a;
  free(row->score);
  free(row->weight);
  free(row);
}

static double row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const mpfr53_row *row = (const mpfr53_row *) of;
  return w->undecided ? 0 : row->block->score[j * row->block->lanes + row->lane];
}

static double row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const mpfr53_row *row = (const mpfr53_row *) of;
  return w->undecided ? 0 : row->block->weight[j * row->block->lanes + row->lane];
}

/* Scores are rounded sums: not taken to be integers. */
static int row_histogram(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out)
{
  (void) w, (void) row, (void) out;
  return 0;
}

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_ternary_column_new, .column_free = tp_ternary_column_free, .column_restart = tp_ternary_column_restart,
  .load = tp_ternary_load, .neuron = tp_mpfr53_neuron, .add = tp_mpfr53_add,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = row_new, .row_free = row_free, .score = tp_mpfr53_score, .weigh = tp_mpfr53_weigh, .mix = tp_mpfr53_mix,
  .compare = tp_doubles_compare, .read = tp_doubles_read, .bounds = tp_doubles_bounds,
  .row_score = row_score, .row_weight = row_weight, .row_histogram = row_histogram,
};

void tp_mpfr53_put(mpfr53_work *s, tp_number_column *c, const double *value, size_t count)
{
  int16_t small[TERNARY_PIECE] = {0};
  mpfr53_kinds kinds = s->a->kernel->look(value, count);
  if (kinds.outside)
    s->base.undecided = TP_UNDECIDED_NUMBER;
  if (kinds.other && !mpfr53_is_unreliable(s)) {
    memcpy(tp_ternary_put_wide_many(c, &tp_doubles, count), value, count * sizeof *value);
    return;
  }
  for (size_t i = 0; i < count && !mpfr53_is_unreliable(s); i++)
    small[i] = (int16_t) value[i];
  tp_ternary_put_many(c, &tp_doubles, small, count);
}

int tp_mpfr53_can(const tp_choice *c)
{
  return c->kind == TP_ARITHMETIC_MPFR && c->operation.family == TP_FORMAT_FLOAT && mpfr53_can(c->operation.a)
         && c->mode[0] == TP_ROUND_NEAREST_EVEN;
}

tp_arithmetic *tp_mpfr53_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  if (!tp_mpfr53_can(c))
    return NULL;
  mpfr_t beta;
  mpfr_init2(beta, c->operation.a);
  tp_choice_beta_mpfr(beta, c, r);
  double value = mpfr_get_d(beta, MPFR_RNDN);
  mpfr_clear(beta);
  if (value != 0 && value < least_beta)
    return NULL;
  mpfr53_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  a->base = (ternary_arithmetic) {{&operations}, &tp_doubles};
  a->precision = c->operation.a;
  a->rounding = mpfr53_rounding_make(c->operation.a);
  a->kernel = mpfr53_kernels_for(c->operation.a);
  a->beta = value;
  a->most_whole = c->operation.a < 15 ? 1L << c->operation.a : INT16_MAX;
  a->keys = keys;
  return &a->base.base;
}
