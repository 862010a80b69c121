/* SPDX-License-Identifier: MIT */
#include "output.h"
#include "print_document.h"
#include "tmprec/analysis/reading.h"
#include "tmprec/tokens/text.h"

static void put_segment(tp_buffer *out, tp_json *j, const tp_machine *m, const tp_segment *here, int is_first)
{
  if (j) {
    j->out = out;
    json_tokens(j, m, &here->tokens, 0);
  } else {
    tp_buffer_puts(out, is_first ? "" : "\n");
    tp_sequence_print(out, m, &here->tokens, 0);
  }
}

/* j: NULL, or at work on an array of segments. */
static int print_segments(const tp_subject *at, tp_json *j)
{
  tp_reading *reading = tp_reading_new(at);
  int good = 1;
  for (const tp_segment *here, *before = NULL; good && (here = tp_reading_next(reading)); before = here) {
    tp_buffer text = {NULL, 0, 0};
    put_segment(&text, j, at->m, here, !before);
    good = print_out(&text);
    tp_buffer_clear(&text);
  }
  tp_reading_free(reading);
  return good;
}

static void print_json(const settings *s, const tp_subject *at)
{
  tp_buffer text = {NULL, 0, 0};
  tp_json j = json_begin(&text, s);
  tp_json_text(&j, "mode", tp_chain_mode_name[at->mode]);
  tp_json_integer(&j, "r", at->r);
  tp_json_integer(&j, "steps", at->run.steps);
  tp_json_text(&j, "halted", at->run.halted ? tp_machine_state_name(at->m, at->run.state) : NULL);
  tp_json_begin(&j, "segments", TP_JSON_ARRAY);
  if (print_out(&text) && print_segments(at, &j)) {
    text.length = 0;
    j.out = &text;
    json_end(&j);
    print_out(&text);
  }
  tp_buffer_clear(&text);
}

int perform_trace(settings *s)
{
  tp_machine *m;
  tp_subject at;
  s->subject.unwritten = 1;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  if (s->json)
    print_json(s, &at);
  else
    print_segments(&at, NULL);
  tell_halt(m, at.m, at.run.state);
  tp_subject_close(&at);
  tp_machine_free(m);
  return finish_output(EXIT_DONE);
}
