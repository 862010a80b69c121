/* SPDX-License-Identifier: MIT */
/* Attention in MPFR: scores, weights and mixes, with every operation rounded. */
#include <string.h>

#include "mpfr.h"
#include "tmprec/base/memory.h"

/* -1, 0 or 1 if that is what x is, else 2. */
static int unit(mpfr_srcptr x)
{
  if (mpfr_zero_p(x))
    return 0;
  if (mpfr_regular_p(x) && mpfr_cmpabs_ui(x, 1) == 0)
    return mpfr_sgn(x);
  return 2;
}

static void score_row(mpfr_work *m, mpfr_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k,
                      size_t i)
{
  row->i = i;
  if (row->made < i + 1) {
    row->score = tp_memory_resize(row->score, i + 1, sizeof *row->score);
    row->weight = tp_memory_resize(row->weight, i + 1, sizeof *row->weight);
    for (; row->made < i + 1; row->made++)
      mpfr_inits2(m->a->precision, row->score[row->made], row->weight[row->made], (mpfr_ptr) NULL);
  }
  for (size_t j = 0; j <= i; j++)
    mpfr_set_zero(row->score[j], 1);
  for (size_t c = 0; c < keys; c++) {
    mpfr_srcptr query = mpfr_at(q[c], i);
    int sign = unit(query);
    for (size_t j = 0; j <= i; j++) {
      mpfr_srcptr key = mpfr_at(k[c], j);
      mpfr_ptr s = row->score[j];
      if (mpfr_number_p(key) && mpfr_number_p(query) && (sign == 0 || mpfr_zero_p(key)))
        continue;
      if (sign == 1 && mpfr_is_own(m, key)) {
        ROUNDED(m, mpfr_add, s, s, key);
      } else if (sign == -1 && mpfr_is_own(m, key)) {
        ROUNDED(m, mpfr_sub, s, s, key);
      } else {
        ROUNDED(m, mpfr_mul, m->product, query, key);
        ROUNDED(m, mpfr_add, s, s, m->product);
      }
    }
  }
}

void tp_mpfr_score(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                  tp_number_column *const *q, size_t first)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) place;
  for (size_t n = 0; n < rows; n++)
    score_row(mpfr_work_of(w), mpfr_row_of(row[n]), store->coordinates, q, store->k, first + n);
  tp_mpfr_leave(mpfr_work_of(w), &caller);
}

/* The score as an integer of the memo's range; 0 if it is none. */
static int small_integer(const mpfr_work *m, mpfr_srcptr s, long *value)
{
  if (!mpfr_integer_p(s) || mpfr_cmpabs_ui(s, (unsigned long) m->a->bound) > 0)
    return 0;
  *value = mpfr_get_si(s, MPFR_RNDN);
  return 1;
}

/* exp(beta s - logit of the best), each operation rounded. */
static void exponential(mpfr_work *m, mpfr_ptr e, mpfr_srcptr s)
{
  ROUNDED(m, mpfr_mul, e, m->a->beta, s);
  ROUNDED(m, mpfr_sub, e, e, m->most);
  ROUNDED(m, mpfr_exp, e, e);
}

static int has_nan(const mpfr_row *row, size_t *best)
{
  int nan = 0;
  *best = 0;
  for (size_t j = 0; j <= row->i; j++) {
    nan |= mpfr_nan_p(row->score[j]) != 0;
    if (mpfr_cmp(row->score[j], row->score[*best]) > 0)
      *best = j;
  }
  return nan || mpfr_inf_p(row->score[*best]);   /* infinity less itself is no number */
}

/* The exponential of a score s, for the best score `most`: both integers of the memo. */
static mpfr_srcptr known_power(mpfr_work *m, long most, long s, mpfr_srcptr score)
{
  size_t entry = (size_t) ((most + m->a->bound) * (2 * m->a->bound + 1) + s + m->a->bound);
  if (!m->power_made[entry]) {
    mpfr_init2(m->power[entry], m->a->precision);
    exponential(m, m->power[entry], score);
    m->power_made[entry] = 1;
  }
  return m->power[entry];
}

/* e / total, of score s. */
static mpfr_srcptr known_quotient(mpfr_work *m, long s, mpfr_srcptr e)
{
  size_t entry = (size_t) (s + m->a->bound);
  if (!m->quotient_made[entry]) {
    ROUNDED(m, mpfr_div, m->quotient[entry], e, m->total);
    m->quotient_made[entry] = 1;
  }
  return m->quotient[entry];
}

static void weigh_row(mpfr_work *m, mpfr_row *row)
{
  size_t n = row->i + 1, best;
  if (has_nan(row, &best)) {
    for (size_t j = 0; j < n; j++)
      mpfr_set_nan(row->weight[j]);
    return;
  }
  long most, s;
  int memo = small_integer(m, row->score[best], &most);
  ROUNDED(m, mpfr_mul, m->most, m->a->beta, row->score[best]);
  mpfr_set_zero(m->total, 1);
  for (size_t j = 0; j < n; j++) {
    mpfr_ptr e = row->weight[j];
    if (memo && small_integer(m, row->score[j], &s))
      mpfr_set(e, known_power(m, most, s, row->score[j]), MPFR_RNDN);
    else
      exponential(m, e, row->score[j]);
    ROUNDED(m, mpfr_add, m->total, m->total, e);
  }
  memset(m->quotient_made, 0, (size_t) (2 * m->a->bound + 1));
  for (size_t j = 0; j < n; j++) {
    mpfr_ptr weight = row->weight[j];
    if (memo && small_integer(m, row->score[j], &s))
      mpfr_set(weight, known_quotient(m, s, weight), MPFR_RNDN);
    else
      ROUNDED(m, mpfr_div, weight, weight, m->total);
  }
}

void tp_mpfr_weigh(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) place;
  for (size_t n = 0; n < rows; n++)
    weigh_row(mpfr_work_of(w), mpfr_row_of(row[n]));
  tp_mpfr_leave(mpfr_work_of(w), &caller);
}

static void mix_row(mpfr_work *m, mpfr_row *row, const tp_number_column *v, tp_number_column *out, const tp_number_column *x)
{
  mpfr_set_zero(m->sum, 1);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_srcptr weight = row->weight[j], value = mpfr_at(v, j);
    int sign = unit(value);
    if (mpfr_number_p(weight) && mpfr_number_p(value) && (sign == 0 || mpfr_zero_p(weight)))
      continue;
    if (sign == 1) {
      ROUNDED(m, mpfr_add, m->sum, m->sum, weight);
    } else if (sign == -1) {
      ROUNDED(m, mpfr_sub, m->sum, m->sum, weight);
    } else {
      ROUNDED(m, mpfr_mul, m->product, weight, value);
      ROUNDED(m, mpfr_add, m->sum, m->sum, m->product);
    }
  }
  mpfr_ptr y = tp_mpfr_append(m->a, out);
  ROUNDED(m, mpfr_add, y, mpfr_at(x, row->i), m->sum);
}

void tp_mpfr_mix(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                tp_number_column *out, tp_number_column *x)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) place;
  for (size_t n = 0; n < rows; n++)
    mix_row(mpfr_work_of(w), mpfr_row_of(row[n]), v, out, x);
  tp_mpfr_leave(mpfr_work_of(w), &caller);
}

