/* SPDX-License-Identifier: MIT */
/* mpfr:P in binary64 against the same in MPFR: every number of random machines' evaluations,
   bit for bit; and what comes out of them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../src/06-arithmetic/mpfr53/mpfr53.h"
#include "mpfr53_choice.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

/* Numbers in the order in which they arise, for each position: that is the same in
   chunks of any size. */
typedef struct {
  double *value;
  size_t count, capacity;
} numbers;

typedef struct {
  numbers *at;
  size_t positions;
} record;

static void note(record *r, size_t position, double x)
{
  numbers *n = r->at + position;
  TP_MEMORY_GROW(n->value, n->capacity, n->count + 1);
  n->value[n->count++] = x;
}

static void note_column(record *r, tp_workspace *w, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  for (size_t p = from; p < to; p++)
    note(r, p, tp_read_one(w, c, p, &slack));
}

static void note_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  (void) version;
  note_column(context, w, c, from, to);
}

static void note_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  (void) layer, (void) neuron;
  note_column(context, w, c, from, to);
}

static void note_scores(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++)
    note(context, position, w->a->op->row_score(w, row, j));
}

static void note_weights(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++)
    note(context, position, w->a->op->row_weight(w, row, j));
}

static record record_open(size_t positions)
{
  return (record) {tp_memory_zeroed(positions, sizeof(numbers)), positions};
}

static void record_close(record *r)
{
  for (size_t p = 0; p < r->positions; p++)
    free(r->at[p].value);
  free(r->at);
}

/* Returns whether the arithmetic answers for its numbers. */
static int evaluate(record *r, const tp_subject *s, const tp_setup *in, size_t chunk)
{
  const tp_observer watch = {.context = r, .activation = note_activation, .hidden = note_hidden, .scores = note_scores, .weights = note_weights};
  tp_pass *p = tp_pass_new(s->plans, in, 0);
  tp_pass_begin(p, 0, &watch);
  tp_pass_feed(p, &s->told.segment[0].tokens, r->positions, chunk);
  int reliable = !tp_pass_undecided(p);
  tp_pass_free(p);
  return reliable;
}

static size_t differences(const record *a, const record *b)
{
  size_t different = 0;
  for (size_t p = 0; p < a->positions; p++) {
    different += a->at[p].count != b->at[p].count;
    for (size_t i = 0; i < a->at[p].count && i < b->at[p].count; i++)
      different += !(a->at[p].value[i] == b->at[p].value[i]);
  }
  return different;
}

/* From where no weight is too small to where all are. */
static const char *const beta[] = {"auto", "0", "1.5", "auto", "4.7", "11", "auto", "25", "50", "700", "0.01", "0.0001"};
enum { BETAS = LENGTH(beta), HARMLESS = 7 };

START_TEST(test_numbers)
{
  random_source source = random_open(11);
  size_t count = random_count(48, 2), cells = 0, compared = 0;
  random_quota quota = {.left = count, .wanted = {count / 5, count / 5, count / 5}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, number % 4 ? 64 : 200, &quota);
    for (int i = 0; i < 4; i++, cells++) {
      int precision = 1 + (int) (20 * cells % MPFR53_MOST_PRECISION);
      const char *b = beta[cells % BETAS];
      const tp_choice choice = choice_of(precision, b);
      const tp_setup fast = tp_setup_of(&choice), plain = {.choice = &choice, .effort.bits = 1};
      record mine = record_open(s.told.segment[0].tokens.length - 1), want = record_open(s.told.segment[0].tokens.length - 1);
      size_t chunk = random_one_in(&source, 4) ? 1 : 1 + random_below(&source, 80);
      int reliable = evaluate(&mine, &s, &fast, chunk);
      if (reliable) {
        evaluate(&want, &s, &plain, mine.positions);
        size_t different = differences(&mine, &want);
        if (different) {
          random_machine_print(&m);
          ck_abort_msg("mpfr:%d, beta %s, chunks of %zu: %zu numbers differ", precision, b, chunk, different);
        }
      }
      compared += (size_t) reliable;
      /* With one bit 2 + 1 is 4, and from layer to layer numbers may explode. */
      random_assert(&m, reliable || precision == 1 || cells % BETAS >= HARMLESS);
      record_close(&mine);
      record_close(&want);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu evaluations compared in every number\n", compared, cells);
  ck_assert_uint_gt(compared, cells / 2);
}
END_TEST

static int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  return a->exact == b->exact && a->exact_act == b->exact_act
         && (a->exact == TP_VERDICT_YES
             || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes)));
}

static void check_verdicts(const random_machine *m, const tp_subject *s, const tp_setup *fast,
                           const tp_setup *plain, size_t *exact)
{
  tp_hardmax_record *t = tp_hardmax_record_new(s, 1);
  tp_verification v[2];
  tp_verify_subject(v, s, fast, t);
  tp_verify_subject(v + 1, s, plain, t);
  random_assert(m, same_verification(v, v + 1, s->told.segment[0].tokens.tapes));
  *exact += v->exact == TP_VERDICT_YES;
  tp_verify_clear(v);
  tp_verify_clear(v + 1);
  tp_hardmax_record_free(t);
}

static void check_generation(const random_machine *m, const tp_subject *s, const tp_setup *fast,
                             const tp_setup *plain, int is_exact)
{
  tp_generation g[2];
  tp_generate_tokens(g, s, fast);
  tp_generate_tokens(g + 1, s, plain);
  random_assert(m, g[0].end == g[1].end && g[0].same_output == g[1].same_output);
  random_assert(m, !is_exact || g[0].same_output);
  random_assert(m, tp_transcript_equal(&g[0].told, &g[1].told));
  tp_generation_clear(g);
  tp_generation_clear(g + 1);
}

START_TEST(test_verdicts)
{
  random_source source = random_open(12);
  size_t count = random_count(200, 3), exact = 0, number = 0;
  for (random_quota quota = {.left = count, .wanted = {0, count / 25, count / 5}}; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 64, &quota);
    int precision = 1 + (int) random_below(&source, MPFR53_MOST_PRECISION);
    const char *b = beta[number % 3 ? 0 : random_below(&source, BETAS)];
    const tp_choice choice = choice_of(precision, b);
    const tp_setup fast = tp_setup_of(&choice), plain = {.choice = &choice, .effort.bits = 1};
    size_t before = exact;
    check_verdicts(&m, &s, &fast, &plain, &exact);
    if (number % 5 == 0)
      check_generation(&m, &s, &fast, &plain, exact > before);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells exact\n", exact, count);
  ck_assert(exact > 0 && exact < count);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("mpfr53, runs");
  TCase *tc = suite_case(suite, "runs");
  tcase_add_test(tc, test_numbers);
  tcase_add_test(tc, test_verdicts);
  return suite_run(suite);
}
