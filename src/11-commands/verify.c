/* SPDX-License-Identifier: MIT */
#include "output.h"
#include "print_document.h"
#include "tmprec/analysis/claim.h"
#include "tmprec/analysis/footprint.h"

/* What it takes, with a record of the hardmax run or without. */
static double footprint(const settings *s, const tp_subject *at, const tp_setup *setup, int with_record)
{
  const int ternary = !s->tokens_file && !s->weights && tp_claim_of_run(at, setup->choice) == TP_CLAIM_EXACT_ACT;
  const double record = with_record ? tp_hardmax_record_footprint(at, 0, tp_verify_asks_best_keys(at, setup)) : 0;
  return tp_process_footprint + tp_subject_footprint(at) + record + tp_verify_footprint(at, setup, with_record, ternary);
}

/* Whether a record is kept: to compare activations with, or because it makes the rest quicker and fits. */
static int wants_record(const settings *s, const tp_subject *at, const tp_setup *setup)
{
  if (s->activations || setup->plain || !tp_deviation_covers(at->plan, setup) || tp_hardmax_record_size(at) > TP_HARDMAX_RECORD_MOST)
    return s->activations;
  return !s->memory || footprint(s, at, setup, 1) <= (double) s->memory;
}

/* The state in which the run halts; as text only where there are several. */
static void put_halt(tp_document *d, const settings *s, const tp_subject *at)
{
  const int halts = at->run.halted && !s->tokens_file;
  tp_document_text(d, "halted", halts ? tp_machine_state_name(at->m, at->run.state) : NULL);
  if (!halts || tp_machine_halting_states(at->m) == 1)
    tp_document_hide(d);
}

int perform_verify(settings *s)
{
  s->subject.unwritten = 1;
  tp_machine *m;
  tp_subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  tp_setup setup = settings_setup(s);
  setup.threads = jobs_of(s);
  if ((s->tokens_file && !replace_tokens(s, &at))
      || (s->memory && !fits_memory(s, footprint(s, &at, &setup, wants_record(s, &at, &setup))))) {
    tp_subject_close(&at);
    tp_machine_free(m);
    return EXIT_REFUSED;
  }
  tp_hardmax_record *hardmax = NULL;
  if (wants_record(s, &at, &setup)) {
    tp_subject_write(&at);
    hardmax = tp_hardmax_record_new(&at, 0);
  }
  tp_verification v;
  progress_line progress = progress_start(s);
  tp_verify_with_progress(&v, &at, &setup, hardmax, progress_show_evaluation, &progress);
  progress_end(&progress);
  tp_document *d = tp_document_new();
  put_verification(d, at.m, &v, s->activations);
  put_halt(d, s, &at);
  print_document(s, d);
  if (at.run.halted && !s->tokens_file)
    tell_unnamed_halt(m, at.m, at.run.state);
  tp_verdict asked = s->activations ? v.exact_act : v.exact;
  tp_verify_clear(&v);
  tp_hardmax_record_free(hardmax);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(asked == TP_VERDICT_YES ? EXIT_DONE : EXIT_INEXACT);
}
