/* SPDX-License-Identifier: MIT */
/* The mix of values under a row's weights, in enclosures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"
#include "tmprec/base/memory.h"

typedef struct {
  const enclosed_row *row;
  const tp_number_column *v;
  const tp_enclosure *number;      /* by class: weights, or what they are before division by the total */
} mix_terms;

static dot_term mix_term(const enclosed_work *s, const void *of, size_t j)
{
  const mix_terms *t = of;
  return (dot_term) {1, t->number + t->row->class_of[j], real_at(s, t->v, j), 0};
}

/* Add the products of numbers (by class) and values to the sum in the room. */
static void add_products(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *number)
{
  int by_key = !ternary_in(v, 0, row->i + 1);
  for (size_t c = 0; c < row->classes && !by_key; c++)   /* 0 times infinity is no number */
    by_key = row->count[c] && (tp_enclosure_is_nan(number + c) || mpfr_inf_p(number[c].low) || mpfr_inf_p(number[c].high));
  if (by_key) {
    for (size_t j = 0; j <= row->i; j++)
      tp_enclosure_sum_add(&s->room, 1, number + row->class_of[j], real_at(s, v, j));
    return;
  }
  memset(row->value_sum, 0, row->classes * sizeof *row->value_sum);
  for (size_t j = 0; j <= row->i; j++)
    row->value_sum[row->class_of[j]] += ternary_at(v, j);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && row->value_sum[c])
      tp_enclosure_sum_add(&s->room, row->value_sum[c], number + c, NULL);
}

/* A key whose logit is -infinity has a weight of 0, and its value does not matter. */
static int has_weight(const enclosed_row *row, size_t j)
{
  return !mpfr_zero_p(row->e[row->class_of[j]].high);
}

/* Mean of the values of the keys with a weight whose logit is that of class c, or of all such
   keys if there is no class c.  0 if some value is not known exactly. */
static int group_sum(const enclosed_work *s, const enclosed_row *row, const tp_number_column *v, size_t c, mpq_t sum, mpq_t value)
{
  unsigned long count = 0;
  mpq_set_ui(sum, 0, 1);
  for (size_t j = 0; j <= row->i; j++) {
    if (!has_weight(row, j) || (c < row->classes && tp_enclosure_compare(row->logit + row->class_of[j], row->logit + c) != 0))
      continue;
    if (!tp_enclosure_to_rational(value, real_at(s, v, j)))
      return 0;
    mpq_add(sum, sum, value);
    count++;
  }
  mpq_set_ui(value, count, 1);
  mpq_div(sum, sum, value);
  return 1;
}

/* Exponentials of different rational logits are linearly independent over the rationals
   (Lindemann, Weierstrass).  So the mix is rational only if the values of each group
   of equal logits have the same mean, and then it is that mean: 1. */
static int has_one_mean(const enclosed_work *s, const enclosed_row *row, const tp_number_column *v)
{
  mpq_t all, group, value;
  mpq_inits(all, group, value, (mpq_ptr) NULL);
  int same = group_sum(s, row, v, row->classes, all, value);
  for (size_t c = 0; c < row->classes && same; c++)
    if (row->count[c] && !mpfr_zero_p(row->e[c].high))
      same = tp_enclosure_is_exact(row->logit + c) && group_sum(s, row, v, c, group, value) && mpq_equal(all, group);
  mpq_clears(all, group, value, (mpq_ptr) NULL);
  return same;
}

/* A class whose exponential is 1 and whose keys have one value, which is ternary: that
   value; 2 if there is none. */
static long pivot_value(const enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && mpfr_cmp_ui(row->e[c].low, 1) == 0 && tp_enclosure_is_exact(row->e + c)
        && row->value_sum[c] % (long) row->count[c] == 0)
      return row->value_sum[c] / (long) row->count[c];
  return 2;
}

/* x + v* + (sum of e (v - v*)) / total, rounded: what is little beside x + v* is computed by
   itself.  v* is the value of the largest weight, if that is ternary, else 0.  Weights add
   up to 1 only if exponentials and their sum are not rounded, so only then v* is taken. */
static int mix_apart(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  tp_enclosure *little = s->scratch + 1, *pivot = s->scratch;
  int adds_up = s->rules.is_real[TP_SITE_EXP] && ternary_in(v, 0, row->i + 1);
  long best = adds_up ? pivot_value(row) : 2;
  tp_enclosure_set_int(pivot, best == 2 ? 0 : best);
  tp_enclosure_sum_start(&s->room);
  if (best == 2)
    add_products(s, row, v, row->share);
  for (size_t c = 0; c < row->classes && best != 2; c++)
    if (row->count[c] && row->value_sum[c] != best * (long) row->count[c])
      tp_enclosure_sum_add(&s->room, row->value_sum[c] - best * (long) row->count[c], row->e + c, NULL);
  tp_enclosure_sum_take(&s->room, row->divisor, little);
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  tp_enclosure_sum_add(&s->room, 1, pivot, NULL);
  tp_enclosure_sum_add(&s->room, 1, little, NULL);
  return tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_ACT], u, y);
}

/* x + mix of unrounded weights, rounded. */
static int mix_real(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  const tp_rounding *act = &s->rules.rule[TP_SITE_ACT];
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, row->divisor);
  add_products(s, row, v, row->share);
  if (tp_enclosure_sum_round(&s->room, row->divisor, act, u, y) && (!s->rules.is_real[TP_SITE_ACT] || tp_enclosure_is_exact(y)))
    return 1;
  if (s->rules.is_real[TP_SITE_EXP] && has_one_mean(s, row, v)) {
    tp_enclosure *keys = s->scratch + 1;
    long live = 0;
    for (size_t j = 0; j <= row->i; j++)
      live += has_weight(row, j);
    tp_enclosure_set_int(keys, live);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, x, keys);
    for (size_t j = 0; j <= row->i; j++)
      if (has_weight(row, j))
        tp_enclosure_sum_add(&s->room, 1, real_at(s, v, j), NULL);
    return tp_enclosure_sum_round(&s->room, keys, act, u, y);
  }
  int decided = mix_apart(s, row, v, x, u, y);
  if (s->names && s->rules.is_real[TP_SITE_EXP] && row->divisor == &row->total)
    tp_enclosed_name_mix(s, row, v, x, y);
  return decided;
}

/* x + g mix for a weight g that noise has disturbed. */
static void mix_shaken(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  tp_enclosure g, mix;
  tp_enclosure_init(&g, s->room.bits);
  tp_enclosure_init(&mix, s->room.bits);
  tp_enclosure_set_int(&g, 1);
  tp_enclosed_disturb(s, TP_SITE_PARAM, &g, s->place, 0, WEIGHT_ALONE);
  int is_real = s->rules.is_real[TP_SITE_ATTN];
  tp_enclosure_sum_start(&s->room);
  add_products(s, row, v, is_real ? row->share : row->weight);
  tp_enclosure_sum_take(&s->room, is_real ? row->divisor : NULL, &mix);
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  tp_enclosure_sum_add(&s->room, 1, &g, &mix);
  enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_ACT], u, y);
  tp_enclosure_clear(&g);
  tp_enclosure_clear(&mix);
}

/* x + mix, rounded, in *y. */
void tp_enclosed_mix_row(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, tp_enclosure *y)
{
  tp_enclosure *sum = s->scratch;
  const tp_rounding *act = &s->rules.rule[TP_SITE_ACT];
  double u = site_random(&s->rules, TP_SITE_ACT, s->place, row->i, 0, 0);
  if (row->is_nan) {
    tp_enclosure_set_int(y, 0);
    mpfr_set_nan(y->low);
    mpfr_set_nan(y->high);
    return;
  }
  if (s->rules.noise[TP_SITE_PARAM].kind != TP_NOISE_NONE) {
    mix_shaken(s, row, v, x, u, y);
    return;
  }
  if (s->rules.is_real[TP_SITE_ACC] && s->rules.is_real[TP_SITE_ATTN]) {
    enclosed_note_rounding(s, mix_real(s, row, v, x, u, y), y);
    return;
  }
  if (s->rules.is_real[TP_SITE_ACC]) {
    tp_enclosure_sum_start(&s->room);
    add_products(s, row, v, row->weight);
  } else {
    mix_terms t = {row, v, s->rules.is_real[TP_SITE_ATTN] ? row->share : row->weight};
    tp_enclosed_dot(s, &t, mix_term, row->i + 1, s->rules.is_real[TP_SITE_ATTN] ? row->divisor : NULL, row->i, 0, sum);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, sum, NULL);
  }
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  enclosed_round_sum(s, NULL, act, u, y);
}
