/* SPDX-License-Identifier: MIT */
/* Both runs by evaluation: what their rows and numbers show. */
#include <math.h>
#include <stdlib.h>

#include "measurement.h"
#include "tmprec/base/memory.h"

/* --- Values ---------------------------------------------------------------------- */

static void note_numbers(const measurement *m, unsigned char *set, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  for (size_t p = from; p < to; p++)
    set[version * m->keys + p] = tp_read_one(w, c, p, &slack) != 0;
}

static void note_hardmax_number(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  measurement *m = context;
  note_numbers(m, m->set, w, version, c, from, to);
}

static void note_run_number(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  measurement *m = context;
  note_numbers(m, m->run_set, w, version, c, from, to);
}

/* Ranked, and where the best keys are. */
static ranking mark_best(tp_workspace *w, tp_attention_row *row, size_t keys, unsigned char *mark)
{
  ranking k = tp_rank_keys(w, row, keys);
  for (size_t j = 0; j < keys; j++)
    mark[j] = w->a->op->row_score(w, row, j) == k.best;
  return k;
}

/* Of the keys marked, how many have a value that is not 0. */
static size_t count_marked(const unsigned char *set, const unsigned char *mark, size_t position)
{
  size_t count = 0;
  for (size_t j = 0; j <= position; j++)
    count += set[j] & mark[j];
  return count;
}

/* --- Hardmax's run ------------------------------------------------------------- */

static double leak_of(const measurement *m, double beta, tp_workspace *w, tp_attention_row *row, const ranking *k, size_t keys)
{
  const size_t range = 2 * tp_plan_longest_product(m->plan) + 1;
  uint32_t *count = tp_memory_zeroed(range, sizeof *count);
  for (size_t j = 0; j < keys; j++)
    count[(size_t) (k->best - w->a->op->row_score(w, row, j))]++;
  const double leak = tp_margins_leak(beta, count, range);
  free(count);
  return leak;
}

typedef struct {
  const measurement *m;
  const hardmax_row *row;
} seen_row;

static void take_value(const void *context, size_t c, row_value *out)
{
  const seen_row *at = context;
  const measurement *m = at->m;
  const size_t head = at->row->head, position = at->row->position;
  const unsigned char *mark = tp_margins_marks_of(m, head, position);
  const int8_t *value = tp_trajectory_activation(m->hardmax, m->value[head][c]);
  const int result = tp_trajectory_activation(m->hardmax, m->result[head][c])[position];
  out->nonzero = count_marked(m->set + m->value[head][c] * m->keys, mark, position);
  out->all = 0;
  for (size_t j = 0; j <= position; j++)
    out->all += value[j] != 0;
  out->is_one = tp_head_output_make(&out->output, at->row->ranks.ties, mark, position, value, result);
}

static void note_hardmax(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *of)
{
  measurement *m = context;
  hardmax_row row = {.head = m->first_head[layer - 1] + head, .position = position};
  row.ranks = mark_best(w, of, position + 1, tp_margins_marks_of(m, row.head, position));
  row.leak = leak_of(m, tolerance_of(m, layer)->beta, w, of, &row.ranks, position + 1);
  tp_margins_note_row(m, &row, take_value, &(seen_row) {m, &row});
  *tp_margins_need_of(m, row.head, position) = row.need;
}

/* --- The other run --------------------------------------------------------------- */

/* A row beside hardmax's. */
typedef struct {
  double lowest, highest, lost;    /* scores where hardmax attends, scores and the weight elsewhere */
  size_t others, ties;
} run_row;

static void read_row(const measurement *m, tp_workspace *w, const tp_attention_row *row, size_t keys)
{
  const tp_arithmetic_operations *op = w->a->op;
  if (op->row_numbers) {
    op->row_numbers(w, row, m->score, m->weight);
    return;
  }
  for (size_t j = 0; j < keys; j++) {
    m->score[j] = op->row_score(w, row, j);
    m->weight[j] = op->row_weight(w, row, j);
  }
}

/* A NaN is kept. */
static run_row compare_row(const measurement *m, const unsigned char *mark, unsigned char *own, size_t keys)
{
  run_row r = {.lowest = INFINITY, .highest = -INFINITY};
  double best = -INFINITY;
  for (size_t j = 0; j < keys; j++) {
    const double score = m->score[j];
    best = score > best ? score : best;
    if (mark[j]) {
      r.lowest = score < r.lowest || isnan(score) ? score : r.lowest;
    } else {
      r.highest = score > r.highest || isnan(score) ? score : r.highest;
      r.lost += m->weight[j];
      r.others++;
    }
  }
  for (size_t j = 0; j < keys; j++) {
    own[j] = m->score[j] == best;
    r.ties += own[j];
  }
  return r;
}

static void note_run_head(measurement *m, const run_row *r, size_t head, size_t position)
{
  tp_head_margin *h = m->out->head + head;
  const size_t token = m->token + position;
  const double need = *tp_margins_need_of(m, head, position);
  if (r->others)
    tp_margins_note_least(&h->run_gap, r->lowest - r->highest, token);
  if (r->others && !isnan(need))
    tp_margins_note_least(&h->run_slack, r->lowest - r->highest - need, token);
  tp_margins_note_most(&h->run_ties, (double) r->ties, token);
  tp_margins_note_most(&h->run_leak, r->lost, token);
}

static unsigned char *own_of(const measurement *m, size_t row, size_t position)
{
  return m->own + (row * m->chunk + position - m->from) * m->keys;
}

/* All heads that share the row, of which some may read values that later layers are yet to make. */
static void note_rounded(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *of)
{
  measurement *m = context;
  const size_t row = tp_plan_row(tp_pass_plan(m->behind), layer, head), *number = m->run_heads.head + m->run_heads.start[row];
  read_row(m, w, of, position + 1);
  const run_row r = compare_row(m, tp_margins_marks_of(m, number[0], position), own_of(m, row, position), position + 1);
  for (size_t n = 0; n < m->run_heads.start[row + 1] - m->run_heads.start[row]; n++)
    note_run_head(m, &r, number[n], position);
}

void tp_margins_note_run_values(measurement *m, size_t to)
{
  for (size_t row = 0; row < m->run_heads.rows && !m->has_blocks; row++)
    for (size_t n = m->run_heads.start[row]; n < m->run_heads.start[row + 1]; n++)
      for (size_t p = m->from; p < to; p++) {
        const size_t head = m->run_heads.head[n];
        size_t nonzero = 0;
        for (uint32_t c = 0; c < measured_head(m, head)->values; c++) {
          const size_t count = count_marked(m->run_set + m->value[head][c] * m->keys, own_of(m, row, p), p);
          nonzero = count > nonzero ? count : nonzero;
        }
        tp_margins_note_most(&m->out->head[head].run_nonzero, (double) nonzero, m->token + p);
      }
}

tp_observer tp_margins_watch_hardmax(measurement *m)
{
  return (tp_observer) {.context = m, .activation = note_hardmax_number, .scores = note_hardmax};
}

tp_observer tp_margins_watch_run(measurement *m)
{
  return (tp_observer) {.context = m, .activation = note_run_number, .weights = note_rounded};
}
