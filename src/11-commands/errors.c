/* SPDX-License-Identifier: MIT */
/* How far activations are from those of hardmax, sublayer by sublayer. */
#include "errors.h"

#include "output.h"
#include "print_document.h"
#include "run_row.h"
#include "tmprec/analysis/errors.h"

static const tp_column columns[] = {
  RUN_COLUMNS, ARITHMETIC_COLUMNS,
  {"layer", TP_COLUMN_INTEGER, 0}, {"part", TP_COLUMN_TEXT, 0}, {"error", TP_COLUMN_SIGNIFICANT, 6},
  {"register", TP_COLUMN_TEXT, 0},
  {"exact", TP_COLUMN_SHORTEST, 0}, {"rounded", TP_COLUMN_SIGNIFICANT, 6},
  {"token", TP_COLUMN_INTEGER, 0}, {"segment", TP_COLUMN_INTEGER, 0}, {"position", TP_COLUMN_INTEGER, 0},
};

/* A sublayer without an error has nobody who made it. */
static void put_error(tp_table *t, const tp_subject *at, const tp_sublayer_error *e)
{
  tp_buffer name = {NULL, 0, 0};
  tp_table_put_integer(t, e->layer);
  tp_table_put_text(t, e->part == 1 ? "attention" : "neurons");
  tp_table_put_number(t, e->error);
  if (!(e->error > 0)) {
    for (int i = 0; i < 6; i++)
      tp_table_put_nothing(t);
    return;
  }
  tp_transformer_describe(&name, at->t, &e->coordinate, 1);
  tp_table_put_text(t, name.text);
  tp_buffer_clear(&name);
  tp_table_put_number(t, e->exact);
  tp_table_put_number(t, e->rounded);
  tp_table_put_integer(t, e->token);
  tp_table_put_integer(t, e->segment + 1);
  tp_table_put_integer(t, e->position);
}

static void print_errors(const settings *s, const tp_subject *at, const tp_errors *found)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  for (size_t i = 0; i < found->sublayers; i++) {
    if (!found->sublayer[i].seen)
      continue;
    put_run(t, s, at);
    put_arithmetic(t, s, at);
    put_error(t, at, found->sublayer + i);
  }
  tp_document *d = tp_document_new();
  tp_document_table(d, "rows", t, s->pretty ? TP_STYLE_PRETTY : TP_STYLE_CSV);
  print_document(s, d);
}

int perform_errors(settings *s)
{
  tp_machine *m;
  tp_subject at;
  tp_errors found;
  const double start = seconds_used();
  if (s->choice.kind == TP_ARITHMETIC_EXACT) {
    complain("--errors needs an arithmetic: hardmax itself has no errors; try --format, or --act and --attn");
    return EXIT_REFUSED;
  }
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  progress_line progress = progress_start(s);
  const tp_setup setup = settings_setup(s);
  tp_errors_measure(&found, &at, &setup, progress_show_evaluation, &progress);
  progress_end(&progress);
  if (found.is_undecided)
    complain("the run in this arithmetic left a number undecided: errors may be others");
  if (found.recorded != SIZE_MAX)
    complain("from token %zu on, the numbers under hardmax are not all -1, 0 and 1: errors were not looked for there",
             found.recorded);
  print_errors(s, &at, &found);
  tp_errors_clear(&found);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(EXIT_DONE);
}
