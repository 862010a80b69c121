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

static inline int same(const uint64_t *a, const uint64_t *b, size_t words)
{
  uint64_t differs = a[0] ^ b[0];
  for (size_t n = 1; n < words; n++)
    differs |= a[n] ^ b[n];
  return !differs;
}

static inline int same_mask(const recall *r, const uint64_t *a, const uint64_t *b)
{
  return same(a, b, r->shape.words);
}

/* --- Tables ------------------------------------------------------------------------ */

static inline size_t stride_of(const recall *r) { return r->shape.words + r->shape.value_words; }

static inline uint64_t mix(uint64_t h)
{
  return (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint64_t hash_signs(const recall *r, const recall_table *t, const uint64_t *negative)
{
  uint64_t h = mix(negative[0] & t->overlap[0]);
  for (size_t n = 1; n < r->shape.words; n++)
    h = mix(h ^ (negative[n] & t->overlap[n]));
  return h;
}

/* The slot that these signs have or would get. */
static inline uint64_t *find_slot(const recall *r, const recall_table *t, const uint64_t *negative, uint64_t hash)
{
  const size_t words = r->shape.words, stride = stride_of(r);
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
  t->slot = tp_memory_zeroed(slots * stride_of(r), sizeof *t->slot);
  for (t->shift = 64; slots > 1; slots /= 2)
    t->shift--;
}

static void grow(const recall *r, recall_table *t)
{
  const size_t words = r->shape.words, stride = stride_of(r), had = t->slots;
  uint64_t *old = t->slot;
  set_slots(r, t, 2 * had);
  for (size_t n = 0; n < had; n++)
    if (old[n * stride + words])
      memcpy(find_slot(r, t, old + n * stride, hash_signs(r, t, old + n * stride)), old + n * stride, stride * sizeof *old);
  free(old);
}

/* Values of one more key beside those known; 1 if that makes a difference. */
static inline int join_values(const recall *r, uint64_t *known, const uint64_t *values)
{
  const uint64_t both = VALUES_MASK << VALUES_IN_WORD | VALUES_MASK;
  uint64_t change = 0;
  for (size_t n = 0; n < r->shape.value_words; n++) {
    const uint64_t differs = (known[n] ^ values[n]) & both;
    const uint64_t where = ((differs | differs >> VALUES_IN_WORD) & VALUES_MASK) | VALUES_DIFFER(values[n]);
    change |= where & ~VALUES_DIFFER(known[n]);
    known[n] |= where << 2 * VALUES_IN_WORD;
  }
  return change != 0;
}

/* 1 if that tells the table something new. */
static inline int add_to_table(const recall *r, recall_table *t, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  const size_t words = r->shape.words;
  uint64_t *slot = find_slot(r, t, negative, hash);
  if (slot[words])
    return join_values(r, slot + words, values);
  if (4 * (t->used + 1) > 3 * t->slots) {
    grow(r, t);
    slot = find_slot(r, t, negative, hash);
  }
  t->used++;
  for (size_t n = 0; n < words; n++)
    slot[n] = negative[n] & t->overlap[n];
  memcpy(slot + words, values, r->shape.value_words * sizeof *values);
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
  const size_t words = r->shape.words, stride = stride_of(r);
  const recall_table *all = g->table[0];
  for (const uint64_t *slot = all->slot; slot < all->slot + all->slots * stride; slot += stride)
    if (slot[words])
      add_to_table(r, made, slot, hash_signs(r, made, slot), slot + words);
  return made;
}

/* --- Keys --------------------------------------------------------------------------- */

/* The group of a support. */
static size_t group_for(recall *r, const uint64_t *support)
{
  size_t g = r->last_group;
  if (g < r->groups && same_mask(r, r->group[g].support, support))
    return g;
  for (g = 0; g < r->groups && !same_mask(r, r->group[g].support, support);)
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
static void add_key(recall *r, const recall_group *g, const uint64_t *negative, uint64_t hash, const uint64_t *values)
{
  if (add_to_table(r, g->table[0], negative, hash, values))
    for (size_t t = 1; t < g->tables; t++)
      add_to_table(r, g->table[t], negative, hash_signs(r, g->table[t], negative), values);
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

static size_t kind_for(recall *r, const uint64_t *support)
{
  size_t k = r->last_kind;
  if (k < r->kinds && same_mask(r, r->kind[k].support, support))
    return k;
  for (k = 0; k < r->kinds && !same_mask(r, r->kind[k].support, support);)
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

static void enter(const recall *r, contest *c, int score, const uint64_t *values)
{
  if (c->any && score < c->best)
    return;
  if (c->any && score == c->best) {
    join_values(r, c->values, values);
    return;
  }
  c->any = 1;
  c->best = score;
  memcpy(c->values, values, r->shape.value_words * sizeof *values);
}

/* Every entry of a table that has none with the largest score. */
static void compare_all(const recall *r, const struct recall_asked *a, const uint64_t *negative, uint64_t *room, contest *c)
{
  const recall_table *t = a->table;
  const size_t words = r->shape.words, stride = stride_of(r);
  for (const uint64_t *slot = t->slot; slot < t->slot + t->slots * stride; slot += stride) {
    int least;
    if (!slot[words])
      continue;
    for (size_t n = 0; n < words; n++)
      room[n] = (slot[n] ^ negative[n]) & t->overlap[n];
    enter(r, c, a->most - 2 * weigh(r, room, &least), slot + words);
  }
}

static inline const uint64_t *find(const recall *r, const recall_table *t, const uint64_t *negative)
{
  return find_slot(r, t, negative, hash_signs(r, t, negative));
}

/* Where nothing with the largest score was found at once, in tables that may still hold the best. */
static void search_misses(const recall *r, const recall_kind *k, size_t asked, const uint64_t *negative, contest *c)
{
  const size_t words = r->shape.words;
  uint64_t *room = tp_memory_new(words, sizeof *room);
  for (size_t n = 0; n < asked; n++) {
    const struct recall_asked *a = k->ask + n;
    if ((!c->any || a->miss >= c->best) && !find(r, a->table, negative)[words])
      compare_all(r, a, negative, room, c);
  }
  free(room);
}

static void ask(const recall *r, const recall_kind *k, const uint64_t *negative, const uint64_t *first_slot, uint64_t *values)
{
  const size_t words = r->shape.words;
  contest c = {.values = values};
  int missed = 0, misses = 0;            /* missed: the most that a group without a hit may reach, if there are any */
  size_t asked = 0;
  for (; asked < k->groups && !(c.any && k->ask[asked].most < c.best); asked++) {
    const struct recall_asked *a = k->ask + asked;
    const uint64_t *slot = asked ? find(r, a->table, negative) : first_slot;
    if (slot[words])
      enter(r, &c, a->most, slot + words);
    else if (!misses++ || a->miss > missed)
      missed = a->miss;
  }
  if (misses && !(c.any && missed < c.best))
    search_misses(r, k, asked, negative, &c);
}

recall_expected tp_recall_expect(recall *r, const uint64_t *key, const uint64_t *query)
{
  const size_t words = r->shape.words, stride = stride_of(r);
  recall_expected x = {.group = group_for(r, key), .kind = kind_for(r, query)};
  const recall_table *t = r->group[x.group].table[0];
  x.key = hash_signs(r, t, key + words);
  __builtin_prefetch(t->slot + (x.key >> t->shift) * stride, 1);
  if (r->kind[x.kind].groups) {
    x.asked = r->kind[x.kind].ask[0].table;
    x.query = hash_signs(r, x.asked, query + words);
    __builtin_prefetch(x.asked->slot + (x.query >> x.asked->shift) * stride);
  }
  return x;
}

void tp_recall_take(recall *r, const recall_expected *x, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  const size_t words = r->shape.words;
  recall_kind *k = r->kind + x->kind;
  add_key(r, r->group + x->group, key + words, x->key, values);
  if (k->groups < r->groups)
    make_kind(r, k);
  const recall_table *t = k->ask[0].table;
  const uint64_t hash = t == x->asked ? x->query : hash_signs(r, t, query + words);
  ask(r, k, query + words, find_slot(r, t, query + words, hash), values);
}

void tp_recall_take_all(recall *r, size_t count, const uint64_t *key, const uint64_t *query, uint64_t *values)
{
  const size_t both = 2 * r->shape.words, value_words = r->shape.value_words;
  recall_expected x[RECALL_MOST];
  uint64_t again = 0;              /* the same key and values as before, and the same query: the same answer */
  for (size_t n = 1; n < count; n++)
    again |= (uint64_t) (same(key + n * both, key + (n - 1) * both, both) && same(query + n * both, query + (n - 1) * both, both)
                         && same(values + n * value_words, values + (n - 1) * value_words, value_words)) << n;
  for (size_t n = 0; n < count; n++)
    if (!(again >> n & 1))
      x[n] = tp_recall_expect(r, key + n * both, query + n * both);
  for (size_t n = 0; n < count; n++)
    if (again >> n & 1)
      memcpy(values + n * value_words, values + (n - 1) * value_words, value_words * sizeof *values);
    else
      tp_recall_take(r, x + n, key + n * both, query + n * both, values + n * value_words);
}
