/* SPDX-License-Identifier: MIT */
#include "output.h"
#include "print_document.h"

#include <assert.h>
#include <string.h>

#include "tmprec/analysis/footprint.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/machine/start.h"
#include "tmprec/tokens/final.h"
#include "tmprec/tokens/text.h"

/* What becomes of a generation under way. */
typedef struct {
  const tp_machine *m;
  int print_tokens;
  tp_json *json;                   /* with --json: at work on the data */
  size_t segments;                 /* done */
  progress_line progress;
} watching;

static void tell_progress(void *context, const tp_generate_state *state)
{
  watching *w = context;
  progress_show_generation(&w->progress, state);
}

static void put_segment(const watching *w, tp_buffer *out, const tp_segment *s)
{
  if (w->json) {
    w->json->out = out;
    json_tokens(w->json, w->m, &s->tokens, s->prompt_end + 1);
    w->json->out = NULL;
  } else {
    tp_buffer_puts(out, w->segments ? "\n" : "");
    tp_sequence_print(out, w->m, &s->tokens, s->prompt_end + 1);
  }
}

/* The generated tokens, without the prompt. */
static void take_segment(void *context, const tp_segment *s)
{
  watching *w = context;
  if (w->print_tokens) {
    tp_buffer text = {NULL, 0, 0};
    put_segment(w, &text, s);
    progress_end(&w->progress);
    print_out(&text);
    tp_buffer_clear(&text);
  }
  w->segments++;
}

/* --- What is on the tapes --------------------------------------------------------- */

/* The end of a run, by its tokens alone. */
typedef struct {
  tp_configuration at;
  const tp_word *word;             /* NULL: the tokens tell none */
} ending;

static void put_word(tp_buffer *out, const ending *e)
{
  assert(e->word);                 /* can_print refuses to look for one that is not told */
  tp_word_print(out, e->at.m, e->word->symbol, e->word->length);
}

static void put_all(tp_buffer *out, const ending *e)
{
  tp_buffer_printf(out, "state\t%s\n", tp_machine_state_name(e->at.m, e->at.state));
  if (e->word) {
    tp_buffer_puts(out, "word\t");
    put_word(out, e);
    tp_buffer_puts(out, "\n");
  }
  for (uint32_t k = 0; k < tp_configuration_tapes(&e->at); k++) {
    tp_buffer_printf(out, "tape %u\t", k + 1);
    tp_configuration_print_tape(out, &e->at, k);
    tp_buffer_puts(out, "\n");
  }
}

/* e: NULL if the run has no end */
static void json_ending(tp_json *j, const ending *e)
{
  tp_buffer word = {NULL, 0, 0};
  if (e && e->word) {
    tp_buffer_puts(&word, "");
    put_word(&word, e);
  }
  tp_json_text(j, "state", e ? tp_machine_state_name(e->at.m, e->at.state) : NULL);
  tp_json_text(j, "word", word.text);
  tp_buffer_clear(&word);
  if (!e) {
    tp_json_null(j, "tapes");
    return;
  }
  tp_json_begin(j, "tapes", TP_JSON_ARRAY);
  for (uint32_t k = 0; k < tp_configuration_tapes(&e->at); k++) {
    tp_buffer tape = {NULL, 0, 0};
    tp_buffer_puts(&tape, "");
    tp_configuration_print_tape(&tape, &e->at, k);
    tp_json_text(j, NULL, tape.text);
    tp_buffer_clear(&tape);
  }
  tp_json_end(j);
}

/* What the options ask for; with --json all, to compare it.  By default a word that leaves out what is left of cell 0 gives way to the tape. */
static void put_ending(tp_buffer *out, const settings *s, const ending *e)
{
  const int is_all = e->word && tp_configuration_is_blank_left(&e->at, 0);
  if (s->shown_output == SHOW_ALL || s->json) {
    put_all(out, e);
    return;
  }
  if (s->shown_output == SHOW_WORD || (s->shown_output == SHOW_USUAL && !s->tape && is_all))
    put_word(out, e);
  else
    tp_configuration_print_tape(out, &e->at, s->tape ? (uint32_t) s->tape - 1 : 0);
  tp_buffer_puts(out, "\n");
}

/* Whether there is something to print, of a run that was cut only if it is asked for. */
static int prints_ending(const settings *s, const tp_subject *at)
{
  return s->json || (!s->print_tokens && (at->run.halted || s->shown_output != SHOW_USUAL || s->tape));
}

/* The machine's own end of the run. */
static void finish_machine(tp_configuration *c, const tp_subject *at)
{
  tp_configuration_start(c, at->m, &at->input);
  for (size_t i = 0; i < at->run.steps; i++)
    tp_configuration_take(c, tp_machine_transition(at->m, tp_configuration_next(c)));
}

/* Of what was generated and of what the machine does: 1 if it is the same. */
static int print_ending(tp_buffer *out, tp_json *j, const settings *s, const tp_machine *m, const tp_subject *at, const tp_generation *g)
{
  tp_buffer wanted = {NULL, 0, 0};
  ending told = {.word = at->run.has_output ? &g->output : NULL}, right = {.word = at->run.has_output ? &at->run.output : NULL};
  tp_chain_final(&told.at, at->m, &g->told);
  finish_machine(&right.at, at);
  put_ending(out, s, &told);
  put_ending(&wanted, s, &right);
  tell_halt(m, at->m, told.at.state);
  const int same = !strcmp(out->text, wanted.text) && told.at.state == right.at.state;
  if (j) {
    out->length = 0;
    json_ending(j, &told);
  }
  tp_configuration_clear(&told.at);
  tp_configuration_clear(&right.at);
  tp_buffer_clear(&wanted);
  return same;
}

/* Refused before anything is generated: what is asked for is not there. */
static int can_print(const settings *s, const tp_machine *m, int has_output)
{
  const uint32_t tapes = tp_machine_tapes(m);
  if (s->tape > tapes)
    complain("--tape %u: the machine has %u tape%s", (unsigned) s->tape, (unsigned) tapes, tapes > 1 ? "s" : "");
  else if (s->shown_output == SHOW_WORD && !has_output)
    complain("--output word: the tokens tell no output; --output tape prints the tape");
  else
    return 1;
  return 0;
}

/* --- The command ---------------------------------------------------------------------- */

static int judge(const tp_generation *g, const tp_subject *at, int same_ending)
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
    complain("prediction %zu is tied, or not a number; 'tmprec locate' says where that begins", number);
    return EXIT_INEXACT;
  case TP_GENERATION_UNKNOWN:
    complain("prediction %zu cannot be decided", number);
    return EXIT_INEXACT;
  case TP_GENERATION_ENDED:
    break;
  }
  if (!g->same_output)
    complain(at->run.has_output ? "this is not the machine's output" : "these are not the machine's steps");
  else if (!same_ending)
    complain("this is not what the machine leaves on its tapes, or not the state in which it halts");
  return g->same_output && same_ending ? EXIT_DONE : EXIT_INEXACT;
}

/* The rest of the object, after what became of the run. */
static void json_rest(tp_json *j, tp_generation_end end, size_t tokens, int code)
{
  static const char *const name[] = {
    [TP_GENERATION_ENDED] = "ended", [TP_GENERATION_FULL] = "full", [TP_GENERATION_GIVEN_UP] = "given-up", [TP_GENERATION_LOST] = "lost",
    [TP_GENERATION_TIED] = "tied",   [TP_GENERATION_UNKNOWN] = "unknown",
  };
  tp_json_integer(j, "tokens", tokens);
  tp_json_text(j, "end", name[end]);
  tp_json_boolean(j, "right", code == EXIT_DONE);
  json_end(j);
}

/* Up to the segments, if they are printed. */
static tp_json begin_json(const settings *s)
{
  tp_buffer text = {NULL, 0, 0};
  tp_json j = json_begin(&text, s);
  if (s->print_tokens)
    tp_json_begin(&j, "segments", TP_JSON_ARRAY);
  print_out(&text);
  j.out = NULL;
  tp_buffer_clear(&text);
  return j;
}

static int tell_generation(const settings *s, const tp_machine *m, const tp_subject *at, const tp_generation *g, tp_json *j)
{
  tp_buffer text = {NULL, 0, 0};
  int same = 1;
  if (j && s->print_tokens)
    tp_json_end(j);
  if (g->end == TP_GENERATION_ENDED && prints_ending(s, at))
    same = print_ending(&text, j, s, m, at, g);
  else if (j)
    json_ending(j, NULL);
  print_out(&text);
  const int code = judge(g, at, same);
  if (j) {
    json_rest(j, g->end, g->predictions, code);
    print_out(j->out);
  }
  tp_buffer_clear(&text);
  return code;
}

static int generate(const settings *s, const tp_machine *m, const tp_subject *at)
{
  const tp_setup setup = settings_setup(s);
  if (!fits_memory(s, tp_process_footprint + tp_subject_footprint(at) + tp_generate_footprint(at, &setup, 0)))
    return EXIT_REFUSED;
  tp_generation g;
  tp_buffer ended = {NULL, 0, 0};
  tp_json j = {.out = NULL};
  if (s->json)
    j = begin_json(s);
  watching w = {.m = at->m, .print_tokens = s->print_tokens, .json = s->json ? &j : NULL, .progress = progress_start(s)};
  tp_generate_segments(&g, at, &setup, &(tp_generate_watch) {.progress = tell_progress, .segment = take_segment, .context = &w});
  progress_end(&w.progress);
  j.out = &ended;
  const int code = tell_generation(s, m, at, &g, w.json);
  tp_buffer_clear(&ended);
  tp_generation_clear(&g);
  return code;
}

static void put_start(tp_buffer *out, const settings *s, const ending *e)
{
  if (s->json) {
    tp_json j = json_begin(out, s);
    if (s->print_tokens) {
      tp_json_begin(&j, "segments", TP_JSON_ARRAY);
      tp_json_end(&j);
    }
    json_ending(&j, e);
    json_rest(&j, TP_GENERATION_ENDED, 0, EXIT_DONE);
  } else if (!s->print_tokens) {
    put_ending(out, s, e);
  }
}

/* A run without a step: nothing is generated, and the tapes are as they were. */
static int print_start(const settings *s, const tp_machine *m, const tp_word *input)
{
  ending e = {.word = NULL};
  tp_buffer text = {NULL, 0, 0};
  tp_configuration_start(&e.at, m, input);
  put_start(&text, s, &e);
  complain("the start state '%s' is a halting state: the run has no step, and no token is generated", tp_machine_state_name(m, 0));
  print_out(&text);
  tp_configuration_clear(&e.at);
  tp_buffer_clear(&text);
  return EXIT_DONE;
}

static int run_steps(settings *s, const tp_machine *m)
{
  tp_subject at;
  if (!open_run(s, 1, m, &at))
    return EXIT_REFUSED;
  int code = can_print(s, m, at.run.has_output) ? generate(s, m, &at) : EXIT_REFUSED;
  tp_subject_close(&at);
  return code;
}

static int run(settings *s, const tp_machine *m)
{
  tp_machine *other;
  tp_word input;
  tp_error err;
  const char *text = needed_input(s, m);
  if (!text)
    return EXIT_REFUSED;
  if (tp_start_parse(&other, &input, m, text, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  const tp_machine *started = other ? other : m;
  const int code = !tp_machine_halts(started, 0) ? run_steps(s, m) : can_print(s, m, 0) ? print_start(s, started, &input) : EXIT_REFUSED;
  tp_machine_free(other);
  tp_word_clear(&input);
  return code;
}

int perform_run(settings *s)
{
  tp_machine *m;
  double start = seconds_used();
  s->subject.unwritten = 1;
  if (!open_machine(s, &m))
    return EXIT_REFUSED;
  const int code = run(s, m);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
