#include "output.h"
#include "tmprec/tokens/text.h"

int perform_trace(settings *s)
{
  tp_machine *m;
  tp_subject at;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  tp_buffer text = {NULL, 0, 0};
  tp_transcript_print(&text, at.m, &at.told);
  print_out(&text);
  tell_halt(at.m, at.run.state);
  tp_buffer_clear(&text);
  tp_subject_close(&at);
  tp_machine_free(m);
  return finish_output(EXIT_DONE);
}
