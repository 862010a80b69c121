/* What binary64 leaves open, computed again from the same operands in enclosures, with
   more and more bits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "../enclosed/enclosed.h"
#include "binary64.h"
#include "tmprec/base/memory.h"

typedef struct resolver {
  tp_choice choice;
  tp_arithmetic *a;
} resolver;

void tp_resolver_free(binary64_state *s)
{
  if (s->resolver)
    s->resolver->a->op->destroy(s->resolver->a);
  free(s->resolver);
  s->resolver = NULL;
}

/* A row is made anew from its scores: where noise has disturbed it that is another. */
static int is_disturbed(binary64_state *s)
{
  if (s->rules.noise[TP_SITE_LOGIT].kind == TP_NOISE_NONE && s->rules.noise[TP_SITE_ATTN].kind == TP_NOISE_NONE && !binary64_shakes_weights(s))
    return 0;
  s->undecided = TP_UNDECIDED_NUMBER;
  return 1;
}

/* The enclosures' arithmetic, at the place where this one is. */
static enclosed_state *reals(binary64_state *s)
{
  if (!s->resolver) {
    s->resolver = tp_memory_new(1, sizeof *s->resolver);
    s->resolver->choice = s->choice;
    memset(s->resolver->choice.noise, 0, sizeof s->resolver->choice.noise);      /* that comes behind */
    tp_arithmetic_refine(&s->resolver->choice);
    s->resolver->a = tp_enclosed_arithmetic(&s->resolver->choice, s->r);
  }
  s->resolver->a->place = s->base.base.place;
  return enclosed_of(s->resolver->a);
}

/* 1 if the last result is decided; else more bits are taken for another attempt, until
   there are no more.  A row made with fewer bits is dropped. */
static int is_decided(binary64_state *s, tp_attention_row *row)
{
  enclosed_state *fine = reals(s);
  if (!fine->undecided)
    return 1;
  if (row)
    tp_resolve_drop_row(row);
  fine->undecided = 0;
  tp_choice finer = s->resolver->choice;
  if (!tp_arithmetic_refine(&finer)) {
    s->undecided = TP_UNDECIDED_NUMBER;
    return 1;
  }
  s->resolver->a->op->destroy(s->resolver->a);
  s->resolver->choice = finer;
  s->resolver->a = tp_enclosed_arithmetic(&finer, s->r);
  return 0;
}

/* As a double, which must hold it. */
static double value_of(binary64_state *s, const tp_enclosure *x)
{
  double value = mpfr_get_d(x->low, MPFR_RNDN);
  if (value == 0 && !mpfr_zero_p(x->low))
    s->undecided = TP_UNDECIDED_NUMBER;
  return value;
}

/* Positions from .. to-1 of a column. */
static tp_number_column *copy_column(binary64_state *s, const tp_number_column *c, size_t from, size_t to)
{
  enclosed_state *fine = reals(s);
  tp_arithmetic *a = &fine->base.base;
  tp_number_column *copy = a->op->column_new(a);
  tp_enclosure x;
  tp_enclosure_init(&x, fine->room.bits);
  a->op->column_restart(a, copy, from);
  for (size_t p = from; p < to; p++) {
    tp_enclosed_set_value(&x, s->rules.rule[TP_SITE_ACT].format, double_at(c, p));
    tp_enclosed_put(fine, copy, &x);
  }
  tp_enclosure_clear(&x);
  return copy;
}

static tp_number_column **copy_columns(binary64_state *s, size_t count, tp_number_column *const *column, size_t from, size_t to)
{
  tp_number_column **copy = tp_memory_new(count, sizeof *copy);
  for (size_t c = 0; c < count; c++)
    copy[c] = copy_column(s, column[c], from, to);
  return copy;
}

static void free_columns(binary64_state *s, size_t count, tp_number_column **column)
{
  tp_arithmetic *a = &reals(s)->base.base;
  for (size_t c = 0; c < count; c++)
    a->op->column_free(a, column[c]);
  free(column);
}

double tp_resolve_columns(binary64_state *s, size_t count, tp_number_column *const *column, const int8_t *weight,
                          const tp_number_column *x, int32_t bias, size_t position)
{
  double value;
  do {
    tp_arithmetic *a = &reals(s)->base.base;
    tp_number_column **copy = copy_columns(s, count, column, position, position + 1), *out = a->op->column_new(a);
    a->op->column_restart(a, out, position);
    if (x) {
      tp_number_column *from = copy_column(s, x, position, position + 1);
      a->op->add(a, out, from, count, copy, weight, position, position + 1);
      a->op->column_free(a, from);
    } else {
      a->op->neuron(a, out, count, copy, weight, bias, position, position + 1);
    }
    value = value_of(s, real_at(reals(s), out, position));
    a->op->column_free(a, out);
    free_columns(s, count, copy);
  } while (!is_decided(s, NULL));
  return value;
}

/* Scores that are not integers, from their operands. */
static void score_fine_row(tp_attention_row *row, enclosed_state *fine)
{
  binary64_state *s = row->s;
  tp_number_column **q = copy_columns(s, row->keys, row->q, row->i, row->i + 1);
  tp_number_column **k = copy_columns(s, row->keys, row->k, 0, row->i + 1);
  fine->base.base.place = row->place;
  tp_enclosed_score_row(fine, row->fine, row->keys, q, k, row->i);
  free_columns(s, row->keys, q);
  free_columns(s, row->keys, k);
}

static tp_attention_row *fine_row(tp_attention_row *row)
{
  if (row->fine)
    return row->fine;
  enclosed_state *fine = reals(row->s);
  row->fine = tp_enclosed_row_new(&fine->base.base);
  if (row->is_whole)
    score_fine_row(row, fine);
  else
    tp_enclosed_set_scores(row->fine, row->i, row->best, row->score);
  fine->base.base.place = row->place;
  tp_enclosed_weigh_row(fine, row->fine);
  return row->fine;
}

void tp_resolve_drop_row(tp_attention_row *row)
{
  if (row->fine)
    tp_enclosed_row_free(NULL, row->fine);
  row->fine = NULL;
}

/* A key of difference d, or the key itself. */
static size_t key_of(const tp_attention_row *row, size_t index)
{
  size_t j = row->is_whole ? index : 0;
  while (!row->is_whole && (size_t) row->score[j] != index)
    j++;
  return j;
}

/* A number of the row for key j. */
static double number_of_row(tp_attention_row *row, size_t j, const tp_enclosure *(*which)(const tp_attention_row *row, size_t j))
{
  double value;
  if (is_disturbed(row->s))
    return 0;
  do
    value = value_of(row->s, which(fine_row(row), j));
  while (!is_decided(row->s, row));
  return value;
}

static const tp_enclosure *total_of(const tp_attention_row *fine, size_t j)
{
  (void) j;
  return tp_enclosed_total(fine);
}

double tp_resolve_logit(tp_attention_row *row, size_t j) { return number_of_row(row, j, tp_enclosed_logit); }
double tp_resolve_exponential(tp_attention_row *row, size_t index) { return number_of_row(row, key_of(row, index), tp_enclosed_exponential); }
double tp_resolve_weight(tp_attention_row *row, size_t index) { return number_of_row(row, key_of(row, index), tp_enclosed_weight); }
double tp_resolve_total(tp_attention_row *row) { return number_of_row(row, 0, total_of); }

double tp_resolve_mix(tp_attention_row *row, const tp_number_column *v, double x)
{
  binary64_state *s = row->s;
  double value;
  if (is_disturbed(s))
    return 0;
  do {
    tp_attention_row *fine = fine_row(row);
    tp_number_column *values = copy_column(s, v, 0, row->i + 1);
    enclosed_state *in = reals(s);
    tp_enclosure at, y;
    tp_enclosure_init(&at, in->room.bits);
    tp_enclosure_init(&y, in->room.bits);
    tp_enclosed_set_value(&at, s->rules.rule[TP_SITE_ACT].format, x);
    tp_enclosed_mix_row(in, fine, values, &at, &y);
    value = value_of(s, &y);
    tp_enclosure_clear(&at);
    tp_enclosure_clear(&y);
    in->base.base.op->column_free(&in->base.base, values);
  } while (!is_decided(s, row));
  return value;
}
