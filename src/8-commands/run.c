#include "output.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/tokens/text.h"

static void tell_progress(void *context, size_t tokens)
{
  progress_show(context, "tokens", tokens, 0, -1);
}

static int judge(const generation *g, const subject *at)
{
  size_t number = g->tokens.length;
  switch (g->end) {
  case GENERATION_FULL:
    if (at->prompt_end + 1 + number < (size_t) 1 << at->r)
      complain("no eoutp among %zu tokens, many times the prescribed ones: given up", number);
    else
      complain("the context of %zu tokens is full before eoutp", at->prompt_end + 1 + number);
    return EXIT_INEXACT;
  case GENERATION_TIED:
    complain("prediction %zu is tied, or not a number", number);
    return EXIT_INEXACT;
  case GENERATION_UNKNOWN:
    complain("prediction %zu cannot be decided", number);
    return EXIT_INEXACT;
  default:
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
  generate_sequence(&g, &at, &s->choice, tell_progress, &progress);
  progress_end(&progress);
  buffer text = {NULL, 0, 0};
  if (s->print_tokens) {
    sequence_print(&text, m, &g.tokens);
  } else if (g.end == GENERATION_ENDED && at.run.halted) {
    word_print(&text, m, g.output.symbol, g.output.length);
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
