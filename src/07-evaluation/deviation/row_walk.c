/* SPDX-License-Identifier: MIT */
/* The rows of a hardmax run, one after the other. */
#include "tmprec/evaluation/row_walk.h"

#include <stdlib.h>
#include <string.h>

#include "key_set.h"
#include "tmprec/base/memory.h"

struct tp_row_walk {
  tp_hardmax_numbers run;
  key_set keys;
  const int8_t **query;            /* by coordinate */
  value_set *value;
  size_t values;
  uint32_t *number;
  uint32_t *by_distance;
  tp_walked_row at;
};

tp_row_walk *tp_row_walk_new(const tp_hardmax_numbers *run, size_t row, const size_t *version, size_t values)
{
  const row_set *set = run->plan->set + row;
  tp_row_walk *k = tp_memory_zeroed(1, sizeof *k);
  k->run = *run;
  k->keys = tp_key_set_make(run, set);
  k->query = tp_memory_new(set->keys, sizeof *k->query);
  for (size_t c = 0; c < set->keys; c++)
    k->query[c] = run->version + set->q[c] * run->positions;
  k->value = tp_memory_new(values, sizeof *k->value);
  k->values = values;
  for (size_t v = 0; v < values; v++) {
    int32_t *of_key = tp_memory_new(2 * run->positions, sizeof *of_key);
    k->value[v] = (value_set) {run->version + version[v] * run->positions, of_key, of_key + run->positions, 0, 0, NULL};
  }
  k->number = tp_memory_new(run->positions, sizeof *k->number);
  k->by_distance = tp_memory_new(2 * set->keys + 1, sizeof *k->by_distance);
  k->at.position = SIZE_MAX;
  return k;
}

void tp_row_walk_free(tp_row_walk *k)
{
  if (!k)
    return;
  for (size_t v = 0; v < k->values; v++)
    free(k->value[v].of_key);
  free(k->value);
  free(k->query);
  free(k->number);
  free(k->by_distance);
  tp_key_set_clear(&k->keys);
  free(k);
}

/* From scores to distances. */
static void measure_distances(tp_row_walk *k)
{
  const size_t distinct = k->keys.distinct;
  int16_t *score = k->keys.score, most = score[0], least = score[0];
  for (size_t j = 0; j < distinct; j++) {
    most = score[j] > most ? score[j] : most;
    least = score[j] < least ? score[j] : least;
  }
  k->at.best = most;
  k->at.range = (size_t) (most - least) + 1;
  for (size_t j = 0; j < distinct; j++)
    score[j] = (int16_t) (most - score[j]);
  memset(k->by_distance, 0, k->at.range * sizeof *k->by_distance);
  k->keys.bests = 0;
  for (size_t j = 0; j < distinct; j++) {
    k->by_distance[score[j]] += k->keys.count[j];
    if (!score[j])
      k->keys.best[k->keys.bests++] = (uint32_t) j;
  }
}

const tp_walked_row *tp_row_walk_next(tp_row_walk *k)
{
  const size_t i = k->at.position + 1;
  if (i == k->run.positions)
    return NULL;
  const uint32_t previous = tp_key_set_take(&k->keys, k->value, k->values, i);
  k->number[i] = previous == NO_KEY ? (uint32_t) k->keys.distinct - 1 : k->number[previous];
  tp_key_set_score(&k->keys, k->query, i);
  measure_distances(k);
  k->at.position = i;
  k->at.keys = k->by_distance;
  k->at.distinct = k->keys.distinct;
  k->at.number = k->number;
  k->at.below = k->keys.score;
  k->at.newest = k->keys.last;
  return &k->at;
}

void tp_row_walk_values(const tp_row_walk *k, size_t value, tp_key_values *best, tp_key_values *others)
{
  const value_set *v = k->value + value;
  int64_t sum = 0, size = 0;
  for (size_t n = 0; n < k->keys.bests; n++) {
    sum += v->of_key[k->keys.best[n]];
    size += v->size_of_key[k->keys.best[n]];
  }
  const size_t ties = k->by_distance[0], all = k->at.position + 1;
  *best = (tp_key_values) {ties, (size_t) (size + sum) / 2, (size_t) (size - sum) / 2};
  *others = (tp_key_values) {all - ties, (size_t) (v->size_of_all - size + v->of_all - sum) / 2, (size_t) (v->size_of_all - size - v->of_all + sum) / 2};
}
