/* SPDX-License-Identifier: MIT */
/* Rows that their best keys do not decide, evaluated as a plain evaluation does: from whole columns. */
#include <stdlib.h>

#include "deviation_private.h"
#include "tmprec/base/memory.h"

/* Append the numbers of a version at from .. to-1. */
static void append_numbers(const tp_deviation *d, tp_number_column *c, const deviant *of, size_t from, size_t to)
{
  enum { PIECE = 256 };
  double value[PIECE];
  for (size_t at = from; at < to;) {
    const size_t end = to - at < PIECE ? to : at + PIECE;
    if (of->first >= end) {
      d->a->op->load(d->a, c, end - at, of->hardmax + at);
    } else {
      for (size_t p = at; p < end; p++)
        value[p - at] = deviant_at(of, p).low;
      d->a->op->append(d->a, c, end - at, value);
    }
    at = end;
  }
}

tp_number_column *tp_deviation_gather(const tp_deviation *d, const deviant *of, const uint32_t *position, size_t count)
{
  tp_number_column *c = d->a->op->column_new(d->a);
  double *value = tp_memory_new(count, sizeof *value);
  int8_t *small = tp_memory_new(count, 1);
  int deviates = 0;
  for (size_t i = 0; i < count; i++) {
    deviates |= deviates_at(of, position[i]);
    small[i] = of->hardmax[position[i]];
  }
  for (size_t i = 0; i < count && deviates; i++)
    value[i] = deviant_at(of, position[i]).low;
  if (deviates)
    d->a->op->append(d->a, c, count, value);
  else
    d->a->op->load(d->a, c, count, small);
  free(small);
  free(value);
  return c;
}

/* The column of a version from position 0 on, up to the end of this feed. */
static tp_number_column *whole_column(tp_deviation *d, size_t version)
{
  tp_number_column **c = d->whole + version;
  size_t *end = d->whole_end + version;
  if (!*c) {
    *c = d->a->op->column_new(d->a);
    *end = 0;
  }
  append_numbers(d, *c, d->version + version, *end, d->to);
  *end = d->to;
  return *c;
}

/* The column of a version that has one position only. */
static tp_number_column *one_number(tp_deviation *d, size_t version, size_t position)
{
  tp_number_column *c = d->a->op->column_new(d->a);
  d->a->op->column_restart(d->a, c, position);
  append_numbers(d, c, d->version + version, position, position + 1);
  return c;
}

static const tp_key_store *store_of(tp_deviation *d, size_t s)
{
  const row_set *set = d->plan->set + s;
  if (!d->store[s]) {
    tp_number_column **k = tp_memory_new(set->keys, sizeof *k);
    for (size_t c = 0; c < set->keys; c++)
      k[c] = whole_column(d, set->k[c]);
    d->store[s] = d->a->op->store_new(d->a, set->keys, k);
    free(k);
  } else if (d->store[s]->keys < d->to) {
    for (size_t c = 0; c < set->keys; c++)
      whole_column(d, set->k[c]);
  }
  d->a->op->store_extend(d->w, d->store[s], d->to);
  return d->store[s];
}

/* Scores and weights, once for all values of the set. */
static tp_attention_row **row_at(tp_deviation *d, size_t layer, size_t s, size_t position)
{
  const row_set *set = d->plan->set + s;
  set_rows *r = d->rows + s;
  if (!r->row)
    r->row = tp_memory_zeroed(d->to - d->from, sizeof *r->row);
  tp_attention_row **row = r->row + (position - d->from);
  if (*row)
    return row;
  const tp_key_store *store = store_of(d, s);
  const tp_rounding_place at = {layer + 1, TP_PART_ATTENTION, set->first_head};
  tp_number_column **q = tp_memory_new(set->keys, sizeof *q);     /* the row refers to them */
  for (size_t c = 0; c < set->keys; c++)
    q[c] = whole_column(d, set->q[c]);
  *row = d->a->op->row_new(d->a);
  d->a->op->score(d->w, at, row, 1, store, q, position);
  d->a->op->weigh(d->w, at, row, 1);
  free(q);
  return row;
}

double tp_deviation_open_row(tp_deviation *d, size_t layer, const mixing *m, size_t position)
{
  const tp_rounding_place at = {layer + 1, TP_PART_ATTENTION, m->coordinate};
  double y, slack;
  d->open_now++;
  tp_attention_row **row = row_at(d, layer, m->set, position);
  tp_number_column *out = d->a->op->column_new(d->a), *x = one_number(d, m->x, position), *v = whole_column(d, m->v);
  d->a->op->column_restart(d->a, out, position);
  d->a->op->mix(d->w, at, row, 1, v, out, x);
  d->a->op->read(d->w, out, position, position + 1, &y, &slack);
  d->a->op->column_free(d->a, out);
  d->a->op->column_free(d->a, x);
  return y;
}

void tp_deviation_drop_wholes(tp_deviation *d)
{
  for (size_t s = 0; s < d->plan->sets; s++) {
    if (d->store[s])
      d->a->op->store_free(d->a, d->store[s]);
    d->store[s] = NULL;
  }
  for (size_t v = 0; v < d->plan->versions; v++) {
    if (d->whole[v])
      d->a->op->column_free(d->a, d->whole[v]);
    d->whole[v] = NULL;
  }
}
