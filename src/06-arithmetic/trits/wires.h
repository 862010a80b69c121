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

static inline void send(const wiring *w, const uint64_t *from, uint64_t *to)
{
  for (size_t n = 0; n < w->wires; n++)
    to[w->wire[n].to] |= rotate_left(from[w->wire[n].from], w->wire[n].by) & w->wire[n].mask;
}

#endif
