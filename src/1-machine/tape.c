#include "tape.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/machine/machine.h"

void tape_reach(tape *t, size_t position)
{
  if (position < t->length)
    return;
  MEMORY_GROW(t->cell, t->cells, position + 1);
  MEMORY_GROW(t->writes, t->counts, position + 1);
  memset(t->cell + t->length, 0, (position + 1 - t->length) * sizeof *t->cell);
  memset(t->writes + t->length, 0, (position + 1 - t->length) * sizeof *t->writes);
  t->length = position + 1;
}

void tape_move(tape *t, uint32_t move)
{
  if (move == MOVE_R)
    tape_reach(t, ++t->head);
  else if (move == MOVE_L && t->head)
    t->head--;
}

void tape_clear(tape *t)
{
  free(t->cell);
  free(t->writes);
  *t = (tape) {0};
}
