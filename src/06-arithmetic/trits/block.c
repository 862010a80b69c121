/* The heads of a layer for a block, 64 positions at a time: keys, queries and values are turned from planes
   to words, and back. */
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "tmprec/base/memory.h"
#include "turn.h"

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

static int attend(const stretch *x, const head_set *set, added *to)
{
  const size_t words = x->s->program->record_words;
  uint64_t asked[TRITS_WORD];
  if (!positions_asked(x, set, asked))
    return 0;
  for (size_t from = 0, next; from < set->outs; from = next) {
    const uint32_t word = set->from[from].bit / TRITS_WORD;
    uint64_t known[TRITS_WORD] = {0}, negative[TRITS_WORD] = {0};
    for (size_t n = 0; n < x->count; n++) {
      const uint64_t *record = record_of(x->s, asked[n]);
      known[n] = record[word];
      negative[n] = record[words + word];
    }
    tp_turn(known);
    tp_turn(negative);
    for (next = from; next < set->outs && set->from[next].bit / TRITS_WORD == word; next++) {
      to[next].set[x->lane] = known[set->from[next].bit % TRITS_WORD];
      to[next].negative[x->lane] = negative[set->from[next].bit % TRITS_WORD];
    }
  }
  return 1;
}

int tp_block_positions(tp_trits_stream *s, size_t block, const head_set *set, added *to)
{
  int fits = 1;
  for (size_t n = 0; n < set->outs; n++)
    to[n].coordinate = set->from[n].coordinate;
  for (size_t lane = 0; fits && lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    if (!x.count)
      break;
    fits = attend(&x, set, to);
  }
  return fits;
}

/* --- A layer ------------------------------------------------------------------------------------- */

static int add_all(tp_trits_stream *s, size_t block, const added *of, size_t count)
{
  uint64_t bad = 0;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    if (!x.count)
      break;
    for (const added *a = of; a < of + count; a++) {
      uint64_t *to = words_at(&x, a->coordinate);
      const trit_sum sum = add_trit(to[0], to[LANES], a->set[lane] & ~a->negative[lane], a->negative[lane]);
      to[0] = sum.set;
      to[LANES] = sum.negative;
      bad |= (~sum.fits | (s->program->is_flag[a->coordinate] ? sum.negative : 0)) & x.valid;
    }
  }
  return !bad;
}

int tp_block_attend(tp_trits_stream *s, size_t block, const program_layer *l)
{
  added *all = tp_memory_new(s->program->most_outs, sizeof *all);
  size_t adds = 0;
  int fits = 1;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    keep(&x, l);
  }
  for (size_t n = 0; n < l->sets && fits; n++) {
    const head_set *set = l->set + n;
    if (set->outs)
      fits = (set->is_direct ? tp_block_positions : tp_block_recall)(s, block, set, all + adds);
    adds += set->outs;
  }
  fits = fits && add_all(s, block, all, adds);
  free(all);
  return fits;
}
