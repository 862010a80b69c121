/* The heads of a layer for a block: what its parts share. */
#ifndef TRITS_BLOCK_H
#define TRITS_BLOCK_H

#include "stream.h"

/* 64 positions at work. */
typedef struct {
  tp_trits_stream *s;
  size_t block, lane;
  size_t first, count;             /* positions */
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
  return plane_of(x->s, x->block, coordinate) + x->lane;
}

/* The stretches of a block, ended by one without positions or at LANES. */
static inline stretch stretch_of(tp_trits_stream *s, size_t block, size_t lane)
{
  const size_t from = block * BLOCK + lane * TRITS_WORD;
  stretch x = {.s = s, .block = block, .lane = lane, .first = s->first + from};
  x.count = lane >= LANES || s->count <= from ? 0 : s->count - from < TRITS_WORD ? s->count - from : TRITS_WORD;
  x.valid = x.count == TRITS_WORD ? ~UINT64_C(0) : (UINT64_C(1) << x.count) - 1;
  return x;
}

/* One set of heads, for a block: what it adds to its outs; 0 if that is no trit. */
int tp_block_positions(tp_trits_stream *s, size_t block, const head_set *set, added *to);
int tp_block_recall(tp_trits_stream *s, size_t block, const head_set *set, added *to);

#endif
