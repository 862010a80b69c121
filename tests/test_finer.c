/* SPDX-License-Identifier: MIT */
/* One evaluation for all finer arithmetics, against plain evaluations of some of them: every number lies between the ends,
   and a run that is said to be exact in all of them is exact in each. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "site_cells.h"
#include "suite.h"
#include "tmprec/analysis/finer.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/evaluation/deviation.h"

static void start_cell(cell *c)
{
  *c = (cell) {.beta = "auto", .modes = "rne", .sum = "sequential", .subtract = "after", .overflow = "auto"};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c->site[i], NAME, "real");
}

/* A format with all multiples of 2^-bits between -2 and 2. */
static void draw_finer_format(random_source *s, uint32_t bits, char *name)
{
  const uint32_t more = random_one_in(s, 3) ? 0 : random_below(s, 12);
  switch (random_below(s, 4)) {
  case 0: snprintf(name, NAME, "p:%" PRIu32, bits + 1 + more); break;
  case 1: snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, 5 + random_below(s, 4), bits + more); break;
  default: snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), bits + more); break;
  }
}

static void draw_finer_cell(random_source *s, uint32_t bits, const char *beta, cell *c)
{
  start_cell(c);
  snprintf(c->beta, NAME, "%s", beta);
  draw_finer_format(s, bits, c->site[TP_SITE_ACT]);
  if (random_one_in(s, 2))
    snprintf(c->site[TP_SITE_ATTN], NAME, "%s", c->site[TP_SITE_ACT]);
  else if (!random_one_in(s, 4))
    draw_finer_format(s, bits, c->site[TP_SITE_ATTN]);
  if (random_one_in(s, 3))
    snprintf(c->modes, NAME, "act:%s,attn:%s", random_one_in(s, 2) ? "rne" : "rna", random_one_in(s, 2) ? "rne" : "rna");
}

typedef struct {
  const tp_deviation *d;
  size_t to;                       /* positions fed */
  size_t numbers, open, outside;
} comparison;

static void compare_numbers(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  comparison *k = context;
  for (size_t p = from; p < to && p < k->to; p++) {
    double slack, x = tp_read_one(w, c, p, &slack), low, high;
    tp_deviation_number(k->d, version, p, &low, &high);
    k->numbers++;
    k->open += low < high;
    if (!(x >= low && x <= high) && !k->outside++)
      printf("version %zu at position %zu: %.17g is not in %.17g .. %.17g\n", version, p, x, low, high);
  }
}

/* As many positions as the evaluation goes on for, up to a multiple of the chunk; its numbers have a meaning. */
static size_t feed(tp_deviation *d, const tp_hardmax_numbers *run, const tp_best_keys *best, size_t most, size_t chunk)
{
  size_t fed = 0;
  tp_deviation_begin(d, run, best, TP_NUMBERS_OF_FINER);
  while (fed < most) {
    const size_t to = most - fed < chunk ? most : fed + chunk;
    if (!tp_deviation_feed(d, to, TP_FEED_ALL))
      break;
    fed = to;
  }
  return fed;
}

typedef struct {
  size_t cells, exact, numbers, open;
} totals;

static void complain(const random_machine *m, const cell *c, uint32_t bits, const char *what)
{
  char text[400];
  random_machine_print(m);
  print_cell(c, text, sizeof text);
  ck_abort_msg("finer than %u bits, %s: %s", (unsigned) bits, text, what);
}

static void compare_finer(const random_machine *m, const tp_subject *s, tp_hardmax_record *record, tp_deviation *d, size_t *fed, int is_exact,
                          uint32_t bits, const cell *c, totals *sum)
{
  tp_choice choice;
  if (!choice_of(&choice, c))
    complain(m, c, bits, "not a choice");
  if (tp_finer_bits(&choice) < (int) bits)
    complain(m, c, bits, "is finer");
  const tp_setup plain = {.choice = &choice, .plain = 1};
  for (size_t g = 0; g < s->told.segments; g++) {
    const tp_hardmax_numbers run = tp_trajectory_numbers(tp_hardmax_record_segment(record, g));
    fed[g] = feed(d, &run, tp_hardmax_record_best_keys(record, g), fed[g], 16);
    comparison k = {d, fed[g], 0, 0, 0};
    tp_pass *p = tp_pass_new(s->plans, &plain, 0);
    tp_pass_begin(p, g, &(tp_observer) {.context = &k, .activation = compare_numbers});
    tp_pass_feed(p, &s->told.segment[g].tokens, k.to, TP_PASS_CHUNK);
    tp_pass_free(p);
    sum->numbers += k.numbers;
    sum->open += k.open;
    if (k.outside)
      complain(m, c, bits, "a number is outside");
  }
  tp_verification v;
  tp_verify_subject(&v, s, &plain, record);
  if (is_exact && v.exact != TP_VERDICT_YES)
    complain(m, c, bits, "is not exact");
  tp_verify_clear(&v);
  sum->cells++;
  sum->exact += (size_t) is_exact;
}

static int is_asked(void *context)
{
  size_t *asks = context;
  return *asks && (*asks)--;
}

/* Whenever its time is over, an evaluation for all says nothing, and is not begun again with more bits. */
static void give_up(const tp_subject *s, tp_hardmax_record *record, int bits, const tp_inverse_temperature *beta)
{
  for (size_t allowed = 0; allowed < 3; allowed++) {
    size_t left = allowed;
    const int is_exact = tp_finer_is_exact(s, record, bits, beta, &(tp_finer_watch) {.goes_on = is_asked, .context = &left});
    if (is_exact)
      break;
    ck_assert_uint_eq(left, 0);
    left = 0;
    ck_assert_int_eq(tp_finer_enough_bits(s, record, beta, &(tp_finer_watch) {.goes_on = is_asked, .context = &left}), -1);
  }
  size_t none = 0;
  ck_assert(!tp_finer_is_exact(s, record, bits, beta, &(tp_finer_watch) {.goes_on = is_asked, .context = &none}));
}

static void compare_base(random_source *source, const random_machine *m, const tp_subject *s, tp_hardmax_record *record, totals *sum)
{
  const uint32_t bits = 2 + random_below(source, 16);
  cell base, c;
  tp_choice choice;
  start_cell(&base);
  if (random_one_in(source, 2))
    snprintf(base.beta, NAME, "%.2f", 3 + random_below(source, 1700) / 100.0);
  snprintf(base.site[TP_SITE_ACT], NAME, "fixed:1.%u", (unsigned) bits);
  snprintf(base.site[TP_SITE_ATTN], NAME, "fixed:1.%u", (unsigned) bits);
  ck_assert(choice_of(&choice, &base));
  const tp_setup in = {.choice = &choice};
  tp_deviation *d = tp_deviation_new(s->plan, &in);
  ck_assert_ptr_nonnull(d);
  size_t *fed = calloc(s->told.segments, sizeof *fed);
  for (size_t g = 0; g < s->told.segments; g++) {
    const tp_hardmax_numbers run = tp_trajectory_numbers(tp_hardmax_record_segment(record, g));
    fed[g] = feed(d, &run, tp_hardmax_record_best_keys(record, g), run.positions, 16);
  }
  const int is_exact = tp_finer_is_exact(s, record, (int) bits, &choice.beta, &(tp_finer_watch) {.goes_on = NULL});
  if (is_exact)
    give_up(s, record, (int) bits, &choice.beta);
  for (int i = 0; i < 4; i++) {
    if (i == 0)
      c = base;
    else
      draw_finer_cell(source, bits, base.beta, &c);
    compare_finer(m, s, record, d, fed, is_exact, bits, &c, sum);
  }
  free(fed);
  tp_deviation_free(d);
}

START_TEST(test_finer)
{
  random_source source = random_open(21);
  totals sum = {0};
  for (size_t number = random_count(30, 5); number; number--) {
    random_machine m;
    tp_subject s;
    random_quota quota = {.left = 1, .mode = number % 2 ? TP_MODE_SCOT : TP_MODE_COT};
    random_next_subject(&source, &m, &s, quota.mode == TP_MODE_SCOT ? 40 : 120, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (int i = 0; i < 3; i++)
      compare_base(&source, &m, &s, record, &sum);
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu cells, %zu of them finer than one that is exact for all; %zu numbers, %zu open\n", sum.cells, sum.exact, sum.numbers, sum.open);
  ck_assert_uint_gt(sum.exact, 0);
  ck_assert_uint_lt(sum.exact, sum.cells);
  ck_assert_uint_gt(sum.open, 0);
}
END_TEST

/* What is no finer arithmetic, or of fewer bits. */
START_TEST(test_finer_bits)
{
  static const struct {
    const char *choice;
    int bits;
  } row[] = {
    {"act=fixed:1.9 attn=fixed:1.7 beta=auto", 7},  {"act=fixed:2.9 beta=3", 9},
    {"act=e5m10 attn=e5m10 beta=auto", 10},         {"act=e4m3 attn=p:9 beta=auto", 3},    {"act=p:9 beta=auto", 8},
    {"act=e2m8b1 beta=auto", 8},                    {"act=e5m10 round=act:rtz beta=auto", -1}, {"attn=fixed:1.7 beta=auto", -1},
    {"act=fixed:1.9 logit=fixed:9.9 beta=auto", -1}, {"act=posit16 beta=auto", -1},         {"act=int8 beta=auto", -1},
    {"act=fixed:1.9 param=fixed:9.9 beta=auto", -1}, {"format=mpfr:20 beta=auto", -1},      {"format=real beta=auto", -1},
  };
  for (size_t i = 0; i < LENGTH(row); i++) {
    tp_choice c;
    tp_error err;
    ck_assert_msg(tp_choice_parse(&c, row[i].choice, &err) == TP_STATUS_OK, "%s", row[i].choice);
    ck_assert_msg(tp_finer_bits(&c) == row[i].bits, "%s: %d", row[i].choice, tp_finer_bits(&c));
    tp_choice_clear(&c);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("finer");
  TCase *tc = suite_case(suite, "finer");
  tcase_add_test(tc, test_finer_bits);
  tcase_add_test(tc, test_finer);
  return suite_run(suite);
}
