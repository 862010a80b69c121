/* SPDX-License-Identifier: MIT */
#include "difference.h"

#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"

/* -1 if they are the same for certain. */
static double distance(tp_workspace *w, const tp_number_column *c, const tp_number_column *other, size_t position)
{
  double slack, other_slack, x = tp_read_one(w, c, position, &slack), y = tp_read_one(w, other, position, &other_slack);
  if (isnan(x) && isnan(y))
    return -1;
  if (x == y)                      /* infinities too */
    return slack > 0 || other_slack > 0 ? 0 : -1;
  double off = fabs(x - y);
  return isnan(off) ? INFINITY : off;
}

static tp_evaluator *compared(const mixture *m, const tp_observer *watch)
{
  tp_evaluator *e = tp_evaluator_new(m->plan, m->schedule + MIX_BEFORE, watch);
  tp_evaluator_compare(e, m->schedule + MIX_BEHIND);
  return e;
}

/* --- Steps ------------------------------------------------------------------------------- */

typedef struct {
  const tp_transformer *t;
  unsigned char *differs;          /* by step of the chunk */
  size_t first;                    /* number of its first step */
} marker;

static void mark(void *context, tp_workspace *w, tp_rounding_place at, tp_number_column *c, tp_number_column *other, size_t from, size_t to)
{
  marker *k = context;
  for (size_t p = from; p < to; p++)
    if (distance(w, c, other, p) >= 0)
      k->differs[tp_step_number(k->t, &(run_step) {p, at.layer, at.part}) - k->first] = 1;
}

step_list tp_different_steps(const mixture *m, size_t end)
{
  const size_t a_position = m->s->t->layers * TP_LAYER_PARTS;
  step_list l = {NULL, 0};
  size_t capacity = 0;
  marker k = {.t = m->s->t};
  tp_evaluator *e = compared(m, &(tp_observer) {.context = &k, .beside = mark});
  for (size_t from = 0, to; from < end; from = to) {
    to = end - from < TP_PASS_CHUNK ? end : from + TP_PASS_CHUNK;
    k.first = from * a_position;
    k.differs = tp_memory_zeroed((to - from) * a_position, 1);
    tp_evaluator_feed(e, &m->s->told.segment[m->segment].tokens, to - from);
    for (size_t i = 0; i < (to - from) * a_position; i++)
      if (k.differs[i]) {
        TP_MEMORY_GROW(l.step, capacity, l.count + 1);
        l.step[l.count++] = k.first + i;
      }
    free(k.differs);
  }
  tp_evaluator_free(e);
  return l;
}

void tp_step_list_clear(step_list *l)
{
  free(l->step);
  *l = (step_list) {NULL, 0};
}

/* --- One step ---------------------------------------------------------------------------- */

typedef struct {
  const tp_plan *plan;
  const tp_trajectory *hardmax;
  run_number found;
  int is_wrong;                    /* what was found is not hardmax's */
  double off;
} chooser;

static void choose(void *context, tp_workspace *w, tp_rounding_place at, tp_number_column *c, tp_number_column *other, size_t from, size_t to)
{
  chooser *k = context;
  const run_step *step = &k->found.at;
  if (at.layer != step->layer || at.part != step->part || step->position < from || step->position >= to)
    return;
  const run_number n = {*step, at.index};
  double slack, off = distance(w, c, other, step->position);
  int is_wrong = tp_read_one(w, c, step->position, &slack) != tp_number_under_hardmax(k->hardmax, k->plan, &n);
  if (off < 0 || is_wrong < k->is_wrong || (is_wrong == k->is_wrong && off <= k->off))
    return;
  k->found = n;
  k->is_wrong = is_wrong;
  k->off = off;
}

run_number tp_most_different(const mixture *m, size_t step, const tp_trajectory *hardmax)
{
  chooser k = {m->plan, hardmax, {tp_step_at(m->s->t, step), 0}, 0, -1};
  tp_evaluator *e = compared(m, &(tp_observer) {.context = &k, .beside = choose});
  tp_feed_to(e, &m->s->told.segment[m->segment].tokens, k.found.at.position + 1);
  tp_evaluator_free(e);
  return k.found;
}
