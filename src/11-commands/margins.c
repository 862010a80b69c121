/* Margins of the attention scores, a row a head. */
#include "tmprec/analysis/margins.h"

#include <math.h>
#include <string.h>

#include "output.h"
#include "tmprec/report/rows.h"

typedef struct {
  const tp_transformer *t;
  const tp_margins *m;
  const tp_head_margin *h;         /* NULL: the unembedding */
} margin_row;

static const tp_attention_head *head_of(const margin_row *r)
{
  return r->t->layer[r->h->layer - 1].head + r->h->head;
}

/* Leaks and slacks are known to some ten digits only. */
static void put_rounded(tp_buffer *b, double x)
{
  if (isnan(x))
    tp_buffer_puts(b, "nan");
  else if (isinf(x))
    tp_buffer_puts(b, x < 0 ? "-inf" : "inf");
  else
    tp_buffer_printf(b, "%.6g", x);
}

static void put_value(tp_buffer *b, const tp_extreme *e) { if (e->seen) put_rounded(b, e->value); }
static void put_token(tp_buffer *b, const tp_extreme *e) { if (e->seen) tp_buffer_printf(b, "%zu", e->token); }

static void put_layer(tp_buffer *b, const margin_row *r) { tp_buffer_printf(b, "%zu", r->h ? r->h->layer : r->t->layers + 1); }
static void put_head(tp_buffer *b, const margin_row *r) { if (r->h) tp_buffer_printf(b, "%zu", r->h->head); }

static void put_out(tp_buffer *b, const margin_row *r)
{
  if (r->h)
    tp_transformer_describe(b, r->t, head_of(r)->out, head_of(r)->values);
  else
    tp_buffer_puts(b, "unembedding");
}

static void put_query(tp_buffer *b, const margin_row *r) { if (r->h) tp_transformer_describe(b, r->t, head_of(r)->q, head_of(r)->keys); }
static void put_key(tp_buffer *b, const margin_row *r) { if (r->h) tp_transformer_describe(b, r->t, head_of(r)->k, head_of(r)->keys); }
static void put_v(tp_buffer *b, const margin_row *r) { if (r->h) tp_transformer_describe(b, r->t, head_of(r)->v, head_of(r)->values); }
static void put_gap(tp_buffer *b, const margin_row *r) { put_value(b, r->h ? &r->h->gap : &r->m->right); }
static void put_gap_token(tp_buffer *b, const margin_row *r) { put_token(b, r->h ? &r->h->gap : &r->m->right); }
static void put_ties(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->ties); }
static void put_ties_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->ties); }
static void put_nonzero(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->nonzero); }
static void put_nonzero_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->nonzero); }
static void put_leak(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->leak); }
static void put_leak_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->leak); }
static void put_needs(tp_buffer *b, const margin_row *r) { if (r->h && r->h->slack.seen) put_rounded(b, r->h->needs); }
static void put_slack(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, &r->h->slack); }
static void put_slack_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, &r->h->slack); }

/* Of the run in another arithmetic, if there is one that can be relied on. */
static const tp_extreme *of_run(const margin_row *r, const tp_extreme *e)
{
  static const tp_extreme none;
  return r->m->is_rounded && !r->m->is_undecided ? e : &none;
}

static const tp_extreme *run_gap(const margin_row *r) { return of_run(r, r->h ? &r->h->run_gap : &r->m->right_rounded); }
static void put_run_gap(tp_buffer *b, const margin_row *r) { put_value(b, run_gap(r)); }
static void put_run_gap_token(tp_buffer *b, const margin_row *r) { put_token(b, run_gap(r)); }
static void put_run_ties(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_ties)); }
static void put_run_ties_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_ties)); }
static void put_run_nonzero(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_nonzero)); }
static void put_run_nonzero_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_nonzero)); }
static void put_run_leak(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_leak)); }
static void put_run_leak_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_leak)); }
static void put_run_slack(tp_buffer *b, const margin_row *r) { if (r->h) put_value(b, of_run(r, &r->h->run_slack)); }
static void put_run_slack_token(tp_buffer *b, const margin_row *r) { if (r->h) put_token(b, of_run(r, &r->h->run_slack)); }

static const struct {
  const char *name;
  void (*put)(tp_buffer *b, const margin_row *r);
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

static void put_row(tp_rows *out, const margin_row *r)
{
  for (size_t i = 0; i < COLUMNS; i++) {
    tp_buffer field = {NULL, 0, 0};
    columns[i].put(&field, r);
    tp_rows_field(out, field.text ? field.text : "");
    tp_buffer_clear(&field);
  }
  tp_rows_end(out);
}

int perform_margins(settings *s)
{
  tp_machine *m;
  tp_subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  tp_margins found;
  progress_line progress = progress_start(s);
  const tp_setup setup = settings_setup(s);
  tp_margins_measure(&found, &at, &setup, progress_show_evaluation, &progress);
  progress_end(&progress);
  if (found.is_undecided)
    complain("the run in this arithmetic left a rounding undecided: its columns stay empty");
  tp_rows out = tp_rows_new(s->pretty);
  for (size_t i = 0; i < COLUMNS; i++)
    tp_rows_field(&out, columns[i].name);
  tp_rows_end(&out);
  for (size_t i = 0; i < found.heads; i++)
    put_row(&out, &(margin_row) {at.t, &found, found.head + i});
  put_row(&out, &(margin_row) {at.t, &found, NULL});
  tp_buffer text = {NULL, 0, 0};
  tp_rows_print(&text, &out);
  print_out(&text);
  tp_buffer_clear(&text);
  tp_rows_clear(&out);
  tp_margins_clear(&found);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(EXIT_DONE);
}
