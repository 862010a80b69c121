/* Attention by deviations: rows whose weights are known by their best keys. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "deviation_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/two_sum.h"

/* --- Weights --------------------------------------------------------------------- */

/* The first position whose key deviates in some coordinate. */
static size_t first_deviant_key(const tp_deviation *d, const row_set *set)
{
  size_t first = SIZE_MAX;
  for (size_t c = 0; c < set->keys; c++)
    if (d->version[set->k[c]].first < first)
      first = d->version[set->k[c]].first;
  return first;
}

/* The most that the difference of two scores of the query deviates: twice what one score does. */
static double score_away(const tp_deviation *d, const row_set *set, size_t position)
{
  double away = 0;
  for (size_t c = 0; c < set->keys; c++) {
    const deviant *q = d->version + set->q[c], *k = d->version + set->k[c];
    double size = abs(q->hardmax[position]);
    if (deviates_at(q, position)) {
      away += fabs(deviant_at(q, position) - q->hardmax[position]);
      size = fabs(deviant_at(q, position));
    }
    if (k->first <= position)
      away += size * k->away;
  }
  return 2 * away * (1 + (double) (2 * set->keys + 4) * 2 * DBL_EPSILON);
}

/* The rows of a kind, with all keys behind the best ones in one group. */
static row_state state_of_kind(tp_deviation *d, uint32_t number)
{
  kind_weights *k = d->kind + number;
  const tie_kind *of = d->best->kind + number;
  if (k->state != ROW_UNKNOWN)
    return k->state;
  const tp_known_row row = {.ties = of->ties, .groups = d->best->most_others[number] > 0,
                            .group = {{.keys = d->best->most_others[number], .least = of->gap, .most = INFINITY}}};
  k->state = ROW_KNOWN;
  if (d->a->op->known_weights(d->w, &row, &k->weights) && k->weights.best.slack == 0
      && (!row.groups || (k->weights.group[0].slack == 0 && k->weights.group[0].weight == 0)))
    k->state = fma(k->weights.best.weight, of->ties, -1) == 0 ? ROW_HARDMAX : ROW_TIED;
  return k->state;
}

/* The other keys of a row, when the difference of two scores is off by at most `away`. */
static void lead_groups(tp_known_row *row, const row_leads *leads, double away)
{
  row->groups = 0;
  for (size_t g = 0; g < TP_LEAD_GROUPS && leads->keys[g]; g++) {
    tp_lead_group *to = row->group + row->groups++;
    *to = (tp_lead_group) {.keys = leads->keys[g], .least = (leads->below[g] - away) * (1 - 2 * DBL_EPSILON), .most = INFINITY};
    if (g < NEAR)
      to->most = (leads->below[g] + away) * (1 + 2 * DBL_EPSILON);
  }
}

static row_state weigh_row(tp_deviation *d, size_t s, size_t position, int is_deviant, size_t first_key)
{
  const tie_kind *kind = d->best->kind + d->best->of[s].kind[position];
  set_rows *r = d->rows + s;
  if ((is_deviant && !kind->alike) || (first_key <= position && kind->ties > 1))
    return ROW_OPEN;
  if (!r->weights) {
    r->weights = tp_memory_new(d->to - d->from, sizeof *r->weights);
    r->away = tp_memory_new(d->to - d->from, sizeof *r->away);
  }
  double *away = r->away + (position - d->from);
  *away = is_deviant || first_key <= position ? score_away(d, d->plan->set + s, position) : 0;
  tp_known_row row = {.ties = kind->ties};
  lead_groups(&row, d->best->of[s].leads + position, *away);
  return *away < INFINITY && d->a->op->known_weights(d->w, &row, r->weights + (position - d->from)) ? ROW_KNOWN : ROW_OPEN;
}

static void make_rows(tp_deviation *d, size_t s)
{
  const row_set *set = d->plan->set + s;
  const size_t count = d->to - d->from, first_key = first_deviant_key(d, set);
  set_rows *r = d->rows + s;
  r->state = tp_memory_new(count, 1);
  for (size_t word = d->from / 64; word * 64 < d->to; word++) {
    uint64_t queries = 0;
    for (size_t c = 0; c < set->keys; c++)
      queries |= deviant_word(d->version + set->q[c], word);
    for (size_t i = word * 64 < d->from ? d->from : word * 64; i < d->to && i < word * 64 + 64; i++) {
      const int is_deviant = (int) (queries >> i % 64 & 1);
      row_state state = ROW_KNOWN;
      if (i < first_key && !is_deviant)
        state = state_of_kind(d, d->best->of[s].kind[i]);
      if (state == ROW_KNOWN)
        state = weigh_row(d, s, i, is_deviant, first_key);
      r->state[i - d->from] = (unsigned char) state;
    }
  }
}

void tp_deviation_drop_rows(tp_deviation *d, size_t s)
{
  set_rows *r = d->rows + s;
  for (size_t i = 0; r->row && i < d->to - d->from; i++)
    if (r->row[i])
      d->a->op->row_free(d->a, r->row[i]);
  free(r->row);
  free(r->state);
  free(r->weights);
  free(r->away);
  *r = (set_rows) {.state = NULL};
}

/* --- Mixes ------------------------------------------------------------------------- */

/* Extend the sums of a value over equal keys to the position `to`-1. */
static void extend_sums(tp_deviation *d, value_sums *v, const set_ties *ties, const deviant *value)
{
  if (!v->sum)
    v->sum = tp_memory_new(d->run->positions, sizeof *v->sum);
  for (; v->done < d->to; v->done++) {
    const size_t j = v->done;
    double rest = 0, x = deviant_at(value, j);
    if (ties->previous[j] != NO_KEY)
      x = tp_two_sum(v->sum[ties->previous[j]], x, &rest);
    v->sum[j] = rest == 0 ? x : NAN;
  }
}

/* One mix at work. */
typedef struct {
  tp_deviation *d;
  const mixing *m;
  const set_rows *rows;
  const set_ties *ties;
  const deviant *x, *v;
  const int8_t *result;            /* hardmax's */
  const int32_t *near_sum;
  value_sums *sums;
} mix_at_work;

/* x + mix at a row that is like all of its kind, of ternary numbers: one of nine for each kind.  1 if it
   is decided. */
static int mix_of_kind(const mix_at_work *k, size_t position, double *y)
{
  const uint32_t number = k->ties->kind[position];
  kind_weights *kind = k->d->kind + number;
  const int x = k->x->hardmax[position], v = k->result[position] - x, bit = 3 * (x + 1) + v + 1;
  const size_t ties = k->d->best->kind[number].ties;
  if (!(kind->known >> bit & 1)) {
    const tp_known_row row = {.ties = ties, .sum = (double) ties * v};
    kind->known |= 1u << bit;
    if (!k->d->a->op->known_mix(k->d->w, &row, &kind->weights, x, kind->result + bit))
      kind->open |= 1u << bit;
  }
  *y = kind->result[bit];
  return !(kind->open >> bit & 1);
}

/* The same at any other row of which something is known. */
static int mix_of_row(const mix_at_work *k, size_t position, double *y)
{
  const uint32_t number = k->ties->kind[position];
  const tie_kind *kind = k->d->best->kind + number;
  const double x = deviant_at(k->x, position);
  const int is_own = k->rows->state[position - k->d->from] == ROW_KNOWN, deviates = k->v->first <= position;
  tp_known_row row = {.ties = kind->ties, .sum = (double) kind->ties * (k->result[position] - k->x->hardmax[position])};
  if (deviates)
    row.sum = kind->alike ? k->sums->sum[k->ties->newest[position]] : NAN;
  if (!isfinite(x) || !isfinite(row.sum) || k->v->has_infinite)
    return 0;
  if (is_own)
    lead_groups(&row, k->ties->leads + position, k->rows->away[position - k->d->from]);
  for (size_t g = 0; g < row.groups; g++) {
    const double away = deviates ? (double) row.group[g].keys * k->v->away * (1 + DBL_EPSILON) : 0;
    row.group[g].value = k->v->most;
    row.group[g].sum = g < NEAR ? k->near_sum[NEAR * position + g] : 0;
    row.group[g].slack = g < NEAR ? away : (double) row.group[g].keys * k->v->most * (1 + DBL_EPSILON);
  }
  return k->d->a->op->known_mix(k->d->w, &row, is_own ? k->rows->weights + (position - k->d->from) : &k->d->kind[number].weights, x, y);
}

static void mix_row(const mix_at_work *k, size_t layer, size_t position)
{
  const row_state state = k->rows->state[position - k->d->from];
  const int is_hardmax = !deviates_at(k->x, position) && k->v->first > position && !k->v->has_infinite;
  double y;
  if (is_hardmax && state == ROW_HARDMAX)
    return;
  int decided = 0;
  if (is_hardmax && state == ROW_TIED)
    decided = mix_of_kind(k, position, &y);
  else if (state != ROW_OPEN)
    decided = mix_of_row(k, position, &y);
  if (!decided)
    y = tp_deviation_open_row(k->d, layer, k->m, position);
  deviation_put(k->d, k->m->out, position, y);
}

static void mix(tp_deviation *d, size_t layer, size_t n)
{
  const mixing *m = d->plan->layer[layer].mix + n;
  mix_at_work k = {d, m, d->rows + m->set, d->best->of + m->set, d->version + m->x, d->version + m->v,
                   d->version[m->out].hardmax, d->best->sum[layer][n], d->sums[layer] + n};
  if (k.v->first < d->to)
    extend_sums(d, k.sums, k.ties, k.v);
  for (size_t i = d->from; i < d->to; i++)
    mix_row(&k, layer, i);
}

void tp_deviation_attend(tp_deviation *d, size_t layer)
{
  const layer_plan *plan = d->plan->layer + layer;
  for (size_t n = 0; n < plan->mixes; n++) {
    if (!d->rows[plan->mix[n].set].state)
      make_rows(d, plan->mix[n].set);
    mix(d, layer, n);
  }
  d->rows_now += plan->mixes * (d->to - d->from);
  for (size_t n = 0; n < plan->mixes; n++)
    if (d->plan->set[plan->mix[n].set].last_layer == layer)
      tp_deviation_drop_rows(d, plan->mix[n].set);
}
