/* Margins of the attention scores, a row a head. */
#include "tmprec/analysis/margins.h"

#include <math.h>
#include <string.h>

#include "output.h"
#include "tmprec/report/rows.h"

typedef struct {
  const transformer *t;
  const margins *m;
  const head_margin *h;            /* NULL: the unembedding */
} margin_row;

static const attention_head *head_of(const margin_row *r)
{
  return r->t->layer[r->h->layer - 1].head + r->h->head;
}

/* Leaks and slacks are known to some ten digits only. */
static void put_rounded(buffer *b, double x)
{
  if (isnan(x))
    buffer_puts(b, "nan");
  else if (isinf(x))
    buffer_puts(b, x < 0 ? "-inf" : "inf");
  else
    buffer_printf(b, "%.6g", x);
}

static void put_value(buffer *b, const extreme *e) { if (e->seen) put_rounded(b, e->value); }
static void put_token(buffer *b, const extreme *e) { if (e->seen) buffer_printf(b, "%zu", e->token); }

static void put_layer(buffer *b, const margin_row *r) { buffer_printf(b, "%zu", r->h ? r->h->layer : r->t->layers + 1); }
static void put_head(buffer *b, const margin_row *r) { if (r->h) buffer_printf(b, "%zu", r->h->head); }

static void put_out(buffer *b, const margin_row *r)
{
  if (r->h)
    transformer_describe(b, r->t, head_of(r)->out, head_of(r)->values);
  else
    buffer_puts(b, "unembedding");
}

static void put_query(buffer *b, const margin_row *r) { if (r->h) transformer_describe(b, r->t, head_of(r)->q, head_of(r)->keys); }
static void put_key(buffer *b, const margin_row *r) { if (r->h) transformer_describe(b, r->t, head_of(r)->k, head_of(r)->keys); }
static void put_v(buffer *b, const margin_row *r) { if (r->h) transformer_describe(b, r->t, head_of(r)->v, head_of(r)->values); }
static void put_gap(buffer *b, const margin_row *r) { put_value(b, r->h ? &r->h->gap : &r->m->right); }
static void put_gap_token(buffer *b, const margin_row *r) { put_token(b, r->h ? &r->h->gap : &r->m->right); }
static void put_ties(buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->ties); }
static void put_ties_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->ties); }
static void put_nonzero(buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->nonzero); }
static void put_nonzero_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->nonzero); }
static void put_leak(buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->leak); }
static void put_leak_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->leak); }
static void put_needs(buffer *b, const margin_row *r) { if (r->h && r->h->slack.seen) put_rounded(b, r->h->needs); }
static void put_slack(buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->slack); }
static void put_slack_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->slack); }

/* Of the run in another arithmetic, if there is one that can be relied on. */
static const extreme *of_run(const margin_row *r, const extreme *e)
{
  static const extreme none;
  return r->m->is_rounded && !r->m->is_undecided ? e : &none;
}

static const extreme *run_gap(const margin_row *r) { return of_run(r, r->h ? &r->h->run_gap : &r->m->right_rounded); }
static void put_run_gap(buffer *b, const margin_row *r) { put_value(b, run_gap(r)); }
static void put_run_gap_token(buffer *b, const margin_row *r) { put_token(b, run_gap(r)); }
static void put_run_ties(buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_ties)); }
static void put_run_ties_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_ties)); }
static void put_run_nonzero(buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_nonzero)); }
static void put_run_nonzero_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_nonzero)); }
static void put_run_leak(buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_leak)); }
static void put_run_leak_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_leak)); }
static void put_run_slack(buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_slack)); }
static void put_run_slack_token(buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_slack)); }

static const struct {
  const char *name;
  void (*put)(buffer *b, const margin_row *r);
} columns[] = {
  {"layer", put_layer}, {"head", put_head}, {"out", put_out}, {"query", put_query}, {"key", put_key}, {"value", put_v},
  {"gap", put_gap}, {"gap_token", put_gap_token}, {"ties", put_ties}, {"ties_token", put_ties_token},
  {"nonzero", put_nonzero}, {"nonzero_token", put_nonzero_token}, {"leak", put_leak}, {"leak_token", put_leak_token},
  {"needs", put_needs}, {"slack", put_slack}, {"slack_token", put_slack_token},
  {"run_gap", put_run_gap}, {"run_gap_token", put_run_gap_token}, {"run_ties", put_run_ties}, {"run_ties_token", put_run_ties_token},
  {"run_nonzero", put_run_nonzero}, {"run_nonzero_token", put_run_nonzero_token}, {"run_leak", put_run_leak},
  {"run_leak_token", put_run_leak_token}, {"run_slack", put_run_slack}, {"run_slack_token", put_run_slack_token},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_row(rows *out, const margin_row *r)
{
  for (size_t i = 0; i < COLUMNS; i++) {
    buffer field = {NULL, 0, 0};
    columns[i].put(&field, r);
    rows_field(out, field.text ? field.text : "");
    buffer_clear(&field);
  }
  rows_end(out);
}

int perform_margins(settings *s)
{
  machine *m;
  subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  margins found;
  progress_line progress = progress_start(s);
  margins_measure(&found, &at, &s->choice, progress_show_evaluation, &progress);
  progress_end(&progress);
  if (found.is_undecided)
    complain("the run in this arithmetic left something undecided: its columns stay empty");
  rows out = rows_new(s->pretty);
  for (size_t i = 0; i < COLUMNS; i++)
    rows_field(&out, columns[i].name);
  rows_end(&out);
  for (size_t i = 0; i < found.heads; i++)
    put_row(&out, &(margin_row) {at.t, &found, found.head + i});
  put_row(&out, &(margin_row) {at.t, &found, NULL});
  buffer text = {NULL, 0, 0};
  rows_print(&text, &out);
  print_out(&text);
  buffer_clear(&text);
  rows_clear(&out);
  margins_clear(&found);
  subject_close(&at);
  machine_free(m);
  tell_time(s, start);
  return finish_output(EXIT_DONE);
}
