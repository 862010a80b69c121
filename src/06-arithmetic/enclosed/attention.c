/* SPDX-License-Identifier: MIT */
/* Attention in enclosures: scores, logits, exponentials, weights, and the mix of
   values.  Keys of equal integer score share all of it but the mix: they are one
   class, unless each draws its own random number or shares a scale. */
#include <math.h>
#include <stdlib.h>

#include "../histogram.h"
#include "row.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

enclosed_row *tp_enclosed_row_make(mpfr_prec_t bits)
{
  enclosed_row *row = tp_memory_zeroed(1, sizeof *row);
  tp_enclosure_init(&row->total, bits);
  tp_enclosure_init(&row->one, 2);
  tp_enclosure_set_int(&row->one, 1);
  return row;
}

tp_attention_row *tp_enclosed_row_new(const tp_arithmetic *a)
{
  return (tp_attention_row *) tp_enclosed_row_make(((const enclosed_arithmetic *) a)->bits);
}

void tp_enclosed_row_free(const tp_arithmetic *a, tp_attention_row *row)
{
  (void) a;
  tp_enclosed_row_drop(enclosed_row_of(row));
}

void tp_enclosed_row_drop(enclosed_row *row)
{
  for (size_t j = 0; j < row->made; j++) {
    tp_enclosure_clear(row->score + j);
    tp_enclosure_clear(row->logit + j);
    tp_enclosure_clear(row->e + j);
    tp_enclosure_clear(row->weight + j);
  }
  tp_enclosure_clear(&row->total);
  tp_enclosure_clear(&row->one);
  free(row->score);
  free(row->logit);
  free(row->e);
  free(row->weight);
  free(row->count);
  free(row->value_sum);
  free(row->class_of);
  free(row->integer);
  free(row->rest);
  free(row->group_of);
  free(row);
}

void tp_enclosed_make_classes(enclosed_row *row, size_t count, mpfr_prec_t bits)
{
  if (count <= row->made)
    return;
  row->score = tp_memory_resize(row->score, count, sizeof *row->score);
  row->logit = tp_memory_resize(row->logit, count, sizeof *row->logit);
  row->e = tp_memory_resize(row->e, count, sizeof *row->e);
  row->weight = tp_memory_resize(row->weight, count, sizeof *row->weight);
  row->count = tp_memory_resize(row->count, count, sizeof *row->count);
  row->value_sum = tp_memory_resize(row->value_sum, count, sizeof *row->value_sum);
  for (; row->made < count; row->made++) {
    tp_enclosure_init(row->score + row->made, bits);
    tp_enclosure_init(row->logit + row->made, bits);
    tp_enclosure_init(row->e + row->made, bits);
    tp_enclosure_init(row->weight + row->made, bits);
  }
}

void tp_enclosed_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  enclosed_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    tp_enclosed_score_row(enclosed_of(w), enclosed_row_of(row[n]), store->coordinates, q, store->k, first + n);
  tp_mpfr_environment_leave(&caller);
}

void tp_enclosed_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  enclosed_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    tp_enclosed_weigh_row(enclosed_of(w), enclosed_row_of(row[n]));
  tp_mpfr_environment_leave(&caller);
}

void tp_enclosed_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x)
{
  enclosed_work *s = enclosed_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_enclosure *y = s->scratch + 2;
  s->place = at;
  for (size_t n = 0; n < rows; n++) {
    enclosed_row *own = enclosed_row_of(row[n]);
    tp_enclosed_mix_row(s, own, v, real_at(s, x, own->i), y);
    tp_enclosed_disturb(s, TP_SITE_ACT, y, at, own->i, 0);
    tp_enclosed_put(s, out, y);
  }
  tp_mpfr_environment_leave(&caller);
}

double tp_enclosed_row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const enclosed_row *row = (const enclosed_row *) of;
  (void) w;
  return row->is_integer ? row->integer[j] : mpfr_get_d(row->score[j].low, MPFR_RNDN);
}

double tp_enclosed_row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const enclosed_row *row = (const enclosed_row *) of;
  if (row->is_nan)
    return NAN;
  size_t c = row->class_of[j];
  if (!enclosed_of(w)->rules.is_real[TP_SITE_ATTN])
    return mpfr_get_d(row->weight[c].low, MPFR_RNDN);
  return mpfr_get_d(row->share[c].low, MPFR_RNDN) / mpfr_get_d(row->divisor->high, MPFR_RNDN);
}

int tp_enclosed_row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  const enclosed_row *row = (const enclosed_row *) of;
  (void) w;
  if (!row->is_integer)
    return 0;
  tp_histogram_of_scores(out, row->integer, row->i + 1);
  return 1;
}

const tp_enclosure *tp_enclosed_weight(const enclosed_row *row, size_t j) { return row->weight + row->class_of[j]; }
const tp_enclosure *tp_enclosed_logit(const enclosed_row *row, size_t j) { return row->logit + row->class_of[j]; }
const tp_enclosure *tp_enclosed_exponential(const enclosed_row *row, size_t j) { return row->e + row->class_of[j]; }
const tp_enclosure *tp_enclosed_total(const enclosed_row *row) { return &row->total; }
