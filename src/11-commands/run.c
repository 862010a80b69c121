#include "output.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/tokens/text.h"

static void tell_progress(void *context, const generate_state *state)
{
  progress_show_generation(context, state);
}

/* The generated tokens, without the prompts. */
static void print_generated(buffer *out, const machine *m, const transcript *told)
{
  for (size_t g = 0; g < told->segments; g++) {
    buffer_puts(out, g ? "\n" : "");
    sequence_print(out, m, &told->segment[g].tokens, told->segment[g].prompt_end + 1);
  }
}

static int judge(const generation *g, const subject *at)
{
  const segment *last = g->told.segment + g->told.segments - 1;
  size_t number = transcript_predictions(&g->told);
  switch (g->end) {
  case GENERATION_FULL:
    complain("the context of %zu tokens is full before eoutp", last->tokens.length);
    return EXIT_INEXACT;
  case GENERATION_GIVEN_UP:
    complain("no eoutp among %zu tokens, many times the prescribed ones: given up", number);
    return EXIT_INEXACT;
  case GENERATION_LOST:
    complain("prediction %zu is esumm, with no summ before it", number - 1);
    return EXIT_INEXACT;
  case GENERATION_TIED:
    complain("prediction %zu is tied, or not a number", number);
    return EXIT_INEXACT;
  case GENERATION_UNKNOWN:
    complain("prediction %zu cannot be decided", number);
    return EXIT_INEXACT;
  case GENERATION_ENDED:
    break;
  }
  if (!g->same_output)
    complain(at->run.halted ? "this is not the machine's output" : "these are not the machine's steps");
  return g->same_output ? EXIT_DONE : EXIT_INEXACT;
}

int perform_run(settings *s)
{
  machine *m;
  subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  generation g;
  progress_line progress = progress_start(s);
  generate_tokens(&g, &at, &s->choice, tell_progress, &progress);
  progress_end(&progress);
  buffer text = {NULL, 0, 0};
  if (s->print_tokens) {
    print_generated(&text, at.m, &g.told);
  } else if (g.end == GENERATION_ENDED && at.run.halted) {
    word_print(&text, at.m, g.output.symbol, g.output.length);
    buffer_puts(&text, "\n");
  }
  print_out(&text);
  int code = judge(&g, &at);
  buffer_clear(&text);
  generation_clear(&g);
  subject_close(&at);
  machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
