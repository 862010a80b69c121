/* SPDX-License-Identifier: MIT */
#include "plan_private.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static size_t *versions_of(const size_t *now, const uint32_t *coordinate, size_t count)
{
  size_t *v = tp_memory_new(count, sizeof *v);
  for (size_t i = 0; i < count; i++)
    v[i] = now[coordinate[i]];
  return v;
}

/* The row set of a head, shared with any head that reads the same versions:
   often the heads of all tapes, or of successive layers. */
static size_t find_set(tp_plan *p, const size_t *now, const tp_attention_head *h, size_t layer, size_t head)
{
  size_t *q = versions_of(now, h->q, h->keys), *k = versions_of(now, h->k, h->keys);
  for (size_t s = p->sets; s-- > 0 && p->needs.shares_rows;) {
    row_set *set = p->set + s;
    if (set->keys == h->keys && !memcmp(set->q, q, h->keys * sizeof *q) && !memcmp(set->k, k, h->keys * sizeof *k)) {
      set->last_layer = layer;
      free(q);
      free(k);
      return s;
    }
  }
  p->set = tp_memory_resize(p->set, p->sets + 1, sizeof *p->set);
  p->set[p->sets] = (row_set) {h->keys, q, k, head, layer, layer};
  return p->sets++;
}

/* A column for this version: nothing attends to it yet. */
static size_t add_column(tp_plan *p, size_t version)
{
  if (version >= p->columns) {
    p->kept = tp_memory_resize(p->kept, version + 1, 1);
    memset(p->kept + p->columns, 0, version + 1 - p->columns);
    p->columns = version + 1;
  }
  return version;
}

static size_t next_version(tp_plan *p)
{
  return add_column(p, p->versions++);
}

static void plan_attention(tp_plan *p, size_t *now, size_t l)
{
  const tp_transformer_layer *layer = p->t->layer + l;
  layer_plan *plan = p->layer + l;
  for (size_t h = 0; h < layer->heads; h++) {
    const tp_attention_head *head = layer->head + h;
    size_t set = find_set(p, now, head, l, h);
    for (size_t c = 0; c < head->keys; c++)
      p->kept[now[head->k[c]]] = 1;
    plan->mix = tp_memory_resize(plan->mix, plan->mixes + head->values, sizeof *plan->mix);
    for (size_t c = 0; c < head->values; c++) {
      p->kept[now[head->v[c]]] = 1;
      plan->mix[plan->mixes++] = (mixing) {set, now[head->v[c]], now[head->out[c]], 0, head->out[c]};
    }
  }
  /* Only now: within the layer every head reads what was there before. */
  size_t n = 0;
  for (size_t h = 0; h < layer->heads; h++)
    for (size_t c = 0; c < layer->head[h].values; c++, n++)
      now[layer->head[h].out[c]] = plan->mix[n].out = next_version(p);
}

static void plan_neurons(tp_plan *p, size_t *now, size_t l)
{
  const tp_neuron_block *mlp = &p->t->layer[l].mlp;
  layer_plan *plan = p->layer + l;
  if (!mlp->neurons)
    return;
  if (mlp->neurons > p->most_neurons)
    p->most_neurons = mlp->neurons;
  plan->in = versions_of(now, mlp->in, mlp->in_start[mlp->neurons]);
  size_t *terms = tp_memory_zeroed(p->t->width, sizeof *terms), entries = mlp->out_start[mlp->neurons];
  adding **of = tp_memory_zeroed(p->t->width, sizeof *of);
  for (size_t e = 0; e < entries; e++)
    plan->adds += terms[mlp->out[e]]++ == 0;
  plan->add = tp_memory_zeroed(plan->adds, sizeof *plan->add);
  plan->neuron = tp_memory_new(entries, sizeof *plan->neuron);
  plan->weight = tp_memory_new(entries, sizeof *plan->weight);
  size_t n = 0, before = 0;
  for (uint32_t c = 0; c < p->t->width; c++)
    if (terms[c]) {
      of[c] = plan->add + n++;
      of[c]->neuron = plan->neuron + before;
      of[c]->weight = plan->weight + before;
      before += terms[c];
      of[c]->x = now[c];
      of[c]->coordinate = c;
      now[c] = of[c]->out = next_version(p);
    }
  for (size_t m = 0; m < mlp->neurons; m++)
    for (size_t e = mlp->out_start[m]; e < mlp->out_start[m + 1]; e++) {
      adding *a = of[mlp->out[e]];
      a->neuron[a->terms] = m;
      a->weight[a->terms++] = mlp->out_weight[e];
    }
  free(terms);
  free(of);
}

/* The blocks in which something changed from `before` to now. */
static void plan_blocks(tp_plan *p, block_list *list, const size_t *before, size_t *now, size_t *stands_for)
{
  for (size_t first = 0; first < p->t->width; first += p->needs.block) {
    size_t count = p->t->width - first < p->needs.block ? p->t->width - first : p->needs.block;
    if (!memcmp(before + first, now + first, count * sizeof *now))
      continue;
    list->block = tp_memory_resize(list->block, list->blocks + 1, sizeof *list->block);
    shared_block *b = list->block + list->blocks++;
    *b = (shared_block) {first, count, tp_memory_new(count, sizeof(size_t)), tp_memory_new(count, sizeof(size_t)),
                         tp_memory_new(count, sizeof(size_t))};
    for (size_t i = 0; i < count; i++) {
      size_t c = first + i;
      b->copy_of[i] = SIZE_MAX;
      if (before[c] == now[c]) {
        b->copy_of[i] = now[c];
        now[c] = add_column(p, p->first_copy + p->copies++);
      } else {
        stands_for[c] = now[c];
      }
      b->version[i] = now[c];
      b->stands_for[i] = stands_for[c];
    }
  }
}

/* Versions are numbered as in a plan without blocks, and copies after them. */
static void plan_with_blocks(tp_plan *p, size_t *now)
{
  tp_plan *plain = tp_plan_new(p->t, (tp_evaluation_needs) {1, 0});
  size_t *before = tp_memory_new(p->t->width, sizeof *before);
  size_t *stands_for = tp_memory_new(p->t->width, sizeof *stands_for);
  p->first_copy = plain->versions;
  tp_plan_free(plain);
  memcpy(stands_for, now, p->t->width * sizeof *now);
  for (size_t l = 0; l < p->t->layers; l++)
    for (int part = 0; part < 2; part++) {
      memcpy(before, now, p->t->width * sizeof *now);
      (part ? plan_neurons : plan_attention)(p, now, l);
      plan_blocks(p, &p->layer[l].shared[part], before, now, stands_for);
    }
  free(before);
  free(stands_for);
}

/* --- Which version is where --------------------------------------------------------- */

/* Every version that a sublayer wrote, in the order of sublayers. */
static void each_written(const tp_plan *p, void (*take)(void *context, size_t coordinate, written_version w), void *context)
{
  for (size_t l = 0; l < p->t->layers; l++) {
    const layer_plan *at = p->layer + l;
    for (size_t i = 0; i < at->mixes; i++)
      take(context, at->mix[i].coordinate, (written_version) {2 * l, at->mix[i].out});
    for (size_t i = 0; i < at->adds; i++)
      take(context, at->add[i].coordinate, (written_version) {2 * l + 1, at->add[i].out});
  }
}

static void count_written(void *context, size_t coordinate, written_version w)
{
  (void) w;
  ((tp_plan *) context)->first_written[coordinate + 1]++;
}

typedef struct {
  tp_plan *p;
  size_t *next;                    /* by coordinate: its next place in the list */
} written_list;

static void list_written(void *context, size_t coordinate, written_version w)
{
  written_list *l = context;
  l->p->written[l->next[coordinate]++] = w;
}

static void index_versions(tp_plan *p)
{
  const size_t width = p->t->width;
  p->first_written = tp_memory_zeroed(width + 1, sizeof *p->first_written);
  each_written(p, count_written, p);
  for (size_t c = 0; c < width; c++)
    p->first_written[c + 1] += p->first_written[c];
  p->written = tp_memory_new(p->first_written[width], sizeof *p->written);
  written_list l = {p, tp_memory_new(width, sizeof *l.next)};
  memcpy(l.next, p->first_written, width * sizeof *l.next);
  each_written(p, list_written, &l);
  free(l.next);
}

tp_plan *tp_plan_new(const tp_transformer *t, tp_evaluation_needs needs)
{
  tp_plan *p = tp_memory_zeroed(1, sizeof *p);
  p->t = t;
  p->needs = needs;
  p->layer = tp_memory_zeroed(t->layers, sizeof *p->layer);
  p->longest_product = tp_transformer_measure(t).key_width;
  p->trits = tp_plan_trits_new();
  size_t *now = tp_memory_new(t->width, sizeof *now);
  for (uint32_t c = 0; c < t->width; c++)
    now[c] = next_version(p);
  p->last = now;
  for (size_t l = 0; l < t->layers && !needs.block; l++) {
    plan_attention(p, now, l);
    plan_neurons(p, now, l);
  }
  if (needs.block)
    plan_with_blocks(p, now);
  index_versions(p);
  return p;
}

static void free_blocks(block_list *list)
{
  for (size_t i = 0; i < list->blocks; i++) {
    free(list->block[i].version);
    free(list->block[i].copy_of);
    free(list->block[i].stands_for);
  }
  free(list->block);
}

void tp_plan_free(tp_plan *p)
{
  if (!p)
    return;
  for (size_t l = 0; l < p->t->layers; l++) {
    free(p->layer[l].add);
    free(p->layer[l].neuron);
    free(p->layer[l].weight);
    for (int part = 0; part < 2; part++)
      free_blocks(&p->layer[l].shared[part]);
    free(p->layer[l].mix);
    free(p->layer[l].in);
  }
  for (size_t s = 0; s < p->sets; s++) {
    free(p->set[s].q);
    free(p->set[s].k);
  }
  tp_plan_trits_free(p->trits);
  free(p->layer);
  free(p->set);
  free(p->kept);
  free(p->last);
  free(p->first_written);
  free(p->written);
  free(p);
}

const tp_transformer *tp_plan_transformer(const tp_plan *p) { return p->t; }
size_t tp_plan_versions(const tp_plan *p) { return p->versions; }
size_t tp_plan_version(const tp_plan *p, size_t layer, int part, uint32_t coordinate)
{
  const size_t before = layer ? 2 * (layer - 1) + (part != 0) : 0;    /* sublayers that come first */
  size_t version = coordinate;
  for (size_t i = p->first_written[coordinate]; i < p->first_written[coordinate + 1] && p->written[i].sublayer < before; i++)
    version = p->written[i].version;
  return version;
}

size_t tp_plan_rows(const tp_plan *p) { return p->sets; }
size_t tp_plan_row(const tp_plan *p, size_t layer, size_t head)
{
  const tp_transformer_layer *at = p->t->layer + layer - 1;
  size_t before = 0;
  for (size_t h = 0; h < head; h++)
    before += at->head[h].values;
  return at->head[head].values ? p->layer[layer - 1].mix[before].set : SIZE_MAX;
}

size_t tp_plan_longest_product(const tp_plan *p) { return p->longest_product; }
