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

static int differs_for_certain(tp_arithmetic *a, tp_number_column *c, size_t position, int exact)
{
  mpfr_t low, high;
  mpz_t denominator;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpz_init(denominator);
  a->op->bounds(a, c, position, low, high, denominator);
  mpz_mul_si(denominator, denominator, exact);
  int apart = mpfr_nan_p(low) || mpfr_cmp_z(low, denominator) > 0 || mpfr_cmp_z(high, denominator) < 0;
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  mpz_clear(denominator);
  return apart;
}

static void compare(watcher *w, tp_arithmetic *a, tp_number_column *c, const int8_t *exact, run_number n, size_t from, size_t to)
{
  double slack;
  n.at.position = a->op->compare(a, c, from, to, exact + from);
  if (n.at.position == to || (w->found && !is_before(&n, &w->first)))
    return;
  w->found = 1;
  w->first = n;
  w->value = a->op->approximate(a, c, n.at.position, &slack);
  w->is_certain = differs_for_certain(a, c, n.at.position, exact[n.at.position]);
}

static void watch_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  if (w->of[version].at.layer)
    compare(w, a, c, tp_trajectory_activation(w->hardmax, version), w->of[version], from, to);
}

static void watch_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  compare(w, a, c, tp_trajectory_hidden(w->hardmax, layer, neuron), (run_number) {{0, layer, TP_PART_NEURON}, neuron}, from, to);
}

/* 1 if with more bits more might be decided: what is found may not differ after all.  What
   comes before it does not. */
static int watch_once(watcher *w, const tp_subject *s, const tp_plan *plan, const tp_choice *c)
{
  const tp_sequence *tokens = &s->told.segment[c->segment].tokens;
  tp_layered_arithmetic a = tp_layered_new(c, s->r, tp_plan_longest_product(plan), s->t->layers);
  tp_evaluator *e = tp_evaluator_new(plan, a.at[0], &(tp_observer) {.context = w, .activation = watch_activation, .hidden = watch_hidden});
  if (a.count > 1)
    tp_evaluator_use_layers(e, a.at);
  w->found = w->is_certain = 0;
  for (size_t to = 0, end = tp_trajectory_ternary(w->hardmax); to < end && !w->found;) {
    to = end - to < CHUNK ? end : to + CHUNK;
    tp_feed_to(e, tokens, to);
  }
  int undecided = tp_layered_undecided(&a);
  tp_evaluator_free(e);
  tp_layered_free(&a);
  return undecided & TP_UNDECIDED_NUMBER || (undecided && !w->is_certain);
}

int tp_first_difference(run_number *out, double *value, const tp_subject *s, const tp_choice *c, size_t g,
                        const tp_trajectory *hardmax, void (*evaluated)(void *context), void *context)
{
  /* Versions are numbered alike whether scales are shared or not. */
  tp_plan *plan = tp_plan_new(s->t, (tp_evaluation_needs) {0, tp_arithmetic_needs(c).block}), *plain = tp_plan_new(s->t, (tp_evaluation_needs) {0, 0});
  watcher w = {.hardmax = hardmax, .of = numbers_of_versions(plain)};
  tp_choice finer = *c;
  int open;
  finer.segment = g;
  do {
    open = watch_once(&w, s, plan, &finer);
    evaluated(context);
  } while (open && tp_arithmetic_refine(&finer));
  free(w.of);
  tp_plan_free(plan);
  tp_plan_free(plain);
  *out = w.first;
  *value = w.value;
  return w.found;
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

static void read_column(reader *r, tp_arithmetic *a, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (from <= r->n->at.position && r->n->at.position < to)
    r->value = a->op->approximate(a, c, r->n->at.position, &slack);
}

static void read_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part != TP_PART_NEURON && version == r->version)
    read_column(r, a, c, from, to);
}

static void read_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part == TP_PART_NEURON && layer == r->n->at.layer && neuron == r->n->index)
    read_column(r, a, c, from, to);
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
