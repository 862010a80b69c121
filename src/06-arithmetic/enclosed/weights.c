/* SPDX-License-Identifier: MIT */
/* From scores to weights in enclosures: classes of keys, logits, exponentials, quotients. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"
#include "tmprec/base/memory.h"

static int is_by_key(const enclosed_work *s, const enclosed_row *row)
{
  static const int sites[] = {TP_SITE_LOGIT, TP_SITE_EXP, TP_SITE_ATTN};
  int by_key = !row->is_integer;
  for (int n = 0; n < 3; n++)
    by_key |= s->rules.is_stochastic[sites[n]] || s->rules.rule[sites[n]].format.shared || s->rules.noise[sites[n]].kind != TP_NOISE_NONE;
  return by_key;
}

static void classify(const enclosed_work *s, enclosed_row *row)
{
  size_t n = row->i + 1;
  TP_MEMORY_GROW(row->class_of, row->class_capacity, n);
  if (is_by_key(s, row)) {
    tp_enclosed_make_classes(row, n, s->room.bits);
    row->classes = n;
    for (size_t j = 0; j < n; j++) {
      row->class_of[j] = (uint32_t) j;
      row->count[j] = 1;
      if (row->is_integer)
        tp_enclosure_set_int(row->score + j, row->integer[j]);
    }
    return;
  }
  int16_t least = row->integer[0], most = least;
  for (size_t j = 1; j < n; j++) {
    least = row->integer[j] < least ? row->integer[j] : least;
    most = row->integer[j] > most ? row->integer[j] : most;
  }
  row->classes = (size_t) (most - least) + 1;
  tp_enclosed_make_classes(row, row->classes, s->room.bits);
  for (size_t c = 0; c < row->classes; c++) {
    row->count[c] = 0;
    tp_enclosure_set_int(row->score + c, least + (long) c);
  }
  for (size_t j = 0; j < n; j++)
    row->count[row->class_of[j] = (uint32_t) (row->integer[j] - least)]++;
}

/* The largest number of those classes that have keys: exact if one is known to be. */
static void find_most(const enclosed_row *row, const tp_enclosure *number, tp_enclosure *most)
{
  size_t best = row->classes;
  int is_one = 1;
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && (best == row->classes || mpfr_greater_p(number[c].low, number[best].low)))
      best = c;
  tp_enclosure_set(most, number + best);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && c != best) {
      int order = tp_enclosure_compare(number + c, number + best);
      is_one &= order == -1 || order == 0;
      if (mpfr_greater_p(number[c].high, most->high))
        mpfr_set(most->high, number[c].high, MPFR_RNDU);
    }
  if (!is_one) {
    tp_enclosure_forget_rational(most);
    most->open = 0;
  }
}

/* The scale of the block of keys that begins at `from`, by numbers not rounded yet. */
static tp_block_scale scale_of_block(enclosed_work *s, const enclosed_row *row, const tp_enclosure *number, tp_format f, size_t from)
{
  size_t count = row->classes - from < (size_t) f.shared ? row->classes - from : (size_t) f.shared;
  const tp_enclosure **x = tp_memory_new(count, sizeof *x);
  for (size_t j = 0; j < count; j++)
    x[j] = number + from + j;
  tp_block_scale scale;
  enclosed_note(s, tp_enclosure_shared_scale(f, x, count, &scale));
  free(x);
  return scale;
}

static double random_of(const enclosed_work *s, const enclosed_row *row, int site, size_t key)
{
  return site_random(&s->rules, site, s->place, row->i, key, 0);
}

/* beta s, or that less its largest, rounded by the rule. */
static void make_logits(enclosed_work *s, enclosed_row *row, const tp_rounding *r)
{
  tp_enclosure *most = s->scratch;
  if (s->a->choice.subtracts_first)
    find_most(row, row->score, most);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, &s->beta, row->score + c);
      if (s->a->choice.subtracts_first)
        tp_enclosure_sum_add(&s->room, -1, &s->beta, most);
      enclosed_round_sum(s, NULL, r, random_of(s, row, TP_SITE_LOGIT, c), row->logit + c);
      tp_enclosed_disturb(s, TP_SITE_LOGIT, row->logit + c, s->place, row->i, c);
    }
}

/* Numbers by key, rounded block by block. */
static void round_blocks(enclosed_work *s, enclosed_row *row, int site, tp_enclosure *number)
{
  const tp_rounding *r = &s->rules.rule[site];
  tp_block_scale scale = {1, 0};
  for (size_t j = 0; j < row->classes; j++) {
    if (j % (size_t) r->format.shared == 0)
      scale = scale_of_block(s, row, number, r->format, j);
    enclosed_note_rounding(s, tp_enclosure_round_scaled(&s->room, r, scale, random_of(s, row, site, j), number + j), number + j);
  }
}

/* e^(logit of class c less the largest), rounded; where every operation is, the difference, too. */
static void make_exponential(enclosed_work *s, enclosed_row *row, size_t c, const tp_enclosure *most)
{
  const tp_rounding *r = &s->rules.rule[TP_SITE_EXP];
  if (s->a->rounds_all) {
    tp_enclosure *difference = s->scratch + 1;
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, row->logit + c, NULL);
    tp_enclosure_sum_add(&s->room, -1, most, NULL);
    enclosed_round_sum(s, NULL, r, 0.5, difference);
    tp_enclosure_exp_difference(row->e + c, difference, &s->unit[1]);
  } else {
    tp_enclosure_exp_difference(row->e + c, row->logit + c, most);
  }
  enclosed_round(s, r, random_of(s, row, TP_SITE_EXP, c), row->e + c);
}

static dot_term total_term(const enclosed_work *s, const void *of, size_t j)
{
  const enclosed_row *row = of;
  (void) s;
  return (dot_term) {1, row->e + row->class_of[j], NULL, 1};
}

/* The sum of the exponentials, rounded; where every operation is, key by key. */
static void make_total(enclosed_work *s, enclosed_row *row)
{
  if (s->a->rounds_all) {
    tp_enclosed_dot(s, row, total_term, row->i + 1, NULL, row->i, 0, &row->total);
  } else {
    tp_enclosure_sum_start(&s->room);
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c])
        tp_enclosure_sum_add(&s->room, row->count[c], row->e + c, NULL);
    enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_EXP], random_of(s, row, TP_SITE_EXP, row->i + 1), &row->total);
  }
  const int may_be_zero = mpfr_sgn(row->total.low) <= 0 && mpfr_sgn(row->total.high) > 0;
  enclosed_note(s, !may_be_zero);        /* then weights are no numbers */
}

static void make_exponentials(enclosed_work *s, enclosed_row *row)
{
  tp_enclosure *most = s->scratch;
  find_most(row, row->logit, most);
  if (s->rules.is_real[TP_SITE_EXP] && !tp_enclosure_is_exact(most)) {
    /* Weights do not depend on what is subtracted: let it be one of the logits. */
    size_t best = row->classes;
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c] && (best == row->classes || mpfr_greater_p(row->logit[c].low, row->logit[best].low)))
        best = c;
    tp_enclosure_set(most, row->logit + best);
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c] && c != best)
        tp_enclosure_exp_difference(row->e + c, row->logit + c, most);
    tp_enclosure_set_int(row->e + best, 1);
  } else {
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c])
        make_exponential(s, row, c, most);
  }
  make_total(s, row);
}

static void make_weights(enclosed_work *s, enclosed_row *row)
{
  const tp_rounding *r = &s->rules.rule[TP_SITE_ATTN];
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, row->share + c, NULL);
      enclosed_round_sum(s, row->divisor, r->format.shared ? &unrounded : r, random_of(s, row, TP_SITE_ATTN, c), row->weight + c);
      tp_enclosed_disturb(s, TP_SITE_ATTN, row->weight + c, s->place, row->i, c);
    }
  if (r->format.shared)
    round_blocks(s, row, TP_SITE_ATTN, row->weight);
}

/* A NaN, or a largest logit that is infinite: infinity less itself is no number. */
static int has_nan(const enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && (tp_enclosure_is_nan(row->logit + c) || (mpfr_inf_p(row->logit[c].high) && mpfr_sgn(row->logit[c].high) > 0)))
      return 1;
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && !mpfr_inf_p(row->logit[c].low))
      return 0;
  return 1;
}

/* A rounded total may overflow: what is finite is 0 then, and infinity no number. */
static void divide_by_infinity(enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      row->is_nan |= mpfr_inf_p(row->e[c].high) != 0;
      tp_enclosure_set_int(row->weight + c, 0);
    }
  row->share = row->weight;
  row->divisor = &row->one;
}

void tp_enclosed_weigh_row(enclosed_work *s, enclosed_row *row)
{
  row->groups_are_found = 0;
  classify(s, row);
  int shared = s->rules.rule[TP_SITE_LOGIT].format.shared;
  make_logits(s, row, shared ? &unrounded : &s->rules.rule[TP_SITE_LOGIT]);
  if (shared)
    round_blocks(s, row, TP_SITE_LOGIT, row->logit);
  row->is_nan = has_nan(row);
  if (row->is_nan)
    return;
  make_exponentials(s, row);
  row->share = row->e;
  row->divisor = &row->total;
  row->is_nan = tp_enclosure_is_nan(&row->total) || mpfr_zero_p(row->total.high);
  if (mpfr_inf_p(row->total.low))
    divide_by_infinity(row);
  if (!row->is_nan && !s->rules.is_real[TP_SITE_ATTN])
    make_weights(s, row);
}
