/* SPDX-License-Identifier: MIT */
#include "machine_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/simulation.h"
#include "tmprec/machine/start.h"

/* --- States, symbols, the table ------------------------------------------------------------- */

static void put_states(tp_json *j, const char *name, const tp_machine *m, int halting)
{
  tp_json_begin(j, name, TP_JSON_ARRAY_LINE);
  for (uint32_t i = 0; i < tp_machine_states(m); i++)
    if (tp_machine_halts(m, i) == halting)
      tp_json_text(j, NULL, tp_machine_state_name(m, i));
  tp_json_end(j);
}

static void put_symbols(tp_json *j, const char *name, const tp_machine *m, uint32_t from, uint32_t to)
{
  tp_json_begin(j, name, TP_JSON_ARRAY_LINE);
  for (uint32_t i = from; i < to; i++)
    tp_json_text(j, NULL, tp_machine_symbol_name(m, i));
  tp_json_end(j);
}

static void put_alphabet(tp_json *j, const tp_machine *m)
{
  const uint32_t inputs = tp_machine_inputs(m), zero = tp_machine_zero(m);
  put_states(j, "states", m, 0);
  tp_json_text(j, "start", tp_machine_state_name(m, 0));
  put_states(j, "halt", m, 1);
  tp_json_text(j, "blank", tp_machine_symbol_name(m, 0));
  put_symbols(j, "input", m, 1, 1 + inputs);
  put_symbols(j, "others", m, 1 + inputs, tp_machine_symbols(m));
  tp_json_text(j, "zero", zero == UINT32_MAX ? NULL : tp_machine_symbol_name(m, zero));
}

/* Configurations that have no transition of their own. */
static void put_missing(tp_json *j, const tp_machine *m)
{
  char *text = NULL;
  mpz_t missing;
  mpz_init(missing);
  mpz_ui_pow_ui(missing, tp_machine_symbols(m), tp_machine_tapes(m));
  mpz_mul_ui(missing, missing, tp_machine_states(m) - tp_machine_halting_states(m));
  mpz_sub_ui(missing, missing, tp_machine_written(m));
  const size_t size = mpz_sizeinbase(missing, 10) + 2;
  text = mpz_get_str(tp_memory_new(size, 1), 10, missing);
  tp_json_decimal(j, "missing", text);
  free(text);
  mpz_clear(missing);
}

static void put_names(tp_json *j, const char *name, const tp_machine *m, const uint32_t *symbol)
{
  tp_json_begin(j, name, TP_JSON_ARRAY_LINE);
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    tp_json_text(j, NULL, tp_machine_symbol_name(m, symbol[k]));
  tp_json_end(j);
}

static void put_transition(tp_json *j, const tp_machine *m, tp_transition t)
{
  static const char *const moves[] = {"L", "S", "R"};
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  tp_json_text(j, "from", tp_machine_state_name(m, t.from));
  put_names(j, "read", m, t.read);
  tp_json_text(j, "to", tp_machine_state_name(m, t.to));
  put_names(j, "write", m, t.write);
  tp_json_begin(j, "moves", TP_JSON_ARRAY_LINE);
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    tp_json_text(j, NULL, moves[t.move[k]]);
  tp_json_end(j);
  tp_json_end(j);
}

/* In the order of the file. */
static void put_table(tp_json *j, const tp_machine *m)
{
  const uint32_t halt = tp_machine_without_rule(m);
  put_missing(j, m);
  tp_json_text(j, "without_rule", halt == UINT32_MAX ? NULL : tp_machine_state_name(m, halt));
  tp_json_begin(j, "transitions", TP_JSON_ARRAY);
  for (size_t i = 0; i < tp_machine_written(m); i++)
    put_transition(j, m, tp_machine_transition(m, i));
  tp_json_end(j);
}

static void put_warnings(tp_json *j, const tp_machine *m)
{
  tp_json_begin(j, "warnings", TP_JSON_ARRAY);
  for (const char *line = tp_machine_doubts(m), *end; (end = strchr(line, '\n')); line = end + 1) {
    char *one = tp_memory_string(line, (size_t) (end - line));
    tp_json_text(j, NULL, one);
    free(one);
  }
  tp_json_end(j);
}

/* --- The transformer -------------------------------------------------------------------------- */

static void put_dimensions(tp_json *j, const tp_told_run *told)
{
  const unsigned r = tp_chain_least_bits(told);
  tp_transformer *t = tp_compile_chain(told->m, told->mode, r);
  const tp_transformer_shape shape = tp_transformer_measure(t);
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  tp_json_text(j, "mode", tp_chain_mode_name[told->mode]);
  tp_json_integer(j, "r", r);
  for (int i = 0; i < TP_DIMENSIONS; i++)
    tp_json_integer(j, tp_dimension_name[i], tp_dimension_built(&shape, i));
  tp_json_end(j);
  tp_transformer_free(t);
}

/* For the run; why there are none, if there are none. */
static void put_fit(tp_json *j, const tp_machine *m, const tp_word *input, tp_run_limits limits)
{
  tp_machine_run run = {.steps = 0};
  tp_error err;
  const int fits = input && tp_run_record(&run, m, input, limits, &err) == TP_STATUS_OK;
  tp_json_begin(j, "dimensions", TP_JSON_ARRAY);
  for (int mode = 0; fits && run.steps && mode < TP_CHAIN_MODES; mode++)
    put_dimensions(j, &(tp_told_run) {m, input, &run, (tp_chain_mode) mode});
  tp_json_end(j);
  tp_json_text(j, "no_dimensions", input && !fits ? err.text : fits && !run.steps ? "the run has no step" : NULL);
  if (fits)
    tp_run_clear(&run);
}

static void put_transformer(tp_json *j, const settings *s, const tp_machine *m, const tp_word *input)
{
  tp_json_begin(j, "transformer", TP_JSON_OBJECT);
  tp_json_integer(j, "d_Q", tp_code_width(tp_machine_states(m)));
  tp_json_integer(j, "d_G", tp_code_width(tp_machine_symbols(m)));
  tp_json_integer(j, "neurons", tp_machine_transitions(m));
  put_fit(j, m, input, s->subject.limits);
  tp_json_end(j);
}

/* --- The run --------------------------------------------------------------------------------------- */

/* The cells that the word or the head has been on. */
static void put_tape(tp_json *j, const tp_simulation *s, uint32_t k, const tp_word *input)
{
  const int64_t first = tp_simulation_leftmost(s, k), word = k == 0 ? (int64_t) input->length - 1 : 0;
  const int64_t last = tp_simulation_rightmost(s, k) < word ? word : tp_simulation_rightmost(s, k);
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  tp_json_signed(j, "head", tp_simulation_head(s, k));
  tp_json_signed(j, "first", first);
  tp_json_begin(j, "cells", TP_JSON_ARRAY_LINE);
  for (int64_t cell = first; cell <= last; cell++)
    tp_json_text(j, NULL, tp_machine_symbol_name(s->m, tp_simulation_symbol(s, k, cell)));
  tp_json_end(j);
  tp_json_end(j);
}

static void put_configuration(tp_json *j, const tp_simulation *s, const tp_word *input)
{
  tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
  tp_json_integer(j, "step", s->steps);
  tp_json_text(j, "state", tp_machine_state_name(s->m, s->state));
  tp_json_begin(j, "tapes", TP_JSON_ARRAY_LINE);
  for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
    put_tape(j, s, k, input);
  tp_json_end(j);
  tp_json_end(j);
}

/* The start, each of the first steps that are shown, and the last. */
static tp_simulation_end put_history(tp_json *j, tp_simulation *s, const tp_word *input, uint64_t shown, uint64_t max_steps)
{
  const uint64_t first = shown < max_steps ? shown : max_steps;
  tp_simulation_end end = tp_simulation_run(s, 0);
  tp_json_begin(j, "history", TP_JSON_ARRAY);
  if (shown)
    put_configuration(j, s, input);
  while (end == TP_SIMULATION_GOES_ON && s->steps < first) {
    end = tp_simulation_run(s, 1);
    put_configuration(j, s, input);
  }
  if (end == TP_SIMULATION_GOES_ON && first < max_steps) {
    end = tp_simulation_run(s, max_steps - first);
    if (shown)
      put_configuration(j, s, input);
  }
  tp_json_end(j);
  return end;
}

static void put_output(tp_json *j, const tp_simulation *s, int halted)
{
  tp_buffer text = {NULL, 0, 0};
  tp_word output;
  tp_error err;
  const int is_there = halted && tp_simulation_output(&output, s, &err) == TP_STATUS_OK;
  if (is_there) {
    tp_buffer_puts(&text, "");
    tp_word_print(&text, s->m, output.symbol, output.length);
    tp_word_clear(&output);
  }
  tp_json_text(j, "output", text.text);
  tp_json_text(j, "no_output", halted && !is_there ? err.text : NULL);
  tp_buffer_clear(&text);
}

static void put_visited(tp_json *j, const tp_simulation *s)
{
  tp_json_begin(j, "tapes", TP_JSON_ARRAY);
  for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++) {
    tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
    tp_json_integer(j, "nonzero", tp_simulation_nonzero(s, k));
    tp_json_signed(j, "leftmost", tp_simulation_leftmost(s, k));
    tp_json_signed(j, "rightmost", tp_simulation_rightmost(s, k));
    tp_json_end(j);
  }
  tp_json_end(j);
}

static void put_as_input(tp_json *j, const tp_simulation *s)
{
  tp_buffer text = {NULL, 0, 0};
  tp_json_text(j, "ends_as", tp_start_print(&text, s) ? text.text : NULL);
  tp_buffer_clear(&text);
}

static void put_run(tp_json *j, const settings *s, const tp_machine *m, const tp_word *input)
{
  static const char *const name[] = {
    [TP_SIMULATION_GOES_ON] = "not halted", [TP_SIMULATION_HALTED] = "halted", [TP_SIMULATION_STUCK] = "stuck",
  };
  tp_simulation run;
  tp_error err;
  tp_json_begin(j, "run", TP_JSON_OBJECT);
  tp_simulation_start(&run, m, input);
  const tp_simulation_end end = put_history(j, &run, input, s->shown, s->subject.limits.max_steps);
  if (end == TP_SIMULATION_STUCK)
    tp_simulation_stuck(&run, &err);
  tp_json_integer(j, "steps", run.steps);
  tp_json_text(j, "end", name[end]);
  tp_json_text(j, "state", tp_machine_state_name(m, run.state));
  tp_json_text(j, "stuck", end == TP_SIMULATION_STUCK ? err.text : NULL);
  put_output(j, &run, end == TP_SIMULATION_HALTED);
  put_visited(j, &run);
  put_as_input(j, &run);
  tp_simulation_clear(&run);
  tp_json_end(j);
}

void json_machine(tp_json *j, const settings *s, const tp_machine *m, int folded, const tp_word *input)
{
  tp_buffer about = {NULL, 0, 0};
  const int is_known = tp_catalog_description(&about, s->argument[0]) == TP_STATUS_OK;
  tp_json_text(j, "about", is_known ? about.text : NULL);
  tp_buffer_clear(&about);
  tp_json_integer(j, "tapes", tp_machine_tapes(m));
  tp_json_boolean(j, "two_way", tp_machine_is_two_way(m));
  tp_json_boolean(j, "folded", folded);
  put_alphabet(j, m);
  put_table(j, m);
  put_warnings(j, m);
  put_transformer(j, s, m, input);
  if (input)
    put_run(j, s, m, input);
  else
    tp_json_null(j, "run");
}
