/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/trajectory.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

struct tp_trajectory {
  size_t positions;      /* 0 .. n-2 */
  size_t versions;
  int8_t *version;       /* versions x positions */
  size_t *neurons_before;/* by layer: neurons in all layers before it */
  int8_t *hidden;        /* neurons x positions */
  size_t ternary;        /* at positions before this one all numbers are -1, 0 or 1 */
  double lead;           /* the least of a token that is predicted; 0 if some token is not */
  const tp_plan *plan;
  tp_best_keys *best;    /* NULL until asked for */
};

static int8_t *version_at(const tp_trajectory *t, size_t version, size_t position)
{
  return t->version + version * t->positions + position;
}

static int8_t *hidden_at(const tp_trajectory *t, size_t layer, size_t neuron, size_t position)
{
  return t->hidden + (t->neurons_before[layer - 1] + neuron) * t->positions + position;
}

/* Hardmax's numbers, as far as they are ternary. */
static void record(tp_trajectory *t, tp_workspace *w, tp_number_column *c, int8_t *into, size_t from, size_t to)
{
  enum { PIECE = 256 };
  double value[PIECE], slack[PIECE];
  if (w->a->op->trits(c, from, to, into))
    return;
  for (size_t at = from, end; at < to; at = end) {
    end = to - at < PIECE ? to : at + PIECE;
    w->a->op->read(w, c, at, end, value, slack);
    for (size_t p = at; p < end; p++)
      into[p - from] = (int8_t) (value[p - at] > 0.5 ? 1 : value[p - at] < -0.5 ? -1 : 0);
  }
  size_t other = w->a->op->compare(w, c, from, to, into);
  if (other < to && other < t->ternary)
    t->ternary = other;
}

static void record_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  tp_trajectory *t = context;
  record(t, w, c, version_at(t, version, from), from, to);
}

static void record_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  tp_trajectory *t = context;
  record(t, w, c, hidden_at(t, layer, neuron, from), from, to);
}

static size_t all_neurons(const tp_transformer *t)
{
  size_t neurons = 0;
  for (size_t l = 0; l < t->layers; l++)
    neurons += t->layer[l].mlp.neurons;
  return neurons;
}

/* The pass has fed all positions at once. */
static double least_lead(tp_pass *p, const tp_segment *s)
{
  double least = INFINITY;
  for (size_t at = s->prompt_end; at + 1 < s->tokens.length && least > 0; at++)
    least = fmin(least, tp_evaluator_lead(tp_pass_evaluator(p), at, tp_sequence_token(&s->tokens, at + 1)));
  return least > 0 ? least : 0;
}

static void begin_recording(tp_trajectory *t, tp_pass *p, size_t g)
{
  tp_pass_begin(p, g, &(tp_observer) {.context = t, .activation = record_activation, .hidden = record_hidden});
}

/* Whether all numbers are ternary.  Where positions repeat they may not be, and rationals for all pairs of positions take long:
   then a few positions at a time are recorded, up to those that have such a number. */
static int stays_ternary(tp_trajectory *t, tp_pass *p, size_t g, const tp_sequence *tokens, unsigned r)
{
  if (tokens->length <= (size_t) 1 << r)
    return 1;
  begin_recording(t, p, g);
  for (size_t fed = 0; fed < t->positions && t->ternary == t->positions;)
    fed = tp_pass_feed_some(p, tokens, t->positions, TP_PASS_CHUNK);
  return t->ternary == t->positions;
}

tp_trajectory *tp_trajectory_record(const tp_subject *s, size_t g)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  tp_trajectory *t = tp_memory_zeroed(1, sizeof *t);
  t->positions = t->ternary = tokens->length - 1;
  t->versions = tp_plan_versions(s->plan);
  t->version = tp_memory_zeroed(t->versions, t->positions);
  t->neurons_before = tp_memory_zeroed(s->t->layers + 1, sizeof *t->neurons_before);
  for (size_t l = 0; l < s->t->layers; l++)
    t->neurons_before[l + 1] = t->neurons_before[l] + s->t->layer[l].mlp.neurons;
  t->hidden = tp_memory_zeroed(all_neurons(s->t), t->positions);
  const tp_setup hardmax = tp_setup_hardmax();
  tp_pass *p = tp_pass_new(s->plans, &hardmax, 0);
  if (stays_ternary(t, p, g, tokens, s->r)) {
    begin_recording(t, p, g);
    tp_pass_feed(p, tokens, t->positions, SIZE_MAX);
    t->lead = least_lead(p, s->told.segment + g);
  }
  t->plan = s->plan;
  tp_pass_free(p);
  return t;
}

void tp_trajectory_free(tp_trajectory *t)
{
  if (!t)
    return;
  tp_best_keys_free(t->best);
  free(t->version);
  free(t->neurons_before);
  free(t->hidden);
  free(t);
}

size_t tp_trajectory_ternary(const tp_trajectory *t)
{
  return t->ternary;
}

int tp_trajectory_is_complete(const tp_trajectory *t)
{
  return t->ternary == t->positions;
}

double tp_trajectory_lead(const tp_trajectory *t)
{
  return t->lead;
}

tp_hardmax_numbers tp_trajectory_numbers(const tp_trajectory *t)
{
  return (tp_hardmax_numbers) {t->plan, t->positions, t->version, t->hidden};
}

const int8_t *tp_trajectory_activation(const tp_trajectory *t, size_t version)
{
  return version_at(t, version, 0);
}

const int8_t *tp_trajectory_hidden(const tp_trajectory *t, size_t layer, size_t neuron)
{
  return hidden_at(t, layer, neuron, 0);
}

struct tp_hardmax_record {
  const tp_subject *s;
  tp_trajectory **segment;         /* NULL until asked for */
  int kept;
  size_t last;                     /* the one asked for last */
  pthread_mutex_t lock;
};

tp_hardmax_record *tp_hardmax_record_new(const tp_subject *s, int kept)
{
  tp_hardmax_record *h = tp_memory_zeroed(1, sizeof *h);
  h->s = s;
  h->kept = kept;
  h->segment = tp_memory_zeroed(s->told.segments, sizeof *h->segment);
  pthread_mutex_init(&h->lock, NULL);
  return h;
}

void tp_hardmax_record_free(tp_hardmax_record *h)
{
  if (!h)
    return;
  for (size_t g = 0; g < h->s->told.segments; g++)
    tp_trajectory_free(h->segment[g]);
  pthread_mutex_destroy(&h->lock);
  free(h->segment);
  free(h);
}

static tp_trajectory *segment_at(tp_hardmax_record *h, size_t g)
{
  if (!h->kept && h->last != g) {
    tp_trajectory_free(h->segment[h->last]);
    h->segment[h->last] = NULL;
  }
  if (!h->segment[g])
    h->segment[g] = tp_trajectory_record(h->s, g);
  h->last = g;
  return h->segment[g];
}

const tp_trajectory *tp_hardmax_record_segment(tp_hardmax_record *h, size_t g)
{
  pthread_mutex_lock(&h->lock);
  const tp_trajectory *t = segment_at(h, g);
  pthread_mutex_unlock(&h->lock);
  return t;
}

const tp_best_keys *tp_hardmax_record_best_keys(tp_hardmax_record *h, size_t g)
{
  pthread_mutex_lock(&h->lock);
  tp_trajectory *t = segment_at(h, g);
  if (!t->best) {
    const tp_hardmax_numbers numbers = tp_trajectory_numbers(t);
    t->best = tp_best_keys_new(&numbers);
  }
  const tp_best_keys *best = t->best;
  pthread_mutex_unlock(&h->lock);
  return best;
}

size_t tp_hardmax_record_size(const tp_subject *s)
{
  return (tp_plan_versions(s->plan) + all_neurons(s->t)) * tp_subject_size(s).tokens;
}

/* A number that may be equal, or not, makes the workspace note it; the note is kept. */
static void compare_with(tp_trajectory_comparison *with, tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  const int is_certain = !(tp_pass_undecided(with->pass) & TP_UNDECIDED_NUMBER);
  int undecided = w->undecided;
  for (size_t p = from; p < to && (with->same || (is_certain && !with->differs)); p++) {
    w->undecided = 0;
    p = w->a->op->compare(w, c, p, to, expected + (p - from));
    with->same &= p == to;
    with->differs |= p < to && is_certain && !w->undecided;
    undecided |= w->undecided;
  }
  w->undecided = undecided;
}

static void compare_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  tp_trajectory_comparison *with = context;
  compare_with(with, w, c, from, to, version_at(with->with, version, from));
}

static void compare_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  tp_trajectory_comparison *with = context;
  compare_with(with, w, c, from, to, hidden_at(with->with, layer, neuron, from));
}

tp_observer tp_trajectory_observer(tp_trajectory_comparison *c)
{
  return (tp_observer) {.context = c, .activation = compare_activation, .hidden = compare_hidden};
}
