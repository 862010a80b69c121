/* SPDX-License-Identifier: MIT */
/* Wires: which bits of some words are put where in others, as few rotations and masks. */
#ifndef TRITS_WIRES_H
#define TRITS_WIRES_H

#include "words.h"

typedef struct {
  uint16_t from, to;               /* words */
  uint8_t by;                      /* rotation to the left */
  uint64_t mask;                   /* of the bits put there */
} wire;

typedef struct {
  wire *wire;
  size_t wires, capacity;
} wiring;

/* Put bit `from` at bit `to`, counted over all words. */
void tp_wiring_add(wiring *w, size_t from, size_t to);
void tp_wiring_clear(wiring *w);
/* Give back what room is left. */
void tp_wiring_trim(wiring *w);

/* Bits of both kinds at once: those that say that a number is not 0, and, so many words after them, those that say
   that it is -1. */
static inline void send(const wiring *w, const uint64_t *from, size_t from_words, uint64_t *to, size_t to_words)
{
  for (const wire *at = w->wire, *end = at + w->wires; at < end; at++) {
    to[at->to] |= rotate_left(from[at->from], at->by) & at->mask;
    to[at->to + to_words] |= rotate_left(from[at->from + from_words], at->by) & at->mask;
  }
}

#endif
