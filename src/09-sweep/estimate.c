/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/estimate.h"

#include <assert.h>

#include "grid_private.h"
#include "tmprec/analysis/footprint.h"

/* --- Time ---------------------------------------------------------------------

   Seconds of one processor (measured, 2026): a claim; a layer at a token, of the hardmax run with its best keys and
   of an evaluation by deviations, which are about linear; a layer at a pair of tokens of a plain evaluation; and how
   many times slower that is where every key of a row needs numbers of its own. */
static const double of_claim = 0.4e-3, of_record = 2.5e-6, of_deviation = 0.6e-6, of_pair = 4.5e-9, by_key = 9;

static double layers_of(const tp_subject *s)
{
  return (double) s->t->layers;
}

static double tokens_of(const tp_subject *s)
{
  return (double) tp_transcript_tokens(&s->told);
}

static double pairs_of(const tp_subject *s)
{
  double pairs = 0;
  for (size_t g = 0; g < s->told.segments; g++) {
    const double n = (double) s->told.segment[g].tokens.length;
    pairs += n * n + 50 * n;
  }
  return pairs;
}

static double cost_of(const tp_grid_result *r)
{
  return tp_subject_step_cost(r->s, &r->cell.choice);
}

/* Partial sums are rounded, random numbers drawn, activations not rounded, or enclosures needed. */
static int takes_each_key(const tp_grid_result *r)
{
  const tp_choice *c = &r->cell.choice;
  return cost_of(r) > 1 || tp_choice_is_rounded(c, TP_SITE_ACC) || !tp_choice_needs(c, 0).shares_rows
         || (c->kind == TP_ARITHMETIC_SITES && !tp_choice_is_rounded(c, TP_SITE_ACT));
}

static double seconds_of(const tp_grid_result *r, tp_cell_way way)
{
  const double claim = r->cell.plain ? 0 : of_claim;
  switch (way) {
  case TP_WAY_BOUND: return claim;
  case TP_WAY_DEVIATION: return claim + of_deviation * tokens_of(r->s) * layers_of(r->s);
  default:
    return claim + of_pair * pairs_of(r->s) * layers_of(r->s) * cost_of(r)
                     * (takes_each_key(r) ? by_key : 1);
  }
}

static tp_setup setup_of(const tp_grid_result *r)
{
  return (tp_setup) {.choice = &r->cell.choice, .draw = r->cell.draw, .plain = r->cell.plain};
}

static tp_cell_way unclaimed_way_of(const tp_grid_result *r)
{
  const tp_setup setup = setup_of(r);
  return tp_verify_asks_best_keys(r->s, &setup) ? TP_WAY_DEVIATION : TP_WAY_EVALUATION;
}

static tp_cell_way way_of(const tp_grid_result *r)
{
  return tp_cell_is_claimed(&r->cell, r->s) ? TP_WAY_BOUND : unclaimed_way_of(r);
}

double tp_cell_seconds(const tp_grid_result *r)
{
  return seconds_of(r, unclaimed_way_of(r));
}

static void count(tp_cells_estimate *of, tp_cell_way way, double seconds, int is_new)
{
  of->cells++;
  of->subjects += (size_t) is_new;
  of->way[way]++;
  of->seconds += seconds;
}

static size_t cells_of_part(const tp_grid *g)
{
  size_t cells = 0;
  for (size_t i = 0; i < tp_grid_cells(g); i++)
    cells += tp_grid_has(g, i) != 0;
  return cells;
}

void tp_grid_estimate_make(tp_grid_estimate *out, const tp_grid *g)
{
  const size_t cells = tp_grid_cells(g), stride = cells_of_part(g) / TP_ESTIMATE_MOST_CLAIMS + 1;
  const tp_subject *last = NULL, *last_of[TP_FAMILIES] = {NULL}, *recorded = NULL;
  tp_cell_way way = TP_WAY_BOUND;
  *out = (tp_grid_estimate) {.is_sampled = stride > 1};
  for (size_t i = 0; i < cells; i++) {
    if (!tp_grid_has(g, i))
      continue;
    const tp_grid_result r = tp_grid_at(g, i);
    assert(r.s);                   /* else it would be taken for the subject before the first */
    if (out->all.cells % stride == 0 || last_of[r.cell.family] != r.s)
      way = way_of(&r);
    double seconds = seconds_of(&r, way);
    if (way != TP_WAY_BOUND && recorded != r.s) {
      seconds += of_record * tokens_of(r.s) * layers_of(r.s);
      recorded = r.s;
    }
    count(&out->all, way, seconds, last != r.s);
    count(out->context + r.s->r, way, seconds, last != r.s);
    count(out->family + r.cell.family, way, seconds, last_of[r.cell.family] != r.s);
    last = last_of[r.cell.family] = r.s;
  }
}
