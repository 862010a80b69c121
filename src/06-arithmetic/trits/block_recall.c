/* Heads whose keys are not positions, for a block: keys, queries and values are turned from planes to words, and back. */
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "tmprec/base/memory.h"
#include "turn.h"

/* What a stretch asks, in words of positions. */
typedef struct {
  recall_masks key, query;
  uint64_t fresh;                  /* positions whose key, values or query are not those of the position before */
  uint64_t *values;
} question;

/* Where a plane differs from itself at the position before. */
static inline uint64_t changes(const uint64_t *plane)
{
  return (plane[0] ^ plane[0] << 1) | (plane[LANES] ^ plane[LANES] << 1);
}

/* The positions of each class, while planes are looked at one after the other. */
typedef struct {
  uint64_t where[TRITS_WORD], *support;
  size_t classes, words;
} sorting;

/* One more pair, which is not 0 at positions `set`. */
static void sort_by(sorting *s, size_t word, uint64_t bit, uint64_t set)
{
  for (size_t c = 0, had = s->classes; c < had; c++) {
    const uint64_t hit = s->where[c] & set, missed = s->where[c] & ~set;
    if (!hit)
      continue;
    if (missed) {
      s->where[s->classes] = missed;
      memcpy(s->support + s->classes++ * s->words, s->support + c * s->words, s->words * sizeof *s->support);
      s->where[c] = hit;
    }
    s->support[c * s->words + word] |= bit;
  }
}

static void number_classes(const sorting *s, recall_masks *m)
{
  m->classes = s->classes;
  memset(m->of, 0, sizeof m->of);
  for (size_t c = 1; c < s->classes; c++)
    for (uint64_t left = s->where[c]; left; left &= left - 1)
      m->of[__builtin_ctzll(left)] = (unsigned char) c;
}

/* room: as many words as 64 classes and 64 positions need. */
static void take_masks(const stretch *x, const uint32_t *coordinate, const head_set *set, recall_masks *m, uint64_t *room, uint64_t *fresh)
{
  const size_t words = set->shape.words;
  sorting by = {.support = room, .classes = 1, .words = words, .where = {x->valid}};
  uint64_t *negative = room + TRITS_WORD * words, change = 0;
  memset(room, 0, words * sizeof *room);
  for (size_t word = 0; word < words; word++) {
    uint64_t square[TRITS_WORD] = {0};
    for (size_t n = 0; n < TRITS_WORD && word * TRITS_WORD + n < set->pairs; n++) {
      const uint64_t *plane = words_at(x, coordinate[word * TRITS_WORD + n]);
      square[n] = plane[LANES];
      change |= changes(plane);
      sort_by(&by, word, UINT64_C(1) << n, plane[0]);
    }
    tp_turn(square);
    for (size_t n = 0; n < TRITS_WORD; n++)
      negative[n * words + word] = square[n];
  }
  number_classes(&by, m);
  m->support = room;
  m->negative = negative;
  *fresh |= change;
}

static void take_values(const stretch *x, const value_word *w, recall_shape z, uint64_t *to, uint64_t *fresh)
{
  uint64_t square[TRITS_WORD] = {0};
  for (size_t n = 0; n < w->count; n++) {
    const uint64_t *v = words_at(x, w->v[n]);
    *fresh |= changes(v);
    square[n] = v[0];
    square[z.value_bits + n] = v[LANES];
  }
  if (w->count == 1) {
    const uint64_t set = square[0], negative = square[z.value_bits];
    square[0] = square[z.value_bits] = 0;
    tp_turn_plane(set, 0, square);
    tp_turn_plane(negative, z.value_bits, square);
  } else {
    tp_turn(square);
  }
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

static int attend(const stretch *x, const head_set *set, uint64_t *room, added *to)
{
  const recall_shape z = set->shape;
  const size_t masks = 2 * TRITS_WORD * z.words;
  question q = {.fresh = x->valid & -x->valid, .values = room + 2 * masks};
  take_masks(x, set->k, set, &q.key, room, &q.fresh);
  take_masks(x, set->q, set, &q.query, room + masks, &q.fresh);
  for (size_t n = 0; n < z.value_words; n++)
    take_values(x, set->word + n, z, q.values + n, &q.fresh);
  q.fresh &= x->valid;
  if (!tp_recall_take_all(x->s->recall + set->number, q.fresh, &q.key, &q.query, q.values))
    return 0;
  for (size_t n = 0; n < z.value_words; n++, to += z.value_bits)
    give_values(x, set->word + n, z, q.values + n, q.fresh, to);
  return 1;
}

int tp_block_recall(tp_trits_stream *s, size_t block, const head_set *set, added *to)
{
  uint64_t *room = tp_memory_new(TRITS_WORD * (4 * set->shape.words + set->shape.value_words), sizeof *room);
  int fits = 1;
  for (size_t n = 0, i = 0; n < set->shape.value_words; n++)
    for (size_t v = 0; v < set->word[n].count; v++)
      to[i++].coordinate = set->word[n].to[v];
  for (size_t lane = 0; fits && lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    if (x.valid)
      fits = attend(&x, set, room, to);
  }
  free(room);
  return fits;
}
