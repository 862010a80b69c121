/* The lines of a journal (sweep/journal.h). */
#ifndef JOURNAL_LINE_H
#define JOURNAL_LINE_H

#include "tmprec/sweep/journal.h"

/* Append the line, with its end. */
void tp_journal_head_print(tp_buffer *out, const tp_journal_head *head);
void tp_journal_line_print(tp_buffer *out, size_t i, const tp_grid_result *r);

/* A line without its end; what of *r a journal does not have is 0. */
int tp_journal_line_parse(size_t *i, tp_grid_result *r, const char *text, size_t length);

/* Refused, as of the file at `path`: the first line of another journal, and what is none. */
tp_status tp_journal_head_check(const char *path, const char *text, size_t length, const tp_journal_head *head, tp_error *err);

#endif
