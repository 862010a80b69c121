/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

/* All sequences of the puzzles, taken in an order that is drawn anew when all are used up. */
typedef struct {
  sequence *all;
  const sequence **order;
  size_t count, next;
  uint64_t key, draws;
} supply;

static int below(supply *s, int limit)
{
  return (int) (tp_random_unit(tp_random_key(s->key, s->draws++)) * limit);
}

static void shuffle(supply *s)
{
  for (size_t i = s->count; i > 1; i--) {
    const size_t j = (size_t) below(s, (int) i);
    const sequence *const kept = s->order[i - 1];
    s->order[i - 1] = s->order[j];
    s->order[j] = kept;
  }
  s->next = 0;
}

/* Bins with fewer puzzles than the fullest come up more than once, so that all lengths come up as often. */
static supply supply_make(const puzzles *from, chain_mode mode, uint64_t seed)
{
  supply s = {.key = tp_random_key(seed, 1)};
  size_t capacity = 0, in_bin[BINS] = {0}, first[BINS], most = 0;
  trace t;
  for (size_t i = 0; i < from->count; i++) {
    solve(&from->p[i], &t);
    const int b = bin_of(t.tokens);
    if (!in_bin[b]++)
      first[b] = i;
    most = in_bin[b] > most ? in_bin[b] : most;
  }
  for (int b = 0; b < BINS; b++)
    for (size_t i = 0; in_bin[b] && i < most; i++) {
      const puzzle *p = &from->p[first[b] + i % in_bin[b]];
      solve(p, &t);
      TP_MEMORY_GROW(s.all, capacity, s.count + MOST_SEQUENCES);
      s.count += (size_t) tell_puzzle(p, &t, mode, s.all + s.count);
    }
  s.order = tp_memory_new(s.count, sizeof *s.order);
  for (size_t i = 0; i < s.count; i++)
    s.order[i] = &s.all[i];
  shuffle(&s);
  return s;
}

/* As many sequences as there is room for. */
static size_t fill_batch(supply *s, const sequence **out, int tokens)
{
  size_t n = 0;
  for (;;) {
    if (s->next == s->count)
      shuffle(s);
    const sequence *q = s->order[s->next];
    tokens -= q->length;
    if (n && tokens < 0)
      return n;
    out[n++] = q;
    s->next++;
  }
}

/* A line for each sequence: the number of tokens given, and all tokens; an empty line at the end. */
static void tell_batch(const batch *b, FILE *out)
{
  for (size_t i = 0; i < b->sequences; i++) {
    fprintf(out, "%d", b->sequence[i]->given);
    for (int k = 0; k < b->sequence[i]->length; k++)
      fprintf(out, " %d", b->sequence[i]->token[k]);
    fprintf(out, "\n");
  }
  fprintf(out, "\n");
}

/* Gradients longer than 1 are shortened to 1. */
static void clip(parameters *g)
{
  double square = 0;
  for (size_t i = 0; i < g->count; i++)
    square += (double) g->all[i] * (double) g->all[i];
  if (square > 1)
    for (size_t i = 0; i < g->count; i++)
      g->all[i] *= (real) (1 / sqrt(square));
}

static double rate_at(const training *how, double part)
{
  const double warm = 0.02, floor = 0.02;
  if (part < warm)
    return how->rate * part / warm;
  return how->rate * (floor + (1 - floor) / 2 * (1 + cos(3.14159265358979 * (part - warm) / (1 - warm))));
}

/* Only matrices decay. */
static void step(parameters *p, const parameters *g, real *m, real *v, double rate, long number)
{
  for (int i = 0; i < p->tensors; i++) {
    const tensor *t = &p->tensor[i];
    const adam_step s = {(real) rate, (real) (t->columns ? 0.01 : 0), (real) 0.9, (real) 0.999,
                         (real) (1 / (1 - pow(0.9, (double) number))), (real) (1 / (1 - pow(0.999, (double) number)))};
    const size_t o = t->offset;
    adam(p->all + o, g->all + o, m + o, v + o, t->rows * (t->columns ? t->columns : 1), s);
  }
}

double train(parameters *p, sites *s, const puzzles *from, const training *how, FILE *progress)
{
  parameters_draw(p, how->seed);
  s->act.key = tp_random_key(how->seed, 2);
  s->attn.key = tp_random_key(how->seed, 3);
  supply data = supply_make(from, how->mode, how->seed);
  parameters g;
  parameters_make(&g, p->layers);
  real *m = tp_memory_zeroed(p->count, sizeof *m), *v = tp_memory_zeroed(p->count, sizeof *v);
  trail *t = trail_new(p->layers);
  const sequence **chosen = tp_memory_new((size_t) how->batch_tokens, sizeof *chosen);
  double recent = 0, last = 0;
  long seen = 0, counted = 0;
  for (long number = 1; seen < how->tokens; number++) {
    const batch b = batch_make(chosen, fill_batch(&data, chosen, how->batch_tokens));
    if (how->batches)
      tell_batch(&b, how->batches);
    forward(p, s, &b, t);
    const double loss = loss_of(&b, t);
    memset(g.all, 0, g.count * sizeof *g.all);
    backward(p, s, &b, t, &g);
    clip(&g);
    step(p, &g, m, v, rate_at(how, (double) seen / (double) how->tokens), number);
    seen += (long) b.rows;
    recent += loss;
    if (++counted == 100 || seen >= how->tokens) {
      last = recent / (double) counted;
      recent = 0;
      counted = 0;
    }
    if (how->report_every && number % how->report_every == 0)
      fprintf(progress, "%ld\t%ld\t%.6f\n", number, seen, loss);
  }
  free(chosen);
  trail_free(t);
  free(m);
  free(v);
  free(g.all);
  free(data.order);
  free(data.all);
  return last;
}
