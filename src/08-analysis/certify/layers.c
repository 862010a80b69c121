/* SPDX-License-Identifier: MIT */
#include "layers.h"

unsigned tp_layers(unsigned r) { return 5 * r / 2 + 8; }

unsigned tp_layers_alike(const tp_choice *c, unsigned r, unsigned first)
{
  const tp_choice there = tp_choice_at_layer(c, first);
  unsigned last = first;
  for (; last < tp_layers(r); last++) {
    const tp_choice next = tp_choice_at_layer(c, last + 1);
    if (!tp_choice_equal(&there, &next))
      break;
  }
  return last;
}
