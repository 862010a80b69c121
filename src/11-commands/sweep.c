/* SPDX-License-Identifier: MIT */
/* A sweep: its cells are worked on, and its rows written, where -o says. */
#include "output.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dry_run.h"
#include "hints.h"
#include "interrupt.h"
#include "print_document.h"
#include "ranks.h"
#include "tmprec/base/memory.h"
#include "tmprec/report/sweep_table.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/estimate.h"
#include "tmprec/sweep/journal.h"
#include "tmprec/sweep/shard.h"

typedef struct {
  const settings *s;
  tp_sweep_cells cells;
  tp_sweep_table *table;
  FILE *out;
  tp_json json;          /* with --json: at work on the rows */
  int failed;            /* writing did */
  size_t next, refusal;  /* the next cell and refusal to be written */
  size_t rows;           /* counted */
  progress_line progress;
  unsigned jobs;
  tp_buffer fingerprint; /* if there is a journal, or a part is asked for */
  tp_buffer path;        /* of the journal; empty: there is none */
  tp_journal *journal;
  int has_ranks;         /* cells are handed out to other processes */
} running;

static int is_part(const settings *s) { return s->parts > 0; }

/* --- Rows --------------------------------------------------------------------------- */

static void write_text(running *w, tp_buffer *text)
{
  w->failed |= w->out == stdout ? !print_out(text) : text->length && fwrite(text->text, 1, text->length, w->out) != text->length;
  tp_buffer_clear(text);
}

static void write_header(running *w)
{
  tp_buffer header = {NULL, 0, 0};
  if (w->s->json) {
    w->json = json_begin(&header, w->s);
    tp_json_begin(&w->json, "rows", TP_JSON_ARRAY);
  } else {
    tp_table_write_csv_header(&header, tp_sweep_table_rows(w->table));
  }
  write_text(w, &header);
}

/* What follows the last row. */
static int write_end(running *w)
{
  tp_buffer end = {NULL, 0, 0};
  if (w->s->json) {
    w->json.out = &end;
    json_end(&w->json);
  }
  write_text(w, &end);
  return !w->failed;
}

static int write_rows(running *w)
{
  tp_buffer text = {NULL, 0, 0};
  tp_table *rows = tp_sweep_table_rows(w->table);
  w->json.out = &text;
  if (w->s->json)
    tp_table_write_json(&w->json, rows);
  else
    tp_table_write_csv(&text, rows);
  tp_table_drop_rows(rows);
  write_text(w, &text);
  return !w->failed;
}

/* The refusals whose rows come before cell i. */
static int write_refusals(running *w, size_t i)
{
  for (; w->refusal < w->cells.refusals && w->cells.refused[w->refusal].before <= i; w->refusal++)
    tp_sweep_table_refuse(w->table, w->cells.refused + w->refusal);
  return write_rows(w);
}

/* As cells are finished. */
static int write_cell(void *context, const tp_grid_result *r)
{
  running *w = context;
  write_refusals(w, w->next++);
  tp_sweep_table_take(w->table, r);
  return write_rows(w);
}

/* All that have a place in this part.  Numbers of units are odd for cells, and even for refusals, which are all in the first part. */
static void each_row(running *w, void (*visit)(running *w))
{
  size_t unit = 0, end = 0;
  tp_grid *g = w->cells.g;
  w->refusal = 0;
  for (size_t i = 0; i <= tp_grid_cells(g) && !w->failed; i++) {
    tp_sweep_table_set_unit(w->table, 2 * unit);
    for (; w->refusal < w->cells.refusals && w->cells.refused[w->refusal].before <= i; w->refusal++)
      if (w->s->part <= 1)
        tp_sweep_table_refuse(w->table, w->cells.refused + w->refusal);
    if (i < tp_grid_cells(g)) {
      const tp_grid_result r = tp_grid_at(g, i);
      end = i == end ? i + tp_sweep_unit(&w->s->sweep, &r) : end;
      tp_sweep_table_set_unit(w->table, 2 * unit + 1);
      if (tp_grid_has(g, i))
        tp_sweep_table_take(w->table, &r);
      unit += i + 1 == end;
    }
    visit(w);
  }
}

static void count_rows(running *w)
{
  w->rows += tp_table_rows(tp_sweep_table_rows(w->table));
  tp_table_drop_rows(tp_sweep_table_rows(w->table));
}

static void write_rows_there(running *w) { write_rows(w); }

/* All rows, once all cells are done. */
static int write_all(void *context, FILE *out)
{
  running *w = context;
  w->out = out;
  if (is_part(w->s)) {
    w->rows = 0;
    each_row(w, count_rows);
    tp_sweep_part part = {.part = w->s->part, .parts = w->s->parts, .rows = w->rows};
    snprintf(part.fingerprint, sizeof part.fingerprint, "%s", w->fingerprint.text);
    tp_sweep_table_name_part(w->table, &part);
  }
  write_header(w);
  each_row(w, write_rows_there);
  return write_end(w);
}

/* --- While it runs --------------------------------------------------------------------- */

static int keep(void *context, size_t i, const tp_grid_result *r)
{
  running *w = context;
  tp_error err;
  if (!w->journal || tp_journal_add(w->journal, i, r, &err) == TP_STATUS_OK)
    return 1;
  complain("%s; what is finished is kept: the same command with --resume goes on", err.text);
  w->failed = 1;
  return 0;
}

static void end_early(running *w, size_t done, size_t cells)
{
  const int number = interrupt_noted();
  progress_end(&w->progress);
  if (w->journal) {
    tp_journal_sync(w->journal, NULL);
    complain("%s: %zu of %zu cells are kept in %.300s; the same command with --resume goes on", strsignal(number), done, cells, w->path.text);
  } else {
    complain("%s: %zu of %zu cells were finished; with -o FILE they are kept", strsignal(number), done, cells);
  }
  interrupt_obey(number);
}

static void tick(void *context, size_t done, size_t cells, double share)
{
  running *w = context;
  if (interrupt_noted())
    end_early(w, done, cells);
  progress_show(&w->progress, "cells", done, cells, share);
  if (w->progress.shown && w->out && w->out != stdout)
    fflush(w->out);
}

static int run_cells(running *w, int (*finished)(void *context, const tp_grid_result *r))
{
  const tp_grid_watch watch = {keep, finished, tick, w};
  tp_error err;
  w->progress = progress_start(w->s);
  interrupt_watch();
  if (!w->has_ranks)
    tp_grid_run(w->cells.g, w->jobs, &watch);
  const int refused = w->has_ranks && !ranks_hand_out(w->cells.g, w->fingerprint.text, &watch, &err);
  progress_end(&w->progress);
  if (refused)
    complain_of(&err);
  return !w->failed && !refused;
}

/* --- Where the rows go -------------------------------------------------------------------- */

/* As rows come. */
static int write_while_running(void *context, FILE *out)
{
  running *w = context;
  w->out = out;
  write_header(w);
  return !w->failed && run_cells(w, write_cell) && write_refusals(w, SIZE_MAX) && write_end(w);
}

static int write_to_standard_output(running *w)
{
  if (!is_part(w->s) && !w->has_ranks)
    return finish_output(write_while_running(w, stdout) ? EXIT_DONE : EXIT_REFUSED);
  return finish_output(run_cells(w, NULL) && write_all(w, stdout) ? EXIT_DONE : EXIT_REFUSED);
}

static int open_journal(running *w)
{
  const tp_journal_head head = {w->fingerprint.text, tp_grid_cells(w->cells.g), is_part(w->s) ? w->s->part : 1, is_part(w->s) ? w->s->parts : 1};
  tp_error err;
  size_t restored = 0;
  tp_buffer_printf(&w->path, "%s.journal", w->s->output);
  tp_status s = w->s->resume ? tp_journal_resume(&w->journal, w->path.text, &head, w->cells.g, &restored, &err)
                             : tp_journal_begin(&w->journal, w->path.text, &head, &err);
  if (s != TP_STATUS_OK)
    complain_of(&err);
  else if (restored)
    complain("%.300s: %zu cells were finished before", w->path.text, restored);
  return s == TP_STATUS_OK;
}

/* To a file that keeps its name: a journal beside it has the cells until it is whole. */
static int write_with_journal(running *w)
{
  int ok = can_write_file(w->s->output) && open_journal(w) && run_cells(w, NULL);
  if (ok && !write_file(w->s->output, write_all, w)) {
    complain("all cells are kept in %.300s; the same command with --resume writes the file", w->path.text);
    ok = 0;
  }
  tp_journal_close(w->journal, ok);
  tp_buffer_clear(&w->path);
  return ok ? EXIT_DONE : EXIT_REFUSED;
}

static int is_lasting(const char *path)
{
  struct stat there;
  return lstat(path, &there) || S_ISREG(there.st_mode);
}

static int write_sweep(running *w)
{
  const char *path = w->s->output;
  if (!path || !strcmp(path, "-"))
    return write_to_standard_output(w);
  if (is_lasting(path))
    return write_with_journal(w);
  if (is_part(w->s) || w->s->resume || w->has_ranks) {
    complain("%.300s: a device, pipe or link keeps no cells; --resume, --shard and several processes need a file, or the last two standard output", path);
    return EXIT_REFUSED;
  }
  return write_file(path, write_while_running, w) ? EXIT_DONE : EXIT_REFUSED;
}

/* --- The command ------------------------------------------------------------------------- */

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
  if (w->s->output || is_part(w->s) || w->has_ranks)
    tp_sweep_fingerprint(&w->fingerprint, &w->cells, &w->s->sweep);
  w->table = tp_sweep_table_new(&w->s->sweep, w->s->print_time);
  const int code = write_sweep(w);
  tp_sweep_table_free(w->table);
  tp_buffer_clear(&w->fingerprint);
  return code;
}

/* What has no cells. */
static void tell_left_out(const tp_sweep_cells *w)
{
  for (int f = 0; f < TP_FAMILIES; f++)
    if (w->without >> f & 1)
      complain("family %s has no formats of fewer than %d bits: these cells are left out", tp_family_name[f], tp_family_least_bits[f]);
  for (const char *line = w->notes.text ? w->notes.text : "", *end; (end = strchr(line, '\n')); line = end + 1)
    complain("%.*s", (int) (end - line), line);
  for (size_t i = 0; i < w->refusals; i++)
    complain("%s: left out", w->refused[i].why.text);
}

/* Which runs end without an output, each once. */
static void tell_all_without_output(const tp_sweep_cells *w, int certify)
{
  const char *machine = "", *input = "";
  for (size_t i = 0; i < tp_grid_cells(w->g); i++) {
    const tp_grid_result r = tp_grid_at(w->g, i);
    if (!r.s->run.halted || r.s->run.has_output || (!strcmp(r.machine, machine) && !strcmp(r.input, input)))
      continue;
    machine = r.machine, input = r.input;
    complain("%.300s:%.300s: the tokens end with the halt and tell no output: %s%s", machine, input, r.s->run.no_output.text,
             certify ? "; so nothing is proved of this run" : "");
  }
}

static int sweep(running *w)
{
  tell_all_without_output(&w->cells, w->s->certify);
  tell_left_out(&w->cells);
  if (is_part(w->s))
    tp_shard_choose(w->cells.g, &w->s->sweep, w->s->part, w->s->parts);
  return w->s->dry_run ? dry_run(w->s, w->cells.g) : write_within_memory(w);
}

/* Of another rank than 0: cells as they are handed out. */
static int work(running *w, tp_status opened, const tp_error *err)
{
  if (opened == TP_STATUS_OK)
    tp_sweep_fingerprint(&w->fingerprint, &w->cells, &w->s->sweep);
  ranks_work(w->cells.g, w->fingerprint.text, opened == TP_STATUS_OK ? NULL : err->text);
  tp_buffer_clear(&w->fingerprint);
  return opened == TP_STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}

/* Was the word that is no machine meant to be the input of the machine before it? */
static void put_meant_input(tp_buffer *out, const settings *s, const tp_error *err)
{
  for (size_t i = 1; i < s->arguments && err->reason == TP_REASON_NO_MACHINE; i++) {
    const char *word = s->argument[i], *before = s->argument[i - 1];
    const size_t length = strlen(word);
    if (!strncmp(err->text, word, length) && err->text[length] == ':' && is_machine_name(before)) {
      tp_buffer_printf(out, "; an input is in one word with its machine: %.80s:%.80s", before, word);
      return;
    }
  }
}

static void complain_of_cells(const running *w, const tp_error *err)
{
  tp_buffer hint = {NULL, 0, 0};
  put_meant_input(&hint, w->s, err);
  complain("%s%s%s", err->text, hint.length ? hint.text : hint_at(err->reason),
           w->cells.is_item && w->s->arguments > 1 && !hint.length ? "; --keep-going goes on with the others" : "");
  tp_buffer_clear(&hint);
}

int perform_sweep(settings *s)
{
  running w = {.s = s};
  tp_error err;
  if (tp_sweep_complete(&s->sweep, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  w.has_ranks = !s->dry_run && ranks_begin();
  int code = EXIT_REFUSED;
  const tp_status opened = tp_sweep_cells_open(&w.cells, &s->sweep, &err);
  if (w.has_ranks && ranks_own() > 0)
    code = work(&w, opened, &err);
  else if (opened == TP_STATUS_OK)
    code = sweep(&w);
  else
    complain_of_cells(&w, &err);
  tp_sweep_cells_close(&w.cells);
  ranks_end();
  return code;
}
