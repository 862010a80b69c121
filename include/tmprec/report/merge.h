/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, as files, joined to the file that an undivided sweep writes. */
#ifndef TMPREC_REPORT_MERGE_H
#define TMPREC_REPORT_MERGE_H

#include <stddef.h>
#include <stdio.h>

#include "tmprec/base/error.h"
#include "tmprec/report/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Read: all parts are there, each once, whole, and of one sweep.  Refused with the file and what is wrong: one that is not a
   part, of another sweep or tmprec, cut short, there twice, missing, or with columns of its own. */
typedef struct tp_merge tp_merge;
tp_status tp_merge_read(tp_merge **out, char *const *path, size_t paths, tp_error *err);
void tp_merge_free(tp_merge *m);

/* Write the CSV of the whole sweep; 0 if that fails. */
int tp_merge_write(const tp_merge *m, FILE *out);

/* The same rows with their values, for a merge that outlives this.  Refused if no sweep has such columns. */
typedef struct tp_merge_values tp_merge_values;
tp_status tp_merge_values_new(tp_merge_values **out, const tp_merge *m, tp_error *err);
void tp_merge_values_free(tp_merge_values *v);

/* Append row i, from 0 on, to the table.  Refused with the file, the row and the column whose text is none of its values; the
   table cannot be used after that. */
size_t tp_merge_rows(const tp_merge *m);
tp_status tp_merge_values_put(tp_merge_values *v, size_t i, tp_error *err);
tp_table *tp_merge_values_table(tp_merge_values *v);

#ifdef __cplusplus
}
#endif

#endif
