/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "factors.h"
#include "loading.h"
#include "tmprec/base/memory.h"

enum { MOST_TAPES = 255, MOST_VALUES = 1 << 20 };

static tp_status refuse(const loading *l, const char *what)
{
  return tp_error_set(l->err, TP_STATUS_REFUSED, "vocabulary: %s", what);
}

static int is_kind(const json_value *field, field_kind kind)
{
  const json_value *name = tp_json_member(field, "kind", JSON_STRING);
  return name && !strcmp(name->text, tp_field_kind_name[kind]);
}

static tp_status read_fields(loading *l, uint32_t family, const json_value *fields)
{
  tp_vocabulary *v = &l->t->vocabulary;
  for (uint32_t i = 0; i < fields->items; i++) {
    uint64_t first, count;
    const json_value *field = fields->item + i;
    if (!tp_json_count(tp_json_member(field, "first", JSON_NUMBER), &first, MOST_VALUES)
        || !tp_json_count(tp_json_member(field, "count", JSON_NUMBER), &count, MOST_VALUES) || !count
        || !is_kind(field, tp_factors_field_kind(family, i, v->tapes)))
      return refuse(l, "a field has another kind, or no values");
    tp_vocabulary_set_field(v, family, i, (uint32_t) first, (uint32_t) count);
  }
  return TP_STATUS_OK;
}

static tp_status read_family(loading *l, const json_value *about)
{
  tp_vocabulary *v = &l->t->vocabulary;
  const json_value *name = tp_json_member(about, "name", JSON_STRING), *fields = tp_json_member(about, "fields", JSON_ARRAY);
  uint32_t family = 0;
  while (name && family < TP_TOKEN_FAMILIES && strcmp(name->text, tp_token_family_name[family]))
    family++;
  if (!name || !fields || family == TP_TOKEN_FAMILIES || v->family[family].present || fields->items != tp_token_fields(family, v->tapes))
    return refuse(l, "a family is unknown, comes twice, or has other fields");
  tp_vocabulary_add_family(v, family, (uint32_t) fields->items);
  return read_fields(l, family, fields);
}

/* That the file numbers factors as they are numbered here. */
static int is_numbered(const tp_vocabulary *v, const json_value *about)
{
  uint64_t at;
  const json_value *name = tp_json_member(about, "name", JSON_STRING), *fields = tp_json_member(about, "fields", JSON_ARRAY);
  uint32_t family = 0;
  while (strcmp(name->text, tp_token_family_name[family]))
    family++;
  int good = tp_json_count(tp_json_member(about, "factor", JSON_NUMBER), &at, UINT32_MAX) && at == tp_factors_of_family(v, family);
  for (uint32_t i = 0; i < fields->items; i++)
    good = good && tp_json_count(tp_json_member(fields->item + i, "factor", JSON_NUMBER), &at, UINT32_MAX) && at == tp_factors_of_field(v, family, i);
  return good;
}

/* --- Embedding and unembedding ---------------------------------------------------------------- */

/* Some rows of such a matrix: the values of a field from `first` on, or one of a family itself. */
typedef struct {
  uint32_t family, field, first, count;
  const matrix_entry *entry, *end;     /* of these rows */
  uint64_t row;
  int embeds;
} factor_rows;

/* Place columns from .. to-1 of the rows. */
static void place_columns(tp_vocabulary *v, const factor_rows *r, uint32_t from, uint32_t to)
{
  const uint32_t width = to - from, rows = r->first + r->count;
  int8_t *book = tp_memory_zeroed((size_t) rows * width, 1);
  for (const matrix_entry *e = r->entry; e < r->end; e++)
    if (e->column >= from && e->column < to)
      book[(r->first + (e->row - r->row)) * width + (e->column - from)] = (int8_t) e->value;
  const tp_placement p = {r->field, 0, tp_vocabulary_add_book(v, rows, width, book), from};
  (r->embeds ? tp_vocabulary_embed : tp_vocabulary_unembed)(v, r->family, p);
  free(book);
}

static void mark_columns(const factor_rows *r, unsigned char *used)
{
  for (const matrix_entry *e = r->entry; e < r->end; e++)
    used[e->column] = 1;
}

/* Columns next to each other are placed together. */
static void place_rows(loading *l, const factor_rows *r)
{
  unsigned char *used = tp_memory_zeroed(l->width + 1, 1);
  mark_columns(r, used);
  for (uint32_t from = 0, to; from < l->width; from = to) {
    for (to = from + 1; used[from] && used[to]; to++) {}
    if (used[from])
      place_columns(&l->t->vocabulary, r, from, to);
  }
  free(used);
}

/* Parts of a token are written, not added: no two of them to one place. */
static tp_status check_rows(loading *l, const factor_rows *r, unsigned char *taken)
{
  for (const matrix_entry *e = r->entry; e < r->end; e++)
    if (taken[e->column])
      return tp_loading_refuse(l, &(matrix_place) {MATRIX_EMBEDDING, 0, 0}, e->row, e->column,
                            "writes where another factor of the token, or the position, writes");
  mark_columns(r, taken);
  return TP_STATUS_OK;
}

static factor_rows rows_of(const matrix *m, const factor_rows *before, uint32_t family, uint32_t field, uint32_t first, uint32_t count)
{
  factor_rows r = {family, field, first, count, before->end, before->end, before->row + before->count, before->embeds};
  while (r.end < matrix_end(m) && r.end->row < r.row + count)
    r.end++;
  return r;
}

static tp_status place_family(loading *l, const matrix *m, uint32_t family, factor_rows *at)
{
  const tp_token_family *f = l->t->vocabulary.family + family;
  unsigned char *taken = tp_memory_zeroed(l->width, 1);
  memset(taken + l->t->position_at, 1, l->t->position_bits);
  tp_status result = TP_STATUS_OK;
  for (uint32_t i = 0; i <= f->fields && result == TP_STATUS_OK; i++) {
    *at = i ? rows_of(m, at, family, i - 1, f->first[i - 1], f->count[i - 1]) : rows_of(m, at, family, TP_PLACEMENT_CONSTANT, 0, 1);
    if (at->embeds)
      result = check_rows(l, at, taken);
    if (result == TP_STATUS_OK)
      place_rows(l, at);
  }
  free(taken);
  return result;
}

static tp_status place_all(loading *l, matrix_role role)
{
  matrix m = {.rows = tp_factors_all(&l->t->vocabulary), .columns = l->width};
  const matrix_place place = {role, 0, 0};
  tp_status result = tp_loading_matrix(l, &place, &m, 1);
  factor_rows at = {.entry = m.entry, .end = m.entry, .embeds = role == MATRIX_EMBEDDING};
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES && result == TP_STATUS_OK; family++)
    if (l->t->vocabulary.family[family].present)
      result = place_family(l, &m, family, &at);
  tp_matrix_clear(&m);
  return result;
}

tp_status tp_loading_vocabulary(loading *l)
{
  const json_value *about = tp_json_member(&l->file.metadata, "vocabulary", JSON_OBJECT), *families = tp_json_member(about, "families", JSON_ARRAY);
  uint64_t tapes;
  if (!families || !tp_json_count(tp_json_member(about, "tapes", JSON_NUMBER), &tapes, MOST_TAPES) || !tapes)
    return refuse(l, "no families or tapes");
  l->t->vocabulary.tapes = (uint32_t) tapes;
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; i < families->items && result == TP_STATUS_OK; i++)
    result = read_family(l, families->item + i);
  for (size_t i = 0; i < families->items && result == TP_STATUS_OK; i++)
    if (!is_numbered(&l->t->vocabulary, families->item + i))
      result = refuse(l, "the factors are numbered in another order");
  if (result == TP_STATUS_OK && tp_factors_all(&l->t->vocabulary) > INT32_MAX)
    result = refuse(l, "too many factors");
  if (result == TP_STATUS_OK)
    result = place_all(l, MATRIX_EMBEDDING);
  return result == TP_STATUS_OK ? place_all(l, MATRIX_UNEMBEDDING) : result;
}
