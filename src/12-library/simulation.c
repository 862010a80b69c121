/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/word.h"

static void release(void *object)
{
  tmprec_simulation *s = object;
  tp_subject_close(&s->s);
  tp_shared_machine_drop(s->of);
  free(s->output);
  free(s->halted);
  free(s);
}

void tmprec_simulation_free(tmprec_simulation *simulation)
{
  tp_call_free(release, simulation);
}

typedef struct {
  tmprec_simulation **out;
  const tmprec_machine *machine;
  const char *input;
  const tmprec_simulation_options *options;
} opening;

static tp_status options_of(tp_subject_options *out, const tmprec_simulation_options *given, tp_error *err)
{
  tmprec_simulation_options o = {.size = sizeof o};
  if (given && !tp_size_is_set(given->size, offsetof(tmprec_simulation_options, steps) + sizeof given->steps, "tmprec_simulation_options", err))
    return TP_STATUS_REFUSED;
  if (given)
    memcpy(&o, given, given->size < sizeof o ? given->size : sizeof o);
  if (o.mode != TMPREC_COT && o.mode != TMPREC_SCOT)
    return tp_error_set(err, TP_STATUS_REFUSED, "mode %d is neither cot nor scot", (int) o.mode);
  if (o.r && (o.r < TP_POSITION_BITS_MIN || o.r > TP_POSITION_BITS_MAX || o.r % 2))
    return tp_error_set(err, TP_STATUS_REFUSED, "r %u is not an even number from %u to %u", o.r, TP_POSITION_BITS_MIN, TP_POSITION_BITS_MAX);
  *out = (tp_subject_options) {
    .mode = o.mode == TMPREC_SCOT ? TP_MODE_SCOT : TP_MODE_COT,
    .r = o.r,
    .force = o.force,
    .limits = {o.max_steps ? o.max_steps : TP_RUN_DEFAULT_MAX_STEPS, o.steps},
    .two_way = o.fold ? TP_TWO_WAY_FOLD : TP_TWO_WAY_REFUSE,
    .unwritten = 1,
  };
  return TP_STATUS_OK;
}

static char *output_of(const tp_subject *s)
{
  if (!s->run.has_output)
    return NULL;
  tp_buffer word = {NULL, 0, 0};
  tp_word_print(&word, s->m, s->run.output.symbol, s->run.output.length);
  return tp_text_taken(&word);
}

static tp_status open_simulation(tp_call *call, void *arguments, tp_error *err)
{
  const opening *o = arguments;
  tp_subject_options how;
  if (options_of(&how, o->options, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  tmprec_simulation *s = tp_memory_zeroed(1, sizeof *s);
  tp_call_tell_steps(call);
  tp_status result = tp_subject_open(&s->s, o->machine->shared->m, o->input, &how, 1, err);
  if (result != TP_STATUS_OK) {
    free(s);
    return result;
  }
  s->output = output_of(&s->s);
  s->halted = s->s.run.halted ? tp_text_copy(tp_machine_state_name(s->s.m, s->s.run.state)) : NULL;
  tp_call_tell_end(call, s->s.run.steps);
  s->of = tp_shared_machine_hold(o->machine->shared);      /* as the last: it is not given back if the call is given up */
  *o->out = s;
  return TP_STATUS_OK;
}

tmprec_status tmprec_simulation_new(tmprec_simulation **out, const tmprec_machine *machine, const char *input,
                                    const tmprec_simulation_options *options, const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, open_simulation, &(opening) {out, machine, input, options});
}

tp_subject tp_simulation_at_work(const tmprec_simulation *simulation)
{
  tp_subject at = simulation->s;
  at.plans = tp_plans_new(at.t);
  at.plan = tp_plans_get(at.plans, (tp_evaluation_needs) {1, 0});
  return at;
}

void tp_simulation_clear_work(tp_subject *at)
{
  tp_transcript_clear(&at->told);
  tp_plans_free(at->plans);
}

/* --- What it is ------------------------------------------------------------------- */

tmprec_mode tmprec_simulation_mode(const tmprec_simulation *simulation)
{
  return simulation->s.mode == TP_MODE_SCOT ? TMPREC_SCOT : TMPREC_COT;
}

unsigned tmprec_simulation_r(const tmprec_simulation *simulation)
{
  return simulation->s.r;
}

uint64_t tmprec_simulation_steps(const tmprec_simulation *simulation)
{
  return simulation->s.run.steps;
}

size_t tmprec_simulation_segments(const tmprec_simulation *simulation)
{
  return simulation->s.size.segments;
}

size_t tmprec_simulation_tokens(const tmprec_simulation *simulation)
{
  return simulation->s.size.tokens;
}

size_t tmprec_simulation_longest(const tmprec_simulation *simulation)
{
  return simulation->s.size.longest;
}

size_t tmprec_simulation_predictions(const tmprec_simulation *simulation)
{
  return simulation->s.size.predictions;
}

const char *tmprec_simulation_output(const tmprec_simulation *simulation)
{
  return simulation->output;
}

const char *tmprec_simulation_halted(const tmprec_simulation *simulation)
{
  return simulation->halted;
}

size_t tmprec_simulation_dimension(const tmprec_simulation *simulation, tmprec_dimension which)
{
  const tp_transformer_shape shape = tp_transformer_measure(simulation->s.t);
  switch (which) {
  case TMPREC_LAYERS: return shape.layers;
  case TMPREC_HEADS: return shape.heads;
  case TMPREC_KEY_WIDTH: return shape.key_width;
  case TMPREC_VALUE_WIDTH: return shape.value_width;
  case TMPREC_NEURONS: return shape.neurons;
  case TMPREC_WIDTH: return shape.width;
  }
  return 0;
}
