#include "tmprec/machine/run.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/machine/configuration.h"

static status stuck(const machine *m, uint32_t state, const uint32_t *read, size_t step, error *err)
{
  buffer symbols = {NULL, 0, 0};
  for (uint32_t k = 0; k < machine_tapes(m); k++)
    buffer_printf(&symbols, "%s%s", k ? " " : "", machine_symbol_name(m, read[k]));
  error_set(err, STATUS_REFUSED, "the machine is stuck after %zu steps: no transition from state '%s' reading '%.300s'",
            step, machine_state_name(m, state), symbols.text);
  buffer_clear(&symbols);
  return STATUS_REFUSED;
}

static status take_output(machine_run *r, const machine *m, const tape *first, error *err)
{
  size_t length = first->length;
  while (length && first->cell[length - 1] == 0)
    length--;
  for (size_t i = 0; i < length; i++) {
    uint32_t symbol = first->cell[i];
    if (symbol == 0)
      return error_set(err, STATUS_REFUSED, "the output has a blank inside (cell %zu of tape 1)", i);
    if (symbol > machine_inputs(m))
      return error_set(err, STATUS_REFUSED, "the output has the symbol '%s' (cell %zu of tape 1), which is not an input symbol",
                       machine_symbol_name(m, symbol), i);
  }
  r->output.symbol = memory_new(length, sizeof *r->output.symbol);
  r->output.length = length;
  if (length)
    memcpy(r->output.symbol, first->cell, length * sizeof *first->cell);
  return STATUS_OK;
}

static status simulate(machine_run *r, configuration *c, run_limits limits, error *err)
{
  const machine *m = c->m;
  uint32_t read[MACHINE_MAX_TAPES];
  size_t capacity = 0;
  while (c->state != machine_halting(m)) {
    if (limits.cut && r->steps >= limits.cut)
      return STATUS_OK;
    if (r->steps >= limits.max_steps)
      return error_set(err, STATUS_REFUSED, "the machine has not halted after %zu steps (--max-steps)", r->steps);
    for (uint32_t k = 0; k < machine_tapes(m); k++)
      read[k] = c->tape[k].cell[c->tape[k].head];
    size_t index = machine_lookup(m, c->state, read);
    if (index == SIZE_MAX)
      return stuck(m, c->state, read, r->steps, err);
    MEMORY_GROW(r->taken, capacity, r->steps + 1);
    r->taken[r->steps++] = index;
    configuration_take(c, machine_transition(m, index));
  }
  r->halted = 1;
  return take_output(r, m, c->tape, err);
}

status run_record(machine_run *out, const machine *m, const word *input, run_limits limits, error *err)
{
  *out = (machine_run) {0};
  configuration c;
  configuration_start(&c, m, input);
  status s = simulate(out, &c, limits, err);
  configuration_clear(&c);
  if (s != STATUS_OK)
    run_clear(out);
  return s;
}

void run_clear(machine_run *r)
{
  free(r->taken);
  word_clear(&r->output);
  *r = (machine_run) {0};
}
