/* SPDX-License-Identifier: MIT */
/* The heads of a layer for a block: what its parts share. */
#ifndef TRITS_BLOCK_H
#define TRITS_BLOCK_H

#include "stream.h"

typedef uint64_t lanes[LANES];

/* 64 positions at work, from a multiple of 64 on. */
typedef struct {
  tp_trits_stream *s;
  size_t lane;
  uint64_t *planes;                /* of the block */
  size_t first;                    /* position of bit 0 */
  size_t begin, end;               /* bits of the positions begun; the same in `valid` */
  uint64_t valid;
} stretch;

/* What heads add to a coordinate at the positions of a block, put into the planes when all have read them. */
typedef struct {
  uint32_t coordinate;
  uint64_t set[LANES], negative[LANES];
} added;

/* The words of a coordinate at these positions: set, and after LANES words negative. */
static inline uint64_t *words_at(const stretch *x, uint32_t coordinate)
{
  return x->planes + (size_t) coordinate * 2 * LANES + x->lane;
}

static inline stretch stretch_of(tp_trits_stream *s, size_t block, size_t lane)
{
  const size_t first = (s->first / BLOCK + block) * BLOCK + lane * TRITS_WORD, end = s->first + s->count;
  stretch x = {.s = s, .lane = lane, .planes = planes_at(s, block), .first = first};
  if (first >= end || first + TRITS_WORD <= s->first)
    return x;
  x.begin = first < s->first ? s->first - first : 0;
  x.end = end - first < TRITS_WORD ? end - first : TRITS_WORD;
  x.valid = ~UINT64_C(0) >> (TRITS_WORD - (x.end - x.begin)) << x.begin;
  return x;
}

/* The bits at positions `fresh`, each also at those that follow up to the next. */
static inline uint64_t carry_on(uint64_t plane, uint64_t fresh)
{
  plane &= fresh;
  for (unsigned by = 1; by < TRITS_WORD; by *= 2) {
    plane |= plane << by & ~fresh;
    fresh |= fresh << by;
  }
  return plane;
}

/* One set of heads, for a block: what it adds to its outs; 0 if that is no trit. */
int tp_block_positions(tp_trits_stream *s, size_t block, const head_set *set, added *to);
int tp_block_recall(tp_trits_stream *s, size_t block, const head_set *set, added *to);

#endif
