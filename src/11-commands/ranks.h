/* SPDX-License-Identifier: MIT */
/* Several processes that share a sweep, started by mpirun where tmprec is built with MPI (configure --with-mpi).
   Rank 0 hands cells out and writes; the others work. */
#ifndef RANKS_H
#define RANKS_H

#include "tmprec/sweep/journal.h"

/* Before anything else: 1 if this process is another than rank 0, which says what there is to say. */
int ranks_is_silent(void);

/* Join the others; 1 if there are any.  Every rank calls it at the same place, and ranks_end at the end. */
int ranks_begin(void);
int ranks_own(void);
void ranks_end(void);

/* Of a rank other than 0, whose grid is that of rank 0: work on the cells that it hands out, until there are none.  `refusal`
   is NULL, or why this rank cannot take part. */
void ranks_work(tp_grid *g, const char *fingerprint, const char *refusal);

/* Of rank 0: hand all cells out and take the results over.  `watch` is told as by tp_grid_run, but of finished cells.  0
   if a rank cannot take part, of which *err tells. */
int ranks_hand_out(tp_grid *g, const char *fingerprint, const tp_grid_watch *watch, tp_error *err);

#endif
