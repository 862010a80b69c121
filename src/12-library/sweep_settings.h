/* SPDX-License-Identifier: MIT */
/* Settings of a sweep, as texts: an object of few bytes, which a call that fails leaves as it was. */
#ifndef SWEEP_SETTINGS_H
#define SWEEP_SETTINGS_H

#include "tmprec/sweep/specification.h"

typedef struct {
  tp_sweep sweep;
  unsigned part, parts;            /* from 1; 0: all cells */
} tp_sweep_settings;

/* Set one thing.  Texts of `value` may be kept. */
tp_status tp_sweep_settings_apply(tp_sweep_settings *s, const char *what, const char *value, tp_error *err);

#endif
