/* SPDX-License-Identifier: MIT */
/* Histograms of scores say what the scores say one by one; key stores may grow in any pieces. */
#include <check.h>
#include <stdio.h>

#include "random_machines.h"
#include "suite.h"
#include "ways.h"

/* As observers see rows: scored, and weighed. */
typedef struct {
  const random_machine *of;
  size_t rows, counted;
} counter;

static void check_histogram(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  counter *n = context;
  tp_score_histogram h = {.count = 0};
  size_t keys = 0;
  (void) layer, (void) head;
  n->rows++;
  if (!w->a->op->row_histogram(w, row, &h))
    return;
  n->counted++;
  for (size_t i = 0; i < h.count; i++) {
    size_t found = 0;
    for (size_t j = 0; j <= position; j++)
      found += w->a->op->row_score(w, row, j) == h.score[i];
    random_assert(n->of, found == h.keys[i] && found && (i == 0 || h.score[i] < h.score[i - 1]));
    keys += found;
  }
  random_assert(n->of, keys == position + 1);
  tp_score_histogram_clear(&h);
}

START_TEST(test_histograms)
{
  random_source source = random_open(110 + (uint64_t) _i);
  tp_choice c = choice_of((size_t) _i);
  const tp_setup in = {.choice = &c, .effort = effort_of((size_t) _i)};
  counter n = {.rows = 0};
  for (random_quota quota = quota_of((size_t) _i, 10, TP_MODE_COT); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, ways[_i].is_slow ? 24 : 48, &quota);
    n.of = &a;
    tp_pass *p = tp_pass_new(s.plans, &in, 0);
    tp_pass_begin(p, 0, &(tp_observer) {.context = &n, .scores = check_histogram, .weights = check_histogram});
    tp_pass_feed(p, &s.told.segment[0].tokens, s.told.segment[0].tokens.length - 1, 1 + random_below(&source, 40));
    tp_pass_free(p);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu of %zu rows counted\n", ways[_i].choice, n.counted, n.rows);
  ck_assert(n.rows > 0 && (_i != HARDMAX || n.counted == n.rows) && (_i != INTEGERS || n.counted == n.rows));
  tp_choice_clear(&c);
}
END_TEST

enum { MOST_KEYS = 150, MOST_COORDINATES = 7 };

/* Rows first .. first + rows - 1 of the store, scored and weighed. */
static void attend(tp_workspace *w, const tp_key_store *store, tp_number_column *const *q, size_t first, size_t rows, double *score, double *weight)
{
  const tp_arithmetic_operations *op = w->a->op;
  const tp_rounding_place somewhere = {2, TP_PART_ATTENTION, 1};
  tp_attention_row *row[MOST_KEYS];
  for (size_t n = 0; n < rows; n++)
    row[n] = op->row_new(w->a);
  op->score(w, somewhere, row, rows, store, q, first);
  for (size_t n = 0; n < rows; n++)
    for (size_t j = 0; j <= first + n; j++)
      score[(first + n) * MOST_KEYS + j] = op->row_score(w, row[n], j);
  op->weigh(w, somewhere, row, rows);
  for (size_t n = 0; n < rows; n++)
    for (size_t j = 0; j <= first + n; j++)
      weight[(first + n) * MOST_KEYS + j] = op->row_weight(w, row[n], j);
  for (size_t n = 0; n < rows; n++)            /* they may share memory */
    op->row_free(w->a, row[n]);
}

/* Ternary columns, whose scores are integers that are known. */
START_TEST(test_stores)
{
  random_source source = random_open(130 + (uint64_t) _i);
  tp_choice c = choice_of((size_t) _i), there = tp_choice_at_layer(&c, 2);
  static double score[2][MOST_KEYS * MOST_KEYS], weight[2][MOST_KEYS * MOST_KEYS];
  for (size_t left = random_count(10, 3); left; left--) {
    const size_t keys = 1 + random_below(&source, MOST_KEYS), coordinates = 1 + random_below(&source, MOST_COORDINATES);
    int8_t value[2 * MOST_COORDINATES][MOST_KEYS];
    tp_number_column *x[2 * MOST_COORDINATES], *const *k = x + coordinates;
    const tp_effort effort = effort_of((size_t) _i);
    tp_arithmetic *a = tp_arithmetic_new(&there, &effort, 8, coordinates);
    tp_workspace *w = tp_workspace_new(a, &(tp_draw) {.seed = 3});
    for (size_t i = 0; i < 2 * coordinates; i++) {
      x[i] = a->op->column_new(a);
      for (size_t p = 0; p < keys; p++)
        value[i][p] = (int8_t) ((int) random_below(&source, 3) - 1);
      a->op->load(a, x[i], keys, value[i]);
    }
    tp_key_store *grown = a->op->store_new(a, coordinates, k), *whole = a->op->store_new(a, coordinates, k);
    for (size_t from = 0; from < keys;) {
      const size_t count = 1 + random_below(&source, (uint32_t) (keys - from < 40 ? keys - from : 40));
      a->op->store_extend(w, grown, from + count);
      attend(w, grown, x, from, count, score[0], weight[0]);
      from += count;
    }
    a->op->store_extend(w, whole, keys);
    attend(w, whole, x, 0, keys, score[1], weight[1]);
    for (size_t i = 0; i < keys; i++)
      for (size_t j = 0; j <= i; j++) {
        int sum = 0;
        for (size_t n = 0; n < coordinates; n++)
          sum += value[n][i] * value[coordinates + n][j];
        const size_t at = i * MOST_KEYS + j;
        quick_assert_msg(score[0][at] == sum && score[1][at] == sum, "%s: score %g, %g, not %d", ways[_i].choice, score[0][at], score[1][at], sum);
        quick_assert_msg(weight[0][at] == weight[1][at], "%s: weight %a, and at once %a", ways[_i].choice, weight[0][at], weight[1][at]);
      }
    a->op->store_free(a, grown);
    a->op->store_free(a, whole);
    for (size_t i = 0; i < 2 * coordinates; i++)
      a->op->column_free(a, x[i]);
    tp_workspace_free(w);
    tp_arithmetic_free(a);
  }
  tp_choice_clear(&c);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("key stores");
  TCase *tc = suite_case(suite, "rows");
  tcase_add_loop_test(tc, test_histograms, 0, WAYS);
  tcase_add_loop_test(tc, test_stores, 0, WAYS);
  return suite_run(suite);
}
