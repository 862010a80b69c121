#include "tmprec/analysis/margins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"
#include "ranking.h"
#include "bound/tolerance.h"
#include "bound/weight_noise.h"

/* Bytes for the marks of the keys that hardmax attends to, of one chunk. */
enum { MOST_CHUNK = 64, MARKS = 1 << 24 };

typedef struct {
  void (*call)(void *context, const verify_state *state);
  void *context;
} report;

/* One segment at work: hardmax's run goes ahead by a chunk, the other follows. */
typedef struct {
  margins *out;
  const subject *s;
  const evaluation_plan *plan, *rounded;         /* hardmax's, and the arithmetic's, which may share scales */
  const trajectory *hardmax;
  tolerance *needs;                /* by layer; where all are alike, those of layer 1 */
  size_t tolerances;
  size_t *first_head;              /* by layer: heads in all layers before it */
  size_t **value, **result;        /* by head: versions read and written, coordinate by coordinate */
  size_t token;                    /* of position 0, counted over all segments */
  size_t keys;                     /* positions of the segment */
  size_t chunk, from;              /* first position of the chunk */
  unsigned char *best;             /* heads x chunk x keys: 1 where hardmax attends */
  double *need;                    /* heads x chunk: the gap needed; NaN where that is not known */
  int has_blocks;                  /* activations share scales */
  unsigned char *set, *run_set;    /* versions x keys: 1 where hardmax's, the arithmetic's number is not 0 */
} measurement;

/* A NaN is worse than all numbers. */
static void note_least(extreme *e, double value, size_t token)
{
  if (!e->seen || value < e->value || (isnan(value) && !isnan(e->value)))
    *e = (extreme) {value, token, 1};
}

static void note_most(extreme *e, double value, size_t token)
{
  if (!e->seen || value > e->value || (isnan(value) && !isnan(e->value)))
    *e = (extreme) {value, token, 1};
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

static void note_numbers(const measurement *m, unsigned char *set, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  double slack;
  for (size_t p = from; p < to; p++)
    set[version * m->keys + p] = a->op->approximate(a, c, p, &slack) != 0;
}

static void note_hardmax_number(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  measurement *m = context;
  note_numbers(m, m->set, a, version, c, from, to);
}

static void note_run_number(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  measurement *m = context;
  note_numbers(m, m->run_set, a, version, c, from, to);
}

/* Of the keys with the best score, how many have a value that is not 0. */
static size_t count_set(const measurement *m, const unsigned char *set, size_t number, const attention_head *head, arithmetic *a,
                        attention_row *row, size_t position, double best)
{
  size_t most = 0;
  for (uint32_t c = 0; c < head->values; c++) {
    const unsigned char *of = set + m->value[number][c] * m->keys;
    size_t count = 0;
    for (size_t j = 0; j <= position; j++)
      count += of[j] && a->op->row_score(a, row, j) == best;
    most = count > most ? count : most;
  }
  return most;
}

/* --- Hardmax's run ------------------------------------------------------------- */

/* Ranked, and where the best keys are. */
static ranking mark_best(arithmetic *a, attention_row *row, size_t keys, unsigned char *mark)
{
  ranking k = rank_keys(a, row, keys);
  for (size_t j = 0; j < keys; j++)
    mark[j] = a->op->row_score(a, row, j) == k.best;
  return k;
}

static double leak_of(double beta, arithmetic *a, attention_row *row, const ranking *k, size_t keys)
{
  double others = 0;
  for (size_t j = 0; j < keys; j++) {
    double away = k->best - a->op->row_score(a, row, j);
    others += away > 0 ? exp(-beta * away) : 0;
  }
  return others / ((double) k->ties + others);
}

/* What rounded logits take of the gap is needed besides. */
static void note_slack(head_margin *h, const tolerance *t, const ranking *k, double needs, size_t position, size_t token, double *need)
{
  int all_tie = k->ties == position + 1;
  double lead = all_tie ? 0 : tolerance_lead(t, k->best, k->next);
  double slack = all_tie ? (isinf(needs) ? -INFINITY : INFINITY) : lead - needs;
  *need = !h->is_known ? NAN : all_tie ? needs : k->best - k->next - slack;
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
static void note_values(measurement *m, size_t number, const attention_head *head, const ranking *k, const unsigned char *mark,
                        size_t position, double leak)
{
  head_margin *h = m->out->head + number;
  tolerance *tolerated = tolerance_of(m, h->layer);
  size_t token = m->token + position;
  double needs = 0;
  for (uint32_t c = 0; c < head->values && h->is_known; c++) {
    const int8_t *value = trajectory_activation(m->hardmax, m->value[number][c]);
    int result = trajectory_activation(m->hardmax, m->result[number][c])[position];
    size_t all = 0;
    for (size_t j = 0; j <= position; j++)
      all += value[j] != 0;
    head_output o;
    h->is_known = head_output_make(&o, k->ties, mark, position, value, result);
    needs = fmax(needs, tolerance_gap(tolerated, &o));
    if (all)
      note_least(&h->disturbance, tolerance_disturbance(tolerated, &o, leak, all), token);
  }
  note_slack(h, tolerated, k, needs, position, token, need_of(m, number, position));
}

/* At most, with rounded logits. */
static double rounded_leak(const tolerance *t, const ranking *k, size_t keys, double leak)
{
  if (!t->logit || k->ties == keys)
    return leak;
  double others = (double) (keys - k->ties) * exp(-t->beta * tolerance_lead(t, k->best, k->next));
  return isinf(others) ? 1 : others / ((double) k->ties + others);
}

static void note_hardmax(void *context, arithmetic *a, size_t layer, size_t head, size_t position, attention_row *row)
{
  measurement *m = context;
  size_t number = m->first_head[layer - 1] + head, token = m->token + position;
  head_margin *h = m->out->head + number;
  const attention_head *at = m->s->t->layer[layer - 1].head + head;
  unsigned char *mark = marks_of(m, number, position);
  ranking k = mark_best(a, row, position + 1, mark);
  if (k.ties <= position)
    note_least(&h->gap, k.best - k.next, token);
  note_most(&h->ties, (double) k.ties, token);
  double leak = leak_of(tolerance_of(m, layer)->beta, a, row, &k, position + 1);
  note_most(&h->leak, leak, token);
  note_most(&h->nonzero, (double) count_set(m, m->set, number, at, a, row, position, k.best), token);
  note_values(m, number, at, &k, mark, position, rounded_leak(tolerance_of(m, layer), &k, position + 1, leak));
}

/* --- The other run --------------------------------------------------------------- */

static void note_rounded(void *context, arithmetic *a, size_t layer, size_t head, size_t position, attention_row *row)
{
  measurement *m = context;
  size_t number = m->first_head[layer - 1] + head, token = m->token + position;
  head_margin *h = m->out->head + number;
  const unsigned char *mark = marks_of(m, number, position);
  const ranking own = rank_keys(a, row, position + 1);
  double lowest = INFINITY, highest = -INFINITY, lost = 0, need = *need_of(m, number, position);
  size_t others = 0;
  for (size_t j = 0; j <= position; j++) {
    double score = a->op->row_score(a, row, j);
    if (mark[j]) {
      lowest = score < lowest || isnan(score) ? score : lowest;
    } else {
      highest = score > highest || isnan(score) ? score : highest;
      lost += a->op->row_weight(a, row, j);
      others++;
    }
  }
  if (others)
    note_least(&h->run_gap, lowest - highest, token);
  if (others && !isnan(need))
    note_least(&h->run_slack, lowest - highest - need, token);
  note_most(&h->run_ties, (double) own.ties, token);
  if (!m->has_blocks)              /* scales shared anew change values behind the observer's back */
    note_most(&h->run_nonzero, (double) count_set(m, m->run_set, number, m->s->t->layer[layer - 1].head + head, a, row, position, own.best), token);
  note_most(&h->run_leak, lost, token);
}

static void note_predictions(const measurement *m, evaluator *e, const segment *at, size_t to, extreme *right)
{
  for (size_t p = m->from < at->prompt_end ? at->prompt_end : m->from; p < to; p++)
    note_least(right, evaluator_lead(e, p, sequence_token(&at->tokens, p + 1)), m->token + p);
}

/* --- Both ------------------------------------------------------------------------ */

static void measure_segment(measurement *m, size_t g, const arithmetic_choice *c, const report *tell)
{
  const segment *at = m->s->told.segment + g;
  const arithmetic_choice exact = {.kind = ARITHMETIC_EXACT};
  arithmetic_choice here = *c;
  here.segment = g;
  m->keys = at->tokens.length - 1;
  m->chunk = MARKS / (m->out->heads * m->keys);
  m->chunk = m->chunk < 1 ? 1 : m->chunk > MOST_CHUNK ? MOST_CHUNK : m->chunk;
  m->best = memory_new(m->out->heads * m->chunk, m->keys);
  m->need = memory_new(m->out->heads * m->chunk, sizeof *m->need);
  m->set = memory_zeroed(plan_versions(m->plan), m->keys);
  m->run_set = memory_zeroed(plan_versions(m->plan), m->keys);
  layered_arithmetic hard = layered_new(&exact, m->s->r, plan_longest_product(m->plan), m->s->t->layers);
  layered_arithmetic soft = layered_new(&here, m->s->r, plan_longest_product(m->rounded), m->s->t->layers);
  evaluator *ahead = evaluator_new(m->plan, hard.at[0], &(observer) {.context = m, .activation = note_hardmax_number, .scores = note_hardmax});
  evaluator *behind = evaluator_new(m->rounded, soft.at[0], &(observer) {.context = m, .activation = note_run_number, .weights = note_rounded});
  if (soft.count > 1)
    evaluator_use_layers(behind, soft.at);
  for (m->from = 0; m->from < m->keys; m->from += m->chunk) {
    size_t to = m->keys - m->from < m->chunk ? m->keys : m->from + m->chunk;
    evaluator_feed(ahead, &at->tokens, to - m->from);
    note_predictions(m, ahead, at, to, &m->out->right);
    if (m->out->is_rounded) {
      evaluator_feed(behind, &at->tokens, to - m->from);
      note_predictions(m, behind, at, to, &m->out->right_rounded);
    }
    if (tell->call)
      tell->call(tell->context, &(verify_state) {g, m->s->told.segments, to, m->keys});
  }
  m->out->is_undecided |= layered_undecided(&soft) & UNDECIDED_NUMBER;
  evaluator_free(ahead);
  evaluator_free(behind);
  layered_free(&hard);
  layered_free(&soft);
  free(m->best);
  free(m->need);
  free(m->set);
  free(m->run_set);
}

static void number_heads(measurement *m)
{
  const transformer *t = m->s->t;
  margins *out = m->out;
  m->first_head = memory_new(t->layers, sizeof *m->first_head);
  for (size_t l = 0; l < t->layers; l++) {
    m->first_head[l] = out->heads;
    out->heads += t->layer[l].heads;
  }
  out->head = memory_zeroed(out->heads, sizeof *out->head);
  m->value = memory_new(out->heads, sizeof *m->value);
  m->result = memory_new(out->heads, sizeof *m->result);
  for (size_t l = 0; l < t->layers; l++)
    for (size_t h = 0; h < t->layer[l].heads; h++) {
      const attention_head *head = t->layer[l].head + h;
      size_t number = m->first_head[l] + h;
      out->head[number] = (head_margin) {.layer = l + 1, .head = h, .is_known = tolerance_of(m, l + 1)->is_known};
      m->value[number] = memory_new(head->values, sizeof **m->value);
      m->result[number] = memory_new(head->values, sizeof **m->result);
      for (uint32_t c = 0; c < head->values; c++) {
        m->value[number][c] = plan_version(m->plan, l + 1, 0, head->v[c]);
        m->result[number][c] = plan_version(m->plan, l + 1, 1, head->out[c]);
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
    tolerance_clear(m->needs + i);
  free(m->needs);
}

static void find_tolerances(measurement *m, const arithmetic_choice *c)
{
  const size_t layers = m->s->t->layers;
  m->tolerances = c->exceptions ? layers : 1;
  m->needs = memory_new(m->tolerances, sizeof *m->needs);
  for (size_t i = 0; i < m->tolerances; i++) {
    const arithmetic_choice there = choice_at_layer(c, (unsigned) i + 1);
    m->needs[i] = tolerance_of_layers(m->s, &there, i + 1, c->exceptions ? i + 1 : layers);
  }
}

/* Where hardmax's own activations are not ternary nothing is known to be enough. */
static void forget_needs(margins *out)
{
  for (size_t i = 0; i < out->heads; i++)
    out->head[i].is_known = out->head[i].slack.seen = 0;
}

/* Everything once, in one arithmetic. */
static void measure_once(margins *out, const subject *s, const arithmetic_choice *c, const report *tell)
{
  *out = (margins) {.is_rounded = c->kind != ARITHMETIC_EXACT};
  evaluation_needs needs = {0, 0};               /* each head by itself */
  evaluation_plan *plan = plan_new(s->t, needs);
  needs.block = arithmetic_needs(c).block;
  evaluation_plan *rounded = plan_new(s->t, needs);
  measurement m = {.out = out, .s = s, .plan = plan, .rounded = rounded};
  m.has_blocks = needs.block != 0;
  find_tolerances(&m, c);
  hardmax_record *hardmax = hardmax_record_new(s, 0);
  number_heads(&m);
  for (size_t g = 0; g < s->told.segments; g++) {
    m.hardmax = hardmax_record_segment(hardmax, g);
    if (!trajectory_is_complete(m.hardmax))
      forget_needs(out);
    measure_segment(&m, g, c, tell);
    m.token += s->told.segment[g].tokens.length;
  }
  hardmax_record_free(hardmax);
  measurement_clear(&m);
  plan_free(plan);
  plan_free(rounded);
}

void margins_measure(margins *out, const subject *s, const arithmetic_choice *c,
                     void (*progress)(void *context, const verify_state *state), void *context)
{
  const report tell = {progress, context};
  arithmetic_choice finer = *c;
  measure_once(out, s, &finer, &tell);
  while (out->is_undecided && arithmetic_refine(&finer)) {
    margins_clear(out);
    measure_once(out, s, &finer, &tell);
  }
}

void margins_clear(margins *m)
{
  free(m->head);
  *m = (margins) {.heads = 0};
}

double margins_noise(const margins *m, const subject *s, const arithmetic_choice *c, int site)
{
  tolerance t = tolerance_of_layers(s, c, 1, s->t->layers);
  double least = site == SITE_ACT ? fmin(t.radius[0], t.radius[1]) : INFINITY;
  int is_known = t.is_known && c->kind != ARITHMETIC_EXACT && !c->exceptions;
  is_known &= site == SITE_ACT || site == SITE_PARAM || (site == SITE_ATTN && t.attn_is_even) || (site == SITE_LOGIT && !t.logit);
  for (size_t i = 0; i < m->heads && is_known; i++) {
    const head_margin *h = m->head + i;
    if (site == SITE_ATTN && h->disturbance.seen)
      least = fmin(least, h->disturbance.value);
    if (site == SITE_LOGIT && h->slack.seen)
      least = fmin(least, h->slack.value * t.beta / 2);
    if (h->slack.seen && h->slack.value <= 0)
      least = 0;
  }
  tolerance_clear(&t);
  if (site == SITE_PARAM && is_known && least > 0)
    return weight_noise(s, c);
  return is_known && least < INFINITY ? fmax(least, 0) : -1;
}
