/* SPDX-License-Identifier: MIT */
#include "key_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

void tp_key_index_init(key_index *x, size_t coordinates)
{
  *x = (key_index) {.words = coordinates > WORD ? (coordinates + WORD - 1) / WORD : 1};
}

static void table_free(key_table *t)
{
  for (size_t v = 0; v < t->value_columns; v++)
    free(t->values[v].of);
  free(t->values);
  free(t->overlap);
  free(t->bucket);
  free(t->next);
  tp_index_clear(&t->index);
  free(t);
}

void tp_key_index_clear(key_index *x)
{
  for (size_t g = 0; g < x->groups; g++) {
    for (size_t t = 0; t < x->group[g]->tables; t++)
      table_free(x->group[g]->table[t]);
    free(x->group[g]->table);
    free(x->group[g]->support);
    free(x->group[g]->position);
    free(x->group[g]->negative);
    free(x->group[g]);
  }
  for (size_t k = 0; k < x->kinds; k++) {
    free(x->kind[k].support);
    free(x->kind[k].ask);
  }
  free(x->group);
  free(x->kind);
}

static uint64_t *copy_mask(const key_index *x, const uint64_t *mask)
{
  uint64_t *copy = tp_memory_new(x->words, sizeof *copy);
  memcpy(copy, mask, x->words * sizeof *copy);
  return copy;
}

static int same_mask(const key_index *x, const uint64_t *a, const uint64_t *b)
{
  for (size_t n = 0; n < x->words; n++)
    if (a[n] != b[n])
      return 0;
  return 1;
}

/* --- Tables ------------------------------------------------------------------------ */

/* What the index of a table is asked about: signs within the overlap. */
typedef struct {
  const key_index *x;
  const key_group *group;
  const key_table *table;
} table_view;

static const uint64_t *signs_of(const table_view *at, uint32_t key)
{
  return at->group->negative + (size_t) key * at->x->words;
}

/* Every bit that is looked at depends on all signs (the finalizer of Stafford's variant 13 of MurmurHash3). */
static uint64_t hash_signs(const table_view *at, const uint64_t *negative)
{
  uint64_t h = TP_INDEX_SEED;
  for (size_t n = 0; n < at->x->words; n++) {
    h ^= negative[n] & at->table->overlap[n];
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    h ^= h >> 31;
  }
  return h;
}

static int equal_signs(const void *of, uint32_t bucket, const void *negative)
{
  const table_view *at = of;
  const uint64_t *a = signs_of(at, at->table->bucket[bucket].first), *b = negative;
  for (size_t n = 0; n < at->x->words; n++)
    if ((a[n] ^ b[n]) & at->table->overlap[n])
      return 0;
  return 1;
}

static uint64_t hash_bucket(const void *of, uint32_t bucket)
{
  const table_view *at = of;
  return hash_signs(at, signs_of(at, at->table->bucket[bucket].first));
}

static uint32_t find_bucket(const table_view *at, const uint64_t *negative)
{
  return tp_index_find(&at->table->index, hash_signs(at, negative), equal_signs, at, negative);
}

static void add_to_table(const table_view *at, key_table *t, uint32_t key)
{
  uint32_t b = find_bucket(at, signs_of(at, key));
  TP_MEMORY_GROW(t->next, t->next_capacity, (size_t) key + 1);
  t->next[key] = UINT32_MAX;
  if (b != UINT32_MAX) {
    t->next[t->bucket[b].last] = key;
    t->bucket[b].last = key;
    t->bucket[b].count++;
    return;
  }
  TP_MEMORY_GROW(t->bucket, t->capacity, t->buckets + 1);
  t->bucket[t->buckets] = (key_bucket) {key, key, 1};
  tp_index_add(&t->index, (uint32_t) t->buckets++, hash_bucket, at);
}

/* The table of a group for an overlap, made when first asked for. */
static key_table *table_for(const key_index *x, key_group *g, const uint64_t *overlap)
{
  for (size_t t = 0; t < g->tables; t++)
    if (same_mask(x, g->table[t]->overlap, overlap))
      return g->table[t];
  key_table *made = tp_memory_zeroed(1, sizeof *made);
  made->overlap = copy_mask(x, overlap);
  g->table = tp_memory_resize(g->table, g->tables + 1, sizeof(key_table *));
  g->table[g->tables++] = made;
  const table_view at = {x, g, made};
  for (size_t key = 0; key < g->keys; key++)
    add_to_table(&at, made, (uint32_t) key);
  return made;
}

/* --- Keys ----------------------------------------------------------------------------- */

static key_group *group_for(key_index *x, const uint64_t *support)
{
  if (x->last_group < x->groups && same_mask(x, x->group[x->last_group]->support, support))
    return x->group[x->last_group];
  for (x->last_group = 0; x->last_group < x->groups; x->last_group++)
    if (same_mask(x, x->group[x->last_group]->support, support))
      return x->group[x->last_group];
  TP_MEMORY_GROW(x->group, x->group_capacity, x->groups + 1);
  key_group *made = tp_memory_zeroed(1, sizeof *made);
  made->support = copy_mask(x, support);
  return x->group[x->groups++] = made;
}

void tp_key_index_add(key_index *x, uint32_t position, const uint64_t *set, const uint64_t *negative)
{
  key_group *g = group_for(x, set);
  TP_MEMORY_GROW(g->position, g->position_capacity, g->keys + 1);
  TP_MEMORY_GROW(g->negative, g->negative_capacity, (g->keys + 1) * x->words);
  g->position[g->keys] = position;
  memcpy(g->negative + g->keys * x->words, negative, x->words * sizeof *negative);
  const uint32_t key = (uint32_t) g->keys++;
  for (size_t t = 0; t < g->tables; t++) {
    const table_view at = {x, g, g->table[t]};
    add_to_table(&at, g->table[t], key);
  }
}

/* --- Queries --------------------------------------------------------------------------- */

static int descending(const void *a, const void *b)
{
  return ((const struct asked *) b)->most - ((const struct asked *) a)->most;
}

static void make_kind(key_index *x, query_kind *k)
{
  uint64_t *overlap = tp_memory_new(x->words, sizeof *overlap);
  k->ask = tp_memory_resize(k->ask, x->groups, sizeof *k->ask);
  for (k->groups = 0; k->groups < x->groups; k->groups++) {
    key_group *g = x->group[k->groups];
    int most = 0;
    for (size_t n = 0; n < x->words; n++)
      most += bits_in(overlap[n] = k->support[n] & g->support[n]);
    k->ask[k->groups] = (struct asked) {(uint32_t) k->groups, most, table_for(x, g, overlap)};
  }
  qsort(k->ask, k->groups, sizeof *k->ask, descending);
  free(overlap);
}

static const query_kind *kind_for(key_index *x, const uint64_t *support)
{
  size_t n = x->last_kind;
  if (n >= x->kinds || !same_mask(x, x->kind[n].support, support))
    for (n = 0; n < x->kinds && !same_mask(x, x->kind[n].support, support);)
      n++;
  if (n == x->kinds) {
    x->kind = tp_memory_resize(x->kind, x->kinds + 1, sizeof *x->kind);
    x->kind[x->kinds++] = (query_kind) {.support = copy_mask(x, support)};
  }
  x->last_kind = n;
  if (x->kind[n].groups < x->groups)
    make_kind(x, x->kind + n);
  return x->kind + n;
}

static key_hit hit_of(const key_group *g, key_table *t, uint32_t bucket)
{
  return (key_hit) {g, t, bucket, t->bucket[bucket].count, g->position[t->bucket[bucket].first]};
}

static void enter(key_answer *out, int score, key_hit hit)
{
  if (out->hits && score < out->best)
    return;
  if (!out->hits || score > out->best)
    out->hits = 0;
  out->best = score;
  TP_MEMORY_GROW(out->hit, out->capacity, out->hits + 1);
  out->hit[out->hits++] = hit;
}

/* Every bucket of a table whose score with the query is not less than the best so far. */
static void compare_all(const table_view *at, key_table *t, int most, const uint64_t *negative, key_answer *out)
{
  for (uint32_t b = 0; b < t->buckets; b++) {
    const uint64_t *signs = signs_of(at, t->bucket[b].first);
    int score = most;
    for (size_t n = 0; n < at->x->words; n++)
      score -= 2 * bits_in((signs[n] ^ negative[n]) & t->overlap[n]);
    enter(out, score, hit_of(at->group, t, b));
  }
}

void tp_key_index_ask(key_index *x, const uint64_t *set, const uint64_t *negative, key_answer *out)
{
  const query_kind *k = kind_for(x, set);
  size_t asked = 0;
  int missed = 0;                        /* the most that a group without a hit may reach; valid if any_missed */
  size_t misses = 0;
  out->hits = 0;
  for (; asked < k->groups && !(out->hits && k->ask[asked].most < out->best); asked++) {
    const struct asked *a = k->ask + asked;
    const table_view at = {x, x->group[a->group], a->table};
    const uint32_t b = find_bucket(&at, negative);
    if (b != UINT32_MAX)
      enter(out, a->most, hit_of(at.group, a->table, b));
    else if (misses++ == 0)
      missed = a->most - 2;
  }
  if (misses == 0 || (out->hits && missed < out->best))
    return;
  for (size_t n = 0; n < asked; n++) {
    const struct asked *a = k->ask + n;
    const table_view at = {x, x->group[a->group], a->table};
    if ((!out->hits || a->most - 2 >= out->best) && find_bucket(&at, negative) == UINT32_MAX)
      compare_all(&at, a->table, a->most, negative, out);
  }
}

void tp_key_index_scores(const key_index *x, const uint64_t *set, const uint64_t *negative, size_t end, int16_t *score)
{
  for (size_t g = 0; g < x->groups; g++) {
    const key_group *of = x->group[g];
    for (size_t key = 0; key < of->keys && of->position[key] < end; key++) {
      const uint64_t *signs = of->negative + key * x->words;
      int s = 0;
      for (size_t n = 0; n < x->words; n++) {
        const uint64_t overlap = set[n] & of->support[n];
        s += bits_in(overlap) - 2 * bits_in((signs[n] ^ negative[n]) & overlap);
      }
      score[of->position[key]] = (int16_t) s;
    }
  }
}

/* --- Values ------------------------------------------------------------------------------ */

static bucket_values *values_for(key_table *t, const tp_number_column *v)
{
  for (size_t n = 0; n < t->value_columns; n++)
    if (t->values[n].v == v)
      return t->values + n;
  t->values = tp_memory_resize(t->values, t->value_columns + 1, sizeof *t->values);
  t->values[t->value_columns] = (bucket_values) {.v = v};
  return t->values + t->value_columns++;
}

int tp_key_hit_common(const key_hit *h, const tp_number_column *v)
{
  const int value = trit_at(v, h->first);
  bucket_values *known = values_for(h->table, v);
  assert(h->bucket < h->table->buckets);
  TP_MEMORY_GROW(known->of, known->capacity, h->table->buckets);
  for (; known->made < h->table->buckets; known->made++) {
    known->of[known->made].same = 1;
    known->of[known->made].seen = h->table->bucket[known->made].first;
    known->of[known->made].differs = 0;
  }
  for (; known->of[h->bucket].same < h->count && !known->of[h->bucket].differs; known->of[h->bucket].same++) {
    const uint32_t next = h->table->next[known->of[h->bucket].seen];
    if (trit_at(v, h->group->position[next]) != value) {
      known->of[h->bucket].differs = 1;
      break;
    }
    known->of[h->bucket].seen = next;
  }
  return known->of[h->bucket].same >= h->count ? value : 2;
}
