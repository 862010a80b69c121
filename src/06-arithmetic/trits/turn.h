/* SPDX-License-Identifier: MIT */
/* Bits of 64 words as the bits of 64 others. */
#ifndef TRITS_TURN_H
#define TRITS_TURN_H

#include "words.h"

/* Row n, bit m becomes row m, bit n. */
void tp_turn(uint64_t square[TRITS_WORD]);

/* to[n * stride] gets those bits of `mask` whose planes have bit n: plane m, for bit m of 0 .. count-1, is
   plane[m].  Equal planes, which are frequent, are taken together. */
void tp_turn_equal(const uint64_t *plane, size_t count, uint64_t *to, size_t stride);

/* to[n] |= bit n of a plane, at `bit`; and back. */
void tp_turn_plane(uint64_t plane, unsigned bit, uint64_t to[TRITS_WORD]);
uint64_t tp_turn_bit(const uint64_t from[TRITS_WORD], unsigned bit);

#endif
