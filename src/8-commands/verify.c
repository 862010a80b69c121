#include "output.h"

/* In a segment the work of a position grows with the keys before it. */
static void show_progress(void *context, const verify_state *at)
{
  double share = (double) at->position / (double) at->positions;
  if (at->segments == 1)
    progress_show(context, "positions", at->position, at->positions, share * share);
  else
    progress_show(context, "segments", at->segment, at->segments, ((double) at->segment + share * share) / (double) at->segments);
}

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
  verify_with_progress(&v, &at, &s->choice, hardmax, show_progress, &progress);
  progress_end(&progress);
  buffer text = {NULL, 0, 0};
  print_verification(&text, m, &v, s->activations);
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
