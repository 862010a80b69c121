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

static inline int same_mask(const recall *r, const uint64_t *a, const uint64_t *b)
{
  uint64_t differs = 0;
  for (size_t n = 0; n < r->shape.words; n++)
    differs |= a[n] ^ b[n];
  return !differs;
}

/* --- Tables ------------------------------------------------------------------------ */

static inline size_t stride_of(const recall *r) { return r->shape.words + r->shape.value_words; }

static inline uint64_t mix(uint64_t h)
{
  return (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Where the search for these signs begins. */
static inline size_t place_of(const recall *r, const recall_table *t, const uint64_t *negative)
{
  uint64_t h = mix(negative[0] & t->overlap[0]);
  for (size_t n = 1; n < r->shape.words; n++)
    h = mix(h ^ (negative[n] & t->overlap[n]));
  return h >> t->shift;
}

/* The slot that these signs have or would get. */
static inline uint64_t *find_slot(const recall *r, const recall_table *t, const uint64_t *negative)
{
  const size_t words = r->shape.words, stride = stride_of(r);
  const uint64_t signs = negative[0] & t->overlap[0];
  for (size_t at = place_of(r, t, negative);; at = (at + 1) & (t->slots - 1)) {
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
      memcpy(find_slot(r, t, old + n * stride), old + n * stride, stride * sizeof *old);
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
static inline int add_to_table(const recall *r, recall_table *t, const uint64_t *negative, const uint64_t *values)
{
  const size_t words = r->shape.words;
  uint64_t *slot = find_slot(r, t, negative);
  if (slot[words])
    return join_values(r, slot + words, values);
  if (4 * (t->used + 1) > 3 * t->slots) {
    grow(r, t);
    slot = find_slot(r, t, negative);
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
      add_to_table(r, made, slot, slot + words);
  return made;
}

/* --- Keys --------------------------------------------------------------------------- */

/* The group of a support, or how many there are. */
static inline size_t find_group(const recall *r, const uint64_t *support)
{
  size_t g = r->last_group;
  if (g < r->groups && same_mask(r, r->group[g].support, support))
    return g;
  for (g = 0; g < r->groups && !same_mask(r, r->group[g].support, support);)
    g++;
  return g;
}

static recall_group *group_for(recall *r, const uint64_t *support)
{
  r->last_group = find_group(r, support);
  if (r->last_group < r->groups)
    return r->group + r->last_group;
  r->group = tp_memory_resize(r->group, r->groups + 1, sizeof *r->group);
  r->group[r->groups] = (recall_group) {.support = copy_mask(r, support)};
  add_table(r, r->group + r->groups, support);
  return r->group + r->groups++;
}

/* What the table by all signs knew already, the others know too. */
void tp_recall_add(recall *r, const uint64_t *set, const uint64_t *negative, const uint64_t *values)
{
  recall_group *g = group_for(r, set);
  if (add_to_table(r, g->table[0], negative, values))
    for (size_t t = 1; t < g->tables; t++)
      add_to_table(r, g->table[t], negative, values);
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

static inline size_t find_kind(const recall *r, const uint64_t *support)
{
  size_t k = r->last_kind;
  if (k < r->kinds && same_mask(r, r->kind[k].support, support))
    return k;
  for (k = 0; k < r->kinds && !same_mask(r, r->kind[k].support, support);)
    k++;
  return k;
}

static const recall_kind *kind_for(recall *r, const uint64_t *support)
{
  const size_t k = find_kind(r, support);
  if (k == r->kinds) {
    r->kind = tp_memory_resize(r->kind, r->kinds + 1, sizeof *r->kind);
    r->kind[r->kinds++] = (recall_kind) {.support = copy_mask(r, support)};
  }
  r->last_kind = k;
  if (r->kind[k].groups < r->groups)
    make_kind(r, r->kind + k);
  return r->kind + k;
}

void tp_recall_expect(const recall *r, const uint64_t *key_set, const uint64_t *key_negative, const uint64_t *query_set,
                      const uint64_t *query_negative)
{
  const size_t g = find_group(r, key_set), k = find_kind(r, query_set);
  if (g < r->groups) {
    const recall_table *t = r->group[g].table[0];
    __builtin_prefetch(t->slot + place_of(r, t, key_negative) * stride_of(r), 1);
  }
  if (k < r->kinds) {
    const recall_table *t = r->kind[k].ask[0].table;
    __builtin_prefetch(t->slot + place_of(r, t, query_negative) * stride_of(r));
  }
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

void tp_recall_ask(recall *r, const uint64_t *set, const uint64_t *negative, uint64_t *values)
{
  const recall_kind *k = kind_for(r, set);
  const size_t words = r->shape.words;
  contest c = {.values = values};
  int missed = 0, misses = 0;            /* missed: the most that a group without a hit may reach, if there are any */
  size_t asked = 0;
  for (; asked < k->groups && !(c.any && k->ask[asked].most < c.best); asked++) {
    const struct recall_asked *a = k->ask + asked;
    const uint64_t *slot = find_slot(r, a->table, negative);
    if (slot[words])
      enter(r, &c, a->most, slot + words);
    else if (!misses++ || a->miss > missed)
      missed = a->miss;
  }
  if (!misses || (c.any && missed < c.best))
    return;
  uint64_t *room = tp_memory_new(words, sizeof *room);
  for (size_t n = 0; n < asked; n++) {
    const struct recall_asked *a = k->ask + n;
    if ((!c.any || a->miss >= c.best) && !find_slot(r, a->table, negative)[words])
      compare_all(r, a, negative, room, &c);
  }
  free(room);
}
