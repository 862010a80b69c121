/* A sweep: its cells are worked on, and its rows written, where -o says. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tmprec/report/sweep_table.h"
#include "dry_run.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/estimate.h"

typedef struct {
  const settings *s;
  tp_sweep_cells cells;
  tp_sweep_table *table;
  FILE *out;
  int failed;            /* writing did */
  progress_line progress;
  unsigned jobs;
} running;

static void write_text(running *w, tp_buffer *text)
{
  w->failed |= text->length && fwrite(text->text, 1, text->length, w->out) != text->length;
  tp_buffer_clear(text);
}

static int write_rows(void *context, const tp_grid_result *r)
{
  running *w = context;
  tp_buffer text = {NULL, 0, 0};
  tp_table *rows = tp_sweep_table_rows(w->table);
  tp_sweep_table_take(w->table, r);
  tp_table_write_csv(&text, rows);
  tp_table_drop_rows(rows);
  write_text(w, &text);
  return !w->failed;
}

static void show_progress(void *context, size_t done, size_t cells, double share)
{
  running *w = context;
  progress_show(&w->progress, "cells", done, cells, share);
  if (w->progress.shown && w->out != stdout)
    fflush(w->out);
}

static int run_sweep(running *w)
{
  tp_buffer header = {NULL, 0, 0};
  tp_table_write_csv_header(&header, tp_sweep_table_rows(w->table));
  write_text(w, &header);
  w->progress = progress_start(w->s);
  if (!w->failed)
    tp_grid_run(w->cells.g, w->jobs, write_rows, show_progress, w);
  progress_end(&w->progress);
  return !w->failed;
}

static int run_into(void *context, FILE *out)
{
  running *w = context;
  w->out = out;
  return run_sweep(w);
}

static int write_sweep(running *w)
{
  const char *path = w->s->output;
  if (path && strcmp(path, "-"))
    return write_file(path, run_into, w) ? EXIT_DONE : EXIT_REFUSED;
  w->out = stdout;
  return finish_output(run_sweep(w) ? EXIT_DONE : EXIT_REFUSED);
}

/* The sweep, within --memory. */
static int write_within_memory(running *w)
{
  w->jobs = jobs_of(w->s);
  if (w->s->memory) {
    tp_grid_means means;
    tp_grid_choose_means(&means, w->cells.g, w->jobs, (double) w->s->memory);
    if (!fits_memory(w->s, means.bytes))
      return EXIT_REFUSED;
    w->jobs = means.jobs;
    tp_grid_set_records(w->cells.g, means.records);
  }
  w->table = tp_sweep_table_new(&w->s->sweep, w->s->print_time);
  const int code = write_sweep(w);
  tp_sweep_table_free(w->table);
  return code;
}

/* Which runs end without an output, each once. */
static void tell_all_without_output(const tp_sweep_cells *w)
{
  const char *machine = "", *input = "";
  for (size_t i = 0; i < tp_grid_cells(w->g); i++) {
    const tp_grid_result r = tp_grid_at(w->g, i);
    if (!r.s->run.halted || r.s->run.has_output || (!strcmp(r.machine, machine) && !strcmp(r.input, input)))
      continue;
    machine = r.machine, input = r.input;
    complain("%.300s:%.300s: the tokens end with the halt and tell no output: %s", machine, input, r.s->run.no_output.text);
  }
}

int perform_sweep(settings *s)
{
  running w = {.s = s};
  tp_error err;
  if (tp_sweep_complete(&s->sweep, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  int code = EXIT_REFUSED;
  if (tp_sweep_cells_open(&w.cells, &s->sweep, &err) == TP_STATUS_OK) {
    tell_all_without_output(&w.cells);
    code = s->dry_run ? dry_run(s, w.cells.g) : write_within_memory(&w);
  } else {
    complain_of(&err);
  }
  tp_sweep_cells_close(&w.cells);
  return code;
}
