/* SPDX-License-Identifier: MIT */
/* Hardmax attention: the best keys of each query by an index, the mean of their values. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "../histogram.h"
#include "../key_store.h"
#include "tmprec/base/memory.h"

tp_key_store *tp_hardmax_store_new(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k)
{
  (void) a;
  hardmax_store *s = tp_memory_zeroed(1, sizeof *s);
  s->base.coordinates = coordinates;
  s->base.k = tp_memory_new(coordinates, sizeof *s->base.k);
  memcpy(s->base.k, k, coordinates * sizeof *k);
  s->q = tp_memory_new(coordinates, sizeof *s->q);
  tp_key_index_init(&s->index, coordinates);
  return &s->base;
}

void tp_hardmax_store_free(const tp_arithmetic *a, tp_key_store *store)
{
  hardmax_store *s = (hardmax_store *) store;
  if (!s)
    return;
  tp_key_index_clear(&s->index);
  free(s->q);
  tp_key_store_free(a, store);
}

tp_attention_row *tp_hardmax_row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(hardmax_row));
}

void tp_hardmax_row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  hardmax_row *row = hardmax_row_of(freed);
  (void) a;
  for (size_t j = 0; j < row->whole_made; j++)
    mpq_clear(row->whole[j]);
  free(row->whole);
  free(row->score);
  free(row->best);
  free(row->query);
  free(row->answer.hit);
  free(row);
}

/* --- Scores ---------------------------------------------------------------------------- */

/* The vectors at 64 positions: words of signs at position p of the block begin at set + p words.  For one
   position alone only its own are read. */
typedef struct {
  size_t words, block;             /* block: positions 64 block .., SIZE_MAX: none yet */
  int alone;
  uint64_t *set, *negative;
} vectors;

static vectors vectors_new(size_t words, int alone)
{
  return (vectors) {words, SIZE_MAX, alone, tp_memory_new(WORD * words, sizeof(uint64_t)), tp_memory_new(WORD * words, sizeof(uint64_t))};
}

static void vectors_free(vectors *v)
{
  free(v->set);
  free(v->negative);
}

/* Word `word` of all vectors of a block, from one plane of 64 columns. */
static void turn(uint64_t *to, size_t words, size_t word, uint64_t square[WORD])
{
  tp_planes_transpose(square);
  for (size_t p = 0; p < WORD; p++)
    to[p * words + word] = square[p];
}

static void read_alone(vectors *v, size_t count, tp_number_column *const *c, size_t position)
{
  uint64_t *set = v->set + position % WORD * v->words, *negative = v->negative + position % WORD * v->words;
  memset(set, 0, v->words * sizeof *set);
  memset(negative, 0, v->words * sizeof *negative);
  for (size_t n = 0; n < count; n++) {
    const size_t word = position / WORD - c[n]->first / WORD, bit = position % WORD;
    set[n / WORD] |= (c[n]->set[word] >> bit & 1) << n % WORD;
    negative[n / WORD] |= (c[n]->negative[word] >> bit & 1) << n % WORD;
  }
}

/* The vectors of the block that holds a position.  Positions that a column has not, or lost, count as 0. */
static void read_block(vectors *v, size_t count, tp_number_column *const *c, size_t position)
{
  if (v->alone) {
    read_alone(v, count, c, position);
    return;
  }
  if (v->block == position / WORD)
    return;
  v->block = position / WORD;
  for (size_t word = 0; word < v->words; word++) {
    uint64_t set[WORD] = {0}, negative[WORD] = {0};
    for (size_t n = 0; n < WORD && word * WORD + n < count; n++) {
      const tp_number_column *of = c[word * WORD + n];
      if (v->block < of->first / WORD || v->block - of->first / WORD >= of->words)
        continue;
      set[n] = of->set[v->block - of->first / WORD];
      negative[n] = of->negative[v->block - of->first / WORD];
    }
    turn(v->set, v->words, word, set);
    turn(v->negative, v->words, word, negative);
  }
}

/* Scores are kept in 16 bits, and so are the differences of two. */
enum { MOST_COORDINATES = INT16_MAX / 2 };

/* 1 if the columns are ternary from a position up to another. */
static int are_ternary(size_t count, tp_number_column *const *c, size_t from, size_t to)
{
  for (size_t n = 0; n < count; n++)
    if (!is_ternary_in(c[n], from, to))
      return 0;
  return 1;
}

/* Whether the scores of a query at a position are not all integers, or may not fit. */
static int needs_rationals(const tp_key_store *s, tp_number_column *const *q, size_t i)
{
  return s->coordinates > MOST_COORDINATES || !are_ternary(s->coordinates, q, i, i + 1) || !are_ternary(s->coordinates, s->k, 0, i + 1);
}

static void score_whole(hardmax_work *e, hardmax_row *row)
{
  const hardmax_store *s = row->store;
  const size_t coordinates = s->base.coordinates;
  mpq_t *query = tp_memory_new(coordinates, sizeof *query), read;
  size_t *at = tp_memory_new(coordinates, sizeof *at), terms = 0;
  mpq_init(read);
  for (size_t c = 0; c < coordinates; c++) {       /* those that are not 0 */
    const mpq_srcptr value = tp_planes_number(s->q[c], row->i, read);
    if (!mpq_sgn(value))
      continue;
    mpq_init(query[terms]);
    mpq_set(query[terms], value);
    at[terms++] = c;
  }
  if (row->whole_made < row->i + 1) {
    row->whole = tp_memory_resize(row->whole, row->i + 1, sizeof *row->whole);
    for (; row->whole_made < row->i + 1; row->whole_made++)
      mpq_init(row->whole[row->whole_made]);
  }
  for (size_t j = 0; j <= row->i; j++) {
    mpq_set_ui(row->whole[j], 0, 1);
    for (size_t t = 0; t < terms; t++) {
      const mpq_srcptr key = tp_planes_number(s->base.k[at[t]], j, e->term);
      if (!mpq_sgn(key))
        continue;
      mpq_mul(e->sum, query[t], key);
      mpq_add(row->whole[j], row->whole[j], e->sum);
    }
  }
  for (size_t t = 0; t < terms; t++)
    mpq_clear(query[t]);
  mpq_clear(read);
  free(query);
  free(at);
}

static void ask_index(hardmax_row *row, vectors *q, vectors *k)
{
  hardmax_store *s = row->store;
  const size_t words = s->index.words, coordinates = s->base.coordinates;
  for (; s->indexed <= row->i; s->indexed++) {
    const size_t at = s->indexed % WORD * words;
    read_block(k, coordinates, s->base.k, s->indexed);
    tp_key_index_add(&s->index, (uint32_t) s->indexed, k->set + at, k->negative + at);
  }
  const size_t at = row->i % WORD * words;
  read_block(q, coordinates, s->q, row->i);
  TP_MEMORY_GROW(row->query, row->query_capacity, 2 * words);
  memcpy(row->query, q->set + at, words * sizeof *row->query);
  memcpy(row->query + words, q->negative + at, words * sizeof *row->query);
  tp_key_index_ask(&s->index, row->query, row->query + words, &row->answer);
}

void tp_hardmax_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                      tp_number_column *const *q, size_t first)
{
  hardmax_store *s = (hardmax_store *) store;
  const size_t coordinates = store->coordinates;
  vectors query = vectors_new(s->index.words, rows == 1), key = vectors_new(s->index.words, s->indexed + 1 == first + rows);
  const int any_rational = needs_rationals(store, q, first + rows - 1) || !are_ternary(coordinates, q, first, first + rows);
  (void) at;
  memcpy(s->q, q, coordinates * sizeof(tp_number_column *));
  for (size_t n = 0; n < rows; n++) {
    hardmax_row *r = hardmax_row_of(row[n]);
    r->i = first + n;
    r->store = s;
    r->has_scores = 0;
    r->is_whole = any_rational && needs_rationals(store, q, r->i);
    if (r->is_whole)
      score_whole(hardmax_of(w), r);
    else
      ask_index(r, &query, &key);
  }
  vectors_free(&query);
  vectors_free(&key);
}

/* --- Weights ----------------------------------------------------------------------------- */

static void keep_best(hardmax_row *row, size_t j, int order)
{
  if (order > 0)
    row->best_count = 0;
  if (order >= 0) {
    TP_MEMORY_GROW(row->best, row->best_capacity, row->best_count + 1);
    row->best[row->best_count++] = (uint32_t) j;
  }
}

/* The best keys of an index stand in its tables already. */
void tp_hardmax_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *of, size_t rows)
{
  (void) w, (void) at;
  for (size_t n = 0; n < rows; n++) {
    hardmax_row *row = hardmax_row_of(of[n]);
    row->best_count = 0;
    for (size_t j = 0; row->is_whole && j <= row->i; j++)
      keep_best(row, j, row->best_count ? mpq_cmp(row->whole[j], row->whole[row->best[0]]) : 1);
  }
}

/* The keys of all hits, one by one. */
static void list_best(hardmax_row *row)
{
  row->best_count = 0;
  for (size_t h = 0; h < row->answer.hits; h++) {
    const key_hit *hit = row->answer.hit + h;
    uint32_t key = hit->table->bucket[hit->bucket].first;
    for (uint32_t n = 0; n < hit->count; n++, key = hit->table->next[key])
      keep_best(row, hit->group->position[key], 0);
  }
}

/* The value that all best keys have; 2 if they differ, or are not all ternary. */
static int common_value(const hardmax_row *row, const tp_number_column *v)
{
  if (row->is_whole || !is_ternary_in(v, 0, row->i + 1))
    return 2;
  int value = key_hit_value(row->answer.hit, v);
  for (size_t h = 1; h < row->answer.hits && value != 2; h++)
    if (key_hit_value(row->answer.hit + h, v) != value)
      value = 2;
  return value;
}

/* x + the mean of the values of the best keys. */
static void mix_at(hardmax_work *e, hardmax_row *row, const tp_number_column *v, tp_number_column *out, const tp_number_column *x)
{
  if (!row->is_whole)
    list_best(row);
  mpq_set_ui(e->sum, 0, 1);
  for (size_t b = 0; b < row->best_count; b++)
    mpq_add(e->sum, e->sum, tp_planes_number(v, row->best[b], e->term));
  mpq_set_ui(e->term, row->best_count, 1);
  mpq_div(e->sum, e->sum, e->term);
  mpq_add(e->sum, e->sum, tp_planes_number(x, row->i, e->term));
  tp_planes_put(out, row->i, e->sum);
}

/* The rows that belong to word n of the span. */
static void mix_word(hardmax_work *e, tp_attention_row *const *row, tp_number_column *v, tp_number_column *out, tp_number_column *x,
                     const span *s, size_t n)
{
  const uint64_t mask = span_mask(s, n);
  uint64_t plus = 0, minus = 0, open = 0;
  for (uint64_t left = mask; left; left &= left - 1) {
    const size_t bit = (size_t) __builtin_ctzll(left);
    const int value = common_value(hardmax_row_of(row[(s->word + n) * WORD + bit - s->from]), v);
    plus |= (uint64_t) (value == 1) << bit;
    minus |= (uint64_t) (value == -1) << bit;
    open |= (uint64_t) (value == 2) << bit;
  }
  for (size_t i = 0; i < x->others; i++)
    if (x->other[i].position / WORD == s->word + n)
      open |= UINT64_C(1) << x->other[i].position % WORD;
  const word_sum done = add_words(set_at(x, s)[n] & mask, negative_at(x, s)[n] & mask, plus, minus, open & mask);
  set_for(out, s)[n] |= done.set;
  negative_for(out, s)[n] |= done.negative;
  for (uint64_t left = done.left; left; left &= left - 1)
    mix_at(e, hardmax_row_of(row[(s->word + n) * WORD + (size_t) __builtin_ctzll(left) - s->from]), v, out, x);
}

void tp_hardmax_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                    tp_number_column *out, tp_number_column *x)
{
  const size_t first = hardmax_row_of(row[0])->i;
  const span s = span_of(first, first + rows);
  (void) at;
  tp_planes_extend(out, &s);
  for (size_t n = 0; n < s.count; n++)
    mix_word(hardmax_of(w), row, v, out, x, &s, n);
}

/* --- What is seen of a row ------------------------------------------------------------------ */

static const int16_t *scores_of(hardmax_row *row)
{
  if (!row->has_scores) {
    const size_t words = row->store->index.words;
    TP_MEMORY_GROW(row->score, row->score_capacity, row->i + 1);
    tp_key_index_scores(&row->store->index, row->query, row->query + words, row->i + 1, row->score);
    row->has_scores = 1;
  }
  return row->score;
}

double tp_hardmax_row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  hardmax_row *row = (hardmax_row *) of;
  (void) w;
  return row->is_whole ? mpq_get_d(row->whole[j]) : scores_of(row)[j];
}

double tp_hardmax_row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  hardmax_row *row = (hardmax_row *) of;
  (void) w;
  if (!row->is_whole && row->best_count == 0)
    list_best(row);
  for (size_t b = 0; b < row->best_count; b++)
    if (row->best[b] == j)
      return 1 / (double) row->best_count;
  return 0;
}

int tp_hardmax_row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  hardmax_row *row = (hardmax_row *) of;
  (void) w;
  if (row->is_whole)
    return 0;
  tp_histogram_of_scores(out, scores_of(row), row->i + 1);
  return 1;
}
