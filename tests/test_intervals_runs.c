/* SPDX-License-Identifier: MIT */
/* Runs where nothing is rounded, in intervals of binary64 and in enclosures of 200 bits: every number lies between the ends
   of both, and verdicts and generated tokens are the same, next to the beta at which a verdict changes, too. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../src/06-arithmetic/intervals/intervals.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

enum { ENCLOSURE_BITS = 200, MOST_TOKENS = 40 };

static tp_choice real_of(const char *beta)
{
  tp_choice c = {.beta.is_auto = 1};
  ck_assert_int_eq(tp_choice_set_format(&c, "real", NULL), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_beta(&c, beta, NULL), TP_STATUS_OK);
  return c;
}

/* --- Numbers ----------------------------------------------------------------------------------- */

typedef struct {
  mpfr_t low, high;
} ends;

typedef struct {
  double value, slack;
} known_double;

/* The numbers of one evaluation in the order in which they arise; then those of another beside them. */
typedef struct {
  const random_machine *of;
  ends *number;
  size_t count, capacity, at;
  int is_second;
  known_double *weight;
  size_t weights, weight_capacity, weight_at;
  size_t exact, inside;            /* numbers known exactly; enclosures within their intervals, as most are: both meet always */
} comparison;

static void take_number(comparison *k, tp_workspace *w, const tp_number_column *c, size_t p)
{
  ends x;
  mpz_t denominator;
  mpz_init(denominator);
  mpfr_inits2(64, x.low, x.high, (mpfr_ptr) NULL);
  w->a->op->bounds(w, c, p, x.low, x.high, denominator);
  mpfr_prec_round(x.low, 256, MPFR_RNDD);
  mpfr_prec_round(x.high, 256, MPFR_RNDU);
  mpfr_div_z(x.low, x.low, denominator, MPFR_RNDD);
  mpfr_div_z(x.high, x.high, denominator, MPFR_RNDU);
  mpz_clear(denominator);
  if (!k->is_second) {
    TP_MEMORY_GROW(k->number, k->capacity, k->count + 1);
    k->number[k->count++] = x;
    return;
  }
  random_assert(k->of, k->at < k->count);
  const ends *y = k->number + k->at++;
  const int meet = mpfr_lessequal_p(x.low, y->high) && mpfr_lessequal_p(y->low, x.high);
  if (!meet) {
    mpfr_printf("interval %.40Rg .. %.40Rg, enclosure %.40Rg .. %.40Rg\n", y->low, y->high, x.low, x.high);
    random_machine_print(k->of);
    ck_abort_msg("a number lies outside its interval");
  }
  k->exact += mpfr_equal_p(y->low, y->high) != 0;
  k->inside += mpfr_lessequal_p(y->low, x.low) && mpfr_lessequal_p(x.high, y->high);
  mpfr_clears(x.low, x.high, (mpfr_ptr) NULL);
}

static void take_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  (void) version;
  for (size_t p = from; p < to; p++)
    take_number(context, w, c, p);
}

static void take_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  (void) layer;
  take_activation(context, w, neuron, c, from, to);
}

/* A score (i = 0) or a weight of a row in intervals, and how far it may be off; the total is 1 at least. */
static known_double of_interval_row(const interval_row *row, int i, size_t j)
{
  const double score = row->score[j] + (row->is_integer ? 0 : row->delta[j]), power = row->power[j];
  if (!i)
    return (known_double) {score, (row->is_integer ? 0 : row->radius[j]) + 0x1p-50 * fabs(score)};
  const double off = power * row->doubt[j] + power / row->total * row->total_radius, least = fmax(1, row->total - row->total_radius);
  return (known_double) {power / row->total, 1.0001 * (off / least + row->lost) + 0x1p-50 * power};
}

static void take_weights(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  comparison *k = context;
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++)
    for (int i = 0; i < 2; i++) {
      const double x = i ? w->a->op->row_weight(w, row, j) : w->a->op->row_score(w, row, j);
      if (!k->is_second) {
        TP_MEMORY_GROW(k->weight, k->weight_capacity, k->weights + 1);
        k->weight[k->weights++] = of_interval_row(interval_row_of(row), i, j);
      } else {
        const known_double *y = k->weight + k->weight_at++;
        random_assert(k->of, fabs(x - y->value) <= y->slack + 0x1p-100);      /* x is an end of an enclosure */
      }
    }
}

static int evaluate(comparison *k, const tp_subject *s, size_t g, const tp_choice *c, tp_effort effort, size_t chunk)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  tp_pass *p = tp_pass_new(s->plans, &(tp_setup) {.choice = c, .effort = effort}, 0);
  tp_pass_begin(p, g, &(tp_observer) {.context = k, .activation = take_activation, .hidden = take_hidden, .weights = take_weights});
  tp_pass_feed(p, tokens, tokens->length - 1, chunk);
  const int undecided = tp_pass_undecided(p);
  tp_pass_free(p);
  return undecided;
}

typedef struct {
  size_t numbers, exact, inside, open, runs;
} tally;

static void check_numbers(tally *sum, const random_machine *a, const tp_subject *s, const char *beta, size_t chunk)
{
  const tp_choice c = real_of(beta);
  for (size_t g = 0; g < s->told.segments && g < 2; g++) {
    comparison k = {.of = a};
    const int open = evaluate(&k, s, g, &c, (tp_effort) {.only_verdicts = 1}, chunk);
    k.is_second = 1;
    sum->runs++;
    sum->open += open != 0;
    if (!open) {
      random_assert(a, !evaluate(&k, s, g, &c, (tp_effort) {.bits = ENCLOSURE_BITS}, chunk));
      random_assert(a, k.at == k.count && k.weight_at == k.weights);
      sum->numbers += k.count;
      sum->exact += k.exact;
      sum->inside += k.inside;
    }
    for (size_t i = 0; i < k.count; i++)
      mpfr_clears(k.number[i].low, k.number[i].high, (mpfr_ptr) NULL);
    free(k.number);
    free(k.weight);
  }
}

static const char *const fixed_betas[] = {"auto", "0", "2.5", "6", "9", "30", "300", "1e4"};

static void next_subject(random_source *source, random_machine *a, tp_subject *s, int is_summarized)
{
  random_quota quota = {.left = 1, .mode = is_summarized ? TP_MODE_SCOT : TP_MODE_COT, .wanted = {[RANDOM_SEGMENTS] = is_summarized && random_one_in(source, 4)}};
  random_next_subject(source, a, s, MOST_TOKENS, &quota);
}

START_TEST(test_numbers)
{
  random_source source = random_open(820 + (uint64_t) _i);
  tally sum = {.runs = 0};
  for (size_t n = random_count(8, 4); n; n--) {
    random_machine a;
    tp_subject s;
    next_subject(&source, &a, &s, _i);
    check_numbers(&sum, &a, &s, fixed_betas[n % LENGTH(fixed_betas)], 1 + random_below(&source, 64));
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu contexts, %zu open; %zu numbers, %zu exact, %zu enclosures within the interval\n", tp_chain_mode_name[_i ? TP_MODE_SCOT : TP_MODE_COT],
         sum.runs, sum.open, sum.numbers, sum.exact, sum.inside);
  fflush(stdout);
  ck_assert(2 * sum.open < sum.runs && sum.exact < sum.numbers && 10 * (sum.numbers - sum.inside) <= sum.numbers);
}
END_TEST

/* --- Verdicts ---------------------------------------------------------------------------------- */

static tp_verification verdict(const tp_subject *s, const tp_choice *c, int bits, int compares)
{
  tp_verification v;
  tp_hardmax_record *record = compares ? tp_hardmax_record_new(s, 0) : NULL;
  tp_verify_subject(&v, s, &(tp_setup) {.choice = c, .effort.bits = bits}, record);
  tp_hardmax_record_free(record);
  return v;
}

/* The quick verdict, once it is that of enclosures. */
static tp_verdict check_verdict(const random_machine *a, const tp_subject *s, const char *beta, int compares)
{
  const tp_choice c = real_of(beta);
  tp_verification quick = verdict(s, &c, 0, compares), slow = verdict(s, &c, ENCLOSURE_BITS, compares);
  random_assert(a, quick.exact == slow.exact && quick.exact_act == slow.exact_act && quick.first_error == slow.first_error && quick.ties == slow.ties
                   && quick.is_silent == slow.is_silent && quick.token == slow.token && quick.segment == slow.segment && quick.position == slow.position);
  random_assert(a, !quick.expected == !slow.expected && !quick.predicted == !slow.predicted);
  /* Of tied tokens that is predicted which comes first. */
  random_assert(a, !quick.predicted || tp_token_equal(quick.predicted, slow.predicted, s->told.tapes));
  const tp_verdict exact = quick.exact;
  tp_verify_clear(&quick);
  tp_verify_clear(&slow);
  return exact;
}

static void check_generation(const random_machine *a, const tp_subject *s, const char *beta)
{
  const tp_choice c = real_of(beta);
  tp_generation quick, slow;
  tp_generate_tokens(&quick, s, &(tp_setup) {.choice = &c});
  tp_generate_tokens(&slow, s, &(tp_setup) {.choice = &c, .effort.bits = ENCLOSURE_BITS});
  random_assert(a, quick.end == slow.end && quick.predictions == slow.predictions && quick.told.segments == slow.told.segments);
  for (size_t g = 0; g < quick.told.segments; g++)
    random_assert(a, tp_segment_equal(quick.told.segment + g, slow.told.segment + g));
  tp_generation_clear(&quick);
  tp_generation_clear(&slow);
}

/* beta between a value that fails and one that does not, where the verdict changes, to so many bits.  Only the quick way. */
static void find_threshold(const tp_subject *s, double *fails, double *holds, int bits)
{
  *fails = 0.5;
  *holds = 80;
  for (int i = 0; i < bits + 7; i++) {
    char text[TP_BETA_MAX_DIGITS];
    const double middle = *fails + (*holds - *fails) / 2;
    snprintf(text, sizeof text, "%.17g", middle);
    const tp_choice c = real_of(text);
    tp_verification v = verdict(s, &c, 0, 0);
    *(v.exact == TP_VERDICT_YES ? holds : fails) = middle;
    tp_verify_clear(&v);
  }
}

START_TEST(test_verdicts)
{
  random_source source = random_open(830 + (uint64_t) _i);
  size_t right = 0, wrong = 0;
  for (size_t n = random_count(5, 2); n; n--) {
    random_machine a;
    tp_subject s;
    char text[TP_BETA_MAX_DIGITS];
    double fails, holds;
    next_subject(&source, &a, &s, _i);
    find_threshold(&s, &fails, &holds, 6 + (int) random_below(&source, 30));
    for (int i = 0; i < 3; i++) {
      snprintf(text, sizeof text, "%.17g", i == 0 ? fails : i == 1 ? holds : 12 * (1 + (double) random_below(&source, 1000)) / 1000);
      const tp_verdict v = check_verdict(&a, &s, text, random_one_in(&source, 2));
      right += v == TP_VERDICT_YES;
      wrong += v == TP_VERDICT_NO;
    }
    check_generation(&a, &s, text);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu right, %zu wrong\n", tp_chain_mode_name[_i ? TP_MODE_SCOT : TP_MODE_COT], right, wrong);
  ck_assert(right > 0 && wrong > 0);
}
END_TEST

/* Logits that tie, and numbers that cancel, are decided as before. */
START_TEST(test_ties)
{
  random_source source = random_open(840);
  static const char *const beta[] = {"0", "3", "1e12", "1e-9"};
  for (size_t n = random_count(2, 1); n; n--) {
    random_machine a;
    tp_subject s;
    next_subject(&source, &a, &s, 0);
    for (size_t i = 0; i < LENGTH(beta); i++)
      check_verdict(&a, &s, beta[i], 1);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

/* Layers whose beta differs are in intervals, too; an effort with bits is not, nor is what is rounded or disturbed. */
START_TEST(test_which)
{
  static const struct {
    const char *choice;
    int bits, only_verdicts, is_fast, next_bits;
  } cases[] = {
    {"format=real beta=9", 0, 1, 1, 200}, {"format=real beta=9 at=2..6:beta=3.5", 0, 1, 1, 200}, {"format=real beta=9", 0, 0, 0, 800},
    {"format=real beta=9", 200, 1, 0, 800}, {"format=real noise=logit:uniform:0.1 beta=9", 0, 1, 0, 800},
    {"act=real attn=p:40 beta=9", 0, 1, 0, 832}, {"format=real beta=9 at=2:attn=p:8", 0, 1, 0, 200},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_choice c, real = real_of("9");
    tp_error err = {.text = ""};
    ck_assert_msg(tp_choice_parse(&c, cases[i].choice, &err) == TP_STATUS_OK, "%s", err.text);
    tp_effort e = {.bits = cases[i].bits, .only_verdicts = cases[i].only_verdicts};
    tp_layered l = tp_layered_new(&c, &e, 6, 20, 8), intervals = tp_layered_new(&real, &(tp_effort) {.only_verdicts = 1}, 6, 20, 8);
    ck_assert_msg((l.own[0]->op == intervals.own[0]->op) == cases[i].is_fast, "%s", cases[i].choice);
    for (size_t n = 1; n < l.count; n++)
      ck_assert(l.own[n]->op == l.own[0]->op);
    ck_assert_int_eq(tp_effort_raise(&e, &c), 1);
    ck_assert_int_eq(e.bits, cases[i].next_bits);
    tp_layered_free(&l);
    tp_layered_free(&intervals);
    tp_choice_clear(&c);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("runs in intervals");
  TCase *tc = suite_case(suite, "runs");
  tcase_add_loop_test(tc, test_numbers, 0, 2);
  tcase_add_loop_test(tc, test_verdicts, 0, 2);
  tcase_add_test(tc, test_ties);
  tcase_add_test(tc, test_which);
  return suite_run(suite);
}
