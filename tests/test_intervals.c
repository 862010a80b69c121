/* SPDX-License-Identifier: MIT */
/* Intervals of binary64, step by step, against rational numbers drawn from them: whatever numbers operands stand for, the
   result of a step contains what these give.  Exponentials, and mixes of their quotients, against MPFR. */
#include <stdio.h>

#include "interval_world.h"

/* --- Sums -------------------------------------------------------------------------------------- */

enum { TERMS = 15 };

/* sum = weight . columns + bias at a position */
static void sum_truth(world *k, size_t terms, const size_t *of, const int8_t *weight, long bias, size_t p)
{
  mpq_set_si(k->sum, bias, 1);
  for (size_t i = 0; i < terms; i++) {
    mpq_set_si(k->part, weight[i], 1);
    mpq_mul(k->part, k->part, k->column[of[i]].truth[p]);
    mpq_add(k->sum, k->sum, k->part);
  }
}

START_TEST(test_sums)
{
  const tp_rounding_place somewhere = {1, TP_PART_NEURON, 0};
  world k;
  world_open(&k, 800 + (uint64_t) _i, "1");
  for (size_t n = random_count(300, 10); n; n--) {
    const size_t terms = random_below(&k.source, TERMS), from = random_below(&k.source, POSITIONS), x = random_below(&k.source, COLUMNS);
    const long bias = (long) random_below(&k.source, 9) - 4;
    size_t of[TERMS];
    int8_t weight[TERMS];
    tp_number_column *operand[TERMS];
    draw_columns(&k, _i, POSITIONS);
    for (size_t i = 0; i < terms; i++) {
      of[i] = random_below(&k.source, COLUMNS);
      weight[i] = (int8_t) (random_one_in(&k.source, 10) ? (int) random_below(&k.source, 255) - 127 : random_one_in(&k.source, 2) ? 1 : -1);
      operand[i] = k.column[of[i]].c;
    }
    k.a->op->column_restart(k.a, k.out.c, from);
    k.a->op->neuron(k.w, somewhere, k.out.c, terms, operand, weight, (int32_t) bias, from, POSITIONS);
    for (size_t p = from; p < POSITIONS; p++) {
      sum_truth(&k, terms, of, weight, bias, p);
      if (mpq_sgn(k.sum) < 0)
        mpq_set_si(k.sum, 0, 1);
      mpq_set(k.out.truth[p], k.sum);
      check_number(&k, &k.out, p);
    }
    k.a->op->column_restart(k.a, k.out.c, from);
    k.a->op->add(k.w, somewhere, k.out.c, k.column[x].c, terms, operand, weight, from, POSITIONS);
    for (size_t p = from; p < POSITIONS; p++) {
      sum_truth(&k, terms, of, weight, 0, p);
      mpq_add(k.out.truth[p], k.sum, k.column[x].truth[p]);
      check_number(&k, &k.out, p);
    }
  }
  ck_assert_int_eq(k.w->undecided & TP_UNDECIDED_NUMBER, 0);
  printf("sums of kind %d: off by up to %.3f of the radius\n", _i, k.closest);
  ck_assert(_i == 0 ? k.closest == 0 : k.closest > 0.5);
  world_close(&k);
}
END_TEST

/* --- Rows -------------------------------------------------------------------------------------- */

typedef struct {
  mpq_t score[MOST_POSITIONS];
  mpfr_t power[MOST_POSITIONS], total, x, y;
} true_row;

static void true_row_open(true_row *t)
{
  for (size_t j = 0; j < MOST_POSITIONS; j++) {
    mpq_init(t->score[j]);
    mpfr_init2(t->power[j], BITS);
  }
  mpfr_inits2(BITS, t->total, t->x, t->y, (mpfr_ptr) NULL);
}

static void true_row_close(true_row *t)
{
  for (size_t j = 0; j < MOST_POSITIONS; j++) {
    mpq_clear(t->score[j]);
    mpfr_clear(t->power[j]);
  }
  mpfr_clears(t->total, t->x, t->y, (mpfr_ptr) NULL);
}

static void check_scores(world *k, true_row *t, const interval_row *row, size_t keys, const known_column *const *q, const known_column *const *key)
{
  for (size_t j = 0; j <= row->i; j++) {
    mpq_set_si(t->score[j], 0, 1);
    for (size_t c = 0; c < keys; c++) {
      mpq_mul(k->part, q[c]->truth[row->i], key[c]->truth[j]);
      mpq_add(t->score[j], t->score[j], k->part);
    }
    mpq_set_si(k->sum, row->score[j], 1);
    mpq_sub(k->sum, t->score[j], k->sum);
    if (!row->is_integer) {
      mpq_set_d(k->part, row->delta[j]);
      mpq_sub(k->sum, k->sum, k->part);
    }
    mpq_abs(k->sum, k->sum);
    mpq_set_d(k->part, row->is_integer ? 0 : row->radius[j]);
    quick_assert(mpq_cmp(k->sum, k->part) <= 0);
  }
}

/* The exponentials of logits less that of the row's best key, and their sum. */
static void check_powers(const world *k, true_row *t, const interval_row *row)
{
  mpfr_set_ui(t->total, 0, MPFR_RNDN);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_set_q(t->x, t->score[j], MPFR_RNDN);
    mpfr_set_q(t->y, t->score[row->best], MPFR_RNDN);
    mpfr_sub(t->x, t->x, t->y, MPFR_RNDN);
    mpfr_mul_d(t->x, t->x, k->beta, MPFR_RNDN);
    mpfr_exp(t->power[j], t->x, MPFR_RNDN);
    mpfr_add(t->total, t->total, t->power[j], MPFR_RNDN);
    if (row->power[j] == 0) {
      quick_assert(mpfr_cmp_d(t->power[j], row->lost) <= 0);
      continue;
    }
    mpfr_sub_d(t->x, t->power[j], row->power[j], MPFR_RNDN);
    quick_assert(mpfr_cmpabs(t->x, (mpfr_set_d(t->y, row->power[j], MPFR_RNDN), mpfr_mul_d(t->y, t->y, row->doubt[j], MPFR_RNDN), t->y)) <= 0);
  }
  mpfr_sub_d(t->x, t->total, row->total, MPFR_RNDN);
  mpfr_set_d(t->y, row->total_radius, MPFR_RNDN);
  quick_assert(mpfr_cmpabs(t->x, t->y) <= 0);
}

/* The mix as MPFR has it lies between the ends, but for the last of its own bits. */
static void check_mix(world *k, true_row *t, const interval_row *row, const known_column *v, const known_column *x)
{
  mpfr_set_ui(t->y, 0, MPFR_RNDN);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_mul_q(t->x, t->power[j], v->truth[j], MPFR_RNDN);
    mpfr_add(t->y, t->y, t->x, MPFR_RNDN);
  }
  mpfr_div(t->y, t->y, t->total, MPFR_RNDN);
  mpfr_add_q(t->y, t->y, x->truth[row->i], MPFR_RNDN);
  k->a->op->bounds(k->w, k->out.c, row->i, k->low, k->high, k->denominator);
  mpfr_sub(t->x, t->y, k->low, MPFR_RNDN);
  mpfr_sub(t->total, k->high, t->y, MPFR_RNDN);
  mpfr_set_ui_2exp(t->y, 1, -BITS + 40, MPFR_RNDN);
  mpfr_neg(t->y, t->y, MPFR_RNDN);
  quick_assert(mpfr_cmp(t->x, t->y) >= 0 && mpfr_cmp(t->total, t->y) >= 0);
}

static const char *const betas[] = {"0", "1e-3", "1", "9.7", "17.25", "60", "400", "1e5", "1e12"};

typedef struct {
  size_t rows, open, lost;
} tally;

/* A row of the query at position i, of columns drawn. */
static void check_row(world *k, true_row *t, tp_attention_row *row, size_t keys, size_t i, tally *sum)
{
  const tp_rounding_place somewhere = {1, TP_PART_ATTENTION, 0};
  const known_column *q[COLUMNS], *key[COLUMNS], *v = k->column + random_below(&k->source, COLUMNS), *x = k->column + random_below(&k->source, COLUMNS);
  tp_number_column *qc[COLUMNS], *kc[COLUMNS];
  for (size_t c = 0; c < keys; c++) {
    q[c] = k->column + random_below(&k->source, COLUMNS), qc[c] = q[c]->c;
    key[c] = k->column + random_below(&k->source, COLUMNS), kc[c] = key[c]->c;
  }
  tp_key_store *store = k->a->op->store_new(k->a, keys, kc);
  k->a->op->store_extend(k->w, store, i + 1);
  k->w->undecided = 0;
  k->a->op->score(k->w, somewhere, &row, 1, store, qc, i);
  check_scores(k, t, interval_row_of(row), keys, q, key);
  k->a->op->weigh(k->w, somewhere, &row, 1);
  k->a->op->column_restart(k->a, k->out.c, i);
  k->a->op->mix(k->w, somewhere, &row, 1, v->c, k->out.c, x->c);
  sum->rows++;
  sum->open += k->w->undecided != 0;
  sum->lost += !k->w->undecided && interval_row_of(row)->lost > 0;
  if (!k->w->undecided) {
    check_powers(k, t, interval_row_of(row));
    check_mix(k, t, interval_row_of(row), v, x);
  }
  k->a->op->store_free(k->a, store);
}

START_TEST(test_rows)
{
  tally sum = {.rows = 0};
  world k;
  true_row t;
  true_row_open(&t);
  world_open(&k, 900 + (uint64_t) _i, betas[_i]);
  tp_attention_row *row = k.a->op->row_new(k.a);
  for (size_t n = random_count(200, 60); n; n--) {
    draw_columns(&k, (int) random_below(&k.source, 3), POSITIONS);
    check_row(&k, &t, row, 1 + random_below(&k.source, COLUMNS), random_below(&k.source, POSITIONS), &sum);
  }
  draw_columns(&k, 1, MOST_POSITIONS);
  for (size_t n = 0; n < 3; n++)
    check_row(&k, &t, row, 3, MOST_POSITIONS - 1 - random_below(&k.source, 500), &sum);
  printf("beta %s: %zu rows, %zu of them open, %zu with lost exponentials\n", betas[_i], sum.rows, sum.open, sum.lost);
  ck_assert(sum.open < sum.rows && (k.beta > 20 || sum.open < sum.rows / 2) && (k.beta < 100 || sum.lost > 0));
  k.a->op->row_free(k.a, row);
  world_close(&k);
  true_row_close(&t);
}
END_TEST

/* Numbers that are known exactly stay so: values that are all one, and sums of integers. */
START_TEST(test_exact)
{
  const tp_rounding_place somewhere = {1, TP_PART_ATTENTION, 0};
  static const int8_t ones[] = {1, 1, 1, 1}, mixed[] = {0, 1, -1, 1};
  world k;
  world_open(&k, 950, "3");
  k.a->op->load(k.a, k.column[0].c, 4, ones);
  k.a->op->load(k.a, k.column[1].c, 4, mixed);
  tp_attention_row *row = k.a->op->row_new(k.a);
  tp_key_store *store = k.a->op->store_new(k.a, 1, &k.column[1].c);
  k.a->op->store_extend(k.w, store, 4);
  k.a->op->score(k.w, somewhere, &row, 1, store, &k.column[1].c, 3);
  k.a->op->weigh(k.w, somewhere, &row, 1);
  k.a->op->column_restart(k.a, k.out.c, 3);
  k.a->op->mix(k.w, somewhere, &row, 1, k.column[0].c, k.out.c, k.column[1].c);
  const interval two = interval_at(interval_column_at(k.out.c), 3);
  ck_assert(two.base == 2 && two.mid == 0 && two.rad == 0);
  k.a->op->store_free(k.a, store);
  k.a->op->row_free(k.a, row);
  world_close(&k);
}
END_TEST

/* What is too large is left open. */
START_TEST(test_large)
{
  const tp_rounding_place somewhere = {1, TP_PART_SUM, 0};
  world k;
  world_open(&k, 960, "3");
  ck_assert(tp_interval_put(interval_column_of(k.column[0].c), 0, 0x1p99, 0));
  ck_assert(!tp_interval_put(interval_column_of(k.column[0].c), 0, 0x1p101, 0));
  ck_assert(!tp_interval_put(interval_column_of(k.column[0].c), 0, NAN, 0));
  ck_assert(!tp_interval_put(interval_column_of(k.column[0].c), 0, 0, INFINITY));
  ck_assert(tp_interval_put(interval_column_of(k.column[1].c), 300, 0.25, 0));
  k.a->op->add(k.w, somewhere, k.out.c, k.column[0].c, 1, &k.column[0].c, (const int8_t[]) {1}, 0, 1);
  ck_assert_int_eq(k.w->undecided, TP_UNDECIDED_NUMBER);
  mpq_set_d(k.column[1].truth[0], 300.25);
  check_number(&k, k.column + 1, 0);
  ck_assert(tp_interval_put(interval_column_of(k.column[1].c), 300, 0x1p-60, 0));
  mpq_set_d(k.column[1].truth[1], 0x1p-60);
  mpq_set_ui(k.sum, 300, 1);
  mpq_add(k.column[1].truth[1], k.column[1].truth[1], k.sum);
  check_number(&k, k.column + 1, 1);
  world_close(&k);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("intervals");
  TCase *tc = suite_case(suite, "steps");
  tcase_add_loop_test(tc, test_sums, 0, 3);
  tcase_add_loop_test(tc, test_rows, 0, LENGTH(betas));
  tcase_add_test(tc, test_exact);
  tcase_add_test(tc, test_large);
  return suite_run(suite);
}
