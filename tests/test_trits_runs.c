/* SPDX-License-Identifier: MIT */
/* Predictions by whole parts of layers against those number by number: runs of random machines, and the same with
   tokens exchanged, where numbers are no trits sooner or later and the evaluation goes over to rationals. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "machine_text.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
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

/* --- Positions that are not known any longer ------------------------------------------------ */

static uint32_t coordinate_of(const tp_transformer *t, const char *name)
{
  for (size_t n = 0; n < t->register_count; n++)
    if (!strcmp(t->registers[n].name, name))
      return t->registers[n].offset;
  ck_abort_msg("no register %s", name);
}

/* In layer 1: where a number has this sign, `what` is added to another. */
static void add_where(tp_transformer *t, uint32_t from, int8_t sign, uint32_t to, int8_t what)
{
  tp_transformer_add_neuron(t, 1, 1, &from, &sign, 0, 1, &to, &what);
}

/* A chain's transformer in which each position also asks for the one that has the same lowest bits, and no others, and halts if
   there is an a. */
static tp_transformer *looking_back(const tp_machine *m, unsigned r, unsigned bits)
{
  tp_transformer *t = tp_compile_chain(m, TP_MODE_COT, r);
  const uint32_t asked = tp_transformer_add_register(t, "asked", 0, r, 0), is_a = tp_transformer_add_register(t, "is_a", 0, 1, 1),
                 halted = coordinate_of(t, "halted");
  uint32_t q[64], k[64];
  for (uint32_t n = 0; n < r; n++) {
    q[n] = asked + n;
    k[n] = t->position_at + n;
    if (n < bits)
      add_where(t, k[n], 1, q[n], 1);
    add_where(t, n < bits ? k[n] : coordinate_of(t, "one"), n < bits ? -1 : 1, q[n], -1);
  }
  add_where(t, coordinate_of(t, "sym"), 1, is_a, 1);
  tp_transformer_add_head(t, 2, r, q, k, 1, &is_a, &halted);
  return t;
}

/* What is asked for some thousand positions later is found, whatever the chunks and however many threads: all is fed again. */
START_TEST(test_looking_back)
{
  enum { LETTERS = 1400, BITS = 10, PERIOD = 1 << BITS };
  random_source source = random_open(63 + (uint64_t) _i);
  tp_machine *m = parse(ONE "q0 a -> q0 b R\nq0 b -> q0 a R\nq0 _ -> h a S\n");
  char input[LETTERS + 1] = "";
  for (size_t n = 0; n < LETTERS; n++)
    input[n] = random_one_in(&source, 2) ? 'a' : 'b';
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.mode = TP_MODE_COT, .limits = {.max_steps = 2 * LETTERS}};
  ck_assert_msg(tp_subject_open(&s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_int_eq(tp_subject_replace_transformer(&s, looking_back(m, s.r, BITS), &err), TP_STATUS_OK);
  const tp_sequence *tokens = &s.told.segment[0].tokens;
  tp_setup in = tp_setup_hardmax();
  in.threads = 1 + (unsigned) _i;
  tp_pass *pass = tp_pass_new(s.plans, &in, 0);
  tp_pass_begin(pass, 0, NULL);
  const size_t chunk = tp_evaluator_chunk(tp_pass_evaluator(pass));
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(tokens->tapes), sizeof *token);
  size_t seen = 0, end = tokens->length - 1;
  while (tp_sequence_token(tokens, end)[0] != TP_TOKEN_RUN)      /* which has halted already */
    end--;
  for (size_t from = 0, to; from < end; from = to) {
    to = from + 1 + random_below(&source, from < 3 * PERIOD ? 1500 : 3);
    to = to < end ? to : end;
    tp_pass_feed(pass, tokens, to, SIZE_MAX);
    for (size_t p = from < 3 * PERIOD ? 3 * PERIOD : from; p < to; p++) {
      tp_prediction x = {.token = token};
      if (p % PERIOD == 0 || tp_sequence_token(tokens, p)[0] != TP_TOKEN_RUN || tp_sequence_token(tokens, p + 1)[0] != TP_TOKEN_RUN)
        continue;
      tp_evaluator_predict(tp_pass_evaluator(pass), p, &x);
      quick_assert_msg((token[0] == TP_TOKEN_OUTP) == (input[p % PERIOD - 1] == 'a'), "at %zu", p);
      seen++;
    }
  }
  ck_assert_uint_gt(seen, 100);
  ck_assert_uint_eq(tp_evaluator_chunk(tp_pass_evaluator(pass)), chunk);   /* no number was asked for alone */
  free(token);
  tp_pass_free(pass);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("runs on trits");
  tcase_add_loop_test(suite_case(suite, "predictions"), test_runs, 0, 2);
  tcase_add_loop_test(suite_case(suite, "looking back"), test_looking_back, 0, 2);
  return suite_run(suite);
}
