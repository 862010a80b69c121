/* SPDX-License-Identifier: MIT */
#include "dry_run.h"

#include <math.h>
#include <stdio.h>

#include "output.h"
#include "print_document.h"
#include "tmprec/sweep/estimate.h"

static void put_row(tp_table *t, const char *what, const tp_cells_estimate *e)
{
  if (!e->cells)
    return;
  tp_table_put_text(t, what);
  tp_table_put_integer(t, e->subjects);
  tp_table_put_integer(t, e->cells);
  for (int way = 0; way < TP_WAYS; way++)
    tp_table_put_integer(t, e->way[way]);
  tp_table_put_number(t, e->seconds);
}

static tp_table *list_cells(const tp_grid_estimate *e)
{
  static const tp_column columns[] = {
    {"cells", TP_COLUMN_TEXT, 0},      {"subjects", TP_COLUMN_INTEGER, 0},  {"number", TP_COLUMN_INTEGER, 0},
    {"bound", TP_COLUMN_INTEGER, 0},   {"deviation", TP_COLUMN_INTEGER, 0}, {"evaluation", TP_COLUMN_INTEGER, 0},
    {"seconds", TP_COLUMN_DECIMALS, 1},
  };
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  for (int f = 0; f < TP_FAMILIES; f++)
    put_row(t, tp_family_name[f], e->family + f);
  for (int r = 0; r <= TP_ESTIMATE_MOST_R; r++) {
    char name[16];
    snprintf(name, sizeof name, "r=%d", r);
    put_row(t, name, e->context + r);
  }
  put_row(t, "all", &e->all);
  return t;
}

/* Threads beyond the processors make nothing quicker. */
static double threads_at_work(unsigned jobs)
{
  return fmin(jobs, processors());
}

static void put_words(tp_document *d, const tp_grid_estimate *e, const tp_grid_means *means, int fits)
{
  static const char *const records[TP_RECORD_RULES] = {"", ", hardmax runs recorded by segment", ", hardmax runs not recorded"};
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_printf(&text, "\nEstimates. Nothing was evaluated%s.\n", e->is_sampled ? "; bounds were asked for some of the cells" : "");
  tp_buffer_printf(&text, "time    about %.1f s with %u thread%s\n", e->all.seconds / threads_at_work(means->jobs), means->jobs,
                   means->jobs == 1 ? "" : "s");
  tp_buffer_puts(&text, "memory  up to ");
  put_size(&text, means->bytes);
  tp_buffer_printf(&text, "%s%s\n", records[means->records], fits ? "" : ", which is more than --memory allows");
  tp_document_prose(d, &text);
}

/* The same for JSON. */
static void put_facts(tp_document *d, const tp_grid_estimate *e, const tp_grid_means *means, int fits)
{
  static const tp_column seconds = {"seconds", TP_COLUMN_DECIMALS, 1}, bytes = {"bytes", TP_COLUMN_DECIMALS, 0};
  static const char *const records[TP_RECORD_RULES] = {"all", "segment", "none"};
  tp_document_boolean(d, "sampled", e->is_sampled), tp_document_hide(d);
  tp_document_number(d, &seconds, e->all.seconds / threads_at_work(means->jobs)), tp_document_hide(d);
  tp_document_integer(d, "threads", means->jobs), tp_document_hide(d);
  tp_document_number(d, &bytes, ceil(means->bytes)), tp_document_hide(d);
  tp_document_text(d, "records", records[means->records]), tp_document_hide(d);
  tp_document_boolean(d, "fits", fits), tp_document_hide(d);
}

int dry_run(const settings *s, const tp_grid *g)
{
  tp_grid_estimate e;
  tp_grid_means means;
  tp_document *d = tp_document_new();
  tp_grid_estimate_make(&e, g);
  const int fits = tp_grid_choose_means(&means, g, jobs_of(s), s->memory ? (double) s->memory : INFINITY);
  tp_document_table(d, "cells", list_cells(&e), TP_STYLE_ALIGNED);
  put_words(d, &e, &means, fits);
  put_facts(d, &e, &means, fits);
  print_document(s, d);
  return finish_output(EXIT_DONE);
}
