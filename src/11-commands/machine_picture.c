/* SPDX-License-Identifier: MIT */
#include "machine_picture.h"

#include <stdlib.h>
#include <string.h>

#include "drawing.h"
#include "output.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/fold.h"
#include "tmprec/machine/start.h"
#include "tmprec/report/drawing.h"

enum { DRAWN_STEPS = 1000000, MOST_RUNS = 16, INPUT_SHOWN = 40 };

tp_status run_shown_open(run_shown *r, const settings *s, const tp_machine *m, tp_error *err)
{
  const char *word = input_of(s, m);
  *r = (run_shown) {.m = m, .has_input = word != NULL};
  tp_status result = word ? tp_start_parse(&r->started, &r->input, m, word, err) : TP_STATUS_OK;
  if (r->started)
    r->m = r->started;
  if (result == TP_STATUS_OK && s->subject.two_way == TP_TWO_WAY_FOLD)
    result = tp_machine_fold_for(&r->folded, r->m, word ? &r->input : NULL, s->subject.limits, err);
  if (r->folded)
    r->m = r->folded;
  return result;
}

void run_shown_close(run_shown *r)
{
  tp_machine_free(r->folded);
  tp_machine_free(r->started);
  tp_word_clear(&r->input);
}

/* --- A picture of several ------------------------------------------------------------------ */

typedef struct {
  settings s;            /* of this machine alone */
  char *argument[2];     /* MACHINE and INPUT; owned if `owns` */
  int owns;
  tp_machine *m;
  run_shown run;
  tp_buffer title;
} drawn;

static void drawn_clear(drawn *d)
{
  run_shown_close(&d->run);
  tp_machine_free(d->m);
  tp_buffer_clear(&d->title);
  for (int i = 0; i < 2 && d->owns; i++)
    free(d->argument[i]);
}

/* MACHINE and INPUT are two arguments, unless the first has a colon: then each is MACHINE:INPUT. */
static int is_list(const settings *s) { return s->arguments > 2 || strchr(s->argument[0], ':') != NULL; }

static void take_arguments(drawn *d, const settings *s, size_t i)
{
  const char *text = s->argument[i], *colon = is_list(s) ? strrchr(text, ':') : NULL;
  *d = (drawn) {.s = *s, .owns = colon != NULL};
  d->s.argument = d->argument;
  d->s.arguments = 1;
  d->argument[0] = s->argument[i];
  if (colon) {
    d->argument[0] = tp_memory_string(text, (size_t) (colon - text));
    d->argument[1] = tp_memory_string(colon + 1, strlen(colon + 1));
    d->s.arguments = 2;
  } else if (!is_list(s) && s->arguments > 1) {
    d->argument[1] = s->argument[1];
    d->s.arguments = 2;
  }
}

static void say_title(drawn *d)
{
  const tp_word *w = &d->run.input;
  tp_buffer_printf(&d->title, "%s on '", strcmp(d->argument[0], "-") ? d->argument[0] : "(standard input)");
  if (d->run.started && w->length < INPUT_SHOWN)
    tp_buffer_puts(&d->title, input_of(&d->s, d->m));
  else
    tp_word_print(&d->title, d->m, w->symbol, w->length < INPUT_SHOWN ? w->length : INPUT_SHOWN);
  tp_buffer_puts(&d->title, w->length > INPUT_SHOWN ? "..'" : "'");
  if (d->run.folded)
    tp_buffer_puts(&d->title, ", folded");
}

static int open_drawn(drawn *d, const settings *s, size_t i)
{
  tp_error err;
  take_arguments(d, s, i);
  if (!open_machine(&d->s, &d->m) || !needed_input(&d->s, d->m))
    return 0;
  if (run_shown_open(&d->run, &d->s, d->m, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return 0;
  }
  say_title(d);
  return 1;
}

static void draw_all(tp_buffer *out, const settings *s, const drawn *d, size_t count)
{
  const uint64_t steps = s->has_shown ? s->shown : DRAWN_STEPS, most = s->subject.limits.max_steps;
  tp_drawn_run run[MOST_RUNS];
  for (size_t i = 0; i < count; i++)
    run[i] = (tp_drawn_run) {d[i].title.text, d[i].run.m, &d[i].run.input, steps < most ? steps : most};
  tp_draw_tapes(out, run, count);
}

int draw_machines(const settings *s)
{
  const size_t count = is_list(s) ? s->arguments : 1;
  if (count > MOST_RUNS) {
    complain("%zu machines are more than a picture holds: at most %d", count, MOST_RUNS);
    return 0;
  }
  if (!can_draw(s))
    return 0;
  drawn d[MOST_RUNS];
  size_t opened = 0;
  int ok = 1;
  while (ok && opened < count)
    ok = open_drawn(d + opened, s, opened), opened++;
  tp_buffer svg = {NULL, 0, 0};
  if (ok)
    draw_all(&svg, s, d, count);
  ok = ok && put_drawing(s, &svg);
  tp_buffer_clear(&svg);
  while (opened)
    drawn_clear(d + --opened);
  return ok;
}
