#include "tmprec/machine/configuration.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static void reach(tape *t, size_t cell)
{
  if (cell < t->length)
    return;
  MEMORY_GROW(t->cell, t->capacity, cell + 1);
  memset(t->cell + t->length, 0, (cell + 1 - t->length) * sizeof *t->cell);
  t->length = cell + 1;
}

void configuration_start(configuration *c, const machine *m, const word *input)
{
  *c = (configuration) {.m = m, .space = input->length ? input->length : 1};
  for (uint32_t k = 0; k < machine_tapes(m); k++)
    reach(c->tape + k, k ? 0 : c->space - 1);
  if (input->length)
    memcpy(c->tape[0].cell, input->symbol, input->length * sizeof *input->symbol);
}

void configuration_clear(configuration *c)
{
  for (uint32_t k = 0; k < MACHINE_MAX_TAPES; k++)
    free(c->tape[k].cell);
  *c = (configuration) {0};
}

uint32_t configuration_symbol(const configuration *c, uint32_t k, size_t cell)
{
  return cell < c->tape[k].length ? c->tape[k].cell[cell] : 0;
}

void configuration_take(configuration *c, transition t)
{
  c->state = t.to;
  for (uint32_t k = 0; k < machine_tapes(c->m); k++) {
    tape *at = c->tape + k;
    at->cell[at->head] = t.write[k];
    at->head += t.move[k] == MOVE_R;
    at->head -= t.move[k] == MOVE_L && at->head;
    reach(at, at->head);
    if (at->head >= c->space)
      c->space = at->head + 1;
  }
}
