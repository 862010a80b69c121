/* SPDX-License-Identifier: MIT */
/* What binary64 leaves open, computed again from the same operands in enclosures, with
   more and more bits. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "../enclosed/enclosed.h"
#include "../enclosed/row.h"
#include "binary64.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

/* The newest rows are kept, for each of their values asks again: so many, and of so many keys in all, for a key takes some
   hundred bytes.  The very newest is kept however long it is. */
enum { MOST_ROWS = 256, MOST_KEYS = 1 << 15 };

typedef struct resolver {
  tp_choice choice;                /* without noise: that comes after */
  tp_effort effort;
  tp_arithmetic *a;
  tp_workspace *w;
  enclosed_row *row[MOST_ROWS];    /* by name, modulo MOST_ROWS; NULL: none, or no longer */
  uint64_t oldest, newest;         /* names of those that may be there; the first is 1 */
  size_t keys;                     /* of all of them */
} resolver;

static void drop_row(resolver *r, uint64_t name)
{
  enclosed_row **row = r->row + name % MOST_ROWS;
  if (!*row)
    return;
  r->keys -= (*row)->i + 1;
  tp_enclosed_row_drop(*row);
  *row = NULL;
}

static void drop_rows(resolver *r)
{
  for (uint64_t name = 0; name < MOST_ROWS; name++)
    drop_row(r, name);
}

static enclosed_row *row_named(const resolver *r, uint64_t name)
{
  return r->oldest <= name && name <= r->newest ? r->row[name % MOST_ROWS] : NULL;
}

/* Its name. */
static uint64_t keep_row(resolver *r, enclosed_row *row)
{
  const size_t keys = row->i + 1;
  while (r->oldest <= r->newest && (r->newest - r->oldest + 1 == MOST_ROWS || r->keys + keys > MOST_KEYS))
    drop_row(r, r->oldest++);
  r->keys += keys;
  r->row[++r->newest % MOST_ROWS] = row;
  return r->newest;
}

static void drop_arithmetic(resolver *r)
{
  tp_workspace_free(r->w);
  tp_arithmetic_free(r->a);
}

static void make_arithmetic(resolver *r, const binary64_work *s)
{
  r->a = tp_enclosed_arithmetic(&r->choice, r->effort.bits, 0, 0, s->a->r);
  r->w = tp_workspace_new(r->a, &s->base.draw);
}

void tp_resolver_free(binary64_work *s)
{
  if (s->resolver) {
    drop_rows(s->resolver);
    drop_arithmetic(s->resolver);
  }
  free(s->resolver);
  s->resolver = NULL;
}

/* A row is made anew from its scores: where noise has disturbed it that is another. */
static int is_disturbed(binary64_work *s)
{
  if (s->rules.noise[TP_SITE_LOGIT].kind == TP_NOISE_NONE && s->rules.noise[TP_SITE_ATTN].kind == TP_NOISE_NONE && !binary64_shakes_weights(s))
    return 0;
  s->base.undecided = TP_UNDECIDED_NUMBER;
  return 1;
}

/* The enclosures' workspace, at the place where this one is. */
static enclosed_work *reals(binary64_work *s)
{
  if (!s->resolver) {
    s->resolver = tp_memory_zeroed(1, sizeof *s->resolver);
    s->resolver->oldest = 1;
    s->resolver->choice = s->a->choice;
    memset(s->resolver->choice.noise, 0, sizeof s->resolver->choice.noise);
    tp_effort_raise(&s->resolver->effort, &s->resolver->choice);
    make_arithmetic(s->resolver, s);
  }
  enclosed_work *fine = enclosed_of(s->resolver->w);
  fine->place = s->place;
  return fine;
}

/* 1 if the last result is decided; else more bits are taken for another attempt, until
   there are no more.  Rows made with fewer bits are dropped, for they would leave open what these decide. */
static int is_decided(binary64_work *s)
{
  enclosed_work *fine = reals(s);
  if (!fine->base.undecided)
    return 1;
  fine->base.undecided = 0;
  if (!tp_effort_raise(&s->resolver->effort, &s->resolver->choice)) {
    s->base.undecided = TP_UNDECIDED_NUMBER;
    return 1;
  }
  drop_rows(s->resolver);
  drop_arithmetic(s->resolver);
  make_arithmetic(s->resolver, s);
  return 0;
}

/* As a double, which must hold it; on a grid, the nearest. */
static double value_of(binary64_work *s, const tp_enclosure *x)
{
  double value = mpfr_get_d(x->low, MPFR_RNDN);
  if ((fabs(value) < DBL_MIN || isinf(value)) && mpfr_cmp_d(x->low, value) != 0)
    s->base.undecided = TP_UNDECIDED_NUMBER;
  return value;
}

/* Positions from .. to-1 of a column. */
static tp_number_column *copy_column(binary64_work *s, const tp_number_column *c, size_t from, size_t to)
{
  enclosed_work *fine = reals(s);
  const tp_arithmetic *a = fine->base.a;
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

static tp_number_column **copy_columns(binary64_work *s, size_t count, tp_number_column *const *column, size_t from, size_t to)
{
  tp_number_column **copy = tp_memory_new(count, sizeof *copy);
  for (size_t c = 0; c < count; c++)
    copy[c] = copy_column(s, column[c], from, to);
  return copy;
}

static void free_columns(binary64_work *s, size_t count, tp_number_column **column)
{
  const tp_arithmetic *a = reals(s)->base.a;
  for (size_t c = 0; c < count; c++)
    a->op->column_free(a, column[c]);
  free(column);
}

double tp_resolve_columns(binary64_work *s, size_t count, tp_number_column *const *column, const int8_t *weight,
                          const tp_number_column *x, int32_t bias, size_t position)
{
  double value;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  do {
    tp_workspace *w = &reals(s)->base;
    const tp_arithmetic *a = w->a;
    tp_number_column **copy = copy_columns(s, count, column, position, position + 1), *out = a->op->column_new(a);
    a->op->column_restart(a, out, position);
    if (x) {
      tp_number_column *from = copy_column(s, x, position, position + 1);
      a->op->add(w, s->place, out, from, count, copy, weight, position, position + 1);
      a->op->column_free(a, from);
    } else {
      a->op->neuron(w, s->place, out, count, copy, weight, bias, position, position + 1);
    }
    value = value_of(s, real_at(reals(s), out, position));
    a->op->column_free(a, out);
    free_columns(s, count, copy);
  } while (!is_decided(s));
  tp_mpfr_environment_leave(&caller);
  return value;
}

/* Scores that are not integers, from their operands. */
static void score_fine_row(const binary64_row *row, enclosed_work *fine, enclosed_row *to)
{
  binary64_work *s = row->s;
  tp_number_column **q = copy_columns(s, row->keys, row->q, row->i, row->i + 1);
  tp_number_column **k = copy_columns(s, row->keys, row->k, 0, row->i + 1);
  fine->place = row->place;
  tp_enclosed_score_row(fine, to, row->keys, q, k, row->i);
  free_columns(s, row->keys, q);
  free_columns(s, row->keys, k);
}

static enclosed_row *fine_row(binary64_row *row)
{
  enclosed_work *fine = reals(row->s);
  enclosed_row *made = row_named(row->s->resolver, row->fine);
  if (made)
    return made;
  made = tp_enclosed_row_make(fine->room.bits);
  if (row->is_whole)
    score_fine_row(row, fine, made);
  else
    tp_enclosed_set_scores(made, row->i, row->best, row->score);
  fine->place = row->place;
  tp_enclosed_weigh_row(fine, made);
  row->fine = keep_row(row->s->resolver, made);
  return made;
}

/* A key of difference d, or the key itself. */
static size_t key_of(const binary64_row *row, size_t index)
{
  size_t j = row->is_whole ? index : 0;
  while (!row->is_whole && (size_t) row->score[j] != index)
    j++;
  return j;
}

/* A number of the row for key j. */
static double number_of_row(binary64_row *row, size_t j, const tp_enclosure *(*which)(const enclosed_row *fine, size_t j))
{
  double value;
  if (is_disturbed(row->s))
    return 0;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  do
    value = value_of(row->s, which(fine_row(row), j));
  while (!is_decided(row->s));
  tp_mpfr_environment_leave(&caller);
  return value;
}

static const tp_enclosure *total_of(const enclosed_row *fine, size_t j)
{
  (void) j;
  return tp_enclosed_total(fine);
}

double tp_resolve_logit(binary64_row *row, size_t j) { return number_of_row(row, j, tp_enclosed_logit); }
double tp_resolve_exponential(binary64_row *row, size_t index) { return number_of_row(row, key_of(row, index), tp_enclosed_exponential); }
double tp_resolve_weight(binary64_row *row, size_t index) { return number_of_row(row, key_of(row, index), tp_enclosed_weight); }
double tp_resolve_total(binary64_row *row) { return number_of_row(row, 0, total_of); }

double tp_resolve_mix(binary64_row *row, const tp_number_column *v, double x)
{
  binary64_work *s = row->s;
  double value;
  if (is_disturbed(s))
    return 0;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  do {
    enclosed_row *fine = fine_row(row);
    tp_number_column *values = copy_column(s, v, 0, row->i + 1);
    enclosed_work *in = reals(s);
    tp_enclosure at, y;
    tp_enclosure_init(&at, in->room.bits);
    tp_enclosure_init(&y, in->room.bits);
    tp_enclosed_set_value(&at, s->rules.rule[TP_SITE_ACT].format, x);
    tp_enclosed_mix_row(in, fine, values, &at, &y);
    value = value_of(s, &y);
    tp_enclosure_clear(&at);
    tp_enclosure_clear(&y);
    in->base.a->op->column_free(in->base.a, values);
  } while (!is_decided(s));
  tp_mpfr_environment_leave(&caller);
  return value;
}
