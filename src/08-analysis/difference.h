/* SPDX-License-Identifier: MIT */
/* Where two arithmetics differ: the steps of a run in one of them at which the other, given
   the same numbers, makes something else of them. */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include "lockstep.h"

typedef struct {
  size_t *step;                    /* numbers, as in mixture.h, ascending */
  size_t count;
} step_list;

/* The run in MIX_BEFORE over positions 0 .. end-1, against MIX_BEHIND; with the steps where
   it is not certain that they make the same. */
step_list tp_different_steps(const mixture *m, size_t end);
void tp_step_list_clear(step_list *l);

/* The number of that step that differs most, among those that are not hardmax's if there
   are any; the first of equals. */
run_number tp_most_different(const mixture *m, size_t step, const tp_trajectory *hardmax);

#endif
