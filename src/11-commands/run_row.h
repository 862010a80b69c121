/* SPDX-License-Identifier: MIT */
/* The columns that say which run a row is about, and in which arithmetic. */
#ifndef RUN_ROW_H
#define RUN_ROW_H

#include "setters.h"
#include "tmprec/analysis/subject.h"
#include "tmprec/report/table.h"

#define RUN_COLUMNS \
  {"machine", TP_COLUMN_TEXT, 0}, {"input", TP_COLUMN_TEXT, 0}, {"mode", TP_COLUMN_TEXT, 0}, {"r", TP_COLUMN_INTEGER, 0}, \
  {"n", TP_COLUMN_INTEGER, 0}
#define ARITHMETIC_COLUMNS {"arithmetic", TP_COLUMN_TEXT, 0}, {"details", TP_COLUMN_TEXT, 0}

void put_run(tp_table *t, const settings *s, const tp_subject *at);
/* Of several draws the first one. */
void put_arithmetic(tp_table *t, const settings *s, const tp_subject *at);

#endif
