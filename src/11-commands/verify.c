#include "output.h"

/* Whether a record of the hardmax run makes it quicker. */
static int wants_record(const tp_subject *at, const tp_setup *setup)
{
  return !setup->plain && tp_deviation_covers(at->plan, setup) && tp_hardmax_record_size(at) <= TP_HARDMAX_RECORD_MOST;
}

int perform_verify(settings *s)
{
  tp_machine *m;
  tp_subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  if (s->tokens_file && !replace_tokens(s, &at)) {
    tp_subject_close(&at);
    tp_machine_free(m);
    return EXIT_REFUSED;
  }
  tp_setup setup = settings_setup(s);
  setup.threads = jobs_of(s);
  tp_hardmax_record *hardmax = s->activations || wants_record(&at, &setup) ? tp_hardmax_record_new(&at, 0) : NULL;
  tp_verification v;
  progress_line progress = progress_start(s);
  tp_verify_with_progress(&v, &at, &setup, hardmax, progress_show_evaluation, &progress);
  progress_end(&progress);
  tp_buffer text = {NULL, 0, 0};
  print_verification(&text, at.m, &v, s->activations);
  if (at.run.halted && !s->tokens_file && tp_machine_halting_states(at.m) > 1)
    tp_buffer_printf(&text, "halted\t%s\n", tp_machine_state_name(at.m, at.run.state));
  print_out(&text);
  tp_verdict asked = s->activations ? v.exact_act : v.exact;
  tp_buffer_clear(&text);
  tp_verify_clear(&v);
  tp_hardmax_record_free(hardmax);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(asked == TP_VERDICT_YES ? EXIT_DONE : EXIT_INEXACT);
}
