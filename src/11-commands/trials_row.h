/* SPDX-License-Identifier: MIT */
/* Trials as a row of CSV. */
#ifndef TRIALS_ROW_H
#define TRIALS_ROW_H

#include "settings.h"
#include "tmprec/report/document.h"

typedef struct {
  size_t failures, unknown;
} trial_tally;

/* The interval of the rate; it holds whether or not the unknown trials fail. */
void trials_interval(const settings *s, const trial_tally *t, double *low, double *high);

void put_trials_row(tp_document *d, const settings *s, const tp_subject *at, const trial_tally *t);

#endif
