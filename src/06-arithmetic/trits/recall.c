/* SPDX-License-Identifier: MIT */
#include "recall.h"

#include <stdlib.h>
#include <string.h>

#include "recall_table.h"
#include "tmprec/base/memory.h"

recall_shape tp_recall_shape(size_t pairs, size_t values, const uint32_t *weight)
{
  recall_shape z = {.words = words_for(pairs) + !pairs, .value_words = (values + VALUES_IN_WORD - 1) / VALUES_IN_WORD, .pairs = pairs, .weight = weight};
  z.value_bits = (unsigned) (z.value_words > 1 ? VALUES_IN_WORD : values);
  z.is_packed = pairs && z.value_words == 1 && pairs + 3 * values + 1 <= TRITS_WORD;
  return z;
}

void tp_recall_init(recall *r, recall_shape shape, tp_pool *pool)
{
  *r = (recall) {.shape = shape, .pool = pool};
}

void tp_recall_clear(recall *r)
{
  for (size_t g = 0; g < r->groups; g++) {
    for (size_t t = 0; t < r->group[g].tables; t++)
      tp_recall_table_free(r->group[g].table[t]);
    free(r->group[g].table);
    free(r->group[g].support);
  }
  for (size_t k = 0; k < r->kinds; k++) {
    free(r->kind[k].support);
    free(r->kind[k].ask);
  }
  free(r->group);
  free(r->kind);
}

static uint64_t *copy_mask(const recall *r, const uint64_t *mask)
{
  return memcpy(tp_memory_new(r->shape.words, sizeof *mask), mask, r->shape.words * sizeof *mask);
}

ALWAYS_INLINE int same(const uint64_t *a, const uint64_t *b, size_t words)
{
  uint64_t differs = a[0] ^ b[0];
  for (size_t n = 1; n < words; n++)
    differs |= a[n] ^ b[n];
  return !differs;
}

/* --- Keys --------------------------------------------------------------------------- */

static recall_table *add_table(const recall *r, recall_group *g, const uint64_t *overlap)
{
  g->table = tp_memory_resize(g->table, g->tables + 1, sizeof(recall_table *));
  return g->table[g->tables++] = tp_recall_table_new(r, overlap);
}

/* The table of a group for an overlap, made when first asked for. */
static recall_table *table_for(const recall *r, recall_group *g, const uint64_t *overlap)
{
  const recall_shape z = r->shape;
  for (size_t t = 0; t < g->tables; t++)
    if (same(g->table[t]->overlap, overlap, z.words))
      return g->table[t];
  recall_table *made = add_table(r, g, overlap);
  const recall_table *all = g->table[0];
  uint64_t *entry = tp_memory_new(z.words + z.value_words, sizeof *entry);
  for (const uint64_t *slot = all->slot; slot < all->slot + all->slots * stride_of(z); slot += stride_of(z)) {
    if (!is_taken(z, slot))
      continue;
    for (size_t n = 0; n < z.words; n++)
      entry[n] = signs_in(z, slot, n);
    for (size_t n = 0; n < z.value_words; n++)
      entry[z.words + n] = values_in(z, slot, n);
    add_to_table(r, z, made, entry, hash_signs(z, made, entry), entry + z.words);
  }
  free(entry);
  return made;
}

/* The group of a support. */
ALWAYS_INLINE size_t group_for(recall *r, recall_shape z, const uint64_t *support)
{
  size_t g = r->last_group;
  if (g < r->groups && same(r->group[g].support, support, z.words))
    return g;
  for (g = 0; g < r->groups && !same(r->group[g].support, support, z.words);)
    g++;
  r->last_group = g;
  if (g == r->groups) {
    r->group = tp_memory_resize(r->group, r->groups + 1, sizeof *r->group);
    r->group[r->groups] = (recall_group) {.support = copy_mask(r, support)};
    add_table(r, r->group + r->groups++, support);
  }
  return g;
}

/* What the table by all signs knew already, the others know too. */
ALWAYS_INLINE void add_key(const recall *r, recall_shape z, const recall_group *g, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  if (add_to_table(r, z, g->table[0], negative, hash, values))
    for (size_t t = 1; t < g->tables; t++)
      add_to_table(r, z, g->table[t], negative, hash_signs(z, g->table[t], negative), values);
}

/* --- Queries -------------------------------------------------------------------------- */

static int descending(const void *a, const void *b)
{
  return ((const struct recall_asked *) b)->most - ((const struct recall_asked *) a)->most;
}

/* The sum of the weights of some pairs, and the least of them. */
static int weigh(const recall *r, const uint64_t *mask, int *least)
{
  int sum = 0;
  *least = 0;
  for (size_t n = 0; n < r->shape.words; n++)
    for (uint64_t left = mask[n]; left; left &= left - 1) {
      const int weight = (int) r->shape.weight[n * TRITS_WORD + (size_t) __builtin_ctzll(left)];
      sum += weight;
      *least = *least && *least < weight ? *least : weight;
    }
  return sum;
}

static void make_kind(recall *r, recall_kind *k)
{
  uint64_t *overlap = tp_memory_new(r->shape.words, sizeof *overlap);
  k->ask = tp_memory_resize(k->ask, r->groups, sizeof *k->ask);
  for (k->groups = 0; k->groups < r->groups; k->groups++) {
    recall_group *g = r->group + k->groups;
    int least;
    for (size_t n = 0; n < r->shape.words; n++)
      overlap[n] = k->support[n] & g->support[n];
    const int most = weigh(r, overlap, &least);
    k->ask[k->groups] = (struct recall_asked) {table_for(r, g, overlap), most, most - 2 * least};
  }
  qsort(k->ask, k->groups, sizeof *k->ask, descending);
  free(overlap);
}

ALWAYS_INLINE size_t kind_for(recall *r, recall_shape z, const uint64_t *support)
{
  size_t k = r->last_kind;
  if (k < r->kinds && same(r->kind[k].support, support, z.words))
    return k;
  for (k = 0; k < r->kinds && !same(r->kind[k].support, support, z.words);)
    k++;
  r->last_kind = k;
  if (k == r->kinds) {
    r->kind = tp_memory_resize(r->kind, r->kinds + 1, sizeof *r->kind);
    r->kind[r->kinds++] = (recall_kind) {.support = copy_mask(r, support)};
  }
  return k;
}

/* The best so far, and its values; none if `any` is 0. */
typedef struct {
  int any, best;
  uint64_t *values;
} contest;

ALWAYS_INLINE void enter(recall_shape z, contest *c, int score, const uint64_t *slot)
{
  if (c->any && score < c->best)
    return;
  const int joins = c->any && score == c->best;
  c->any = 1;
  c->best = score;
  for (size_t n = 0; n < z.value_words; n++)
    c->values[n] = joins ? joined(z, c->values[n], values_in(z, slot, n)) : values_in(z, slot, n);
}

/* Every entry of a table that has none with the largest score. */
static void compare_all(const recall *r, const struct recall_asked *a, const uint64_t *negative, uint64_t *room, contest *c)
{
  const recall_shape z = r->shape;
  const recall_table *t = a->table;
  for (const uint64_t *slot = t->slot; slot < t->slot + t->slots * stride_of(z); slot += stride_of(z)) {
    int least;
    if (!is_taken(z, slot))
      continue;
    for (size_t n = 0; n < z.words; n++)
      room[n] = (signs_in(z, slot, n) ^ negative[n]) & t->overlap[n];
    enter(z, c, a->most - 2 * weigh(r, room, &least), slot);
  }
}

/* Where nothing with the largest score was found at once, in tables that may still hold the best. */
static void search_misses(const recall *r, const recall_kind *k, size_t asked, const uint64_t *negative, contest *c)
{
  uint64_t *room = tp_memory_new(r->shape.words, sizeof *room);
  for (size_t n = 0; n < asked; n++) {
    const struct recall_asked *a = k->ask + n;
    if ((!c->any || a->miss >= c->best) && !is_taken(r->shape, find(r->shape, a->table, negative)))
      compare_all(r, a, negative, room, c);
  }
  free(room);
}

/* hash: for the first table asked. */
ALWAYS_INLINE void ask(const recall *r, recall_shape z, const recall_kind *k, const uint64_t *negative, uint64_t hash, uint64_t *values)
{
  contest c = {.values = values};
  int missed = 0, misses = 0;            /* missed: the most that a group without a hit may reach, if there are any */
  size_t asked = 0;
  for (; asked < k->groups && !(c.any && k->ask[asked].most < c.best); asked++) {
    const struct recall_asked *a = k->ask + asked;
    const uint64_t *slot = find_slot(z, a->table, negative, asked ? hash_signs(z, a->table, negative) : hash);
    if (is_taken(z, slot))
      enter(z, &c, a->most, slot);
    else if (!misses++ || a->miss > missed)
      missed = a->miss;
  }
  if (misses && !(c.any && missed < c.best))
    search_misses(r, k, asked, negative, &c);
}

/* --- One position ------------------------------------------------------------------------ */

ALWAYS_INLINE recall_expected expect(recall *r, recall_shape z, const uint64_t *key, const uint64_t *query)
{
  recall_expected x = {.group = group_for(r, z, key), .kind = kind_for(r, z, query)};
  const recall_table *t = r->group[x.group].table[0];
  x.key = hash_signs(z, t, key + z.words);
  __builtin_prefetch(first_slot(z, t, x.key), 1);
  if (r->kind[x.kind].groups) {
    x.asked = r->kind[x.kind].ask[0].table;
    x.query = hash_signs(z, x.asked, query + z.words);
    __builtin_prefetch(first_slot(z, x.asked, x.query));
  }
  return x;
}

ALWAYS_INLINE void take(recall *r, recall_shape z, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  recall_kind *k = r->kind + x->kind;
  add_key(r, z, r->group + x->group, key + z.words, x->key, values);
  if (k->groups < r->groups)
    make_kind(r, k);
  const recall_table *t = k->ask[0].table;
  ask(r, z, k, query + z.words, t == x->asked ? x->query : hash_signs(z, t, query + z.words), values);
}

/* --- Many positions ---------------------------------------------------------------------- */

void tp_recall_find_common(recall *r, size_t keys, const uint64_t *key, size_t queries, const uint64_t *query, recall_common *out)
{
  const recall_shape z = r->shape;
  uint32_t number[RECALL_CLASSES];
  for (size_t c = 0; c < keys; c++)
    number[c] = (uint32_t) group_for(r, z, key + c * z.words);
  for (size_t c = 0; c < keys; c++)
    out->group[c] = r->group + number[c];
  for (size_t c = 0; c < queries; c++)
    number[c] = (uint32_t) kind_for(r, z, query + c * z.words);
  for (size_t c = 0; c < queries; c++) {
    out->kind[c] = r->kind + number[c];
    if (out->kind[c]->groups < r->groups)
      make_kind(r, r->kind + number[c]);
  }
}

ALWAYS_INLINE int take_all(const recall *r, recall_shape z, uint64_t fresh, const recall_asks *asks, uint64_t *values)
{
  uint64_t key_hash[TRITS_WORD], query_hash[TRITS_WORD], differ = 0;
  for (uint64_t left = fresh; left; left &= left - 1) {
    const size_t n = (size_t) __builtin_ctzll(left);
    const recall_table *t = asks->common->group[asks->key_class[n]]->table[0], *asked = asks->common->kind[asks->query_class[n]]->ask[0].table;
    key_hash[n] = hash_signs(z, t, asks->key + n * z.words);
    query_hash[n] = hash_signs(z, asked, asks->query + n * z.words);
    __builtin_prefetch(first_slot(z, t, key_hash[n]), 1);
    __builtin_prefetch(first_slot(z, asked, query_hash[n]));
  }
  for (uint64_t left = fresh; left; left &= left - 1) {
    const size_t n = (size_t) __builtin_ctzll(left);
    uint64_t *own = values + n * z.value_words;
    add_key(r, z, asks->common->group[asks->key_class[n]], asks->key + n * z.words, key_hash[n], own);
    ask(r, z, asks->common->kind[asks->query_class[n]], asks->query + n * z.words, query_hash[n], own);
    for (size_t i = 0; i < z.value_words; i++)
      differ |= VALUES_DIFFER(z, own[i]);
  }
  return !differ;
}

/* Mostly one word does. */
static inline recall_shape packed(const recall *r)
{
  return (recall_shape) {1, 1, r->shape.pairs, r->shape.value_bits, 1, r->shape.weight};
}

recall_expected tp_recall_expect(recall *r, const uint64_t *key, const uint64_t *query)
{
  return r->shape.is_packed ? expect(r, packed(r), key, query) : expect(r, r->shape, key, query);
}

void tp_recall_take(recall *r, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  if (r->shape.is_packed)
    take(r, packed(r), x, key, query, values);
  else
    take(r, r->shape, x, key, query, values);
}

int tp_recall_take_all(const recall *r, uint64_t fresh, const recall_asks *asks, uint64_t *values)
{
  return r->shape.is_packed ? take_all(r, packed(r), fresh, asks, values) : take_all(r, r->shape, fresh, asks, values);
}
