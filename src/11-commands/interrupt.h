/* SPDX-License-Identifier: MIT */
/* Signals that ask a long command to end: INT, TERM, HUP.  It ends when it is ready to. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From now on the first of them is only noted; the second ends the process at once. */
void interrupt_watch(void);

/* The signal noted, or 0. */
int interrupt_noted(void);

/* End the process as that signal would have.  Standard output is flushed before. */
void interrupt_obey(int signal_number);

/* They wait until they are let in again: what is in between ends whole. */
void interrupt_hold(void);
void interrupt_let_in(void);

#endif
