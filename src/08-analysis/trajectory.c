#include "tmprec/analysis/trajectory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

struct trajectory {
  size_t positions;      /* 0 .. n-2 */
  size_t versions;
  int8_t *version;       /* versions x positions */
  size_t *neurons_before;/* by layer: neurons in all layers before it */
  int8_t *hidden;        /* neurons x positions */
  size_t ternary;        /* at positions before this one all numbers are -1, 0 or 1 */
};

static int8_t *version_at(const trajectory *t, size_t version, size_t position)
{
  return t->version + version * t->positions + position;
}

static int8_t *hidden_at(const trajectory *t, size_t layer, size_t neuron, size_t position)
{
  return t->hidden + (t->neurons_before[layer - 1] + neuron) * t->positions + position;
}

/* The exact arithmetic's numbers, as far as they are ternary. */
static void record(trajectory *t, arithmetic *a, number_column *c, int8_t *into, size_t from, size_t to)
{
  for (size_t p = from; p < to; p++) {
    double slack, value = a->op->approximate(a, c, p, &slack);
    int8_t small = (int8_t) (value > 0.5 ? 1 : value < -0.5 ? -1 : 0);
    into[p - from] = small;
    if (a->op->compare(a, c, p, p + 1, &small) == p && p < t->ternary)
      t->ternary = p;
  }
}

static void record_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  trajectory *t = context;
  record(t, a, c, version_at(t, version, from), from, to);
}

static void record_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  trajectory *t = context;
  record(t, a, c, hidden_at(t, layer, neuron, from), from, to);
}

static size_t all_neurons(const transformer *t)
{
  size_t neurons = 0;
  for (size_t l = 0; l < t->layers; l++)
    neurons += t->layer[l].mlp.neurons;
  return neurons;
}

trajectory *trajectory_record(const subject *s, size_t g)
{
  const sequence *tokens = &s->told.segment[g].tokens;
  trajectory *t = memory_zeroed(1, sizeof *t);
  t->positions = t->ternary = tokens->length - 1;
  t->versions = plan_versions(s->plan);
  t->version = memory_new(t->versions, t->positions);
  t->neurons_before = memory_zeroed(s->t->layers + 1, sizeof *t->neurons_before);
  for (size_t l = 0; l < s->t->layers; l++)
    t->neurons_before[l + 1] = t->neurons_before[l] + s->t->layer[l].mlp.neurons;
  t->hidden = memory_new(all_neurons(s->t), t->positions);
  const arithmetic_choice exact = {.kind = ARITHMETIC_EXACT};
  arithmetic *a = arithmetic_new(&exact, s->r, plan_longest_product(s->plan));
  evaluator *e = evaluator_new(s->plan, a, &(observer) {.context = t, .activation = record_activation, .hidden = record_hidden});
  evaluator_feed(e, tokens, t->positions);
  evaluator_free(e);
  a->op->destroy(a);
  return t;
}

void trajectory_free(trajectory *t)
{
  if (!t)
    return;
  free(t->version);
  free(t->neurons_before);
  free(t->hidden);
  free(t);
}

size_t trajectory_ternary(const trajectory *t)
{
  return t->ternary;
}

int trajectory_is_complete(const trajectory *t)
{
  return t->ternary == t->positions;
}

const int8_t *trajectory_activation(const trajectory *t, size_t version)
{
  return version_at(t, version, 0);
}

const int8_t *trajectory_hidden(const trajectory *t, size_t layer, size_t neuron)
{
  return hidden_at(t, layer, neuron, 0);
}

struct hardmax_record {
  const subject *s;
  trajectory **segment;            /* NULL until asked for */
  int kept;
  size_t last;                     /* the one asked for last */
  pthread_mutex_t lock;
};

hardmax_record *hardmax_record_new(const subject *s, int kept)
{
  hardmax_record *h = memory_zeroed(1, sizeof *h);
  h->s = s;
  h->kept = kept;
  h->segment = memory_zeroed(s->told.segments, sizeof *h->segment);
  pthread_mutex_init(&h->lock, NULL);
  return h;
}

void hardmax_record_free(hardmax_record *h)
{
  if (!h)
    return;
  for (size_t g = 0; g < h->s->told.segments; g++)
    trajectory_free(h->segment[g]);
  pthread_mutex_destroy(&h->lock);
  free(h->segment);
  free(h);
}

const trajectory *hardmax_record_segment(hardmax_record *h, size_t g)
{
  pthread_mutex_lock(&h->lock);
  if (!h->kept && h->last != g) {
    trajectory_free(h->segment[h->last]);
    h->segment[h->last] = NULL;
  }
  if (!h->segment[g])
    h->segment[g] = trajectory_record(h->s, g);
  h->last = g;
  const trajectory *t = h->segment[g];
  pthread_mutex_unlock(&h->lock);
  return t;
}

size_t hardmax_record_size(const subject *s)
{
  return (plan_versions(s->plan) + all_neurons(s->t)) * transcript_tokens(&s->told);
}

static void compare_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  trajectory_comparison *with = context;
  if (with->same)
    with->same = a->op->compare(a, c, from, to, version_at(with->with, version, from)) == to;
}

static void compare_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  trajectory_comparison *with = context;
  if (with->same)
    with->same = a->op->compare(a, c, from, to, hidden_at(with->with, layer, neuron, from)) == to;
}

observer trajectory_observer(trajectory_comparison *c)
{
  return (observer) {.context = c, .activation = compare_activation, .hidden = compare_hidden};
}
