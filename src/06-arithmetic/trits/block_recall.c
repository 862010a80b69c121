/* SPDX-License-Identifier: MIT */
/* Heads whose keys are not positions, for a block: keys, queries and values are turned from planes to words, and back. */
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "classes.h"
#include "tmprec/base/memory.h"
#include "turn.h"

/* What a block asks, in words of positions. */
typedef struct {
  support_classes key, query;
  recall_common common;
  uint64_t *key_signs, *query_signs;   /* words for each position, as values are */
  uint64_t *values;
  lanes changes;                       /* positions whose key, values or query are not those of the position before */
} question;

static void take_signs(const stretch *x, const uint32_t *coordinate, size_t pairs, size_t words, uint64_t *to)
{
  for (size_t word = 0; word < words; word++, pairs -= pairs < TRITS_WORD ? pairs : TRITS_WORD, coordinate += TRITS_WORD) {
    uint64_t square[TRITS_WORD] = {0};
    for (size_t n = 0; n < TRITS_WORD && n < pairs; n++)
      square[n] = words_at(x, coordinate[n])[LANES];
    tp_turn(square);
    for (size_t n = 0; n < TRITS_WORD; n++)
      to[n * words + word] = square[n];
  }
}

static void take_values(const stretch *x, const value_word *w, recall_shape z, uint64_t *to)
{
  uint64_t square[TRITS_WORD] = {0};
  for (size_t n = 0; n < w->count; n++) {
    const uint64_t *v = words_at(x, w->v[n]);
    if (w->count == 1) {
      tp_turn_plane(v[0], 0, square);
      tp_turn_plane(v[LANES], z.value_bits, square);
    } else {
      square[n] = v[0];
      square[z.value_bits + n] = v[LANES];
    }
  }
  if (w->count > 1)
    tp_turn(square);
  for (size_t n = 0; n < TRITS_WORD; n++)
    to[n * z.value_words] = values_word(z, square[n], 0);
}

static void give_values(const stretch *x, const value_word *w, recall_shape z, const uint64_t *values, uint64_t fresh, added *to)
{
  uint64_t square[TRITS_WORD];
  for (size_t n = 0; n < TRITS_WORD; n++)
    square[n] = values[n * z.value_words];
  if (w->count == 1) {
    const uint64_t set = tp_turn_bit(square, 0), negative = tp_turn_bit(square, z.value_bits);
    square[0] = set;
    square[z.value_bits] = negative;
  } else {
    tp_turn(square);
  }
  for (size_t n = 0; n < w->count; n++) {
    to[n].set[x->lane] = carry_on(square[n], fresh);
    to[n].negative[x->lane] = carry_on(square[z.value_bits + n], fresh);
  }
}

/* 64 positions. */
static int attend(const stretch *x, const head_set *set, const question *q, added *to)
{
  const recall_shape z = set->shape;
  const size_t at = x->lane * TRITS_WORD;
  const uint64_t first = x->valid & -x->valid, fresh = (q->changes[x->lane] | first) & x->valid;
  take_signs(x, set->k, set->pairs, z.words, q->key_signs);
  take_signs(x, set->q, set->pairs, z.words, q->query_signs);
  for (size_t n = 0; n < z.value_words; n++)
    take_values(x, set->word + n, z, q->values + n);
  const recall_asks asks = {&q->common, q->key.of + at, q->query.of + at, q->key_signs, q->query_signs};
  if (!tp_recall_take_all(x->s->recall + set->number, fresh, &asks, q->values))
    return 0;
  for (size_t n = 0; n < z.value_words; n++, to += z.value_bits)
    give_values(x, set->word + n, z, q->values + n, fresh, to);
  return 1;
}

/* What can be said of all positions of the block together. */
static void look_at_block(question *q, tp_trits_stream *s, size_t block, const head_set *set)
{
  const uint64_t *planes = planes_at(s, block);
  lanes valid;
  for (size_t n = 0; n < LANES; n++) {
    valid[n] = stretch_of(s, block, n).valid;
    q->changes[n] = 0;
  }
  tp_classes_make(&q->key, set->shape.words, valid, planes, set->k, set->pairs, q->changes);
  tp_classes_make(&q->query, set->shape.words, valid, planes, set->q, set->pairs, q->changes);
  for (size_t i = 0; i < set->shape.value_words; i++)
    tp_classes_changes(planes, set->word[i].v, set->word[i].count, q->changes);
  tp_recall_find_common(s->recall + set->number, q->key.classes, q->key.support, q->query.classes, q->query.support, &q->common);
}

static void name_outs(const head_set *set, added *to)
{
  for (size_t n = 0; n < set->shape.value_words; n++)
    for (size_t v = 0; v < set->word[n].count; v++)
      to++->coordinate = set->word[n].to[v];
}

int tp_block_recall(tp_trits_stream *s, size_t block, const head_set *set, added *to)
{
  const recall_shape z = set->shape;
  question q;
  q.key_signs = tp_memory_new(TRITS_WORD * (2 * z.words + z.value_words), sizeof *q.key_signs);
  q.query_signs = q.key_signs + TRITS_WORD * z.words;
  q.values = q.query_signs + TRITS_WORD * z.words;
  look_at_block(&q, s, block, set);
  name_outs(set, to);
  int fits = 1;
  for (size_t lane = 0; fits && lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    if (x.valid)
      fits = attend(&x, set, &q, to);
  }
  tp_classes_clear(&q.key);
  tp_classes_clear(&q.query);
  free(q.key_signs);
  return fits;
}
