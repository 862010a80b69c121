/* SPDX-License-Identifier: MIT */
/* Scores in enclosures: integers as long as all is ternary. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"
#include "tmprec/base/memory.h"

typedef struct {
  tp_number_column *const *q, *const *k;
  const size_t *index;             /* of the coordinates, or NULL: all */
  size_t i, j;
} score_terms;

static dot_term score_term(const enclosed_work *s, const void *of, size_t n)
{
  const score_terms *t = of;
  size_t c = t->index ? t->index[n] : n;
  return (dot_term) {1, real_at(s, t->q[c], t->i), real_at(s, t->k[c], t->j), 0};
}

/* 1 if every integer up to most is a value of the format. */
static int format_holds(tp_format f, size_t most)
{
  if (f.family == TP_FORMAT_REAL)
    return 1;
  if (f.family == TP_FORMAT_FIXED)
    return f.a >= 15 || most < (size_t) 1 << f.a;
  return (f.family == TP_FORMAT_FLOAT || (f.family == TP_FORMAT_IEEE && f.a >= 5 && f.bias == (1 << (f.a - 1)) - 1))
         && (f.b + f.a >= 32 || most <= (size_t) 1 << tp_format_significand(f)) && (f.family == TP_FORMAT_FLOAT || most <= 32768);
}

/* Then no sum of so many integers -1, 0 and 1 is rounded, in whatever order, nor are they cut: a sum of 2^p is followed
   by zeros only. */
static int holds_integers(const enclosed_work *s, size_t most)
{
  const tp_accumulator *by = &s->a->choice.accumulator;
  return format_holds(s->rules.rule[TP_SITE_ACC].format, most)
         && (s->rules.is_real[TP_SITE_ACC] || !by->block || format_holds(by->narrow, (size_t) by->block < most ? (size_t) by->block : most));
}

/* Each coordinate with a weight of its own. */
static void shaken_scores(enclosed_work *s, enclosed_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, const tp_enclosure *shaken)
{
  tp_enclosure *query = tp_memory_new(keys, sizeof *query);
  for (size_t c = 0; c < keys; c++) {
    tp_enclosure_init(query + c, s->room.bits);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, shaken + c, real_at(s, q[c], row->i));
    tp_enclosure_sum_take(&s->room, NULL, query + c);
  }
  for (size_t j = 0; j <= row->i; j++) {
    tp_enclosure_sum_start(&s->room);
    for (size_t c = 0; c < keys; c++)
      tp_enclosure_sum_add(&s->room, 1, query + c, real_at(s, k[c], j));
    tp_enclosure_sum_take(&s->room, NULL, row->score + j);
  }
  for (size_t c = 0; c < keys; c++)
    tp_enclosure_clear(query + c);
  free(query);
}

void tp_enclosed_score_row(enclosed_work *s, enclosed_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i)
{
  row->i = i;
  TP_MEMORY_GROW(row->integer, row->integer_capacity, i + 1);
  TP_MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = tp_ternary_scores(row->integer, keys, q, k, i, row->rest);
  const tp_enclosure *shaken = tp_enclosed_shake(s, NULL, keys);
  row->is_integer = left == 0 && holds_integers(s, keys) && !shaken;
  if (row->is_integer)
    return;
  tp_enclosed_make_classes(row, i + 1, s->room.bits);
  if (shaken) {
    shaken_scores(s, row, keys, q, k, shaken);
    return;
  }
  for (size_t j = 0; j <= i; j++) {
    score_terms t = {q, k, s->rules.is_real[TP_SITE_ACC] ? row->rest : NULL, i, j};
    if (s->rules.is_real[TP_SITE_ACC]) {
      tp_enclosure_set_int(s->scratch, row->integer[j]);
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, s->scratch, NULL);
      for (size_t n = 0; n < left; n++) {
        dot_term d = score_term(s, &t, n);
        tp_enclosure_sum_add(&s->room, 1, d.x, d.y);
      }
      tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_ACC], 0, row->score + j);
    } else {
      tp_enclosed_dot(s, &t, score_term, keys, NULL, i, j, row->score + j);
    }
  }
}

void tp_enclosed_set_scores(enclosed_row *row, size_t i, int best, const int16_t *difference)
{
  row->i = i;
  row->is_integer = 1;
  TP_MEMORY_GROW(row->integer, row->integer_capacity, i + 1);
  for (size_t j = 0; j <= i; j++)
    row->integer[j] = (int16_t) (best - difference[j]);
}
