/* SPDX-License-Identifier: MIT */
#include "neurons.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { MOST_TIMES = 3 };                 /* that counts hold (words.h) */

/* Literals as numbers: 4 times the coordinate, and the kind. */
typedef struct {
  uint32_t *number;                /* in the order of the tree */
  size_t count;
  size_t neuron;
} listed;

typedef struct {
  neuron_tree *tree;
  const tp_trits_source *source;
  const tp_trits_layer *layer;
  uint32_t *number, *often;        /* all lists; how many neurons have a literal */
  listed *list;
  size_t lists;
  int *times;                      /* width entries, all 0 between nodes */
  uint32_t *touched;
  unsigned char *is_leaf;          /* by list: whether a leaf stands for it and those that agree with it */
  int fits;
} maker;

static literal literal_of(uint32_t number)
{
  return (literal) {number / 4, number % 4};
}

/* --- Neurons as lists of literals ------------------------------------------------------- */

/* The literals of a neuron into `to`; their number, SIZE_MAX if the neuron is never more than 0.  Sets fits to 0 if it
   is no AND. */
static size_t list_literals(maker *k, size_t m, uint32_t *to)
{
  const tp_trits_layer *l = k->layer;
  size_t count = 0;
  long most = l->bias[m];
  for (size_t e = l->in_start[m]; e < l->in_start[m + 1]; e++) {
    const int weight = l->in_weight[e], is_flag = k->source->is_flag[l->in[e]];
    k->fits &= weight >= -1 && weight <= 1;
    most += weight > 0 || (weight < 0 && !is_flag);
    if (weight)
      to[count++] = 4 * l->in[e] + (weight > 0 ? LITERAL_PLUS : is_flag ? LITERAL_ZERO : LITERAL_MINUS);
  }
  k->fits &= most <= 1;
  return most < 1 ? SIZE_MAX : count;
}

/* Literals by how many neurons have them, most first. */
typedef struct {
  uint32_t number, often;
} frequent;

static int by_frequency(const void *of, const void *with)
{
  const frequent *a = of, *b = with;
  if (a->often != b->often)
    return a->often > b->often ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

/* Frequent literals come first, so that many neurons share them: all lists are made anew, one literal after the other. */
static void sort_literals(const maker *k)
{
  const size_t numbers = 4 * k->source->width;
  frequent *all = tp_memory_new(numbers, sizeof *all);
  size_t *end = tp_memory_new(numbers, sizeof *end), count = 0, entries = 0;
  for (uint32_t n = 0; n < numbers; n++)
    if (k->often[n]) {
      all[count++] = (frequent) {n, k->often[n]};
      end[n] = entries;
      entries += k->often[n];
    }
  uint32_t *having = tp_memory_new(entries, sizeof *having);      /* by literal: the lists that it is in */
  for (size_t n = 0; n < k->lists; n++) {
    for (size_t i = 0; i < k->list[n].count; i++)
      having[end[k->list[n].number[i]]++] = (uint32_t) n;
    k->list[n].count = 0;
  }
  qsort(all, count, sizeof *all, by_frequency);
  for (const frequent *f = all; f < all + count; f++)
    for (const uint32_t *n = having + end[f->number] - f->often; n < having + end[f->number]; n++)
      k->list[*n].number[k->list[*n].count++] = f->number;
  free(having);
  free(all);
  free(end);
}

static int by_literals(const void *of, const void *with)
{
  const listed *a = of, *b = with;
  for (size_t n = 0; n < a->count && n < b->count; n++)
    if (a->number[n] != b->number[n])
      return a->number[n] < b->number[n] ? -1 : 1;
  if (a->count != b->count)
    return a->count < b->count ? -1 : 1;
  return (a->neuron > b->neuron) - (a->neuron < b->neuron);
}

static void list_neurons(maker *k)
{
  const tp_trits_layer *l = k->layer;
  for (size_t m = 0; m < l->neurons && k->fits; m++) {
    uint32_t *number = k->number + l->in_start[m];
    const size_t count = list_literals(k, m, number);
    for (size_t n = 0; n < count && count != SIZE_MAX; n++)
      k->often[number[n]]++;
    if (count != SIZE_MAX)
      k->list[k->lists++] = (listed) {number, count, m};
  }
  sort_literals(k);
  qsort(k->list, k->lists, sizeof *k->list, by_literals);
}

/* --- The tree --------------------------------------------------------------------------- */

#define APPEND(t, array, count, which, ...)                              \
  do {                                                                   \
    TP_MEMORY_GROW((t)->array, (t)->room[which], (t)->count + 1);        \
    (t)->array[(t)->count++] = __VA_ARGS__;                              \
  } while (0)

static void append_node(neuron_tree *t, uint32_t depth)
{
  const size_t had = t->room[0];
  APPEND(t, node, nodes, 0, (tree_node) {depth, 0, (uint32_t) t->literals, (uint32_t) t->addings, (uint32_t) t->leaves});
  if (t->room[0] != had)
    t->word_node = tp_memory_resize(t->word_node, t->room[0], sizeof *t->word_node);
  t->word_node[t->nodes - 1] = (word_node) {0, (uint32_t) t->tests, (uint32_t) t->word_addings, (uint32_t) t->word_leaves, {0, 0}};
}

/* Literals in words: the word of literals of a kind that holds a coordinate. */
static uint32_t word_of(const maker *k, literal l)
{
  return (uint32_t) (l.kind * words_for(k->source->width)) + l.coordinate / TRITS_WORD;
}

static void append_literal(const maker *k, uint32_t number)
{
  neuron_tree *t = k->tree;
  const literal l = literal_of(number);
  const uint64_t bit = UINT64_C(1) << l.coordinate % TRITS_WORD;
  const uint32_t at = word_of(k, l);
  APPEND(t, literal, literals, 1, l);
  word_node *now = t->word_node + t->nodes - 1;
  if (!now->first.mask || now->first.at == at) {
    now->first.at = at;
    now->first.mask |= bit;
    return;
  }
  for (size_t n = now->tests; n < t->tests; n++)
    if (t->test[n].at == at) {
      t->test[n].mask |= bit;
      return;
    }
  APPEND(t, test, tests, 4, (word_test) {at, bit});
}

/* Counts in words: the word for what is added to a coordinate, or subtracted. */
static uint32_t count_of(const maker *k, adding a)
{
  return (uint32_t) (a.times < 0 ? 2 * words_for(k->source->width) : 0) + a.to / TRITS_WORD;
}

static uint16_t times_of(adding a) { return (uint16_t) (a.times < 0 ? -a.times : a.times); }

static void append_adding(const maker *k, adding a)
{
  neuron_tree *t = k->tree;
  const uint64_t bit = UINT64_C(1) << a.to % TRITS_WORD;
  const uint32_t count = count_of(k, a), times = times_of(a);
  APPEND(t, adding, addings, 2, a);
  for (size_t n = t->word_node[t->nodes - 1].word_addings; n < t->word_addings; n++)
    if (t->word_adding[n].count == count && t->word_adding[n].times == times) {
      t->word_adding[n].mask |= bit;
      return;
    }
  APPEND(t, word_adding, word_addings, 5, (word_adding) {count, times, bit});
}

static void append_leaf(const maker *k, leaf l)
{
  neuron_tree *t = k->tree;
  const uint32_t from = word_of(k, l.of), count = count_of(k, l.to);
  const uint16_t by = (uint16_t) ((l.to.to - l.of.coordinate) % TRITS_WORD), times = times_of(l.to);
  const uint64_t bit = UINT64_C(1) << l.to.to % TRITS_WORD;
  APPEND(t, leaf, leaves, 3, l);
  for (size_t n = t->word_node[t->nodes - 1].word_leaves; n < t->word_leaves; n++) {
    word_leaf *w = t->word_leaf + n;
    if (w->from == from && w->count == count && w->times == times && w->by == by && !(w->mask & bit)) {
      w->mask |= bit;
      return;
    }
  }
  APPEND(t, word_leaf, word_leaves, 6, (word_leaf) {from, count, times, by, bit});
}

/* What equal neurons add together: coordinates of k->touched, so often as k->times says; how many. */
static size_t sum_addings(maker *k, size_t low, size_t high)
{
  const tp_trits_layer *l = k->layer;
  size_t count = 0;
  for (size_t n = low; n < high; n++)
    for (size_t e = l->out_start[k->list[n].neuron]; e < l->out_start[k->list[n].neuron + 1]; e++) {
      if (!k->times[l->out[e]])
        k->touched[count++] = l->out[e];
      k->times[l->out[e]] += l->out_weight[e];
      if (!k->times[l->out[e]])      /* as if it had never been: the order does not matter */
        for (size_t i = 0; i < count; i++)
          if (k->touched[i] == l->out[e])
            k->touched[i--] = k->touched[--count];
    }
  for (size_t i = 0; i < count; i++)
    k->fits &= k->times[k->touched[i]] <= MOST_TIMES && k->times[k->touched[i]] >= -MOST_TIMES;
  return count;
}

static void clear_times(maker *k, size_t count)
{
  for (size_t i = 0; i < count; i++)
    k->times[k->touched[i]] = 0;
}

static size_t end_of_equal(const maker *k, size_t low, size_t high, size_t at)
{
  size_t end = low + 1;
  while (end < high && k->list[end].number[at] == k->list[low].number[at])
    end++;
  return end;
}

/* Neurons low .. high-1, which agree up to literal `at` and end with it, as a leaf; 0 if they add to more than one
   coordinate. */
static int make_leaf(maker *k, size_t low, size_t high, size_t at)
{
  if (k->list[high - 1].count != at + 1)
    return 0;
  const size_t count = sum_addings(k, low, high);
  if (count == 1)
    append_leaf(k, (leaf) {literal_of(k->list[low].number[at]), {k->touched[0], k->times[k->touched[0]]}});
  clear_times(k, count);
  return count <= 1;
}

/* A node for neurons low .. high-1, which agree on the literals before `at`; those from `since` on are its own. */
static void make_node(maker *k, size_t low, size_t high, size_t since, size_t at, uint32_t depth)
{
  neuron_tree *t = k->tree;
  const size_t node = t->nodes;
  append_node(t, depth);
  t->depth = depth > t->depth ? depth : t->depth;
  for (size_t n = since; n < at; n++)
    append_literal(k, k->list[low].number[n]);
  size_t below = low;
  while (below < high && k->list[below].count == at)
    below++;
  const size_t count = sum_addings(k, low, below);
  for (size_t i = 0; i < count; i++)
    append_adding(k, (adding) {k->touched[i], k->times[k->touched[i]]});
  clear_times(k, count);
  /* Leaves before nodes, since their lists follow each other. */
  for (size_t n = below, end; n < high; n = end) {
    end = end_of_equal(k, n, high, at);
    k->is_leaf[n] = (unsigned char) make_leaf(k, n, end, at);
  }
  for (size_t n = below, end; n < high; n = end) {
    end = end_of_equal(k, n, high, at);
    size_t next = at + 1;
    while (k->list[n].count > next && end_of_equal(k, n, end, next) == end)
      next++;
    if (!k->is_leaf[n])
      make_node(k, n, end, at, next, depth + 1);
  }
  t->node[node].skip = t->word_node[node].skip = (uint32_t) t->nodes;
}

/* Until now what is added names coordinates; now, which of those written. */
static void list_written(maker *k)
{
  neuron_tree *t = k->tree;
  uint32_t *number = tp_memory_zeroed(k->source->width, sizeof *number);
  for (size_t n = 0; n < t->addings; n++)
    number[t->adding[n].to] = 1;
  for (size_t n = 0; n < t->leaves; n++)
    number[t->leaf[n].to.to] = 1;
  t->written = tp_memory_new(k->source->width, sizeof *t->written);
  t->written_word = tp_memory_new(words_for(k->source->width), sizeof *t->written_word);
  for (uint32_t c = 0; c < k->source->width; c++)
    if (number[c]) {
      number[c] = (uint32_t) t->writes;
      t->written[t->writes++] = c;
      if (!t->written_words || t->written_word[t->written_words - 1] != c / TRITS_WORD)
        t->written_word[t->written_words++] = c / TRITS_WORD;
    }
  for (size_t n = 0; n < t->addings; n++)
    t->adding[n].to = number[t->adding[n].to];
  for (size_t n = 0; n < t->leaves; n++)
    t->leaf[n].to.to = number[t->leaf[n].to.to];
  free(number);
}

int tp_neuron_tree_make(neuron_tree *t, const tp_trits_source *s, const tp_trits_layer *layer)
{
  const size_t entries = layer->neurons ? layer->in_start[layer->neurons] : 0;
  maker k = {.tree = t, .source = s, .layer = layer, .fits = 1};
  *t = (neuron_tree) {.nodes = 0};
  k.number = tp_memory_new(entries, sizeof *k.number);
  k.often = tp_memory_zeroed(4 * s->width, sizeof *k.often);
  k.list = tp_memory_new(layer->neurons, sizeof *k.list);
  k.times = tp_memory_zeroed(s->width, sizeof *k.times);
  k.touched = tp_memory_new(s->width, sizeof *k.touched);
  k.is_leaf = tp_memory_new(layer->neurons, 1);
  list_neurons(&k);
  if (k.fits && k.lists)
    make_node(&k, 0, k.lists, 0, 0, 0);
  append_node(t, 0);
  list_written(&k);
  free(k.number);
  free(k.often);
  free(k.list);
  free(k.times);
  free(k.touched);
  free(k.is_leaf);
  return k.fits;
}

void tp_neuron_tree_clear(neuron_tree *t)
{
  free(t->node);
  free(t->word_node);
  free(t->literal);
  free(t->adding);
  free(t->leaf);
  free(t->test);
  free(t->word_adding);
  free(t->word_leaf);
  free(t->written);
  free(t->written_word);
}
