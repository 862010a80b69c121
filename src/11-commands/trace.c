#include "output.h"
#include "tmprec/tokens/text.h"

int perform_trace(settings *s)
{
  machine *m;
  subject at;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  buffer text = {NULL, 0, 0};
  transcript_print(&text, at.m, &at.told);
  print_out(&text);
  buffer_clear(&text);
  subject_close(&at);
  machine_free(m);
  return finish_output(EXIT_DONE);
}
