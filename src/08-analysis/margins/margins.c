/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/margins.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measurement.h"
#include "tmprec/analysis/bound.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/elementary.h"

/* Bytes for the marks of the keys that hardmax attends to, of one chunk. */
enum { MARKS = 1 << 24 };

typedef struct {
  void (*call)(void *context, const tp_verify_state *state);
  void *context;
} report;

/* --- What is noted ------------------------------------------------------------------ */

void tp_margins_note_least(tp_extreme *e, double value, size_t token)
{
  if (!e->seen || value < e->value || (isnan(value) && !isnan(e->value)))
    *e = (tp_extreme) {value, token, 1};
}

void tp_margins_note_most(tp_extreme *e, double value, size_t token)
{
  if (!e->seen || value > e->value || (isnan(value) && !isnan(e->value)))
    *e = (tp_extreme) {value, token, 1};
}

double tp_margins_leak(double beta, const uint32_t *keys, size_t range)
{
  double others = 0;
  for (size_t d = range; --d > 0;)
    others += keys[d] ? keys[d] * tp_elementary_exp(-beta * (double) d) : 0;
  return others / ((double) keys[0] + others);
}

/* What rounded logits take of the gap is needed besides.  The result is all that is needed. */
static double note_slack(tp_head_margin *h, const tolerance *t, const hardmax_row *row, double needs, size_t token)
{
  const ranking *k = &row->ranks;
  int all_tie = k->ties == row->position + 1;
  double lead = tp_tolerance_lead(t, k->best, all_tie ? k->best : k->next);    /* -infinity: an infinite logit */
  double slack = all_tie ? (isinf(needs) || isinf(lead) ? -INFINITY : INFINITY) : tp_bound_sub_down(lead, needs);
  double need = !h->is_known ? NAN : all_tie ? (slack < 0 ? INFINITY : needs) : tp_bound_sub_up(k->best - k->next, slack);
  if (h->is_known && slack < INFINITY && (!h->slack.seen || slack < h->slack.value)) {
    tp_margins_note_least(&h->slack, slack, token);
    h->needs = need;
  }
  if (!h->is_known)
    h->slack.seen = 0;
  return need;
}

/* At most, with rounded logits. */
static double rounded_leak(const tolerance *t, const ranking *k, size_t keys, double leak)
{
  return !t->logit || k->ties == keys ? leak : tp_tolerance_leak(t, k->ties, keys - k->ties, tp_tolerance_lead(t, k->best, k->next));
}

void tp_margins_note_row(measurement *m, hardmax_row *row, void (*value)(const void *context, size_t c, row_value *out), const void *context)
{
  tp_head_margin *h = m->out->head + row->head;
  tolerance *t = tolerance_of(m, h->layer);
  const size_t token = m->token + row->position;
  const double leak = rounded_leak(t, &row->ranks, row->position + 1, row->leak);
  double needs = 0;
  if (row->ranks.ties <= row->position)
    tp_margins_note_least(&h->gap, row->ranks.best - row->ranks.next, token);
  tp_margins_note_most(&h->ties, (double) row->ranks.ties, token);
  tp_margins_note_most(&h->leak, row->leak, token);
  row->nonzero = 0;
  for (uint32_t c = 0; c < measured_head(m, row->head)->values; c++) {
    row_value v;
    value(context, c, &v);
    row->nonzero = v.nonzero > row->nonzero ? v.nonzero : row->nonzero;
    if (!h->is_known)
      continue;
    h->is_known = v.is_one;
    needs = fmax(needs, tp_tolerance_gap(t, &v.output));
    if (v.all && m->asks_disturbance)
      tp_margins_note_least(&h->disturbance, tp_tolerance_disturbance(t, &v.output, leak, v.all), token);
  }
  tp_margins_note_most(&h->nonzero, (double) row->nonzero, token);
  row->need = note_slack(h, t, row, needs, token);
}

/* The leads of the right tokens that positions from .. to-1 of the last chunk predict. */
static void note_predictions(const measurement *m, tp_evaluator *e, const tp_segment *at, size_t from, size_t to, tp_extreme *right)
{
  for (size_t p = from < at->prompt_end ? at->prompt_end : from; p < to; p++)
    tp_margins_note_least(right, tp_evaluator_lead(e, p, tp_sequence_token(&at->tokens, p + 1)), m->token + p);
}

/* --- One segment -------------------------------------------------------------------- */

static void make_room(measurement *m, int is_counted)
{
  const size_t marks = (m->heads.rows + m->run_heads.rows) * m->keys;     /* of a position */
  assert(marks > 0);               /* a run has more than one token, its transformer heads */
  m->chunk = MARKS / marks;
  m->chunk = m->chunk < 1 ? 1 : m->chunk > TP_PASS_CHUNK ? TP_PASS_CHUNK : m->chunk;
  m->best = tp_memory_new(m->heads.rows * m->chunk, m->keys);
  m->own = tp_memory_new(m->run_heads.rows * m->chunk, m->keys);
  m->need = tp_memory_new(m->out->heads * m->chunk, sizeof *m->need);
  m->score = tp_memory_new(2 * m->keys, sizeof *m->score);
  m->weight = m->score + m->keys;
  m->set = is_counted ? NULL : tp_memory_zeroed(tp_plan_versions(m->plan), m->keys);
  m->run_set = tp_memory_zeroed(tp_plan_versions(m->plan), m->keys);
}

static void drop_room(measurement *m)
{
  free(m->best);
  free(m->own);
  free(m->need);
  free(m->score);
  free(m->set);
  free(m->run_set);
  m->best = m->own = m->set = m->run_set = NULL;
  m->need = NULL;
}

static void tell_state(const measurement *m, size_t g, size_t to, const report *tell)
{
  if (tell->call)
    tell->call(tell->context, &(tp_verify_state) {g, m->s->told.segments, to, m->keys});
}

/* Side by side, chunk by chunk. */
static void evaluate_segment(measurement *m, size_t g, int is_counted, const report *tell)
{
  const tp_segment *at = m->s->told.segment + g;
  make_room(m, is_counted);
  margin_walks *walks = is_counted ? tp_margins_walks_new(m) : NULL;
  const tp_setup exact = tp_setup_hardmax();
  tp_pass *ahead = is_counted ? m->ahead : tp_pass_new(m->s->plans, &exact, 1);
  const tp_observer hardmax = tp_margins_watch_hardmax(m), run = tp_margins_watch_run(m);
  tp_pass_begin(ahead, g, is_counted ? NULL : &hardmax);
  tp_pass_begin(m->behind, g, &run);
  for (m->from = 0; m->from < m->keys; m->from += m->chunk) {
    size_t to = m->keys - m->from < m->chunk ? m->keys : m->from + m->chunk;
    if (is_counted)
      tp_margins_walk_to(walks, to);
    tp_pass_feed(ahead, &at->tokens, to, m->chunk);
    note_predictions(m, tp_pass_evaluator(ahead), at, m->from, to, &m->out->right);
    if (m->out->is_rounded) {
      tp_pass_feed(m->behind, &at->tokens, to, m->chunk);
      tp_margins_note_run_values(m, to);
      note_predictions(m, tp_pass_evaluator(m->behind), at, m->from, to, &m->out->right_rounded);
    }
    tell_state(m, g, to, tell);
  }
  m->out->is_undecided |= tp_pass_undecided(m->behind) & TP_UNDECIDED_NUMBER;
  tp_margins_walks_free(walks);
  if (!is_counted)
    tp_pass_free(ahead);
  drop_room(m);
}

/* Whether all numbers of the run are hardmax's: as tp_deviation_any says, up to the first piece where one deviates or
   is open.  2 where that is given up. */
static int deviates(const measurement *m, size_t g, tp_deviation *d, tp_deviating_numbers numbers)
{
  enum { PIECE = 64 };
  const tp_hardmax_numbers run = tp_trajectory_numbers(m->hardmax);
  int any = 0;
  tp_deviation_begin(d, &run, tp_hardmax_record_best_keys(m->record, g), numbers);
  for (size_t to = 0; to < run.positions && !any;) {
    to = run.positions - to < PIECE ? run.positions : to + PIECE;
    any = tp_deviation_feed(d, to, TP_FEED_UNTIL_ANY) ? tp_deviation_any(d) : 2;
  }
  return any;
}

/* What is open between two ends may be known when its rows are evaluated. */
static int is_hardmax(const measurement *m, size_t g, tp_deviation *d)
{
  const int any = d ? deviates(m, g, d, TP_NUMBERS_OPEN) : 1;
  return any == 0 || (any == 2 && deviates(m, g, d, TP_NUMBERS_EXACT) == 0);
}

/* Without an evaluation of the other run: it is hardmax itself, or has all of its numbers.  0 if its weights are not
   known. */
static int count_segment(measurement *m, size_t g, tp_workspace *weigh, const report *tell)
{
  const tp_segment *at = m->s->told.segment + g;
  if (!tp_margins_count(m, weigh))
    return 0;
  tp_pass_begin(m->ahead, g, NULL);
  for (size_t from = 0, to; from < m->keys; from = to) {
    to = tp_pass_feed_some(m->ahead, &at->tokens, m->keys, 0);
    note_predictions(m, tp_pass_evaluator(m->ahead), at, from, to, &m->out->right);
    if (weigh)
      note_predictions(m, tp_pass_evaluator(m->ahead), at, from, to, &m->out->right_rounded);
    tell_state(m, g, to, tell);
  }
  return 1;
}

/* 0 if the other run has to be evaluated after all. */
static int measure_segment(measurement *m, size_t g, tp_deviation *d, const report *tell)
{
  const int is_counted = tp_trajectory_is_complete(m->hardmax);
  m->keys = m->s->told.segment[g].tokens.length - 1;
  if (is_counted && !m->out->is_rounded)
    return count_segment(m, g, NULL, tell);
  if (is_counted && is_hardmax(m, g, d))
    return count_segment(m, g, tp_deviation_workspace(d), tell);
  evaluate_segment(m, g, is_counted, tell);
  return 1;
}

/* --- All of them ---------------------------------------------------------------------- */

static void number_heads(measurement *m)
{
  const tp_transformer *t = m->s->t;
  tp_margins *out = m->out;
  m->first_head = tp_memory_new(t->layers, sizeof *m->first_head);
  for (size_t l = 0; l < t->layers; l++) {
    m->first_head[l] = out->heads;
    out->heads += t->layer[l].heads;
  }
  out->head = tp_memory_zeroed(out->heads, sizeof *out->head);
  m->value = tp_memory_new(out->heads, sizeof *m->value);
  m->result = tp_memory_new(out->heads, sizeof *m->result);
  for (size_t l = 0; l < t->layers; l++)
    for (size_t h = 0; h < t->layer[l].heads; h++) {
      const tp_attention_head *head = t->layer[l].head + h;
      size_t number = m->first_head[l] + h;
      out->head[number] = (tp_head_margin) {.layer = l + 1, .head = h, .is_known = tolerance_of(m, l + 1)->is_known};
      m->value[number] = tp_memory_new(head->values, sizeof **m->value);
      m->result[number] = tp_memory_new(head->values, sizeof **m->result);
      for (uint32_t c = 0; c < head->values; c++) {
        m->value[number][c] = tp_plan_version(m->plan, l + 1, 0, head->v[c]);
        m->result[number][c] = tp_plan_version(m->plan, l + 1, 1, head->out[c]);
      }
    }
}

/* Heads without values are in no row. */
static heads_by_row sort_heads(const measurement *m, const tp_plan *plan)
{
  heads_by_row h = {.rows = tp_plan_rows(plan)};
  size_t count = 0;
  h.start = tp_memory_new(h.rows + 1, sizeof *h.start);
  h.head = tp_memory_new(m->out->heads, sizeof *h.head);
  for (size_t row = 0; row <= h.rows; row++) {
    h.start[row] = count;
    for (size_t i = 0; i < m->out->heads && row < h.rows; i++)
      if (tp_plan_row(plan, m->out->head[i].layer, m->out->head[i].head) == row)
        h.head[count++] = i;
  }
  return h;
}

static void heads_by_row_clear(heads_by_row *h)
{
  free(h->start);
  free(h->head);
}

void tp_margins_close(measurement *m)
{
  heads_by_row_clear(&m->heads);
  heads_by_row_clear(&m->run_heads);
  for (size_t i = 0; i < m->out->heads; i++) {
    free(m->value[i]);
    free(m->result[i]);
  }
  free(m->value);
  free(m->result);
  free(m->first_head);
  for (size_t i = 0; i < m->tolerances; i++)
    tp_tolerance_clear(m->needs + i);
  free(m->needs);
}

static void find_tolerances(measurement *m, const tp_choice *c)
{
  const size_t layers = m->s->t->layers;
  m->tolerances = c->exceptions ? layers : 1;
  m->needs = tp_memory_new(m->tolerances, sizeof *m->needs);
  for (size_t i = 0; i < m->tolerances; i++) {
    const tp_choice there = tp_choice_at_layer(c, (unsigned) i + 1);
    m->needs[i] = tp_tolerance_of_layers(m->s, &there, i + 1, c->exceptions ? i + 1 : layers);
  }
}

/* Whether the neurons of layers without heads, which no row is about, make no error either. */
static int neurons_hold(const measurement *m)
{
  for (size_t l = 1; l <= m->s->t->layers; l++)
    if (!m->s->t->layer[l - 1].heads && !tolerance_of(m, l)->is_known)
      return 0;
  return 1;
}

/* Where hardmax's own activations are not ternary, or other sublayers err, nothing is known to be
   enough. */
static void forget_needs(tp_margins *out)
{
  for (size_t i = 0; i < out->heads; i++)
    out->head[i].is_known = out->head[i].slack.seen = 0;
}

void tp_margins_open(measurement *m, const tp_choice *c)
{
  find_tolerances(m, c);
  number_heads(m);
  m->heads = sort_heads(m, m->plan);
  if (!neurons_hold(m))
    forget_needs(m->out);
}

/* Everything once, with one effort, and in an evaluation of the other run if d is NULL; 0 if that has to be. */
static int measure_once(tp_margins *out, const tp_subject *s, const tp_setup *in, int asks_disturbance, tp_deviation *d, const report *tell)
{
  const tp_setup exact = tp_setup_hardmax();
  *out = (tp_margins) {.is_rounded = in->choice->kind != TP_ARITHMETIC_EXACT};
  measurement m = {.out = out, .s = s, .asks_disturbance = asks_disturbance, .ahead = tp_pass_new(s->plans, &exact, 0),
                   .behind = tp_pass_new(s->plans, in, 0)};
  int done = 1;
  m.plan = tp_pass_plan(m.ahead);
  m.has_blocks = tp_choice_needs(in->choice, s->t->layers).block != 0;
  m.record = tp_hardmax_record_new(s, 0);
  tp_margins_open(&m, in->choice);
  m.run_heads = sort_heads(&m, tp_pass_plan(m.behind));
  for (size_t g = 0; g < s->told.segments && done; g++) {
    m.hardmax = tp_hardmax_record_segment(m.record, g);
    if (!tp_trajectory_is_complete(m.hardmax))
      forget_needs(out);
    done = measure_segment(&m, g, d, tell);
    m.token += s->told.segment[g].tokens.length;
  }
  tp_hardmax_record_free(m.record);
  tp_margins_close(&m);
  tp_pass_free(m.ahead);
  tp_pass_free(m.behind);
  return done;
}

static void measure(tp_margins *out, const tp_subject *s, const tp_setup *in, int asks_disturbance, const report *tell)
{
  tp_setup finer = *in;
  tp_deviation *d = in->choice->exceptions ? NULL : tp_deviation_new(s->plan, in);    /* the weights of a row are counted once */
  int done = measure_once(out, s, &finer, asks_disturbance, d, tell);
  while (!done || (out->is_undecided && tp_effort_raise(&finer.effort, finer.choice))) {
    tp_margins_clear(out);
    done = measure_once(out, s, &finer, asks_disturbance, NULL, tell);
  }
  tp_deviation_free(d);
}

void tp_margins_measure(tp_margins *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_verify_state *state), void *context)
{
  measure(out, s, in, 1, &(report) {progress, context});
}

void tp_margins_measure_gaps(tp_margins *out, const tp_subject *s, const tp_setup *in,
                             void (*progress)(void *context, const tp_verify_state *state), void *context)
{
  measure(out, s, in, 0, &(report) {progress, context});
}

void tp_margins_clear(tp_margins *m)
{
  free(m->head);
  *m = (tp_margins) {.heads = 0};
}
