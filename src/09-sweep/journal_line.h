/* SPDX-License-Identifier: MIT */
/* The first line of a journal (sweep/journal.h), and in journal_line.c all others. */
#ifndef JOURNAL_LINE_H
#define JOURNAL_LINE_H

#include "tmprec/sweep/journal.h"

/* Append the line, with its end. */
void tp_journal_head_print(tp_buffer *out, const tp_journal_head *head);

/* Refused, as of the file at `path`: the first line of another journal, and what is none. */
tp_status tp_journal_head_check(const char *path, const char *text, size_t length, const tp_journal_head *head, tp_error *err);

#endif
