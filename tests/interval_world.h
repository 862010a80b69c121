/* SPDX-License-Identifier: MIT */
/* Columns of intervals with a number drawn from each, for tests of steps. */
#ifndef INTERVAL_WORLD_H
#define INTERVAL_WORLD_H

#include "../src/06-arithmetic/intervals/intervals.h"
#include "random_source.h"
#include "suite.h"

/* Positions, more than a piece of keys (scores.c), and those of most tests.  Bits by which lost exponentials are no zeros. */
enum { MOST_POSITIONS = 1300, POSITIONS = 40, COLUMNS = 24, BITS = 1100 };

/* A column, and a number in each of its intervals. */
typedef struct {
  tp_number_column *c;
  mpq_t truth[MOST_POSITIONS];
} known_column;

typedef struct {
  random_source source;
  tp_arithmetic *a;
  tp_workspace *w;
  known_column column[COLUMNS], out;
  double beta, closest;            /* how much of its radius a result was off at most */
  mpfr_t low, high;
  mpz_t denominator;
  mpq_t sum, part;
} world;

static inline void known_column_open(world *k, known_column *c)
{
  c->c = k->a->op->column_new(k->a);
  for (size_t p = 0; p < MOST_POSITIONS; p++)
    mpq_init(c->truth[p]);
}

static inline void known_column_close(world *k, known_column *c)
{
  k->a->op->column_free(k->a, c->c);
  for (size_t p = 0; p < MOST_POSITIONS; p++)
    mpq_clear(c->truth[p]);
}

static inline void world_open(world *k, uint64_t stream, const char *beta)
{
  tp_choice c = {.beta.is_auto = 1};
  k->source = random_open(stream);
  ck_assert_int_eq(tp_choice_set_format(&c, "real", NULL), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_beta(&c, beta, NULL), TP_STATUS_OK);
  k->a = tp_arithmetic_new(&c, &(tp_effort) {.only_verdicts = 1}, 6, COLUMNS);
  k->w = tp_workspace_new(k->a, &(tp_draw) {.seed = 1});
  k->beta = tp_choice_beta(&c, 6);
  k->closest = 0;
  for (size_t i = 0; i < COLUMNS; i++)
    known_column_open(k, k->column + i);
  known_column_open(k, &k->out);
  mpfr_inits2(BITS, k->low, k->high, (mpfr_ptr) NULL);
  mpz_init(k->denominator);
  mpq_inits(k->sum, k->part, (mpq_ptr) NULL);
}

static inline void world_close(world *k)
{
  for (size_t i = 0; i < COLUMNS; i++)
    known_column_close(k, k->column + i);
  known_column_close(k, &k->out);
  mpfr_clears(k->low, k->high, (mpfr_ptr) NULL);
  mpz_clear(k->denominator);
  mpq_clears(k->sum, k->part, (mpq_ptr) NULL);
  tp_workspace_free(k->w);
  tp_arithmetic_free(k->a);
}

/* --- Numbers ----------------------------------------------------------------------------------- */

static inline double random_between(random_source *s, double low, double high)
{
  return low + (high - low) * (double) (random_bits(s) >> 11) * 0x1p-53;
}

/* A power of two from 2^-most to 1/2, times a number from 1 to 2, of any sign. */
static inline double random_small(random_source *s, uint32_t most)
{
  const double x = ldexp(random_between(s, 0.5, 1), -(int) random_below(s, most));
  return random_one_in(s, 2) ? -x : x;
}

/* Of a column of one kind: 0 integers, 1 next to -1, 0 and 1, as softmax leaves them, 2 anything. */
static inline void append_number(world *k, known_column *c, size_t p, int kind)
{
  random_source *s = &k->source;
  double base = (double) random_below(s, 3) - 1, mid = 0, rad = 0;
  if (kind == 1 && !random_one_in(s, 3))
    mid = random_small(s, 60);
  if (kind == 2) {
    base = random_one_in(s, 8) ? (double) random_below(s, 41) - 20 : base;
    mid = random_one_in(s, 6) ? random_between(s, -3, 3) : random_small(s, random_one_in(s, 10) ? 600 : 40);
  }
  if (mid != 0 && !random_one_in(s, 3))
    rad = fabs(random_small(s, 50)) * (random_one_in(s, 10) ? 1 : fabs(mid));
  /* An end, or something between. */
  const double where = random_one_in(s, 4) ? 1 : random_one_in(s, 3) ? -1 : random_between(s, -1, 1);
  ck_assert(tp_interval_put(interval_column_of(c->c), base, mid, rad));
  mpq_set_d(c->truth[p], where);
  mpq_set_d(k->part, rad);
  mpq_mul(c->truth[p], c->truth[p], k->part);
  mpq_set_d(k->part, mid);
  mpq_add(c->truth[p], c->truth[p], k->part);
  mpq_set_d(k->part, base);
  mpq_add(c->truth[p], c->truth[p], k->part);
}

static inline void draw_columns(world *k, int most_kind, size_t positions)
{
  for (size_t i = 0; i < COLUMNS; i++) {
    known_column *c = k->column + i;
    const int kind = (int) random_below(&k->source, (uint32_t) most_kind + 1);
    k->a->op->column_restart(k->a, c->c, 0);
    for (size_t p = 0; p < positions; p++)
      append_number(k, c, p, kind);
  }
}

/* truth lies in the interval; what compare and read say is true of it. */
static inline void check_number(world *k, const known_column *c, size_t p)
{
  static const int8_t trit[] = {-1, 0, 1};
  double value, slack;
  k->a->op->bounds(k->w, c->c, p, k->low, k->high, k->denominator);
  quick_assert(mpfr_cmp_q(k->low, c->truth[p]) <= 0 && mpfr_cmp_q(k->high, c->truth[p]) >= 0);
  k->a->op->read(k->w, c->c, p, p + 1, &value, &slack);
  mpq_set_d(k->part, value);
  mpq_sub(k->part, c->truth[p], k->part);
  mpq_abs(k->part, k->part);
  mpq_set_d(k->sum, slack);
  quick_assert(mpq_cmp(k->part, k->sum) <= 0);
  for (size_t i = 0; i < LENGTH(trit); i++) {
    const int undecided = k->w->undecided;
    k->w->undecided = 0;
    const int differs = k->a->op->compare(k->w, c->c, p, p + 1, trit + i) == p, is_equal = mpq_cmp_si(c->truth[p], trit[i], 1) == 0;
    quick_assert(k->w->undecided ? differs : differs == !is_equal);
    k->w->undecided = undecided;
  }
  const interval x = interval_at(interval_column_at(c->c), p);
  mpq_set_d(k->sum, x.base + 0.0);
  mpq_sub(k->sum, c->truth[p], k->sum);
  mpq_set_d(k->part, x.mid);
  mpq_sub(k->sum, k->sum, k->part);
  const double part = x.rad > 0 ? fabs(mpq_get_d(k->sum)) / x.rad : 0;
  k->closest = part > k->closest ? part : k->closest;
}

#endif
