/* SPDX-License-Identifier: MIT */
#include "tmprec/evaluation/deviation.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "deviation_private.h"
#include "tmprec/base/memory.h"

/* --- For which arithmetics ----------------------------------------------------------- */

/* Scores and sums of ternary numbers are kept in 16 bits. */
enum { LONGEST_PRODUCT = INT16_MAX / 2 };

static int keeps(const tp_choice *c, int site, int value)
{
  if (!tp_choice_is_rounded(c, site))
    return 1;
  const tp_rounding rule = tp_choice_rounding(c, site);
  const tp_double_rounding to = tp_double_rounding_make(&rule);
  return tp_double_rounding_apply(&to, value, 0.5) == value;
}

static int keeps_biases(const tp_choice *c, const tp_neuron_block *mlp)
{
  for (size_t m = 0; m < mlp->neurons; m++)
    if (!keeps(c, TP_SITE_PARAM, mlp->bias[m]))
      return 0;
  return 1;
}

static int covers_layer(const tp_choice *c, const tp_neuron_block *mlp)
{
  for (int i = 0; i < TP_SITES; i++) {
    const int rounded = tp_choice_is_rounded(c, i);
    if (rounded && (c->mode[i] == TP_ROUND_STOCHASTIC || c->site[i].shared || tp_format_denominator(c->site[i]) > 1
                    || !tp_format_fits_double(c->site[i])))
      return 0;
    if (rounded && i != TP_SITE_ACT && i != TP_SITE_ATTN && i != TP_SITE_PARAM)
      return 0;
  }
  return tp_choice_is_rounded(c, TP_SITE_ACT) && keeps(c, TP_SITE_ACT, 1) && keeps(c, TP_SITE_ACT, -1) && keeps(c, TP_SITE_ACT, 0)
         && keeps_biases(c, mlp);
}

/* What act has in one layer it might not have in another: then x + 0 is not always x. */
static int act_differs(const tp_choice *c, size_t layers)
{
  for (unsigned l = 2; l <= layers; l++) {
    const tp_choice before = tp_choice_at_layer(c, l - 1), there = tp_choice_at_layer(c, l);
    if (!tp_format_equal(before.site[TP_SITE_ACT], there.site[TP_SITE_ACT]))
      return 1;
  }
  return 0;
}

int tp_deviation_covers(const tp_plan *plan, const tp_setup *setup)
{
  const tp_choice *c = setup->choice;
  if (setup->effort.bits || c->kind != TP_ARITHMETIC_SITES || tp_choice_has_noise(c) || plan->longest_product > LONGEST_PRODUCT)
    return 0;
  int covers = !act_differs(c, plan->t->layers);
  for (unsigned l = 1; l <= plan->t->layers && covers; l++) {
    const tp_choice there = tp_choice_at_layer(c, l);
    covers = covers_layer(&there, &plan->t->layer[l - 1].mlp);
  }
  return covers;
}

/* --- Contexts -------------------------------------------------------------------------- */

static void end_context(tp_deviation *d)
{
  if (!d->run)
    return;
  tp_deviation_drop_wholes(d);
  for (size_t l = 0; l < d->plan->t->layers; l++)
    for (size_t n = 0; n < d->plan->layer[l].mixes; n++)
      d->sums[l][n] = (value_sums) {.low = NULL};
  tp_atoms_clear(&d->atoms);
  tp_pool_begin_again(d->pool);
  free(d->all_kinds);
  free(d->all_tolerances);
  free(d->position);
  free(d->read_at);
  tp_workspaces_free(&d->workspaces);
  d->run = NULL;
}

static void drop_reader(tp_deviation *d)
{
  if (!d->reader)
    return;
  for (uint32_t c = 0; c < d->plan->t->width; c++)
    if (d->is_read[c])
      d->a->op->column_free(d->a, d->reader->column[d->plan->last[c]]);
  free(d->reader->column);
  free(d->reader->value);
  free(d->reader->slack);
  free(d->reader->is_read);
  free(d->reader);
  d->reader = NULL;
}

tp_deviation *tp_deviation_new(const tp_plan *plan, const tp_setup *setup)
{
  if (!tp_deviation_covers(plan, setup))
    return NULL;
  tp_deviation *d = tp_memory_zeroed(1, sizeof *d);
  const tp_transformer *t = plan->t;
  d->plan = plan;
  d->owns_pool = !setup->pool;
  d->pool = setup->pool ? setup->pool : tp_pool_new();
  d->atoms.pool = d->pool;
  d->layered = tp_layered_new(setup->choice, &setup->effort, t->position_bits, plan->longest_product, t->layers);
  d->draw = setup->draw;
  d->choice = tp_choice_copy(setup->choice);
  d->neurons_before = tp_memory_zeroed(t->layers + 1, sizeof *d->neurons_before);
  d->sums = tp_memory_new(t->layers, sizeof *d->sums);
  d->add_of = tp_memory_new(t->layers, sizeof *d->add_of);
  for (size_t l = 0; l < t->layers; l++) {
    d->neurons_before[l + 1] = d->neurons_before[l] + t->layer[l].mlp.neurons;
    d->sums[l] = tp_memory_zeroed(plan->layer[l].mixes, sizeof *d->sums[l]);
    d->add_of[l] = tp_memory_new(t->width, sizeof *d->add_of[l]);
    for (size_t n = 0; n < plan->layer[l].adds; n++)
      d->add_of[l][plan->layer[l].add[n].coordinate] = (uint32_t) n;
  }
  d->is_read = tp_memory_zeroed(t->width, 1);
  tp_unembedding_reads(t, d->is_read);
  d->version = tp_memory_zeroed(plan->versions, sizeof *d->version);
  d->all_rows = tp_memory_zeroed(d->layered.count * plan->sets, sizeof *d->all_rows);
  d->whole = tp_memory_zeroed(plan->versions, sizeof *d->whole);
  d->whole_end = tp_memory_zeroed(plan->versions, sizeof *d->whole_end);
  d->store = tp_memory_zeroed(plan->sets, sizeof *d->store);
  return d;
}

void tp_deviation_free(tp_deviation *d)
{
  if (!d)
    return;
  drop_reader(d);
  end_context(d);
  for (size_t l = 0; l < d->plan->t->layers; l++) {
    free(d->sums[l]);
    free(d->add_of[l]);
  }
  free(d->sums);
  free(d->add_of);
  free(d->neurons_before);
  free(d->is_read);
  free(d->version);
  free(d->all_rows);
  free(d->whole);
  free(d->whole_end);
  free(d->store);
  tp_layered_free(&d->layered);
  tp_choice_clear(&d->choice);
  if (d->owns_pool)
    tp_pool_free(d->pool);
  free(d);
}

/* A power of two, or 0.  Rounding is monotonic: so it is enough to try the ends. */
static double tolerance_of(const number_rounding *act)
{
  static const double least = DBL_EPSILON;
  double t = 1;
  int fits = 0;
  while (!fits && (t /= 2) >= least) {
    fits = 1;
    for (int x = -1; x <= 1; x++) {
      double lowest, highest, other;
      act->ends(act->w, x - t, &lowest, &other);
      act->ends(act->w, x + t, &other, &highest);
      fits &= lowest == x && highest == x;
    }
  }
  return fits ? t : 0;
}

/* From 0. */
static void work_on_layer(tp_deviation *d, size_t layer)
{
  const size_t own = d->layered.of[layer];
  d->a = d->layered.own[own];
  d->w = d->workspaces.own[own];
  d->rows = d->all_rows + own * d->plan->sets;
  d->kind = d->all_kinds + own * d->best->kinds;
  d->act = (number_rounding) {d->a->op->act, d->a->op->keeps, d->w};
  d->tolerance = d->all_tolerances[own];
}


void tp_deviation_begin(tp_deviation *d, const tp_hardmax_numbers *run, const tp_best_keys *best, tp_deviating_numbers numbers)
{
  drop_reader(d);
  end_context(d);
  d->run = run;
  d->best = best;
  d->workspaces = tp_workspaces_new(&d->layered, &d->draw);
  for (size_t own = 0; own < d->layered.count; own++)
    d->workspaces.own[own]->of_finer = numbers == TP_NUMBERS_OF_FINER;
  d->from = d->to = 0;
  d->any = d->maybe = d->failed = 0;
  d->keeps_open = numbers != TP_NUMBERS_EXACT;
  d->all_kinds = tp_memory_zeroed(d->layered.count * best->kinds, sizeof *d->all_kinds);
  d->all_tolerances = tp_memory_zeroed(d->layered.count, sizeof *d->all_tolerances);
  for (size_t l = 0; l < d->plan->t->layers; l++) {
    work_on_layer(d, l);
    d->all_tolerances[d->layered.of[l]] = tolerance_of(&d->act);
  }
  work_on_layer(d, 0);
  d->position = tp_memory_new(run->positions, sizeof *d->position);
  d->read_at = tp_memory_new(run->positions, sizeof *d->read_at);
  for (size_t v = 0; v < d->plan->versions; v++)
    tp_deviant_restart(d->version + v, run->version + v * run->positions);
}

/* --- The forward pass --------------------------------------------------------------------- */

int tp_deviation_feed(tp_deviation *d, size_t to, tp_feed_until until)
{
  drop_reader(d);
  d->from = d->to;
  d->to = to;
  d->open_now = d->rows_now = 0;
  for (size_t layer = 0; layer < d->plan->t->layers && !d->failed && !(d->any && until == TP_FEED_UNTIL_ANY); layer++) {
    work_on_layer(d, layer);
    tp_deviation_attend(d, layer);
    if (!d->failed)
      tp_deviation_fire(d, layer);
  }
  for (size_t s = 0; s < d->plan->sets && (d->failed || until == TP_FEED_UNTIL_ANY); s++)
    tp_deviation_drop_rows(d, s);
  d->open_rows += d->open_now;
  return !d->failed && !tp_workspaces_undecided(&d->workspaces);
}

/* --- Predictions ------------------------------------------------------------------------------ */

size_t tp_deviation_next(const tp_deviation *d, size_t from, size_t to)
{
  for (size_t word = from / 64; word * 64 < to; word++) {
    uint64_t at = 0;
    for (uint32_t c = 0; c < d->plan->t->width; c++)
      if (d->is_read[c])
        at |= deviant_word(d->version + d->plan->last[c], word);
    if (word * 64 < from)
      at = at >> from % 64 << from % 64;
    if (at) {
      const size_t position = word * 64 + (size_t) __builtin_ctzll(at);
      return position < to ? position : to;
    }
  }
  return to;
}

/* The numbers that the unembedding reads, at all positions of the feed where some of them deviates. */
static void make_reader(tp_deviation *d)
{
  const tp_transformer *t = d->plan->t;
  d->reads = 0;
  for (size_t p = tp_deviation_next(d, d->from, d->to); p < d->to; p = tp_deviation_next(d, p + 1, d->to))
    d->read_at[d->reads++] = (uint32_t) p;
  tp_evaluator *e = d->reader = tp_memory_zeroed(1, sizeof *e);
  e->plan = d->plan;
  e->w = d->w;
  e->value = tp_memory_new(t->width, sizeof *e->value);
  e->slack = tp_memory_new(t->width, sizeof *e->slack);
  e->is_read = tp_memory_new(t->width, 1);
  e->column = tp_memory_zeroed(d->plan->versions, sizeof *e->column);
  for (uint32_t c = 0; c < t->width; c++)
    if (d->is_read[c])
      e->column[d->plan->last[c]] = tp_deviation_gather(d, d->version + d->plan->last[c], d->read_at, d->reads);
}

tp_evaluator *tp_deviation_at(tp_deviation *d, size_t position, size_t *index)
{
  if (!d->reader)
    make_reader(d);
  *index = 0;
  while (d->read_at[*index] < position)
    ++*index;
  return d->reader;
}

int tp_deviation_is_clear(const tp_deviation *d, size_t position, double lead)
{
  double away = 0;
  for (uint32_t c = 0; c < d->plan->t->width; c++) {
    const deviant *x = d->version + d->plan->last[c];
    if (d->is_read[c] && deviates_at(x, position))
      away += d->is_read[c] * number_away(deviant_number(x, position));
  }
  return 2 * away * (1 + (double) (d->plan->t->width + 2) * 4 * DBL_EPSILON) < lead;
}

int tp_deviation_is_open(const tp_deviation *d, size_t position)
{
  int open = 0;
  for (uint32_t c = 0; c < d->plan->t->width && !open; c++) {
    const number x = deviant_at(d->version + d->plan->last[c], position);
    open = d->is_read[c] && !number_is_exact(&x);
  }
  return open;
}

void tp_deviation_number(const tp_deviation *d, size_t version, size_t position, double *low, double *high)
{
  const number x = deviant_at(d->version + version, position);
  *low = x.low;
  *high = x.high;
}

int tp_deviation_any(const tp_deviation *d) { return d->any ? 1 : d->maybe ? 2 : 0; }
size_t tp_deviation_rows(const tp_deviation *d) { return d->open_rows; }
tp_workspace *tp_deviation_workspace(tp_deviation *d) { return d->w; }
