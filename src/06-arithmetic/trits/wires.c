/* SPDX-License-Identifier: MIT */
#include "wires.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

void tp_wiring_add(wiring *w, size_t from, size_t to)
{
  const uint8_t by = (uint8_t) ((to - from) % TRITS_WORD);
  const uint64_t bit = UINT64_C(1) << to % TRITS_WORD;
  for (size_t n = w->wires; n-- > 0;) {
    wire *at = w->wire + n;
    if (at->from == from / TRITS_WORD && at->to == to / TRITS_WORD && at->by == by) {
      at->mask |= bit;
      return;
    }
  }
  TP_MEMORY_GROW(w->wire, w->capacity, w->wires + 1);
  w->wire[w->wires++] = (wire) {(uint16_t) (from / TRITS_WORD), (uint16_t) (to / TRITS_WORD), by, bit};
}

void tp_wiring_clear(wiring *w)
{
  free(w->wire);
  *w = (wiring) {.wires = 0};
}

void tp_wiring_trim(wiring *w)
{
  w->capacity = w->wires;
  if (w->wires)
    w->wire = tp_memory_resize(w->wire, w->wires, sizeof *w->wire);
}
