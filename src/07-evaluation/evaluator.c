/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "by_trits.h"
#include "evaluator_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/pass.h"

/* The usual number of positions at a time: large enough for vector instructions, and small enough to stop soon and to
   keep few rows of weights, since rows are kept for a chunk.  More under hardmax, whose steps work on 64 positions
   and keep little of a row; still more by whole parts of layers, of which several threads take blocks. */
enum { CHUNK = TP_PASS_CHUNK, CHUNK_OF_PLANES = TP_EVALUATOR_ONE_BY_ONE, CHUNK_OF_PARTS = 32 * CHUNK_OF_PLANES };

static tp_number_column **new_columns(const tp_evaluator *e, size_t count)
{
  tp_number_column **column = tp_memory_new(count, sizeof *column);
  for (size_t i = 0; i < count; i++)
    column[i] = e->w->a->op->column_new(e->w->a);
  return column;
}

static void free_columns(const tp_evaluator *e, tp_number_column **column, size_t count)
{
  for (size_t i = 0; i < count && column; i++)
    e->w->a->op->column_free(e->w->a, column[i]);
  free(column);
}

void tp_evaluator_need_columns(tp_evaluator *e)
{
  if (e->column)
    return;
  e->column = new_columns(e, e->plan->columns);
  e->hidden = new_columns(e, e->plan->most_neurons);
}

tp_evaluator *tp_evaluator_new(const tp_plan *p, const tp_schedule *s, const tp_observer *watch)
{
  tp_evaluator *e = tp_memory_zeroed(1, sizeof *e);
  e->plan = p;
  e->schedule = s;
  e->threads = 1;
  e->w = s->at[0];
  if (watch)
    e->watch = *watch;
  size_t widest = p->t->width > p->most_neurons ? p->t->width : p->most_neurons;
  e->operand = tp_memory_new(2 * (widest + p->longest_product), sizeof *e->operand);
  e->keys = tp_memory_zeroed(p->sets, sizeof *e->keys);
  e->row = tp_memory_zeroed(p->sets, sizeof *e->row);
  e->value = tp_memory_new(p->t->width, sizeof *e->value);
  e->slack = tp_memory_new(p->t->width, sizeof *e->slack);
  e->is_read = tp_memory_new(p->t->width, 1);
  return e;
}

static void free_spares(tp_evaluator *e)
{
  for (size_t i = 0; i < e->spares; i++)
    e->spare_of->op->row_free(e->spare_of, e->spare[i]);
  e->spares = 0;
}

/* Rows are used again by the arithmetic that made them. */
static void drop_rows(tp_evaluator *e, size_t set)
{
  if (!e->row[set])
    return;
  if (e->spare_of != e->w->a)
    free_spares(e);
  e->spare_of = e->w->a;
  TP_MEMORY_GROW(e->spare, e->spare_capacity, e->spares + e->rows);
  for (size_t i = 0; i < e->rows; i++)
    e->spare[e->spares++] = e->row[set][i];
  free(e->row[set]);
  e->row[set] = NULL;
}

static tp_attention_row *take_row(tp_evaluator *e)
{
  return e->spares && e->spare_of == e->w->a ? e->spare[--e->spares] : e->w->a->op->row_new(e->w->a);
}

static void drop_keys(set_keys *k)
{
  if (k->store)
    k->of->op->store_free(k->of, k->store);
  *k = (set_keys) {NULL, NULL};
}

void tp_evaluator_free(tp_evaluator *e)
{
  if (!e)
    return;
  for (size_t s = 0; s < e->plan->sets; s++) {
    drop_rows(e, s);
    drop_keys(e->keys + s);
  }
  free_spares(e);
  free_columns(e, e->column, e->plan->columns);
  free_columns(e, e->hidden, e->plan->most_neurons);
  free_columns(e, e->beside, e->besides);
  free(e->operand);
  tp_by_trits_free(e->by_trits);
  free(e->keys);
  free(e->row);
  free(e->spare);
  free(e->value);
  free(e->slack);
  free(e->is_read);
  free(e);
}

void tp_evaluator_use(tp_evaluator *e, const tp_schedule *s)
{
  e->schedule = s;
  e->is_mixed = 1;
}

void tp_evaluator_compare(tp_evaluator *e, const tp_schedule *other)
{
  const tp_plan *p = e->plan;
  size_t most = p->most_neurons;
  for (size_t l = 0; l < p->t->layers; l++) {
    most = p->layer[l].mixes > most ? p->layer[l].mixes : most;
    most = p->layer[l].adds > most ? p->layer[l].adds : most;
  }
  e->other = other;
  e->besides = most;
  e->beside = new_columns(e, most);
}

void tp_evaluator_thread(tp_evaluator *e, unsigned threads)
{
  e->threads = threads;
}

size_t tp_evaluator_chunk(const tp_evaluator *e)
{
  const int is_exact = e->schedule->at[0]->a->op->is_exact_hardmax;
  return e->by_trits || (!e->length && tp_by_trits_may(e)) ? CHUNK_OF_PARTS : is_exact ? CHUNK_OF_PLANES : CHUNK;
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
      e->w->a->op->column_restart(e->w->a, e->column[v], e->chunk);
}

/* Where a step is; layers count from 1. */
static tp_rounding_place place(size_t layer, tp_layer_part part, size_t index)
{
  return (tp_rounding_place) {layer + 1, part, index};
}

static void gather(tp_evaluator *e, tp_number_column **out, const size_t *version, size_t count)
{
  for (size_t i = 0; i < count; i++)
    out[i] = e->column[version[i]];
}

/* What the arithmetic at work knows of the set's keys, up to the end of the chunk. */
static const tp_key_store *keys_of(tp_evaluator *e, size_t index)
{
  const row_set *set = e->plan->set + index;
  const tp_arithmetic *a = e->w->a;
  set_keys *k = e->keys + index;
  if (k->of != a) {
    drop_keys(k);
    gather(e, e->operand, set->k, set->keys);
    *k = (set_keys) {a, a->op->store_new(a, set->keys, e->operand)};
  }
  a->op->store_extend(e->w, k->store, e->length);
  return k->store;
}

/* The rows of a set: scores and weights of every position of the chunk. */
static void make_rows(tp_evaluator *e, size_t index, size_t layer)
{
  const row_set *set = e->plan->set + index;
  const tp_arithmetic_operations *op = e->w->a->op;
  const tp_rounding_place at = place(layer, TP_PART_ATTENTION, set->first_head);
  const tp_key_store *keys = keys_of(e, index);
  gather(e, e->operand, set->q, set->keys);
  e->rows = e->length - e->chunk;
  e->row[index] = tp_memory_new(e->rows, sizeof *e->row[index]);
  tp_attention_row **row = e->row[index];
  for (size_t i = 0; i < e->rows; i++)
    row[i] = take_row(e);
  op->score(e->w, at, row, e->rows, keys, e->operand, e->chunk);
  for (size_t i = 0; i < e->rows && e->watch.scores; i++)
    e->watch.scores(e->watch.context, e->w, layer + 1, set->first_head, e->chunk + i, row[i]);
  op->weigh(e->w, at, row, e->rows);
  for (size_t i = 0; i < e->rows && e->watch.weights; i++)
    e->watch.weights(e->watch.context, e->w, layer + 1, set->first_head, e->chunk + i, row[i]);
}

static void watch_version(tp_evaluator *e, size_t version, size_t column)
{
  if (e->watch.activation)
    e->watch.activation(e->watch.context, e->w, version, e->column[column], e->chunk, e->length);
}

/* Round what a sublayer made, block by block, with what it left as it was. */
static void share_scales(tp_evaluator *e, size_t layer, int part)
{
  const block_list *list = &e->plan->layer[layer].shared[part];
  const tp_arithmetic_operations *op = e->w->a->op;
  for (size_t n = 0; n < list->blocks; n++) {
    const shared_block *b = list->block + n;
    for (size_t i = 0; i < b->count; i++)
      if (b->copy_of[i] != SIZE_MAX)
        op->copy(e->w, e->column[b->version[i]], e->column[b->copy_of[i]], e->chunk, e->length);
    gather(e, e->operand, b->version, b->count);
    op->share(e->w, place(layer, part ? TP_PART_SUM : TP_PART_ATTENTION, b->first), b->count, e->operand, e->chunk, e->length);
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
    e->w->a->op->mix(e->w, place(layer, TP_PART_ATTENTION, m->coordinate), e->row[m->set], e->rows, e->column[m->v], e->column[m->out], e->column[m->x]);
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
  const tp_arithmetic_operations *op = e->w->a->op;
  for (size_t m = 0; m < mlp->neurons; m++) {
    size_t start = mlp->in_start[m], inputs = mlp->in_start[m + 1] - start;
    gather(e, e->operand, plan->in + start, inputs);
    op->column_restart(e->w->a, e->hidden[m], e->chunk);
    op->neuron(e->w, place(layer, TP_PART_NEURON, m), e->hidden[m], inputs, e->operand, mlp->in_weight + start, mlp->bias[m],
               e->chunk, e->length);
  }
  for (size_t m = 0, block = e->plan->needs.block; block && m < mlp->neurons; m += block)
    op->share(e->w, place(layer, TP_PART_NEURON, m), mlp->neurons - m < block ? mlp->neurons - m : block, e->hidden + m,
              e->chunk, e->length);
  for (size_t m = 0; m < mlp->neurons && e->watch.hidden; m++)
    e->watch.hidden(e->watch.context, e->w, layer + 1, m, e->hidden[m], e->chunk, e->length);
}

static void add_neurons(tp_evaluator *e, size_t layer)
{
  const layer_plan *plan = e->plan->layer + layer;
  for (size_t n = 0; n < plan->adds; n++) {
    const adding *add = plan->add + n;
    for (size_t i = 0; i < add->terms; i++)
      e->operand[i] = e->hidden[add->neuron[i]];
    e->w->a->op->add(e->w, place(layer, TP_PART_SUM, add->coordinate), e->column[add->out], e->column[add->x], add->terms,
                     e->operand, add->weight, e->chunk, e->length);
  }
  share_scales(e, layer, 1);
  for (size_t n = 0; n < plan->adds; n++)
    watch_version(e, plan->add[n].out, plan->add[n].out);
}

/* --- Two schedules side by side ------------------------------------------------- */

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

/* The step by the other schedule, which leaves its results in e->beside. */
static void do_beside(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  const tp_observer watch = e->watch;
  e->watch = (tp_observer) {.context = NULL};
  e->w = tp_schedule_at(e->other, layer, part);
  for (size_t n = 0; n < results_of(e, layer, part); n++)
    e->w->a->op->column_restart(e->w->a, e->beside[n], e->chunk);
  swap_results(e, layer, part);
  step_of[part](e, layer);
  swap_results(e, layer, part);
  e->watch = watch;
}

static void show_beside(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  for (size_t n = 0, index; n < results_of(e, layer, part) && e->watch.beside; n++) {
    tp_number_column *result = *result_at(e, layer, part, n, &index);
    e->watch.beside(e->watch.context, e->w, place(layer, part, index), result, e->beside[n], e->chunk, e->length);
  }
}

static void do_part(tp_evaluator *e, size_t layer, tp_layer_part part)
{
  if (e->other)
    do_beside(e, layer, part);
  e->w = tp_schedule_at(e->schedule, layer, part);
  step_of[part](e, layer);
  if (e->other)
    show_beside(e, layer, part);
}

/* The positions from `chunk` up to length, number by number. */
static void feed_columns(tp_evaluator *e, const tp_sequence *s)
{
  tp_evaluator_need_columns(e);
  restart_columns(e);
  tp_evaluator_embed(e, s);
  for (size_t layer = 0; layer < e->plan->t->layers; layer++)
    for (tp_layer_part part = 0; part < TP_LAYER_PARTS; part++)
      do_part(e, layer, part);
}

size_t tp_evaluator_piece(size_t length)
{
  enum { PAIRS = 1 << 16, LEAST = 16 };
  const size_t piece = PAIRS / (length + 1);
  return piece < LEAST ? LEAST : piece < TP_EVALUATOR_ONE_BY_ONE ? piece : TP_EVALUATOR_ONE_BY_ONE;
}

/* All again, number by number, from the first token on. */
static void go_one_by_one(tp_evaluator *e)
{
  tp_by_trits_free(e->by_trits);
  e->by_trits = NULL;
  e->is_one_by_one = 1;
  e->chunk = e->length = 0;
}

void tp_evaluator_feed(tp_evaluator *e, const tp_sequence *s, size_t count)
{
  e->chunk = e->length;
  e->length += count;
  if (!e->chunk && count && !e->is_one_by_one)
    e->by_trits = tp_by_trits_new(e);
  if (e->by_trits) {
    if (tp_by_trits_feed(e, s))
      return;
    count = e->length;
    go_one_by_one(e);
  }
  if (e->is_one_by_one && count > tp_evaluator_piece(e->chunk))
    count = tp_evaluator_piece(e->chunk);
  e->length = e->chunk + count;
  feed_columns(e, s);
}

/* --- The stream after the last layer ---------------------------------------------- */

void tp_evaluator_begin_reading(tp_evaluator *e)
{
  memset(e->is_read, 0, e->plan->t->width);
}

double tp_evaluator_coordinate(tp_evaluator *e, uint32_t coordinate, size_t position, double *slack)
{
  if (!e->is_read[coordinate]) {
    if (e->by_trits) {
      e->value[coordinate] = tp_by_trits_read(e->by_trits, coordinate, position);
      e->slack[coordinate] = 0;
    } else {
      e->value[coordinate] = tp_read_one(e->w, e->column[e->plan->last[coordinate]], position, e->slack + coordinate);
    }
    e->is_read[coordinate] = 1;
  }
  *slack = e->slack[coordinate];
  return e->value[coordinate];
}
