#include "tmprec/machine/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/configuration.h"

status run_stuck(const machine *m, uint32_t state, const uint32_t *read, uint64_t step, error *err)
{
  buffer symbols = {NULL, 0, 0};
  for (uint32_t k = 0; k < machine_tapes(m); k++)
    buffer_printf(&symbols, "%s%s", k ? " " : "", machine_symbol_name(m, read[k]));
  error_set(err, STATUS_REFUSED, "the machine is stuck after %" PRIu64 " steps: no transition from state '%s' reading '%.300s'",
            step, machine_state_name(m, state), symbols.text);
  buffer_clear(&symbols);
  return STATUS_REFUSED;
}

status run_take_output(word *out, const machine *m, const uint32_t *cell, size_t length, error *err)
{
  *out = (word) {NULL, 0};
  while (length && cell[length - 1] == 0)
    length--;
  for (size_t i = 0; i < length; i++) {
    uint32_t symbol = cell[i];
    if (symbol == 0)
      return error_set(err, STATUS_REFUSED, "the output has a blank inside (cell %zu of tape 1)", i);
    if (symbol > machine_inputs(m))
      return error_set(err, STATUS_REFUSED, "the output has the symbol '%s' (cell %zu of tape 1), which is not an input symbol",
                       machine_symbol_name(m, symbol), i);
  }
  out->symbol = memory_new(length, sizeof *out->symbol);
  out->length = length;
  if (length)
    memcpy(out->symbol, cell, length * sizeof *cell);
  return STATUS_OK;
}

/* A two-way machine is not given a left end that it does not have. */
static status check_left_end(const configuration *c, transition t, size_t step, error *err)
{
  for (uint32_t k = 0; k < machine_tapes(c->m) && machine_is_two_way(c->m); k++)
    if (t.move[k] == MOVE_L && c->tape[k].head == 0)
      return error_set(err, STATUS_REFUSED, "step %zu takes the head of tape %" PRIu32 " left of cell 0: the machine is two-way; try --two-way fold",
                       step, k + 1);
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
      return run_stuck(m, c->state, read, r->steps, err);
    if (check_left_end(c, machine_transition(m, index), r->steps + 1, err) != STATUS_OK)
      return STATUS_REFUSED;
    MEMORY_GROW(r->taken, capacity, r->steps + 1);
    r->taken[r->steps++] = index;
    configuration_take(c, machine_transition(m, index));
  }
  r->halted = 1;
  return run_take_output(&r->output, m, c->tape[0].cell, c->tape[0].length, err);
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
