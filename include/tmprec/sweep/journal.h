/* SPDX-License-Identifier: MIT */
/* The journal of a sweep: a text file with a line for each cell that was worked on, written as soon as the cell is
   done.  What ends a sweep, its cells are not lost.

     tmprec journal 1  VERSION  FINGERPRINT  CELLS  K/N
     CELL  EXACT  EXACT_ACT  TOKENS  FIRST_ERROR  DECIDED_BY  SECONDS  CERTIFIED  CERTIFIED_BETA  CHECK

   Fields are separated by tabs.  The first line says which sweep it is.  CHECK is a hash of the line before it, in base
   16.  Numbers that are not whole are written in base 16 too, so that they are read back as they were.

   Each line is written in one call, so that a process that is killed loses no line.  Every TP_JOURNAL_SYNC seconds,
   and when the journal is closed, it is forced to the disk: a machine that loses its power loses the lines since then.
   A last line that is torn is dropped when the journal is read. */
#ifndef TMPREC_SWEEP_JOURNAL_H
#define TMPREC_SWEEP_JOURNAL_H

#include "tmprec/base/buffer.h"
#include "tmprec/sweep/cells.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_JOURNAL_SYNC = 5 };

/* Append 32 digits of base 16 that stand for a sweep: the version of tmprec, the machines with their tables, the
   inputs, all cells with their arithmetics, and what its rows are. */
void tp_sweep_fingerprint(tp_buffer *out, const tp_sweep_cells *w, const tp_sweep *s);

/* Which sweep, or which part of one (shard.h), a journal is of. */
typedef struct {
  const char *fingerprint;
  size_t cells;          /* of the whole sweep */
  unsigned part, parts;  /* from 1; 1 of 1: all of it */
} tp_journal_head;

typedef struct tp_journal tp_journal;

/* Begin a journal.  Refused: a file of that name, which may have cells that somebody waits for.  The caller closes it. */
tp_status tp_journal_begin(tp_journal **out, const char *path, const tp_journal_head *head, tp_error *err);

/* Go on with a journal, or begin it if there is none: results that it has become those of the grid, before that runs.
   *restored is their number.  Refused: the journal of another sweep, version or part; one that another
   process is writing; and one with a damaged line that is not the last. */
tp_status tp_journal_resume(tp_journal **out, const char *path, const tp_journal_head *head, tp_grid *g, size_t *restored, tp_error *err);

/* Append the result of cell i.  A line that cannot be written whole is taken back. */
tp_status tp_journal_add(tp_journal *j, size_t i, const tp_grid_result *r, tp_error *err);

/* The line of a cell by itself, as processes send it to each other: append it with its end, and read it without. */
void tp_journal_print_cell(tp_buffer *out, size_t i, const tp_grid_result *r);
int tp_journal_read_cell(size_t *i, tp_grid_result *r, const char *text, size_t length);

/* Force it to the disk. */
tp_status tp_journal_sync(tp_journal *j, tp_error *err);

/* Close it; with `remove`, its cells are elsewhere. */
void tp_journal_close(tp_journal *j, int remove);

#ifdef __cplusplus
}
#endif

#endif
