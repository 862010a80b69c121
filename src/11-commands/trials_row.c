/* SPDX-License-Identifier: MIT */
/* Trials as a row, which rows of other arithmetics go with. */
#include "trials_row.h"

#include "print_document.h"
#include "tmprec/analysis/binomial.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/tokens/chain.h"

static const tp_column columns[] = {
  {"machine", TP_COLUMN_TEXT, 0}, {"input", TP_COLUMN_TEXT, 0}, {"mode", TP_COLUMN_TEXT, 0},
  {"r", TP_COLUMN_INTEGER, 0}, {"n", TP_COLUMN_INTEGER, 0},
  {"noise", TP_COLUMN_TEXT, 0}, {"size", TP_COLUMN_SHORTEST, 0}, {"arithmetic", TP_COLUMN_TEXT, 0}, {"details", TP_COLUMN_TEXT, 0},
  {"trials", TP_COLUMN_INTEGER, 0}, {"failures", TP_COLUMN_INTEGER, 0}, {"unknown", TP_COLUMN_INTEGER, 0},
  {"rate", TP_COLUMN_SIGNIFICANT, 6}, {"low", TP_COLUMN_SIGNIFICANT, 6}, {"high", TP_COLUMN_SIGNIFICANT, 6},
};

void trials_interval(const settings *s, const trial_tally *t, double *low, double *high)
{
  double unused;
  tp_binomial_interval(t->failures, s->trials, 0.95, low, &unused);
  tp_binomial_interval(t->failures + t->unknown, s->trials, 0.95, &unused, high);
}

static void put_text(tp_table *t, tp_buffer *text)
{
  tp_table_put_text(t, text->length ? text->text : "");
  tp_buffer_clear(text);
}

/* Sites and kinds joined by +; the size if there is one. */
static void put_noise(tp_table *t, const tp_choice *c)
{
  tp_buffer kinds = {NULL, 0, 0};
  double size = 0;
  int count = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (c->noise[i].kind != TP_NOISE_NONE) {
      tp_buffer_printf(&kinds, "%s%s:%s", count++ ? "+" : "", tp_site_name[i], tp_noise_name[c->noise[i].kind]);
      size = c->noise[i].size;
    }
  put_text(t, &kinds);
  if (count == 1)
    tp_table_put_number(t, size);
  else
    tp_table_put_nothing(t);
}

/* The draws of the first trial. */
static void put_details(tp_table *t, const settings *s, const tp_subject *at)
{
  const tp_grid_result r = {.s = at, .cell = {.choice = s->choice, .draw = s->draw}};
  tp_buffer text = {NULL, 0, 0};
  tp_cell_details(&text, &r, ' ');
  tp_table_put_text(t, text.length ? text.text + 1 : "");
  tp_buffer_clear(&text);
}

static void put_arithmetic(tp_table *t, const tp_choice *c)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print(&text, c);
  put_text(t, &text);
}

void put_trials_row(tp_document *d, const settings *s, const tp_subject *at, const trial_tally *tally)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  double low, high;
  trials_interval(s, tally, &low, &high);
  tp_table_put_text(t, s->argument[0]);
  tp_table_put_text(t, s->arguments > 1 ? s->argument[1] : "");
  tp_table_put_text(t, tp_chain_mode_name[at->mode]);
  tp_table_put_integer(t, at->r);
  tp_table_put_integer(t, tp_subject_size(at).longest);
  put_noise(t, &s->choice);
  put_arithmetic(t, &s->choice);
  put_details(t, s, at);
  tp_table_put_integer(t, s->trials);
  tp_table_put_integer(t, tally->failures);
  tp_table_put_integer(t, tally->unknown);
  if (tally->unknown)
    tp_table_put_nothing(t);
  else
    tp_table_put_number(t, (double) tally->failures / (double) s->trials);
  tp_table_put_number(t, low);
  tp_table_put_number(t, high);
  tp_document_table(d, "rows", t, TP_STYLE_CSV);
}
