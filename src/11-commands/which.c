/* SPDX-License-Identifier: MIT */
/* Which formats with a name keep a run exact. */
#include <math.h>
#include <stdlib.h>

#include "output.h"
#include "print_document.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/estimate.h"

static const tp_column columns[] = {
  {"input", TP_COLUMN_TEXT, 0}, {"format", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_INTEGER, 0}, {"exact", TP_COLUMN_VERDICT, 0},
  {"exact_act", TP_COLUMN_VERDICT, 0}, {"tokens", TP_COLUMN_INTEGER, 0}, {"first_error", TP_COLUMN_INTEGER, 0}, {"decided_by", TP_COLUMN_TEXT, 0},
  {"slack", TP_COLUMN_SIGNIFICANT, 6},
  {"arithmetic", TP_COLUMN_TEXT, 0},   /* not with --pretty */
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* --- The sweep ----------------------------------------------------------------------- */

/* Whether the format goes with the rest of the arithmetic; else it is told why not. */
static int goes_with(const settings *s, const char *name)
{
  const unsigned usual = 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN;
  tp_choice c = tp_choice_copy(&s->choice);
  tp_error err;
  tp_status result = tp_named_choose(&c, name, s->sweep.sites ? s->sweep.sites : usual, &err);
  if (result == TP_STATUS_OK)
    result = tp_choice_check(&c, &err);
  if (result != TP_STATUS_OK)
    complain("%s: left out: %s", name, err.text);
  tp_choice_clear(&c);
  return result == TP_STATUS_OK;
}

/* All formats with a name; 0 after a complaint if none goes with the rest. */
static int name_formats(settings *s)
{
  tp_buffer list = {NULL, 0, 0};
  tp_error err;
  for (size_t i = 0; i < tp_format_name_count; i++)
    if (goes_with(s, tp_format_names[i].name))
      tp_buffer_printf(&list, "%s%s", list.length ? "," : "", tp_format_names[i].name);
  const int some = list.length > 0;
  if (some && tp_name_list_parse(&s->sweep.formats, list.text, &err) != TP_STATUS_OK)
    complain_of(&err);
  if (!some)
    complain("no format goes with this arithmetic");
  tp_buffer_clear(&list);
  return s->sweep.formats.count > 0;
}

/* What the options of a single run say. */
static void choose_run(settings *s)
{
  s->sweep.modes = 1u << s->subject.mode;
  if (s->subject.r)
    tp_number_list_append(&s->sweep.position_bits, (int) s->subject.r);
  if (!s->has_beta)
    return;
  s->sweep.betas.value = tp_memory_new(1, sizeof *s->sweep.betas.value);
  s->sweep.betas.value[0] = s->choice.beta;
  s->sweep.betas.count = 1;
}

static void tick(void *context, size_t done, size_t cells, double share)
{
  progress_show(context, "formats", done, cells, share);
}

/* --- Rows ------------------------------------------------------------------------------ */

typedef struct {
  tp_grid_result r;
  size_t place;
  double slack;                    /* NaN: not known */
} row;

/* By run, then by bits, what has no number of bits last, then as the list of formats has them. */
static int compare_rows(const void *a, const void *b)
{
  const row *x = a, *y = b;
  if (x->r.cell.subject != y->r.cell.subject)
    return x->r.cell.subject < y->r.cell.subject ? -1 : 1;
  if (x->r.cell.bits != y->r.cell.bits)
    return !x->r.cell.bits ? 1 : !y->r.cell.bits ? -1 : x->r.cell.bits < y->r.cell.bits ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

/* Rows of one run stand together. */
static void find_slacks(row *rows, size_t count)
{
  const tp_choice **choice = tp_memory_new(count, sizeof *choice);
  double *slack = tp_memory_new(count, sizeof *slack);
  for (size_t from = 0, to; from < count; from = to) {
    for (to = from; to < count && rows[to].r.cell.subject == rows[from].r.cell.subject; to++)
      choice[to] = &rows[to].r.cell.choice;
    tp_margins_least_slacks(slack + from, rows[from].r.s, choice + from, to - from);
  }
  for (size_t i = 0; i < count; i++)
    rows[i].slack = slack[i];
  free(choice);
  free(slack);
}

static void put_row(tp_table *t, const row *of, int pretty)
{
  const tp_grid_result *r = &of->r;
  tp_buffer arithmetic = {NULL, 0, 0};
  tp_table_put_text(t, r->input);
  tp_table_put_text(t, r->cell.name);
  if (r->cell.bits)
    tp_table_put_integer(t, (uint64_t) r->cell.bits);
  else
    tp_table_put_nothing(t);
  tp_table_put_verdict(t, r->result.exact);
  tp_table_put_verdict(t, r->result.exact_act);
  tp_table_put_integer(t, r->result.predictions);
  if (r->result.exact == TP_VERDICT_NO)
    tp_table_put_integer(t, r->result.first_error);
  else
    tp_table_put_nothing(t);
  tp_table_put_text(t, tp_decided_by_name[r->decided_by]);
  if (isnan(of->slack))
    tp_table_put_nothing(t);
  else
    tp_table_put_number(t, of->slack);
  tp_choice_print(&arithmetic, &r->cell.choice);
  if (!pretty)
    tp_table_put_text(t, arithmetic.text);
  tp_buffer_clear(&arithmetic);
}

static tp_table *list_cells(const tp_grid *g, int pretty)
{
  const size_t count = tp_grid_cells(g);
  row *rows = tp_memory_new(count, sizeof *rows);
  tp_table *t = tp_table_new(columns, pretty ? COLUMNS - 1 : COLUMNS);
  for (size_t i = 0; i < count; i++)
    rows[i] = (row) {tp_grid_at(g, i), i, NAN};
  qsort(rows, count, sizeof *rows, compare_rows);
  find_slacks(rows, count);
  for (size_t i = 0; i < count; i++)
    put_row(t, rows + i, pretty);
  free(rows);
  return t;
}

static void print_rows(const settings *s, tp_table *t)
{
  if (s->pretty) {
    tp_buffer text = {NULL, 0, 0};
    tp_table_write_aligned(&text, t, "");
    print_out(&text);
    tp_buffer_clear(&text);
    tp_table_free(t);
    return;
  }
  tp_document *d = tp_document_new();
  tp_document_table(d, "rows", t, TP_STYLE_CSV);
  print_document(s, d);
}

/* Fewer threads, and fewer records, where --memory asks for it. */
static int choose_means(const settings *s, tp_grid *g, unsigned *jobs)
{
  tp_grid_means means;
  tp_grid_choose_means(&means, g, *jobs, (double) s->memory);
  *jobs = means.jobs;
  tp_grid_set_records(g, means.records);
  return fits_memory(s, means.bytes);
}

int perform_which(settings *s)
{
  tp_sweep_cells w = {.g = NULL};
  tp_error err;
  if (!name_formats(s))
    return EXIT_REFUSED;
  choose_run(s);
  if (tp_sweep_complete(&s->sweep, &err) != TP_STATUS_OK || tp_sweep_cells_open(&w, &s->sweep, &err) != TP_STATUS_OK) {
    complain_of(&err);
    tp_sweep_cells_close(&w);
    return EXIT_REFUSED;
  }
  unsigned jobs = jobs_of(s);
  if (s->memory && !choose_means(s, w.g, &jobs)) {
    tp_sweep_cells_close(&w);
    return EXIT_REFUSED;
  }
  progress_line progress = progress_start(s);
  tp_grid_run(w.g, jobs, &(tp_grid_watch) {.tick = tick, .context = &progress});
  progress_end(&progress);
  print_rows(s, list_cells(w.g, s->pretty));
  tp_sweep_cells_close(&w);
  return finish_output(EXIT_DONE);
}
