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
  arithmetic_choice choice;
  arithmetic *a;
} resolver;

void resolver_free(sites_state *s)
{
  if (s->resolver)
    s->resolver->a->op->destroy(s->resolver->a);
  free(s->resolver);
  s->resolver = NULL;
}

/* A row is made anew from its scores: where noise has disturbed it that is another. */
static int is_disturbed(sites_state *s)
{
  if (s->rules.noise[SITE_LOGIT].kind == NOISE_NONE && s->rules.noise[SITE_ATTN].kind == NOISE_NONE && !sites_shakes_weights(s))
    return 0;
  s->undecided = UNDECIDED_NUMBER;
  return 1;
}

/* The enclosures' arithmetic, at the place where this one is. */
static reals_state *reals(sites_state *s)
{
  if (!s->resolver) {
    s->resolver = memory_new(1, sizeof *s->resolver);
    s->resolver->choice = s->choice;
    memset(s->resolver->choice.noise, 0, sizeof s->resolver->choice.noise);      /* that comes behind */
    arithmetic_refine(&s->resolver->choice);
    s->resolver->a = reals_arithmetic(&s->resolver->choice, s->r);
  }
  s->resolver->a->place = s->base.base.place;
  return reals_of(s->resolver->a);
}

/* 1 if the last result is decided; else more bits are taken for another attempt, until
   there are no more.  A row made with fewer bits is dropped. */
static int is_decided(sites_state *s, attention_row *row)
{
  reals_state *fine = reals(s);
  if (!fine->undecided)
    return 1;
  if (row)
    resolve_drop_row(row);
  fine->undecided = 0;
  arithmetic_choice finer = s->resolver->choice;
  if (!arithmetic_refine(&finer)) {
    s->undecided = UNDECIDED_NUMBER;
    return 1;
  }
  s->resolver->a->op->destroy(s->resolver->a);
  s->resolver->choice = finer;
  s->resolver->a = reals_arithmetic(&finer, s->r);
  return 0;
}

/* As a double, which must hold it. */
static double value_of(sites_state *s, const real *x)
{
  double value = mpfr_get_d(x->low, MPFR_RNDN);
  if (value == 0 && !mpfr_zero_p(x->low))
    s->undecided = UNDECIDED_NUMBER;
  return value;
}

/* Positions from .. to-1 of a column. */
static number_column *copy_column(sites_state *s, const number_column *c, size_t from, size_t to)
{
  reals_state *fine = reals(s);
  arithmetic *a = &fine->base.base;
  number_column *copy = a->op->column_new(a);
  real x;
  real_init(&x, fine->room.bits);
  a->op->column_restart(a, copy, from);
  for (size_t p = from; p < to; p++) {
    reals_set_value(&x, s->rules.rule[SITE_ACT].format, double_at(c, p));
    reals_put(fine, copy, &x);
  }
  real_clear(&x);
  return copy;
}

static number_column **copy_columns(sites_state *s, size_t count, number_column *const *column, size_t from, size_t to)
{
  number_column **copy = memory_new(count, sizeof *copy);
  for (size_t c = 0; c < count; c++)
    copy[c] = copy_column(s, column[c], from, to);
  return copy;
}

static void free_columns(sites_state *s, size_t count, number_column **column)
{
  arithmetic *a = &reals(s)->base.base;
  for (size_t c = 0; c < count; c++)
    a->op->column_free(a, column[c]);
  free(column);
}

double resolve_columns(sites_state *s, size_t count, number_column *const *column, const int8_t *weight,
                       const number_column *x, int32_t bias, size_t position)
{
  double value;
  do {
    arithmetic *a = &reals(s)->base.base;
    number_column **copy = copy_columns(s, count, column, position, position + 1), *out = a->op->column_new(a);
    a->op->column_restart(a, out, position);
    if (x) {
      number_column *from = copy_column(s, x, position, position + 1);
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
static void score_fine_row(attention_row *row, reals_state *fine)
{
  sites_state *s = row->s;
  number_column **q = copy_columns(s, row->keys, row->q, row->i, row->i + 1);
  number_column **k = copy_columns(s, row->keys, row->k, 0, row->i + 1);
  fine->base.base.place = row->place;
  reals_score_row(fine, row->fine, row->keys, q, k, row->i);
  free_columns(s, row->keys, q);
  free_columns(s, row->keys, k);
}

static attention_row *fine_row(attention_row *row)
{
  if (row->fine)
    return row->fine;
  reals_state *fine = reals(row->s);
  row->fine = reals_row_new(&fine->base.base);
  if (row->is_whole)
    score_fine_row(row, fine);
  else
    reals_set_scores(row->fine, row->i, row->best, row->score);
  fine->base.base.place = row->place;
  reals_weigh_row(fine, row->fine);
  return row->fine;
}

void resolve_drop_row(attention_row *row)
{
  if (row->fine)
    reals_row_free(NULL, row->fine);
  row->fine = NULL;
}

/* A key of difference d, or the key itself. */
static size_t key_of(const attention_row *row, size_t index)
{
  size_t j = row->is_whole ? index : 0;
  while (!row->is_whole && (size_t) row->score[j] != index)
    j++;
  return j;
}

/* A number of the row for key j. */
static double number_of_row(attention_row *row, size_t j, const real *(*which)(const attention_row *row, size_t j))
{
  double value;
  if (is_disturbed(row->s))
    return 0;
  do
    value = value_of(row->s, which(fine_row(row), j));
  while (!is_decided(row->s, row));
  return value;
}

static const real *total_of(const attention_row *fine, size_t j)
{
  (void) j;
  return reals_total(fine);
}

double resolve_logit(attention_row *row, size_t j) { return number_of_row(row, j, reals_logit); }
double resolve_exponential(attention_row *row, size_t index) { return number_of_row(row, key_of(row, index), reals_exponential); }
double resolve_weight(attention_row *row, size_t index) { return number_of_row(row, key_of(row, index), reals_weight); }
double resolve_total(attention_row *row) { return number_of_row(row, 0, total_of); }

double resolve_mix(attention_row *row, const number_column *v, double x)
{
  sites_state *s = row->s;
  double value;
  if (is_disturbed(s))
    return 0;
  do {
    attention_row *fine = fine_row(row);
    number_column *values = copy_column(s, v, 0, row->i + 1);
    reals_state *in = reals(s);
    real at, y;
    real_init(&at, in->room.bits);
    real_init(&y, in->room.bits);
    reals_set_value(&at, s->rules.rule[SITE_ACT].format, x);
    reals_mix_row(in, fine, values, &at, &y);
    value = value_of(s, &y);
    real_clear(&at);
    real_clear(&y);
    in->base.base.op->column_free(&in->base.base, values);
  } while (!is_decided(s, row));
  return value;
}
