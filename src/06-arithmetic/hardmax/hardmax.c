/* SPDX-License-Identifier: MIT */
/* Hardmax in exact arithmetic (doc/precision.md, "Backends").  Numbers are integers while they are
   ternary.  They are rationals where ties of different values are averaged. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../backends.h"
#include "../key_store.h"
#include "rows.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  hardmax_work *e = tp_memory_zeroed(1, sizeof *e);
  e->base = (tp_workspace) {.a = a, .draw = *d};
  mpq_inits(e->sum, e->term, (mpq_ptr) NULL);
  return &e->base;
}

static void workspace_free(tp_workspace *w)
{
  hardmax_work *e = hardmax_of(w);
  mpq_clears(e->sum, e->term, (mpq_ptr) NULL);
  free(e);
}

/* Bits of the numbers that `expected` is at the positions of word n of the span. */
static void expected_words(const int8_t *expected, const span *s, size_t n, uint64_t *set, uint64_t *negative)
{
  *set = *negative = 0;
  for (uint64_t left = span_mask(s, n); left; left &= left - 1) {
    const size_t bit = (size_t) __builtin_ctzll(left);
    const int value = expected[(s->word + n) * WORD + bit - s->from];
    *set |= (uint64_t) (value != 0) << bit;
    *negative |= (uint64_t) (value < 0) << bit;
  }
}

/* Of a number that is not ternary no bit is set: it differs from 0 too. */
static size_t compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  const span s = span_of(from, to);
  size_t first = to;
  (void) w;
  for (size_t n = 0; n < s.count && first == to; n++) {
    uint64_t set, negative;
    expected_words(expected, &s, n, &set, &negative);
    const uint64_t differs = ((set ^ set_at(c, &s)[n]) | (negative ^ negative_at(c, &s)[n])) & span_mask(&s, n);
    if (differs)
      first = (s.word + n) * WORD + (size_t) __builtin_ctzll(differs);
  }
  for (size_t i = 0; i < c->others; i++)
    if (c->other[i].position >= from && c->other[i].position < first)
      first = c->other[i].position;
  return first;
}

TP_CLONES
static void spread(uint64_t set, uint64_t negative, int8_t *restrict value, size_t count)
{
  for (size_t p = 0; p < count; p++)
    value[p] = (int8_t) ((int) (set >> p & 1) - 2 * (int) (negative >> p & 1));
}

static int trits(const tp_number_column *c, size_t from, size_t to, int8_t *value)
{
  const span s = span_of(from, to);
  if (!is_ternary_in(c, from, to))
    return 0;
  for (size_t n = 0; n < s.count; n++) {
    const size_t start = (s.word + n) * WORD, first = start < from ? from : start, end = start + WORD < to ? start + WORD : to;
    const uint64_t set = set_at(c, &s)[n] >> (first - start), negative = negative_at(c, &s)[n] >> (first - start);
    spread(set, negative, value + (first - from), end - first);
  }
  return 1;
}

static void read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  const int all_ternary = is_ternary_in(c, from, to);
  for (size_t p = from; p < to; p++) {
    mpq_srcptr x = all_ternary ? NULL : tp_planes_number(c, p, hardmax_of(w)->term);
    value[p - from] = x ? mpq_get_d(x) : trit_at(c, p);
    slack[p - from] = !x || (!mpz_cmp_ui(mpq_denref(x), 1) && mpz_sizeinbase(mpq_numref(x), 2) <= DBL_MANT_DIG) ? 0 : 2 * DBL_EPSILON * fabs(value[p - from]);
  }
}

static void bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  mpq_srcptr x = tp_planes_number(c, position, hardmax_of(w)->term);
  mpfr_prec_t bits = (mpfr_prec_t) mpz_sizeinbase(mpq_numref(x), 2) + 1;
  mpfr_set_prec(low, bits);
  mpfr_set_prec(high, bits);
  mpfr_set_z(low, mpq_numref(x), MPFR_RNDN);
  mpfr_set_z(high, mpq_numref(x), MPFR_RNDN);
  mpz_set(denominator, mpq_denref(x));
}

static void destroy(tp_arithmetic *a) { free(a); }

static const tp_arithmetic_operations operations = {
  .is_exact_hardmax = 1,
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_planes_new, .column_free = tp_planes_free, .column_restart = tp_planes_restart,
  .load = tp_planes_load, .neuron = tp_hardmax_neuron, .add = tp_hardmax_add,
  .store_new = tp_hardmax_store_new, .store_extend = tp_key_store_extend, .store_free = tp_hardmax_store_free,
  .row_new = tp_hardmax_row_new, .row_free = tp_hardmax_row_free,
  .score = tp_hardmax_score, .weigh = tp_hardmax_weigh, .mix = tp_hardmax_mix,
  .compare = compare, .trits = trits, .read = read, .bounds = bounds,
  .row_score = tp_hardmax_row_score, .row_weight = tp_hardmax_row_weight, .row_histogram = tp_hardmax_row_histogram,
};

tp_arithmetic *tp_hardmax_arithmetic(void)
{
  tp_arithmetic *a = tp_memory_new(1, sizeof *a);
  a->op = &operations;
  return a;
}
