/* SPDX-License-Identifier: MIT */
/* How often a machine can rewrite a cell by its table alone (doc/bounds.md, section 2). */
#include <stdlib.h>

#include "tmprec/analysis/claim.h"
#include "tmprec/base/memory.h"

/* The most steps of a path through the states whose move on the tape is not to the right; `limit` if it is
   that many or more, as on a path that goes round: a path that meets no state twice is found in as many rounds
   as there are states. */
static uint64_t most_stays(const tp_machine *m, uint32_t tape, uint64_t limit)
{
  uint64_t *stays = tp_memory_zeroed(tp_machine_states(m), sizeof *stays), most = 0;
  unsigned char *reached = tp_memory_zeroed(tp_machine_states(m), 1);
  int changes = 1;
  reached[0] = 1;
  for (uint32_t round = 0; changes && most < limit; round++) {
    if (round > tp_machine_states(m))
      most = limit;
    changes = 0;
    for (size_t i = 0; i < tp_machine_transitions(m); i++) {
      const tp_transition t = tp_machine_transition(m, i);
      uint64_t there = stays[t.from] + (t.move[tape] != TP_MOVE_R);
      if (!reached[t.from] || (reached[t.to] && stays[t.to] >= there))
        continue;
      reached[t.to] = 1;
      stays[t.to] = there;
      most = there > most ? there : most;
      changes = 1;
    }
  }
  free(stays);
  free(reached);
  return most < limit ? most : limit;
}

/* Between two writes of a cell there is a step that is not to the right.  One more write may be in the
   prompt. */
uint64_t tp_machine_ties(const tp_machine *m, uint64_t limit)
{
  uint64_t most = 0;
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++) {
    uint64_t stays = most_stays(m, k, limit);
    most = stays > most ? stays : most;
  }
  return most + 2 < limit ? most + 2 : limit;
}
