#include "output.h"
#include "tmprec/analysis/reading.h"
#include "tmprec/tokens/text.h"

int perform_trace(settings *s)
{
  tp_machine *m;
  tp_subject at;
  s->subject.unwritten = 1;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  tp_reading *reading = tp_reading_new(&at);
  int good = 1;
  for (const tp_segment *here, *before = NULL; good && (here = tp_reading_next(reading)); before = here) {
    tp_buffer text = {NULL, 0, 0};
    tp_buffer_puts(&text, before ? "\n" : "");
    tp_sequence_print(&text, at.m, &here->tokens, 0);
    good = print_out(&text);
    tp_buffer_clear(&text);
  }
  tp_reading_free(reading);
  tell_halt(m, at.m, at.run.state);
  tp_subject_close(&at);
  tp_machine_free(m);
  return finish_output(EXIT_DONE);
}
