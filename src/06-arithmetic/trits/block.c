/* The heads of a layer for a block, 64 positions at a time: keys, queries and values are turned from planes
   to words, and back. */
#include <stdlib.h>
#include <string.h>

#include "stream.h"
#include "tmprec/base/memory.h"
#include "turn.h"

/* 64 positions at work. */
typedef struct {
  tp_trits_stream *s;
  size_t block, lane;
  size_t first, count;             /* positions */
  uint64_t valid;
  struct added {
    uint32_t coordinate;
    uint64_t set, negative;
  } *added;                        /* what heads add, put into the planes when all have read them */
  size_t adds;
} stretch;

static stretch stretch_of(tp_trits_stream *s, size_t block, size_t lane)
{
  const size_t from = block * BLOCK + lane * TRITS_WORD;
  stretch x = {.s = s, .block = block, .lane = lane, .first = s->first + from};
  x.count = s->count <= from ? 0 : s->count - from < TRITS_WORD ? s->count - from : TRITS_WORD;
  x.valid = x.count == TRITS_WORD ? ~UINT64_C(0) : (UINT64_C(1) << x.count) - 1;
  return x;
}

/* The words of a coordinate at these positions: set, and after LANES words negative. */
static inline uint64_t *words_at(const stretch *x, uint32_t coordinate)
{
  return plane_of(x->s, x->block, coordinate) + x->lane;
}

/* --- Rows and planes --------------------------------------------------------------------- */

void tp_block_spread(tp_trits_stream *s, size_t block)
{
  const tp_trits_program *p = s->program;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    for (size_t kind = 0; kind < 2; kind++)
      for (size_t word = 0; word < p->words; word++) {
        uint64_t square[TRITS_WORD] = {0};
        for (size_t n = 0; n < x.count; n++)
          square[n] = row_of(s, x.first - s->first + n)[kind * p->words + word];
        tp_turn(square);
        for (size_t c = 0; c < TRITS_WORD && word * TRITS_WORD + c < p->width; c++)
          words_at(&x, (uint32_t) (word * TRITS_WORD + c))[kind * LANES] = square[c];
      }
  }
}

void tp_block_collect(tp_trits_stream *s, size_t block)
{
  const tp_trits_program *p = s->program;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    for (size_t kind = 0; kind < 2 && x.count; kind++)
      for (size_t word = 0; word < p->read_words; word++) {
        uint64_t square[TRITS_WORD] = {0};
        for (size_t c = 0; c < TRITS_WORD && word * TRITS_WORD + c < p->reads; c++)
          square[c] = words_at(&x, p->read[word * TRITS_WORD + c])[kind * LANES];
        tp_turn(square);
        for (size_t n = 0; n < x.count; n++)
          result_of(s, x.first - s->first + n)[kind * p->read_words + word] = square[n];
      }
  }
}

/* --- Records -------------------------------------------------------------------------------- */

static void keep(const stretch *x, const program_layer *l)
{
  const size_t words = x->s->program->record_words;
  for (size_t from = 0, to; from < l->keeps; from = to) {
    const uint32_t word = l->kept[from].bit / TRITS_WORD;
    for (to = from; to < l->keeps && l->kept[to].bit / TRITS_WORD == word;)
      to++;
    for (size_t kind = 0; kind < 2; kind++) {
      uint64_t square[TRITS_WORD] = {0};
      for (size_t i = from; i < to; i++)
        square[l->kept[i].bit % TRITS_WORD] = words_at(x, l->kept[i].coordinate)[kind * LANES];
      tp_turn(square);
      for (size_t n = 0; n < x->count; n++)
        record_of(x->s, x->first + n)[kind * words + word] |= square[n];
    }
  }
}

/* --- Keys that are positions ------------------------------------------------------------------ */

/* The positions that the queries are; 0 if one is none, or comes later. */
static int positions_asked(const stretch *x, const head_set *set, uint64_t asked[TRITS_WORD])
{
  uint64_t known = x->valid, square[TRITS_WORD] = {0};
  for (size_t n = 0; n < set->pairs; n++) {
    const uint64_t *q = words_at(x, set->q[n]);
    known &= q[0];
    square[set->bit[n]] = q[0] & ~q[LANES];
  }
  tp_turn(square);
  memcpy(asked, square, sizeof square);
  int fits = known == x->valid && !((x->first + x->count - 1) >> x->s->program->position_bits);
  for (size_t n = 0; n < x->count; n++)
    fits &= asked[n] <= x->first + n;
  return fits;
}

static int attend_positions(stretch *x, const head_set *set)
{
  const size_t words = x->s->program->record_words;
  uint64_t asked[TRITS_WORD];
  if (!positions_asked(x, set, asked))
    return 0;
  for (size_t from = 0, to; from < set->outs; from = to) {
    const uint32_t word = set->from[from].bit / TRITS_WORD;
    uint64_t known[TRITS_WORD] = {0}, negative[TRITS_WORD] = {0};
    for (size_t n = 0; n < x->count; n++) {
      const uint64_t *record = record_of(x->s, asked[n]);
      known[n] = record[word];
      negative[n] = record[words + word];
    }
    tp_turn(known);
    tp_turn(negative);
    for (to = from; to < set->outs && set->from[to].bit / TRITS_WORD == word; to++) {
      const size_t bit = set->from[to].bit % TRITS_WORD;
      x->added[x->adds++] = (struct added) {set->from[to].coordinate, known[bit], negative[bit]};
    }
  }
  return 1;
}

/* --- All other keys ----------------------------------------------------------------------------- */

/* Words of a mask over pairs for each position: those of `set` first. */
static void take_masks(const stretch *x, const uint32_t *coordinate, size_t pairs, size_t words, uint64_t *to)
{
  for (size_t word = 0; word < words; word++) {
    uint64_t set[TRITS_WORD], negative[TRITS_WORD] = {0};
    const size_t count = pairs - word * TRITS_WORD < TRITS_WORD ? pairs - word * TRITS_WORD : TRITS_WORD;
    for (size_t n = 0; n < count; n++) {
      const uint64_t *plane = words_at(x, coordinate[word * TRITS_WORD + n]);
      set[n] = plane[0] & x->valid;
      negative[n] = plane[LANES];
    }
    tp_turn_equal(set, count, to + word, 2 * words);
    tp_turn(negative);
    for (size_t n = 0; n < x->count; n++)
      to[(2 * n + 1) * words + word] = negative[n];
  }
}

static void take_values(const stretch *x, const value_word *w, uint64_t *to, size_t stride)
{
  uint64_t square[TRITS_WORD] = {0};
  for (size_t n = 0; n < w->count; n++) {
    const uint64_t *v = words_at(x, w->v[n]);
    if (w->count == 1) {
      tp_turn_plane(v[0], 0, square);
      tp_turn_plane(v[LANES], VALUES_IN_WORD, square);
    } else {
      square[n] = v[0];
      square[VALUES_IN_WORD + n] = v[LANES];
    }
  }
  if (w->count > 1)
    tp_turn(square);
  for (size_t n = 0; n < x->count; n++)
    to[n * stride] = values_word(square[n], 0);
}

/* 0 if the best keys of some query differ in their values. */
static int give_values(stretch *x, const value_word *w, const uint64_t *values, size_t stride)
{
  uint64_t differ = 0, square[TRITS_WORD] = {0};
  for (size_t n = 0; n < x->count; n++) {
    square[n] = values[n * stride];
    differ |= VALUES_DIFFER(square[n]);
  }
  if (w->count == 1) {
    x->added[x->adds++] = (struct added) {w->to[0], tp_turn_bit(square, 0), tp_turn_bit(square, VALUES_IN_WORD)};
    return !differ;
  }
  tp_turn(square);
  for (size_t n = 0; n < w->count; n++)
    x->added[x->adds++] = (struct added) {w->to[n], square[n], square[VALUES_IN_WORD + n]};
  return !differ;
}

static int attend_keys(stretch *x, const head_set *set)
{
  const size_t words = set->shape.words, value_words = set->shape.value_words;
  uint64_t *key = tp_memory_new(TRITS_WORD * (4 * words + value_words), sizeof *key);
  uint64_t *query = key + TRITS_WORD * 2 * words, *values = query + TRITS_WORD * 2 * words;
  int fits = 1;
  take_masks(x, set->k, set->pairs, words, key);
  take_masks(x, set->q, set->pairs, words, query);
  for (size_t n = 0; n < value_words; n++)
    take_values(x, set->word + n, values + n, value_words);
  tp_recall_take_all(x->s->recall + set->number, x->count, key, query, values);
  for (size_t n = 0; n < value_words; n++)
    fits &= give_values(x, set->word + n, values + n, value_words);
  free(key);
  return fits;
}

/* --- A layer ------------------------------------------------------------------------------------- */

static int add_all(const stretch *x)
{
  uint64_t bad = 0;
  for (size_t i = 0; i < x->adds; i++) {
    const struct added *a = x->added + i;
    uint64_t *to = words_at(x, a->coordinate);
    const trit_sum sum = add_trit(to[0], to[LANES], a->set & ~a->negative, a->negative);
    to[0] = sum.set;
    to[LANES] = sum.negative;
    bad |= ~sum.fits | (x->s->program->is_flag[a->coordinate] ? sum.negative : 0);
  }
  return !(bad & x->valid);
}

int tp_block_attend(tp_trits_stream *s, size_t block, const program_layer *l)
{
  struct added *added = tp_memory_new(s->program->most_outs, sizeof *added);
  int fits = 1;
  for (size_t lane = 0; lane < LANES && fits; lane++) {
    stretch x = stretch_of(s, block, lane);
    x.added = added;
    if (!x.count)
      break;
    keep(&x, l);
    for (size_t n = 0; n < l->sets && fits; n++)
      if (l->set[n].outs)
        fits = (l->set[n].is_direct ? attend_positions : attend_keys)(&x, l->set + n);
    fits = fits && add_all(&x);
  }
  free(added);
  return fits;
}
