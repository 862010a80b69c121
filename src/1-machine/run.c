#include "tmprec/machine/run.h"

#include <stdlib.h>
#include <string.h>

#include "tape.h"
#include "tmprec/base/memory.h"

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

/* A head looks at the cell: its writes so far. */
static void count_rewrites(machine_run *r, const tape *t, size_t cell)
{
  if (cell < t->length && t->writes[cell] > r->rewrites)
    r->rewrites = t->writes[cell];
}

static status simulate(machine_run *r, const machine *m, tape *tapes, run_limits limits, error *err)
{
  uint32_t K = machine_tapes(m), state = 0, read[MACHINE_MAX_TAPES];
  size_t capacity = 0;
  while (state != machine_halting(m)) {
    if (limits.cut && r->steps >= limits.cut)
      break;
    if (r->steps >= limits.max_steps)
      return error_set(err, STATUS_REFUSED, "the machine has not halted after %zu steps (--max-steps)", r->steps);
    for (uint32_t k = 0; k < K; k++)
      read[k] = tapes[k].cell[tapes[k].head];
    size_t index = machine_lookup(m, state, read);
    if (index == SIZE_MAX)
      return stuck(m, state, read, r->steps, err);
    MEMORY_GROW(r->taken, capacity, r->steps + 1);
    r->taken[r->steps++] = index;
    transition t = machine_transition(m, index);
    state = t.to;
    for (uint32_t k = 0; k < K; k++) {
      tape *on = tapes + k;
      count_rewrites(r, on, on->head);
      on->cell[on->head] = t.write[k];
      on->writes[on->head]++;
      tape_move(on, t.move[k]);
    }
  }
  if (state != machine_halting(m))
    return STATUS_OK;              /* the last token of a cut run is never fed: its heads do not look */
  for (uint32_t k = 0; k < K; k++)
    count_rewrites(r, tapes + k, tapes[k].head);
  r->halted = 1;
  status s = take_output(r, m, tapes, err);
  for (size_t cell = 0; s == STATUS_OK && cell <= r->output.length; cell++)
    count_rewrites(r, tapes, cell);
  return s;
}

status run_record(machine_run *out, const machine *m, const word *input, run_limits limits, error *err)
{
  *out = (machine_run) {0};
  uint32_t K = machine_tapes(m);
  tape *tapes = memory_zeroed(K, sizeof *tapes);
  for (uint32_t k = 0; k < K; k++)
    tape_reach(tapes + k, 0);
  for (size_t i = 0; i < input->length; i++) {
    tape_reach(tapes, i);
    tapes[0].cell[i] = input->symbol[i];
    tapes[0].writes[i] = 1;
  }
  status s = simulate(out, m, tapes, limits, err);
  for (uint32_t k = 0; k < K; k++)
    tape_clear(tapes + k);
  free(tapes);
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
