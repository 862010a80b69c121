/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/errors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"

/* Of which sublayer and coordinate a version is. */
typedef struct {
  size_t sublayer;                 /* SIZE_MAX: the embedding */
  uint32_t coordinate;
} origin;

typedef struct {
  tp_sublayer_error *sublayer;
  const origin *of;                /* by version */
  const tp_trajectory *hardmax;
  size_t segment, token;           /* the first of the segment */
} watcher;

static origin *origins_of(const tp_plan *plan)
{
  const tp_transformer *t = tp_plan_transformer(plan);
  origin *of = tp_memory_new(tp_plan_versions(plan), sizeof *of);
  for (size_t v = 0; v < tp_plan_versions(plan); v++)
    of[v].sublayer = SIZE_MAX;
  for (uint32_t c = 0; c < t->width; c++)
    for (size_t i = 0; i < 2 * t->layers; i++) {
      const size_t before = tp_plan_version(plan, i / 2 + 1, (int) (i % 2), c);
      const size_t behind = i % 2 ? tp_plan_version(plan, i / 2 + 2, 0, c) : tp_plan_version(plan, i / 2 + 1, 1, c);
      if (behind != before)
        of[behind] = (origin) {i, c};
    }
  return of;
}

/* From above: errors may be much smaller than what binary64 tells apart beside 1. */
static double distance(tp_workspace *w, const tp_number_column *c, size_t position, int exact)
{
  mpfr_t low, high;
  mpz_t denominator, times;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpz_inits(denominator, times, (mpz_ptr) NULL);
  w->a->op->bounds(w, c, position, low, high, denominator);
  mpz_mul_si(times, denominator, exact);
  mpfr_sub_z(low, low, times, MPFR_RNDD);
  mpfr_sub_z(high, high, times, MPFR_RNDU);
  mpfr_neg(low, low, MPFR_RNDU);
  if (!mpfr_nan_p(low) && mpfr_cmp(low, high) > 0)
    mpfr_swap(low, high);
  mpfr_div_z(high, high, denominator, MPFR_RNDU);
  const double far = mpfr_nan_p(low) || mpfr_nan_p(high) ? INFINITY : mpfr_get_d(high, MPFR_RNDU);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  mpz_clears(denominator, times, (mpz_ptr) NULL);
  return far;
}

static int is_sooner(const tp_sublayer_error *e, size_t token, uint32_t coordinate)
{
  return token != e->token ? token < e->token : coordinate < e->coordinate;
}

static void note(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  watcher *k = context;
  const origin *of = k->of + version;
  if (of->sublayer == SIZE_MAX)
    return;
  const int8_t *exact = tp_trajectory_activation(k->hardmax, version);
  tp_sublayer_error *e = k->sublayer + of->sublayer;
  for (size_t p = from; p < to && p < tp_trajectory_ternary(k->hardmax); p++) {
    double slack;
    const double value = tp_read_one(w, c, p, &slack);
    if (e->seen && fabs(value - exact[p]) + slack < e->error / 2)
      continue;
    const double error = distance(w, c, p, exact[p]);
    if (!e->seen || error > e->error || (error == e->error && is_sooner(e, k->token + p, of->coordinate)))
      *e = (tp_sublayer_error) {.layer = e->layer, .part = e->part, .seen = 1, .error = error, .coordinate = of->coordinate,
                                .exact = exact[p], .rounded = value, .token = k->token + p, .segment = k->segment, .position = p};
  }
}

/* 1 if nothing is left undecided. */
static int measure_segment(tp_errors *out, watcher *k, tp_pass *p, const tp_sequence *tokens)
{
  const size_t size = out->sublayers * sizeof *out->sublayer;
  tp_sublayer_error *before = memcpy(tp_memory_new(out->sublayers, sizeof *before), out->sublayer, size);
  int undecided;
  tp_pass_begin(p, k->segment, &(tp_observer) {.context = k, .activation = note});
  do {
    memcpy(out->sublayer, before, size);
    tp_pass_feed(p, tokens, tokens->length - 1, TP_PASS_CHUNK);
    undecided = tp_pass_undecided(p) & TP_UNDECIDED_NUMBER;
  } while (undecided && tp_pass_refine(p));
  free(before);
  return !undecided;
}

void tp_errors_measure(tp_errors *out, const tp_subject *s, const tp_setup *in,
                       void (*progress)(void *context, const tp_verify_state *state), void *context)
{
  *out = (tp_errors) {.sublayers = 2 * s->t->layers, .recorded = SIZE_MAX};
  out->sublayer = tp_memory_zeroed(out->sublayers, sizeof *out->sublayer);
  for (size_t i = 0; i < out->sublayers; i++)
    out->sublayer[i] = (tp_sublayer_error) {.layer = i / 2 + 1, .part = (int) (i % 2) + 1};
  /* Versions are numbered alike in all plans. */
  origin *of = origins_of(tp_plans_get(s->plans, (tp_evaluation_needs) {0, 0}));
  tp_pass *p = tp_pass_new(s->plans, in, 0);
  size_t token = 0;
  for (size_t g = 0; g < s->told.segments && out->recorded == SIZE_MAX; g++) {
    const tp_sequence *tokens = &s->told.segment[g].tokens;
    tp_trajectory *hardmax = tp_trajectory_record(s, g);
    watcher k = {out->sublayer, of, hardmax, g, token};
    out->is_undecided |= !measure_segment(out, &k, p, tokens);
    if (!tp_trajectory_is_complete(hardmax))
      out->recorded = token + tp_trajectory_ternary(hardmax);
    tp_trajectory_free(hardmax);
    token += tokens->length;
    if (progress)
      progress(context, &(tp_verify_state) {g + 1, s->told.segments, 0, tokens->length - 1});
  }
  tp_pass_free(p);
  free(of);
}

void tp_errors_clear(tp_errors *e)
{
  free(e->sublayer);
  *e = (tp_errors) {.sublayers = 0};
}
