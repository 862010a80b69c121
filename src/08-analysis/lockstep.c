/* SPDX-License-Identifier: MIT */
#include "lockstep.h"

#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"

enum { CHUNK = 16 };           /* one often need not look far */

typedef struct {
  const tp_trajectory *hardmax;
  run_number *of;                  /* by version: which number that is; layer 0: the embedding */
  int found;
  run_number first;
  double value;
  int is_certain;                  /* that differs for certain, not just as far as one can tell */
} watcher;

/* Versions are numbered in the order of layers, attention before neurons. */
static run_number *numbers_of_versions(const tp_plan *plan)
{
  const tp_transformer *t = tp_plan_transformer(plan);
  run_number *of = tp_memory_zeroed(tp_plan_versions(plan), sizeof *of);
  for (uint32_t c = 0; c < t->width; c++)
    for (size_t l = 1; l <= t->layers; l++) {
      size_t before = tp_plan_version(plan, l, 0, c), between = tp_plan_version(plan, l, 1, c), behind = tp_plan_version(plan, l + 1, 0, c);
      if (between != before)
        of[between] = (run_number) {{0, l, TP_PART_ATTENTION}, c};
      if (behind != between)
        of[behind] = (run_number) {{0, l, TP_PART_SUM}, c};
    }
  return of;
}

/* The order in which numbers are made. */
static int is_before(const run_number *a, const run_number *b)
{
  if (a->at.position != b->at.position)
    return a->at.position < b->at.position;
  if (a->at.layer != b->at.layer)
    return a->at.layer < b->at.layer;
  return a->at.part != b->at.part ? a->at.part < b->at.part : a->index < b->index;
}

static int differs_for_certain(tp_workspace *w, const tp_number_column *c, size_t position, int exact)
{
  mpfr_t low, high;
  mpz_t denominator;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpz_init(denominator);
  w->a->op->bounds(w, c, position, low, high, denominator);
  mpz_mul_si(denominator, denominator, exact);
  int apart = mpfr_nan_p(low) || mpfr_cmp_z(low, denominator) > 0 || mpfr_cmp_z(high, denominator) < 0;
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  mpz_clear(denominator);
  return apart;
}

static void compare(watcher *k, tp_workspace *w, tp_number_column *c, const int8_t *exact, run_number n, size_t from, size_t to)
{
  double slack;
  n.at.position = w->a->op->compare(w, c, from, to, exact + from);
  if (n.at.position == to || (k->found && !is_before(&n, &k->first)))
    return;
  k->found = 1;
  k->first = n;
  k->value = tp_read_one(w, c, n.at.position, &slack);
  k->is_certain = differs_for_certain(w, c, n.at.position, exact[n.at.position]);
}

static void watch_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  watcher *k = context;
  if (k->of[version].at.layer)
    compare(k, w, c, tp_trajectory_activation(k->hardmax, version), k->of[version], from, to);
}

static void watch_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  watcher *k = context;
  compare(k, w, c, tp_trajectory_hidden(k->hardmax, layer, neuron), (run_number) {{0, layer, TP_PART_NEURON}, neuron}, from, to);
}

/* 1 if with more bits more might be decided: what is found may not differ after all.  What
   comes before it does not. */
static int watch_once(watcher *k, const tp_sequence *tokens, tp_pass *p)
{
  k->found = k->is_certain = 0;
  for (size_t to = 0, end = tp_trajectory_ternary(k->hardmax); to < end && !k->found;) {
    to = end - to < CHUNK ? end : to + CHUNK;
    tp_pass_feed(p, tokens, to, CHUNK);
  }
  int undecided = tp_pass_undecided(p);
  return undecided & TP_UNDECIDED_NUMBER || (undecided && !k->is_certain);
}

int tp_first_difference(run_number *out, double *value, const tp_subject *s, const tp_setup *in, size_t g,
                        const tp_trajectory *hardmax, void (*evaluated)(void *context), void *context)
{
  /* Versions are numbered alike whether scales are shared or not. */
  watcher k = {.hardmax = hardmax, .of = numbers_of_versions(tp_plans_get(s->plans, (tp_evaluation_needs) {0, 0}))};
  tp_pass *p = tp_pass_new(s->plans, in, 1);
  tp_pass_begin(p, g, &(tp_observer) {.context = &k, .activation = watch_activation, .hidden = watch_hidden});
  int open;
  do {
    open = watch_once(&k, &s->told.segment[g].tokens, p);
    evaluated(context);
  } while (open && tp_pass_refine(p));
  tp_pass_free(p);
  free(k.of);
  *out = k.first;
  *value = k.value;
  return k.found;
}

/* --- One number ------------------------------------------------------------------------ */

static size_t version_of(const tp_plan *plan, const run_number *n)
{
  return n->at.part == TP_PART_ATTENTION ? tp_plan_version(plan, n->at.layer, 1, (uint32_t) n->index)
                                         : tp_plan_version(plan, n->at.layer + 1, 0, (uint32_t) n->index);
}

typedef struct {
  const run_number *n;
  size_t version;
  double value;
} reader;

static void read_column(reader *r, tp_workspace *w, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (from <= r->n->at.position && r->n->at.position < to)
    r->value = tp_read_one(w, c, r->n->at.position, &slack);
}

static void read_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part != TP_PART_NEURON && version == r->version)
    read_column(r, w, c, from, to);
}

static void read_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part == TP_PART_NEURON && layer == r->n->at.layer && neuron == r->n->index)
    read_column(r, w, c, from, to);
}

double tp_number_in(const mixture *m, size_t step, const run_number *n)
{
  reader r = {.n = n};
  if (n->at.part != TP_PART_NEURON)
    r.version = version_of(m->plan, n);
  tp_evaluator_free(tp_mixture_run(m, step, n->at.position + 1, &(tp_observer) {.context = &r, .activation = read_activation, .hidden = read_hidden}));
  return r.value;
}

double tp_number_under_hardmax(const tp_trajectory *hardmax, const tp_plan *plan, const run_number *n)
{
  if (n->at.position >= tp_trajectory_ternary(hardmax))
    return NAN;
  const int8_t *column = n->at.part == TP_PART_NEURON ? tp_trajectory_hidden(hardmax, n->at.layer, n->index)
                                                      : tp_trajectory_activation(hardmax, version_of(plan, n));
  return column[n->at.position];
}
