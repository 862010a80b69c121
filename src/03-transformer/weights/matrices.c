/* SPDX-License-Identifier: MIT */
#include "matrices.h"

#include <stdlib.h>

#include "factors.h"
#include "tmprec/base/memory.h"

const char *const tp_matrix_role_name[MATRIX_ROLES] = {
  "embedding", "position", "unembedding", "W_Q", "W_K", "W_V", "W_O", "W1", "b1", "W2",
};

void tp_matrix_name(tp_buffer *out, const matrix_place *p)
{
  if (p->role >= MATRIX_Q)
    tp_buffer_printf(out, "layer.%u.", p->layer);
  if (p->role >= MATRIX_Q && p->role <= MATRIX_O)
    tp_buffer_printf(out, "head.%u.", p->head);
  tp_buffer_puts(out, tp_matrix_role_name[p->role]);
}

matrix_place *tp_matrix_places(const tp_transformer *t, size_t *count)
{
  matrix_place *list = NULL;
  size_t n = 0, room = 0;
  TP_MEMORY_GROW(list, room, 3);
  for (matrix_role role = MATRIX_EMBEDDING; role <= MATRIX_UNEMBEDDING; role++)
    list[n++] = (matrix_place) {role, 0, 0};
  for (uint32_t l = 1; l <= t->layers; l++) {
    TP_MEMORY_GROW(list, room, n + 4 * t->layer[l - 1].heads + 3);
    for (uint32_t h = 1; h <= t->layer[l - 1].heads; h++)
      for (matrix_role role = MATRIX_Q; role <= MATRIX_O; role++)
        list[n++] = (matrix_place) {role, l, h};
    for (matrix_role role = MATRIX_1; role <= MATRIX_2; role++)
      list[n++] = (matrix_place) {role, l, 0};
  }
  *count = n;
  return list;
}

void tp_matrix_add(matrix *m, uint64_t row, uint64_t column, int32_t value)
{
  TP_MEMORY_GROW(m->entry, m->capacity, m->entries + 1);
  m->entry[m->entries++] = (matrix_entry) {(uint32_t) row, (uint32_t) column, value};
}

/* The rows that placements put where the factor is. */
static void add_placements(matrix *m, const tp_vocabulary *v, const tp_placement *p, size_t count, uint32_t field, uint32_t value, uint64_t factor)
{
  for (size_t i = 0; i < count; i++) {
    if (p[i].field != field)
      continue;
    const tp_codebook *b = v->book + p[i].book;
    const uint32_t row = field == TP_PLACEMENT_CONSTANT ? p[i].row : value;
    for (uint32_t c = 0; c < b->width; c++)
      tp_matrix_add(m, factor, p[i].at + c, b->entry[(size_t) row * b->width + c]);
  }
}

static void add_vocabulary(matrix *m, const tp_vocabulary *v, int embeds)
{
  m->rows = tp_factors_all(v);
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES; family++) {
    const tp_token_family *f = v->family + family;
    if (!f->present)
      continue;
    const tp_placement *p = embeds ? f->embed : f->unembed;
    const size_t count = embeds ? f->embeds : f->unembeds;
    add_placements(m, v, p, count, TP_PLACEMENT_CONSTANT, 0, tp_factors_of_family(v, family));
    for (uint32_t i = 0; i < f->fields; i++)
      for (uint32_t value = 0; value < f->count[i]; value++)
        add_placements(m, v, p, count, i, f->first[i] + value, tp_factors_of_field(v, family, i) + value);
  }
}

/* Each row, or each column, of the matrix selects one coordinate. */
static void add_selection(matrix *m, const uint32_t *list, uint32_t length, int by_column)
{
  m->rows = by_column ? m->columns : length;
  m->columns = by_column ? length : m->columns;
  for (uint32_t i = 0; i < length; i++)
    tp_matrix_add(m, by_column ? list[i] : i, by_column ? i : list[i], 1);
}

static void add_head(matrix *m, const tp_attention_head *h, matrix_role role)
{
  switch (role) {
  case MATRIX_Q: add_selection(m, h->q, h->keys, 0); break;
  case MATRIX_K: add_selection(m, h->k, h->keys, 0); break;
  case MATRIX_V: add_selection(m, h->v, h->values, 0); break;
  default: add_selection(m, h->out, h->values, 1);
  }
}

static void add_neurons(matrix *m, const tp_neuron_block *b, matrix_role role)
{
  m->rows = role == MATRIX_1 ? b->neurons : role == MATRIX_BIAS ? 1 : m->columns;
  m->columns = role == MATRIX_1 ? m->columns : b->neurons;
  for (size_t n = 0; n < b->neurons; n++) {
    if (role == MATRIX_BIAS)
      tp_matrix_add(m, 0, n, b->bias[n]);
    for (size_t e = b->in_start[n]; role == MATRIX_1 && e < b->in_start[n + 1]; e++)
      tp_matrix_add(m, n, b->in[e], b->in_weight[e]);
    for (size_t e = b->out_start[n]; role == MATRIX_2 && e < b->out_start[n + 1]; e++)
      tp_matrix_add(m, b->out[e], n, b->out_weight[e]);
  }
}

static int compare(const void *a, const void *b)
{
  const matrix_entry *x = a, *y = b;
  return x->row != y->row ? (x->row > y->row) - (x->row < y->row) : (x->column > y->column) - (x->column < y->column);
}

void tp_matrix_settle(matrix *m)
{
  size_t n = 0;
  if (m->entries)
    qsort(m->entry, m->entries, sizeof *m->entry, compare);
  for (size_t i = 0; i < m->entries;) {
    matrix_entry e = m->entry[i++];
    for (; i < m->entries && !compare(&e, m->entry + i); i++)
      e.value = (int32_t) ((uint32_t) e.value + (uint32_t) m->entry[i].value);
    if (e.value)
      m->entry[n++] = e;
  }
  m->entries = n;
}

matrix tp_matrix_of(const tp_transformer *t, const matrix_place *p)
{
  matrix m = {.columns = t->width};
  switch (p->role) {
  case MATRIX_EMBEDDING:
  case MATRIX_UNEMBEDDING: add_vocabulary(&m, &t->vocabulary, p->role == MATRIX_EMBEDDING); break;
  case MATRIX_POSITION:
    m.rows = t->position_bits;
    for (unsigned b = 0; b < t->position_bits; b++)
      tp_matrix_add(&m, b, t->position_at + b, 1);
    break;
  case MATRIX_1:
  case MATRIX_BIAS:
  case MATRIX_2: add_neurons(&m, &t->layer[p->layer - 1].mlp, p->role); break;
  default: add_head(&m, t->layer[p->layer - 1].head + p->head - 1, p->role);
  }
  tp_matrix_settle(&m);
  return m;
}

void tp_matrix_transpose(matrix *m)
{
  const uint64_t rows = m->rows;
  m->rows = m->columns;
  m->columns = rows;
  for (size_t i = 0; i < m->entries; i++)
    m->entry[i] = (matrix_entry) {m->entry[i].column, m->entry[i].row, m->entry[i].value};
  tp_matrix_settle(m);
}

void tp_matrix_clear(matrix *m)
{
  free(m->entry);
  *m = (matrix) {0};
}
