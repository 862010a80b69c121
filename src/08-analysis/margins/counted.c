/* SPDX-License-Identifier: MIT */
/* Hardmax's rows by counts: equal keys are looked at once. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measurement.h"
#include "tmprec/base/memory.h"

/* The heads of one row of the plan. */
typedef struct {
  measurement *m;
  tp_workspace *weigh;             /* or NULL */
  tp_row_walk *walk;
  const tp_walked_row *row;        /* at work */
  const size_t *head;
  size_t heads;
  size_t *first_value;             /* by head: the number of its first value among those of the walk */
  double *each;                    /* by different key: what one of them adds to the sum at work */
  double *weight;                  /* by distance */
} row_heads;

static row_heads heads_of(measurement *m, size_t row, tp_workspace *weigh)
{
  row_heads r = {.m = m, .weigh = weigh, .head = m->heads.head + m->heads.start[row], .heads = m->heads.start[row + 1] - m->heads.start[row]};
  size_t *version = NULL, values = 0;
  r.first_value = tp_memory_new(r.heads, sizeof *r.first_value);
  for (size_t n = 0; n < r.heads; n++) {
    const uint32_t own = measured_head(m, r.head[n])->values;
    r.first_value[n] = values;
    version = tp_memory_resize(version, values + own, sizeof *version);
    memcpy(version + values, m->value[r.head[n]], own * sizeof *version);
    values += own;
  }
  const tp_hardmax_numbers run = tp_trajectory_numbers(m->hardmax);
  r.walk = tp_row_walk_new(&run, row, version, values);
  r.each = tp_memory_new(m->keys, sizeof *r.each);
  r.weight = tp_memory_new(2 * tp_plan_longest_product(m->plan) + 1, sizeof *r.weight);
  free(version);
  return r;
}

static void heads_clear(row_heads *r)
{
  tp_row_walk_free(r->walk);
  free(r->first_value);
  free(r->each);
  free(r->weight);
}

/* The sum over all keys but the best, in their order, of what those of a distance are. */
static double sum_of_others(const row_heads *r, const double *by_distance)
{
  const tp_walked_row *row = r->row;
  double sum = 0;
  for (size_t j = 0; j < row->distinct; j++)
    r->each[j] = row->below[j] ? by_distance[row->below[j]] : 0;
  for (size_t j = 0; j <= row->position; j++)
    sum += r->each[row->number[j]];
  return sum;
}


static ranking ranks_of(const tp_walked_row *row)
{
  size_t next = 1;
  while (next < row->range && !row->keys[next])
    next++;
  return (ranking) {row->best, next < row->range ? (double) row->best - (double) next : -INFINITY, row->keys[0]};
}

/* --- Values ----------------------------------------------------------------------- */

typedef struct {
  const row_heads *r;
  size_t head;                     /* its number among those of the row */
} asked_head;

/* Where the best keys have several values, the last one's. */
static int best_value(const row_heads *r, const int8_t *value)
{
  uint32_t newest = 0;
  for (size_t j = 0; j < r->row->distinct; j++)
    if (!r->row->below[j] && r->row->newest[j] > newest)
      newest = r->row->newest[j];
  return value[newest];
}

static void take_value(const void *context, size_t c, row_value *out)
{
  const asked_head *at = context;
  const row_heads *r = at->r;
  const measurement *m = r->m;
  const size_t head = r->head[at->head];
  tp_key_values best, others;
  tp_row_walk_values(r->walk, r->first_value[at->head] + c, &best, &others);
  const int is_zero = !best.plus && !best.minus;
  out->is_one = is_zero || best.plus == best.keys || best.minus == best.keys;
  const int value = !out->is_one ? best_value(r, tp_trajectory_activation(m->hardmax, m->value[head][c])) : is_zero ? 0 : best.plus ? 1 : -1;
  const int result = tp_trajectory_activation(m->hardmax, m->result[head][c])[r->row->position];
  out->nonzero = best.plus + best.minus;
  out->all = out->nonzero + others.plus + others.minus;
  out->output = tp_head_output_of_counts(value, best.keys, others.keys, others.plus, others.minus, result);
}

/* --- Rows ------------------------------------------------------------------------------ */

/* The same row in a run in which all numbers are hardmax's, where the other keys have the weight `lost`. */
static void note_run(const measurement *m, const hardmax_row *row, double lost)
{
  const size_t token = m->token + row->position;
  const double gap = row->ranks.best - row->ranks.next;
  tp_head_margin *h = m->out->head + row->head;
  if (row->ranks.ties <= row->position) {
    tp_margins_note_least(&h->run_gap, gap, token);
    if (!isnan(row->need))
      tp_margins_note_least(&h->run_slack, gap - row->need, token);
  }
  tp_margins_note_most(&h->run_ties, (double) row->ranks.ties, token);
  tp_margins_note_most(&h->run_nonzero, (double) row->nonzero, token);
  tp_margins_note_most(&h->run_leak, lost, token);
}

/* The walk is at a row; 0 if its weights are not known. */
static int count_row(row_heads *r)
{
  measurement *m = r->m;
  hardmax_row row = {.position = r->row->position, .ranks = ranks_of(r->row)};
  const tolerance *last = NULL;
  double lost = 0;
  if (r->weigh) {
    if (!r->weigh->a->op->distance_weights(r->weigh, r->row->best, r->row->range, r->row->keys, r->weight))
      return 0;
    lost = sum_of_others(r, r->weight);
  }
  for (size_t n = 0; n < r->heads; n++) {
    row.head = r->head[n];
    const tolerance *t = tolerance_of(m, m->out->head[row.head].layer);
    if (t != last)
      row.leak = tp_margins_leak(t->beta, r->row->keys, r->row->range);
    last = t;
    tp_margins_note_row(m, &row, take_value, &(asked_head) {r, n});
    if (r->weigh)
      note_run(m, &row, lost);
    if (m->need)
      *tp_margins_need_of(m, row.head, row.position) = row.need;
  }
  return 1;
}

int tp_margins_count(measurement *m, tp_workspace *weigh)
{
  int known = 1;
  for (size_t n = 0; n < m->heads.rows && known; n++) {
    row_heads r = heads_of(m, n, weigh);
    while (known && (r.row = tp_row_walk_next(r.walk)))
      known = count_row(&r);
    heads_clear(&r);
  }
  return known;
}

/* --- Several arithmetics ------------------------------------------------------------------ */

static void take_kept(const void *context, size_t c, row_value *out)
{
  *out = ((const row_value *) context)[c];
}

/* The walk is at a row.  Leaks are the same for the same beta. */
static void count_beside(const row_heads *r, measurement *m, size_t count, row_value *kept)
{
  hardmax_row row = {.position = r->row->position, .ranks = ranks_of(r->row)};
  double beta = NAN;
  for (size_t n = 0; n < r->heads; n++) {
    row.head = r->head[n];
    for (uint32_t c = 0; c < measured_head(m, row.head)->values; c++)
      take_value(&(asked_head) {r, n}, c, kept + c);
    for (size_t i = 0; i < count; i++) {
      const tolerance *t = tolerance_of(m + i, m->out->head[row.head].layer);
      if (!(t->beta == beta))
        row.leak = tp_margins_leak(beta = t->beta, r->row->keys, r->row->range);
      tp_margins_note_row(m + i, &row, take_kept, kept);
    }
  }
}

void tp_margins_count_beside(measurement *m, size_t count)
{
  uint32_t most = 0;
  for (size_t i = 0; i < m->out->heads; i++)
    most = measured_head(m, i)->values > most ? measured_head(m, i)->values : most;
  row_value *kept = tp_memory_new(most, sizeof *kept);
  for (size_t n = 0; n < m->heads.rows; n++) {
    row_heads r = heads_of(m, n, NULL);
    while ((r.row = tp_row_walk_next(r.walk)))
      count_beside(&r, m, count, kept);
    heads_clear(&r);
  }
  free(kept);
}

/* --- Chunk by chunk ------------------------------------------------------------------------ */

struct margin_walks {
  row_heads *of;                   /* by row of the plan */
  size_t rows;
};

margin_walks *tp_margins_walks_new(measurement *m)
{
  margin_walks *w = tp_memory_new(1, sizeof *w);
  w->rows = m->heads.rows;
  w->of = tp_memory_new(w->rows, sizeof *w->of);
  for (size_t n = 0; n < w->rows; n++)
    w->of[n] = heads_of(m, n, NULL);
  return w;
}

void tp_margins_walks_free(margin_walks *w)
{
  for (size_t n = 0; w && n < w->rows; n++)
    heads_clear(w->of + n);
  if (w)
    free(w->of);
  free(w);
}

static void mark_best(const row_heads *r)
{
  unsigned char *mark = tp_margins_marks_of(r->m, r->head[0], r->row->position);
  for (size_t j = 0; j <= r->row->position; j++)
    mark[j] = !r->row->below[r->row->number[j]];
}

void tp_margins_walk_to(margin_walks *w, size_t to)
{
  for (size_t n = 0; n < w->rows; n++) {
    row_heads *r = w->of + n;
    for (size_t p = r->m->from; p < to; p++) {
      r->row = tp_row_walk_next(r->walk);
      count_row(r);
      mark_best(r);
    }
  }
}
