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

/* Keys are ternary, so two scores come nearer by at most twice what the query's numbers deviate. */
static double lead_of(const tp_deviation *d, const row_set *set, int32_t gap, size_t position)
{
  double away = 0;
  for (size_t c = 0; c < set->keys; c++) {
    const deviant *q = d->version + set->q[c];
    if (deviates_at(q, position))
      away += fabs(deviant_at(q, position) - q->hardmax[position]);
  }
  const double lost = 2 * away * (1 + (double) (set->keys + 2) * 2 * DBL_EPSILON);
  return lost < gap ? (gap - lost) * (1 - 2 * DBL_EPSILON) : 0;
}

/* Those of all rows of the kind with queries and keys of hardmax. */
static const kind_weights *weights_of_kind(tp_deviation *d, uint32_t number)
{
  kind_weights *k = d->kind + number;
  const tie_kind *of = d->best->kind + number;
  if (k->state != ROW_UNKNOWN)
    return k;
  k->state = d->a->op->tied(d->w, of->ties, d->best->most_others[number], of->gap, &k->weights) ? ROW_TIED : ROW_OPEN;
  if (k->state == ROW_TIED && k->weights.tail == 0 && k->weights.weight * of->ties == 1 && fma(k->weights.weight, of->ties, -1) == 0)
    k->state = ROW_HARDMAX;
  return k;
}

/* A row that is not like all of its kind: its query deviates, or there are fewer other keys. */
static row_state weigh_row(tp_deviation *d, size_t s, size_t position, int is_deviant, tp_tied_weights *out)
{
  const tie_kind *kind = d->best->kind + d->best->of[s].kind[position];
  if (is_deviant && !kind->alike)
    return ROW_OPEN;
  const double lead = is_deviant ? lead_of(d, d->plan->set + s, kind->gap, position) : kind->gap;
  return d->a->op->tied(d->w, kind->ties, position + 1 - kind->ties, lead, out) ? ROW_TIED : ROW_OPEN;
}

static void make_rows(tp_deviation *d, size_t s)
{
  const row_set *set = d->plan->set + s;
  const size_t count = d->to - d->from, first_key = first_deviant_key(d, set);
  set_rows *r = d->rows + s;
  r->state = tp_memory_new(2 * count, 1);
  r->is_own = r->state + count;
  memset(r->is_own, 0, count);
  for (size_t word = d->from / 64; word * 64 < d->to; word++) {
    uint64_t queries = 0;
    for (size_t c = 0; c < set->keys; c++)
      queries |= deviant_word(d->version + set->q[c], word);
    for (size_t i = word * 64 < d->from ? d->from : word * 64; i < d->to && i < word * 64 + 64; i++) {
      const int is_deviant = (int) (queries >> i % 64 & 1);
      unsigned char *state = r->state + (i - d->from);
      *state = ROW_OPEN;
      if (i < first_key && !is_deviant)
        *state = (unsigned char) weights_of_kind(d, d->best->of[s].kind[i])->state;
      if (i >= first_key || *state != ROW_OPEN)
        continue;
      if (!r->weights)
        r->weights = tp_memory_new(count, sizeof *r->weights);
      *state = (unsigned char) weigh_row(d, s, i, is_deviant, r->weights + (i - d->from));
      r->is_own[i - d->from] = 1;
    }
  }
  d->rows_now += count;
  for (size_t i = 0; i < count; i++)
    d->open_now += r->state[i] == ROW_OPEN;
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
  value_sums *sums;
} mix_at_work;

/* x + mix at a row that is tied like all of its kind, of ternary numbers: one of nine for each kind.  1 if it
   is decided. */
static int mix_of_kind(const mix_at_work *k, size_t position, double *y)
{
  const uint32_t number = k->ties->kind[position];
  kind_weights *kind = k->d->kind + number;
  const int x = k->x->hardmax[position], v = k->result[position] - x, bit = 3 * (x + 1) + v + 1;
  const size_t ties = k->d->best->kind[number].ties;
  if (!(kind->known >> bit & 1)) {
    kind->known |= 1u << bit;
    if (!k->d->a->op->tied_mix(k->d->w, &kind->weights, ties, (double) ties * v, 1, x, kind->result + bit))
      kind->open |= 1u << bit;
  }
  *y = kind->result[bit];
  return !(kind->open >> bit & 1);
}

/* The same at any other row that is tied. */
static int mix_of_row(const mix_at_work *k, size_t position, double *y)
{
  const uint32_t number = k->ties->kind[position];
  const tie_kind *kind = k->d->best->kind + number;
  const tp_tied_weights *own = k->rows->is_own[position - k->d->from] ? k->rows->weights + (position - k->d->from) : &k->d->kind[number].weights;
  const double x = deviant_at(k->x, position);
  double sum = (double) kind->ties * (k->result[position] - k->x->hardmax[position]);
  if (k->v->first <= position)
    sum = kind->alike ? k->sums->sum[k->ties->newest[position]] : NAN;
  if (!isfinite(x) || !isfinite(sum) || k->v->has_infinite)
    return 0;
  return k->d->a->op->tied_mix(k->d->w, own, kind->ties, sum, k->v->most, x, y);
}

static void mix_row(const mix_at_work *k, size_t layer, size_t position)
{
  const row_state state = k->rows->state[position - k->d->from];
  const int is_hardmax = !deviates_at(k->x, position) && k->v->first > position && !k->v->has_infinite;
  double y;
  if (is_hardmax && state == ROW_HARDMAX)
    return;
  int decided = 0;
  if (is_hardmax && state == ROW_TIED && !k->rows->is_own[position - k->d->from])
    decided = mix_of_kind(k, position, &y);
  else if (state != ROW_OPEN)
    decided = mix_of_row(k, position, &y);
  if (!decided)
    y = tp_deviation_open_row(k->d, layer, k->m, position);
  deviation_put(k->d, k->m->out, position, y);
}

/* A version that nothing deviates in yet, of the same coordinate as x. */
static void mix(tp_deviation *d, size_t layer, size_t n)
{
  const mixing *m = d->plan->layer[layer].mix + n;
  mix_at_work k = {d, m, d->rows + m->set, d->best->of + m->set, d->version + m->x, d->version + m->v,
                   d->version[m->out].hardmax, d->sums[layer] + n};
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
  for (size_t n = 0; n < plan->mixes; n++)
    if (d->plan->set[plan->mix[n].set].last_layer == layer)
      tp_deviation_drop_rows(d, plan->mix[n].set);
}
