/* SPDX-License-Identifier: MIT */
/* A block of positions, 64 at a time: from rows to planes and back, and the heads of a layer. */
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "tmprec/base/memory.h"
#include "turn.h"

/* --- Rows and planes --------------------------------------------------------------------- */

/* The sheets of the record that begin here begin empty, too. */
int tp_block_spread(tp_trits_stream *s, size_t block)
{
  const tp_trits_program *p = s->program;
  uint64_t bad = 0;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    if (x.valid && !x.begin)
      memset(sheet_of(&s->record, x.first / TRITS_WORD), 0, 2 * planes_of(&s->record) * sizeof(uint64_t));
    for (size_t kind = 0; kind < 2; kind++)
      for (size_t word = 0; word < p->words; word++) {
        uint64_t square[TRITS_WORD] = {0};
        for (size_t n = x.begin; n < x.end; n++)
          square[n] = row_of(s, x.first + n - s->first)[kind * p->words + word];
        for (size_t n = x.begin; n < x.end && kind; n++)
          bad |= square[n] & p->flags[word];
        tp_turn(square);
        for (size_t c = 0; c < TRITS_WORD && word * TRITS_WORD + c < p->width; c++)
          words_at(&x, (uint32_t) (word * TRITS_WORD + c))[kind * LANES] = square[c];
      }
  }
  return !bad;
}

void tp_block_collect(tp_trits_stream *s, size_t block)
{
  const tp_trits_program *p = s->program;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    for (size_t kind = 0; kind < 2 && x.valid; kind++)
      for (size_t word = 0; word < p->read_words; word++) {
        uint64_t square[TRITS_WORD] = {0};
        for (size_t c = 0; c < TRITS_WORD && word * TRITS_WORD + c < p->reads; c++)
          square[c] = words_at(&x, p->read[word * TRITS_WORD + c])[kind * LANES];
        tp_turn(square);
        for (size_t n = x.begin; n < x.end; n++)
          result_of(s, x.first + n - s->first)[kind * p->read_words + word] = square[n];
      }
  }
}

/* --- A layer ------------------------------------------------------------------------------------- */

static void keep(const stretch *x, const program_layer *l)
{
  const record *r = &x->s->record;
  for (size_t i = 0; i < l->keeps; i++) {
    uint64_t *to = sheet_of(r, x->first / TRITS_WORD) + l->kept[i].bit;
    const uint64_t *from = words_at(x, l->kept[i].coordinate);
    to[0] |= from[0] & x->valid;
    to[planes_of(r)] |= from[LANES] & x->valid;
  }
}

static int add_all(tp_trits_stream *s, size_t block, const added *of, size_t count)
{
  uint64_t bad = 0;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
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
    if (x.valid)
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
