#include "lockstep.h"

#include <math.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"

enum { CHUNK = 16 };           /* one often need not look far */

typedef struct {
  const trajectory *hardmax;
  run_number *of;                  /* by version: which number that is; layer 0: the embedding */
  int found;
  run_number first;
  double value;
  int is_certain;                  /* that differs for certain, not just as far as one can tell */
} watcher;

/* Versions are numbered in the order of layers, attention before neurons. */
static run_number *numbers_of_versions(const evaluation_plan *plan)
{
  const transformer *t = plan_transformer(plan);
  run_number *of = memory_zeroed(plan_versions(plan), sizeof *of);
  for (uint32_t c = 0; c < t->width; c++)
    for (size_t l = 1; l <= t->layers; l++) {
      size_t before = plan_version(plan, l, 0, c), between = plan_version(plan, l, 1, c), behind = plan_version(plan, l + 1, 0, c);
      if (between != before)
        of[between] = (run_number) {{0, l, PART_ATTENTION}, c};
      if (behind != between)
        of[behind] = (run_number) {{0, l, PART_SUM}, c};
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

static int differs_for_certain(arithmetic *a, number_column *c, size_t position, int exact)
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

static void compare(watcher *w, arithmetic *a, number_column *c, const int8_t *exact, run_number n, size_t from, size_t to)
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

static void watch_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  if (w->of[version].at.layer)
    compare(w, a, c, trajectory_activation(w->hardmax, version), w->of[version], from, to);
}

static void watch_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  compare(w, a, c, trajectory_hidden(w->hardmax, layer, neuron), (run_number) {{0, layer, PART_NEURON}, neuron}, from, to);
}

/* 1 if with more bits more might be decided: what is found may not differ after all.  What
   comes before it does not. */
static int watch_once(watcher *w, const subject *s, const evaluation_plan *plan, const arithmetic_choice *c)
{
  const sequence *tokens = &s->told.segment[c->segment].tokens;
  layered_arithmetic a = layered_new(c, s->r, plan_longest_product(plan), s->t->layers);
  evaluator *e = evaluator_new(plan, a.at[0], &(observer) {.context = w, .activation = watch_activation, .hidden = watch_hidden});
  if (a.count > 1)
    evaluator_use_layers(e, a.at);
  w->found = w->is_certain = 0;
  for (size_t to = 0, end = trajectory_ternary(w->hardmax); to < end && !w->found;) {
    to = end - to < CHUNK ? end : to + CHUNK;
    feed_to(e, tokens, to);
  }
  int undecided = layered_undecided(&a);
  evaluator_free(e);
  layered_free(&a);
  return undecided & UNDECIDED_NUMBER || (undecided && !w->is_certain);
}

int first_difference(run_number *out, double *value, const subject *s, const arithmetic_choice *c, size_t g,
                     const trajectory *hardmax, void (*evaluated)(void *context), void *context)
{
  /* Versions are numbered alike whether scales are shared or not. */
  evaluation_plan *plan = plan_new(s->t, (evaluation_needs) {0, arithmetic_needs(c).block}), *plain = plan_new(s->t, (evaluation_needs) {0, 0});
  watcher w = {.hardmax = hardmax, .of = numbers_of_versions(plain)};
  arithmetic_choice finer = *c;
  int open;
  finer.segment = g;
  do {
    open = watch_once(&w, s, plan, &finer);
    evaluated(context);
  } while (open && arithmetic_refine(&finer));
  free(w.of);
  plan_free(plan);
  plan_free(plain);
  *out = w.first;
  *value = w.value;
  return w.found;
}

/* --- One number ------------------------------------------------------------------------ */

static size_t version_of(const evaluation_plan *plan, const run_number *n)
{
  return n->at.part == PART_ATTENTION ? plan_version(plan, n->at.layer, 1, (uint32_t) n->index)
                                      : plan_version(plan, n->at.layer + 1, 0, (uint32_t) n->index);
}

typedef struct {
  const run_number *n;
  size_t version;
  double value;
} reader;

static void read_column(reader *r, arithmetic *a, number_column *c, size_t from, size_t to)
{
  double slack;
  if (from <= r->n->at.position && r->n->at.position < to)
    r->value = a->op->approximate(a, c, r->n->at.position, &slack);
}

static void read_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part != PART_NEURON && version == r->version)
    read_column(r, a, c, from, to);
}

static void read_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  reader *r = context;
  if (r->n->at.part == PART_NEURON && layer == r->n->at.layer && neuron == r->n->index)
    read_column(r, a, c, from, to);
}

double number_in(const mixture *m, size_t step, const run_number *n)
{
  reader r = {.n = n};
  if (n->at.part != PART_NEURON)
    r.version = version_of(m->plan, n);
  evaluator_free(mixture_run(m, step, n->at.position + 1, &(observer) {.context = &r, .activation = read_activation, .hidden = read_hidden}));
  return r.value;
}

double number_under_hardmax(const trajectory *hardmax, const evaluation_plan *plan, const run_number *n)
{
  if (n->at.position >= trajectory_ternary(hardmax))
    return NAN;
  const int8_t *column = n->at.part == PART_NEURON ? trajectory_hidden(hardmax, n->at.layer, n->index)
                                                   : trajectory_activation(hardmax, version_of(plan, n));
  return column[n->at.position];
}
