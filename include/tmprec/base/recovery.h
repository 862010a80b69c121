/* SPDX-License-Identifier: MIT */
/* Recovery: work that can be given up at every allocation, because memory is exhausted or somebody cancels it.  Then
   all blocks of memory.h that the work made are freed, those of GMP, MPFR and Lua included, and whoever asked for the work
   learns why.  What was there before stays as it is: a block that is resized is still its owner's.

   A recovery belongs to one thread.  Work that starts threads must not run in one. */
#ifndef TMPREC_BASE_RECOVERY_H
#define TMPREC_BASE_RECOVERY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_GIVEN_UP_NOT = 0,
  TP_GIVEN_UP_MEMORY,    /* memory is exhausted */
  TP_GIVEN_UP_CANCELLED
} tp_given_up;

typedef struct tp_recovery tp_recovery;

/* Do work(context).  `is_cancelled` may be NULL.  Else it is asked with `asked` at every allocation, so it should be quick;
   not 0: the work is given up.  *bytes, if that is not NULL: how many bytes more were needed, 0 if that is not known.
   The work may run work of its own in this way.  From the first call on GMP allocates through memory.h in such work; outside
   of it, and in other threads, as before. */
tp_given_up tp_recovery_run(void (*work)(void *context), void *context, int (*is_cancelled)(const void *asked), const void *asked,
                            size_t *bytes);

/* Give up the work of this thread: does not return.  Without any, nothing happens. */
void tp_recovery_give_up(tp_given_up why);

/* A step of long work that may allocate nothing for long: whether it is cancelled is asked here too, and who watches learns how
   much is done, in what the work counts.  Without any work nothing happens.  Quick, but not for each step of a machine: there
   after every TP_RECOVERY_STEPS. */
#define TP_RECOVERY_STEPS 65536u
void tp_recovery_tell(size_t done);

/* Who watches the work of this thread from now on; it may give the work up. */
void tp_recovery_watch(void (*watch)(void *watcher, size_t done), void *watcher);

/* 1: this thread is in such work. */
int tp_recovery_is_on(void);

/* Between the two this thread is outside of the work: a function of somebody else is called, whose blocks are its own.
   MPFR's caches are empty on both ways. */
tp_recovery *tp_recovery_leave(void);
void tp_recovery_enter_again(tp_recovery *r);

/* What is not memory of memory.h, and has to be released if work is given up: held between the two calls, the last one
   first.  *r lives as long.  Without work nothing happens. */
typedef struct tp_held_resource {
  void (*release)(void *what);
  void *what;
  struct tp_held_resource *before;
} tp_held_resource;
void tp_recovery_hold(tp_held_resource *r, void (*release)(void *what), void *what);
void tp_recovery_let_go(const tp_held_resource *r);

#ifdef __cplusplus
}
#endif

#endif
