/* SPDX-License-Identifier: MIT */
/* Predictions by whole parts of layers against those number by number: runs of random machines, and the same with
   tokens exchanged, where numbers are no trits sooner or later and the evaluation goes over to rationals. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/pass.h"

/* Who watches has numbers one by one. */
static void count_numbers(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  int *has_fractions = context;
  (void) version;
  for (size_t p = from; p < to && !*has_fractions; p++) {
    double slack, x = tp_read_one(w, c, p, &slack);
    *has_fractions |= x != -1 && x != 0 && x != 1;
  }
}

typedef struct {
  size_t runs, forged, fractions, positions;
} totals;

static void exchange_tokens(random_source *source, tp_sequence *tokens)
{
  const size_t stride = TP_TOKEN_STRIDE(tokens->tapes);
  for (uint32_t n = 1 + random_below(source, 4); n; n--) {
    const size_t to = 1 + random_below(source, (uint32_t) tokens->length - 1), from = random_below(source, (uint32_t) tokens->length);
    memcpy(tokens->number + to * stride, tokens->number + from * stride, stride * sizeof *tokens->number);
  }
}

/* The same chunks in both; positions of every chunk in any order. */
static void compare(random_source *source, const random_machine *a, tp_pass *whole, tp_pass *single, const tp_sequence *tokens, totals *t)
{
  uint32_t *token = tp_memory_zeroed(2 * TP_TOKEN_STRIDE(tokens->tapes), sizeof *token);
  const uint32_t longest = random_one_in(source, 2) ? 3 : 400;
  const size_t positions = tokens->length - 1;
  for (size_t from = 0, to; from < positions; from = to) {
    const size_t count = 1 + random_below(source, longest);
    to = positions - from < count ? positions : from + count;
    tp_pass_feed(whole, tokens, to, SIZE_MAX);
    tp_pass_feed(single, tokens, to, SIZE_MAX);
    for (size_t n = from; n < to; n++, t->positions++) {
      const size_t p = from + random_below(source, (uint32_t) (to - from));
      tp_prediction x = {.token = token}, y = {.token = token + TP_TOKEN_STRIDE(tokens->tapes)};
      tp_evaluator_predict(tp_pass_evaluator(whole), p, &x);
      tp_evaluator_predict(tp_pass_evaluator(single), p, &y);
      random_assert(a, x.is_number == y.is_number && x.is_decided == y.is_decided && x.ties == y.ties);
      random_assert(a, tp_token_equal(x.token, y.token, tokens->tapes));
      const uint32_t *next = tp_sequence_token(tokens, p + 1);
      random_assert(a, tp_evaluator_lead(tp_pass_evaluator(whole), p, next) == tp_evaluator_lead(tp_pass_evaluator(single), p, next));
    }
  }
  free(token);
}

START_TEST(test_runs)
{
  random_source source = random_open(62);
  totals t = {.runs = 0};
  tp_setup in = tp_setup_hardmax();
  for (random_quota quota = {.left = random_count(150, 20), .mode = _i ? TP_MODE_SCOT : TP_MODE_COT}; quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 400, &quota);
    for (int forged = 0; forged < 3; forged++, t.runs++) {
      tp_segment *at = s.told.segment + random_below(&source, (uint32_t) s.told.segments);
      int has_fractions = 0;
      in.threads = random_below(&source, 4);
      if (forged)
        exchange_tokens(&source, &at->tokens);
      tp_pass *whole = tp_pass_new(s.plans, &in, 0), *single = tp_pass_new(s.plans, &in, 0);
      tp_pass_begin(whole, 0, NULL);
      tp_pass_begin(single, 0, &(tp_observer) {.context = &has_fractions, .activation = count_numbers});
      compare(&source, &a, whole, single, &at->tokens, &t);
      tp_pass_free(whole);
      tp_pass_free(single);
      t.forged += forged > 0;
      t.fractions += (size_t) has_fractions;
      random_assert(&a, forged || !has_fractions);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%zu runs, %zu with tokens exchanged, %zu with fractions: %zu predictions\n", t.runs, t.forged, t.fractions, t.positions);
  fflush(stdout);
  ck_assert_uint_gt(t.fractions, t.forged / 10);
  ck_assert_uint_lt(t.fractions, t.forged);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("runs on trits");
  tcase_add_loop_test(suite_case(suite, "predictions"), test_runs, 0, 2);
  return suite_run(suite);
}
