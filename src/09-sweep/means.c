/* SPDX-License-Identifier: MIT */
/* How a grid is worked on within so much memory. */
#include <math.h>
#include <stdlib.h>

#include "tmprec/analysis/footprint.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/estimate.h"

/* What the cells of a subject take: the record that they share, and the largest of them at work. */
typedef struct {
  double record, cell;
} need;

static need need_of_cell(const tp_grid_result *r, tp_record_rule rule)
{
  const tp_setup setup = {.choice = &r->cell.choice, .draw = r->cell.draw, .plain = r->cell.plain};
  const int has_record = rule != TP_RECORDS_NONE || !r->cell.only_exact, asks = has_record && tp_verify_asks_best_keys(r->s, &setup);
  const double work = tp_verify_footprint(r->s, &setup, has_record, 0);
  if (!has_record)
    return (need) {0, work};
  const int is_shared = rule == TP_RECORDS_SHARED && tp_grid_shares_record(r->s);
  const double record = tp_hardmax_record_footprint(r->s, is_shared, asks);
  return is_shared ? (need) {record, work} : (need) {0, record + work};
}

double tp_cell_footprint(const tp_grid_result *r, tp_record_rule rule)
{
  const need of = need_of_cell(r, rule);
  return of.record + of.cell;
}

static int compare_falling(const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x < y) - (x > y);
}

static double sum_of_largest(double *x, size_t count, unsigned jobs)
{
  double sum = 0;
  qsort(x, count, sizeof *x, compare_falling);
  for (size_t i = 0; i < count && i < jobs; i++)
    sum += x[i];
  return sum;
}

/* Of all cells by one rule: what is always there; of each subject its record; the largest cell. */
typedef struct {
  double always, cell;
  double *record;                  /* of subjects, falling once summed */
  size_t subjects;
} needs;

static needs needs_of(const tp_grid *g, tp_record_rule rule)
{
  const size_t cells = tp_grid_cells(g);
  needs n = {.always = tp_process_footprint + (double) cells * tp_grid_cell_size(), .record = tp_memory_new(cells, sizeof *n.record)};
  const tp_subject *last = NULL;
  for (size_t i = 0; i < cells; i++) {
    const tp_grid_result r = tp_grid_at(g, i);
    if (r.s != last) {
      n.always += tp_subject_footprint(r.s);
      n.record[n.subjects++] = 0;
      last = r.s;
    }
    if (!tp_grid_has(g, i))
      continue;
    const need of = need_of_cell(&r, rule);
    n.record[n.subjects - 1] = fmax(n.record[n.subjects - 1], of.record);
    n.cell = fmax(n.cell, of.cell);
  }
  return n;
}

/* No more subjects are at work than threads, and the records of others are dropped. */
static double bytes_for(needs *n, unsigned jobs)
{
  static const double thread = 1e6;      /* its stack, as far as it is touched, and what the C library keeps for it */
  return n->always + sum_of_largest(n->record, n->subjects, jobs) + (n->cell + thread) * jobs;
}

int tp_grid_choose_means(tp_grid_means *out, const tp_grid *g, unsigned jobs, double most)
{
  int fits = 0;
  if (jobs > tp_grid_cells(g) && tp_grid_cells(g))
    jobs = (unsigned) tp_grid_cells(g);
  *out = (tp_grid_means) {.bytes = INFINITY};
  for (int rule = 0; rule < TP_RECORD_RULES && !fits; rule++) {
    needs n = needs_of(g, (tp_record_rule) rule);
    for (unsigned j = jobs; j > 0 && !fits; j--) {
      const double bytes = bytes_for(&n, j);
      fits = bytes <= most;
      if (fits || bytes < out->bytes)
        *out = (tp_grid_means) {j, (tp_record_rule) rule, bytes};
    }
    free(n.record);
  }
  return fits;
}
