/* SPDX-License-Identifier: MIT */
/* The neurons of a layer for a block: a word is one coordinate at 64 positions. */
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "tmprec/base/clones.h"
#include "tmprec/base/memory.h"

/* What is added to the coordinates written, and where a count was too large. */
typedef struct {
  lanes plus[2], minus[2];
} counts;

ALWAYS_INLINE void and_literal(lanes fires, const uint64_t *plane, literal_kind kind)
{
  const uint64_t *set = plane, *negative = plane + LANES;
  if (kind == LITERAL_PLUS)
    for (size_t n = 0; n < LANES; n++)
      fires[n] &= set[n] & ~negative[n];
  else if (kind == LITERAL_MINUS)
    for (size_t n = 0; n < LANES; n++)
      fires[n] &= negative[n];
  else
    for (size_t n = 0; n < LANES; n++)
      fires[n] &= ~set[n];
}

ALWAYS_INLINE int is_any(const lanes a)
{
  uint64_t any = 0;
  for (size_t n = 0; n < LANES; n++)
    any |= a[n];
  return any != 0;
}

ALWAYS_INLINE void add_lanes(counts *c, int times, const lanes fires, lanes over)
{
  lanes *to = times < 0 ? c->minus : c->plus;
  const unsigned often = (unsigned) (times < 0 ? -times : times);
  if (often == 1)
    for (size_t n = 0; n < LANES; n++)
      count_words(to[0] + n, to[1] + n, over + n, fires[n], 1);
  else if (often == 2)
    for (size_t n = 0; n < LANES; n++)
      count_words(to[0] + n, to[1] + n, over + n, fires[n], 2);
  else
    for (size_t n = 0; n < LANES; n++)
      count_words(to[0] + n, to[1] + n, over + n, fires[n], often);
}

/* The tree, at all positions of the block at once: fires[depth] is where all literals down to a node hold. */
TP_CLONES static void walk(const neuron_tree *t, const uint64_t *plane, counts *of, lanes *fires, lanes over)
{
  for (const tree_node *at = t->node; at < t->node + t->nodes - 1;) {
    uint64_t *here = fires[at->depth];
    if (at->depth)
      memcpy(here, fires[at->depth - 1], sizeof(lanes));
    for (size_t n = at->literals; n < at[1].literals; n++)
      and_literal(here, plane + (size_t) t->literal[n].coordinate * 2 * LANES, t->literal[n].kind);
    if (!is_any(here)) {
      at = t->node + at->skip;
      continue;
    }
    for (size_t n = at->addings; n < at[1].addings; n++)
      add_lanes(of + t->adding[n].to, t->adding[n].times, here, over);
    for (size_t n = at->leaves; n < at[1].leaves; n++) {
      lanes fired;
      memcpy(fired, here, sizeof fired);
      and_literal(fired, plane + (size_t) t->leaf[n].of.coordinate * 2 * LANES, t->leaf[n].of.kind);
      add_lanes(of + t->leaf[n].to.to, t->leaf[n].to.times, fired, over);
    }
    at++;
  }
}

/* 0 if some sum at a position of the block is no trit. */
TP_CLONES static int finish_block(const neuron_tree *t, const unsigned char *is_flag, uint64_t *planes, const counts *of, const lanes valid, const lanes over)
{
  lanes bad;
  memcpy(bad, over, sizeof bad);
  for (size_t i = 0; i < t->writes; i++) {
    uint64_t *plane = planes + (size_t) t->written[i] * 2 * LANES;
    const uint64_t flag = is_flag[t->written[i]] ? ~UINT64_C(0) : 0;
    for (size_t n = 0; n < LANES; n++) {
      const uint64_t plus[2] = {of[i].plus[0][n], of[i].plus[1][n]}, minus[2] = {of[i].minus[0][n], of[i].minus[1][n]};
      const trit_sum sum = add_counts(plane[n], plane[LANES + n], plus, minus);
      plane[n] = sum.set;
      plane[LANES + n] = sum.negative;
      bad[n] |= ~sum.fits | (sum.negative & flag);
    }
  }
  for (size_t n = 0; n < LANES; n++)
    bad[n] &= valid[n];
  return !is_any(bad);
}

int tp_block_fire(tp_trits_stream *s, size_t block, const program_layer *l)
{
  const neuron_tree *t = &l->tree;
  if (t->nodes < 2)
    return 1;
  counts *of = tp_memory_zeroed(t->writes, sizeof *of);
  lanes *fires = tp_memory_new(t->depth + 1, sizeof *fires), valid, over = {0};
  for (size_t n = 0; n < LANES; n++)
    fires[0][n] = valid[n] = stretch_of(s, block, n).valid;
  walk(t, planes_at(s, block), of, fires, over);
  const int fits = finish_block(t, s->program->is_flag, planes_at(s, block), of, valid, over);
  free(of);
  free(fires);
  return fits;
}
