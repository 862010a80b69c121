#include <stdlib.h>
#include <string.h>

#include "evaluator_private.h"
#include "tmprec/base/memory.h"

tp_evaluator *tp_evaluator_new(const tp_plan *p, tp_arithmetic *a, const tp_observer *watch)
{
  tp_evaluator *e = tp_memory_zeroed(1, sizeof *e);
  e->plan = p;
  e->a = a;
  if (watch)
    e->watch = *watch;
  e->column = tp_memory_new(p->columns, sizeof *e->column);
  for (size_t v = 0; v < p->columns; v++)
    e->column[v] = a->op->column_new(a);
  e->hidden = tp_memory_new(p->most_neurons, sizeof *e->hidden);
  for (size_t m = 0; m < p->most_neurons; m++)
    e->hidden[m] = a->op->column_new(a);
  size_t widest = p->t->width > p->most_neurons ? p->t->width : p->most_neurons;
  e->operand = tp_memory_new(2 * (widest + p->longest_product), sizeof *e->operand);
  e->row = tp_memory_zeroed(p->sets, sizeof *e->row);
  return e;
}

static void drop_rows(tp_evaluator *e, size_t set)
{
  if (!e->row[set])
    return;
  TP_MEMORY_GROW(e->spare, e->spare_capacity, e->spares + e->rows);
  for (size_t i = 0; i < e->rows; i++) {
    if (e->arithmetics)            /* a row belongs to its arithmetic */
      e->a->op->row_free(e->a, e->row[set][i]);
    else
      e->spare[e->spares++] = e->row[set][i];
  }
  free(e->row[set]);
  e->row[set] = NULL;
}

void tp_evaluator_free(tp_evaluator *e)
{
  if (!e)
    return;
  for (size_t s = 0; s < e->plan->sets; s++)
    drop_rows(e, s);
  for (size_t i = 0; i < e->spares; i++)
    e->a->op->row_free(e->a, e->spare[i]);
  for (size_t v = 0; v < e->plan->columns; v++)
    e->a->op->column_free(e->a, e->column[v]);
  for (size_t m = 0; m < e->plan->most_neurons; m++)
    e->a->op->column_free(e->a, e->hidden[m]);
  for (size_t i = 0; i < e->besides; i++)
    e->a->op->column_free(e->a, e->beside[i]);
  free(e->column);
  free(e->hidden);
  free(e->beside);
  free(e->operand);
  free(e->row);
  free(e->spare);
  free(e);
}

static void use_arithmetics(tp_evaluator *e, tp_arithmetic *const *by, size_t a_layer)
{
  for (size_t i = 0; i < e->spares; i++)
    e->a->op->row_free(e->a, e->spare[i]);
  e->spares = 0;
  e->arithmetics = by;
  e->arithmetics_a_layer = a_layer;
}

void tp_evaluator_use_layers(tp_evaluator *e, tp_arithmetic *const *by_layer) { use_arithmetics(e, by_layer, 1); }
void tp_evaluator_use_parts(tp_evaluator *e, tp_arithmetic *const *by_part) { use_arithmetics(e, by_part, TP_LAYER_PARTS); }

void tp_evaluator_compare_parts(tp_evaluator *e, tp_arithmetic *const *by_part)
{
  const tp_plan *p = e->plan;
  size_t most = p->most_neurons;
  for (size_t l = 0; l < p->t->layers; l++) {
    most = p->layer[l].mixes > most ? p->layer[l].mixes : most;
    most = p->layer[l].adds > most ? p->layer[l].adds : most;
  }
  e->others = by_part;
  e->besides = most;
  e->beside = tp_memory_new(most, sizeof *e->beside);
  for (size_t i = 0; i < most; i++)
    e->beside[i] = e->a->op->column_new(e->a);
}

size_t tp_evaluator_length(const tp_evaluator *e)
{
  return e->length;
}

/* Columns that no later position attends to hold one chunk only. */
static void restart_columns(tp_evaluator *e)
{
  for (size_t v = 0; v < e->plan->columns; v++)
    if (!e->plan->kept[v])
      e->a->op->column_restart(e->a, e->column[v], e->chunk);
}

static void embed(tp_evaluator *e, const tp_sequence *s)
{
  const tp_transformer *t = e->plan->t;
  const tp_vocabulary *v = &t->vocabulary;
  int8_t *x = tp_memory_new(t->width, 1);
  for (size_t p = e->chunk; p < e->length; p++) {
    const uint32_t *token = tp_sequence_token(s, p);
    const tp_token_family *family = v->family + token[0];
    memset(x, 0, t->width);
    for (size_t i = 0; i < family->embeds; i++) {
      const tp_placement *at = family->embed + i;
      memcpy(x + at->at, tp_placement_row(v, at, token + 1), v->book[at->book].width);
    }
    for (unsigned bit = 0; bit < t->position_bits; bit++)
      x[t->position_at + bit] = (uint64_t) p >> bit & 1 ? 1 : -1;
    for (uint32_t c = 0; c < t->width; c++)
      e->a->op->set(e->a, e->column[c], p, x[c]);
  }
  free(x);
  if (e->watch.activation)
    for (uint32_t c = 0; c < t->width; c++)
      e->watch.activation(e->watch.context, e->a, c, e->column[c], e->chunk, e->length);
}

/* Where the next step is, for stochastic rounding; layers count from 1. */
static void set_place(tp_evaluator *e, size_t layer, tp_layer_part part, size_t index)
{
  e->a->place = (tp_rounding_place) {layer + 1, part, index};
}

static void gather(tp_evaluator *e, tp_number_column **out, const size_t *version, size_t count)
{
  for (size_t i = 0; i < count; i++)
    out[i] = e->column[version[i]];
}

/* The rows of a set: scores and weights of every position of the chunk. */
static void make_rows(tp_evaluator *e, size_t index, size_t layer)
{
  const row_set *set = e->plan->set + index;
  const tp_arithmetic_operations *op = e->a->op;
  tp_number_column **q = e->operand, **k = q + set->keys;
  gather(e, q, set->q, set->keys);
  gather(e, k, set->k, set->keys);
  e->rows = e->length - e->chunk;
  e->row[index] = tp_memory_new(e->rows, sizeof *e->row[index]);
  tp_attention_row **row = e->row[index];
  for (size_t i = 0; i < e->rows; i++)
    row[i] = e->spares ? e->spare[--e->spares] : op->row_new(e->a);
  set_place(e, layer, TP_PART_ATTENTION, set->first_head);
  op->score(e->a, row, e->rows, set->keys, q, k, e->chunk);
  for (size_t i = 0; i < e->rows && e->watch.scores; i++)
    e->watch.scores(e->watch.context, e->a, layer + 1, set->first_head, e->chunk + i, row[i]);
  op->weigh(e->a, row, e->rows);
  for (size_t i = 0; i < e->rows && e->watch.weights; i++)
    e->watch.weights(e->watch.context, e->a, layer + 1, set->first_head, e->chunk + i, row[i]);
}

static void watch_version(tp_evaluator *e, size_t version, size_t column)
{
  if (e->watch.activation)
    e->watch.activation(e->watch.context, e->a, version, e->column[column], e->chunk, e->length);
}

/* Round what a sublayer made, block by block, with what it left as it was. */
static void share_scales(tp_evaluator *e, size_t layer, int part)
{
  const block_list *list = &e->plan->layer[layer].shared[part];
  for (size_t n = 0; n < list->blocks; n++) {
    const shared_block *b = list->block + n;
    for (size_t i = 0; i < b->count; i++)
      if (b->copy_of[i] != SIZE_MAX)
        e->a->op->copy(e->a, e->column[b->version[i]], e->column[b->copy_of[i]], e->chunk, e->length);
    gather(e, e->operand, b->version, b->count);
    set_place(e, layer, part ? TP_PART_SUM : TP_PART_ATTENTION, b->first);
    e->a->op->share(e->a, b->count, e->operand, e->chunk, e->length);
    for (size_t i = 0; i < b->count; i++)
      if (b->copy_of[i] != SIZE_MAX)
        watch_version(e, b->stands_for[i], b->version[i]);
  }
}

static void attend(tp_evaluator *e, size_t layer)
{
  const layer_plan *plan = e->plan->layer + layer;
  for (size_t n = 0; n < plan->mixes; n++) {
    const mixing *m = plan->mix + n;
    if (!e->row[m->set])
      make_rows(e, m->set, layer);
    set_place(e, layer, TP_PART_ATTENTION, m->coordinate);
    e->a->op->mix(e->a, e->row[m->set], e->rows, e->column[m->v], e->column[m->out], e->column[m->x]);
  }
  share_scales(e, layer, 0);
  for (size_t n = 0; n < plan->mixes; n++)
    watch_version(e, plan->mix[n].out, plan->mix[n].out);
  for (size_t n = 0; n < plan->mixes; n++)
    if (e->plan->set[plan->mix[n].set].last_layer == layer)
      drop_rows(e, plan->mix[n].set);
}

static void fire_neurons(tp_evaluator *e, size_t layer)
{
  const layer_plan *plan = e->plan->layer + layer;
  const tp_neuron_block *mlp = &e->plan->t->layer[layer].mlp;
  for (size_t m = 0; m < mlp->neurons; m++) {
    size_t start = mlp->in_start[m], inputs = mlp->in_start[m + 1] - start;
    gather(e, e->operand, plan->in + start, inputs);
    e->a->op->column_restart(e->a, e->hidden[m], e->chunk);
    set_place(e, layer, TP_PART_NEURON, m);
    e->a->op->neuron(e->a, e->hidden[m], inputs, e->operand, mlp->in_weight + start, mlp->bias[m], e->chunk, e->length);
  }
  for (size_t m = 0, block = e->plan->needs.block; block && m < mlp->neurons; m += block) {
    set_place(e, layer, TP_PART_NEURON, m);
    e->a->op->share(e->a, mlp->neurons - m < block ? mlp->neurons - m : block, e->hidden + m, e->chunk, e->length);
  }
  for (size_t m = 0; m < mlp->neurons && e->watch.hidden; m++)
    e->watch.hidden(e->watch.context, e->a, layer + 1, m, e->hidden[m], e->chunk, e->length);
}

static void add_neurons(tp_evaluator *e, size_t layer)
{
  const layer_plan *plan = e->plan->layer + layer;
  for (size_t n = 0; n < plan->adds; n++) {
    const adding *add = plan->add + n;
    for (size_t i = 0; i < add->terms; i++)
      e->operand[i] = e->hidden[add->neuron[i]];
    set_place(e, layer, TP_PART_SUM, add->coordinate);
    e->a->op->add(e->a, e->column[add->out], e->column[add->x], add->terms, e->operand, add->weight, e->chunk, e->length);
  }
  share_scales(e, layer, 1);
  for (size_t n = 0; n < plan->adds; n++)
    watch_version(e, plan->add[n].out, plan->add[n].out);
}

static size_t results_of(const tp_evaluator *e, size_t layer, tp_layer_part part)
{
  const layer_plan *plan = e->plan->layer + layer;
  return part == TP_PART_ATTENTION ? plan->mixes : part == TP_PART_SUM ? plan->adds : e->plan->t->layer[layer].mlp.neurons;
}

/* Which column result `n` of a part is in; *index: its coordinate, or the neuron's number. */
static tp_number_column **result_at(tp_evaluator *e, size_t layer, tp_layer_part part, size_t n, size_t *index)
{
  const layer_plan *plan = e->plan->layer + layer;
  switch (part) {
  case TP_PART_ATTENTION: *index = plan->mix[n].coordinate; return e->column + plan->mix[n].out;
  case TP_PART_SUM:       *index = plan->add[n].coordinate; return e->column + plan->add[n].out;
  default:             *index = n; return e->hidden + n;
  }
}

static void swap_results(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  for (size_t n = 0, index; n < results_of(e, layer, part); n++) {
    tp_number_column **at = result_at(e, layer, part, n, &index), *other = e->beside[n];
    e->beside[n] = *at;
    *at = other;
  }
}

static void (*const step_of[TP_LAYER_PARTS])(tp_evaluator *e, size_t layer) = {attend, fire_neurons, add_neurons};

/* The step in the other arithmetic, which leaves its results in e->beside. */
static void do_beside(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  const tp_observer watch = e->watch;
  e->watch = (tp_observer) {.context = NULL};
  e->a = e->others[layer * TP_LAYER_PARTS + part];
  for (size_t n = 0; n < results_of(e, layer, part); n++)
    e->a->op->column_restart(e->a, e->beside[n], e->chunk);
  swap_results(e, layer, part);
  step_of[part](e, layer);
  swap_results(e, layer, part);
  e->watch = watch;
}

static void do_part(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  if (e->others)
    do_beside(e, layer, part);
  if (e->arithmetics)
    e->a = e->arithmetics[e->arithmetics_a_layer * layer + (e->arithmetics_a_layer > 1 ? part : 0)];
  step_of[part](e, layer);
  for (size_t n = 0, index; n < results_of(e, layer, part) && e->others && e->watch.beside; n++) {
    tp_number_column *result = *result_at(e, layer, part, n, &index);
    e->watch.beside(e->watch.context, e->a, (tp_rounding_place) {layer + 1, part, index}, result, e->beside[n], e->chunk, e->length);
  }
}

void tp_evaluator_feed(tp_evaluator *e, const tp_sequence *s, size_t count)
{
  e->chunk = e->length;
  e->length += count;
  restart_columns(e);
  embed(e, s);
  for (size_t layer = 0; layer < e->plan->t->layers; layer++)
    for (tp_layer_part part = 0; part < TP_LAYER_PARTS; part++)
      do_part(e, layer, part);
}
