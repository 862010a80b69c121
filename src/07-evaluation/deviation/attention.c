/* SPDX-License-Identifier: MIT */
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
    double size = 1;
    if (deviates_at(q, position)) {
      const double own = number_away(deviant_number(q, position));
      away += own;
      size += own;
    }
    if (k->first <= position)
      away += size * k->away;
  }
  return 2 * away * (1 + (double) (2 * set->keys + 4) * 4 * DBL_EPSILON);
}

/* The rows of a kind, with all keys behind the best ones in one group. */
static row_state state_of_kind(tp_deviation *d, uint32_t n)
{
  kind_weights *k = d->kind + n;
  const tie_kind *of = d->best->kind + n;
  if (k->state != ROW_UNKNOWN)
    return k->state;
  const tp_known_row row = {.best = {.keys = of->ties}, .groups = d->best->most_others[n] > 0,
                            .group = {{.keys = d->best->most_others[n], .least = of->gap, .most = INFINITY}}};
  k->state = ROW_KNOWN;
  if (d->a->op->known_weights(d->w, &row, &k->weights) && k->weights.best.slack == 0
      && (!row.groups || (k->weights.group[0].slack == 0 && k->weights.group[0].weight == 0)))
    k->state = fma(k->weights.best.weight, of->ties, -1) == 0 ? ROW_HARDMAX : ROW_TIED;
  return k->state;
}

/* The other keys of a row, when the difference of two scores is off by at most `away`; lead[]: where groups come from. */
static void set_groups(tp_known_row *row, const row_leads *leads, double away, size_t lead[TP_KEY_GROUPS])
{
  row->groups = 0;
  for (size_t g = 0; g < TP_KEY_GROUPS; g++) {
    tp_key_group *to = row->group + row->groups;
    if (!leads->keys[g])
      continue;
    lead[row->groups++] = g;
    *to = (tp_key_group) {.keys = leads->keys[g], .least = leads->below[g], .most = g < NEAR ? leads->below[g] : INFINITY};
    if (away > 0) {
      to->least = (to->least - away) * (1 - 2 * DBL_EPSILON);
      to->most = (to->most + away) * (1 + 2 * DBL_EPSILON);
    }
  }
}

/* Values are between -1 and 1 where they do not deviate.  So the mix is off by at most what the weights of the other keys add
   up to, and what those of the best ones differ from 1/m. */
static int keeps_numbers(const tp_deviation *d, const tp_known_row *row, const tp_known_weights *w)
{
  static const double rounded = 16 * DBL_EPSILON;
  const double m = (double) row->best.keys;
  double off = m * (fabs(w->best.weight - 1 / m) + w->best.slack) + rounded;
  for (size_t g = 0; g < row->groups; g++)
    off += (double) row->group[g].keys * (w->group[g].weight + w->group[g].slack) * (1 + rounded);
  return off * (1 + rounded) < d->tolerance;
}

/* The best keys of a row have one score under hardmax.  They keep it if they are equal, whatever the query. */
static row_state weigh_row(tp_deviation *d, size_t s, size_t position, int is_deviant, size_t first_key)
{
  const tie_kind *kind = d->best->kind + d->best->of[s].kind[position];
  set_rows *r = d->rows + s;
  if (!r->weights) {
    r->keeps = tp_memory_new(d->to - d->from, 1);
    r->weights = tp_memory_new(d->to - d->from, sizeof *r->weights);
    r->away = tp_memory_new(d->to - d->from, sizeof *r->away);
    r->apart = tp_memory_new(d->to - d->from, sizeof *r->apart);
  }
  const size_t i = position - d->from;
  r->away[i] = is_deviant || first_key <= position ? score_away(d, d->plan->set + s, position) : 0;
  r->apart[i] = (is_deviant && !kind->alike) || (first_key <= position && kind->ties > 1) ? r->away[i] : 0;
  tp_known_row row = {.best = {.keys = kind->ties, .most = r->apart[i]}};
  size_t lead[TP_KEY_GROUPS];
  set_groups(&row, d->best->of[s].leads + position, r->away[i], lead);
  if (!(r->away[i] < INFINITY) || !d->a->op->known_weights(d->w, &row, r->weights + i))
    return ROW_OPEN;
  r->keeps[i] = (unsigned char) keeps_numbers(d, &row, r->weights + i);
  return ROW_KNOWN;
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

static void drop_rows(tp_deviation *d, set_rows *r)
{
  for (size_t i = 0; r->row && i < d->to - d->from; i++)
    if (r->row[i])
      d->a->op->row_free(d->a, r->row[i]);
  free(r->row);
  free(r->state);
  free(r->keeps);
  free(r->weights);
  free(r->away);
  free(r->apart);
  *r = (set_rows) {.state = NULL};
}

void tp_deviation_drop_rows(tp_deviation *d, size_t s)
{
  for (size_t n = 0; n < d->layered.count; n++)
    drop_rows(d, d->all_rows + n * d->plan->sets + s);
}

/* --- Mixes ------------------------------------------------------------------------- */

/* Extend the sums of a value over equal keys to the position `to`-1. */
static void extend_sums(tp_deviation *d, value_sums *v, const set_ties *ties, const deviant *value)
{
  if (!v->low) {
    v->low = tp_pool_keep(d->pool, 2 * d->run->positions, sizeof *v->low);
    v->high = v->low + d->run->positions;
  }
  for (; v->done < d->to; v->done++) {
    const size_t j = v->done;
    const number x = deviant_at(value, j);
    double rest[2] = {0, 0}, low = x.low, high = x.high;
    if (ties->previous[j] != NO_KEY) {
      low = tp_two_sum(v->low[ties->previous[j]], x.low, rest);
      high = tp_two_sum(v->high[ties->previous[j]], x.high, rest + 1);
    }
    v->low[j] = rest[0] == 0 ? low : nextafter(low, -INFINITY);
    v->high[j] = rest[1] == 0 ? high : nextafter(high, INFINITY);
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

/* x + mix at a row that is like all of its kind, of ternary numbers: one of nine for each kind.  1 if something is
   known of it. */
static int mix_of_kind(const mix_at_work *k, size_t position, number *y)
{
  const uint32_t n = k->ties->kind[position];
  kind_weights *kind = k->d->kind + n;
  const int x = k->x->hardmax[position], v = k->result[position] - x, bit = 3 * (x + 1) + v + 1;
  const size_t ties = k->d->best->kind[n].ties;
  if (!(kind->known >> bit & 1)) {
    const tp_known_row row = {.best = {.keys = ties, .sum = (double) ties * v, .value = 1}};
    number *to = kind->result + bit;
    *to = number_exact(x);
    kind->known |= 1u << bit;
    if (!k->d->a->op->known_mix(k->d->w, &row, &kind->weights, &to->low, &to->high))
      kind->failed |= 1u << bit;
  }
  *y = kind->result[bit];
  return !(kind->failed >> bit & 1);
}

/* What the best keys of a row have as values. */
static void set_best(const mix_at_work *k, size_t position, tp_key_group *best)
{
  const tie_kind *kind = k->d->best->kind + k->ties->kind[position];
  const double ties = kind->ties;
  best->keys = kind->ties;
  best->value = k->v->most;
  best->sum = ties * (k->result[position] - k->x->hardmax[position]);
  best->spread = k->near_sum[ROW_SUMS * position + NEAR] ? 0 : INFINITY;
  if (k->v->first > position)
    return;
  best->spread += 2 * k->v->away * (1 + 2 * DBL_EPSILON);
  if (!kind->alike) {
    best->slack = ties * k->v->away * (1 + 2 * DBL_EPSILON);
    return;
  }
  const double low = k->sums->low[k->ties->newest[position]], high = k->sums->high[k->ties->newest[position]];
  best->sum = low;
  if (low < high) {
    best->sum = low + (high - low) / 2;
    best->slack = (high - low) / 2 * (1 + 4 * DBL_EPSILON) + DBL_EPSILON * fmax(fabs(low), fabs(high));
  }
}

/* One best key has all the weight, and exactly 1. */
static int is_copy(const tp_known_row *row, const tp_known_weights *w)
{
  int copies = row->best.keys == 1 && w->best.slack == 0 && w->best.weight == 1;
  for (size_t g = 0; g < row->groups; g++)
    copies &= w->group[g].slack == 0 && w->group[g].weight == 0;
  return copies;
}

/* x + v, which may be a number that is there already. */
static int copy(const mix_at_work *k, const number *x, size_t key, number *y)
{
  const number v = deviant_at(k->v, key);
  number_sum sum;
  tp_number_sum_start(&sum, 0);
  tp_number_sum_add(&sum, 1, x);
  tp_number_sum_add(&sum, 1, &v);
  return tp_number_sum_round(&sum, &k->d->atoms, 0, &k->d->act, y);
}

/* The same at any other row of which something is known. */
static int mix_of_row(const mix_at_work *k, size_t position, number *y)
{
  const size_t i = position - k->d->from;
  const number x = deviant_at(k->x, position);
  const int is_own = k->rows->state[i] == ROW_KNOWN;
  const tp_known_weights *weights = is_own ? k->rows->weights + i : &k->d->kind[k->ties->kind[position]].weights;
  tp_known_row row = {.groups = 0};
  size_t lead[TP_KEY_GROUPS];
  if (!isfinite(x.low) || !isfinite(x.high) || k->v->has_infinite)
    return 0;
  set_best(k, position, &row.best);
  if (is_own) {
    row.best.most = k->rows->apart[i];
    set_groups(&row, k->ties->leads + position, k->rows->away[i], lead);
  }
  for (size_t g = 0; g < row.groups; g++) {
    const double keys = (double) row.group[g].keys, away = k->v->first <= position ? keys * k->v->away * (1 + DBL_EPSILON) : 0;
    row.group[g].value = k->v->most;
    row.group[g].sum = lead[g] < NEAR ? k->near_sum[ROW_SUMS * position + lead[g]] : 0;
    row.group[g].slack = lead[g] < NEAR ? away : keys * k->v->most * (1 + DBL_EPSILON);
  }
  if (k->d->keeps_open && is_copy(&row, weights) && (!number_is_exact(&x) || k->v->first_open <= position))
    return copy(k, &x, k->ties->newest[position], y);
  *y = (number) {x.low, x.high, 0, 0, 0, 0};
  return k->d->a->op->known_mix(k->d->w, &row, weights, &y->low, &y->high);
}

/* A plain evaluation takes many rows at a time: more quickly than one by one.  Of so many rows of the layers up to this one,
   one may be open. */
enum { MOST_OPEN = 8, FEW_OPEN = 64 };

static int has_too_many_open(const tp_deviation *d)
{
  return d->open_now > FEW_OPEN && d->open_now * MOST_OPEN > d->rows_now;
}

static void mix_row(const mix_at_work *k, size_t layer, size_t position)
{
  const row_state state = k->rows->state[position - k->d->from];
  const int is_hardmax = !deviates_at(k->x, position) && k->v->first > position && !k->v->has_infinite;
  number y;
  int known = 0;
  if (is_hardmax && (state == ROW_HARDMAX || (state == ROW_KNOWN && k->rows->keeps[position - k->d->from])))
    return;
  if (k->d->best->first_nonzero[k->m->v] > position && k->v->first > position && state != ROW_OPEN) {
    y = deviant_at(k->x, position);                      /* all values are 0 */
    known = 1;
  } else if (is_hardmax && state == ROW_TIED) {
    known = mix_of_kind(k, position, &y);
  } else if (state != ROW_OPEN) {
    known = mix_of_row(k, position, &y);
  }
  if (known && !number_is_exact(&y) && !y.atom && k->d->keeps_open)
    y = tp_number_atom(&k->d->atoms, y.low, y.high);
  if (known && (number_is_exact(&y) || k->d->keeps_open)) {
    deviation_put(k->d, k->m->out, position, &y);
  } else if (k->d->keeps_open) {
    k->d->failed = 1;
  } else {
    y = number_exact(tp_deviation_open_row(k->d, layer, k->m, position));
    deviation_put(k->d, k->m->out, position, &y);
    k->d->failed |= has_too_many_open(k->d);
  }
}

static void mix(tp_deviation *d, size_t layer, size_t n)
{
  const mixing *m = d->plan->layer[layer].mix + n;
  mix_at_work k = {d, m, d->rows + m->set, d->best->of + m->set, d->version + m->x, d->version + m->v,
                   d->version[m->out].hardmax, d->best->sum[layer][n], d->sums[layer] + n};
  if (k.v->first < d->to)
    extend_sums(d, k.sums, k.ties, k.v);
  for (size_t i = d->from; i < d->to && !d->failed; i++)
    mix_row(&k, layer, i);
}

void tp_deviation_attend(tp_deviation *d, size_t layer)
{
  const layer_plan *plan = d->plan->layer + layer;
  d->rows_now += plan->mixes * (d->to - d->from);
  for (size_t n = 0; n < plan->mixes; n++) {
    if (!d->rows[plan->mix[n].set].state)
      make_rows(d, plan->mix[n].set);
    mix(d, layer, n);
  }
  for (size_t n = 0; n < plan->mixes; n++)
    if (d->plan->set[plan->mix[n].set].last_layer == layer)
      tp_deviation_drop_rows(d, plan->mix[n].set);
}
