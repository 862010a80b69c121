/* The best keys of all rows of a hardmax run: scores are taken against each different key once. */
#include "best_keys.h"

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

/* --- Different keys ---------------------------------------------------------- */

/* The keys of a set: each different one once, coordinate by coordinate, in the order of their first positions. */
typedef struct {
  size_t coordinates, room;        /* room: of a coordinate's entries */
  const int8_t **column;           /* of the run */
  int8_t *entry;                   /* coordinates x room */
  uint32_t *first, *last, *count;  /* positions with this key so far */
  size_t distinct;
  size_t at;                       /* the position at work, for the index */
  tp_index_table index;
  int8_t *partial;                 /* room for scores */
  int16_t *score;
  int top;                         /* the best score */
  uint32_t *best, *near;           /* room: the best keys, and those near behind them, */
  unsigned char *group;            /* with their groups */
  size_t bests, nears;
} key_set;

/* The values that a mix takes from the set. */
typedef struct {
  const int8_t *value;             /* of the run */
  int32_t *of_key, *size_of_key;   /* sums over all positions so far with this key, and of the magnitudes */
  int32_t *sum;                    /* the result */
} value_set;

static uint64_t hash_at(const key_set *k, size_t position)
{
  uint64_t hash = TP_INDEX_SEED;
  for (size_t c = 0; c < k->coordinates; c++)
    hash = tp_index_hash(hash, k->column[c] + position, 1);
  return hash;
}

static uint64_t hash_of_key(const void *owner, uint32_t number)
{
  const key_set *k = owner;
  return hash_at(k, k->first[number]);
}

static int equal_key(const void *owner, uint32_t number, const void *key)
{
  const key_set *k = owner;
  const size_t position = *(const size_t *) key;
  for (size_t c = 0; c < k->coordinates; c++)
    if (k->column[c][position] != k->entry[c * k->room + number])
      return 0;
  return 1;
}

/* Take in the key at a position, and its values; the position before it with an equal one, or NO_KEY. */
static uint32_t take_key(key_set *k, value_set *value, size_t values, size_t position)
{
  const uint64_t hash = hash_at(k, position);
  uint32_t number = tp_index_find(&k->index, hash, equal_key, k, &position), previous = NO_KEY;
  if (number == UINT32_MAX) {
    number = (uint32_t) k->distinct++;
    k->first[number] = (uint32_t) position;
    k->count[number] = 0;
    for (size_t v = 0; v < values; v++)
      value[v].of_key[number] = value[v].size_of_key[number] = 0;
    for (size_t c = 0; c < k->coordinates; c++)
      k->entry[c * k->room + number] = k->column[c][position];
    tp_index_add(&k->index, number, hash_of_key, k);
  } else {
    previous = k->last[number];
  }
  k->last[number] = (uint32_t) position;
  k->count[number]++;
  for (size_t v = 0; v < values; v++) {
    value[v].of_key[number] += value[v].value[position];
    value[v].size_of_key[number] += value[v].value[position] != 0;
  }
  return previous;
}

/* Bytes hold the sums of so many terms. */
enum { BYTE_TERMS = 127 };

static void empty_bytes(int16_t *restrict score, int8_t *restrict partial, size_t count)
{
  for (size_t j = 0; j < count; j++) {
    score[j] = (int16_t) (score[j] + partial[j]);
    partial[j] = 0;
  }
}

static void add_entries(int8_t *restrict partial, const int8_t *restrict entry, int sign, size_t count)
{
  if (sign > 0)
    for (size_t j = 0; j < count; j++)
      partial[j] = (int8_t) (partial[j] + entry[j]);
  else
    for (size_t j = 0; j < count; j++)
      partial[j] = (int8_t) (partial[j] - entry[j]);
}

/* score[] = the query at a position against each different key. */
static void score_keys(key_set *k, const int8_t *const *query, size_t position)
{
  const size_t count = k->distinct;
  size_t terms = 0;
  memset(k->score, 0, count * sizeof *k->score);
  memset(k->partial, 0, count);
  for (size_t c = 0; c < k->coordinates; c++) {
    if (!query[c][position])
      continue;
    add_entries(k->partial, k->entry + c * k->room, query[c][position], count);
    if (++terms % BYTE_TERMS == 0)
      empty_bytes(k->score, k->partial, count);
  }
  empty_bytes(k->score, k->partial, count);
}

/* Keys that are further behind than this are not looked at one by one. */
enum { FARTHEST = 6, PIECE = 64 };

static int largest(const int16_t *score, size_t count)
{
  int16_t most = INT16_MIN;        /* without an exit: the compiler takes many at a time */
  for (size_t j = 0; j < count; j++)
    most = score[j] > most ? score[j] : most;
  return most;
}

/* The best score, and in k->near all keys that are not further behind it than FARTHEST. */
static void find_candidates(key_set *k, int16_t *piece_top)
{
  size_t pieces = 0;
  k->top = INT16_MIN;
  for (size_t from = 0; from < k->distinct; from += PIECE, pieces++) {
    piece_top[pieces] = (int16_t) largest(k->score + from, k->distinct - from < PIECE ? k->distinct - from : PIECE);
    k->top = piece_top[pieces] > k->top ? piece_top[pieces] : k->top;
  }
  k->nears = 0;
  for (size_t n = 0; n < pieces; n++)
    for (size_t j = n * PIECE; piece_top[n] >= k->top - FARTHEST && j < k->distinct && j < (n + 1) * PIECE; j++)
      if (k->score[j] >= k->top - FARTHEST)
        k->near[k->nears++] = (uint32_t) j;
}

/* The best keys among the candidates; `keys` in all. */
static tie_kind find_best(key_set *k, size_t keys, uint32_t *newest)
{
  tie_kind kind = {0, FARTHEST + 1, 0};
  size_t seen = 0;
  *newest = 0;
  k->bests = 0;
  for (size_t n = 0; n < k->nears; n++) {
    const size_t j = k->near[n];
    const int below = k->top - k->score[j];
    seen += k->count[j];
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

/* The distances below the best score that occur, the NEAR least of them, and the least of the rest, or less. */
static row_leads find_leads(key_set *k, size_t others)
{
  row_leads l = {{0}, {0}};
  uint32_t by_distance[FARTHEST + 1] = {0};
  unsigned char group_of[FARTHEST + 1] = {0};
  size_t group = 0, left = 0;
  for (size_t n = 0; n < k->nears; n++)
    by_distance[k->top - k->score[k->near[n]]] += k->count[k->near[n]];
  for (size_t below = 1; below <= FARTHEST && group < NEAR; below++)
    if (by_distance[below]) {
      l.below[group] = (uint16_t) below;
      l.keys[group] = by_distance[below];
      others -= by_distance[below];
      group_of[below] = (unsigned char) ++group;
    }
  if (others) {
    l.below[group] = (uint16_t) (group == NEAR ? l.below[NEAR - 1] + 1 : FARTHEST + 1);
    l.keys[group] = (uint32_t) others;
    /* Their values are not summed: they belong to the last group, wherever that is. */
    if (group < NEAR) {
      l.below[NEAR] = l.below[group];
      l.keys[NEAR] = l.keys[group];
      l.keys[group] = 0;
    }
  }
  for (size_t n = 0; n < k->nears; n++) {
    const unsigned char of = group_of[k->top - k->score[k->near[n]]];
    if (!of)
      continue;
    k->group[left] = (unsigned char) (of - 1);
    k->near[left++] = k->near[n];
  }
  k->nears = left;
  return l;
}

static key_set keys_of(const tp_hardmax_numbers *run, const row_set *set)
{
  key_set k = {.coordinates = set->keys, .room = run->positions};
  k.column = tp_memory_new(set->keys, sizeof *k.column);
  for (size_t c = 0; c < set->keys; c++)
    k.column[c] = run->version + set->k[c] * run->positions;
  k.entry = tp_memory_new(set->keys, k.room);
  k.first = tp_memory_new(3 * k.room, sizeof *k.first);
  k.last = k.first + k.room;
  k.count = k.last + k.room;
  k.partial = tp_memory_new(k.room, sizeof *k.partial);
  k.score = tp_memory_new(k.room, sizeof *k.score);
  k.near = tp_memory_new(k.room, sizeof *k.near);
  k.group = tp_memory_new(k.room, sizeof *k.group);
  k.best = tp_memory_new(k.room, sizeof *k.best);
  return k;
}

static void clear_keys(key_set *k)
{
  free(k->column);
  free(k->entry);
  free(k->first);
  free(k->partial);
  free(k->score);
  free(k->near);
  free(k->group);
  free(k->best);
  tp_index_clear(&k->index);
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
      b->sum[l][n] = tp_memory_zeroed(ROW_SUMS * run->positions, sizeof(int32_t));
      int32_t *of_key = tp_memory_new(2 * run->positions, sizeof *of_key);
      (*value)[count++] = (value_set) {run->version + m->v * run->positions, of_key, of_key + run->positions, b->sum[l][n]};
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

static void rank_row(tp_best_keys *b, key_set *k, const value_set *value, size_t values, set_ties *of, size_t i, int16_t *piece_top)
{
  find_candidates(k, piece_top);
  const tie_kind kind = find_best(k, i + 1, of->newest + i);
  of->kind[i] = number_of_kind(b, &kind, i + 1 - kind.ties);
  of->leads[i] = find_leads(k, i + 1 - kind.ties);
  for (size_t v = 0; v < values; v++) {
    int32_t *sum = value[v].sum + ROW_SUMS * i;
    for (size_t n = 0; n < k->nears; n++)
      sum[k->group[n]] += value[v].of_key[k->near[n]];
    sum[NEAR] = is_constant(k, value + v);
  }
}

static void rank_set(tp_best_keys *b, const tp_hardmax_numbers *run, size_t s)
{
  const row_set *set = run->plan->set + s;
  set_ties *of = b->of + s;
  key_set k = keys_of(run, set);
  value_set *value;
  const size_t values = values_of(b, run, s, &value);
  const int8_t **query = tp_memory_new(set->keys, sizeof *query);
  int16_t *piece_top = tp_memory_new(run->positions / PIECE + 1, sizeof *piece_top);
  for (size_t c = 0; c < set->keys; c++)
    query[c] = run->version + set->q[c] * run->positions;
  of->kind = tp_memory_new(3 * run->positions, sizeof *of->kind);
  of->newest = of->kind + run->positions;
  of->previous = of->newest + run->positions;
  of->leads = tp_memory_new(run->positions, sizeof *of->leads);
  for (size_t i = 0; i < run->positions; i++) {
    of->previous[i] = take_key(&k, value, values, i);
    score_keys(&k, query, i);
    rank_row(b, &k, value, values, of, i, piece_top);
  }
  for (size_t v = 0; v < values; v++)
    free(value[v].of_key);
  free(value);
  free(piece_top);
  free(query);
  clear_keys(&k);
}

static size_t first_nonzero(const tp_hardmax_numbers *run, size_t version)
{
  const int8_t *x = run->version + version * run->positions;
  for (size_t p = 0; p < run->positions; p++)
    if (x[p])
      return p;
  return SIZE_MAX;
}

/* --- Neurons --------------------------------------------------------------------- */

static void add_column(int32_t *restrict sum, const int8_t *restrict x, int weight, size_t count)
{
  for (size_t p = 0; p < count; p++)
    sum[p] += weight * x[p];
}

/* sum[] = what a neuron is relu of, at all positions. */
static void pre_activations(const tp_hardmax_numbers *run, const layer_plan *plan, const tp_neuron_block *mlp, size_t m, int32_t *sum)
{
  for (size_t p = 0; p < run->positions; p++)
    sum[p] = mlp->bias[m];
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++) {
    add_column(sum, run->version + plan->in[e] * run->positions, mlp->in_weight[e], run->positions);
  }
}

static near_neurons find_near_neurons(const tp_hardmax_numbers *run, size_t layer)
{
  const layer_plan *plan = run->plan->layer + layer;
  const tp_neuron_block *mlp = &run->plan->t->layer[layer].mlp;
  near_neurons n = {.start = tp_memory_zeroed(run->positions + 2, sizeof *n.start)};
  int32_t *sum = tp_memory_new(run->positions, sizeof *sum);
  struct found {
    uint32_t position;
    near_neuron near;
  } *found = NULL;
  size_t count = 0, capacity = 0;
  for (size_t m = 0; m < mlp->neurons; m++) {
    const size_t inputs = mlp->in_start[m + 1] - mlp->in_start[m];
    n.most_inputs = inputs > n.most_inputs ? inputs : n.most_inputs;
    pre_activations(run, plan, mlp, m, sum);
    for (size_t p = 0; p < run->positions; p++)
      if (sum[p] >= 0) {
        TP_MEMORY_GROW(found, capacity, count + 1);
        found[count++] = (struct found) {(uint32_t) p, {(uint32_t) m, sum[p]}};
        n.start[p + 2]++;
      }
  }
  for (size_t p = 0; p < run->positions; p++)
    n.start[p + 2] += n.start[p + 1];
  n.near = tp_memory_new(count, sizeof *n.near);
  for (size_t i = 0; i < count; i++)
    n.near[n.start[found[i].position + 1]++] = found[i].near;
  free(found);
  free(sum);
  return n;
}

tp_best_keys *tp_best_keys_new(const tp_hardmax_numbers *run)
{
  const tp_plan *p = run->plan;
  tp_best_keys *b = tp_memory_zeroed(1, sizeof *b);
  b->plan = p;
  b->of = tp_memory_zeroed(p->sets, sizeof *b->of);
  b->sum = tp_memory_new(p->t->layers, sizeof *b->sum);
  for (size_t l = 0; l < p->t->layers; l++)
    b->sum[l] = tp_memory_zeroed(p->layer[l].mixes, sizeof *b->sum[l]);
  b->first_nonzero = tp_memory_new(p->versions, sizeof *b->first_nonzero);
  for (size_t v = 0; v < p->versions; v++)
    b->first_nonzero[v] = first_nonzero(run, v);
  b->near = tp_memory_new(p->t->layers, sizeof *b->near);
  for (size_t l = 0; l < p->t->layers; l++)
    b->near[l] = find_near_neurons(run, l);
  for (size_t s = 0; s < p->sets; s++)
    rank_set(b, run, s);
  return b;
}

void tp_best_keys_free(tp_best_keys *b)
{
  if (!b)
    return;
  for (size_t s = 0; s < b->plan->sets; s++) {
    free(b->of[s].kind);
    free(b->of[s].leads);
  }
  for (size_t l = 0; l < b->plan->t->layers; l++) {
    for (size_t n = 0; n < b->plan->layer[l].mixes; n++)
      free(b->sum[l][n]);
    free(b->sum[l]);
    free(b->near[l].start);
    free(b->near[l].near);
  }
  free(b->sum);
  free(b->near);
  free(b->first_nonzero);
  free(b->of);
  free(b->kind);
  free(b->most_others);
  tp_index_clear(&b->index);
  free(b);
}
