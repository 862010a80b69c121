/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/configuration.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static void reach(tp_tape *t, size_t cell)
{
  if (cell < t->length)
    return;
  TP_MEMORY_GROW(t->cell, t->capacity, cell + 1);
  memset(t->cell + t->length, 0, (cell + 1 - t->length) * sizeof *t->cell);
  t->length = cell + 1;
}

void tp_configuration_start(tp_configuration *c, const tp_machine *m, const tp_word *input)
{
  *c = (tp_configuration) {.m = m, .space = input->length ? input->length : 1};
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    reach(c->tape + k, k ? 0 : c->space - 1);
  if (input->length)
    memcpy(c->tape[0].cell, input->symbol, input->length * sizeof *input->symbol);
  tp_configuration_place_head(c, 0, tp_machine_head(m));
}

void tp_configuration_clear(tp_configuration *c)
{
  for (uint32_t k = 0; k < TP_MACHINE_MAX_TAPES; k++)
    free(c->tape[k].cell);
  *c = (tp_configuration) {0};
}

uint32_t tp_configuration_symbol(const tp_configuration *c, uint32_t k, size_t cell)
{
  return cell < c->tape[k].length ? c->tape[k].cell[cell] : 0;
}

void tp_configuration_read(const tp_configuration *c, uint32_t *read)
{
  for (uint32_t k = 0; k < tp_machine_tapes(c->m); k++)
    read[k] = c->tape[k].cell[c->tape[k].head];
}

size_t tp_configuration_next(const tp_configuration *c)
{
  uint32_t read[TP_MACHINE_MAX_TAPES];
  tp_configuration_read(c, read);
  return tp_machine_lookup(c->m, c->state, read);
}

void tp_configuration_write(tp_configuration *c, uint32_t k, size_t cell, uint32_t symbol)
{
  reach(c->tape + k, cell);
  c->tape[k].cell[cell] = symbol;
}

void tp_configuration_place_head(tp_configuration *c, uint32_t k, size_t cell)
{
  reach(c->tape + k, cell);
  c->tape[k].head = cell;
  if (cell >= c->space)
    c->space = cell + 1;
}

void tp_configuration_take(tp_configuration *c, tp_transition t)
{
  c->state = t.to;
  for (uint32_t k = 0; k < tp_machine_tapes(c->m); k++) {
    tp_tape *at = c->tape + k;
    at->cell[at->head] = t.write[k];
    at->head += t.move[k] == TP_MOVE_R;
    at->head -= t.move[k] == TP_MOVE_L && at->head;
    reach(at, at->head);
    if (at->head >= c->space)
      c->space = at->head + 1;
  }
}
