/* SPDX-License-Identifier: MIT */
/* Softmax in MPFR, with every single operation correctly rounded.  mpfr:P rounds to P bits with an
   unbounded exponent.  mpfr:eXmY rounds into that format, as IEEE 754 arithmetic of the format does.

   The order of every sum is that of doc/precision.md, "Order of summation".  Operations that cannot
   change a result are skipped: products with 0, 1 and -1, and sums with 0 (of finite numbers).  So
   are exponentials and quotients that were already computed for an equal score. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../key_store.h"
#include "mpfr.h"
#include "tmprec/base/memory.h"

void tp_mpfr_leave(mpfr_work *m, const tp_mpfr_environment *caller)
{
  if (tp_mpfr_environment_leave(caller))
    m->base.undecided |= TP_UNDECIDED_NUMBER;
}

/* What a call of MPFR with m->a->mode left in x, made the rule's.  Not direct: the call
   rounded toward zero with two more bits; if that lost something, an odd last bit
   says so, and rounding on from there is as from the exact result, to nearest
   too (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008). */
void tp_mpfr_finish(const mpfr_work *m, mpfr_ptr x, int inexact)
{
  if (m->a->is_direct)
    return;
  if (inexact && mpfr_regular_p(x) && mpfr_min_prec(x) < m->a->precision)
    (mpfr_sgn(x) > 0 ? mpfr_nextabove : mpfr_nextbelow)(x);
  tp_rounding_mpfr(&m->a->rule, x, 0.5);
}

static void workspace_free(tp_workspace *w)
{
  mpfr_work *m = mpfr_work_of(w);
  size_t side = (size_t) (2 * m->a->bound + 1);
  for (size_t i = 0; i < side * side; i++)
    if (m->power_made[i])
      mpfr_clear(m->power[i]);
  for (size_t i = 0; i < side; i++)
    mpfr_clear(m->quotient[i]);
  free(m->power);
  free(m->power_made);
  free(m->quotient);
  free(m->quotient_made);
  mpfr_clears(m->sum, m->product, m->most, m->total, (mpfr_ptr) NULL);
  free(m);
}

static tp_workspace *workspace_new(const tp_arithmetic *of, const tp_draw *d)
{
  const mpfr_arithmetic *a = (const mpfr_arithmetic *) of;
  mpfr_work *m = tp_memory_zeroed(1, sizeof *m);
  size_t side = (size_t) (2 * a->bound + 1);
  m->base = (tp_workspace) {.a = of, .draw = *d};
  m->a = a;
  m->power = tp_memory_new(side * side, sizeof *m->power);
  m->power_made = tp_memory_zeroed(side * side, 1);
  m->quotient = tp_memory_new(side, sizeof *m->quotient);
  m->quotient_made = tp_memory_zeroed(side, 1);
  for (size_t i = 0; i < side; i++)
    mpfr_init2(m->quotient[i], a->precision);
  mpfr_inits2(a->precision, m->sum, m->product, m->most, m->total, (mpfr_ptr) NULL);
  return &m->base;
}

/* --- Columns ------------------------------------------------------------------ */

static tp_number_column *column_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(mpfr_column));
}

static void column_free(const tp_arithmetic *a, tp_number_column *freed)
{
  mpfr_column *c = mpfr_column_of(freed);
  (void) a;
  if (!c)
    return;
  for (size_t i = 0; i < c->capacity; i++)
    mpfr_clear(c->number[i]);
  free(c->number);
  free(c);
}

static void column_restart(const tp_arithmetic *a, tp_number_column *c, size_t first)
{
  (void) a;
  mpfr_column_of(c)->first = mpfr_column_of(c)->end = first;
}

static void load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value)
{
  for (size_t i = 0; i < count; i++)
    mpfr_set_si(tp_mpfr_append((const mpfr_arithmetic *) a, c), value[i], MPFR_RNDN);
}

mpfr_ptr tp_mpfr_append(const mpfr_arithmetic *a, tp_number_column *to)
{
  mpfr_column *c = mpfr_column_of(to);
  size_t used = c->end++ - c->first;
  if (used == c->capacity) {
    size_t made = c->capacity;
    TP_MEMORY_GROW(c->number, c->capacity, used + 1);
    for (; made < c->capacity; made++)
      mpfr_init2(c->number[made], a->precision);
  }
  if (mpfr_get_prec(c->number[used]) != a->precision)    /* made for another layer */
    mpfr_set_prec(c->number[used], a->precision);
  return c->number[used];
}

/* --- Neurons ------------------------------------------------------------------- */

/* sum += weight x value */
static void add_weighted(mpfr_work *m, int weight, mpfr_srcptr value)
{
  if (mpfr_zero_p(value))
    return;
  if (weight == 1 && mpfr_is_own(m, value)) {
    ROUNDED(m, mpfr_add, m->sum, m->sum, value);
  } else if (weight == -1 && mpfr_is_own(m, value)) {
    ROUNDED(m, mpfr_sub, m->sum, m->sum, value);
  } else {
    ROUNDED(m, mpfr_mul_si, m->product, value, weight);
    ROUNDED(m, mpfr_add, m->sum, m->sum, m->product);
  }
}

static void neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                   const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  mpfr_work *m = mpfr_work_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) place;
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < inputs; c++)
      add_weighted(m, weight[c], mpfr_at(x[c], p));
    ROUNDED(m, mpfr_add_si, m->sum, m->sum, bias);
    mpfr_ptr h = tp_mpfr_append(m->a, hidden);
    if (!mpfr_nan_p(m->sum) && mpfr_sgn(m->sum) <= 0)
      mpfr_set_zero(h, 1);
    else
      mpfr_set(h, m->sum, MPFR_RNDN);
  }
  tp_mpfr_leave(m, &caller);
}

static void add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  mpfr_work *m = mpfr_work_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) place;
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < terms; c++)
      add_weighted(m, weight[c], mpfr_at(hidden[c], p));
    mpfr_ptr y = tp_mpfr_append(m->a, out);
    ROUNDED(m, mpfr_add, y, mpfr_at(x, p), m->sum);
  }
  tp_mpfr_leave(m, &caller);
}

/* --- Rows ---------------------------------------------------------------------- */

static tp_attention_row *row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(mpfr_row));
}

static void row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  mpfr_row *row = mpfr_row_of(freed);
  (void) a;
  for (size_t j = 0; j < row->made; j++)
    mpfr_clears(row->score[j], row->weight[j], (mpfr_ptr) NULL);
  free(row->score);
  free(row->weight);
  free(row);
}

/* --- Numbers -------------------------------------------------------------------- */

static size_t compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) w;
  for (size_t p = from; p < to; p++)
    if (mpfr_nan_p(mpfr_at(c, p)) || mpfr_cmp_si(mpfr_at(c, p), expected[p - from]) != 0)
      return p;
  return to;
}

static void read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  (void) w;
  for (size_t p = from; p < to; p++) {
    double x = mpfr_get_d(mpfr_at(c, p), MPFR_RNDN);
    value[p - from] = x;
    slack[p - from] = DBL_EPSILON * fabs(x) + DBL_MIN;
  }
}

/* Exponents may be beyond the caller's range. */
static void bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpz_set_ui(denominator, 1);
  mpfr_set_prec(low, mpfr_work_of(w)->a->precision);
  mpfr_set_prec(high, mpfr_work_of(w)->a->precision);
  mpfr_set(low, mpfr_at(c, position), MPFR_RNDN);
  mpfr_set(high, mpfr_at(c, position), MPFR_RNDN);
  tp_mpfr_environment_leave(&caller);
}

static double row_score(tp_workspace *w, const tp_attention_row *row, size_t j)
{
  (void) w;
  return mpfr_get_d(((const mpfr_row *) row)->score[j], MPFR_RNDN);
}

static double row_weight(tp_workspace *w, const tp_attention_row *row, size_t j)
{
  (void) w;
  return mpfr_get_d(((const mpfr_row *) row)->weight[j], MPFR_RNDN);
}

/* Scores are rounded sums: not taken to be integers. */
static int row_histogram(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out)
{
  (void) w, (void) row, (void) out;
  return 0;
}

static void destroy(tp_arithmetic *of)
{
  mpfr_arithmetic *a = (mpfr_arithmetic *) of;
  mpfr_clear(a->beta);
  free(a);
}

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = column_new, .column_free = column_free, .column_restart = column_restart,
  .load = load, .neuron = neuron, .add = add,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = row_new, .row_free = row_free, .score = tp_mpfr_score, .weigh = tp_mpfr_weigh, .mix = tp_mpfr_mix,
  .compare = compare, .read = read, .bounds = bounds,
  .row_score = row_score, .row_weight = row_weight, .row_histogram = row_histogram,
};

/* 1 and the mode if MPFR has it. */
static int mode_of_mpfr(tp_rounding_mode mode, mpfr_rnd_t *out)
{
  switch (mode) {
  case TP_ROUND_NEAREST_EVEN: *out = MPFR_RNDN; return 1;
  case TP_ROUND_TOWARD_ZERO: *out = MPFR_RNDZ; return 1;
  case TP_ROUND_AWAY: *out = MPFR_RNDA; return 1;
  case TP_ROUND_UP: *out = MPFR_RNDU; return 1;
  case TP_ROUND_DOWN: *out = MPFR_RNDD; return 1;
  default: return 0;
  }
}

/* Exponentials are remembered for each pair of scores up to here, in a square table. */
enum { MOST_REMEMBERED = 512 };

tp_arithmetic *tp_mpfr_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  mpfr_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  a->base.op = &operations;
  a->rule = (tp_rounding) {c->operation, c->mode[0], c->overflow, 0};
  a->is_direct = mode_of_mpfr(c->mode[0], &a->mode) && c->operation.family == TP_FORMAT_FLOAT;
  a->precision = tp_format_significand(c->operation);
  if (!a->is_direct) {
    a->mode = MPFR_RNDZ;
    a->precision += 2;
  }
  a->bound = keys < MOST_REMEMBERED ? (long) keys : MOST_REMEMBERED;
  mpfr_init2(a->beta, a->precision);
  tp_choice_beta_operation(a->beta, c, r);
  return &a->base;
}
