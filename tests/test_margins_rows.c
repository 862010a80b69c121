/* SPDX-License-Identifier: MIT */
/* What one head tolerates, on random rows of scores and on random weights that are off. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../src/08-analysis/bound/tolerance.h"
#include "margin_cells.h"
#include "suite.h"

/* --- One head by itself ---------------------------------------------------------------- */

enum { MOST_KEYS = 60 };

/* Keys 0 .. ties-1 are the best ones. */
typedef struct {
  size_t ties, keys;
  int value[MOST_KEYS], x;         /* x: the activation before */
} drawn_row;

static drawn_row draw_row(random_source *s)
{
  drawn_row row = {.ties = 1 + random_below(s, random_one_in(s, 2) ? 1 : 12)};
  row.keys = row.ties + random_below(s, MOST_KEYS - 12);
  int best = (int) random_below(s, 3) - 1, kinds = (int) random_below(s, 4);
  for (size_t j = 0; j < row.keys; j++)
    row.value[j] = j < row.ties || kinds == 0 ? best : kinds == 1 ? 0 : kinds == 2 ? -best : (int) random_below(s, 3) - 1;
  row.x = best ? -best * (int) random_below(s, 3) : (int) random_below(s, 3) - 1;
  return row;
}

static head_output output_of(const drawn_row *row)
{
  int best = row->value[0];
  head_output o = {.ties = row->ties, .others = row->keys - row->ties, .nonzero = best != 0, .result = row->x + best != 0};
  for (size_t j = row->ties; j < row->keys; j++) {
    int away = abs(row->value[j] - best);
    o.helps |= best ? row->value[j] == best : away != 0;
    o.harms |= best && row->value[j] == -best;
    o.distance = away > o.distance ? away : o.distance;
  }
  return o;
}

/* The activation behind the head if all others are `gap` below the best keys. */
static double activation_of(const drawn_row *row, const tp_choice *c, double beta, double gap)
{
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  const tp_double_rounding to_act = tp_double_rounding_make(&act), to_attn = tp_double_rounding_make(&attn);
  double other = exp(-beta * gap), all = (double) row->ties + (double) (row->keys - row->ties) * other, sum = row->x;
  for (size_t j = 0; j < row->keys; j++) {
    double weight = (j < row->ties ? 1 : other) / all;
    sum += row->value[j] * (tp_choice_is_rounded(c, TP_SITE_ATTN) ? tp_double_rounding_apply(&to_attn, weight, 0.5) : weight);
  }
  double near = nearbyint(sum);    /* what binary64 itself is off by is none of our business */
  return fabs(sum - near) < 1e-13 ? near : tp_double_rounding_apply(&to_act, sum, 0.5);
}

START_TEST(test_rows)
{
  random_source source = random_open(29);
  size_t count = random_count(24000, 500), enough = 0, attained = 0;
  for (size_t i = 0; i < count; i++) {
    cell c = draw_cell(&source);
    snprintf(c.beta, NAME, "%.2f", 0.1 + random_below(&source, 1000) / 100.0);
    tp_choice choice = choice_of(&c);
    tolerance t = tp_tolerance_make(&choice, 4, 15, 8);
    drawn_row row = draw_row(&source);
    if (abs(row.x + row.value[0]) <= 1 && t.is_known) {
      head_output o = output_of(&row);
      double needs = tp_tolerance_gap(&t, &o), result = row.x + row.value[0];
      quick_assert(needs >= 0);
      for (int n = 0; n < 4 && isfinite(needs); n++, enough++) {
        double gap = needs + 1e-6 + (n ? random_below(&source, 1000) / 300.0 : 0);
        if (activation_of(&row, &choice, t.beta, gap) != result)
          ck_abort_msg("--act %s --attn %s --beta %s --round %s: %zu best keys with value %d of %zu, x %d: a gap of %g is not enough, but needs is %g",
                       c.act, c.attn, c.beta, c.mode, row.ties, row.value[0], row.keys, row.x, gap, needs);
      }
      /* necessary for one best key among zeros */
      if (row.ties == 1 && o.nonzero && !o.helps && !o.harms && o.others && needs > 1e-6 && isfinite(needs)
          && c.act[0] == 'f' && strcmp(c.attn, "real") == 0) {
        if (o.result && (row.x == 0 || row.value[0] == 0)) {
          attained++;
          quick_assert_msg(activation_of(&row, &choice, t.beta, needs - 1e-6) != result, "--act %s --beta %s: %zu keys, less than %g is enough",
                        c.act, c.beta, row.keys, needs);
        }
      }
    }
    tp_tolerance_clear(&t);
  }
  ck_assert_uint_gt(enough, count / 4);
  ck_assert_uint_gt(attained, 0);
}
END_TEST

/* --- Weights that are off --------------------------------------------------------------- */

enum { MOST_ENTRIES = 12 };

typedef struct {
  size_t entries, keys, ties;      /* keys 0 .. ties-1 are the best ones */
  int q[MOST_ENTRIES], k[MOST_KEYS][MOST_ENTRIES], value[MOST_KEYS], score[MOST_KEYS];
  int best, next, spare;
} drawn_head;

static void draw_head(random_source *s, drawn_head *h)
{
  int k[MOST_KEYS][MOST_ENTRIES], order[MOST_KEYS], score[MOST_KEYS];
  h->entries = 1 + random_below(s, MOST_ENTRIES);
  h->keys = 1 + random_below(s, MOST_KEYS);
  h->best = -MOST_ENTRIES - 1;
  h->spare = 0;
  for (size_t c = 0; c < h->entries; c++) {
    h->q[c] = (int) random_below(s, 3) - 1;
    h->spare += h->q[c] != 0;
  }
  for (size_t j = 0; j < h->keys; j++) {
    score[j] = 0;
    for (size_t c = 0; c < h->entries; c++) {
      k[j][c] = j && random_one_in(s, 3) ? k[0][c] : (int) random_below(s, 3) - 1;
      score[j] += h->q[c] * k[j][c];
    }
    h->best = score[j] > h->best ? score[j] : h->best;
  }
  h->ties = 0;
  for (int pass = 0, n = 0; pass < 2; pass++)
    for (size_t j = 0; j < h->keys; j++)
      if ((score[j] == h->best) == !pass) {
        order[n++] = (int) j;
        h->ties += !pass;
      }
  h->next = -MOST_ENTRIES - 1;
  int value = (int) random_below(s, 3) - 1;
  for (size_t j = 0; j < h->keys; j++) {
    memcpy(h->k[j], k[order[j]], sizeof k[j]);
    h->score[j] = score[order[j]];
    h->value[j] = j < h->ties ? value : (int) random_below(s, 3) - 1;
    h->next = j >= h->ties && h->score[j] > h->next ? h->score[j] : h->next;
  }
  h->spare -= h->best;
}

/* The activation with every weight of the scores off by `size` against one best key and for
   one other, and the output's weight by as much, up or down. */
static double activation_off(const drawn_head *h, const tp_choice *c, double beta, double size, size_t best, size_t other, int up)
{
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  const tp_double_rounding to_act = tp_double_rounding_make(&act), to_attn = tp_double_rounding_make(&attn);
  double e[MOST_KEYS], most = -INFINITY, all = 0, sum = 0;
  for (size_t j = 0; j < h->keys; j++) {
    e[j] = 0;
    for (size_t i = 0; i < h->entries; i++) {
      int apart = h->q[i] * (h->k[best][i] - h->k[other][i]);
      e[j] += (1 - size * (apart > 0 ? 1 : apart < 0 ? -1 : 0)) * h->q[i] * h->k[j][i];
    }
    most = fmax(most, e[j]);
  }
  for (size_t j = 0; j < h->keys; j++)
    all += e[j] = exp(beta * (e[j] - most));
  for (size_t j = 0; j < h->keys; j++)
    sum += h->value[j] * (tp_choice_is_rounded(c, TP_SITE_ATTN) ? tp_double_rounding_apply(&to_attn, e[j] / all, 0.5) : e[j] / all);
  return tp_double_rounding_apply(&to_act, (1 + (up ? size : -size)) * sum, 0.5);
}

START_TEST(test_weights_off)
{
  random_source source = random_open(33);
  size_t count = random_count(8000, 500), known = 0, sharp = 0;
  drawn_head h;
  for (size_t n = 0; n < count; n++) {
    cell c = draw_cell(&source);
    snprintf(c.beta, NAME, "%.2f", 1 + random_below(&source, 1000) / 50.0);
    tp_choice choice = choice_of(&c);
    tolerance t = tp_tolerance_make(&choice, 4, 15, 8);
    draw_head(&source, &h);
    head_output o;
    unsigned char mark[MOST_KEYS];
    int8_t value[MOST_KEYS];
    for (size_t j = 0; j < h.keys; j++) {
      mark[j] = j < h.ties;
      value[j] = (int8_t) h.value[j];
    }
    quick_assert(tp_head_output_make(&o, h.ties, mark, h.keys - 1, value, h.value[0]));
    double size = t.is_known && t.attn_is_even ? tp_tolerance_weight_noise(&t, &o, h.best - h.next, h.spare, 1) : 0;
    for (int i = 0; i < 12 && size > 1e-9; i++) {
      size_t best = random_below(&source, (uint32_t) h.ties), other = random_below(&source, (uint32_t) h.keys);
      double by = size * (i % 3 ? 0.999999 : random_below(&source, 1000) / 1000.0);
      known++;
      quick_assert_msg(activation_off(&h, &choice, t.beta, by, best, other, i % 2) == h.value[0], "--act %s --attn %s --beta %s --round %s: %g is not safe", c.act,
                    c.attn, c.beta, c.mode, by);
      sharp += size < 0.5 && activation_off(&h, &choice, t.beta, 1.5 * size, best, other, i % 2) != h.value[0];
    }
    tp_tolerance_clear(&t);
  }
  printf("%zu rows with weights off, %zu of them wrong at 1.5 times that\n", known, sharp);
  ck_assert_uint_gt(known, count);
  ck_assert_uint_gt(sharp, 0);
}
END_TEST

static int is_known(const tp_choice *c)
{
  tolerance t = tp_tolerance_make(c, 4, 15, 8);
  const int known = t.is_known;
  tp_tolerance_clear(&t);
  return known;
}

/* What is not known to be enough must not seem so: weights beyond a format's range are infinite. */
START_TEST(test_unknown)
{
  static const cell unknown[] = {
    {"fixed:1.0", "e2m1b5", "60", "rne", .logit = ""}, {"real", "p:4", "60", "rne", .logit = ""},
    {"fixed:1.0", "mxfp8e4m3fn", "60", "rne", .logit = ""}, {"mxint8", "p:4", "60", "rne", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .logit = "p:40"},
    {"fixed:1.0", "p:2", "60", "act:rsr", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .param = "p:40"},
    {"fixed:1.0", "p:2", "60", "act:rtz", .logit = ""}, {"fixed:1.0", "p:2", "60", "attn:rsr", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .logit = "mxint8"},
    {"fixed:1.0", "p:2", "60", "rne", .param = "p:1"}, {"fixed:1.0", "p:2", "60", "logit:rsr", .logit = "p:4"},
  };
  for (size_t i = 0; i < LENGTH(unknown); i++) {
    tp_choice choice = choice_of(unknown + i);
    ck_assert_msg(!is_known(&choice), "--act %s --attn %s", unknown[i].act, unknown[i].attn);
  }
  tp_choice noisy = choice_of(&(cell) {"fixed:1.0", "p:2", "60", "rne", .logit = ""});
  ck_assert(is_known(&noisy));
  noisy.noise[TP_SITE_ATTN] = (tp_site_noise) {TP_NOISE_UNIFORM, 0.01};
  ck_assert(!is_known(&noisy));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("margins, rows");
  TCase *tc = suite_case(suite, "rows");
  tcase_add_test(tc, test_rows);
  tcase_add_test(tc, test_weights_off);
  tcase_add_test(tc, test_unknown);
  return suite_run(suite);
}
