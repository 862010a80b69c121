/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hints.h"
#include "ranks.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/tokens/text.h"

void complain(const char *text, ...)
{
  char line[2048];
  va_list args;
  va_start(args, text);
  vsnprintf(line, sizeof line, text, args);
  va_end(args);
  tp_utf8_make_line(line);
  if (!ranks_is_silent())
    fprintf(stderr, "tmprec: %s\n", line);
}

void complain_of(const tp_error *err)
{
  complain("%s%s", err->text, hint_at(err->reason));
}

/* Why standard output failed first: until finish_output tells it, errno has become another. */
static int output_error;

int print_out(const tp_buffer *b)
{
  errno = 0;
  const int ok = !b->length || fwrite(b->text, 1, b->length, stdout) == b->length;
  if (!ok && !output_error)
    output_error = errno;
  return ok;
}

int finish_output(int code)
{
  int failed = ferror(stdout);
  if (fflush(stdout) || failed) {
    const int why = output_error ? output_error : errno;
    complain("standard output: %s", strerror(why ? why : EIO));
    return EXIT_REFUSED;
  }
  return code;
}

void print_notes(const settings *s, const char *notes, const char *prefix)
{
  for (const char *end; (end = strchr(notes, '\n')); notes = end + 1)
    complain("%.300s: warning: %s%.*s", s->argument[0], prefix, end - notes > 1000 ? 1000 : (int) (end - notes), notes);
}

int is_machine_name(const char *text)
{
  tp_buffer about = {NULL, 0, 0};
  const int is_shipped = tp_catalog_description(&about, text) == TP_STATUS_OK;
  tp_buffer_clear(&about);
  return is_shipped || tp_notation_is_bb(text, strlen(text));
}

/* MACHINE:INPUT is how sweeps name a run. */
static int is_of_sweeps(const settings *s)
{
  const char *colon = strrchr(s->argument[0], ':');
  tp_machine *m = NULL;
  if (!colon || s->arguments > 1 || !hints_know_input() || access(s->argument[0], F_OK) == 0)
    return 0;
  char *machine = tp_memory_string(s->argument[0], (size_t) (colon - s->argument[0]));
  const int is_machine = tp_catalog_read(&m, machine, &s->reading, NULL) == TP_STATUS_OK;
  tp_machine_free(m);
  free(machine);
  return is_machine;
}

int open_machine(const settings *s, tp_machine **m)
{
  tp_error err;
  tp_read_options reading = s->reading;
  reading.word = s->arguments > 1 ? s->argument[1] : NULL;
  if (tp_catalog_read(m, s->argument[0], &reading, &err) != TP_STATUS_OK) {
    if (err.reason == TP_REASON_NO_MACHINE && s->arguments > 1 && is_machine_name(s->argument[1]))
      complain("%s; MACHINE goes before INPUT: %.80s %.80s", err.text, s->argument[1], s->argument[0]);
    else if (is_of_sweeps(s))
      complain("%.300s: MACHINE:INPUT is for sweep and which; here MACHINE and INPUT are two arguments", s->argument[0]);
    else
      complain_of(&err);
    return 0;
  }
  print_notes(s, tp_machine_notes(*m), "");
  return 1;
}

const char *input_of(const settings *s, const tp_machine *m)
{
  return s->arguments > 1 ? s->argument[1] : tp_machine_word(m);
}

const char *needed_input(const settings *s, const tp_machine *m)
{
  const char *input = input_of(s, m);
  if (!input && s->drawn)
    complain("%s --plot needs INPUT, such as '' for the empty word", s->command->name);
  else if (!input)
    complain("%s needs %s; see 'tmprec %s --help'", s->command->name, s->command->arguments, s->command->name);
  return input;
}

/* --- How a run ends ------------------------------------------------------------------ */

/* What in the machine is perhaps wrong, to follow a message. */
static void put_doubts(tp_buffer *out, const tp_machine *m)
{
  for (const char *line = tp_machine_doubts(m), *end; (end = strchr(line, '\n')); line = end + 1) {
    tp_buffer_puts(out, "; note: ");
    tp_buffer_put(out, line, (size_t) (end - line));
  }
}

void tell_no_output(const tp_subject *s)
{
  if (s->run.halted && !s->run.has_output)
    complain("the tokens end with the halt and tell no output: %s", s->run.no_output.text);
}

/* The state before it was folded; UINT32_MAX if it does not halt. */
static uint32_t unfolded_halt(const tp_machine *m, const tp_machine *folded, uint32_t state)
{
  const char *name = tp_machine_state_name(folded, state);
  return tp_machine_halts(folded, state) ? tp_machine_find_state(m, name, strlen(name)) : UINT32_MAX;
}

static void tell_reached(const tp_machine *m, uint32_t state)
{
  tp_buffer doubts = {NULL, 0, 0};
  if (!tp_machine_is_named_halt(m, state))
    put_doubts(&doubts, m);
  complain("halted in state '%s'%s%s", tp_machine_state_name(m, state), state == tp_machine_without_rule(m) ? ": no rule applied" : "",
           doubts.length ? doubts.text : "");
  tp_buffer_clear(&doubts);
}

static int is_doubtful(const tp_machine *m, uint32_t halt)
{
  return halt != UINT32_MAX && !tp_machine_is_named_halt(m, halt) && *tp_machine_doubts(m);
}

void tell_halt(const tp_machine *m, const tp_machine *folded, uint32_t state)
{
  const uint32_t halt = unfolded_halt(m, folded, state);
  if (halt != UINT32_MAX && (tp_machine_halting_states(m) > 1 || is_doubtful(m, halt)))
    tell_reached(m, halt);
}

void tell_unnamed_halt(const tp_machine *m, const tp_machine *folded, uint32_t state)
{
  const uint32_t halt = unfolded_halt(m, folded, state);
  if (is_doubtful(m, halt))
    tell_reached(m, halt);
}

/* --- Machine and run -------------------------------------------------------------------- */

/* A run that does not end as it should may do so for what is wrong with the machine. */
static void complain_of_run(const tp_error *err, const tp_machine *m)
{
  tp_buffer doubts = {NULL, 0, 0};
  if (err->reason == TP_REASON_STUCK || err->reason == TP_REASON_NOT_HALTED)
    put_doubts(&doubts, m);
  complain("%s%s%s", err->text, hint_at(err->reason), doubts.length ? doubts.text : "");
  tp_buffer_clear(&doubts);
}

static int open_input(const settings *s, int compile, const tp_machine *m, tp_subject *out)
{
  tp_error err;
  const char *input = needed_input(s, m);
  if (!input)
    return 0;
  if (tp_subject_open(out, m, input, &s->subject, compile, &err) != TP_STATUS_OK) {
    complain_of_run(&err, m);
    return 0;
  }
  tell_no_output(out);
  return 1;
}

static int open_weights(settings *s, int compile, const tp_machine *m, tp_subject *out)
{
  tp_loaded_weights w;
  if (!s->weights)
    return open_input(s, compile, m, out);
  if (!read_weights(s, &w))
    return 0;
  if (!open_input(s, compile, m, out)) {
    tp_transformer_free(w.t);
    return 0;
  }
  const int good = use_weights(s, &w, out);
  if (!good)
    tp_subject_close(out);
  return good;
}

int open_run(settings *s, int compile, const tp_machine *m, tp_subject *out)
{
  tp_error err;
  if (!open_weights(s, compile, m, out))
    return 0;
  if (!out->t || tp_choice_check_layers(&s->choice, out->t->layers, &err) == TP_STATUS_OK)
    return 1;
  complain("--at %s%s", err.text, hint_at(err.reason));
  tp_subject_close(out);
  return 0;
}

int open_subject(settings *s, int compile, tp_machine **m, tp_subject *out)
{
  if (!open_machine(s, m))
    return 0;
  if (open_run(s, compile, *m, out))
    return 1;
  tp_machine_free(*m);
  return 0;
}

int replace_tokens(const settings *s, tp_subject *out)
{
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  tp_transcript tokens;
  const char *name = strcmp(s->tokens_file, "-") ? s->tokens_file : "(standard input)";
  tp_status result = tp_buffer_read_file(&text, s->tokens_file, (size_t) 1 << 30, &err);
  if (result == TP_STATUS_OK)
    result = tp_transcript_parse(&tokens, out->m, out->mode, name, text.text, text.length, &err);
  if (result == TP_STATUS_OK)
    result = tp_subject_replace_tokens(out, &tokens, &s->subject, &err);
  tp_buffer_clear(&text);
  if (result != TP_STATUS_OK)
    complain_of(&err);
  return result == TP_STATUS_OK;
}

static void put_token(tp_document *d, const char *name, const tp_machine *m, const uint32_t *token)
{
  tp_buffer text = {NULL, 0, 0};
  tp_token_print(&text, m, token);
  tp_document_text(d, name, text.text);
  tp_buffer_clear(&text);
}

static void put_ties(tp_document *d, double ties)
{
  static const tp_column column = {"ties", TP_COLUMN_DECIMALS, 0};
  tp_document_number(d, &column, ties);
  if (ties <= 1)
    tp_document_hide(d);
}

static void put_first_error(tp_document *d, const tp_machine *m, const tp_verification *v)
{
  tp_document_integer(d, "first_error", v->first_error);
  put_token(d, "expected", m, v->expected);
  if (v->ties == 0)
    tp_document_text(d, "predicted", "NaN");
  else if (v->is_silent)
    tp_document_text(d, "predicted", "none (no token leads: all logits are 0)");
  else
    put_token(d, "predicted", m, v->predicted);
  put_ties(d, v->ties);
  tp_document_integer(d, "token", v->token);
  tp_document_integer(d, "segment", v->segment + 1);
  tp_document_integer(d, "position", v->position);
}

static void put_no_error(tp_document *d)
{
  static const char *const names[] = {"first_error", "expected", "predicted", "ties", "token", "segment", "position"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    tp_document_nothing(d, names[i]), tp_document_hide(d);
}

void put_verification(tp_document *d, const tp_machine *m, const tp_verification *v, int activations)
{
  tp_document_verdict(d, "exact", v->exact);
  if (activations)
    tp_document_verdict(d, "exact_act", v->exact_act);
  tp_document_integer(d, "tokens", v->predictions);
  if (*v->order)
    tp_document_text(d, "order", v->order);
  if (v->exact == TP_VERDICT_NO)
    put_first_error(d, m, v);
  else
    put_no_error(d);
}

static double clock_seconds(clockid_t which)
{
  struct timespec t;
  clock_gettime(which, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

double seconds_used(void)
{
  return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

void tell_time(const settings *s, double start)
{
  if (s->print_time)
    fprintf(stderr, "tmprec: %.3f s\n", seconds_used() - start);
}

progress_line progress_start(const settings *s)
{
  double now = clock_seconds(CLOCK_MONOTONIC);
  return (progress_line) {s->progress || isatty(STDERR_FILENO), now, now, 0};
}

static void print_duration(char *out, size_t size, double seconds)
{
  if (seconds < 90)
    snprintf(out, size, "%.0f s", seconds);
  else if (seconds < 5400)
    snprintf(out, size, "%.0f min", seconds / 60);
  else
    snprintf(out, size, "%.1f h", seconds / 3600);
}

/* Time for another line? */
static int is_due(progress_line *p)
{
  double now = clock_seconds(CLOCK_MONOTONIC);
  if (!p->shown || now - p->last < 0.4)
    return 0;
  p->last = now;
  return 1;
}

static void show_line(progress_line *p, const char *line)
{
  size_t width = strlen(line);
  fprintf(stderr, "\r%-*s", (int) (p->width > width ? p->width : width), line);
  fflush(stderr);
  p->width = width;
}

void progress_show(progress_line *p, const char *what, size_t done, size_t all, double share)
{
  if (!is_due(p))
    return;
  char line[160], left[32] = "";
  if (share > 1e-5) {
    print_duration(left, sizeof left, (p->last - p->start) * (1 - share) / share);
    snprintf(line, sizeof line, "%zu of %zu %s, %.0f %%, about %s left", done, all, what, 100 * share, left);
  } else if (all) {
    snprintf(line, sizeof line, "%zu of %zu %s", done, all, what);
  } else {
    snprintf(line, sizeof line, "%zu %s", done, what);
  }
  show_line(p, line);
}

/* In a segment the work of a position grows with the keys before it. */
void progress_show_evaluation(void *context, const tp_verify_state *at)
{
  double share = (double) at->position / (double) at->positions;
  if (at->segments == 1)
    progress_show(context, "positions", at->position, at->positions, share * share);
  else
    progress_show(context, "segments", at->segment, at->segments, ((double) at->segment + share * share) / (double) at->segments);
}

void progress_show_generation(progress_line *p, const tp_generate_state *g)
{
  if (!is_due(p))
    return;
  char line[160];
  snprintf(line, sizeof line, "%zu steps, %zu segments, %zu tokens, %.0f tokens a second", g->steps, g->segments + 1, g->tokens,
           (double) g->tokens / (p->last - p->start));
  show_line(p, line);
}

void progress_end(progress_line *p)
{
  if (p->width)
    fprintf(stderr, "\r%-*s\r", (int) p->width, "");
  p->width = 0;
}
