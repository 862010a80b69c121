/* SPDX-License-Identifier: MIT */
#include "library.h"
#include "tmprec/analysis/reading.h"
#include "tmprec/tokens/text.h"

void tp_tell_tokens(tp_call *call, const tp_machine *m, const tp_segment *s, size_t segment, size_t first, size_t last)
{
  const tmprec_watch *w = &call->watch;
  tp_buffer text = {NULL, 0, 0};
  for (size_t i = first; w->token && i < last; i++) {
    text.length = 0;
    tp_token_print(&text, m, tp_sequence_token(&s->tokens, i));
    const tmprec_token token = {text.text, segment, i, i <= s->prompt_end};
    const tp_call_pause pause = tp_call_leave(call);
    const int answer = w->token(w->user, &token);
    tp_call_enter_again(call, &pause, answer);
  }
  tp_buffer_clear(&text);
}

static tp_status trace(tp_call *call, void *arguments, tp_error *err)
{
  (void) err;
  const tmprec_simulation *simulation = arguments;
  tp_reading *reading = tp_reading_new(&simulation->s);
  const tp_segment *here;
  for (size_t g = 0; (here = tp_reading_next(reading)); g++)
    tp_tell_tokens(call, simulation->s.m, here, g, 0, here->tokens.length);
  tp_reading_free(reading);
  return TP_STATUS_OK;
}

tmprec_status tmprec_trace(const tmprec_simulation *simulation, const tmprec_watch *watch, tmprec_error *error)
{
  return tp_call_run(error, watch, trace, (void *) simulation);
}
