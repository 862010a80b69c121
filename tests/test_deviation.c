/* SPDX-License-Identifier: MIT */
/* The evaluation by deviations against a plain one, number by number: every version of every coordinate at every
   position, every prediction, and the verdicts, on random machines and arithmetics. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "site_cells.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"

/* --- Cells for which it is made ---------------------------------------------------------------- */

/* Formats of one kind on both sites, mostly with a beta from which on the run is about exact. */
static void draw_deviant_cell(random_source *s, cell *c)
{
  *c = (cell) {.beta = "auto", .modes = "rne", .sum = "sequential", .subtract = "after", .overflow = "auto"};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c->site[i], NAME, "real");
  char *act = c->site[TP_SITE_ACT], *attn = c->site[TP_SITE_ATTN];
  switch (random_below(s, 5)) {
  case 0: snprintf(act, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), random_below(s, 24)); break;
  case 1: snprintf(act, NAME, "p:%" PRIu32, 1 + random_below(s, 24)); break;
  case 2: snprintf(act, NAME, "e%" PRIu32 "m%" PRIu32, 2 + random_below(s, 7), 1 + random_below(s, 16)); break;
  default: draw_format(s, act); break;
  }
  snprintf(attn, NAME, "%s", act);
  if (random_one_in(s, 4))
    draw_format(s, attn);
  else if (random_one_in(s, 6))
    snprintf(attn, NAME, "real");
  if (random_one_in(s, 4))
    draw_format(s, c->site[TP_SITE_PARAM]);
  if (random_one_in(s, 3))
    snprintf(c->modes, NAME, "act:%s,attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUNDING_MODES)],
             tp_rounding_mode_name[random_below(s, TP_ROUNDING_MODES)]);
  if (random_one_in(s, 2))
    snprintf(c->beta, NAME, "%.2f", 2 + random_below(s, 2000) / 100.0);
}

/* Formats whose largest value is hardly more than 1, where numbers leave the range; posits; weights that never
   vanish; and any beta. */
static void draw_harsh_cell(random_source *s, cell *c)
{
  const uint32_t bits = 3 + random_below(s, 12);
  draw_deviant_cell(s, c);
  if (random_one_in(s, 3)) {
    snprintf(c->site[TP_SITE_ACT], NAME, "posit%" PRIu32, 3 + random_below(s, 30));
  } else {
    switch (random_below(s, 3)) {
    case 0: snprintf(c->site[TP_SITE_ACT], NAME, "e4m%" PRIu32 "b15fn", bits); break;
    case 1: snprintf(c->site[TP_SITE_ACT], NAME, "e4m%" PRIu32 "b15fnuz", bits); break;
    default: snprintf(c->site[TP_SITE_ACT], NAME, "e5m%" PRIu32 "b31fn", bits); break;
    }
    snprintf(c->overflow, NAME, "nan");
  }
  if (random_one_in(s, 3))
    snprintf(c->site[TP_SITE_ATTN], NAME, "real");
  else
    snprintf(c->site[TP_SITE_ATTN], NAME, "p:%" PRIu32, 1 + random_below(s, 3));
  if (random_one_in(s, 2))
    snprintf(c->modes, NAME, "act:%s,attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUNDING_MODES)], random_one_in(s, 2) ? "raz" : "rup");
  if (random_one_in(s, 2))
    snprintf(c->beta, NAME, "%.3f", random_below(s, 8000) / 1000.0);
  else
    snprintf(c->beta, NAME, "%.2f", random_below(s, 100000) / 100.0);
}

/* Few bits, and a beta with which keys near the best have weights: what a row's weights change is rounded away, or nearly. */
static void draw_coarse_cell(random_source *s, cell *c)
{
  draw_deviant_cell(s, c);
  snprintf(c->site[TP_SITE_ACT], NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 2), random_below(s, 3));
  snprintf(c->site[TP_SITE_PARAM], NAME, "real");
  if (random_one_in(s, 4))
    snprintf(c->site[TP_SITE_ATTN], NAME, "p:%" PRIu32, 1 + random_below(s, 3));
  else
    snprintf(c->site[TP_SITE_ATTN], NAME, "fixed:1.%" PRIu32, random_below(s, 6));
  snprintf(c->beta, NAME, "%.3f", (200 + random_below(s, 6000)) / 1000.0);
}

static void (*const draw_kind[])(random_source *s, cell *c) = {draw_harsh_cell, draw_deviant_cell, draw_deviant_cell, draw_coarse_cell};

/* --- Numbers ------------------------------------------------------------------------------------- */

typedef struct {
  const tp_deviation *d;
  size_t to;                       /* positions fed */
  size_t different, open;
} comparison;

static void compare_numbers(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  comparison *k = context;
  for (size_t p = from; p < to && p < k->to; p++) {
    double slack, x = tp_read_one(w, c, p, &slack), low, high;
    tp_deviation_number(k->d, version, p, &low, &high);
    const int is_other = !((x >= low && x <= high) || (isnan(x) && isnan(low)));
    k->open += low < high;
    if (is_other && !k->different)
      printf("version %zu at position %zu: %.17g .. %.17g instead of %.17g\n", version, p, low, high, x);
    k->different += (size_t) is_other;
  }
}

typedef struct {
  size_t cells, taken, finished[2], deviate, open_rows, open_numbers;
  size_t layered, layered_finished[2];   /* of these, contexts of choices that differ by layer */
} totals;

/* One context; 0 if a number is another one. */
static int compare_context(const tp_subject *s, size_t g, tp_hardmax_record *record, tp_deviation *d, const tp_setup *in, int keeps_open, size_t chunk,
                           totals *sum)
{
  const tp_trajectory *hardmax = tp_hardmax_record_segment(record, g);
  const tp_hardmax_numbers run = tp_trajectory_numbers(hardmax);
  const size_t open = tp_deviation_rows(d);
  comparison k = {d, 0, 0, 0};
  tp_deviation_begin(d, &run, tp_hardmax_record_best_keys(record, g), keeps_open ? TP_NUMBERS_OPEN : TP_NUMBERS_EXACT);
  while (k.to < run.positions) {
    const size_t to = run.positions - k.to < chunk ? run.positions : k.to + chunk;
    if (!tp_deviation_feed(d, to, TP_FEED_ALL))
      break;
    k.to = to;
  }
  sum->finished[keeps_open] += k.to == run.positions;
  sum->layered_finished[keeps_open] += k.to == run.positions && in->choice->exceptions;
  sum->deviate += k.to == run.positions && tp_deviation_any(d) == 1;
  sum->open_rows += tp_deviation_rows(d) - open;
  if (k.to < run.positions)        /* what was given up has no meaning */
    return 1;
  tp_pass *p = tp_pass_new(s->plans, in, 0);
  tp_pass_begin(p, g, &(tp_observer) {.context = &k, .activation = compare_numbers});
  tp_pass_feed(p, &s->told.segment[g].tokens, k.to, TP_PASS_CHUNK);
  tp_pass_free(p);
  sum->open_numbers += k.open;
  return k.different == 0 && (keeps_open || !k.open);
}

static void complain(const random_machine *m, const cell *c, const char *what)
{
  char text[400];
  random_machine_print(m);
  print_cell(c, text, sizeof text);
  ck_abort_msg("%s: %s", text, what);
}

static int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  return a->exact == b->exact && a->exact_act == b->exact_act
         && (a->exact != TP_VERDICT_NO || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes)));
}

/* One thing in some layers otherwise: more precise, as locate tries it, or in a format or beta of its own. */
static tp_layer_exception draw_exception(random_source *s, uint32_t layers)
{
  static const int what[] = {TP_SITE_ACT, TP_SITE_ATTN, TP_SITE_ATTN, TP_EXCEPT_BETA};
  tp_layer_exception e = {.what = what[random_below(s, 4)], .format = {.family = TP_FORMAT_REAL}};
  e.first = random_one_in(s, 3) ? 1 : 1 + random_below(s, layers);
  e.last = random_one_in(s, 3) ? layers : e.first + random_below(s, layers - e.first + 1);
  if (e.what == TP_SITE_ACT)
    e.format = (tp_format) {.family = TP_FORMAT_FIXED, .a = 7, .b = random_one_in(s, 2) ? 24 : (int) random_below(s, 5)};
  else if (e.what == TP_SITE_ATTN && random_one_in(s, 2))
    e.format = (tp_format) {.family = TP_FORMAT_FIXED, .a = 1, .b = (int) random_below(s, 12)};
  else if (e.what == TP_EXCEPT_BETA)
    snprintf(e.beta.decimal, sizeof e.beta.decimal, "%.2f", random_one_in(s, 2) ? 60 : 2 + random_below(s, 1000) / 100.0);
  return e;
}

static void draw_exceptions(random_source *s, tp_choice *c, uint32_t layers)
{
  tp_choice other = tp_choice_copy(c);
  tp_error unused;
  for (uint32_t n = random_one_in(s, 2) ? 1 + random_below(s, 4) : 0; n; n--) {
    const tp_layer_exception e = draw_exception(s, layers);
    tp_choice_add_exception(&other, &e);
  }
  if (tp_choice_check(&other, &unused) == TP_STATUS_OK)
    *c = tp_choice_copy(&other);
  tp_choice_clear(&other);
}

static void compare_cell(random_source *source, const random_machine *m, const tp_subject *s, tp_hardmax_record *record, const cell *c, totals *sum)
{
  tp_choice choice;
  if (!choice_of(&choice, c))
    return;
  draw_exceptions(source, &choice, (uint32_t) s->t->layers);
  sum->cells++;
  const tp_setup in = {.choice = &choice}, plain = {.choice = &choice, .plain = 1};
  tp_deviation *d = tp_deviation_new(s->plan, &in);
  for (size_t g = 0; g < s->told.segments && d; g++)
    for (int keeps_open = 0; keeps_open < 2; keeps_open++)
      if (!compare_context(s, g, record, d, &in, keeps_open, 1 + random_below(source, random_one_in(source, 3) ? 3 : 100), sum))
        complain(m, c, "a number differs from that of the plain evaluation");
  sum->taken += d != NULL;
  sum->layered += d && choice.exceptions;
  tp_deviation_free(d);
  tp_verification fast, slow;
  tp_verify_subject(&fast, s, &in, record);
  tp_verify_subject(&slow, s, &plain, record);
  if (!same_verification(&fast, &slow, s->told.tapes))
    complain(m, c, "the verdict differs from that of the plain evaluation");
  if (slow.means != TP_MEANS_EVALUATION)
    complain(m, c, "the plain evaluation is none");
  tp_verify_clear(&fast);
  tp_verify_clear(&slow);
  tp_choice_clear(&choice);
}

START_TEST(test_numbers)
{
  random_source source = random_open(14);
  size_t machines = random_count(12, 4);
  totals sum = {0};
  for (size_t number = 0; number < machines; number++) {
    random_machine m;
    tp_subject s;
    random_quota quota = {.left = 1, .mode = number % 2 ? TP_MODE_SCOT : TP_MODE_COT};
    random_next_subject(&source, &m, &s, quota.mode == TP_MODE_SCOT ? 40 : 120, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (int i = 0; i < 8; i++) {
      cell c;
      if (i == 0)
        c = next_cell(&source, number);
      else
        draw_kind[i % (int) LENGTH(draw_kind)](&source, &c);
      compare_cell(&source, &m, &s, record, &c, &sum);
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu cells: %zu taken; %zu contexts finished with exact numbers, %zu with open ones; in %zu something deviates; %zu rows by scores, "
         "%zu open numbers\n", sum.cells, sum.taken, sum.finished[0], sum.finished[1], sum.deviate, sum.open_rows, sum.open_numbers);
  printf("%zu of them by layer: %zu and %zu contexts finished\n", sum.layered, sum.layered_finished[0], sum.layered_finished[1]);
  ck_assert_uint_gt(sum.layered_finished[0], 0);
  ck_assert_uint_gt(sum.layered_finished[1], 0);
  ck_assert_uint_gt(sum.cells, sum.taken);
  ck_assert_uint_gt(sum.finished[0] + sum.finished[1], sum.deviate);
  ck_assert_uint_gt(sum.finished[0], 0);
  ck_assert_uint_gt(sum.deviate, 0);
  ck_assert_uint_gt(sum.open_rows, 0);
  ck_assert_uint_gt(sum.open_numbers, 0);
}
END_TEST

/* --- Transformers that no machine made ------------------------------------------------------------- */

/* Change some selections, weights and biases of a subject's transformer. */
static void mutate(random_source *source, tp_subject *s)
{
  for (uint32_t n = 1 + random_below(source, 4); n; n--) {
    tp_transformer_layer *layer = s->t->layer + random_below(source, (uint32_t) s->t->layers);
    tp_neuron_block *mlp = &layer->mlp;
    if (layer->heads && random_one_in(source, 2)) {
      tp_attention_head *h = layer->head + random_below(source, (uint32_t) layer->heads);
      uint32_t *list[3] = {h->q, h->k, h->v}, kind = random_below(source, 3);
      list[kind][random_below(source, kind < 2 ? h->keys : h->values)] = random_below(source, s->t->width);
    } else if (mlp->neurons) {
      const uint32_t m = random_below(source, (uint32_t) mlp->neurons);
      const size_t in = mlp->in_start[m] + random_below(source, (uint32_t) (mlp->in_start[m + 1] - mlp->in_start[m]));
      switch (random_below(source, 3)) {
      case 0: mlp->bias[m] += random_one_in(source, 2) ? 1 : -1; break;
      case 1: mlp->in_weight[in] = (int8_t) -mlp->in_weight[in]; break;
      default: mlp->out_weight[mlp->out_start[m]] = (int8_t) -mlp->out_weight[mlp->out_start[m]]; break;
      }
    }
  }
  tp_plans_free(s->plans);
  s->plans = tp_plans_new(s->t);
  s->plan = tp_plans_get(s->plans, (tp_evaluation_needs) {1, 0});
}

START_TEST(test_other_transformers)
{
  random_source source = random_open(15);
  totals sum = {0};
  for (size_t left = random_count(24, 6); left; left--) {
    random_machine m;
    tp_subject s;
    random_quota quota = {.left = 1, .mode = left % 2 ? TP_MODE_SCOT : TP_MODE_COT};
    random_next_subject(&source, &m, &s, quota.mode == TP_MODE_SCOT ? 40 : 90, &quota);
    mutate(&source, &s);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    int is_complete = 1;
    for (size_t g = 0; g < s.told.segments; g++)
      is_complete &= tp_trajectory_is_complete(tp_hardmax_record_segment(record, g));
    for (int i = 0; i < 6 && is_complete; i++) {
      cell c;
      draw_kind[i % (int) LENGTH(draw_kind)](&source, &c);
      compare_cell(&source, &m, &s, record, &c, &sum);
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu cells of other transformers: %zu taken; %zu contexts finished with exact numbers, %zu with open ones\n", sum.cells, sum.taken,
         sum.finished[0], sum.finished[1]);
  ck_assert_uint_gt(sum.finished[0], 0);
  ck_assert_uint_gt(sum.finished[1], 0);
}
END_TEST

/* --- One row --------------------------------------------------------------------------------------- */

/* Weights below the normal numbers, times a value that is small itself: the mix is tiny, and not 0. */
START_TEST(test_vanishing_mix)
{
  tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
  ck_assert_int_eq(tp_choice_set_site(&choice, TP_SITE_ACT, "posit27", NULL), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_beta(&choice, "395.59", NULL), TP_STATUS_OK);
  tp_arithmetic *a = tp_arithmetic_new(&choice, &(tp_effort) {.bits = 0}, 4, 4);
  tp_workspace *w = tp_workspace_new(a, &(tp_draw) {.seed = 0});
  const double value = -0x1p-100;
  const tp_known_row row = {.best = {.keys = 1, .value = 1}, .groups = 1,
                            .group = {{.keys = 1, .least = 2, .most = 2, .sum = value, .value = -value}}};
  tp_known_weights weights;
  double low = 0, high = 0;
  ck_assert(a->op->known_weights != NULL);
  if (a->op->known_weights(w, &row, &weights) && a->op->known_mix(w, &row, &weights, &low, &high))
    ck_assert_msg(low < 0, "-2^-100 times a weight is said to be %g .. %g", low, high);
  tp_workspace_free(w);
  tp_arithmetic_free(a);
  tp_choice_clear(&choice);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("deviation");
  TCase *tc = suite_case(suite, "numbers");
  tcase_add_test(tc, test_vanishing_mix);
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_other_transformers);
  return suite_run(suite);
}
