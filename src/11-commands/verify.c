#include "output.h"

int perform_verify(settings *s)
{
  machine *m;
  subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  if (s->tokens_file && !replace_tokens(s, &at)) {
    subject_close(&at);
    machine_free(m);
    return EXIT_REFUSED;
  }
  hardmax_record *hardmax = s->activations ? hardmax_record_new(&at, 0) : NULL;
  verification v;
  progress_line progress = progress_start(s);
  verify_with_progress(&v, &at, &s->choice, hardmax, progress_show_evaluation, &progress);
  progress_end(&progress);
  buffer text = {NULL, 0, 0};
  print_verification(&text, at.m, &v, s->activations);
  print_out(&text);
  verdict asked = s->activations ? v.exact_act : v.exact;
  buffer_clear(&text);
  verify_clear(&v);
  hardmax_record_free(hardmax);
  subject_close(&at);
  machine_free(m);
  tell_time(s, start);
  return finish_output(asked == VERDICT_YES ? EXIT_DONE : EXIT_INEXACT);
}
