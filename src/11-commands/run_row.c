/* SPDX-License-Identifier: MIT */
#include "run_row.h"

#include "tmprec/sweep/cells.h"
#include "tmprec/tokens/chain.h"

void put_run(tp_table *t, const settings *s, const tp_subject *at)
{
  tp_table_put_text(t, s->argument[0]);
  tp_table_put_text(t, s->arguments > 1 ? s->argument[1] : "");
  tp_table_put_text(t, tp_chain_mode_name[at->mode]);
  tp_table_put_integer(t, at->r);
  tp_table_put_integer(t, tp_subject_size(at).longest);
}

void put_arithmetic(tp_table *t, const settings *s, const tp_subject *at)
{
  tp_buffer text = {NULL, 0, 0}, details = {NULL, 0, 0};
  tp_choice_print(&text, &s->choice);
  tp_cell_details(&details, &(tp_grid_result) {.s = at, .cell = {.choice = s->choice, .draw = s->draw}}, ' ');
  tp_table_put_text(t, text.text);
  tp_table_put_text(t, details.length ? details.text + 1 : "");
  tp_buffer_clear(&text);
  tp_buffer_clear(&details);
}
