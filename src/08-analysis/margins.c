#include "tmprec/analysis/margins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/bound.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"
#include "ranking.h"
#include "bound/tolerance.h"

/* Bytes for the marks of the keys that hardmax attends to, of one chunk. */
enum { MARKS = 1 << 24 };

typedef struct {
  void (*call)(void *context, const tp_verify_state *state);
  void *context;
} report;

/* One segment at work: hardmax's run goes ahead by a chunk, the other follows. */
typedef struct {
  tp_margins *out;
  const tp_subject *s;
  tp_pass *ahead, *behind;         /* hardmax's, and the arithmetic's, which may share scales */
  const tp_plan *plan;             /* each head by itself */
  const tp_trajectory *hardmax;
  tolerance *needs;                /* by layer; where all are alike, those of layer 1 */
  size_t tolerances;
  size_t *first_head;              /* by layer: heads in all layers before it */
  size_t **value, **result;        /* by head: versions read and written, coordinate by coordinate */
  size_t token;                    /* of position 0, counted over all segments */
  size_t keys;                     /* positions of the segment */
  size_t chunk, from;              /* first position of the chunk */
  unsigned char *best;             /* heads x chunk x keys: 1 where hardmax attends */
  unsigned char *own;              /* keys: 1 where the arithmetic's row at work has its best score */
  double *need;                    /* heads x chunk: the gap needed; NaN where that is not known */
  int has_blocks;                  /* activations share scales */
  unsigned char *set, *run_set;    /* versions x keys: 1 where hardmax's, the arithmetic's number is not 0 */
} measurement;

/* A NaN is worse than all numbers. */
static void note_least(tp_extreme *e, double value, size_t token)
{
  if (!e->seen || value < e->value || (isnan(value) && !isnan(e->value)))
    *e = (tp_extreme) {value, token, 1};
}

static void note_most(tp_extreme *e, double value, size_t token)
{
  if (!e->seen || value > e->value || (isnan(value) && !isnan(e->value)))
    *e = (tp_extreme) {value, token, 1};
}

static tolerance *tolerance_of(const measurement *m, size_t layer)
{
  return m->needs + (m->tolerances > 1 ? layer - 1 : 0);
}

static unsigned char *marks_of(const measurement *m, size_t head, size_t position)
{
  return m->best + (head * m->chunk + position - m->from) * m->keys;
}

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
static size_t count_set(const measurement *m, const unsigned char *set, size_t number, const tp_attention_head *head,
                        const unsigned char *mark, size_t position)
{
  size_t most = 0;
  for (uint32_t c = 0; c < head->values; c++) {
    const unsigned char *of = set + m->value[number][c] * m->keys;
    size_t count = 0;
    for (size_t j = 0; j <= position; j++)
      count += of[j] & mark[j];
    most = count > most ? count : most;
  }
  return most;
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

/* What rounded logits take of the gap is needed besides. */
static void note_slack(tp_head_margin *h, const tolerance *t, const ranking *k, double needs, size_t position, size_t token, double *need)
{
  int all_tie = k->ties == position + 1;
  double lead = tp_tolerance_lead(t, k->best, all_tie ? k->best : k->next);    /* -infinity: an infinite logit */
  double slack = all_tie ? (isinf(needs) || isinf(lead) ? -INFINITY : INFINITY) : tp_bound_sub_down(lead, needs);
  *need = !h->is_known ? NAN : all_tie ? (slack < 0 ? INFINITY : needs) : tp_bound_sub_up(k->best - k->next, slack);
  if (h->is_known && slack < INFINITY && (!h->slack.seen || slack < h->slack.value)) {
    note_least(&h->slack, slack, token);
    h->needs = *need;
  }
  if (!h->is_known)
    h->slack.seen = 0;
}

static double *need_of(const measurement *m, size_t head, size_t position)
{
  return m->need + head * m->chunk + position - m->from;
}

/* Values, coordinate by coordinate: what gap do they need? */
static void note_values(measurement *m, size_t number, const tp_attention_head *head, const ranking *k, const unsigned char *mark,
                        size_t position, double leak)
{
  tp_head_margin *h = m->out->head + number;
  tolerance *tolerated = tolerance_of(m, h->layer);
  size_t token = m->token + position;
  double needs = 0;
  for (uint32_t c = 0; c < head->values && h->is_known; c++) {
    const int8_t *value = tp_trajectory_activation(m->hardmax, m->value[number][c]);
    int result = tp_trajectory_activation(m->hardmax, m->result[number][c])[position];
    size_t all = 0;
    for (size_t j = 0; j <= position; j++)
      all += value[j] != 0;
    head_output o;
    h->is_known = tp_head_output_make(&o, k->ties, mark, position, value, result);
    needs = fmax(needs, tp_tolerance_gap(tolerated, &o));
    if (all)
      note_least(&h->disturbance, tp_tolerance_disturbance(tolerated, &o, leak, all), token);
  }
  note_slack(h, tolerated, k, needs, position, token, need_of(m, number, position));
}

/* At most, with rounded logits. */
static double rounded_leak(const tolerance *t, const ranking *k, size_t keys, double leak)
{
  return !t->logit || k->ties == keys ? leak : tp_tolerance_leak(t, k->ties, keys - k->ties, tp_tolerance_lead(t, k->best, k->next));
}

static void note_hardmax(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  measurement *m = context;
  size_t number = m->first_head[layer - 1] + head, token = m->token + position;
  tp_head_margin *h = m->out->head + number;
  const tp_attention_head *at = m->s->t->layer[layer - 1].head + head;
  unsigned char *mark = marks_of(m, number, position);
  ranking k = mark_best(w, row, position + 1, mark);
  if (k.ties <= position)
    note_least(&h->gap, k.best - k.next, token);
  note_most(&h->ties, (double) k.ties, token);
  double leak = leak_of(tolerance_of(m, layer)->beta, w, row, &k, position + 1);
  note_most(&h->leak, leak, token);
  note_most(&h->nonzero, (double) count_set(m, m->set, number, at, mark, position), token);
  note_values(m, number, at, &k, mark, position, rounded_leak(tolerance_of(m, layer), &k, position + 1, leak));
}

/* --- The other run --------------------------------------------------------------- */

static void note_rounded(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  measurement *m = context;
  size_t number = m->first_head[layer - 1] + head, token = m->token + position;
  tp_head_margin *h = m->out->head + number;
  const unsigned char *mark = marks_of(m, number, position);
  const ranking own = mark_best(w, row, position + 1, m->own);
  double lowest = INFINITY, highest = -INFINITY, lost = 0, need = *need_of(m, number, position);
  size_t others = 0;
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
  if (others)
    note_least(&h->run_gap, lowest - highest, token);
  if (others && !isnan(need))
    note_least(&h->run_slack, lowest - highest - need, token);
  note_most(&h->run_ties, (double) own.ties, token);
  if (!m->has_blocks)              /* scales shared anew change values without notice to the observer */
    note_most(&h->run_nonzero, (double) count_set(m, m->run_set, number, m->s->t->layer[layer - 1].head + head, m->own, position), token);
  note_most(&h->run_leak, lost, token);
}

static void note_predictions(const measurement *m, tp_evaluator *e, const tp_segment *at, size_t to, tp_extreme *right)
{
  for (size_t p = m->from < at->prompt_end ? at->prompt_end : m->from; p < to; p++)
    note_least(right, tp_evaluator_lead(e, p, tp_sequence_token(&at->tokens, p + 1)), m->token + p);
}

/* --- Both ------------------------------------------------------------------------ */

static void open_segment(measurement *m, size_t g)
{
  m->keys = m->s->told.segment[g].tokens.length - 1;
  m->chunk = MARKS / (m->out->heads * m->keys);
  m->chunk = m->chunk < 1 ? 1 : m->chunk > TP_PASS_CHUNK ? TP_PASS_CHUNK : m->chunk;
  m->best = tp_memory_new(m->out->heads * m->chunk, m->keys);
  m->own = tp_memory_new(m->keys, 1);
  m->need = tp_memory_new(m->out->heads * m->chunk, sizeof *m->need);
  m->set = tp_memory_zeroed(tp_plan_versions(m->plan), m->keys);
  m->run_set = tp_memory_zeroed(tp_plan_versions(m->plan), m->keys);
}

static void close_segment(measurement *m)
{
  free(m->best);
  free(m->own);
  free(m->need);
  free(m->set);
  free(m->run_set);
}

static void measure_segment(measurement *m, size_t g, const report *tell)
{
  const tp_segment *at = m->s->told.segment + g;
  open_segment(m, g);
  tp_pass_begin(m->ahead, g, &(tp_observer) {.context = m, .activation = note_hardmax_number, .scores = note_hardmax});
  tp_pass_begin(m->behind, g, &(tp_observer) {.context = m, .activation = note_run_number, .weights = note_rounded});
  for (m->from = 0; m->from < m->keys; m->from += m->chunk) {
    size_t to = m->keys - m->from < m->chunk ? m->keys : m->from + m->chunk;
    tp_pass_feed(m->ahead, &at->tokens, to, m->chunk);
    note_predictions(m, tp_pass_evaluator(m->ahead), at, to, &m->out->right);
    if (m->out->is_rounded) {
      tp_pass_feed(m->behind, &at->tokens, to, m->chunk);
      note_predictions(m, tp_pass_evaluator(m->behind), at, to, &m->out->right_rounded);
    }
    if (tell->call)
      tell->call(tell->context, &(tp_verify_state) {g, m->s->told.segments, to, m->keys});
  }
  m->out->is_undecided |= tp_pass_undecided(m->behind) & TP_UNDECIDED_NUMBER;
  close_segment(m);
}

static void number_heads(measurement *m)
{
  const tp_transformer *t = m->s->t;
  tp_margins *out = m->out;
  m->first_head = tp_memory_new(t->layers, sizeof *m->first_head);
  for (size_t l = 0; l < t->layers; l++) {
    m->first_head[l] = out->heads;
    out->heads += t->layer[l].heads;
  }
  out->head = tp_memory_zeroed(out->heads, sizeof *out->head);
  m->value = tp_memory_new(out->heads, sizeof *m->value);
  m->result = tp_memory_new(out->heads, sizeof *m->result);
  for (size_t l = 0; l < t->layers; l++)
    for (size_t h = 0; h < t->layer[l].heads; h++) {
      const tp_attention_head *head = t->layer[l].head + h;
      size_t number = m->first_head[l] + h;
      out->head[number] = (tp_head_margin) {.layer = l + 1, .head = h, .is_known = tolerance_of(m, l + 1)->is_known};
      m->value[number] = tp_memory_new(head->values, sizeof **m->value);
      m->result[number] = tp_memory_new(head->values, sizeof **m->result);
      for (uint32_t c = 0; c < head->values; c++) {
        m->value[number][c] = tp_plan_version(m->plan, l + 1, 0, head->v[c]);
        m->result[number][c] = tp_plan_version(m->plan, l + 1, 1, head->out[c]);
      }
    }
}

static void measurement_clear(measurement *m)
{
  for (size_t i = 0; i < m->out->heads; i++) {
    free(m->value[i]);
    free(m->result[i]);
  }
  free(m->value);
  free(m->result);
  free(m->first_head);
  for (size_t i = 0; i < m->tolerances; i++)
    tp_tolerance_clear(m->needs + i);
  free(m->needs);
}

static void find_tolerances(measurement *m, const tp_choice *c)
{
  const size_t layers = m->s->t->layers;
  m->tolerances = c->exceptions ? layers : 1;
  m->needs = tp_memory_new(m->tolerances, sizeof *m->needs);
  for (size_t i = 0; i < m->tolerances; i++) {
    const tp_choice there = tp_choice_at_layer(c, (unsigned) i + 1);
    m->needs[i] = tp_tolerance_of_layers(m->s, &there, i + 1, c->exceptions ? i + 1 : layers);
  }
}

/* Whether the neurons of layers without heads, which no row is about, make no error either. */
static int neurons_hold(const measurement *m)
{
  for (size_t l = 1; l <= m->s->t->layers; l++)
    if (!m->s->t->layer[l - 1].heads && !tolerance_of(m, l)->is_known)
      return 0;
  return 1;
}

/* Where hardmax's own activations are not ternary, or other sublayers err, nothing is known to be
   enough. */
static void forget_needs(tp_margins *out)
{
  for (size_t i = 0; i < out->heads; i++)
    out->head[i].is_known = out->head[i].slack.seen = 0;
}

/* Everything once, with one effort. */
static void measure_once(tp_margins *out, const tp_subject *s, const tp_setup *in, const report *tell)
{
  const tp_setup exact = tp_setup_hardmax();
  *out = (tp_margins) {.is_rounded = in->choice->kind != TP_ARITHMETIC_EXACT};
  measurement m = {.out = out, .s = s, .ahead = tp_pass_new(s->plans, &exact, 1), .behind = tp_pass_new(s->plans, in, 1)};
  m.plan = tp_pass_plan(m.ahead);
  m.has_blocks = tp_choice_needs(in->choice).block != 0;
  find_tolerances(&m, in->choice);
  tp_hardmax_record *hardmax = tp_hardmax_record_new(s, 0);
  number_heads(&m);
  if (!neurons_hold(&m))
    forget_needs(out);
  for (size_t g = 0; g < s->told.segments; g++) {
    m.hardmax = tp_hardmax_record_segment(hardmax, g);
    if (!tp_trajectory_is_complete(m.hardmax))
      forget_needs(out);
    measure_segment(&m, g, tell);
    m.token += s->told.segment[g].tokens.length;
  }
  tp_hardmax_record_free(hardmax);
  measurement_clear(&m);
  tp_pass_free(m.ahead);
  tp_pass_free(m.behind);
}

void tp_margins_measure(tp_margins *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_verify_state *state), void *context)
{
  const report tell = {progress, context};
  tp_setup finer = *in;
  measure_once(out, s, &finer, &tell);
  while (out->is_undecided && tp_effort_raise(&finer.effort, finer.choice)) {
    tp_margins_clear(out);
    measure_once(out, s, &finer, &tell);
  }
}

void tp_margins_clear(tp_margins *m)
{
  free(m->head);
  *m = (tp_margins) {.heads = 0};
}
