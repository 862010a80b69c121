/* SPDX-License-Identifier: MIT */
/* The best keys of all rows of a hardmax run. */
#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* --- Kinds of ties ----------------------------------------------------------- */

static uint64_t hash_kind(const tie_kind *k)
{
  return tp_index_hash(TP_INDEX_SEED, k, sizeof *k);
}

static uint64_t hash_of_kind(const void *owner, uint32_t number)
{
  return hash_kind(((const tp_best_keys *) owner)->kind + number);
}

static int equal_kind(const void *owner, uint32_t number, const void *key)
{
  return memcmp(((const tp_best_keys *) owner)->kind + number, key, sizeof(tie_kind)) == 0;
}

static uint32_t number_of_kind(tp_best_keys *b, const tie_kind *k, size_t others)
{
  uint32_t number = tp_index_find(&b->index, hash_kind(k), equal_kind, b, k);
  if (number == UINT32_MAX) {
    size_t room = b->capacity;
    TP_MEMORY_GROW(b->kind, b->capacity, b->kinds + 1);
    if (b->capacity != room)
      b->most_others = tp_memory_resize(b->most_others, b->capacity, sizeof *b->most_others);
    number = (uint32_t) b->kinds++;
    b->kind[number] = *k;
    b->most_others[number] = 0;
    tp_index_add(&b->index, number, hash_of_kind, b);
  }
  if (others > b->most_others[number])
    b->most_others[number] = others;
  return number;
}

/* --- One row ------------------------------------------------------------------- */

/* The best keys among the candidates; `keys` in all. */
static tie_kind find_best(key_set *k, size_t keys, uint32_t *newest)
{
  tie_kind kind = {0, k->farthest + 1, 0};
  *newest = 0;
  k->bests = 0;
  for (size_t n = 0; n < k->nears; n++) {
    const size_t j = k->near[n];
    const int below = k->top - k->score[j];
    if (below == 0) {
      k->best[k->bests++] = (uint32_t) j;
      kind.ties += k->count[j];
      *newest = k->last[j] > *newest ? k->last[j] : *newest;
    } else if (below < kind.gap) {
      kind.gap = below;
    }
  }
  kind.alike = k->bests == 1;
  if (kind.ties == keys)
    kind.gap = INT32_MAX;
  return kind;
}

/* Near keys behind the best ones, group by group; group_of: by distance, counted from 1. */
static void order_by_group(key_set *k, const unsigned char *group_of)
{
  size_t at[NEAR + 1] = {0}, end = 0;
  for (size_t n = 0; n < k->nears; n++)
    at[group_of[k->top - k->score[k->near[n]]]]++;
  for (size_t group = 0; group < NEAR; group++) {
    const size_t begin = end;
    k->group_end[group] = end += at[group + 1];
    at[group + 1] = begin;
  }
  at[0] = end;                           /* those of no group come to stand behind all, where nobody looks */
  for (size_t n = 0; n < k->nears; n++)
    k->behind[at[group_of[k->top - k->score[k->near[n]]]]++] = k->near[n];
}

/* The distances below the best score that occur, the NEAR least of them, and the least of the rest, or less. */
static row_leads find_leads(key_set *k, size_t others)
{
  row_leads l = {{0}, {0}};
  uint32_t by_distance[FARTHEST + 1] = {0};
  unsigned char group_of[FARTHEST + 1] = {0};
  size_t group = 0;
  for (size_t n = 0; n < k->nears; n++)
    by_distance[k->top - k->score[k->near[n]]] += k->count[k->near[n]];
  for (int below = 1; below <= k->farthest && group < NEAR; below++)
    if (by_distance[below]) {
      l.below[group] = (uint16_t) below;
      l.keys[group] = by_distance[below];
      others -= by_distance[below];
      group_of[below] = (unsigned char) ++group;
    }
  if (others) {
    l.below[group] = (uint16_t) (group == NEAR ? l.below[NEAR - 1] + 1 : k->farthest + 1);
    l.keys[group] = (uint32_t) others;
    /* Their values are not summed: they belong to the last group, wherever that is. */
    if (group < NEAR) {
      l.below[NEAR] = l.below[group];
      l.keys[NEAR] = l.keys[group];
      l.keys[group] = 0;
    }
  }
  order_by_group(k, group_of);
  return l;
}

/* --- All rows ------------------------------------------------------------------ */

/* The mixes of all layers that take their weights from a set. */
static size_t values_of(tp_best_keys *b, const tp_hardmax_numbers *run, size_t s, value_set **value)
{
  size_t count = 0;
  *value = NULL;
  for (size_t l = 0; l < run->plan->t->layers; l++)
    for (size_t n = 0; n < run->plan->layer[l].mixes; n++) {
      const mixing *m = run->plan->layer[l].mix + n;
      if (m->set != s)
        continue;
      *value = tp_memory_resize(*value, count + 1, sizeof **value);
      b->sum[l][n] = tp_pool_keep(b->pool, ROW_SUMS * run->positions, sizeof(int32_t));
      memset(b->sum[l][n], 0, ROW_SUMS * run->positions * sizeof(int32_t));
      int32_t *of_key = tp_memory_new(2 * run->positions, sizeof *of_key);
      (*value)[count++] = (value_set) {run->version + m->v * run->positions, of_key, of_key + run->positions, 0, 0, b->sum[l][n]};
    }
  return count;
}

/* All best keys have one value. */
static int is_constant(const key_set *k, const value_set *value)
{
  int64_t sum = 0, size = 0, count = 0;
  for (size_t n = 0; n < k->bests; n++) {
    const size_t j = k->best[n];
    sum += value->of_key[j];
    size += value->size_of_key[j];
    count += k->count[j];
  }
  return size == 0 || sum == count || sum == -count;
}

/* A query without any coordinate: all keys have the score 0. */
static void rank_nothing(tp_best_keys *b, const key_set *k, const value_set *value, size_t values, set_ties *of, size_t i)
{
  const tie_kind kind = {(uint32_t) i + 1, INT32_MAX, k->distinct == 1};
  of->newest[i] = (uint32_t) i;
  of->kind[i] = number_of_kind(b, &kind, 0);
  of->leads[i] = (row_leads) {{0}, {0}};
  for (size_t v = 0; v < values; v++)
    value[v].sum[ROW_SUMS * i + NEAR] = value[v].size_of_all == 0 || value[v].of_all == (int64_t) i + 1 || value[v].of_all == -(int64_t) i - 1;
}

/* The values of the near keys behind the best ones, group by group. */
static void sum_groups(const key_set *k, const int32_t *of_key, int32_t *sum)
{
  for (size_t group = 0, n = 0; group < NEAR; group++) {
    int32_t part = 0;
    for (; n < k->group_end[group]; n++)
      part += of_key[k->behind[n]];
    sum[group] = part;
  }
}

/* The candidates are found. */
static void rank_row(tp_best_keys *b, key_set *k, const value_set *value, size_t values, set_ties *of, size_t i)
{
  const tie_kind kind = find_best(k, i + 1, of->newest + i);
  of->kind[i] = number_of_kind(b, &kind, i + 1 - kind.ties);
  of->leads[i] = find_leads(k, i + 1 - kind.ties);
  for (size_t v = 0; v < values; v++) {
    int32_t *sum = value[v].sum + ROW_SUMS * i;
    sum_groups(k, value[v].of_key, sum);
    sum[NEAR] = is_constant(k, value + v);
  }
}

static int asks_nothing(const int8_t *const *query, size_t coordinates, size_t i)
{
  for (size_t c = 0; c < coordinates; c++)
    if (query[c][i])
      return 0;
  return 1;
}

static void rank_set(tp_best_keys *b, const tp_hardmax_numbers *run, size_t s)
{
  const row_set *set = run->plan->set + s;
  set_ties *of = b->of + s;
  key_set k = tp_key_set_make(run, set);
  value_set *value;
  const size_t values = values_of(b, run, s, &value);
  const int8_t **query = tp_memory_new(set->keys, sizeof *query);
  for (size_t c = 0; c < set->keys; c++)
    query[c] = run->version + set->q[c] * run->positions;
  of->kind = tp_pool_keep(b->pool, 3 * run->positions, sizeof *of->kind);
  of->newest = of->kind + run->positions;
  of->previous = of->newest + run->positions;
  of->leads = tp_pool_keep(b->pool, run->positions, sizeof *of->leads);
  for (size_t i = 0; i < run->positions; i++) {
    of->previous[i] = tp_key_set_take(&k, value, values, i);
    if (asks_nothing(query, set->keys, i)) {
      rank_nothing(b, &k, value, values, of, i);
      continue;
    }
    if (!tp_key_set_score_positions(&k, query, i))
      tp_key_set_score(&k, query, i);
    rank_row(b, &k, value, values, of, i);
  }
  for (size_t v = 0; v < values; v++)
    free(value[v].of_key);
  free(value);
  free(query);
  tp_key_set_clear(&k);
}

static size_t first_nonzero(const tp_hardmax_numbers *run, size_t version)
{
  const int8_t *x = run->version + version * run->positions;
  for (size_t p = 0; p < run->positions; p++)
    if (x[p])
      return p;
  return SIZE_MAX;
}

tp_best_keys *tp_best_keys_new(const tp_hardmax_numbers *run)
{
  const tp_plan *p = run->plan;
  tp_best_keys *b = tp_memory_zeroed(1, sizeof *b);
  b->plan = p;
  b->pool = tp_pool_new();
  b->of = tp_memory_zeroed(p->sets, sizeof *b->of);
  b->sum = tp_memory_new(p->t->layers, sizeof *b->sum);
  for (size_t l = 0; l < p->t->layers; l++)
    b->sum[l] = tp_memory_zeroed(p->layer[l].mixes, sizeof *b->sum[l]);
  b->first_nonzero = tp_memory_new(p->versions, sizeof *b->first_nonzero);
  for (size_t v = 0; v < p->versions; v++)
    b->first_nonzero[v] = first_nonzero(run, v);
  b->near = tp_memory_new(p->t->layers, sizeof *b->near);
  for (size_t l = 0; l < p->t->layers; l++)
    b->near[l] = tp_near_neurons_find(b->pool, run, l);
  for (size_t s = 0; s < p->sets; s++)
    rank_set(b, run, s);
  return b;
}

void tp_best_keys_free(tp_best_keys *b)
{
  if (!b)
    return;
  for (size_t l = 0; l < b->plan->t->layers; l++)
    free(b->sum[l]);
  tp_pool_free(b->pool);
  free(b->sum);
  free(b->near);
  free(b->first_nonzero);
  free(b->of);
  free(b->kind);
  free(b->most_others);
  tp_index_clear(&b->index);
  free(b);
}
