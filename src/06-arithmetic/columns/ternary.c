/* SPDX-License-Identifier: MIT */
#include "ternary.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

static const wide_kind *kind_of(const tp_arithmetic *a)
{
  return ((const ternary_arithmetic *) a)->kind;
}

tp_number_column *tp_ternary_column_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(tp_number_column));
}

void tp_ternary_column_free(const tp_arithmetic *a, tp_number_column *c)
{
  if (!c)
    return;
  if (c->wide)
    kind_of(a)->clear(c->wide, c->wide_capacity);
  free(c->wide);
  free(c->small);
  free(c);
}

void tp_ternary_column_restart(const tp_arithmetic *a, tp_number_column *c, size_t first)
{
  (void) a;
  c->first = c->end = first;
  c->wide_any = c->has_infinite = 0;
}

/* Columns are many, and begin with the embedding, number by number. */
enum { LEAST_CAPACITY = 64 };

static void make_room(tp_number_column *c, const wide_kind *kind, size_t count)
{
  size_t need = c->end - c->first + count;
  if (need <= c->capacity && (!c->wide || need <= c->wide_capacity))
    return;
  TP_MEMORY_GROW(c->small, c->capacity, need < LEAST_CAPACITY ? LEAST_CAPACITY : need);
  if (c->wide && c->wide_capacity < c->capacity) {
    c->wide = tp_memory_resize(c->wide, c->capacity, kind->size);
    kind->init(c->wide + c->wide_capacity * kind->size, c->capacity - c->wide_capacity);
    c->wide_capacity = c->capacity;
  }
}

void tp_ternary_put(tp_number_column *c, const wide_kind *kind, int value)
{
  make_room(c, kind, 1);
  c->small[c->end - c->first] = (int8_t) value;
  if (c->wide_any)
    kind->set(wide_at(c, kind, c->end), value);
  c->end++;
}

void tp_ternary_load(const tp_arithmetic *a, tp_number_column *c, size_t count, const int8_t *value)
{
  const wide_kind *kind = kind_of(a);
  make_room(c, kind, count);
  memcpy(c->small + (c->end - c->first), value, count);
  for (size_t i = 0; i < count && c->wide_any; i++)
    kind->set(wide_at(c, kind, c->end + i), value[i]);
  c->end += count;
}

int tp_ternary_put_many(tp_number_column *c, const wide_kind *kind, const int16_t *restrict value, size_t count)
{
  int other = 0;
  for (size_t i = 0; i < count; i++)
    other |= value[i] > 1 || value[i] < -1;
  if (other)
    return 0;
  make_room(c, kind, count);
  int8_t *restrict small = c->small + (c->end - c->first);
  for (size_t i = 0; i < count; i++)
    small[i] = (int8_t) value[i];
  if (c->wide_any)
    for (size_t i = 0; i < count; i++)
      kind->set(wide_at(c, kind, c->end + i), value[i]);
  c->end += count;
  return 1;
}

void *tp_ternary_put_wide_many(tp_number_column *c, const wide_kind *kind, size_t count)
{
  make_room(c, kind, count);
  if (!c->wide) {
    c->wide = tp_memory_new(c->capacity, kind->size);
    kind->init(c->wide, c->capacity);
    c->wide_capacity = c->capacity;
  }
  if (!c->wide_any) {
    for (size_t p = c->first; p < c->end; p++)
      kind->set(wide_at(c, kind, p), ternary_at(c, p));
    c->wide_any = 1;
    c->wide_first = c->end;
  }
  size_t position = c->end;
  c->end += count;
  c->wide_last = c->end - 1;
  memset(c->small + (position - c->first), 0, count);
  return wide_at(c, kind, position);
}

void *tp_ternary_put_wide(tp_number_column *c, const wide_kind *kind)
{
  return tp_ternary_put_wide_many(c, kind, 1);
}

long tp_ternary_most(size_t columns, const int8_t *weight, long bias)
{
  long most = labs(bias);
  for (size_t c = 0; c < columns; c++)
    most += abs(weight[c]);
  return most;
}

TP_CLONES
static void accumulate_ternary(int16_t *restrict sum, const int8_t *restrict value, int weight, size_t count)
{
  if (weight == 1)
    for (size_t i = 0; i < count; i++)
      sum[i] = (int16_t) (sum[i] + value[i]);
  else if (weight == -1)
    for (size_t i = 0; i < count; i++)
      sum[i] = (int16_t) (sum[i] - value[i]);
  else
    for (size_t i = 0; i < count; i++)
      sum[i] = (int16_t) (sum[i] + weight * value[i]);
}

void tp_ternary_accumulate(int16_t *sum, const tp_number_column *c, int weight, size_t from, size_t count)
{
  accumulate_ternary(sum, c->small + (from - c->first), weight, count);
}

int tp_ternary_accumulate_all(int16_t *sum, size_t columns, tp_number_column *const *x, const int8_t *weight, size_t from, size_t count)
{
  for (size_t c = 0; c < columns; c++)
    if (!ternary_in(x[c], from, from + count))
      return 0;
  for (size_t c = 0; c < columns; c++)
    tp_ternary_accumulate(sum, x[c], weight[c], from, count);
  return 1;
}

TP_CLONES
static void rectify_ternary(int16_t *restrict sum, int32_t bias, size_t count)
{
  for (size_t i = 0; i < count; i++)
    sum[i] = (int16_t) (sum[i] + bias > 0 ? sum[i] + bias : 0);
}

void tp_ternary_rectify(int16_t *sum, int32_t bias, size_t count) { rectify_ternary(sum, bias, count); }

/* Bytes are summed as bytes, which hold 127 terms, then moved into the scores. */
enum { BYTE_TERMS = 127 };

static void flush(int16_t *restrict score, int8_t *restrict partial, size_t count)
{
  for (size_t j = 0; j < count; j++) {
    score[j] = (int16_t) (score[j] + partial[j]);
    partial[j] = 0;
  }
}

/* Keys are worked on in pieces that stay in the first-level cache. */
enum { KEY_PIECE = 1024 };

TP_CLONES
static void piece_scores(int16_t *score, const int8_t *sign, const int8_t *const *key, size_t terms, size_t from, size_t count)
{
  int8_t partial[KEY_PIECE] = {0};
  memset(score, 0, count * sizeof *score);
  for (size_t c = 0; c < terms; c++) {
    const int8_t *restrict value = key[c] + from;
    int8_t *restrict sum = partial;
    if (sign[c] > 0)
      for (size_t j = 0; j < count; j++)
        sum[j] = (int8_t) (sum[j] + value[j]);
    else
      for (size_t j = 0; j < count; j++)
        sum[j] = (int8_t) (sum[j] - value[j]);
    if ((c + 1) % BYTE_TERMS == 0)
      flush(score, partial, count);
  }
  flush(score, partial, count);
}

size_t tp_ternary_scores(int16_t *score, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i, size_t *rest)
{
  const int8_t *stack_key[512], **key = keys <= 512 ? stack_key : tp_memory_new(keys, sizeof *key);
  int8_t stack_sign[512], *sign = keys <= 512 ? stack_sign : tp_memory_new(keys, 1);
  size_t terms = 0, left = 0;
  for (size_t c = 0; c < keys; c++) {
    if (!ternary_in(q[c], i, i + 1) || !ternary_in(k[c], 0, i + 1)) {
      rest[left++] = c;
    } else if (ternary_at(q[c], i) && terms == TP_TERNARY_TERMS) {
      rest[left++] = c;
    } else if (ternary_at(q[c], i)) {
      sign[terms] = ternary_at(q[c], i);
      key[terms++] = k[c]->small;
    }
  }
  for (size_t from = 0; from <= i; from += KEY_PIECE)
    piece_scores(score + from, sign, key, terms, from, i + 1 - from < KEY_PIECE ? i + 1 - from : KEY_PIECE);
  if (key != stack_key)
    free(key);
  if (sign != stack_sign)
    free(sign);
  return left;
}
