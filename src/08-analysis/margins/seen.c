/* Both runs by evaluation: what their rows and numbers show. */
#include <math.h>

#include "measurement.h"

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

static double leak_of(double beta, tp_workspace *w, tp_attention_row *row, const ranking *k, size_t keys)
{
  double others = 0;
  for (size_t j = 0; j < keys; j++) {
    double away = k->best - w->a->op->row_score(w, row, j);
    others += away > 0 ? exp(-beta * away) : 0;
  }
  return others / ((double) k->ties + others);
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
  row.leak = leak_of(tolerance_of(m, layer)->beta, w, of, &row.ranks, position + 1);
  tp_margins_note_row(m, &row, take_value, &(seen_row) {m, &row});
  *tp_margins_need_of(m, row.head, position) = row.need;
}

/* --- The other run --------------------------------------------------------------- */

static void note_rounded(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  measurement *m = context;
  size_t number = m->first_head[layer - 1] + head, token = m->token + position;
  tp_head_margin *h = m->out->head + number;
  const unsigned char *mark = tp_margins_marks_of(m, number, position);
  const ranking own = mark_best(w, row, position + 1, m->own);
  double lowest = INFINITY, highest = -INFINITY, lost = 0, need = *tp_margins_need_of(m, number, position);
  size_t others = 0, nonzero = 0;
  for (size_t j = 0; j <= position; j++) {
    double score = w->a->op->row_score(w, row, j);
    if (mark[j]) {
      lowest = score < lowest || isnan(score) ? score : lowest;
    } else {
      highest = score > highest || isnan(score) ? score : highest;
      lost += w->a->op->row_weight(w, row, j);
      others++;
    }
  }
  for (uint32_t c = 0; c < measured_head(m, number)->values; c++) {
    const size_t count = count_marked(m->run_set + m->value[number][c] * m->keys, m->own, position);
    nonzero = count > nonzero ? count : nonzero;
  }
  if (others)
    tp_margins_note_least(&h->run_gap, lowest - highest, token);
  if (others && !isnan(need))
    tp_margins_note_least(&h->run_slack, lowest - highest - need, token);
  tp_margins_note_most(&h->run_ties, (double) own.ties, token);
  if (!m->has_blocks)              /* scales shared anew change values without notice to the observer */
    tp_margins_note_most(&h->run_nonzero, (double) nonzero, token);
  tp_margins_note_most(&h->run_leak, lost, token);
}

tp_observer tp_margins_watch_hardmax(measurement *m)
{
  return (tp_observer) {.context = m, .activation = note_hardmax_number, .scores = note_hardmax};
}

tp_observer tp_margins_watch_run(measurement *m)
{
  return (tp_observer) {.context = m, .activation = note_run_number, .weights = note_rounded};
}
