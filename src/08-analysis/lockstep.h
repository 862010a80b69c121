/* SPDX-License-Identifier: MIT */
/* A run beside hardmax's: the first number that differs, and numbers by themselves. */
#ifndef LOCKSTEP_H
#define LOCKSTEP_H

#include "mixture.h"
#include "tmprec/analysis/trajectory.h"

/* A number of a run. */
typedef struct {
  run_step at;
  size_t index;                    /* the coordinate, or of TP_PART_NEURON the neuron */
} run_number;

/* Of segment g in the arithmetic chosen, as far as hardmax's numbers are recorded; 0 if none
   differs.  *value: what it is there, in
   binary64.  `evaluated` is called after each evaluation. */
int tp_first_difference(run_number *out, double *value, const tp_subject *s, const tp_setup *in, size_t g,
                        const tp_trajectory *hardmax, void (*evaluated)(void *context), void *context);

/* What the number is in a mixture's run with this step, and under hardmax: NaN at positions
   that are not recorded. */
double tp_number_in(const mixture *m, size_t step, const run_number *n);
double tp_number_under_hardmax(const tp_trajectory *hardmax, const tp_plan *plan, const run_number *n);

#endif
