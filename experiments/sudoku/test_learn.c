/* SPDX-License-Identifier: MIT */
/* The program in binary32: roundings as the library has them, files of weights, puzzles, and that training learns. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blas.h"
#include "learn.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

static double draw(uint64_t *n)
{
  return tp_random_unit(tp_random_key(11, (*n)++));
}

START_TEST(roundings)
{
  static const char *const formats[] = {"p:1", "p:2", "p:3", "p:8", "p:24", "fixed:1.1", "fixed:1.2", "fixed:3.4",
                                        "fixed:12.10", "e4m3fn", "bf16", "int4"};
  static const char *const modes[] = {"rne", "rtz", "rto"};
  uint64_t n = 0;
  tp_error err;
  for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
      rounder r;
      float x[5000], y[5000];
      ck_assert_msg(rounder_make(&r, formats[f], modes[m], &err) == TP_STATUS_OK, "%s", err.text);
      for (size_t i = 0; i < 5000; i++) {
        const double size = ldexp(draw(&n) - 0.5, (int) (40 * draw(&n)) - 20);
        x[i] = y[i] = (float) (i % 3 ? size : round(64 * size) / 64);
      }
      x[0] = y[0] = 0;
      round_numbers(&r, y, 5000);
      for (size_t i = 0; i < 5000; i++)
        ck_assert_msg(y[i] == (float) tp_double_rounding_apply(&r.rule, (double) x[i], 0), "%s %s: %a becomes %a",
                      formats[f], modes[m],
                      (double) x[i], (double) y[i]);
    }
  rounder r;
  ck_assert_int_eq(rounder_make(&r, "real", "rne", &err), TP_STATUS_OK);
  ck_assert(!r.rounds);
  ck_assert_int_eq(rounder_make(&r, "p:25", "rne", &err), TP_STATUS_REFUSED);
  ck_assert_int_eq(rounder_make(&r, "fp64", "rne", &err), TP_STATUS_REFUSED);
  ck_assert_int_eq(rounder_make(&r, "mxfp4", "rne", &err), TP_STATUS_REFUSED);
  ck_assert_int_eq(rounder_make(&r, "p:4", "near", &err), TP_STATUS_REFUSED);
}
END_TEST

/* What becomes of 1/3 on the average is 1/3. */
START_TEST(stochastic_rounding)
{
  rounder r;
  tp_error err;
  float x[20000];
  double sum = 0;
  ck_assert_int_eq(rounder_make(&r, "fixed:1.1", "rsr", &err), TP_STATUS_OK);
  for (size_t i = 0; i < 20000; i++)
    x[i] = 1.f / 3;
  round_numbers(&r, x, 20000);
  for (size_t i = 0; i < 20000; i++) {
    ck_assert(x[i] == 0 || x[i] == 0.5f);
    sum += (double) x[i];
  }
  ck_assert_double_lt(fabs(sum / 20000 - 1.0 / 3), 0.01);
}
END_TEST

static real number_at(matrix a, size_t i, size_t k)
{
  return a.is_turned ? a.at[k * a.row + i] : a.at[i * a.row + k];
}

/* Against sums in long double, turned and not, with room between rows, and into numbers that are not to be added to. */
START_TEST(products)
{
  static const size_t shapes[][3] = {{1, 1, 1}, {8, 32, 16}, {9, 28, 64}, {50, 64, 300}, {17, 16, 129}, {64, 85, 16},
                                     {7, 47, 128}};
  enum { MOST = 305 * 305 };
  static real a[MOST], b[MOST], c[MOST], y[MOST];
  uint64_t n = 0;
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
    for (int variant = 0; variant < 8; variant++) {
      const size_t rows = shapes[s][0], columns = shapes[s][1], terms = shapes[s][2];
      const int turns_a = variant & 1, turns_b = variant >> 1 & 1, add = variant >> 2;
      const matrix left = {a, (turns_a ? rows : terms) + 5, turns_a}, right = {b, (turns_b ? terms : columns) + 3, turns_b};
      for (size_t i = 0; i < MOST; i++) {
        a[i] = (real) (draw(&n) - 0.5);
        b[i] = (real) (draw(&n) - 0.5);
        c[i] = add ? (real) i : (real) NAN;
      }
      multiply(c, columns + 2, left, right, rows, columns, terms, add);
      multiply_vector(y, left, b, rows, terms);
      for (size_t i = 0; i < rows; i++) {
        long double with_vector = 0;
        for (size_t j = 0; j < columns; j++) {
          const size_t at = i * (columns + 2) + j;
          long double sum = add ? (long double) at : 0;
          for (size_t k = 0; k < terms; k++)
            sum += (long double) number_at(left, i, k) * number_at(right, k, j);
          ck_assert_msg(fabsl(sum - c[at]) < 1e-5L * (1 + fabsl(sum)), "%zu %zu %zu", rows, columns, terms);
        }
        for (size_t k = 0; k < terms; k++)
          with_vector += (long double) number_at(left, i, k) * b[k];
        ck_assert_msg(fabsl(with_vector - y[i]) < 1e-5L * (1 + fabsl(with_vector)), "%zu %zu", rows, terms);
      }
    }
}
END_TEST

static puzzle read_word(const char *word)
{
  puzzle p;
  for (int s = 0; s < SQUARES; s++)
    p.digit[s] = (unsigned char) (word[s] == '.' ? 0 : word[s] - '0');
  return p;
}

START_TEST(traces)
{
  const puzzle p = read_word(".1........4.4.2."), clash = read_word("11.............."),
      longest = read_word(".........3.....1");
  trace t;
  sequence one[MOST_SEQUENCES], many[MOST_SEQUENCES];
  ck_assert(!solve(&clash, &t));
  ck_assert(solve(&p, &t));
  ck_assert(solves(&p, t.solution.digit));
  ck_assert_int_eq(tell_puzzle(&p, &t, COT, one), 1);
  ck_assert_int_eq(one->length, one->given + t.tokens + 2 + 2 * SQUARES);
  /* The first empty square may be 2, 3 or 4 by its row, and not 4 by its column. */
  ck_assert_int_eq(one->token[one->given], SQUARE);
  ck_assert_int_eq(one->token[one->given + 1], DIGIT + 1);
  ck_assert_int_eq(one->token[one->given + 2], DIGIT + 2);
  ck_assert_int_eq(one->token[one->given + 3], SQUARE + 2);
  ck_assert(solve(&longest, &t));
  ck_assert_int_eq(tell_puzzle(&longest, &t, COT, one), 1);
  /* A SCoT without its summaries is the CoT. */
  const int n = tell_puzzle(&longest, &t, SCOT, many);
  int at = one->given;
  ck_assert_int_gt(n, 2);
  for (int i = 0; i < n; i++) {
    int k = many[i].given;
    for (; k < many[i].length && many[i].token[k] != SUMMARY; k++)
      ck_assert_int_eq(many[i].token[k], one->token[at++]);
    if (i + 1 < n) {
      ck_assert_int_eq(many[i].length - k, many[i + 1].given);
      ck_assert(!memcmp(many[i].token + k, many[i + 1].token, (size_t) many[i + 1].given * sizeof *many[i].token));
    }
  }
  ck_assert_int_eq(at, one->length);
}
END_TEST

/* Drawn once: all puzzles are looked at. */
static size_t counts[2][BINS];
static puzzle *drawn;

START_TEST(training_learns)
{
  puzzles from = {NULL, 0};
  parameters p, again;
  chain_mode mode;
  score by_bin[BINS];
  tp_error err;
  char path[] = "sudoku-test-XXXXXX";
  sites s = {.act = {.rounds = 0}};
  const training how = {.mode = SCOT, .layers = 1, .batch_tokens = 1000, .tokens = 60000, .rate = 4e-3, .seed = 3};
  from.p = drawn;
  for (int b = 0; b < 3; b++)
    from.count += counts[0][b];
  ck_assert_int_eq((int) from.count, 90);
  parameters_make(&p, how.layers);
  const double loss = train(&p, &s, &from, &how, NULL);
  ck_assert_double_lt(loss, 2.5);   /* log 28 is 3.33 */
  const int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  close(file);
  ck_assert_int_eq(weights_write(&p, SCOT, path, &err), TP_STATUS_OK);
  ck_assert_int_eq(weights_read(&again, &mode, path, &err), TP_STATUS_OK);
  ck_assert_int_eq(mode, SCOT);
  ck_assert_int_eq(again.layers, 1);
  ck_assert(!memcmp(p.all, again.all, p.count * sizeof *p.all));
  /* The same seed, the same bytes. */
  ck_assert(train(&again, &s, &from, &how, NULL) == loss);
  ck_assert(!memcmp(p.all, again.all, p.count * sizeof *p.all));
  test(&p, &s, &from, SCOT, by_bin);
  for (int b = 0; b < 3; b++)
    ck_assert_int_eq((int) by_bin[b].puzzles, 30);
  ck_assert_int_eq(truncate(path, 1000), 0);
  free(again.all);
  ck_assert_int_eq(weights_read(&again, &mode, path, &err), TP_STATUS_REFUSED);
  unlink(path);
  free(p.all);
}
END_TEST

/* Bins are what they say, no puzzle comes twice, and none is held out and trained with. */
START_TEST(drawn_puzzles)
{
  const puzzle *p = drawn;
  for (int h = 0; h < 2; h++)
    for (int b = 0; b < BINS; b++)
      for (size_t i = 0; i < counts[h][b]; i++, p++) {
        trace t;
        ck_assert(solve(p, &t));
        ck_assert_int_eq(bin_of(t.tokens), b);
        ck_assert_int_eq(is_held_out(p, &t), h);
        for (size_t k = 1; k <= i; k++)
          ck_assert(memcmp(p, p - k, sizeof *p) != 0);
      }
  ck_assert_uint_eq(counts[0][13], 30);
  ck_assert_uint_eq(counts[0][14], 0);
  ck_assert_uint_eq(counts[1][14], 10);
}
END_TEST

int main(void)
{
  openblas_set_num_threads(1);
  drawn = draw_evenly(2, 30, 10, counts);
  Suite *suite = suite_create("learn");
  TCase *c = tcase_create("learn");
  tcase_set_timeout(c, 600);
  tcase_add_test(c, roundings);
  tcase_add_test(c, stochastic_rounding);
  tcase_add_test(c, products);
  tcase_add_test(c, traces);
  tcase_add_test(c, drawn_puzzles);
  tcase_add_test(c, training_learns);
  suite_add_tcase(suite, c);
  SRunner *r = srunner_create(suite);
  srunner_run_all(r, CK_NORMAL);
  const int failed = srunner_ntests_failed(r);
  srunner_free(r);
  free(drawn);
  return failed != 0;
}
