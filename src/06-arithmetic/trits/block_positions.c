/* SPDX-License-Identifier: MIT */
/* Heads whose keys are positions, for a block: what was recorded at the positions asked for. */
#include <string.h>

#include "block.h"
#include "turn.h"

/* 0 if a position asks for one that comes later, or that is not known any longer. */
static int are_known(const stretch *x, const uint64_t asked[TRITS_WORD])
{
  const size_t oldest = oldest_known(&x->s->record, x->first / BLOCK * BLOCK);
  int come_later = 0, are_forgotten = 0;
  for (size_t n = x->begin; n < x->end; n++) {
    come_later |= asked[n] > x->first + n;
    are_forgotten |= asked[n] < oldest;
  }
  if (are_forgotten)
    atomic_store_explicit(&x->s->has_forgotten, 1, memory_order_relaxed);
  return !come_later && !are_forgotten;
}

/* The positions that the queries are; 0 if one is none, or not known.  *fresh: where they may differ from that of the
   position before. */
static int positions_asked(const stretch *x, const head_set *set, uint64_t asked[TRITS_WORD], uint64_t *fresh)
{
  uint64_t known = x->valid;
  *fresh = x->valid & -x->valid;
  memset(asked, 0, TRITS_WORD * sizeof *asked);
  for (size_t n = 0; n < set->pairs; n++) {
    const uint64_t *q = words_at(x, set->q[n]), is_one = q[0] & ~q[LANES];
    known &= q[0];
    *fresh |= is_one ^ is_one << 1;
    asked[set->bit[n]] = is_one;
  }
  tp_turn(asked);
  *fresh &= x->valid;
  return known == x->valid && !((x->first + x->end - 1) >> x->s->program->position_bits) && are_known(x, asked);
}

/* How far back each query goes, if all go as far, as many do; else SIZE_MAX. */
static size_t distance(const stretch *x, const uint64_t asked[TRITS_WORD])
{
  const size_t far = x->first + x->begin - asked[x->begin];
  uint64_t differs = far > x->first;
  for (size_t n = x->begin; n < x->end; n++)
    differs |= (asked[n] + far) ^ (x->first + n);
  return differs ? SIZE_MAX : far;
}

/* 64 positions of the record from `first` on, which may begin in the middle of a sheet. */
static inline uint64_t shifted(const record *r, size_t first, size_t plane)
{
  const size_t sheet = first / TRITS_WORD, by = first % TRITS_WORD;
  const uint64_t low = sheet_of(r, sheet)[plane] >> by;
  return by ? low | sheet_of(r, sheet + 1)[plane] << (TRITS_WORD - by) : low;
}

static void take_shifted(const stretch *x, const head_set *set, size_t far, added *to)
{
  const record *r = &x->s->record;
  for (size_t i = 0; i < set->outs; i++) {
    to[i].set[x->lane] = shifted(r, x->first - far, set->from[i].bit);
    to[i].negative[x->lane] = shifted(r, x->first - far, planes_of(r) + set->from[i].bit);
  }
}

static void take_each(const stretch *x, const head_set *set, const uint64_t asked[TRITS_WORD], uint64_t fresh, added *to)
{
  const record *r = &x->s->record;
  for (size_t i = 0; i < set->outs; i++)
    to[i].set[x->lane] = to[i].negative[x->lane] = 0;
  for (uint64_t left = fresh; left; left &= left - 1) {
    const size_t n = (size_t) __builtin_ctzll(left), at = asked[n] % TRITS_WORD;
    const uint64_t *sheet = sheet_of(r, asked[n] / TRITS_WORD);
    for (size_t i = 0; i < set->outs; i++) {
      to[i].set[x->lane] |= (sheet[set->from[i].bit] >> at & 1) << n;
      to[i].negative[x->lane] |= (sheet[planes_of(r) + set->from[i].bit] >> at & 1) << n;
    }
  }
  for (size_t i = 0; i < set->outs; i++) {
    to[i].set[x->lane] = carry_on(to[i].set[x->lane], fresh);
    to[i].negative[x->lane] = carry_on(to[i].negative[x->lane], fresh);
  }
}

int tp_block_positions(tp_trits_stream *s, size_t block, const head_set *set, added *to)
{
  for (size_t i = 0; i < set->outs; i++)
    to[i].coordinate = set->from[i].coordinate;
  for (size_t lane = 0; lane < LANES; lane++) {
    const stretch x = stretch_of(s, block, lane);
    uint64_t asked[TRITS_WORD], fresh;
    if (!x.valid)
      continue;
    if (!positions_asked(&x, set, asked, &fresh))
      return 0;
    const size_t far = distance(&x, asked);
    if (far == SIZE_MAX)
      take_each(&x, set, asked, fresh, to);
    else
      take_shifted(&x, set, far, to);
  }
  return 1;
}
