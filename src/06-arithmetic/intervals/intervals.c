/* SPDX-License-Identifier: MIT */
/* Softmax where nothing is rounded, in intervals of binary64 (interval.h): the first effort of verdicts, which these mostly
   decide.  What they leave open, enclosures of more bits decide (../enclosed). */
#include <math.h>
#include <stdlib.h>

#include "../backends.h"
#include "../histogram.h"
#include "../key_store.h"
#include "intervals.h"
#include "tmprec/base/memory.h"

int tp_intervals_can(const tp_choice *c)
{
  int can = c->kind == TP_ARITHMETIC_SITES && c->sum != TP_SUM_ANY;
  for (int i = 0; i < TP_SITES; i++)
    can &= !tp_choice_is_rounded(c, i) && c->noise[i].kind == TP_NOISE_NONE;
  return can;
}

static void destroy(tp_arithmetic *a) { free(a); }

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  interval_work *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (tp_workspace) {.a = a, .draw = *d};
  s->a = (const interval_arithmetic *) a;
  return &s->base;
}

static void workspace_free(tp_workspace *w)
{
  free(interval_work_of(w)->coordinate);
  free(w);
}

static tp_attention_row *row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(interval_row));
}

static void row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  interval_row *row = interval_row_of(freed);
  (void) a;
  free(row->score);
  free(row->delta);
  free(row->radius);
  free(row->power);
  free(row->doubt);
  free(row);
}

static double row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const interval_row *row = (const interval_row *) of;
  (void) w;
  return row->score[j] + (row->is_integer ? 0 : row->delta[j]);
}

static double row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const interval_row *row = (const interval_row *) of;
  (void) w;
  return row->power[j] / row->total;
}

static int row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  const interval_row *row = (const interval_row *) of;
  (void) w;
  if (row->is_integer)
    tp_histogram_of_scores(out, row->score, row->i + 1);
  return row->is_integer;
}

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_interval_column_new, .column_free = tp_interval_column_free, .column_restart = tp_interval_column_restart,
  .load = tp_interval_load, .neuron = tp_interval_neuron, .add = tp_interval_add,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = row_new, .row_free = row_free,
  .score = tp_interval_score, .weigh = tp_interval_weigh, .mix = tp_interval_mix,
  .compare = tp_interval_compare, .read = tp_interval_read, .bounds = tp_interval_bounds,
  .row_score = row_score, .row_weight = row_weight, .row_histogram = row_histogram,
};

tp_arithmetic *tp_interval_arithmetic(const tp_choice *c, unsigned r)
{
  interval_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  mpfr_t beta;
  a->base = (tp_arithmetic) {&operations};
  mpfr_init2(beta, 128);
  tp_choice_beta_weight(beta, c, r, 0.5);
  a->beta = mpfr_get_d(beta, MPFR_RNDN);
  mpfr_clear(beta);
  return &a->base;
}
