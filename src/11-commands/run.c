#include "output.h"
#include "tmprec/analysis/footprint.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/tokens/text.h"

/* What becomes of a generation under way. */
typedef struct {
  const tp_machine *m;
  int print_tokens;
  size_t segments;                 /* done */
  progress_line progress;
} watching;

static void tell_progress(void *context, const tp_generate_state *state)
{
  watching *w = context;
  progress_show_generation(&w->progress, state);
}

/* The generated tokens, without the prompt. */
static void take_segment(void *context, const tp_segment *s)
{
  watching *w = context;
  if (w->print_tokens) {
    tp_buffer text = {NULL, 0, 0};
    tp_buffer_puts(&text, w->segments ? "\n" : "");
    tp_sequence_print(&text, w->m, &s->tokens, s->prompt_end + 1);
    progress_end(&w->progress);
    print_out(&text);
    tp_buffer_clear(&text);
  }
  w->segments++;
}

static int judge(const tp_generation *g, const tp_subject *at)
{
  const tp_segment *last = g->told.segment + g->told.segments - 1;
  size_t number = g->predictions;
  switch (g->end) {
  case TP_GENERATION_FULL:
    complain("the context of %zu tokens is full before eoutp", last->tokens.length);
    return EXIT_INEXACT;
  case TP_GENERATION_GIVEN_UP:
    complain("gave up: no eoutp among %zu tokens, many times as many as prescribed", number);
    return EXIT_INEXACT;
  case TP_GENERATION_LOST:
    complain("prediction %zu is esumm without a summ before it", number - 1);
    return EXIT_INEXACT;
  case TP_GENERATION_TIED:
    complain("prediction %zu is tied, or not a number", number);
    return EXIT_INEXACT;
  case TP_GENERATION_UNKNOWN:
    complain("prediction %zu cannot be decided", number);
    return EXIT_INEXACT;
  case TP_GENERATION_ENDED:
    break;
  }
  if (!g->same_output)
    complain(at->run.halted ? "this is not the machine's output" : "these are not the machine's steps");
  return g->same_output ? EXIT_DONE : EXIT_INEXACT;
}

int perform_run(settings *s)
{
  s->subject.unwritten = 1;
  tp_machine *m;
  tp_subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  const tp_setup setup = settings_setup(s);
  if (!fits_memory(s, tp_process_footprint + tp_subject_footprint(&at) + tp_generate_footprint(&at, &setup, 0))) {
    tp_subject_close(&at);
    tp_machine_free(m);
    return EXIT_REFUSED;
  }
  tp_generation g;
  watching w = {.m = at.m, .print_tokens = s->print_tokens, .progress = progress_start(s)};
  tp_generate_segments(&g, &at, &setup, &(tp_generate_watch) {tell_progress, take_segment, &w});
  progress_end(&w.progress);
  tp_buffer text = {NULL, 0, 0};
  if (!s->print_tokens && g.end == TP_GENERATION_ENDED && at.run.halted) {
    tp_word_print(&text, at.m, g.output.symbol, g.output.length);
    tp_buffer_puts(&text, "\n");
  }
  print_out(&text);
  int code = judge(&g, &at);
  tp_buffer_clear(&text);
  tp_generation_clear(&g);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
