#include "recall.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { FIRST_SLOTS = 8 };

void tp_recall_init(recall *r, recall_shape shape)
{
  *r = (recall) {.shape = shape};
}

void tp_recall_clear(recall *r)
{
  for (size_t g = 0; g < r->groups; g++) {
    for (size_t t = 0; t < r->group[g].tables; t++) {
      free(r->group[g].table[t]->overlap);
      free(r->group[g].table[t]->slot);
      free(r->group[g].table[t]);
    }
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
  uint64_t *copy = tp_memory_new(r->shape.words, sizeof *copy);
  memcpy(copy, mask, r->shape.words * sizeof *copy);
  return copy;
}

ALWAYS_INLINE int same(const uint64_t *a, const uint64_t *b, size_t words)
{
  uint64_t differs = a[0] ^ b[0];
  for (size_t n = 1; n < words; n++)
    differs |= a[n] ^ b[n];
  return !differs;
}

ALWAYS_INLINE int same_mask(const recall *r, const uint64_t *a, const uint64_t *b)
{
  return same(a, b, r->shape.words);
}

/* --- Tables ------------------------------------------------------------------------ */

ALWAYS_INLINE size_t stride_of(recall_shape z) { return z.words + z.value_words; }

static inline uint64_t mix(uint64_t h)
{
  return (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
}

ALWAYS_INLINE uint64_t hash_signs(recall_shape z, const recall_table *t, const uint64_t *negative)
{
  uint64_t h = mix(negative[0] & t->overlap[0]);
  for (size_t n = 1; n < z.words; n++)
    h = mix(h ^ (negative[n] & t->overlap[n]));
  return h;
}

/* The slot that these signs have or would get. */
ALWAYS_INLINE uint64_t *find_slot(recall_shape z, const recall_table *t, const uint64_t *negative, uint64_t hash)
{
  const size_t words = z.words, stride = stride_of(z);
  const uint64_t signs = negative[0] & t->overlap[0];
  for (size_t at = hash >> t->shift;; at = (at + 1) & (t->slots - 1)) {
    uint64_t *slot = t->slot + at * stride, differs = slot[0] ^ signs;
    for (size_t n = 1; n < words; n++)
      differs |= slot[n] ^ (negative[n] & t->overlap[n]);
    if (!slot[words] || !differs)
      return slot;
  }
}

static void set_slots(const recall *r, recall_table *t, size_t slots)
{
  t->slots = slots;
  t->slot = tp_memory_zeroed(slots * stride_of(r->shape), sizeof *t->slot);
  for (t->shift = 64; slots > 1; slots /= 2)
    t->shift--;
}

static void grow(const recall *r, recall_table *t)
{
  const size_t words = r->shape.words, stride = stride_of(r->shape), had = t->slots;
  uint64_t *old = t->slot;
  set_slots(r, t, 2 * had);
  for (size_t n = 0; n < had; n++)
    if (old[n * stride + words])
      memcpy(find_slot(r->shape, t, old + n * stride, hash_signs(r->shape, t, old + n * stride)), old + n * stride, stride * sizeof *old);
  free(old);
}

/* Values of one more key beside those known; 1 if that makes a difference. */
ALWAYS_INLINE int join_values(recall_shape z, uint64_t *known, const uint64_t *values)
{
  const uint64_t both = VALUES_MASK << VALUES_IN_WORD | VALUES_MASK;
  uint64_t change = 0;
  for (size_t n = 0; n < z.value_words; n++) {
    const uint64_t differs = (known[n] ^ values[n]) & both;
    const uint64_t where = ((differs | differs >> VALUES_IN_WORD) & VALUES_MASK) | VALUES_DIFFER(values[n]);
    change |= where & ~VALUES_DIFFER(known[n]);
    known[n] |= where << 2 * VALUES_IN_WORD;
  }
  return change != 0;
}

/* 1 if that tells the table something new. */
ALWAYS_INLINE int add_to_table(const recall *r, recall_shape z, recall_table *t, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  const size_t words = z.words;
  uint64_t *slot = find_slot(z, t, negative, hash);
  if (slot[words])
    return join_values(z, slot + words, values);
  if (4 * (t->used + 1) > 3 * t->slots) {
    grow(r, t);
    slot = find_slot(z, t, negative, hash);
  }
  t->used++;
  for (size_t n = 0; n < words; n++)
    slot[n] = negative[n] & t->overlap[n];
  for (size_t n = 0; n < z.value_words; n++)
    slot[words + n] = values[n];
  return 1;
}

static recall_table *add_table(const recall *r, recall_group *g, const uint64_t *overlap)
{
  recall_table *made = tp_memory_zeroed(1, sizeof *made);
  made->overlap = copy_mask(r, overlap);
  set_slots(r, made, FIRST_SLOTS);
  g->table = tp_memory_resize(g->table, g->tables + 1, sizeof(recall_table *));
  return g->table[g->tables++] = made;
}

/* The table of a group for an overlap, made when first asked for. */
static recall_table *table_for(const recall *r, recall_group *g, const uint64_t *overlap)
{
  for (size_t t = 0; t < g->tables; t++)
    if (same_mask(r, g->table[t]->overlap, overlap))
      return g->table[t];
  recall_table *made = add_table(r, g, overlap);
  const size_t words = r->shape.words, stride = stride_of(r->shape);
  const recall_table *all = g->table[0];
  for (const uint64_t *slot = all->slot; slot < all->slot + all->slots * stride; slot += stride)
    if (slot[words])
      add_to_table(r, r->shape, made, slot, hash_signs(r->shape, made, slot), slot + words);
  return made;
}

/* --- Keys --------------------------------------------------------------------------- */

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
ALWAYS_INLINE void add_key(recall *r, recall_shape z, const recall_group *g, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  if (add_to_table(r, z, g->table[0], negative, hash, values))
    for (size_t t = 1; t < g->tables; t++)
      add_to_table(r, r->shape, g->table[t], negative, hash_signs(r->shape, g->table[t], negative), values);
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

ALWAYS_INLINE void enter(recall_shape z, contest *c, int score, const uint64_t *values)
{
  if (c->any && score < c->best)
    return;
  if (c->any && score == c->best) {
    join_values(z, c->values, values);
    return;
  }
  c->any = 1;
  c->best = score;
  for (size_t n = 0; n < z.value_words; n++)
    c->values[n] = values[n];
}

/* Every entry of a table that has none with the largest score. */
static void compare_all(const recall *r, const struct recall_asked *a, const uint64_t *negative, uint64_t *room, contest *c)
{
  const recall_table *t = a->table;
  const size_t words = r->shape.words, stride = stride_of(r->shape);
  for (const uint64_t *slot = t->slot; slot < t->slot + t->slots * stride; slot += stride) {
    int least;
    if (!slot[words])
      continue;
    for (size_t n = 0; n < words; n++)
      room[n] = (slot[n] ^ negative[n]) & t->overlap[n];
    enter(r->shape, c, a->most - 2 * weigh(r, room, &least), slot + words);
  }
}

ALWAYS_INLINE const uint64_t *find(recall_shape z, const recall_table *t, const uint64_t *negative)
{
  return find_slot(z, t, negative, hash_signs(z, t, negative));
}

/* Where nothing with the largest score was found at once, in tables that may still hold the best. */
static void search_misses(const recall *r, const recall_kind *k, size_t asked, const uint64_t *negative, contest *c)
{
  const size_t words = r->shape.words;
  uint64_t *room = tp_memory_new(words, sizeof *room);
  for (size_t n = 0; n < asked; n++) {
    const struct recall_asked *a = k->ask + n;
    if ((!c->any || a->miss >= c->best) && !find(r->shape, a->table, negative)[words])
      compare_all(r, a, negative, room, c);
  }
  free(room);
}

ALWAYS_INLINE void ask(const recall *r, recall_shape z, const recall_kind *k, const uint64_t *negative, const uint64_t *first_slot, uint64_t *values)
{
  const size_t words = z.words;
  contest c = {.values = values};
  int missed = 0, misses = 0;            /* missed: the most that a group without a hit may reach, if there are any */
  size_t asked = 0;
  for (; asked < k->groups && !(c.any && k->ask[asked].most < c.best); asked++) {
    const struct recall_asked *a = k->ask + asked;
    const uint64_t *slot = asked ? find(z, a->table, negative) : first_slot;
    if (slot[words])
      enter(z, &c, a->most, slot + words);
    else if (!misses++ || a->miss > missed)
      missed = a->miss;
  }
  if (misses && !(c.any && missed < c.best))
    search_misses(r, k, asked, negative, &c);
}

ALWAYS_INLINE recall_expected expect(recall *r, recall_shape z, const uint64_t *key, const uint64_t *query)
{
  const size_t words = z.words, stride = stride_of(z);
  recall_expected x = {.group = group_for(r, z, key), .kind = kind_for(r, z, query)};
  const recall_table *t = r->group[x.group].table[0];
  x.key = hash_signs(z, t, key + words);
  __builtin_prefetch(t->slot + (x.key >> t->shift) * stride, 1);
  if (r->kind[x.kind].groups) {
    x.asked = r->kind[x.kind].ask[0].table;
    x.query = hash_signs(z, x.asked, query + words);
    __builtin_prefetch(x.asked->slot + (x.query >> x.asked->shift) * stride);
  }
  return x;
}

ALWAYS_INLINE void take(recall *r, recall_shape z, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  const size_t words = z.words;
  recall_kind *k = r->kind + x->kind;
  add_key(r, z, r->group + x->group, key + words, x->key, values);
  if (k->groups < r->groups)
    make_kind(r, k);
  const recall_table *t = k->ask[0].table;
  const uint64_t hash = t == x->asked ? x->query : hash_signs(z, t, query + words);
  ask(r, z, k, query + words, find_slot(z, t, query + words, hash), values);
}

ALWAYS_INLINE void take_all(recall *r, recall_shape z, size_t count, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  const size_t both = 2 * z.words, value_words = z.value_words;
  recall_expected x[RECALL_MOST];
  uint64_t again = 0;              /* the same key and values as before, and the same query: the same answer */
  for (size_t n = 1; n < count; n++)
    again |= (uint64_t) (same(key + n * both, key + (n - 1) * both, both) && same(query + n * both, query + (n - 1) * both, both)
                         && same(values + n * value_words, values + (n - 1) * value_words, value_words)) << n;
  for (size_t n = 0; n < count; n++)
    if (!(again >> n & 1))
      x[n] = expect(r, z, key + n * both, query + n * both);
  for (size_t n = 0; n < count; n++)
    if (again >> n & 1)
      for (size_t i = 0; i < value_words; i++)
        values[n * value_words + i] = values[(n - 1) * value_words + i];
    else
      take(r, z, x + n, key + n * both, query + n * both, values + n * value_words);
}

/* Mostly one word does. */
static inline int is_small(const recall *r) { return r->shape.words == 1 && r->shape.value_words == 1; }
static inline recall_shape small(const recall *r) { return (recall_shape) {1, 1, r->shape.weight}; }

recall_expected tp_recall_expect(recall *r, const uint64_t *key, const uint64_t *query)
{
  return is_small(r) ? expect(r, small(r), key, query) : expect(r, r->shape, key, query);
}

void tp_recall_take(recall *r, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  if (is_small(r))
    take(r, small(r), x, key, query, values);
  else
    take(r, r->shape, x, key, query, values);
}

void tp_recall_take_all(recall *r, size_t count, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  if (is_small(r))
    take_all(r, small(r), count, key, query, values);
  else
    take_all(r, r->shape, count, key, query, values);
}
