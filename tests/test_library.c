/* SPDX-License-Identifier: MIT */
/* The public library, by its header alone: what it says is what the command says; what callbacks get; statuses; memory that ends
   at each allocation of a call; threads; no output. */
#include <tmprec.h>

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failing_memory.h"
#include "suite.h"

#define OK(call) ck_assert_msg((call) == TMPREC_OK, "%s", error.message)

static tmprec_error error;

static tmprec_machine *open_machine(const char *name)
{
  tmprec_machine *m;
  OK(tmprec_machine_open(&m, name, NULL, &error));
  return m;
}

static tmprec_simulation *simulate(const char *name, const char *input, tmprec_mode mode)
{
  const tmprec_simulation_options how = {.size = sizeof how, .mode = mode};
  tmprec_machine *m = open_machine(name);
  tmprec_simulation *s;
  OK(tmprec_simulation_new(&s, m, input, &how, &error));
  tmprec_machine_free(m);          /* the simulation keeps it */
  return s;
}

static tmprec_arithmetic *arithmetic_of(const char *text)
{
  tmprec_arithmetic *a;
  OK(tmprec_arithmetic_new(&a, text, 0, 0, &error));
  return a;
}

/* --- Machines -------------------------------------------------------------------------- */

START_TEST(test_machines)
{
  tmprec_machine *m = open_machine("add"), *again;
  tmprec_text *text;
  OK(tmprec_machine_write(&text, m, NULL, &error));
  OK(tmprec_machine_parse(&again, tmprec_text_data(text), tmprec_text_length(text), &(tmprec_reading) {.size = sizeof (tmprec_reading), .notation = "tm"}, &error));
  ck_assert_uint_eq(tmprec_machine_tapes(m), tmprec_machine_tapes(again));
  ck_assert_uint_eq(tmprec_machine_states(m), tmprec_machine_states(again));
  ck_assert_uint_eq(tmprec_machine_symbols(m), tmprec_machine_symbols(again));
  ck_assert_uint_eq(tmprec_machine_transitions(m), tmprec_machine_transitions(again));
  for (uint32_t i = 0; i < tmprec_machine_states(m); i++)
    ck_assert_str_eq(tmprec_machine_state(m, i), tmprec_machine_state(again, i));
  ck_assert_ptr_null(tmprec_machine_state(m, tmprec_machine_states(m)));
  ck_assert_str_eq(tmprec_machine_symbol(m, 0), "_");
  ck_assert_ptr_null(tmprec_machine_symbol(m, tmprec_machine_symbols(m)));
  tmprec_text_free(text);
  tmprec_machine_free(m);
  tmprec_machine_free(again);
}
END_TEST

/* What is not said in the text of a machine: what it does where no rule applies, where it starts. */
START_TEST(test_reading)
{
  static const char text[] = "tapes 1\nblank _\ninput 1\nstart a\nhalt h\na 1 -> b 1 R\nb 1 -> b 1 R\nb _ -> h 1 S\n";
  tmprec_reading how = {.size = sizeof how, .no_rule = 1};
  tmprec_machine *m;
  tmprec_simulation *s;
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  ck_assert_int_eq(tmprec_simulation_new(&s, m, "", NULL, &error), TMPREC_REFUSED);
  tmprec_machine_free(m);
  how.no_rule = 2;
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  OK(tmprec_simulation_new(&s, m, "", NULL, &error));
  ck_assert_uint_eq(tmprec_simulation_steps(s), 1);
  ck_assert_str_eq(tmprec_simulation_output(s), "");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  how.start = "b";
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  OK(tmprec_simulation_new(&s, m, "", NULL, &error));
  ck_assert_str_eq(tmprec_simulation_output(s), "1");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  how = (tmprec_reading) {.size = sizeof how, .no_rule = 3};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
  how = (tmprec_reading) {.size = sizeof how, .start = "nobody"};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
  how = (tmprec_reading) {.size = sizeof how, .head = INT64_MIN};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
}
END_TEST

START_TEST(test_catalog)
{
  tmprec_text *text;
  size_t n = 0, i = 0;
  int has_add = 0;
  for (; tmprec_catalog_name(&text, n, &error) == TMPREC_OK && text; n++) {
    has_add |= !strcmp(tmprec_text_data(text), "add");
    tmprec_text_free(text);
  }
  ck_assert(n > 20 && has_add);
  OK(tmprec_catalog_about(&text, "add", &error));
  ck_assert(strstr(tmprec_text_data(text), "adds") != NULL);
  tmprec_text_free(text);
  for (; tmprec_catalog_input(&text, "add", i, &error) == TMPREC_OK && text; i++)
    tmprec_text_free(text);
  ck_assert_uint_ge(i, 3);
  ck_assert_int_eq(tmprec_catalog_input(&text, "nobody", 0, &error), TMPREC_REFUSED);
}
END_TEST

static const char *const one[] = {"1"}, *const blank[] = {" "}, *const slash[] = {"a/b"};

static tmprec_builder *begin_builder(void)
{
  tmprec_builder *b;
  OK(tmprec_builder_new(&b, 1, " ", "begin, here", "end", &error));
  OK(tmprec_builder_input(b, "1", &error));
  OK(tmprec_builder_rule(b, "begin, here", one, "begin, here", slash, "R", &error));
  OK(tmprec_builder_rule(b, "begin, here", blank, "end", one, "S", &error));
  return b;
}

/* Names need not be words of a `.tm` file. */
START_TEST(test_builder)
{
  tmprec_builder *b = begin_builder();
  tmprec_machine *m;
  OK(tmprec_builder_machine(&m, b, &error));
  ck_assert_str_eq(tmprec_machine_state(m, 0), "begin, here");
  ck_assert_str_eq(tmprec_machine_symbol(m, 0), " ");
  ck_assert_str_eq(tmprec_machine_symbol(m, 2), "a/b");
  ck_assert_uint_eq(tmprec_machine_transitions(m), 2);
  tmprec_simulation *s;
  OK(tmprec_simulation_new(&s, m, "11", NULL, &error));
  ck_assert_uint_eq(tmprec_simulation_steps(s), 3);
  ck_assert_str_eq(tmprec_simulation_halted(s), "end");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  ck_assert_int_eq(tmprec_builder_rule(b, "begin, here", one, "end", one, "X", &error), TMPREC_REFUSED);
  OK(tmprec_builder_rule(b, "begin, here", one, "end", one, "S", &error));
  ck_assert_int_eq(tmprec_builder_machine(&m, b, &error), TMPREC_REFUSED);
  ck_assert_str_eq(error.message, "rule 3: duplicate transition (the first is rule 1)");
  ck_assert_ptr_null(m);
  tmprec_builder_free(b);
}
END_TEST

/* --- Runs -------------------------------------------------------------------------------- */

typedef struct {
  size_t tokens, prompts, predicted, activations, scores, calls;
  size_t stop_at;                  /* the call that says stop; 0: none */
  size_t segment, next;            /* where the next token is */
  double worst_sum;                /* of weights, from 1 */
  int wrong;
} seen;

static int count_call(seen *s)
{
  return ++s->calls == s->stop_at;
}

static int see_token(void *user, const tmprec_token *t)
{
  seen *s = user;
  if (t->segment != s->segment)
    s->segment = t->segment, s->next = 0;
  s->wrong |= t->position != s->next++ || !*t->text;
  s->tokens++;
  s->prompts += t->is_prompt != 0;
  s->predicted += !t->is_prompt;
  return count_call(s);
}

static int see_activations(void *user, const tmprec_activations *a)
{
  seen *s = user;
  s->wrong |= !a->count || a->part > 2 || (a->layer == 0) != (a->part == 0) || !*a->name;
  for (size_t i = 0; i < a->count; i++)
    s->wrong |= !(fabs(a->value[i]) <= 64 && a->slack[i] >= 0);
  s->activations += a->count;
  return count_call(s);
}

static int see_scores(void *user, const tmprec_scores *r)
{
  seen *s = user;
  double sum = 0;
  for (size_t j = 0; j < r->keys; j++)
    sum += r->weight[j];
  s->worst_sum = fmax(s->worst_sum, fabs(sum - 1));
  s->wrong |= r->keys != r->position + 1 || !r->layer;
  s->scores++;
  return count_call(s);
}

static int see_progress(void *user, size_t done, size_t all)
{
  seen *s = user;
  s->wrong |= all && done > all;
  return count_call(s);
}

START_TEST(test_trace)
{
  for (int mode = 0; mode < 2; mode++) {
    tmprec_simulation *s = simulate("mul", "1*1", mode ? TMPREC_SCOT : TMPREC_COT);
    seen got = {.tokens = 0};
    const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token};
    OK(tmprec_trace(s, &watch, &error));
    ck_assert(!got.wrong);
    ck_assert_uint_eq(got.tokens, tmprec_simulation_tokens(s));
    ck_assert_uint_eq(got.predicted, tmprec_simulation_predictions(s));
    ck_assert_uint_eq(got.segment + 1, tmprec_simulation_segments(s));
    ck_assert(tmprec_simulation_mode(s) == (mode ? TMPREC_SCOT : TMPREC_COT));
    ck_assert_uint_le(tmprec_simulation_longest(s), (size_t) 1 << tmprec_simulation_r(s));
    ck_assert_str_eq(tmprec_simulation_output(s), "1");
    ck_assert_uint_eq(tmprec_simulation_dimension(s, TMPREC_LAYERS), 5 * tmprec_simulation_r(s) / 2 + 8);
    tmprec_simulation_free(s);
  }
}
END_TEST

/* 3 + 1, as in the README. */
START_TEST(test_verify)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *six = arithmetic_of("act=fixed:1.4 attn=fixed:1.4"), *five = arithmetic_of("act=fixed:1.3 attn=fixed:1.3");
  tmprec_verification *v;
  ck_assert_str_eq(tmprec_arithmetic_text(six), "act=fixed:1.4 attn=fixed:1.4 beta=auto");
  OK(tmprec_verify(&v, s, six, 1, NULL, &error));
  ck_assert(tmprec_verification_exact(v) == TMPREC_YES && tmprec_verification_exact_activations(v) != TMPREC_UNKNOWN);
  ck_assert_uint_eq(tmprec_verification_predictions(v), 51);
  ck_assert(tmprec_verification_first_error(v) == SIZE_MAX && !tmprec_verification_expected(v));
  tmprec_verification_free(v);
  OK(tmprec_verify(&v, s, five, 0, NULL, &error));
  ck_assert(tmprec_verification_exact(v) == TMPREC_NO && tmprec_verification_exact_activations(v) == TMPREC_NO);
  ck_assert_uint_eq(tmprec_verification_first_error(v), 48);
  ck_assert_uint_eq(tmprec_verification_token(v), 54);
  ck_assert_uint_eq(tmprec_verification_segment(v), 0);
  ck_assert_uint_eq(tmprec_verification_position(v), 54);
  ck_assert_str_eq(tmprec_verification_expected(v), "sym:0");
  ck_assert_str_eq(tmprec_verification_predicted(v), "sym:1");
  ck_assert_double_eq(tmprec_verification_ties(v), 1);
  tmprec_verification_free(v);
  tmprec_arithmetic_free(six);
  tmprec_arithmetic_free(five);
  tmprec_simulation_free(s);
}
END_TEST

/* In each mode the tokens are told once and are those of the run; numbers and weights come for each of them. */
START_TEST(test_generate)
{
  static const char *const text[] = {"format=exact", "act=fixed:1.6 attn=fixed:1.6 beta=auto", "format=mpfr:9 beta=auto", "format=real beta=auto"};
  for (size_t n = 0; n < LENGTH(text); n++)
    for (int mode = 0; mode < 2; mode++) {
      tmprec_simulation *s = simulate("add", "1+1", mode ? TMPREC_SCOT : TMPREC_COT);
      tmprec_arithmetic *a = arithmetic_of(text[n]);
      seen got = {.tokens = 0};
      const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token, .activations = see_activations, .scores = see_scores,
                                  .progress = see_progress};
      tmprec_generation *g, *plain;
      OK(tmprec_generate(&g, s, a, &watch, &error));
      OK(tmprec_generate(&plain, s, a, NULL, &error));
      ck_assert(!got.wrong);
      ck_assert_msg(tmprec_generation_ended(g) == TMPREC_ENDED && tmprec_generation_is_right(g), "%s", text[n]);
      ck_assert_str_eq(tmprec_generation_output(g), "10");
      ck_assert_str_eq(tmprec_generation_output(plain), "10");
      ck_assert_uint_eq(got.predicted, tmprec_generation_predictions(g));
      ck_assert_uint_eq(got.tokens, tmprec_simulation_tokens(s));
      ck_assert_uint_ge(got.activations, tmprec_simulation_dimension(s, TMPREC_WIDTH) * (got.tokens - tmprec_simulation_segments(s)));
      ck_assert_uint_ge(got.scores, tmprec_simulation_dimension(s, TMPREC_LAYERS));
      ck_assert_msg(got.worst_sum < 0.25, "%s: weights add up to 1 but for %g", text[n], got.worst_sum);
      tmprec_generation_free(g);
      tmprec_generation_free(plain);
      tmprec_arithmetic_free(a);
      tmprec_simulation_free(s);
    }
}
END_TEST

static size_t margins_seen, gaps_seen;

static int see_margin(void *user, const tmprec_margin *m)
{
  size_t *layer = user;
  ck_assert_uint_ge(m->layer, *layer);
  *layer = m->layer;
  margins_seen++;
  gaps_seen += m->gap >= 1;
  return 0;
}

START_TEST(test_margins)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("act=fixed:1.0 attn=p:1");
  size_t layer = 0;
  margins_seen = gaps_seen = 0;
  OK(tmprec_margins(s, a, see_margin, &layer, NULL, &error));
  ck_assert_msg(margins_seen > 30 && gaps_seen > 10 && layer > 5, "%zu margins, %zu gaps, the last in layer %zu", margins_seen, gaps_seen, layer);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

/* --- Bounds and sweeps -------------------------------------------------------------------- */

static void check_claim(tmprec_claim *c)
{
  const char *text = tmprec_claim_certificate(c);
  ck_assert_ptr_nonnull(text);
  ck_assert_str_eq(tmprec_claim_verdict(c), "exact_act");
  ck_assert_str_eq(tmprec_claim_theorem(c), "snap");
  size_t reasons = 0;
  while (tmprec_claim_reason(c, reasons))
    ck_assert_ptr_nonnull(strstr(tmprec_claim_reason(c, reasons++), "rounded to "));
  ck_assert_uint_gt(reasons, 4);
  OK(tmprec_check("certificate", text, strlen(text), &error));
  char *forged = strdup(text), *ties = strstr(forged, "ties\t");
  ck_assert_ptr_nonnull(ties);
  ties[5] = '9', ties[6] = '9';
  ck_assert_int_ne(tmprec_check("certificate", forged, strlen(forged), &error), TMPREC_OK);
  ck_assert_msg(!strncmp(error.message, "certificate:", 12), "%s", error.message);
  free(forged);
  tmprec_claim_free(c);
}

START_TEST(test_bounds)
{
  tmprec_arithmetic *a = arithmetic_of("act=fixed:1.0 attn=p:1"), *low = arithmetic_of("act=fixed:1.0 attn=p:1 beta=1");
  tmprec_machine *m = open_machine("add");
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_claim *c;
  OK(tmprec_bound_all(&c, TMPREC_COT, 20, 0, a, &error));
  ck_assert_msg(fabs(tmprec_claim_least_beta(c) - 14.961553992516565) < 1e-12, "%.17g", tmprec_claim_least_beta(c));
  ck_assert_uint_eq(tmprec_claim_tokens(c), 1 << 20);
  check_claim(c);
  OK(tmprec_bound_machine(&c, m, TMPREC_SCOT, 8, 200, a, &error));
  ck_assert_uint_eq(tmprec_claim_tokens(c), 200);
  check_claim(c);
  OK(tmprec_bound_run(&c, s, a, &error));
  ck_assert_uint_eq(tmprec_claim_tokens(c), tmprec_simulation_longest(s));
  check_claim(c);
  OK(tmprec_bound_all(&c, TMPREC_COT, 20, 0, low, &error));
  ck_assert_str_eq(tmprec_claim_verdict(c), "");
  ck_assert_ptr_null(tmprec_claim_certificate(c));
  ck_assert(strstr(tmprec_claim_reason(c, 0), "not known to be ") != NULL);
  tmprec_claim_free(c);
  ck_assert_int_eq(tmprec_bound_all(&c, TMPREC_COT, 5, 0, a, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_bound_all(&c, TMPREC_COT, 4, 17, a, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_check("x", "nothing", 7, &error), TMPREC_REFUSED);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  tmprec_arithmetic_free(a);
  tmprec_arithmetic_free(low);
}
END_TEST

typedef struct {
  size_t cells, exact, certified;
  char verdicts[64];               /* by number of the cell */
} swept;

static int see_cell(void *user, const tmprec_cell *c)
{
  swept *s = user;
  s->cells++;
  s->exact += c->exact == TMPREC_YES;
  s->certified += c->certified != 0;
  quick_assert(c->number < LENGTH(s->verdicts));
  s->verdicts[c->number] = (char) ('0' + (int) c->exact);
  quick_assert(!strcmp(c->machine, "counter") && !strcmp(c->input, "1101"));
  quick_assert((c->exact == TMPREC_NO) == (c->first_error != SIZE_MAX));
  return 0;
}

static tmprec_sweep *make_sweep(void)
{
  tmprec_sweep *s;
  OK(tmprec_sweep_new(&s, &error));
  OK(tmprec_sweep_add(s, "counter:1101", &error));
  OK(tmprec_sweep_set(s, "bits", "3..5", &error));
  OK(tmprec_sweep_set(s, "family", "fixed,float", &error));
  OK(tmprec_sweep_set(s, "certify", "1", &error));
  return s;
}

/* A cell says what a verification says; parts are those cells. */
START_TEST(test_sweep)
{
  tmprec_sweep *s = make_sweep();
  swept whole = {.cells = 0}, parts = {.cells = 0};
  OK(tmprec_sweep_run(s, see_cell, &whole, NULL, &error));
  ck_assert_uint_eq(whole.cells, 5);
  ck_assert(whole.exact > 0 && whole.exact < whole.cells);
  ck_assert_int_eq(tmprec_sweep_set(s, "bits", "5..4", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_sweep_set(s, "colour", "red", &error), TMPREC_REFUSED);
  OK(tmprec_sweep_set(s, "shard", "1/2", &error));
  OK(tmprec_sweep_run(s, see_cell, &parts, NULL, &error));
  ck_assert_uint_lt(parts.cells, 5);
  OK(tmprec_sweep_set(s, "shard", "2/2", &error));
  OK(tmprec_sweep_run(s, see_cell, &parts, NULL, &error));
  ck_assert_uint_eq(parts.cells, 5);
  ck_assert_str_eq(parts.verdicts, whole.verdicts);
  tmprec_sweep_free(s);
}
END_TEST

/* --- Refusals, cancelling, silence ---------------------------------------------------------- */

START_TEST(test_refusals)
{
  tmprec_machine *m = open_machine("add"), *none;
  tmprec_simulation *s = simulate("add", "1+1", TMPREC_COT), *no_run;
  tmprec_arithmetic *a;
  tmprec_generation *g;
  static const tmprec_reading latin = {.size = sizeof latin, .notation = "latin"};
  static const tmprec_simulation_options odd = {.size = sizeof odd, .r = 7}, small = {.size = sizeof small, .r = 4},
                                         short_run = {.size = sizeof short_run, .max_steps = 2};
  ck_assert_int_eq(tmprec_machine_open(&none, "no such machine", NULL, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(none);
  ck_assert_int_eq(error.status, TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_open(&none, "-", NULL, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_parse(&none, "tapes 1\n", 8, NULL, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_parse(&none, "tapes 1\n", 8, &latin, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "2", NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &odd, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &small, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &short_run, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(no_run);
  ck_assert_int_eq(tmprec_arithmetic_new(&a, "act=fixed", 0, 0, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(a);
  a = arithmetic_of("act=fixed:2.4 attn=fixed:1.4 acc=e5m10 sum=any");
  ck_assert_int_eq(tmprec_generate(&g, s, a, NULL, &error), TMPREC_REFUSED);
  tmprec_arithmetic_free(a);
  a = arithmetic_of("act=fixed:1.4 attn=fixed:1.4 at=900:act=fixed:1.5");
  ck_assert_int_eq(tmprec_generate(&g, s, a, NULL, &error), TMPREC_REFUSED);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  tmprec_machine_free(NULL);
  tmprec_simulation_free(NULL);
}
END_TEST

/* By the n-th callback, whatever it is, and by a flag: the next call works as if nothing had been. */
START_TEST(test_cancel)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("format=mpfr:9 beta=auto");
  tmprec_generation *g;
  tmprec_verification *v;
  tmprec_cancel *flag;
  for (size_t n = 1; n < 4000; n = 3 * n + 1) {
    seen got = {.stop_at = n};
    const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token, .activations = see_activations, .scores = see_scores};
    ck_assert_int_eq(tmprec_generate(&g, s, a, &watch, &error), TMPREC_CANCELLED);
    ck_assert_ptr_null(g);
    ck_assert_uint_eq(got.calls, n);
  }
  OK(tmprec_cancel_new(&flag, &error));
  const tmprec_watch watch = {.size = sizeof watch, .cancel = flag};
  tmprec_cancel_set(flag);
  ck_assert_int_eq(tmprec_generate(&g, s, a, &watch, &error), TMPREC_CANCELLED);
  ck_assert_int_eq(tmprec_verify(&v, s, a, 0, &watch, &error), TMPREC_CANCELLED);
  tmprec_cancel_clear(flag);
  OK(tmprec_generate(&g, s, a, &watch, &error));
  ck_assert(tmprec_generation_is_right(g));
  tmprec_generation_free(g);
  tmprec_cancel_free(flag);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

typedef struct {
  const tmprec_simulation *s;
  const tmprec_arithmetic *a;
  size_t calls;
} within;

static int verify_within(void *user, const tmprec_token *t)
{
  within *w = user;
  tmprec_verification *v;
  if (t->is_prompt)
    return 0;
  w->calls++;
  ck_assert_int_eq(tmprec_verify(&v, w->s, w->a, 0, NULL, NULL), TMPREC_OK);
  ck_assert_int_eq(tmprec_verification_exact(v), TMPREC_YES);
  tmprec_verification_free(v);
  return 0;
}

START_TEST(test_calls_in_callbacks)
{
  tmprec_simulation *s = simulate("parity", "1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("format=mpfr:9 beta=auto");
  within w = {s, a, 0};
  const tmprec_watch watch = {.size = sizeof watch, .user = &w, .token = verify_within};
  tmprec_generation *g;
  OK(tmprec_generate(&g, s, a, &watch, &error));
  ck_assert(tmprec_generation_is_right(g) && w.calls == tmprec_generation_predictions(g));
  tmprec_generation_free(g);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

/* Both streams stay empty, whatever is refused. */
START_TEST(test_silence)
{
  char name[] = "/tmp/tmprec-silence-XXXXXX";
  const int file = mkstemp(name), out = dup(1), err = dup(2);
  ck_assert(file >= 0 && out >= 0 && err >= 0);
  fflush(NULL);
  dup2(file, 1);
  dup2(file, 2);
  tmprec_machine *m = NULL;
  tmprec_simulation *s = NULL;
  tmprec_arithmetic *a = NULL;
  tmprec_verification *v = NULL;
  const int refused = tmprec_machine_open(&m, "/nowhere", NULL, NULL) != TMPREC_OK && tmprec_arithmetic_new(&a, "x", 0, 0, NULL) != TMPREC_OK;
  const int good = tmprec_machine_open(&m, "add", NULL, NULL) == TMPREC_OK && tmprec_simulation_new(&s, m, "1+1", NULL, NULL) == TMPREC_OK
                   && tmprec_arithmetic_new(&a, "format=exact", 0, 0, NULL) == TMPREC_OK && tmprec_verify(&v, s, a, 1, NULL, NULL) == TMPREC_OK;
  fflush(NULL);
  dup2(out, 1);
  dup2(err, 2);
  ck_assert_int_eq(lseek(file, 0, SEEK_END), 0);
  ck_assert(refused && good);
  tmprec_verification_free(v);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  close(file);
  close(out);
  close(err);
  unlink(name);
}
END_TEST

/* --- Threads ------------------------------------------------------------------------------ */

typedef struct {
  const tmprec_simulation *s;
  const tmprec_arithmetic *a;
  size_t first_error;
  int good;
} shared_work;

static void *verify_often(void *context)
{
  shared_work *w = context;
  w->good = 1;
  for (int i = 0; i < 6; i++) {
    tmprec_verification *v = NULL;
    w->good &= tmprec_verify(&v, w->s, w->a, i % 2, NULL, NULL) == TMPREC_OK && tmprec_verification_first_error(v) == w->first_error;
    tmprec_verification_free(v);
  }
  return NULL;
}

/* One simulation, shared; different arithmetics, one of them shared too. */
START_TEST(test_threads)
{
  enum { THREADS = 4 };
  static const char *const text[] = {"act=fixed:1.3 attn=fixed:1.3", "format=mpfr:9 beta=auto"};
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a[] = {arithmetic_of(text[0]), arithmetic_of(text[1])};
  shared_work work[THREADS];
  pthread_t thread[THREADS];
  for (int i = 0; i < THREADS; i++) {
    work[i] = (shared_work) {s, a[i % 2], i % 2 ? SIZE_MAX : 48, 0};
    ck_assert_int_eq(pthread_create(thread + i, NULL, verify_often, work + i), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    ck_assert(work[i].good);
  }
  tmprec_arithmetic_free(a[0]);
  tmprec_arithmetic_free(a[1]);
  tmprec_simulation_free(s);
}
END_TEST

/* --- Memory that ends -------------------------------------------------------------------------- */

/* What calls are tried on.  Check allocates where it asserts, so those here are quick ones. */
typedef struct {
  tmprec_machine *m;
  tmprec_simulation *s;
  tmprec_arithmetic *a, *b, *snap;
  tmprec_builder *builder;
  tmprec_sweep *sweep;
  char *certificate;
} things;

typedef tmprec_status attempt(const things *t);

static tmprec_status try_open(const things *t)
{
  tmprec_machine *m;
  (void) t;
  const tmprec_status result = tmprec_machine_open(&m, "add", NULL, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_parse(const char *text, const char *notation)
{
  tmprec_machine *m;
  const tmprec_status result = tmprec_machine_parse(&m, text, strlen(text), &(tmprec_reading) {.size = sizeof (tmprec_reading), .notation = notation}, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_yaml(const things *t)
{
  (void) t;
  return try_parse("input: '11'\nblank: ' '\nstart state: a\ntable:\n  a:\n    1: R\n    ' ': {write: 1, L: b}\n  b:\n", "tmio");
}

static tmprec_status try_xml(const things *t)
{
  (void) t;
  return try_parse("<structure><type>turing</type><automaton><state id='0' name='a'><initial/></state><state id='1' name='b'><final/></state>"
                   "<transition><from>0</from><to>1</to><read>1</read><write>0</write><move>R</move></transition></automaton></structure>", "jff");
}

static tmprec_status try_write(const things *t)
{
  tmprec_text *text;
  const tmprec_status result = tmprec_machine_write(&text, t->m, "tm", &error);
  tmprec_text_free(text);
  return result;
}

static tmprec_status try_build(const things *t)
{
  tmprec_machine *m;
  const tmprec_status result = tmprec_builder_machine(&m, t->builder, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_simulation(const things *t)
{
  tmprec_simulation *s;
  const tmprec_status result = tmprec_simulation_new(&s, t->m, "1+1", NULL, &error);
  tmprec_simulation_free(s);
  return result;
}

static tmprec_status try_arithmetic(const things *t)
{
  tmprec_arithmetic *a;
  (void) t;
  const tmprec_status result = tmprec_arithmetic_new(&a, "act=fixed:1.4 attn=fixed:1.4 at=3:act=fixed:1.5 beta=12", 0, 0, &error);
  tmprec_arithmetic_free(a);
  return result;
}

static int take_token(void *user, const tmprec_token *token)
{
  (void) user;
  (void) token;
  return 0;
}

static tmprec_status try_trace(const things *t)
{
  return tmprec_trace(t->s, &(tmprec_watch) {.size = sizeof (tmprec_watch), .token = take_token}, &error);
}

static tmprec_status try_verify(const things *t, const tmprec_arithmetic *a, int activations)
{
  tmprec_verification *v;
  const tmprec_status result = tmprec_verify(&v, t->s, a, activations, NULL, &error);
  quick_assert(result || tmprec_verification_exact(v) == TMPREC_YES);
  tmprec_verification_free(v);
  return result;
}

static tmprec_status try_verify_sites(const things *t) { return try_verify(t, t->a, 1); }
static tmprec_status try_verify_mpfr(const things *t) { return try_verify(t, t->b, 0); }

static tmprec_status try_generate(const things *t)
{
  tmprec_generation *g;
  const tmprec_status result = tmprec_generate(&g, t->s, t->b, NULL, &error);
  quick_assert(result || tmprec_generation_is_right(g));
  tmprec_generation_free(g);
  return result;
}

static int take_margin(void *user, const tmprec_margin *m)
{
  (void) user;
  (void) m;
  return 0;
}

static tmprec_status try_margins(const things *t) { return tmprec_margins(t->s, t->a, take_margin, NULL, NULL, &error); }

static tmprec_status try_bound(const things *t)
{
  tmprec_claim *c;
  const tmprec_status result = tmprec_bound_all(&c, TMPREC_COT, 6, 0, t->snap, &error);
  tmprec_claim_free(c);
  return result;
}

static tmprec_status try_check(const things *t) { return tmprec_check("certificate", t->certificate, strlen(t->certificate), &error); }

static tmprec_status try_sweep(const things *t)
{
  swept got = {.cells = 0};
  return tmprec_sweep_run(t->sweep, see_cell, &got, NULL, &error);
}

/* Each lets the n-th allocation fail, and all after it, for n from 1 on; where there are many, the first ones and then growing steps. */
static const struct {
  const char *name;
  attempt *call;
} attempts[] = {
  {"open", try_open}, {"yaml", try_yaml}, {"xml", try_xml}, {"write", try_write}, {"build", try_build}, {"simulation", try_simulation},
  {"arithmetic", try_arithmetic}, {"trace", try_trace}, {"verify, sites", try_verify_sites}, {"verify, mpfr", try_verify_mpfr},
  {"generate", try_generate}, {"margins", try_margins}, {"bound", try_bound}, {"check", try_check}, {"sweep", try_sweep},
};

static things make_things(void)
{
  tmprec_claim *c;
  things t = {open_machine("add"), simulate("add", "1+1", TMPREC_COT), arithmetic_of("act=fixed:1.6 attn=fixed:1.6 beta=auto"),
              arithmetic_of("format=mpfr:9 beta=auto"), arithmetic_of("act=fixed:1.0 attn=p:1"), begin_builder(), make_sweep(), NULL};
  OK(tmprec_bound_all(&c, TMPREC_COT, 6, 0, t.snap, &error));
  t.certificate = strdup(tmprec_claim_certificate(c));
  tmprec_claim_free(c);
  return t;
}

static void free_things(things *t)
{
  tmprec_machine_free(t->m);
  tmprec_simulation_free(t->s);
  tmprec_arithmetic_free(t->a);
  tmprec_arithmetic_free(t->b);
  tmprec_arithmetic_free(t->snap);
  tmprec_builder_free(t->builder);
  tmprec_sweep_free(t->sweep);
  free(t->certificate);
}

/* Every one where there are not too many; else the first, and some hundred of the rest. */
enum { FAILURES_ALL = 6000, FAILURES_FIRST = 400 };
static long next_failure(long n, long all)
{
  return n < FAILURES_FIRST || all <= FAILURES_ALL ? n + 1 : n + all / FAILURES_FIRST;
}

START_TEST(test_memory_ends)
{
  if (!MEMORY_CAN_FAIL)
    return;
  things t = make_things();
  attempt *call = attempts[_i].call;
  OK(call(&t));                    /* what the C library keeps, it has now */
  memory_count(0);
  const tmprec_status whole = call(&t);
  memory_stop();
  ck_assert_int_eq(whole, TMPREC_OK);
  ck_assert_int_eq(memory_blocks, 0);
  const long all = memory_asked;
  long failures = 0;
  for (long n = 1; n <= all; n = next_failure(n, all)) {
    memory_count(n);
    const tmprec_status result = call(&t);
    memory_stop();
    ck_assert_msg(result == TMPREC_NO_MEMORY || result == TMPREC_OK, "%s, allocation %ld of %ld: %d %s", attempts[_i].name, n, all, (int) result, error.message);
    ck_assert_msg(memory_blocks == 0, "%s, allocation %ld of %ld: %ld blocks are left", attempts[_i].name, n, all, memory_blocks);
    failures += result == TMPREC_NO_MEMORY;
  }
  ck_assert_msg(failures * 10 >= (all < FAILURES_FIRST ? all : FAILURES_FIRST) * 9, "%s: %ld failures of %ld allocations", attempts[_i].name, failures, all);
  ck_assert_int_eq(call(&t), TMPREC_OK);         /* and all is as it was */
  free_things(&t);
}
END_TEST

/* Objects that change stay as they were. */
START_TEST(test_memory_ends_in_setters)
{
  if (!MEMORY_CAN_FAIL)
    return;
  things t = make_things();
  for (long n = 1; n < 40; n++) {
    tmprec_machine *m;
    memory_count(n);
    tmprec_builder_rule(t.builder, "x", one, "end", one, "S", NULL);
    const int failed = memory_failed != 0;
    tmprec_sweep_set(t.sweep, "bits", "4..6", NULL);
    memory_stop();
    OK(tmprec_builder_machine(&m, t.builder, &error));
    ck_assert_uint_eq(tmprec_machine_transitions(m), failed ? 2 : 3);
    tmprec_machine_free(m);
    if (!failed)
      break;
    ck_assert_int_lt(n, 39);
  }
  free_things(&t);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("library");
  TCase *tc = suite_case(suite, "machines");
  tcase_add_test(tc, test_machines);
  tcase_add_test(tc, test_reading);
  tcase_add_test(tc, test_catalog);
  tcase_add_test(tc, test_builder);
  tc = suite_case(suite, "runs");
  tcase_add_test(tc, test_trace);
  tcase_add_test(tc, test_verify);
  tcase_add_test(tc, test_generate);
  tcase_add_test(tc, test_margins);
  tc = suite_case(suite, "bounds and sweeps");
  tcase_add_test(tc, test_bounds);
  tcase_add_test(tc, test_sweep);
  tc = suite_case(suite, "calls");
  tcase_add_test(tc, test_refusals);
  tcase_add_test(tc, test_cancel);
  tcase_add_test(tc, test_calls_in_callbacks);
  tcase_add_test(tc, test_silence);
  tcase_add_test(tc, test_threads);
  tc = suite_case(suite, "memory");
  tcase_add_loop_test(tc, test_memory_ends, 0, LENGTH(attempts));
  tcase_add_test(tc, test_memory_ends_in_setters);
  return suite_run(suite);
}
