/* SPDX-License-Identifier: MIT */
#include "grid_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tmprec/base/memory.h"

const char *const tp_decided_by_name[TP_DECIDED_BY] = {"bound", "profile", "deviation", "evaluation", "time", "memory"};

tp_grid *tp_grid_new(void)
{
  tp_grid *g = tp_memory_zeroed(1, sizeof *g);
  pthread_mutex_init(&g->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&g->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  return g;
}

void tp_grid_free(tp_grid *g)
{
  if (!g)
    return;
  for (size_t i = 0; i < g->subjects; i++) {
    tp_grid_subject *e = g->subject[i];
    tp_grid_drop_room(e);
    free(e->spare);
    pthread_mutex_destroy(&e->lock);
    pthread_mutex_destroy(&e->finer_lock);
    free(e->finer);
    free(e->machine);
    free(e->input);
    free(e);
  }
  tp_grid_clear_cells(g);
  pthread_mutex_destroy(&g->lock);
  pthread_cond_destroy(&g->changed);
  free(g->subject);
  free(g->news);
  free(g);
}

size_t tp_grid_add_subject(tp_grid *g, const tp_subject *s, const char *name, const char *input)
{
  tp_grid_subject *e = tp_memory_zeroed(1, sizeof *e);
  e->s = s;
  e->machine = tp_memory_string(name, strlen(name));
  e->input = tp_memory_string(input, strlen(input));
  pthread_mutex_init(&e->lock, NULL);
  pthread_mutex_init(&e->finer_lock, NULL);
  g->subject = tp_memory_resize(g->subject, g->subjects + 1, sizeof *g->subject);
  g->subject[g->subjects] = e;
  return g->subjects++;
}

/* Under mpfr weights are e^(-beta d) for keys that are d below the best.  Where that leaves binary64's exponents, every
   step takes MPFR itself.  Keys are about 4 log2 n below at most (both measured on runs of shipped machines). */
double tp_subject_step_cost(const tp_subject *s, const tp_choice *c)
{
  static const double largest_exponent = 708, apart = 4, cost_of_mpfr = 8;
  if (c->kind == TP_ARITHMETIC_MPFR && tp_choice_beta(c, s->r) * apart * log2((double) tp_transcript_longest(&s->told)) > largest_exponent)
    return cost_of_mpfr;
  return tp_effort_cost(&(tp_effort) {.only_verdicts = 1}, c);
}

/* Time grows about with the pairs of positions in all layers. */
static double estimate(const tp_subject *s, const tp_choice *c)
{
  double pairs = 0, layers = (double) s->t->layers;
  for (size_t g = 0; g < s->told.segments; g++) {
    double n = (double) s->told.segment[g].tokens.length;
    pairs += n * n + 50 * n;
  }
  return pairs * layers * tp_subject_step_cost(s, c);
}

void tp_grid_add_cell(tp_grid *g, const tp_grid_cell *cell)
{
  TP_MEMORY_GROW(g->cell, g->capacity, g->cells + 1);
  tp_grid_subject *e = g->subject[cell->subject];
  double cost = estimate(e->s, &cell->choice);
  g->cell[g->cells] = tp_grid_keep(g, cell);
  g->cell[g->cells++].cost = cost;
  g->cost_all += cost;
  e->cells_left++;
}

size_t tp_grid_cells(const tp_grid *g)
{
  return g->cells;
}

tp_grid_result tp_grid_at(const tp_grid *g, size_t i)
{
  const tp_grid_work *w = g->cell + i;
  const tp_grid_subject *e = g->subject[w->subject];
  return (tp_grid_result) {e->machine, e->input, e->s, tp_grid_cell_of(g, w), w->result, w->decided_by, w->seconds, w->certified, w->certified_beta};
}

static void let_go(tp_grid *g, const tp_grid_work *w)
{
  g->subject[w->subject]->cells_left--;
}

void tp_grid_restore(tp_grid *g, size_t i, const tp_grid_result *r)
{
  tp_grid_work *w = g->cell + i;
  w->result = r->result;
  w->result.expected = w->result.predicted = NULL;
  w->decided_by = r->decided_by;
  w->seconds = r->seconds;
  w->certified = r->certified;
  w->certified_beta = r->certified_beta;
  w->done = 1;
  g->finished++;
  g->cost_done += w->cost;
  let_go(g, w);
}

void tp_grid_leave_out(tp_grid *g, size_t i)
{
  tp_grid_work *w = g->cell + i;
  w->left_out = 1;
  g->left_out++;
  g->cost_all -= w->cost;
  let_go(g, w);
}

int tp_grid_has(const tp_grid *g, size_t i)
{
  return !g->cell[i].left_out;
}

void tp_grid_work_alone(tp_grid *g, size_t i)
{
  tp_grid_work_on(g, g->cell + i);
  g->cell[i].done = 1;
  for (size_t s = 0; s < g->subjects; s++)
    if (s != g->cell[i].subject)
      tp_grid_drop_room(g->subject[s]);
}

int tp_grid_is_done(const tp_grid *g, size_t i)
{
  return g->cell[i].done;
}

/* A cell that has it to itself keeps a segment at a time.  So sharing takes more only where there are many. */
int tp_grid_shares_record(const tp_subject *s)
{
  const tp_told_size size = tp_subject_size(s);
  return size.tokens <= 2 * size.longest || tp_hardmax_record_size(s) <= 2 * TP_HARDMAX_RECORD_MOST;
}

void tp_grid_set_records(tp_grid *g, tp_record_rule rule)
{
  g->records = rule;
}

void tp_grid_set_limits(tp_grid *g, double seconds, double bytes)
{
  g->most_seconds = seconds;
  g->most_bytes = bytes;
}

double tp_grid_cell_size(void)
{
  return 1.5 * sizeof(tp_grid_work);
}
