/* SPDX-License-Identifier: MIT */
/* Margins of the attention scores, a row a head. */
#include "tmprec/analysis/margins.h"

#include "errors.h"
#include "output.h"
#include "print_document.h"

typedef struct {
  const tp_transformer *t;
  const tp_margins *m;
  const tp_head_margin *h;         /* NULL: the unembedding */
} margin_row;

static const tp_attention_head *head_of(const margin_row *r)
{
  return r->t->layer[r->h->layer - 1].head + r->h->head;
}

/* --- What a row shows, by name and number ---------------------------------------- */

/* Coordinates of a head's queries, keys or values. */
static void put_described(tp_table *t, const margin_row *r, const uint32_t *list, size_t length)
{
  tp_buffer text = {NULL, 0, 0};
  tp_transformer_describe(&text, r->t, list, length);
  tp_table_put_text(t, text.text ? text.text : "");
  tp_buffer_clear(&text);
}

static void put_layer(tp_table *t, const margin_row *r)
{
  tp_table_put_integer(t, r->h ? r->h->layer : r->t->layers + 1);
}

static void put_head(tp_table *t, const margin_row *r)
{
  if (r->h)
    tp_table_put_integer(t, r->h->head);
  else
    tp_table_put_nothing(t);
}

static void put_out(tp_table *t, const margin_row *r)
{
  if (r->h)
    put_described(t, r, head_of(r)->out, head_of(r)->values);
  else
    tp_table_put_text(t, "unembedding");
}

static void put_query(tp_table *t, const margin_row *r)
{
  if (r->h)
    put_described(t, r, head_of(r)->q, head_of(r)->keys);
  else
    tp_table_put_nothing(t);
}

static void put_key(tp_table *t, const margin_row *r)
{
  if (r->h)
    put_described(t, r, head_of(r)->k, head_of(r)->keys);
  else
    tp_table_put_nothing(t);
}

static void put_v(tp_table *t, const margin_row *r)
{
  if (r->h)
    put_described(t, r, head_of(r)->v, head_of(r)->values);
  else
    tp_table_put_nothing(t);
}

static void put_needs(tp_table *t, const margin_row *r)
{
  if (r->h && r->h->slack.seen)
    tp_table_put_number(t, r->h->needs);
  else
    tp_table_put_nothing(t);
}

/* --- Extremes: a value, and the token where it came about; NULL: the row has none ---- */

static const tp_extreme *gap(const margin_row *r) { return r->h ? &r->h->gap : &r->m->right; }
static const tp_extreme *ties(const margin_row *r) { return r->h ? &r->h->ties : NULL; }
static const tp_extreme *nonzero(const margin_row *r) { return r->h ? &r->h->nonzero : NULL; }
static const tp_extreme *leak(const margin_row *r) { return r->h ? &r->h->leak : NULL; }
static const tp_extreme *slack(const margin_row *r) { return r->h ? &r->h->slack : NULL; }

/* Of the run in another arithmetic, if there is one that can be relied on. */
static const tp_extreme *of_run(const margin_row *r, const tp_extreme *e)
{
  return r->m->is_rounded && !r->m->is_undecided ? e : NULL;
}

static const tp_extreme *run_gap(const margin_row *r) { return of_run(r, r->h ? &r->h->run_gap : &r->m->right_rounded); }
static const tp_extreme *run_ties(const margin_row *r) { return of_run(r, r->h ? &r->h->run_ties : NULL); }
static const tp_extreme *run_nonzero(const margin_row *r) { return of_run(r, r->h ? &r->h->run_nonzero : NULL); }
static const tp_extreme *run_leak(const margin_row *r) { return of_run(r, r->h ? &r->h->run_leak : NULL); }
static const tp_extreme *run_slack(const margin_row *r) { return of_run(r, r->h ? &r->h->run_slack : NULL); }

/* --- The columns -------------------------------------------------------------------- */

/* Leaks and slacks are known to some ten digits only. */
enum { DIGITS = 6 };
#define TEXT(name) {name, TP_COLUMN_TEXT, 0}
#define INTEGER(name) {name, TP_COLUMN_INTEGER, 0}
#define NUMBER(name) {name, TP_COLUMN_SIGNIFICANT, DIGITS}
#define EXTREME(which) {.column = NUMBER(#which), .extreme = which}, {.column = INTEGER(#which "_token"), .extreme = which}

static const struct {
  tp_column column;
  void (*put)(tp_table *t, const margin_row *r);
  const tp_extreme *(*extreme)(const margin_row *r);    /* NUMBER: its value, INTEGER: its token */
} columns[] = {
  {.column = INTEGER("layer"), .put = put_layer},
  {.column = INTEGER("head"), .put = put_head},
  {.column = TEXT("out"), .put = put_out},
  {.column = TEXT("query"), .put = put_query},
  {.column = TEXT("key"), .put = put_key},
  {.column = TEXT("value"), .put = put_v},
  EXTREME(gap), EXTREME(ties), EXTREME(nonzero), EXTREME(leak),
  {.column = NUMBER("needs"), .put = put_needs},
  EXTREME(slack), EXTREME(run_gap), EXTREME(run_ties), EXTREME(run_nonzero), EXTREME(run_leak), EXTREME(run_slack),
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_extreme(tp_table *t, const tp_extreme *e, tp_column_type type)
{
  if (!e || !e->seen)
    tp_table_put_nothing(t);
  else if (type == TP_COLUMN_INTEGER)
    tp_table_put_integer(t, e->token);
  else
    tp_table_put_number(t, e->value);
}

static void put_row(tp_table *t, const margin_row *r)
{
  for (size_t i = 0; i < COLUMNS; i++)
    if (columns[i].put)
      columns[i].put(t, r);
    else
      put_extreme(t, columns[i].extreme(r), columns[i].column.type);
}

static void print_margins(const settings *s, const tp_transformer *t, const tp_margins *m)
{
  tp_column chosen[COLUMNS];
  for (size_t i = 0; i < COLUMNS; i++)
    chosen[i] = columns[i].column;
  tp_table *table = tp_table_new(chosen, COLUMNS);
  for (size_t i = 0; i < m->heads; i++)
    put_row(table, &(margin_row) {t, m, m->head + i});
  put_row(table, &(margin_row) {t, m, NULL});
  tp_document *d = tp_document_new();
  tp_document_table(d, "rows", table, s->pretty ? TP_STYLE_PRETTY : TP_STYLE_CSV);
  print_document(s, d);
}

int perform_margins(settings *s)
{
  if (s->errors)
    return perform_errors(s);
  tp_machine *m;
  tp_subject at;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  tp_margins found;
  progress_line progress = progress_start(s);
  const tp_setup setup = settings_setup(s);
  tp_margins_measure_gaps(&found, &at, &setup, progress_show_evaluation, &progress);
  progress_end(&progress);
  if (found.is_undecided)
    complain("the run in this arithmetic left a rounding undecided: its columns stay empty");
  print_margins(s, at.t, &found);
  tp_margins_clear(&found);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(EXIT_DONE);
}
