/* SPDX-License-Identifier: MIT */
/* Trials as a row, which rows of other arithmetics go with. */
#include "trials_row.h"

#include "print_document.h"
#include "run_row.h"
#include "tmprec/analysis/binomial.h"

static const tp_column columns[] = {
  RUN_COLUMNS, {"noise", TP_COLUMN_TEXT, 0}, {"size", TP_COLUMN_SHORTEST, 0}, ARITHMETIC_COLUMNS,
  {"trials", TP_COLUMN_INTEGER, 0}, {"failures", TP_COLUMN_INTEGER, 0}, {"unknown", TP_COLUMN_INTEGER, 0},
  {"rate", TP_COLUMN_SIGNIFICANT, 6}, {"low", TP_COLUMN_SIGNIFICANT, 6}, {"high", TP_COLUMN_SIGNIFICANT, 6},
};

void trials_interval(const settings *s, const trial_tally *t, double *low, double *high)
{
  double unused;
  tp_binomial_interval(t->failures, s->trials, 0.95, low, &unused);
  tp_binomial_interval(t->failures + t->unknown, s->trials, 0.95, &unused, high);
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
  tp_table_put_text(t, count ? kinds.text : "");
  tp_buffer_clear(&kinds);
  if (count == 1)
    tp_table_put_number(t, size);
  else
    tp_table_put_nothing(t);
}

void put_trials_row(tp_document *d, const settings *s, const tp_subject *at, const trial_tally *tally)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  double low, high;
  trials_interval(s, tally, &low, &high);
  put_run(t, s, at);
  put_noise(t, &s->choice);
  put_arithmetic(t, s, at);
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
