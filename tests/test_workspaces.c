/* SPDX-License-Identifier: MIT */
/* What is shared and what is a thread's own: many threads may use an arithmetic, each in a
   workspace of its own, and what a workspace did before changes nothing. */
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/base/memory.h"
#include "ways.h"

/* --- All numbers of an evaluation, for each position in the order in which they arise ------------- */

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

static void note_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  (void) version;
  for (size_t p = from; p < to; p++) {
    note(context, p, tp_read_one(w, c, p, &slack));
    note(context, p, slack);
  }
}

static void note_weights(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++) {
    note(context, position, w->a->op->row_score(w, row, j));
    note(context, position, w->a->op->row_weight(w, row, j));
  }
}

static tp_observer observer_of(record *r)
{
  return (tp_observer) {.context = r, .activation = note_activation, .weights = note_weights};
}

static record record_open(const tp_sequence *tokens)
{
  return (record) {tp_memory_zeroed(tokens->length - 1, sizeof(numbers)), tokens->length - 1};
}

static void record_close(record *r)
{
  for (size_t p = 0; p < r->positions; p++)
    free(r->at[p].value);
  free(r->at);
}

static size_t differences(const record *a, const record *b)
{
  size_t different = a->positions != b->positions;
  for (size_t p = 0; p < a->positions && !different; p++) {
    different += a->at[p].count != b->at[p].count;
    for (size_t i = 0; i < a->at[p].count && !different; i++)
      different += !(a->at[p].value[i] == b->at[p].value[i] || (isnan(a->at[p].value[i]) && isnan(b->at[p].value[i])));
  }
  return different;
}

/* Segment g by workspaces that are made for it; what they left undecided. */
static int evaluate(record *r, const tp_subject *s, const tp_layered *layered, const tp_plan *plan, size_t g, size_t chunk)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  const tp_observer watch = observer_of(r);
  tp_workspaces w = tp_workspaces_new(layered, &(tp_draw) {.seed = 3, .segment = g});
  tp_schedule schedule = tp_schedule_new(&w);
  tp_evaluator *e = tp_evaluator_new(plan, &schedule, &watch);
  for (size_t at = 0; at < r->positions; at += chunk)
    tp_evaluator_feed(e, tokens, r->positions - at < chunk ? r->positions - at : chunk);
  int undecided = tp_workspaces_undecided(&w);
  tp_evaluator_free(e);
  tp_schedule_free(&schedule);
  tp_workspaces_free(&w);
  return undecided;
}

static tp_layered layered_of(const tp_subject *s, const tp_choice *c, size_t way)
{
  const tp_effort effort = effort_of(way);
  return tp_layered_new(c, &effort, s->r, tp_plan_longest_product(s->plan), s->t->layers);
}

/* --- Threads --------------------------------------------------------------------------------------- */

enum { THREADS = 4 };

typedef struct {
  const tp_subject *s;
  const tp_layered *layered;
  const tp_plan *plan;
  size_t g, chunk;
  record r;
  int undecided;
} work;

static void *do_work(void *context)
{
  work *k = context;
  k->undecided = evaluate(&k->r, k->s, k->layered, k->plan, k->g, k->chunk);
  mpfr_free_cache();
  return NULL;
}

/* Each thread takes another segment, or chunks of another size, of one arithmetic. */
static void check_threads(const random_machine *a, const tp_subject *s, size_t way)
{
  tp_choice c = choice_of(way);
  tp_layered layered = layered_of(s, &c, way);
  const tp_plan *plan = tp_plans_get(s->plans, tp_choice_needs(&c, s->t->layers));
  work k[THREADS];
  pthread_t thread[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    const size_t g = i % s->told.segments;
    k[i] = (work) {s, &layered, plan, g, 1 + 20 * i, record_open(&s->told.segment[g].tokens), 0};
    ck_assert(!pthread_create(thread + i, NULL, do_work, k + i));
  }
  for (size_t i = 0; i < THREADS; i++)
    ck_assert(!pthread_join(thread[i], NULL));
  for (size_t i = 0; i < THREADS; i++) {
    tp_layered own = layered_of(s, &c, way);
    record alone = record_open(&s->told.segment[k[i].g].tokens);
    int undecided = evaluate(&alone, s, &own, plan, k[i].g, TP_PASS_CHUNK);
    random_assert(a, k[i].undecided == undecided);
    if (!undecided && differences(&k[i].r, &alone)) {
      random_machine_print(a);
      ck_abort_msg("%s: thread %zu gets other numbers than one alone", ways[way].choice, i);
    }
    record_close(&alone);
    record_close(&k[i].r);
    tp_layered_free(&own);
  }
  tp_layered_free(&layered);
  tp_choice_clear(&c);
}

START_TEST(test_threads)
{
  random_source source = random_open(70 + (uint64_t) _i);
  for (random_quota quota = quota_of((size_t) _i, 2, _i % 2 ? TP_MODE_SCOT : TP_MODE_COT); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, ways[_i].is_slow ? 26 : 40, &quota);
    check_threads(&a, &s, (size_t) _i);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

/* --- What was before --------------------------------------------------------------------------------- */

/* One pass over all segments, forward, backward and after more effort, against one for each. */
static void check_pass(const random_machine *a, const tp_subject *s, size_t way)
{
  tp_choice c = choice_of(way);
  const tp_setup in = {.choice = &c, .draw = {.seed = 3}, .effort = {.bits = ways[way].bits, .patience = 4, .only_verdicts = ways[way].only_verdicts}};
  tp_pass *used = tp_pass_new(s->plans, &in, 0);
  for (size_t i = 0; i < 2 * s->told.segments; i++) {
    const size_t g = i < s->told.segments ? i : 2 * s->told.segments - 1 - i;
    const tp_sequence *tokens = &s->told.segment[g].tokens;
    record r[2] = {record_open(tokens), record_open(tokens)};
    const tp_observer watch[2] = {observer_of(r), observer_of(r + 1)};
    tp_pass *fresh = tp_pass_new(s->plans, &in, 0);
    if (i % 2) {
      tp_pass_begin(used, g, NULL);
      tp_pass_feed(used, tokens, tokens->length / 2, 5);
      tp_pass_refine(used);
      tp_pass_feed(used, tokens, tokens->length / 2, 5);
    }
    for (int k = 0; k < 2; k++) {
      tp_pass_begin(k ? fresh : used, g, watch + k);
      tp_pass_feed(k ? fresh : used, tokens, tokens->length - 1, TP_PASS_CHUNK);
    }
    random_assert(a, tp_pass_undecided(used) == tp_pass_undecided(fresh));
    if (differences(r, r + 1)) {
      random_machine_print(a);
      ck_abort_msg("%s: segment %zu depends on what was before", ways[way].choice, g);
    }
    tp_pass_free(fresh);
    record_close(r);
    record_close(r + 1);
  }
  tp_pass_free(used);
  tp_choice_clear(&c);
}

/* Two evaluators in turn in the same workspaces, chunk by chunk, against each by itself. */
static void check_same_workspaces(const random_machine *a, const tp_subject *s, size_t way)
{
  tp_choice c = choice_of(way);
  tp_layered layered = layered_of(s, &c, way);
  const tp_plan *plan = tp_plans_get(s->plans, tp_choice_needs(&c, s->t->layers));
  const tp_sequence *tokens = &s->told.segment[0].tokens;
  record r[2] = {record_open(tokens), record_open(tokens)}, alone = record_open(tokens);
  const tp_observer watch[2] = {observer_of(r), observer_of(r + 1)};
  tp_workspaces w = tp_workspaces_new(&layered, &(tp_draw) {.seed = 3});
  tp_schedule schedule = tp_schedule_new(&w);
  tp_evaluator *e[2] = {tp_evaluator_new(plan, &schedule, watch), tp_evaluator_new(plan, &schedule, watch + 1)};
  for (size_t p = 0; p < alone.positions; p++) {
    tp_evaluator_feed(e[0], tokens, 1);
    if (p % 3 == 2)
      tp_evaluator_feed(e[1], tokens, 3);
  }
  tp_evaluator_feed(e[1], tokens, alone.positions - tp_evaluator_length(e[1]));
  int undecided = evaluate(&alone, s, &layered, plan, 0, TP_PASS_CHUNK);
  random_assert(a, undecided == tp_workspaces_undecided(&w));
  for (int k = 0; k < 2 && !undecided; k++)
    random_assert(a, !differences(r + k, &alone));
  for (int k = 0; k < 2; k++) {
    tp_evaluator_free(e[k]);
    record_close(r + k);
  }
  record_close(&alone);
  tp_schedule_free(&schedule);
  tp_workspaces_free(&w);
  tp_layered_free(&layered);
  tp_choice_clear(&c);
}

START_TEST(test_what_was_before)
{
  random_source source = random_open(90 + (uint64_t) _i);
  for (random_quota quota = quota_of((size_t) _i, 2, TP_MODE_SCOT); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, ways[_i].is_slow ? 26 : 40, &quota);
    check_pass(&a, &s, (size_t) _i);
    check_same_workspaces(&a, &s, (size_t) _i);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("workspaces");
  TCase *tc = suite_case(suite, "workspaces");
  tcase_add_loop_test(tc, test_threads, 0, WAYS);
  tcase_add_loop_test(tc, test_what_was_before, 0, WAYS);
  return suite_run(suite);
}
