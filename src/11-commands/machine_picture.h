/* SPDX-License-Identifier: MIT */
/* The run that `machine` shows, and its picture. */
#ifndef MACHINE_PICTURE_H
#define MACHINE_PICTURE_H

#include "settings.h"

typedef struct {
  const tp_machine *m;   /* the machine itself, or as the input starts it, or folded */
  tp_machine *started, *folded;    /* owned, or NULL */
  tp_word input;         /* owned */
  int has_input;
} run_shown;

/* The machine, folded if that is asked for, and its input if there is one.  To be closed, also on failure. */
tp_status run_shown_open(run_shown *r, const settings *s, const tp_machine *m, tp_error *err);
void run_shown_close(run_shown *r);

/* Draw the machines that the arguments name; 0 with a complaint if that is refused or fails. */
int draw_machines(const settings *s);

#endif
