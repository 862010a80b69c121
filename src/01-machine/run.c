/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/machine/configuration.h"

tp_status tp_run_stuck(const tp_machine *m, uint32_t state, const uint32_t *read, uint64_t step, tp_error *err)
{
  tp_buffer symbols = {NULL, 0, 0};
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    tp_buffer_printf(&symbols, "%s%s", k ? " " : "", tp_machine_symbol_name(m, read[k]));
  tp_error_refuse(err, TP_REASON_STUCK, "the machine is stuck after %" PRIu64 " steps: no transition from state '%s' reading '%.300s'",
               step, tp_machine_state_name(m, state), symbols.text);
  tp_buffer_clear(&symbols);
  return TP_STATUS_REFUSED;
}

tp_status tp_run_take_output(tp_word *out, const tp_machine *m, const uint32_t *cell, size_t length, tp_error *err)
{
  *out = (tp_word) {NULL, 0};
  while (length && cell[length - 1] == 0)
    length--;
  for (size_t i = 0; i < length; i++) {
    uint32_t symbol = cell[i];
    if (symbol == 0)
      return tp_error_set(err, TP_STATUS_REFUSED, "the output has a blank inside (cell %zu of tape 1)", i);
    if (symbol > tp_machine_inputs(m))
      return tp_error_set(err, TP_STATUS_REFUSED, "the output has the symbol '%s' (cell %zu of tape 1), which is not an input symbol",
                          tp_machine_symbol_name(m, symbol), i);
  }
  out->symbol = tp_memory_new(length, sizeof *out->symbol);
  out->length = length;
  if (length)
    memcpy(out->symbol, cell, length * sizeof *cell);
  return TP_STATUS_OK;
}

/* A two-way machine is not given a left end that it does not have. */
static tp_status check_left_end(const tp_configuration *c, tp_transition t, size_t step, tp_error *err)
{
  const uint32_t start = tp_machine_head(c->m);
  for (uint32_t k = 0; k < tp_machine_tapes(c->m) && tp_machine_is_two_way(c->m); k++)
    if (t.move[k] == TP_MOVE_L && c->tape[k].head == 0)
      return tp_error_refuse(err, start ? TP_REASON_OTHER : TP_REASON_LEFT_OF_CELL_0,
                             "step %zu takes the head of tape %" PRIu32 " left of cell 0: the machine is two-way%s", step, k + 1,
                             start ? ", and its head starts right of cell 0; blanks before the word make room for it" : "");
  return TP_STATUS_OK;
}

static tp_status stuck(const tp_configuration *c, size_t steps, tp_error *err)
{
  uint32_t read[TP_MACHINE_MAX_TAPES];
  tp_configuration_read(c, read);
  return tp_run_stuck(c->m, c->state, read, steps, err);
}

static tp_status simulate(tp_machine_run *r, tp_configuration *c, tp_run_limits limits, tp_error *err)
{
  const tp_machine *m = c->m;
  while (!tp_machine_halts(m, c->state)) {
    if (limits.cut && r->steps >= limits.cut)
      return TP_STATUS_OK;
    if (r->steps >= limits.max_steps)
      return tp_error_refuse(err, TP_REASON_NOT_HALTED, "the machine has not halted after %zu steps", r->steps);
    size_t index = tp_configuration_next(c);
    if (index == SIZE_MAX)
      return stuck(c, r->steps, err);
    if (check_left_end(c, tp_machine_transition(m, index), r->steps + 1, err) != TP_STATUS_OK)
      return TP_STATUS_REFUSED;
    if (++r->steps % TP_RECOVERY_STEPS == 0)
      tp_recovery_tell(r->steps);
    tp_configuration_take(c, tp_machine_transition(m, index));
  }
  r->halted = 1;
  r->has_output = tp_run_take_output(&r->output, m, c->tape[0].cell, c->tape[0].length, &r->no_output) == TP_STATUS_OK;
  return TP_STATUS_OK;
}

tp_status tp_run_record(tp_machine_run *out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err)
{
  *out = (tp_machine_run) {0};
  tp_configuration c;
  tp_configuration_start(&c, m, input);
  tp_status s = simulate(out, &c, limits, err);
  out->state = c.state;
  tp_configuration_clear(&c);
  if (s != TP_STATUS_OK)
    tp_run_clear(out);
  return s;
}

void tp_run_clear(tp_machine_run *r)
{
  tp_word_clear(&r->output);
  *r = (tp_machine_run) {0};
}
