/* SPDX-License-Identifier: MIT */
/* Hardmax against its definition (doc/precision.md, section 1) in rationals, step by step: random heads, neurons and
   sums that no machine ever made, on random ternary numbers and on what comes of them, in chunks of any size.
   The environment says how many (random_source.h). */
#include <check.h>
#include <gmp.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/base/memory.h"

enum { MOST_COLUMNS = 40, MOST_LENGTH = 300, MOST_KEYS = 150, MOST_NEURONS = 6, MOST_INPUTS = 7, STEPS = 7, HEAD_VALUES = 2 };

typedef enum { HEAD, NEURONS } step_kind;
typedef struct {
  step_kind kind;
  size_t keys, q[MOST_KEYS], k[MOST_KEYS], v[HEAD_VALUES];
  size_t neurons, inputs[MOST_NEURONS], in[MOST_NEURONS][MOST_INPUTS];
  int8_t weight[MOST_NEURONS][MOST_INPUTS], out_weight[MOST_NEURONS];
  int32_t bias[MOST_NEURONS];
  size_t x, out[HEAD_VALUES];             /* a sum of neurons has the first alone */
} step;

typedef struct {
  tp_arithmetic *a;
  tp_workspace *w;
  size_t columns, loaded, length;
  tp_number_column *column[MOST_COLUMNS], *hidden[MOST_NEURONS];
  mpq_t *value[MOST_COLUMNS];            /* by the definition */
  int8_t *given[MOST_COLUMNS];
  step step[STEPS];
  tp_key_store *store[STEPS];
  size_t other, rows, ties, ternary;     /* numbers that are not ternary; rows, those with ties, those of integers */
} world;

static int random_trit(random_source *s, uint32_t zeros)
{
  return random_one_in(s, zeros) ? 0 : random_one_in(s, 2) ? 1 : -1;
}

/* Few patterns repeat, so that keys are equal and queries find them; or all is noise. */
static void draw_columns(world *o, random_source *s)
{
  enum { PATTERNS = 12 };
  const int noise = random_one_in(s, 3), flat = random_one_in(s, 3);
  const uint32_t zeros = 1 + random_below(s, 4), patterns = 1 + random_below(s, PATTERNS);
  int8_t pattern[PATTERNS][MOST_COLUMNS];
  for (size_t n = 0; n < PATTERNS; n++)
    for (size_t c = 0; c < o->loaded; c++)
      pattern[n][c] = (int8_t) random_trit(s, zeros);
  for (size_t p = 0; p < o->length; p++) {
    const int8_t *from = pattern[random_below(s, patterns)];
    for (size_t c = 0; c < o->loaded; c++) {
      o->given[c][p] = (int8_t) (noise ? random_trit(s, zeros) : flat && c < 3 ? 1 : from[c]);
      mpq_set_si(o->value[c][p], o->given[c][p], 1);
    }
  }
}

static void draw_step(world *o, random_source *s, step *t)
{
  const uint32_t columns = (uint32_t) o->columns;
  *t = (step) {.kind = random_one_in(s, 2) ? HEAD : NEURONS, .x = random_below(s, columns)};
  for (size_t n = 0; n < (t->kind == HEAD ? HEAD_VALUES : 1); n++) {
    t->v[n] = random_below(s, columns);
    t->out[n] = o->columns++;
  }
  t->keys = 1 + random_below(s, random_one_in(s, 4) ? MOST_KEYS : 6);
  for (size_t c = 0; c < t->keys; c++) {
    t->q[c] = random_below(s, columns);
    t->k[c] = random_one_in(s, 3) ? random_below(s, columns) : t->q[c];
  }
  t->neurons = 1 + random_below(s, MOST_NEURONS);
  for (size_t m = 0; m < t->neurons; m++) {
    int most = 0;
    t->inputs[m] = random_below(s, MOST_INPUTS + 1);
    for (size_t c = 0; c < t->inputs[m]; c++) {
      t->in[m][c] = random_below(s, columns);
      t->weight[m][c] = (int8_t) (random_one_in(s, 20) ? (int) random_below(s, 7) - 3 : random_one_in(s, 2) ? 1 : -1);
      most += t->weight[m][c] < 0 ? -t->weight[m][c] : t->weight[m][c];
    }
    t->bias[m] = random_one_in(s, 3) ? (int32_t) random_below(s, 5) - 3 : 1 - most;
    t->out_weight[m] = (int8_t) (random_one_in(s, 6) ? (int) random_below(s, 7) - 3 : random_one_in(s, 2) ? 1 : -1);
  }
}

static void add_times(mpq_t sum, int times, const mpq_t x)
{
  mpq_t term;
  mpq_init(term);
  mpq_set_si(term, times, 1);
  mpq_mul(term, term, x);
  mpq_add(sum, sum, term);
  mpq_clear(term);
}

static void score_of(const world *o, const step *t, size_t i, size_t j, mpq_t sum)
{
  mpq_t term;
  mpq_init(term);
  mpq_set_ui(sum, 0, 1);
  for (size_t c = 0; c < t->keys; c++) {
    mpq_mul(term, o->value[t->q[c]][i], o->value[t->k[c]][j]);
    mpq_add(sum, sum, term);
  }
  mpq_clear(term);
}

/* From the scores of a row: how many keys attain the largest; the mean of their values in a column. */
static size_t attend(const world *o, size_t v, size_t i, mpq_t *score, mpq_t mean)
{
  size_t best = 0, count = 0;
  for (size_t j = 0; j <= i; j++)
    best = mpq_cmp(score[j], score[best]) > 0 ? j : best;
  mpq_set_ui(mean, 0, 1);
  for (size_t j = 0; j <= i; j++)
    if (mpq_equal(score[j], score[best])) {
      mpq_add(mean, mean, o->value[v][j]);
      count++;
    }
  mpq_t many;
  mpq_init(many);
  mpq_set_ui(many, count, 1);
  mpq_div(mean, mean, many);
  mpq_clear(many);
  return count;
}

/* What is seen of a row. */
static void check_row(world *o, tp_attention_row *row, const mpq_t *score, size_t i, size_t count)
{
  size_t best = 0, total = 0;
  for (size_t j = 0; j <= i; j++)
    best = mpq_cmp(score[j], score[best]) > 0 ? j : best;
  for (size_t j = 0; j <= i; j++) {
    const double expected = mpq_get_d(score[j]);
    quick_assert_msg(o->a->op->row_score(o->w, row, j) == expected, "score of key %zu for %zu", j, i);
    const double weight = mpq_equal(score[j], score[best]) ? 1 / (double) count : 0;
    quick_assert_msg(o->a->op->row_weight(o->w, row, j) == weight, "weight of key %zu for %zu", j, i);
  }
  tp_score_histogram h = {.count = 0};
  if (o->a->op->row_histogram(o->w, row, &h)) {
    o->ternary++;
    for (size_t n = 0; n < h.count; n++)
      total += h.keys[n];
    quick_assert_msg(total == i + 1 && h.score[0] == mpq_get_d(score[best]) && h.keys[0] == count, "histogram of %zu", i);
  }
  tp_score_histogram_clear(&h);
  o->rows++;
  o->ties += count > 1;
}

static void check_numbers(world *o, size_t column, size_t from, size_t to)
{
  mpfr_t low, high;
  mpz_t denominator;
  mpq_t said;
  mpfr_inits2(2, low, high, (mpfr_ptr) NULL);
  mpz_init(denominator);
  mpq_init(said);
  for (size_t p = from; p < to; p++) {
    o->a->op->bounds(o->w, o->column[column], p, low, high, denominator);
    quick_assert(mpfr_equal_p(low, high));
    mpfr_get_q(said, low);
    mpz_mul(mpq_denref(said), mpq_denref(said), denominator);
    mpq_canonicalize(said);
    quick_assert_msg(mpq_equal(said, o->value[column][p]), "column %zu at %zu: %g, not %g", column, p, mpq_get_d(said), mpq_get_d(o->value[column][p]));
    double slack, value = tp_read_one(o->w, o->column[column], p, &slack), expected = mpq_get_d(said);
    quick_assert(value - expected <= slack && expected - value <= slack);
    o->other += mpz_cmp_ui(mpq_denref(said), 1) || mpz_cmpabs_ui(mpq_numref(said), 1) > 0;
  }
  mpq_clear(said);
  mpz_clear(denominator);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

/* `compare` finds the first position that differs from what is expected, where one was changed on purpose. */
static void check_compare(world *o, random_source *s, size_t column, size_t from, size_t to)
{
  int8_t expected[MOST_LENGTH];
  size_t first = to, changed = from + random_below(s, (uint32_t) (to - from));
  for (size_t p = from; p < to; p++) {
    expected[p - from] = (int8_t) mpq_sgn(o->value[column][p]);
    if (p == changed)
      expected[p - from] = (int8_t) (expected[p - from] == 1 ? 0 : 1);
    if (first == to && mpq_cmp_si(o->value[column][p], expected[p - from], 1))
      first = p;
  }
  ck_assert_uint_eq(o->a->op->compare(o->w, o->column[column], from, to, expected), first);
}

static void do_head(world *o, size_t n, size_t from, size_t to)
{
  const step *t = o->step + n;
  const tp_rounding_place at = {1, TP_PART_ATTENTION, 0};
  tp_number_column *q[MOST_KEYS], *k[MOST_KEYS];
  tp_attention_row *row[MOST_LENGTH];
  mpq_t score[MOST_LENGTH], mean;
  for (size_t c = 0; c < t->keys; c++) {
    q[c] = o->column[t->q[c]];
    k[c] = o->column[t->k[c]];
  }
  if (!o->store[n])
    o->store[n] = o->a->op->store_new(o->a, t->keys, k);
  o->a->op->store_extend(o->w, o->store[n], to);
  for (size_t i = from; i < to; i++)
    row[i - from] = o->a->op->row_new(o->a);
  o->a->op->score(o->w, at, row, to - from, o->store[n], q, from);
  o->a->op->weigh(o->w, at, row, to - from);
  for (size_t m = 0; m < HEAD_VALUES; m++)
    o->a->op->mix(o->w, at, row, to - from, o->column[t->v[m]], o->column[t->out[m]], o->column[t->x]);
  mpq_init(mean);
  for (size_t j = 0; j < to; j++)
    mpq_init(score[j]);
  for (size_t i = from; i < to; i++) {
    for (size_t j = 0; j <= i; j++)
      score_of(o, t, i, j, score[j]);
    for (size_t m = 0; m < HEAD_VALUES; m++) {
      const size_t count = attend(o, t->v[m], i, score, mean);
      if (!m)
        check_row(o, row[i - from], (const mpq_t *) score, i, count);
      mpq_add(o->value[t->out[m]][i], o->value[t->x][i], mean);
    }
    o->a->op->row_free(o->a, row[i - from]);
  }
  for (size_t j = 0; j < to; j++)
    mpq_clear(score[j]);
  mpq_clear(mean);
}

static void do_neurons(world *o, const step *t, size_t from, size_t to)
{
  mpq_t sum, one;
  mpq_inits(sum, one, (mpq_ptr) NULL);
  mpq_set_ui(one, 1, 1);
  for (size_t p = from; p < to; p++)
    mpq_set(o->value[t->out[0]][p], o->value[t->x][p]);
  for (size_t m = 0; m < t->neurons; m++) {
    tp_number_column *x[MOST_INPUTS];
    for (size_t c = 0; c < t->inputs[m]; c++)
      x[c] = o->column[t->in[m][c]];
    o->a->op->column_restart(o->a, o->hidden[m], from);
    o->a->op->neuron(o->w, (tp_rounding_place) {1, TP_PART_NEURON, m}, o->hidden[m], t->inputs[m], x, t->weight[m], t->bias[m], from, to);
    for (size_t p = from; p < to; p++) {
      mpq_set_ui(sum, 0, 1);
      add_times(sum, t->bias[m], one);
      for (size_t c = 0; c < t->inputs[m]; c++)
        add_times(sum, t->weight[m][c], o->value[t->in[m][c]][p]);
      if (mpq_sgn(sum) > 0)
        add_times(o->value[t->out[0]][p], t->out_weight[m], sum);
    }
  }
  o->a->op->add(o->w, (tp_rounding_place) {1, TP_PART_SUM, 0}, o->column[t->out[0]], o->column[t->x], t->neurons, o->hidden, t->out_weight, from, to);
  mpq_clears(sum, one, (mpq_ptr) NULL);
}

static void run(world *o, random_source *s)
{
  const int one_by_one = random_one_in(s, 4);
  for (size_t from = 0, to; from < o->length; from = to) {
    const size_t most = one_by_one ? 1 : 1 + random_below(s, random_one_in(s, 3) ? 2 : MOST_LENGTH);
    to = o->length - from < most ? o->length : from + most;
    for (size_t c = 0; c < o->loaded; c++)
      o->a->op->load(o->a, o->column[c], to - from, o->given[c] + from);
    for (size_t n = 0; n < STEPS; n++) {
      if (o->step[n].kind == HEAD)
        do_head(o, n, from, to);
      else
        do_neurons(o, o->step + n, from, to);
      for (size_t m = 0; m < (o->step[n].kind == HEAD ? HEAD_VALUES : 1); m++) {
        check_numbers(o, o->step[n].out[m], from, to);
        check_compare(o, s, o->step[n].out[m], from, to);
      }
    }
  }
}

static void open_world(world *o, random_source *s)
{
  const tp_choice exact = {.kind = TP_ARITHMETIC_EXACT};
  *o = (world) {.a = tp_arithmetic_new(&exact, &(tp_effort) {.bits = 0}, 6, MOST_KEYS)};
  o->w = tp_workspace_new(o->a, &(tp_draw) {0});
  o->loaded = o->columns = 2 + random_below(s, 10);
  o->length = 1 + random_below(s, random_one_in(s, 4) ? MOST_LENGTH : 90);
  for (size_t c = 0; c < MOST_COLUMNS; c++) {
    o->column[c] = o->a->op->column_new(o->a);
    o->value[c] = tp_memory_new(o->length, sizeof *o->value[c]);
    o->given[c] = tp_memory_zeroed(o->length, 1);
    for (size_t p = 0; p < o->length; p++)
      mpq_init(o->value[c][p]);
  }
  for (size_t m = 0; m < MOST_NEURONS; m++)
    o->hidden[m] = o->a->op->column_new(o->a);
  draw_columns(o, s);
  for (size_t n = 0; n < STEPS; n++)
    draw_step(o, s, o->step + n);
}

static void close_world(world *o)
{
  for (size_t n = 0; n < STEPS; n++)
    if (o->store[n])
      o->a->op->store_free(o->a, o->store[n]);
  for (size_t c = 0; c < MOST_COLUMNS; c++) {
    for (size_t p = 0; p < o->length; p++)
      mpq_clear(o->value[c][p]);
    free(o->value[c]);
    free(o->given[c]);
    o->a->op->column_free(o->a, o->column[c]);
  }
  for (size_t m = 0; m < MOST_NEURONS; m++)
    o->a->op->column_free(o->a, o->hidden[m]);
  tp_workspace_free(o->w);
  tp_arithmetic_free(o->a);
}

START_TEST(test_steps)
{
  random_source source = random_open(40);
  const size_t count = random_count(100, 20);
  size_t other = 0, ties = 0, rows = 0, ternary = 0;
  for (size_t n = 0; n < count; n++) {
    world o;
    open_world(&o, &source);
    run(&o, &source);
    other += o.other;
    ties += o.ties;
    rows += o.rows;
    ternary += o.ternary;
    close_world(&o);
  }
  printf("%zu transformers: %zu rows, %zu of integers, %zu with ties; %zu numbers that are not ternary\n", count, rows,
         ternary, ties, other);
  ck_assert_uint_gt(ternary, rows / 4);
  ck_assert_uint_gt(ties, rows / 10);
  ck_assert_uint_gt(rows, ties);
  ck_assert_uint_gt(other, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("hardmax");
  tcase_add_test(suite_case(suite, "steps"), test_steps);
  return suite_run(suite);
}
