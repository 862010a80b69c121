#include "output.h"
#include "tmprec/tokens/text.h"

static void print_first_error(buffer *out, const subject *at, const verification *v)
{
  buffer_printf(out, "first_error\t%zu\nexpected\t", v->first_error);
  token_print(out, at->m, transcript_predicted(&at->told, v->first_error));
  buffer_puts(out, "\npredicted\t");
  if (v->ties == 0) {
    buffer_puts(out, "NaN");
  } else {
    token_print(out, at->m, v->predicted);
    if (v->ties > 1)
      buffer_printf(out, "\nties\t%.0f", v->ties);
  }
  buffer_puts(out, "\n");
}

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
  buffer_printf(&text, "exact\t%s\n", verdict_text[v.exact]);
  if (s->activations)
    buffer_printf(&text, "exact_act\t%s\n", verdict_text[v.exact_act]);
  buffer_printf(&text, "tokens\t%zu\n", v.predictions);
  if (v.exact == VERDICT_NO)
    print_first_error(&text, &at, &v);
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
